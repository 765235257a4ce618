"""A4: any flipped bit in the data file, key file, backup or package is detected before the content is used."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from gridDesk.desk import backup_file, exchange, safety
from gridDesk.errors import DeskError
from gridDesk.store.engine import connect
from gridDesk.sync import package as sealed
from gridDesk.sync.pairing import own_card
from gridDesk.vault.format import decode
from tests.flows.two_offices import fill


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Return the data with one bit turned over."""
    made = bytearray(data)
    made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def test_a_flipped_bit_in_the_data_file_is_found(village, tmp_path, figure, amount):
    fill(village, 5)
    village.close()
    data = (village.folder / "office.gdb").read_bytes()
    key, chance, target = bytes(village.keys.db_key) or b"", random.Random(1), tmp_path / "flipped.gdb"
    assert sound(target, data, key)
    tried = found = 0
    for _ in range(amount(60, 10_000)):
        tried += 1
        found += not sound(target, flipped(data, chance), key)
    assert found == tried
    figure("A4", file="data", flips=tried, detected=found)


def sound(target: Path, data: bytes, key: bytes) -> bool:
    """Tell whether a file opens and every page of it bears the seal it should."""
    target.write_bytes(data)
    try:
        with closing(connect(target, key).conn) as conn:
            return conn.execute("PRAGMA cipher_integrity_check").fetchall() == []
    except DeskError:
        return False


def test_a_flipped_bit_in_the_key_file_is_found(village, figure, amount):
    data, chance, tried = (village.folder / "keys.a.json").read_bytes(), random.Random(2), amount(2_000, 10_000)
    assert decode(data)
    for _ in range(tried):
        with pytest.raises(DeskError):
            decode(flipped(data, chance))
    figure("A4", file="key file", flips=tried, detected=tried)


def test_a_flipped_bit_in_a_backup_is_found(village, tmp_path, figure, amount):
    fill(village, 2)
    source, chance, target = safety.backup(village), random.Random(3), tmp_path / "flipped.gdbak"
    data, tried = source.read_bytes(), amount(60, 10_000)
    backup_file.check_whole(source)
    for _ in range(tried):
        target.write_bytes(flipped(data, chance))
        with pytest.raises(DeskError):
            backup_file.check_whole(target)
    figure("A4", file="backup", flips=tried, detected=tried)


def test_a_flipped_bit_in_a_package_is_found(paired, stick, figure, amount):
    village, street = paired
    fill(village, 5)
    path = exchange.write_package(village, street.office.site, stick).path
    data, chance, tried = path.read_bytes(), random.Random(4), amount(1_000, 10_000)
    senders, refused, unused = [own_card(village.office, village.keys.site)], 0, 0
    genuine = list(
        sealed.open_package(sealed.read(data, site=street.office.site, senders=senders), street.keys.site).entries()
    )
    for _ in range(tried):
        try:
            found = sealed.open_package(
                sealed.read(flipped(data, chance), site=street.office.site, senders=senders), street.keys.site
            )
            assert list(found.entries()) == genuine
            unused += 1
        except DeskError:
            refused += 1
    assert unused < tried // 20, "only the lines for people at the top of the file may differ unnoticed"
    figure("A4", file="package", flips=tried, detected=refused, in_words_for_people_only=unused)
