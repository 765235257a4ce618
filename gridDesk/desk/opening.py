"""Opening an office, by password or paper key, and making a new one.

Folder: `office.json` (name and level, to choose an office before unlocking), `keys.a.json` and `keys.b.json`,
`office.gdb` (SQLCipher), `office.lock`, `backups/`, `packages/` (copies kept until they are acknowledged).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from gridDesk.desk import holding, in_use, installs, places
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import CARD_FILE, DATA_FILE, look, take_lock
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, Office, catalogue, new_uid
from gridDesk.text import today_iso

if TYPE_CHECKING:  # as in `office`: they load when an office is opened
    from gridDesk import vault
    from gridDesk.desk.unlocking import Unlocking

_Made = TypeVar("_Made")


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
    if grids is not None:
        _write_grids(desk, [name.strip() for name in grids if name.strip()], worker)
    return desk


def _write_grids(desk: Desk, names: Sequence[str], worker: str) -> None:
    """Write the first grids of an office; a base office has at least one, of its own name."""
    named = names or ([desk.office.name] if desk.office.is_base else [])
    edits = [Edit("grid", new_uid(), "create", {"name": name, "kind": "01", "worker": worker}) for name in named]
    if edits:
        desk.write(edits, "新建网格")


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
