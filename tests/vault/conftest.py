"""Key files that are made quickly: Argon2id keeps its code path, with little memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from gridDesk.vault import Keys, create_keys, kdf

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")

PASSWORD = "春风又绿江南岸-明月"
LIGHT = 64


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf, "M_FLOOR", LIGHT)


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def office(light: None, tmp_path: Path) -> tuple[Path, Keys]:
    folder = tmp_path / "office"
    folder.mkdir()
    return folder, create_keys(folder, PASSWORD, "王小兰", m_kib=LIGHT)


@pytest.fixture
def other_office(light: None, tmp_path: Path) -> tuple[Path, Keys]:
    folder = tmp_path / "other"
    folder.mkdir()
    return folder, create_keys(folder, PASSWORD, "李大山", m_kib=LIGHT)


@pytest.fixture
def copies_of() -> Callable[[Path], tuple[bytes, bytes]]:
    return lambda folder: ((folder / "keys.a.json").read_bytes(), (folder / "keys.b.json").read_bytes())
