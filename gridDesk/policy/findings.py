"""Findings: what a clause says about a grid, a worker or the office, with figure, target and the records that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gridDesk.policy.periods import Period

Level = Literal["ok", "note", "warn"]
Record = tuple[str, str]  # ledger and uid


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a rule: `grid` is the uid it is about, "" for the whole office; `worker` a name, "" for everybody.

    `level` is "ok" (met), "note" (to be done, the period still runs) or "warn" (not met). `figure` and `target` are as a
    clerk reads them; `value` and `wanted` the same as numbers (per cent where the figure is a rate), None where there are
    none. `proof` names the records that count, `lacking` those that were due and are not there.
    """

    clause: str
    article: str
    grid: str
    level: Level
    message: str
    figure: str
    target: str
    rule: str = ""
    period: Period | None = None
    worker: str = ""
    value: float | None = None
    wanted: float | None = None
    proof: tuple[Record, ...] = ()
    lacking: tuple[Record, ...] = ()

    @property
    def cite(self) -> str:
        """Return the clause in words: QL-05 第五条."""
        return f"{self.clause} {self.article}"
