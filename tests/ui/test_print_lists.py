"""打印本表: a list comes to the print page as it stands, with numbers shortened, and is shown as paper."""

import pytest

from gridDesk.desk.views import View, pack
from gridDesk.ui.print_dialog import PrintDialog
from gridDesk.ui.print_page import PrintPage


@pytest.fixture
def page(qtbot, desk):
    page = PrintPage(desk)
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_list_stands_first_among_the_papers_and_is_shown(qtbot, page):
    page.show_argument("view:" + pack(View("", "people", columns=("name", "id_number"))))
    assert page.choices.paper().title == "柳行村人口台账"
    assert not page.choices.order().full_ids
    qtbot.waitUntil(lambda: page.preview.count == 1, timeout=20_000)


def test_the_list_to_verify_asks_nothing_about_numbers(qtbot, page):
    page.show_argument("view:verify:|")
    assert page.choices.paper().scope == "way"
    assert not page.choices.level.isVisible()
    qtbot.waitUntil(lambda: page.preview.count == 1, timeout=20_000)


def test_a_list_that_is_gone_is_told_and_the_page_stays_as_it_was(page):
    before = page.choices.paper().key
    page.show_argument("view:people:没有这个方案")
    assert "不在" in page.done.text()
    assert page.choices.paper().key == before


def test_what_is_remembered_of_printing_never_holds_what_was_searched_for(qtbot, page, desk):
    page.show_argument("view:" + pack(View("", "people", search="张为")))
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish.order.paper.startswith("view:"), timeout=20_000)
    page.print_out()
    dialog = page.findChild(PrintDialog)
    dialog.accepted.disconnect()
    dialog.accept()
    assert desk.setting("printing.view") is not None
