"""What the office already has, with the indexes by which a roster finds people, households and dwellings again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gridDesk.ledger import ACTIVE, VOID, Edit, Row
from gridDesk.ledger.idnumber import person_key
from gridDesk.roster.spelling import is_part, place_key, place_tail
from gridDesk.text import name_key

Keys = Callable[[Row], Iterable[object]]
Index = dict[object, tuple[str, ...]]


def _one(field: str) -> Keys:
    def keys(row: Row) -> Iterable[object]:
        value = row.get(field)
        return (value,) if value else ()

    return keys


def _id_key(row: Row) -> Iterable[object]:
    number = row.get("id_number")
    return (person_key(str(number)),) if number else ()


def _name_key(row: Row) -> Iterable[object]:
    name = row.get("name")
    return (name_key(name),) if name else ()


def _unnumbered(row: Row) -> Iterable[object]:
    return () if row.get("id_number") else _name_key(row)


def _address_key(row: Row) -> Iterable[object]:
    return (place_key(row["text"]),) if row.get("text") else ()


def _address_tail(row: Row) -> Iterable[object]:
    tail = place_tail(place_key(row.get("text")))
    return (tail,) if len(tail) >= 4 else ()


# Index name -> (ledger, keys of a row, whether only active rows count).
_INDEXES: dict[str, tuple[str, Keys, bool]] = {
    "person_by_id": ("person", _id_key, False),
    "person_by_name": ("person", _name_key, False),
    "person_without_id": ("person", _unnumbered, False),
    "residence_by_person": ("residence", _one("person"), True),
    "residence_by_household": ("residence", _one("household"), True),
    "household_by_number": ("household", _one("number"), True),
    "household_by_address": ("household", _one("address"), True),
    "address_by_key": ("address", _address_key, True),
    "address_by_tail": ("address", _address_tail, True),
    "dwelling_by_address": ("dwelling", _one("address"), True),
    "tenancy_by_dwelling": ("tenancy", _one("dwelling"), True),
    "grid_by_name": ("grid", _one("name"), True),
}


class Known:
    """The rows of an office by ledger, with indexes made when first asked for. Void rows are not known."""

    def __init__(self, rows: Mapping[str, Iterable[Row]] | None = None) -> None:
        self.tables: dict[str, dict[str, Row]] = {
            ledger: {str(row["uid"]): row for row in some if row.get("state") != VOID}
            for ledger, some in (rows or {}).items()
        }
        self._indexes: dict[str, Index] = {}
        self._by_ledger: dict[str, list[tuple[Index, Keys]]] = {}

    def fork(self) -> Known:
        """Return a copy that can be changed without changing this one; rows and index entries are shared."""
        copy = Known()
        copy.tables = {ledger: dict(table) for ledger, table in self.tables.items()}
        copy._indexes = {name: dict(index) for name, index in self._indexes.items()}
        for name in copy._indexes:
            copy._register(name)
        return copy

    def _register(self, name: str) -> None:
        of, keys, _ = self._spec(name)
        self._by_ledger.setdefault(of, []).append((self._indexes[name], keys))

    def add(self, ledger: str, uid: str, row: Row) -> None:
        """Add a new active row; the short way of `put`. A row without state is active; nothing reads its uid from it."""
        self.tables.setdefault(ledger, {})[uid] = row
        for index, keys in self._by_ledger.get(ledger, ()):
            for key in keys(row):
                index[key] = (*index[key], uid) if key in index else (uid,)

    def with_edits(self, edits: Iterable[Edit]) -> Known:
        """Return what would be known after these edits, for a next sheet or file before the first is written."""
        after = self.fork()
        for edit in edits:
            after.apply(edit)
        return after

    def apply(self, edit: Edit) -> None:
        """Take one edit into this copy."""
        old = self.tables.get(edit.ledger, {}).get(edit.uid)
        row: Row = {**(old or {}), **edit.values}
        if edit.op in ("close", "void"):
            row["state"] = "closed" if edit.op == "close" else VOID
        elif edit.op in ("reopen", "restore"):
            row["state"] = ACTIVE
        self.put(edit.ledger, edit.uid, row, old)

    def put(self, ledger: str, uid: str, row: Row, old: Row | None = None) -> None:
        """Add a row, or replace `old` by it, and keep the indexes true."""
        table = self.tables.setdefault(ledger, {})
        if row.get("state") == VOID:
            table.pop(uid, None)
        else:
            table[uid] = row
        for name, index in self._indexes.items():
            of, keys, only_active = self._spec(name)
            if of == ledger:
                _reindex(index, uid, _keys_of(old, keys, only_active), _keys_of(row, keys, only_active))

    def get(self, ledger: str, uid: str) -> Row:
        """Return a known row."""
        return self.tables[ledger][uid]

    def table(self, ledger: str) -> dict[str, Row]:
        """Return the rows of a ledger by uid."""
        return self.tables.get(ledger, {})

    def index(self, name: str) -> Index:
        """Return an index: key -> uids in the order they became known. `group.<ledger>` indexes by person."""
        found = self._indexes.get(name)
        if found is None:
            of, keys, only_active = self._spec(name)
            found = self._indexes[name] = {}
            for uid, row in self.table(of).items():
                for key in _keys_of(row, keys, only_active):
                    found[key] = (*found.get(key, ()), uid)
            self._register(name)
        return found

    @staticmethod
    def _spec(name: str) -> tuple[str, Keys, bool]:
        return _INDEXES[name] if name in _INDEXES else (name.removeprefix("group."), _one("person"), True)

    def address(self, text: str) -> str | None:
        """Return the address record that a text means: the same words, or the one whose end or whole it is."""
        key = place_key(text)
        exact = self.index("address_by_key").get(key)
        if exact:
            return exact[0]
        tail = place_tail(key)
        candidates = self.index("address_by_tail").get(tail, ()) if len(tail) >= 4 else ()
        if not candidates:
            return None
        fitting = [uid for uid in candidates if is_part(key, place_key(self.get("address", uid)["text"]))]
        return fitting[0] if len(fitting) == 1 else None


def _keys_of(row: Row | None, keys: Keys, only_active: bool) -> tuple[object, ...]:
    if row is None or row.get("state") == VOID or (only_active and row.get("state", ACTIVE) not in (ACTIVE, None)):
        return ()
    return tuple(keys(row))


def _reindex(index: Index, uid: str, old: tuple[object, ...], new: tuple[object, ...]) -> None:
    if old == new:
        return
    for key in old:
        index[key] = tuple(other for other in index.get(key, ()) if other != uid)
    for key in new:
        index[key] = (*index.get(key, ()), uid)
