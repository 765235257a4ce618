"""The log of an office anchored at another one: what it stated before must still stand in what it states now.

Each package states the sender's last line (number and hash), and once more those it stated to this addressee before. Who
keeps them notices a log that was cut, set back or written anew by somebody who holds all the keys. Pure: no file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MOST = 64
State = Literal["silent", "first", "follows", "restored", "unproved", "broken"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A line that an office stated: its number and hash, and the replica that stated it."""

    n: int
    hash: str
    replica: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an office's log: `state`, its newest line, and the last number known from before that still holds.

    "silent": nothing stated (an older program); "restored": lines are gone, and a new replica explains it by a restored
    backup; "unproved": so many packages were made since the last one taken that it states that line no more; "broken":
    lines are gone or changed, and nothing explains it.
    """

    state: State
    head: int = 0
    common: int = 0


def judge(stated: Mapping[int, str], head_hash: str, replica: str, known: Sequence[Stated]) -> Judged:
    """Compare what a package states (hash by number; the hash in its header) with what is known, oldest first."""
    head = max(stated, default=0)
    if not head or not head_hash:
        return Judged("silent")
    common = max((one.n for one in known if stated.get(one.n) == one.hash), default=0)
    if stated[head] != head_hash:
        return Judged("broken", head, common)
    if not known:
        return Judged("first", head)
    last = known[-1]
    if stated.get(last.n) == last.hash:
        return Judged("follows", head, last.n)
    if len(stated) > MOST and last.n < min(stated):
        return Judged("unproved", head, common)
    return Judged("restored" if replica != last.replica else "broken", head, common)
