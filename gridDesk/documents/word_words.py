"""Running text in Word: paragraphs that flow, cut only where the PDF goes on to another sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gridDesk.documents.fonts import printable
from gridDesk.documents.form import Words
from gridDesk.documents.form_layout import WORDS_LEADING
from gridDesk.documents.ooxml import exact, paragraph, run
from gridDesk.documents.typeset import wrap

_INDENT = "　　"


def paragraphs(words: Words, start: int, count: int, room: float) -> str:
    """Return what a side says that holds `count` lines from `start` on of a text set into `room` points."""
    return "".join(
        paragraph(run(text, size=words.size), align=words.align, extra=exact(words.size * WORDS_LEADING))
        for text in _held(words, start, count, room)
    )


def _held(words: Words, start: int, count: int, room: float) -> Iterator[str]:
    lines = [
        (n, text, line) for n, text in enumerate(_opened(words)) for line in wrap(text, "song", words.size, room).lines
    ]
    for (n, text), found in groupby(lines[start : start + count], key=lambda line: line[:2]):
        before = [line for place, _, line in lines[:start] if place == n]
        yield _joined(text, before, [line for _, _, line in found])


def _opened(words: Words) -> list[str]:
    """Return the paragraphs as they are set."""
    return [
        printable(f"{_INDENT}{text}" if words.indent and text and not text.startswith("　") else text)
        for text in words.text.split("\n")
    ]


def _joined(text: str, before: list[str], lines: list[str]) -> str:
    """Return the part of a paragraph that these lines make, with the spaces that end lines."""
    first = last = 0
    for line in before:
        first = last = text.index(line, last) + len(line)
    for line in lines:
        last = text.index(line, last) + len(line)
    return text[first:last].lstrip(" ") if before else text[first:last]
