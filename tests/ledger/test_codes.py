"""Code sets and the older lists that map onto them."""

from __future__ import annotations

import pytest

from gridDesk import paths
from gridDesk.ledger import catalogue
from gridDesk.ledger.codes import load_older

OLDER = sorted((paths.resources() / "codes" / "older").glob("*.csv"))


def test_education_of_1984_and_by_tens_disagree_about_sixty() -> None:
    lists = {older.name: older for older in load_older("education")}
    assert lists["gb1984"].today("60") == "60"
    assert lists["tens"].today("60") == "70"
    assert lists["tens"].today("５０") == "60"


def test_sex_of_systems_that_count_from_zero_becomes_the_standard_code() -> None:
    (older,) = load_older("sex")
    assert [older.today(code) for code in ("0", "1", "2")] == ["1", "2", None]


def test_census_relation_needs_the_sex_to_tell_son_from_daughter() -> None:
    older = next(item for item in load_older("relation") if item.name == "census2020")
    assert [older.today("2", sex) for sex in ("1", "2", None)] == ["20", "30", None]


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.stem)
def test_every_older_list_maps_onto_codes_that_exist(path) -> None:  # type: ignore[no-untyped-def]
    key, _, name = path.stem.partition(".")
    known = catalogue().code_sets[key].by_code
    older = next(item for item in load_older(key) if item.name == name)
    wanted = {*older.mapping.values(), *(code for pair in older.by_sex.values() for code in pair)}
    assert wanted <= set(known)
    assert older.label != path.stem
