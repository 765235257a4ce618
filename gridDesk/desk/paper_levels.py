"""At which levels a paper can be printed, what that is called for a clerk, and which columns are left at each.

A paper declares its level. One of M0 or M1 is the office's own: whole ID numbers for the shelf, shortened ones
otherwise. A clerk can choose a stricter one for paper that is carried outside or posted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridDesk.desk.masks import Texts, hidden, secret_of_key
from gridDesk.errors import DeskError
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.papers import Paper
    from gridDesk.documents.table_page import Column
    from gridDesk.ledger import Catalogue, Ledger


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level a paper can be printed at: `level` for the order (`M2`), what it is called, and what it does."""

    level: str
    title: str
    help: str


CHOICES = {
    Level.FULL: LevelChoice("M0", "内部存档", "本单位自己的纸质台账：证件号码完整。"),
    Level.DESK: LevelChoice("M1", "内部使用", "证件号码和账号遮住中间，其他完整。"),
    Level.FIELD: LevelChoice(
        "M2", "外出携带", "不印证件号码，电话遮住中间，出生日期只到月，不印健康、收入等敏感栏目。"
    ),
    Level.PUBLIC: LevelChoice("M4", "公示张贴", "姓名遮字，不印号码、电话和出生日期，住址只到自然村。"),
}
# A heading of flats by building says more than the community where they stand.
_BUILDING = re.compile(r"[0-9A-Za-z一二三四五六七八九十]*(?:号楼|幢|栋|楼)$")
_ABOUT_PEOPLE = ("people", "special")


def parse(level: str) -> Level:
    """Return a level from how papers and orders write it (`M2`)."""
    return Level(int(level[1:]))


def least(desk: Desk, ledger: Ledger | None) -> Level:
    """Return how much at most who is at the desk may print of a ledger: a lower level for who lacks the role.

    Whole records of a sealed ledger are for its own clerks (受保护台账经办人), whole records at all for clerks.
    """
    if not desk.can("clerk") and not (ledger is not None and ledger.sealed and desk.can("sensitive")):
        return Level.FIELD
    return Level.DESK if ledger is not None and ledger.sealed and not desk.can("sensitive") else Level.FULL


def choices(paper: Paper, ledger: Ledger | None, desk: Desk | None = None) -> tuple[LevelChoice, ...]:
    """Return the levels a paper can be printed at, the usual one first; a single one where there is nothing to choose.

    Forms are made for one use. Lists can be carried outside, those about people posted; a sealed ledger neither. With a
    `desk` only those that who is at it may print.
    """
    lowest = least(desk, ledger) if desk is not None else Level.FULL
    return tuple(one for one in _choices(paper, ledger) if parse(one.level) >= lowest)


def _choices(paper: Paper, ledger: Ledger | None) -> tuple[LevelChoice, ...]:
    own = parse(paper.level)
    if paper.kind == "form":
        found = [Level.FULL, Level.DESK] if own <= Level.DESK else [own]
    elif own > Level.DESK:
        found = [own]
    else:
        return list_choices(ledger)
    return tuple(CHOICES[level] for level in found if level in CHOICES)


def tells(catalogue: Catalogue, paper: Paper) -> bool:
    """Tell whether a list says anything of people that a level could hide."""
    keys = (key for column in paper.columns for key in column.key.split("\n"))
    return any(secret_of_key(catalogue, key) not in ("", "free", "place") for key in keys)


def list_choices(ledger: Ledger | None, desk: Desk | None = None) -> tuple[LevelChoice, ...]:
    """Return the levels a list of a ledger's records can be printed at; with a `desk` those allowed to who is at it."""
    found = [Level.FULL, Level.DESK]
    if ledger and not ledger.sealed:
        found += [Level.FIELD, Level.PUBLIC] if ledger.group in _ABOUT_PEOPLE else [Level.FIELD]
    lowest = least(desk, ledger) if desk is not None else Level.FULL
    return tuple(CHOICES[level] for level in found if level >= lowest)


def level_of(paper: Paper, order: PrintOrder, ledger: Ledger | None, desk: Desk | None = None) -> Level:
    """Return the level of an order: what was chosen, else what the paper declares. Raises DeskError if it may not be.

    With a `desk` who is at it gets what their roles allow: the next stricter level where nothing was chosen. An empty
    form says nothing of anybody and is for everybody.
    """
    own, lowest = parse(paper.level), Level.FULL
    if desk is not None and order.mode != "blank":
        lowest = least(desk, ledger)
    if not order.level:
        level = own if own > Level.DESK else Level.FULL if order.full_ids else Level.DESK
        if level >= lowest:
            return level
        level = next((parse(one.level) for one in choices(paper, ledger, desk)), Level.FULL)
    else:
        level = parse(order.level)
    if (level < own and own > Level.DESK) or level < lowest or level not in map(parse, _offered(paper, ledger)):
        raise DeskError(f"{paper.title}不能按这个遮盖级别打印，", advice="请在打印页重新选择用途，再打印。")
    return level


def _offered(paper: Paper, ledger: Ledger | None) -> Iterator[str]:
    yield paper.level
    yield from (choice.level for choice in choices(paper, ledger))


def at_level(desk: Desk, paper: Paper, level: Level) -> Paper:
    """Return a paper with the columns that say something at a level; the room of the others goes to what is left.

    Paper carried outside names households by their number instead of people by theirs, and never says which special
    group a list is of. A posted list keeps no families together.
    """
    if paper.kind != "table" or level <= Level.DESK:
        return paper
    ledger = desk.catalogue[paper.ledger] if paper.ledger else None
    special = ledger is not None and ledger.group == "special"
    columns = _kept(desk, paper, level, without=ledger.key if special and level == Level.FIELD and ledger else "")
    paper = replace(paper, columns=_filled(paper, columns))
    if special and level == Level.FIELD and ledger:
        return replace(paper, title=neutral_title(desk, ledger))
    if level == Level.PUBLIC:
        loose = tuple(replace(column, shared=False) for column in paper.columns)
        return replace(paper, columns=loose, group="", title=f"{paper.title}（公示）")
    return paper


def neutral_title(desk: Desk, ledger: Ledger) -> str:
    """Return what a list of a special group is headed with outside: a code that only the office can read."""
    place = [one.key for one in desk.catalogue.special()].index(ledger.key) + 1
    return f"走访名单（{place:02d}类）"


def _kept(desk: Desk, paper: Paper, level: Level, without: str) -> list[Column]:
    kept: list[Column] = []
    for column in paper.columns:
        secret = secret_of_key(desk.catalogue, column.key)
        if secret == "id" and level == Level.FIELD and column.key == "person.id_number":
            kept += _household_number(paper)
        elif not hidden(secret, level) and not (without and column.key.startswith(f"{without}.")):
            kept.append(column)
    return kept


def _household_number(paper: Paper) -> list[Column]:
    """Return the column that stands where the ID number stood, unless it is there already."""
    from gridDesk.documents.table_page import Column

    there = any(column.key == "household.number" for column in paper.columns)
    known = paper.ledger in ("residence", "person") or any(column.key == "age" for column in paper.columns)
    return [] if there or not known else [Column("household.number", "户号", 16.0, "center")]


def _filled(paper: Paper, columns: list[Column]) -> tuple[Column, ...]:
    from gridDesk.documents.columns import widened

    return tuple(widened(columns, sum(column.width for column in paper.columns)))


def posted(rows: Iterable[Texts], section: str, keys: Iterable[str]) -> Iterator[Texts]:
    """Yield masked rows in an order that only what is shown decides, so that it betrays nothing; numbered anew."""
    from gridDesk.desk.paper_rows import natural

    wanted = [key for key in keys if key != "no"]
    rows = ({**row, section: _BUILDING.sub("", row[section])} if section else row for row in rows)
    ordered = sorted(rows, key=lambda row: [natural(row.get(key)) for key in (section, *wanted)])
    yield from ({**row, "no": str(n)} for n, row in enumerate(ordered, start=1))


@dataclass(frozen=True, slots=True)
class Posted:
    """Rows for a posted list; can be read more than once."""

    source: Iterable[Texts]
    section: str
    keys: tuple[str, ...]

    def __iter__(self) -> Iterator[Texts]:
        """Read the source again, and order what it says."""
        return posted(self.source, self.section, self.keys)
