"""How a read workbook travels from the helper process, in frames of plain data (see `confined`).

Days keep their type; equal texts become one object again.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import msgspec

from gridDesk.confined import send
from gridDesk.roster.read import Cells, Range, Sheet, Workbook

BLOCK = 2000
_PLAIN = {str, float, int, bool, type(None)}
_DATE, _MOMENT, _TIME = 1, 2, 3


def send_workbook(out: BinaryIO, book: Workbook) -> None:
    """Write a workbook: its name, each sheet and its rows in blocks."""
    send(out, ["book", book.name, list(book.notices)])
    for sheet in book.sheets:
        spans = [list(span) for span in sheet.merged]
        send(out, ["sheet", sheet.name, spans, sheet.hidden, list(sheet.notices), sorted(sheet.struck)])
        for start in range(0, len(sheet.rows), BLOCK):
            send(out, ["rows", [_packed(row) for row in sheet.rows[start : start + BLOCK]]])
    send(out, ["end"])


def _packed(row: Cells) -> Cells | list[object]:
    return row if _PLAIN.issuperset(map(type, row)) else [_packed_cell(cell) for cell in row]


def _packed_cell(cell: object) -> object:
    if type(cell) in _PLAIN:
        return cell
    if isinstance(cell, datetime):
        return msgspec.msgpack.Ext(_MOMENT, cell.isoformat().encode())
    if isinstance(cell, date):
        return msgspec.msgpack.Ext(_DATE, cell.isoformat().encode())
    if isinstance(cell, time):
        return msgspec.msgpack.Ext(_TIME, cell.isoformat().encode())
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 86400
    return str(cell)


def revived(code: int, data: memoryview) -> object:
    """Return the day, moment or time that an extension of MessagePack stands for."""
    text = bytes(data).decode()
    if code == _TIME:
        return time.fromisoformat(text)
    return datetime.fromisoformat(text) if code == _MOMENT else date.fromisoformat(text)


class AnswerBroken(Exception):
    """The helper sent what its reader never sends: a hostile file got the better of it."""


_CELLS = {*_PLAIN, datetime, date, time}


class Receiver:
    """Puts the frames of one workbook together again."""

    def __init__(self) -> None:
        self.rows_read = 0
        self._name = ""
        self._notices: tuple[str, ...] = ()
        self._heads: list[list[object]] = []
        self._rows: list[list[Cells]] = []
        self._share: dict[str, str] = {}

    def take(self, frame: list[object]) -> Workbook | None:
        """Take one frame; returns the workbook when it is complete. Raises AnswerBroken for what no reader sends."""
        try:
            return self._taken(frame)
        except (LookupError, TypeError, ValueError) as error:
            raise AnswerBroken from error

    def _taken(self, frame: list[object]) -> Workbook | None:
        kind = frame[0]
        if kind == "book":
            self._name, self._notices = str(frame[1]), tuple(map(str, _listed(frame[2])))
        elif kind == "sheet":
            self._heads.append(frame)
            self._rows.append([])
        elif kind == "rows":
            self._take_rows(_listed(frame[1]))
        elif kind != "end":
            raise ValueError("a frame of no kind")
        else:
            return Workbook(self._name, tuple(map(self._sheet, self._heads, self._rows)), self._notices)
        return None

    def _take_rows(self, rows: list[object]) -> None:
        share = self._share.setdefault
        if not all(type(row) is list and _CELLS.issuperset(map(type, row)) for row in rows):
            raise TypeError("a cell of no kind")
        self._rows[-1] += [
            tuple([share(cell, cell) if type(cell) is str else cell for cell in _listed(row)]) for row in rows
        ]
        self.rows_read += len(rows)

    @staticmethod
    def _sheet(head: list[object], rows: list[Cells]) -> Sheet:
        spans = [_listed(span) for span in _listed(head[2])]
        if not all(type(place) is int for span in spans for place in span):
            raise TypeError("a place that is no number")
        merged = tuple(Range(*span) for span in spans)  # type: ignore[arg-type]
        struck = frozenset(line for line in _listed(head[5]) if isinstance(line, int))
        return Sheet(str(head[1]), tuple(rows), merged, bool(head[3]), tuple(map(str, _listed(head[4]))), struck)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
