"""Collects what a plan will write, and shows each following row what the rows before it did."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from gridDesk.ledger import Catalogue, Edit, Row
from gridDesk.roster.known import Known
from gridDesk.roster.merge import changed
from gridDesk.roster.plan import Change


def _silent() -> None:
    """Tell nobody."""


class Draft:
    """A working copy of what is known, and the edits made on it so far."""

    def __init__(self, known: Known, catalogue: Catalogue) -> None:
        self.known = known.fork()
        self.catalogue = catalogue
        self._created: dict[str, Edit] = {}
        self._updated: dict[str, tuple[str, dict[str, object]]] = {}
        self._offered: dict[str, Edit] = {}
        self.beat: Callable[[], None] = _silent
        self._uids: list[str] = []

    def create(self, ledger: str, values: dict[str, object], uid: str = "") -> str:
        """Add a record; returns its new uid. `values` must hold no None and is the draft's from now on."""
        uid = uid or self._next_uid()
        self._created[uid] = Edit(ledger, uid, "create", values)
        self.known.add(ledger, uid, values)
        return uid

    def offer(self, ledger: str, values: dict[str, object]) -> str:
        """Add a record of a protected group that is written only when a clerk lets it in; returns its new uid."""
        uid = self._next_uid()
        self._offered[uid] = Edit(ledger, uid, "create", values)
        self.known.add(ledger, uid, values)
        return uid

    def offered(self) -> tuple[Edit, ...]:
        """Return the records of protected groups that only a clerk's word lets in."""
        return tuple(self._offered.values())

    def _next_uid(self) -> str:
        """Return a fresh uid; randomness is drawn for many at once."""
        if not self._uids:
            drawn = secrets.token_hex(16 * 256)
            self._uids = [drawn[start : start + 32] for start in range(0, len(drawn), 32)]
        return self._uids.pop()

    def is_new(self, uid: str) -> bool:
        """Tell whether this draft created the record."""
        return uid in self._created

    def merge(self, ledger: str, uid: str, values: Mapping[str, object], changes: list[Change]) -> bool:
        """Complete a record by the rules of `merge`; notes each change for eyes. Tells whether anything changed."""
        return self.put(ledger, uid, changed(self.catalogue[ledger], self.known.get(ledger, uid), values), changes)

    def put(self, ledger: str, uid: str, values: Mapping[str, object], changes: list[Change]) -> bool:
        """Set values of a record as they are given. Tells whether anything changed."""
        old = self.known.get(ledger, uid)
        values = {key: value for key, value in values.items() if old.get(key) != value}
        if not values:
            return False
        for key, value in values.items():
            changes.append(self._change(ledger, key, old.get(key), value))
        row = {**old, **values}
        if uid in self._offered:
            self._offered[uid] = Edit(ledger, uid, "create", row)
        elif uid in self._created:
            row = {key: value for key, value in row.items() if value is not None}
            self._created[uid] = Edit(ledger, uid, "create", row)
        else:
            self._updated.setdefault(uid, (ledger, {}))[1].update(values)
        self.known.put(ledger, uid, row, old)
        return True

    def edits(self) -> tuple[Edit, ...]:
        """Return everything to be written: new records in the order they were made, then changes."""
        updated = (Edit(ledger, uid, "update", values) for uid, (ledger, values) in self._updated.items())
        return (*self._created.values(), *updated)

    def restart(self) -> None:
        """Forget the edits but keep what they did, for the next sheet of the same file."""
        self._created, self._updated, self._offered = {}, {}, {}

    def _change(self, ledger: str, key: str, old: object, new: object) -> Change:
        item = self.catalogue[ledger][key]
        show = item.show if not item.to else lambda value: self.name(item.to, value)
        return Change(
            ledger, item.label, key, show(old) if old is not None else "", show(new) if new is not None else ""
        )

    def name(self, ledger: str, uid: object) -> str:
        """Return a few words for a record that another refers to."""
        row: Row = self.known.table(ledger).get(str(uid), {})
        if ledger == "household":
            head = self.known.table("person").get(str(row.get("head")), {}).get("name")
            words = [f"{row['number']}号户" if row.get("number") else "", f"{head}户" if head else ""]
            return " ".join(word for word in words if word) or ("新立的户" if row else "")
        return str(row.get("name") or row.get("text") or "")
