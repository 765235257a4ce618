"""Rules on the daily record (日志) and on reports (报送): written, checked, reviewed, summed up, sent in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from gridDesk.policy.event_sets import by_scope, found_in
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import (
    Tally,
    days_words,
    finding,
    first_day,
    last_day,
    name_of,
    owed_by,
    owed_days,
    own_workers,
    rate_finding,
    scopes,
    summed,
)
from gridDesk.policy.report_dates import Span, answers, spans
from gridDesk.policy.work import Page, Report, WorkFacts
from gridDesk.policy.work_index import index

# Words of the code table of reports (报送类别).
WEEK_CHECK, ANALYSIS, COMPLAINTS = "日志每周检查", "信息月度分析", "投诉汇总"
ANALYSING = frozenset({"民情分析会"})
# Sources (来源) that tell of something: a complaint or wish, whichever way it came.
TOLD = ("群众反映", "微信群", "上级交办", "其他")


# ---- the pages ----


def logs_written(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge the daily record (QL-10.6, XC-2.2.6, GZ4-5, GZ5-4.5, GZ6-1): of the owed days, those with their page.

    Owed is every workday with a worker in post; a page written on a day off is welcome and not counted. `form` names the
    form. By grid, by worker, and by the grids' days summed for the office.
    """
    form = str(clause.params.get("form", "工作日志"))
    written = index(facts).pages_in
    tallies = {grid: _written(owed_days(facts, grid, period), written.get(grid, {})) for grid in scopes(facts)}
    for grid, (tally, missing) in {**_whole(tallies), **tallies}.items():
        if tally.whole:
            yield _page_finding(clause, facts, period, tally, missing, name_of(facts, grid), form, grid=grid)
    for worker in own_workers(facts):
        own = index(facts).pages_by.get(worker.name, {})
        tally, missing = _written(owed_by(facts, worker, period), own)
        if tally.whole:
            yield _page_finding(clause, facts, period, tally, missing, worker.name, form, worker=worker.name)


def _page_finding(
    clause: Clause, facts: WorkFacts, period: Period, tally: Tally, missing: list[date], name: str, form: str,
    *, grid: str = "", worker: str = "",
) -> Finding:  # fmt: skip
    lacking = f"，空岗 {tally.whole - tally.part} 天：{days_words(missing)}" if missing else ""
    message = f"{name}{period.label}应填《{form}》{tally.whole} 天，已填 {tally.part} 天{lacking}。"
    return rate_finding(
        clause, facts, period, tally, 100, message, unit="天", grid=grid, worker=worker, target="每个工作日一页"
    )


def _whole(tallies: Mapping[str, tuple[Tally, list[date]]]) -> dict[str, tuple[Tally, list[date]]]:
    """Return the tally of the whole office, of its grids' days summed."""
    days = sorted({day for _, missing in tallies.values() for day in missing})
    return {"": (summed(tally for tally, _ in tallies.values()), days)}


def _written(owed: tuple[date, ...], pages: Mapping[date, list[Page]]) -> tuple[Tally, list[date]]:
    """Return how many of the owed days have a page, and those that have none."""
    there = [day for day in owed if day in pages]
    proof = tuple(("daily_log", page.uid) for day in there for page in pages[day])
    return Tally(len(there), len(owed), proof), [day for day in owed if day not in pages]


def logs_reviewed(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge the review of the pages by the grid's leader (GZ3-4 督促组员做好日志记载): of those written, those reviewed."""
    written, last = index(facts).pages_in, last_day(facts, period)
    first = first_day(facts, period)
    tallies = {}
    for grid in scopes(facts):
        pages = [page for day, kept in written.get(grid, {}).items() if first <= day <= last for page in kept]
        done = [page for page in pages if page.reviewed is not None]
        rest = tuple(("daily_log", page.uid) for page in pages if page.reviewed is None)
        tallies[grid] = Tally(len(done), len(pages), tuple(("daily_log", page.uid) for page in done), rest)
    for grid, tally in {"": summed(tallies.values()), **tallies}.items():
        if tally.whole:
            message = f"{name_of(facts, grid)}{period.label}日志 {tally.whole} 页，网格长已审阅 {tally.part} 页。"
            yield rate_finding(
                clause, facts, period, tally, 100, message, unit="页", grid=grid, target="每页都有审阅意见"
            )


def logs_checked(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge GZ6-4.4 每周检查日志空岗: the office by the check on the register, each grid by its days without a page.

    A check belongs to the week its due date lies in, else to that in which it was made.
    """
    written = index(facts).pages_in
    tallies = {grid: _written(owed_days(facts, grid, period), written.get(grid, {})) for grid in scopes(facts)}
    if not any(tally.whole for tally, _ in tallies.values()):
        return
    done = _belonging(facts, WEEK_CHECK, period)
    gaps = sum(len(missing) for _, missing in tallies.values())
    said = "已登记检查" if done else "还没有登记检查"
    yield finding(
        clause, facts, period, f"{name_of(facts, '')}{period.label}日志{said}，各网格共空岗 {gaps} 天。", met=bool(done),
        figure="已检查" if done else "未检查", target="每周检查一次", value=float(len(done)), wanted=1.0, proof=_records(done),
    )  # fmt: skip
    for grid, (tally, missing) in tallies.items():
        if grid and tally.whole:
            days = f"空岗 {len(missing)} 天：{days_words(missing)}" if missing else "没有空岗"
            yield finding(
                clause, facts, period, f"{name_of(facts, grid)}{period.label}{days}。", met=not missing, figure=f"{len(missing)} 天",
                target="0 天空岗", grid=grid, value=float(len(missing)), wanted=0.0, proof=tally.proof,
            )  # fmt: skip


# ---- analysis and complaints ----


def months_analysed(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge GZ6-4.4 每月综合分析: an analysis on the register of reports, or a meeting on it (民情分析会)."""
    if first_day(facts, period) > last_day(facts, period):
        return
    proof = list(_records(_belonging(facts, ANALYSIS, period)))
    proof += [
        (one.ledger, one.uid)
        for one in facts.gatherings
        if one.ledger == "meeting" and one.kinds & ANALYSING and period.first <= one.day <= last_day(facts, period)
    ]
    said = "已作综合分析" if proof else "还没有作综合分析"
    count = len(found_in(facts, period))
    yield finding(
        clause, facts, period, f"{name_of(facts, '')}{period.label}收集信息 {count} 件，{said}。", met=bool(proof),
        figure=f"{len(proof)} 次", target="每月一次", value=float(len(proof)), wanted=1.0, proof=proof,
    )  # fmt: skip


def complaints_summed(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge GZ6-2 投诉每天汇总、每周汇总: each day with complaints has its page, and the week its summary on the register.

    Complaints are events told by others (`TOLD`). A summary without a grid is that of all grids.
    """
    written, first, last = index(facts).pages_in, first_day(facts, period), last_day(facts, period)
    if not facts.calendar.workdays(first, last):
        return
    sums = _belonging(facts, COMPLAINTS, period)
    told = [event for event in found_in(facts, period) if event.source in TOLD]
    lacking: dict[str, tuple[list[date], list[Report]]] = {}
    by_grid = {grid: events for grid, _, events in by_scope(facts, told)}
    for grid in (one for one in scopes(facts) if index(facts).begun_by(one, last)):
        days = sorted({event.found for event in by_grid[grid]})
        unwritten = [day for day in days if day not in written.get(grid, {})]
        lacking[grid] = unwritten, [one for one in sums if one.grid in ("", grid)]
    whole = sorted({day for unwritten, _ in lacking.values() for day in unwritten})
    yield _summed(clause, facts, period, "", whole, sums, sum(not own for _, own in lacking.values()))
    for grid, (unwritten, own) in lacking.items():
        if grid:
            yield _summed(clause, facts, period, grid, unwritten, own, not own)


def _summed(
    clause: Clause, facts: WorkFacts, period: Period, grid: str, unwritten: list[date], sums: list[Report], open_weeks: int
) -> Finding:  # fmt: skip
    """Return how complaints were summed up in a scope; `open_weeks` is how many grids still owe the week's summary."""
    lacks = len(unwritten) + open_weeks
    daily = f"缺每天汇总：{days_words(unwritten)}" if unwritten else "每天收到的投诉都有当天日志"
    weekly = "每周汇总还没有登记" if open_weeks else "每周汇总已登记"
    return finding(
        clause, facts, period, f"{name_of(facts, grid)}{period.label}{daily}，{weekly}。", met=not lacks,
        figure=f"缺 {lacks} 次" if lacks else "已汇总", target="每天、每周各汇总一次", grid=grid, value=float(lacks), wanted=0.0,
        proof=_records(sums),
    )  # fmt: skip


# ---- reports ----


def reports_sent(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 报送 (GZ3-2, GZ4-3, GZ7-8, XC-3.3): of the reports of a `kind` due in the period, those sent in time.

    When they are due is said by `days`, `every` or `weekday` (`report_dates.spans`). With `per_grid` every grid owes its own;
    the office then stands for all of them. A report answers the one about the days that its due date lies in, without a due
    date those it was sent in, so that a late one has to name its date. One that is due today and not yet sent counts as lacking.
    """
    due = spans(clause.params, first_day(facts, period), last_day(facts, period), facts.calendar)
    grids = [grid for grid in scopes(facts) if grid] if clause.params.get("per_grid") else []
    if not due:
        return
    sent = [report for report in facts.reports if report.kind == clause.params.get("kind")]
    found = {
        grid: answers([span for span in due if index(facts).begun_by(grid, span.due)], sent,
                      {"", grid} if len(grids) == 1 else {grid})
        for grid in grids
    }  # fmt: skip
    if not grids:
        found = {"": answers(due, sent, None)}
    tallies = {grid: _sent(kept) for grid, kept in found.items()}
    missing = {grid: [span.due for span, one in kept if one is None] for grid, kept in found.items()}
    every = {"": (summed(tallies.values()), sorted({day for days in missing.values() for day in days}))}
    for grid, (tally, days) in {**every, **{grid: (tallies[grid], missing[grid]) for grid in tallies}}.items():
        late = tally.whole - tally.part - sum(map(len, missing.values() if not grid else [days]))
        yield _sent_finding(clause, facts, period, grid, tally, days, late)


def asked_of(clause: Clause) -> Mapping[str, object] | None:
    """Return which report a clause wants on the register, and when: its `kind`, with what `report_dates.spans` reads.

    So a page can offer to write down the weekly check, the sums and the analysis, too. None for a clause of another rule.
    """
    if clause.rule == "reports_sent":
        return clause.params
    kinds = {"logs_checked": WEEK_CHECK, "complaints_summed": COMPLAINTS}
    if clause.rule in kinds:
        return {"kind": kinds[clause.rule], "weekday": "周日", "per_grid": clause.rule == "complaints_summed"}
    return {"kind": ANALYSIS, "days": [31]} if clause.rule == "months_analysed" else None


def _sent_finding(
    clause: Clause, facts: WorkFacts, period: Period, grid: str, tally: Tally, missing: list[date], late: int
) -> Finding:
    rest = (f"，迟报 {late} 次" if late else "") + (f"，没有报送：{days_words(missing)}" if missing else "")
    message = f"{name_of(facts, grid)}{period.label}{clause.params.get('kind')}应报送 {tally.whole} 次，按时报送 {tally.part} 次{rest}。"
    return rate_finding(clause, facts, period, tally, 100, message, unit="次", grid=grid, target="每次按时报送")


def _sent(found: list[tuple[Span, Report | None]]) -> Tally:
    good = [one for span, one in found if one is not None and one.sent <= span.due]
    late = [one for span, one in found if one is not None and one.sent > span.due]
    return Tally(len(good), len(found), _records(good), _records(late))


def _belonging(facts: WorkFacts, kind: str, period: Period) -> list[Report]:
    """Return the reports of a kind that belong to a period: by their due date, else by when they were sent."""
    return [one for one in facts.reports if one.kind == kind and (one.due or one.sent) in period]


def _records(reports: list[Report]) -> tuple[tuple[str, str], ...]:
    return tuple(("report", one.uid) for one in reports)


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    logs_written, logs_checked, logs_reviewed, months_analysed, complaints_summed, reports_sent,
)  # fmt: skip
