"""The open office: its folder, keys, data file and the person at the desk. Everything a screen asks goes through it.

Folder: `office.json` (name and level, to choose an office before unlocking), `keys.a.json` and `keys.b.json`,
`office.gdb` (SQLCipher), `office.lock`, `backups/`, `packages/` (copies kept until they are acknowledged).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from filelock import FileLock

from gridDesk.desk import holding, in_use, installs, places
from gridDesk.desk.office_folders import (
    CARD_FILE,
    DATA_FILE,
    LOCK_FILE,
    RESTORING,
    OfficeFolder,
    keepers_of,
    list_offices,
    look,
    people_of,
    take_lock,
)
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.ledger import Catalogue, Changes, Edit, Ledger, Office, Row, catalogue, new_uid
from gridDesk.text import today_iso

if TYPE_CHECKING:  # Crypto and SQL libraries load when an office is opened, not before the first window.
    from gridDesk import vault
    from gridDesk.desk.unlocking import Unlocking
    from gridDesk.store import Store

__all__ = [
    "CARD_FILE", "DATA_FILE", "LOCK_FILE", "RESTORING", "Aside", "Desk", "OfficeFolder", "directly", "keepers_of",
    "list_offices", "look", "new_office", "open_office", "open_with_paper_key", "people_of", "warm_up",
]  # fmt: skip
AWAITED = "awaiting_mirror"
_Made = TypeVar("_Made")


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
        from gridDesk.desk.population_books import account

        if not program:
            need_work(self, "录入和修改台账")
        changes = self.store.write(account(self, edits), actor=self.user, label=label, reason=reason)
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
        from gridDesk.desk import audit

        if not self.store.unsealed:
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


def warm_up() -> None:
    """Load what opening an office needs; a window calls it on a thread of its own while the password is typed."""
    from gridDesk import store, vault
    from gridDesk.store import pinyin

    catalogue()
    pinyin.hanzi()  # asked for by the first name typed
    pinyin.surnames()
    del store, vault


def directly(work: Callable[[], _Made]) -> _Made:
    """Do the stretching of a password where it is asked for; a window has it done on another thread."""
    return work()


Aside = Callable[[Callable[[], "vault.Keys"]], "vault.Keys"]


def new_office(
    folder: Path,
    office: Office,
    *,
    password: str,
    worker: str,
    grids: Sequence[str] | None = (),
    aside: Aside = directly,
) -> Desk:
    """Make a new office with its keys, data file and grids, and open it. Raises DeskError, leaving nothing behind.

    Without names a base office gets one grid of its own name; with None it gets none.

    `aside` makes the keys, half a second of arithmetic that may run on another thread.
    """
    from gridDesk import vault
    from gridDesk.store import Store

    places.check(folder)
    if any((folder / name).exists() for name in (DATA_FILE, CARD_FILE, "backups")):
        raise DeskError(f"文件夹“{folder.name}”里已经有一个单位，", advice="请换一个文件夹，或直接打开它。")
    folder.mkdir(parents=True, exist_ok=True)
    lock = take_lock(folder)
    keys = aside(lambda: vault.create_keys(folder, password, worker, names=(office.name,), m_kib=vault.calibrate()))
    store = Store.create(folder / DATA_FILE, bytes(keys.db_key), catalogue(), office)
    (folder / CARD_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(asdict(office)), indent=2))
    desk = Desk(folder, store, keys, lock)
    desk.take_keys(keys)
    in_use.note(folder, worker)
    desk.set_setting("worker", worker)
    desk.set_setting("installation", installs.installation_mark(folder))
    desk.set_setting("made_on", today_iso())
    names = [name for name in grids or () if name.strip()]
    if not names and office.is_base and grids is not None:
        names = [office.name]
    edits = [
        Edit("grid", new_uid(), "create", {"name": name.strip(), "kind": "01", "worker": worker}) for name in names
    ]
    if edits:
        desk.write(edits, "新建网格")
    return desk


def open_office(folder: Path, password: str, who: str = "", *, aside: Aside = directly) -> Desk:
    """Unlock an office as clerk `who` (or as whoever has this password).

    Raises DeskError when the password is wrong, a file is missing or another window has it. `aside` opens the keys,
    half a second of arithmetic that may run on another thread.
    """
    from gridDesk.desk.unlocking import Unlocking

    return _settled(_open(folder, Unlocking(folder, password, who), aside))


def open_with_paper_key(folder: Path, typed: str, *, new_password: str, who: str, aside: Aside = directly) -> Desk:
    """Unlock an office by its paper key, all passwords being lost, and give the keeper `who` a new password.

    Raises PaperKeyWrong, WeakPassword and as `open_office`.
    """
    from gridDesk.desk.unlocking import PaperUnlocking

    office = look(folder).office
    names = (office.name, office.parent_name) if office else ()
    return _settled(_open(folder, PaperUnlocking(folder, typed, new_password, who, names), aside))


def _settled(desk: Desk) -> Desk:
    """Have sealed records follow what was done without their key, and the key go where it is due."""
    from gridDesk.desk import sealed

    with contextlib.suppress(DeskError):  # a full disk keeps nobody out; it is made up for at the next login
        desk.settled = sealed.settle(desk).lines
    return desk


def _open(folder: Path, unlocking: Unlocking, aside: Aside) -> Desk:
    from gridDesk.desk import attachments, gates
    from gridDesk.desk.unlocking import open_data, welcome

    gates.run(folder)
    held = holding.held(folder)
    if held is not None:
        unlocking.again = True
        return holding.resume(held, aside(unlocking))
    lock = take_lock(folder)
    try:
        store, keys = open_data(folder, aside(unlocking))
        desk = Desk(folder, store, keys, lock)
    except BaseException:
        lock.release()
        raise
    try:
        in_use.note(folder, keys.who)
        installs.notice(desk)
        welcome(desk, unlocking)
        attachments.adopt_photos(desk)
    except BaseException:  # a page that cannot be read, for one: whoever restores needs the lock
        desk.abandon()
        raise
    return desk
