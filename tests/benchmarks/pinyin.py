"""Pinyin of names for the search tables, against pypinyin."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pypinyin

from gridDesk.store import pinyin
from gridDesk.store.pinyin import sort_key, spellings
from gridDesk.store.strokes import stroke_key
from tests.benchmarks.measure import Result, Side, alternate, faster
from tests.benchmarks.people import name


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Spell and sort-key every name with nothing remembered of the round before; pypinyin gives one reading only."""
    del scratch
    random = Random(1)
    names = [name(random) for _ in range(size)]
    ours, strokes, theirs = alternate(
        Side(lambda _: [(spellings(one), sort_key(one, one)) for one in names], _forget),
        Side(lambda _: [stroke_key(one) for one in names]),
        Side(lambda _: [pypinyin.lazy_pinyin(one) for one in names]),
        rounds=rounds,
    )
    return [
        Result(bench="pinyin", case="spellings + sort key", size=size, ours=ours.median, yardstick=theirs.median,
               against="lazy_pinyin", target=faster(20, since=10_000), peak=ours.peak),
        Result(bench="pinyin", case="key by strokes", size=size, ours=strokes.median, yardstick=theirs.median,
               against="lazy_pinyin"),
    ]  # fmt: skip


def _forget() -> None:
    """Forget the names read; the tables of characters and surnames are loaded once in a program's life."""
    pinyin.read.cache_clear()
    pinyin._rest.cache_clear()
