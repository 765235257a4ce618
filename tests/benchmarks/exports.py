"""Export to xlsx: rows with 30 columns, against XlsxWriter and against bare sheet XML in a zip file."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

import xlsxwriter

from gridDesk.roster.export import Column, write_export
from tests.benchmarks.measure import Result, Side, alternate, at_most, faster
from tests.benchmarks.people import HEADS, sheet_rows


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Write the same rows three ways."""
    rows = list(sheet_rows(size))
    columns = [Column(head) for head in HEADS]
    ours, writer, bare = alternate(
        Side(lambda path: write_export(columns, rows, path), lambda: scratch / "export.xlsx"),
        Side(lambda path: _by_xlsxwriter(rows, path), lambda: scratch / "xlsxwriter.xlsx"),
        Side(lambda path: _bare_xml(rows, path), lambda: scratch / "bare.zip"),
        rounds=rounds,
    )
    return [
        Result(bench="export", case="write_export", size=size, ours=ours.median, yardstick=writer.median,
               against="XlsxWriter, typed", target=faster(5, since=10_000), peak=ours.peak),
        Result(bench="export", case="write_export", size=size, ours=ours.median, yardstick=bare.median,
               against="bare XML", target=at_most(2.5, since=10_000)),
    ]  # fmt: skip


def _by_xlsxwriter(rows: list[list[str]], path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate([HEADS, *rows]):
            for column, text in enumerate(row):
                sheet.write_string(n, column, text)


def _bare_xml(rows: list[list[str]], path: Path) -> None:
    """Write the sheet's XML and nothing else: the least any writer of this format does."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("sheet1.xml", "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8") as out,
    ):
        for n, row in enumerate([HEADS, *rows], start=1):
            cells = "".join(f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' for text in row if text)
            out.write(f'<row r="{n}">{cells}</row>')
