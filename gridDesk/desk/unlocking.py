"""From a password to an open data file: tries are counted, an older key file is refused, a cut-off re-keying is finished."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk import vault
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.store import FileUnreadable, NeedsUpdate, Store, StoreError, rekeying
from gridDesk.text import CLOCK
from gridDesk.vault.backoff import PAPER

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

NOTED, MARK, LOGINS = "key_file", "attempts_mark", "accounts.last_login"
_LOGINS_KEPT = 64


class Unlocking:
    """One try at the door with a password; `tries` tells afterwards what had been tried before."""

    way = "password"

    def __init__(self, folder: Path, password: str, who: str = "") -> None:
        self.folder, self._password, self._who = folder, password, who
        self.again = False  # the office is open already, only locked: its data file is not told of this login
        self.tries: vault.Tries | None = None

    def __call__(self) -> vault.Keys:
        """Open the key file, slowing down whoever guesses. Raises DeskError."""
        who = self._who or _only_one(self.folder)
        keys, self.tries = vault.BackOff(self.folder).guard(
            lambda: vault.unlock(self.folder, self._password, who), who, lambda opened: opened.who,
            renew=not self.again,
        )  # fmt: skip
        return keys


class PaperUnlocking(Unlocking):
    """The door opened by the paper key, which sets a new password for a keeper of the keys."""

    way = "paper"

    def __init__(self, folder: Path, typed: str, new_password: str, who: str, names: tuple[str, ...]) -> None:
        super().__init__(folder, new_password, who)
        self._typed, self._names = typed, names

    def __call__(self) -> vault.Keys:
        """Open the key file and write the new password into it. Raises PaperKeyWrong and other DeskErrors.

        There is nothing to slow down: nobody guesses 128 bits.
        """
        if self.again:
            raise DeskError("锁定前开始的一件事还没有做完，", advice="请等它做完再用纸质钥匙打开，一般只要几分钟。")
        slot = keeper_slot(self.folder, self._who)
        paper = vault.paper.read(self._typed)
        vault.check_new_password(self._password, [self._who, *self._names])
        try:
            keys = vault.unlock_by_paper(self.folder, paper)
        except vault.WrongPassword:
            vault.BackOff(self.folder).count(PAPER)
            raise vault.PaperKeyWrong(0, "other") from None
        store, _ = open_data(self.folder, keys, older=True)
        generation, _ = noted(store)
        store.close()
        vault.reset_slot(self.folder, keys, slot, self._password, self._names, beyond=generation)
        keys.wipe()
        return vault.unlock(self.folder, self._password, self._who)


def keeper_slot(folder: Path, who: str) -> str:
    """Return the slot of a keeper of the keys by name. Raises DeskError."""
    for slot in vault.people(folder):
        if slot.kind == "password" and slot.who == who and "keeper" in slot.roles:
            return slot.slot
    raise DeskError(f"“{who}”不是钥匙保管人，不能用纸质钥匙给他设新密码，", advice="请选一位钥匙保管人。")


def _only_one(folder: Path) -> str:
    """Return the name of the only clerk there is, "" when there are several."""
    names = vault.slot_names(folder)
    return names[0] if len(names) == 1 else ""


def open_data(folder: Path, keys: vault.Keys, *, older: bool = False) -> tuple[Store, vault.Keys]:
    """Open the data file, first putting it under the present key where only a former one opens it; return both.

    So a re-keying that was cut off is gone on with, and an older data file that was put in its place is taken. Where the
    disk does not allow it, the office opens under the former key, which the returned keys then hold. `older` lets a key
    file pass that is older than the data file. Raises DeskError.
    """
    from gridDesk.desk import backup_before, installs

    path = folder / DATA_FILE
    keys = _at_hand(path, keys)
    try:
        try:
            store = Store.open(path, bytes(keys.db_key), catalogue(), update=False)
        except NeedsUpdate:
            backup_before.upgrade(folder, keys)
            store = Store.open(
                path, bytes(keys.db_key), catalogue(), reached=lambda site: installs.reached(folder, site)
            )
    except FileUnreadable as error:
        if _is_overtaken(folder, keys):
            raise vault.KeyFileOlder from error
        raise
    if not older:
        try:
            vault.check_not_older(keys, *noted(store))
        except DeskError:
            store.close()
            raise
    return store, keys


def _is_overtaken(folder: Path, keys: vault.Keys) -> bool:
    """Tell whether a backup of this office carries a later key file: not the data file is to blame, then."""
    from gridDesk.desk.restored_keys import newest_key_file

    found = newest_key_file(folder)
    return found is not None and found[0] > keys.generation


def _at_hand(path: Path, keys: vault.Keys) -> vault.Keys:
    """Return keys whose database key opens the file; where none does, the opening that follows tells."""
    if not keys.former or not path.is_file() or rekeying.opens(path, bytes(keys.db_key)):
        return keys
    for former in keys.former:
        if rekeying.opens(path, bytes(former.db_key)):
            try:
                rekeying.rekey(path, bytes(former.db_key), bytes(keys.db_key))
            except StoreError:
                return replace(keys, db_key=bytearray(former.db_key))
            break
    return keys


def noted(store: Store) -> tuple[int, str]:
    """Return generation and hash of the key file that the data file last saw."""
    found = store.system.get(NOTED, [0, ""])
    generation, sha256 = found if isinstance(found, list) and len(found) == 2 else (0, "")
    return int(generation), str(sha256)


def welcome(desk: Desk, unlocking: Unlocking) -> None:
    """Finish what a cut-off re-keying left to do, then write down who came in and what had been tried before."""
    from gridDesk.desk import audit_state
    from gridDesk.desk import rekeying as turning

    desk.take_keys(desk.keys)
    with contextlib.suppress(DeskError):  # a full disk keeps nobody out; it is tried again at the next opening
        turning.go_on(desk)
    with desk.store.system.together():
        _write_down(desk, unlocking)
    audit_state.glance(desk)


def _write_down(desk: Desk, unlocking: Unlocking) -> None:
    from gridDesk.desk import audit

    tries = unlocking.tries
    if tries is not None:
        desk.failed_before = tries.failed
        desk.attempts_gone = _is_gone(desk, tries)
        desk.set_setting(MARK, [desk.store.replica, tries.mark])
        for kind, count in (("login_paused", tries.waited), ("paper_key_failed", tries.paper)):
            if count:
                audit.note(desk, kind, count=count, detail={"way": "door"})
    if desk.failed_before or desk.attempts_gone:
        reason = {"reason": "removed"} if desk.attempts_gone else {}
        audit.note(desk, "login_failed", count=desk.failed_before, detail={"slot": desk.keys.slot, **reason})
    if desk.keys.slot:
        last = desk.setting(LOGINS, {})
        logins = {**(last if isinstance(last, dict) else {}), desk.keys.slot: CLOCK.now().isoformat(timespec="minutes")}
        desk.set_setting(LOGINS, dict(list(logins.items())[-_LOGINS_KEPT:]))
        if unlocking.way == PaperUnlocking.way:
            audit.note(desk, "password_changed", detail={"slot": desk.keys.slot, "way": unlocking.way})
        audit.note(desk, "login", detail={"slot": desk.keys.slot, "way": unlocking.way, "failed": desk.failed_before})


def _is_gone(desk: Desk, tries: vault.Tries) -> bool:
    """Tell whether the file of tries is not the one this data file knows: it was removed, set back or damaged."""
    found = desk.setting(MARK, [])
    if not isinstance(found, list) or len(found) != 2 or found[0] != desk.store.replica:
        return False  # never noted, or another installation's: a restore and a move bring no file of tries
    return found[1] not in tries.marks
