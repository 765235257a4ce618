"""Every benchmark runs once at a tiny size, so that none rots; no time is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.__main__ import apart
from tests.benchmarks.benches import BENCHES, prepare, run
from tests.benchmarks.measure import Result, Side, alternate, at_most, faster
from tests.benchmarks.table import growth, line, table

TINY = 30


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmarks")


@pytest.mark.parametrize("name", BENCHES)
def test_a_benchmark_runs_and_says_what_it_compared(name: str, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.benchmarks.start.MORE_ROUNDS", 0)
    prepare(name, TINY, scratch)
    # Those with widgets get a process of their own: Qt allows one application, and the tests of the window make theirs.
    results = apart(run, name, TINY, 1, scratch) if name in ("first_screen", "day") else run(name, TINY, 1, scratch)
    assert results
    assert any(one.ratio is not None for one in results)
    assert all(one.bench == name and one.size == TINY and line(one) for one in results)
    assert all("recall 100.00%" in one.note for one in results if "recall" in one.note)


def test_a_target_is_judged_in_its_own_direction_and_not_below_its_size() -> None:
    def result(target, size=1000) -> Result:
        return Result(bench="x", case="y", size=size, ours=2.0, yardstick=1.0, target=target)

    assert [result(at_most(limit)).verdict for limit in (2, 1.9)] == ["hit", "MISS"]
    assert [result(faster(limit)).verdict for limit in (0.5, 0.6)] == ["hit", "MISS"]
    assert result(at_most(1, since=1001)).verdict == "small"
    assert Result(bench="x", case="y", size=1, ours=1.0, target=at_most(1)).verdict == ""


def test_the_tables_line_results_up_and_compare_sizes() -> None:
    results = [Result(bench="x", case="写", size=size, ours=size / 100, peak=1.0) for size in (10, 100)]
    assert "x10" in growth(results)
    assert table(results).splitlines()[2].startswith("x")


def test_both_sides_are_run_in_turn_and_cleared_away() -> None:
    done: list[str] = []
    one, two = (
        Side(
            lambda state: done.append(f"run {state}"), lambda name=name: name, lambda state: done.append(f"end {state}")
        )
        for name in "ab"
    )
    times = alternate(one, two, rounds=2)
    assert done == ["run a", "end a", "run b", "end b"] * 2
    assert [len(found.seconds) for found in times] == [2, 2]
