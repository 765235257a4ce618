"""会议宣传: what the regulation in force asks for of meetings, drills, publicity, boards and surveys, and what was held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gridDesk.desk import duties, policies
from gridDesk.desk.home_words import household_lines
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.records import Saved, blank, many_texts, save
from gridDesk.desk.work_homes import GONE
from gridDesk.desk.work_landlords import Landlord, landlords_of
from gridDesk.desk.work_reading import Scope
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Edit, Row
from gridDesk.ledger.filter import Condition
from gridDesk.policy import containing
from gridDesk.policy.findings import Finding
from gridDesk.policy.profile import Clause
from gridDesk.text import today, today_iso, trim

MEETING, TRAINING, PUBLICITY, BOARD, SURVEY = "meeting", "training", "publicity", "notice_board", "survey_result"
LEDGERS = (MEETING, TRAINING, PUBLICITY, BOARD, SURVEY)
WECHAT = "wechat"  # the households' representatives in the grid's WeChat group
DRILL = "05"  # training_kind
_RULES = {
    "meetings": MEETING, "drills": TRAINING, "trainings": TRAINING, "publicity": PUBLICITY, "services": PUBLICITY, "boards": BOARD, "survey": SURVEY, "group_members": WECHAT,
}  # fmt: skip
_COLUMNS: dict[str, tuple[str, ...]] = {
    MEETING: ("date", "kind", "title", "host", "attended", "decisions"),
    TRAINING: ("date", "kind", "title", "teacher", "attended", "content"),
    PUBLICITY: ("date", "kinds", "title", "ways", "people", "leaflets"),
    BOARD: ("since", "kind", "place", "grid", "contents", "checked_on"),
    SURVEY: ("date", "period", "grid", "returned", "aware", "content"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What one clause asks for in its period that runs: where it is written down (`ledger`, `kind`) and how it stands."""

    title: str
    period: str
    message: str
    figure: str
    target: str
    level: str
    cite: str
    ledger: str
    kind: str


@dataclass(frozen=True, slots=True)
class Held:
    """A record of one of the ledgers: its uid and the texts of its columns."""

    uid: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """A household, shop or unit (`ledger`) without a representative in the grid's WeChat group; `name`: its head's, or its own."""

    uid: str
    name: str
    address: str
    grid: str
    ledger: str = "household"


def asks(desk: Desk) -> list[Ask]:
    """Return what the regulation asks of the office in the periods that run; what is not met stands first.

    Reads the records of a quarter: in a large office it belongs on a thread of its own.
    """
    found = []
    for standing in duties.standings(desk, containing("quarter", today())):
        if standing.clause.rule in _RULES and not standing.grid and not standing.worker:
            found.append(_ask(desk, standing.clause, standing.last))
    return sorted(found, key=lambda one: one.level == "ok")


def _ask(desk: Desk, clause: Clause, finding: Finding) -> Ask:
    ledger = _RULES[clause.rule]
    kinds = cast("Sequence[object]", clause.params.get("kinds", ()))
    key = {MEETING: "kind", TRAINING: "kind", BOARD: "kind", PUBLICITY: "kinds"}.get(ledger)
    codes = desk.catalogue[ledger][key].code_set if key else None
    known = (code for kind in kinds if codes and (code := codes.find(kind)))  # an issued regulation may name others
    kind = next(known, "")
    return Ask(
        clause.text, _period(finding), finding.message, finding.figure, finding.target, finding.level,
        finding.cite, ledger, DRILL if clause.rule == "drills" else kind,
    )  # fmt: skip


def _period(finding: Finding) -> str:
    """Return the period in few words: the year is this one."""
    period = finding.period
    if period is None:
        return ""
    if period.kind == "week":
        return f"{period.first.month}.{period.first.day}–{period.last.month}.{period.last.day}"
    return period.label.removeprefix(f"{today().year}年") or period.label


def headings(desk: Desk, ledger: str) -> tuple[str, ...]:
    """Return the labels of the columns in which a ledger is listed."""
    return tuple(desk.catalogue[ledger][key].label for key in _COLUMNS[ledger])


def held(desk: Desk, ledger: str, limit: int = 200) -> list[Held]:
    """Return the latest records of a ledger, the newest first."""
    keys = _COLUMNS[ledger]
    rows = list(desk.store.rows(ledger, order=(f"-{keys[0]}",), limit=limit))
    return [
        Held(str(row["uid"]), tuple(text[key] for key in keys))
        for row, text in zip(rows, many_texts(desk, ledger, rows), strict=True)
    ]


def known(desk: Desk, ledger: str, kind: str = "") -> dict[str, object]:
    """Return what a new record of a ledger begins with: today, the only grid, who writes, and the kind asked for."""
    shape, grids = desk.catalogue[ledger], desk.grids()
    given: dict[str, object] = {
        "date": today_iso(), "since": today_iso() if ledger == BOARD else None, "kind": kind or None, "worker": desk.worker,
        "grid": grids[0]["uid"] if len(grids) == 1 else None,
    }  # fmt: skip
    return {key: value for key, value in given.items() if value and key in shape}


def jot(desk: Desk, ledger: str, title: str, kind: str | None, people: str = "", content: str = "") -> Saved:
    """Write down a meeting, training or campaign of today in one line. Raises DeskError with what is missing."""
    shape = desk.catalogue[ledger]
    kind_key, people_key, words_key = _SAID[ledger]
    codes = shape[kind_key].code_set
    name = trim(title) or (codes.show(kind) if kind and codes else "")
    if not name:
        raise DeskError("还没有写名称，", advice="请选类型，或写上名称。")
    values = blank(desk, ledger) | known(desk, ledger)
    values |= {
        "title": name,
        kind_key: kind,
        people_key: shape.parse(people_key, people),
        words_key: trim(content) or None,
    }
    return save(desk, ledger, None, values)


# Where a line's kind, number of people and words go.
_SAID: Mapping[str, tuple[str, str, str]] = {
    MEETING: ("kind", "attended", "minutes"), TRAINING: ("kind", "attended", "content"), PUBLICITY: ("kinds", "people", "situation"),
}  # fmt: skip


def outside(desk: Desk, grid: str = "") -> list[Outside]:
    """Return who has no representative in the WeChat group of the grid (晋江第十九条（五）): households first.

    Shops, units and landlords are among them where the regulation in force counts them; a landlord by a dwelling let.
    """
    grids, found = {str(row["uid"]): str(row["name"]) for row in desk.grids()}, list[Outside]()
    for ledger in invited(desk):
        rows = [row for row in desk.store.rows(ledger, where=_invited(ledger, grid)) if not row.get("wechat_group")]
        lines = household_lines(desk, rows) if ledger == "household" else [_business_line(desk, row) for row in rows]
        for row, (name, address) in zip(rows, lines, strict=True):
            found.append(Outside(str(row["uid"]), name, address, grids.get(str(row.get("grid")), ""), ledger))
    let = [one for one in _landlords(desk, grid) if not one.in_group]
    streets = desk.store.titles("address", {one.address for one in let if one.address})
    return found + [
        Outside(
            one.uid, f"房东{one.name}", short_address(desk, streets.get(one.address, "")), grids.get(one.grid, ""),
            "dwelling",
        )
        for one in let
    ]  # fmt: skip


def _landlords(desk: Desk, grid: str = "") -> list[Landlord]:
    """Return the landlords who belong in a group, none where the regulation in force does not count them."""
    now = today()
    if not any(one.params.get("landlords") for one in _grouping(desk)):
        return []
    found = landlords_of(Scope(desk, desk.office.site, desk.office.level, now, now, now))
    return [one for one in found if not grid or one.grid == grid]


def _grouping(desk: Desk) -> list[Clause]:
    return [one for one in policies.profile_on(desk, today()).clauses if one.rule == "group_members"]


def invited(desk: Desk) -> tuple[str, ...]:
    """Return the ledgers whose records belong in the group: households, and shops and units where a clause counts them."""
    asked = [ledger for ledger in ("shop", "unit") if any(one.params.get(f"{ledger}s") for one in _grouping(desk))]
    return ("household", *asked)


def inviting(desk: Desk) -> int:
    """Return how many households, and shops, units and landlords that are counted, there are in all."""
    return sum(desk.store.count(ledger, where=_invited(ledger)) for ledger in invited(desk)) + len(_landlords(desk))


def _invited(ledger: str, grid: str = "") -> list[Condition]:
    """Return what picks the records of a ledger that belong in a group: of one grid, and of businesses those still there."""
    there = [] if ledger == "household" else [Condition("status", "not", GONE)]
    return [*there, *([Condition("grid", "is", (grid,))] if grid else [])]


def _business_line(desk: Desk, row: Row) -> tuple[str, str]:
    return str(row.get("name") or ""), short_address(desk, str(row.get("address_text") or ""))


def joined(desk: Desk, chosen: Sequence[Outside]) -> Changes:
    """Write down that representatives of some households, shops and units joined, as one act. Raises DeskError without any."""
    if not chosen:
        raise DeskError("还没有选户，", advice="请在清单里选一户或几户，Ctrl+A 选全部。")
    edits = [Edit(one.ledger, one.uid, "update", {"wechat_group": 1}) for one in chosen]
    return desk.write(edits, f"登记入群 {len(chosen)} 户")
