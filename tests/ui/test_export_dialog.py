"""Exporting a list from the window: columns to tick, a reason for whole numbers, a file that is then where it says."""

from pathlib import Path

import openpyxl
from PySide6.QtWidgets import QFileDialog

from gridDesk.desk import exports, people
from gridDesk.desk.views import View
from gridDesk.ui.export_dialog import export_view
from tests.ui import small_office

VIEW = View("", "people", columns=("name", "sex", "id_number"))


def _open(qtbot, desk, view=VIEW):
    dialog = export_view(desk, view)
    qtbot.addWidget(dialog)
    return dialog


def _write(qtbot, dialog, target):
    dialog.write(dialog.order(), target)
    qtbot.waitUntil(lambda: dialog.written is not None)
    return openpyxl.load_workbook(target).active


def test_the_list_leaves_with_the_columns_it_shows_and_numbers_shortened(qtbot, desk, tmp_path):
    dialog = _open(qtbot, desk)
    assert dialog.columns.chosen() == ("person.name", "person.sex", "person.id_number")
    sheet = _write(qtbot, dialog, tmp_path / "名单.xlsx")
    rows = {row[1]: row[3] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["张为"] == f"{small_office.ZHANG[:4]}{'*' * 10}{small_office.ZHANG[-4:]}"
    assert "已导出 5 行" in dialog.bar.text()
    assert dialog.folder_button.isVisible()


def test_whole_numbers_need_a_reason_that_is_written_down(qtbot, desk, tmp_path):
    dialog = _open(qtbot, desk)
    assert not dialog.reason.isVisible()
    dialog.audiences["full"].setChecked(True)
    assert dialog.reason.isVisible()
    dialog.go()  # refuses before it asks for a place
    assert "写明用途" in dialog.bar.text()
    dialog.reason.setText("报街道核对")
    sheet = _write(qtbot, dialog, tmp_path / "名单.xlsx")
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


def test_formats_are_remembered_but_not_for_whom_or_why(qtbot, desk, tmp_path):
    dialog = _open(qtbot, desk)
    dialog.audiences["full"].setChecked(True)
    dialog.reason.setText("报街道核对")
    dialog.dates.setCurrentIndex(dialog.dates.findData("chinese"))
    dialog.paper.setCurrentIndex(dialog.paper.findData("A3"))
    _write(qtbot, dialog, tmp_path / "名单.xlsx")
    again = _open(qtbot, desk)
    order = again.order()
    assert (order.dates, order.paper, order.audience, again.reason.text()) == ("chinese", "A3", "outside", "")


def test_a_sealed_ledger_cannot_be_chosen_for_the_wall(qtbot, desk):
    desk.enable("released")
    people.add_to_group(desk, small_office.person(desk, "李强"), "released", {})
    dialog = _open(qtbot, desk, View("", "released"))
    assert not dialog.audiences["public"].isEnabled()


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_noted(qtbot, desk, tmp_path):
    dialog = _open(qtbot, desk)
    dialog.write(dialog.order(), tmp_path / "没有" / "名单.xlsx")
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
