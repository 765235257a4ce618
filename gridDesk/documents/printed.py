"""What a writer wrote: the pages as printed, and the characters no font has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedPage:
    """One sheet side as printed: its place in the document (from 1), what part it shows, a digest of what it says.

    The digest (SHA-256, hex) covers title, unit, headings, every text and picture of the body. It leaves out what changes
    from one printing to the next without the content changing: dates, foot line, watermark.

    `paper` is the name of the page or book part it belongs to. `label` is what it is called on paper (`12-1`, `户号 12`).
    `base` tells what it is exchanged with as one: the page number without what overflowed (`12`), or the form's key; its
    `turn`th page (from 0). `keys` are the groups on it. A page without a `base` is blank paper that fills a sheet.
    """

    number: int
    part: str
    digest: str
    paper: str = ""
    label: str = ""
    base: str = ""
    turn: int = 0
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class MissingGlyph:
    """A character no bundled font can print: the character, its code (`U+E863`), and where it stands in words.

    `private` characters (自造字) mean something else on another machine, so they are always listed.
    """

    char: str
    code: str
    where: str
    private: bool


@dataclass(frozen=True)
class Printed:
    """What a writer wrote: its pages in order, and the characters that had to be printed as 〔U+…〕."""

    pages: tuple[PrintedPage, ...]
    missing: tuple[MissingGlyph, ...] = ()
