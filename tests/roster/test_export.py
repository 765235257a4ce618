"""Exports and templates: text stays text, dangerous cells stay harmless, templates import as they are filled."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from gridDesk.ledger import catalogue
from gridDesk.roster import Column, Known, preview, read_workbook, write_export, write_template
from tests.roster.support import id_number

COLUMNS = (Column("姓名"), Column("身份证号", 22), Column("年龄", 6, "number"), Column("备注", 30))
ROWS = [
    ["𬱖䶮·㛃", "37030519800203001X", 46, "=1+1"],
    ["A&B<C>", "012345678901234567", 3.5, "－5\n第二行\x07"],
    ["空", None, None, ""],
]


def test_export_reads_back_the_same_in_both_readers(tmp_path):
    path = tmp_path / "台账.xlsx"
    assert write_export(COLUMNS, iter(ROWS), path, title="柳行村实有人口台账", frozen_columns=1) == 3
    mine = openpyxl.load_workbook(path).active
    assert [cell.value for cell in mine[2]] == ["姓名", "身份证号", "年龄", "备注"]
    assert [cell.value for cell in mine[3]] == ["𬱖䶮·㛃", "37030519800203001X", 46, "=1+1"]
    assert mine["D3"].data_type != "f"
    assert mine["D3"].quotePrefix
    assert (mine["B3"].number_format, mine.freeze_panes, mine.auto_filter.ref) == ("@", "B3", "A2:D5")
    assert mine.print_title_rows == "$2:$2"
    assert mine.page_setup.orientation == "landscape"
    theirs = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert theirs[3] == ["A&B<C>", "012345678901234567", 3.5, "－5\n第二行"]
    assert not list(tmp_path.glob(".*"))


def test_an_export_of_residents_imports_again(tmp_path):
    path = tmp_path / "导出.xlsx"
    columns = [Column(title) for title in ("户号", "姓名", "与户主关系", "身份证号", "家庭住址")]
    rows = [["7", "马小兰", "户主", id_number("1970-01-02", 22), "柳行村2组7号"]]
    write_export(columns, rows, path, title="柳行村人口台账")
    plan = preview(read_workbook(path), Known(), catalogue())
    assert plan.figures()["people"] == 1
    assert not plan.notices


@pytest.mark.parametrize("target", ["resident", "dwelling", *(ledger.key for ledger in catalogue().special())])
def test_every_template_is_understood_column_by_column(target, tmp_path):
    path: Path = tmp_path / "模板.xlsx"
    write_template(target, catalogue(), path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    number = next(n for n, title in enumerate(titles, 1) if "身份" in title)
    name = next(n for n, title in enumerate(titles, 1) if title in ("姓名", "房主姓名"))
    sheet.cell(2, number).value, sheet.cell(2, name).value = id_number("1970-01-02", 22), "马小兰"
    if target == "dwelling":
        sheet.cell(2, titles.index("房屋地址") + 1).value = "柳行村2组7号"
    book.save(path)
    plan = preview(read_workbook(path), Known(), catalogue())
    assert plan.sheets[0].target == target
    assert plan.sheets[0].matches.unmatched == ()
    assert [row.status for row in plan.sheets[0].rows] == ["NEW"]


def test_template_drop_downs_come_from_a_named_range():
    stream = io.BytesIO()
    write_template("resident", catalogue(), stream)
    stream.seek(0)
    book = openpyxl.load_workbook(stream)
    rules = book.worksheets[0].data_validations.dataValidation
    assert next(rule for rule in rules if rule.type == "list").formula1.startswith("list_")
    assert all(rule.promptTitle and rule.prompt for rule in rules)
    assert book["可选值"].sheet_state == "hidden"
