"""Finding a rare character (生僻字) to type: by its code, its pinyin, its strokes, or among those the office has already."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gridDesk.desk.glyphs import by_code, is_rare
from gridDesk.text import is_hanzi, is_private, trim

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

MOST = 400
_CODE = re.compile(r"(?:u\+?|0x)[0-9a-f]{4,6}|(?=[0-9a-f]*\d)[0-9a-f]{4,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rare:
    """A character as it is offered: its code, readings without tones, strokes (0 where the table has none), and uses."""

    char: str
    code: str
    readings: tuple[str, ...]
    strokes: int
    uses: int = 0

    @property
    def words(self) -> str:
        """Return what is known of it in one line."""
        parts = [self.code, "、".join(self.readings), f"{self.strokes} 画" if self.strokes else ""]
        parts.append(f"本单位 {self.uses} 人用" if self.uses else "")
        return "　".join(part for part in parts if part)


def find(typed: str, strokes: int = 0) -> list[Rare]:
    """Return the characters of a code, or those read so (and of so many strokes, 0 for any), the likeliest first."""
    typed = trim(typed).casefold()
    if _CODE.fullmatch(typed):
        char = by_code(typed)
        return [described(char)] if char and not is_private(char) else []
    if not typed and not strokes:
        return []
    if len(typed) == 1 and is_hanzi(typed):
        return [described(typed)]
    chars = _read_so(typed.replace("ü", "v")) if typed else _of_strokes(strokes)
    found = [described(char) for char in chars]
    found = [one for one in found if not strokes or one.strokes == strokes]
    return sorted(found, key=lambda one: (_rank(one.char), one.strokes or 99, one.code))


@cache
def _rank(char: str) -> int:
    """Rank a character by how likely somebody looks for it here: what every input method has comes last.

    The body's own face holds, beyond the first plane, just what 通用规范汉字表 (2013) took up for names and places.
    """
    from gridDesk.documents.faces import face

    if ord(char) > 0xFFFF or 0x9FA6 <= ord(char) <= 0x9FFF:
        return 0 if face("NotoSerifSC").has(char) else 2
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return 1
    return 3


def described(char: str, uses: int = 0) -> Rare:
    """Return what the tables know of a character."""
    from gridDesk.store.pinyin import hanzi
    from gridDesk.store.strokes import strokes

    return Rare(char, f"U+{ord(char):04X}", hanzi().get(char, ()), strokes(char), uses)


def own(desk: Desk) -> list[Rare]:
    """Return the rare characters in the names of this office's people, the most used first."""
    counted: Counter[str] = Counter()
    for name, people in desk.store.group_count("person", "name").items():
        for char in {char for char in str(name or "") if is_rare(char)}:
            counted[char] += people
    return [described(char, uses) for char, uses in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


@cache
def _read_so(syllable: str) -> tuple[str, ...]:
    """Return the Han characters that may be read as a syllable."""
    from gridDesk.store.pinyin import hanzi

    return tuple(char for char, readings in hanzi().items() if syllable in readings and is_hanzi(char))


@cache
def _of_strokes(count: int) -> tuple[str, ...]:
    """Return the Han characters of so many strokes."""
    from gridDesk.store.strokes import of_count

    return tuple(char for char in of_count(count) if is_hanzi(char))
