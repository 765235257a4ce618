"""Who works where in the generated year: each grid's homes in the order of the walk, its workers' terms and absences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from gridDesk.desk.demo_work import WORKER
from gridDesk.desk.demo_year_maker import Hence, Maker
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.ledger import Edit, Row
from gridDesk.policy import Calendar
from gridDesk.policy.calendar import days_between

LEADER = "孙玉兰"
LEFT, SUCCESSOR = "周海燕", "冯志远"
_DIGITS = re.compile(r"(\d+)")
_OTHERS = ("李新民", "郭秀芹", "段文华", "马建军", "潘晓霞", "石永强")
_EVERY = {"01": 1, "02": 7, "03": 15, "04": 30, "05": 90}
_OBJECTS = {"elderly": "07", "party_member": "08", "volunteer": "10", "pregnancy": "11"}  # visit_object
_LEAST = 60  # days in which so much leave is taken
_GONE, _BACK = 0.72, 0.76  # shares of the year at which a worker leaves and the successor begins
# (share of the year, days, kind, reason) of the first worker's leave.
_LEAVES = (
    (0.17, 2, "02", "感冒发热，需要休息治疗。"), (0.48, 5, "03", "年休假。"), (0.63, 1, "01", "送孩子入学报到。"), (0.86, 1, "07", "参加区里业务培训。"),
)  # fmt: skip


@dataclass(slots=True)
class Home:
    """A household (or shop) on the beat; `kept` are the records a visit confirms, `group` the part of the walk it is in."""

    uid: str
    ledger: str = "household"
    head: str = ""
    place: str = ""
    group: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    object: str = "01"


@dataclass(slots=True)
class Watched:
    """Somebody to look in on every so many days, when that is due next, and as what: record and object of the visit."""

    person: str
    home: str
    every: int
    due: date
    record: tuple[str, str]
    object: str = "05"


@dataclass(slots=True)
class Term:
    """A worker's time on a grid."""

    name: str
    since: date
    until: date
    away: frozenset[date] = frozenset()


@dataclass(slots=True)
class Beat:
    """A grid with its homes in the order of the walk, the people looked in on, and who served when."""

    uid: str
    name: str
    homes: list[Home]
    watched: list[Watched]
    terms: list[Term]
    calendar: Calendar
    short: bool = False  # the grid whose worker left: there the quarter was just missed
    routes: list[str] = field(default_factory=list)

    def worker(self, day: date) -> str:
        """Return who holds the post on a day, "" where nobody does."""
        return next((term.name for term in self.terms if term.since <= day <= term.until), "")

    def works(self, day: date) -> bool:
        """Tell whether somebody works here on a day."""
        return self.calendar.is_workday(day) and self.present(day)

    def present(self, day: date) -> bool:
        """Tell whether the post is held on a day by somebody who is not on leave."""
        return any(term.since <= day <= term.until and day not in term.away for term in self.terms)


def staff(maker: Maker, away: Sequence[tuple[date, date]]) -> tuple[list[Edit], Hence]:
    """Return the files of the workers who begin with the year and the leave taken in it; and who leaves or comes later."""
    grids = maker.desk.grids()
    edits: list[Edit] = []
    hence: Hence = []
    for number, term in _served(maker, len(grids), away):
        grid = str(grids[number]["uid"])
        made = _file(maker, term, grid, number)
        named = Edit("grid", grid, "update", {"worker": term.name, "leader": LEADER})
        if term.since == maker.first:
            edits += [made, named]
        else:
            hence += [(term.since, made), (term.since, named)]
            passed = Edit("worker", made.uid, "update", {"probation_result": "合格"})
            hence.append((maker.calendar.after(_quarter_later(term.since), 2), passed))
        if term.name == LEFT:
            hence.append((term.until, _gone(maker, made.uid, term)))
        if term.name == WORKER:
            edits += _leaves(maker, made.uid)
    return edits, hence


def _served(maker: Maker, grids: int, away: Sequence[tuple[date, date]]) -> Iterator[tuple[int, Term]]:
    """Yield who serves which grid (by its number) from when to when."""
    absent = frozenset(day for since, until in [*away, *_spans(maker)] for day in days_between(since, until))
    end = maker.last + timedelta(days=366)
    yield 0, Term(WORKER, maker.first, end, absent)
    if grids > 1:
        yield 1, Term(LEFT, maker.first, maker.at(_GONE))
        yield 1, Term(SUCCESSOR, maker.at(_BACK), end)
    for number in range(2, grids):
        yield number, Term(_OTHERS[(number - 2) % len(_OTHERS)], maker.first, end)


def _spans(maker: Maker) -> list[tuple[date, date]]:
    """Return when the first worker was on leave; a short stretch has none."""
    if maker.days < _LEAST:
        return []
    return [(maker.at(share), maker.at(share) + timedelta(days=days - 1)) for share, days, _kind, _why in _LEAVES]


def _file(maker: Maker, term: Term, grid: str, number: int) -> Edit:
    begun = date(2021, 3, 1) if term.since == maker.first else term.since
    return maker.read("worker", {
        "name": term.name, "sex": "女" if term.name == LEFT else "男", "birth": f"{1984 + number * 3}-05-12", "grid": grid,
        "phone": f"139{maker.random.randint(0, 10**8 - 1):08d}", "role": "专职网格员", "employment": "直接聘用", "status": "在岗",
        "started_on": begun.isoformat(), "education": "大专", "full_time_education": "大专", "prejob": "是",
        "probation_until": _quarter_later(begun).isoformat(), "probation_result": "合格" if term.since == maker.first else "",
    })  # fmt: skip


def _quarter_later(day: date) -> date:
    """Return the last day of a probation of three months (齐陵第九条)."""
    months = day.month + 2
    last = (date(day.year + months // 12, months % 12 + 1, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last.replace(day=min(last.day, day.day)) - timedelta(days=1)


def _gone(maker: Maker, uid: str, term: Term) -> Edit:
    values = {
        "status": "07", "exit_on": term.until.isoformat(), "exit_reason": "01", "handover_to": LEADER,
        "resign_applied": (term.until - timedelta(days=31)).isoformat(), "handover_on": term.until.isoformat(),
    }  # fmt: skip
    return Edit("worker", uid, "update", values)


def _leaves(maker: Maker, worker: str) -> Iterator[Edit]:
    for (since, until), (_share, days, kind, reason) in zip(_spans(maker), _LEAVES, strict=False):
        yield maker.create("leave", {
            "worker": worker, "kind": kind, "since": since.isoformat(), "until": until.isoformat(), "days": float(days),
            "reason": reason, "substitute": LEADER, "applied_on": (since - timedelta(days=2)).isoformat(),
            "approver": LEADER, "approval": "04", "back_on": (until + timedelta(days=1)).isoformat(),
        })  # fmt: skip


def beats(maker: Maker, away: Sequence[tuple[date, date]] = ()) -> list[Beat]:
    """Return the grids of the office as they are walked."""
    grids = maker.desk.grids()
    homes, watched = _homes(maker), _watched(maker)
    found = []
    for number, grid in enumerate(grids):
        uid = str(grid["uid"])
        own = homes[uid] + (homes[""] if number == 0 else [])
        terms = [term for place, term in _served(maker, len(grids), away) if place == number]
        names = {home.uid for home in own}
        found.append(Beat(
            uid, str(grid["name"]), own, [one for one in watched if one.home in names], terms, maker.calendar,
            short=number == min(1, len(grids) - 1), routes=_routes(own),
        ))  # fmt: skip
    return found


def _homes(maker: Maker) -> dict[str, list[Home]]:
    """Return the households and shops of each grid, neighbours beside each other."""
    store = maker.desk.store
    addresses = {str(row["uid"]): str(row.get("text") or "") for row in store.rows("address")}
    kept: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in store.rows("residence"):
        kept[str(row.get("household"))] += [("person", str(row["person"])), ("residence", str(row["uid"]))]
    for row in store.rows("dwelling"):
        kept[str(row.get("household"))].append(("dwelling", str(row["uid"])))
    found: dict[str, list[Home]] = defaultdict(list)
    for row in sorted(store.rows("household"), key=lambda row: street_of(maker.desk, row, addresses)):
        text = short_address(maker.desk, addresses.get(str(row.get("address")), ""))
        uid = str(row["uid"])
        found[str(row.get("grid") or "")].append(Home(
            uid, "household", str(row.get("head") or ""), text, _group(row, text), (("household", uid), *kept[uid]),
        ))  # fmt: skip
    for row in store.rows("shop"):
        uid = str(row["uid"])
        place = str(row.get("address_text") or row.get("name") or "")
        found[str(row.get("grid") or "")].append(Home(uid, "shop", "", place, "沿街门店", (("shop", uid),), "02"))
    return found


def street_of(desk: Desk, row: Row, addresses: Mapping[str, str] | None = None) -> tuple[object, ...]:
    """Return where a household stands in the walk: its village group, then its address, numbers in their order."""
    address = str(row.get("address") or "")
    text = (
        addresses.get(address, "")
        if addresses is not None
        else str((desk.store.get("address", address) or {}).get("text") or "")
    )
    parts = tuple(int(part) if part.isdigit() else part for part in _DIGITS.split(short_address(desk, text)) if part)
    number = str(row.get("number") or "")
    return str(row.get("village_group") or ""), tuple(map(str, map(type, parts))), parts, number.zfill(12)


def _group(row: Row, text: str) -> str:
    """Return the part of the walk a home is in: its village group, or the house it stands in."""
    group = str(row.get("village_group") or "")
    return group or text.partition("号楼")[0] + "号楼" if "号楼" in text else group or text[:6]


def _routes(homes: Sequence[Home]) -> list[str]:
    """Return what a patrol walks: a few neighbouring parts at a time."""
    groups = list(dict.fromkeys(home.group for home in homes if home.group and home.group != "沿街门店"))[:24]
    return ["、".join(groups[at : at + 3]) + "及周边道路" for at in range(0, len(groups), 3)] or ["全网格主要道路"]


def _watched(maker: Maker) -> list[Watched]:
    """Return the people of the general ledgers who are to be seen at intervals of their own."""
    store = maker.desk.store
    living = {str(row["person"]): str(row.get("household") or "") for row in store.rows("residence")}
    found = []
    for ledger in maker.desk.enabled():
        field_ = next((one for one in ledger.fields if one.key in ("visit_every", "help_every")), None)
        if ledger.group != "special" or ledger.sealed or field_ is None:
            continue
        for row in store.rows(ledger.key):
            every = _EVERY.get(str(row.get(field_.key) or ("04" if ledger.key == "elderly" else "")), 0)
            person = str(row.get("person") or "")
            if every and living.get(person):
                due = maker.first + timedelta(days=maker.random.randrange(every))
                record = ledger.key, str(row["uid"])
                found.append(
                    Watched(person, living[person], max(every, 7), due, record, _OBJECTS.get(ledger.key, "05"))
                )
    return found
