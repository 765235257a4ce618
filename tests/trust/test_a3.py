"""A3: a full or failing disk at any call: nothing committed is lost, and the clerk reads a sentence."""

from __future__ import annotations

from tests.faults.sampling import needs_strace, sample, summed
from tests.trust.conftest import LONG


@needs_strace
def test_a_full_or_failing_disk_loses_nothing_and_is_told_in_a_sentence(figure):
    lines = sample("--kinds", "errors", *(["--long"] if LONG else []))
    for error in ("ENOSPC", "EIO at", "EIO after a kill"):
        kept = [one for one in lines if one.fault.startswith(error)]
        figure("A3", error=error.removesuffix(" at"), **summed(kept))
