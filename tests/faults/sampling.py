"""A sample of the trials in a process of its own, which forks; its table as figures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LINE = re.compile(
    r"^(?P<operation>\S.{13})(?P<fault>.{28})\s*(?P<runs>\d+) runs\s+(?P<bad>\d+) bad(?:  (?P<note>.*))?$"
)

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None and "CI" not in os.environ,
    reason="strace is not installed; .ci/system-libraries --tests brings it",
)


@dataclass(frozen=True)
class Line:
    """One row of the table: what was tried on what, how often, and how often it went wrong."""

    operation: str
    fault: str
    runs: int
    bad: int
    note: str


def sample(*words: str) -> list[Line]:
    """Run trials with these arguments of `python -m tests.faults` and return their table. Raises AssertionError."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults", *words], cwd=ROOT, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return list(_lines(ran.stdout))


def _lines(table: str) -> Iterable[Line]:
    for text in table.splitlines():
        found = _LINE.match(text)
        if found:
            runs, bad = int(found["runs"]), int(found["bad"])
            yield Line(found["operation"].strip(), found["fault"].strip(), runs, bad, found["note"] or "")


def summed(lines: Iterable[Line]) -> dict[str, object]:
    """Return the figure of some rows: operations, runs, bad."""
    kept = list(lines)
    names = sorted({one.operation for one in kept})
    return {"operations": len(names), "runs": sum(one.runs for one in kept), "bad": sum(one.bad for one in kept)}
