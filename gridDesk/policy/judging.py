"""How a profile judges an office: its grids as they are, and the work of a period, each clause by its own period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridDesk.policy.facts import OfficeFacts
from gridDesk.policy.findings import Finding, Level
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.rules import RULES, WORK_RULES
from gridDesk.policy.work import WorkFacts


@dataclass(frozen=True, slots=True)
class Standing:
    """How one figure of a clause stands for a grid, worker or the office: the findings of its own periods, in order."""

    clause: Clause
    grid: str
    worker: str
    findings: tuple[Finding, ...]

    @property
    def last(self) -> Finding:
        """Return the finding of the last period, which may still run."""
        return self.findings[-1]

    @property
    def met(self) -> int:
        """Return in how many of the periods the target was met."""
        return sum(finding.level == "ok" for finding in self.findings)

    @property
    def level(self) -> Level:
        """Return the worst of the levels of its periods."""
        return max((finding.level for finding in self.findings), key=("ok", "note", "warn").index)


def judge(profile: Profile, office: OfficeFacts) -> list[Finding]:
    """Return the findings of every clause of a profile about an office and its grids."""
    return [
        finding for clause in profile.clauses if clause.rule in RULES for finding in RULES[clause.rule](clause, office)
    ]


def judge_work(profile: Profile, facts: WorkFacts, period: Period) -> list[Standing]:
    """Return how every clause on work stands in a period, in the order of the profile.

    A clause with a shorter period is judged in each of its periods that ended or began in this one; a clause with a longer
    one in its period that holds the last day. Periods that have not begun say nothing.
    """
    found: dict[tuple[int, str, str], list[Finding]] = {}
    for place, clause in enumerate(profile.clauses):
        if clause.rule not in WORK_RULES or not clause.binds(facts.level):
            continue
        for own in own_periods(clause, period, facts):
            for finding in WORK_RULES[clause.rule](clause, facts, own):
                found.setdefault((place, finding.grid, finding.worker), []).append(finding)
    return [
        Standing(profile.clauses[place], grid, worker, tuple(findings))
        for (place, grid, worker), findings in found.items()
    ]


def own_periods(clause: Clause, period: Period, facts: WorkFacts) -> Iterator[Period]:
    """Yield the periods of a clause's own kind that a period is judged by, those that have begun."""
    last = min(period.last, facts.today)
    if clause.period is None or last < period.first:
        return
    if containing(clause.period, last).days >= period.days:
        yield containing(clause.period, last)
        return
    yield from (own for own in period.within(clause.period) if own.first <= last)
