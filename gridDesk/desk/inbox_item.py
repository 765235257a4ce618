"""One thing that waits for a person: what every kind of it tells in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "proposal",
    "transfer",
    "duplicate",
    "task",
    "alarm",
    "kept",
    "refused",
    "forward",
    "came_back",
    "disputed",
    "across",
    "lost",
]


@dataclass(frozen=True, slots=True)
class Item:
    """What waits: `who` it comes from, `when` (ISO), `todo` in words; `key` names it among its kind.

    The lower the `rank` the more urgent. `page` and `argument` lead to where it is dealt with, where that is not here.
    """

    kind: Kind
    key: str
    title: str
    line: str
    who: str
    when: str
    todo: str
    level: Literal["error", "warn", "note"]
    rank: int
    page: str = ""
    argument: str = ""
