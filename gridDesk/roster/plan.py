"""A plan: what an import would do, as plain data a person can read before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from gridDesk.ledger import Edit

if TYPE_CHECKING:
    from gridDesk.roster.header import Header
    from gridDesk.roster.match import Matches

Status = Literal["NEW", "UPDATE", "SAME", "ERROR"]
Grouping = Literal["auto", "mark", "number", "head", "merged", "line", "relation", "address", "none"]
Unmatched = Literal["keep", "leave"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a clerk chose for one layout: how rows become households, and the code list of a column by its title."""

    grouping: Grouping = "auto"
    codings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """What a clerk may choose before a preview.

    `grid` is the uid of the grid that new households, addresses and dwellings belong to. `grouping` forces how rows
    become households. `residence_kind` is the code for people whose kind the sheet does not say ("" lets the title
    decide, else 户籍). `replace_names` takes the sheet's name where one ID number bears two quite different names.
    `unmatched` says whether columns without a field are kept in the remark or left in the file. `settings` are choices
    per layout.
    """

    grid: str | None = None
    grouping: Grouping = "auto"
    residence_kind: str = ""
    replace_names: bool = False
    unmatched: Unmatched = "keep"
    settings: Mapping[str, Settings] = field(default_factory=dict)

    def of(self, layout: str) -> Settings:
        """Return what was chosen for a layout; a grouping forced for all comes first."""
        chosen = self.settings.get(layout, Settings())
        return chosen if self.grouping == "auto" else Settings(self.grouping, chosen.codings)


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one record that a row changes, as texts to show."""

    ledger: str
    label: str
    field: str
    old_text: str
    new_text: str


@dataclass(frozen=True, slots=True)
class CellNote:
    """Something about one cell: its address (`D10`), the column's title, the kind of defect, and the sentence.

    `raw` is the text that stood there; `dropped` tells that the row is taken without it.
    """

    column: str
    label: str
    kind: str
    message: str
    raw: str = ""
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What happens to one row; `row` is its line in the sheet from 1, `mark` the household it stands in ("" if none)."""

    row: int
    status: Status
    who: str
    changes: tuple[Change, ...] = ()
    errors: tuple[CellNote, ...] = ()
    warnings: tuple[CellNote, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a column of bare codes is read: the list's name (`today` for ours), and what else it could be.

    `choices` are (name, label in Chinese, what the first codes would mean); `certain` tells that the people left no doubt.
    """

    column: int
    title: str
    chosen: str
    certain: bool
    choices: tuple[tuple[str, str, str], ...]


class Way(NamedTuple):
    """A way in which the rows of a sheet can become households: its key, its words, and how many it would give."""

    key: str
    words: str
    households: int


@dataclass
class Outcome:
    """What planning a sheet gave besides the edits in the draft."""

    rows: list[RowPlan]
    totals: Counter[str] = field(default_factory=Counter)
    grouping: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class SheetPlan:
    """What happens to one sheet. `target` is None when nothing in it is to be imported; `notices` say why.

    `totals` are figures by name: rows, people, households, dwellings, rented, tenants, names_lost. `ways` are the ways
    of grouping that were possible, `codings` the columns of bare codes. `offered` are records of protected groups
    (`offers`) that columns of this sheet name: they are written only when a clerk lets them in.
    """

    sheet: str
    target: str | None
    header: Header | None = None
    matches: Matches | None = None
    rows: tuple[RowPlan, ...] = ()
    edits: tuple[Edit, ...] = ()
    notices: tuple[str, ...] = ()
    totals: dict[str, int] = field(default_factory=dict)
    grouping: str = ""
    needs: frozenset[str] = frozenset()
    ways: tuple[Way, ...] = field(default=(), kw_only=True)
    codings: tuple[Coding, ...] = field(default=(), kw_only=True)
    offered: tuple[Edit, ...] = field(default=(), kw_only=True)
    offers: frozenset[str] = field(default=frozenset(), kw_only=True)

    def count(self, status: Status) -> int:
        """Return how many rows have a status."""
        return sum(row.status == status for row in self.rows)


@dataclass(frozen=True)
class Plan:
    """What the import of one file would do; nothing is written before a clerk agrees."""

    file: str
    sheets: tuple[SheetPlan, ...]

    def edits(self) -> list[Edit]:
        """Return the edits of the good rows, in an order that can be applied."""
        return [edit for sheet in self.sheets for edit in sheet.edits]

    def offered(self) -> list[Edit]:
        """Return the records of protected groups that are written only when let in."""
        return [edit for sheet in self.sheets for edit in sheet.offered]

    @property
    def needs(self) -> frozenset[str]:
        """Return the sealed ledgers that this plan would fill, so that the desk can ask first."""
        return frozenset().union(*(sheet.needs for sheet in self.sheets))

    @property
    def offers(self) -> frozenset[str]:
        """Return the sealed ledgers that columns of other rosters name; nothing of them is written unless let in."""
        return frozenset().union(*(sheet.offers for sheet in self.sheets))

    @property
    def notices(self) -> tuple[str, ...]:
        """Return all notices, each after its sheet's name when there are several."""
        many = len(self.sheets) > 1
        return tuple(f"工作表“{s.sheet}”：{text}" if many else text for s in self.sheets for text in s.notices)

    def figures(self) -> dict[str, object]:
        """Return the counts a careful clerk would read out.

        Keys: people, households, dwellings, rented, tenants, names_lost (int); groups (ledger -> members); sheets
        (name -> counts by status); errors and warnings (kind -> count).
        """
        sums: Counter[str] = Counter()
        groups: Counter[str] = Counter()
        for sheet in self.sheets:
            sums.update({key: n for key, n in sheet.totals.items() if not key.startswith("group.")})
            groups.update({key[6:]: n for key, n in sheet.totals.items() if key.startswith("group.")})
        names = ("people", "households", "dwellings", "rented", "tenants", "names_lost")
        return {
            **{name: sums[name] for name in names},
            "groups": dict(groups),
            "sheets": {sheet.sheet: _statuses(sheet) for sheet in self.sheets},
            "errors": dict(Counter(note.kind for note in _notes(self.sheets, "errors"))),
            "warnings": dict(Counter(note.kind for note in _notes(self.sheets, "warnings"))),
        }


def _statuses(sheet: SheetPlan) -> dict[str, int]:
    counts = Counter(row.status for row in sheet.rows)
    return {status: counts[status] for status in ("NEW", "UPDATE", "SAME", "ERROR")}


def _notes(sheets: Iterable[SheetPlan], which: Literal["errors", "warnings"]) -> Iterable[CellNote]:
    for sheet in sheets:
        for row in sheet.rows:
            yield from row.errors if which == "errors" else row.warnings


KEPT = "内容已记在备注里"
"""What a notice says of columns without a field."""
_MOST_LINES = 12


def some_lines(lines: Sequence[int]) -> str:
    """Return line numbers as a notice names them: `2、5、9`, and 等 where there are many."""
    return "、".join(str(line) for line in lines[:_MOST_LINES]) + ("等" if len(lines) > _MOST_LINES else "")
