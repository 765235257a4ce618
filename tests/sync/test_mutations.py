"""Damaged, forged and hostile packages: each kind is refused with a sentence; row C2 of the goal table tries them by thousands."""

from __future__ import annotations

import random

import pytest

from gridDesk.sync.errors import PackageError
from tests.sync import mutant_trial, mutants


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
