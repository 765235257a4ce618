"""A plan of an import in the words and lines of the screen; nothing here knows a widget."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

from gridDesk.desk.records import BY_ACTS
from gridDesk.ui import theme
from gridDesk.ui.rows import Line

if TYPE_CHECKING:
    from gridDesk.desk.rosters import FileSheet, ImportPlan
    from gridDesk.ledger import Catalogue
    from gridDesk.roster import RowPlan

RESIDENT, DWELLING = "resident", "dwelling"
STATUS = {
    "NEW": ("新增", "plus", theme.OK),
    "UPDATE": ("更新", "edit", theme.NOTE),
    "SAME": ("相同", "check", theme.SUBTLE),
    "ERROR": ("有问题", "error", theme.ERROR),
}
WARNED = "WARNED"
_STATUS_OF, _WARNINGS_OF = attrgetter("status"), attrgetter("warnings")
FIGURES = (("NEW", "新增"), ("UPDATE", "更新"), ("SAME", "相同"), ("ERROR", "有问题"))
FILTERS = (("", "全部"), ("ERROR", "有问题"), (WARNED, "有提示"), ("NEW", "新增"), ("UPDATE", "更新"), ("SAME", "相同"))


_BESIDE = {"residence", "address"}
_SAID_OTHERWISE = {"person", "dwelling", "residence", "tenancy", "distinct_pair", "population_month"}
MADE = (("person", "人"), ("household", "户"), ("dwelling", "处房屋"), ("tenancy", "条租住记录"))


@dataclass(frozen=True)
class Found:
    """One row of the plan with the sheet it stands on."""

    sheet: FileSheet
    row: RowPlan


def target_label(catalogue: Catalogue, target: str | None) -> str:
    """Return what a sheet is taken for, in words."""
    if target == RESIDENT:
        return "人口花名册"
    if target == DWELLING:
        return "房屋台账"
    if not target:
        return "不导入"
    return catalogue[target].label if target in catalogue else target


def targets(catalogue: Catalogue, *, sealed: bool = True) -> list[tuple[str, str]]:
    """Return every kind of sheet that can be imported: (key, words); `sealed` ledgers for who has their key."""
    others = [
        ledger.key
        for ledger in catalogue.ledgers.values()
        if ledger.key not in _SAID_OTHERWISE and ledger.key not in BY_ACTS and not ledger.internal
        if sealed or not ledger.sealed
    ]
    keys = [RESIDENT, DWELLING, *others]
    return [(key, target_label(catalogue, key)) for key in keys]


class FoundRows(Sequence[Found]):
    """All rows of a plan that a filter lets through, each made when it is looked at."""

    def __init__(self, plan: ImportPlan, wanted: str = "") -> None:
        self._parts = [
            (sheet, sheet.rows if not wanted else [row for row in sheet.rows if passes(row, wanted)])
            for sheet in plan.sheets
        ]
        self._starts = [0, *accumulate(len(rows) for _, rows in self._parts)]

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, index: int) -> Found:
        if not 0 <= index < len(self):
            raise IndexError(index)
        part = bisect_right(self._starts, index) - 1
        sheet, rows = self._parts[part]
        return Found(sheet, rows[index - self._starts[part]])


def passes(row: RowPlan, wanted: str) -> bool:
    """Tell whether a row belongs under a filter tab."""
    if wanted == WARNED:
        return bool(row.warnings)
    return not wanted or row.status == wanted


def counts(plan: ImportPlan) -> dict[str, int]:
    """Return how many rows each filter tab holds."""
    numbers = {key: 0 for key, _ in FILTERS}
    for sheet in plan.sheets:
        numbers[""] += len(sheet.rows)
        for status, count in Counter(map(_STATUS_OF, sheet.rows)).items():
            numbers[status] += count
        numbers[WARNED] += sum(map(bool, map(_WARNINGS_OF, sheet.rows)))
    return numbers


class PlanLines(Sequence[Line]):
    """The lines of the preview table, made when they are looked at: a hundred thousand rows cost nothing to list."""

    def __init__(self, rows: Sequence[Found], plan: ImportPlan) -> None:
        self.rows = rows
        filled = [sheet for sheet in plan.sheets if sheet.rows]
        self._files = len({sheet.file for sheet in filled}) > 1

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Line:
        found = self.rows[index]
        word, icon, colour = STATUS[found.row.status]
        if found.row.warnings and found.row.status != "ERROR":
            icon = "warn"
        stem = found.sheet.file.rsplit(".", 1)[0]
        place = f"{stem} {found.sheet.sheet}" if self._files else found.sheet.sheet
        texts = (place, str(found.row.row), found.row.who, word, summary(found.row))
        return Line(texts, found, icon=icon, icon_column=3, colour=colour)


def summary(row: RowPlan) -> str:
    """Return in one line what a row would do or why it cannot: the first things count most."""
    told = [note.message for note in (*row.errors, *row.warnings)]
    if told:
        return "；".join(told)
    if row.status == "NEW":
        return "、".join(f"{change.label} {change.new_text}" for change in row.changes if change.new_text)
    return "；".join(change_words(change) for change in row.changes)


def change_words(change: object) -> str:
    """Return one change as `联系电话：（空）→ 138…`."""
    return f"{change.label}：{change.old_text or '（空）'} → {change.new_text or '（空）'}"


def detail(found: Found) -> str:
    """Return everything there is to say about one row, for the pane beside the table."""
    row = found.row
    word = STATUS[row.status][0]
    place = f"{found.sheet.file}　{found.sheet.sheet}　第 {row.row} 行"
    parts = [row.who or "（没有姓名）", place, f"结果：{word}"]
    if row.errors:
        parts += ["", "这一行不会写入，原因：", *(f"· {note.message}" for note in row.errors)]
    if row.warnings:
        parts += ["", "请留意：", *(f"· {note.message}" for note in row.warnings)]
    if row.changes and row.status != "ERROR":
        parts += ["", "会写入：" if row.status == "NEW" else "会改动：", *(_bullets(row))]
    if row.status == "SAME" and not row.warnings:
        parts += ["", "和现有台账一样，不需要改动。"]
    return "\n".join(parts)


def _bullets(row: RowPlan) -> Iterable[str]:
    for change in row.changes:
        yield f"· {change.label}：{change.new_text}" if row.status == "NEW" else f"· {change_words(change)}"


def people_words(figures: dict[str, object]) -> str:
    """Return in one sentence how many people, households and so on would be added to the ledgers."""
    made = figures.get("new")
    made = made if isinstance(made, dict) else {}
    parts = [f"{made[key]:,} {unit}" for key, unit in MADE if made.get(key)]
    others = sum(count for key, count in made.items() if key not in {key for key, _ in MADE} | _BESIDE)
    parts += [f"{others:,} 条其他记录"] if others else []
    return f"台账将新增 {'、'.join(parts)}。" if parts else "台账里不会多出新的人和户。"


_WEIGHTY = ("没有读入", "没有登记", "没有写入", "没有列入", "不是一家", "没有归入", "另立一户", "受保护人群")
_LIGHT = ("没有对应的栏目", "由出生日期推算", "也一样读入了", "已分开读入")


def weightiest_first(notices: Iterable[str]) -> list[str]:
    """Return notices with those first that tell of people or lines left out, and what is as it should be last."""

    def weight(notice: str) -> int:
        if any(words in notice for words in _LIGHT):
            return 2
        return 0 if any(words in notice for words in _WEIGHTY) else 1

    return sorted(_said_once(notices), key=weight)


def _said_once(notices: Iterable[str]) -> list[str]:
    """Return notices with those that several sheets share said once, with the names of all."""
    found: dict[str, list[str]] = {}
    for notice in notices:
        place, _, text = notice.partition("”：") if notice.startswith(("工作表“", "“")) else ("", "", notice)
        found.setdefault(text, []).append(place)
    return [f"{'”、'.join(places)}”：{text}" if places[0] else text for text, places in found.items()]


def grouping_words(plan: ImportPlan) -> str:
    """Return in one sentence how the rows became households, "" where the sheets say nothing of them."""
    said = dict.fromkeys(sheet.grouping for sheet in plan.sheets if sheet.grouping and sheet.rows)
    return f"分户：{'；'.join(said)}。可在上一步改。" if said else ""


def sealed_words(catalogue: Catalogue, needs: Iterable[str]) -> str:
    """Return the names of sealed ledgers as one phrase."""
    return "、".join(f"“{catalogue[key].label}”" for key in sorted(needs) if key in catalogue)


def offered_words(catalogue: Catalogue, plan: ImportPlan) -> str:
    """Return how many people columns of the plan name for protected groups, by group; "" when they name none."""
    counts: dict[str, int] = {}
    for edit in plan.offered():
        counts[edit.ledger] = counts.get(edit.ledger, 0) + 1
    return "、".join(f"{catalogue[key].label} {count:,} 人" for key, count in counts.items())
