"""Row E3: whatever is masked leaves at least 300 ID numbers to guess among, else it is refused, naming what to leave out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from gridDesk import paths
from gridDesk.desk import exports, listed, paper_levels, people, print_grants, printing
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.grants import Order
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.reidentify import LEAST, Telling, left_to_guess, weakest
from gridDesk.desk.views import View, pack
from gridDesk.documents.papers import load_papers
from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.vault import Level
from tests import granted

REGION, TODAY = "370305", date(2026, 11, 21)
CATALOGUE = catalogue()


@pytest.fixture
def office(village):
    people.new_household(
        village, "1", "柳行村2组1号",
        {"name": "张为", "id_number": "370305198001011237", "id_type": "111", "sex": "1", "birth": "1980-01-01"},
    )  # fmt: skip
    return village


def test_every_masked_paper_hides_its_people(village, figure):
    checked, least = 0, None
    for paper in load_papers(paths.forms() / "papers", CATALOGUE).values():
        for choice in paper_levels.choices(paper, CATALOGUE[paper.ledger] if paper.ledger else None):
            level = paper_levels.parse(choice.level)
            if level >= Level.FIELD:
                keys = [column.key for column in paper_levels.at_level(village, paper, level).columns]
                left = left_to_guess(CATALOGUE, keys, level, REGION, TODAY)
                least = left if least is None else min(least, left)
                checked += 1
    assert least is not None
    assert least >= LEAST
    figure("E3", masked_papers=checked, fewest_left=round(least))


def test_whatever_columns_are_chosen_for_a_list_that_leaves_it_hides_its_people(office, figure, amount):
    """The audience 一般使用 is M2; any choice of columns of any list is tried."""
    chance, tried, least = random.Random(3), 0, float("inf")
    for _ in range(amount(30, 400)):
        table = chance.choice(["people", "households", "dwellings"])
        every = [one.reference for one in listed.offered(office, table)]
        columns = tuple(chance.sample(every, chance.randrange(1, len(every))))
        order = ExportOrder(view=View("", table), columns=columns, numbered=False)
        try:
            exports.check(office, order)
        except DeskError:  # nothing is left of the columns
            continue
        shown = [one.reference for one in exports._chosen(office, order) if one.reference]
        least = min(least, left_to_guess(CATALOGUE, shown, Level.FIELD, REGION, TODAY))
        tried += 1
    assert least >= LEAST
    figure("E3", choices_of_columns=tried, fewest_left=round(least))


def test_four_and_four_digits_beside_a_birth_date_are_refused_and_the_column_is_named(office, figure):
    view = View("", "people", columns=("name", "id_number", "birth", "sex"))
    order = PrintOrder(paper=f"view:{pack(view)}", full_ids=False, recipient="区民政局", purpose="核对")
    given = print_grants.order_of(office, order)
    assert given.level == Level.DESK
    with pytest.raises(Telling) as told:
        print_grants.check_guess(office, order, given)
    assert "公民身份号码" in str(told.value)
    lighter = replace(order, without=(told.value.reference,))
    print_grants.check_guess(office, lighter, given)  # one click leaves the column out
    assert [column.title for column in printing.compose(office, lighter).columns] == [
        "序号",
        "姓名",
        "出生日期",
        "性别",
    ]
    print_grants.check_guess(office, order, Order(level=Level.DESK, persons=1))  # inside the office nobody is asked
    figure("E3", weak_lists_refused=1, column_named=1)


def test_a_mask_that_fails_is_caught_when_the_file_is_to_be_written(office, tmp_path, monkeypatch):
    monkeypatch.setattr("gridDesk.desk.masks.mask_id", lambda number, _level: number[:6] + "********" + number[-4:])
    monkeypatch.setattr("gridDesk.desk.exports.hidden", lambda *_: False)
    order = ExportOrder(view=View("", "people"), columns=("person.name", "person.id_number", "age"))
    with pytest.raises(Telling, match="公民身份号码"):
        granted.export(office, order, tmp_path / "a.xlsx")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_the_column_to_leave_out_is_the_one_that_says_most():
    keys = ["person.id_number", "person.birth", "person.sex", "person.name"]
    assert weakest(CATALOGUE, keys, Level.DESK, REGION, TODAY) == "person.id_number"
    assert weakest(CATALOGUE, keys[1:], Level.DESK, REGION, TODAY) == ""
