"""What a writer keeps of its pages while they leave: the digest of what each says, and characters it could not print."""

from __future__ import annotations

import hashlib

from gridDesk.documents.fonts import missing_in
from gridDesk.documents.printed import MissingGlyph, Printed, PrintedPage

BLANK = "空白"  # what a page left white is called
_MOST_MISSING = 1000  # A list longer than this helps nobody and must not grow with the ledger.


class Recorder:
    """Collects PrintedPages. Texts given to `say` belong to the page that `turn` closes.

    `paper` is the name of the page, or of the part of a book, that is being written.
    """

    def __init__(self) -> None:
        self.paper = ""
        self.pages: list[PrintedPage] = []
        self.missing: dict[tuple[str, str], MissingGlyph] = {}
        self._hash = hashlib.sha256()

    def say(self, *texts: str) -> None:
        """Add one row of texts to the page's digest."""
        self._hash.update(("\x1f".join(texts) + "\x1e").encode("utf-8", "surrogatepass"))

    def picture(self, data: bytes) -> None:
        """Add a picture to the page's digest."""
        self._hash.update(hashlib.sha256(data).digest())

    def turn(self, part: str, label: str = "", base: str = "", turn: int = 0, keys: tuple[str, ...] = ()) -> None:
        """Close a page; see `PrintedPage` for what names it."""
        number = len(self.pages) + 1
        self.pages.append(
            PrintedPage(number, part, self._hash.hexdigest(), self.paper, label or str(number), base, turn, keys)
        )
        self._hash = hashlib.sha256()

    def lost(self, text: str, where: str) -> None:
        """Note the unprintable characters of a text."""
        for glyph in missing_in(text, where):
            if len(self.missing) < _MOST_MISSING:
                self.missing.setdefault((glyph.char, where), glyph)

    def digest(self) -> bytes:
        """Return a digest of all pages closed so far."""
        whole = hashlib.sha256()
        for page in self.pages:
            whole.update(page.digest.encode("ascii"))
        return whole.digest()

    def printed(self) -> Printed:
        """Return what was written."""
        return Printed(tuple(self.pages), tuple(self.missing.values()))
