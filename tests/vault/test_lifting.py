"""A key file of version 0.1 opens, and is lifted by its sole clerk's password, whatever happens meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from gridDesk.vault import (
    ALL_ROLES,
    KeyFileNotWritten,
    WrongPassword,
    copies,
    people,
    slot_names,
    unlock,
    verify_password,
)
from gridDesk.vault.format import KeyFile, decode
from gridDesk.vault.format_v1 import KeyFileV1

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange" / "0.1.0"
PASSWORD = str(msgspec.json.decode((GOLDEN / "truth.json").read_bytes())["password"])


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The key file of an office of version 0.1."""
    for name in copies.NAMES:
        shutil.copy(GOLDEN / "village" / name, tmp_path / name)
    return tmp_path


def test_an_old_key_file_is_read_without_a_password(old: Path) -> None:
    assert isinstance(decode(copies.newest_bytes(old)), KeyFileV1)
    assert len(slot_names(old)) == 1
    assert people(old)[0].roles == tuple(sorted(ALL_ROLES))


def test_the_sole_clerk_keeps_password_and_gets_every_role_and_a_key_of_the_sealed_groups(old: Path) -> None:
    (who,) = slot_names(old)
    before = decode(copies.newest_bytes(old))
    keys = unlock(old, PASSWORD)
    after = decode(copies.newest_bytes(old))
    assert isinstance(after, KeyFile)
    assert (after.db_uuid, after.generation) == (before.db_uuid, before.generation + 1)
    assert (keys.who, keys.roles) == (who, ALL_ROLES)
    assert len(keys.sens_key) == 32
    again = unlock(old, PASSWORD, who)
    assert (again.db_key, again.sens_key, again.site.key_id) == (keys.db_key, keys.sens_key, keys.site.key_id)
    assert again.generation == keys.generation


def test_a_wrong_password_lifts_nothing(old: Path) -> None:
    before = copies.newest_bytes(old)
    with pytest.raises(WrongPassword):
        unlock(old, "不是这个密码不是这个")
    assert not verify_password(old, PASSWORD, "别人")
    assert copies.newest_bytes(old) == before


@pytest.mark.parametrize("fails_at", [0, 1])
def test_a_disk_that_fails_while_lifting_leaves_a_file_that_opens(
    old: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    write: Callable[[Path, bytes], None] = copies.write_durably
    written: list[str] = []

    def failing(path: Path, data: bytes) -> None:
        if len(written) == fails_at:
            raise OSError(28, "No space left on device")
        written.append(path.name)
        write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(copies.write_copies, "__defaults__", (failing,))
        with pytest.raises(KeyFileNotWritten):
            unlock(old, PASSWORD)
    keys = unlock(old, PASSWORD)
    assert len(keys.sens_key) == 32
    assert unlock(old, PASSWORD).sens_key == keys.sens_key
