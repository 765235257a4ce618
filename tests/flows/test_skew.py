"""An office one or two releases older or newer still exchanges, and nothing of what it did not know is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gridDesk.desk import Desk, exchange, safety, street_folder
from gridDesk.ledger import VOID, Edit, Office, Row, new_uid
from gridDesk.store import StoreError
from gridDesk.sync.asides import PENDING
from tests.flows.releases import NEW_CODE, NEW_OP, make, release, reopened, running

VILLAGE = Office(site="a" * 16, name="柳行村", level="village", parent_name="齐陵街道")
STREET = Office(site="b" * 16, name="齐陵街道", level="street")
PAIRS = [(0, 1), (0, 2), (1, 0), (2, 0), (0, -1), (0, -2), (-1, 0), (-2, 0), (-1, 1), (1, -1), (1, 2), (2, 1), (-2, -1)]
BLANK = ("updated_at", "extra")


@pytest.fixture(autouse=True)
def without_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave backups out: these offices have no password."""
    monkeypatch.setattr(safety, "backup", lambda desk, *_, **__: desk.folder)


@dataclass
class Pairing:
    """A village and its street, each under a release; `twin` is the street as it would be under the newest of both."""

    village: Desk
    street: Desk
    twin: Desk
    village_release: int
    street_release: int
    stick: Path
    made: dict[str, str] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        return max(self.village_release, self.street_release)

    def up(self, *, whole: bool = False) -> exchange.AppliedPackage:
        """Carry a package to the street and its twin."""
        with running(self.village_release):
            path = exchange.write_package(self.village, STREET.site, self.stick, whole=whole).path
        with running(self.newest):
            exchange.apply_package(self.twin, path)
        with running(self.street_release):
            return exchange.apply_package(self.street, path)

    def down(self) -> exchange.AppliedPackage:
        """Carry the street's package to the village; its twin's goes nowhere."""
        with running(self.street_release):
            path = exchange.write_package(self.street, VILLAGE.site, self.stick).path
        with running(self.village_release):
            return exchange.apply_package(self.village, path)

    def upgrade(self) -> None:
        """Install the newer program where the older one is."""
        newest = self.newest
        if self.street_release < newest:
            self.street = reopened(self.street, newest)
        if self.village_release < newest:
            self.village = reopened(self.village, newest)
        self.village_release = self.street_release = newest


@pytest.fixture
def pairing(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Pairing]:
    """Offices of the releases that the test names."""
    village_release, street_release = request.param
    stick = tmp_path / "stick"
    stick.mkdir()
    village = make(tmp_path / "village", VILLAGE, village_release)
    street = make(tmp_path / "street", STREET, street_release)
    twin = make(tmp_path / "twin", STREET, max(request.param), street.keys)
    for one, other, role in ((village, street, "parent"), (street, village, "child"), (twin, village, "child")):
        card = exchange.read_card(exchange.write_card(other, stick))
        exchange.pair(one, card, exchange.pairing_digits(one, card)[1][-5:], role)
    made = Pairing(village, street, twin, village_release, street_release, stick)
    with ExitStack() as left:
        yield made
        for desk in (made.village, made.street, made.twin):
            left.callback(desk.close)


def work(pairing: Pairing) -> None:
    """Enter at the village what its release can hold, each act on its own."""
    village, number = pairing.village, pairing.village_release
    has = release(number).catalogue
    made = pairing.made
    old = number < 0
    values: dict[str, dict[str, object]] = {
        "person": {"name": "䶮大海", "nationality": "美国" if old else "USA", "phone": "13900001111"},
        "household": {"number": "7"} | _known(has["household"], well="村东井", yard="南院"),
        "patrol": {"date": "2026-11-03"} | _known(has["patrol"], route="一组到三组", way="一组到三组"),
        "event": {"title": "路灯不亮", "date": "2026-11-04", "kind": NEW_CODE if number > 0 else "05"}
        | _known(has["event"], feedback="已当面告知", page="第12页"),
        "visit": {"date": "2026-11-05", "content": "了解老人情况。"} | _known(has["visit"], problem="门前路灯不亮"),
        "meeting": {"title": "例会", "date": "2026-11-06"} | _known(has["meeting"], bell="王建国"),
        "publicity": {"title": "防火宣传", "date": "2026-11-07"},
        "pet": {"name": "阿黄"},
    }
    with running(number):
        for ledger, given in values.items():
            if ledger in has:
                made[ledger] = new_uid()
                _write(village, ledger, made[ledger], "create", given)


def more_work(pairing: Pairing) -> None:
    """Change and close what was entered, and use the newest operation where the release has it."""
    village, made = pairing.village, pairing.made
    with running(pairing.village_release):
        if pairing.village_release > 0:
            _write(village, "household", made["household"], NEW_OP, {"house_name": "东院"})
            _write(village, "household", made["household"], "update", {"number": "7-1"})
            _write(village, "pet", made["pet"], "update", {"name": "大黄"})
        _write(village, "person", made["person"], "update", {"phone": "13900002222"})
        _write(village, "patrol", made["patrol"], "close", {"closed_on": "2026-11-08"})
        _write(village, "person", new_uid(), "create", {"name": "后来的人"})


def _known(ledger: object, **values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if key in ledger}  # type: ignore[operator]


def _write(desk: Desk, ledger: str, uid: str, op: str, values: dict[str, object]) -> None:
    known = {key: value for key, value in values.items() if key in desk.catalogue[ledger] or key == "closed_on"}
    desk.store.write([Edit(ledger, uid, op, known)], actor="王建国", label="登记")  # type: ignore[arg-type]


def rows(desk: Desk) -> dict[tuple[str, str], Row]:
    """Return every record of the village that an office holds, without what says nothing."""
    return {
        (ledger, str(row["uid"])): {
            key: value for key, value in row.items() if value is not None and key != "updated_at"
        }
        for ledger in desk.catalogue.ledgers
        for row in desk.store.rows(ledger, office=VILLAGE.site, states=("active", "closed", VOID))
    }


def assert_agree(pairing: Pairing) -> None:
    """Hold that village, street and twin have exactly the same, and that both files prove sound."""
    assert pairing.street.store.digests(VILLAGE.site) == pairing.village.store.digests(VILLAGE.site)
    assert rows(pairing.street) == rows(pairing.twin)
    assert rows(pairing.street) == rows(pairing.village)
    for desk in (pairing.street, pairing.village, pairing.twin):
        assert desk.store.check() == []


@pytest.mark.parametrize(
    ("pairing", "kinds"),
    [
        *((pair, "delta") for pair in PAIRS),
        *((pair, "snapshot") for pair in PAIRS[:8]),
        *((pair, kind) for pair in ((2, 0), (0, -2)) for kind in ("delta then snapshot", "snapshot then delta")),
    ],
    ids=str,
    indirect=["pairing"],
)
def test_what_an_older_office_did_not_know_is_there_after_its_upgrade(pairing: Pairing, kinds: str) -> None:
    first, _, second = kinds.partition(" then ")
    work(pairing)
    assert pairing.up(whole=first == "snapshot").verdict == "apply"
    pairing.down()
    more_work(pairing)
    assert pairing.up(whole=(second or first) == "snapshot").verdict == "apply"
    assert {kept.code for kept in pairing.street.store.kept()} <= set(PENDING)
    pairing.down()
    pairing.upgrade()
    assert pairing.street.store.kept() == []
    pairing.up()
    assert_agree(pairing)


@pytest.mark.parametrize("pairing", [(1, 0), (2, 0), (1, -1)], ids=str, indirect=True)
@pytest.mark.parametrize("whole", [False, True], ids=["delta", "snapshot"])
def test_the_receipt_names_what_waits_for_an_upgrade(pairing: Pairing, whole: bool) -> None:
    work(pairing)
    more_work(pairing)
    applied = pairing.up(whole=whole)
    assert any("升级" in line for line in (*applied.lines, *applied.problems))
    waits = {(kept.ledger, kept.uid) for kept in pairing.street.store.kept()}
    assert {("pet", pairing.made["pet"]), ("patrol", pairing.made["patrol"])} <= waits
    lines = pairing.down().lines
    assert any("待处理" in line for line in lines)
    view = exchange.peers(pairing.village)[0]
    assert view.last_out


@pytest.mark.parametrize("pairing", [(1, 0), (0, 1), (-2, 0), (0, -2)], ids=str, indirect=True)
def test_a_ledger_both_know_is_compared_though_others_wait(pairing: Pairing) -> None:
    work(pairing)
    pairing.up()
    ours, theirs = (desk.store.digests(VILLAGE.site) for desk in (pairing.street, pairing.village))
    assert ours["event"] == theirs["event"]
    assert ours["visit"] == theirs["visit"]


@pytest.mark.parametrize("pairing", PAIRS[:8], ids=str, indirect=True)
def test_what_the_street_sends_down_arrives_whatever_its_release(pairing: Pairing) -> None:
    street, has = pairing.street, release(pairing.street_release).catalogue
    uid = new_uid()
    values = {"addressee": VILLAGE.site, "title": "安全月", "content": "查灶", "date": "2026-11-01"}
    with running(pairing.street_release):
        _write(street, "bulletin", uid, "create", values | _known(has["bulletin"], stamp="齐陵街道（印）"))
    assert pairing.down().verdict == "apply"
    held = pairing.village.store.get("bulletin", uid)
    assert held is not None
    assert held["title"] == "安全月"
    pairing.upgrade()
    after = pairing.village.store.get("bulletin", uid)
    there = street.store.get("bulletin", uid) if not street.closed else pairing.street.store.get("bulletin", uid)
    assert {key: after[key] for key in after if key not in BLANK} == {
        key: there[key] for key in there if key not in BLANK
    }
    assert pairing.village.store.digests(STREET.site) == pairing.street.store.digests(STREET.site)


@pytest.mark.parametrize("pairing", [(2, 0), (0, 2)], ids=str, indirect=True)
def test_a_package_carried_twice_and_before_and_after_an_upgrade_changes_nothing_more(pairing: Pairing) -> None:
    work(pairing)
    with running(pairing.village_release):
        path = exchange.write_package(pairing.village, STREET.site, pairing.stick).path
    with running(pairing.street_release):
        exchange.apply_package(pairing.street, path)
    with running(pairing.newest):
        exchange.apply_package(pairing.twin, path)
    pairing.upgrade()
    before = rows(pairing.street)
    with running(pairing.newest):
        assert exchange.apply_package(pairing.street, path).verdict == "again"
    assert rows(pairing.street) == before
    pairing.down()
    pairing.up()
    assert_agree(pairing)


@pytest.mark.parametrize("pairing", [(2, 0)], ids=str, indirect=True)
@pytest.mark.parametrize("whole", [False, True], ids=["delta", "snapshot"])
def test_what_the_first_upgrade_does_not_know_waits_for_the_second(pairing: Pairing, whole: bool) -> None:
    work(pairing)
    more_work(pairing)
    pairing.up(whole=whole)
    before = {kept.ledger for kept in pairing.street.store.kept()}
    pairing.street = reopened(pairing.street, 1)
    between = {kept.ledger for kept in pairing.street.store.kept()}
    assert {"pet", "patrol"} <= between <= before
    pairing.street_release = 1
    pairing.down()
    pairing.upgrade()
    assert pairing.street.store.kept() == []
    pairing.up()
    assert_agree(pairing)


@pytest.mark.parametrize("pairing", [(0, 1), (-1, 1)], ids=str, indirect=True)
def test_a_package_written_before_an_upgrade_and_taken_in_after_it_is_lifted_on_the_way(pairing: Pairing) -> None:
    work(pairing)
    with running(pairing.village_release):
        path = exchange.write_package(pairing.village, STREET.site, pairing.stick).path
    pairing.upgrade()
    with running(pairing.newest):
        exchange.apply_package(pairing.twin, path)
        exchange.apply_package(pairing.street, path)
    assert rows(pairing.street)["patrol", pairing.made["patrol"]]["way"] == "一组到三组"
    pairing.down()
    pairing.up()
    assert_agree(pairing)


@pytest.mark.parametrize("pairing", [(1, 0)], ids=str, indirect=True)
def test_a_file_that_a_newer_program_wrote_is_not_opened_by_an_older_one(pairing: Pairing) -> None:
    work(pairing)
    pairing.street = reopened(pairing.street, 1)
    with pytest.raises(StoreError, match="安装新版"):
        reopened(pairing.street, 0)
    pairing.street = reopened(pairing.street, 1)


@pytest.mark.parametrize("pairing", [(2, 0)], ids=str, indirect=True)
def test_an_office_that_only_waits_for_an_upgrade_is_not_asked_for_a_whole_state(pairing: Pairing) -> None:
    work(pairing)
    pairing.up()
    with running(pairing.street_release):
        (view,) = exchange.peers(pairing.street)
        path = exchange.write_package(pairing.village, STREET.site, pairing.stick).path
        report = street_folder.apply_folder(pairing.street, [path])
    assert view.equal is True
    assert [office.equal for office in report.offices] == [True]
