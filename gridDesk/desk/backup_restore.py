"""Restoring a backup (恢复): made ready beside the office, proved, given new chains and later erasures, then put in place.

What was in the place before is kept beside it. Nothing is thinned afterwards until a person has looked at the data.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from gridDesk import vault
from gridDesk.desk import audit, backup_file, backups, erased_list, erasure, erasure_following, restored_keys, swapping
from gridDesk.desk.backup_file import Manifest
from gridDesk.desk.installs import installation_mark, remember_chains, renew
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import CARD_FILE, DATA_FILE, LOCK_FILE
from gridDesk.desk.opening import open_office
from gridDesk.errors import DeskError
from gridDesk.ledger import catalogue
from gridDesk.ledger.record import is_erased
from gridDesk.store import Store
from gridDesk.store.backup import prove
from gridDesk.store.engine import DatabaseError
from gridDesk.text import now_iso

Unlock = Callable[[Path], vault.Keys]
AGAIN = "恢复备份后再次清除"


def restore(source: Path, folder: Path, password: str, who: str = "") -> Desk:
    """Restore a backup by a password of its time, or today's where the newer key file of this machine is kept.

    Raises DeskError and leaves the present office as it was when the backup cannot be read, is not what it says, or the
    password does not open it.
    """
    restore_by(source, folder, lambda place: vault.unlock(place, password, who))
    return open_office(folder, password, who)


def restore_by(source: Path, folder: Path, unlock: Unlock) -> None:
    """Put a backup in the place of an office that nobody has open; `unlock` opens the key file in a folder.

    It is opened afterwards by whoever called. Raises DeskError as `restore`.
    """
    swapping.finish(folder)
    scratch = swapping.scratch_of(folder)
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with _unused(folder):
            manifest = _unpacked(source, scratch)
            keys = restored_keys.settle(scratch, folder, unlock)
            _prove(source, scratch, keys, manifest)
            _make_ready(scratch, folder, keys, manifest)
        _swap(scratch, folder)
    finally:
        swapping.clear(folder)


@contextlib.contextmanager
def _unused(folder: Path) -> Iterator[None]:
    """Refuse to replace an office that a window has open. Raises DeskError."""
    from filelock import FileLock, Timeout

    if not folder.exists():
        yield
        return
    try:
        with FileLock(folder / LOCK_FILE, timeout=0):
            yield
    except Timeout:
        raise DeskError("这个单位正在另一个窗口里打开，不能恢复，", advice="请先关掉那个窗口，再恢复。") from None


def _unpacked(source: Path, scratch: Path) -> Manifest | None:
    try:
        return backup_file.unpack(source, scratch)
    except OSError as error:
        raise DeskError(f"备份文件“{source.name}”读不出来，", advice="请换一份备份。") from error


def opens(folder: Path, keys: vault.Keys) -> bool:
    """Tell whether keys open the data file in a folder; nothing is changed there."""
    try:
        backup_file.glance(folder / DATA_FILE, keys)
    except (DeskError, DatabaseError, OSError):
        return False
    return True


def _prove(source: Path, scratch: Path, keys: vault.Keys, manifest: Manifest | None) -> None:
    """Compare the unpacked backup with its manifest: who vouches for it, every page, every count. Raises DeskError."""
    if manifest is not None:
        backup_file.check_seal(source, keys)
        prove(scratch / DATA_FILE, bytes(keys.db_key), catalogue(), manifest.figures)


def _make_ready(scratch: Path, folder: Path, keys: vault.Keys, manifest: Manifest | None) -> None:
    """Bring the backup up to date, prove it wholly, give it new chains, erase again, pause thinning, and log it."""
    gone = _erased_since(folder, keys)
    key = bytes(keys.db_key)
    with contextlib.closing(Store.open(scratch / DATA_FILE, key, catalogue(), reached=lambda _site: None)) as store:
        problems = store.check()
        if problems:
            raise DeskError(f"这份备份核对不通过：{problems[0]}", advice="请换一份备份。")
        remember_chains(store, folder)
        renew(store, "restored")  # what was lost since the backup is told by a whole state, not a delta
        again = _erase_again(store, gone, keys.who)
        store.system.put("installation", installation_mark(folder))
        store.system.put("key_file", [keys.generation, keys.file_sha256])
        store.system.put(backups.PAUSED, now_iso())
        desk = Desk(scratch, store, keys)
        if again:
            erasure_following.follow(desk)  # what this office wrote about them was erased with them
        audit.note(desk, "restore", count=manifest.n if manifest else 0, detail={"erased": again})


def _erased_since(folder: Path, keys: vault.Keys) -> list[tuple[str, str]]:
    """Return what was erased here: from the list beside the data, and from the present data where it can be read."""
    found = erased_list.read(folder)
    with contextlib.suppress(DeskError, DatabaseError, OSError, msgspec.MsgspecError):
        key, known = bytes(keys.db_key), set(found)
        with contextlib.closing(Store.open(folder / DATA_FILE, key, catalogue(), readonly=True)) as store:
            found += [place for place in store.erased(store.office.site) if place not in known]
    return found


def _erase_again(store: Store, gone: list[tuple[str, str]], actor: str) -> int:
    """Erase in the restored data what was erased since it was backed up; return how many records that were."""
    places: dict[str, list[str]] = {}
    # Lists of earlier programs name the sealed ledger.
    for ledger, uid in dict.fromkeys((erased_list.as_kept(store.catalogue, named), uid) for named, uid in gone):
        row = store.get(ledger, uid) if ledger in store.catalogue else None
        if row is not None and row["office"] == store.office.site and not is_erased(row):
            places.setdefault(ledger, []).append(uid)
    if places:
        erasure.forget_traces(store, {uid for uids in places.values() for uid in uids})
        store.erase_all(places, actor=actor, reason=AGAIN)
    return sum(map(len, places.values()))


def _swap(scratch: Path, folder: Path) -> None:
    """Put the restored office in place; what was there before is kept beside it, never deleted."""
    with contextlib.suppress(OSError):
        shutil.copy2(folder / erased_list.FILE, scratch / erased_list.FILE)
    kept = swapping.put_in_place(scratch, folder)
    if kept is not None and (kept / backups.FOLDER).is_dir():
        with contextlib.suppress(OSError, shutil.Error):  # they are still in the folder that was kept
            shutil.copytree(kept / backups.FOLDER, folder / backups.FOLDER, dirs_exist_ok=True)


def drill(desk: Desk, source: Path | None = None) -> str:
    """Restore the newest backup into a scratch folder, open it, compare, throw it away; return what was found.

    The office is not touched but for the date. Raises DeskError when the backup does not stand the test.
    """
    kept = backups.listed(desk.folder / backups.FOLDER)
    path = source or (kept[0].path if kept else None)
    if path is None:
        raise DeskError("还没有备份，没有什么可以演练，", advice="请先备份一次。")
    scratch = desk.folder / backups.FOLDER / "drill"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        words = drilled(desk, path, scratch)
    except OSError as error:
        raise DeskError("演练没有做成，磁盘可能已满，", advice="请清理磁盘后再试；数据和备份没有改动。") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    desk.set_setting(backups.DRILL, {"at": now_iso(), "words": words})
    audit.note(desk, "drill", detail={"result": "ok"})
    return words


def drilled(desk: Desk, path: Path, scratch: Path) -> str:
    """Unpack a backup into `scratch`, prove it record by record, and say what it holds. Raises DeskError."""
    manifest = backup_file.unpack(path, scratch)
    if not opens(scratch, desk.keys):
        raise DeskError("这份备份是换钥匙以前做的，现在的钥匙打不开它，", advice="请先做一份新的备份再演练。")
    _prove(path, scratch, desk.keys, manifest)
    with contextlib.closing(Store.open(scratch / DATA_FILE, bytes(desk.keys.db_key), catalogue())) as store:
        problems = store.check()
        if problems:
            raise DeskError(f"演练发现问题：{problems[0]}", advice="请再做一份备份，并检查磁盘。")
        people, homes = store.count("person"), store.count("household")
    vault.newest_bytes(scratch)
    if not (scratch / CARD_FILE).is_file():
        raise DeskError("演练发现备份里没有单位信息，", advice="请再做一份备份。")
    return f"{backups.when_of(path, manifest)} 的备份能打开，{people:,} 人、{homes:,} 户，逐条核对一致。"
