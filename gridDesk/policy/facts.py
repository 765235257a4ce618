"""What the rules on grids are told: plain counts and words, gathered by the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class GridFacts:
    """One grid as the rules see it.

    `special` is the word of a 专属 grid's kind (园区, 学校 …), "" for a 基础 one; `level` is "1", "2", "3" or "".
    `posts` counts who holds which post (网格长: 1), `identities` whose part-time workers are what (公安干警: 1).
    """

    uid: str
    name: str
    code: str = ""
    is_special: bool = False
    special: str = ""
    level: str = ""
    households: int = 0
    people: int = 0
    posts: Mapping[str, int] = field(default_factory=dict)
    identities: Mapping[str, int] = field(default_factory=dict)
    since: date | None = None  # 启用日期: a grid split off owes nothing of the days before


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """An office with its grids; `changes` is how many records were moved between grids in the present month."""

    is_village: bool
    grids: tuple[GridFacts, ...] = ()
    changes: int = 0

    @property
    def ordinary(self) -> tuple[GridFacts, ...]:
        """Return the 基础 grids without others below them: those that households belong to."""
        return tuple(grid for grid in self.grids if not grid.is_special)
