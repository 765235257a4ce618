"""Small charts on paper, drawn as lines and boxes: a bar for each period, full where the target was met, hollow where not.

Nothing depends on colour: a sheet is often copied in black and white.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridDesk.documents.fonts import Role
from gridDesk.documents.form import Chart
from gridDesk.documents.ink import Ink
from gridDesk.documents.typeset import measure

LABELS = (5.5, 4.8)  # points: the size of labels, and the smallest for long ones
BAR, THINNEST = 0.62, 1.2  # of its share of the width; points
MISSING = 0.6  # points high: a period without a figure
FACE: Role = "song"


@dataclass(frozen=True)
class Box:
    """A rectangle in points from the lower left corner of the sheet."""

    left: float
    bottom: float
    width: float
    height: float


def draw(ink: Ink, chart: Chart, box: Box) -> None:
    """Draw a chart into a box: bars from nought, the target dashed across them, labels below where there is room."""
    if not chart.values:
        return
    size = next((size for size in LABELS if chart.labels and _fits(chart, box, size)), 0.0)
    floor = box.bottom + (size * 1.5 if size else 1.0)
    plot = Box(box.left, floor, box.width, box.bottom + box.height - floor)
    ink.other.append("q " + " ".join(_strokes(chart, plot)) + " Q")
    if size:
        for place, label in enumerate(chart.labels):
            left, right = _slot(chart, plot, place)
            ink.aligned(left, right, box.bottom + 1, label, FACE, size)


def _fits(chart: Chart, box: Box, size: float) -> bool:
    share = box.width / len(chart.values)
    return all(measure(label, FACE, size) <= share for label in chart.labels)


def _slot(chart: Chart, plot: Box, place: int) -> tuple[float, float]:
    """Return the left and right edge of the share of one bar."""
    share = plot.width / len(chart.values)
    return plot.left + place * share, plot.left + (place + 1) * share


def _strokes(chart: Chart, plot: Box) -> Iterator[str]:
    """Yield PDF operators: the floor, the bars, then the target over them."""
    top = max([value for value in chart.values if value is not None] + [chart.mark or 0.0, 1e-9])
    scale = plot.height * 0.94 / top
    yield f"0.3 w 0.45 G {plot.left:.2f} {plot.bottom:.2f} m {plot.left + plot.width:.2f} {plot.bottom:.2f} l S"
    for place, (value, met) in enumerate(zip(chart.values, chart.met, strict=True)):
        left, right = _slot(chart, plot, place)
        wide = max(THINNEST, (right - left) * BAR)
        x = (left + right - wide) / 2
        if value is None:
            yield f"0.6 g {(left + right) / 2 - 0.5:.2f} {plot.bottom + 1:.2f} 1 {MISSING} re f"
        elif met:
            yield f"0.42 g {x:.2f} {plot.bottom:.2f} {wide:.2f} {max(0.4, value * scale):.2f} re f"
        else:
            high = max(0.4, value * scale)
            yield f"0.5 w 0.25 G 1 g {x + 0.25:.2f} {plot.bottom + 0.25:.2f} {wide - 0.5:.2f} {high:.2f} re B"
    if chart.mark is not None:
        y = plot.bottom + chart.mark * scale
        yield f"0.5 w 0 G [1.6 1.2] 0 d {plot.left:.2f} {y:.2f} m {plot.left + plot.width:.2f} {y:.2f} l S"
