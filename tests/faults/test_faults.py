"""A sample of the faults at every system call, power cuts and failing disks; `python -m tests.faults --long` tries all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MISSING = shutil.which("strace") is None

needs_strace = pytest.mark.skipif(
    MISSING and "CI" not in os.environ, reason="strace is not installed; .ci/system-libraries --tests brings it"
)


def sample(*words: str) -> str:
    """Run a sample in a process of its own, which forks, and return its table."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults", *words], cwd=ROOT, capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@needs_strace
def test_a_kill_or_power_cut_at_any_moment_leaves_what_was_before_or_after():
    assert "control" in sample("--kinds", "kills,power,control")


@needs_strace
def test_a_full_or_failing_disk_loses_nothing_and_is_told_in_a_sentence():
    assert "EIO after a kill" in sample("--kinds", "errors")
