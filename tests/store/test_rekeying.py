"""A file under another key: every page of it, or none."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest

from gridDesk.ledger import Edit, Office, catalogue, new_uid
from gridDesk.store import FileMissing, FileUnreadable, Store, StoreError, rekeying

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed office file with a hundred people."""
    path = tmp_path / "office.gdb"
    store = Store.create(path, OLD, catalogue(), Office(site="a" * 16, name="柳行村", level="village"))
    edits = [Edit("person", new_uid(), "create", {"name": f"测试{n}"}) for n in range(100)]
    store.write(edits, actor="王建国", label="登记")
    store.close()
    return path


def test_the_file_opens_with_the_new_key_only_and_holds_what_it_held(path: Path) -> None:
    rekeying.rekey(path, OLD, NEW)
    assert (rekeying.opens(path, OLD), rekeying.opens(path, NEW)) == (False, True)
    store = Store.open(path, NEW, catalogue())
    assert (store.count("person"), store.check()) == (100, [])
    store.close()
    assert sorted(one.name for one in path.parent.iterdir()) == ["office.gdb"]


def test_no_page_of_the_old_file_is_left_as_it_was(path: Path) -> None:
    size = 4096
    before = path.read_bytes()
    rekeying.rekey(path, OLD, NEW)
    after = path.read_bytes()
    pages = {before[at : at + size] for at in range(0, len(before), size)}
    assert not any(after[at : at + size] in pages for at in range(0, len(after), size))


def test_what_still_lay_in_the_log_of_writes_comes_along(path: Path) -> None:
    store = Store.open(path, OLD, catalogue())
    store.write([Edit("person", new_uid(), "create", {"name": "测试后来"})], actor="王建国", label="登记")
    store._db.conn.close()  # as a killed program leaves it: nothing brought together
    rekeying.rekey(path, OLD, NEW)
    store = Store.open(path, NEW, catalogue())
    assert store.count("person") == 101
    store.close()


def test_it_is_refused_while_anybody_else_has_the_file_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rekeying, "_WAIT_MS", 50)
    with Store.open(path, OLD, catalogue(), readonly=True) as reader:
        assert reader.count("person") == 100
        with pytest.raises(StoreError, match="后台"):
            rekeying.rekey(path, OLD, NEW)
        with pytest.raises(StoreError, match="后台"):
            rekeying.check_alone(path, OLD)
        assert reader.count("person") == 100
    rekeying.check_alone(path, OLD)
    assert rekeying.opens(path, OLD)


def test_without_room_nothing_is_begun(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(rekeying.shutil, "disk_usage", lambda _: usage(1, 1, path.stat().st_size))
    before = path.read_bytes()
    with pytest.raises(StoreError, match="空间不够"):
        rekeying.rekey(path, OLD, NEW)
    assert path.read_bytes() == before


def test_a_wrong_old_key_changes_nothing(path: Path) -> None:
    with pytest.raises(FileUnreadable):
        rekeying.rekey(path, NEW, OLD)
    assert rekeying.opens(path, OLD)
    with pytest.raises(FileMissing):
        rekeying.opens(path.with_name("gone.gdb"), OLD)
