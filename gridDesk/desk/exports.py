"""Lists leaving as xlsx or csv: what the list shows, as the receiving clerk needs it, masked unless there is a reason.

A list leaves with a grant only (see `grants`); one that shows more than what is carried outside (M2) is locked with a
password unless somebody agreed that it is not. What leaves is written down: when, which list, how many rows, for whom,
and why. It never holds names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from gridDesk.desk import audit, audit_state, file_lock, grants, hiding, listed, paper_levels, paper_mark
from gridDesk.desk import columns as columns_
from gridDesk.desk.export_mark import file_mark
from gridDesk.desk.grant_order import PURPOSES, Order
from gridDesk.desk.grants import Grant
from gridDesk.desk.listed import Listed, Reader
from gridDesk.desk.masks import hidden, reveal, secret_text
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
LEVELS: dict[Audience, Level] = {"outside": Level.FIELD, "full": Level.FULL, "public": Level.PUBLIC}
AUDIENCES: dict[Audience, str] = {
    "outside": "一般使用：不带证件号码，电话遮中间",
    "full": "按规定上报：号码完整",
    "public": "张贴公示：姓名遮字，不带号码",
}
_NUMBER = Listed("", "序号", 6, "center", "", "integer", "")
_CHUNK = 1000
_TARGETS = {"people": "resident", "dwellings": "dwelling", "households": "household"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What is to leave: columns by reference (none: those of the view), for whom, in which formats, and why.

    `purpose` is a key of `grants.PURPOSES`, `reason` the clerk's own words, `recipient` who gets it, `basis` the legal
    one. `lock` None: with a password where the level asks for one.
    """

    view: View
    columns: tuple[str, ...] = ()
    audience: Audience = "outside"
    ids: IdStyle = "plain"
    dates: DateStyle = "iso"
    paper: Paper = "A4"
    title: str = ""
    reason: str = ""
    numbered: bool = True
    purpose: str = "own_shelf"
    recipient: str = ""
    basis: str = ""
    lock: bool | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A list that was written; `code` is the number it bears, `password` what opens it ("": it is not locked)."""

    path: Path
    rows: int
    code: str = ""
    password: str = ""


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


def export(
    desk: Desk, order: ExportOrder, target: Path, progress: Progress = silent, *, grant: Grant, password: str = ""
) -> Exported:  # fmt: skip
    """Write a list to an `.xlsx` or `.csv` file and write down that it left. Raises DeskError.

    Nothing is written without a grant for it; one for a locked file asks for its `password`. Whole numbers need a reason;
    a sealed ledger is never posted in public.
    """
    check(desk, order)
    grants.check(grant, grant_order(desk, order, target))
    audit_state.glance(desk)
    chosen, code = _chosen(desk, order), paper_mark.new_code(desk)
    rows = _rows(desk, order, _table(desk, order.view), chosen, progress)
    if order.audience == "public":
        rows = _reordered(rows, numbered=order.numbered)
    count = _write(desk, order, target, chosen, rows, grant, code, password)
    _write_down(desk, order, chosen, count, target.suffix.lstrip(".").lower(), grant, code)
    return Exported(target, count, code, password if grant.order.encrypted else "")


def _write(
    desk: Desk, order: ExportOrder, target: Path, chosen: Sequence[Listed], rows: Iterator[list[Value]], grant: Grant,
    code: str, password: str,
) -> int:  # fmt: skip
    """Write the file, straight to its place or locked beside it; returns how many rows."""
    grants.check(grant)
    heads = [Column(one.title, one.width, _stands(one, order)) for one in chosen]
    if target.suffix.lower() == ".csv":
        return write_csv(heads, rows, target)
    stream = io.BytesIO()
    count = write_export(
        heads, rows, stream if grant.order.encrypted else target, title=order.title or default_title(desk, order.view),
        sheet=listed.label_of(desk, order.view.table), frozen_columns=_frozen(chosen), subline=_subline(desk, order),
        paper=order.paper, mark=file_mark(desk, AUDIENCES[order.audience].partition("：")[0], grant, code),
    )  # fmt: skip
    if grant.order.encrypted:
        with replaced_when_whole(target) as locked:
            locked.write(file_lock.locked(stream.getvalue(), target, password))
    return count


def grant_order(desk: Desk, order: ExportOrder, target: Path) -> Order:
    """Return what must be granted for a list to leave as a file. Raises DeskError where it may not leave as ordered."""
    level = LEVELS[order.audience]
    chosen = _chosen(desk, order)
    shape = desk.catalogue[listed.ledger_of(order.view.table)]
    return Order(
        purpose="public" if order.audience == "public" else order.purpose, words=trim(order.reason) or PURPOSES[order.purpose],
        recipient=trim(order.recipient), basis=order.basis, paper=f"export:{order.view.table}", level=level,
        title=listed.label_of(desk, order.view.table), columns="、".join(one.title for one in chosen), way="file",
        persons=max(1, count(desk, order.view)), sensitive=shape.sealed,
        full_ids=level == Level.FULL and any(one.secret == "id" for one in chosen), encrypted=locks(order, target),
    )  # fmt: skip


def locks(order: ExportOrder, target: Path) -> bool:
    """Tell whether a list leaves locked: always where it shows more than what is carried outside, unless told otherwise."""
    wanted = LEVELS[order.audience] < Level.FIELD if order.lock is None else order.lock
    return wanted and file_lock.can_lock(target)


def left(desk: Desk) -> list[Left]:
    """Return what left so far, newest first; which sealed ledger a list was of only who has their key is told."""
    found = cast("list[dict[str, str]]", desk.setting(LOG, []))
    lines = [Left(**line) for line in reversed(found)]  # type: ignore[arg-type]
    sealed = {one.label for one in desk.catalogue.ledgers.values() if one.sealed and not desk.store.unsealed}
    return [replace(one, list="受保护台账", columns="", reason="") if one.list in sealed else one for one in lines]


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
    if order.audience != "full" and shape.sealed:
        raise DeskError(
            f"{shape.label}是受保护的台账，不能公示，也不能一般使用，", advice="确需上报的，请选“按规定上报”。"
        )
    if LEVELS[order.audience] < paper_levels.least(desk, shape):
        raise DeskError(f"{shape.label}的完整内容您不能导出，", advice="请换有权限的人登录，或选“一般使用”。")
    check_guess(desk, order)


def check_guess(desk: Desk, order: ExportOrder) -> None:
    """Raise Telling where a masked list would let somebody work out ID numbers from the columns that were chosen."""
    level, chosen = LEVELS[order.audience], _chosen(desk, order)
    if level >= Level.DESK:
        hiding.check_columns(desk, chosen, level)


def _chosen(desk: Desk, order: ExportOrder) -> list[Listed]:
    references = order.columns or default_columns(desk, order.view)
    found = [listed.column(desk, order.view.table, reference) for reference in references]
    if order.audience == "public":
        found = [one for one in found if one.secret in ("", "name", "place")]
    found = [one for one in found if not hidden(one.secret, LEVELS[order.audience]) or order.audience == "public"]
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
    if one.type == "date":
        return lambda value: date_text(reveal(str(value), one.secret, level), order.dates) if value else None
    if not one.secret or (level == Level.FULL and one.secret != "id"):
        return lambda value: cast("Value", value)

    def show(value: object) -> Value:
        if not isinstance(value, str) or not value:
            return cast("Value", value)
        text = reveal(value, one.secret, level) if level == Level.FIELD else secret_text(value, one.secret, level)
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


def _write_down(
    desk: Desk, order: ExportOrder, chosen: Sequence[Listed], rows: int, kind: str, grant: Grant, code: str
) -> None:  # fmt: skip
    grants.note_use(desk, grant, code=code)
    audit.note(
        desk, "export", count=rows, grant=grant.id,
        detail={"ledger": listed.ledger_of(order.view.table), "format": kind, "code": code, "columns": len(chosen),
                "level": f"M{int(grant.order.level)}", "purpose": grant.order.purpose, "encrypted": grant.order.encrypted},
    )  # fmt: skip
    line = Left(
        at=now_iso()[:16].replace("T", " "), who=desk.user, list=listed.label_of(desk, order.view.table), rows=rows,
        audience=AUDIENCES[order.audience], columns="、".join(one.title for one in chosen), reason=trim(order.reason),
        kind=kind,
    )  # fmt: skip
    kept = cast("list[object]", desk.setting(LOG, []))
    desk.set_setting(LOG, [*kept, asdict(line)][-KEPT:])
