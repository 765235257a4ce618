"""D6: cells that look like formulas come out as text in xlsx, and inert in csv; and come back as what they were."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl

from gridDesk.ledger import catalogue
from gridDesk.roster import Column, Known, preview, read_workbook, read_workbooks, write_export, write_trouble
from gridDesk.roster.export_csv import write_csv
from tests.hostile.formulas import CELLS, INERT
from tests.roster.support import id_number, write_xlsx

COLUMNS = (Column("姓名"), Column("备注", 30, "long"), Column("电话", 20, "quoted"), Column("编号", 8, "number"))
_DROPPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def rows() -> list[list[object]]:
    return [[cell, cell, cell, n] for n, cell in enumerate(CELLS)]


def kept(text: str) -> str:
    """Return what a cell of XML can hold of a text: no control characters, one kind of line end."""
    return _DROPPED.sub("", text.replace("\r\n", "\n")).replace("\r", "\n")


def test_formula_cells_are_text_in_xlsx_and_inert_in_csv(figure, tmp_path):
    sheet, table = tmp_path / "台账.xlsx", tmp_path / "台账.csv"
    write_export(COLUMNS, rows(), sheet, title="=1+1", subline=("=1+1", "+1", "@x"))
    write_csv(COLUMNS, rows(), table)
    written = openpyxl.load_workbook(sheet).active
    cells = [cell for line in written.iter_rows() for cell in line if cell.value is not None]
    formulas = [cell for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(sheet) as archive:
        parts = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    with table.open(encoding="utf-8-sig", newline="") as stream:
        read = list(csv.reader(stream))
    live = [
        cell
        for line in read[1:]
        for cell in line[:3]
        if cell.startswith(INERT) and not re.fullmatch(r"\t\d+|[+-]?\d[\d ().]*", cell)
    ]
    back = read_workbooks([sheet, table])
    from_sheet = [line[1] for line in back[0].sheets[0].rows][-len(CELLS) :]
    from_table = [line[1] for line in back[1].sheets[0].rows][-len(CELLS) :]
    libre, tool = through_libreoffice(sheet, table, tmp_path)
    figure("D6", cells=len(CELLS), columns=3, formulas_in_xlsx=len(formulas), live_in_csv=len(live), libreoffice=tool,
           formulas_after_libreoffice=libre)  # fmt: skip
    assert formulas == []
    assert live == []
    assert libre == 0
    assert not any(b"<f>" in part or b"<f " in part for part in parts)
    assert [str(cell or "") for cell in from_sheet] == [kept(cell) for cell in CELLS]
    assert [str(cell or "").strip() for cell in from_table] == [kept(cell).strip() for cell in CELLS]
    assert len(CELLS) >= 30


def through_libreoffice(sheet: Path, table: Path, folder: Path) -> tuple[int, str]:
    """Open both files in LibreOffice, save them as xlsx again, and return how many cells became formulas, and its version."""
    tool = shutil.which("soffice")
    if tool is None:
        return 0, "not here"
    out = folder / "again"
    env = {**os.environ, "HOME": str(folder)}
    for source, options in ((sheet, []), (table, ["--infilter=CSV:44,34,76,1,,2052,false,true,false"])):
        done = subprocess.run(
            [tool, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options, "--convert-to", "xlsx", "--outdir",
             str(out / source.suffix[1:]), str(source)], env=env, capture_output=True, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    found = 0
    for path in out.rglob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        cells = [cell for line in book.active.iter_rows() for cell in line]
        assert len(cells) > len(CELLS)
        found += sum(cell.data_type == "f" for cell in cells)
    version = subprocess.run(
        [tool, "--version"], env=env, capture_output=True, text=True, encoding="utf-8"
    ).stdout.split()
    return found, " ".join(version[:2])


def test_faulty_rows_go_back_as_text(tmp_path):
    head = ["户号", "姓名", "与户主关系", "身份证号", "备注"]
    lines = [
        [str(n), cell.replace("\x00", ""), "户主", "370305195001020000", cell.replace("\x00", "")]
        for n, cell in enumerate(CELLS)
    ]
    source = write_xlsx(tmp_path / "a.xlsx", [head, ["900", "王样例", "户主", id_number("1950-01-02", 11), "无"]])
    book = openpyxl.load_workbook(source)
    for line in lines:
        book.active.append(line)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    book.save(source)
    read = read_workbook(source)
    plan = preview(read, Known(), catalogue())
    target = tmp_path / "b.xlsx"
    assert write_trouble(plan, read, target)
    again = openpyxl.load_workbook(target).active
    assert [cell.value for line in again.iter_rows() for cell in line if cell.data_type == "f"] == []
