"""Rules on the team (队伍): its ages and schooling, who may be hired, what must be decided and agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import cast

from gridDesk.ledger.dates import age_on
from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of, number_words, rate_finding
from gridDesk.policy.team_facts import Member, files_of, has_at_least
from gridDesk.policy.work import WorkFacts

_NOTICE = 30  # days


def team_structure(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge the mean age (`age`, years completed, at most) and the share (`share` per cent) with a schooling (`schooling`).

    Of those who are of the team on the last day; who has no day of birth counts for the schooling alone, an unknown
    schooling is none.
    """
    on = reckoning.last_day(facts, period)
    team = [one for one in facts.members if one.is_there(on)]
    if not team or not reckoning.reaches_into(facts, period):
        return
    most, share, wanted = (clause.params[key] for key in ("age", "share", "schooling"))
    age, least = reckoning.number(most), reckoning.number(share)
    ages = [years for one in team if (years := _age(one, on)) is not None]
    mean = Fraction(sum(ages), len(ages)) if ages else None
    taught = [one for one in team if has_at_least(one.schooling, str(wanted))]
    others = [one for one in team if one not in taught]
    tally = Tally(len(taught), len(team), files_of(taught), files_of(others))
    shown = "不详" if mean is None else f"{reckoning.mean_words(mean, 1, age)} 岁"
    rate = reckoning.percent(tally.part, tally.whole, least)
    words = f"{name_of(facts, '')}{period.label}在岗 {len(team)} 人，平均年龄 {shown}，{wanted}以上文化程度 {len(taught)} 人。"
    unknown = len(team) - len(ages)
    words += f"有 {unknown} 人没有出生日期。" if unknown else ""
    yield finding(
        clause, facts, period, words, met=mean is not None and mean <= age and tally.reaches(least),
        figure=f"平均 {shown}、{wanted}以上 {rate}", target=f"{number_words(age)} 岁以下、{number_words(least)}%",
        value=None if mean is None else float(mean), wanted=float(age), proof=tally.proof, lacking=tally.lacking,
    )  # fmt: skip


def _age(one: Member, on: date) -> int | None:
    """Return the years completed (周岁); 以下 in the texts includes the number itself (民法典第一千二百五十九条)."""
    return None if one.born is None else age_on(one.born.isoformat(), on)


def nobody_in_charge(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge QL-07: nobody of the team is secretary of the party branch or head of the committee (书记、主任)."""
    on = reckoning.last_day(facts, period)
    team = [one for one in facts.members if one.is_there(on)]
    words = "{whole} 人在岗，没有担任村（社区）书记或主任的 {part} 人。"
    yield from _rate(clause, facts, period, team, lambda one: not one.in_charge, words, "书记、主任不担任网格员")


def hired_fit(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge QL-08: who began in the period was not above `age` on that day and had the full-time `schooling` of the level.

    What a file does not say is lacking.
    """
    most, schooling = reckoning.number(clause.params["age"]), cast("Mapping[str, str]", clause.params["schooling"])
    wanted = schooling.get(facts.level)
    if wanted is None:
        return

    def good(one: Member) -> bool:
        age = _age(one, one.since) if one.since else None
        return age is not None and age <= most and has_at_least(one.full_time_schooling, wanted)

    first, last = reckoning.first_day(facts, period), reckoning.last_day(facts, period)
    new = [one for one in facts.members if one.since is not None and first <= one.since <= last]
    words = "新上岗 {whole} 人，年龄和全日制学历都符合的 {part} 人。"
    target = f"{number_words(most)} 周岁以下、全日制{wanted}以上"
    yield from _rate(clause, facts, period, new, good, words, target)


def probation_judged(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge QL-09: of those whose probation (试用期) ended in the period, who has a result written down."""
    ended = [
        one for one in facts.members
        if one.probation_until is not None and period.first <= one.probation_until <= reckoning.last_day(facts, period)
        and one.is_there(one.probation_until)
    ]  # fmt: skip
    words = "试用期满 {whole} 人，写明考核结果的 {part} 人。"
    yield from _rate(clause, facts, period, ended, lambda one: bool(one.probation_result), words, "期满都有考核结果")


def left_in_order(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge QL-28, JJ-40: of those who resigned in the period, who asked so many `days` before and handed over (`handover`)."""
    days, over = int(str(clause.params.get("days", _NOTICE))), bool(clause.params.get("handover"))
    first, last = reckoning.first_day(facts, period), reckoning.last_day(facts, period)
    left = [one for one in facts.members if one.resigned and one.until is not None and first <= one.until <= last]

    def good(one: Member) -> bool:
        early = one.asked is not None and one.until is not None and one.asked + timedelta(days=days) <= one.until
        return early and (one.handed_over is not None or not over)

    words = "辞职 {whole} 人，" + f"提前 {days} 天申请{'并办理移交' if over else ''}的 " + "{part} 人。"
    target = f"提前 {days} 天申请{'、办理移交' if over else ''}"
    yield from _rate(clause, facts, period, left, good, words, target)


def lent_with_leave(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge JJ-18: whoever is lent to another office (抽调) has an office named that agreed."""
    lent = [one for one in facts.members if one.lent and one.is_there(reckoning.last_day(facts, period))]
    words = "抽调 {whole} 人，写明同意单位的 {part} 人。"
    yield from _rate(clause, facts, period, lent, lambda one: bool(one.leave_of), words, "抽调都经同意")


def _rate(
    clause: Clause, facts: WorkFacts, period: Period, members: Sequence[Member], good: Callable[[Member], bool],
    sentence: str, target: str,
) -> Iterator[Finding]:  # fmt: skip
    """Yield how many of some members are as they should be; of nobody there is nothing to say."""
    if not members or not reckoning.reaches_into(facts, period):
        return
    done, rest = [one for one in members if good(one)], [one for one in members if not good(one)]
    tally = Tally(len(done), len(members), files_of(done), files_of(rest))
    words = f"{name_of(facts, '')}{period.label}{sentence.format(whole=tally.whole, part=tally.part)}"
    yield rate_finding(clause, facts, period, tally, 100, words, unit="人", target=target)


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    team_structure, nobody_in_charge, hired_fit, probation_judged, left_in_order, lent_with_leave,
)  # fmt: skip
