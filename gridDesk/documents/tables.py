"""Records, already text and already masked, to the page of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from gridDesk.documents.again import Again
from gridDesk.documents.columns import STACK
from gridDesk.documents.papers import Paper
from gridDesk.documents.table_page import Cells, Group, Item, Section, Shelved, TablePage

UNGROUPED = "未分组"
UID = "uid"  # the row key of the record a row comes from


@dataclass(frozen=True, kw_only=True)
class Header:
    """What every sheet of one printing says beside its records.

    `unit` is the office's name; `date` the ISO date the records are as of; `foot` the small grey line (printed at,
    record number); `made` the ISO date or datetime for the file's properties. `watermark` stands slantwise behind the
    text, `code` is the number of the printing, `series` goes before page numbers (第三编). `counts` gives the words after a
    section's name (共 42 户 131 人) where rows can be read only once; otherwise they are counted here.
    """

    unit: str = ""
    date: str = ""
    foot: str = ""
    made: str = ""
    watermark: str = ""
    code: str = ""
    series: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)


def chinese_date(iso: str) -> str:
    """Return a partial ISO date as `2026 年 11 月 21 日`; blanks stay open for writing by hand."""
    parts = [*iso[:10].split("-"), "", ""] if iso else ["　　", "　", "　"]
    year, month, day = (part.lstrip("0") or part for part in parts[:3])
    return f"{year} 年" + (f" {month} 月" if month else "") + (f" {day} 日" if day else "")


def build_table(
    paper: Paper, rows: Iterable[Mapping[str, str]], header: Header, shelved: Shelved | None = None
) -> TablePage:
    """Make the page of a table paper from rows in printing order; rows hold `paper.keys`, a missing key is blank.

    The page streams: rows are read when it is written. With a list (or anything that can be read twice) sections are
    counted first and the page itself can be read again. A shelved ledger counts nothing in its headings.
    """
    twice = iter(rows) is not rows
    counts = {} if shelved else header.counts or (count_sections(paper, rows) if twice else {})
    return TablePage(
        name=paper.key,
        title=paper.title,
        columns=paper.columns,
        body=Again(lambda: _body(paper, rows, counts)) if twice else _body(paper, rows, counts),
        sheet=paper.sheet,
        left=f"填报单位（盖章）：{header.unit}",
        middle=f"填报日期：{chinese_date(header.date)}",
        right=f"单位：{paper.unit}",
        signatures=paper.signatures,
        foot=header.foot,
        watermark=header.watermark,
        code=header.code,
        series=header.series,
        made=header.made,
        shelved=shelved,
        blank_rows=paper.blank_rows,
        subtotal=paper.subtotal,
        units=(("户", paper.unit) if paper.unit == "人" else (paper.unit, "")) if paper.group else ("", paper.unit),
        row_height=paper.row_height,
        size=paper.font_size,
        head_size=paper.font_size,
    )


def count_sections(paper: Paper, rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return 共 n 户 m 人 for each section of a paper of people in households, else 共 n and the paper's unit."""
    if not paper.section:
        return {}
    people: dict[str, int] = {}
    groups: dict[str, int] = {}
    for (section, _), members in groupby(rows, lambda row: (_section(paper, row), row.get(paper.group, ""))):
        groups[section] = groups.get(section, 0) + 1
        people[section] = people.get(section, 0) + sum(1 for _ in members)
    if not paper.group:
        return {name: f"共 {count} {paper.unit}" for name, count in people.items()}
    if paper.unit == "人":
        return {name: f"共 {groups[name]} 户 {count} 人" for name, count in people.items()}
    return {name: f"共 {count} {paper.unit}" for name, count in groups.items()}


def _section(paper: Paper, row: Mapping[str, str]) -> str:
    return row.get(paper.section, "") or UNGROUPED


def _body(paper: Paper, rows: Iterable[Mapping[str, str]], counts: Mapping[str, str]) -> Iterator[Item]:
    if not paper.section:
        yield from _grouped(paper, rows)
        return
    for name, members in groupby(rows, lambda row: _section(paper, row)):
        note = counts.get(name, "")
        yield Section(f"{name}　{note}" if note else name, paper.new_page)
        yield from _grouped(paper, members)


def _grouped(paper: Paper, rows: Iterable[Mapping[str, str]]) -> Iterator[Item]:
    """Yield rows that belong together under the opaque id of what they come from, by which a shelf finds them again."""
    keys = [column.key for column in paper.columns]
    cells_of = _stacked_cells if any(STACK in key for key in keys) else _cells
    if not paper.group:
        for row in rows:
            cells, uid = cells_of(keys, row), row.get(UID, "")
            yield Group((cells,), uid, light=True) if uid else cells
        return
    for uid, rows_of in groupby(rows, lambda row: row.get(paper.group, "")):
        members = list(rows_of)
        # Somebody without a household is a record of her own, not a household of one.
        yield Group(tuple([cells_of(keys, row) for row in members]), uid, light=UID in members[0])


def _cells(keys: list[str], row: Mapping[str, str]) -> Cells:
    return tuple([row.get(key, "") for key in keys])


def _stacked_cells(keys: list[str], row: Mapping[str, str]) -> Cells:
    """Return the cells of a row; texts of columns that stand one above the other keep their lines, also empty ones."""
    return tuple([_stack([row.get(one, "") for one in key.split(STACK)]) for key in keys])


def _stack(texts: list[str]) -> str:
    return STACK.join(texts) if any(texts) else ""
