"""Lists as clerks ask for them: filtered in words, by age, group or where people live, kept as views."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridDesk.desk import columns, people, records, sieves, tables, views
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ledger.filter import Condition
from gridDesk.text import today

HOME = "residence.person"


def _born(years, days=0):
    """Return the birthday of somebody who turns `years` today, or so many days later."""
    now = today()
    try:
        born = now.replace(year=now.year - years)
    except ValueError:
        born = now.replace(year=now.year - years, month=3, day=1)
    return (born.fromordinal(born.toordinal() + days)).isoformat()


@pytest.fixture
def village(village):
    desk = village
    home = people.new_household(desk, "1", "柳行村1组1号", {"name": "曾大", "sex": "1", "birth": _born(60)})
    people.add_member(desk, home.uid, {"name": "丁二", "sex": "2", "birth": _born(60, 1)}, "10")
    people.add_member(desk, home.uid, {"name": "仇三", "sex": "2", "birth": str(today().year - 60)}, "30")
    people.new_household(desk, "2", "紫水街9号", {"name": "安四", "sex": "2"})
    return desk


def names(desk, **wanted):
    table = tables.table(desk, "people", **wanted)
    place = [column.key for column in table.columns].index("name")
    return {table.texts(row)[place] for row in range(table.count)}


def test_an_age_is_counted_in_full_years_on_the_day_the_list_is_looked_at(village):
    assert names(village, conditions=[Condition("age", "between", (60, None))]) == {"曾大", "仇三"}
    assert names(village, conditions=[Condition("age", "between", (None, 59))]) == {"丁二"}
    assert names(village, conditions=[Condition("age", "between", (60, 60))]) == {"曾大", "仇三"}
    assert names(village, conditions=[Condition("age", "blank")]) == {"安四"}


def test_people_are_filtered_by_where_they_live_and_to_which_group_they_belong(village):
    uid = next(village.store.rows("person", where={"name": "丁二"}))["uid"]
    people.add_to_group(village, uid, "low_income", {})
    assert names(village, conditions=[Condition("groups", "is", ("low_income", "disabled"))]) == {"丁二"}
    assert names(village, conditions=[Condition("groups", "blank")]) == {"曾大", "仇三", "安四"}
    assert names(village, conditions=[Condition("text", "contains", ("紫水",), "@place")]) == {"安四"}
    assert names(village, conditions=[Condition("relation", "is", ("10",), HOME)]) == {"丁二"}
    assert names(village, filters={"sex": "2", "group": "low_income"}) == {"丁二"}


def test_a_sealed_group_is_neither_offered_nor_counted(village):
    village.enable("released")
    uid = next(village.store.rows("person", where={"name": "丁二"}))["uid"]
    people.add_to_group(village, uid, "released", {})
    groups = next(one for one in columns.offered(village, "people") if one.key == "groups")
    assert sieves.values(village, "people", groups) == []
    assert names(village, conditions=[Condition("groups", "is", ("released",))]) == set()


def test_every_column_of_every_ledger_offers_values_and_reads_its_own_conditions(village):
    for table in ("people", "households", "dwellings", *village.catalogue.ledgers):
        for column in columns.offered(village, table):
            if column.sieve is None:
                continue
            sieve = column.sieve
            for one in sieves.values(village, table, column)[:2]:
                condition = Condition(sieve.key, "is", (one.value,), sieve.via)
                assert tables.table(village, table, conditions=[condition]).count == one.count, (table, column.key)
            for op in ("blank", "filled"):
                condition = Condition(sieve.key, op, (), sieve.via)
                tables.table(village, table, conditions=[condition])
                assert sieves.words(village, table, [condition])[0].startswith(column.title.partition("（")[0])
        shown = tables.table(village, table, columns=[column.key for column in columns.offered(village, table)])
        if shown.count:
            assert len(shown.texts(0)) == len(shown.columns)


def test_values_are_counted_under_the_other_conditions(village):
    sex = next(one for one in columns.offered(village, "people") if one.key == "sex")
    kind = next(one for one in columns.offered(village, "people") if one.key == "relation")
    chosen = [Condition("sex", "is", ("1",)), Condition("relation", "is", ("02",), HOME)]
    assert [(one.text, one.count) for one in sieves.values(village, "people", sex, chosen)] == [("女", 1), ("男", 1)]
    assert [(one.text, one.count) for one in sieves.values(village, "people", kind, chosen)] == [("户主", 1)]
    assert [one.text for one in sieves.values(village, "people", kind, search="配")] == ["配偶"]


def test_a_filter_is_said_in_words(village):
    view = View("", "people", conditions=(
        Condition("sex", "is", ("2",)), Condition("age", "between", (60, None)), Condition("age", "between", (18, 60)),
        Condition("relation", "not", ("02",), HOME), Condition("text", "contains", ("柳行",), "@place"),
        Condition("phone", "blank"), Condition("verified_on", "not", ("month",)), Condition("name", "begins", ("曾",)),
    ), search="张")  # fmt: skip
    assert views.words(village, view) == (
        "含“张” 且 性别＝女 且 年龄≥60 且 年龄 18～60 且 与户主关系≠户主 且 住址含“柳行” 且 联系电话为空 且 本月未核实 且 姓名以“曾”开头"
    )


def test_verified_this_month_and_not_are_the_whole_list(village):
    uid = next(village.store.rows("person", where={"name": "曾大"}))["uid"]
    people.verify_person(village, uid)
    assert names(village, conditions=[Condition("verified_on", "is", ("month",))]) == {"曾大"}
    assert names(village, conditions=[Condition("verified_on", "not", ("month",))]) == {"丁二", "仇三", "安四"}


def test_a_view_is_kept_shown_and_forgotten(village):
    view = View(
        " 60岁以上独居 ", "people", conditions=(Condition("age", "between", (60, None)), Condition("sex", "is", (None, "2"))),
        columns=("name", "birth"), sort="name@strokes", descending=True, widths={"name": 9.5}, frozen=2,
    )  # fmt: skip
    kept = views.save_view(village, view)
    assert views.views(village, "people") == [kept] == [replace(view, name="60岁以上独居")]
    assert views.unpack(views.pack(kept)) == kept
    table = views.table_of(village, kept)
    assert [column.key for column in table.columns] == ["name", "birth"]
    assert [table.texts(row)[0] for row in range(table.count)] == ["仇三"]
    views.save_view(village, replace(kept, sort=""))
    assert [one.sort for one in views.views(village, "people")] == [""]
    views.delete_view(village, kept)
    assert views.views(village, "people") == []


def test_a_view_without_a_name_or_with_a_long_one_is_refused_in_words(village):
    for name in (" ", "很" * 30):
        with pytest.raises(DeskError, match="名称"):
            views.save_view(village, View(name, "people"))


def test_a_list_finds_the_row_of_any_record(village):
    table = tables.table(village, "people", sort="name")
    for row in range(table.count):
        assert table.index_of(table.uid(row)) == row
    assert table.index_of("0" * 32) is None
    assert table.uids([2, 0]) == [table.uid(2), table.uid(0)]


def test_a_cell_is_typed_into_with_the_whole_value_and_derived_ones_are_not(village):
    table = tables.table(village, "people")
    keys = [column.key for column in table.columns]
    assert [key for key in keys if not table.editable(keys.index(key))] == [
        "age", "id_number", "relation", "household", "address", "kind", "groups", "verified_on",
    ]  # fmt: skip
    row = table.index_of(str(next(village.store.rows("person", where={"name": "安四"}))["uid"]))
    table.set(row, keys.index("education"), "初中")
    assert table.texts(row)[keys.index("education")] == table.edit_text(row, keys.index("education")) == "初中"


def test_any_ledger_is_searched_by_what_its_texts_hold(village):
    records.save(village, "event", None, records.blank(village, "event", title="路灯不亮"))
    assert tables.table(village, "event", search="路灯").count == 1
    assert tables.table(village, "event", search="水管").count == 0
