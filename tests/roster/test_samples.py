"""Both sample offices: what a careful clerk reads out of each file, in any order, once and again."""

from __future__ import annotations

import itertools
import random
from functools import cache
from pathlib import Path

import pytest

from gridDesk.ledger import catalogue
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster import Known, Plan, Workbook, preview, read_workbook
from tests.roster.support import OFFICES, truth

CASES = [
    (office, number)
    for office in ("liuhang", "zishui")
    for number in range(5)
]  # fmt: skip
GROUPS = {
    "低保": "low_income",
    "残疾人": "disabled",
    "退役军人": "veteran",
    "社区矫正": "community_correction",
    "刑满释放": "released",
}


@cache
def workbook(office: str, number: int) -> Workbook:
    return read_workbook(OFFICES / office / truth(office)["files"][number]["file"])


def plan_of(office: str, number: int, known: Known | None = None) -> Plan:
    return preview(workbook(office, number), known or Known(), catalogue())


def apply_all(office: str, order: tuple[int, ...]) -> Known:
    known = Known()
    for number in order:
        known = known.with_edits(plan_of(office, number, known).edits())
    return known


@pytest.mark.parametrize(("office", "number"), CASES)
def test_figures_of_each_file_equal_the_truth(office, number):
    said = truth(office)["files"][number]
    figures = plan_of(office, number).figures()
    wanted = {key: said[key] for key in ("people", "households", "dwellings", "rented", "tenants") if key in said}
    if "clean" in said:
        wanted["people"] = said["clean"]
    if "names_with_lost_character" in said:
        wanted["names_lost"] = said["names_with_lost_character"]
    if "groups" in said:
        wanted["groups"] = {GROUPS[name]: count for name, count in said["groups"].items()}
    assert {key: figures[key] for key in wanted} == wanted


@pytest.mark.parametrize(("office", "number"), CASES)
def test_every_faulty_row_is_found_with_its_kind_and_no_good_row_refused(office, number):
    said = truth(office)["files"][number]
    found = {
        (row.row, note.kind) for sheet in plan_of(office, number).sheets for row in sheet.rows for note in row.errors
    }
    assert found == {(error["row"], error["kind"]) for error in said.get("errors", ())}


@pytest.mark.parametrize(("office", "number"), CASES)
def test_nothing_faulty_is_written(office, number):
    good = {person["idno"] for person in truth(office)["persons"]}
    plan = plan_of(office, number)
    written = [edit.values for edit in plan.edits() if edit.ledger == "person" and edit.values.get("id_number")]
    tenants = {edit.values["tenant"] for edit in plan.edits() if edit.ledger == "tenancy"}
    numbers = [str(values["id_number"]) for values in written]
    assert len(numbers) == len(set(numbers))
    if not tenants:
        assert set(numbers) <= good


@pytest.mark.parametrize(("office", "number"), CASES)
def test_the_same_file_again_says_same_and_makes_no_edit(office, number):
    known = Known().with_edits(plan_of(office, number).edits())
    again = plan_of(office, number, known)
    assert again.edits() == []
    assert {row.status for sheet in again.sheets for row in sheet.rows} <= {"SAME", "ERROR"}


ORDERS = {
    "liuhang": list(itertools.permutations(range(5))),
    "zishui": [(4, 3, 2, 1, 0), (1, 3, 4, 0, 2)],
}


@pytest.mark.parametrize("office", ["liuhang", "zishui"])
def test_rosters_in_any_order_end_with_the_same_office(office):
    said = truth(office)
    orders = ORDERS[office]
    if len(orders) > 10:
        orders = random.Random(7).sample(orders, 10)
    for order in orders:
        known = apply_all(office, order)
        assert _shape(known) == _expected(said), order


def _expected(said: dict) -> dict[str, object]:
    counts = {GROUPS[name]: count for file in said["files"] for name, count in file.get("groups", {}).items()}
    people = {}
    for person in said["persons"]:
        people.setdefault(person["household"], set()).add(person["idno"])
    return {
        "people": said["people"],
        "households": {frozenset(members) for members in people.values()},
        "numbers": {str(number) for number in people},
        "dwellings": len(said["dwellings"]),
        "tenancies": next(file["tenants"] for file in said["files"] if "tenants" in file),
        "names": {person["idno"]: person["name"] for person in said["persons"]},
        "groups": counts,
    }


def _shape(known: Known) -> dict[str, object]:
    persons, homes = known.table("person"), {}
    for residence in known.table("residence").values():
        if residence.get("household"):
            number = person_key(str(persons[str(residence["person"])]["id_number"]))
            homes.setdefault(residence["household"], set()).add(number)
    residents = set().union(*homes.values())
    return {
        "people": len(persons) - len({row["tenant"] for row in known.table("tenancy").values()}),
        "households": {frozenset(members) for members in homes.values()},
        "numbers": {row.get("number") for row in known.table("household").values()},
        "dwellings": len(known.table("dwelling")),
        "tenancies": len(known.table("tenancy")),
        "names": {row["id_number"]: row["name"] for row in persons.values() if row["id_number"] in residents},
        "groups": {ledger: len(known.table(ledger)) for ledger in GROUPS.values()},
    }


def test_households_of_the_summary_get_their_numbers_and_heads_from_the_roster():
    known = apply_all("liuhang", (1, 0))
    heads = {
        str(row["number"]): known.get("person", str(row["head"]))["name"] for row in known.table("household").values()
    }
    wanted = {
        str(person["household"]): person["name"]
        for person in truth("liuhang")["persons"]
        if person["relation"] == "户主"
    }
    assert heads == wanted


def test_a_full_name_replaces_one_with_a_lost_character_and_never_the_other_way():
    known = apply_all("liuhang", (4,))
    lost = {row["id_number"] for row in known.table("person").values() if "?" in str(row["name"])}
    after = known.with_edits(plan_of("liuhang", 0, known).edits())
    names = {person["idno"]: person["name"] for person in truth("liuhang")["persons"]}
    assert len(lost) == 5
    assert all(row["name"] == names[row["id_number"]] for row in after.table("person").values())


def test_protected_groups_in_a_tag_column_are_counted_and_never_written():
    plan = plan_of("liuhang", 1)
    words = ("社区矫正", "刑满释放")
    assert not any(word in str(value) for edit in plan.edits() for value in edit.values.values() for word in words)
    assert any("受保护人群" in notice and "第 L 列有 20 人" in notice for notice in plan.notices)


def test_sealed_sheets_are_named_so_that_the_desk_can_ask():
    assert plan_of("liuhang", 3).needs == {"community_correction", "released"}
    assert plan_of("liuhang", 0).needs == frozenset()


def test_sample_paths_are_inside_the_project():
    assert Path(OFFICES).is_dir()
