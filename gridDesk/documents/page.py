"""What a printed thing says, as plain frozen data: text already formatted, already masked. Writers know only this.

A page is a ledger (`table_page`), forms (`form`), or a book of both. Bodies may be any iterable, also a generator:
writers read them once, in order, and hold one sheet at a time. Whoever wants to look before printing (`fonts.missing`)
hands a body that can be read twice, such as a list or `Again`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gridDesk.documents.form import FormPage
from gridDesk.documents.table_page import TablePage


@dataclass(frozen=True)
class PartPages:
    """Where a part of a book came to stand: its title, series (第三编), the labels of its first and last page, how many
    pages, and each of its sections with the label of the page it begins on.
    """

    title: str
    series: str
    first: str
    last: str
    count: int
    sections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Book:
    """Several papers bound as one: `front` (cover, explanation), the contents made from where the parts came to stand,
    the parts, and `back`. Each part begins on a right-hand page and counts its own pages.
    """

    name: str
    title: str
    front: tuple[FormPage, ...]
    contents: Callable[[tuple[PartPages, ...]], FormPage]
    parts: tuple[TablePage | FormPage, ...]
    back: tuple[FormPage, ...] = ()
    made: str = ""
    duplex: bool = False


Page = TablePage | FormPage | Book
