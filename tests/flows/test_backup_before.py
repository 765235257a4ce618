"""The backup before an upgrade: where it cannot be made the clerk reads a sentence, and nothing is upgraded."""

from __future__ import annotations

import shutil

import pytest

from gridDesk.desk import Desk, backup_before
from gridDesk.errors import DeskError


def test_where_no_folder_for_backups_can_be_made_nothing_is_upgraded_and_a_sentence_says_so(village: Desk):
    folder, keys = village.folder, village.keys
    shutil.rmtree(folder / "backups", ignore_errors=True)
    (folder / "backups").write_bytes(b"")
    before = (folder / "office.gdb").read_bytes()
    with pytest.raises(DeskError, match="没有升级，请清理磁盘后再打开"):
        backup_before.upgrade(folder, keys)
    assert (folder / "office.gdb").read_bytes() == before
