"""Every ledger on every sheet: nothing is left out, numbers stay whole, headings on each page, rows high enough."""

from __future__ import annotations

import io
from itertools import pairwise, product

import pypdfium2
import pytest

from gridDesk import paths
from gridDesk.desk import layouts
from gridDesk.desk.print_order import Layout
from gridDesk.documents.columns import STACK, least_widths
from gridDesk.documents.ink import Ink
from gridDesk.documents.papers import Paper, load_papers
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.tables import Header, build_table
from gridDesk.ledger import catalogue
from tests.documents.samples import people

PAPERS = {
    key: paper for key, paper in load_papers(paths.forms() / "papers", catalogue()).items() if paper.kind == "table"
}
SHEETS = (("A4", True), ("A4", False), ("A3", True), ("A3", False))
MM = 72 / 25.4
HEADER = Header(unit="临河街道柳行村", date="2026-11-21", made="2026-11-21T10:20:00+08:00")


def laid(paper: Paper, **wanted: object) -> Paper:
    return layouts.laid(paper, Layout(**wanted), catalogue())  # type: ignore[arg-type]


@pytest.mark.parametrize("key", PAPERS)
def test_every_ledger_fits_every_sheet_with_every_column(key: str) -> None:
    own = PAPERS[key]
    for (size, landscape), large in product(SHEETS, (False, True)):
        paper = laid(own, size=size, landscape=landscape, large=large)
        shown = [one for column in paper.columns for one in column.key.split(STACK)]
        assert sorted(shown) == sorted(column.key for column in own.columns)
        assert sum(column.width for column in paper.columns) <= paper.sheet.room + 0.1
        least = least_widths(catalogue(), own.wide, paper.font_size)
        for column in paper.columns:
            for one in column.key.split(STACK):
                whole = least[one] if one.endswith(("id_number", "phone")) else 0
                assert column.width >= whole - 0.1, (one, size, landscape, large)


@pytest.mark.parametrize("key", PAPERS)
def test_large_type_is_large_and_its_rows_are_high(key: str) -> None:
    own = PAPERS[key]
    free = laid(own, large=True)
    assert free.font_size >= 12
    assert free.row_height >= 9.5
    for size, landscape in SHEETS:
        paper = laid(own, size=size, landscape=landscape, large=True)
        assert paper.font_size >= 10.5
        assert paper.row_height >= 9.5


def test_layout_that_wants_nothing_leaves_a_paper_as_it_is() -> None:
    assert all(laid(paper) is paper for paper in PAPERS.values())


def pages(paper: Paper, count: int) -> list[pypdfium2.PdfPage]:
    out = io.BytesIO()
    write_pdf(build_table(paper, list(people(count)), HEADER), out)
    document = pypdfium2.PdfDocument(out.getvalue())
    return [document[i] for i in range(len(document))]


@pytest.mark.parametrize(
    "wanted",
    [
        {"size": "A4", "landscape": False}, {"size": "A3", "landscape": True}, {"large": True}, {"binding": "top"},
        {"size": "A4", "landscape": False, "large": True}, {"blank_rows": True, "subtotal": True},
    ],
)  # fmt: skip
def test_every_text_of_the_resident_ledger_is_there_between_the_margins(wanted: dict[str, object]) -> None:
    paper = laid(PAPERS["resident_ledger"], **wanted)
    found = pages(paper, 60)
    said = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in found)
    for row in people(60):
        for text in (row["person.id_number"], row["person.phone"], row["person.name"]):
            assert "".join(text.split()) in said
    for page in found:
        text = page.get_textpage()
        words = "".join(text.get_text_bounded().split())
        assert "公民身份号码" in words
        assert "住址" in words
        left, right = paper.sheet.left * MM - 1, (paper.sheet.width - paper.sheet.margin) * MM + 1
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
        assert all(left <= box[0] and box[2] <= right for box in boxes if box[2] > box[0])


def test_free_rows_and_sums_are_drawn_on_the_last_page() -> None:
    last = pages(laid(PAPERS["resident_ledger"], blank_rows=True, subtotal=True), 60)[-1]
    words = "".join(last.get_textpage().get_text_bounded().split())
    assert "合计20户60人" in words
    assert "本页小计" in words


def test_binding_at_the_top_moves_the_rows_down_and_gives_them_the_whole_width() -> None:
    own = PAPERS["resident_ledger"]
    top = laid(own, binding="top")
    assert (top.sheet.top, top.sheet.left) == (25.0, 15.0)
    assert sum(column.width for column in top.columns) <= top.sheet.room + 0.1


def test_layout_at_a_stricter_level_brings_no_hidden_column_back() -> None:
    from dataclasses import replace

    own = PAPERS["resident_ledger"]
    strict = replace(own, columns=tuple(column for column in own.columns if column.key != "person.id_number"))
    for size, landscape in SHEETS:
        paper = laid(strict, size=size, landscape=landscape)
        assert all("id_number" not in column.key for column in paper.columns)


def test_rows_to_write_in_are_high_enough_for_the_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float] = []
    across = Ink.across

    def noted(ink: Ink, left: float, right: float, y: float, *, heavy: bool = False) -> None:
        drawn.append(y)
        across(ink, left, right, y, heavy=heavy)

    monkeypatch.setattr(Ink, "across", noted)
    pages(laid(PAPERS["resident_ledger"], blank_rows=True), 25)
    steps = [one - other for one, other in pairwise(drawn) if 0 < one - other < 30 * MM]
    assert [step >= 9 * MM - 0.1 for step in steps[-4:]] == [True] * 4
