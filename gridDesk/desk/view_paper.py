"""A list on paper: the columns and rows of a view (打印本表), and the month's list of households to verify.

Key of the paper: `view:<table>:<name>` for a saved view, `view:` and a packed view (`views.pack`) for one as it stands,
`view:verify:<grid uid>|<village group>` for the list to verify, `view:population:<month>` for 人口变动月报.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from gridDesk.desk import freshness, listed, population_paper
from gridDesk.desk.exports import default_columns, default_title
from gridDesk.desk.listed import Listed, Reader
from gridDesk.desk.masks import secret_text
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.text import today_iso
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.tables import Table
    from gridDesk.desk.views import View
    from gridDesk.documents.page import TablePage

PREFIX, VERIFY = "view:", "verify"
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


def compose(desk: Desk, key: str, *, full_ids: bool, foot: str, made: str) -> TablePage:
    """Return the page of a list, streaming from the ledgers; ID numbers are shortened unless `full_ids`."""
    from gridDesk.desk.views import table_of

    if key.startswith(f"{PREFIX}{VERIFY}:"):
        grid, _, village_group = key.removeprefix(f"{PREFIX}{VERIFY}:").partition("|")
        return _verify_page(desk, grid, village_group, foot=foot, made=made)
    if key.startswith(population_paper.PREFIX):
        return population_paper.page(desk, key, foot=foot, made=made)
    view = _view(desk, key)
    columns = [_column(desk, view, reference) for reference in default_columns(desk, view)]
    level = Level.FULL if full_ids else Level.DESK
    parts = [_Part(one.title, one.width * _CHAR + _PAD, _align(one)) for one in columns]
    return _page(
        desk, f"{PREFIX}{view.table}", default_title(desk, view), parts, lambda: _rows(desk, view.table, table_of(desk, view), columns, level),
        unit=listed.unit_of(desk, view.table), signed=_SIGNED, foot=foot, made=made,
    )  # fmt: skip


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
    return secret_text(text, one.secret, level) if one.secret == "id" else text


# --- the list to verify ---------------------------------------------------------------------------------------------

_DOOR = (
    ("village_group", "小组", 14.0), ("number", "户号", 14.0), ("head", "户主", 20.0), ("count", "人数", 11.0),
    ("members", "同住成员", 50.0), ("address", "住址", 50.0), ("phone", "联系电话", 27.0), ("verified_on", "上次核实", 22.0),
)  # fmt: skip


def _verify_page(desk: Desk, grid: str, village_group: str, *, foot: str, made: str) -> TablePage:
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
    return _page(
        desk, f"{PREFIX}{VERIFY}", title, parts, rows, unit="户", signed=_WALKED, foot=foot, made=made,
        row_height=9.5,
    )  # fmt: skip


def _page(
    desk: Desk, name: str, title: str, parts: Sequence[_Part], rows: object, *, unit: str, signed: tuple[str, ...],
    foot: str, made: str, row_height: float = 7.0,
) -> TablePage:  # fmt: skip
    """Make the page: landscape, A3 where A4 would crowd, the columns drawn to fill the sheet."""
    from gridDesk.documents.page import Again, Column, Sheet, TablePage
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
        signatures=signed, foot=foot, made=made, row_height=row_height,
    )  # fmt: skip
