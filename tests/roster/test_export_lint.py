"""What an exported workbook may hold: nothing beside what is seen, nothing about who made it."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from gridDesk.ledger import catalogue
from gridDesk.roster import Column, write_export
from gridDesk.roster.template import write_template

COLUMNS = (
    Column("序号", 6, "center"), Column("姓名"), Column("身份证号", 21), Column("证件号", 21, "quoted"), Column("电话", 13),
    Column("金额", 9, "number"),
)  # fmt: skip
ROWS = [[1, "马*兰", "3703**********001X", "3703**********001X", "138****1234", 12.5]]


def parts(stream: io.BytesIO) -> dict[str, str]:
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def export() -> dict[str, str]:
    stream = io.BytesIO()
    write_export(COLUMNS, ROWS, stream, title="名单", subline=("左", "中", "右"), frozen_columns=2)
    return parts(stream)


def test_a_workbook_holds_one_sheet_and_nothing_out_of_sight() -> None:
    found = export()
    assert sorted(found) == [
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/workbook.xml", "xl/worksheets/sheet1.xml",
    ]  # fmt: skip
    sheet = found["xl/worksheets/sheet1.xml"]
    assert 'hidden="1"' not in sheet
    assert "<f>" not in sheet
    assert "outlineLevel" not in sheet
    assert re.findall(r'definedName name="([^"]+)"', found["xl/workbook.xml"]) == [
        "_xlnm._FilterDatabase", "_xlnm.Print_Titles",
    ]  # fmt: skip


def test_no_number_format_shows_less_than_a_cell_holds() -> None:
    styles = export()["xl/styles.xml"]
    assert "<numFmts" not in styles
    assert set(re.findall(r'numFmtId="(\d+)"', styles)) == {"0", "49"}


def test_numbers_of_people_are_text_cells_of_format_text() -> None:
    found = export()
    formats = re.findall(r'<xf numFmtId="(\d+)"', found["xl/styles.xml"].partition("<cellXfs")[2])
    cells = dict(re.findall(r'<c r="([A-F])4" s="(\d+)" t="inlineStr">', found["xl/worksheets/sheet1.xml"]))
    assert set("BCDE") <= set(cells)
    assert {formats[int(cells[name])] for name in "CDE"} == {"49"}


def test_who_made_a_workbook_is_the_same_for_all() -> None:
    core = export()["docProps/core.xml"]
    assert re.findall(r">([^<>\n]+)<", core) == ["GridDesk", "GridDesk"]


@pytest.mark.parametrize("target", ["resident", "dwelling"])
def test_drop_downs_of_a_template_name_a_range_and_columns_are_text(target: str) -> None:
    stream = io.BytesIO()
    write_template(target, catalogue(), stream)
    found = parts(stream)
    rules = "".join(re.findall(r"<formula1>.*?</formula1>", "".join(found.values())))
    assert rules
    assert '"' not in rules
    assert len(rules) / rules.count("<formula1>") < 255
    assert "<dc:creator>GridDesk</dc:creator>" in found["docProps/core.xml"]
