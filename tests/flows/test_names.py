"""Rare characters and names with a middle dot survive import, screen, search, paper, Word and package."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
import xlsxwriter

from gridDesk.desk import exchange, printing, rosters, search, tables
from gridDesk.desk.print_order import PrintOrder
from tests.flows.two_offices import pair

NAMES = [
    "王㛃", "李䶮", "陈堃", "𬱖小明", "赵𬭎", "仇𣲘", "张𤧟", "〇一", "古丽娜尔·阿不都热依木", "玛丽亚木古丽·买买提吐尔逊·艾合买提江·阿卜杜热合曼",
    "𠮷田", "𰻝面",
]  # fmt: skip
TYPED = {
    "古丽娜尔·阿不都热依木": "古丽娜尔•阿不都热依木",
    "王㛃": "王　㛃",
    "玛丽亚木古丽·买买提吐尔逊·艾合买提江·阿卜杜热合曼": "玛丽亚木古丽．买买提吐尔逊．艾合买提江．阿卜杜热合曼",
}


@pytest.fixture
def filled(village, tmp_path):
    path = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for column, title in enumerate(("户号", "姓名", "与户主关系", "家庭住址")):
            sheet.write(0, column, title)
        for row, name in enumerate(NAMES, start=1):
            sheet.write_row(row, 0, (str(row), TYPED.get(name, name), "户主", f"柳行村1组{row}号"))
    plan = rosters.preview(village, [path])
    rosters.apply(village, plan)
    return village


def test_they_are_kept_as_typed_with_the_one_right_dot(filled):
    assert {str(row["name"]) for row in filled.store.rows("person")} == set(NAMES)


def test_they_are_shown_and_found_by_every_character(filled):
    table = tables.people_table(filled)
    assert {table.texts(n)[0] for n in range(table.count)} == set(NAMES)
    for name in NAMES:
        for piece in (name, name[0], name[-1]):
            assert name in [hit.name for hit in search.find(filled, piece)], piece


def test_the_pdf_gives_the_text_back(filled):
    data = printing.pdf(filled, PrintOrder(paper="resident_ledger"))
    document = pypdfium2.PdfDocument(data)
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    text = text.replace("\r", "").replace("\n", "")
    for name in NAMES:
        assert name in text


def test_the_word_file_holds_them(filled):
    data = printing.docx(filled, PrintOrder(paper="resident_ledger"))
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode("utf-8")
    for name in NAMES:
        assert name in text


def test_every_one_of_them_has_a_way_to_paper(filled):
    page = printing.compose(filled, PrintOrder(paper="resident_ledger"))
    assert printing.missing_glyphs(page) == []


def test_they_arrive_at_the_street(filled, street, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    pair(filled, street, stick)
    exchange.apply_package(street, exchange.write_package(filled, street.office.site, stick).path)
    assert {str(row["name"]) for row in street.store.rows("person")} == set(NAMES)
