"""A column under a title nobody knows is told by what stands in it."""

from __future__ import annotations

import xlsxwriter

from gridDesk.ledger import catalogue
from gridDesk.ledger.idnumber import check_digit
from gridDesk.roster import Known, preview, read_workbook


def number(n: int) -> str:
    first17 = f"370305{1950 + n}0101{n:03d}"
    return first17 + check_digit(first17)


def plan_of(tmp_path, titles, rows):
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, titles)
        for n, row in enumerate(rows, start=1):
            sheet.write_row(n, 0, row)
    return preview(read_workbook(path), Known(), catalogue())


ROWS = [["1", f"王{name}", number(n), f"1380000{n:04d}", "户主"] for n, name in enumerate("甲乙丙丁戊", start=1)]


def test_id_numbers_under_an_unknown_title_are_still_id_numbers(tmp_path):
    plan = plan_of(tmp_path, ["序号", "姓名", "公安号段", "通讯", "与户主关系"], ROWS)
    references = {match.title: match.reference for match in plan.sheets[0].matches.columns}
    assert references["公安号段"] == "person.id_number"
    assert references["通讯"] == "person.phone"
    made = [edit.values for edit in plan.edits() if edit.ledger == "person"]
    assert [values["id_number"] for values in made] == [row[2] for row in ROWS]
    assert all("remark" not in values for values in made)


def test_a_faulty_number_under_an_unknown_title_is_refused_not_kept_as_a_remark(tmp_path):
    rows = [*ROWS, ["6", "王己", number(6)[:-1] + ("1" if number(6)[-1] != "1" else "2"), "13800000006", "户主"]]
    plan = plan_of(tmp_path, ["序号", "姓名", "公安号段", "通讯", "与户主关系"], rows)
    assert [row.errors[0].kind for row in plan.sheets[0].rows if row.status == "ERROR"] == ["id_check_digit"]


def test_a_column_that_could_be_anything_stays_unmatched(tmp_path):
    rows = [[*row, "三个字"] for row in ROWS]
    plan = plan_of(tmp_path, ["序号", "姓名", "身份证号", "手机", "与户主关系", "杂项"], rows)
    assert [match.title for match in plan.sheets[0].matches.unmatched] == ["杂项"]
