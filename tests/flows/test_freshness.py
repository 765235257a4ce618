"""Completeness and freshness over a whole office: the month's list, the rates of the regulation, what records lack."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from gridDesk import text
from gridDesk.desk import agenda, freshness, history, people, printing, records, today
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.table_page import TablePage

NUMBER = "370305198001011237"


@pytest.fixture
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 21, 9).astimezone())
    return monkeypatch


def _home(desk, name, place, **person):
    uid = people.new_household(desk, "", place, {"name": name, **person}).uid
    records.save(desk, "household", uid, {"village_group": place.partition("组")[0] + "组"})
    return uid


def _walked(desk, **wanted):
    table = freshness.to_verify(desk, **wanted)
    return [table.texts(n)[2] for n in range(table.count)]


def test_households_wait_in_walking_order_until_verified_and_again_next_month(november, village):
    places = ["1组2号", "1组10号", "2组1号", "2组1号后院", "10组1号"]
    for place in random.Random(1).sample(places, len(places)):
        _home(village, place, place)
    assert _walked(village) == places
    first = freshness.to_verify(village).uid(0)
    freshness.confirm(village, first)
    assert _walked(village) == places[1:]
    assert _walked(village, village_group="2组") == ["2组1号", "2组1号后院"]
    assert _walked(village, everybody=True) == places
    november.setattr(text.CLOCK, "source", lambda: datetime(2026, 12, 1, 9).astimezone())
    assert _walked(village) == places


def test_confirming_a_household_confirms_all_in_it_as_one_act_that_can_be_undone(november, village):
    home = _home(village, "张为", "1组2号")
    person = str(village.store.get("household", home)["head"])
    people.add_to_group(village, person, "low_income", {"kind": "03"})
    dwelling = records.save(village, "dwelling", None, {"household": home}).uid
    tenant = records.save(village, "person", None, {"name": "租客"}).uid
    rent = records.save(village, "tenancy", None, {"dwelling": dwelling, "tenant": tenant}).uid
    changes = freshness.confirm(village, home)
    touched = {ledger: len(uids) for ledger, uids in changes.touched.items()}
    assert touched == {"household": 1, "person": 1, "residence": 1, "dwelling": 1, "tenancy": 1, "low_income": 1}
    assert village.store.get("tenancy", rent)["verified_on"] == "2026-11-21"
    assert {rate.label: (rate.fresh, rate.total) for rate in freshness.rates(village)} == {
        "户": (1, 1), "人口": (1, 2), "房屋": (1, 1), "特殊人群": (1, 1),
    }  # fmt: skip
    history.undo(village, changes.txn)
    assert freshness.progress(village).fresh == 0


def test_a_record_says_what_it_lacks_and_children_are_asked_for_less(november, village):
    adult = records.save(village, "person", None, {"name": "张为", "birth": "1980-01-01", "sex": "1"})
    child = records.save(village, "person", None, {"name": "张小满", "birth": "2024-03-01", "sex": "2"})
    row = village.store.get("person", adult.uid)
    assert freshness.completeness(village, "person", row) == [
        "公民身份号码",
        "文化程度",
        "婚姻状况",
        "政治面貌",
        "联系电话",
    ]
    assert freshness.completeness(village, "person", village.store.get("person", child.uid)) == ["公民身份号码"]
    assert (
        0
        < freshness.share(village, "person", row)
        < freshness.share(village, "person", village.store.get("person", child.uid))
    )


def test_counts_of_what_is_missing_equal_what_each_record_lacks(november, village):
    known = {"sex": "1", "phone": "13800000001", "id_number": NUMBER, "education": "70", "birth": "1980-01-01"}
    for n in range(6):
        some = dict(random.Random(n).sample(sorted(known.items()), 3))
        records.save(village, "person", None, {"name": f"人{n}", **({} if n else known), **some})
    found = next(one for one in freshness.lacking(village) if one.ledger == "person")
    rows = list(village.store.rows("person"))
    lists = [freshness.completeness(village, "person", row) for row in rows]
    assert {lack.label: lack.count for lack in found.lacks} == {
        label: sum(label in one for one in lists) for label in {label for one in lists for label in one}
    }
    assert (found.total, found.complete) == (6, sum(not one for one in lists))
    for lack in found.lacks:
        table = freshness.lacking_table(village, "person", lack.key)
        assert table.count == lack.count
        assert all(lack.label in table.texts(n)[1] for n in range(table.count))


def test_a_document_that_nobody_has_yet_is_not_missed(village):
    records.save(village, "person", None, {"name": "张小满", "id_type": records.NO_DOCUMENT})
    row = next(village.store.rows("person"))
    assert "公民身份号码" not in freshness.completeness(village, "person", row)


def test_the_morning_page_says_how_many_wait_and_lack_something(november, village):
    _home(village, "张为", "1组2号")
    cards = {card.title: card for card in today.today(village).cards}
    (verify,) = (item for item in agenda.agenda(village, text.today()).week if item.kind == "verify")
    assert (verify.title, verify.line) == ("本月待核实 1 户", "已核实 0/1 户")
    assert cards["待完善"].line == "有 1 人的信息还不齐，其中 1 人没有公民身份号码。"
    assert (cards["待完善"].page, verify.page) == ("freshness", "freshness")


def test_the_list_to_take_along_has_room_to_write_and_no_numbers_or_groups(november, village):
    home = _home(village, "张为", "1组2号", id_number=NUMBER)
    people.add_to_group(village, str(village.store.get("household", home)["head"]), "low_income", {"kind": "03"})
    page = printing.compose(village, PrintOrder(paper=printing.verify_paper(), full_ids=True))
    assert isinstance(page, TablePage)
    assert [column.title for column in page.columns] == [
        "序号", "小组", "户号", "户主", "人数", "同住成员", "住址", "联系电话", "上次核实", "核实情况",
    ]  # fmt: skip
    rows = list(page.body)
    assert rows == [("1", "1组", "", "张为", "1", "", "1组2号", "", "", "")]
    assert page.row_height >= 9
