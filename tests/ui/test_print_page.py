"""The preview is the paper: the same bytes are shown, printed and saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from reportlab.lib.pagesizes import A4, landscape

from gridDesk.desk import grants, paper_mark, print_grants, print_jobs, printing
from gridDesk.documents import preview as pdf_pages
from gridDesk.errors import DeskError
from gridDesk.ui.missing_bar import missing_words
from gridDesk.ui.page_images import Wish, dots_for, draw
from gridDesk.ui.preview import WHOLE, PdfPreview
from gridDesk.ui.print_page import PrintPage
from tests.ui.doubles import MENU_LETTERS, DeskDouble, letters
from tests.ui.papers import pdf_of

PAPERS = [
    printing.PaperChoice("resident_ledger", "实有人口台账", "table", "group", "按组按户列出。"),
    printing.PaperChoice("household_card", "户卡", "form", "household", "一户一张。"),
    printing.PaperChoice("daily_log", "网格工作日志", "form", "day", "一天一页。"),
]


@pytest.fixture
def orders(qapp, monkeypatch):
    """Replace typesetting by a small document, and remember what was ordered."""
    seen = []
    document = pdf_of(3, landscape(A4))
    monkeypatch.setattr(printing, "papers", lambda desk: PAPERS)
    rendered = printing.Rendered(document, 3, [])
    monkeypatch.setattr(printing, "render", lambda desk, order, *more: seen.append(order) or rendered)
    monkeypatch.setattr(printing, "village_groups", lambda desk: ["2组", "10组"])
    monkeypatch.setattr(paper_mark, "new_code", lambda desk: "7K3M9Q")
    monkeypatch.setattr(print_jobs, "note", lambda *_printing, **_more: None)
    nobody = lambda _desk, order, **_more: grants.Order(paper=order.paper)  # noqa: E731
    monkeypatch.setattr(print_grants, "order_of", nobody)
    return seen


@pytest.fixture
def page(orders, qtbot):
    made = PrintPage(DeskDouble(grids=("一号网格", "二号网格")))
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    qtbot.waitUntil(lambda: made.preview.count == 3)
    return made


def test_the_chosen_paper_is_shown_page_by_page(page, qtbot):
    assert page.preview.total.text() == "页，共 3 页"
    qtbot.waitUntil(lambda: page.preview.images.bytes_kept() > 0)
    for keys, number in ((Qt.Key.Key_PageDown, 2), (Qt.Key.Key_End, 3), (Qt.Key.Key_PageUp, 2), (Qt.Key.Key_Home, 1)):
        qtbot.keyClick(page.preview, keys)
        assert page.preview.number.value() == number


def test_thumbnails_come_one_after_the_other(page, qtbot):
    thumbs = page.preview.thumbs
    qtbot.waitUntil(lambda: all(thumbs.made(row) for row in range(3)))
    thumbs.setCurrentRow(2)
    assert page.preview.page == 2


def test_zoom_goes_step_by_step_and_back_to_the_whole_page(page, qtbot):
    view = page.preview.view
    before = view.place_of(0).width()
    page.preview.zoom(True)
    larger = view.place_of(0).width()
    assert larger > before
    page.preview.set_fit(WHOLE)
    assert view.place_of(0).width() < larger
    assert view.place_of(0).height() <= view.viewport().height()


def test_a_choice_asks_only_what_fits_the_paper(page):
    choices = page.choices
    assert (choices.blocks["grid"].isVisible(), choices.blocks["dates"].isVisible()) == (True, False)
    choices.choose("daily_log")
    assert (choices.blocks["records"].isVisible(), choices.blocks["mode"].isVisible()) == (False, True)
    choices.choose("household_card")
    assert choices.blocks["records"].isVisible()


def test_the_groups_of_villagers_can_be_chosen_one_by_one(page, qtbot, orders):
    assert [page.choices.group.itemText(n) for n in range(3)] == ["全部小组", "2组", "10组"]
    page.choices.group.setCurrentIndex(2)
    qtbot.waitUntil(lambda: orders[-1].village_group == "10组")


def test_another_page_may_open_a_card_of_one_household(page, qtbot, orders):
    page.show_argument("household_card:h1")
    qtbot.waitUntil(lambda: orders[-1].paper == "household_card")
    assert orders[-1].households == ("h1",)
    assert page.choices.records.list.item(0).text() == "1001 王建国"


def test_another_page_may_open_a_log_of_one_day_in_one_manner(page, qtbot, orders):
    page.show_argument("daily_log:2026-11-03:blank")
    qtbot.waitUntil(lambda: orders[-1].paper == "daily_log")
    assert (orders[-1].date, orders[-1].month, orders[-1].mode) == ("2026-11-03", "", "blank")
    page.show_argument("daily_log:2026-10")
    qtbot.waitUntil(lambda: orders[-1].month == "2026-10")
    assert orders[-1].date == ""


def test_quick_changes_are_typeset_once(page, qtbot, orders):
    before = len(orders)
    for key in ("household_card", "daily_log", "resident_ledger", "household_card"):
        page.choices.choose(key)
    qtbot.waitUntil(lambda: len(orders) > before)
    qtbot.waitUntil(page.print_button.isEnabled)
    assert [order.paper for order in orders[before:]] == ["household_card"]


def test_what_an_older_choice_asked_for_never_takes_the_place_of_what_is_wanted_now(page, qtbot, orders):
    page.typeset()  # on its way while the choice changes
    page.choices.choose("household_card")
    taken = []
    take = page._take
    page._take = lambda made: (taken.append(made.wish.order.paper), take(made))
    qtbot.waitUntil(page.print_button.isEnabled)
    assert taken == ["household_card"]


def test_characters_that_cannot_be_printed_are_named_before_printing(page, qtbot, monkeypatch):
    told = printing.Rendered(pdf_of(1), 1, ["第 3 行 姓名“王？”里的自造字 U+E863 印不出来。"])
    monkeypatch.setattr(printing, "render", lambda *_order: told)
    page.typeset()
    qtbot.waitUntil(lambda: "U+E863" in page.missing.text())
    assert page.missing.isVisible()


def test_many_unprintable_characters_are_counted_not_listed():
    words = missing_words(tuple(f"第 {n} 行。" for n in range(9)))
    assert words.endswith("另有 7 处。")


def test_a_paper_that_cannot_be_made_says_why_in_place_of_the_page(page, qtbot, monkeypatch):
    def refuse(desk, order, *more):
        raise DeskError("这个范围里没有可以打印的记录，", advice="请换一个范围。")

    monkeypatch.setattr(printing, "render", refuse)
    page.typeset()
    qtbot.waitUntil(lambda: "请换一个范围" in page.preview.message.text())
    assert not page.print_button.isEnabled()


def test_the_saved_pdf_is_the_previewed_one(page, qtbot, monkeypatch, tmp_path):
    target = tmp_path / "台账.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    qtbot.waitUntil(page.pdf_button.isEnabled)
    page.pdf_button.click()
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: "台账.pdf" in page.done.text())
    assert target.read_bytes() == page.made.pdf
    assert list(tmp_path.glob("*.part")) == []


def test_word_is_saved_with_its_ending_even_when_the_clerk_leaves_it_out(page, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "台账"), ""))
    monkeypatch.setattr(printing, "docx", lambda desk, order: b"docx")
    qtbot.waitUntil(page.word_button.isEnabled)
    page.word_button.click()
    qtbot.waitUntil((tmp_path / "台账.docx").exists)


def test_a_place_that_cannot_be_written_is_told(page, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "台账.pdf"), ""))
    (tmp_path / "台账.pdf").mkdir()
    qtbot.waitUntil(page.pdf_button.isEnabled)
    page.pdf_button.click()
    qtbot.waitUntil(lambda: "没有写成" in page.done.text())


def test_a_page_is_drawn_at_the_size_it_is_shown_at_and_no_larger_than_memory_bears(qapp):
    image = draw(pdf_of(1), Wish(0, dots_for((210, 297), 500 / 210)))
    assert abs(image.width() - 500) <= 5
    assert dots_for((420, 594), 40) < 320


def test_a_preview_without_pages_says_so(qapp, qtbot, monkeypatch):
    monkeypatch.setattr(pdf_pages, "page_sizes", lambda pdf: ())
    preview = PdfPreview()
    qtbot.addWidget(preview)
    with qtbot.waitSignal(preview.images.opened):
        preview.show_pdf(b"")
    assert preview.message.text() == "没有可以打印的内容。"


def test_a_paper_of_each_kind_of_a_real_office_can_be_looked_at(qapp, qtbot, demo):
    page = PrintPage(demo)
    qtbot.addWidget(page)
    page._later.setInterval(0)
    page.resize(1100, 700)
    page.show()
    kinds = {(paper.kind, paper.scope): paper.key for paper in printing.papers(demo)}
    for key in kinds.values():
        page.show_argument(key)
        qtbot.waitUntil(lambda key=key: page.wish is not None and page.wish.order.paper == key, timeout=20000)
        qtbot.waitUntil(page.print_button.isEnabled, timeout=20000)
        assert page.made.pdf.startswith(b"%PDF"), key


def test_no_two_things_on_the_page_answer_to_one_letter(page):
    found = letters(page)
    assert len(found) == len(set(found)) > 8
    assert not set(found) & set(MENU_LETTERS)


def test_a_few_letters_narrow_the_papers_and_enter_takes_the_first(qapp, qtbot, demo):
    page = PrintPage(demo)
    qtbot.addWidget(page)
    page.show()
    qtbot.keyClicks(page.choices.find, "xunc")
    shown = [page.choices.papers.item(n) for n in range(page.choices.papers.count())]
    assert [item.text() for item in shown if not item.isHidden()] == ["工作", "巡查台账"]
    qtbot.keyClick(page.choices.find, Qt.Key.Key_Return)
    assert page.choices.paper().key == "patrol"
    assert not page.choices.level.isVisible()
