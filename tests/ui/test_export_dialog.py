"""Exporting a list from the window: columns to tick, a reason for whole numbers, a file that is then where it says."""

import io
from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import exports, grant_copies, grants, people
from gridDesk.desk.views import View
from gridDesk.ui import grant_password
from gridDesk.ui.export_dialog import export_view
from gridDesk.vault import office_lock
from tests.ui import small_office

VIEW = View("", "people", columns=("name", "sex", "id_number"))


def _open(qtbot, desk, view=VIEW):
    dialog = export_view(desk, view)
    qtbot.addWidget(dialog)
    return dialog


def _write(qtbot, dialog, target, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    shown = []
    monkeypatch.setattr(grant_password, "show", lambda _where, password, _parent: shown.append(password))
    dialog.go()
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=20_000)
    data = target.read_bytes()
    return openpyxl.load_workbook(io.BytesIO(office_lock.unlock(data, shown[0]) if shown else data)).active


def test_the_list_leaves_with_the_columns_it_shows_but_without_numbers(qtbot, desk, tmp_path, monkeypatch):
    dialog = _open(qtbot, desk)
    assert dialog.columns.chosen() == ("person.name", "person.sex", "person.id_number")
    sheet = _write(qtbot, dialog, tmp_path / "名单.xlsx", monkeypatch)
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    assert head == ("序号", "姓名", "性别")
    assert "张为" in [row[1] for row in rows]
    assert "已导出 5 行" in dialog.bar.text()
    assert dialog.folder_button.isVisible()


def test_whole_numbers_need_a_reason_and_a_lock_and_are_written_down(qtbot, desk, tmp_path, monkeypatch):
    dialog = _open(qtbot, desk)
    assert not dialog.reason.isVisible()
    dialog.audiences["full"].setChecked(True)
    assert dialog.reason.isVisible()
    dialog.go()  # refuses before it asks for a place
    assert "写明用途" in dialog.bar.text()
    dialog.reason.setText("报街道核对")
    assert dialog.lock.isVisible()
    sheet = _write(qtbot, dialog, tmp_path / "名单.xlsx", monkeypatch)
    assert small_office.ZHANG in [row[3] for row in sheet.iter_rows(values_only=True)]
    line = exports.left(desk)[0]
    assert (line.list, line.rows, line.reason) == ("人口", 5, "报街道核对")


def test_columns_are_chosen_by_one_button_and_keep_the_order_they_are_given(qtbot, desk):
    dialog = _open(qtbot, desk)
    dialog.columns.tick(exports.template_columns(desk, "people"))
    assert dialog.columns.chosen() == exports.template_columns(desk, "people")
    first = dialog.columns.chosen()[:2]
    dialog.columns.move(1)
    assert dialog.columns.chosen()[:2] == first[::-1]
    dialog.columns.tick(())
    dialog.go()
    assert "勾选" in dialog.bar.text()


def test_formats_are_remembered_but_not_for_whom_or_why(qtbot, desk, tmp_path, monkeypatch):
    dialog = _open(qtbot, desk)
    dialog.audiences["full"].setChecked(True)
    dialog.reason.setText("报街道核对")
    dialog.dates.setCurrentIndex(dialog.dates.findData("chinese"))
    dialog.paper.setCurrentIndex(dialog.paper.findData("A3"))
    _write(qtbot, dialog, tmp_path / "名单.xlsx", monkeypatch)
    again = _open(qtbot, desk)
    order = again.order()
    assert (order.dates, order.paper, order.audience, again.reason.text()) == ("chinese", "A3", "outside", "")


def test_a_sealed_ledger_cannot_be_chosen_for_the_wall(qtbot, desk):
    desk.enable("released")
    people.add_to_group(desk, small_office.person(desk, "李强"), "released", {})
    dialog = _open(qtbot, desk, View("", "released"))
    assert not dialog.audiences["public"].isEnabled()
    assert dialog.audience() == "full"


def test_a_list_for_others_waits_for_a_signed_slip_and_keeps_what_was_chosen(qtbot, desk, tmp_path, monkeypatch):
    dialog = _open(qtbot, desk)
    dialog.audiences["full"].setChecked(True)
    dialog.purpose.setCurrentIndex(dialog.purpose.findData("report"))
    dialog.reason.setText("核对低保")
    dialog.go()
    assert "交给谁" in dialog.bar.text()
    dialog.recipient.setText("街道民政办")
    dialog.go()
    assert dialog.approval.isVisible()
    assert "完整的公民身份号码" in dialog.approval.reason.text()
    number, _ = dialog.approval.slip()
    dialog.approval.number.setText("2026-999")
    dialog.approval.signer.setText("李主任")
    dialog.go()
    qtbot.waitUntil(lambda: "没有等着签字的审批单" in dialog.bar.text(), timeout=20_000)
    assert (dialog.recipient.text(), dialog.reason.text()) == ("街道民政办", "核对低保")
    dialog.approval.number.setText(number)
    _write(qtbot, dialog, tmp_path / "名单.xlsx", monkeypatch)
    (copy,) = grant_copies.copies(desk)
    assert (copy.recipient, copy.word) == ("街道民政办", "在外")


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_noted(qtbot, desk, tmp_path):
    dialog = _open(qtbot, desk)
    order = dialog.order()
    grant = grants.issue(desk, exports.grant_order(desk, order, tmp_path / "名单.xlsx"))
    dialog.write(order, tmp_path / "没有" / "名单.xlsx", grant)
    qtbot.waitUntil(lambda: "没有写成" in dialog.bar.text())
    assert exports.left(desk) == []
    assert dialog.export_button.isEnabled()


def test_the_blank_template_of_the_list_is_saved_under_a_plain_name(qtbot, desk, tmp_path, monkeypatch):
    asked = []

    def choose(_parent, _title, proposed, _kinds):
        asked.append(Path(proposed).name)
        return str(tmp_path / "模板"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog = _open(qtbot, desk)
    dialog.save_blank()
    assert asked == ["人口导入模板.xlsx"]
    assert "姓名" in [cell.value for cell in openpyxl.load_workbook(tmp_path / "模板.xlsx").worksheets[0][1]]
