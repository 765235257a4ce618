"""Papers drawn from many days: weekly check of gaps, summaries of complaints, register of reports, monthly analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gridDesk.desk import directives, log_items, logs
from gridDesk.desk.log_days import LogDays
from gridDesk.desk.log_gaps import grid_days, weeks_of
from gridDesk.desk.log_papers import grid_row
from gridDesk.desk.reports_sent import LEADER_REPORT, WEEK_REPORT, ReportsSent
from gridDesk.documents import log_reports as papers
from gridDesk.documents.form_page import forms_page
from gridDesk.policy import Calendar, Period, containing
from gridDesk.policy.report_dates import Span, each_week, every_days
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.documents.form import FormPage
    from gridDesk.ledger import Row

# 网格员管理制度办法3 第3条.
LEADER_DAYS = 3
_SUNDAY = "周日"
_MARKS = {"written": "✓", "missing": "缺", "rest": "休", "future": ""}
_SOURCES = ("群众反映", "微信群", "上级交办", log_items.VISIT, "其他")


def week_checks(making: Making) -> FormPage:
    """Make 日志空岗每周检查表 of all grids: the week of a day, or every week of a month."""
    days = _asked_days(making)
    forms = [papers.week_check(making.paper, _week(making, week)) for week in weeks_of(days)]
    return forms_page(making.paper, forms, making.header)


def complaints_of_day(making: Making) -> FormPage:
    """Make 投诉每日汇总: a day, or every day of a month that has any."""
    asked = making.order
    days = [[day] for day in _asked_days(making)]
    return _complaints(making, days, keep_empty=not asked.month)


def complaints_of_week(making: Making) -> FormPage:
    """Make 投诉每周汇总: the week of a day, or every week of a month."""
    return _complaints(making, weeks_of(_asked_days(making)), keep_empty=True)


def report_registers(making: Making) -> FormPage:
    """Make 工作报告登记簿 of a month: every grid's leader each three days, the middle grid each week."""
    month = making.order.month or (making.order.date or today_iso())[:7]
    grids = [grid_row(making.desk, making.order.grid)] if making.order.grid else making.desk.grids()
    registers = [_leader(making, grid, month) for grid in grids]
    forms = [papers.report_register(making.paper, one) for one in (*registers, _middle(making, month))]
    return forms_page(making.paper, forms, making.header)


def _asked_days(making: Making) -> list[str]:
    order = making.order
    return logs.days_of(order.month) if order.month else [order.date or today_iso()]


# ---- weekly check ----


def _week(making: Making, week: list[str]) -> papers.WeekCheck:
    desk = making.desk
    grids = desk.grids() or [{}]
    return papers.WeekCheck(
        village=desk.office.name, days=tuple(week), lines=tuple(_line(making, grid, week) for grid in grids)
    )


def _line(making: Making, grid: Row, week: list[str]) -> papers.WeekLine:
    found = grid_days(making.desk, grid, week)
    reasons = dict.fromkeys(found.reasons.values())
    return papers.WeekLine(
        grid=str(grid.get("name") or making.desk.office.name), worker=str(grid.get("worker") or making.desk.worker),
        marks=tuple(_MARKS[found.states[day]] for day in week), due=found.due, written=found.written,
        reason="、".join(reasons),
    )  # fmt: skip


# ---- complaints ----


def _complaints(making: Making, spans: Sequence[list[str]], *, keep_empty: bool) -> FormPage:
    grid = grid_row(making.desk, making.order.grid)
    found = (_summary(making, grid, span) for span in spans)
    forms = [papers.complaint_summary(making.paper, one) for one in found if one.items or keep_empty]
    return forms_page(making.paper, forms, making.header)


def _summary(making: Making, grid: Row, span: list[str]) -> papers.ComplaintSummary:
    days = LogDays(making.desk, grid, span[0], span[-1])
    told = [one for one in log_items.items(days) if one.told]
    sources = Counter(one.source if one.source in _SOURCES else "其他" for one in told)
    return papers.ComplaintSummary(
        village=making.desk.office.name, grid=str(grid.get("name") or ""), leader=str(grid.get("leader") or grid.get("worker") or ""),
        first=span[0], last=span[-1], items=tuple(_complaint(one) for one in told),
        sources=tuple((name, sources[name]) for name in _SOURCES), needs=tuple(log_items.needs(days)),
        days=tuple((day, *_counts([one for one in told if one.date == day])) for day in span),
    )  # fmt: skip


def _complaint(one: log_items.Item) -> papers.Complaint:
    return papers.Complaint(
        date=one.date, time=one.time, source=one.source, reporter=one.reporter, matter=one.words, topic=one.topic, handled=one.handled,
        done=one.done,
    )  # fmt: skip


def _counts(found: Sequence[log_items.Item]) -> tuple[int, int]:
    return len(found), sum(one.done for one in found)


# ---- reports ----


def leader_dates(month: str, calendar: Calendar | None = None) -> list[tuple[str, str]]:
    """Return (first day, due day) of each report of a leader in a month: every three days, on a rest day the next workday."""
    return [_iso(span) for span in every_days(_month(month), LEADER_DAYS, calendar or directives.own_calendar())]


def week_dates(month: str, calendar: Calendar | None = None) -> list[tuple[str, str]]:
    """Return (first day, last workday) of each week whose last workday is in a month; a week all off is told with the next."""
    return [_iso(span) for span in each_week(_month(month), _SUNDAY, calendar or directives.own_calendar())]


def _month(month: str) -> Period:
    return containing("month", date.fromisoformat(f"{month}-01"))


def _iso(span: Span) -> tuple[str, str]:
    return span.first.isoformat(), span.due.isoformat()


def _leader(making: Making, grid: Row, month: str) -> papers.ReportRegister:
    dates = leader_dates(month, directives.calendar(making.desk))
    sent = ReportsSent(making.desk, LEADER_REPORT, dates, grid) if making.order.mode != "blank" else None
    return papers.ReportRegister(
        village=making.desk.office.name, grid=str(grid.get("name") or ""), month=month,
        reporter=str(grid.get("leader") or grid.get("worker") or ""), receiver="中网格",
        rule="网格长原则上每 3 天向中网格主任报告一次，中网格登记存档；有特殊情况随时报告。",
        lines=tuple(_due(making, grid, dates, sent)), special=sent.special() if sent else "",
        key=str(grid.get("uid") or "leader"),
    )  # fmt: skip


def _middle(making: Making, month: str) -> papers.ReportRegister:
    dates = week_dates(month, directives.calendar(making.desk))
    sent = ReportsSent(making.desk, WEEK_REPORT, dates) if making.order.mode != "blank" else None
    return papers.ReportRegister(
        village=making.desk.office.name, grid="中网格", month=month, reporter="", receiver="网格管理中心",
        rule="中网格每周向网格管理中心报告一次；有特殊情况随时报告。", lines=tuple(_due(making, {}, dates, sent)),
        special=sent.special() if sent else "", key="middle",
    )  # fmt: skip


def _due(
    making: Making, grid: Row, spans: Sequence[tuple[str, str]], sent: ReportsSent | None
) -> Iterator[papers.ReportDue]:
    """Yield what is due; up to today it says what was sent, else what the records say of these days."""
    for first, last in spans:
        about = f"{int(first[5:7])}.{int(first[8:10])}–{int(last[5:7])}.{int(last[8:10])}"
        when, said = sent.on(last) if sent else ("", "")
        if sent is not None and not said and last <= today_iso():
            said = work_words(LogDays(making.desk, grid, first, last))
        yield papers.ReportDue(date=last, about=about, said=said, sent=when)


def work_words(days: LogDays) -> str:
    """Return a span's work in figures, as a report begins."""
    found = log_items.items(days)
    visits = sum(len(kept) for kept in days.visits.values())
    patrols = sum(len(days.patrols_of(day)) for day in {*days.logs, *days.patrols})
    done = sum(one.done for one in found)
    return f"走访 {visits} 户次，巡查 {patrols} 次，收集事项 {len(found)} 件，办结 {done} 件。"
