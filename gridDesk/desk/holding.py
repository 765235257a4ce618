"""An office that is locked while a long job still runs in it: its data stay open behind the door until the job is done.

Only the clerk who locked it may step back in meanwhile; anybody else waits for the job.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk import vault
    from gridDesk.desk.office import Desk

_held: dict[Path, Desk] = {}


def hold(desk: Desk) -> None:
    """Note that an office is locked and not closed yet."""
    _held[desk.folder.resolve()] = desk


def let_go(desk: Desk) -> None:
    """Note that an office is shown again, or closed."""
    _held.pop(desk.folder.resolve(), None)


def held(folder: Path) -> Desk | None:
    """Return the office of this folder when it is locked and not closed yet."""
    return _held.get(folder.resolve())


def resume(desk: Desk, keys: vault.Keys) -> Desk:
    """Return the held office to the clerk who locked it; `keys` prove who is there and are wiped. Raises DeskError."""
    same = keys.slot == desk.keys.slot
    keys.wipe()
    if not same:
        raise DeskError(
            f"“{desk.keys.who}”锁定前开始的一件事还没有做完，",
            advice="请等它做完再打开，一般只要几分钟；数据不会做一半。",
        )
    return desk
