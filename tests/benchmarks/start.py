"""From the start of the process to the first painted window, against a bare Qt window with as many rows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.benchmarks import offices
from tests.benchmarks.gauge import CLOCK_VARIABLE
from tests.benchmarks.measure import Result, at_most

NEEDS_OFFICE = True
MORE_ROUNDS = 2  # starts are short, so they can be repeated more often
ROOT = Path(__file__).resolve().parents[2]


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Start, in turn: the program up to its unlock page, a bare window, the program up to 今日 of the office."""
    home = scratch / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    folder = offices.demo(scratch, size)
    programs = {
        "window": ["tests.benchmarks.start_program", "UnlockPage", str(folder)],
        "bare": ["tests.benchmarks.start_bare", str(size)],
        "office": ["tests.benchmarks.start_program", "TodayPage", str(folder)],
    }
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in programs}
    for _ in range(rounds + MORE_ROUNDS):
        for name, arguments in programs.items():
            found[name].append(_start(arguments, home))
    (ours, memory, _), (bare, bare_memory, _), (office, office_memory, unlock) = (
        tuple(median(values) for values in zip(*found[name], strict=True)) for name in programs
    )
    return [
        Result(bench="start", case="first window painted", size=size, ours=ours, yardstick=bare, against="bare window",
               target=at_most(1.8), peak=memory, note=f"whole process; the bare one {bare_memory:.0f} MB"),
        Result(bench="start", case="office on screen", size=size, ours=office, yardstick=bare, against="bare window",
               peak=office_memory, note=f"of it {unlock:.2f} s stretching the password, which is meant"),
    ]  # fmt: skip


def _start(arguments: list[str], home: Path) -> tuple[float, float, float]:
    """Start a program and return seconds to its first paint, its peak memory in MB, and seconds spent on the password."""
    environ = os.environ | {
        "QT_QPA_PLATFORM": "offscreen", "GRIDDESK_HOME": str(home), "GRIDDESK_KEEP_IM": "1", "BENCH_PASSWORD": offices.PASSWORD,
    }  # fmt: skip
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    painted, worked, memory, unlock = (float(word) for word in done.stdout.split()[-4:])
    return worked if os.environ.get(CLOCK_VARIABLE) == "cpu" else painted - start, memory, unlock
