"""Asking a Linux desktop to let go of a drive, by whichever of its two programs is there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

PATIENCE = 30  # seconds: what is still in memory is written out first, and old sticks are slow

Run = Callable[[Sequence[str]], int]


def _run(command: Sequence[str]) -> int:
    """Run a program that asks nothing and return its exit code; -1 when it cannot be run or does not come back."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE).returncode
    except (OSError, subprocess.SubprocessError):
        return -1


def unmount(source: str, target: Path, run: Run = _run, which: Callable[[str], str | None] = shutil.which) -> bool:
    """Unmount the drive `source` (such as `/dev/sdb1`) that is mounted at `target`; True once that is done.

    Without either program, or when they refuse (a file is open), the clerk does it on her desktop.
    """
    commands = (
        ("udisksctl", "unmount", "--no-user-interaction", "--block-device", source),
        ("gio", "mount", "--unmount", str(target)),
    )
    return any(run(command) == 0 for command in commands if which(command[0]))
