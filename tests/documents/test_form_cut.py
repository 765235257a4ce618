"""A line of a form that is higher than a sheet runs on to the next ones; none of its words is lost."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Signatures, Strip, Title
from gridDesk.documents.form_layout import lay_out
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.sheet import Sheet

_OTHER_WORDS = "名称短的一行情况结果到此为止长表续页单位柳行村填人第共没有了"
LONG = "".join(char for char in map(chr, range(0x4E00, 0x4E00 + 3000)) if char not in _OTHER_WORDS)


def form(ruled: float) -> Form:
    lines = (
        Line((Cell("名称", label=True), Cell("短的一行"))),
        Line((Cell("情况", label=True), Cell(LONG, ruled=ruled, wrap=True)), height=36.0),
        Line((Cell("结果", label=True), Cell("到此为止"))),
    )
    blocks = (Title("长的表"), Strip("单位：柳行村"), Grid((24.0, 146.0), lines), Signatures(("填表人",)))
    return Form(part="长的表", blocks=blocks, again=(Title("长的表（续页）", 14.0),))


def pages(ruled: float) -> list[str]:
    out = io.BytesIO()
    write_pdf(FormPage(name="long", title="长的表", forms=[form(ruled)]), out)
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(out.getvalue())]


@pytest.mark.parametrize("ruled", [0.0, 9.0])
def test_every_word_of_a_line_longer_than_a_sheet_is_printed_once(ruled):
    said = "".join("".join(pages(ruled)).split())
    assert said.index("短的一行") < said.index(LONG[0]) < said.index(LONG[-1]) < said.index("到此为止")
    assert [char for char in LONG if said.count(char) != 1] == []


@pytest.mark.parametrize("ruled", [0.0, 9.0])
def test_no_sheet_of_a_long_line_is_fuller_than_it_can_be_and_each_says_what_it_is_about(ruled):
    sheet = Sheet()
    sides = lay_out(form(ruled), sheet)
    assert all(side.height <= (sheet.height - sheet.top - 15.0) * 72 / 25.4 + 0.01 for side in sides)
    assert all("情况" in page for page in pages(ruled))


def test_a_line_that_a_fresh_sheet_holds_is_never_cut():
    short = Grid((24.0, 146.0), (Line((Cell("甲", label=True), Cell("字" * 900, wrap=True))),) * 5)
    sides = lay_out(Form(part="几行", blocks=(short,)), Sheet())
    assert sum(len(side.pieces) for side in sides) == 5
