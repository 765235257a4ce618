"""When an office locks itself (锁定), and how long copied data stay on the clipboard; loosening either is for a keeper.

Five minutes is where every office begins. There is no "never": a longer time than `LONGEST` needs the role keeper, as
does leaving copied data longer than `COPIED`, and both are written into the log as a setting that was loosened.
"""

from __future__ import annotations

from gridDesk.desk import audit, refusals
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError

MINUTES = 5
CHOICES = (1, 2, 3, 5, 10, 15)
LONGEST = 15  # minutes anybody may choose
KEEPERS_CHOICES = (20, 30, 60)
HINT = 30  # seconds before the lock at which the status line begins to count
LONG_LOCK = 30  # minutes after which a locked program lets go of everything it can

COPIED = 20  # seconds
COPIED_CHOICES = (20, 60, 180)

_MINUTES, _MINIMISED, _COPIED = "lock.minutes", "lock.minimised", "lock.copied"


def minutes(desk: Desk) -> int:
    """Return after how many minutes without typing, mouse or wheel this office locks."""
    return _one_of((*CHOICES, *KEEPERS_CHOICES), desk.setting(_MINUTES), MINUTES)


def set_minutes(desk: Desk, wanted: int) -> None:
    """Choose after how many minutes the office locks. Raises DeskError."""
    if wanted not in (*CHOICES, *KEEPERS_CHOICES):
        raise DeskError(f"自动锁定不能设为 {wanted} 分钟，", advice="请在 1 到 15 分钟里选一个。")
    _change(desk, _MINUTES, minutes(desk), wanted, weak=wanted > LONGEST, what="自动锁定的时间长过 15 分钟")


def on_minimise(desk: Desk) -> bool:
    """Tell whether the office locks when its window is minimised."""
    return desk.setting(_MINIMISED) is True


def set_on_minimise(desk: Desk, on: bool) -> None:
    """Choose whether the office locks when its window is minimised."""
    audit.set_safety(desk, _MINIMISED, on_minimise(desk), on)


def copied_seconds(desk: Desk) -> int:
    """Return after how many seconds what was copied out of the program is taken off the clipboard."""
    return _one_of(COPIED_CHOICES, desk.setting(_COPIED), COPIED)


def set_copied_seconds(desk: Desk, wanted: int) -> None:
    """Choose how long copied data stay. Raises DeskError."""
    if wanted not in COPIED_CHOICES:
        raise DeskError(f"复制的内容不能保留 {wanted} 秒，", advice="请在列出的时间里选一个。")
    _change(desk, _COPIED, copied_seconds(desk), wanted, weak=wanted > COPIED, what="复制的内容保留 20 秒以上")


def _one_of(known: tuple[int, ...], found: object, usual: int) -> int:
    """Return what is kept, or the usual where somebody wrote something else into the file."""
    return found if isinstance(found, int) and not isinstance(found, bool) and found in known else usual


def _change(desk: Desk, key: str, before: int, after: int, *, weak: bool, what: str) -> None:
    if weak and not desk.can("keeper"):
        refusals.act(desk, "放宽安全设置")
        raise DeskError(f"{what}，要由钥匙保管人来设置，", advice="请他登录后在“设置”里改，或选一个短一些的时间。")
    audit.set_safety(desk, key, before, after, weaker=weak and after > before)
