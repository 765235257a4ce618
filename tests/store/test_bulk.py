"""A very large write makes its indexes afterwards, and leaves the file as any other write would."""

from __future__ import annotations

import pytest

from gridDesk.ledger import Edit, new_uid
from gridDesk.store import bulk
from gridDesk.store.engine import CACHE_KB

from .helpers import create, home


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bulk, "MANY", 50)
    monkeypatch.setattr("gridDesk.store.writing.CHUNK", 20)


def _village(count: int) -> list[Edit]:
    edits = []
    for n in range(count):
        address, house, person = new_uid(), new_uid(), new_uid()
        edits += [
            Edit("address", address, "create", {"text": f"柳行村{n}号"}),
            Edit("household", house, "create", {"number": str(n), "head": person, "address": address}),
            Edit("person", person, "create", {"name": f"赵{chr(0x4E00 + n)}", "phone": f"138{n:08d}"}),
            Edit("residence", new_uid(), "create", {"person": person, "household": house}),
        ]
    return edits


def _schema(store) -> list[tuple[str, ...]]:
    return store._db.conn.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()


def test_a_large_write_leaves_every_index_and_is_found(store):
    before = _schema(store)
    store.write(_village(200), actor="", label="导入")
    assert _schema(store) == before
    assert store.check() == []
    assert [hit.why for hit in store.find("13800000199")] == ["电话"]
    assert {hit.ledger for hit in store.find("柳行村199号")} == {"household", "person", "address"}
    assert store._db.conn.execute("PRAGMA cache_size").fetchone()[0] == -CACHE_KB


def test_a_large_write_says_of_search_what_a_rebuild_says(store):
    home(store, "钱一", "柳行村旧宅1号")
    edits = _village(150)
    renamed = [Edit("person", edit.uid, "update", {"name": "孙" + str(edit.values["name"])}) for edit in edits[2::40]]
    store.write([*edits, *renamed], actor="", label="导入")
    tables = ("find_person", "find_reading", "find_place")
    kept = [store._db.conn.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]
    store.reindex()
    assert kept == [store._db.conn.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]


def test_a_large_write_that_fails_leaves_everything_as_it_was(store):
    uid = create(store, "person", name="赵一")
    before = _schema(store)
    with pytest.raises(ValueError, match="exists already"):
        store.write([*_village(200), Edit("person", uid, "create", {"name": "赵二"})], actor="", label="导入")
    assert _schema(store) == before
    assert store.count("person") == 1
    assert store.check() == []
    assert store._db.conn.execute("PRAGMA cache_size").fetchone()[0] == -CACHE_KB
