"""What the page register keeps of a sealed ledger's pages (受保护台账): digests under its key.

A digest of a name is found by who tries every name of the village. So those of sealed pages are made once more, under a
key that only the clerks of these ledgers have; whoever lacks it learns how many pages there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from gridDesk.desk.shelf_pages import Part, Stood, cell, cells_of

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.documents.printed import PrintedPage
    from gridDesk.store import ShelfPage

_DONE = "shelf.sealed"  # the register of an older program was put under the key


class Veil:
    """Lays the key over the digests of sealed pages and leaves those of others as they are."""

    def __init__(self, desk: Desk) -> None:
        from gridDesk.vault.sealed_blob import page_key

        self._key = page_key(desk.keys.sens_ring)
        self._ledgers = desk.catalogue.ledgers
        self._desk = desk
        self._known: dict[str, bool] = {}

    def parts(self, found: Mapping[str, Part]) -> dict[str, Part]:
        """Return what stands in each paper with the cells of sealed ones under the key."""
        return {name: self._part(part) if self.covers(name) else part for name, part in found.items()}

    def printed(self, pages: Sequence[PrintedPage]) -> tuple[PrintedPage, ...]:
        """Return laid out pages with the digests of sealed ones under the key."""
        return tuple(
            replace(page, digest=self._page(page.digest)) if self.covers(page.paper) else page for page in pages
        )

    def kept(self, page: ShelfPage) -> ShelfPage:
        """Return a page of the register, as an older program kept it, under the key."""
        groups: dict[str, list[object]] = {
            key: [[line, self._cells(cells)] for line, cells in cast("list[tuple[int, str]]", rows)]
            for key, rows in page.groups.items()
        }
        amended = self._page(page.amended) if page.amended else ""
        return replace(page, digest=self._page(page.digest), amended=amended, groups=groups)

    def covers(self, paper: str) -> bool:
        """Tell whether a paper is of a sealed ledger."""
        if paper not in self._known:
            from gridDesk.desk.printing import all_papers

            found = all_papers(self._desk).get(paper)
            ledger = self._ledgers.get(found.ledger if found else paper)
            self._known[paper] = ledger is not None and ledger.sealed
        return self._known[paper]

    def _part(self, part: Part) -> Part:
        groups = {key: Stood(tuple(map(self._cells, one.rows))) for key, one in part.groups.items()}
        return replace(part, groups=groups)

    def _cells(self, cells: str) -> str:
        """Return the digests of a row's cells under the key, blank ones as they are."""
        return "".join(cell(said.strip(), self._key) for said in cells_of(cells))

    def _page(self, digest: str) -> str:
        return hashlib.blake2b(digest.encode("ascii"), digest_size=32, key=self._key).hexdigest() if digest else ""


def settle(desk: Desk) -> int:
    """Put what an older program kept of sealed pages under the key, once, at a login with it; returns how many pages."""
    if not desk.store.unsealed or desk.setting(_DONE):
        return 0
    veil, register = Veil(desk), desk.store.system.shelf_pages
    pages = [veil.kept(page) for page in register.list() if veil.covers(page.paper)]
    with desk.store.system.together():
        register.put_all(pages)
        desk.set_setting(_DONE, True)
    return len(pages)
