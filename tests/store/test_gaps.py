import pytest

from gridDesk.store import Gap

from .helpers import change, create, home


def _names(store, ledger, ids):
    return [row["name"] for row in store.page(ledger, ids)]


def test_gaps_are_counted_in_one_pass_and_each_finds_its_records(store):
    create(store, "person", name="张兰", phone="13800000001")
    create(store, "person", name="李四")
    create(store, "person", name="王五", insured=1)
    phone, insured = Gap("phone"), Gap("insured")
    assert store.count_gaps("person", [phone, insured]) == (3, 3, [2, 2])
    assert _names(store, "person", store.ids_with_gap("person", phone)) == ["李四", "王五"]
    assert store.count_gaps("person", []) == (0, 0, [])


def test_a_record_may_be_excused_by_a_value_or_by_being_born_late(store):
    create(store, "person", name="张兰", former_name="X00")
    create(store, "person", name="李四", former_name="111")
    create(store, "person", name="王五", birth="2020-05-06")
    create(store, "person", name="赵六", birth="1980")
    number, phone = Gap("id_number", unless=("former_name", "X00")), Gap("phone", born=("birth", "2010-11-21"))
    assert _names(store, "person", store.ids_with_gap("person", number)) == ["李四", "王五", "赵六"]
    assert _names(store, "person", store.ids_with_gap("person", phone)) == ["张兰", "李四", "赵六"]


def test_closed_and_void_records_lack_nothing(store):
    uid = create(store, "person", name="张兰")
    change(store, "person", uid, "close")
    assert store.count_gaps("person", [Gap("phone")]) == (0, 0, [0])


def test_a_field_the_ledger_lacks_is_refused(store):
    with pytest.raises(ValueError, match="no column"):
        store.count_gaps("person", [Gap("grade")])


def test_those_verified_since_a_day_are_passed_over(store):
    early, late, never = (home(store, name, f"{name}号", number=name)["household"] for name in "123")
    change(store, "household", early, verified_on="2026-10-31")
    change(store, "household", late, verified_on="2026-11-01")
    found = {row["uid"] for row in store.page("household", store.walk(before="2026-11-01"))}
    assert found == {early, never}
