"""Every row of the goal table prints its own figure, so that a pass cannot be a test that did nothing.

A test calls `figure("A1", runs=951, bad=0)`. What was printed is listed at the end of the run; with TRUST_OUT it is
written there too. TRUST=long runs the numbers of a release instead of a sample.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.flows.conftest import offices, open_copy, paired, stick, street, village
from tests.trust.rows import ROWS

__all__ = ["offices", "open_copy", "paired", "stick", "street", "village"]

LONG = os.environ.get("TRUST") == "long"
_FIGURES: dict[str, list[str]] = {}


@pytest.fixture
def figure() -> Callable[..., None]:
    """Print a row's figure: numbers by name, in words."""

    def tell(row: str, **numbers: object) -> None:
        assert row in ROWS
        assert numbers, "a row must say what was tried"
        words = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in numbers.items())
        _FIGURES.setdefault(row, []).append(words)
        print(f"{row}: {words}")

    return tell


@pytest.fixture
def amount() -> Callable[[int, int], int]:
    """Return how many times to try: the first number in every run, the second in a long one."""
    return lambda sample, release: release if LONG else sample


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _FIGURES:
        return
    terminalreporter.section("goal table: reliability and security")
    for row in sorted(_FIGURES, key=lambda name: (name[0], int(name[1:]))):
        for words in _FIGURES[row]:
            terminalreporter.write_line(f"{row:>4}  {words}")
    target = os.environ.get("TRUST_OUT")
    if target:
        Path(target).write_bytes(msgspec.json.format(msgspec.json.encode(_FIGURES)))
