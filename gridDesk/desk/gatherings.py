"""会议宣传: what the regulation in force asks for of meetings, drills, publicity, boards and surveys, and what was held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gridDesk.desk import duties
from gridDesk.desk.home_words import household_lines
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved, blank, many_texts, save
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Edit
from gridDesk.policy import containing
from gridDesk.policy.findings import Finding
from gridDesk.policy.profile import Clause
from gridDesk.text import today, today_iso, trim

MEETING, TRAINING, PUBLICITY, BOARD, SURVEY = "meeting", "training", "publicity", "notice_board", "survey_result"
LEDGERS = (MEETING, TRAINING, PUBLICITY, BOARD, SURVEY)
WECHAT = "wechat"  # the households' representatives in the grid's WeChat group
DRILL = "05"  # training_kind
_RULES = {
    "meetings": MEETING, "drills": TRAINING, "publicity": PUBLICITY, "boards": BOARD, "survey": SURVEY, "group_members": WECHAT,
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
    """A household without a representative in the grid's WeChat group."""

    uid: str
    head: str
    address: str
    grid: str


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
    kinds = [str(kind) for kind in cast("Sequence[object]", clause.params.get("kinds", ()))]
    kind = str(desk.catalogue[ledger].parse("kind", kinds[0]) or "") if kinds and ledger in (MEETING, BOARD) else ""
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
    """Return the households without a representative in the WeChat group of their grid (晋江第十九条（五）)."""
    where: dict[str, object] = {"grid": grid} if grid else {}
    rows = [row for row in desk.store.rows("household", where=where) if not row.get("wechat_group")]
    names = {str(row["uid"]): str(row["name"]) for row in desk.grids()}
    return [
        Outside(str(row["uid"]), head, address, names.get(str(row.get("grid")), ""))
        for row, (head, address) in zip(rows, household_lines(desk, rows), strict=True)
    ]


def joined(desk: Desk, households: Sequence[str]) -> Changes:
    """Write down that representatives of some households joined the group, as one act. Raises DeskError without any."""
    if not households:
        raise DeskError("还没有选户，", advice="请在清单里选一户或几户，Ctrl+A 选全部。")
    return desk.write(
        [Edit("household", uid, "update", {"wechat_group": 1}) for uid in households], f"登记入群 {len(households)} 户"
    )
