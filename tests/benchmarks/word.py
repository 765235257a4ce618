"""Word: the resident ledger as .docx, against python-docx's own way of adding rows."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document

from gridDesk.documents.tables import build_table
from gridDesk.documents.word import write_docx
from tests.benchmarks.measure import Result, Side, alternate, faster
from tests.benchmarks.papers import HEADER, paper_rows, resident_paper

MOST_FOR_ADD_ROW = 2_000


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Write a ledger; `add_row` is measured up to 2,000 rows."""
    del scratch
    paper = resident_paper()
    rows = list(paper_rows(size))
    sides = [Side(lambda _: write_docx(build_table(paper, rows, HEADER), io.BytesIO()))]
    if size <= MOST_FOR_ADD_ROW:
        sides.append(Side(lambda _: _add_rows(rows, [column.key for column in paper.columns])))
    ours, *others = alternate(*sides, rounds=rounds)
    return [
        Result(bench="word", case="write_docx", size=size, ours=ours.median, peak=ours.peak,
               yardstick=others[0].median if others else None, against="python-docx add_row", target=faster(15, since=2_000),
               note="" if others else f"add_row is measured up to {MOST_FOR_ADD_ROW:,} rows only")
    ]  # fmt: skip


def _add_rows(rows: list[dict[str, str]], keys: list[str]) -> None:
    document = Document()
    table = document.add_table(rows=1, cols=len(keys))
    for row in rows:
        for cell, key in zip(table.add_row().cells, keys, strict=True):
            cell.text = row.get(key, "")
    document.save(io.BytesIO())
