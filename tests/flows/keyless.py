"""The same office as somebody sees it who has another set of roles: for most, without the key of the sealed ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from gridDesk.desk import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.vault.keys import Keys


def with_roles(monkeypatch: pytest.MonkeyPatch, *roles: str) -> None:
    """Let whoever is at any desk have these roles and no others; the keys they hold stay as they are."""
    monkeypatch.setattr(Keys, "roles", property(lambda _keys: frozenset(roles)))


@contextmanager
def as_role(desk: Desk, *roles: str) -> Iterator[Desk]:
    """Open the office a second time as a clerk with these roles; only "sensitive" brings the key with it."""
    sens = bytearray(desk.keys.sens_key) if "sensitive" in roles else bytearray()
    keys = replace(desk.keys, role=",".join(roles), who="李四", slot="f" * 16, sens_key=sens)
    store = Store.open(desk.folder / DATA_FILE, bytes(desk.keys.db_key), catalogue())
    other = Desk(desk.folder, store, keys)
    try:
        yield other
    finally:
        other.close()
