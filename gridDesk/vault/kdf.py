"""Making a key from a password with Argon2id (RFC 9106), within bounds that a planted key file cannot leave."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from gridDesk.vault.errors import KeyFileDamaged

T_FLOOR, T_CAP = 3, 20
M_FLOOR, M_CAP = 64 * 1024, 1024 * 1024  # KiB
M_CALIBRATED = 256 * 1024
P_FLOOR, P_CAP = 4, 16
SALT = 16


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id parameters of one slot: `t` passes over `m_kib` KiB in `p` lanes, with a random salt of 16 bytes."""

    t: int
    m_kib: int
    p: int
    salt: bytes

    def check(self) -> None:
        """Refuse parameters below the floor (downgrade) or above the cap (memory bomb). Raises KeyFileDamaged."""
        if not (T_FLOOR <= self.t <= T_CAP and M_FLOOR <= self.m_kib <= M_CAP and P_FLOOR <= self.p <= P_CAP):
            raise KeyFileDamaged("口令参数超出允许范围，可能被人改动过")
        if len(self.salt) != SALT:
            raise KeyFileDamaged("口令参数不完整")

    def derive(self, secret: bytes) -> bytearray:
        """Return the 32-byte key of `secret`; takes about half a second and `m_kib` of memory."""
        self.check()
        made = Argon2id(salt=self.salt, length=32, iterations=self.t, lanes=self.p, memory_cost=self.m_kib)
        return bytearray(made.derive(secret))


def new_kdf(m_kib: int = M_FLOOR) -> Kdf:
    """Return parameters at the floor (or with more memory) and a fresh salt."""
    return Kdf(T_FLOOR, max(m_kib, M_FLOOR), P_FLOOR, secrets.token_bytes(SALT))


def calibrate(target: float = 0.5, timer: Callable[[], float] = time.perf_counter) -> int:
    """Return the memory in KiB at which this machine takes at least `target` seconds, between 64 and 256 MiB."""
    kdf = new_kdf()
    while kdf.m_kib < M_CALIBRATED:
        start = timer()
        kdf.derive(b"calibration")
        if timer() - start >= target:
            break
        kdf = replace(kdf, m_kib=kdf.m_kib * 2)
    return kdf.m_kib
