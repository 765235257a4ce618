"""Ten thousand damaged, forged and hostile packages: each is refused with a sentence, none is taken in, none is costly."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from gridDesk.sync.errors import PackageError
from tests.sync import mutant_trial, mutants

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("GRIDDESK_MUTANTS", "2700"))


def test_no_mutant_is_taken_in_or_crashes_or_costs_much_memory_or_time():
    """A child of its own, so that the peak of memory is that of the packages alone."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sync.mutant_trial", "--count", str(COUNT)],
        cwd=ROOT, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("kind", mutants.KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_mutant_makes_files_that_are_refused(kind):
    chance, refused = random.Random(3), 0
    for _ in range(20):
        try:
            mutant_trial.take(kind(chance))
        except PackageError as error:
            refused += str(error).endswith("。")
    assert refused >= 10


def test_the_genuine_packages_are_taken_in_so_that_refusing_all_would_be_seen():
    assert all(mutant_trial.take(data) for data in mutants.GENUINE)


def test_an_accepting_reader_would_be_caught(monkeypatch):
    monkeypatch.setattr(mutant_trial, "take", lambda data: [data])
    assert len(mutant_trial.run(40, 1).wrong) > 40
