"""What the page register keeps of an erased record's rows: nothing, and the sheet they stand on is due for exchange.

A digest of a cell is found by who tries enough names and numbers; and the paper itself still says what was erased.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from gridDesk.desk.shelf_pages import cell, cells_of
from gridDesk.ledger import Row

if TYPE_CHECKING:
    from gridDesk.store import ShelfPage, Store

_TOLD = ("name", "id_number", "phone")


def forget(store: Store, uids: Collection[str]) -> int:
    """Blank what registered pages say of records about to be erased; returns how many pages that were.

    Rows of a household's group are about the person when her name or number stands there: she may have left it before
    it was printed.
    """
    homes = {
        str(row["household"]) for row in store.rows("residence", where={"person": list(uids)}, states=()) if row.get("household")
    }  # fmt: skip
    said = {cell(text) for row in store.get_many("person", uids).values() for text in _texts(row)}
    register = store.system.shelf_pages
    changed = []
    for page in register.list(replaced_at=""):
        about = {key for key, rows in page.groups.items() if key in uids or (key in homes and _says(rows, said))}
        if about:
            changed.append(_without(page, about))
    register.put_all(changed)
    return len(changed)


def _without(page: ShelfPage, about: Collection[str]) -> ShelfPage:
    """Return a page whose groups say nothing, and which is no longer what it should be."""
    groups = {key: _blank(rows) if key in about else rows for key, rows in page.groups.items()}
    return replace(page, digest="", amended="", groups=groups)


def _blank(rows: list[object]) -> list[object]:
    return [[line, " " * len(cells)] for line, cells in cast("list[tuple[int, str]]", rows)]


def _texts(row: Row) -> list[str]:
    return [str(row[key]) for key in _TOLD if row.get(key)]


def _says(rows: list[object], wanted: Collection[str]) -> bool:
    lines = [cells for _, cells in cast("list[tuple[int, str]]", rows)]
    return any(said in wanted for line in lines for said in cells_of(line))
