"""The lines and the table that a run of benchmarks prints."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from tests.benchmarks.measure import Result

HEADS = ("bench", "case", "size", "ours", "yardstick", "", "ratio", "target", "", "peak MB")


def line(result: Result) -> str:
    """Return one finding as a sentence, printed as soon as it is known."""
    text = f"  {result.case}, {result.size:,}: {amount(result.ours, result.unit)}"
    if result.yardstick is not None:
        text += f", {result.against} {amount(result.yardstick, result.unit)}"
    if result.ratio is not None:
        text += f", ratio {result.ratio:.3g}"
    if result.target is not None:
        text += f" (target {result.target}: {result.verdict or 'not measured'})"
    if result.peak is not None:
        text += f", peak +{result.peak:.0f} MB"
    return text + (f"; {result.note}" if result.note else "")


def amount(value: float, unit: str) -> str:
    """Return a measured value with a unit that keeps it readable."""
    if unit != "s":
        return f"{value:,.1f} {unit}"
    if value >= 0.1:
        return f"{value:.2f} s"
    return f"{value * 1000:.3g} ms"


def table(results: Sequence[Result]) -> str:
    """Return all findings as one table."""
    rows = [HEADS]
    rows += [
        (
            one.bench, one.case, f"{one.size:,}", amount(one.ours, one.unit),
            "" if one.yardstick is None else amount(one.yardstick, one.unit), one.against,
            "" if one.ratio is None else f"{one.ratio:.3g}", str(one.target or ""), one.verdict,
            "" if one.peak is None else f"{one.peak:.0f}",
        )
        for one in results
    ]  # fmt: skip
    return "\n".join(_aligned(rows))


def growth(results: Sequence[Result]) -> str:
    """Return how our times and memory grow from one size to the next, for every case that was run at several."""
    rows = [("bench", "case", "from", "to", "rows", "time", "peak MB")]
    cases: dict[tuple[str, str], list[Result]] = {}
    for one in results:
        if one.unit == "s":
            cases.setdefault((one.bench, one.case), []).append(one)
    for (bench, case), found in cases.items():
        ordered = sorted({one.size: one for one in found}.values(), key=lambda one: one.size)
        for small, large in pairwise(ordered):
            peaks = "" if small.peak is None or large.peak is None else f"{small.peak:.0f} -> {large.peak:.0f}"
            rows.append((
                bench, case, f"{small.size:,}", f"{large.size:,}", f"x{large.size / small.size:.3g}",
                f"x{large.ours / small.ours:.3g}", peaks,
            ))  # fmt: skip
    return "\n".join(_aligned(rows)) if len(rows) > 1 else ""


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [lines[0], "-" * min(sum(widths) + 2 * len(widths), 160), *lines[1:]]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
