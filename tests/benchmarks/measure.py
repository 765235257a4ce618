"""Measuring: two sides in turn, medians, peak memory of our side, and what is printed about it."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.gauge import clock, resident

ROUNDS = 3
LONG_ENOUGH = 40.0  # a side that has run for so many seconds is not run again


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio to reach: "<=" for ours / yardstick (time, bytes), ">=" for yardstick / ours (how many times faster).

    It is judged from `since` rows on: in small sizes fixed costs of a few milliseconds rule, which nobody waits for.
    """

    sign: str
    limit: float
    since: int = 0

    def ratio(self, ours: float, yardstick: float) -> float:
        """Return the ratio this target speaks of."""
        return ours / yardstick if self.sign == "<=" else yardstick / ours

    def hit(self, ratio: float) -> bool:
        """Tell whether a ratio reaches the target."""
        return ratio <= self.limit if self.sign == "<=" else ratio >= self.limit

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:g}x"


def at_most(limit: float, since: int = 0) -> Target:
    """Return the target that we take no more than `limit` times the yardstick."""
    return Target("<=", limit, since)


def faster(limit: float, since: int = 0) -> Target:
    """Return the target that we are at least `limit` times as fast as the yardstick."""
    return Target(">=", limit, since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table. `ours` and `yardstick` in seconds or, where `unit` says so, something else."""

    bench: str
    case: str
    size: int
    ours: float
    yardstick: float | None = None
    against: str = ""
    target: Target | None = None
    peak: float | None = None  # MB above what the process held before our side ran for the first time
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return the ratio, in the direction of the target."""
        return (self.target or at_most(0)).ratio(self.ours, self.yardstick) if self.yardstick and self.ours else None

    @property
    def verdict(self) -> str:
        """Return `hit`, `MISS`, `small` (too few rows to judge), or nothing where there is no target or no yardstick."""
        if self.target is None or self.ratio is None:
            return ""
        if self.size < self.target.since:
            return "small"
        return "hit" if self.target.hit(self.ratio) else "MISS"


@dataclass(frozen=True)
class Side:
    """One side of a comparison: `before` prepares what `run` gets, `after` clears it away; only `run` is timed."""

    run: Callable[[Any], object]
    before: Callable[[], Any] = field(default=lambda: None)
    after: Callable[[Any], object] = field(default=lambda _: None)


@dataclass(slots=True)
class Times:
    """The times of one side, and the highest memory of its first round."""

    seconds: list[float] = field(default_factory=list)
    peak: float | None = None

    @property
    def median(self) -> float:
        """Return the median time in seconds."""
        return statistics.median(self.seconds)


def alternate(*sides: Side, rounds: int = ROUNDS) -> list[Times]:
    """Run the sides in turn, `rounds` times each; a side that is slow enough to be trusted sooner stops sooner."""
    times = [Times() for _ in sides]
    for _ in range(rounds):
        for side, found in zip(sides, times, strict=True):
            if sum(found.seconds) < LONG_ENOUGH:
                _once(side, found)
    return times


def _once(side: Side, found: Times) -> None:
    state = side.before()
    gc.collect()
    try:
        with Peak() as peak:
            start = clock()
            result = side.run(state)
            found.seconds.append(clock() - start)
        del result
        found.peak = peak.mb if found.peak is None else found.peak
    finally:
        side.after(state)


class Peak:
    """Measures the highest resident memory of a block above what was held at its start, in MB; None off Linux."""

    mb: float | None = None

    def __enter__(self) -> Peak:
        self._base = resident("VmRSS")
        if self._base is not None:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
        return self

    def __exit__(self, *_: object) -> None:
        top = resident("VmHWM")
        if top is not None and self._base is not None:
            self.mb = max(0.0, top - self._base)


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def timed(work: Callable[[], object]) -> float:
    """Return how long one call takes, in seconds."""
    start = clock()
    work()
    return clock() - start
