"""Importing rosters: a preview that writes nothing, an apply that is one transaction and one undo, and the faulty rows.

Several files are planned one after another, each seeing what those before it would do.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

from gridDesk.desk import audit, grants, safety
from gridDesk.desk.event_first import with_first_steps
from gridDesk.desk.import_sealed import without_sealed
from gridDesk.desk.import_words import describe as describe
from gridDesk.desk.import_words import label_of, lines_of
from gridDesk.desk.office import Desk
from gridDesk.desk.printing import write_file
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit
from gridDesk.roster import (
    Known,
    Options,
    Plan,
    Settings,
    SheetPlan,
    Workbook,
    find_header,
    guess_target,
    read_workbooks,
)
from gridDesk.roster import preview as plan_workbook
from gridDesk.roster import write_trouble as write_faulty
from gridDesk.roster.export_mark import SHEET as NOTES
from gridDesk.roster.parts import tables_of
from gridDesk.roster.pause import no_collection, set_aside
from gridDesk.roster.plan import Grouping
from gridDesk.store.system import ImportLayout
from gridDesk.text import now_iso, shown_name

Choices = Mapping[str, Mapping[str, str]]
"""What a clerk chose: layout key -> column title -> reference (`person.name`, `ignore`)."""

_KNOWN = ("grid", "address", "household", "person", "residence", "dwelling", "tenancy")


@dataclass(frozen=True)
class FileSheet(SheetPlan):
    """A sheet's plan that also says in which file the sheet stands."""

    file: str = ""


@dataclass(frozen=True)
class ImportPlan(Plan):
    """The plan of one or more files; `books` keeps what was read, for the workbook of faulty rows."""

    books: tuple[tuple[Workbook, Plan], ...] = ()
    digests: Mapping[str, tuple[int, str]] | None = None
    settings: Mapping[str, Settings] = field(default_factory=dict)

    def figures(self) -> dict[str, object]:
        """Return the counts of the plan, and under `new` how many records of each ledger it makes.

        Several rosters of one village hold the same people: their sums would say nothing, so they are left out.
        """
        return dict(self._figures)

    @property
    def notices(self) -> tuple[str, ...]:
        """Return all notices; of several files each says in which it stands, for many are called Sheet1."""
        if len({sheet.file for sheet in self.sheets if isinstance(sheet, FileSheet)}) < 2:
            return super().notices
        return tuple(f"{_where(sheet, self.sheets)}：{text}" for sheet in self.sheets for text in sheet.notices)

    @cached_property
    def _figures(self) -> dict[str, object]:
        found = super().figures()
        residents = [sheet for sheet in self.sheets if sheet.target == "resident" and sheet.totals.get("people")]
        if len({sheet.file for sheet in residents if isinstance(sheet, FileSheet)}) > 1:
            found |= {"people": 0, "households": 0}
        return found | {"new": dict(Counter(edit.ledger for edit in self.edits() if edit.op == "create"))}


def _where(sheet: SheetPlan, sheets: Sequence[SheetPlan]) -> str:
    """Return the file of a sheet, and its name where the file has several."""
    file = sheet.file if isinstance(sheet, FileSheet) else ""
    alone = sum(isinstance(other, FileSheet) and other.file == file for other in sheets) == 1
    return f"“{file}”" if alone else f"“{file}”的工作表“{sheet.sheet}”"


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import wrote: changes, figures of the plan, and sentences for the clerk."""

    changes: Changes
    figures: dict[str, object]
    lines: list[str]


def preview(
    desk: Desk, paths: Sequence[Path], *, grid: str | None = None, choices: Choices | None = None,
    targets: Mapping[str, str | None] | None = None, settings: Mapping[str, Settings] | None = None,
    books: Sequence[Workbook] | None = None, progress: Progress = silent,
) -> ImportPlan:  # fmt: skip
    """Return what importing some files would do; nothing is written. Raises DeskError when a file cannot be read.

    Rosters of residents are taken first, then dwellings, then special groups, whatever order the files came in.
    `targets` says what a sheet is, by `file|sheet`: `resident`, `dwelling`, a ledger's key, None to leave it out.
    `settings` are choices per layout; `books` are the files as an earlier preview read them.
    """
    need_work(desk, "导入名册")
    grids = desk.grids()
    chosen_settings = {**_remembered_settings(desk), **(settings or {})}
    options = Options(grid=grid or (str(grids[0]["uid"]) if len(grids) == 1 else None), settings=chosen_settings)
    remembered = {**remembered_columns(desk), **(choices or {})}
    chosen = dict(targets or {})
    steps = 2 * len(paths) + 1
    read_books = list(books) if books else read(paths, steps, progress)
    taken = _in_order(desk, [tables_of(book, desk.catalogue) for book in read_books])
    progress(len(paths), steps, "正在读取已有的台账")
    known = known_rows(desk, _wanted(desk, taken, chosen))
    planned: list[tuple[Workbook, Plan]] = []
    sheets: list[SheetPlan] = []
    for n, book in enumerate(taken, start=1):
        own = {key.split("|", 1)[1]: target for key, target in chosen.items() if key.startswith(f"{book.name}|")}

        def tell(row: int, of: int, name: str = book.name, n: int = n) -> None:
            words = f"正在核对 {name}" + (f"，第 {row:,} 行，共 {of:,} 行" if of > _MANY else "")
            progress(len(paths) + n, steps, words)

        tell(0, 0)
        plan = plan_workbook(book, known, desk.catalogue, options, targets=own, remembered=remembered, tell=tell)
        plan = plan if desk.store.unsealed else without_sealed(plan)
        known = known.with_edits((*plan.edits(), *plan.offered())) if n < len(taken) else known
        planned.append((book, plan))
        sheets += [_with_file(sheet, book.name) for sheet in plan.sheets if sheet.target or sheet.sheet != NOTES]
    progress(steps, steps, "核对完成")
    name = "、".join(shown_name(path.name) for path in paths)
    plan = ImportPlan(name, tuple(sheets), tuple(planned), desk.store.digests(desk.office.site), chosen_settings)
    plan.figures()  # counted here, so that the window need not
    return plan


def read(paths: Sequence[Path], steps: int = 0, progress: Progress = silent) -> list[Workbook]:
    """Return some spreadsheet files as they are, read in a helper process. Raises DeskError."""
    names = [shown_name(path.name) for path in paths]

    def tell(name: str, rows: int) -> None:
        progress(names.index(name), steps, f"正在读取 {name}" + (f"，已读 {rows:,} 行" if rows > _MANY else ""))

    progress(0, steps, "正在读取文件")
    return read_workbooks(paths, tell)


_MANY = 5000  # rows from which a count is worth showing


def _guesses(desk: Desk, book: Workbook) -> list[str]:
    """Return what the sheets of a file fill, by their looks."""
    headers = [(sheet, find_header(sheet, desk.catalogue)) for sheet in book.sheets]
    found = [guess_target(sheet, header, desk.catalogue, Path(book.name).stem) for sheet, header in headers]
    return [target for target in found if target]


def _in_order(desk: Desk, books: list[Workbook]) -> list[Workbook]:
    """Return what others refer to first: grids, residents, dwellings, special groups, then the other ledgers."""
    ranks = {"grid": -1, "resident": 0, "dwelling": 1}

    def rank(book: Workbook) -> int:
        found = [ranks[target] if target in ranks else _depth(desk, target) for target in _guesses(desk, book)]
        return min(found, default=99)

    return sorted(books, key=rank)


def _depth(desk: Desk, target: str) -> int:
    """Return the rank of a ledger: groups after people, a ledger after those it refers to."""
    shape = desk.catalogue[target]
    if shape.group == "special":
        return 2
    return 3 + sum(item.to not in _KNOWN for item in shape.links)


def _wanted(desk: Desk, books: Sequence[Workbook], targets: Mapping[str, str | None]) -> set[str]:
    """Return the ledgers that the rows of some files may meet or refer to."""
    found = {target for book in books for target in _guesses(desk, book)} | {key for key in targets.values() if key}
    ledgers = {target for target in found if target in desk.catalogue}
    return ledgers | {item.to for target in ledgers for item in desk.catalogue[target].links}


def _with_file(sheet: SheetPlan, file: str) -> FileSheet:
    values = {name: getattr(sheet, name) for name in SheetPlan.__dataclass_fields__}
    return FileSheet(**values, file=file)


def known_rows(desk: Desk, more: Iterable[str] = ()) -> Known:
    """Return what this office has; only its own records can be met by its own rosters."""
    keys = dict.fromkeys((*_KNOWN, *(ledger.key for ledger in desk.catalogue.special()), *sorted(more)))
    site = desk.office.site
    return Known({key: desk.store.rows(key, office=site, states=(ACTIVE, CLOSED)) for key in keys})


def remembered_columns(desk: Desk) -> dict[str, Mapping[str, str]]:
    """Return the columns that a clerk chose before, by layout."""
    layouts = desk.store.system.layouts.list()
    return {layout.key: cast("Mapping[str, str]", layout.columns) for layout in layouts}


def _remembered_settings(desk: Desk) -> dict[str, Settings]:
    """Return how each known layout was grouped and which code lists its columns followed."""
    found = {}
    for layout in desk.store.system.layouts.list():
        codings = layout.options.get("codings")
        said = {str(key): str(value) for key, value in codings.items()} if isinstance(codings, dict) else {}
        grouping = cast("Grouping", str(layout.options.get("grouping") or "auto"))
        if said or grouping != "auto":
            found[layout.key] = Settings(grouping, said)
    return found


def apply(
    desk: Desk, plan: ImportPlan, *, accept: frozenset[str] | None = None, progress: Progress = silent
) -> Applied:
    """Write the good rows of a plan: backup first, then one transaction, which is one undo.

    `accept` names the sealed ledgers the clerk lets in (None: all that the plan needs); they are switched on by this.
    Raises DeskError when the ledgers have changed since the preview.
    """
    on = frozenset(ledger.key for ledger in desk.enabled())
    wanted = plan.needs | (plan.offers & on) if accept is None else accept
    edits = [
        edit
        for sheet in plan.sheets
        if sheet.needs <= wanted
        for edit in (*sheet.edits, *(edit for edit in sheet.offered if edit.ledger in wanted))
    ]
    if not desk.store.unsealed and (plan.needs | plan.offers) & wanted:
        raise DeskError("这份名册里有受保护台账的内容，您的账号没有这项权限，", advice="请由受保护台账经办人导入。")
    if plan.digests is not None and dict(plan.digests) != desk.store.digests(desk.office.site):
        raise DeskError("预览以后台账又有改动，", advice="请重新预览一次再导入，免得重复。")
    for ledger in sorted((plan.needs | plan.offers) & wanted):
        desk.enable(ledger)
    if not edits:
        _remember(desk, plan)
        return Applied(Changes("", "", {}), plan.figures(), lines_of(plan))
    if desk.store.count("person"):
        progress(0, 2, "正在备份")
        safety.backup(desk)
    progress(1, 2, f"正在写入 {len(edits):,} 条记录")
    edits = list(with_first_steps(desk, edits))  # here already: what `write` adds would not tell how far it is
    with no_collection():
        changes = desk.write(_Reported(edits, progress), label_of(desk.catalogue, plan))
    audit.note(desk, "import", count=changes.count, detail={"txn": changes.txn, "way": "roster"})
    _remember(desk, plan)
    progress(2, 2, "导入完成")
    return Applied(changes, plan.figures(), lines_of(plan))


class _Reported(list[Edit]):
    """Edits that tell how far their writing is; a clerk who stops it leaves nothing half-done."""

    def __init__(self, edits: Iterable[Edit], progress: Progress) -> None:
        super().__init__(edits)
        self._progress = progress

    def __iter__(self) -> Iterator[Edit]:
        for n, edit in enumerate(super().__iter__()):
            if n % _STEP == 0:
                set_aside()
                self._progress(n, len(self), "正在写入")
            yield edit


_STEP = 2000


def _remember(desk: Desk, plan: ImportPlan) -> None:
    """Keep the column matches of each layout, so the same kind of sheet needs no choosing next time."""
    for sheet in plan.sheets:
        if sheet.matches is not None and sheet.target:
            columns = dict(sheet.matches.choices())
            desk.store.system.layouts.put(
                ImportLayout(
                    key=sheet.matches.layout,
                    ledger=sheet.target,
                    columns=dict(columns),
                    options=_settings_of(plan, sheet),
                    used_at=now_iso(),
                )
            )


def _settings_of(plan: ImportPlan, sheet: SheetPlan) -> dict[str, object]:
    """Return what is remembered of a sheet's layout beside its columns: the code lists, and a grouping that was chosen."""
    assert sheet.matches is not None
    chosen = plan.settings.get(sheet.matches.layout)
    found: dict[str, object] = {}
    if sheet.codings:
        found["codings"] = {coding.title: coding.chosen for coding in sheet.codings}
    if chosen is not None and chosen.grouping != "auto":
        found["grouping"] = chosen.grouping
    return found


def write_trouble(desk: Desk, plan: ImportPlan, target: Path) -> int:
    """Write the rows with problems as a workbook to mend and import again; returns how many rows (0: no file).

    With several files, each that has problems gets a workbook of its own: `名称.xlsx`, `名称-2.xlsx` …
    """
    count = 0
    troubled = [
        pair for pair in plan.books if any(row.errors or row.warnings for s in pair[1].sheets for row in s.rows)
    ]
    grant = grants.working(desk, "trouble", "有问题的行", len(troubled))
    for n, (book, one) in enumerate(troubled, start=1):
        out = io.BytesIO()
        count += write_faulty(one, book, out)
        write_file(target if n == 1 else target.with_name(f"{target.stem}-{n}{target.suffix}"), out.getvalue(), grant)
    return count


def grid_named(desk: Desk, name: str) -> str | None:
    """Return the uid of the grid with a name, None for an empty name. Raises DeskError when there is no such grid."""
    if not name:
        return None
    for row in desk.grids():
        if name in (row["name"], row.get("code")):
            return str(row["uid"])
    raise DeskError(f"没有名为“{name}”的网格，", advice="请先在“设置”里新建网格。")
