"""The daily log (工作日志): composed from the day's visits, events and ledger changes; the clerk adds the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gridDesk.desk import directives
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved, blank, many_texts, save
from gridDesk.ledger import Row
from gridDesk.ledger.dates import WEEKDAYS, month_days
from gridDesk.ledger.filter import Where
from gridDesk.policy import Calendar
from gridDesk.text import today_iso

DayState = Literal["written", "missing", "future", "rest"]
_CHANGES = {
    ("person", "create"): "新增人口", ("person", "close"): "注销人口", ("household", "create"): "新增户",
    ("tenancy", "create"): "新增租住", ("tenancy", "close"): "租住结束", ("dwelling", "create"): "新增房屋",
    ("person", "update"): "更正人口信息", ("residence", "update"): "居住变动", ("dwelling", "update"): "房屋信息变动",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogVisit:
    """A visit as the log shows it."""

    uid: str
    time: str
    household: str
    address: str
    kind: str
    content: str
    problem: str


@dataclass(frozen=True, slots=True)
class LogEvent:
    """An event found that day as the log shows it."""

    uid: str
    kind: str
    place: str
    title: str
    situation: str
    handling: str
    result: str
    done: bool


@dataclass(frozen=True, slots=True)
class LogRound:
    """A patrol as the log shows it; one without a `uid` stands on the page itself."""

    uid: str
    time: str
    kind: str
    route: str
    found: str


@dataclass(frozen=True, slots=True)
class DayView:
    """One page of the log: the clerk's own record (None when not written), and what that day's records say."""

    date: str
    grid: str | None
    log: Row | None
    texts: dict[str, str]
    patrols: list[LogRound]
    visits: list[LogVisit]
    events: list[LogEvent]
    changes: list[str]


def own_rows(
    desk: Desk, ledger: str, *, where: Where = None, order: Sequence[str] = (), limit: int | None = None
) -> Iterator[Row]:
    """Yield records of this office itself: the daily record is its own work, also at a street that holds its villages' too.

    A village keeps nobody else's records, so that there nothing is asked about the office.
    """
    office = None if desk.office.is_base else desk.office.site
    return desk.store.rows(ledger, where=where, office=office, order=order, limit=limit)


def day(desk: Desk, date_: str, grid: str | None = None) -> DayView:
    """Return the log page of a day (ISO date) in a grid, or of the only grid."""
    where: dict[str, object] = {"date": date_}
    if grid:
        where["grid"] = grid
    logs = list(own_rows(desk, "daily_log", where=where, limit=1))
    shown = many_texts(desk, "daily_log", logs)
    return DayView(
        date_, grid, logs[0] if logs else None, shown[0] if shown else {},
        _patrols(desk, where, shown[0] if shown else {}), _visits(desk, where), _events(desk, where),
        change_lines(desk, date_),
    )  # fmt: skip


def _patrols(desk: Desk, where: Mapping[str, object], log: Mapping[str, str]) -> list[LogRound]:
    """Return the day's patrols by the hour: those recorded, and those an older page holds that are not among them."""
    rows = list(own_rows(desk, "patrol", where=where, order=("start",)))
    found = [
        LogRound(str(row["uid"]), _hours(text["start"], text["end"]), text["kind"], text["route"],
                 "；".join(part for part in (text["findings"], text["handled"]) if part))
        for row, text in zip(rows, many_texts(desk, "patrol", rows), strict=True)
    ]  # fmt: skip
    known = {str(row.get("start") or "") for row in rows}
    for number in (1, 2):
        start, end, route = (log.get(f"patrol{number}_{part}", "") for part in ("start", "end", "route"))
        if (start or route) and start not in known:
            found.append(LogRound("", _hours(start, end), "日志所记", route, ""))
    return sorted(found, key=lambda one: one.time or "99")


def _hours(start: str, end: str) -> str:
    return "–".join(part for part in (start, end) if part)


def _visits(desk: Desk, where: Mapping[str, object]) -> list[LogVisit]:
    rows = list(own_rows(desk, "visit", where=where, order=("start",)))
    households = desk.store.get_many("household", {str(row["household"]) for row in rows if row.get("household")})
    addresses = desk.store.titles(
        "address", {str(home["address"]) for home in households.values() if home.get("address")}
    )
    heads = desk.store.titles("person", {str(home["head"]) for home in households.values() if home.get("head")})
    found = []
    for row, text in zip(rows, many_texts(desk, "visit", rows), strict=True):
        home = households.get(str(row.get("household")), {})
        hours = _hours(text["start"], text["end"])
        address = addresses.get(str(home.get("address")), "") or text["place"]
        head = heads.get(str(home.get("head")), "") or text["household"] or text["person"]
        found.append(
            LogVisit(
                str(row["uid"]), hours, head, address, text["kind"], text["content"] or text["result"], text["problem"]
            )
        )
    return found


def _events(desk: Desk, where: Mapping[str, object]) -> list[LogEvent]:
    rows = list(own_rows(desk, "event", where=where))
    return [
        LogEvent(
            str(row["uid"]), text["kind"], text["place"], text["title"], text["situation"] or text["title"],
            text["handling"], text["result"], row.get("status") == "05",
        )
        for row, text in zip(rows, many_texts(desk, "event", rows), strict=True)
    ]  # fmt: skip


def change_lines(desk: Desk, date_: str) -> list[str]:
    """Return what changed in the ledgers on a day, as counted lines: 新增人口 3 人次."""
    counts = desk.store.changes_on(date_)
    lines = []
    for (ledger, op), words in _CHANGES.items():
        number = counts.get((ledger, op), 0)
        if number:
            lines.append(f"{words} {number} 条")
    verified = counts.get(("household", "verify"), 0)
    return lines + ([f"核实 {verified} 户"] if verified else [])


def save_log(desk: Desk, date_: str, grid: str | None, values: Mapping[str, object]) -> Saved:
    """Write a day's page: creates its record or updates it; one record a day and grid."""
    view = day(desk, date_, grid)
    if view.log:
        return save(desk, "daily_log", str(view.log["uid"]), values)
    start = blank(desk, "daily_log", grid=grid)
    return save(desk, "daily_log", None, {**start, **values, "date": date_})


def month(desk: Desk, ym: str, grid: str | None = None) -> list[tuple[str, DayState]]:
    """Return each day of a month (`YYYY-MM`) and whether its page is written; weekends without one are rest days."""
    where: dict[str, object] = {"grid": grid} if grid else {}
    written = {str(row["date"]) for row in own_rows(desk, "daily_log", where=where)}
    return states(desk, days_of(ym), written)


def states(desk: Desk, days: Sequence[str], written: Collection[str]) -> list[tuple[str, DayState]]:
    """Return each of some days (ISO) and its state, given the days that have a page."""
    begun = min({str(desk.setting("made_on", "") or today_iso()), *written})
    off = directives.calendar(desk)
    return [(one, _state(one, written, begun, off)) for one in days]


def _state(one: str, written: Collection[str], begun: str, off: Calendar) -> DayState:
    """Tell a day's state; days before the office began keeping its log are rest days, nobody owes them."""
    if one in written:
        return "written"
    if one > today_iso():
        return "future"
    return "rest" if off.is_rest(one) or one < begun else "missing"


def day_words(day_: str) -> str:
    """Return a day (ISO) as a page is headed: 2026年11月21日　星期六."""
    one = date.fromisoformat(day_)
    return f"{one.year}年{one.month}月{one.day}日　星期{WEEKDAYS[one.weekday()]}"


def days_of(ym: str) -> list[str]:
    """Return the days of a month (`YYYY-MM`) as ISO dates."""
    return [one.isoformat() for one in month_days(ym)]


def chosen_days(desk: Desk, ym: str, which: Literal["all", "work", "none"]) -> list[str]:
    """Return the days of a month as ISO dates, with `work` only those that owe a page by the calendar in force."""
    if which != "work":
        return days_of(ym)
    off = directives.calendar(desk)
    return [one for one in days_of(ym) if not off.is_rest(one)]
