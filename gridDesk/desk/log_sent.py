"""Reports (报送) a month asks for by the regulation in force, which were sent and when; and writing down that one was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gridDesk.desk import directives, policies, reports_sent
from gridDesk.desk.log_days import LogDays
from gridDesk.desk.log_papers import grid_row
from gridDesk.desk.log_reports import work_words
from gridDesk.desk.logs import own_rows
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved, blank, save
from gridDesk.ledger import Row
from gridDesk.policy import Clause, containing
from gridDesk.policy.logs import asked_of
from gridDesk.policy.report_dates import Span, answers, spans
from gridDesk.text import today, today_iso

LEDGER = "report"


@dataclass(frozen=True, slots=True)
class Due:
    """A report due on a day about the days since `first`: its kind (code and label), grid, clause, and when it was sent."""

    kind: str
    label: str
    grid: str
    name: str
    first: str
    due: str
    cite: str
    sent: str
    uid: str

    @property
    def state(self) -> str:
        """Return how it stands in a word."""
        if self.sent:
            return "已报送" if self.sent <= self.due else f"迟报（{int(self.sent[5:7])}.{int(self.sent[8:])}）"
        return "未报送" if self.due < today_iso() else "今天报" if self.due == today_iso() else "未到期"


def due(desk: Desk, month: str, grid: str | None = None) -> list[Due]:
    """Return the reports due in a month (`YYYY-MM`), by day; of a grid those of its own too."""
    period = containing("month", date.fromisoformat(f"{month}-01"))
    calendar = directives.calendar(desk)
    profile = policies.profile_on(desk, min(period.last, today()))
    found: list[Due] = []
    for clause in profile.clauses:
        asked = asked_of(clause)
        if asked is not None and clause.binds(desk.office.level):
            found += _of_clause(desk, clause, asked, spans(asked, period.first, period.last, calendar), grid)
    begun = str(desk.setting("made_on", "") or "")
    return sorted((one for one in found if one.due >= begun), key=lambda one: (one.due, one.label, one.name))


def _of_clause(
    desk: Desk, clause: Clause, asked: Mapping[str, object], dates: list[Span], grid: str | None
) -> Iterator[Due]:
    label = str(asked.get("kind", ""))
    codes = desk.catalogue[LEDGER]["kind"].code_set
    kind = codes.find(label) if codes else None
    if kind is None:  # only an issued regulation names it: there is no such choice to register it under
        return
    rows = list(own_rows(desk, LEDGER, where={"kind": kind}))
    if not asked.get("per_grid"):
        yield from _set_beside(dates, rows, kind, label, {}, clause)
        return
    for row in [grid_row(desk, grid)] if grid else desk.grids():
        alone = len(desk.grids()) == 1
        own = [one for one in rows if one.get("grid") == row.get("uid") or (alone and not one.get("grid"))]
        yield from _set_beside(dates, own, kind, label, row, clause)


def _set_beside(dates: list[Span], rows: list[Row], kind: str, label: str, grid: Row, clause: Clause) -> Iterator[Due]:
    sent = reports_sent.read(rows)
    for span, report in answers(dates, sent, None):
        yield Due(
            kind, label, str(grid.get("uid") or ""), str(grid.get("name") or ""), span.first.isoformat(), span.due.isoformat(),
            f"{clause.id} {clause.article}", report.sent.isoformat() if report else "", report.uid if report else "",
        )  # fmt: skip


def send(desk: Desk, one: Due) -> Saved:
    """Write down that a report was sent today; its content is what the records say of its days. Raises DeskError."""
    said = work_words(LogDays(desk, grid_row(desk, one.grid) if one.grid else {}, one.first, one.due))
    values = blank(desk, LEDGER) | {
        "kind": one.kind, "grid": one.grid or None, "period": _about(one), "due": one.due, "date": today_iso(), "worker": desk.user,
        "situation": said,
    }  # fmt: skip
    return save(desk, LEDGER, None, values)


def _about(one: Due) -> str:
    first, last = (date.fromisoformat(day) for day in (one.first, one.due))
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"
