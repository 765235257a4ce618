"""Small fonts made for a test: every character is the same box."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen


def make_font(path: Path, chars: str, *, family: str = "Box", rights: int = 0, cff: bool = False) -> Path:
    """Write a font that holds `chars`; `rights` is its OS/2 fsType, `cff` gives it PostScript outlines."""
    names = [".notdef", *(f"u{ord(char):X}" for char in chars)]
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): f"u{ord(char):X}" for char in chars})
    if cff:
        builder.setupCFF(
            family,
            {"FullName": family},
            {name: _box(T2CharStringPen(1000, None)).getCharString() for name in names},
            {},
        )
    else:
        builder.setupGlyf({name: _box(TTGlyphPen(None)).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "psName": family, "copyright": f"Copyright {family}"}
    )
    builder.setupOS2(fsType=rights, sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(str(path))
    return path


def _box(pen):  # type: ignore[no-untyped-def]
    pen.moveTo((100, 0))
    for point in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen
