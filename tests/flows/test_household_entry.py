"""A whole household is entered at once: one write, nothing refused but a member without any name, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridDesk.desk import history, people
from gridDesk.desk.household_draft import (
    DwellingDraft,
    HouseholdDraft,
    MemberDraft,
    TenantDraft,
    following,
    from_texts,
    number_after,
    to_texts,
)
from gridDesk.desk.household_entry import plan, save
from gridDesk.desk.household_reading import draft_of, facts, known_as, may_be, member_of, new_draft
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger.idnumber import check_digit
from tests.flows.conftest import MakeOffice


def number(first17: str) -> str:
    """Return an invented identity number with its right check digit."""
    return first17 + check_digit(first17)


HEAD = MemberDraft(
    number("37030519700202333"), "陈大山", "户主", education="初中", phone="13805330001", groups="低保、残疾人（肢体）"
)
WIFE = MemberDraft(number("37030519720303444"), "刘小梅", "配偶", education="小学")
CHILD = MemberDraft("", "陈小满", "女", sex="女", birth="2015.6")
HOUSE = DwellingDraft(kind="自建房", use="自住", area="120.5", floors="2")
DRAFT = HouseholdDraft(
    number="0101", address="柳行村5组1号", village_group="5组", kind="家庭户", members=(HEAD, WIFE, CHILD, MemberDraft()),
    dwelling=HOUSE,
)  # fmt: skip


@pytest.fixture
def desk(open_copy: MakeOffice) -> Desk:
    return open_copy("village")


def rows(desk: Desk, ledger: str, *keys: str) -> list[tuple[object, ...]]:
    """Return some fields of every record of a ledger, in order."""
    return sorted((tuple(row.get(key) for key in keys) for row in desk.store.rows(ledger)), key=str)


def messages(desk: Desk, draft: HouseholdDraft, level: str = "") -> list[str]:
    return [item.message for item in plan(desk, draft).problems if level in ("", item.level)]


def test_a_household_is_written_in_one_act_with_all_that_belongs_to_it(desk: Desk) -> None:
    done = save(desk, DRAFT)
    view = people.household_view(desk, done.uid)
    assert [(one.name, one.relation, one.sex) for one in view.members] == [
        ("陈大山", "户主", "男"), ("刘小梅", "配偶", "女"), ("陈小满", "女", "女"),
    ]  # fmt: skip
    assert (view.texts["number"], view.head, view.address) == ("0101", "陈大山", "柳行村5组1号")
    assert rows(desk, "person", "birth", "education") == [("1970-02-02", "70"), ("1972-03-03", "80"), ("2015-06", None)]
    assert rows(desk, "dwelling", "kind", "use", "area", "floors", "household") == [("02", "01", 120.5, 2, done.uid)]
    assert rows(desk, "low_income", "kind") == [("03",)]
    assert rows(desk, "disabled", "kind") == [("4",)]
    assert rows(desk, "address", "text", "village_group") == [("柳行村5组1号", "5组")]


def test_one_undo_takes_the_whole_household_back(desk: Desk) -> None:
    save(desk, DRAFT)
    history.undo(desk, history.recent(desk, 1)[0].txn)
    assert [desk.store.count(key) for key in ("household", "person", "residence", "dwelling", "disabled")] == [0] * 5


def test_a_clean_household_raises_no_question(desk: Desk) -> None:
    assert messages(desk, DRAFT) == []


def test_only_a_member_without_any_name_is_refused(desk: Desk) -> None:
    draft = replace(DRAFT, members=(HEAD, MemberDraft(phone="13805330009")))
    assert messages(desk, draft, "error") == ["还没有填姓名，填了才能保存。"]
    with pytest.raises(DeskError):
        save(desk, draft)
    assert desk.store.count("household") == 0
    save(desk, replace(DRAFT, members=(MemberDraft(name="陈大山"),)))
    assert desk.store.count("household") == 1


def test_nothing_at_all_is_not_a_household(desk: Desk) -> None:
    with pytest.raises(DeskError):
        save(desk, replace(new_draft(desk), number=""))


def test_what_cannot_be_read_is_told_and_kept_in_the_remark(desk: Desk) -> None:
    odd = MemberDraft("37030519700202333Y", "陈大山", "户主", birth="七零年初", groups="某某人群")
    draft = replace(DRAFT, members=(odd,))
    assert [item.place.key for item in plan(desk, draft).problems if item.level == "unreadable"] == [
        "groups", "id_number", "birth",
    ]  # fmt: skip
    save(desk, draft)
    ((remark,),) = rows(desk, "person", "remark")
    assert "37030519700202333Y" in str(remark)
    assert "七零年初" in str(remark)
    assert "某某人群" in str(remark)


def test_a_relation_that_cannot_be_read_leaves_the_one_that_is_known(desk: Desk) -> None:
    draft = draft_of(desk, save(desk, DRAFT).uid)
    wife = replace(draft.members[1], relation="某某关系")
    save(desk, replace(draft, members=(draft.members[0], wife, *draft.members[2:])))
    assert ("10",) in rows(desk, "residence", "relation")
    assert any("某某关系" in str(remark) for (remark,) in rows(desk, "person", "remark"))


def test_doubts_are_told_and_do_not_hinder(desk: Desk) -> None:
    save(desk, DRAFT)
    twice = replace(WIFE, id_number=number("37030519850101111"), relation="户主", sex="女")
    draft = replace(DRAFT, members=(replace(twice, name="甲"), replace(twice, name="乙")), dwelling=DwellingDraft())
    said = messages(desk, draft)
    assert any("户号“0101”" in words for words in said)
    assert any("一户只有一位户主" in words for words in said)
    assert any("号码相同" in words for words in said)
    assert any("性别与身份证号不一致" in words for words in said)
    assert plan(desk, draft).refused is None


def test_without_a_head_the_first_row_is_the_head(desk: Desk) -> None:
    done = save(desk, replace(DRAFT, members=(replace(HEAD, relation=""),)))
    assert people.household_view(desk, done.uid).head == "陈大山"


def test_no_document_is_a_kind_of_document_and_not_a_number(desk: Desk) -> None:
    save(desk, replace(DRAFT, members=(MemberDraft("无", "陈小满", "户主"),)))
    assert rows(desk, "person", "id_number", "id_type") == [(None, "X00")]


def test_tenants_are_floating_people_with_a_letting(desk: Desk) -> None:
    tenant = TenantDraft(number("42010119950505111"), "孙来福", "13900000001", "2026-3", "800")
    done = save(desk, replace(DRAFT, tenants=(tenant, TenantDraft())))
    house = next(iter(desk.store.rows("dwelling")))
    lease = next(iter(desk.store.rows("tenancy")))
    assert (house["rented"], lease["dwelling"], lease["since"], lease["rent"]) == (1, house["uid"], "2026-03", 80000)
    home = next(iter(desk.store.rows("residence", where={"person": lease["tenant"]})))
    assert (home["kind"], home["household"], home["lodging_kind"]) == ("02", None, "02")
    assert len(people.members(desk, done.uid)) == 3


def test_a_tenant_there_already_is_not_made_twice(desk: Desk) -> None:
    save(desk, DRAFT)
    other = replace(DRAFT, number="0102", address="柳行村5组2号", members=(MemberDraft(name="周平"),))
    save(desk, replace(other, tenants=(TenantDraft(WIFE.id_number, "刘小梅", since="2026-01"),)))
    assert desk.store.count("person") == 4
    assert desk.store.count("tenancy") == 1


def test_a_person_there_already_is_offered_and_moves(desk: Desk) -> None:
    first = save(desk, DRAFT)
    other = replace(DRAFT, number="0102", address="柳行村5组2号", dwelling=DwellingDraft())
    typed = replace(other, members=(MemberDraft(WIFE.id_number, "刘小梅", "户主"),))
    offer = next(item for item in plan(desk, typed).problems if item.level == "offer")
    assert "按 F2" in offer.message
    assert "刘小梅" in offer.message
    second = save(desk, replace(other, members=(replace(member_of(desk, offer.uid, "户主"), phone="13805330002"),)))
    assert desk.store.count("person") == 3
    assert [one.name for one in people.members(desk, first.uid)] == ["陈大山", "陈小满"]
    assert [(one.name, one.relation, one.phone) for one in people.members(desk, second.uid)] == [
        ("刘小梅", "户主", "13805330002")
    ]


def test_a_household_left_by_all_ends_and_a_head_who_moves_is_told(desk: Desk) -> None:
    first = save(desk, replace(DRAFT, members=(HEAD, WIFE)))
    moved = [member_of(desk, one.uid, one.relation) for one in people.members(desk, first.uid)]
    other = HouseholdDraft(number="0102", address="柳行村5组2号", members=(moved[0],))
    assert any("请给原户更换户主" in words for words in messages(desk, other))
    save(desk, replace(other, members=tuple(moved)))
    row = desk.store.get("household", first.uid)
    assert row is not None
    assert row["state"] == "closed"


def test_a_person_who_had_left_comes_back_as_the_same_record(desk: Desk) -> None:
    save(desk, DRAFT)
    there = known_as(desk, WIFE.id_number)
    assert there is not None
    people.move_out(desk, str(there["uid"]), "02", "2026-01-05")
    back = member_of(desk, str(there["uid"]), "户主")
    save(desk, HouseholdDraft(number="0102", address="柳行村5组2号", members=(back,)))
    again = desk.store.get("person", str(there["uid"]))
    assert again is not None
    assert again["state"] == "active"
    assert desk.store.count("person") == 3


def test_a_household_there_is_opened_and_only_what_differs_is_written(desk: Desk) -> None:
    tenant = TenantDraft("", "孙来福", "13900000001", "2026-3", "800")
    done = save(desk, replace(DRAFT, tenants=(tenant,)))
    draft = draft_of(desk, done.uid)
    assert plan(desk, draft).edits == ()
    members = (draft.members[0], replace(draft.members[1], phone="13805330002"), *draft.members[2:])
    changed = replace(draft, members=members, phone="0533-2330001")
    assert [(edit.ledger, edit.op, set(edit.values)) for edit in plan(desk, changed).edits] == [
        ("person", "update", {"phone"}), ("household", "update", {"phone"}),
    ]  # fmt: skip
    save(desk, replace(changed, members=(*changed.members, MemberDraft(name="陈二满", relation="子"))))
    assert len(people.members(desk, done.uid)) == 4


def test_the_next_household_begins_with_what_stays(desk: Desk) -> None:
    begun = following(replace(DRAFT, grid="g"))
    assert (begun.number, begun.address, begun.village_group, begun.grid) == ("0102", "柳行村5组2号", "5组", "g")
    assert (begun.dwelling.kind, begun.dwelling.area) == ("自建房", "")
    save(desk, DRAFT)
    assert new_draft(desk).number == "0102"
    assert [number_after(text) for text in ("A-099", "", "甲户", "3号楼2单元501室")] == [
        "A-100",
        "",
        "",
        "3号楼2单元502室",
    ]


def test_a_draft_survives_as_plain_texts() -> None:
    draft = replace(DRAFT, tenants=(TenantDraft(name="孙来福"),))
    assert from_texts(to_texts(draft)) == draft
    assert from_texts({"number": "1", "members": [{"name": "甲", "unknown": 3}]}).members[0].name == "甲"


def test_a_number_tells_birth_and_sex_and_who_may_be_meant(desk: Desk) -> None:
    assert facts(desk, HEAD.id_number) == {"birth": "1970-02-02", "sex": "男"}
    assert facts(desk, "12") == {}
    save(desk, DRAFT)
    assert [one.name for one in may_be(desk, MemberDraft(name="陈大山", birth="1970-02-02"))] == ["陈大山"]
    assert may_be(desk, MemberDraft(name="陈")) == []
