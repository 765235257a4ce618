"""Paper that stays true (打印变更页): what stands on the shelf, which sheets changed, and what a sheet's code answers.

`prepare` lays a paper out and compares it with the page register; `print_pdf` gives the pages; after the clerk looked
at what came out of the printer, `record` moves the register. Nothing is registered that was not printed.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridDesk.desk import paper_mark, print_jobs, shelf_words, view_paper
from gridDesk.desk.office import Desk
from gridDesk.desk.print_jobs import Way
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.shelf_pages import Numbers, Part, lay_out, numbers, parts_of, placed, titles_of, write
from gridDesk.desk.shelf_register import Stack, layout_of, title_of
from gridDesk.desk.shelf_sealed import Veil
from gridDesk.desk.shelf_supplement import Supplement, amended
from gridDesk.documents.page import Page
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.shelf import (
    Exchange,
    Identity,
    SheetOfPaper,
    StandingSheet,
    compare,
    exchanged,
    identity,
    sheets,
)
from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk.grants import Grant
    from gridDesk.desk.print_order import PrintOrder

_SCOPES = {"table": ("group", "grid", "list"), "form": ("household", "day", "book")}
_MONTHS = ("log_book",)  # bound months; other monthly forms are reports that nobody exchanges


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A printing laid out and compared with the shelf; nothing is printed or registered yet.

    `pages` are the numbers (places in the whole document, from 1) of the pages on sheets that changed or are new, with
    the blank ones that fill a sheet; `all_pages` those of the whole document. `changed`, `new`, `removed` and `valid`
    count sheets: in another state than on the shelf, not there before, to take out without anything in their place, and
    to leave where they are. `fresh` means that page numbers begin anew: the first printing, 重新整理, another layout.
    `titles` names each paper in it. With a `supplement` (变更登记页) the exchange holds only what cannot be corrected by
    pen. May be handed from one thread to another: it holds no open office.
    """

    order: PrintOrder
    title: str
    titles: Mapping[str, str]
    duplex: bool
    fresh: bool
    places: Numbers
    parts: Mapping[str, Part]
    printed: tuple[PrintedPage, ...]
    today: tuple[SheetOfPaper, ...]
    exchange: Exchange
    supplement: Supplement | None = None

    @property
    def code(self) -> str:
        """Return the number of the printing."""
        return self.order.code

    @property
    def all_pages(self) -> tuple[int, ...]:
        """Return the numbers of all pages."""
        return tuple(page.number for page in self.printed)

    @property
    def pages(self) -> tuple[int, ...]:
        """Return the numbers of the pages to print when only what changed is printed."""
        wanted = {page.number for sheet in self.exchange.put_in for page in sheet.pages}
        blank = {page.number for page in self.printed if not page.base}
        filling = {number + 1 for number in wanted if self.duplex and number + 1 in blank}
        return tuple(sorted(wanted | filling))

    @property
    def changed(self) -> int:
        """Return how many sheets are printed in place of one on the shelf."""
        return len(self.exchange.put_in) - self.new

    @property
    def new(self) -> int:
        """Return how many sheets have no forerunner on the shelf."""
        return _apart(self.exchange.put_in, self.exchange.take_out)

    @property
    def removed(self) -> int:
        """Return how many sheets are taken out without another in their place."""
        return _apart(self.exchange.take_out, self.exchange.put_in)

    @property
    def valid(self) -> int:
        """Return how many sheets stay where they are."""
        return len(self.exchange.still_valid)

    @property
    def share(self) -> float:
        """Return the part of the document's pages that must be printed, 0 to 1; those of the supplement too."""
        full = sum(len(sheet.pages) for sheet in self.today)
        part = sum(len(sheet.pages) for sheet in self.exchange.put_in) + (
            self.supplement.pages if self.supplement else 0
        )
        return part / full if full else 0.0

    @property
    def sentence(self) -> str:
        """Return for the clerk what is to be done."""
        return shelf_words.sentence(self)

    @property
    def advice(self) -> str:
        """Return what else the clerk may choose (变更登记页, 重新整理); "" when the exchange is small."""
        return shelf_words.advice(self)


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What the code of a sheet says: `state` and a sentence for the clerk.

    `state` is "current" (on the shelf), "amended" (on the shelf, with corrections by pen), "replaced", "printed" (a
    printing that is not on a shelf), "unknown" (not in the register), or "unreadable" (not a code at all). `log_code` is
    the 日志码 its sheets bear, `log_holds` whether journal and log still contain the lines it stands for (None: not
    known, as of sheets that an older program printed).
    """

    state: str
    sentence: str
    code: str = ""
    title: str = ""
    label: str = ""
    printed_at: str = ""
    replaced_at: str = ""
    replaced_by: str = ""
    log_code: str = ""
    log_holds: bool | None = None


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """A stack of paper on the shelf: what it is, how many pages and sheets, when sheets were last exchanged.

    `order` prepares it again.
    """

    title: str
    order: PrintOrder
    duplex: bool
    pages: int
    sheets: int
    printed_at: str


def can_shelve(desk: Desk, order: PrintOrder) -> bool:
    """Tell whether what an order prints can stand on the shelf and be kept true: filled ledgers, cards, logs, books."""
    from gridDesk.desk import printing

    if view_paper.is_list(order.paper) or order.mode != "filled":
        return False
    choice = next((choice for choice in printing.papers(desk) if choice.key == order.paper), None)
    return choice is not None and (choice.scope in _SCOPES[choice.kind] or choice.key in _MONTHS)


def prepare(
    desk: Desk, order: PrintOrder, *, duplex: bool = False, renumber: bool = False, progress: Progress = silent
) -> Prepared:
    """Lay an order out as it would stand on the shelf today and compare it with what stands there.

    `renumber` (重新整理) begins the page numbers anew and replaces every sheet. Reads only; `order.code` is given by
    this call. Raises DeskError when the paper cannot be shelved.
    """
    from gridDesk.desk import printing

    if not can_shelve(desk, order):
        raise DeskError("这种表册不能只打印变更页，", advice="请打印全部，或者选择台账、户卡、已填写的日志或整本台账。")
    order = replace(order, shelved=True, code=order.code or paper_mark.new_code(desk))
    progress(0, 2, "正在对照书架上的页")
    page, stack = printing.compose(desk, order), Stack(desk, order)
    fresh = renumber or not stack.pages or stack.relaid()
    veil = Veil(desk)
    parts = veil.parts(parts_of(page))
    places: Numbers = {} if fresh else numbers(stack.numbered(), parts)
    progress(1, 2, "正在排版")
    printed = veil.printed(lay_out(placed(page, places, duplex)))
    today = tuple(sheets(printed, duplex))
    exchange = Exchange(stack.sheets, today) if fresh else compare(stack.sheets, today)
    progress(2, 2, f"共 {len(printed)} 页")
    return Prepared(
        order=order, title=title_of(desk, order, page.title), titles=titles_of(page), duplex=duplex, fresh=fresh, places=places, parts=parts,
        printed=printed, today=today, exchange=exchange,
    )  # fmt: skip


def with_supplement(desk: Desk, prepared: Prepared) -> Prepared:
    """Return a printing in which pages with few changes stay on the shelf and are corrected by pen after a 变更登记页.

    Unchanged when there is no such page; its `supplement` tells what to correct. The shelf holds for each such page what
    it says when corrected, and the supplement is valid as long as one of them stands.
    """
    from gridDesk.desk import printing
    from gridDesk.desk.shelf_supplement import supplemented

    if prepared.fresh or prepared.supplement:
        return prepared
    return supplemented(desk, prepared, printing.compose(desk, prepared.order))


def supplement_pdf(desk: Desk, prepared: Prepared) -> bytes:
    """Return the 变更登记页 of a printing as PDF; `b""` when it has none."""
    from gridDesk.desk.shelf_supplement import table

    out = io.BytesIO()
    if prepared.supplement:
        write(table(desk, prepared, prepared.supplement), out, None)
    return out.getvalue()


def print_pdf(desk: Desk, prepared: Prepared, only_changed: bool, progress: Progress = silent) -> bytes:
    """Return the PDF of the changed pages (whole sheets when both sides are printed), or of all pages.

    Raises DeskError when the ledgers changed since `prepare`: the sheets would not be those that were compared.
    """
    from gridDesk.desk import printing

    progress(0, 1, "正在排版")
    page = placed(printing.compose(desk, prepared.order), prepared.places, prepared.duplex)
    out = io.BytesIO()
    printed = write(page, out, frozenset(prepared.pages) if only_changed else None)
    if Veil(desk).printed(printed) != prepared.printed:
        raise DeskError("排版以后台账又有改动，", advice="请重新核对变更页，再打印。")
    progress(1, 1, "排好了")
    return out.getvalue()


def record(
    desk: Desk, prepared: Prepared, printed: Collection[int] | None = None, way: Way | None = None, *,
    only_changed: bool = True, supplemented: bool = True, grant: Grant | None = None,
) -> Exchange:  # fmt: skip
    """Move the register after the clerk said what really came out whole; returns what changes at the shelf.

    `printed` are page numbers (places in the whole document); None means all that `print_pdf` gave, `only_changed` as
    there; where nothing is to be printed any value confirms what is only taken out. The shelf moves only for sheets of which every page came out; the others are printed the next time. `way` is
    what the list of printings says: "changed" or "printer" as `only_changed` has it, unless told otherwise. A supplement
    is registered too, unless it did not come out (`supplemented` false). `grant` is what allowed the printing.
    """
    came_out = _came_out(prepared, printed, only_changed)
    stack = Stack(desk, prepared.order)
    supplement = prepared.supplement if supplemented and (came_out or not prepared.pages) else None
    change = _change(stack, prepared, came_out, supplement)
    if change.empty and not supplement:
        return change
    with desk.store.system.together():
        if supplement:
            _amend(desk, stack, prepared, supplement)
        if change.empty:
            return change
        print_jobs.note(
            desk, prepared.order, prepared.title, pages=sum(len(sheet.pages) for sheet in change.put_in),
            sheets=len(change.put_in), way=way or ("changed" if only_changed else "printer"),
            layout=layout_of(prepared.order), scope=stack.scope, grant=grant,
        )  # fmt: skip
        stack.exchange(prepared.today, change, prepared.parts)
    return change


def slip(desk: Desk, prepared: Prepared, printed: Collection[int] | None = None) -> Page:
    """Return the 抽换单: which sheets to take out and put in, how many stay valid; filed at the front of the book.

    With `printed` it tells what to do when only those pages came out, exactly as `record` registers it; to be made
    before `record`.
    """
    from gridDesk.desk.shelf_slip import make_slip

    stack = Stack(desk, prepared.order)
    change = prepared.exchange
    if printed is not None:
        change = _change(stack, prepared, frozenset(printed), prepared.supplement)
    return make_slip(desk, prepared, change, stack.spent(change))


def slip_pdf(desk: Desk, prepared: Prepared, printed: Collection[int] | None = None) -> bytes:
    """Return the 抽换单 as PDF."""
    from gridDesk.documents.pdf import write_pdf

    out = io.BytesIO()
    write_pdf(slip(desk, prepared, printed), out)
    return out.getvalue()


def look_up(desk: Desk, code: str) -> SheetAnswer:
    """Answer what a sheet's code, typed or scanned, says: 现行有效, replaced by which sheet on which day, or not ours."""
    from gridDesk.desk.sheet_codes import answer

    return answer(desk, code)


def still_true(desk: Desk, code: str, progress: Progress = silent) -> bool | None:
    """Tell whether the sheet with this code says what the ledgers say today; None when it is not on the shelf."""
    from gridDesk.desk import sheet_codes

    return sheet_codes.still_true(desk, code, progress)


def shelves(desk: Desk) -> list[ShelfLine]:
    """Return every stack that stands on the shelf, the last exchanged first."""
    from gridDesk.desk.sheet_codes import stacks

    return stacks(desk)


def _change(stack: Stack, prepared: Prepared, came_out: frozenset[int], supplement: Supplement | None) -> Exchange:
    """Return what changes at the shelf when these pages came out, on which the supplement was written first.

    When pages were to be printed and none came out, nothing changes: what was to be taken out stays too.
    """
    if prepared.pages and not came_out:
        return Exchange(still_valid=stack.sheets)
    shelf = amended(stack.sheets, supplement.amendments if supplement else ())
    return exchanged(shelf, prepared.today, came_out)


def _amend(desk: Desk, stack: Stack, prepared: Prepared, supplement: Supplement) -> None:
    order = replace(prepared.order, code=supplement.code)
    print_jobs.note(
        desk, order, f"{prepared.title}变更登记页", pages=supplement.pages, way="changed", scope=stack.scope,
        layout=layout_of(order),
    )  # fmt: skip
    stack.amend(supplement.amendments, supplement.code, supplement.pages)


def _came_out(prepared: Prepared, printed: Collection[int] | None, only_changed: bool) -> frozenset[int]:
    if printed is not None:
        return frozenset(printed)
    return frozenset(prepared.pages if only_changed else prepared.all_pages)


_Sheets = Iterable[SheetOfPaper] | Iterable[StandingSheet]


def _apart(some: _Sheets, others: _Sheets) -> int:
    """Count the sheets none of whose pages is called as a page of the others."""
    called = {name for sheet in others for name in _names(sheet)}
    return sum(1 for sheet in some if not called & _names(sheet))


def _names(sheet: SheetOfPaper | StandingSheet) -> set[Identity]:
    return {identity(page) for page in sheet.pages}
