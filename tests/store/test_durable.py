"""Writing durably: a held file is waited for, a failed write leaves the old file."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridDesk import durable
from gridDesk.durable import RETRY_SECONDS, write_durably


def test_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "keys.a.json"
    target.write_bytes(b"old")
    write_durably(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_file_held_by_a_virus_scanner_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    real = Path.replace

    def held(self: Path, target: Path) -> Path:
        if len(waited) < 3:
            raise PermissionError(13, "held")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    write_durably(tmp_path / "file", b"new", sleep=waited.append)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert waited == [0.05, 0.1, 0.2]


def test_file_held_for_ever_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    waited: list[float] = []

    def held(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(PermissionError):
        write_durably(target, b"new", sleep=waited.append)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
    assert sum(waited) == pytest.approx(sum(RETRY_SECONDS))
    assert sum(waited) <= 5


def test_folder_is_not_synced_where_the_system_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable.os, "open", lambda *_: pytest.fail("folders cannot be opened on Windows"))
    monkeypatch.setattr(durable.os, "name", "nt")
    durable.sync_folder(tmp_path)
