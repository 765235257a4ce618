"""Pinyin of names for the search tables, against pypinyin."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pypinyin

from gridDesk.store.pinyin import sort_key, spellings
from tests.benchmarks.measure import Result, Side, alternate, faster
from tests.benchmarks.people import name


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Spell and sort-key every name; pypinyin gives one reading only."""
    del scratch
    random = Random(1)
    names = [name(random) for _ in range(size)]
    ours, theirs = alternate(
        Side(lambda _: [(spellings(one), sort_key(one, one)) for one in names]),
        Side(lambda _: [pypinyin.lazy_pinyin(one) for one in names]),
        rounds=rounds,
    )
    return [
        Result(bench="pinyin", case="spellings + sort key", size=size, ours=ours.median, yardstick=theirs.median,
               against="lazy_pinyin", target=faster(20, since=10_000), peak=ours.peak)
    ]  # fmt: skip
