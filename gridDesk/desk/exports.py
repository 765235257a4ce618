"""Lists leaving as xlsx or csv: what the list shows, as the receiving clerk needs it, masked unless there is a reason.

What leaves is written down: when, which list, how many rows, for whom, and why where numbers left whole. It never
holds names. Grants that a second person approves are not asked for here yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from gridDesk.desk import columns as columns_
from gridDesk.desk import listed
from gridDesk.desk.listed import Listed, Reader
from gridDesk.desk.masks import secret_text
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import natural
from gridDesk.desk.progress import Progress, silent
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE
from gridDesk.roster import Column, write_export, write_template
from gridDesk.roster.export import Paper, Value, replaced_when_whole
from gridDesk.roster.export_csv import write_csv
from gridDesk.roster.template import columns_of
from gridDesk.text import now_iso, today_iso, trim
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.tables import Table
    from gridDesk.desk.views import View

Audience = Literal["outside", "full", "public"]
IdStyle = Literal["plain", "spaced", "quoted"]
DateStyle = Literal["iso", "chinese", "dots", "digits"]

LOG, KEPT = "exports.log", 1000
LEVELS: dict[Audience, Level] = {"outside": Level.DESK, "full": Level.FULL, "public": Level.PUBLIC}
AUDIENCES: dict[Audience, str] = {
    "outside": "一般使用：号码中间遮住",
    "full": "按规定上报：号码完整",
    "public": "张贴公示：姓名遮字，不带号码",
}
_NUMBER = Listed("", "序号", 6, "center", "", "integer", "")
_CHUNK = 1000
_TARGETS = {"people": "resident", "dwellings": "dwelling", "households": "household"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What is to leave: columns by reference (none: those of the view), for whom, in which formats, and why."""

    view: View
    columns: tuple[str, ...] = ()
    audience: Audience = "outside"
    ids: IdStyle = "plain"
    dates: DateStyle = "iso"
    paper: Paper = "A4"
    title: str = ""
    reason: str = ""
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """A list that was written."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Left:
    """A line of the log of lists that left: no names, no numbers."""

    at: str
    who: str
    list: str
    rows: int
    audience: str
    columns: str
    reason: str
    kind: str


def columns(desk: Desk, view: View) -> list[Listed]:
    """Return the columns that can be chosen for a list, those of the view first, in its order."""
    every = {one.reference: one for one in listed.offered(desk, view.table)}
    own = default_columns(desk, view)
    return [every[reference] for reference in own] + [one for key, one in every.items() if key not in own]


def default_columns(desk: Desk, view: View) -> tuple[str, ...]:
    """Return the references of the columns a view shows."""
    keys = [column.key for column in columns_.chosen(desk, view.table, view.columns)]
    closed = [listed.STATE] if tuple(view.states) != (ACTIVE,) else []  # else nobody could tell who has left
    return listed.of_view(desk, view.table, [*keys, *closed])


def template_columns(desk: Desk, table: str) -> tuple[str, ...]:
    """Return the columns of the blank template of a list: what is exported with them is read again as it is."""
    target = _TARGETS.get(table, table)
    known = {one.reference for one in listed.offered(desk, table)}
    names = {"@tenant": listed.TENANTS, "household.address": "address.text"}
    wanted = [names.get(reference, reference) for reference in columns_of(target, desk.catalogue)]
    return tuple(reference for reference in wanted if reference in known)


def write_blank(desk: Desk, table: str, target: Path) -> None:
    """Write the blank template of a list, for others to fill in and hand back. Raises DeskError."""
    with replaced_when_whole(target) as stream:
        write_template(_TARGETS.get(table, table), desk.catalogue, stream)


def blank_name(desk: Desk, table: str) -> str:
    """Return the file name of a blank template."""
    return f"{listed.label_of(desk, table)}导入模板.xlsx"


def default_title(desk: Desk, view: View) -> str:
    """Return what a list is headed with: the office and the view, else the ledger."""
    return f"{desk.office.name}{view.name or listed.label_of(desk, view.table) + '台账'}"


def file_name(desk: Desk, order: ExportOrder, kind: Literal["xlsx", "csv"] = "xlsx") -> str:
    """Return a file's name with the date: `柳行村人口台账 2026-11-21.xlsx`; never the name of a person searched for."""
    title = re.sub(r'[\\/:*?"<>|\s]+', " ", order.title or default_title(desk, order.view)).strip()
    return f"{title} {today_iso()}.{kind}"


def export(desk: Desk, order: ExportOrder, target: Path, progress: Progress = silent) -> Exported:
    """Write a list to an `.xlsx` or `.csv` file and write down that it left. Raises DeskError.

    Whole numbers need a reason; a sealed ledger is never posted in public.
    """
    check(desk, order)
    table = _table(desk, order.view)
    chosen = _chosen(desk, order)
    rows = _rows(desk, order, table, chosen, progress)
    if order.audience == "public":
        rows = _reordered(rows, numbered=order.numbered)
    heads = [Column(one.title, one.width, _stands(one, order)) for one in chosen]
    if target.suffix.lower() == ".csv":
        count = write_csv(heads, rows, target)
    else:
        count = write_export(
            heads, rows, target, title=order.title or default_title(desk, order.view),
            sheet=listed.label_of(desk, order.view.table), frozen_columns=_frozen(chosen),
            subline=_subline(desk, order), paper=order.paper,
        )  # fmt: skip
    _write_down(desk, order, chosen, count, target.suffix.lstrip(".").lower())
    return Exported(target, count)


def left(desk: Desk) -> list[Left]:
    """Return what left so far, newest first."""
    found = cast("list[dict[str, str]]", desk.setting(LOG, []))
    return [Left(**line) for line in reversed(found)]  # type: ignore[arg-type]


def _table(desk: Desk, view: View) -> Table:
    from gridDesk.desk.views import table_of

    return table_of(desk, view)


def count(desk: Desk, view: View) -> int:
    """Return how many rows a list has."""
    return _table(desk, view).count


def check(desk: Desk, order: ExportOrder) -> None:
    """Raise DeskError where a list may not leave as ordered: no reason, no column, a sealed ledger in public."""
    shape = desk.catalogue[listed.ledger_of(order.view.table)]
    if shape.key not in {ledger.key for ledger in desk.enabled()}:
        raise DeskError(f"{shape.label}还没有启用，", advice="请先在“设置”里启用这个受保护台账。")
    if order.audience == "full" and not trim(order.reason):
        raise DeskError("号码完整的名单要写明用途，", advice="请写上交给谁、做什么用，再导出。")
    if order.audience == "public" and shape.sealed:
        raise DeskError(f"{shape.label}是受保护的台账，不能公示，", advice="请选“一般使用”或“按规定上报”。")
    _chosen(desk, order)


def _chosen(desk: Desk, order: ExportOrder) -> list[Listed]:
    references = order.columns or default_columns(desk, order.view)
    found = [listed.column(desk, order.view.table, reference) for reference in references]
    if order.audience == "public":
        found = [one for one in found if one.secret in ("", "name", "place")]
    if not found:
        raise DeskError("没有选要导出的栏目，", advice="请至少勾选一栏。")
    return [_NUMBER, *found] if order.numbered else found


def _rows(
    desk: Desk, order: ExportOrder, table: Table, chosen: Sequence[Listed], progress: Progress
) -> Iterator[list[Value]]:
    level, done = LEVELS[order.audience], 0
    columns = [one for one in chosen if one.reference]
    extra = ("address.village_group",) if any(one.secret == "place" for one in columns) else ()
    reader = Reader(desk, order.view.table, [*(one.reference for one in columns), *extra])
    show = [(one.reference, _shower(one, order, level)) for one in columns]
    progress(0, table.count, "正在导出")
    for rows in listed.in_chunks(table, _CHUNK):
        for values in reader.read(rows):
            if level == Level.PUBLIC and extra:
                values |= dict.fromkeys([one.reference for one in columns if one.secret == "place"], values[extra[0]])
            done += 1
            line = [value(values[reference]) for reference, value in show]
            yield [done, *line] if order.numbered else line
        progress(done, table.count, f"已导出 {done:,} 行")


def _reordered(rows: Iterator[list[Value]], *, numbered: bool) -> Iterator[list[Value]]:
    """Yield the rows of a posted list in the order of what they show: their own could betray what is masked."""
    first = 1 if numbered else 0
    ordered = sorted((row[first:] for row in rows), key=lambda row: [natural(value) for value in row])
    yield from ([*[n][:first], *row] for n, row in enumerate(ordered, start=1))


def _shower(one: Listed, order: ExportOrder, level: Level) -> Callable[[object], Value]:
    """Return what shows the values of one column: masked, numbers spaced, dates in the chosen style."""
    if one.type == "date":  # a date has no number to hide; which dates leave at all is decided by column
        return lambda value: date_text(str(value), order.dates) if value else None
    if not one.secret or (level == Level.FULL and one.secret != "id"):
        return lambda value: cast("Value", value)

    def show(value: object) -> Value:
        if not isinstance(value, str) or not value:
            return cast("Value", value)
        text = secret_text(value, one.secret, level)
        spaced = one.secret == "id" and order.ids == "spaced" and len(text) == 18
        return f"{text[:6]} {text[6:14]} {text[14:]}" if spaced else text

    return show


def date_text(value: str, style: DateStyle) -> str:
    """Return a partial ISO date as text in a department's style: 1985-03-12, 1985年3月12日, 1985.03.12 or 19850312."""
    if style == "iso" or not _DATE.fullmatch(value):
        return value
    parts = value.split("-")
    if style == "chinese":
        return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    return ("." if style == "dots" else "").join(parts)


def _stands(one: Listed, order: ExportOrder) -> Literal["text", "number", "center", "long", "quoted"]:
    return "quoted" if one.secret == "id" and order.ids == "quoted" else one.kind


def _frozen(chosen: Sequence[Listed]) -> int:
    """Freeze up to the name that tells the rows apart, if it stands near the left edge."""
    return next((n for n, one in enumerate(chosen[:4], start=1) if one.secret == "name"), 0)


def _subline(desk: Desk, order: ExportOrder) -> tuple[str, str, str]:
    day = date_text(today_iso(), "chinese")
    return (
        f"填报单位（盖章）：{desk.office.name}",
        f"填报日期：{day}",
        f"单位：{listed.unit_of(desk, order.view.table)}",
    )


def _write_down(desk: Desk, order: ExportOrder, chosen: Sequence[Listed], rows: int, kind: str) -> None:
    line = Left(
        at=now_iso()[:16].replace("T", " "), who=desk.user, list=listed.label_of(desk, order.view.table), rows=rows,
        audience=AUDIENCES[order.audience], columns="、".join(one.title for one in chosen), reason=trim(order.reason),
        kind=kind,
    )  # fmt: skip
    kept = cast("list[object]", desk.setting(LOG, []))
    desk.set_setting(LOG, [*kept, asdict(line)][-KEPT:])
