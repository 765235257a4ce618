"""The backup before an upgrade: made while the file still is what the older program left, and never thinned."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from gridDesk import vault
from gridDesk.desk import backup_calendar as calendar
from gridDesk.desk import backup_file, backups
from gridDesk.desk.office_folders import CARD_FILE, DATA_FILE
from gridDesk.durable import rename_patiently, sync_folder
from gridDesk.errors import DeskError
from gridDesk.store.backup import copy_file
from gridDesk.text import CLOCK


def upgrade(folder: Path, keys: vault.Keys) -> Path:
    """Back up an office whose file is of an older program, before it is brought up to date.

    Raises DeskError, with nothing changed, when that backup cannot be made.
    """
    try:
        return _made(folder, keys)
    except OSError as error:
        raise DeskError("升级以前的备份没有做成，没有升级，", advice="请清理磁盘后再打开；数据没有改动。") from error


def _made(folder: Path, keys: vault.Keys) -> Path:
    place = folder / backups.FOLDER
    place.mkdir(exist_ok=True)
    backups.remove_leftovers(place)
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    target = backups.free_name(place, f"griddesk-{card['site'][:8]}-{CLOCK.now():%Y%m%d-%H%M%S}")
    part, data = target.with_suffix(".part"), target.with_suffix(".data")
    try:
        figures, replica = copy_file(folder / DATA_FILE, bytes(keys.db_key), data)
        there = backups.listed(place)
        known = [kept.mark for kept in there]
        manifest = backup_file.manifest_of(
            figures, keys, site=card["site"], replica=replica, n=max((kept.n for kept in there), default=0) + 1,
            day=calendar.next_day(known, CLOCK.now().date().toordinal()), why="upgrade",
        )  # fmt: skip
        backup_file.write(part, data, folder, manifest, keys)
        data.unlink()
        backup_file.prove_afresh(part, keys, data)
        rename_patiently(part, target)
        sync_folder(place)
        return target
    finally:
        for path in (data, part):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
