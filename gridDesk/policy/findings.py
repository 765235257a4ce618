"""Findings: what a clause says about a grid or the office, with the figure and the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a rule: `grid` is the uid it is about, "" for the whole office.

    `level` is "ok" (met), "note" (to be done) or "warn" (not met). `figure` and `target` are as a clerk reads them.
    """

    clause: str
    article: str
    grid: str
    level: Literal["ok", "note", "warn"]
    message: str
    figure: str
    target: str

    @property
    def cite(self) -> str:
        """Return the clause in words: QL-05 第五条."""
        return f"{self.clause} {self.article}"
