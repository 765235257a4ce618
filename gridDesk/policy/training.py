"""Rules on training (培训) and study: how often, how many hours a year, what was written and who read it, before the first day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from gridDesk.policy import reckoning
from gridDesk.policy.findings import Finding
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.profile import Clause
from gridDesk.policy.reckoning import Tally, finding, name_of, number_words, rate_finding
from gridDesk.policy.team_facts import Member, Study, files_of
from gridDesk.policy.work import Gathering, Worker, WorkFacts
from gridDesk.policy.work_index import index, is_own


@dataclass(frozen=True, slots=True)
class _Worker:
    """How one worker stands: figure and target in words and as numbers, with the records that count."""

    name: str
    met: bool
    figure: str
    target: str
    words: str
    value: float
    wanted: float
    studies: Sequence[Study]


def trainings(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether so many (`times`) trainings or studies together were held, of `kinds` and by `organisers` where named.

    One of fewer `hours` does not count, nor one that does not say how long it was; one that names no organiser is the
    office's own. A week off from end to end asks for none.
    """
    if not reckoning.reaches_into(facts, period) or not reckoning.has_workday(facts, period):
        return
    times, hours = int(str(clause.params.get("times", 1))), float(str(clause.params.get("hours", 0)))
    some = [one for one in facts.gatherings if one.ledger == "training" and _is_of(clause, one)]
    held = [one for one in some if one.day in period and one.day <= facts.today]
    good = [one for one in held if one.hours >= hours]
    words = f"{name_of(facts, '')}{period.label}开展{_what(clause)} {len(held)} 次"
    short = len(held) - len(good)
    words += f"，其中 {short} 次没有写时长或不足 {number_words(Fraction(str(hours)))} 小时。" if short else "。"
    yield finding(
        clause, facts, period, words, met=len(good) >= times, figure=f"{len(good)} 次", target=f"{times} 次",
        value=len(good), wanted=times, proof=[(one.ledger, one.uid) for one in good],
        lacking=[(one.ledger, one.uid) for one in held if one not in good],
    )  # fmt: skip


def _is_of(clause: Clause, one: Gathering) -> bool:
    kinds, organisers = (frozenset(cast("list[str]", clause.params.get(key, ()))) for key in ("kinds", "organisers"))
    return bool(not kinds or one.kinds & kinds) and (not organisers or not one.level or one.level in organisers)


def _what(clause: Clause) -> str:
    return "、".join(cast("list[str]", clause.params.get("kinds", ()))) or "培训"


def training_hours(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether every grid worker was taught for so many `hours`, by some `organisers` where the text names them.

    Study alone (自学) is none. Who serves for a part of the period owes that part of the hours, by days.
    """
    hours, organisers = reckoning.number(clause.params["hours"]), cast("list[str]", clause.params.get("organisers", []))
    found = []
    for worker in reckoning.own_workers(facts):
        wanted = hours * _share(facts, worker, period)
        if not wanted:
            continue
        own = [
            one for one in _of(facts, worker, period)
            if one.hours and not one.alone and (not organisers or one.organiser in organisers)
        ]  # fmt: skip
        have = sum((Fraction(str(one.hours)) for one in own), Fraction(0))
        shown, target = reckoning.mean_words(have, 1, wanted), f"{number_words(wanted)} 学时"
        words = f"{worker.name}{period.label}{'、'.join(organisers)}培训 {shown} 学时，应有 {target}。"
        found.append(
            _Worker(worker.name, have >= wanted, f"{shown} 学时", target, words, float(have), float(wanted), own)
        )
    yield from _each(
        clause, facts, period, found, f"培训满 {number_words(hours)} 学时", f"每人 {number_words(hours)} 学时"
    )


def self_study(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether every grid worker studied alone (自学) so many `times`; who had no day of work in the period owes none."""
    times, found = int(str(clause.params.get("times", 1))), []
    for worker in reckoning.own_workers(facts):
        if reckoning.owed_by(facts, worker, period):
            own = [one for one in _of(facts, worker, period) if one.alone]
            words = f"{worker.name}{period.label}自学 {len(own)} 次。"
            figure, target = f"{len(own)} 次", f"{times} 次"
            found.append(_Worker(worker.name, len(own) >= times, figure, target, words, len(own), times, own))
    yield from _each(clause, facts, period, found, f"自学满 {times} 次", f"每人 {times} 次")


def study_notes(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether every grid worker wrote `characters` of notes and `essays` (GZ1-1); a part of the year owes its part."""
    asked, essays = (reckoning.number(clause.params[key]) for key in ("characters", "essays"))
    found = []
    for worker in reckoning.own_workers(facts):
        share = _share(facts, worker, period)
        if not share:
            continue
        own = [one for one in _of(facts, worker, period) if one.notes or one.essays]
        notes, written = sum(one.notes for one in own), sum(one.essays for one in own)
        words = f"{worker.name}{period.label}学习笔记 {notes:,} 字，学习体会或调研报告 {written} 篇。"
        target = f"{number_words(asked * share)} 字、{number_words(essays * share)} 篇"
        met = notes >= asked * share and written >= essays * share
        figure = f"{notes:,} 字、{written} 篇"
        found.append(_Worker(worker.name, met, figure, target, words, notes, float(asked * share), own))
    target = f"每人 {number_words(asked)} 字、{number_words(essays)} 篇"
    yield from _each(clause, facts, period, found, "学习笔记和体会写够", target)


def notes_reviewed(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether somebody read every grid worker's notes (审阅学习笔记) in the period, whenever they were written."""
    last, found = reckoning.last_day(facts, period), []
    for worker in reckoning.own_workers(facts):
        if reckoning.owed_by(facts, worker, period):
            own = [
                one for one in facts.studies
                if one.worker == worker.name and one.reviewed is not None and period.first <= one.reviewed <= last
            ]  # fmt: skip
            words = f"{worker.name}{period.label}的学习笔记{'已审阅点评' if own else '还没有审阅'}。"
            found.append(_Worker(worker.name, bool(own), f"{len(own)} 次", "1 次", words, len(own), 1, own))
    yield from _each(clause, facts, period, found, "学习笔记已审阅", "每人 1 次")


def prejob(clause: Clause, facts: WorkFacts, period: Period) -> Iterator[Finding]:
    """Judge whether those who began in the period were trained before (岗前培训): `hours` by kind, and with `passed` the test.

    Hours count whenever they were held up to the day that is judged: 不合格的不得独立开展工作 names no day for them.
    """
    hours = {
        kind: Fraction(str(most)) for kind, most in cast("Mapping[str, int]", clause.params.get("hours", {})).items()
    }
    last = reckoning.last_day(facts, period)
    new = [one for one in facts.members if one.since and reckoning.first_day(facts, period) <= one.since <= last]

    def good(one: Member) -> bool:
        taught = all(_taught(facts, one, kind, last) >= most for kind, most in hours.items())
        return taught and (one.passed is True or not clause.params.get("passed"))

    if not new:
        return
    done, rest = ([one for one in new if good(one) is met] for met in (True, False))
    asked = "、".join(f"{kind} {number_words(most)} 学时" for kind, most in hours.items())
    asked = "、".join(part for part in (asked, "考核合格" if clause.params.get("passed") else "") if part)
    words = f"{name_of(facts, '')}{period.label}新上岗 {len(new)} 人，岗前培训合要求的 {len(done)} 人。"
    tally = Tally(len(done), len(new), files_of(done), files_of(rest))
    yield rate_finding(clause, facts, period, tally, 100, words, unit="人", target=asked)


def _taught(facts: WorkFacts, one: Member, kind: str, last: date) -> Fraction:
    own = (s for s in facts.studies if s.worker == one.name and s.kind == kind and s.day <= last)
    return sum((Fraction(str(s.hours)) for s in own), Fraction(0))


def _of(facts: WorkFacts, worker: Worker, period: Period) -> list[Study]:
    first, last = reckoning.first_day(facts, period), reckoning.last_day(facts, period)
    return [one for one in facts.studies if one.worker == worker.name and first <= one.day <= last]


def _share(facts: WorkFacts, worker: Worker, period: Period) -> Fraction:
    """Return which part of a whole period a worker serves in a part of it, by days; leave shortens nothing."""
    first = reckoning.first_day(facts, period)
    terms = [one for one in index(facts).named(worker.name) if is_own(one)]
    spans = sorted((max(one.since or first, first), min(one.until or period.last, period.last)) for one in terms)
    days, upto = 0, first.toordinal() - 1
    for since, until in spans:
        begin = max(since.toordinal(), upto + 1)
        days += max(0, until.toordinal() - begin + 1)
        upto = max(upto, until.toordinal())
    return Fraction(days, containing(period.kind, period.first).days)


def _each(
    clause: Clause, facts: WorkFacts, period: Period, found: Sequence[_Worker], what: str, target: str
) -> Iterator[Finding]:
    """Yield how many workers reach what is asked for, and how each of them stands."""
    if not found or not reckoning.reaches_into(facts, period):
        return
    good = sum(one.met for one in found)
    proof = tuple(("training_attendance", study.uid) for one in found for study in one.studies)
    words = f"{name_of(facts, '')}{period.label}网格员 {len(found)} 人，{what}的 {good} 人。"
    yield rate_finding(clause, facts, period, Tally(good, len(found), proof), 100, words, unit="人", target=target)
    for one in found:
        yield finding(
            clause, facts, period, one.words, met=one.met, figure=one.figure, target=one.target, worker=one.name,
            value=one.value, wanted=one.wanted, proof=[("training_attendance", study.uid) for study in one.studies],
        )  # fmt: skip


RULES: tuple[Callable[[Clause, WorkFacts, Period], Iterator[Finding]], ...] = (
    trainings, training_hours, self_study, study_notes, notes_reviewed, prejob,
)  # fmt: skip
