"""A1: killed at every write-class system call of every writing operation, the state is exactly old or new.

Every run kills at one place of each kind of call; `make faults` at all of them. C4 counts those of taking a package in.
"""

from __future__ import annotations

from tests.faults.operations import OPERATIONS
from tests.faults.sampling import needs_strace, sample, summed
from tests.trust.conftest import LONG

WANTED = {"save", "import", "merge", "upgrade", "backup", "restore", "rekey", "write", "apply", "erase", "recover"}


def test_every_writing_operation_is_among_the_trials():
    assert set(OPERATIONS) >= WANTED


@needs_strace
def test_a_kill_at_any_write_leaves_what_was_before_or_after(figure):
    lines = sample("--kinds", "kills", *(["--long"] if LONG else []))
    assert {one.operation for one in lines} >= WANTED
    figure("A1", **summed(lines))
    figure("C4", **summed(one for one in lines if one.operation in ("apply", "apply whole", "receipt")))
