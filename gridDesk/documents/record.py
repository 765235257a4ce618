"""What a writer keeps of its pages while they leave: the digest of what each says, and characters it could not print."""

from __future__ import annotations

import hashlib

from gridDesk.documents.fonts import missing_in
from gridDesk.documents.page import MissingGlyph, Printed, PrintedPage

_MOST_MISSING = 1000  # A list longer than this helps nobody and must not grow with the ledger.


class Recorder:
    """Collects PrintedPages. Texts given to `say` belong to the page that `turn` closes."""

    def __init__(self) -> None:
        self.pages: list[PrintedPage] = []
        self.missing: dict[tuple[str, str], MissingGlyph] = {}
        self._hash = hashlib.sha256()

    def say(self, *texts: str) -> None:
        """Add one row of texts to the page's digest."""
        self._hash.update(("\x1f".join(texts) + "\x1e").encode("utf-8", "surrogatepass"))

    def turn(self, part: str) -> None:
        """Close a page."""
        self.pages.append(PrintedPage(len(self.pages) + 1, part, self._hash.hexdigest()))
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
