"""Who has an office open (正在使用): a note beside the lock, read by whoever finds the lock taken.

The lock itself is the operating system's and goes with its process; the note only gives it a name, so one that was left
behind by a killed program means nothing.
"""

from __future__ import annotations

import contextlib
import getpass
from pathlib import Path

import msgspec

from gridDesk.errors import DeskError
from gridDesk.text import now_iso, today_iso

NOTE_FILE = "office.inuse"


class _Note(msgspec.Struct):
    who: str
    since: str
    account: str


def note(folder: Path, who: str) -> None:
    """Write down who opened the office; a folder that cannot be written is told elsewhere."""
    with contextlib.suppress(OSError):
        (folder / NOTE_FILE).write_bytes(msgspec.json.encode(_Note(who, now_iso(), _account())))


def clear(folder: Path) -> None:
    """Take the note away: the office is closed."""
    with contextlib.suppress(OSError):
        (folder / NOTE_FILE).unlink(missing_ok=True)


def refusal(folder: Path) -> DeskError:
    """Return what to say to whoever finds the office open elsewhere."""
    try:
        found = msgspec.json.decode((folder / NOTE_FILE).read_bytes(), type=_Note)
    except (OSError, msgspec.DecodeError):
        return DeskError("这个单位已经在另一个窗口里打开，", advice="请用那个窗口，或先把它关掉。")
    since = found.since[11:16] if found.since[:10] == today_iso() else f"{found.since[5:10]} {found.since[11:16]} "
    where = f"（电脑登录用户“{found.account}”）" if found.account and found.account != _account() else ""
    return DeskError(
        f"这个单位正在被“{found.who}”使用{where}，自 {since}起，", advice="请用那个已经打开的窗口，或先在那里退出。"
    )


def _account() -> str:
    with contextlib.suppress(Exception):  # a computer without names for its users is no reason to stop
        return getpass.getuser()
    return ""
