"""Conditions: whatever is asked of the store gives exactly the records that a reading of every record would."""

from __future__ import annotations

import string
from array import array

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.ledger import Edit, new_uid
from gridDesk.ledger.filter import OPS, Condition, Gap
from gridDesk.store import tables
from gridDesk.store.tables import Stopped
from tests.store.helpers import change, create, home

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_TEXTS = st.one_of(st.none(), st.text(alphabet="张王李aB%_'\\ ", min_size=1, max_size=4))
_DATES = st.one_of(
    st.none(), st.sampled_from(["1985", "1985-03", "1985-03-12", "1984-12-31", "1986", "1985-01-01", "2020-02"])
)
_NUMBERS = st.one_of(st.none(), st.integers(-3, 3))
_KEYS = {"name": _TEXTS, "birth": _DATES, "income": _NUMBERS}


@st.composite
def _conditions(draw):
    key = draw(st.sampled_from(sorted(_KEYS)))
    op = draw(st.sampled_from(OPS))
    if op in ("blank", "filled"):
        return Condition(key, op)
    if op in ("lacks", "complete"):
        born = draw(st.sampled_from([None, ("birth", "1985-03-12")]))
        return Condition(
            "gaps", op, tuple(Gap(one, born=born) for one in draw(st.lists(st.sampled_from(sorted(_KEYS)))))
        )
    if op in ("between", "outside"):
        return Condition(key, op, (draw(_KEYS[key]), draw(_KEYS[key])))
    if op in ("contains", "begins"):
        return Condition(
            "name",
            op,
            tuple(draw(st.lists(st.text(alphabet="张王aB%_'", min_size=1, max_size=2), min_size=1, max_size=2))),
        )
    return Condition(key, op, tuple(draw(st.lists(_KEYS[key], max_size=3))))


_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def _first_day(value):
    return f"{value}{'-01-01'[len(value) - 4 :]}"


def _lacks(gap, row):
    excused = gap.born and row["birth"] and row["birth"] > gap.born[1]
    return row[gap.key] in (None, "") and not excused


def _holds(condition, row):
    """Say in Python what a condition means."""
    op, values = condition.op, condition.values
    if op in ("lacks", "complete"):
        return any(_lacks(gap, row) for gap in values) == (op == "lacks")
    value = row[condition.key]
    if op in ("blank", "filled"):
        return (value is None) == (op == "blank")
    if op in ("is", "not"):
        return (value in values) == (op == "is")
    if op == "contains":
        return any(str(word).translate(_FOLD) in (value or "").translate(_FOLD) for word in values)
    if op == "begins":
        return value is not None and any(value.startswith(word) for word in values)
    low, high = values
    if condition.key == "birth" and value is not None:
        inside = (low is None or _first_day(value) >= _first_day(low)) and (high is None or value[: len(high)] <= high)
    else:
        inside = value is not None and (low is None or value >= low) and (high is None or value <= high)
    return inside == (op == "between")


@SOME
@given(
    rows=st.lists(st.fixed_dictionaries(_KEYS), min_size=1, max_size=8),
    wanted=st.lists(_conditions(), min_size=1, max_size=2),
)
def test_conditions_find_what_a_reading_of_every_record_finds(store, rows, wanted):
    uids = [new_uid() for _ in rows]
    edits = [
        Edit("person", uid, "create", {key: value for key, value in row.items() if value is not None} or {"name": "无"})
        for uid, row in zip(uids, rows, strict=True)
    ]
    store.write(edits, actor="钱", label="录入")
    mine = Condition("uid", "is", tuple(uids))
    full = [row if any(value is not None for value in row.values()) else row | {"name": "无"} for row in rows]
    expected = [uid for uid, row in zip(uids, full, strict=True) if all(_holds(one, row) for one in wanted)]
    found = [row["uid"] for row in store.rows("person", where=[mine, *wanted])]
    assert found == expected
    assert store.count("person", where=[mine, *wanted]) == len(expected)


def test_a_mapping_means_the_same_as_conditions(store):
    one, two = create(store, "person", name="张三", income=1), create(store, "person", name="李四")
    assert [row["uid"] for row in store.rows("person", where={"income": None})] == [two]
    assert [row["uid"] for row in store.rows("person", where={"income": [1, 2]})] == [one]
    assert [row["uid"] for row in store.rows("person", where=[Condition("income", "is", (None, 1))])] == [one, two]


def test_people_are_found_by_where_they_live(store):
    here = home(store, "张三", "柳杭村1号", number="007")["person"]
    there = home(store, "李四", "紫水街9号", number="008")["person"]

    def found(*wanted):
        return {str(row["uid"]) for row in store.rows("person", where=list(wanted))}

    via = "residence.person/household"
    assert found(Condition("number", "is", ("007",), via)) == {here}
    assert found(Condition("number", "not", ("007",), via)) == {there}
    assert found(Condition("text", "contains", ("柳杭",), "@place")) == {here}
    assert found(Condition("text", "contains", ("柳杭",), f"{via}/address")) == {here}
    assert found(Condition("number", "filled", (), via)) == {here, there}
    alone = create(store, "person", name="王五")
    assert found(Condition("uid", "blank", (), "residence.person")) == {alone}
    assert found(Condition("uid", "filled", (), "household.head|residence.person")) == {here, there}


def test_a_household_is_found_by_its_head_and_its_address(store):
    uids = home(store, "张三", "柳杭村1号", number="007")
    home(store, "李四", "紫水街9号", number="008")
    for condition in (
        Condition("name", "contains", ("张",), "head"), Condition("text", "contains", ("柳杭",), "address"),
        Condition("text", "begins", ("柳杭",), "@place"),
    ):  # fmt: skip
        assert [row["uid"] for row in store.rows("household", where=[condition])] == [uids["household"]]


def test_ended_links_do_not_count(store):
    uids = home(store, "张三", "柳杭村1号")
    change(store, "residence", uids["residence"], "close", closed_on="2026-01-01")
    assert store.count("person", where=[Condition("uid", "filled", (), "residence.person")]) == 0


def test_values_are_counted_under_conditions_the_most_frequent_first(store):
    for name, income in (("张三", 1), ("张三", 2), ("李四", 2), ("王五", 3)):
        create(store, "person", name=name, income=income)
    wanted = [Condition("income", "between", (None, 2))]
    assert store.group_count("person", "name", where=wanted, limit=1) == {"张三": 2}
    assert list(store.group_count("person", "income", where=[Condition("name", "is", ("张三",))]).items()) == [
        (1, 1),
        (2, 1),
    ]


def test_linked_values_are_counted_by_person(store):
    home(store, "张三", "柳杭村1号", number="007")
    home(store, "李四", "紫水街9号", number="008")
    households = {row["number"]: row["uid"] for row in store.rows("household")}
    counted = store.linked_count(
        "person", "residence", "person", "household", where=[Condition("name", "is", ("张三",))]
    )
    assert counted == {households["007"]: 1}


def test_names_sort_by_pinyin_or_strokes_with_and_without_conditions(store):
    people = {name: create(store, "person", name=name, income=1) for name in ("曾一", "丁二", "仇三", "安四")}
    order = {uid: name for name, uid in people.items()}

    def names(**wanted):
        ids = store.ids("person", **wanted)
        return [order[row["uid"]] for row in store.page("person", ids)]

    pinyin = ["安四", "丁二", "仇三", "曾一"]
    assert names(order=("name",)) == names(order=("name",), where={"income": 1}) == pinyin
    assert names(order=("name",), descending=True) == pinyin[::-1]
    assert names(order=("name@strokes",)) == ["丁二", "仇三", "安四", "曾一"]


def test_row_numbers_are_read_until_nobody_wants_them_any_more(store):
    edits = [Edit("person", new_uid(), "create", {"name": f"张{n}"}) for n in range(30_000)]
    store.write(edits, actor="钱", label="录入")
    with pytest.raises(Stopped):
        store.ids("person", order=("income",), stop=lambda: True)
    assert len(store.ids("person", stop=lambda: False)) == 30_000
    assert store.ids("person", order=("name",), limit=2) == array("q", store.ids("person", order=("name",))[:2])
    assert store.size("person") == 30_000


def test_an_unknown_column_or_link_is_an_error_of_the_program(store):
    for condition in (
        Condition("shoe", "is", (1,)),
        Condition("name", "is", (1,), "shoe"),
        Condition("name", "is", (1,), "shop.x"),
    ):
        with pytest.raises(ValueError, match="no "):
            store.count("person", where=[condition])
    with pytest.raises(ValueError, match="no such condition"):
        Condition("name", "like")


def test_a_link_that_most_records_have_is_asked_of_each_with_the_same_answer(store, monkeypatch):
    homes = [home(store, name, f"{name}号", number=name) for name in ("1", "2", "3")]
    change(store, "residence", homes[0]["residence"], address=homes[1]["address"])
    place = homes[1]["address"]
    for values in ((place,), (None,), (place, None), ()):
        for op in ("is", "not"):
            where = [Condition("address", op, values, "residence.person")]
            monkeypatch.setattr(tables, "MANY_LINKED", 20_000)
            listed = store.ids("person", where=where)
            monkeypatch.setattr(tables, "MANY_LINKED", 1)
            assert store.ids("person", where=where) == listed
