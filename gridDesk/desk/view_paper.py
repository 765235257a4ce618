"""A list on paper: the columns and rows of a view (打印本表), and the month's list of households to verify.

Key of the paper: `view:<table>:<name>` for a saved view, `view:` and a packed view (`views.pack`) for one as it stands,
`view:verify:<grid uid>|<village group>` for the list to verify, `view:population:<month>` for 人口变动月报,
`view:street:offices` and `view:street:report` for 各单位, `view:standing:<wish>` for 履职情况.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from gridDesk.desk import duties_paper, freshness, listed, population_paper, street_paper
from gridDesk.desk.exports import default_columns, default_title
from gridDesk.desk.listed import Listed, Reader
from gridDesk.desk.masks import hidden, reveal
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_levels import LevelChoice, least, list_choices, neutral_title, parse
from gridDesk.desk.paper_mark import Mark, mark
from gridDesk.desk.paper_rows import natural
from gridDesk.errors import DeskError
from gridDesk.text import now_iso, today_iso
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.desk.tables import Table
    from gridDesk.desk.views import View
    from gridDesk.documents.form import FormPage
    from gridDesk.documents.table_page import TablePage

PREFIX, VERIFY = "view:", "verify"
_FIGURES = (population_paper.PREFIX, street_paper.PREFIX, duties_paper.PREFIX)  # of nobody in particular
_Page = TypeVar("_Page", "TablePage", "FormPage")
_SIGNED = ("填表人", "审核人", "填报日期")
_WALKED = ("走访人", "走访日期")
_CHAR, _PAD, _NUMBER = 1.6, 3.0, 10.0  # mm: a half-width character, what a cell has around it, the column of numbers


@dataclass(frozen=True, slots=True)
class ListPaper:
    """A list that can be printed: its key, title and help, and whether it shows ID numbers."""

    key: str
    title: str
    help: str
    ids: bool


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    width: float
    align: Literal["left", "center", "right"]


def is_list(key: str) -> bool:
    """Tell whether a paper's key names a list."""
    return key.startswith(PREFIX)


def verify_key(grid: str = "", village_group: str = "") -> str:
    """Return the key of the list of households to verify, of a grid and village group."""
    return f"{PREFIX}{VERIFY}:{grid}|{village_group}"


def paper(desk: Desk, key: str) -> ListPaper:
    """Return what a key stands for. Raises DeskError when there is no such view."""
    if key.startswith(f"{PREFIX}{VERIFY}:"):
        return ListPaper(key, "本月待核实的户", "带着走访：一户一行，按小组和门牌排列，右边留空手写。", False)
    if key.startswith(population_paper.PREFIX):
        return ListPaper(key, population_paper.title(key), "各网格月末的户数、人口和当月变动，后面是全年各月。", False)
    if street_paper.is_street(key):
        return ListPaper(key, street_paper.title(key), street_paper.help_words(key), False)
    if duties_paper.is_standing(key):
        return ListPaper(key, duties_paper.title(key), duties_paper.HELP, False)
    view = _view(desk, key)
    ids = any(_column(desk, view, one).secret == "id" for one in default_columns(desk, view))
    return ListPaper(key, default_title(desk, view), "列表里筛选和排好的样子，原样印出来。", ids)


def papers(desk: Desk) -> list[ListPaper]:
    """Return the list to verify and every saved view of this office."""
    from gridDesk.desk.views import views

    tables = ["people", "households", "dwellings", *(ledger.key for ledger in desk.enabled())]
    saved = [
        paper(desk, f"{PREFIX}{table}:{view.name}") for table in tables for view in views(desk, table) if view.name
    ]
    return [paper(desk, verify_key()), *saved] if desk.store.count("household") else saved


def compose(desk: Desk, order: PrintOrder) -> TablePage | FormPage:
    """Return the page of a list, streaming from the ledgers, masked and marked. Raises DeskError for a level not offered."""
    key = order.paper
    if key.startswith(f"{PREFIX}{VERIFY}:"):
        grid, _, village_group = key.removeprefix(f"{PREFIX}{VERIFY}:").partition("|")
        return _marked(_verify_page(desk, grid, village_group), mark(desk, order, Level.FIELD, ids=False, leaves=True))
    if key.startswith(population_paper.PREFIX):
        return _marked(population_paper.page(desk, key), mark(desk, order, Level.STATISTIC, ids=False))
    if street_paper.is_street(key):
        return _marked(street_paper.page(desk, key), mark(desk, order, Level.STATISTIC, ids=False))
    if duties_paper.is_standing(key):
        return _marked(duties_paper.page(desk, key), mark(desk, order, Level.STATISTIC, ids=False))
    view = _view(desk, key)
    level = _level(desk, view, order)
    ids = any(_column(desk, view, reference).secret == "id" for reference in default_columns(desk, view))
    columns = columns_shown(desk, order)
    if not columns:
        raise DeskError("这张列表没有一栏可以这样打印，", advice="请换一种用途，或在列表里多显示几栏。")
    return _marked(
        _view_page(desk, view, columns, level), mark(desk, order, level, ids=ids, leaves=level == Level.FIELD)
    )


def columns_shown(desk: Desk, order: PrintOrder) -> list[Listed]:
    """Return the columns of a view that an order shows: those its level leaves, without those the clerk left out."""
    view = _view(desk, order.paper)
    level = _level(desk, view, order)
    columns = [_column(desk, view, one) for one in default_columns(desk, view) if one not in order.without]
    return [one for one in columns if not _hidden(desk, view, one, level)]


def levels(desk: Desk, key: str) -> tuple[LevelChoice, ...]:
    """Return how much of a list may be shown, the usual way first; none where there is nothing to choose."""
    if key.startswith((f"{PREFIX}{VERIFY}:", *_FIGURES)):
        return ()
    return list_choices(desk.catalogue[listed.ledger_of(_view(desk, key).table)], desk)


def level_of(desk: Desk, order: PrintOrder) -> Level:
    """Return the level a list is printed at; lists for the way and figures have only one. Raises DeskError."""
    if order.paper.startswith(f"{PREFIX}{VERIFY}:"):
        return Level.FIELD
    if order.paper.startswith(_FIGURES):
        return Level.STATISTIC
    return _level(desk, _view(desk, order.paper), order)


def view_of(desk: Desk, key: str) -> View | None:
    """Return the view that a key stands for; None for lists that are no view. Raises DeskError when it is gone."""
    if key.startswith((f"{PREFIX}{VERIFY}:", *_FIGURES)):
        return None
    return _view(desk, key)


def _level(desk: Desk, view: View, order: PrintOrder) -> Level:
    shape = desk.catalogue[listed.ledger_of(view.table)]
    offered = list_choices(shape, desk)
    if not order.level:
        return max(Level.FULL if order.full_ids else Level.DESK, least(desk, shape))
    if order.level not in {one.level for one in offered}:
        raise DeskError("这张列表不能按这个用途打印，", advice="请在打印页重新选择用途，再打印。")
    return parse(order.level)


def _hidden(desk: Desk, view: View, one: Listed, level: Level) -> bool:
    """Tell whether a column is left out: outside, a list of a special group says nothing of the group itself."""
    shape = desk.catalogue[listed.ledger_of(view.table)]
    of_group = shape.group == "special" and one.reference.startswith(f"{shape.key}.")
    return hidden(one.secret, level) or (level == Level.FIELD and of_group)


def _view_page(desk: Desk, view: View, columns: Sequence[Listed], level: Level) -> TablePage:
    from gridDesk.desk.views import table_of

    shape = desk.catalogue[listed.ledger_of(view.table)]
    title = default_title(desk, view)
    if level == Level.FIELD and shape.group == "special":
        title = f"{desk.office.name}{neutral_title(desk, shape)}"
    elif level == Level.PUBLIC:
        title = f"{title}（公示）"
    parts = [_Part(one.title, one.width * _CHAR + _PAD, _align(one)) for one in columns]

    def rows() -> Iterator[tuple[str, ...]]:
        found = _rows(desk, view.table, table_of(desk, view), columns, level)
        return found if level <= Level.DESK or not _betrays(view, columns, level) else _reordered(found)

    return _page(
        desk, f"{PREFIX}{view.table}", title, parts, rows, unit=listed.unit_of(desk, view.table), signed=_SIGNED,
    )  # fmt: skip


def _betrays(view: View, columns: Sequence[Listed], level: Level) -> bool:
    """Tell whether the order of a masked list could tell what is masked: by a column not shown, or shown in part."""
    whole = ("", "name", "place", "house") if level == Level.FIELD else ("",)
    open_ones = {one.reference.rpartition(".")[2] for one in columns if one.secret in whole}
    sort = view.sort.rpartition(".")[2].lstrip("-")
    return sort not in open_ones and (level == Level.PUBLIC or bool(sort))


def _reordered(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield rows in the order of what they show, numbered anew."""
    ordered = sorted((row[1:] for row in rows), key=lambda row: [natural(text) for text in row])
    yield from ((str(n), *row) for n, row in enumerate(ordered, start=1))


def _marked(page: _Page, marked: Mark) -> _Page:
    return replace(page, foot=marked.foot, watermark=marked.watermark, code=marked.code, made=now_iso())


def _view(desk: Desk, key: str) -> View:
    """Return the view of a key. Raises DeskError when it is not there or cannot be read."""
    from gridDesk.desk.views import find_view, unpack

    text = key.removeprefix(PREFIX)
    try:
        view = unpack(text) if text.startswith("{") else find_view(desk, *text.partition(":")[::2])
    except msgspec.MsgspecError:
        view = None
    if view is None or listed.ledger_of(view.table) not in {ledger.key for ledger in desk.enabled()}:
        raise DeskError("这张列表已经不在，", advice="请回到列表里重新打开，再点打印。")
    return view


def _column(desk: Desk, view: View, reference: str) -> Listed:
    return listed.column(desk, view.table, reference)


def _align(one: Listed) -> Literal["left", "center", "right"]:
    return "right" if one.kind == "number" else "center" if one.kind == "center" else "left"


def _rows(desk: Desk, key: str, table: Table, columns: Sequence[Listed], level: Level) -> Iterator[tuple[str, ...]]:
    reader, n = Reader(desk, key, [one.reference for one in columns]), 0
    for rows in listed.in_chunks(table):
        for values in reader.read(rows):
            n += 1
            yield (str(n), *(_text(values[one.reference], one, level) for one in columns))


def _text(value: object, one: Listed, level: Level) -> str:
    if value is None:
        return ""
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return reveal(text, one.secret, level)


# --- the list to verify ---------------------------------------------------------------------------------------------

_DOOR = (
    ("village_group", "小组", 14.0), ("number", "户号", 14.0), ("head", "户主", 20.0), ("count", "人数", 11.0),
    ("members", "同住成员", 50.0), ("address", "住址", 50.0), ("phone", "联系电话", 27.0), ("verified_on", "上次核实", 22.0),
)  # fmt: skip


def _verify_page(desk: Desk, grid: str, village_group: str) -> TablePage:
    """Return the list for the way: no ID numbers and no groups, room to write what was found."""
    parts = [_Part(title, width, "center" if key in ("count", "number") else "left") for key, title, width in _DOOR]
    parts += [_Part("核实情况", 45.0, "left")]

    def rows() -> Iterator[tuple[str, ...]]:
        table = freshness.to_verify(desk, grid=grid, village_group=village_group)
        places = [next(n for n, column in enumerate(table.columns) if column.key == key) for key, _, _ in _DOOR]
        for n in range(table.count):
            texts = table.texts(n)
            yield (str(n + 1), *(texts[place] for place in places), "")

    where = f"（{village_group}）" if village_group else ""
    title = f"{desk.office.name}本月待核实的户{where}"
    return _page(desk, f"{PREFIX}{VERIFY}", title, parts, rows, unit="户", signed=_WALKED, row_height=9.5)


def _page(
    desk: Desk, name: str, title: str, parts: Sequence[_Part], rows: object, *, unit: str, signed: tuple[str, ...],
    row_height: float = 7.0,
) -> TablePage:  # fmt: skip
    """Make the page: landscape, A3 where A4 would crowd, the columns drawn to fill the sheet."""
    from gridDesk.documents.again import Again
    from gridDesk.documents.sheet import Sheet
    from gridDesk.documents.table_page import Column, TablePage
    from gridDesk.documents.tables import chinese_date

    whole = _NUMBER + sum(part.width for part in parts)
    sheet = Sheet(landscape=True)
    if whole > sheet.room * 1.35:
        sheet = Sheet(size="A3", landscape=True)
    factor = (sheet.room - _NUMBER) / (whole - _NUMBER) if parts else 1.0
    columns = [Column("no", "序号", _NUMBER, "center")]
    columns += [Column(f"c{n}", part.title, part.width * factor, part.align) for n, part in enumerate(parts)]
    return TablePage(
        name=name, title=title, columns=tuple(columns), body=Again(rows), sheet=sheet,  # type: ignore[arg-type]
        left=f"填报单位（盖章）：{desk.office.name}", middle=f"填报日期：{chinese_date(today_iso())}", right=f"单位：{unit}",
        signatures=signed, row_height=row_height,
    )  # fmt: skip
