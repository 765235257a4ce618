"""`python -m tests.faults`: the trials of faults as a table. Exit code 1 when any run came out wrong.

Without `--long` a sample of the places is tried, as in CI; with it every one, and 2,000 power cuts per operation.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.errors import RECOVERING, fail, fail_while_recovering
from tests.faults.kills import kill
from tests.faults.operations import OPERATIONS
from tests.faults.power import cut_power, no_syncing
from tests.faults.tracing import CALLS
from tests.faults.trial import Row, Trial, ground

KINDS = ("kills", "power", "errors", "control")
CONTROLS = ("write", "apply")


@dataclass(frozen=True)
class Profile:
    """How much is tried: places per system call (None: all), and states a power cut may leave."""

    places: int | None
    killing: tuple[str, ...]
    failing_places: int
    failing: tuple[str, ...]
    recovering: tuple[str, ...]
    states: int
    controls: int


QUICK = Profile(
    places=1, killing=("pwrite64", "fsync", "rename", "unlink"), failing_places=1, failing=("pwrite64", "fsync"),
    recovering=("fsync", "openat"), states=10, controls=8,
)  # fmt: skip
LONG = Profile(
    places=None, killing=tuple(CALLS), failing_places=40, failing=tuple(CALLS), recovering=RECOVERING, states=2000,
    controls=200,
)  # fmt: skip
QUICK_OPERATIONS = [name for name in OPERATIONS if "whole" not in name]


def trials(folder: Path, names: list[str], kinds: list[str], profile: Profile) -> Iterator[Row]:
    """Yield the table row by row."""
    for name in names:
        trial = Trial(OPERATIONS[name], folder)
        if "kills" in kinds:
            yield from kill(trial, profile.places, profile.killing)
        if "power" in kinds:
            yield cut_power(trial, profile.states)
        if "errors" in kinds:
            yield from fail(trial, profile.failing_places, profile.failing)
            yield fail_while_recovering(trial, profile.failing_places, profile.recovering)
    if "control" in kinds:
        for name in CONTROLS:
            yield control(folder, name, profile.controls)


def control(folder: Path, name: str, states: int) -> Row:
    """Cut the power of a program that never syncs its database: a row with nothing bad would prove the trials blind."""
    with no_syncing():
        found = cut_power(Trial(OPERATIONS[name], folder), states)
    seen = len(found.bad)
    row = Row(name, "control: nothing synced", found.runs, note=f"{seen} of {found.runs} seen to fail, as they must")
    if not seen:
        row.bad.append("the control never failed: the trials see nothing")
    return row


def main(argv: list[str] | None = None) -> int:
    """Run the trials and print them."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--long", action="store_true", help="every place, and 2,000 power cuts per operation")
    parser.add_argument("--only", default="", help=f"operations, with commas: {', '.join(OPERATIONS)}")
    parser.add_argument("--kinds", default="", help=f"kinds of faults, with commas: {', '.join(KINDS)}")
    options = parser.parse_args(argv)
    profile = LONG if options.long else QUICK
    names = options.only.split(",") if options.only else list(OPERATIONS) if options.long else QUICK_OPERATIONS
    kinds = options.kinds.split(",") if options.kinds else list(KINDS)
    began, runs, bad = time.perf_counter(), 0, 0
    with ground() as folder:
        for row in trials(folder, names, kinds, profile):
            print(row.line(), flush=True)
            for trouble in row.bad[:5]:
                print(f"    {trouble}", flush=True)
            runs, bad = runs + row.runs, bad + len(row.bad)
    print(f"{runs} runs, {bad} bad, {time.perf_counter() - began:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
