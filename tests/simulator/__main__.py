"""The long profile: `python -m tests.simulator --minutes 10`; ends with status 1 when something does not hold."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

import tests.simulator
from tests.simulator.figures import FIGURES, Violation

OUT = Path("out/soak")
EXAMPLES, STEPS = 25, 50


def main() -> int:
    """Run until the time is up; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="the first seed; without it another one each time")
    parser.add_argument("--keep-going", action="store_true", help="go on after a violation, to find others")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    first = asked.seed if asked.seed is not None else int.from_bytes(os.urandom(3), "big")
    end, number, bad = time.monotonic() + 60 * asked.minutes, first, 0
    while time.monotonic() < end and (asked.keep_going or not bad):
        bad += not holds(number)
        number += 1
    print((tests.simulator.__doc__ or "").partition("\n\n")[2])
    print(f"seeds {first} to {number - 1} · violations {bad}")
    print("\n".join(FIGURES.lines()))
    return 1 if bad else 0


def holds(number: int) -> bool:
    """Run some examples of one seed; write down what does not hold, shrunk."""
    from tests.simulator.machine import Simulator

    wanted = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink], print_blob=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        run_state_machine_as_test(seed(number)(Simulator), settings=wanted)
    except Exception as error:  # noqa: BLE001 - whatever comes out of a run is written down
        OUT.mkdir(parents=True, exist_ok=True)
        name = error.name if isinstance(error, Violation) else type(error).__name__
        text = "".join(traceback.format_exception(error)) + "\n".join(getattr(error, "__notes__", ()))
        (OUT / f"{number}-{name}.txt").write_text(text, encoding="utf-8")
        print(f"seed {number}: {error}\nsee {OUT / f'{number}-{name}.txt'}", flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
