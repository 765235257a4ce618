"""Charts on paper are lines and boxes: what they draw, how they scale, and what Word says in their place."""

from __future__ import annotations

import io
import re
import zipfile

import pikepdf
import pytest

from gridDesk.documents.form import Cell, Chart, Form, FormPage, Grid, Line
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.word import write_docx

WORDS = "7月 100%　8月 50%"


def page(chart: Chart) -> FormPage:
    grid = Grid((60.0, 60.0), (Line((Cell("近几期", label=True), Cell(WORDS, chart=chart)), height=14.0),))
    return FormPage(name="chart", title="图", forms=[Form(part="图", blocks=(grid,))])


def content(chart: Chart) -> str:
    out = io.BytesIO()
    write_pdf(page(chart), out)
    with pikepdf.open(out) as pdf:
        return pdf.pages[0].Contents.read_bytes().decode("ascii")


def bars(text: str) -> list[tuple[str, float]]:
    """Return how each bar is painted, and how high it is in points."""
    found = re.findall(r"[\d.]+ [\d.]+ [\d.]+ ([\d.]+) re (f|B)", text)
    return [(how, float(high)) for high, how in found]


def test_a_met_figure_is_full_and_one_that_was_not_is_hollow_and_half_as_high():
    full, hollow = bars(content(Chart((100.0, 50.0), (True, False), 100.0)))
    assert (full[0], hollow[0]) == ("f", "B")
    assert hollow[1] == pytest.approx(full[1] / 2, rel=0.02)


def test_the_target_is_dashed_at_its_height_also_above_all_bars():
    text = content(Chart((50.0,), (False,), 100.0))
    dashed = re.search(r"\[1\.6 1\.2\] 0 d [\d.]+ ([\d.]+) m", text)
    floor = re.search(r"0\.45 G [\d.]+ ([\d.]+) m", text)
    assert dashed is not None
    assert floor is not None
    assert float(dashed[1]) - float(floor[1]) == pytest.approx(bars(text)[0][1] * 2, rel=0.02)
    assert "[1.6 1.2]" not in content(Chart((50.0,), (True,)))


def test_a_period_without_a_figure_leaves_a_gap_and_nought_a_line():
    drawn = bars(content(Chart((None, 0.0, 3.0), (False, True, True))))
    assert [how for how, _ in drawn] == ["f", "f", "f"]
    assert [high for _, high in drawn][:2] == [0.6, 0.4]


def test_labels_stand_below_where_they_fit_and_are_left_out_where_they_do_not():
    shown = content(Chart((1.0, 2.0), (True, True), labels=("7月", "8月")))
    crowded = content(Chart((1.0,) * 30, (True,) * 30, labels=("2026年第3季度",) * 30))
    assert shown.count(" Tm ") == crowded.count(" Tm ") + 2


def test_word_says_in_text_what_the_sheet_draws():
    out = io.BytesIO()
    write_docx(page(Chart((100.0, 50.0), (True, False), 100.0)), out)
    with zipfile.ZipFile(out) as packed:
        assert WORDS in packed.read("word/document.xml").decode("utf-8")
