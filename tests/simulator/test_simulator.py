"""The quick profile: the same examples every time, few enough for every commit."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulator import faults
from tests.simulator.figures import FIGURES
from tests.simulator.machine import Simulator

QUICK = settings(
    max_examples=16, stateful_step_count=30, deadline=None, database=None, derandomize=True, print_blob=False,
    phases=[Phase.generate],  # a script is shrunk by the long profile, which has the time
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_whatever_happens_to_sticks_and_pcs_all_offices_agree_in_the_end(capsys):
    run_state_machine_as_test(Simulator, settings=QUICK)
    with capsys.disabled():
        print("\n" + "\n".join(FIGURES.lines()))
    assert FIGURES.runs >= QUICK.max_examples
    assert FIGURES.invariants["mirror-equals-owner"] > 100


def test_each_way_a_stick_goes_wrong_can_happen():
    assert set(faults.STICK_FAULTS) >= {"full", "read-only", "pulled", "lies", "small", "held", "cut"}
