"""The lines of the log as rows of a table, made when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence

from gridDesk.desk.audit_view import GROUPS, Lines
from gridDesk.desk.audit_words import CLOCK_WORDS
from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.words import when_words

HEADINGS = (
    Heading("时间", 7), Heading("谁", 4.5), Heading("操作"), Heading("对象"), Heading("数量", 5, number=True),
    Heading("条号", 3.6, number=True),
)  # fmt: skip
ACT = 2
SPARE = (3, 4, 5)  # columns that the detail tells too
_KEPT = 400
_BAD = ("backup_failed", "damaged", *GROUPS["refused"][1])


class AuditRows(Sequence[Line]):
    """Rows of the matching lines; a few hundred are kept, for a table asks for each cell by itself."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._made: dict[int, Line] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, row: int) -> Line:  # type: ignore[override]
        if row not in self._made:
            if len(self._made) > _KEPT:
                self._made.clear()
            self._made[row] = self._line(row)
        return self._made[row]

    def _line(self, row: int) -> Line:
        one = self._lines[row]
        when = when_words(one.at) + ("" if one.clock_ok else f"（{CLOCK_WORDS}）")
        texts = (when, one.who, one.act, one.where, one.count, f"{one.n:,}")
        if one.weakens or one.kind in _BAD:
            return Line(texts, one, "warn", ACT, theme.WARN)
        return Line(texts, one, "" if one.clock_ok else "clock", 0, "" if one.clock_ok else theme.WARN)
