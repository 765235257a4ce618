"""A document made on the worker, with all that is needed to print it, to tell what is wrong with it, and to register it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridDesk.desk import glyphs, paper_mark, print_grants, print_jobs, printing, shelf
from gridDesk.desk.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Collection

    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant, Order
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.printed import MissingGlyph


@dataclass(frozen=True)
class Wish:
    """What is to be made. `shelved`: as it stands on the shelf, where `changed` are only the sheets that changed.

    `duplex` sheets have a front and a back; `renumber` begins the page numbers anew; `pen` leaves pages with few changes
    where they are, to be corrected by hand after a 变更登记页. Of `numbered` copies each says which one it is.
    """

    order: PrintOrder
    title: str
    shelved: bool = False
    changed: bool = False
    duplex: bool = False
    renumber: bool = False
    pen: bool = False
    numbered: int = 1


@dataclass(frozen=True)
class Made:
    """A document as it will be printed, and the characters that no font holds, one by one and in sentences.

    `prepared` and `pages` (the place of each page in the whole document, from 1) are those of a paper on the shelf;
    `slip` is the PDF of the 抽换单, `slip_pages` how many pages it has. With `slip_only` sheets are only taken out, and
    the slip is all there is to print. `asked` is what a grant must be given for.
    """

    pdf: bytes
    missing: tuple[str, ...]
    wish: Wish | None = None
    prepared: shelf.Prepared | None = None
    pages: tuple[int, ...] = ()
    slip: bytes = b""
    slip_pages: int = 0
    slip_only: bool = False
    glyphs: tuple[MissingGlyph, ...] = ()
    asked: Order | None = None


def make(desk: Desk, wish: Wish, progress: Progress) -> Made:
    """Typeset a wish on the worker; the printing gets its number here, so that what shows is what is printed."""
    if not wish.order.code:
        wish = replace(wish, order=replace(wish.order, code=paper_mark.new_code(desk)))
    made = _make(desk, wish, progress)
    return replace(made, asked=print_grants.order_of(desk, wish.order, title=wish.title))


def _make(desk: Desk, wish: Wish, progress: Progress) -> Made:
    if wish.shelved:
        return _make_shelved(desk, wish, progress)
    if wish.numbered > 1:
        return _make_numbered(desk, wish, progress)
    rendered = printing.render(desk, wish.order, progress)
    pages = tuple(range(1, rendered.pages + 1))
    return Made(rendered.pdf, tuple(rendered.sentences), wish, pages=pages, glyphs=rendered.missing)


def _make_numbered(desk: Desk, wish: Wish, progress: Progress) -> Made:
    """Typeset each copy with its own 第 c 份共 n 份, one after the other in one document."""
    from gridDesk.documents.pdf_pages import joined

    copies = []
    for number in range(1, wish.numbered + 1):
        progress(number - 1, wish.numbered, f"正在排第 {number} 份")
        copies.append(printing.render(desk, replace(wish.order, copy=number, copies=wish.numbered)))
    pages = tuple(range(1, sum(one.pages for one in copies) + 1))
    pdf = joined([one.pdf for one in copies])
    return Made(pdf, tuple(copies[0].sentences), wish, pages=pages, glyphs=copies[0].missing)


def _make_shelved(desk: Desk, wish: Wish, progress: Progress) -> Made:
    from gridDesk.documents import fonts

    prepared = shelf.prepare(desk, wish.order, duplex=wish.duplex, renumber=wish.renumber, progress=progress)
    if wish.changed and wish.pen:
        prepared = shelf.with_supplement(desk, prepared)
    if wish.changed and not prepared.pages:
        return _only_slip(desk, wish, prepared)
    pdf = shelf.print_pdf(desk, prepared, wish.changed, progress)
    lost = tuple(fonts.missing(printing.compose(desk, prepared.order)))
    missing = tuple(glyphs.sentence(glyph) for glyph in lost)
    if not wish.changed:
        return Made(pdf, missing, wish, prepared, prepared.all_pages, glyphs=lost)
    slip, count = _first(desk, prepared)
    return Made(pdf, missing, wish, prepared, prepared.pages, slip, count, glyphs=lost)


def _only_slip(desk: Desk, wish: Wish, prepared: shelf.Prepared) -> Made:
    """Return what is printed when no sheet is put in: the slip if some are taken out, else nothing."""
    if prepared.exchange.empty and not prepared.supplement:
        return Made(b"", (), wish, prepared)
    slip, count = _first(desk, prepared)
    return Made(slip, (), wish, prepared, tuple(range(1, count + 1)), slip_only=True)


def _first(desk: Desk, prepared: shelf.Prepared) -> tuple[bytes, int]:
    """Return what is printed before the pages and how many pages it has: the slip, and the supplement if there is one."""
    from gridDesk.documents.pdf_pages import joined

    slip, count = slip_of(desk, prepared)
    if prepared.supplement is None:
        return slip, count
    return joined([slip, shelf.supplement_pdf(desk, prepared)]), count + prepared.supplement.pages


def slip_of(desk: Desk, prepared: shelf.Prepared, printed: Collection[int] | None = None) -> tuple[bytes, int]:
    """Return the PDF of the 抽换单 and how many pages it has; of what is to be printed, or of what came out."""
    from gridDesk.documents.pdf import write_pdf

    out = io.BytesIO()
    made = write_pdf(shelf.slip(desk, prepared, printed), out)
    return out.getvalue(), len(made.pages)


def shown(made: Made) -> bytes:
    """Return what the preview shows: the slip first, as it is printed first."""
    from gridDesk.documents.pdf_pages import joined

    return joined([made.slip, made.pdf]) if made.slip else made.pdf


def register(
    desk: Desk, made: Made, came_out: tuple[int, ...] | None, copies: int, grant: Grant | None = None
) -> str:  # fmt: skip
    """Write down what came out (places in the document, from 0; None all) and return the sentence that says so."""
    if came_out == ():
        return "没有登记。书架上的页还是原来的；可以再印一次。" if made.prepared else "没有登记，可以再印一次。"
    wish = made.wish
    if made.prepared is None:
        pages = (len(made.pages) if came_out is None else len(came_out)) // wish.numbered
        print_jobs.note(
            desk, replace(wish.order, copies=max(copies, wish.numbered)), wish.title, pages=max(1, pages), grant=grant
        )
        return f"已登记：{wish.title}，{pages} 页。"
    if made.slip_only and came_out is not None:
        return "没有登记，抽换单要整张印好才算。"
    numbers = None if came_out is None else [made.pages[place] for place in came_out if place < len(made.pages)]
    way = "changed" if wish.changed else "printer"
    change = shelf.record(desk, made.prepared, numbers, way, only_changed=wish.changed, grant=grant)
    words = f"已登记：放进 {len(change.put_in)} 张"
    return f"{words}，抽出 {len(change.take_out)} 张，其余 {len(change.still_valid)} 张仍然有效。"


def note_file(desk: Desk, wish: Wish, pages: int, grant: Grant) -> None:
    """Write down that a document left as a file."""
    print_jobs.note(desk, wish.order, wish.title, pages=pages, way="file", grant=grant)
