"""Writing a small file so that after a power cut it is either the old one or the new one, never half."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

RETRY_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0, 1.0)


def write_durably(path: Path, data: bytes, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Replace `path` by `data`: a neighbour file is written and synced, then renamed. Raises OSError."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        rename_patiently(part, path, sleep)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def rename_patiently(part: Path, path: Path, sleep: Callable[[float], None] = time.sleep) -> None:
    """Rename over `path`; a virus scanner that holds a file for a moment is waited for, at most 5 s in all.

    Raises OSError.
    """
    for seconds in RETRY_SECONDS:
        try:
            part.replace(path)
            return
        except PermissionError:
            sleep(seconds)
    part.replace(path)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` lasting where the system can (Windows cannot open folders and needs no sync)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
