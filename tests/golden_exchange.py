"""Golden packages and an office's files of a release, kept for ever: every later program opens them.

`python -m tests.golden_exchange` makes the folder of the present version and refuses to touch one that is there.
Everybody in it is invented; the password is public.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import msgspec
from PIL import Image

import gridDesk
from gridDesk import vault
from gridDesk.desk import (
    Desk,
    accounts,
    attachments,
    erasure,
    event_acts,
    exchange,
    new_office,
    open_office,
    people,
    records,
    recovery,
    rounds,
    task_acts,
    tasks,
)
from gridDesk.ledger import Office, Row
from tests import new_keys

GOLDEN = Path(__file__).parent / "golden" / "exchange"
PASSWORD = "公开的测试密码-望江楼"
SECOND_PASSWORD = "另一个公开的测试密码-观海亭"
VILLAGE = Office(site="a1" * 8, name="柳行村", level="village", code="370303102201", parent_name="齐陵街道")
STREET = Office(site="b2" * 8, name="齐陵街道", level="street", code="370303102000")
KEYS = ("keys.a.json", "keys.b.json")
OFFICE_FILES = ("office.gdb", "office.json", *KEYS)
Truth = dict[str, dict[str, dict[str, object]]]


def versions() -> list[Path]:
    """Return the folders of all releases, oldest first."""
    return sorted(path for path in GOLDEN.iterdir() if path.is_dir()) if GOLDEN.is_dir() else []


def make(target: Path) -> None:
    """Make the golden files of this version in a folder that must not be there. Raises FileExistsError."""
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        _make(Path(name), target)


def _make(scratch: Path, target: Path) -> None:
    village = new_office(scratch / "village", VILLAGE, password=PASSWORD, worker="王建国", grids=["柳行村网格"])
    street = new_office(scratch / "street", STREET, password=PASSWORD, worker="街道网格办")
    truth: dict[str, object] = {"version": gridDesk.__version__, "password": PASSWORD}
    with closing(street):
        with closing(village):
            pair(village, street, target)
            truth["up"] = _exchange(village, street, target)
            _guarded_records(village)
            truth["village"] = held(village)
        for name in OFFICE_FILES:
            _copy(scratch / "village" / name, target / "village" / name)
        for name in KEYS:
            _copy(scratch / "street" / name, target / "street" / name)
        _recovery(scratch, street, target)
    (target / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1))


def _exchange(village: Desk, street: Desk, target: Path) -> dict[str, Truth]:
    """Send three packages up and two down; return what the street must hold after each that went up."""
    found: dict[str, Truth] = {}
    _first_records(village)
    found["1"] = _up(village, street, target, 1)
    (uid,) = task_acts.issue(street, [VILLAGE.site], {"title": "排查出租房", "content": "逐户查看。", "kind": "02"})
    exchange.apply_package(village, _write(street, VILLAGE.site, target / "down", 1))
    task_acts.sign(village, uid)
    _second_records(village)
    _day_of_work(village)
    found["2"] = _up(village, street, target, 2)
    people.new_household(village, "4", "柳行村1组4号", {"name": "测试丁", "sex": "2", "id_type": "111"})
    found["3"] = _up(village, street, target, 3, whole=True)
    _write(street, VILLAGE.site, target / "down", 2)
    assert tasks.find(street, uid).stage != "new"
    return found


def _up(village: Desk, street: Desk, target: Path, number: int, *, whole: bool = False) -> Truth:
    exchange.apply_package(street, _write(village, STREET.site, target / "up", number, whole=whole))
    return held(village)


def _write(desk: Desk, site: str, folder: Path, number: int, *, whole: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    return exchange.write_package(desk, site, folder, whole=whole).path.rename(folder / f"{number}.gdp")


def _first_records(village: Desk) -> None:
    for n, name in enumerate(("测试甲", "测试㛃", "䶮丙"), start=1):
        saved = people.new_household(village, str(n), f"柳行村1组{n}号", {"name": name, "sex": "1", "id_type": "111"})
        people.add_member(village, saved.uid, {"name": f"{name}之子", "birth_date": "2015-06"}, "10")
    event = records.save(village, "event", None, {"title": "井盖破损", "date": "2026-05-12"}).uid
    attachments.add(village, "event", event, "pictures", picture())


def _second_records(village: Desk) -> None:
    first, second, *_ = sorted(str(row["uid"]) for row in village.store.rows("person"))
    records.save(village, "person", first, {"phone": "13800000000", "remark": "改过一次，“引号”、𠮷字都在。"})
    records.close_record(village, "person", second, reason_code="02", on="2026-05-20")
    gone = records.save(village, "event", None, {"title": "登记错的事项", "date": "2026-05-13"}).uid
    records.close_record(village, "event", gone, reason_code="", on="2026-05-14")
    erasure.erase(village, "event", [gone], "误登记，按规定清除")


def _day_of_work(village: Desk) -> None:
    """A visit that confirms its household, and an event that goes up after two steps."""
    home = sorted(str(row["uid"]) for row in village.store.rows("household"))[0]
    values = records.blank(village, "visit", date="2026-05-15", household=home, result="01", content="一切照旧。")
    rounds.record_visit(village, rounds.VisitDraft(values=values, confirm=True))
    found = {
        "title": "河堤护栏断裂",
        "kind": "06",
        "date": "2026-05-15",
        "place": "村西河堤",
        "situation": "断了两米。",
        "finder": "王建国",
    }
    uid = event_acts.register(village, found).uid
    event_acts.report_up(village, uid, "村里没有配件。")


def _guarded_records(village: Desk) -> None:
    """A second clerk with a slot of her own, and a record of a protected ledger."""
    accounts.add(village, "李秀英", SECOND_PASSWORD, ["clerk"])
    village.enable("drug")
    person = sorted(str(row["uid"]) for row in village.store.rows("person"))[0]
    records.save(village, "drug", None, {"person": person, "remark": "受保护的一条。"})


def picture() -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#2a6f97").save(out, "JPEG")
    return out.getvalue()


def _recovery(scratch: Path, street: Desk, target: Path) -> None:
    """The village's PC dies: an invitation, fresh keys, and everything handed back, sealed to them."""
    path = recovery.write_invitation(street, VILLAGE.site, scratch).rename(target / "recover.gdinvite")
    folder = scratch / "fresh"
    fresh = recovery.begin(folder, recovery.read_invitation(path), password=PASSWORD, worker="王建国")
    with closing(fresh):
        pair_one(street, fresh, scratch, "child")
        pair_one(fresh, street, scratch, "parent")
    recovery.write_mirror(street, VILLAGE.site, target).path.rename(target / "mirror.gdp")
    for name in KEYS:
        _copy(folder / name, target / "fresh" / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(source, target)


def pair(village: Desk, street: Desk, folder: Path) -> None:
    """Pair both offices and leave their cards in a folder as `village.gdcard` and `street.gdcard`."""
    pair_one(village, street, folder, "parent").rename(folder / "street.gdcard")
    pair_one(street, village, folder, "child").rename(folder / "village.gdcard")


def pair_one(desk: Desk, peer: Desk, folder: Path, role: str) -> Path:
    """Let `desk` accept the card of `peer`, and return the card's file."""
    path = exchange.write_card(peer, folder)
    accept(desk, path, role)
    return path


def accept(desk: Desk, path: Path, role: str) -> None:
    """Accept a card, digits and all."""
    card = exchange.read_card(path)
    new_keys.pair(desk, card, role)


def held(desk: Desk, office: str = VILLAGE.site) -> Truth:
    """Return what an office holds of the village: per ledger and uid, the values that are not empty."""
    found: Truth = {}
    for ledger in desk.catalogue.ledgers:
        rows = {str(row["uid"]): _values(row) for row in desk.store.rows(ledger, office=office, states=())}
        if rows:
            found[ledger] = rows
    return found


def _values(row: Row) -> dict[str, object]:
    return {key: value for key, value in row.items() if value is not None and key not in ("extra", "updated_at")}


def open_with(folder: Path, keys: Path, office: Office) -> Desk:
    """Make an empty office in a folder with keys that were kept, as they were then."""
    folder.mkdir(parents=True)
    for name in KEYS:
        shutil.copyfile(keys / name, folder / name)
    return new_office(folder, office, password=PASSWORD, worker="王建国", aside=lambda _made: unlocked(folder))


def unlocked(folder: Path) -> vault.Keys:
    """Open kept keys with the public password."""
    return vault.unlock(folder, PASSWORD)


def open_kept(folder: Path, version: Path) -> Desk:
    """Open a copy of the village's files of a version with today's program."""
    shutil.copytree(version / "village", folder)
    return open_office(folder, PASSWORD, "王建国")


def differences(truth: Mapping[str, Mapping[str, Mapping[str, object]]], desk: Desk) -> list[str]:
    """Return where an office does not hold what is true; ledgers and fields that are gone or upgraded since count not."""
    now, found = held(desk), []
    for ledger, rows in truth.items():
        if ledger not in desk.catalogue:
            continue
        if now.get(ledger, {}).keys() != rows.keys():
            found.append(f"{ledger}: {len(now.get(ledger, {}))} records instead of {len(rows)}")
            continue
        known = {*desk.catalogue[ledger].by_key, "office", "state", "closed_on", "closed_reason", "verified_on"}
        for uid, row in rows.items():
            found += [
                f"{ledger} {uid} {key}: {now[ledger][uid].get(key)!r} instead of {value!r}"
                for key, value in row.items()
                if key in known and now[ledger][uid].get(key) != value
            ]
    return found


def main(argv: list[str] | None = None) -> int:
    """Make the golden files of the present version."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden_exchange", description=__doc__)
    parser.add_argument("--target", type=Path, default=GOLDEN / gridDesk.__version__)
    target = parser.parse_args(argv).target
    try:
        make(target)
    except FileExistsError:
        print(f"{target} is there already: what was released stays as it is.", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{target}: {size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
