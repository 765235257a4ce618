"""What a journal entry does to a record: the one pure function behind writing, receiving, and the proof by rebuilding."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from gridDesk.ledger import Row
from gridDesk.ledger.record import ACTIVE, CLOSED, ERASED, VOID
from gridDesk.store.journal import Fields
from gridDesk.store.schema import pack_extra
from gridDesk.store.tables import LedgerTable

_STATES = frozenset((ACTIVE, CLOSED, VOID))
_STATE_OF = {"create": ACTIVE, "close": CLOSED, "reopen": ACTIVE, "void": VOID, "restore": ACTIVE}


def effect(
    table: LedgerTable, row: Row | None, office: str, uid: str, op: str, base_rev: int, fields: Fields, at: str
) -> Row:
    """Return the record after an entry; `row` is the record before it, None when there was none.

    A new record names only the columns its entry speaks of: most of the others stay empty.

    Fields this ledger does not declare go into `extra`. A `mirror` entry carries the owner's own `rev` and
    `updated_at` among its fields; every other one counts `rev` up by one. Raises TypeError on a value the column
    cannot hold. An `erase` leaves a tombstone, whatever was there.
    """
    if op == "erase":
        return tombstone(table, office, uid, base_rev, at)
    new: Row = dict(row) if row is not None else {"uid": uid, "office": office, "state": None, "updated_at": None}
    unknown: dict[str, object] = {}
    for key, pair in fields.items():
        if key in table.known:
            new[key] = table.value(key, pair[1])
        elif op != "mirror" or key not in ("rev", "updated_at"):
            unknown[key] = pair[1]
    if unknown:
        new["extra"] = pack_extra(extra_of(new) | unknown)
    if op == "mirror":
        new["rev"] = _whole(fields["rev"][1]) if "rev" in fields else base_rev
        new["updated_at"] = fields["updated_at"][1] if "updated_at" in fields else new["updated_at"]
    else:
        new["rev"] = base_rev + 1
        new["updated_at"] = at
    check_state(table, new)
    return new


def tombstone(table: LedgerTable, office: str, uid: str, base_rev: int, at: str) -> Row:
    """Return what is left of an erased record: whose it was, that it was, and when it went."""
    named = {
        "uid": uid,
        "office": office,
        "rev": base_rev + 1,
        "state": VOID,
        "closed_reason": ERASED,
        "updated_at": at,
    }
    return table.blank | named


def check_state(table: LedgerTable, row: Row) -> None:
    """Raise TypeError where a record is in no known state."""
    if row["state"] not in _STATES:
        raise TypeError(f"{table.key}.state is not a state")


def advance(table: LedgerTable, row: Row, base_rev: int, fields: Fields, at: str) -> Row:
    """Return a known record after an own edit whose `fields` are checked already: `effect` without the checks."""
    new = row.copy()
    for key, pair in fields.items():
        new[key] = pair[1]
    check_state(table, new)
    new["rev"] = base_rev + 1
    new["updated_at"] = at
    return new


def extra_of(row: Row) -> dict[str, object]:
    """Return the fields of a newer program that a record keeps in `extra`."""
    text = row.get("extra")
    found: dict[str, object] = msgspec.json.decode(str(text)) if text else {}
    return found


def implied(op: str, values: Mapping[str, object], today: str) -> Mapping[str, object]:
    """Return an edit's values with what its operation implies; what the edit states itself wins."""
    found: dict[str, object] = {}
    if op in _STATE_OF:
        found["state"] = _STATE_OF[op]
    if op == "reopen":
        found |= {"closed_on": None, "closed_reason": None}
    if op == "verify":
        found["verified_on"] = today
    return {**found, **values} if found else values


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("rev takes whole numbers")
    return value
