"""From a workbook to a plan: every sheet in order, each seeing what the sheets before it would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.boxes import joined_boxes
from gridDesk.roster.cells import is_blank, letter
from gridDesk.roster.doubt import doubted
from gridDesk.roster.draft import Draft
from gridDesk.roster.dwelling import plan_dwellings
from gridDesk.roster.header import Header, find_header
from gridDesk.roster.known import Known
from gridDesk.roster.match import (
    Matches,
    Remembered,
    guess_target,
    match,
    named_group,
    named_groups,
    other_purpose,
    side_by_side,
)
from gridDesk.roster.pause import no_collection, set_aside
from gridDesk.roster.plan import KEPT, Options, Outcome, Plan, SheetPlan
from gridDesk.roster.read import Sheet, Workbook
from gridDesk.roster.records import plan_records
from gridDesk.roster.resident import plan_residents
from gridDesk.roster.sniff import by_content
from gridDesk.roster.special import plan_special
from gridDesk.roster.table import Table, make_table
from gridDesk.roster.unfold import unfold
from gridDesk.roster.unlike import lies_on_its_side

_HOUSEHOLD_LEVEL = (
    "household.number", "household.phone", words.HEAD_NAME, words.HEAD_ID, words.MARK, words.ADDRESS, words.REGISTERED,
    words.GRID, "address.village_group", "address.door", "address.building", "address.unit", "address.room", "address.estate",
)  # fmt: skip


def preview(
    workbook: Workbook,
    known: Known,
    catalogue: Catalogue,
    options: Options | None = None,
    *,
    targets: dict[str, str | None] | None = None,
    remembered: Remembered | None = None,
    tell: Tell | None = None,
) -> Plan:
    """Return what importing a workbook would do; writes nothing.

    `targets` forces what a sheet fills, by sheet name (None: leave it out); `remembered` are column choices per layout.
    `tell(row, of)` is called now and then with how far a sheet is, and may raise to stop.
    """
    with no_collection():
        return _preview(workbook, known, catalogue, options or Options(), targets, remembered, tell)


def _preview(
    workbook: Workbook,
    known: Known,
    catalogue: Catalogue,
    options: Options,
    targets: dict[str, str | None] | None,
    remembered: Remembered | None,
    tell: Tell | None,
) -> Plan:
    draft = Draft(known, catalogue)
    plans = []
    for whole in workbook.sheets:
        sheet, header = whole, find_header(whole, catalogue)
        target = _target(sheet, header, catalogue, workbook, targets)
        if header is None or target is None:
            plans.append(
                SheetPlan(
                    sheet.name, None, header, notices=_why_not(sheet, header, catalogue, Path(workbook.name).stem)
                )
            )
            continue
        sheet, header = joined_boxes(sheet, header)
        matches = by_content(match(header, target, catalogue, remembered), sheet, header, catalogue)
        if tell is not None:
            draft.beat = _beat(tell, len(sheet.rows))
        plans.append(preview_sheet(sheet, header, matches, draft, options, Path(workbook.name).stem))
        draft.restart()
    if workbook.notices and plans:
        plans[0] = replace(plans[0], notices=(*workbook.notices, *plans[0].notices))
    return Plan(workbook.name, tuple(plans))


Tell = Callable[[int, int], None]
_EVERY = 1000


def _beat(tell: Tell, rows: int) -> Callable[[], None]:
    """Return a function that is called once a row and tells now and then."""
    count = 0

    def beat() -> None:
        nonlocal count
        count += 1
        if count % _EVERY == 0:
            set_aside()
            tell(count, rows)

    return beat


def _target(
    sheet: Sheet, header: Header | None, catalogue: Catalogue, workbook: Workbook, targets: dict[str, str | None] | None
) -> str | None:
    if targets is not None and sheet.name in targets:
        return targets[sheet.name]
    return None if sheet.hidden else guess_target(sheet, header, catalogue, Path(workbook.name).stem)


def _why_not(sheet: Sheet, header: Header | None, catalogue: Catalogue, file_title: str) -> tuple[str, ...]:
    if not sheet.rows:
        return ()
    if sheet.hidden and header is not None:
        return (f"工作表“{sheet.name}”是隐藏的，没有读入；如需要请在列对应里指定它是什么表。",)
    if lies_on_its_side(sheet, catalogue):
        return (
            "这张表的栏目名竖着写在左边，不是一行一个人，没有读入；可在 Excel 或 WPS 中全选复制，"
            "用“选择性粘贴”里的“转置”改成一行一人，再导入。",
        )
    if header is not None and len(sheet.rows) <= header.last_row + 1:
        return ("这张表只有表头，下面是空的，没有可以读入的行。",)
    if header is not None and (purpose := other_purpose(sheet, header, catalogue, file_title)):
        return (f"这张表像是{purpose}用的，不是花名册，没有读入；如果要登记表里的人，请在列对应里指定它是什么表。",)
    return ("没有找到写着姓名、身份证号或地址的表头，没有读入；如果是名单，请在最上面补一行栏目名再导入。",)


def preview_sheet(
    sheet: Sheet, header: Header, matches: Matches, draft: Draft, options: Options, file_title: str = ""
) -> SheetPlan:
    """Return the plan of one sheet on a draft; the draft then holds what it would do."""
    if side_by_side(matches):
        text = "这张表左右并排放着两份名单，没有读入；请把右边的剪下来，接到左边下面，再导入。"
        return SheetPlan(sheet.name, None, header, matches, notices=(text,))
    table = table_of(sheet, header, matches, draft.catalogue)
    if not len(table):
        text = "表头下面没有可以读入的行；请确认选对了文件和工作表。"
        return SheetPlan(sheet.name, matches.target, header, matches, notices=(text,))
    matches = table.matches = doubted(table, draft.catalogue)
    if matches.target == words.RESIDENT:
        unfold(table)
        _tell_groups(table, draft.catalogue)
    _tell_unmatched(table, options)
    outcome = _plan(table, draft, options, f"{file_title} {sheet.name} {header.title}")
    sealed = matches.target in draft.catalogue and draft.catalogue[matches.target].sealed
    return SheetPlan(
        sheet.name, matches.target, header, matches, tuple(outcome.rows), draft.edits(), tuple(table.notices),
        dict(outcome.totals), outcome.grouping, frozenset({matches.target}) if sealed else frozenset(),
        ways=outcome.ways, codings=tuple(table.codings.values()), offered=draft.offered(),
        offers=frozenset(edit.ledger for edit in draft.offered()),
    )  # fmt: skip


def table_of(sheet: Sheet, header: Header, matches: Matches, catalogue: Catalogue) -> Table:
    """Return the data rows of a sheet for what it fills, merged cells of households filled down."""
    if matches.target == words.DWELLING:
        identity = [
            item.column
            for ref in (words.ADDRESS, "dwelling.owner_name", words.TENANT, "address.door", "address.room")
            for item in matches.of(ref)
        ]
        filled = [item.column for item in matches.columns if not item.reference.startswith("@tenant")]
    else:
        blocks = [item for item in matches.columns if item.reference.startswith(words.BLOCK)]
        heads = words.apart_heads(item.reference for item in matches.columns)
        identity = [item.column for ref in (words.NAME, words.ID_NUMBER, *heads) for item in matches.of(ref)]
        if matches.target in catalogue and catalogue[matches.target].group != "special":
            identity = _naming(matches, catalogue)
        identity = identity or [
            item.column for item in blocks if item.reference.endswith((words.NAME, words.ID_NUMBER))
        ]
        filled = [item.column for ref in _HOUSEHOLD_LEVEL for item in matches.of(ref)]
        if matches.target in catalogue and catalogue[matches.target].group != "special":
            filled = [item.column for item in matches.columns if item.column not in identity]
    return make_table(sheet, header, matches, identity, filled, catalogue)


def _naming(matches: Matches, catalogue: Catalogue) -> list[int]:
    """Return the columns that make a line a record of a ledger: those of its title, else all that are read."""
    title = {f"{matches.target}.{key}" for key in catalogue[matches.target].title}
    named = [item.column for item in matches.columns if item.reference in title]
    return named or [item.column for item in matches.columns if item.reference not in ("", words.IGNORE)]


def _plan(table: Table, draft: Draft, options: Options, title: str) -> Outcome:
    if table.matches.target == words.RESIDENT:
        return plan_residents(table, draft, options, title)
    if table.matches.target == words.DWELLING:
        return plan_dwellings(table, draft, options, title)
    if draft.catalogue[table.matches.target].group != "special":
        return plan_records(table, draft, options, title)
    return plan_special(table, draft, options, title)


def _tell_groups(table: Table, catalogue: Catalogue) -> None:
    """Settle who of a roster belongs to the group that its title names; say so where nobody can know."""
    said = named_groups(table.header.title, catalogue) or named_groups(table.sheet.name, catalogue)
    told = any(item.reference.startswith((words.TICK, words.GROUP, words.TAGS)) for item in table.matches.columns)
    named = named_group(table.sheet.name, catalogue) or named_group(table.header.title, catalogue)
    if named == "low_income" and not any(item.reference == f"{words.TICK}{named}" for item in table.matches.columns):
        # Relief is granted to households, so everybody on its list has it.
        table.group = named
    elif named and not told and not catalogue[named].sealed:
        label = catalogue[named].label
        table.notices.append(
            f"表名里有“{label}”，表里却是一户一户的人，按人口花名册读入，没有列入{label}台账；如果每一行都是，请在列对应里改选。"
        )
    if len(said) > 1 and not told:
        labels = "、".join(catalogue[key].label for key in said)
        table.notices.append(
            f"标题里写了几类人（{labels}），表里没有写明各人是哪一类，只登记了人，没有列入专门台账；可一类一张工作表分开再导入。"
        )


_NAMED = 12  # columns in one sentence, at most


def _tell_unmatched(table: Table, options: Options) -> None:
    """Name the columns that found no field; nothing is dropped silently."""
    columns = [item for item in table.matches.unmatched if any(not is_blank(cell) for cell in table.raw(item.column))]
    names = [f"{letter(item.column)} 列“{item.title}”" for item in columns[:_NAMED]]
    names[-1:] = [f"{names[-1]}等 {len(columns)} 列"] if len(columns) > _NAMED else names[-1:]
    if names and options.unmatched == "keep":
        table.notices.append(f"{'、'.join(names)}没有对应的栏目，{KEPT}；可在列对应里另选。")
    elif names:
        table.notices.append(f"{'、'.join(names)}没有对应的栏目，没有写入，原文件里仍在；可在列对应里另选。")
    for item in table.matches.of(words.AGE):
        table.notices.append(f"{letter(item.column)} 列“{item.title}”没有写入：年龄由出生日期推算。")
    table.notices.extend(table.sheet.notices)
