"""Handing an old computer over (移交、报废): only after a backup elsewhere was proved to open, keys and data are destroyed.

What overwriting cannot do is said openly: on SSD and flash old pages may stay in the medium. What is left there is
encrypted; destroying the key file is what counts, and the medium should be wiped or broken.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from gridDesk.desk import audit, backup_file, backup_restore, backup_second, backups, refusals
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import CARD_FILE, LOCK_FILE
from gridDesk.desk.progress import Progress, silent
from gridDesk.errors import DeskError
from gridDesk.text import trim

HONEST = (
    "固态硬盘（SSD）和 U 盘里，删掉、覆盖过的内容可能还留在芯片里，任何软件都擦不干净。"
    "留下的都是加密的，但请照这样收尾：机械硬盘整盘清除；固态硬盘用厂家的安全擦除，或者拆下来砸毁；"
    "Windows 里如果开过休眠，一并清除。纸质钥匙和密码不要和旧电脑放在一起。"
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A backup that lies off this computer and was restored there into a scratch folder, record by record."""

    path: Path
    words: str
    n: int


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What was destroyed: how many key files, backups and other files; `left` names what could not be removed."""

    keys: int
    backups: int
    others: int
    left: tuple[str, ...] = ()


def why_not(desk: Desk) -> str:
    """Return why this computer cannot be handed over now, "" when it can."""
    if not desk.can("keeper"):
        return "移交要由钥匙保管人来做，请钥匙保管人登录后再做。"
    if backup_second.of(desk) is None:
        return "还没有第二处备份，请先选好 U 盘或另一块硬盘，并抄一份。"
    return ""


def prove_elsewhere(desk: Desk, progress: Progress = silent) -> Proof:
    """Back up, copy to the second place, and restore from there into a scratch folder. Raises DeskError."""
    _may(desk)
    where = backup_second.find(desk)
    if where is None:
        raise DeskError("第二处备份现在不在，", advice="请插上它再试；什么也没有删。")
    if not backup_second.is_elsewhere(desk, where):
        raise DeskError("第二处备份和数据在同一块硬盘上，", advice="请换成 U 盘或另一块硬盘，再移交；什么也没有删。")
    progress(0, 3, "正在做最后一份备份")
    backups.run(desk, why="handover")
    progress(1, 3, "正在抄到第二处并读回核对")
    path = backup_second.copy(desk, folder=where)
    progress(2, 3, "正在从第二处恢复一遍，逐条核对")
    words = backup_restore.drill(desk, path)
    manifest = backup_file.check_whole(path)
    assert manifest is not None
    audit.note(desk, "handover", detail={"step": "proved", "result": "ok"})
    progress(3, 3, "核对完成")
    return Proof(path, words, manifest.n)


def destroy(desk: Desk, proof: Proof, typed_name: str) -> Destroyed:
    """Close the office and destroy its keys, data, and every backup and former copy beside it. Raises DeskError.

    `typed_name` is the office's name as a person typed it. Nothing is touched unless the proof still holds.
    """
    _check(desk, proof, typed_name)
    audit.note(desk, "handover", detail={"step": "destroyed"})
    folder = desk.folder
    desk.close()
    left: list[str] = []
    keys = sum(_shred(path, left) for path in _key_files(folder))
    gone = sum(_shred(path, left) for path in sorted((folder / backups.FOLDER).rglob("*")) if path.is_file())
    others = sum(_shred(path, left) for path in _others(folder))
    for one in (folder, *_former(folder)):
        shutil.rmtree(one, ignore_errors=True)
        if one.exists():
            left.append(one.name)
    return Destroyed(keys, gone, others, tuple(dict.fromkeys(left)))


def _may(desk: Desk) -> None:
    reason = why_not(desk)
    if not desk.can("keeper"):
        refusals.act(desk, "移交旧电脑")
    if reason:
        raise DeskError(reason)


def _check(desk: Desk, proof: Proof, typed_name: str) -> None:
    _may(desk)
    if trim(typed_name) != desk.office.name:
        raise DeskError("输入的单位名称不对，", advice=f"请一字不差地输入“{desk.office.name}”；什么也没有删。")
    if backups.changed(desk):
        raise DeskError("核对以后又有了改动，", advice="请重新做一遍第一步；什么也没有删。")
    try:
        backup_file.check_whole(proof.path)
    except (DeskError, OSError):
        raise DeskError("第二处的备份现在读不出来，", advice="请插好 U 盘，重新做第一步；什么也没有删。") from None


def _former(folder: Path) -> list[Path]:
    """Return the former copies that restores left beside the office, and half-made ones."""
    names = (f"{folder.name}.before-restore-*", f"{folder.name}.restoring")
    return [path for name in names for path in sorted(folder.parent.glob(name)) if path.is_dir()]


def _key_files(folder: Path) -> list[Path]:
    """Return every key file: both copies here and in former copies, and those put aside."""
    return [path for one in (folder, *_former(folder)) for path in sorted(one.glob("keys.*"))]


def _others(folder: Path) -> list[Path]:
    skip = {LOCK_FILE, CARD_FILE}
    return [
        path
        for one in (folder, *_former(folder))
        for path in sorted(one.rglob("*"))
        if path.is_file() and path.name not in skip
    ]


def _shred(path: Path, left: list[str]) -> int:
    """Overwrite a file with random bytes (large ones at both ends), sync, and remove it; return 1 when it is gone."""
    try:
        size = path.stat().st_size
        with path.open("rb+") as file:
            for start, length in _places(size):
                file.seek(start)
                file.write(os.urandom(length))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        if path.exists():
            left.append(path.name)
            return 0
    return 1


def _places(size: int) -> list[tuple[int, int]]:
    """Return where to overwrite: all of a small file; of a large one both ends, where its salt and its directory lie."""
    whole = 4 * 1024 * 1024
    return [(0, size)] if size <= 2 * whole else [(0, whole), (size - whole, whole)]


def moving_steps() -> tuple[str, ...]:
    """Return how an office moves to a new computer, step by step."""
    return (
        "旧电脑：在这一页点“现在抄一份”，把最新的备份抄到 U 盘（第二处）。",
        "新电脑：装好网格台，第一次打开时点“从备份恢复”，选 U 盘里 GridDesk-backup 文件夹中最新的一份。",
        "新电脑：输入现在的密码（忘了就用纸质钥匙），核对人数、户数对不对，随便打开几户看看。",
        "新电脑：做一次收发。恢复以后第一个数据包会带上整份数据，上级那边对得上就算搬完。",
        "旧电脑：从这时起不要再在上面录入。回到这一页点“旧电脑交出去”，照步骤毁掉钥匙和数据。",
    )
