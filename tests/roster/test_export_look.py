"""How an exported sheet looks to whoever receives it, and the csv beside it: what a viewer would guess wrong is marked."""

from __future__ import annotations

import csv

import openpyxl
import pytest

from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.roster import Column, Known, preview, read_workbook, write_export, write_template
from gridDesk.roster.export_csv import safe_cell, write_csv
from tests.roster.support import id_number

COLUMNS = (
    Column("序号", 6, "center"), Column("姓名"), Column("身份证号", 21, "quoted"), Column("金额", 9, "number"),
    Column("备注", 20, "long"),
)  # fmt: skip
SUBLINE = ("填报单位（盖章）：柳行村", "填报日期：2026年11月21日", "单位：人")


def _sheet(tmp_path, rows, **options):
    path = tmp_path / "名单.xlsx"
    write_export(COLUMNS, rows, path, title="柳行村名单", subline=SUBLINE, **options)
    return openpyxl.load_workbook(path).active


def test_title_and_line_below_stand_over_the_columns_and_headings_are_repeated_on_paper(tmp_path):
    sheet = _sheet(tmp_path, [[1, "马小兰", "37030519800203001X", 12.5, ""]], frozen_columns=2)
    assert sheet["A1"].value == "柳行村名单"
    assert [cell.value for cell in sheet[2] if cell.value] == list(SUBLINE)
    assert [cell.value for cell in sheet[3]] == ["序号", "姓名", "身份证号", "金额", "备注"]
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.auto_filter.ref) == ("$3:$3", "C4", "A3:E4")
    assert {str(one) for one in sheet.merged_cells.ranges} >= {"A1:E1"}
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert "&P" in sheet.oddFooter.center.text


@pytest.mark.parametrize(("paper", "code"), [("A4", "9"), ("A3", "8")])
def test_paper_is_landscape_in_the_chosen_size(tmp_path, paper, code):
    setup = _sheet(tmp_path, [], paper=paper).page_setup
    assert (setup.orientation, str(setup.paperSize)) == ("landscape", code)


def test_numbers_of_people_are_text_and_money_is_a_number(tmp_path):
    sheet = _sheet(tmp_path, [[1, "马小兰", "37030519800203001X", 12.5, "=1+1"]])
    number, money, remark = sheet["C4"], sheet["D4"], sheet["E4"]
    assert (number.data_type, number.number_format, bool(number.quotePrefix)) == ("s", "@", True)
    assert (money.data_type, money.value) == ("n", 12.5)
    assert (remark.data_type, bool(remark.quotePrefix)) == ("s", True)


def test_a_long_remark_makes_its_row_higher_and_wraps(tmp_path):
    sheet = _sheet(tmp_path, [[1, "马小兰", "", 0, "常年在外春节返乡" * 5], [2, "李强", "", 0, "短"]])
    assert sheet["E4"].alignment.wrap_text
    assert sheet.row_dimensions[4].height > 60
    assert sheet.row_dimensions[5].height is None


@pytest.mark.parametrize("width", [1, 2, 3, 12])
def test_a_sheet_of_any_width_can_have_a_line_below_its_title(tmp_path, width):
    path = tmp_path / "名单.xlsx"
    write_export([Column(f"栏{n}") for n in range(width)], [["x"] * width], path, title="名单", subline=SUBLINE)
    sheet = openpyxl.load_workbook(path).active
    assert sheet["A2"].value == SUBLINE[0]
    assert sheet.cell(4, width).value == "x"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("＝1", "'＝1"),
        ("-5", "-5"), ("+86 138", "+86 138"), ("37030519800203001X", "\t37030519800203001X"), ("007", "\t007"),
        ("第一行\r\n第二行", "第一行\n第二行"), (None, ""), (12.5, "12.5"), (3, "3"), ("马小兰", "马小兰"), ("0", "0"),
    ],
)  # fmt: skip
def test_csv_cells_are_neither_formulas_nor_ruined_numbers(value, cell):
    assert safe_cell(value) == cell


def test_csv_begins_with_a_mark_that_excel_reads_as_utf8_and_has_one_kind_of_line_end(tmp_path):
    path = tmp_path / "名单.csv"
    rows = [[1, "𬱖䶮·㛃", "37030519800203001X", 3, '甲,"乙"\r丙']]
    assert write_csv(COLUMNS, rows, path) == 1
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 2
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["1", "𬱖䶮·㛃", "\t37030519800203001X", "3", '甲,"乙"\n丙']
    assert not list(tmp_path.glob(".*"))


def test_a_csv_of_residents_imports_again_with_numbers_whole(tmp_path):
    path, number = tmp_path / "导出.csv", id_number("1970-01-02", 22)
    columns = [Column(title) for title in ("户号", "姓名", "与户主关系", "身份证号", "家庭住址", "备注")]
    write_csv(columns, [["007", "马小兰", "户主", number, "柳行村2组7号", "=1+1"]], path)
    plan = preview(read_workbook(path), Known(), catalogue())
    made = {edit.ledger: edit.values for edit in plan.edits() if edit.op == "create"}
    assert made["person"]["id_number"] == number
    assert made["household"]["number"] == "007"
    assert made["person"]["remark"] == "=1+1"


def test_a_file_that_cannot_be_written_leaves_nothing_half_done(tmp_path):
    place = tmp_path / "没有这个文件夹" / "名单.xlsx"
    with pytest.raises(DeskError, match="没有写成"):
        write_export(COLUMNS, [], place)

    def broken():
        yield [1, "马小兰", "", 0, ""]
        raise KeyError

    with pytest.raises(KeyError):
        write_csv(COLUMNS, broken(), tmp_path / "名单.csv")
    assert list(tmp_path.iterdir()) == []


KEPT_BY_THE_PROGRAM = {
    "person", "residence", "address", "tenancy", "population_month", "distinct_pair", "reply",
    *(key for key, ledger in catalogue().ledgers.items() if ledger.travel == "down" or ledger.internal),
}  # fmt: skip


@pytest.mark.parametrize("target", [key for key in catalogue().ledgers if key not in KEPT_BY_THE_PROGRAM])
def test_the_blank_template_of_every_ledger_is_understood_column_by_column(target, tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(target, catalogue(), path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert len(titles) == len(set(titles))
    for place, title in enumerate(titles, 1):
        if place == 1 or title in ("姓名", "名称"):
            sheet.cell(2, place).value = "测试甲"
    book.save(path)
    plan = preview(read_workbook(path), Known(), catalogue()).sheets[0]
    assert plan.target == target
    assert plan.matches.unmatched == ()
