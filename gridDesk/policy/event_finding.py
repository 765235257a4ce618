"""Rules on how events are found, entered and reported: 排查率, 录入率, 上报, 突发事件的三个时间."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from gridDesk.policy.event_sets import (
    OWN_SOURCES,
    before,
    by_scope,
    by_worker,
    found_in,
    moved_up,
    of_kinds,
    open_in,
    rates,
    records,
    words,
)
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import finding, name_of
from gridDesk.policy.work import Event, WorkFacts

REPORT_FIELDS = ("时间", "地点", "人物", "情况")


def events_entered(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 信息录入率 (QL-11.3, QL-10.1): of the events found in the period, those entered within `days` workdays.

    The texts say 及时录入 and give no number; the day of finding does not count. Not counted is an event whose day of entry
    is not known, or that can still be entered in time. Also for each worker, by the name of the finder.
    """
    days = cast("int", clause.params.get("days", 1))
    found = of_kinds(found_in(facts, period), words(clause, "kinds"))
    known = [event for event in found if event.entered is not None]

    def good(event: Event) -> bool:
        return event.entered is not None and event.entered <= facts.calendar.after(event.found, days)

    scoped = (*by_scope(facts, known), *by_worker(facts, known, lambda event: event.finder))
    sentence = f"发现的{_about(clause)} {{whole}} 件，及时录入 {{part}} 件（发现后 {days} 个工作日内）。"
    yield from rates(clause, facts, period, scoped, good, sentence)


def found_ourselves(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 排查率 (QL-11.3, QL-11.4): of all events of the `kinds` found in the period, those found by ourselves.

    By ourselves is what patrols and visits found (`sources`), not what residents, the WeChat group or the office above told.
    """
    sources = words(clause, "sources", OWN_SOURCES)
    counted = of_kinds(found_in(facts, period), words(clause, "kinds"))
    yield from rates(
        clause, facts, period, by_scope(facts, counted), lambda event: event.source in sources,
        f"{_about(clause)} {{whole}} 件，其中巡查走访排查发现 {{part}} 件，群众反映等其他来源 {{rest}} 件。",
    )  # fmt: skip


def none_escalated(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 无矛盾激化 (QL-11.3): none of the events of the `kinds` that were open in the period has escalated.

    What has escalated cannot be made good: it is a warning at once.
    """
    for grid, _, events in by_scope(facts, of_kinds(open_in(facts, period), words(clause, "kinds"))):
        if not events:
            continue
        bad = [event for event in events if event.escalated]
        words_ = f"{name_of(facts, grid)}{period.label}在办的{_about(clause)} {len(events)} 件，激化 {len(bad)} 件。"
        yield finding(
            clause, facts, period, words_, met=not bad, figure=f"{len(bad)} 件", target="0 件", grid=grid,
            value=float(len(bad)), wanted=0.0, lacking=records(bad),
            proof=records(event for event in events if not event.escalated), until=before(facts),
        )  # fmt: skip


def major_reported(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge 重大隐患发现和上报率 (QL-11.4): of the major ones found in the period, those found by ourselves and reported.

    Major is the severity 重大; `kinds` are 治安 and 安全隐患.
    """
    sources = words(clause, "sources", OWN_SOURCES)
    found = of_kinds(found_in(facts, period), words(clause, "kinds"))

    def more(events: Sequence[Event]) -> str:
        ours = sum(event.source in sources for event in events)
        return f"自己发现 {ours} 件，上报 {sum(moved_up(event, facts.level) for event in events)} 件。"

    yield from rates(
        clause, facts, period, by_scope(facts, [event for event in found if event.severity == "重大"]),
        lambda event: event.source in sources and moved_up(event, facts.level),
        "重大隐患 {whole} 件，自己发现并上报 {part} 件。", more=more,
    )  # fmt: skip


def report_complete(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge JJ-19.3: the events found in the period that were reported say time, place, people and situation (`fields`)."""
    fields = words(clause, "fields", REPORT_FIELDS)
    reported = [event for event in found_in(facts, period) if event.urgent or moved_up(event, facts.level)]

    def more(events: Sequence[Event]) -> str:
        missing = Counter(field for event in events for field in fields if field not in event.said)
        return (
            f"缺：{'、'.join(f'{field} {missing[field]} 件' for field in fields if missing[field])}。"
            if missing
            else ""
        )

    yield from rates(
        clause, facts, period, by_scope(facts, reported), lambda event: event.said.issuperset(fields),
        f"上报事项 {{whole}} 件，{'、'.join(fields)}齐全的 {{part}} 件。", target="每件要素齐全", more=more,
    )  # fmt: skip


def urgent_times(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge JJ-07.11: of the urgent events found in the period, those with the times of finding, arrival and report.

    The sentence adds how many minutes the arrival and the report took on the mean; the text gives no number for them.
    """
    urgent = [event for event in found_in(facts, period) if event.urgent]
    yield from rates(
        clause, facts, period, by_scope(facts, urgent), lambda event: None not in event.times,
        "突发事件 {whole} 件，发现、到场、报告三个时间都有记录的 {part} 件。", target="每件都记三个时间", more=_minutes,
    )  # fmt: skip


def _minutes(events: Sequence[Event]) -> str:
    """Return the mean minutes to arrival and to report, past midnight included, of the events that know them."""
    said = []
    for place, name in ((1, "到场"), (2, "报告")):
        pairs = [(event.times[0], event.times[place]) for event in events]
        took = [(end - begin) % 1440 for begin, end in pairs if begin is not None and end is not None]
        if took:
            said.append(f"{name}平均用时 {round(sum(took) / len(took))} 分钟")
    return "，".join(said) + "。" if said else ""


def _about(clause: Clause) -> str:
    """Return the kinds that a clause is about, in words."""
    kinds = words(clause, "kinds")
    return "、".join(kinds) if 0 < len(kinds) <= 3 else "各类隐患和纠纷" if kinds else "事项"
