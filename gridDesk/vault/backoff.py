"""Slowing down guesses at the password: five free, then 30 s doubling to 15 min. Never a permanent lock.

Time is counted by the machine's monotonic clock, which runs from its start and which nobody can set: after a restart
of the program the wait goes on, after a restart of the machine it begins anew. The wall clock plays no part.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from gridDesk.errors import DeskError
from gridDesk.vault.errors import TooManyAttempts, WrongPassword
from gridDesk.vault.files import write_durably

FREE, FIRST_WAIT, LONGEST_WAIT = 5, 30, 15 * 60
NAME = "attempts.json"
T = TypeVar("T")


class Attempts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many tries failed since the last success, and when (monotonic seconds) the last one was."""

    failures: Annotated[int, msgspec.Meta(ge=0, le=10**9)] = 0
    at: float = 0.0


class BackOff:
    """Counts tries in a small file beside the data file, so that closing the program does not reset them."""

    def __init__(self, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.path = folder / NAME
        self.monotonic = monotonic

    def waiting(self) -> int:
        """Return the whole seconds that must pass before the next try; 0 when one may try now."""
        attempts = self._load()
        over = attempts.failures - FREE
        if over < 0:
            return 0
        wait = min(FIRST_WAIT << min(over, 10), LONGEST_WAIT)
        now = self.monotonic()
        elapsed = now - attempts.at if now >= attempts.at else now
        return max(0, math.ceil(wait - elapsed))

    def guard(self, attempt: Callable[[], T]) -> tuple[T, int]:
        """Try to unlock; returns what `attempt` gave and how many tries had failed before.

        The try is counted before it is made, so killing the program does not save one. Raises TooManyAttempts.
        """
        seconds = self.waiting()
        if seconds:
            raise TooManyAttempts(seconds)
        before = self._load()
        self._save(Attempts(before.failures + 1, self.monotonic()))
        try:
            result = attempt()
        except WrongPassword:
            raise
        except DeskError:
            self._save(before)
            raise
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        return result, before.failures

    def _load(self) -> Attempts:
        """Read the count; an unreadable file counts as the free tries being used up."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Attempts)
        except FileNotFoundError:
            return Attempts()
        except (OSError, msgspec.MsgspecError, RecursionError):
            return Attempts(FREE - 1, 0.0)

    def _save(self, attempts: Attempts) -> None:
        """Write the count; a full disk must not keep the office out."""
        with contextlib.suppress(OSError):
            write_durably(self.path, msgspec.json.encode(attempts))
