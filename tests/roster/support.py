"""Helpers of the roster tests: the sample offices, and small workbooks written on the spot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from gridDesk.ledger.idnumber import check_digit

OFFICES = Path(__file__).parents[1] / "data" / "offices"


def truth(office: str) -> dict:
    return json.loads((OFFICES / office / "truth.json").read_text(encoding="utf-8"))


def id_number(birth: str, sequence: int, area: str = "370305") -> str:
    """Return a number with a right check digit; an odd sequence is a man's."""
    first = f"{area}{birth.replace('-', '')}{sequence:03d}"
    return first + check_digit(first)


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], merges: Sequence[str] = (), sheet: str = "Sheet1") -> Path:
    return write_sheets(path, {sheet: rows}, {sheet: merges})


def write_sheets(path: Path, sheets: dict[str, Sequence[Sequence[object]]], merges: dict | None = None) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        target = made.create_sheet(name)
        for row in rows:
            target.append(list(row))
        for span in (merges or {}).get(name, ()):
            target.merge_cells(span)
    made.save(path)
    return path
