"""A paper at each of its levels: which columns are left, what order they stand in, and what every sheet says of itself."""

from __future__ import annotations

import itertools
import re

import pytest

from gridDesk.desk import Desk, printing
from gridDesk.desk.paper_mark import read_code
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View, pack
from gridDesk.documents.form import FormPage
from gridDesk.documents.page import Book
from gridDesk.documents.table_page import TablePage
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit

IDS = ("110105194912310021", "110105195001010037", "110105195502020018")
PHONE = "13812345678"
_UIDS = (f"{n:032x}" for n in itertools.count(0xBEEF))
PEOPLE = (
    ("王国庆", "0103", "3组", "1956-01-05"),
    ("李小芳", "0101", "1组", "1949-12-31"),
    ("欧阳文华", "0102", "1组", "1985-03-12"),
)


@pytest.fixture
def office(village: Desk) -> Desk:
    """A village with three households of one person each, all of them on low income."""
    village.enable("released")
    grid = str(village.grids()[0]["uid"])
    edits = []
    for n, (name, number, group, birth) in enumerate(PEOPLE):
        person, house, address = next(_UIDS), next(_UIDS), next(_UIDS)
        edits += [
            Edit("address", address, "create", {"text": f"柳行村{group}{n + 11}号", "village_group": group, "grid": grid}),
            Edit("person", person, "create", {
                "name": name, "id_type": "111", "id_number": IDS[n], "sex": "1", "birth": birth, "phone": PHONE,
                "health": "2", "remark": f"家属电话{PHONE}，证件{IDS[n]}",
            }),
            Edit("household", house, "create", {"number": number, "head": person, "village_group": group, "address": address,
                                             "grid": grid, "phone": PHONE, "needs": "母亲住院"}),
            Edit("residence", next(_UIDS), "create", {"person": person, "household": house, "kind": "1", "relation": "01",
                                                   "address": address, "grid": grid}),
            Edit("low_income", next(_UIDS), "create", {"person": person, "kind": "1", "bank_account": "6217000012345678901"}),
        ]  # fmt: skip
    village.write(edits, "登记人口")
    return village


def rows(page: TablePage) -> list[dict[str, str]]:
    keys = [column.key for column in page.columns]
    found = [cells for item in page.body for cells in getattr(item, "rows", (item,)) if isinstance(cells, tuple)]
    return [dict(zip(keys, cells, strict=True)) for cells in found]


def table(desk: Desk, paper: str, level: str) -> TablePage:
    page = printing.compose(desk, PrintOrder(paper=paper, level=level))
    assert isinstance(page, TablePage)
    return page


def said(page: object) -> str:
    if isinstance(page, Book):
        return "".join(map(said, (*page.front, *page.parts, *page.back)))
    return repr(list(page.body)) if isinstance(page, TablePage) else repr(list(page.forms))  # type: ignore[attr-defined]


def test_the_shelf_gets_whole_numbers_and_a_watermark(office: Desk) -> None:
    page = table(office, "resident_ledger", "M0")
    assert all(number in said(page) for number in IDS)
    assert page.watermark.startswith("柳行村　王建国　")
    assert page.watermark[-10:].count("-") == 2


def test_paper_carried_outside_names_households_by_number_and_nobody_by_theirs(office: Desk) -> None:
    page = table(office, "resident_ledger", "M2")
    keys = [column.key for column in page.columns]
    assert "person.id_number" not in keys
    assert "household.number" in keys
    assert sum(column.width for column in page.columns) == pytest.approx(page.sheet.room, abs=0.5)
    text = said(page)
    assert not any(number in text or number[-4:] in text for number in IDS)
    assert PHONE not in text
    assert "138****5678" in text
    assert page.watermark


def test_a_list_of_a_group_carried_outside_does_not_say_which_group(office: Desk) -> None:
    page = table(office, "low_income", "M2")
    words = page.title + "".join(column.title for column in page.columns) + said(page)
    assert not re.search("低保|特困|救助|6217", words)
    assert [row["household.number"] for row in rows(page)] == ["0101", "0102", "0103"]


def test_a_posted_list_is_ordered_by_what_it_shows(office: Desk) -> None:
    page = table(office, "low_income", "M4")
    shown = rows(page)
    assert [row["person.name"] for row in shown] == sorted(row["person.name"] for row in shown)
    assert [row["no"] for row in shown] == ["1", "2", "3"]
    assert {row["person.name"] for row in shown} == {"王*庆", "李*芳", "欧阳*华"}
    assert {row["address.text"].removeprefix("柳行村") for row in shown} == {"1组", "3组"}
    assert "王建国" not in page.watermark
    text = said(page)
    assert not any(secret in text for secret in (*IDS, PHONE, "6217", "11号", "1949"))


def test_a_posted_list_keeps_no_families_together(office: Desk) -> None:
    page = table(office, "resident_ledger", "M4")
    assert not any(hasattr(item, "rows") for item in page.body)
    assert not any(column.shared for column in page.columns)


@pytest.mark.parametrize("level", ["M2", "M4"])
def test_a_sealed_ledger_neither_leaves_nor_is_posted(office: Desk, level: str) -> None:
    assert [one.level for one in {p.key: p for p in printing.papers(office)}["released"].levels] == ["M0", "M1"]
    with pytest.raises(DeskError, match="不能按这个遮盖级别打印"):
        printing.compose(office, PrintOrder(paper="released", level=level))


def test_a_saved_list_is_masked_and_sorted_as_papers_are(office: Desk) -> None:
    view = View(name="", table="people", columns=("name", "birth", "phone", "id_number"), sort="birth")
    key = f"view:{pack(view)}"
    assert [one.level for one in printing.list_paper(office, key).levels] == ["M0", "M1", "M2", "M4"]
    outside, public = table(office, key, "M2"), table(office, key, "M4")
    assert PHONE not in said(outside)
    assert not any(number in said(outside) + said(public) for number in IDS)
    assert [column.title for column in public.columns] == ["序号", "姓名"]
    names = [row[1] for row in public.body]  # type: ignore[index]
    assert names == sorted(names)


def test_every_level_that_is_offered_can_be_printed_and_no_other(office: Desk) -> None:
    for paper in printing.papers(office):
        for choice in paper.levels:
            order = PrintOrder(paper=paper.key, level=choice.level, date="2026-05-12", month="2026-05")
            text = said(printing.compose(office, order))
            assert choice.level == "M0" or not any(number in text for number in IDS), (paper.key, choice.level)
            if choice.level == "M4":
                assert not any(secret in text for secret in (PHONE, "王国庆", "1956-01", "6217")), paper.key


def test_the_foot_says_who_printed_when_what_for_for_whom_and_which_copy(office: Desk) -> None:
    order = PrintOrder(paper="resident_ledger", purpose="普查核对", recipient="区民政局", copy=2, copies=3)
    page = printing.compose(office, order)
    assert isinstance(page, TablePage)
    assert re.fullmatch(
        r"柳行村 · 王建国打印 · \d{4}-\d\d-\d\d \d\d:\d\d · 用途：普查核对 · 领取：区民政局 · 第 2 份共 3 份 · "
        rf"记录号 {page.code} · 日志码 [0-9a-f]{{10}}", page.foot,
    )  # fmt: skip
    assert read_code(page.code) == page.code
    again = printing.compose(office, order)
    assert isinstance(again, TablePage)
    assert again.code != page.code


def test_a_number_that_is_known_is_kept_and_paper_for_the_pen_has_no_watermark(office: Desk) -> None:
    page = printing.compose(office, PrintOrder(paper="daily_log", mode="blank", date="2026-05-12", code="7K3M9Q"))
    assert isinstance(page, FormPage)
    assert (page.code, page.watermark) == ("7K3M9Q", "")


def test_a_paper_that_says_nothing_of_people_offers_nothing_to_choose(office: Desk) -> None:
    levels = {paper.key: len(paper.levels) for paper in printing.papers(office)}
    assert levels["resident_ledger"] == 4
    assert levels["natural_place"] == 3  # who answers for it, and the phone
    assert levels["grid_code"] == levels["sign_in"] == 1
