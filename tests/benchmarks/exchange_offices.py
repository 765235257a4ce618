"""A street with its villages and a month of their packages: made once in the scratch folder, opened without a password.

Only the street has a key file; the villages' keys lie beside their data, because forty passwords would take longer to
stretch than everything else takes to make.
"""

from __future__ import annotations

import pickle
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from gridDesk import vault
from gridDesk.desk import Desk, exchange, safety
from gridDesk.desk.demo import _Village as Village
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Edit, Office, Row, catalogue, new_uid
from gridDesk.store import Store
from gridDesk.vault.site import site_keys_from
from tests.benchmarks.offices import PASSWORD

MOST_VILLAGES, LEAST_PEOPLE = 40, 15
WORKDAYS = 22
VERIFIED, VISITS, EDITS, NEW, GONE, EVENTS, REPLIES = 88, 66, 60, 6, 6, 9, 4  # of one village in one month
KEYS, TOUCHED = "bench.keys", "touched.pickle"
STREET_SITE = f"{0xE0:016x}"


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: folders of the street and its villages, the packages, and the records these speak of by village."""

    street: Path
    villages: list[Path]
    packages: list[Path]
    touched: list[dict[str, list[tuple[object, ...]]]]
    seconds: float


def villages_of(people: int) -> int:
    """Return how many villages a street of so many people has here: forty, fewer where they would be hamlets."""
    return max(2, min(MOST_VILLAGES, people // LEAST_PEOPLE))


def street(scratch: Path, people: int) -> Made:
    """Return the street of `people` residents in forty villages, each with one month's package not yet taken in."""
    folder = scratch / f"exchange-{people}"
    if not (folder / TOUCHED).exists():
        part = scratch / f"part-exchange-{people}"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _make(part, people)
        part.rename(folder)
    touched, seconds = pickle.loads((folder / TOUCHED).read_bytes())
    villages = sorted((folder / "villages").iterdir())
    return Made(folder / "street", villages, sorted((folder / "packages").glob("*.gdp")), touched, seconds)


def opened(folder: Path) -> Desk:
    """Open an office made here: its keys lie beside it."""
    db_key, secret, db_uuid = pickle.loads((folder / KEYS).read_bytes())
    store = Store.open(folder / DATA_FILE, db_key, catalogue())
    return Desk(folder, store, _keys(db_key, secret, db_uuid))


def copied(folder: Path, target: Path) -> Desk:
    """Copy an office made here and open the copy."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    return opened(target)


def thrown_away(desk: Desk) -> None:
    """Close a copy and delete it."""
    desk.close()
    shutil.rmtree(desk.folder, ignore_errors=True)


def _keys(db_key: bytes, secret: bytes, db_uuid: str) -> vault.Keys:
    return vault.Keys(
        db_uuid=db_uuid, generation=1, file_sha256="", slot="", who="", role="clerk", site=site_keys_from(secret),
        db_key=bytearray(db_key), backup_mac_key=bytearray(32),
    )  # fmt: skip


def _make(folder: Path, people: int) -> None:
    begun = time.perf_counter()
    above = _street(folder / "street")
    packages, stick = folder / "packages", folder / "stick"
    packages.mkdir()
    stick.mkdir()
    count, touched = villages_of(people), []
    for number in range(count):
        desk = _village(folder / "villages" / f"{number:02}", number)
        maker = Village(Random(number + 1), [str(grid["uid"]) for grid in desk.grids()])
        desk.store.write(
            (edit for home in maker.households(people // count) for edit in home), actor=desk.user, label="导入花名册"
        )
        _acquaint(desk, above, stick)
        touched.append(_month(desk, Random(number + 1001)))
        exchange.write_package(desk, above.office.site, packages)
        desk.close()
    above.close()
    shutil.rmtree(stick)
    (folder / TOUCHED).write_bytes(pickle.dumps((touched, time.perf_counter() - begun)))


def _street(folder: Path) -> Desk:
    office = Office(site=STREET_SITE, name="齐岭街道", level="street", code="370305103000")
    desk = new_office(folder, office, password=PASSWORD, worker="街道网格办")
    _keep_keys(desk)
    return desk


def _village(folder: Path, number: int) -> Desk:
    folder.mkdir(parents=True)
    office = Office(
        site=f"{number + 1:016x}", name=f"第{number + 1}村", level="village", code=f"370305103{number + 201}",
        parent_name="齐岭街道",
    )  # fmt: skip
    db_key = new_uid().encode()
    store = Store.create(folder / DATA_FILE, db_key, catalogue(), office)
    desk = Desk(folder, store, _keys(db_key, vault.new_site_keys().secret(), new_uid()))
    _keep_keys(desk)
    desk.set_setting("worker", "王建国")
    grids = [Edit("grid", new_uid(), "create", {"name": f"{office.name}第{n}网格", "kind": "01"}) for n in (1, 2)]
    desk.write(grids, "新建网格")
    return desk


def _keep_keys(desk: Desk) -> None:
    kept = bytes(desk.keys.db_key), bytes(desk.keys.site.secret()), desk.keys.db_uuid
    (desk.folder / KEYS).write_bytes(pickle.dumps(kept))


def _acquaint(village: Desk, above: Desk, stick: Path) -> None:
    """Pair both, bring everything up and the receipt down; backups are left out, nothing here is worth one."""
    for one, other, role in ((village, above, "parent"), (above, village, "child")):
        card = exchange.read_card(exchange.write_card(other, stick))
        exchange.pair(one, card, exchange.pairing_digits(one, card)[1][-5:], role)
    backup, safety.backup = safety.backup, lambda desk, *_, **__: desk.folder
    try:
        for sender, receiver in ((village, above), (above, village)):
            exchange.apply_package(receiver, exchange.write_package(sender, receiver.office.site, stick).path)
    finally:
        safety.backup = backup


def _month(desk: Desk, random: Random) -> dict[str, list[tuple[object, ...]]]:
    """Let a village work for a month, one act a day; return the records it touched as its tables have them."""
    touched: dict[str, set[str]] = {}
    days = _days(desk, random)
    for number, edits in enumerate(days, 1):
        changes = desk.store.write(edits, actor=desk.user, label=f"第{number}天")
        for ledger, uids in changes.touched.items():
            touched.setdefault(ledger, set()).update(uids)
    return {ledger: _rows(desk, ledger, uids) for ledger, uids in touched.items()}


def _rows(desk: Desk, ledger: str, uids: set[str]) -> list[tuple[object, ...]]:
    columns = desk.store._tables[ledger].columns
    return [tuple(row.get(key) for key in columns) for row in desk.store.get_many(ledger, uids).values()]


def _days(desk: Desk, random: Random) -> Iterator[list[Edit]]:
    edits = [*_field_work(desk, random), *_movement(desk, random), *_paper_work(desk, random)]
    # A record made and then changed stays in this order; the days are just pieces of the list.
    size = -(-len(edits) // WORKDAYS)
    for start in range(0, len(edits), size):
        yield edits[start : start + size]


def _field_work(desk: Desk, random: Random) -> Iterator[Edit]:
    """Yield visits, verifications and corrections of what was found."""
    people = list(desk.store.rows("person"))
    homes = list(desk.store.rows("household"))
    grid = str(desk.grids()[0]["uid"])
    for home in _some(random, homes, VISITS):
        yield Edit("visit", new_uid(), "create", {
            "date": _day(random), "start": "09:10", "end": "09:30", "worker": "王建国", "grid": grid, "kind": "01",
            "household": home["uid"], "result": "01", "content": "核对家庭成员信息，宣传医保缴费。",
        })  # fmt: skip
        yield Edit("household", str(home["uid"]), "verify", {"verified_on": _day(random)})
    for person in _some(random, people, VERIFIED):
        yield Edit("person", str(person["uid"]), "verify", {"verified_on": _day(random)})
    for number, person in enumerate(_some(random, people, EDITS)):
        values: dict[str, object] = {"phone": f"139{random.randint(0, 10**8 - 1):08d}"}
        if number % 3 == 0:
            values |= {"education": "60", "workplace": "齐岭鑫源包装有限公司"}
        yield Edit("person", str(person["uid"]), "update", values)


def _movement(desk: Desk, random: Random) -> Iterator[Edit]:
    """Yield people who come and people who go, with their place in a household and the line in the book."""
    residences = list(desk.store.rows("residence"))
    grid = str(desk.grids()[0]["uid"])
    for home in _some(random, list(desk.store.rows("household")), NEW):
        person = new_uid()
        yield Edit("person", person, "create", {"name": "新来人", "sex": "2", "birth": "1990-05", "id_type": "111"})
        yield Edit("residence", new_uid(), "create", {
            "person": person, "kind": "01", "household": home["uid"], "relation": "97", "grid": grid,
        })  # fmt: skip
    for residence in _some(random, residences, GONE):
        closed = {"closed_on": _day(random), "closed_reason": "02"}
        yield Edit("residence", str(residence["uid"]), "close", closed)


def _paper_work(desk: Desk, random: Random) -> Iterator[Edit]:
    """Yield logs, events and, where there are such, answers to the street's tasks."""
    grid = str(desk.grids()[0]["uid"])
    for _ in range(WORKDAYS):
        yield Edit("daily_log", new_uid(), "create", {
            "date": _day(random), "grid": grid, "worker": "王建国", "weather": "1", "patrol1_start": "08:30",
            "patrol1_end": "10:00", "patrol1_route": "1组至4组主街", "publicity": "宣传防电信诈骗，发放明白纸 12 份。",
            "tomorrow": "走访 3 组剩余住户，核实租户信息。", "mode": "1",
        })  # fmt: skip
    for _ in range(EVENTS):
        yield Edit("event", new_uid(), "create", {
            "title": "主街垃圾桶满溢", "date": _day(random), "kind": "05", "severity": "1", "source": "01", "grid": grid,
            "place": "3组主街", "finder": "王建国", "handling": "01", "status": "05", "result": "当天已处理。",
        })  # fmt: skip
    if "reply" in desk.catalogue:
        for _ in range(REPLIES):
            yield Edit("reply", new_uid(), "create", {
                "item_ledger": "task", "item": new_uid(), "decision": "02", "content": "已入户十二户，未见隐患。",
                "on": _day(random), "by": "王建国",
            })  # fmt: skip


def _some(random: Random, rows: Sequence[Row], most: int) -> Sequence[Row]:
    return random.sample(rows, min(most, len(rows)))


def _day(random: Random) -> str:
    return (date(2026, 10, 1) + timedelta(days=random.randint(0, 30))).isoformat()
