"""The open office: keys, data file and the person at the desk. Everything a screen asks goes through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from gridDesk.desk import in_use, installs
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.ledger import Catalogue, Changes, Edit, Ledger, Office, Row

if TYPE_CHECKING:  # Crypto and SQL libraries load when an office is opened, not before the first window.
    from gridDesk import vault
    from gridDesk.store import Store

AWAITED = "awaiting_mirror"


class Desk:
    """An unlocked office. Belongs to one thread; `clone` gives another thread its own connection.

    `listeners` are told the `Changes` of every write, so screens refresh from what changed.
    """

    def __init__(self, folder: Path, store: Store, keys: vault.Keys, lock: FileLock | None = None) -> None:
        self.folder = folder
        self.store = store
        self.keys = keys
        self.listeners: list[Callable[[Changes], None]] = []
        self.failed_before = 0  # wrong passwords since this clerk's last login
        self.settled: list[str] = []  # what was made up for in the sealed ledgers at this login, in sentences
        self.attempts_gone = False  # the file that counts them was removed or altered since
        self._lock = lock
        self._closed = False
        self._catalogue = store.catalogue
        self.store.unseal(bytes(keys.sens_key), map(bytes, keys.sens_former))
        self.read_codes()

    @property
    def office(self) -> Office:
        """Return the office whose file this is."""
        return self.store.office

    @property
    def catalogue(self) -> Catalogue:
        """Return the ledgers of this program and the code sets as the street corrected them."""
        return self._catalogue

    def read_codes(self) -> None:
        """Lay the street's corrections (代码更正) over the shipped code sets."""
        from gridDesk.desk.codes import corrected, corrections

        self._catalogue = corrected(self.store.catalogue, corrections(self))

    @property
    def user(self) -> str:
        """Return the name of the clerk logged in, as the journal writes it down."""
        return self.keys.who or "本单位"

    @property
    def worker(self) -> str:
        """Return whom the office's grids name as their worker where they say nothing else."""
        return str(self.setting("worker", "") or self.user)

    @property
    def awaited(self) -> str:
        """Return the site of the office above that is to hand this one its records back, "" where nothing is awaited."""
        return str(self.setting(AWAITED, "") or "")

    def can(self, role: str) -> bool:
        """Tell whether who is at the desk may do this: "clerk", "sensitive", "approver", "keeper" or "auditor"."""
        return role in self.keys.roles

    def clone(self) -> Desk:
        """Return a second connection to the same office, for a worker thread; close it there."""
        return self._second(readonly=False)

    def reader(self) -> Desk:
        """Return a connection for another thread that only reads; close it there."""
        return self._second(readonly=True)

    def _second(self, *, readonly: bool) -> Desk:
        from gridDesk.store import Store

        key = bytes(self.keys.db_key)
        return Desk(self.folder, Store.open(self.folder / DATA_FILE, key, self.catalogue, readonly=readonly), self.keys)

    @property
    def closed(self) -> bool:
        """Tell whether the data file was closed: a form that is still on its way out writes nothing more."""
        return self._closed

    def close(self) -> None:
        """Close the data file and give the office free for another window; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._lock:
            installs.note(self)
        self.store.close()
        if self._lock:
            in_use.clear(self.folder)
            self._lock.release()

    def abandon(self) -> None:
        """Let go of an office that cannot be used; nothing more is written."""
        self._closed = True
        self.store.drop()
        if self._lock:
            self._lock.release()

    def write(self, edits: Sequence[Edit], label: str, *, reason: str = "", program: bool = False) -> Changes:
        """Write edits in one transaction and tell the listeners. `label` names the act, without personal data.

        It is for clerks; `program`: what follows by itself, whoever is at the desk, or was agreed to. Raises DeskError.
        """
        from gridDesk.desk import audit
        from gridDesk.desk.event_first import with_first_steps
        from gridDesk.desk.population_books import account

        if not program:
            need_work(self, "录入和修改台账")
        whole = account(self, with_first_steps(self, edits))
        changes = self.store.write(whole, actor=self.user, label=label, reason=reason)
        if not self.store.clock_ok:
            audit.notice_clock(self)
        self.announce(changes)
        return changes

    def announce(self, changes: Changes) -> None:
        """Tell every listener what changed, also when a clone on another thread wrote it."""
        for listener in list(self.listeners):
            listener(changes)

    def setting(self, key: str, default: object = None) -> object:
        """Return a value kept in the office (JSON), or `default`."""
        return self.store.system.get(key, default)

    def set_setting(self, key: str, value: object) -> None:
        """Keep a JSON value in the office."""
        self.store.system.put(key, value)

    def enabled(self) -> tuple[Ledger, ...]:
        """Return the ledgers in use by who is at the desk.

        All but those the program keeps for itself, and of the sealed ones only those that this office has switched on,
        to who has their key: for everybody else there are none.
        """
        switched_on = self._switched_on() if self.store.unsealed else ()
        return tuple(
            item
            for item in self.catalogue.ledgers.values()
            if not item.internal and (not item.sealed or item.key in switched_on)
        )

    def enable(self, ledger: str) -> None:
        """Switch a sealed ledger (受保护台账) on. Raises DeskError for who may not."""
        self._switch({*self._switched_on(), ledger})

    def disable(self, ledger: str) -> None:
        """Switch a sealed ledger off: its records stay, no screen or paper shows them. Raises DeskError for who may not."""
        self._switch({*self._switched_on()} - {ledger})

    def _switch(self, on: set[str]) -> None:
        """Keep which sealed ledgers are on; the log says how many, never which."""
        from gridDesk.desk import audit, refusals

        if not self.store.unsealed:
            refusals.act(self, "启用和停用受保护台账")
            raise DeskError("受保护台账只能由受保护台账经办人启用和停用，", advice="请由有这项权限的同事登录后设置。")
        before = self._switched_on()
        if on != {*before}:
            with self.store.system.together():
                self.set_setting("sealed_on", sorted(on))
                audit.note(self, "setting", detail={"setting": "sealed_on", "before": len(before), "after": len(on)})

    def _switched_on(self) -> list[str]:
        found = self.setting("sealed_on", [])
        return [str(key) for key in found] if isinstance(found, list) else []

    def grids(self) -> list[Row]:
        """Return this office's own grids in the order they were made."""
        return list(self.store.rows("grid", office=self.office.site))

    def take_keys(self, keys: vault.Keys) -> None:
        """Go on with the key file as it is now, and keep its generation and hash inside the data, where an older key
        file is noticed.
        """
        if self.is_under_former_key:
            keys = replace(keys, db_key=self.keys.db_key)
        self.keys = keys
        self.set_setting("key_file", [keys.generation, keys.file_sha256])

    def take_store(self, store: Store, db_key: bytes) -> None:
        """Go on with another connection to the data file, which is under `db_key` now."""
        self.store = store
        self.keys = replace(self.keys, db_key=bytearray(db_key))
        self.store.unseal(bytes(self.keys.sens_key), map(bytes, self.keys.sens_former))

    @property
    def is_under_former_key(self) -> bool:
        """Tell whether the data file still is under a former data key, because a re-keying was cut off."""
        return any(former.db_key == self.keys.db_key for former in self.keys.former)

    def verify_password(self, password: str) -> bool:
        """Tell whether `password` is that of the clerk logged in; a wrong one counts as a try at the door."""
        from gridDesk import vault

        return vault.verify_clerk(self.folder, self.keys.who, password)

    def change_password(self, old: str, new: str) -> None:
        """Change the password of this slot; the data is not touched. Raises DeskError."""
        from gridDesk.desk import accounts

        accounts.change_password(self, old, new)
