"""The groups of a person as words in one cell (低保、残疾人（肢体）): what may be written, and what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridDesk.desk.office import Desk
from gridDesk.ledger import Field, Ledger
from gridDesk.ledger.codes import word_key
from gridDesk.text import squeeze

SEPARATOR = "、"
_OTHER = "其他"


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """One way to belong to a group: its ledger and, where the words say it, the code of its kind (`level`)."""

    ledger: str
    level: str
    words: str
    names: tuple[str, ...]


def main_field(shape: Ledger) -> Field | None:
    """Return the field that says what kind of member of a group somebody is, None when a group has no kinds."""
    item = shape.by_key.get("kind") or shape.by_key.get("kinds")
    return item if item is not None and item.code_set else None


def choices(desk: Desk) -> list[GroupChoice]:
    """Return every way to belong to a group that this office has switched on."""
    found = []
    for shape in desk.enabled():
        if shape.group == "special" and shape.subject and shape[shape.subject].to == "person":
            found.append(GroupChoice(shape.key, "", shape.label, (shape.label, *shape.aliases)))
            found += _levels(shape)
    return found


def _levels(shape: Ledger) -> list[GroupChoice]:
    item = main_field(shape)
    if item is None or item.code_set is None:
        return []
    own = {word_key(word) for word in (shape.label, *shape.aliases)}
    made = []
    for code in item.code_set.codes:
        if not code.valid_to and code.short != _OTHER:
            words = code.short if word_key(code.short) in own else f"{shape.label}（{code.short}）"
            made.append(GroupChoice(shape.key, code.code, words, (code.short, words, *code.synonyms)))
    return made


def read(offered: list[GroupChoice], text: str) -> tuple[list[GroupChoice], list[str]]:
    """Return the groups that a cell names, and the words in it that name none."""
    found: dict[str, GroupChoice] = {}
    unknown = []
    for word in parts(text):
        choice = _named(offered, word)
        if choice is None:
            unknown.append(word)
        elif not (choice.ledger in found and not choice.level):
            found[choice.ledger] = choice
    return list(found.values()), unknown


def _named(offered: list[GroupChoice], word: str) -> GroupChoice | None:
    key = word_key(word)
    exact = [choice for choice in offered if word_key(choice.words) == key]
    named = [choice for choice in offered if key in {word_key(name) for name in choice.names}]
    ledgers = {choice.ledger for choice in named if not choice.level}
    # 残疾 is a ledger before it is a kind of another; 特困 is both, and then the kind says more.
    named.sort(key=lambda choice: (choice.ledger not in ledgers, not choice.level))
    return next(iter(exact or named), None)


def parts(text: str) -> list[str]:
    """Return the words of a cell."""
    return [squeeze(word) for word in re.split("[、，,；;]", text) if squeeze(word)]


def words_of(desk: Desk, ledger: str, level: object) -> str:
    """Return the words for a record of a group that is there."""
    shape = desk.catalogue[ledger]
    item = main_field(shape)
    ways = _levels(shape) if item is not None and level else []
    # 特殊和困难老人 may be of several kinds; the cell tells the first.
    return next((way.words for way in ways if way.level == str(level).split(",")[0]), shape.label)
