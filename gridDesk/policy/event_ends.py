"""Rules on how events are taken on, handed on and ended: 首接负责, 分流上报, 现场核查, 反馈, 代办, 不满意次数."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast

from gridDesk.policy.event_sets import (
    before,
    by_scope,
    by_worker,
    closed_in,
    found_in,
    moved_up,
    of_kinds,
    rates,
    records,
    words,
)
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import finding, name_of
from gridDesk.policy.work import Event, WorkFacts

AGENCY, DISPUTE = "民生服务代办", "矛盾纠纷"
# Steps that say where an event goes: 青岛规范五3 解决、分流、交办、上报、报告.
MOVES = ("当场解决", "自行解决", "解决", "分流", "交办", "上报", "报告", "转办")


def closed_after_check(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge QL-10.7 现场核查销号: of the events closed in the period, those checked on the spot by the day of closing."""
    yield from rates(
        clause, facts, period, by_scope(facts, closed_in(facts, period)),
        lambda event: event.checked is not None and event.closed is not None and event.checked <= event.closed,
        "办结事项 {whole} 件，现场核查后销号 {part} 件。", target="每件现场核查后销号",
    )  # fmt: skip


def feedback_rate(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 反馈率 (QD-A5.4, GZ5-4.4): of the events closed in the period, those answered to who reported them.

    With `sources` only what came from there counts (QD: 网格员发现的问题隐患); an answer given after the period counts too.
    """
    sources = words(clause, "sources")
    counted = [event for event in closed_in(facts, period) if not sources or event.source in sources]
    yield from rates(
        clause, facts, period, by_scope(facts, counted), lambda event: event.feedback is not None,
        "办结事项 {whole} 件，已反馈 {part} 件。",
    )  # fmt: skip


def agency_done(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 代办 (XC-2.1g): of the services asked for in the period, those done by today; the text sets no limit."""
    kinds = words(clause, "kinds", (AGENCY,))
    found = found_in(facts, period)
    counted = [event for event in found if event.agency or event in of_kinds([event], kinds)]
    yield from rates(
        clause, facts, period, by_scope(facts, counted), lambda event: event.closed is not None,
        "受理代办 {whole} 件，办成 {part} 件，在办 {rest} 件。", target="每件都有结果",
    )  # fmt: skip


def first_owner(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 首接首办 and 首问责任 (QD-A5.2, GZ6-4.1): every event found in the period names who took it on first."""
    yield from rates(
        clause, facts, period, by_scope(facts, found_in(facts, period)), lambda event: bool(event.owner),
        "发现和受理事项 {whole} 件，写明首接责任人的 {part} 件。", target="每件有首接责任人",
    )  # fmt: skip


def dissatisfied(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge GZ6-4.2 不满意年累计四次以上: how many events closed in the period were answered with 不满意.

    `max` is how many are still fine: three, for 四次以上 includes four (民法典第一千二百五十九条). The text counts for each grid's
    leader: so grids, and workers by the first owner, are judged; the office is judged by the worst of its grids. A year with
    too many cannot be made good: it is a warning at once.
    """
    most, closed = cast("int", clause.params.get("max", 3)), closed_in(facts, period)
    scoped = list(by_scope(facts, closed))
    counts = {grid: sum(map(_bad, events)) for grid, _, events in scoped}
    own = [counts[grid] for grid in counts if grid] or [counts[""]]
    for grid, worker, events in (*scoped, *by_worker(facts, closed, lambda event: event.owner)):
        if not events:
            continue
        bad = [event for event in events if _bad(event)]
        judged = max(own) if not grid and not worker else len(bad)
        most_words = f"，最多的网格 {judged} 件" if not grid and not worker and len(own) > 1 else ""
        message = f"{worker or name_of(facts, grid)}{period.label}办结 {len(events)} 件，群众不满意 {len(bad)} 件{most_words}。"
        yield finding(
            clause, facts, period, message, met=judged <= most, figure=f"{len(bad)} 件", target=f"每个网格不超过 {most} 件",
            grid=grid, worker=worker, value=float(judged), wanted=float(most), lacking=records(bad),
            proof=records(event for event in events if not _bad(event)), until=before(facts),
        )  # fmt: skip


def _bad(event: Event) -> bool:
    return event.satisfied == "不满意"


def routed(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge where the events found in the period went.

    With `routing` by class (GZ3-6.3): a grave one (重大疑难) was reported to the town; one in common or a dispute (共性) has a
    level that handles it; a usual one (一般) was answered, settled or handed on. Without it (QD-A5.3) each has one of 解决,
    分流, 交办, 上报.
    """
    routing = cast("Mapping[str, str]", clause.params.get("routing", {}))

    def good(event: Event) -> bool:
        return _went_right(event, facts.level) if routing else _moved(event)

    def more(events: Sequence[Event]) -> str:
        bad = sum(class_of(event) == "重大疑难" and not good(event) for event in events) if routing else 0
        return f"有 {bad} 件重大疑难事项没有上报{routing.get('重大疑难', '')}。" if bad else ""

    yield from rates(
        clause, facts, period, by_scope(facts, found_in(facts, period)), good,
        "发现和受理事项 {whole} 件，{part} 件有去向。", target="每件按规定分流", more=more,
    )  # fmt: skip


def class_of(event: Event) -> Literal["一般", "共性", "重大疑难"]:
    """Return the class of an event in GZ3-6.3: grave ones by severity, those in common are the larger ones and disputes."""
    if event.severity == "重大":
        return "重大疑难"
    return "共性" if event.severity == "较大" or event.kind == DISPUTE else "一般"


def _went_right(event: Event, level: str) -> bool:
    kind = class_of(event)
    if kind == "重大疑难":
        return moved_up(event, level)
    return _moved(event) or (kind == "共性" and bool(event.tier))


def _moved(event: Event) -> bool:
    """Tell whether it was written down what becomes of an event."""
    done = event.handling or event.closed is not None or event.feedback is not None
    return bool(done) or any(step.act in MOVES for step in event.steps)
