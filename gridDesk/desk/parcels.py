"""Sealed packages kept beside the data: those sent, until they are acknowledged, and those that cannot be taken yet.

Both are as sealed as on a stick: of those sent not even this office can read a word any more.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from gridDesk.desk.office import Desk
from gridDesk.durable import write_durably
from gridDesk.errors import DeskError
from gridDesk.sync.envelope import SUFFIX

_OUT, _HELD = "out", "held"


def keep_sent(desk: Desk, name: str, data: bytes) -> Path:
    """Keep a package before it goes to a stick. Raises DeskError when the disk takes no more."""
    return _keep(desk, _OUT, name, data)


def keep_held(desk: Desk, package_id: str, path: Path) -> None:
    """Keep a package that cannot be taken in now, so that the stick may go. Raises DeskError."""
    try:
        data = path.read_bytes()
    except OSError:
        return  # the stick is gone: the sender makes it once more, as the receipt asks
    _keep(desk, _HELD, package_id + SUFFIX, data)


def _keep(desk: Desk, kind: str, name: str, data: bytes) -> Path:
    folder = desk.folder / "packages" / kind
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / name, data)
    except OSError as error:
        raise DeskError("本机硬盘写不进数据包的底稿，可能已满，", advice="请清理硬盘后再试；数据没有改动。") from error
    return folder / name


def sent(desk: Desk, name: str) -> Path | None:
    """Return the kept copy of a package that was sent, None once it was acknowledged."""
    path = desk.folder / "packages" / _OUT / name
    return path if name and path.is_file() else None


def held(desk: Desk, package_id: str) -> Path | None:
    """Return the kept file of a package that waits."""
    path = desk.folder / "packages" / _HELD / (package_id + SUFFIX)
    return path if path.is_file() else None


def forget_sent(desk: Desk, names: Iterable[str]) -> None:
    """Remove kept copies of packages that need not be sent again; one that is held open by a scanner stays."""
    for name in names:
        with contextlib.suppress(OSError):
            if (path := sent(desk, name)) is not None:
                path.unlink()


def forget_held(desk: Desk, package_id: str) -> None:
    """Remove the kept file of a package that waited."""
    with contextlib.suppress(OSError):
        if (path := held(desk, package_id)) is not None:
            path.unlink()
