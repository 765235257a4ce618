"""The returned workbook: mended rows come in, unmended ones stay out, households hold together."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.roster import Known, preview, read_workbook, write_trouble
from tests.roster.support import OFFICES, id_number, truth, write_xlsx

SUMMARY = OFFICES / "liuhang" / "柳行村人员信息(汇总).xlsx"


def returned(tmp_path: Path, source: Path) -> tuple[Path, Known]:
    workbook = read_workbook(source)
    plan = preview(workbook, Known(), catalogue())
    write_trouble(plan, workbook, tmp_path / "退回.xlsx")
    return tmp_path / "退回.xlsx", Known().with_edits(plan.edits())


def test_returned_workbook_holds_the_faulty_rows_red_with_comment_and_reason(tmp_path):
    path, _ = returned(tmp_path, SUMMARY)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.max_row == 2 + 29
    assert sheet.cell(1, sheet.max_column).value == "问题说明"
    cell = sheet["D3"]
    assert cell.fill.start_color.rgb == "FFF4B6B6"
    assert cell.comment.text.startswith("D10 身份证号校验位不对（末位应为 5），请照证件逐位核对。")
    assert "原表第 10 行" in sheet.cell(3, sheet.max_column).value


def test_unmended_rows_are_all_refused_again(tmp_path):
    path, known = returned(tmp_path, SUMMARY)
    plan = preview(read_workbook(path), known, catalogue())
    assert plan.edits() == []
    assert plan.sheets[0].count("ERROR") == 29


def test_mended_rows_join_their_households_and_no_error_is_left(tmp_path):
    path, known = returned(tmp_path, SUMMARY)
    good = {(person["name"], person["phone"]): person for person in truth("liuhang")["persons"]}
    by_id = {person["idno"]: person for person in truth("liuhang")["persons"]}
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row in list(sheet.iter_rows(min_row=3)):
        number = str(row[3].value)
        name = str(row[1].value or "").replace("\u3000", "")
        person = by_id.get(number) or next(
            p for p in by_id.values() if p["name"] == name and p["idno"][:14] == number.strip("'")[:14]
        )
        row[1].value, row[3].value = person["name"], person["idno"]
    sheet.delete_rows(sheet.max_row)  # the double
    book.save(path)
    plan = preview(read_workbook(path), known, catalogue())
    assert [row.errors for row in plan.sheets[0].rows if row.errors] == []
    after = known.with_edits(plan.edits())
    assert len(after.table("person")) == 386
    homes: dict[object, set[object]] = {}
    for residence in after.table("residence").values():
        homes.setdefault(residence["household"], set()).add(after.get("person", str(residence["person"]))["id_number"])
    wanted: dict[int, set[str]] = {}
    for person in good.values():
        wanted.setdefault(person["household"], set())
    for person in by_id.values():
        wanted.setdefault(person["household"], set()).add(person["idno"])
    assert {frozenset(members) for members in homes.values()} == {frozenset(members) for members in wanted.values()}


def test_a_dropped_value_comes_back_yellow_and_the_row_is_taken(tmp_path):
    rows = [["姓名", "身份证号", "出生日期", "联系电话"], ["王小明", id_number("1980-02-03", 11), "1980-02-03", "12"]]
    source = write_xlsx(tmp_path / "名单.xlsx", rows)
    workbook = read_workbook(source)
    plan = preview(workbook, Known(), catalogue())
    row = plan.sheets[0].rows[0]
    assert (row.status, row.warnings[0].column, row.warnings[0].kind, row.warnings[0].raw) == (
        "NEW", "D2", "phone_invalid", "12",
    )  # fmt: skip
    stream = io.BytesIO()
    assert write_trouble(plan, workbook, stream) == 1
    stream.seek(0)
    assert openpyxl.load_workbook(stream).active["D2"].fill.start_color.rgb == "FFFFF2B3"


def test_a_plan_without_trouble_says_so(tmp_path):
    source = write_xlsx(tmp_path / "名单.xlsx", [["姓名", "身份证号"], ["王小明", id_number("1980-02-03", 11)]])
    workbook = read_workbook(source)
    with pytest.raises(DeskError, match="没有需要修改的行"):
        write_trouble(preview(workbook, Known(), catalogue()), workbook, io.BytesIO())
