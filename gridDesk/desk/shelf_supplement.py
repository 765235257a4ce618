"""变更登记页: one table of the values to be corrected by pen on pages that stay on the shelf, where few lines changed.

A page can be corrected when the same groups stand on it in the same order, at most `MOST` of its rows changed, and rows
were changed or struck out but none added. Everything else is exchanged as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from gridDesk.desk import paper_mark
from gridDesk.desk.office import Desk
from gridDesk.desk.shelf_pages import CELL, Part, lay_out
from gridDesk.desk.shelf_register import Amendment, Stack
from gridDesk.documents.page import Book, Page
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.shelf import Identity, SheetOfPaper, StandingSheet, compare, identity
from gridDesk.documents.table_page import Cells, Column, Group, Section, TablePage
from gridDesk.documents.tables import chinese_date
from gridDesk.text import now_iso, today_iso

if TYPE_CHECKING:
    from gridDesk.desk.shelf import Prepared
    from gridDesk.store import ShelfPage

MOST = 5  # rows of a page that may be corrected by pen; a page with more changes is printed anew
STRUCK = "整行划去"
HOW = "按下表在原页上用笔更正：错字上画一道横线，旁边写上更正后的内容并签名。原页与本页一并有效。"
_COLUMNS = (
    Column("no", "序号", 11, "center"), Column("page", "页码", 20, "center"), Column("line", "行", 10, "center"),
    Column("who", "姓名或地址", 34), Column("field", "栏目", 30), Column("value", "更正为", 50), Column("by", "更正人", 20),
)  # fmt: skip
_WHO = ("person.name", "name", "household.number")

_Rows = list[tuple[int, str]]  # the line on the page and the digests of its cells


@dataclass(frozen=True, slots=True)
class Correction:
    """A value to be corrected by pen: page, line, whose row it is, which column, and what it says now."""

    page: str
    line: int
    who: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Supplement:
    """A supplement to pages that stay on the shelf: its code, what it tells to correct, and how many pages it has."""

    code: str
    corrections: tuple[Correction, ...]
    amendments: tuple[Amendment, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class _Change:
    """What changed in a row of a page: its group, its line, and the columns that differ (none: struck out)."""

    key: str
    line: int
    row: int
    columns: tuple[int, ...]


def amended(sheets: Iterable[StandingSheet], amendments: Sequence[Amendment]) -> tuple[StandingSheet, ...]:
    """Return sheets as they are once the amendments were written on them."""
    said = {one.identity: one.digest for one in amendments}

    def corrected(sheet: StandingSheet) -> StandingSheet:
        pages = [replace(page, digest=said.get(identity(page), page.digest)) for page in sheet.pages]
        return StandingSheet(*pages)

    return tuple(corrected(sheet) for sheet in sheets)


def supplemented(desk: Desk, prepared: Prepared, page: Page) -> Prepared:
    """Return a printing with a supplement for the pages that can be corrected by pen; without one if there are none.

    `page` is the composed paper of the order; its bodies are read once more.
    """
    stack = Stack(desk, prepared.order)
    found = list(_amendable(stack, prepared))
    if not found:
        return prepared
    tables = {
        one.name: one for one in (page.parts if isinstance(page, Book) else (page,)) if isinstance(one, TablePage)
    }
    corrections = tuple(_told(found, tables, prepared.titles))
    amendments = tuple(one for one, _, _ in found)
    supplement = Supplement(paper_mark.new_code(desk), corrections, amendments, 0)
    pages = len(lay_out(table(desk, prepared, supplement)))
    exchange = compare(amended(stack.sheets, amendments), prepared.today)
    return replace(prepared, exchange=exchange, supplement=replace(supplement, pages=pages))


def table(desk: Desk, prepared: Prepared, supplement: Supplement) -> TablePage:
    """Return the supplement as a table to be printed."""
    rows = [
        (str(n), one.page, str(one.line), one.who, one.field, one.value, "")
        for n, one in enumerate(supplement.corrections, 1)
    ]
    return TablePage(
        name="shelf_supplement", title="变更登记页", columns=_COLUMNS, body=(Section(HOW), *rows), sheet=Sheet(), code=supplement.code,
        left=f"台账：{prepared.title}", middle="", right=chinese_date(today_iso()), made=now_iso(), row_height=8.0,
        foot=f"{desk.office.name} · {now_iso()[:16].replace('T', ' ')}",
        signatures=("更正人", "核对人", "更正日期"),
    )  # fmt: skip


# ---- what can be corrected ----


def _amendable(stack: Stack, prepared: Prepared) -> Iterator[tuple[Amendment, PrintedPage, list[_Change]]]:
    standing = {(page.paper, page.base, page.turn): page for page in stack.pages}
    today = {identity(page): page for sheet in prepared.today for page in sheet.pages}
    for sheet in prepared.exchange.put_in:
        found = list(_of_sheet(sheet, standing, today, prepared.parts))
        # A sheet is left on the shelf only when everything on it can be corrected.
        if found and all(one is not None for one in found):
            yield from (one for one in found if one and one[2])


_Found = tuple[Amendment, PrintedPage, list[_Change]]


def _of_sheet(
    sheet: SheetOfPaper, standing: Mapping[Identity, ShelfPage], today: Mapping[Identity, PrintedPage],
    parts: Mapping[str, Part],
) -> Iterator[_Found | None]:  # fmt: skip
    """Yield for each page of a sheet what to correct on it; None where it cannot be corrected."""
    olds = [standing.get(identity(page)) for page in sheet.pages]
    together = {(page.code, page.sheet) for page in olds if page}
    on_it = [page for page in standing.values() if (page.code, page.sheet) in together]
    if len(together) != 1 or len(on_it) != len(sheet.pages):
        yield None
        return
    for page, old in zip(sheet.pages, olds, strict=True):
        part = parts.get(page.paper)
        runs_on = (page.paper, page.base, page.turn + 1) in today
        yield _of_page(page, old, part, runs_on=runs_on) if old and part else None


def _of_page(page: PrintedPage, old: ShelfPage, part: Part, *, runs_on: bool) -> _Found | None:
    if (old.amended or old.digest) == page.digest and old.label == page.label:
        return Amendment(identity(page), page.digest, old.groups), page, []
    had = cast("dict[str, _Rows]", old.groups)
    if old.label != page.label or [key for key in had if key in page.keys] != list(page.keys):
        return None
    changes: list[_Change] = []
    groups: dict[str, list[object]] = {}
    for key, rows in had.items():
        found = _of_group(key, rows, part.groups[key].rows if key in page.keys else ())
        if found is None or (found[0] and runs_on and key == page.keys[-1]):
            return None
        changes += found[0]
        if key in page.keys:
            groups[key] = found[1]
    if not changes or len({change.line for change in changes}) > MOST:
        return None
    return Amendment(identity(page), page.digest, groups), page, changes


def _of_group(key: str, had: _Rows, rows: Sequence[str]) -> tuple[list[_Change], list[object]] | None:
    """Return what changed in a group and its rows with their lines; None where rows were added or exchanged."""
    if len(had) == len(rows):
        pairs = [
            (line, n, _differing(old, cells)) for n, ((line, old), cells) in enumerate(zip(had, rows, strict=True))
        ]
        changes = [_Change(key, line, n, columns) for line, n, columns in pairs if columns]
        return changes, [[line, cells] for (line, _), cells in zip(had, rows, strict=True)]
    kept: list[object] = []
    struck: list[_Change] = []
    wanted = list(rows)
    for line, old in had:
        if wanted and wanted[0] == old:
            kept.append([line, wanted.pop(0)])
        else:
            struck.append(_Change(key, line, -1, ()))
    return None if wanted else (struck, kept)


def _differing(old: str, new: str) -> tuple[int, ...]:
    return tuple(i for i in range(len(new) // CELL) if old[i * CELL : (i + 1) * CELL] != new[i * CELL : (i + 1) * CELL])


# ---- what is told ----


def _told(found: Sequence[_Found], tables: Mapping[str, TablePage], titles: Mapping[str, str]) -> Iterator[Correction]:
    wanted = {(page.paper, change.key) for _, page, changes in found for change in changes}
    rows = {(name, item.key): item.rows for name, one in tables.items() for item in one.body
            if isinstance(item, Group) and (name, item.key) in wanted}  # fmt: skip
    for _, page, changes in found:
        columns = tables[page.paper].columns
        label = f"{titles[page.paper]} {page.label}" if len(tables) > 1 else page.label
        for change in sorted(changes, key=lambda change: change.line):
            if change.row < 0:
                yield Correction(label, change.line, "", "", STRUCK)
                continue
            row = rows[page.paper, change.key][change.row]
            for i in change.columns:
                yield Correction(label, change.line, _who(columns, row), columns[i].title, row[i] or "（空白）")


def _who(columns: Sequence[Column], row: Cells) -> str:
    """Return whose row it is: the name that stands in it, else the first text after its number."""
    named = [i for i, column in enumerate(columns) if column.key in _WHO or column.key.endswith(".name")]
    places = [*named, *(i for i, column in enumerate(columns) if column.key != "no")]
    return next((row[i] for i in places if row[i]), "")
