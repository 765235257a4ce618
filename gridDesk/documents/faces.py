"""Font files: the bundled faces, and wider ones an office installed itself from a stick. No system font is ever asked."""

from __future__ import annotations

import struct
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from gridDesk import paths
from gridDesk.documents.font_index import listed

FILES = {
    "NotoSerifSC": "NotoSerifSC-Regular.ttf",
    "NotoSansSC": "NotoSansSC-Medium.ttf",
    "HanaMinB": "HanaMinB.ttf",
}
# Drawn by us: a ticked box is the empty box with a tick over it.
TICKED = "☑"
# The em dash of the bundled faces is shorter than an em, so two leave a gap (GB/T 15834-2011: one line, two em long).
DRAWN = {TICKED: "□", "☐": "□", "—": "―"}
# Characters that KS X 1001 and Big5 hold twice have the shape of the unified one; other compatibility characters do not.
DRAWN |= {chr(code): unicodedata.normalize("NFC", chr(code)) for code in range(0xF900, 0xFA0E)}


class Face:
    """One TrueType face, read from its file on first use.

    An installed face says by its `runs` what it holds, so that a file of 50 MB is read only when one of its characters
    is printed.
    """

    def __init__(self, name: str, path: Path, runs: tuple[tuple[int, int], ...] = ()) -> None:
        self.name = name
        self.path = path
        self._held = frozenset(code for first, last in runs for code in range(first, last + 1))

    @cached_property
    def font(self) -> TTFontFile:
        """Return reportlab's reader of the file; of a collection its first face."""
        return TTFontFile(str(self.path))

    @cached_property
    def glyphs(self) -> dict[int, int]:
        """Return the glyph number of each code point."""
        return cast(dict[int, int], self.font.charToGlyph)

    def has(self, char: str) -> bool:
        """Tell whether the face has a shape for `char`."""
        code = ord(DRAWN.get(char, char))
        return code in self._held if self._held else code in self.glyphs

    @cached_property
    def sound(self) -> bool:
        """Tell whether the file can still be read: an installed one may have been damaged since."""
        try:
            return bool(self.glyphs)
        except (TTFError, OSError, struct.error, ValueError, IndexError):
            return False

    def width(self, char: str) -> float:
        """Return the advance width of `char` in thousandths of the type size."""
        return float(self.font.charWidths[ord(DRAWN.get(char, char))])


def wide() -> tuple[Face, ...]:
    """Return the faces this computer's offices installed, read from the index once."""
    return _wide(paths.own_fonts())


@lru_cache(maxsize=4)
def _wide(folder: Path) -> tuple[Face, ...]:
    return tuple(Face(one.name, folder / one.file, one.runs) for one in listed(folder))


@lru_cache(maxsize=64)
def face(name: str) -> Face:
    """Return a bundled or installed face by name, one object per process."""
    if name in FILES:
        return Face(name, paths.resources() / "fonts" / FILES[name])
    return next(one for one in wide() if one.name == name)


def forget_installed() -> None:
    """Read anew which fonts are installed."""
    _wide.cache_clear()
    face.cache_clear()
