"""A regulation tried out before anybody is judged by it: every clause on a sample of each kind of record.

A document that is read without complaint may still hold a parameter its rule cannot use; that shall come to light where it
is issued and where it is received, rather than on the page of an office below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from gridDesk.policy.duty_list import duties_of
from gridDesk.policy.facts import GridFacts, OfficeFacts
from gridDesk.policy.limits import limit_by
from gridDesk.policy.periods import containing
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.rules import RULES, WORK_RULES
from gridDesk.policy.team_facts import Member, Study
from gridDesk.policy.work import (
    Board,
    Event,
    Focus,
    Gathering,
    Home,
    Kept,
    Page,
    Patrol,
    Report,
    Step,
    Survey,
    Task,
    Visit,
    Watch,
    Worker,
    WorkFacts,
)

LEVELS = ("village", "community", "street", "district")
LARGEST = 100_000  # of any number in a regulation
_LONGEST = 3_660  # days of any interval or limit
_SPANS = ("every", "deadline_days", "deadline_workdays", "latest_workdays", "days", "on")
_DAY = date(2026, 3, 31)
_GRID = GridFacts(uid="g", name="试", level="2", households=1, people=1, posts={"网格员": 1})
_EVENTS = tuple(
    Event(
        uid=f"{place}", found=date(2026, 3, 2), grid="g", kind="矛盾纠纷", severity=severity, tier=tier, urgent=True,
        source="网格巡查", status="处理中", steps=(Step(uid="s", act="上报", day=date(2026, 3, 3)),), agency="低保申请",
    )
    for place, (severity, tier) in enumerate((("一般", ""), ("较大", "街道（镇）级"), ("重大", "区（县）级")))
)  # fmt: skip


def sample(level: str) -> WorkFacts:
    """Return the work of a small office in the first quarter of 2026, one record of each kind."""
    return WorkFacts(
        level=level, first=date(2026, 1, 1), last=_DAY, today=_DAY, begun=date(2026, 1, 1), grids=(_GRID,),
        workers=(Worker(uid="w", name="试", grids=("g",)),), homes=(Home(uid="h", grid="g", groups=frozenset({"低保特困"})),),
        focus=(Focus(uid="f", ledger="low_income", home="h", grid="g", group="低保特困", every=7),),
        visits=(Visit(uid="v", day=_DAY, grid="g", worker="试", home="h", minutes=30, event="0"),),
        patrols=(Patrol(uid="p", day=_DAY, grid="g", worker="试", start=480, end=600, supervisor=True),),
        events=_EVENTS, pages=(Page(uid="d", day=_DAY, grid="g", worker="试"),),
        gatherings=(
            Gathering(uid="m", ledger="meeting", day=_DAY, kinds=frozenset({"晨会"}), grid="g"),
            Gathering(uid="l", ledger="training", day=_DAY, kinds=frozenset({"集中学习"}), hours=1, level="街道（镇）级"),
            Gathering(uid="x", ledger="publicity", day=_DAY, kinds=frozenset({"消防安全"}), grid="g"),
        ),
        studies=(Study(uid="u", day=_DAY, worker="试", hours=2, kind="日常培训", notes=100, essays=1, reviewed=_DAY),),
        members=(
            Member(
                uid="w", name="试", since=_DAY, until=_DAY, born=date(1986, 1, 1), schooling="大专", resigned=True,
                asked=_DAY, lent="街道", probation_until=_DAY,
            ),
        ),
        watches=(Watch(uid="t", day=_DAY, minutes=600),), boards=(Board(uid="b", grid="g", kind="网格公示牌"),),
        surveys=(Survey(uid="q", day=_DAY, asked=10, aware=9, content=9, dissatisfied=1, complaints=1),),
        reports=(Report(uid="r", kind="出勤月报", sent=_DAY),), tasks=(Task(uid="k", given=_DAY, due=_DAY),),
        kept=(Kept(ledger="person", label="人口", grid="g", total=2, fresh=1),), offices={"village": 1},
    )  # fmt: skip


def try_out(profile: Profile) -> None:
    """Judge the sample by every clause of a regulation; raises the error of the first that cannot be carried out."""
    for clause in profile.clauses:
        _check_numbers(clause.params)
        if clause.rule in RULES:
            list(RULES[clause.rule](clause, OfficeFacts(is_village=True, grids=(_GRID,), changes=1)))
            list(RULES[clause.rule](clause, OfficeFacts(is_village=False, grids=(_GRID,))))
        if clause.rule in WORK_RULES:
            _judge(clause)
    duties_of(profile)


def _judge(clause: Clause) -> None:
    if clause.period is None:
        raise ValueError(clause.id)
    for level in LEVELS:
        facts = sample(level)
        list(WORK_RULES[clause.rule](clause, facts, containing(clause.period, _DAY)))
    for event in _EVENTS:
        limit_by(clause, event, facts.calendar)


def _check_numbers(params: Mapping[str, object]) -> None:
    """Raise ValueError for a number no regulation means: it could make a rule count for ever."""
    for key, number in _numbers(params):
        most, least = (_LONGEST, 1) if key in _SPANS else (LARGEST, 0)
        if not least <= number <= most:
            raise ValueError(key)


def _numbers(found: object, key: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(found, Mapping):
        for name, one in found.items():
            yield from _numbers(one, key or str(name))
    elif isinstance(found, list | tuple):
        for one in found:
            yield from _numbers(one, key)
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield key, found
