"""B3: Argon2id with at least 64 MiB and three passes, calibrated; what a key file asks for is bounded on reading."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest

from gridDesk import vault
from gridDesk.vault import KeyFileDamaged, VaultError, kdf
from gridDesk.vault.format import decode

Figure = Callable[..., None]
Amount = Callable[[int, int], int]
PASSWORD = "春江潮水连海平-望月"
BOUNDS = {"t": (kdf.T_FLOOR, kdf.T_CAP), "m_kib": (kdf.M_FLOOR, kdf.M_CAP), "p": (kdf.P_FLOOR, kdf.P_CAP)}


def planted(folder: Path, **asked: object) -> bytes:
    """Return a key file that asks for other work, with a right hash, as an attacker would write it."""
    raw = msgspec.json.decode(vault.newest_bytes(folder))
    raw["slots"][0]["kdf"] |= asked
    raw["sha256"] = ""
    raw["sha256"] = hashlib.sha256(msgspec.json.encode(raw, order="sorted")).hexdigest()
    return msgspec.json.encode(raw, order="sorted")


def test_what_a_planted_key_file_asks_for_is_refused_before_any_work(
    tmp_path: Path, figure: Figure, amount: Amount, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.create_keys(tmp_path, PASSWORD, "王小兰")
    (slot,) = decode(vault.newest_bytes(tmp_path)).slots
    assert (slot.kdf.t, slot.kdf.m_kib, slot.kdf.p) == (3, 64 * 1024, 4)
    real = kdf.Argon2id
    worked: list[int] = []
    monkeypatch.setattr(kdf, "Argon2id", lambda **asked: worked.append(asked["memory_cost"]) or real(**asked))
    chance, tampered, refused = Random(3), amount(200, 20_000), 0
    tracemalloc.start()
    for _ in range(tampered):
        name = chance.choice(list(BOUNDS))
        low, high = BOUNDS[name]
        outside = chance.choice([low - 1, high + 1, 0, -1, 2**31, 2**63, chance.randint(high + 1, 2**40)])
        try:
            decode(planted(tmp_path, **{name: outside}))
        except KeyFileDamaged:
            refused += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused == tampered
    assert worked == []
    assert peak < 16 * 2**20
    for name, (low, high) in BOUNDS.items():
        for inside in (low, high):
            decode(planted(tmp_path, **{name: inside}))
    figure("B3", tampered=tampered, refused=refused, peak_KiB=peak // 1024)


def test_a_slot_made_weaker_within_the_bounds_no_longer_opens(tmp_path: Path, figure: Figure) -> None:
    vault.create_keys(tmp_path, PASSWORD, "王小兰", m_kib=65 * 1024)
    tried = 0
    for asked in ({"m_kib": 64 * 1024}, {"t": 4}, {"p": 5}, {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="}):
        data = planted(tmp_path, **asked)
        other = tmp_path / f"tried{tried}"
        other.mkdir()
        vault.write_copies(other, data)
        with pytest.raises(VaultError):
            vault.unlock(other, PASSWORD)
        tried += 1
    figure("B3", weaker_within_bounds=tried, opened=0)


def test_memory_is_chosen_so_that_a_guess_takes_half_a_second_here(
    figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kdf, "M_CALIBRATED", 256 * 1024)
    chosen = {}
    for name, speed in (("fast", 0.0), ("usual", 2.5e-6), ("slow", 1e-4)):
        now = [0.0]

        def derive(self: kdf.Kdf, _secret: bytes, speed: float = speed, now: list[float] = now) -> bytearray:
            now[0] += self.m_kib * speed
            return bytearray(32)

        monkeypatch.setattr(kdf.Kdf, "derive", derive)
        chosen[name] = kdf.calibrate(0.5, lambda now=now: now[0]) // 1024
    assert chosen == {"fast": 256, "usual": 256, "slow": 64}
    figure("B3", calibrated_MiB=chosen)
