"""Writes rows as a csv file: UTF-8 with BOM, which Excel and WPS open as Chinese, and cells that stay what they are.

A csv file has no cell types: a program that opens it guesses. Cells that it would take for a formula, or for a number
and so ruin (an ID number, a code that begins with 0), are marked as text. Our own import takes the marks off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from gridDesk.roster.export import Column, Value, replaced_when_whole

# With apostrophes before it too: our own import takes one off again.
_FORMULA = re.compile(r"'*(?:[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\n])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PLAIN = re.compile(r"[+-]?\d[\d ().]*")
_RUINED = re.compile(r"0\d+|\d{12,}[0-9Xx]?")
NUMBER_MARK = "\t"  # Seen by nobody, and whoever guesses takes what follows for text.
FORMULA_MARK = "'"  # What every table program takes for the sign of text (OWASP ASVS 1.2.10).


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]], target: Path) -> int:
    """Write headings and rows to a csv file and return how many rows; `rows` is read once. Raises DeskError."""
    count = 0
    with replaced_when_whole(target) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        writer.writerow([safe_cell(column.title) for column in columns])
        for row in rows:
            writer.writerow([safe_cell(value) for value in row])
            count += 1
        out.flush()
    return count


def safe_cell(value: Value) -> str:
    """Return a cell as csv keeps it: one kind of line break, no formula, no number that would lose digits."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if _FORMULA.match(text) and not _PLAIN.fullmatch(text):
        return FORMULA_MARK + text
    return NUMBER_MARK + text if _RUINED.fullmatch(text) else text
