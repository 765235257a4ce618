"""A data file or key file that is damaged or gone (数据文件损坏): what is wrong, what helps, what is lost since.

Nothing is repaired in place and nothing is made anew: the damaged file is kept, and the newest good backup takes its place.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from gridDesk import vault
from gridDesk.desk import audit, audit_state, backup_file, backup_restore, backups, installs, restored_keys
from gridDesk.desk.backup_file import BackupBroken
from gridDesk.desk.backups import Kept
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE, look
from gridDesk.desk.opening import open_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, catalogue
from gridDesk.store import FileMissing, FileUnreadable, check_file
from gridDesk.store.check import broken_pages
from gridDesk.store.engine import DatabaseError
from gridDesk.text import CLOCK, now_iso, today_iso

LOOKED = "damage.looked"
LARGE = 512 * 1024 * 1024  # a larger file is read through once a week only
DAYS = 7

WORDS = {
    "missing": "数据文件不见了，可能被移走或误删。",
    "empty": "数据文件是空的，内容没有了。",
    "unreadable": "数据文件打不开：内容损坏，或不是这个单位的文件。",
    "keys_missing": "钥匙文件的两份都不见了，数据还在，但解不开。",
    "keys_damaged": "钥匙文件的两份都损坏了，数据还在，但解不开。",
    "keys_older": "钥匙文件比数据文件旧，可能有人放回了旧的钥匙文件；数据还在。",
    "pages": "数据文件里有损坏的页，多半是磁盘出了问题。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with an office's files and what helps. `backups` are whole by their own hashes, newest first.

    `lost` counts the entries made since the newest of them as far as the note outside the file knows, None where it does
    not; `since` is when that note was written.
    """

    kind: str
    folder: Path
    backups: Sequence[Kept]
    broken: Sequence[str]
    lost: int | None
    since: str = ""

    @property
    def words(self) -> str:
        """Return what is wrong, in a sentence."""
        return WORDS[self.kind]

    @property
    def keys_only(self) -> bool:
        """Tell whether only the key file must come back: the data is there."""
        return self.kind in ("keys_missing", "keys_damaged", "keys_older")

    @property
    def lost_words(self) -> str:
        """Return what will be missing after restoring, and where it may still be."""
        if self.keys_only:
            return "只取回钥匙文件，台账里一条也不会少。"
        if self.lost == 0:
            return "这份备份以后没有别的改动，恢复以后一条也不少。"
        after = "照纸上的记录补录；报给上级的那部分，恢复以后下一次收发会对上，也可以请上级“把数据还给它”。"
        if self.lost is None:
            return f"这份备份以后做的改动会没有，{after}"
        return f"这份备份以后至少有 {self.lost:,} 条改动会没有，{after}"


def kind_of(error: BaseException, folder: Path) -> str:
    """Return what kind of damage an error of opening an office means, "" when it means something else."""
    if isinstance(error, vault.KeyFileMissing):
        return "keys_missing" if (folder / DATA_FILE).exists() else "missing"
    if isinstance(error, vault.KeyFileDamaged):
        return "keys_damaged"
    if isinstance(error, vault.KeyFileOlder):
        return "keys_older"
    data = folder / DATA_FILE
    if isinstance(error, FileMissing) or not data.exists():
        return "missing" if folder.exists() and not isinstance(error, vault.WrongPassword) else ""
    if data.stat().st_size == 0:
        return "empty"
    if isinstance(error, FileUnreadable | DatabaseError):
        return "unreadable"
    return ""


def examine(folder: Path, kind: str) -> Trouble:
    """Look for what helps: the backups beside the data, the newest whole one first, and what is lost since it."""
    good: list[Kept] = []
    broken: list[str] = []
    for kept in backups.listed(folder / backups.FOLDER):
        if good:
            good.append(kept)  # one that was read to the end is enough to begin with
            continue
        try:
            backup_file.check_whole(kept.path)
            good.append(kept)
        except (BackupBroken, OSError):
            broken.append(kept.path.name)
    lost, since = _lost(folder, good[0]) if good else (None, "")
    return Trouble(kind=kind, folder=folder, backups=good, broken=broken, lost=lost, since=since)


def _lost(folder: Path, kept: Kept) -> tuple[int | None, str]:
    """Return how many own entries the note outside the file knows beyond a backup, and when it was written."""
    office = look(folder).office
    noted = installs.noted(folder, office.site) if office is not None else None
    if noted is None or kept.manifest is None:
        return None, ""
    heads, at = noted
    had = kept.manifest.heads
    return sum(max(0, seq - had.get(replica, (0, ""))[0]) for replica, (seq, _) in heads.items()), at


def restore(trouble: Trouble, password: str, who: str = "") -> tuple[Desk, Kept, list[str]]:
    """Put the newest good backup in place, trying older ones when one fails; return the office, which it was, what failed.

    Where only the key file is damaged it alone comes back. What was there is kept beside. Raises DeskError.
    """
    if not trouble.backups:
        raise DeskError(
            "这台电脑上没有能用的备份，",
            advice="请插上放备份的 U 盘，用“从备份恢复”选那里的备份；没有备份时请上级还回数据。",
        )
    failed: list[str] = []
    for kept in trouble.backups:
        try:
            if trouble.kind == "keys_older":
                restored_keys.put_back_key_file(trouble.folder, kept.path)
                return _noted(open_office(trouble.folder, password, who), trouble), kept, failed
            if trouble.keys_only and mend_keys(trouble.folder, kept.path, password, who):
                return _noted(open_office(trouble.folder, password, who), trouble), kept, failed
            return _noted(backup_restore.restore(kept.path, trouble.folder, password, who), trouble), kept, failed
        except vault.WrongPassword:
            raise
        except DeskError as error:
            failed.append(f"{kept.when}：{error}")
    raise DeskError(f"备份都没有恢复成：{failed[0]}", advice="请换放在别处的备份再试；原来的文件都没有动。")


def _noted(desk: Desk, trouble: Trouble) -> Desk:
    audit.note(desk, "damaged", detail={"part": trouble.kind, "result": "restored"})
    return desk


def mend_keys(folder: Path, source: Path, password: str, who: str = "") -> bool:
    """Take the key file of a backup back when it opens the data that is here; tell whether it did. Raises DeskError."""
    scratch = folder / "keys.mending"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        scratch.mkdir()
        data = backup_file.key_file_of(source)
        vault.write_copies(scratch, data)
        keys = vault.unlock(scratch, password, who)
        if not backup_restore.opens(folder, keys):
            return False
        _keep_aside(folder)
        vault.write_copies(folder, vault.newest_bytes(scratch))
        return True
    except OSError as error:
        raise DeskError("钥匙文件没有取回来，磁盘可能已满，", advice="请检查磁盘后再试；数据没有改动。") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _keep_aside(folder: Path) -> None:
    """Keep what is left of the key file under other names."""
    stamp = f"{CLOCK.now():%Y%m%d-%H%M%S}"
    for name in ("keys.a.json", "keys.b.json"):
        with contextlib.suppress(OSError):
            shutil.copy2(folder / name, folder / f"{name}.damaged-{stamp}")


def _directly(work: Callable[[], int]) -> int:
    return work()


# --- while it is open -------------------------------------------------------------------------------------------------


def found_at_opening(desk: Desk, aside: Callable[[Callable[[], int]], int] = _directly) -> bool:
    """Tell whether pages of the data file are damaged: looked at once a day, before anything of it is shown."""
    path = desk.folder / DATA_FILE
    try:
        last = str(desk.setting(LOOKED, "") or "")
        if last[:10] == today_iso() or path.stat().st_size > LARGE:
            return False
        desk.store.settle()
        key = bytes(desk.keys.db_key)
        return aside(lambda: broken_pages(path, key)) > 0
    except DatabaseError:
        return True
    except (DeskError, OSError):
        return False


def wants_look(desk: Desk) -> bool:
    """Tell whether the file should be read through now: at every opening, a very large one once a week."""
    size = (desk.folder / DATA_FILE).stat().st_size
    before = (CLOCK.now() - timedelta(days=DAYS)).isoformat()
    last = str(desk.setting(LOOKED, "") or "")
    return size < LARGE or not before < last <= now_iso()


def look_through(desk: Desk) -> list[str]:
    """Read every page of the data file in a fresh connection; return what is wrong as sentences, none when it is sound.

    Then the whole log of who did what is proved. A log that does not hold is no damage that a backup would mend: it is
    alarmed, and stands on 今日.
    """
    problems = _pages(desk)
    if problems:  # pages that wait in the log of writes can look damaged and are not
        with contextlib.suppress(DeskError, DatabaseError):
            desk.store.settle()
        problems = _pages(desk)
    with contextlib.suppress(DeskError, DatabaseError):
        desk.set_setting(LOOKED, now_iso())
        if problems:
            audit.note(desk, "integrity", detail={"result": "bad", "problems": len(problems)})
        elif not audit_state.glance(desk, whole=True):
            desk.announce(Changes("", "", {}))
    return problems


def _pages(desk: Desk) -> list[str]:
    return check_file(desk.folder / DATA_FILE, bytes(desk.keys.db_key), catalogue(), rebuild=False)
