"""Reads the columns of a table that every kind of roster has: plain fields, texts, and the grid's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gridDesk.errors import FieldError
from gridDesk.ledger import Catalogue, Field
from gridDesk.roster import codings, words
from gridDesk.roster.cells import IdCell, Parse, cell_text, parser
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.plan import CellNote, Options, Settings
from gridDesk.roster.ranges import split_range
from gridDesk.roster.table import Table
from gridDesk.text import fold, squeeze, today

Values = list[object | None]


def first(table: Table, reference: str) -> Match | None:
    """Return the first column that feeds a field or role, or None."""
    return next(iter(table.matches.of(reference)), None)


def ledger_columns(table: Table, catalogue: Catalogue, ledger: str, skip: tuple[str, ...]) -> dict[str, Values]:
    """Return field key -> values for every column that feeds a plain field of a ledger."""
    found: dict[str, Values] = {}
    for item in table.matches.columns:
        owner, _, key = item.reference.partition(".")
        if owner == ledger and key in catalogue[ledger] and key not in skip:
            found[key] = read_field(table, item, catalogue[ledger][key])
    return found


def read_field(table: Table, item: Match, shape: Field) -> Values:
    """Return a column's values for a field, bare codes read by the list that was settled; bad cells are warned of."""
    coding = table.codings.get(item.column)
    if coding is None and shape.type.name == "date" and _short_months(table.raw(item.column)):
        return table.read(item, _without_guessing(parser(shape), year_only=shape.key == "birth"))
    if coding is None and shape.type.name == "date" and (year := _year_of(table)):
        return table.read(item, _within_year(parser(shape), year))
    if coding is None:
        return table.read(item, parser(shape))
    values = table.read(item, codings.parse_with(shape, coding, parser(shape)))
    if coding.chosen != codings.TODAY:
        for row, cell in enumerate(table.raw(item.column)):
            if values[row] is None:
                values[row] = codings.by_sex(shape, coding, cell, table.sexes[row] if table.sexes else None)
    return values


_DAY_OF_YEAR = re.compile(r"\d{1,2}月\d{1,2}[日号]?")


def _year_of(table: Table) -> str:
    """Return the one year that a sheet's title names (2025年春节值班表), "" where it names none or several."""
    found = set(re.findall(r"((?:19|20)\d\d)年", squeeze(fold(f"{table.sheet.name} {table.header.title}"))))
    return found.pop() if len(found) == 1 else ""


def _within_year(parse: Parse, year: str) -> Parse:
    """Return a reader of dates that takes a bare 1月28日 for a day of the title's year, not of this one."""

    def read(raw: object) -> object | None:
        text = squeeze(fold(raw)) if isinstance(raw, str) else ""
        return parse(f"{year}年{text}") if _DAY_OF_YEAR.fullmatch(text) else parse(raw)

    return read


def _short_months(cells: Sequence[object]) -> bool:
    """Tell whether a column writes months as one digit (1999.7 as a number), so that 2001.1 has two readings."""
    years = {f"{cell:.2f}" for cell in set(cells) if type(cell) is float and 1900 <= cell < 2100}
    return any(year[-2] in "23456789" and year[-1] == "0" for year in years)


def _without_guessing(parse: Parse, *, year_only: bool) -> Parse:
    """Return a reader of dates that takes no `.1` for October or January; a birth date keeps its year."""

    def read(raw: object) -> object | None:
        if type(raw) is float and 1900 <= raw < 2100 and f"{raw:.2f}".endswith(".10"):
            year = int(raw)
            if year_only:
                return str(year)
            raise FieldError(
                f"日期“{raw:g}”可能是1月，也可能是10月，",
                kind="date_unclear",
                advice=f"请写成 {year}-01 或 {year}-10。",
            )
        return parse(raw)

    return read


def settle_codings(table: Table, catalogue: Catalogue, identities: Sequence[IdCell | None], chosen: Settings) -> None:
    """Find out which code list each column of bare codes follows; what a clerk chose for the layout comes first."""
    columns = [
        (item, shape)
        for item in table.matches.columns
        if (shape := field_of(item.reference, catalogue)) is not None and shape.type.name == "code"
    ]
    columns.sort(key=lambda pair: pair[1].key != "sex")  # the sex of those without a number helps with the rest
    births = [identity.birth if identity else None for identity in identities]
    if not any(births) and (item := first(table, "person.birth")):
        births = [
            value if isinstance(value, str) else None
            for value in table.parse(item, parser(catalogue["person"]["birth"])).values
        ]
    table.sexes = [identity.sex if identity else None for identity in identities]
    for item, shape in columns:
        people = _people(table, births)
        found = codings.settle(
            shape, item.column, item.title, table.raw(item.column), people, chosen.codings.get(item.title, "")
        )
        if found is None:
            continue
        table.codings[item.column] = found
        if shape.key == "sex" and found.chosen != codings.TODAY:
            said = table.parse(item, codings.parse_with(shape, found, parser(shape))).values
            table.sexes = [sex or (str(two) if two else None) for sex, two in zip(table.sexes, said, strict=True)]


def _people(table: Table, births: Sequence[str | None]) -> Callable[[int], codings.Person]:
    def person(row: int) -> codings.Person:
        return codings.Person(table.sexes[row], codings.age_of(births[row]))

    return person


def field_of(reference: str, catalogue: Catalogue) -> Field | None:
    """Return the field that a reference names, None for roles."""
    ledger, _, key = reference.partition(".")
    return catalogue[ledger][key] if ledger in catalogue and key in catalogue[ledger] else None


def add_range(table: Table, found: dict[str, Values], since: str = "since", until: str = "until") -> None:
    """Read a column that holds two dates (租赁起止日期) into the two fields, where no column of their own says more."""
    item = first(table, words.RANGE)
    if item is None:
        return
    pairs = table.read(item, split_range)
    for n, key in enumerate((since, until)):
        said = found.get(key, [None] * len(table))
        found[key] = [
            own if own is not None else (pair[n] if isinstance(pair, tuple) else None)
            for own, pair in zip(said, pairs, strict=True)
        ]


def row_of(columns: Mapping[str, Values], row: int) -> dict[str, object]:
    """Return one row of some columns as values, without blanks."""
    return {key: value for key, values in columns.items() if (value := values[row]) is not None}


def ages_of(table: Table) -> dict[int, str]:
    """Return, by data row, an age with the year of birth it comes to: said in the remark, since the day is not known."""
    item = first(table, words.AGE)
    if item is None:
        return {}
    year = next((int(found) for found in re.findall(r"(?:19|20)\d\d(?=年)", table.header.title)), today().year)
    found = {}
    for row, raw in enumerate(table.raw(item.column)):
        digits = re.fullmatch(r"(\d{1,3})(?:\.0+)?(?:周?岁)?", squeeze(fold(cell_text(raw))))
        if digits and int(digits[1]) <= 120:
            found[row] = f"{int(digits[1])}岁，约{year - int(digits[1])}年出生"
        elif re.fullmatch(r"\d{1,2}个?(?:多月|月大?|半月|天)", squeeze(fold(cell_text(raw)))):
            found[row] = cell_text(raw)
    return found


def unread_birth(table: Table, row: int) -> list[tuple[str, list[str], bool]]:
    """Return a birth date that cannot be read (农历, 约1937年) as words for the remark, and say so in its warning."""
    found = []
    for item in table.matches.of("person.birth")[:1]:
        place = table.place(row, item)
        for n, about in enumerate(table.warnings.get(row, ())):
            if about.column == place and about.dropped and about.raw:
                message = about.message.replace("这一格没有写入，", "原文已记在备注里，")
                table.warnings[row][n] = replace(about, message=message)
                found.append((item.title, [about.raw], False))
    return found


def kept_columns(table: Table, options: Options) -> list[Match]:
    """Return the columns without a field, whose words go into the remark; equal titles are told apart by their neighbours."""
    unmatched = table.matches.unmatched if options.unmatched == "keep" else ()
    counts = Counter(item.title for item in unmatched)
    left = {two.column: one.title for one, two in pairwise(table.matches.columns)}
    return [
        replace(item, title=f"{left[item.column]} {item.title}")
        if counts[item.title] > 1 and left.get(item.column, item.title) != item.title
        else item
        for item in unmatched
    ]


def texts(table: Table, reference: str) -> list[str]:
    """Return a column as texts without spaces, "" where blank or where there is no such column."""
    item = first(table, reference)
    if item is None:
        return [""] * len(table)
    return [str(text or "") for text in table.parse(item, lambda cell: squeeze(cell_text(cell))).values]


def read_grids(table: Table, draft: Draft) -> list[str | None]:
    """Return the uid of the grid each row names; a grid that the office does not have is warned of."""
    item = first(table, words.GRID)
    if item is None:
        return [None] * len(table)
    by_name = draft.known.index("grid_by_name")
    found: list[str | None] = []
    for row, raw in enumerate(table.raw(item.column)):
        text = cell_text(raw)
        hits = by_name.get(text, ())
        found.append(hits[0] if hits else None)
        if text and not hits:
            place = table.place(row, item)
            said = f"{place} 网格“{text}”还没有建立，这一格没有写入；请先在“网格”里建立，再导入一次。"
            table.warn(row, CellNote(place, item.title, "grid_unknown", said, text, True))
    return found
