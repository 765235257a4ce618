"""The simulator sees what it is for: every deliberately broken build is caught, and the table says by which invariant."""

from __future__ import annotations

import pytest

from tests.simulator.broken import BUILDS, Build, caught, day_of

DAYS = {build.day.__name__: build for build in BUILDS}
CAUGHT: dict[str, str] = {}


@pytest.mark.parametrize("day", sorted(DAYS))
def test_the_day_of_a_broken_build_ends_well_on_the_right_one(day: str):
    assert day_of(DAYS[day]) == ""


@pytest.mark.parametrize("build", BUILDS, ids=[build.name.replace(" ", "-") for build in BUILDS])
def test_a_broken_build_is_caught(build: Build):
    CAUGHT[build.name] = caught(build)
    assert CAUGHT[build.name]


def test_the_table_of_broken_builds_is_printed(capsys):
    with capsys.disabled():
        print("\n" + "\n".join(f"{name:<72} {invariant}" for name, invariant in CAUGHT.items()))
    assert len(BUILDS) >= 10
