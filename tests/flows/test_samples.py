"""The rosters that clerks really keep, through preview and apply; figures equal what a careful clerk reads out."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from gridDesk.desk import Desk, history, rosters
from gridDesk.ledger.idnumber import person_key

DATA = Path(__file__).parent.parent / "data" / "offices"
WORDS = {
    "roster": "户籍人口花名册",
    "people": "人员信息",
    "dwellings": "房屋台账",
    "groups": "特殊群体",
    "csv": "人口导出",
}
GROUPS = {
    "低保": "low_income",
    "残疾人": "disabled",
    "退役军人": "veteran",
    "社区矫正": "community_correction",
    "刑满释放": "released",
}


def truth(office: str) -> dict:
    return json.loads((DATA / office / "truth.json").read_text(encoding="utf-8"))


def file_of(office: str, kind: str) -> Path:
    return next((DATA / office).glob(f"*{WORDS[kind]}*"))


def told_of(office: str, kind: str) -> dict:
    name = file_of(office, kind).name
    return next(item for item in truth(office)["files"] if item["file"] == name)


def apply(desk: Desk, office: str, kind: str):
    plan = rosters.preview(desk, [file_of(office, kind)])
    rosters.apply(desk, plan)
    return plan


def rows_of(plan) -> list:
    return [row for sheet in plan.sheets for row in sheet.rows]


def registered(desk: Desk) -> int:
    return desk.store.count("residence", where={"kind": "01"})


@pytest.mark.parametrize("office", ["liuhang", "zishui"])
class TestEveryFile:
    def test_the_household_roster_gives_every_person_and_household(self, village, office):
        plan = apply(village, office, "roster")
        told = told_of(office, "roster")
        assert [row for row in rows_of(plan) if row.status == "ERROR"] == []
        assert registered(village) == told["people"]
        assert village.store.count("person") == told["people"]
        assert village.store.count("household") == told["households"]

    def test_each_person_is_read_as_the_clerk_meant(self, village, office):
        apply(village, office, "roster")
        people = {str(row["id_number"]): row for row in village.store.rows("person")}
        shape = village.catalogue["person"]
        for told in truth(office)["persons"]:
            row = people[told["idno"]]
            assert row["name"] == told["name"]
            assert row["birth"] == told["born"]
            assert shape["sex"].show(row["sex"]) == told["sex"]
            assert shape["ethnicity"].show(row["ethnicity"]) == told["ethnicity"]
            assert row["education"] == shape["education"].parse(told["education"])
            assert row["marital"] == shape["marital"].parse(told["marital"])
            assert (row["phone"] or "") == told["phone"]

    def test_each_household_has_its_own_members_head_and_address(self, village, office):
        apply(village, office, "roster")
        people = {str(row["uid"]): row for row in village.store.rows("person")}
        members: dict[str, set[str]] = {}
        for home in village.store.rows("residence"):
            members.setdefault(str(home["household"]), set()).add(str(people[str(home["person"])]["id_number"]))
        told: dict[int, set[str]] = {}
        heads: dict[int, tuple[str, str]] = {}
        for person in truth(office)["persons"]:
            told.setdefault(person["household"], set()).add(person["idno"])
            if person["relation"] == "户主":
                heads[person["household"]] = (person["idno"], person["address"])
        for household in village.store.rows("household"):
            number = int(str(household["number"]))
            assert members[str(household["uid"])] == told[number]
            head, address = heads[number]
            assert people[str(household["head"])]["id_number"] == head
            assert village.store.titles("address", [str(household["address"])]) == {household["address"]: address}

    def test_the_summary_names_every_faulty_row_and_takes_all_others(self, village, office):
        plan = apply(village, office, "people")
        told = told_of(office, "people")
        found = {row.row: {note.kind for note in row.errors} for row in rows_of(plan) if row.status == "ERROR"}
        assert found == {error["row"]: {error["kind"]} for error in told["errors"]}
        assert village.store.count("person") == told["clean"]
        assert len(rows_of(plan)) == told["rows"]

    def test_every_faulty_row_is_told_in_a_sentence_with_its_cell(self, village, office):
        plan = rosters.preview(village, [file_of(office, "people")])
        for row in rows_of(plan):
            for note in row.errors:
                assert note.column.endswith(str(row.row))
                assert note.message.endswith("。")

    def test_the_dwelling_ledger_gives_dwellings_and_tenants(self, village, office):
        apply(village, office, "roster")
        plan = apply(village, office, "dwellings")
        told = told_of(office, "dwellings")
        assert [row for row in rows_of(plan) if row.status == "ERROR"] == []
        assert village.store.count("dwelling") == told["dwellings"]
        assert village.store.count("tenancy") == told["tenants"]
        assert village.store.count("residence", where={"kind": "02"}) == told["tenants"]
        assert village.store.count("dwelling", where={"rented": 1}) == told["rented"]
        assert registered(village) == truth(office)["people"]

    def test_the_group_sheets_give_every_member(self, village, office):
        apply(village, office, "roster")
        plan = apply(village, office, "groups")
        assert [row for row in rows_of(plan) if row.status == "ERROR"] == []
        told = told_of(office, "groups")["groups"]
        assert {name: village.store.count(GROUPS[name]) for name in told} == told
        assert village.store.count("person") == truth(office)["people"]

    def test_the_export_gives_every_person_and_names_the_lost_characters(self, village, office):
        plan = apply(village, office, "csv")
        told = told_of(office, "csv")
        lost = [row for row in rows_of(plan) if any(note.kind == "name_lost_character" for note in row.warnings)]
        assert len(lost) == told["names_with_lost_character"]
        assert village.store.count("person") == told["people"]

    @pytest.mark.parametrize("kind", list(WORDS))
    def test_the_same_file_again_says_same_for_every_row(self, village, office, kind):
        apply(village, office, kind)
        again = rosters.preview(village, [file_of(office, kind)])
        assert {row.status for row in rows_of(again)} <= {"SAME", "ERROR"}
        assert again.edits() == []

    def test_a_preview_writes_nothing(self, village, office):
        before = village.store.digests(village.office.site)
        for kind in WORDS:
            rosters.preview(village, [file_of(office, kind)])
        assert village.store.digests(village.office.site) == before
        assert village.store.count("person") == 0

    def test_one_undo_takes_a_whole_import_back(self, village, office):
        before = village.store.digests(village.office.site)
        plan = rosters.preview(village, [file_of(office, "roster")])
        applied = rosters.apply(village, plan)
        history.undo(village, applied.changes.txn)
        after = village.store.digests(village.office.site)
        assert {key: pair for key, pair in after.items() if pair[0]} == {
            key: pair for key, pair in before.items() if pair[0]
        }
        assert village.store.check() == []

    def test_all_files_in_any_order_end_with_the_same_office(self, open_copy, office):
        orders = list(itertools.permutations(WORDS))
        chosen = [orders[0], orders[-1], *random.Random(office).sample(orders, 4 if office == "liuhang" else 1)]
        for n, order in enumerate(chosen):
            desk = open_copy("village", f"order{n}")
            for kind in order:
                apply(desk, office, kind)
            check_whole(desk, office, order)


def check_whole(desk: Desk, office: str, order) -> None:
    told, told_dwellings = truth(office), told_of(office, "dwellings")
    assert registered(desk) == told["people"], order
    assert desk.store.count("household") == told["households"], order
    assert desk.store.count("dwelling") == told_dwellings["dwellings"], order
    assert desk.store.count("tenancy") == told_dwellings["tenants"], order
    assert desk.store.count("person") == told["people"] + told_dwellings["tenants"], order
    groups = told_of(office, "groups")["groups"]
    assert {name: desk.store.count(GROUPS[name]) for name in groups} == groups, order
    keys = [person_key(str(row["id_number"])) for row in desk.store.rows("person") if row["id_number"]]
    assert len(keys) == len(set(keys)), order
    names = {str(row["id_number"]): row["name"] for row in desk.store.rows("person")}
    assert {person["idno"]: person["name"] for person in told["persons"]}.items() <= names.items(), order
    assert desk.store.check() == [], order
