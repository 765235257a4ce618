"""A street with a dozen villages in every state it can meet: small, real, invented; the keys are stretched once."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from gridDesk import text, vault
from gridDesk.desk import exchange, safety, street
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Edit, Office, catalogue, new_uid
from gridDesk.store import Store
from gridDesk.store.aside import KeptRow, set_aside, supersede
from gridDesk.store.engine import transaction
from gridDesk.store.system import Alarm
from gridDesk.text import CLOCK
from gridDesk.vault import Keys

PASSWORD = "three old locust trees by the river"
NAMES = (
    "柳行村",
    "淄水社区",
    "北刘村",
    "南刘村",
    "东召村",
    "西召村",
    "蒋家村",
    "胡家庄村",
    "聂仙村",
    "刘家终村",
    "梁家终村",
    "齐都花园社区",
)
PEOPLE = (2741, 4108, 986, 1204, 655, 873, 1530, 742, 1118, 2065, 431, 5320)  # a hundredth of them is entered
SITE = f"{0xC0:016x}"


def keys(db_key: bytes, site: vault.SiteKeys) -> Keys:
    """Return keys without a key file: the office is opened with them in hand."""
    return Keys(
        db_uuid=new_uid(), generation=1, file_sha256="", slot="", who="", role="clerk", site=site,
        db_key=bytearray(db_key), backup_mac_key=bytearray(32),
    )  # fmt: skip


def village(folder: Path, number: int) -> Desk:
    """Make the village of a number, with a few households' people."""
    folder.mkdir(parents=True)
    level = "community" if NAMES[number].endswith("社区") else "village"
    office = Office(site=f"{number + 1:016x}", name=NAMES[number], level=level, code=f"370305103{201 + number}")
    db_key = new_uid().encode()
    store = Store.create(folder / DATA_FILE, db_key, catalogue(), office)
    desk = Desk(folder, store, keys(db_key, vault.new_site_keys()))
    desk.set_setting("worker", "王建国")
    add_people(desk, max(1, PEOPLE[number] // 100))
    return desk


def add_people(desk: Desk, count: int) -> None:
    """Enter some people."""
    people = [Edit("person", new_uid(), "create", {"name": f"测试{n}", "sex": "1"}) for n in range(count)]
    desk.write(people, "导入花名册")


def pair(below: Desk, above: Desk) -> None:
    """Pair two offices."""
    for desk, peer, role in ((below, above, "parent"), (above, below, "child")):
        card = exchange.own_card(peer)
        exchange.pair(desk, card, exchange.pairing_digits(desk, card)[1][-5:], role)


def make(folder: Path, count: int = 12) -> Desk:
    """Return a copy of the street with `count` villages, opened; their packages lie in `folder`/stick."""
    master, known = _master(count)
    shutil.copytree(master, folder)
    where = folder / "office"
    return Desk(where, Store.open(where / DATA_FILE, bytes(known.db_key), catalogue()), known)


@cache
def _master(count: int) -> tuple[Path, Keys]:
    """Make the street once: equal, overdue, never heard of, waiting, quarantined, unequal, and some to be asked."""
    place = Path(tempfile.mkdtemp()) / "street"
    atexit.register(shutil.rmtree, place.parent, ignore_errors=True)
    (place / "stick").mkdir(parents=True)
    office = Office(site=SITE, name="齐岭街道", level="street", code="370305103000")
    above = new_office(place / "office", office, password=PASSWORD, worker="街道网格办")
    villages = [village(place.parent / f"v{n}", n) for n in range(count)]
    kept_backup, kept_source = safety.backup, CLOCK.source
    safety.backup = lambda desk, *_args, **_options: desk.folder  # nothing here is worth one
    try:
        for number, desk in enumerate(villages):
            _live(number, desk, above, place / "stick")
        if count == len(NAMES):
            _trouble(villages, above)
    finally:
        safety.backup = kept_backup
        CLOCK.source = kept_source
    for desk in (*villages, above):
        desk.close()
    return place, above.keys


def days_ago(days: float) -> None:
    """Let it be some days ago for every room."""
    CLOCK.source = lambda: datetime.now().astimezone() - timedelta(days=days)


def _live(number: int, desk: Desk, above: Desk, stick: Path) -> None:
    """Let a village send packages as it usually does; the last one lies on the stick, not yet taken in."""
    days = {3: 17, 7: 31}.get(number, number % 5 + 1.2)
    days_ago(days + 7)
    pair(desk, above)
    if number == 5:
        return  # never heard of
    carry(desk, above, stick)
    days_ago(days)
    add_people(desk, 2)
    carry(above, desk, stick)
    carry(desk, above, stick)
    if number in (0, 2, 6, 9):
        exchange.write_package(above, desk.office.site, stick)
    days_ago(0)
    for path in stick.glob("*.gdp"):
        path.unlink()


def carry(sender: Desk, receiver: Desk, stick: Path) -> None:
    """Carry one package."""
    exchange.apply_package(receiver, exchange.write_package(sender, receiver.office.site, stick).path)


def _trouble(villages: list[Desk], above: Desk) -> None:
    """Put into the street's file what accidents leave there."""
    log = above.store.system.packages

    def last(number: int) -> object:
        return log.last(direction="in", peer=villages[number].office.site, state="applied")[0]

    unlike = {"person": [23, "f" * 64], "household": [4, "e" * 64]}
    log.put(replace(last(6), digests=last(6).digests | unlike))
    held = last(9)
    log.put(replace(held, package_id=new_uid(), n=held.n + 2, state="held"))
    with transaction(above.store._db):
        for n in _entries(above, villages[2].office.site, 3):
            set_aside(above.store._db, n, "person", "bad_value")
        rows = [KeptRow("later_ledger", {"uid": new_uid()}, "unknown_ledger", 1) for _ in range(2)]
        supersede(above.store._db, villages[10].office.site, rows, text.now_iso())
    above.store.system.alarms.put(Alarm(key="fork", kind="fork", peer=villages[4].office.site, at=text.now_iso()))
    tasks = [(0, 2), (1, 1), (3, 3), (5, 1)]
    edits = [
        Edit("task", new_uid(), "create", {
            "addressee": villages[number].office.site, "title": "消防通道排查", "content": "逐户排查", "status": "01",
            "issued_on": text.today_iso(),
        })
        for number, count in tasks for _ in range(count)
    ]  # fmt: skip
    above.write(edits, "交办任务")


def _entries(above: Desk, site: str, count: int) -> list[int]:
    sql = "SELECT n FROM journal WHERE office = ? ORDER BY n DESC LIMIT ?"
    return [int(row[0]) for row in above.store._db.conn.execute(sql, [site, count])]


def line(desk: Desk, name: str) -> street.OfficeLine:
    """Return the line of an office by its name."""
    return next(one for one in street.offices(desk) if one.name == name)
