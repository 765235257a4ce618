"""Every character on paper: fonts an office installs from a stick, and how characters that no font holds are written.

A choice is made by a person, once per character, and kept in the office; nothing is guessed. A character of one's own
(自造字, private use) is never taken from a font: its code means another character on another machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from gridDesk import paths
from gridDesk.documents.font_index import Listed, listed
from gridDesk.documents.glyphs import Choice, Substitutes, Way
from gridDesk.errors import DeskError
from gridDesk.text import is_hanzi, is_private, trim

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.documents.page import Page
    from gridDesk.documents.printed import MissingGlyph
    from gridDesk.documents.wide_fonts import Installed

__all__ = ["Choice", "Way"]

SETTING = "glyphs.choices"
MOST = 40  # characters of a substitute

WAYS: dict[Way, str] = {"pinyin": "印拼音", "parts": "印部件", "pen": "留空手写", "other": "改印成"}


# ---- choices ----


def choices(desk: Desk) -> dict[str, Choice]:
    """Return how this office writes each character that no font holds."""
    kept = cast("dict[str, dict[str, str]]", desk.setting(SETTING, {}))
    return {
        char: Choice(cast(Way, one["way"]), one.get("text", ""))
        for char, one in kept.items()
        if one.get("way") in get_args(Way)
    }


def choose(desk: Desk, char: str, choice: Choice | None) -> None:
    """Remember how a character is written; None forgets it. Raises DeskError when the choice cannot be printed."""
    found = choices(desk)
    if choice is None:
        found.pop(char, None)
    else:
        check(char, choice)
        found[char] = choice
    desk.set_setting(SETTING, {char: {"way": one.way, "text": one.text} for char, one in sorted(found.items())})


def check(char: str, choice: Choice) -> None:
    """Raise DeskError when what was typed for a character is empty or cannot be printed either."""
    from gridDesk.documents.fonts import code, printable

    if choice.way == "pen":
        return
    if not trim(choice.text) or choice.shown in ("〔〕", "[]"):
        raise DeskError(f"{code(char)} 的“{WAYS[choice.way]}”还没有填，", advice="请填上要印的字，或选“留空手写”。")
    if len(choice.text) > MOST:
        raise DeskError(f"{code(char)} 要印的字超过 {MOST} 个，", advice="请写短一些。")
    if char in choice.text:
        raise DeskError(f"{code(char)} 不能改印成它自己，", advice="请填别的字、拼音或部件。")
    if printable(choice.shown) != choice.shown:
        raise DeskError(f"给 {code(char)} 填的字里也有印不出来的，", advice="请换一种写法。")


def substitutes(desk: Desk) -> Substitutes:
    """Return what puts this office's choices into pages and forms."""
    return Substitutes(choices(desk))


def written(desk: Desk, page: Page) -> Page:
    """Return a page on which every chosen character is written as this office chose."""
    found = choices(desk)
    return Substitutes(found).page(page) if found else page


def readings(char: str) -> tuple[str, ...]:
    """Return how a character may be read, the usual reading first, as far as the table of pinyin knows it."""
    from gridDesk.store.pinyin import hanzi

    return () if is_private(char) else hanzi().get(char, ())


# ---- what cannot be printed ----


@dataclass(frozen=True, slots=True)
class Missing:
    """A character of a paper that no font holds, the places where it stands, and what was chosen for it, if anything."""

    char: str
    code: str
    places: tuple[str, ...]
    private: bool
    choice: Choice | None = None


def missing(desk: Desk, page: Page) -> list[Missing]:
    """Name every unprintable character of a page once, with the places where it stands; reads the body once."""
    from gridDesk.documents import fonts

    return gathered(desk, fonts.missing(page))


def gathered(desk: Desk, found: Iterable[MissingGlyph]) -> list[Missing]:
    """Bring what a writer reported place by place together by character, in order of first appearance."""
    chosen = choices(desk)
    places: dict[str, list[MissingGlyph]] = {}
    for glyph in found:
        places.setdefault(glyph.char, []).append(glyph)
    return [
        Missing(char, here[0].code, tuple(dict.fromkeys(one.where for one in here)), here[0].private, chosen.get(char))
        for char, here in places.items()
    ]


def remembered(desk: Desk) -> list[Missing]:
    """Return the characters chosen before, as rows beside those of a paper."""
    from gridDesk.documents.fonts import code

    return [Missing(char, code(char), (), is_private(char), choice) for char, choice in choices(desk).items()]


def printed(char: str) -> bool:
    """Tell whether a font holds a character by now."""
    from gridDesk.documents.fonts import covers

    return covers(char)


def sentence(glyph: MissingGlyph) -> str:
    """Say where a character stands that cannot be printed, why, and what is printed in its place."""
    from gridDesk.documents.fonts import is_joining

    if glyph.private:
        why = "是自造字，各台电脑不一样"
    elif is_joining(glyph.char):
        why = "是要连写的文字，这里排不了"
    else:
        why = "字库里没有"
    shown = f"“{glyph.char}”（{glyph.code}）" if not glyph.private else f"字 {glyph.code} "
    return f"{glyph.where}的{shown}{why}，打印时会写成〔{glyph.code}〕。"


# ---- fonts ----


def install_fonts(source: Path) -> Installed:
    """Install the TrueType fonts of a folder, a zip or a single file for all offices of this clerk. Raises DeskError."""
    from gridDesk.documents import fonts, wide_fonts

    done = wide_fonts.install(paths.own_fonts(), source)
    fonts.renew()
    return done


def remove_font(file: str) -> None:
    """Take an installed font away again."""
    from gridDesk.documents import fonts, wide_fonts

    wide_fonts.remove(paths.own_fonts(), file)
    fonts.renew()


def installed_fonts() -> tuple[Listed, ...]:
    """Return the fonts that were installed beside the bundled ones."""
    return listed(paths.own_fonts())


def font_files() -> list[Path]:
    """Return the files of the installed fonts, for the screen to show the same characters as paper."""
    return [paths.own_fonts() / one.file for one in installed_fonts()]


# The Han blocks of Unicode 15.1: name, first and last assigned code point.
BLOCKS: tuple[tuple[str, int, int], ...] = (
    ("基本区", 0x4E00, 0x9FFF), ("扩展 A", 0x3400, 0x4DBF), ("扩展 B", 0x20000, 0x2A6DF), ("扩展 C", 0x2A700, 0x2B739),
    ("扩展 D", 0x2B740, 0x2B81D), ("扩展 E", 0x2B820, 0x2CEA1), ("扩展 F", 0x2CEB0, 0x2EBE0),
    ("扩展 G", 0x30000, 0x3134A), ("扩展 H", 0x31350, 0x323AF), ("扩展 I", 0x2EBF0, 0x2EE5D),
    ("兼容汉字", 0xF900, 0xFA6D), ("兼容汉字（朝鲜）", 0xFA70, 0xFAD9), ("兼容补充", 0x2F800, 0x2FA1D),
)  # fmt: skip
_UNIFIED = (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a block's Han characters can be printed."""

    name: str
    printed: int
    all: int


def coverage() -> list[Coverage]:
    """Count, block by block and for level 3 of GB 18030-2022, which Han characters paper can show today."""
    counted = [Coverage(name, _printed(range(first, last + 1)), last - first + 1) for name, first, last in BLOCKS]
    level = level_three()
    return [*counted, Coverage("GB 18030-2022 级别 3", _printed(level), len(level))]


def level_three() -> list[int]:
    """Return the 87,887 Han characters of implementation level 3 of GB 18030-2022: extensions A to F as of Unicode 11."""
    blocks = (
        (0x4E00, 0x9FEF), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0),
    )  # fmt: skip
    return [code for first, last in blocks for code in range(first, last + 1)] + list(_UNIFIED)


def _printed(codes: Sequence[int]) -> int:
    from gridDesk.documents.faces import FILES, face, wide

    faces = [*(face(name) for name in FILES), *wide()]
    return sum(any(one.has(chr(code)) for one in faces) for code in codes)


# ---- the office's own rare characters ----


def by_code(typed: str) -> str:
    """Return the character of a code such as `U+20BB7` or `20BB7`; "" when it is none that can be entered."""
    digits = trim(typed).upper().removeprefix("U+").removeprefix("0X")
    try:
        value = int(digits, 16)
    except ValueError:
        return ""
    if not 0x20 < value <= 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        return ""
    return chr(value)


def is_rare(char: str) -> bool:
    """Tell whether a Han character lies outside GBK, so that most input methods do not offer it."""
    if not is_hanzi(char) or char == "〇":
        return False
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return True
    return False
