"""The same person twice: found, merged into one with both histories, taken apart again, and carried to the street."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.desk import Desk, duplicates, history, people, records
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Row, new_uid
from gridDesk.ledger.idnumber import check_digit
from gridDesk.text import today_iso
from tests.flows.two_offices import carry, digests

NUMBER = "37030519800101123" + check_digit("37030519800101123")
HEAD = {"name": "张为", "id_number": NUMBER, "sex": "1", "birth": "1980-01-01", "phone": "13800000001"}
AGAIN = {"name": "张为", "sex": "1", "birth": "1980-01-01", "phone2": "13900000002", "remark": "在城里打工"}


def person(desk: Desk, **values: object) -> str:
    return records.save(desk, "person", None, values).uid


def twice(desk: Desk) -> tuple[str, str]:
    """Enter one person twice, each as head of a household with a group record and a visit; return both uids."""
    found = []
    for number, values in (("1", HEAD), ("2", AGAIN)):
        home = people.new_household(desk, number, f"柳行村{number}组{number}号", values).uid
        uid = str(desk.store.get("household", home)["head"])
        people.add_to_group(desk, uid, "disabled", {"kind": "1", "remark": f"残疾{number}"})
        visit = {"date": "2026-10-01", "household": home, "person": uid, "content": "看望"}
        records.save(desk, "visit", None, {k: v for k, v in visit.items() if k in desk.catalogue["visit"]})
        found.append(uid)
    return found[0], found[1]


def everything(desk: Desk) -> dict[tuple[str, str], dict[str, object]]:
    """Return the values of every record but how often and when it was written; void ones are not there."""
    return {
        (ledger, str(row["uid"])): {key: value for key, value in row.items() if key not in ("rev", "updated_at")}
        for ledger in desk.catalogue.ledgers
        for row in desk.store.rows(ledger, states=("active", "closed"))
    }


def row(desk: Desk, uid: str, ledger: str = "person") -> Row:
    found = desk.store.get(ledger, uid)
    assert found is not None
    return found


# --- finding ---------------------------------------------------------------------------------------------------------


def test_who_may_be_the_person_being_entered_is_named_with_the_reason(village):
    people.new_household(village, "7", "柳行村3组7号", HEAD)
    (found,) = duplicates.candidates_for(village, {"id_number": NUMBER[:9] + "7" + NUMBER[10:], "name": "张为"})
    assert (found.name, found.score, found.why) == ("张为", 90, "身份证号只差一位，姓名相同")
    assert found.line == f"3703**********{NUMBER[-4:]}　1980-01-01　柳行村3组7号"
    assert duplicates.candidates_for(village, {"name": "李四"}) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"id_number": NUMBER},
        {"id_number": NUMBER[:6] + NUMBER[8:17]},
        {"id_number": NUMBER[:15] + "000", "name": "张为"},
        {"name": "张为", "birth": "1980-01-01"},
        {"name": "张为", "birth": "1980"},
        {"name": "张□", "birth": "1980-01-01"},
        {"name": "章为", "birth": "1980-01-01"},
        {"name": "张为", "phone": "13800000001"},
        {"name": "王芳", "phone": "13800000001"},
        {"name": "小为", "former_name": "张为", "birth": "1980-01-01"},
    ],
)
def test_every_way_of_being_somebody_already_here_is_noticed(village, typed):
    uid = person(village, **HEAD)
    assert [one.uid for one in duplicates.candidates_for(village, typed)] == [uid]


def test_a_former_name_is_noticed_and_oneself_never(village):
    uid = person(village, name="张大为", former_name="张为", birth="1980-01-01")
    assert [one.uid for one in duplicates.candidates_for(village, {"name": "张为", "birth": "1980-01-01"})] == [uid]
    assert duplicates.candidates_for(village, {"name": "张为", "birth": "1980-01-01"}, uid=uid) == []


def test_the_closed_are_candidates_with_what_became_of_them_and_the_void_are_not(village):
    gone, mistaken = person(village, **HEAD), person(village, **HEAD)
    people.move_out(village, gone, "02", "2026-03-01")
    village.write([Edit("person", mistaken, "void", {})], "撤销")
    (found,) = duplicates.candidates_for(village, HEAD)
    assert (found.uid, found.state) == (gone, "closed")
    assert found.line.endswith("已注销（2026-03-01，迁出）")


def test_pairs_come_by_score_and_leave_a_figure(village):
    one, other = person(village, **HEAD), person(village, **AGAIN)
    wrong = person(village, name="李强", id_number=NUMBER)
    person(village, name="王芳", birth="1991-02-03")
    found = duplicates.pairs(village)
    assert [(pair.one.uid, pair.other.uid, pair.score) for pair in found] == [(one, wrong, 90), (one, other, 80)]
    assert found[0].why == "身份证号相同，姓名不同"
    assert duplicates.count(village) == 2
    assert duplicates.counted_on(village) == today_iso()


def test_nobody_looked_yet_says_the_figure(village):
    assert duplicates.count(village) is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 17), step=st.integers(1, 9))
def test_one_digit_off_is_always_a_pair(village, place, step):
    digit = NUMBER[place]
    wrong = NUMBER[:place] + ("0" if digit == "X" else str((int(digit) + step) % 10)) + NUMBER[place + 1 :]
    name = f"测试{place}·{step}"
    uids = [new_uid(), new_uid()]
    numbers = zip(uids, (NUMBER, wrong), strict=True)
    village.write([Edit("person", uid, "create", {"name": name, "id_number": n}) for uid, n in numbers], "录入")
    found = [pair for pair in duplicates.pairs(village) if {pair.one.uid, pair.other.uid} == set(uids)]
    village.write([Edit("person", uid, "void", {}) for uid in uids], "撤销")
    assert [pair.score for pair in found] == [90]


# --- not the same ----------------------------------------------------------------------------------------------------


def test_not_the_same_is_remembered_listed_and_can_be_taken_back(village):
    one, other = person(village, **HEAD), person(village, **AGAIN)
    duplicates.not_the_same(village, one, other, "父子同名")
    assert duplicates.pairs(village) == []
    assert duplicates.candidates_for(village, AGAIN, uid=other) == []
    (kept,) = duplicates.distinct(village)
    assert (kept.names, kept.note) == (("张为", "张为"), "父子同名")
    duplicates.ask_again(village, kept.uid)
    assert len(duplicates.pairs(village)) == 1
    assert duplicates.distinct(village) == []


# --- merging ---------------------------------------------------------------------------------------------------------


def test_a_plan_shows_both_sides_what_differs_and_what_moves(village):
    keep, other = twice(village)
    plan = duplicates.merge_plan(village, keep, other)
    by_key = {item.key: item for item in plan.fields}
    assert (by_key["phone2"].suggested, by_key["id_number"].suggested, by_key["remark"].suggested) == (
        "other",
        "keep",
        "other",
    )
    assert plan.conflicts == ()
    assert {(clash.ledger, clash.suggested) for clash in plan.clashes} == {("residence", "keep"), ("disabled", "keep")}
    assert {(move.label, move.count) for move in plan.moves} >= {("居住", 1), ("户", 1), ("残疾人", 1)}


def test_merging_closes_the_other_fills_the_kept_and_moves_every_link(village):
    keep, other = twice(village)
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    kept, merged = row(village, keep), row(village, other)
    assert (kept["phone"], kept["phone2"], kept["remark"]) == ("13800000001", "13900000002", "在城里打工")
    assert (merged["state"], merged["closed_reason"], merged["merged_into"]) == ("closed", "09", keep)
    for ledger, item in village.catalogue.referring_to("person"):
        assert list(village.store.rows(ledger.key, where={item.key: other}, states=("active", "closed"))) == []
    assert {str(home["head"]) for home in village.store.rows("household")} == {keep}
    assert len(list(village.store.rows("residence", where={"person": keep}))) == 1
    assert len(list(village.store.rows("disabled", where={"person": keep}))) == 1
    assert duplicates.pairs(village) == []
    assert duplicates.merged_into(village, other).uid == keep
    assert duplicates.merged_into(village, keep) is None
    assert village.store.check() == []


def test_the_clerk_decides_field_by_field_and_may_keep_both_records(village):
    keep = person(village, name="张为", birth="1980-01-01", phone="13800000001", remark="甲")
    other = person(village, name="张伟", birth="1980-01-02", phone="13900000002", remark="乙")
    for uid in (keep, other):
        people.add_to_group(village, uid, "disabled", {"kind": "1"})
    plan = duplicates.merge_plan(village, keep, other)
    assert [item.key for item in plan.conflicts] == ["name", "birth", "phone", "remark"]
    choices = {"name": "other", "phone": "both", plan.clashes[0].key: "both"}
    duplicates.merge(village, plan, choices)
    kept = row(village, keep)
    assert (kept["name"], kept["birth"], kept["phone"]) == ("张伟", "1980-01-01", "13800000001；13900000002")
    assert kept["remark"] == "甲\n乙"
    assert len(list(village.store.rows("disabled", where={"person": keep}))) == 2


def test_a_death_is_believed_and_a_leaving_is_not(village):
    alive, dead, left = (person(village, **HEAD) for _ in range(3))
    people.move_out(village, dead, "01", "2026-01-01")
    people.move_out(village, left, "02", "2026-01-01")
    assert duplicates.merge_plan(village, alive, left).fields[0].suggested == "keep"
    plan = duplicates.merge_plan(village, alive, dead)
    assert (plan.fields[0].label, plan.fields[0].suggested) == ("是否在册", "other")
    duplicates.merge(village, plan)
    assert (row(village, alive)["state"], row(village, alive)["closed_reason"]) == ("closed", "01")


def test_a_stale_plan_and_a_merged_record_are_refused(village):
    keep, other = twice(village)
    plan = duplicates.merge_plan(village, keep, other)
    records.save(village, "person", keep, {"occupation": "教师"})
    with pytest.raises(DeskError, match="又有修改"):
        duplicates.merge(village, plan)
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    with pytest.raises(DeskError, match="已经并入"):
        duplicates.merge_plan(village, other, keep)


def test_unmerging_brings_both_back_exactly(village):
    keep, other = twice(village)
    before = everything(village)
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    undone = duplicates.unmerge(village, other)
    assert (everything(village), undone.kept) == (before, [])
    assert len(duplicates.pairs(village)) == 1
    assert village.store.check() == []


SIDES = st.sampled_from(["keep", "other", "both"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    choices=st.dictionaries(st.sampled_from(["phone", "phone2", "remark", "id_number", "a", "b"]), SIDES),
    swap=st.booleans(),
)
def test_whatever_was_chosen_unmerging_restores_every_value(village, choices, swap):
    uids = twice(village)
    keep, other = uids[::-1] if swap else uids
    before = everything(village)
    plan = duplicates.merge_plan(village, keep, other)
    named = dict(zip("ab", (clash.key for clash in plan.clashes), strict=False))
    duplicates.merge(village, plan, {named.get(key, key): side for key, side in choices.items()})
    assert duplicates.unmerge(village, other).kept == []
    assert everything(village) == before


def test_unmerging_long_after_keeps_what_was_changed_since_and_says_so(village):
    keep, other = twice(village)
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    records.save(village, "person", keep, {"phone2": "13700000003"})
    people.new_household(village, "9", "柳行村9组9号", {"name": "赵敏"})
    undone = duplicates.unmerge(village, other)
    assert undone.kept == ["人口“张为”的其他电话没有撤销：这些内容后来又修改过，予以保留。"]
    assert row(village, keep)["phone2"] == "13700000003"
    assert (row(village, other)["state"], row(village, other)["merged_into"]) == ("active", None)
    with pytest.raises(DeskError, match="没有并入"):
        duplicates.unmerge(village, other)


def test_merges_in_a_row_come_apart_one_by_one(village):
    one, two, three = person(village, **HEAD), person(village, **AGAIN), person(village, **AGAIN)
    before = everything(village)
    duplicates.merge(village, duplicates.merge_plan(village, two, three))
    duplicates.merge(village, duplicates.merge_plan(village, one, two))
    assert duplicates.merged_into(village, three).uid == one
    assert duplicates.unmerge(village, two).kept == []
    assert duplicates.merged_into(village, three).uid == two
    assert duplicates.unmerge(village, three).kept == []
    assert everything(village) == before


def test_the_history_of_the_kept_person_shows_the_other_ones_too(village):
    keep, other = twice(village)
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    lines = history.record_history(village, "person", keep)
    assert {(line.act, line.new) for line in lines} >= {
        ("〔并入的记录〕新增一户", "13900000002"),
        ("新增一户", "13800000001"),
    }
    duplicates.unmerge(village, other)
    assert all("并入的记录" not in line.act for line in history.record_history(village, "person", keep))


def test_a_sealed_record_moves_without_being_spoken_of(village):
    keep, other = twice(village)
    village.enable("released")
    sealed = people.add_to_group(village, other, "released", {}).uid
    people.add_to_group(village, keep, "released", {})
    village.disable("released")
    plan = duplicates.merge_plan(village, keep, other)
    assert "刑满释放" not in str(plan)
    duplicates.merge(village, plan)
    assert (row(village, sealed, "released")["person"], row(village, sealed, "released")["state"]) == (keep, "active")
    village.write([Edit("released", sealed, "update", {"person": row(village, keep)["uid"]})], "无变化")
    assert "刑满释放" not in str(duplicates.unmerge(village, other).kept)
    assert row(village, sealed, "released")["person"] == other
    village.enable("released")
    assert "released" in {clash.ledger for clash in duplicates.merge_plan(village, keep, other).clashes}


def test_households_entered_twice_become_one(village):
    first, second = (
        people.new_household(village, "12", "柳行村1组12号", HEAD | {"name": "张为"}).uid for _ in range(2)
    )
    wife = people.add_member(village, second, {"name": "王芳"}, "10").uid
    (pair,) = duplicates.household_pairs(village)
    assert (pair.score, pair.why, pair.other.line) == (85, "住址和户主相同", "柳行村1组12号　2 人")
    before = everything(village)
    duplicates.merge(village, duplicates.merge_plan(village, first, second, "household"))
    homes = list(village.store.rows("residence", where={"household": first}))
    assert wife in {str(home["person"]) for home in homes}
    assert len(homes) == 3
    assert duplicates.household_pairs(village) == []
    duplicates.unmerge(village, second, "household")
    assert everything(village) == before


def test_a_merge_and_its_undoing_travel_to_the_street(paired, stick):
    village, street = paired
    keep, other = twice(village)
    carry(village, street, stick)
    for act in (
        lambda: duplicates.merge(village, duplicates.merge_plan(village, keep, other)),
        lambda: duplicates.unmerge(village, other),
    ):
        act()
        carry(street, village, stick)
        carry(village, street, stick)
        assert digests(street, village.office.site) == digests(village, village.office.site)
        assert street.store.get("person", other)["merged_into"] == village.store.get("person", other)["merged_into"]
    with pytest.raises(DeskError, match="属于别的单位"):
        duplicates.merge_plan(street, keep, other)


def test_a_merged_record_is_not_opened_again_by_itself(village):
    keep, other = twice(village)
    duplicates.merge(village, duplicates.merge_plan(village, keep, other))
    with pytest.raises(DeskError, match="已经并入“张为”"):
        records.reopen_record(village, "person", other)
