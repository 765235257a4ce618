"""Sealing what an older program kept unsealed: once, at the first opening with the key of the sealed ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from gridDesk.ledger import VOID, Edit, new_uid
from gridDesk.ledger.record import ERASED
from gridDesk.store.engine import Database
from gridDesk.store.sealed import Sealed
from gridDesk.store.sealed_content import LABEL, MIXED, RECORD
from gridDesk.store.tables import LedgerTable


def due(db: Database, tables: Iterable[LedgerTable], office: str) -> bool:
    """Tell whether the file holds own records of sealed ledgers that are not sealed."""
    return any(
        db.conn.execute(f"SELECT EXISTS (SELECT 1 FROM {table.name} t WHERE {_WHERE})", [office]).fetchone()[0]
        for table in tables
        if table.ledger.sealed
    )


def edits(db: Database, tables: Iterable[LedgerTable], office: str, sealed: Sealed) -> Iterator[Edit]:
    """Yield what seals them: a blob under a fresh id, so that nothing links it to its ledger, and a tombstone."""
    for table in tables:
        if table.ledger.sealed:
            for line in db.conn.execute(f"{table.select} WHERE {_WHERE} ORDER BY t.n", [office]).fetchall():
                row = table.row(line)
                if row["state"] != VOID:
                    row |= {"uid": new_uid()}
                    yield Edit(RECORD, str(row["uid"]), "create", sealed.blob_of(table, row, "create"))
                yield Edit(table.key, str(line[0]), "erase", {})


def unname_acts(db: Database, sealed: Mapping[str, LedgerTable]) -> None:
    """Take the names of sealed ledgers out of the list of acts."""
    for n, label, counts in db.conn.execute("SELECT n, label, counts FROM act").fetchall():
        touched = msgspec.json.decode(counts, type=dict[str, int])
        hidden = {key: touched.pop(key) for key in sealed if key in touched}
        if hidden:
            prefix = label.partition("：")[0] + "：" if label.startswith(("撤销：", "恢复：")) else ""
            words = prefix + (MIXED if set(touched) - {RECORD} else LABEL)
            touched[RECORD] = touched.get(RECORD, 0) + sum(hidden.values())
            packed = msgspec.json.encode(touched).decode()
            db.conn.execute("UPDATE act SET label = ?, counts = ? WHERE n = ?", [words, packed, n])


_WHERE = f"t.office = ? AND t.closed_reason IS NOT '{ERASED}'"
