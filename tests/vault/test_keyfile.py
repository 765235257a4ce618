"""The key file: what opens it, what it refuses, and how its two copies look after each other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from gridDesk.vault import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyFileNewer,
    KeyFileNotWritten,
    KeyFileOlder,
    Keys,
    WeakPassword,
    WrongPassword,
    begin_rotation,
    change_password,
    check_not_older,
    create_keys,
    finish_rotation,
    newest_bytes,
    slot_names,
    unlock,
    verify,
    verify_password,
)
from gridDesk.vault import format as key_format
from gridDesk.vault.copies import mend, write_copies
from gridDesk.vault.kdf import M_CAP, M_FLOOR

Office = tuple[Path, Keys]
CopiesOf = Callable[[Path], tuple[bytes, bytes]]


def rewrite(folder: Path, change: Callable[[dict], None], names: tuple[str, ...] = ("a", "b")) -> None:
    """Change the key file as an attacker would: with a right SHA-256, without the data key."""
    for name in names:
        path = folder / f"keys.{name}.json"
        raw = msgspec.json.decode(path.read_bytes())
        change(raw)
        raw["sha256"] = ""
        unhashed = msgspec.json.decode(msgspec.json.encode(raw), type=key_format.KeyFile)
        digest = hashlib.sha256(unhashed.encode()).hexdigest()
        path.write_bytes(msgspec.structs.replace(unhashed, sha256=digest).encode())


def test_password_opens_the_same_keys_again(office: Office, password: str) -> None:
    folder, made = office
    opened = unlock(folder, password)
    assert opened == made
    assert (opened.db_key, opened.backup_mac_key) == (made.db_key, made.backup_mac_key)
    assert len(opened.db_key) == 32
    assert opened.db_key != opened.backup_mac_key
    assert opened.mended == ()
    assert slot_names(folder) == ["王小兰"]


def test_exchange_keys_survive_in_the_key_file(office: Office, password: str) -> None:
    folder, made = office
    opened = unlock(folder, password, "王小兰")
    assert opened.site.key_id == made.site.key_id
    assert verify(made.site.sign_public, opened.site.sign(b"text"), b"text")


def test_both_copies_are_equal_and_hold_no_secret_in_the_open(
    office: Office, password: str, copies_of: CopiesOf
) -> None:
    folder, keys = office
    first, second = copies_of(folder)
    assert first == second == newest_bytes(folder)
    assert bytes(keys.db_key) not in first
    assert b"AGE-SECRET" not in first
    assert password.encode() not in first


def test_keys_never_show_in_a_repr(office: Office) -> None:
    _, keys = office
    text = repr(keys)
    assert "AGE-SECRET" not in text
    assert keys.db_key.hex() not in text
    assert str(bytes(keys.db_key)) not in text
    assert "_seed" not in text


def test_wiped_keys_are_zero(office: Office) -> None:
    _, keys = office
    keys.wipe()
    assert keys.db_key == bytes(32)
    assert keys.backup_mac_key == bytes(32)
    assert set(keys.site.secret()) == {0}


def test_wrong_password_is_refused_in_chinese(office: Office) -> None:
    folder, _ = office
    with pytest.raises(WrongPassword, match="密码不对"):
        unlock(folder, "不是这个密码不是这个")


def test_password_of_another_clerk_does_not_open_a_slot(office: Office, password: str) -> None:
    folder, _ = office
    with pytest.raises(WrongPassword):
        unlock(folder, password, "李大山")


def test_missing_key_file_never_makes_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(KeyFileMissing, match="请不要新建单位"):
        unlock(tmp_path, "1234567890")
    assert list(tmp_path.iterdir()) == []


def test_existing_key_file_is_never_overwritten(office: Office, password: str, copies_of: CopiesOf) -> None:
    folder, _ = office
    before = copies_of(folder)
    with pytest.raises(KeyFileExists):
        create_keys(folder, password, "别人")
    assert copies_of(folder) == before


@pytest.mark.parametrize("name", ["keys.a.json", "keys.b.json"])
def test_losing_either_copy_loses_nothing(office: Office, password: str, name: str, copies_of: CopiesOf) -> None:
    folder, made = office
    whole = copies_of(folder)
    (folder / name).unlink()
    opened = unlock(folder, password)
    assert opened.db_key == made.db_key
    assert opened.mended == (name,)
    assert copies_of(folder) == whole


@pytest.mark.parametrize("bit", [1, 16, 128])
def test_every_flipped_byte_of_a_copy_is_noticed_without_a_password(office: Office, bit: int) -> None:
    good = newest_bytes(office[0])
    for place in range(len(good)):
        with pytest.raises(KeyFileDamaged):
            key_format.decode(good[:place] + bytes([good[place] ^ bit]) + good[place + 1 :])


def test_every_cut_of_a_copy_is_noticed(office: Office) -> None:
    good = newest_bytes(office[0])
    for length in range(len(good)):
        with pytest.raises(KeyFileDamaged):
            key_format.decode(good[:length])


def test_damaged_copy_is_mended_from_the_good_one(office: Office, password: str, copies_of: CopiesOf) -> None:
    folder, made = office
    whole = copies_of(folder)
    (folder / "keys.a.json").write_bytes(whole[0][:100])
    assert unlock(folder, password).mended == ("keys.a.json",)
    assert unlock(folder, password) == made
    assert copies_of(folder) == whole


def test_both_copies_damaged_is_told_and_nothing_is_written(office: Office, password: str, copies_of: CopiesOf) -> None:
    folder, _ = office
    for name in ("keys.a.json", "keys.b.json"):
        (folder / name).write_bytes(b"{}")
    with pytest.raises(KeyFileDamaged, match="备份"):
        unlock(folder, password)
    assert copies_of(folder) == (b"{}", b"{}")


def test_new_password_opens_the_same_data_and_the_old_one_does_not(office: Office, password: str) -> None:
    folder, made = office
    changed = change_password(folder, password, "小桥流水人家 枯藤老树")
    assert (changed.db_key, changed.site.key_id) == (made.db_key, made.site.key_id)
    assert changed.generation == made.generation + 1
    assert unlock(folder, "小桥流水人家 枯藤老树").db_key == made.db_key
    with pytest.raises(WrongPassword):
        unlock(folder, password)


def test_old_password_does_not_open_through_an_older_second_copy(
    office: Office, password: str, copies_of: CopiesOf
) -> None:
    folder, _ = office
    old = copies_of(folder)[1]
    changed = change_password(folder, password, "小桥流水人家 枯藤老树")
    (folder / "keys.b.json").write_bytes(old)
    with pytest.raises(WrongPassword):
        unlock(folder, password)
    opened = unlock(folder, "小桥流水人家 枯藤老树")
    assert opened.mended == ("keys.b.json",)
    assert opened == changed


def test_old_key_file_put_back_is_noticed_by_the_database(office: Office, password: str, copies_of: CopiesOf) -> None:
    folder, made = office
    old, _ = copies_of(folder)
    changed = change_password(folder, password, "小桥流水人家 枯藤老树")
    write_copies(folder, old)
    rolled_back = unlock(folder, password)
    with pytest.raises(KeyFileOlder):
        check_not_older(rolled_back, changed.generation, changed.file_sha256)
    with pytest.raises(KeyFileOlder):
        check_not_older(rolled_back, made.generation, changed.file_sha256)
    check_not_older(changed, made.generation, made.file_sha256)


def test_password_is_checked_for_an_approver_without_handing_out_keys(office: Office, password: str) -> None:
    folder, _ = office
    assert verify_password(folder, password, "王小兰") is True
    assert verify_password(folder, "不是这个密码不是这个") is False


def test_weak_new_password_changes_nothing(office: Office, password: str, copies_of: CopiesOf) -> None:
    folder, _ = office
    before = copies_of(folder)
    with pytest.raises(WeakPassword, match="至少10个字符"):
        change_password(folder, password, "短")
    assert copies_of(folder) == before


def test_slot_cannot_be_moved_into_another_offices_file(office: Office, other_office: Office, password: str) -> None:
    folder, _ = office
    foreign = msgspec.json.decode(newest_bytes(other_office[0]))["slots"]
    rewrite(folder, lambda raw: raw.update(slots=foreign))
    with pytest.raises(WrongPassword):
        unlock(folder, password)


@pytest.mark.parametrize(("field", "value"), [("who", "张三"), ("role", "keeper"), ("since", 9), ("id", "0" * 16)])
def test_slot_header_is_bound_to_the_wrapped_key(office: Office, password: str, field: str, value: object) -> None:
    folder, _ = office
    rewrite(folder, lambda raw: raw["slots"][0].update({field: value}))
    with pytest.raises((WrongPassword, KeyFileDamaged)):
        unlock(folder, password)


def test_file_changed_without_the_data_key_is_refused(office: Office, password: str) -> None:
    folder, _ = office
    rewrite(folder, lambda raw: raw.update(generation=7))
    with pytest.raises(KeyFileDamaged, match="改动"):
        unlock(folder, password)


def test_planted_newer_copy_loses_to_the_genuine_one_and_is_mended(
    office: Office, password: str, copies_of: CopiesOf
) -> None:
    folder, made = office
    genuine = copies_of(folder)[1]
    rewrite(folder, lambda raw: raw.update(generation=7), names=("a",))
    opened = unlock(folder, password)
    assert opened == made
    assert opened.mended == ("keys.a.json",)
    assert copies_of(folder) == (genuine, genuine)


def test_exchange_keys_of_another_office_cannot_be_planted(office: Office, other_office: Office, password: str) -> None:
    folder, _ = office
    foreign = msgspec.json.decode(newest_bytes(other_office[0]))["site"]
    rewrite(folder, lambda raw: raw.update(site=foreign))
    with pytest.raises(KeyFileDamaged):
        unlock(folder, password)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("m_kib", M_CAP + 1),
        ("m_kib", 2**40),
        ("m_kib", 8),
        ("t", 21),
        ("t", 2),
        ("t", 0),
        ("p", 1),
        ("p", 2**31),
        ("salt", ""),
    ],
)
def test_password_parameters_out_of_bounds_are_refused_before_any_work(
    office: Office, password: str, field: str, value: object
) -> None:
    folder, _ = office
    rewrite(folder, lambda raw: raw["slots"][0]["kdf"].update({field: value}))
    with pytest.raises(KeyFileDamaged):
        unlock(folder, password)


def test_parameters_below_the_real_floor_are_refused(tmp_path: Path, password: str) -> None:
    made = create_keys(tmp_path, password, "王小兰")
    raw = msgspec.json.decode(newest_bytes(tmp_path))
    assert raw["slots"][0]["kdf"]["m_kib"] == M_FLOOR
    assert raw["slots"][0]["kdf"]["t"] >= 3
    assert unlock(tmp_path, password) == made
    rewrite(tmp_path, lambda raw: raw["slots"][0]["kdf"].update(m_kib=M_FLOOR - 1))
    with pytest.raises(KeyFileDamaged, match="超出允许范围"):
        unlock(tmp_path, password)


def test_key_file_of_a_newer_program_asks_for_an_upgrade(office: Office, password: str) -> None:
    folder, _ = office
    raw = msgspec.json.decode(newest_bytes(folder)) | {"v": 3, "something": [], "sha256": ""}
    raw["sha256"] = hashlib.sha256(msgspec.json.encode(raw, order="sorted")).hexdigest()
    (folder / "keys.a.json").write_bytes(msgspec.json.encode(raw, order="sorted"))
    with pytest.raises(KeyFileNewer, match="升级"):
        unlock(folder, password)


@pytest.mark.parametrize(
    "data", [b"", b"[" * 50_000, b"\xff\xfe", b"null", b'{"format":"griddesk-keys","v":1}', b" " * 300_000]
)
def test_hostile_key_file_is_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "keys.a.json").write_bytes(data)
    with pytest.raises(KeyFileDamaged):
        unlock(tmp_path, "1234567890")


def test_disk_full_while_writing_leaves_the_old_key_file(office: Office, copies_of: CopiesOf) -> None:
    folder, _ = office
    before = copies_of(folder)

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(KeyFileNotWritten, match="没有变"):
        write_copies(folder, b"new", full)
    assert copies_of(folder) == before


def test_failure_at_the_second_copy_is_told_and_mended_later(
    office: Office, password: str, copies_of: CopiesOf
) -> None:
    folder, _ = office
    old = copies_of(folder)[0]
    changed = change_password(folder, password, "小桥流水人家 枯藤老树")
    new = copies_of(folder)[0]
    write_copies(folder, old)

    def only_first(path: Path, data: bytes) -> None:
        if "b" in path.stem.split("."):
            raise OSError(28, "No space left on device")
        path.write_bytes(data)

    with pytest.raises(KeyFileNotWritten, match="已经写好并生效"):
        write_copies(folder, new, only_first)
    assert copies_of(folder) == (new, old)
    assert unlock(folder, "小桥流水人家 枯藤老树") == changed
    assert copies_of(folder) == (new, new)


def test_copy_that_cannot_be_mended_does_not_keep_the_office_out(office: Office) -> None:
    folder, _ = office

    def read_only(_path: Path, _data: bytes) -> None:
        raise OSError(30, "Read-only file system")

    (folder / "keys.b.json").unlink()
    assert mend(folder, newest_bytes(folder), read_only) == ()


def test_a_sealed_data_key_of_another_generation_does_not_pass(office: Office, password: str) -> None:
    folder, _ = office
    old = msgspec.json.decode(newest_bytes(folder))["slots"][0]["box"]
    change_password(folder, password, "小桥流水人家 枯藤老树")
    rewrite(folder, lambda raw: raw["slots"][0].update(box=old))
    with pytest.raises(KeyFileDamaged, match="改动"):
        unlock(folder, "小桥流水人家 枯藤老树")


def test_a_whole_file_sealed_to_a_clerk_by_somebody_else_is_refused(
    office: Office, other_office: Office, password: str
) -> None:
    """Who can write to the folder seals a data key of her own to the clerk's public half: the pinned key tells."""
    from gridDesk.vault import boxes, slots
    from gridDesk.vault.keys import closed, new_file

    folder, keys = office
    genuine = key_format.decode(newest_bytes(folder))
    forged_key, site = bytearray(b"f" * 32), other_office[1].site
    forged = closed(new_file(keys.db_uuid, 2, genuine.slots, forged_key, site), forged_key, site)
    assert forged.is_genuine(boxes.derive(forged_key, keys.db_uuid, "key file"))
    assert slots.open_by_password(forged.slots[0], password, keys.db_uuid) is not None
    write_copies(folder, forged.encode())
    with pytest.raises(KeyFileDamaged, match="改动"):
        unlock(folder, password)


def test_turned_data_key_opens_what_came_before_and_the_old_file_nothing_new(office: Office, password: str) -> None:
    folder, made = office
    turned = begin_rotation(folder, made)
    assert turned.rotating
    assert turned.former[0].db_key == made.db_key
    assert turned.db_key != made.db_key
    assert turned.sens_former == (made.sens_key,)
    assert turned.site.key_id == made.site.key_id
    done = finish_rotation(folder, turned)
    assert not done.rotating
    twice = finish_rotation(folder, begin_rotation(folder, done))
    assert [bytes(one.db_key) for one in twice.former] == [bytes(turned.db_key), bytes(made.db_key)]
    opened = unlock(folder, password)
    assert (opened.db_key, opened.generation) == (twice.db_key, made.generation + 4)
