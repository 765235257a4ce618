"""Rules on what is kept: offices below, ledgers, their freshness, and the duties that the records of a period are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

from gridDesk.policy.duty_list import duties, duty_of
from gridDesk.policy.findings import Finding
from gridDesk.policy.people_groups import labels_of
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, last_day, name_of, number, rate_finding
from gridDesk.policy.work import Kept, WorkFacts


def offices_below(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge how many villages and communities a street has below it, against those the regulation counts (QL-02).

    A street that has paired with none yet is not judged.
    """
    wanted = {
        key: int(str(clause.params[name])) for key, name in (("village", "villages"), ("community", "communities"))
    }
    counted = {key: facts.offices.get(key, 0) for key in wanted}
    if not sum(counted.values()):
        return
    lack = max(0, wanted["village"] - counted["village"]) + max(0, wanted["community"] - counted["community"])
    words = f"已配对 {counted['village']} 个村、{counted['community']} 个社区。"
    if lack:
        words += f"还有 {lack} 个单位没有配对，请到“各单位”里配对。"
    yield finding(
        clause, facts, period, words, met=not lack, figure=_offices(counted), target=_offices(wanted),
        value=sum(counted.values()), wanted=sum(wanted.values()),
    )  # fmt: skip


def _offices(counts: dict[str, int]) -> str:
    return f"{counts['village']} 个村、{counts['community']} 个社区"


def ledgers_kept(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether an office keeps every ledger that a regulation names, by key, or label for a part (XC-2.1c, JJ-07.2).

    A protected ledger that who asks cannot see is neither counted nor named.
    """
    names = cast("list[str]", clause.params["ledgers"])
    held: dict[str, list[Kept]] = {}
    for one in facts.kept:
        held.setdefault(one.label if one.label in names else one.ledger, []).append(one)
    known = [name for name in names if name in held]
    if not known:
        return
    lacking = [held[name][0].label for name in known if not any(one.used for one in held[name])]
    total = sum(one.total for name in known for one in held[name])
    words = f"{name_of(facts, '')}建立台账 {len(known) - len(lacking)} 本，共 {total:,} 条记录。"
    words += f"没有启用：{'、'.join(lacking)}。" if lacking else ""
    hidden = len(names) - len(known)
    words += f"另有 {hidden} 本受保护台账由经办人登录后核对。" if hidden else ""
    tally = Tally(len(known) - len(lacking), len(known))
    yield finding(
        clause, facts, period, words, met=not lacking, figure=f"{tally.part} 本", target=f"{tally.whole} 本",
        value=tally.part, wanted=tally.whole,
    )  # fmt: skip


def updates(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge which share of the records of the ledgers named was verified or entered in the period (QL-11.2)."""
    names = frozenset(cast("list[str]", clause.params["ledgers"]))
    yield from _freshness(clause, facts, period, [one for one in facts.kept if one.ledger in names and not one.focus])


def focus_updates(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge the same of those `groups` together whose rate a regulation sets apart: 流动人口, 出租房屋, 特殊人群 (QL-11.2)."""
    labels = labels_of(cast("list[str]", clause.params["groups"]))
    yield from _freshness(clause, facts, period, [one for one in facts.kept if one.focus and one.label in labels])


def _freshness(clause: Clause, facts: WorkFacts, period: Period, kept: list[Kept]) -> Iterator[Finding]:
    # When a record was verified is known of the last time only, so that just the period of the facts can be judged.
    if not period.first <= min(facts.last, facts.today) <= period.last:
        return
    for grid in ("", *dict.fromkeys(one.grid for one in kept if one.grid)):
        own = [one for one in kept if one.used and (not grid or one.grid == grid)]
        tally = Tally(sum(one.fresh for one in own), sum(one.total for one in own))
        if not tally.whole:
            continue
        behind = Counter({one.label: 0 for one in own})
        for one in own:
            behind[one.label] += one.total - one.fresh
        parts = [f"{label} {count:,} 条" for label, count in behind.items() if count]
        words = f"{name_of(facts, grid)}{period.label}已更新 {tally.part:,} 条。"
        words += f"还没有核实：{'、'.join(parts)}。" if parts else ""
        yield rate_finding(
            clause, facts, period, tally, number(clause.params.get("rate"), 100), words, unit="条", grid=grid
        )


def duties_recorded(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Count the records of a period by the duties a regulation lists (JJ-07, XC-2.1b, QL-03); none has a target."""
    listed, last = duties(clause.params), last_day(facts, period)
    counts: Counter[str] = Counter()
    for one in facts.events:
        if period.first <= one.found <= last:
            counts[duty_of(listed, line=one.line, kind=one.kind, record="event")] += 1
    for record, days in _other_records(facts).items():
        counts[duty_of(listed, record=record)] += sum(period.first <= day <= last for day in days)
    found = [one.name for one in listed if counts[one.name]]
    if not found:
        return
    told = "、".join(f"{name} {counts[name]:,} 条" for name in found)
    words = f"{name_of(facts, '')}{period.label}的记录：{told}。"
    silent = [one.name for one in listed if not counts[one.name]]
    words += f"没有记录的：{'、'.join(silent)}。" if silent else ""
    yield finding(
        clause, facts, period, words, met=True, figure=f"{len(found)} 类有记录", target=f"共 {len(listed)} 类",
        value=len(found),
    )  # fmt: skip


def _other_records(facts: WorkFacts) -> dict[str, list[date]]:
    found = {"visit": [one.day for one in facts.visits], "patrol": [one.day for one in facts.patrols]}
    for one in facts.gatherings:
        found.setdefault(one.ledger, []).append(one.day)
    return found


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    offices_below, ledgers_kept, updates, focus_updates, duties_recorded,
)  # fmt: skip
