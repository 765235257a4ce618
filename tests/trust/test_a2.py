"""A2: after a power cut in any legal state the office is old or new, and what was acknowledged is there.

The control, a build that never waits for the disk, must be seen to fail.
"""

from __future__ import annotations

from tests.faults.sampling import needs_strace, sample, summed
from tests.trust.conftest import LONG


@needs_strace
def test_a_power_cut_loses_nothing_and_the_control_does(figure):
    lines = sample("--kinds", "power,control", *(["--long"] if LONG else []))
    control = [one for one in lines if one.fault.startswith("control")]
    assert len(control) == 2
    assert all("seen to fail" in one.note for one in control)
    figure("A2", **summed(one for one in lines if one not in control))
    for one in control:
        figure("A2", control=f"{one.operation}: {one.note}")
