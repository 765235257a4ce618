import sqlite3
import sys

import pytest

from gridDesk.ledger import Edit, new_uid
from gridDesk.store import FileMissing, FileUnreadable, Store, StoreError, engine

from .conftest import KEY, OFFICE
from .helpers import create, home


def test_sqlite_utils_takes_its_exceptions_from_the_cipher_library():
    import sqlite_utils.db

    assert sqlite_utils.db.OperationalError is engine.OperationalError
    assert sys.modules["pysqlite3"].__name__ == "sqlcipher3"


def test_file_opens_only_with_its_key(tmp_path, catalogue):
    Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE).close()
    with pytest.raises(FileUnreadable, match="密钥与文件不符"):
        Store.open(tmp_path / "office.db", bytes(32), catalogue)


def test_key_of_another_length_is_refused(tmp_path, catalogue):
    with pytest.raises(ValueError, match="32 bytes"):
        Store.create(tmp_path / "office.db", b"short", catalogue, OFFICE)


def test_missing_file_is_never_replaced_by_a_new_one(tmp_path, catalogue):
    with pytest.raises(FileMissing, match="找不到数据文件"):
        Store.open(tmp_path / "office.db", KEY, catalogue)
    assert list(tmp_path.iterdir()) == []


def test_existing_file_is_never_overwritten(tmp_path, catalogue):
    (tmp_path / "office.db").write_bytes(b"something")
    with pytest.raises(StoreError, match="已经存在"):
        Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE)
    assert (tmp_path / "office.db").read_bytes() == b"something"


def test_plain_database_is_refused(tmp_path, catalogue):
    plain = sqlite3.connect(tmp_path / "office.db")
    plain.execute("CREATE TABLE setting (key TEXT, value TEXT)")
    plain.commit()
    plain.close()
    with pytest.raises(FileUnreadable, match="没有加密"):
        Store.open(tmp_path / "office.db", KEY, catalogue)


def test_empty_file_left_by_a_crash_is_told_apart(tmp_path, catalogue):
    engine.connect(tmp_path / "office.db", KEY, create=True).conn.close()
    with pytest.raises(FileUnreadable, match="没有建完"):
        Store.open(tmp_path / "office.db", KEY, catalogue)


def test_library_without_cipher_is_refused(monkeypatch):
    monkeypatch.setattr(engine.sqlcipher3.dbapi2, "connect", sqlite3.connect)
    with pytest.raises(StoreError, match="缺少加密组件"):
        engine.check_build.__wrapped__()


def test_attach_and_rewriting_the_schema_are_refused(store, tmp_path):
    for sql in (f"ATTACH DATABASE '{tmp_path / 'other.db'}' AS other", "PRAGMA writable_schema = ON"):
        with pytest.raises(engine.DatabaseError, match="not authorized"):
            store._db.conn.execute(sql)


def test_every_safety_switch_is_set(store):
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2, "mmap_size": 0,
        "trusted_schema": 0, "cell_size_check": 1, "foreign_keys": 1,
    }  # fmt: skip
    found = {name: (store._db.conn.execute(f"PRAGMA {name}").fetchone() or [0])[0] for name in wanted}
    assert found == wanted


def test_reader_beside_the_writer_sees_new_rows_and_cannot_write(store, catalogue):
    with Store.open(store._path, KEY, catalogue, readonly=True) as reader:
        uid = create(store, "person", name="张兰")
        assert reader.get("person", uid)["name"] == "张兰"
        with pytest.raises(engine.OperationalError):
            reader.write([Edit("person", new_uid(), "create", {"name": "李四"})], actor="", label="")


def test_no_file_holds_a_word_in_the_clear(tmp_path, catalogue):
    store = Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE)
    home(store, "司马慕容雪", "柳杭村七组四十四号", id_number="370302198503121234")
    found = [path.read_bytes() for path in tmp_path.iterdir()]
    store.close()
    found += [path.read_bytes() for path in tmp_path.iterdir()]
    for word in ("司马慕容雪", "七组四十四号", "370302198503121234", "person", "CREATE TABLE"):
        for data in found:
            assert word.encode() not in data
            assert word.encode("utf-16-le") not in data


def test_closed_store_leaves_one_file(tmp_path, catalogue):
    store = Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE)
    create(store, "person", name="张兰")
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["office.db"]
