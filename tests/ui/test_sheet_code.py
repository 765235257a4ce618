"""查纸张编号 and 打印记录: what became of a sheet, and what was printed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk.desk import print_jobs, records, shelf
from gridDesk.desk.print_order import PrintOrder
from gridDesk.ui import commands
from gridDesk.ui.print_jobs_page import PrintJobsPage
from gridDesk.ui.sheet_code import SheetCodePage
from tests.ui.small_office import person

ORDER = PrintOrder(paper="household_card")


@pytest.fixture
def first(desk):
    """Put the cards of the office on the shelf; return the number of the printing."""
    prepared = shelf.prepare(desk, ORDER)
    shelf.record(desk, prepared, only_changed=False)
    return prepared.code


@pytest.fixture
def page(qtbot, desk):
    made = SheetCodePage(desk)
    qtbot.addWidget(made)
    made.show()
    return made


def scan(page, code: str) -> None:
    """Type as a scanner does: the code, then Enter."""
    page.code.clear()
    QTest.keyClicks(page.code, code)
    QTest.keyClick(page.code, Qt.Key.Key_Return)


def test_a_sheet_that_is_scanned_is_valid_and_the_next_can_be_scanned_right_away(page, first):
    scan(page, f"{first}-2")
    assert "现行有效" in page.verdict.text()
    assert page.reprint.isVisible()
    QTest.keyClicks(page.code, f"{first}-3")
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    assert f"{first}-3" in page.verdict.text()
    assert len(page._asked) == 2


def test_a_sheet_that_was_exchanged_says_by_which_and_offers_that_page(qtbot, page, desk, first):
    uid = person(desk, "李强")
    records.save(desk, "person", uid, {**desk.store.get("person", uid), "phone": "13899990000"})
    prepared = shelf.prepare(desk, ORDER)
    shelf.record(desk, prepared)
    old = next(f"{first}-{n}" for n in (1, 2, 3) if shelf.look_up(desk, f"{first}-{n}").state == "replaced")
    scan(page, old)
    assert "已经作废" in page.verdict.text()
    assert prepared.code in page.sentence.text()
    with qtbot.waitSignal(page.go) as gone:
        page.reprint.click()
    assert gone.args == ["printing", f"job:{old}"]


def test_what_is_no_code_is_told_so(page):
    scan(page, "no sheet")
    assert "认不出来" in page.verdict.text()
    assert not page.reprint.isVisible()


def test_printings_are_listed_and_narrowed_by_words(qtbot, desk, first):
    print_jobs.note(
        desk, PrintOrder(paper="daily_log", purpose="迎接检查", recipient="赵科长"), "网格工作日志", pages=3
    )
    page = PrintJobsPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert next(job.title for job in page.shown()) == "网格工作日志"
    for words in ("赵科", "yjjc", "网格工作"):
        page.find.setText(words)
        assert [job.recipient for job in page.shown()] == ["赵科长"]
    page.find.setText(first)
    assert [job.code for job in page.shown()] == [first]
    page.span.setCurrentIndex(1)
    assert len(page.shown()) == 1
    page._show()
    with qtbot.waitSignal(page.go) as gone:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert gone.args == ["printing", f"job:{first}"]


def test_an_office_that_printed_nothing_is_told_what_will_stand_here(qtbot, desk):
    page = PrintJobsPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page.none.isVisible()
    assert not page.again.isEnabled()


@pytest.mark.parametrize(
    ("typed", "key"), [("查纸张", "sheet_code"), ("czz", "sheet_code"), ("打印记录", "print_jobs")]
)
def test_both_pages_are_found_by_name(typed, key):
    assert key in [command.page for command in commands.find(typed)]


def test_a_valid_sheet_is_compared_with_the_ledgers_of_today(qtbot, page, desk, first):
    uid = person(desk, "李强")
    scan(page, f"{first}-2")
    qtbot.waitUntil(lambda: "一致" in page.today.text())
    records.save(desk, "person", uid, {**desk.store.get("person", uid), "phone": "13899990001"})
    changed = [n for n in (1, 2, 3) if shelf.still_true(desk, f"{first}-{n}") is False]
    assert len(changed) == 1
    scan(page, f"{first}-{changed[0]}")
    qtbot.waitUntil(lambda: "该换了" in page.today.text())


def test_a_code_that_is_not_on_the_shelf_is_compared_with_nothing(page, first):
    scan(page, f"{first}-99")
    assert page.today.text() == ""
