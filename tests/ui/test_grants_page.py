"""对外提供: a giving from the page to paper, who must agree, and the register of copies; the way of the least clicks."""

import pytest
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import grant_copies, grant_lines, grant_papers, grants, print_grants, view_paper
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View, save_view
from gridDesk.documents import preview as pdf
from gridDesk.ui import background, grant_password, print_dialog, print_job
from gridDesk.ui.grant_dialog import GiveDialog
from gridDesk.ui.grant_save import SaveDialog
from gridDesk.ui.grants_page import GrantsPage
from gridDesk.ui.print_after import AfterDialog
from gridDesk.ui.print_dialog import PrintDialog
from gridDesk.ui.print_page import PrintPage


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Stand for every printer; remember what each was given, and under which grant."""
    given = []
    monkeypatch.setattr(print_job, "printers", lambda: ["办公室打印机"])
    monkeypatch.setattr(print_dialog, "trays", lambda _name: [])

    def send(data, job, _progress, grant):
        grants.check(grant)
        given.append((data, job, grant))
        return "已交给打印机。"

    monkeypatch.setattr(print_job, "send", send)
    return given


@pytest.fixture
def page(qtbot, desk):
    made = GrantsPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def opened(qtbot, owner, kind):
    qtbot.waitUntil(lambda: any(one.isVisible() for one in owner.findChildren(kind)), timeout=20_000)
    return next(one for one in owner.findChildren(kind) if one.isVisible())


def agree(dialog):
    """Have the slip signed that the dialog asks for."""
    number, made = dialog.approval.slip()
    assert number in pdf.text(made, 0)
    dialog.approval.number.setText(number)
    dialog.approval.signer.setText("李主任")


def giving(qtbot, page, *, what="resident_ledger", level="M0", copies=1):
    page.give()
    dialog = opened(qtbot, page, GiveDialog)
    dialog.recipient.setText("区民政局")
    dialog.words.setText("核对高龄津贴")
    dialog.what.setCurrentIndex(dialog.what.findData(what))
    dialog.level.setCurrentIndex(max(0, dialog.level.findData(level)))
    dialog.copies.setValue(copies)
    return dialog


def test_a_giving_is_agreed_to_printed_with_numbers_and_registered_copy_by_copy(qtbot, page, desk, sent):
    dialog = giving(qtbot, page, copies=2)
    dialog.accept()
    assert "完整的公民身份号码" in dialog.approval.reason.text()
    assert (dialog.recipient.text(), dialog.copies.value()) == ("区民政局", 2)
    agree(dialog)
    dialog.accept()
    opened(qtbot, page, AfterDialog).accept()
    qtbot.waitUntil(lambda: len(grant_copies.copies(desk)) == 2, timeout=20_000)
    first, second = sorted(one.number for one in grant_copies.copies(desk))
    data = sent[-1][0]
    texts = ["".join(pdf.text(data, n).split()) for n in range(pdf.page_count(data))]
    assert f"份号{first}" in texts[0]
    assert f"份号{second}" in texts[-1]
    assert "用途：核对高龄津贴" in texts[0]
    line = grant_lines.lines(desk)[0]
    assert (line.state, line.agreed.startswith("李主任"), line.recipient) == ("已办", True, "区民政局")


def test_a_masked_list_of_few_people_goes_without_a_second_person(qtbot, page, desk, sent):
    dialog = giving(qtbot, page, level="M2")
    dialog.accept()
    opened(qtbot, page, AfterDialog).accept()
    qtbot.waitUntil(lambda: len(grant_copies.copies(desk)) == 1, timeout=20_000)
    assert sent[-1][2].approver == ""


def test_a_wrong_slip_and_a_missing_recipient_keep_what_was_chosen(qtbot, page, desk):
    dialog = giving(qtbot, page)
    dialog.recipient.clear()
    dialog.accept()
    assert "交给谁" in dialog.trouble.text()
    dialog.recipient.setText("区民政局")
    dialog.accept()
    dialog.approval.number.setText("2026-998")
    dialog.approval.signer.setText("李主任")
    dialog.accept()
    qtbot.waitUntil(lambda: "没有等着签字" in dialog.trouble.text(), timeout=20_000)
    assert (dialog.isVisible(), dialog.words.text(), dialog.what.currentData()) == (
        True,
        "核对高龄津贴",
        "resident_ledger",
    )
    assert grant_copies.copies(desk) == []


def test_an_approver_types_the_password_here_and_it_is_let_go(qtbot, page, desk, monkeypatch):
    monkeypatch.setattr(grants, "approvers", lambda _desk: ["李主任"])
    monkeypatch.setattr(
        "gridDesk.vault.verify_approver", lambda _folder, who, word: (who, word) == ("李主任", "对的密码很长")
    )
    dialog = giving(qtbot, page)
    dialog.accept()
    dialog.approval.password.setText("猜的")
    dialog.accept()
    qtbot.waitUntil(lambda: "密码不对" in dialog.trouble.text(), timeout=20_000)
    assert dialog.approval.password.text() == ""
    dialog.approval.password.setText("对的密码很长")
    dialog.accept()
    opened(qtbot, page, AfterDialog).reject()
    qtbot.waitUntil(lambda: not background.waiting(), timeout=20_000)
    kinds = [line.kind for line in desk.store.audit_lines()]
    assert (kinds.count("grant_refused"), kinds.count("grant_approved")) == (1, 1)


def test_the_register_finds_a_copy_by_the_number_on_the_sheet_and_ends_it(qtbot, page, desk, sent):
    order = PrintOrder(paper="resident_ledger", level="M2", recipient="区民政局", purpose="对外提供")
    for code in ("0000FN", "0001Y9"):
        grant = grants.issue(desk, print_grants.order_of(desk, order, copies=2))
        grants.note_use(desk, grant, code=code)
    page.tabs["copies"].setChecked(True)
    page.refresh()
    assert len(page.shown()) == 4
    page.find.setText("民政")
    assert len(page.shown()) == 4
    code = grant_copies.copies(desk)[0].number
    page.find.setText(code)
    page._show()
    if len(page.shown()) == 1:
        page.register.setCurrentIndex(page.register.model().index(0, 0))
    page._end(shred=False)
    assert "已登记" in page.bar.text() or "先选" in page.bar.text()
    page._print_register()
    qtbot.waitUntil(lambda: bool(sent), timeout=20_000)
    assert "份数登记表" in pdf.text(sent[-1][0], 0)


def test_the_register_on_paper_lists_every_copy_and_names_no_resident(desk):
    order = PrintOrder(paper="resident_ledger", level="M2", recipient="区民政局", purpose="对外提供")
    grants.note_use(desk, grants.issue(desk, print_grants.order_of(desk, order, copies=3)), code="0000FN")
    text = pdf.text(grant_papers.pdf_of(grant_papers.register(desk, grant_copies.copies(desk))), 0)
    assert all(f"0000FN/{n}" in text for n in (1, 2, 3))
    assert not [row["name"] for row in desk.store.rows("person") if str(row["name"]) in text]


def test_own_paper_is_printed_with_one_click_and_granted_silently(qtbot, desk, sent):
    page = PrintPage(desk)
    page._later.setInterval(0)
    qtbot.addWidget(page)
    page.show()
    page.choices.choose("resident_ledger")
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish.order.paper == "resident_ledger", timeout=20_000)
    page.print_out()
    dialog = opened(qtbot, page, PrintDialog)
    assert dialog.purpose.currentText() == "本单位纸质台账"
    dialog.accept()  # the one click
    opened(qtbot, page, AfterDialog).accept()
    qtbot.waitUntil(lambda: bool(desk.store.system.print_jobs.list()) and not background.waiting(), timeout=20_000)
    (record,) = desk.store.system.grants.list()
    assert (record.purpose, record.approver, record.state) == ("own_shelf", "", "used")
    assert sent[0][0] == page.made.pdf or len(sent) == 1


def test_a_list_that_tells_too_much_loses_a_column_by_one_click(qtbot, desk, page):
    save_view(desk, View("核对", "people", columns=("name", "id_number", "birth")))
    dialog = giving(qtbot, page, what=f"{view_paper.PREFIX}people:核对", level="M1")
    dialog.accept()
    assert "推出证件号码" in dialog.trouble.text()
    assert dialog.drop.isVisible()
    dialog.drop.click()
    opened(qtbot, page, AfterDialog).reject()
    qtbot.waitUntil(lambda: not background.waiting(), timeout=20_000)
    assert dialog.without == ("person.id_number",)


def test_a_paper_saved_as_pdf_is_locked_and_the_password_is_shown_once(qtbot, desk, tmp_path, monkeypatch):
    from gridDesk.documents import pdf_lock

    shown = []
    monkeypatch.setattr(grant_password, "show", lambda _where, password, _page: shown.append(password))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "台账"), ""))
    page = PrintPage(desk)
    page._later.setInterval(0)
    qtbot.addWidget(page)
    page.show()
    page.choices.choose("resident_ledger")
    qtbot.waitUntil(lambda: page.made is not None and page.made.wish.order.paper == "resident_ledger", timeout=20_000)
    page.save_pdf()
    opened(qtbot, page, SaveDialog).accept()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    data = (tmp_path / "台账.pdf").read_bytes()
    assert pdf_lock.unlock(data, shown[0]).startswith(b"%PDF")
