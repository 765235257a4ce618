"""The newest records of a small table are found without reading the others."""

from __future__ import annotations

import pytest

from gridDesk.store import Store
from gridDesk.store.system import PackageRecord
from tests.store.conftest import KEY, OFFICE


def record(name: str, peer: str, n: int, state: str = "applied") -> PackageRecord:
    return PackageRecord(package_id=name, direction="in", peer=peer, n=n, kind="delta", sha256="", state=state)


@pytest.fixture
def log(tmp_path, catalogue):
    with Store.create(tmp_path / "office.db", KEY, catalogue, OFFICE) as store:
        yield store.system.packages


def test_those_put_last_come_first_and_no_more_than_asked_for(log):
    for n in range(5):
        log.put(record(f"a{n}", "one", n))
        log.put(record(f"b{n}", "other", n))
    assert [one.n for one in log.last(2, peer="one")] == [4, 3]
    assert [one.package_id for one in log.last(9, direction="in", peer="other")] == ["b4", "b3", "b2", "b1", "b0"]
    assert log.last(peer="nobody") == []


def test_a_record_put_again_is_the_newest(log):
    for n in range(3):
        log.put(record(f"a{n}", "one", n))
    log.put(record("a0", "one", 0, "held"))
    assert [one.n for one in log.last(3, peer="one")] == [0, 2, 1]
    assert [one.n for one in log.last(state="applied")] == [2]


def test_an_unknown_attribute_is_refused(log):
    with pytest.raises(ValueError, match="no such attribute"):
        log.last(colour="red")
