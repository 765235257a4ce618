"""The visit plan of this office: what its regulation asks, worked out from its homes, people and visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from gridDesk.desk import agenda_people, directives, policies
from gridDesk.desk.agenda_item import Ground
from gridDesk.desk.event_limits import day_of
from gridDesk.desk.office import Desk
from gridDesk.desk.work_facts import gather_people
from gridDesk.desk.work_homes import People
from gridDesk.ledger.filter import Condition
from gridDesk.policy import WorkFacts, containing
from gridDesk.policy.plan import VisitPlan, plan_visits
from gridDesk.policy.plan_calls import Ask, Call, horizon, quota_of

USUAL = 5  # homes a day where a paper asks for some and the regulation sets no number
DETAIL = 6  # workdays planned door by door for the morning page


def ground_of(desk: Desk, day: date, *, days: int | None = DETAIL, always: bool = False) -> Ground:
    """Gather what was done since the quarter began and plan the next workdays; `days` None: to the end of the period.

    `always`: under a regulation that asks for no visits the homes are gone round each quarter, so that a paper has them.
    """
    profile, calendar = policies.profile_on(desk, day), directives.calendar(desk)
    quota = quota_of(profile, desk.office.level)
    if always and quota.cover is None:
        quota = replace(quota, asks=(*quota.asks, Ask("", "quarter")), daily=quota.daily or USUAL)
    last = horizon(quota, day)
    facts, lived = gather_people(desk, _since(day), last, calendar=calendar)
    facts = replace(facts, today=day)
    if not desk.office.is_base:
        return Ground(desk, day, profile, calendar, facts, VisitPlan(day, last, quota, ()))
    plan = plan_visits(quota, facts, days=days, wishes=_wishes(desk, day, lived))
    return Ground(desk, day, profile, calendar, facts, plan)


def plan_of(desk: Desk, day: date, *, days: int | None = None, always: bool = False) -> tuple[WorkFacts, VisitPlan]:
    """Return the plan of the visits from a day on, with what it was made from."""
    ground = ground_of(desk, day, days=days, always=always)
    return ground.facts, ground.plan


def _since(day: date) -> date:
    """Return the first day whose records matter: that of the quarter, and of the month and week that run."""
    return min(containing(kind, day).first for kind in ("quarter", "month", "week"))


def _wishes(desk: Desk, day: date, lived: People) -> list[Call]:
    """Return the visits that tenancies about to end ask for, where the tenants live."""
    ahead = day + timedelta(days=agenda_people.AHEAD)
    where = [Condition("until", "between", ((day - timedelta(days=3)).isoformat(), ahead.isoformat()))]
    rows = desk.store.values("tenancy", ("tenant", "until"), where=where)
    ends = [(lived.home.get(str(tenant), ""), end) for tenant, until in rows if (end := day_of(until)) is not None]
    return agenda_people.wishes(day, ends, ahead)
