"""Damaged packages at an office's desk: each is refused in a sentence, and the office is as it was to the last digit."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gridDesk.desk import Desk, exchange
from gridDesk.sync.errors import PackageError
from tests import golden_exchange as golden
from tests.faults.world import portrait
from tests.sync.mutants import flipped, trailer

MANY = 60


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Desk]:
    """The street of a release, which has taken in the first package."""
    version = golden.versions()[0]
    with closing(golden.open_with(tmp_path / "street", version / "street", golden.STREET)) as desk:
        golden.accept(desk, version / "village.gdcard", "child")
        exchange.apply_package(desk, version / "up" / "1.gdp")
        yield desk


def mutant(chance: random.Random, sources: list[bytes]) -> bytes:
    """Flip, cut or splice a genuine package; half of them under a right last hash."""
    one, two = chance.sample(sources, 2)
    made = chance.choice((
        flipped(chance, one),
        one[: chance.randrange(len(one))],
        one[: chance.randrange(len(one))] + two[chance.randrange(len(two)) :],
    ))  # fmt: skip
    return trailer(made + bytes(32)) if chance.random() < 0.5 else made


def test_no_mutant_changes_anything_of_an_office(street, tmp_path):
    folder = golden.versions()[0] / "up"
    sources = [path.read_bytes() for path in sorted(folder.iterdir())]
    before, acts = portrait(street), len(street.store.transactions())
    chance, path = random.Random(5), tmp_path / "GD.gdp"
    for _ in range(MANY):
        path.write_bytes(mutant(chance, sources))
        for look in (exchange.preview_package, exchange.apply_package):
            with pytest.raises(PackageError, match=r"。$"):
                look(street, path)
    assert (portrait(street), len(street.store.transactions())) == (before, acts)
    assert street.store.check() == []
    assert exchange.apply_package(street, folder / "2.gdp").verdict == "apply"
