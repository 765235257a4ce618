"""Changing the key file with the office's keys in hand: slots come and go, roles and passwords change, the data key turns.

Every change writes a whole new file of the next generation, in which the data key is sealed to each slot afresh.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from gridDesk.text import today_iso
from gridDesk.vault import boxes, copies, slots
from gridDesk.vault.errors import KeyFileOlder, VaultError, WrongPassword
from gridDesk.vault.format import MOST_FORMER, MOST_SLOTS, KeyFile, Slot
from gridDesk.vault.kdf import M_FLOOR
from gridDesk.vault.keyfile import by_password, opened
from gridDesk.vault.keys import Keys, Opened, closed, former_keys, keys_of, new_file
from gridDesk.vault.password import check_new_password
from gridDesk.vault.slots import Frame, Person

Change = Callable[[tuple[Slot, ...], int], tuple[Slot, ...]]


def add_slot(folder: Path, keys: Keys, who: str, password: str, roles: frozenset[str], names: Iterable[str]) -> Keys:
    """Give a clerk an own password. Raises WeakPassword, VaultError or KeyFileNotWritten."""
    check_new_password(password, [who, *names])
    _check_holds(keys, roles)
    made = _slot_for(keys, who, password, roles, folder)
    if len(current(folder, keys).slots) >= MOST_SLOTS:
        raise VaultError(f"最多只能有{MOST_SLOTS}个账号，", advice="请先移除不再使用的账号。")
    return _change(folder, keys, lambda held, generation: (*held, made(generation)))


def remove_slot(folder: Path, keys: Keys, slot: str) -> Keys:
    """Take a slot out and turn the data key: begins what `finish_rotation` ends. Raises KeyFileNotWritten."""
    return begin_rotation(folder, keys, without=slot)


def set_slot_roles(folder: Path, keys: Keys, slot: str, roles: frozenset[str]) -> Keys:
    """Give a clerk other roles; the key of the sealed groups goes with "sensitive", and is a new one when somebody
    loses it. Raises KeyFileNotWritten.
    """

    def change(old: Slot, generation: int) -> Slot:
        fresh = msgspec.structs.replace(old, role=slots.role_text(roles))
        if "sensitive" not in roles:
            return slots.with_sens_key(fresh, bytearray(), keys.db_uuid, generation)
        if old.sens:
            return fresh
        _check_holds(keys, roles)
        return slots.with_sens_key(fresh, keys.sens_ring, keys.db_uuid, generation)

    loses = any(one.id == slot and one.sens for one in current(folder, keys).slots) and "sensitive" not in roles
    return _change(
        folder, keys, lambda held, n: tuple(change(one, n) if one.id == slot else one for one in held), turn_sens=loses
    )


def reset_slot(folder: Path, keys: Keys, slot: str, password: str, names: Iterable[str], *, beyond: int = 0) -> Keys:
    """Give a clerk who forgot it a new password; without the key of the sealed groups in hand that role is lost.

    The new file's generation is above `beyond`: a paper key may put an older key file right again. Raises WeakPassword or KeyFileNotWritten.
    """
    old = next((one for one in current(folder, keys).slots if one.id == slot), None)
    if old is None:
        raise VaultError("这个账号已经不在了，", advice="请重新打开账号页面再看。")
    check_new_password(password, [old.who, *names])
    roles = old.roles if keys.sens_key else old.roles - {"sensitive"}
    made = _slot_for(keys, old.who, password, roles, folder, old)
    return _change(
        folder, keys, lambda held, n: tuple(made(n) if one.id == slot else one for one in held), beyond=beyond
    )


def change_password(folder: Path, old: str, new: str, *, who: str = "", names: Iterable[str] = ()) -> Keys:
    """Give the slot that `old` opens the password `new` and a new key pair; the data itself stays as it is.

    Raises WeakPassword, WrongPassword and as `unlock` and `create_keys`.
    """
    with opened(folder, by_password(old, who)) as found:
        check_new_password(new, [found.slot.who, *names])
        if new == old:
            raise VaultError("新密码和原来的一样，没有修改。", advice="请换一个没有用过的密码。")
        keys = keys_of(found)
    made = _slot_for(keys, keys.who, new, keys.roles, folder, found.slot)
    return _change(folder, keys, lambda held, n: tuple(made(n) if one.id == keys.slot else one for one in held))


def set_paper(folder: Path, keys: Keys, paper: bytes) -> Keys:
    """Let a paper key of 16 random bytes open everything, in place of any earlier one. Raises KeyFileNotWritten."""

    def change(held: tuple[Slot, ...], generation: int) -> tuple[Slot, ...]:
        person = Person(who="", role=slots.role_text(slots.ALL_ROLES), generation=generation, day=today_iso())
        slot = slots.paper_slot(person, paper, Frame(keys.db_uuid, keys.site.sign_public))
        slot = slots.with_sens_key(slot, keys.sens_ring, keys.db_uuid, generation)
        return (*(one for one in held if one.kind != "paper"), slot)

    return _change(folder, keys, change)


def begin_rotation(folder: Path, keys: Keys, *, without: str = "") -> Keys:
    """Write a key file with a new data key and, sealed under it, the former one; `without` leaves a slot out.

    The key of the sealed groups is turned with it where it is in hand; what is sealed already stays under the former.
    The data file is still under the former key (`former[0]`), which is the new file's first. Raises KeyFileNotWritten.
    """
    return _change(
        folder,
        keys,
        lambda held, _: tuple(one for one in held if one.id != without),
        turn=True,
        turn_sens=True,
        rotating=True,
    )


def finish_rotation(folder: Path, keys: Keys) -> Keys:
    """Write down that the data file is under the present data key. Raises KeyFileNotWritten."""
    return _change(folder, keys, lambda held, _: held, rotating=False)


def current(folder: Path, keys: Keys) -> KeyFile:
    """Return the key file that these keys were read from, or a later one under the same data key. Raises KeyFileOlder."""
    mac_key = boxes.derive(keys.data_key, keys.db_uuid, "key file")
    for copy in copies.read_copies(folder):
        if isinstance(copy.file, KeyFile) and copy.file.is_genuine(mac_key):
            if copy.file.generation < keys.generation:
                raise KeyFileOlder
            return copy.file
    raise KeyFileOlder


def _check_holds(keys: Keys, roles: frozenset[str]) -> None:
    """Refuse to give the key of the sealed groups to somebody where it is not in hand. Raises VaultError."""
    if "sensitive" in roles and not keys.sens_key:
        raise VaultError(
            "你自己不是受保护台账经办人，不能让别人做受保护台账经办人，",
            advice="请由一位受保护台账经办人兼钥匙保管人来设置，或用纸质钥匙登录后再设置。",
        )


def _slot_for(
    keys: Keys, who: str, password: str, roles: frozenset[str], folder: Path, old: Slot | None = None
) -> Callable[[int], Slot]:
    """Return the making of a slot in a generation; the stretching is done at once, outside of any writing."""
    file = current(folder, keys)
    m_kib = max((one.kdf.m_kib for one in file.slots if one.kdf), default=M_FLOOR)
    generation = file.generation + 1
    person = Person(
        who=who, role=slots.role_text(roles), generation=generation, day=today_iso(),
        id=old.id if old else secrets.token_hex(8), since=old.since if old else generation,
        since_on=old.since_on if old else today_iso(),
    )  # fmt: skip
    slot = slots.password_slot(person, password, Frame(keys.db_uuid, keys.site.sign_public), m_kib)

    def made(generation: int) -> Slot:
        sens = keys.sens_ring if "sensitive" in roles else bytearray()
        return slots.with_sens_key(slot, sens, keys.db_uuid, generation)

    return made


def _change(
    folder: Path, keys: Keys, change: Change, *, turn: bool = False, turn_sens: bool = False, rotating: bool | None = None, beyond: int = 0,
) -> Keys:  # fmt: skip
    """Write the next generation of the key file and return the keys as they are then."""
    file = current(folder, keys)
    generation = max(file.generation, beyond) + 1
    former, data_key = former_keys(file, keys.data_key), bytearray(keys.data_key)
    if turn:
        former, data_key = [data_key, *former][:MOST_FORMER], bytearray(secrets.token_bytes(32))
    held, ring = change(file.slots, generation), keys.sens_ring
    if turn_sens and ring:
        ring = (bytearray(secrets.token_bytes(32)) + ring)[: 32 * MOST_FORMER]
        held = tuple(slots.with_sens_key(one, ring, file.db_uuid, generation) if one.sens else one for one in held)
    going = file.rotating if rotating is None else rotating
    new = closed(
        new_file(file.db_uuid, generation, held, data_key, keys.site, former, rotating=going), data_key, keys.site
    )
    copies.write_copies(folder, new.encode())
    own = next((one for one in new.slots if one.id == keys.slot), None)
    if own is None:
        raise WrongPassword
    return keys_of(Opened(new, own, data_key, ring if own.sens else bytearray()))
