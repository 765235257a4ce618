"""Row E4: every page of every paper says who, when, what for, which copy and under which log code.

PDF through pypdfium2, Word through its parts, workbooks through openpyxl. Boards and cards that hang on walls and necks
say nothing; they hold no residents.
"""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pypdfium2
import pytest

from gridDesk.desk import print_grants, printing
from gridDesk.desk.demo import make_demo
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.roster.export_mark import PROPERTY, SHEET
from gridDesk.ui import print_made
from gridDesk.ui.print_made import Wish
from tests import granted


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    desk = make_demo(tmp_path_factory.mktemp("demo") / "village", people=60)
    yield desk
    desk.close()


def marks(text: str) -> bool:
    text = re.sub(r"\s+", "", text)
    return all(word in text for word in ("用途：", "第1份共1份", "日志码")) and re.search(
        r"\d{4}-\d\d-\d\d\d\d:\d\d", text
    )


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def orders(desk):
    for choice in printing.papers(desk):
        levels = [one.level for one in choice.levels] or [""]
        for level in levels:
            inside = level in ("", "M0", "M1")
            order = PrintOrder(
                paper=choice.key,
                level="" if inside else level,
                full_ids=level != "M1",
                date="2026-11-20",
                month="2026-11",
            )
            yield choice, order


def test_every_page_of_every_paper_says_who_when_why_which_copy(office, figure, amount):
    pages = papers = without = 0
    found = list(orders(office))
    for _, order in found[:: amount(4, 1)]:
        try:
            if not print_grants.order_of(office, order).persons:
                continue
            texts = pages_of(printing.pdf(office, order))
        except DeskError:
            continue
        papers += 1
        for text in filter(str.strip, texts):  # an empty back that fills a sheet says nothing
            pages += 1
            without += not marks(text)
    assert without == 0
    assert pages > 10
    figure("E4", papers=papers, pages=pages, without_the_line=without)


def test_every_word_file_says_so_in_its_foot(office, figure, amount):
    files = without = 0
    found = list(orders(office))
    for _, order in found[:: amount(8, 1)]:
        try:
            if not print_grants.order_of(office, order).persons:
                continue
            data = printing.docx(office, order)
        except DeskError:
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            feet = [
                archive.read(name).decode() for name in archive.namelist() if re.match(r"word/footer\d*\.xml", name)
            ]
        files += 1
        without += not any(marks("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", foot))) for foot in feet)
    assert without == 0
    figure("E4", word_files=files, without_the_line=without)


def test_each_of_several_copies_bears_its_own_number(office, figure):
    order = PrintOrder(paper="resident_ledger", recipient="区民政局", purpose="核对")
    made = print_made.make(office, Wish(order, "实有人口台账", numbered=3), lambda *_: None)
    texts = [re.sub(r"\s+", "", text) for text in pages_of(made.pdf)]
    each = len(texts) // 3
    for copy in (1, 2, 3):
        mine = texts[(copy - 1) * each : copy * each]
        number = f"{made.wish.order.code}/{copy}"
        assert all(f"第{copy}份共3份" in text and f"份号{number}" in text and "区民政局" in text for text in mine)
    figure("E4", copies=3, pages_with_their_own_number=len(texts))


def test_a_workbook_says_so_above_its_rows_in_its_properties_and_on_a_sheet(office, tmp_path, figure):
    done = granted.export(office, ExportOrder(view=View("", "people"), reason="核对户数"), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    line = str(book.worksheets[0]["A2"].value)
    assert marks(line)
    assert (done.code in line, "核对户数" in line) == (True, True)
    assert {one.name: one.value for one in book.custom_doc_props.props} == {PROPERTY: done.code}
    notes = {row[0]: row[1] for row in book[SHEET].iter_rows(values_only=True)}
    assert (notes["用途"], notes["记录号"], notes["导出人"]) == ("核对户数", done.code, office.user)
    assert done.code in str(book.worksheets[0].oddHeader.left.text)
    figure("E4", workbooks=1, places_in_each=4)
