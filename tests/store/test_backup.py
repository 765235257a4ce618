import pytest

from gridDesk.store import Store, StoreError, backup, check_file
from tests.simulator.faults import Connection, disk_full

from .conftest import KEY, OFFICE
from .helpers import create, home


def test_backup_is_a_whole_office_under_the_same_key(store, tmp_path, catalogue):
    home(store, "张兰", "三组12号")
    store.backup(tmp_path / "copy.db")
    create(store, "person", name="后来的人")
    with Store.open(tmp_path / "copy.db", KEY, catalogue) as copy:
        assert (copy.count("person"), copy.office, copy.check()) == (1, OFFICE, [])
        assert [hit.name for hit in copy.find("zl")] == ["张兰"]
    with pytest.raises(StoreError):
        Store.open(tmp_path / "copy.db", bytes(32), catalogue)


def test_backup_leaves_no_other_file_and_no_word_in_the_clear(store, tmp_path):
    home(store, "司马慕容雪", "三组12号")
    folder = tmp_path / "backups"
    folder.mkdir()
    store.backup(folder / "copy.db")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert "司马慕容雪".encode() not in (folder / "copy.db").read_bytes()


def test_earlier_backup_is_never_overwritten(store, tmp_path):
    store.backup(tmp_path / "copy.db")
    with pytest.raises(StoreError, match="已经存在"):
        store.backup(tmp_path / "copy.db")


def test_damaged_copy_does_not_become_a_backup(store, tmp_path, monkeypatch):
    home(store, "张兰", "三组12号")
    copy = backup._copy

    def damaging(db, key, part):
        copy(db, key, part)
        data = bytearray(part.read_bytes())
        data[len(data) // 2] ^= 1
        part.write_bytes(data)

    monkeypatch.setattr(backup, "_copy", damaging)
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(StoreError, match="核对不通过"):
        store.backup(folder / "copy.db")
    assert list(folder.iterdir()) == []


def test_copy_of_an_older_state_does_not_become_a_backup(store, tmp_path, monkeypatch, catalogue):
    store.backup(tmp_path / "old.db")
    create(store, "person", name="张兰")
    monkeypatch.setattr(backup, "_copy", lambda db, key, part: part.write_bytes((tmp_path / "old.db").read_bytes()))
    with pytest.raises(StoreError, match="不一致"):
        store.backup(tmp_path / "copy.db")
    assert check_file(tmp_path / "old.db", KEY, catalogue) == []


def test_folder_that_is_not_there_is_told_in_a_sentence(store, tmp_path):
    with pytest.raises(StoreError):
        store.backup(tmp_path / "nowhere" / "copy.db")


def test_copy_that_the_disk_left_empty_is_told_in_a_sentence(store, tmp_path, monkeypatch):
    def empty(_db, key, part):
        backup.connect(part, key, create=True).conn.close()

    monkeypatch.setattr(backup, "_copy", empty)
    with pytest.raises(StoreError):
        store.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_copying_leaves_no_transaction_open_where_the_disk_takes_no_more(store, tmp_path):
    home(store, "钱一", "1号")
    database, real = store._db, store._db.conn
    database.conn = Connection(real, 2, disk_full, for_ever=True)
    try:
        store.copy(tmp_path / "copy.db")
    finally:
        database.conn = real
    assert not real.in_transaction
    assert store.check() == []
