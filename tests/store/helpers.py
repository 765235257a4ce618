"""Short ways to write records in tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from gridDesk.ledger import Edit, new_uid
from gridDesk.store import Store
from gridDesk.store.engine import Database, connect


def create(store: Store, ledger: str, /, **values: object) -> str:
    """Create one record and return its uid."""
    uid = new_uid()
    store.write([Edit(ledger, uid, "create", values)], actor="钱", label="录入")
    return uid


def change(store: Store, ledger: str, uid: str, op: str = "update", /, **values: object) -> str:
    """Change one record and return the act."""
    return store.write([Edit(ledger, uid, op, values)], actor="钱", label="修改").txn


def home(store: Store, name: str, place: str, number: str = "001", **person: object) -> dict[str, str]:
    """Create a household of one at an address, in one act; returns the uids by ledger and the act as `txn`."""
    uids = {ledger: new_uid() for ledger in ("address", "household", "person", "residence")}
    changes = store.write(
        [
            Edit("address", uids["address"], "create", {"text": place}),
            Edit("person", uids["person"], "create", {"name": name, **person}),
            Edit(
                "household",
                uids["household"],
                "create",
                {"number": number, "head": uids["person"], "address": uids["address"]},
            ),
            Edit("residence", uids["residence"], "create", {"person": uids["person"], "household": uids["household"]}),
        ],
        actor="钱",
        label="录入",
    )
    return uids | {"txn": changes.txn}


@contextlib.contextmanager
def behind(path: Path, key: bytes) -> Iterator[Database]:
    """Open a file behind the store's back, as someone who holds the key could."""
    db = connect(path, key)
    try:
        yield db
    finally:
        db.conn.close()
