"""履职情况 as a spreadsheet: the same lines as on the page, one below the other, with figures also as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import duties, duties_lines, duties_paper, duties_street, grants
from gridDesk.desk.duties_lines import DutyLine, kind_word
from gridDesk.desk.duties_street import Matrix
from gridDesk.desk.duties_wish import ALL, Wish
from gridDesk.desk.grants import Grant, Order
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Progress, silent
from gridDesk.roster import Column, write_export
from gridDesk.roster.export import Paper, Value
from gridDesk.text import today_iso

PAPER = "export:standing"
_ILLEGAL = re.compile(r'[\\/:*?"<>|\s]+')
COLUMNS = (
    Column("类别", 8), Column("条款", 22), Column("要求", 44, "long"), Column("计算期间", 10, "center"), Column("指标", 24),
    Column("目标", 20), Column("情况", 10, "center"), Column("最近一期", 22), Column("数值", 10, "number"),
    Column("目标值", 10, "number"), Column("说明", 60, "long"),
)  # fmt: skip


def file_name(desk: Desk, wish: Wish) -> str:
    """Return the name proposed for the file."""
    title = f"{desk.office.name}{wish.period.label}{duties_paper.TITLE}"
    return f"{_ILLEGAL.sub(' ', title).strip()}.xlsx"


@dataclass(frozen=True)
class _Sheet:
    """What a spreadsheet holds."""

    columns: list[Column]
    rows: list[tuple[Value, ...]]
    title: str
    scope: str
    notices: str
    paper: Paper = "A4"


def save(desk: Desk, wish: Wish, target: Path, progress: Progress = silent, *, grant: Grant) -> int:
    """Write the lines of a wish to an `.xlsx` file; returns how many. Raises DeskError, also without a grant."""
    grants.check(grant, Order(paper=PAPER))
    made = _all_offices(desk, wish, progress) if wish.office == ALL else _one(desk, wish, progress)
    return write_export(
        made.columns, made.rows, target, title=made.title, sheet="履职情况", frozen_columns=2, paper=made.paper,
        subline=(f"单位：{made.scope}", f"填报日期：{today_iso()}", made.notices),
    )  # fmt: skip


def _one(desk: Desk, wish: Wish, progress: Progress) -> _Sheet:
    found = duties.judgement(desk, wish.period, wish.site, progress)
    trends = duties.trends(desk, wish.period, wish.site, progress)
    lines = duties_lines.lines(found, trends, wish.grid, wish.worker)
    scope = duties_paper.scope_words(desk, wish, found.grids, found.name)
    title = f"{wish.period.label}{duties_paper.TITLE}"
    return _Sheet(list(COLUMNS), [_cells(line) for line in lines], title, scope, "".join(found.notices))


def _cells(line: DutyLine) -> tuple[Value, ...]:
    last = line.standing.last
    return (
        line.topic, line.cite, line.text, kind_word(line.clause), line.figure, line.target, line.word,
        duties_lines.period_words(last), last.value, last.wanted, last.message,
    )  # fmt: skip


def _all_offices(desk: Desk, wish: Wish, progress: Progress) -> _Sheet:
    found = duties_street.matrix(desk, wish.period, progress)
    columns = [*COLUMNS[:3], *(Column(name, 18, "long") for _, name in found.offices)]
    title = f"{wish.period.label}各单位{duties_paper.TITLE}"
    return _Sheet(columns, list(_rows(found)), title, desk.office.name, "".join(found.notices), "A3")


def _rows(found: Matrix) -> Iterator[tuple[Value, ...]]:
    for row in found.rows:
        cells = (f"{cell.word}　{cell.figure}" if cell else "—" for cell in row.cells)
        yield (row.topic, f"{row.clause.id} {row.clause.article}", row.clause.text, *cells)
