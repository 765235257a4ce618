"""C2: the signature is checked before decryption; mutated, truncated and spliced packages are refused, none crashes.

A child of its own, so that the peak of memory is that of the packages alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_mutant_is_taken_in_or_crashes_or_costs_much_memory_or_time(figure, amount):
    count = amount(2700, 10_000)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sync.mutant_trial", "--count", str(count)],
        cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    words = [line for line in ran.stdout.splitlines() if line.strip()]
    figure("C2", mutants=count, result=" / ".join(words[-2:]))
