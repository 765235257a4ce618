"""Text helpers every room may use: folding widths, keys for comparing names, and the one clock.

Names and remarks are kept as typed; only digits and codes are width-folded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff"
MIDDLE_DOTS = "·•‧・･⋅∙．.●﹒"
NAME_DOT = "\u00b7"  # 民委发〔2016〕33号 allows only this separator in names.

_FOLD = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS, NAME_DOT))
_NO_SPACE = str.maketrans("", "", SPACES)
_told: ContextVar[datetime | None] = ContextVar("told", default=None)  # of this thread alone


def trim(value: object) -> str:
    """Return `value` as text without outer spaces (the ideographic space included)."""
    return "" if value is None else str(value).strip(SPACES)


def fold(value: object) -> str:
    """Return text with full-width ASCII made half-width, outer spaces gone. For digits and codes, never for names."""
    return trim(trim(value).translate(_FOLD))


def squeeze(value: object) -> str:
    """Return text with every space removed, inner ones too."""
    return trim(value).translate(_NO_SPACE)


def clean_name(value: object) -> str:
    """Return a person's name as it is kept: no padding spaces between Hanzi, and U+00B7 as the only dot.

    Clerks pad two-character names to three (`张　兰`). Spaces between Latin letters are part of the name and stay.
    """
    words = trim(value).replace("\u3000", " ").split()
    name = ""
    for word in words:
        latin = name and name[-1].isascii() and word[0].isascii()
        name += (" " if latin else "") + word
    if any(char in MIDDLE_DOTS for char in name) and not name.isascii():
        name = name.translate(_DOTS)
    return name


def name_key(value: object) -> str:
    """Return the key by which two spellings of a name are compared: no spaces, one dot, compatibility forms folded."""
    # Nearly all names are letters only, with nothing to take out.
    text = value if isinstance(value, str) and value.isalpha() else squeeze(value).translate(_DOTS)
    return unicodedata.normalize("NFKC", text).replace(NAME_DOT, "").casefold()


def address_key(value: object) -> str:
    """Return the key by which two spellings of an address are compared: width, case and spaces folded."""
    return fold(squeeze(value)).casefold().replace("－", "-").replace("—", "-")


def shown_name(name: str) -> str:
    """Return a file's name as it can be shown and stored: bytes that are no UTF-8 are read as GB 18030, else as `?`.

    An old stick may bear such names; the file itself is opened by the name it has.
    """
    for how in ("strict", "surrogateescape"):
        try:
            raw = name.encode("utf-8", how)
        except UnicodeEncodeError:
            continue
        return name if how == "strict" else raw.decode("gb18030", "replace").replace("\ufffd", "?")
    return name.encode("utf-8", "replace").decode()


def has_hanzi(text: str) -> bool:
    """Tell whether `text` holds at least one Han character of any extension."""
    return any(is_hanzi(char) for char in text)


def is_hanzi(char: str) -> bool:
    """Tell whether `char` is a Han character (all extensions and compatibility ideographs) or 〇."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0xF900 <= code <= 0xFAFF
        or code == 0x3007
    )


def is_private(char: str) -> bool:
    """Tell whether `char` lies in a private use area (自造字): the same code means different characters elsewhere."""
    code = ord(char)
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFF


class Clock:
    """The one place that asks the machine for the time, so tests can set it. Clocks never order anything."""

    def __init__(self) -> None:
        self.source: Callable[[], datetime] = lambda: datetime.now().astimezone()

    def now(self) -> datetime:
        """Return the local time with its offset."""
        return _told.get() or self.source()

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Let this thread, and no other, take a moment for now: the demonstration office lives through a year so."""
        token = _told.set(moment)
        try:
            yield
        finally:
            _told.reset(token)


CLOCK = Clock()


def now_iso() -> str:
    """Return the wall-clock time as ISO 8601 with offset, to the second."""
    return CLOCK.now().isoformat(timespec="seconds")


def today() -> date:
    """Return today's date by the machine's clock."""
    return CLOCK.now().date()


def today_iso() -> str:
    """Return today's date as `YYYY-MM-DD`."""
    return today().isoformat()
