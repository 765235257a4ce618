"""The thresholds of a profile: every shipped one says them, a wrong one is refused where it is read."""

from __future__ import annotations

import pytest

from gridDesk import paths
from gridDesk.errors import DefinitionError
from gridDesk.policy import Disclosure, load_profiles, read_profile

HEAD = 'id = "X"\ntitle = "某办法"\nin_force = "2026"\nclauses = []\n'


def test_every_shipped_profile_asks_for_a_second_person_above_fifty():
    for profile in load_profiles(paths.resources() / "policies").values():
        limits = profile.disclosure
        assert (limits.persons, limits.full_ids, limits.sealed, limits.plain_files, limits.small_cell) == (
            50,
            True,
            True,
            True,
            3,
        )


def test_an_office_may_be_under_a_stricter_one():
    profile = read_profile(HEAD + '[disclosure]\npersons = 10\nbases = ["本地规定"]\n', "X.toml")
    assert profile.disclosure == Disclosure(persons=10, bases=("本地规定",))
    assert read_profile(HEAD, "X.toml").disclosure == Disclosure()


@pytest.mark.parametrize(
    "line", ["persons = -1", "persons = true", 'sealed = "no"', "bases = []", "more = 1", "small_cell = 1.5"]
)
def test_what_cannot_be_a_threshold_is_refused(line):
    with pytest.raises(DefinitionError, match="disclosure"):
        read_profile(f"{HEAD}[disclosure]\n{line}\n", "X.toml")
