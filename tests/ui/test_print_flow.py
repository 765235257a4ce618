"""From the print dialog to the register: what is asked, what goes to the printer, and what is written down."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gridDesk.desk import print_jobs, records, shelf
from gridDesk.documents import preview as pdf
from gridDesk.ui import background, print_dialog, print_job, print_memory
from gridDesk.ui.manual_duplex import BackDialog, PaperPicture
from gridDesk.ui.print_after import AfterDialog
from gridDesk.ui.print_dialog import PrintDialog, Printing
from gridDesk.ui.print_job import PrintJob
from gridDesk.ui.print_memory import PrinterHabits
from gridDesk.ui.print_page import PrintPage
from gridDesk.ui.test_page_dialog import TestPageDialog as RulerDialog
from tests.ui.small_office import person

HALL = "大厅打印机"


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Stand for every printer; remember what each was given."""
    given = []
    monkeypatch.setattr(print_job, "printers", lambda: ["办公室打印机", HALL])
    monkeypatch.setattr(print_dialog, "trays", lambda _name: [("Tray1", "纸盒 1"), ("Tray2", "纸盒 2")])
    monkeypatch.setattr(
        print_job, "send", lambda data, job, progress, grant: given.append((data, job)) or "已交给打印机。"
    )
    return given


@pytest.fixture
def page(qtbot, desk):
    made = PrintPage(desk)
    made._later.setInterval(0)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def ready(qtbot, page, key: str) -> None:
    """Choose a paper, and wait until it is made."""
    page.choices.choose(key)
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish.order.paper == key, timeout=20_000)
    qtbot.waitUntil(lambda: not background.waiting(), timeout=20_000)


def put_on_shelf(qtbot, page, key: str) -> None:
    page.choices.choose(key)
    page.choices.keep.keep.setChecked(True)
    qtbot.waitUntil(lambda: page.made is not None and page.made.prepared is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not background.waiting(), timeout=20_000)


def answered(qtbot, page, kind: type):
    """Return the dialog of a kind that the page opened."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(kind)), timeout=20_000)
    return next(one for one in page.findChildren(kind) if one.isVisible())


def agree_on_paper(dialog: PrintDialog) -> None:
    """Have the slip of what the dialog asks for signed, and type its number."""
    number, pdf_of_slip = dialog.approval.slip()
    assert number in pdf.text(pdf_of_slip, 0)
    dialog.approval.number.setText(number)
    dialog.approval.signer.setText("李主任")


def printed(qtbot, page, *, sides: str = "one") -> AfterDialog:
    """Press 打印 in the dialog; return the question that follows."""
    dialog = answered(qtbot, page, PrintDialog)
    dialog.sides.setCurrentIndex(dialog.sides.findData(sides))
    dialog.accept()
    return answered(qtbot, page, AfterDialog)


def test_printer_tray_copies_and_sides_are_remembered_for_each_paper(qtbot, desk):
    first = PrintDialog(desk, Printing("household_card", "户卡", 12))
    qtbot.addWidget(first)
    qtbot.waitUntil(lambda: first.tray.count() == 3)
    first.printer.setCurrentIndex(1)
    first.tray.setCurrentIndex(2)
    first.sides.setCurrentIndex(2)
    first.copies.setValue(2)
    first.collate.setChecked(False)
    first.pages.setText("1-3，5")
    first.some_pages.setChecked(True)
    first.accept()
    assert first.job() == PrintJob(HALL, 2, "hand", (0, 1, 2, 4), "Tray2", collate=False)
    again = PrintDialog(desk, Printing("household_card", "户卡", 12))
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.tray.count() == 3)
    assert again.job() == PrintJob(HALL, 2, "hand", (), "Tray2", collate=False)
    other = PrintDialog(desk, Printing("daily_log", "网格工作日志", 1))
    qtbot.addWidget(other)
    assert other.job().printer == "办公室打印机"


def test_the_page_that_shows_can_be_printed_alone(qtbot, desk):
    dialog = PrintDialog(desk, Printing("household_card", "户卡", 12, current=6))
    qtbot.addWidget(dialog)
    dialog.this_page.setChecked(True)
    assert dialog.job().pages == (6,)


def test_pages_that_do_not_exist_keep_the_dialog_open(qtbot, desk):
    dialog = PrintDialog(desk, Printing("household_card", "户卡", 3))
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClicks(dialog.pages, "2-9")
    dialog.accept()
    assert dialog.isVisible()
    assert "第 1 页到第 3 页" in dialog.trouble.text()


def test_whole_numbers_leave_only_with_a_purpose_and_purposes_are_remembered(qtbot, desk):
    dialog = PrintDialog(desk, Printing("resident_ledger", "实有人口台账", 3, asks=True))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.purpose.setCurrentText("")
    dialog.accept()
    assert dialog.isVisible()
    assert "用途" in dialog.trouble.text()
    dialog.purpose.setCurrentText("派出所核对户口")
    dialog.recipient.setText("赵警官")
    dialog.accept()
    assert dialog.why() == ("派出所核对户口", "赵警官")
    assert print_memory.purposes(desk)[0] == "派出所核对户口"


def test_purpose_and_recipient_stand_on_the_paper_and_in_the_register(qtbot, page, desk, sent):
    ready(qtbot, page, "resident_ledger")
    page.print_out()
    dialog = answered(qtbot, page, PrintDialog)
    dialog.purpose.setCurrentText("核对户口")
    dialog.recipient.setText("赵警官")
    dialog.accept()
    assert "完整的公民身份号码" in dialog.approval.reason.text()
    agree_on_paper(dialog)
    printed(qtbot, page).accept()
    qtbot.waitUntil(lambda: bool(print_jobs.recent(desk)))
    (job,) = print_jobs.recent(desk)
    assert (job.purpose, job.recipient) == ("核对户口", "赵警官")
    foot = pdf.text(sent[0][0], 0)
    assert "用途：核对户口" in foot
    assert job.code in foot


def test_what_is_printed_are_the_bytes_that_are_shown(qtbot, page, sent):
    ready(qtbot, page, "dwelling_ledger")
    page.print_out()
    after = printed(qtbot, page)
    assert sent[0][0] == page.preview.images.pdf
    after.reject()
    qtbot.waitUntil(lambda: bool(print_jobs.recent(page.desk)), timeout=20_000)  # put off, yet it went to a printer


def test_copies_for_several_people_are_numbered_and_each_begins_on_its_own_sheet(qtbot, page, desk, sent):
    ready(qtbot, page, "resident_ledger")
    page.print_out()
    dialog = answered(qtbot, page, PrintDialog)
    dialog.copies.setValue(2)
    dialog.singly.setChecked(True)
    printed(qtbot, page, sides="both").accept()
    ((data, job),) = sent
    assert (job.pages, job.copies) == ((0, -1, 1, -1), 1)
    assert ["第 1 份共 2 份" in pdf.text(data, 0), "第 2 份共 2 份" in pdf.text(data, 1)] == [True, True]
    qtbot.waitUntil(lambda: bool(print_jobs.recent(desk)) and not background.waiting(), timeout=20_000)
    (line,) = print_jobs.recent(desk)
    assert (line.pages, line.copies) == (1, 2)


def test_nothing_is_registered_that_did_not_come_out(qtbot, page, desk):
    ready(qtbot, page, "dwelling_ledger")
    page.print_out()
    after = printed(qtbot, page)
    after.none.setChecked(True)
    after.accept()
    qtbot.waitUntil(lambda: "没有登记" in page.done.text())
    assert print_jobs.recent(desk) == []


def test_both_sides_by_hand_wait_for_the_paper_and_remember_how_the_printer_takes_it(qtbot, page, desk, sent):
    ready(qtbot, page, "household_card")
    assert page.preview.count == 3
    page.print_out()
    dialog = answered(qtbot, page, PrintDialog)
    dialog.sides.setCurrentIndex(dialog.sides.findData("hand"))
    dialog.accept()
    back = answered(qtbot, page, BackDialog)
    assert [job.pages for _, job in sent] == [(0, 2)]
    back.reverse.setChecked(True)
    back.accept()
    answered(qtbot, page, AfterDialog).accept()
    assert sent[1][1].pages == (-1, 1)
    qtbot.waitUntil(lambda: bool(print_jobs.recent(desk)) and not background.waiting(), timeout=20_000)
    assert print_memory.printer(desk, "办公室打印机").reverse


def test_the_picture_of_the_paper_has_words_for_those_who_do_not_see_it(qtbot):
    picture = PaperPicture()
    qtbot.addWidget(picture)
    picture.show()
    assert "有字的一面朝下" in picture.accessibleName()
    assert picture.grab().toImage().pixelColor(2, 2).isValid()


def test_a_book_goes_on_the_shelf_and_only_its_changed_pages_come_out_again(qtbot, page, desk, sent):
    put_on_shelf(qtbot, page, "resident_ledger")
    assert "还没有上架" in page.shelf.words.text()
    page.print_out()
    printed(qtbot, page).accept()
    qtbot.waitUntil(lambda: "都还有效" in page.shelf.words.text(), timeout=20_000)
    assert page.shelf.whole.isVisible()
    assert not page.shelf.changed.isVisible()
    zhang = person(desk, "张为")
    records.save(desk, "person", zhang, {**desk.store.get("person", zhang), "phone": "13899990000"})
    qtbot.waitUntil(lambda: "已变" in page.shelf.words.text(), timeout=20_000)
    page.shelf.changed.click()
    dialog = answered(qtbot, page, PrintDialog)
    assert "抽换单" in page.shelf.more.text()
    assert "抽换单" in pdf.text(page.preview.images.pdf, 0)
    assert not dialog.pages_box.isVisible()
    printed(qtbot, page).accept()
    qtbot.waitUntil(lambda: "抽出 1 张" in page.done.text(), timeout=20_000)
    slip, changed = (pdf.text(data, 0) for data, _ in sent[-2:])
    assert "抽换单" in slip
    assert "13899990000" in changed
    assert len(shelf.shelves(desk)) == 1


def test_what_was_put_off_leaves_the_shelf_as_it_was(qtbot, page, desk):
    put_on_shelf(qtbot, page, "resident_ledger")
    page.print_out()
    printed(qtbot, page).reject()
    qtbot.waitUntil(lambda: "还没有登记" in page.done.text())
    assert shelf.shelves(desk) == []


def test_both_sides_of_the_shelf_are_laid_out_anew_when_they_are_chosen(qtbot, page, desk):
    put_on_shelf(qtbot, page, "resident_ledger")
    page.print_out()
    printed(qtbot, page, sides="both").accept()
    qtbot.waitUntil(lambda: bool(shelf.shelves(desk)), timeout=20_000)
    assert page.made.prepared.duplex


def test_a_new_page_numbering_is_asked_for(qtbot, page, desk, monkeypatch):
    put_on_shelf(qtbot, page, "resident_ledger")
    shelf.record(desk, page.made.prepared, only_changed=False)
    page.typeset()
    qtbot.waitUntil(lambda: page.shelf.renumber.isVisible(), timeout=20_000)
    monkeypatch.setattr("gridDesk.ui.problem.ask", lambda *_words, **_more: True)
    page.shelf.renumber.click()
    assert answered(qtbot, page, PrintDialog)
    assert page.made.prepared.fresh


def test_a_sheet_that_was_looked_up_shows_at_its_page(qtbot, page, desk):
    put_on_shelf(qtbot, page, "household_card")
    code = page.made.prepared.code
    shelf.record(desk, page.made.prepared, only_changed=False)
    page.choices.choose("daily_log")
    page.show_argument(f"job:{code}-2")
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish.order.paper == "household_card", timeout=20_000)
    qtbot.waitUntil(lambda: page.preview.count == 3 and page.preview.page == 1)
    assert "只印第 2 页" in page.done.text()


def test_a_printing_nobody_knows_is_said_to_be_gone(qtbot, page):
    page.show_argument("job:ZZZZZZ")
    assert "没有可以重印" in page.done.text()


def test_the_papers_printed_last_stand_first(qtbot, page, desk):
    ready(qtbot, page, "dwelling_ledger")
    page.print_out()
    printed(qtbot, page).accept()
    qtbot.waitUntil(lambda: page.choices.papers.item(0).text() == "最近用过", timeout=20_000)
    assert page.choices.papers.item(1).text() == "实有房屋台账"
    assert page.choices.paper().key == "dwelling_ledger"


def test_what_was_measured_on_the_test_page_is_applied_to_that_printer_only(qtbot, desk, sent):
    dialog = RulerDialog(desk, HALL)
    qtbot.addWidget(dialog)
    dialog.print_page()
    qtbot.waitUntil(lambda: len(sent) == 1)
    assert sent[0][0].startswith(b"%PDF")
    dialog.left.setValue(265)
    dialog.top.setValue(240)
    dialog.keep()
    assert print_memory.printer(desk, HALL) == PrinterHabits(left=26.5, top=24.0)
    ask = PrintDialog(desk, Printing("x", "户卡", 1))
    qtbot.addWidget(ask)
    assert ask.job().offset == (0.0, 0.0)
    ask.printer.setCurrentIndex(1)
    assert ask.job().offset == (-1.5, 1.0)


def test_words_are_looked_for_and_printed_by_keys_alone(qtbot, page):
    ready(qtbot, page, "resident_ledger")
    page.choices.papers.setFocus()
    QTest.keyClick(page.choices.papers, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.preview.find_bar.isVisible()
    QTest.keyClick(page.preview.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert answered(qtbot, page, PrintDialog)


def test_only_some_pages_came_out_and_a_new_slip_tells_what_to_do_with_those(qtbot, page, desk, sent):
    put_on_shelf(qtbot, page, "household_card")
    shelf.record(desk, page.made.prepared, only_changed=False)
    for name in ("张为", "李强"):
        uid = person(desk, name)
        records.save(desk, "person", uid, {**desk.store.get("person", uid), "phone": "13899990000"})
    qtbot.waitUntil(lambda: "2 页已变" in page.shelf.words.text(), timeout=20_000)
    page.shelf.changed.click()
    after = printed(qtbot, page)
    QTest.keyClicks(after.pages, "2")
    after.accept()
    qtbot.waitUntil(lambda: len(sent) == 3, timeout=20_000)
    qtbot.waitUntil(lambda: "1 页已变" in page.shelf.words.text(), timeout=20_000)
    assert "抽换单" in pdf.text(sent[2][0], 0)


def test_a_form_without_records_is_for_the_pen_and_with_records_is_filled(qtbot, page, desk):
    page.choices.choose("meeting_minutes")
    order = page.choices.order()
    assert (order.mode, order.records, page.choices.blocks["count"].isVisible()) == ("blank", (), True)
    uid = records.save(desk, "meeting", None, records.blank(desk, "meeting", date="2026-11-03", title="防火会")).uid
    page.choices.records.add(uid)
    order = page.choices.order()
    assert (order.mode, order.records) == ("filled", (uid,))
    assert not page.choices.blocks["count"].isVisible()
    qtbot.waitUntil(lambda: not background.waiting(), timeout=20_000)


def test_few_changes_are_corrected_by_pen_after_a_supplement(qtbot, page, desk, sent):
    put_on_shelf(qtbot, page, "resident_ledger")
    shelf.record(desk, page.made.prepared, only_changed=False)
    zhang = person(desk, "张为")
    records.save(desk, "person", zhang, {**desk.store.get("person", zhang), "phone": "13899990000"})
    qtbot.waitUntil(lambda: page.shelf.pen.isVisible(), timeout=20_000)
    page.shelf.pen.click()
    answered(qtbot, page, PrintDialog)
    assert "用笔更正 1 处" in page.shelf.words.text()
    printed(qtbot, page).accept()
    qtbot.waitUntil(lambda: not background.waiting() and len(print_jobs.recent(desk)) == 2, timeout=20_000)
    slip, supplement = (pdf.text(sent[-1][0], number) for number in (0, 1))
    assert "变更登记页" in slip
    assert "13899990000" in supplement
    qtbot.waitUntil(lambda: "都还有效" in page.shelf.words.text(), timeout=20_000)
