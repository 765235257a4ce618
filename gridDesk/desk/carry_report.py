"""What a round of 收发 did, in sentences for the clerk, problems first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gridDesk.desk.sending import Written

Level = Literal["error", "warn", "new", "ok", "note"]
ORDER: tuple[Level, ...] = ("error", "warn", "new", "ok", "note")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One sentence of a report and how serious it is."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What 收发 did. `taken` counts packages taken in; `answered` our own packages whose receipts came back.

    `stick_free`: nothing more is written to the stick, it may be taken out safely. That says nothing of arrival.
    """

    folder: Path
    lines: tuple[ReportLine, ...] = ()
    taken: int = 0
    answered: int = 0
    written: tuple[Written, ...] = ()
    cancelled: bool = False
    stick_free: bool = True

    @property
    def ok(self) -> bool:
        """Tell whether nothing went wrong."""
        return not any(line.level in ("error", "warn") for line in self.lines)

    @property
    def title(self) -> str:
        """Return the whole of it in one sentence."""
        problems = sum(line.level in ("error", "warn") for line in self.lines)
        parts = [f"收了 {self.taken} 个包", f"写了 {len(self.written)} 个包"]
        if self.answered:
            parts.append(f"收到 {self.answered} 份回执")
        if problems:
            parts.append(f"有 {problems} 处要留意")
        return f"{'已停下：' if self.cancelled else ''}{'，'.join(parts)}。"


def problems_first(lines: Iterable[ReportLine]) -> tuple[ReportLine, ...]:
    """Return the lines with what went wrong before what went well, otherwise in the order in which it happened."""
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.level)))
