"""Plans a sheet of any ledger by its own fields: units, shops, meetings, training, the grids themselves.

A record is met again by all its values, by its number, or by the fields that name it. References are read as words: a grid
by name or code, a household by number or head, an address by its text, a person by ID number or by name and birth date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gridDesk.errors import FieldError
from gridDesk.ledger import Field
from gridDesk.roster.cells import cell_text
from gridDesk.roster.columns import Values, add_range, first, kept_columns, ledger_columns, row_of, settle_codings
from gridDesk.roster.draft import Draft
from gridDesk.roster.merge import labelled
from gridDesk.roster.plan import CellNote, Change, Options, Outcome, RowPlan, Status
from gridDesk.roster.references import References, comparable
from gridDesk.roster.table import Table

_NUMBERS = ("number", "code", "credit_code", "licence", "license", "certificate", "registration")


def plan_records(table: Table, draft: Draft, options: Options, title: str) -> Outcome:
    """Plan every row of a sheet of one ledger on the draft."""
    return _Planner(table, draft, options).run()


class _Planner:
    """Plans row by row."""

    def __init__(self, table: Table, draft: Draft, options: Options) -> None:
        self.table, self.draft, self.options, self.ledger = table, draft, options, table.matches.target
        self.shape = draft.catalogue[self.ledger]
        settle_codings(table, draft.catalogue, [None] * len(table), options.of(table.matches.layout))
        links = tuple(item.key for item in self.shape.links)
        self.values: dict[str, Values] = ledger_columns(table, draft.catalogue, self.ledger, skip=links)
        if "since" in self.shape and "until" in self.shape:
            add_range(table, self.values)
        self.references = References(table, draft, options, self.shape)
        self.kept = kept_columns(table, options)
        self.fed = tuple(dict.fromkeys((*self.values, *self.references.fed)))
        named = tuple(key for key in self.shape.title if key in self.fed)
        self.naming = named or self.fed
        self.by_all = self._index(self.fed)
        self.by_name = self._index(self.naming)
        self.by_number = {key: self._index((key,)) for key in _NUMBERS if key in self.fed}
        self.claimed: dict[str, int] = {}

    def run(self) -> Outcome:
        plans = [self._row(row) for row in range(len(self.table))]
        totals = Counter({"rows": len(plans), "records": sum(plan.status != "ERROR" for plan in plans)})
        return Outcome(plans, totals)

    def _index(self, keys: tuple[str, ...]) -> dict[tuple[object, ...], list[str]]:
        found: dict[tuple[object, ...], list[str]] = {}
        for uid, row in self.draft.known.table(self.ledger).items():
            found.setdefault(self._key(row, keys), []).append(uid)
        return found

    @staticmethod
    def _key(row: Mapping[str, object], keys: tuple[str, ...]) -> tuple[object, ...]:
        return tuple(comparable(row.get(key)) for key in keys)

    def _row(self, row: int) -> RowPlan:
        self.draft.beat()
        line = self.table.line(row)
        values = row_of(self.values, row)
        notes: list[tuple[str, str]] = []
        changes: list[Change] = []
        values |= self.references.read(row, notes, changes)
        who = self._who(values)
        if not any(values.get(key) for key in self.naming) and not any(text for _, text in notes):
            self._refuse_nameless(row)
        if row in self.table.errors:
            warnings = tuple(self.table.warnings.get(row, ()))
            return RowPlan(line, "ERROR", who, (), tuple(self.table.errors[row]), warnings)
        uid = self._find(values)
        if uid in self.claimed and self._is_double(row, uid, values):
            return RowPlan(line, "ERROR", who, (), tuple(self.table.errors[row]))
        status: Status = "SAME"
        values = self._with_remark(row, uid, values, notes)
        if uid is None:
            status, uid = "NEW", self._create(values)
        else:
            self.draft.merge(self.ledger, uid, values, changes)
        self.claimed.setdefault(uid, row)
        if status == "SAME" and changes:
            status = "UPDATE"
        warnings = tuple(self.table.warnings.get(row, ()))
        return RowPlan(line, status, who, tuple(changes) if status == "UPDATE" else (), (), warnings)

    def _who(self, values: Mapping[str, object]) -> str:
        parts = []
        for key in self.shape.title:
            item, value = self.shape[key], values.get(key)
            if value is not None:
                parts.append(self.draft.name(item.to, value) if item.to else item.show(value))
        return " ".join(part for part in parts if part)

    def _refuse_nameless(self, row: int) -> None:
        labels = "、".join(self.shape[key].label for key in self.shape.title)
        item = next((item for key in self.naming if (item := first(self.table, f"{self.ledger}.{key}"))), None)
        place = self.table.place(row, item) if item else f"A{self.table.line(row)}"
        text = f"{place} {labels}都是空的，不知道是哪一条，这一行没有写入；请补上。"
        self.table.refuse(row, CellNote(place, item.title if item else "", "name_missing", text))

    def _find(self, values: Mapping[str, object]) -> str | None:
        """Return the record these values are: all the same, else its number, else the fields that name it."""
        for uid in self.by_all.get(self._key(values, self.fed), ()):
            if uid not in self.claimed:
                return uid
        for key, index in self.by_number.items():
            found = index.get((comparable(values.get(key)),), ()) if values.get(key) else ()
            if len(found) == 1:
                return found[0]
        found = self.by_name.get(self._key(values, self.naming), ()) if any(values.get(k) for k in self.naming) else ()
        free = [uid for uid in found if uid not in self.claimed and self._agrees(uid, values)]
        if len(free) == 1:
            return free[0]
        return next((uid for uid in found if uid in self.claimed and self._all_same(uid, values)), None)

    def _agrees(self, uid: str, values: Mapping[str, object]) -> bool:
        """Tell whether no number of the record contradicts the row's: namesakes with other numbers are others."""
        known = self.draft.known.get(self.ledger, uid)
        return all(
            comparable(known[key]) == comparable(values[key])
            for key in self.by_number
            if known.get(key) and values.get(key)
        )

    def _all_same(self, uid: str, values: Mapping[str, object]) -> bool:
        known = self.draft.known.get(self.ledger, uid)
        return all(comparable(known.get(key)) == comparable(value) for key, value in values.items())

    def _is_double(self, row: int, uid: str, values: Mapping[str, object]) -> bool:
        """Refuse a row that says what another row of this sheet said already; one that adds to it completes the record."""
        if not self._all_same(uid, values):
            return False
        place = f"A{self.table.line(row)}"
        text = f"第 {self.table.line(row)} 行与第 {self.table.line(self.claimed[uid])} 行相同，是重复的一行，没有写入。"
        self.table.refuse(row, CellNote(place, "", "duplicate_in_file", text))
        return True

    def _with_remark(
        self, row: int, uid: str | None, values: dict[str, object], notes: list[tuple[str, str]]
    ) -> dict[str, object]:
        """Return the values with what found no field or no record kept in the remark, where the ledger has one."""
        said = [(title, text) for title, text in notes if text]
        said += [(item.title, text) for item in self.kept if (text := cell_text(self.table.raw(item.column)[row]))]
        if not said or "remark" not in self.shape:
            return values
        known = self.draft.known.get(self.ledger, uid).get("remark") if uid else None
        text = str(values.get("remark") or known or "")
        for title, words_of in said:
            text = labelled(text, title, [words_of]) or text
        if uid and text != known:
            self.draft.put(self.ledger, uid, {"remark": text}, [])
        return {**values, "remark": text}

    def _create(self, values: dict[str, object]) -> str:
        for item in self.shape.fields:
            if item.default and item.key not in self.fed and not item.to:
                values.setdefault(item.key, _default(item))
        if "grid" in self.shape and "grid" not in self.fed and self.options.grid and self.ledger != "grid":
            values.setdefault("grid", self.options.grid)
        made = {key: value for key, value in values.items() if value is not None}
        uid = self.draft.create(self.ledger, made)
        self.by_name.setdefault(self._key(made, self.naming), []).append(uid)
        for key, index in self.by_number.items():
            if made.get(key):
                index.setdefault((comparable(made[key]),), []).append(uid)
        return uid


def _default(item: Field) -> object | None:
    try:
        return item.parse(item.default)
    except FieldError:
        return None
