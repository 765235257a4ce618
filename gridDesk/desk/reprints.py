"""Printing something again: the order behind a printing's number, and which page of it a sheet was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk.office import Desk
from gridDesk.desk.print_jobs import read_code
from gridDesk.documents.shelf import Identity, identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.printed import PrintedPage


@dataclass(frozen=True, slots=True)
class Again:
    """What to print again: the order, whether it stands on the shelf, and which page of it is meant (None: all)."""

    order: PrintOrder
    shelved: bool
    page: Identity | None


def again(desk: Desk, code: str) -> Again | None:
    """Return what the number of a printing or a sheet stands for, None when nothing is known of it."""
    from gridDesk.desk.sheet_codes import ordered

    read = read_code(code)
    job = desk.store.system.print_jobs.get(read[0]) if read else None
    if read is None or job is None:
        return None
    page = desk.store.system.shelf_pages.get(*read)
    stood = bool(desk.store.system.shelf_pages.list(code=read[0]))
    meant = (page.paper, page.base, page.turn) if page else None
    return Again(ordered(job), stood, meant)


def place_of(page: Identity, printed: Sequence[PrintedPage]) -> int | None:
    """Return where a page stands in a document today (from 0), None when it is no longer part of it."""
    return next((one.number - 1 for one in printed if identity(one) == page), None)
