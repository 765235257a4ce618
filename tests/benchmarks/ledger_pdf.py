"""The resident ledger as PDF: rows streamed through our page writer, against reportlab's LongTable."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

from gridDesk import paths
from gridDesk.desk import printing
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.tables import build_table
from tests.benchmarks import offices
from tests.benchmarks.measure import Result, Side, alternate, faster
from tests.benchmarks.papers import HEADER, Sink, paper_rows, resident_paper

NEEDS_OFFICE = True
MOST_FOR_LONG_TABLE = 10_000


def measure(size: int, rounds: int, scratch: Path) -> list[Result]:
    """Write a ledger of rows that exist only while they are printed; then the same paper from an office's records."""
    paper = resident_paper()
    write_pdf(build_table(paper, paper_rows(10), HEADER), Sink())  # fonts are read once per program, not per ledger
    sides = [
        Side(lambda _: write_pdf(build_table(paper, paper_rows(size), HEADER), Sink())),
        _from_office(offices.Copies(offices.demo(scratch, size), scratch)),
    ]
    if size <= MOST_FOR_LONG_TABLE:
        sides.append(Side(lambda _: _long_table(size, [column.key for column in paper.columns])))
    ours, office, *others = alternate(*sides, rounds=rounds)
    return [
        Result(bench="ledger_pdf", case="write_pdf", size=size, ours=ours.median, peak=ours.peak,
               yardstick=others[0].median if others else None, against="reportlab LongTable", target=faster(5, since=10_000),
               note="" if others else f"LongTable is measured up to {MOST_FOR_LONG_TABLE:,} rows only"),
        Result(bench="ledger_pdf", case="from an office", size=size, ours=office.median, peak=office.peak,
               yardstick=ours.median, against="write_pdf"),
    ]  # fmt: skip


def _from_office(copies: offices.Copies) -> Side:
    order = PrintOrder(paper="resident_ledger")
    return Side(
        lambda desk: write_pdf(printing.compose(desk, order), Sink()),
        lambda: copies.at(copies.source), lambda desk: desk.close(),
    )  # fmt: skip


def _long_table(size: int, keys: list[str]) -> None:
    """Print the rows as reportlab's own long table; it needs them all at once."""
    font = next((paths.resources() / "fonts").glob("NotoSerifSC*.ttf"))
    pdfmetrics.registerFont(TTFont("yardstick", str(font)))
    style = TableStyle([("FONT", (0, 0), (-1, -1), "yardstick", 8), ("GRID", (0, 0), (-1, -1), 0.3, "black")])
    rows = [keys, *([row.get(key, "") for key in keys] for row in paper_rows(size))]
    SimpleDocTemplate(Sink(), pagesize=landscape(A4)).build([LongTable(rows, repeatRows=1, style=style)])
