"""Words in a cell that mean a record of another ledger: found again, made where that is safe, else kept as words."""

from __future__ import annotations

import re

from gridDesk.errors import FieldError
from gridDesk.ledger import Field, Ledger, Row
from gridDesk.roster import words
from gridDesk.roster.cells import IdCell, cell_text, name_aside, read_id, read_name
from gridDesk.roster.columns import first
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.people import People, Said
from gridDesk.roster.places import Places
from gridDesk.roster.plan import CellNote, Change, Options
from gridDesk.roster.table import Table
from gridDesk.text import address_key, fold, name_key, squeeze

_HOUSEHOLD_WORDS = re.compile(r"^(?:(\S+?)号?户?)(?:\s+(\S+))?$")


def comparable(value: object) -> object:
    """Return a value in the form in which two spellings are compared."""
    return address_key(value) if isinstance(value, str) else value


class References:
    """The columns of one sheet that refer to records; `fed` are the fields they fill, `apart` those left to others."""

    def __init__(
        self, table: Table, draft: Draft, options: Options, shape: Ledger, apart: tuple[str, ...] = ()
    ) -> None:
        self.table, self.draft, self.shape = table, draft, shape
        self.people = People(draft, options)
        self.places = Places(draft, options.grid)
        self._titles: dict[str, dict[str, list[str]]] = {}
        self.columns: list[tuple[Field, Match | None, Match | None]] = []
        for item in (item for item in shape.links if item.key not in apart):
            own = first(table, f"{shape.key}.{item.key}")
            side = first(table, f"{words.REFERENCE}{item.key}")
            if own or side:
                self.columns.append((item, own, side))
        self.fed = tuple(item.key for item, _, _ in self.columns)

    def read(self, row: int, notes: list[tuple[str, str]], changes: list[Change]) -> dict[str, object]:
        """Return the references of a row; words that mean no known record go to `notes` and are warned of."""
        found: dict[str, object] = {}
        for item, own, side in self.columns:
            text = cell_text(self.table.raw(own.column)[row]) if own else ""
            beside = self.table.raw(side.column)[row] if side else ""
            if not text and not cell_text(beside):
                continue
            uid = self._find(item, row, text, beside, side or own, changes)
            if uid is not None:
                found[item.key] = uid
            elif row not in self.table.errors:
                self._tell(item, row, own or side, text or cell_text(beside), notes)
        return found

    def _find(
        self, item: Field, row: int, text: str, beside: object, column: Match | None, changes: list[Change]
    ) -> str | None:
        if item.to == "person":
            return self._person(row, text, beside, column, changes)
        if item.to == "address":
            return self._address(text, changes)
        if item.to == "household":
            return self._household(text, cell_text(beside))
        if item.to == "grid":
            return self.by_words("grid", text)
        return self.by_words(item.to, text)

    def _address(self, text: str, changes: list[Change]) -> str:
        known = self.by_words("address", text)
        return known or self.places.put(text, {}, changes)

    def _person(self, row: int, text: str, beside: object, column: Match | None, changes: list[Change]) -> str | None:
        """Return the person by number, else by the name when it is one person's; with both, a new person is made."""
        identity, name = self._identity(row, text, beside, column)
        if row in self.table.errors:
            return None
        said = Said(name, identity, {})
        found = self.people.by_id(identity) if identity else None
        found = found or (self.people.by_name(said, ()) if name else None)
        if found is None and name and identity is None:
            same = self.draft.known.index("person_by_name").get(name_key(name), ())
            found = same[0] if len(same) == 1 else None
        if found is None and name and identity is not None:
            place = self.table.place(row, column) if column else ""
            text = f"第 {self.table.line(row)} 行：人口台账里没有此人，已新建；住处请在人员页面里补上。"
            self.table.warn(row, CellNote(place, "", "person_created", text))
            return self.people.create(said)
        return found

    def _identity(self, row: int, text: str, beside: object, column: Match | None) -> tuple[IdCell | None, str]:
        """Return the ID number and the name of a person, from one cell or two."""
        name, aside = name_aside(text)
        number: object = beside if cell_text(beside) else ""
        if not number and (digits := re.search(r"[\dXx]{15,18}", fold(text))):
            number, name = digits[0], fold(text).replace(digits[0], "").strip(" ()（）/、,，")
        elif not number and aside:
            name = text
        try:
            return (read_id(number) if number else None), str(read_name(name) or "")
        except FieldError as error:
            place = self.table.place(row, column) if column else ""
            message = f"{place} {error.message}{error.advice}"
            self.table.refuse(
                row, CellNote(place, column.title if column else "", error.kind, message, cell_text(number))
            )
            return None, str(read_name(name) or "")

    def _household(self, text: str, head: str) -> str | None:
        """Return the household by its name in words, its number, or its head; a head beside the number decides."""
        if found := self.by_words("household", f"{text} {head}".strip()):
            return found
        parts = _HOUSEHOLD_WORDS.match(fold(text).strip())
        numbers = self.draft.known.index("household_by_number")
        candidates = list(numbers.get(text, ())) or (list(numbers.get(parts[1], ())) if parts else [])
        wanted = head or (parts[2] or "" if parts else "")
        if len(candidates) > 1 and wanted:
            candidates = [uid for uid in candidates if self._head_of(uid) == name_key(wanted)]
        if not candidates:
            who = name_key(head or text.removesuffix("户"))
            candidates = [uid for uid in self.draft.known.table("household") if self._head_of(uid) == who]
        return candidates[0] if len(candidates) == 1 else None

    def _head_of(self, household: str) -> str:
        head = self.draft.known.get("household", household).get("head")
        return name_key(self.draft.known.table("person").get(str(head), {}).get("name"))

    def by_words(self, ledger: str, text: str) -> str | None:
        """Return the one record whose name, number or code the words are."""
        if ledger not in self._titles:
            self._titles[ledger] = self._index(ledger)
        found = self._titles[ledger].get(_key(text), ())
        return found[0] if len(found) == 1 else None

    def _index(self, ledger: str) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for uid, row in self.draft.known.table(ledger).items():
            names = {_key(title_of(self.draft, ledger, row))}
            names |= {_key(row.get(key)) for key in ("name", "number", "code", "text", "title") if row.get(key)}
            for name in names - {""}:
                index.setdefault(name, []).append(uid)
        return index

    def _tell(self, item: Field, row: int, column: Match | None, text: str, notes: list[tuple[str, str]]) -> None:
        """Say that words mean no known record; they are kept as words where the ledger has a remark."""
        assert column is not None
        place = self.table.place(row, column)
        label = self.draft.catalogue[item.to].label
        kept = "已照原文记入备注" if "remark" in self.shape else "这一格没有写入"
        message = (
            f"{place} {item.label}“{text[:30]}”在{label}台账里没有找到唯一的一条，{kept}；请先登记，或在记录里选定。"
        )
        self.table.warn(
            row, CellNote(place, column.title, "reference_unknown", message, text, "remark" not in self.shape)
        )
        notes.append((item.label, text))


def _key(text: object) -> str:
    return squeeze(fold(text)).casefold()


def title_of(draft: Draft, ledger: str, row: Row, depth: int = 3) -> str:
    """Return a record's name in words as screens and exports show it; references are followed."""
    shape = draft.catalogue[ledger]
    parts = []
    for key in shape.title:
        item, value = shape[key], row.get(key)
        if value is None:
            continue
        if item.to:
            other = draft.known.table(item.to).get(str(value))
            parts.append(title_of(draft, item.to, other, depth - 1) if other and depth > 0 else "")
        else:
            parts.append(item.show(value))
    return " ".join(part for part in parts if part)
