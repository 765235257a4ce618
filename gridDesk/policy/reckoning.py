"""What the rules on work share: who is due, which days are owed, rates as whole numbers, and the words of a figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from gridDesk.policy.findings import Finding, Level, Record
from gridDesk.policy.periods import Period, containing
from gridDesk.policy.profile import Clause
from gridDesk.policy.work import Home, Worker, WorkFacts
from gridDesk.policy.work_index import OUTSIDE, index, is_own

Number = int | Fraction
DOORS: tuple[str, ...] = ("household", "dwelling")  # whoever lives here: a dwelling is one whose tenants keep no house
WITH_SHOPS: tuple[str, ...] = (*DOORS, "shop")
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of so many, with the records that count and those that are lacking."""

    part: int
    whole: int
    proof: tuple[Record, ...] = ()
    lacking: tuple[Record, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.part + other.part, self.whole + other.whole, self.proof + other.proof, self.lacking + other.lacking
        )

    @property
    def value(self) -> float:
        """Return the rate in per cent; of nothing it is 100."""
        return 100 * self.part / self.whole if self.whole else 100.0

    def reaches(self, wanted: Number) -> bool:
        """Tell whether the rate is at least so many per cent, counted exactly."""
        return self.part * 100 >= wanted * self.whole


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return tallies added up, their records in the same order."""
    kept = list(tallies)
    return Tally(
        sum(one.part for one in kept), sum(one.whole for one in kept),
        tuple(record for one in kept for record in one.proof),
        tuple(record for one in kept for record in one.lacking),
    )  # fmt: skip


# Time


def last_day(facts: WorkFacts, period: Period) -> date:
    """Return the day a period is judged by: its last, or today while it runs."""
    return min(period.last, facts.today)


def first_day(facts: WorkFacts, period: Period) -> date:
    """Return the first day of a period that is judged: not before the office began to keep records."""
    return max(period.first, facts.begun) if facts.begun else period.first


def window(clause: Clause, period: Period) -> Period:
    """Return the days of a period that a clause is about: of `window` = "1-15" the 1st to the 15th of its first month.

    Of a month that another regulation began or ended in only days of its part are left, perhaps none.
    """
    if not clause.params.get("window"):
        return period
    first, last = (int(day) for day in str(clause.params["window"]).split("-"))
    month = containing("month", period.first)
    begin, end = (month.first.replace(day=min(day, month.last.day)) for day in (first, last))
    return Period(max(period.first, begin), min(period.last, end), period.kind)


def label_of(stretch: Period, period: Period) -> str:
    """Return how a stretch of a period is called: 2026年2月, 2026年2月1日至15日."""
    return period.label if stretch == period else f"{period.label}{stretch.first.day}日至{stretch.last.day}日"


def reaches_into(facts: WorkFacts, period: Period) -> bool:
    """Tell whether there is any day of a period to judge: it has begun, and records were kept before it ended."""
    return first_day(facts, period) <= last_day(facts, period)


def has_workday(facts: WorkFacts, period: Period) -> bool:
    """Tell whether any day of a period is worked, in post or not, past or to come."""
    return bool(index(facts).workdays(period.first, period.last))


def owed_days(facts: WorkFacts, grid: str, period: Period, *, planned: bool = False) -> tuple[date, ...]:
    """Return the workdays of a period on which a grid ("": an office without grids) had a worker in post, not on leave.

    They begin with the office's records, and with the day the grid was put into use, and end with today, with `planned`
    with the period. A grid for which no worker was ever named owes every workday: somebody else must go.
    """
    workers = index(facts).workers_of(grid)
    days = _workdays(facts, period, planned)
    if not index(facts).begun_by(grid, period.first):
        days = tuple(day for day in days if index(facts).begun_by(grid, day))
    return tuple(day for day in days if any(one.is_there(day) for one in workers)) if workers else days


def owed_by(
    facts: WorkFacts, worker: Worker, period: Period, *, planned: bool = False, posts: Collection[str] = ()
) -> tuple[date, ...]:
    """Return the workdays of a period on which one worker was in post and not on leave, in any of her times of service.

    Those are the times as a grid worker, and in one of some other `posts`.
    """
    served = [one for one in index(facts).named(worker.name) if is_own(one) or one.role in posts]
    return tuple(day for day in _workdays(facts, period, planned) if any(one.is_there(day) for one in served))


def _workdays(facts: WorkFacts, period: Period, planned: bool) -> tuple[date, ...]:
    return index(facts).workdays(first_day(facts, period), period.last if planned else last_day(facts, period))


def slots(facts: WorkFacts, period: Period, every: int | str) -> list[Period]:
    """Return the stretches of a period in each of which something falls due once, those that have begun.

    `every` is in days or months ("1M"): 7 days are the weeks whose Monday is in the period, 15 its half months, 30 its
    months; another number of days are stretches of that length from its first day on, whole ones unless none is.
    """
    days = _days_of(every)
    kind = {1: "day", 7: "week", 15: "half_month", 30: "month", 90: "quarter", 180: "half_year"}.get(days)
    if kind is None or (kind != period.kind and period.days < days):
        found = list(_stretches(period, days))
    else:
        found = [period] if kind == period.kind else period.within(kind)  # type: ignore[arg-type]
    return [one for one in found if one.first <= facts.today and not (facts.begun and one.last < facts.begun)]


def _days_of(every: int | str) -> int:
    text = str(every)
    return int(text[:-1]) * 30 if text.endswith("M") else int(text)


def _stretches(period: Period, days: int) -> Iterator[Period]:
    step = timedelta(days=days)
    first = period.first
    if period.days < days:
        yield period
    while first + step <= period.last + timedelta(days=1):
        yield Period(first, first + step - timedelta(days=1), period.kind)
        first += step


# Who and where


def scopes(facts: WorkFacts) -> tuple[str, ...]:
    """Return the grids (uid) that work is done in; ("",) where an office has none.

    A grid of the first level that is divided into others (一级网格) is walked in those.
    """
    return index(facts).grids


def own_workers(facts: WorkFacts, posts: Collection[str] = ()) -> Sequence[Worker]:
    """Return the workers whose own duty the daily work is, each name once: records name who did it by name only.

    A text that binds holders of other `posts` (网格长) as well has them after the workers.
    """
    own = index(facts).own
    if not posts:
        return own
    others = {one.name: one for one in facts.workers if one.role in posts}
    return (*own, *(one for name, one in others.items() if all(name != known.name for known in own)))


def name_of(facts: WorkFacts, grid: str) -> str:
    """Return the name of a grid, of the office for ""."""
    return index(facts).names.get(grid, "") or facts.name or "本单位"


def added_up(facts: WorkFacts, grid: str) -> str:
    """Return the word that says that a figure of the office is that of its grids together, "" where it is of one."""
    return "各网格共" if not grid and len(scopes(facts)) > 1 else ""


def by_scope(facts: WorkFacts, tally: Callable[[str], Tally]) -> dict[str, Tally]:
    """Return a tally of the homes of the office, under "", and of each grid; those of no grid count for the office only."""
    grids = {grid: tally(grid) for grid in scopes(facts) if grid}
    return {"": summed([*grids.values(), tally(OUTSIDE)]) if grids else tally("")} | grids


def due_homes(facts: WorkFacts, grid: str, on: date, ledgers: Collection[str] = DOORS) -> list[Home]:
    """Return the homes of a grid ("": of the whole office) that were there on a day, in the order of the walk."""
    made = index(facts)
    return [
        home
        for home in made.homes_of(grid)
        if home.ledger in ledgers and home.is_there(on) and made.is_in(home, grid, on)
    ]


def record(home: Home) -> Record:
    """Return a home as a record that a finding names."""
    return home.ledger, home.uid


# Findings


def level_of(met: bool, facts: WorkFacts, last: date) -> Level:
    """Return how a figure stands: not met it is a note while there is time, until and including `last`, then a warning."""
    if met:
        return "ok"
    return "note" if facts.today <= last else "warn"


def finding(
    clause: Clause, facts: WorkFacts, period: Period, message: str, *, met: bool, figure: str, target: str,
    grid: str = "", worker: str = "", value: float | None = None, wanted: float | None = None,
    proof: Sequence[Record] = (), lacking: Sequence[Record] = (), until: date | None = None,
) -> Finding:  # fmt: skip
    """Return what a clause says about a scope in a period; `until` is when it can no longer be made good (its end)."""
    return Finding(
        clause.id, clause.article, grid, level_of(met, facts, until or period.last), message, figure, target,
        clause.rule, period, worker, value, wanted, tuple(proof), tuple(lacking),
    )  # fmt: skip


def rate_finding(
    clause: Clause, facts: WorkFacts, period: Period, tally: Tally, wanted: Number, message: str, *, unit: str,
    grid: str = "", worker: str = "", target: str = "", until: date | None = None,
) -> Finding:  # fmt: skip
    """Return the finding of a rate: 96.6%（57／59户）against a target of so many per cent."""
    return finding(
        clause, facts, period, message, met=tally.reaches(wanted), figure=rate_words(tally, wanted, unit),
        target=target or f"{number_words(wanted)}%", grid=grid, worker=worker, value=tally.value,
        wanted=float(wanted), proof=tally.proof, lacking=tally.lacking, until=until,
    )  # fmt: skip


# Words and numbers


def number(params: object, default: int = 0) -> Number:
    """Return a parameter of a clause as an exact number."""
    if params is None:
        return default
    exact = Fraction(str(params))
    return exact.numerator if exact.denominator == 1 else exact


def rate_words(tally: Tally, wanted: Number = 100, unit: str = "") -> str:
    """Return a rate as it is read: 96.6%（57／59户）."""
    return f"{percent(tally.part, tally.whole, wanted)}（{tally.part:,}／{tally.whole:,}{unit}）"


def percent(part: int, whole: int, mark: Number = 100) -> str:
    """Return a rate in words with one decimal, none where it is whole: 96.6%, 100%.

    It is never rounded onto or past 100 % or the mark it is held against, so that what is lacking stays visible.
    """
    if not whole:
        return "—"
    exact = Fraction(part * 100, whole)
    return f"{_tenths(exact, (Fraction(100), Fraction(mark)))}%"


def mean_words(part: int | Fraction, whole: int, mark: Number) -> str:
    """Return a mean with one decimal, never rounded onto or past the mark it is held against: 7.9, 8."""
    return _tenths(Fraction(part) / whole, (Fraction(mark),))


def number_words(value: Number) -> str:
    """Return a number as it is read: 85, 2.5."""
    return _tenths(Fraction(value), ())


def _tenths(exact: Fraction, marks: Iterable[Fraction]) -> str:
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    rounded = decimal.quantize(_TENTH, ROUND_HALF_UP)
    for mark in marks:
        if exact < mark <= Fraction(rounded):
            rounded = decimal.quantize(_TENTH, ROUND_FLOOR)
        elif Fraction(rounded) <= mark < exact:
            rounded = decimal.quantize(_TENTH, ROUND_CEILING)
    return f"{rounded:,f}".removesuffix(".0")


def duration_words(minutes: int) -> str:
    """Return minutes as they are read: 2小时, 1小时40分, 35分钟."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分钟"
    return f"{hours:,}小时{rest}分" if rest else f"{hours:,}小时"


def days_words(days: Sequence[date], most: int = 5) -> str:
    """Return days as they are read, the first few: 3月2日、3日、4月1日等 9 天."""
    shown: list[str] = []
    for place, day in enumerate(days[:most]):
        same = place and days[place - 1].month == day.month
        shown.append(f"{day.day}日" if same else f"{day.month}月{day.day}日")
    return "、".join(shown) + (f"等 {len(days)} 天" if len(days) > most else "")
