"""Papers of homes: households by group or building, tenancies by dwelling, people without a household apart."""

from __future__ import annotations

from gridDesk.desk import Desk, people, printing, records
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.print_order import Layout, PrintOrder
from gridDesk.documents.table_page import Group, Section, TablePage


def page(desk: Desk, paper: str, **wanted: object) -> TablePage:
    made = printing.compose(desk, PrintOrder(paper=paper, **wanted))  # type: ignore[arg-type]
    assert isinstance(made, TablePage)
    return made


def household(desk: Desk, number: str, address: str, name: str, **place: str) -> str:
    uid = people.new_household(desk, number, address, {"name": name, "sex": "1", "phone": "13800000001"}).uid
    row = desk.store.get("household", uid)
    assert row
    if place:
        records.save(desk, "address", str(row["address"]), place)
    return uid


def sections(made: TablePage) -> list[str]:
    return [item.text for item in made.body if isinstance(item, Section)]


def rows(made: TablePage) -> list[dict[str, str]]:
    keys = [column.key for column in made.columns]
    return [dict(zip(keys, cells, strict=True)) for item in made.body if isinstance(item, Group) for cells in item.rows]


def test_households_of_buildings_stand_under_their_building_where_there_are_no_groups(village: Desk) -> None:
    for number, building, door in (("1", "10", "101"), ("2", "2", "202"), ("3", "2", "101")):
        uid = household(village, number, f"柳溪小区{building}号楼{door}室", f"户主{number}")
        row = village.store.get("household", uid)
        assert row
        records.save(village, "household", uid, {"village_group": None})
        place = {"estate": "柳溪小区", "building": f"{building}号楼", "door": door, "village_group": None}
        records.save(village, "address", str(row["address"]), place)
    for paper in ("household_ledger", "resident_ledger"):
        assert [text.split("　")[0] for text in sections(page(village, paper))] == ["柳溪小区2号楼", "柳溪小区10号楼"]


def test_row_of_a_household_names_head_members_and_how_many_they_are(village: Desk) -> None:
    uid = household(village, "7", "齐陵街道柳行村2组1号", "张为")
    people.add_member(village, uid, {"name": "王芳", "sex": "2"}, "10")
    people.add_member(village, uid, {"name": "张小满", "sex": "2"}, "30")
    row = rows(page(village, "household_ledger"))[0]
    assert (row["person.name"], row["members"], row["people"]) == ("张为", "王芳、张小满", "3")
    assert (row["address.text"], row["household.phone"]) == ("2组1号", "13800000001")


def test_tenants_of_one_dwelling_stand_together_under_its_owner(village: Desk) -> None:
    place = records.fresh_address(village, "柳行村3组5号")
    house = records.save(
        village, "dwelling", None, {"address": place, "owner_name": "赵敏", "owner_phone": "13900000000"}
    ).uid
    for name in ("甲", "乙"):
        tenant = records.save(village, "person", None, {"name": name, "sex": "1"}).uid
        records.save(village, "tenancy", None, {"dwelling": house, "tenant": tenant, "people": 2})
    made = page(village, "tenancy")
    groups = [item for item in made.body if isinstance(item, Group)]
    assert [(group.key, len(group.rows)) for group in groups] == [(house, 2)]
    assert {(row["no"], row["address.text"], row["dwelling.owner_name"]) for row in rows(made)} == {
        ("1", "3组5号", "赵敏")
    }
    assert sorted(row["tenancy.tenant"] for row in rows(made)) == ["乙", "甲"]


def test_people_without_a_household_are_single_records_and_no_household(village: Desk) -> None:
    household(village, "1", "柳行村2组1号", "张为")
    loose = records.save(village, "person", None, {"name": "租客", "sex": "1"}).uid
    records.save(village, "residence", None, {"person": loose, "kind": "02", "grid": village.grids()[0]["uid"]})
    groups = [item for item in page(village, "resident_ledger").body if isinstance(item, Group)]
    assert [group.light for group in groups] == [False, True]
    assert groups[1].key == loose


def test_addresses_leave_out_what_stands_above_the_ledger(village: Desk) -> None:
    said = {"齐陵街道柳行村2组1号": "2组1号", "柳行村": "柳行村", "外村3号": "外村3号", "": ""}
    assert {text: short_address(village, text) for text in said} == said


def test_layout_that_was_ordered_is_the_one_of_the_page(village: Desk) -> None:
    made = page(village, "household_ledger", layout=Layout(size="A4", landscape=False, large=True, subtotal=True))
    assert (made.sheet.landscape, made.subtotal) == (False, True)
    assert made.row_height >= 9.5
    assert made.units == ("", "户")
