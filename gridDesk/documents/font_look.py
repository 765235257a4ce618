"""What a font file holds and whether its characters can be put into our PDFs; asked in the helper process (see `opener`)."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

from gridDesk.documents.font_index import Found, Listed
from gridDesk.errors import DeskError

NOT_TRUETYPE = "轮廓不是 TrueType 的（多为 otf），放不进 PDF。请换用同一字体的 ttf 文件。"
_RESTRICTED, _BITMAP_ONLY = 0x0002, 0x0200
_DAMAGED = (
    TTLibError, TTFError, LookupError, ValueError, AssertionError, OSError, OverflowError, struct.error, TypeError,
    AttributeError, EOFError, RecursionError, ArithmeticError, NotImplementedError,
)  # fmt: skip


def look(found: Found) -> tuple[Found, Listed]:
    """Read what a font file is called and holds. Raises DeskError when its characters cannot be put into a PDF."""
    try:
        font = _open(found)
        if "glyf" not in font or "CFF " in font or "CFF2" in font:
            raise DeskError(NOT_TRUETYPE)
        allowed = int(font["OS/2"].fsType) if "OS/2" in font else 0
        if allowed & 0x000F == _RESTRICTED or allowed & _BITMAP_ONLY:
            raise DeskError("字体注明不许嵌入文件，印不到 PDF 里。")
        try:
            codes = _printable(found)
        except TTFError:
            found = _plainly_named(found, font)
            codes = _printable(found)
        family = _family(font) or found.name
        postscript = re.sub("[^A-Za-z0-9]", "", font["name"].getDebugName(6) or "") or "Font"
    except DeskError:
        raise
    except _DAMAGED as error:
        raise DeskError("文件坏了，或不是字体。") from error
    return found, Listed(found.name, f"Own{postscript}"[:60], family, tuple(_runs(codes)))


def _family(font: TTFont) -> str:
    """Return what a font is called, in Chinese where it has a Chinese name."""
    chinese = font["name"].getName(1, 3, 1, 0x804)
    return str(chinese or font["name"].getBestFamilyName() or "")


def _plainly_named(found: Found, font: TTFont) -> Found:
    """Return a font with names in Latin letters only: our reader of fonts takes no others (many of China have them)."""
    family = _family(font) or found.name
    for record in list(font["name"].names):
        if record.nameID in (1, 3, 4, 6) and not record.toUnicode(errors="replace").isascii():
            font["name"].names.remove(record)
    for number in (1, 4, 6):
        if not font["name"].getName(number, 3, 1, 0x409):
            font["name"].setName("OwnFont", number, 3, 1, 0x409)
    font["name"].setName(family, 1, 3, 1, 0x804)  # what the clerk knows it by
    out = io.BytesIO()
    font.save(out)
    return Found(f"{Path(found.name).stem}.ttf", out.getvalue())


def _open(found: Found) -> TTFont:
    data = io.BytesIO(found.data)
    if found.data[:4] == b"ttcf":
        return TTCollection(data, lazy=True).fonts[0]
    return TTFont(data, lazy=True)


def _printable(found: Found) -> list[int]:
    """Return the code points our PDFs can show with a font, after making a subset of characters from all over it."""
    reader = TTFontFile(io.BytesIO(found.data))
    codes = sorted(code for code, glyph in reader.charToGlyph.items() if glyph and code > ord(" "))
    if not codes:
        raise DeskError("字体里没有可用的字。")
    reader.makeSubset(codes[:: max(1, len(codes) // 40)])
    return codes


def _runs(codes: list[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for code in codes:
        if code != last + 1:
            if first >= 0:
                yield first, last
            first = code
        last = code
    if first >= 0:
        yield first, last


def rights(found: Found) -> bytes:
    """Return what a font says of its own rights (name table, 0, 13 and 14)."""
    names = _open(found)["name"]
    said = [names.getDebugName(number) for number in (0, 13, 14)]
    return "\n".join(text for text in said if text).encode("utf-8")
