"""What something typed may mean: Hanzi, full pinyin, initials or a code, whole words before beginnings before parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from gridDesk.desk.entry import Memory
from gridDesk.ledger import Code, CodeSet
from gridDesk.ledger.codes import word_key
from gridDesk.text import fold, today_iso

NO_MATCH = 9
Spell = Callable[[str], str]


def spelled(words: Sequence[str], spell: Spell) -> list[str]:
    """Return all that may be typed for some words: themselves, their pinyin and their initials."""
    return fold(" ".join([*words, *(spell(word) for word in words)])).casefold().split()


def rank(own: Sequence[str], others: Sequence[str], typed: str) -> int:
    """Return how near something typed is, 0 the nearest; NO_MATCH when it means something else.

    A thing's own words come before its other names: what 女 is called must not depend on whether 母 (娘) was chosen
    lately.
    """
    if not typed or typed in own:
        return 0
    if typed in others:
        return 1
    keys = (*own, *others)
    if any(key.startswith(typed) for key in keys):
        return 2
    return 3 if any(typed in key for key in keys) else NO_MATCH


class Matcher:
    """Which codes of a set something typed may mean: those chosen lately first, retired ones (valid_to) left out."""

    def __init__(self, codes: CodeSet, spell: Spell, memory: Memory | None = None) -> None:
        self.codes, self._spell, self._memory = codes, spell, memory
        self._keys: dict[str, tuple[list[str], list[str]]] = {}

    @cached_property
    def offered(self) -> tuple[Code, ...]:
        """Return the codes in force today."""
        day = today_iso()
        return tuple(code for code in self.codes.codes if not code.valid_to or code.valid_to >= day)

    def recent(self) -> list[Code]:
        """Return the codes chosen lately, the last one first."""
        known = {code.code: code for code in self.offered}
        chosen = self._memory.recent(self.codes.key) if self._memory else []
        return [known[code] for code in chosen if code in known]

    def matches(self, text: str) -> list[Code]:
        """Return the codes that what was typed may mean: whole words, then beginnings, then parts; lately chosen first.

        Nothing typed means all of them.
        """
        typed = word_key(text)
        lately = {code.code: place for place, code in enumerate(self.recent())}
        ranked = [
            (self._rank(code, typed), lately.get(code.code, len(lately)), place, code)
            for place, code in enumerate(self.offered)
        ]
        return [code for rank, *_places, code in sorted(ranked, key=lambda item: item[:3]) if rank < NO_MATCH]

    def chose(self, code: str) -> None:
        """Remember that a code was chosen."""
        if self._memory is not None:
            self._memory.chose(self.codes.key, code)

    def _rank(self, code: Code, typed: str) -> int:
        if code.code not in self._keys:
            own = (code.short, code.label, code.code)
            self._keys[code.code] = (spelled(own, self._spell), spelled(code.synonyms, self._spell))
        return rank(*self._keys[code.code], typed)
