"""The people on a department's list, read as they stand, for comparing; nothing is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.boxes import joined_boxes
from gridDesk.roster.cells import Bad, IdCell, cut_starts, parser, read_column, read_id
from gridDesk.roster.columns import first, read_field, settle_codings
from gridDesk.roster.header import find_header
from gridDesk.roster.match import Remembered, guess_target, match
from gridDesk.roster.places import joined
from gridDesk.roster.plan import Settings
from gridDesk.roster.preview import table_of
from gridDesk.roster.read import Sheet, Workbook
from gridDesk.roster.sniff import by_content
from gridDesk.roster.table import Table
from gridDesk.roster.unfold import unfold

FIELDS = ("sex", "birth", "ethnicity", "education", "marital", "political", "phone")


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list: `place` says where (`低保名单 第 5 行`), `values` are stored values by field, without blanks.

    `starts` are the digits that may be left of a number which a spreadsheet cut; `trouble` says why the row cannot be compared.
    """

    name: str
    number: str
    place: str
    values: dict[str, str]
    starts: tuple[str, ...] = ()
    trouble: str = ""


def listed_people(book: Workbook, catalogue: Catalogue, remembered: Remembered | None = None) -> list[Listed]:
    """Return everybody on the sheets of a workbook that list people."""
    found: list[Listed] = []
    for sheet in book.sheets:
        table = None if sheet.hidden else _table(sheet, catalogue, book, remembered)
        if table is not None:
            found += _people(table, catalogue)
    return found


def _table(sheet: Sheet, catalogue: Catalogue, book: Workbook, remembered: Remembered | None) -> Table | None:
    header = find_header(sheet, catalogue)
    if header is None or guess_target(sheet, header, catalogue, Path(book.name).stem) is None:
        return None
    sheet, header = joined_boxes(sheet, header)
    matches = by_content(match(header, words.RESIDENT, catalogue, remembered), sheet, header, catalogue)
    if not (matches.of(words.NAME) or matches.of(words.ID_NUMBER)):
        return None
    table = table_of(sheet, header, matches, catalogue)
    unfold(table)
    return table


def _people(table: Table, catalogue: Catalogue) -> Iterator[Listed]:
    name, number = first(table, words.NAME), first(table, words.ID_NUMBER)
    names = table.read(name, parser(catalogue["person"]["name"])) if name else [None] * len(table)
    column = read_column(table.raw(number.column), read_id) if number else None
    identities = [one if isinstance(one, IdCell) else None for one in column.values] if column else [None] * len(table)
    settle_codings(table, catalogue, identities, Settings())
    fields = {
        key: read_field(table, item, catalogue["person"][key])
        for key in FIELDS
        if (item := first(table, f"person.{key}")) is not None
    }
    homes = joined(table, table.matches.of(words.ADDRESS)) if table.matches.of(words.ADDRESS) else [""] * len(table)
    for row in range(len(table)):
        identity = identities[row]
        values = {
            key: str(column_values[row]) for key, column_values in fields.items() if column_values[row] is not None
        }
        if homes[row]:
            values["address"] = homes[row]
        if names[row]:
            values["name"] = str(names[row])
        if identity and identity.birth and "birth" not in values:
            values["birth"] = identity.birth
        bad = column.bad.get(row) if column else None
        raw = table.raw(number.column)[row] if number else ""
        starts, trouble = _trouble(bad, raw, names[row], identity)
        place = f"{table.sheet.name} 第 {table.line(row)} 行"
        yield Listed(str(names[row] or ""), identity.number if identity else "", place, values, starts, trouble)


def _trouble(bad: Bad | None, raw: object, name: object, identity: IdCell | None) -> tuple[tuple[str, ...], str]:
    """Return the digits left of a cut number, and why a row cannot be compared."""
    if bad is not None and bad.kind == "id_precision_lost" and (starts := cut_starts(raw)):
        return starts, ""
    if bad is not None:
        return (), f"{bad.message}{bad.advice}"
    if not name and identity is None:
        return (), "没有姓名也没有身份证号。"
    return (), ""
