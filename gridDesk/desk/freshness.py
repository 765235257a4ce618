"""How complete and how fresh the ledgers are: what records lack, and the month's list of households to verify.

齐陵 第十一条（二）: people, dwellings and units are gone over every month; floating people, let dwellings and special
groups wholly. What a sealed ledger holds counts only while this office has it switched on.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import cast

from gridDesk.desk.asked import gaps, in_order, lacking_count, lacks
from gridDesk.desk.lookups import addresses_of, group_words, residences
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.records import many_texts
from gridDesk.desk.tables import Column, Table
from gridDesk.ledger import Changes, Edit, Ledger, Row
from gridDesk.text import today_iso

CLAUSE = "齐陵第十一条（二）"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many records of one kind were verified this month, and how many there are."""

    label: str
    fresh: int
    total: int

    @property
    def share(self) -> float:
        """Return the part verified, 0 to 1; nothing to verify is wholly verified."""
        return self.fresh / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Lack:
    """A field of one ledger that some records in force leave blank."""

    ledger: str
    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """What one ledger lacks: records in force, those with nothing missing, and the missing fields, the most first."""

    ledger: str
    label: str
    total: int
    complete: int
    lacks: list[Lack]


# --- completeness ---------------------------------------------------------------------------------------------------


def completeness(desk: Desk, ledger: str, row: Row) -> list[str]:
    """Return the labels of what one record lacks."""
    shape = desk.catalogue[ledger]
    return [shape[gap.key].label for gap in gaps(desk.catalogue, ledger) if lacks(gap, row)]


def share(desk: Desk, ledger: str, row: Row) -> float:
    """Return how much of what is asked of a record is filled in, 0 to 1."""
    asked = gaps(desk.catalogue, ledger)
    return 1 - sum(lacks(gap, row) for gap in asked) / len(asked) if asked else 1.0


def lacking(desk: Desk) -> list[Completeness]:
    """Return what the ledgers lack, people first; ledgers without records are left out."""
    found = []
    for ledger in asked_ledgers(desk):
        asked = gaps(desk.catalogue, ledger.key)
        total, some, counts = desk.store.count_gaps(ledger.key, asked, office=desk.office.site)
        lacks = [
            Lack(ledger.key, gap.key, ledger[gap.key].label, count)
            for gap, count in zip(asked, counts, strict=True)
            if count
        ]
        if total and asked:
            lacks.sort(key=lambda lack: -lack.count)
            found.append(Completeness(ledger.key, ledger.label, total, total - some, lacks))
    return found


def asked_ledgers(desk: Desk) -> list[Ledger]:
    """Return the ledgers whose records should be complete: people, places, and the groups in use."""
    return in_order(desk.enabled())


def incomplete_count(desk: Desk) -> int:
    """Return how many people in force lack something that is asked of them."""
    return lacking_count(desk, "person", desk.office.site)


def lacking_table(desk: Desk, ledger: str, key: str) -> Table:
    """Return the records that lack one field, with all that each of them lacks."""
    gap = next(gap for gap in gaps(desk.catalogue, ledger) if gap.key == key)
    about = ledger in ("person", "residence") or bool(desk.catalogue[ledger].subject)
    columns = [Column("name", "姓名" if about else desk.catalogue[ledger].label, 20), Column("lacks", "还缺", 34)]
    columns += [Column("address", "住址", 26)] if about else []

    def render(at: Desk, rows: list[Row]) -> list[list[str]]:
        names, people = _who(at, ledger, rows)
        addresses = addresses_of(at, residences(at, people)) if about else {}
        return [
            [
                names.get(person, ""),
                "、".join(completeness(at, ledger, row)),
                *([short_address(at, addresses.get(person, ""))] if about else []),
            ]
            for row, person in zip(rows, people, strict=True)
        ]

    return Table(desk, ledger, columns, desk.store.ids_with_gap(ledger, gap, office=desk.office.site), render)


def _who(desk: Desk, ledger: str, rows: list[Row]) -> tuple[dict[str, str], list[str]]:
    """Return names in words and, for each row, the uid named: the person a record is about, else the record itself."""
    subject = desk.catalogue[ledger].subject
    uids = [str(row[subject or "uid"]) for row in rows]
    return desk.store.titles("person" if subject else ledger, uids), uids


# --- freshness ------------------------------------------------------------------------------------------------------


def month_start() -> str:
    """Return the first day of this month as ISO date."""
    return f"{today_iso()[:7]}-01"


def rates(desk: Desk) -> list[Rate]:
    """Return this month's update rates by kind, as the regulation counts them; kinds without records are left out."""
    found = [
        _rate(desk, "户", "household"), _rate(desk, "人口", "person"), _rate(desk, "流动人口", "residence", kind="02"),
        _rate(desk, "房屋", "dwelling"), _rate(desk, "出租房屋", "dwelling", rented=1), _rate(desk, "单位", "unit"),
        _rate(desk, "门店", "shop"),
    ]  # fmt: skip
    special = [_rate(desk, "", ledger.key) for ledger in desk.enabled() if ledger.group == "special"]
    found.append(Rate("特殊人群", sum(one.fresh for one in special), sum(one.total for one in special)))
    return [rate for rate in found if rate.total]


def _rate(desk: Desk, label: str, ledger: str, **where: object) -> Rate:
    if ledger not in desk.catalogue:
        return Rate(label, 0, 0)
    days = desk.store.group_count(ledger, "verified_on", where=where, office=desk.office.site)
    start = month_start()
    fresh = sum(number for day, number in days.items() if day and str(day) >= start)
    return Rate(label, fresh, sum(days.values()))


def progress(desk: Desk, grid: str = "", village_group: str = "") -> Rate:
    """Return how many households of a grid or village group were verified this month."""
    where = {key: value for key, value in (("grid", grid), ("village_group", village_group)) if value}
    return _rate(desk, "户", "household", **where)


_HOMES = (
    Column("village_group", "村民小组", 9, "center"),
    Column("number", "户号", 10),
    Column("head", "户主", 12),
    Column("count", "人数", 5, "right"),
    Column("address", "住址", 22),
    Column("phone", "联系电话", 16),
    Column("members", "同住成员", 34),
    Column("groups", "需要关注", 18),
    Column("verified_on", "上次核实", 12),
)


def to_verify(desk: Desk, *, grid: str = "", village_group: str = "", everybody: bool = False) -> Table:
    """Return the households not yet verified this month (`everybody`: all) in walking order."""
    return homes_table(desk, waiting(desk, grid=grid, village_group=village_group, everybody=everybody))


def waiting(desk: Desk, *, grid: str = "", village_group: str = "", everybody: bool = False) -> array[int]:
    """Return the row numbers of the households of `to_verify`."""
    before = "" if everybody else month_start()
    return desk.store.walk(before=before, grid=grid, village_group=village_group, office=desk.office.site)


def homes_table(desk: Desk, ids: array[int]) -> Table:
    """Return the table of some households as one meets them at the door."""
    return Table(desk, "household", _HOMES, ids, _home_texts)


def _home_texts(desk: Desk, rows: list[Row]) -> list[list[str]]:
    uids = [str(row["uid"]) for row in rows]
    members: dict[str, list[str]] = {}
    for home in desk.store.rows("residence", where={"household": uids}, order=("order_no",)):
        members.setdefault(str(home["household"]), []).append(str(home["person"]))
    people = desk.store.get_many("person", {uid for some in members.values() for uid in some})
    groups = group_words(desk, list(people))
    shown = many_texts(desk, "household", rows)
    found = []
    for uid, row, text in zip(uids, rows, shown, strict=True):
        inside = [one for one in members.get(uid, []) if one in people]
        head = people.get(str(row.get("head")), {})
        others = [str(people[one].get("name") or "") for one in inside if one != row.get("head")]
        words = dict.fromkeys(word for one in inside for word in groups.get(one, "").split("、") if word)
        found.append([
            text["village_group"], text["number"], text["head"], str(len(inside)), short_address(desk, text["address"]),
            text["phone"] or str(head.get("phone") or ""), "、".join(others), "、".join(words),
            str(row.get("verified_on") or ""),
        ])  # fmt: skip
    return found


def confirm(desk: Desk, household: str) -> Changes:
    """Write down that a household is still as the ledgers say, with all in it: one act, one undo.

    That is its people and where they live, the dwellings it keeps and who rents them, and the groups in use that its
    people belong to.
    """
    return desk.write(confirming(desk, household), "核实一户")


def confirming(desk: Desk, household: str) -> list[Edit]:
    """Return the edits of `confirm`, for an act that holds more."""
    store, day = desk.store, {"verified_on": today_iso()}
    homes = list(store.rows("residence", where={"household": household}))
    people = [str(home["person"]) for home in homes]
    dwellings = [str(row["uid"]) for row in store.rows("dwelling", where={"household": household})]
    found = [("household", household), *(("person", uid) for uid in people)]
    found += [("residence", str(home["uid"])) for home in homes]
    found += [("dwelling", uid) for uid in dwellings]
    if dwellings:
        found += [("tenancy", str(row["uid"])) for row in store.rows("tenancy", where={"dwelling": dwellings})]
    for ledger in desk.enabled() if people else ():
        if ledger.group == "special":
            found += [(ledger.key, str(row["uid"])) for row in store.rows(ledger.key, where={ledger.subject: people})]
    own = [(ledger, uid) for ledger, uid in found if cast(Row, store.get(ledger, uid))["office"] == desk.office.site]
    return [Edit(ledger, uid, "verify", day) for ledger, uid in own]
