"""Today's pages as they would stand on the shelf: what stands where, and how they are laid out."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO

from gridDesk.documents import shelf
from gridDesk.documents.form import FormPage
from gridDesk.documents.page import Book, Page
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.table_page import Group, Section, TablePage

Numbers = Mapping[str, Mapping[str, int]]
"""The page number of each group, by the paper (part of a book) it is in."""

CELL = 4  # characters of the digest of a cell
# What stands behind it tells how many pages the card has.
_HEAD = re.compile(r"^户主.*?(?=（\d+/\d+）$|$)")


@dataclass(frozen=True, slots=True)
class Stood:
    """What a group of a ledger says today: for each row the digests of its cells, four characters each."""

    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The groups of a shelved ledger in today's order, and the section of each where sections start a fresh page."""

    groups: Mapping[str, Stood]
    sections: Mapping[str, str] | None


def titles_of(page: Page) -> dict[str, str]:
    """Return what each paper of a page is called; the parts of a book by their series where they have one."""
    if not isinstance(page, Book):
        return {page.name: page.title}
    return {part.name: part.series or part.title for part in (*page.front, *page.parts, *page.back)}


def parts_of(page: Page) -> dict[str, Part]:
    """Read the groups of every shelved ledger of a page, by paper; reads each body once."""
    tables = page.parts if isinstance(page, Book) else (page,)
    return {one.name: _part(one) for one in tables if isinstance(one, TablePage) and one.shelved is not None}


def _part(page: TablePage) -> Part:
    numbered = {i for i, column in enumerate(page.columns) if column.key == "no"}
    once = numbered | {i for i, column in enumerate(page.columns) if column.shared}
    groups: dict[str, Stood] = {}
    sections: dict[str, str] = {}
    name, fresh = "", False
    for item in page.body:
        if isinstance(item, Section):
            name, fresh = item.text, fresh or item.new_page
        elif isinstance(item, Group) and item.key:
            groups[item.key] = Stood(tuple([_cells(row, once if n else numbered) for n, row in enumerate(item.rows)]))
            sections[item.key] = name
    return Part(groups, sections if fresh else None)


def _cells(row: Sequence[str], leave_out: Collection[int]) -> str:
    """Return the digests of a row's cells; blank those that are not printed, or are numbers of rows."""
    return "".join([cell("" if i in leave_out else text) for i, text in enumerate(row)])


@lru_cache(maxsize=4096)
def cell(text: str, key: bytes = b"") -> str:
    """Return 24 bits of a digest of a cell as four characters, under a key where one is given; of a blank one four blanks.

    Enough to see which cell was changed.
    """
    if not text:
        return " " * CELL
    said = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=CELL * 3 // 4, key=key)
    return base64.b64encode(said.digest()).decode("ascii")


def cells_of(row: str) -> list[str]:
    """Return the digests of the cells of a row."""
    return [row[n : n + CELL] for n in range(0, len(row), CELL)]


def numbers(old: Mapping[str, Sequence[tuple[int, Sequence[str]]]], parts: Mapping[str, Part]) -> Numbers:
    """Return on which page each group of each paper stands today."""
    return {name: shelf.places(old.get(name, ()), list(part.groups), part.sections) for name, part in parts.items()}


def placed(page: Page, where: Numbers, duplex: bool) -> Page:
    """Return a page with its groups where they belong on the shelf, on one or both sides of the paper."""
    if not isinstance(page, Book):
        return _placed(page, where, duplex)
    return replace(
        page, parts=tuple(_placed(part, where, duplex) for part in page.parts), duplex=duplex,
        front=tuple(_sided(part, duplex) for part in page.front),
        back=tuple(_sided(part, duplex) for part in page.back),
    )  # fmt: skip


def _placed(page: TablePage | FormPage, where: Numbers, duplex: bool) -> TablePage | FormPage:
    if isinstance(page, FormPage):
        return _sided(page, duplex)
    if page.shelved is None:
        return page
    sheet = replace(page.sheet, mirror=duplex and page.sheet.binding == "left")
    return replace(page, shelved=replace(page.shelved, places=where.get(page.name, {}), duplex=duplex), sheet=sheet)


def _sided(page: FormPage, duplex: bool) -> FormPage:
    """Begin each form on a sheet of its own."""
    return replace(page, odd_start=duplex)


def lay_out(page: Page) -> tuple[PrintedPage, ...]:
    """Lay a page out without keeping any of it; returns what its pages would say."""
    return write(page, io.BytesIO(), frozenset())


def write(page: Page, out: BinaryIO, only: frozenset[int] | None) -> tuple[PrintedPage, ...]:
    """Write the pages `only` (all when None) to `out` as PDF; returns all of them as the register keeps them."""
    from gridDesk.documents.pdf import write_pdf

    return tuple(_nameless(one) for one in write_pdf(page, out, only).pages)


def _nameless(page: PrintedPage) -> PrintedPage:
    """Return a page without the name of a person: a card without a number is called by the head of the household."""
    return replace(page, label=_HEAD.sub("未编号的户", page.label)) if page.label.startswith("户主") else page
