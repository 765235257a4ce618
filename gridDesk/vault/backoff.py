"""Slowing down guesses at the password: five free, then 30 s doubling to 15 min. Never a permanent lock.

Tries are counted for each clerk and for all together: who logs in with an own password clears the common count, but not
what was tried at somebody else's. Time is counted by the machine's monotonic clock, which runs from its start and which
nobody can set: after a restart of the program the wait goes on, after a restart of the machine it begins anew. The wall
clock plays no part.

Before unlocking there is no secret to sign with, so the counts are closed by a plain hash: it tells damage and careless changes, which use up the free tries. Whoever can write to the folder and knows the program
can still set the counts back or delete the file. That cannot be prevented; it is noticed at the next login, because the
file carries a mark that the data file holds too (`Tries.mark`).
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from gridDesk.durable import write_durably
from gridDesk.errors import DeskError
from gridDesk.vault.errors import TooManyAttempts, WrongPassword

FREE, FIRST_WAIT, LONGEST_WAIT = 5, 30, 15 * 60
NAME = "attempts.json"
_LARGEST, _MOST = 64 * 1024, 200
_ALL, _NOBODY = "all", "unnamed"
WAITED, PAPER = "waited", "paper"  # counted beside the tries, for the log alone
_encoder = msgspec.json.Encoder(order="sorted")
T = TypeVar("T")


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many tries failed since the last success, and when (monotonic seconds) the last one was."""

    failures: Annotated[int, msgspec.Meta(ge=0, le=10**9)] = 0
    at: Annotated[float, msgspec.Meta(ge=0, le=1e12)] = 0.0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: int
    marks: Annotated[tuple[str, ...], msgspec.Meta(max_length=2)]
    counts: Annotated[dict[str, Count], msgspec.Meta(max_length=_MOST)]
    sum: str = ""


@dataclass(frozen=True, slots=True)
class Tries:
    """What was found at a success: how many tries had failed before, the marks the file bore, the one it bears now.

    It bears two, the last of which the data file may not have taken down before the program was killed.
    """

    failed: int
    marks: tuple[str, ...]
    mark: str
    waited: int = 0  # tries that were refused unseen, because it was time to wait
    paper: int = 0  # paper keys that opened nothing


class BackOff:
    """Counts tries in a small file beside the data file, so that closing the program does not reset them."""

    def __init__(self, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.path = folder / NAME
        self.monotonic = monotonic

    def waiting(self, who: str = "") -> int:
        """Return the whole seconds that must pass before the next try at `who`; 0 when one may try now."""
        file = self._load()
        return max(self._wait(file.counts.get(key, Count())) for key in (_ALL, _key(who)))

    def _wait(self, count: Count) -> int:
        over = count.failures - FREE
        if over < 0:
            return 0
        wait = min(FIRST_WAIT << min(over, 10), LONGEST_WAIT)
        now = self.monotonic()
        elapsed = now - count.at if now >= count.at else now
        return max(0, math.ceil(wait - elapsed))

    def guard(
        self, attempt: Callable[[], T], who: str = "", owner: Callable[[T], str] | None = None, *, renew: bool = True
    ) -> tuple[T, Tries]:
        """Try to unlock; returns what `attempt` gave and what had been tried before. `owner` tells whose that is.

        Without `renew` the file keeps its mark: the office is open already, and its data file is not told.

        The try is counted before it is made, so killing the program does not save one. Raises TooManyAttempts.
        """
        seconds = self.waiting(who)
        if seconds:
            if renew:
                self.count(WAITED)
            raise TooManyAttempts(seconds)
        before = self._load()
        self._save(self._failed_once_more(before, who))
        try:
            result = attempt()
        except WrongPassword:
            raise
        except DeskError:
            self._save(before)
            raise
        return result, self._succeeded(before, owner(result) if owner else who, renew)

    def count(self, what: str) -> None:
        """Count a try of another kind, WAITED or PAPER; it slows nobody down and is told at the next login."""
        file = self._load()
        before = file.counts.get(what, Count()).failures
        self._save(_File(1, file.marks, file.counts | {what: Count(before + 1, self.monotonic())}))

    def _failed_once_more(self, file: _File, who: str) -> _File:
        counts = dict(file.counts)
        for key in (_ALL, _key(who)):
            counts[key] = Count(counts.get(key, Count()).failures + 1, self.monotonic())
        return _File(1, file.marks, counts)

    def _succeeded(self, before: _File, who: str, renew: bool) -> Tries:
        """Clear the common count and that of who came in; a fresh mark tells the file from a copy of it."""
        own = {_ALL, _NOBODY, _key(who), *((WAITED, PAPER) if renew else ())}
        failed = sum(before.counts.get(key, Count()).failures for key in {_NOBODY, _key(who)})
        if _ALL in before.counts and before.counts.keys() <= {_ALL, WAITED, PAPER}:
            failed = before.counts[_ALL].failures  # the file was damaged: all that is known
        mark = secrets.token_hex(8)
        counts = {key: count for key, count in before.counts.items() if key not in own}
        self._save(_File(1, (mark, *before.marks[:1]) if renew else before.marks, counts))
        waited, paper = (before.counts.get(key, Count()).failures for key in (WAITED, PAPER))
        return Tries(failed, before.marks, mark, waited, paper)

    def _load(self) -> _File:
        """Read the counts; an unreadable file counts as the free tries being used up."""
        try:
            with self.path.open("rb") as stream:
                file = msgspec.json.decode(stream.read(_LARGEST), type=_File)
            if file.v == 1 and file.sum == _sum(file):
                return file
        except FileNotFoundError:
            return _File(1, (), {})
        except (OSError, msgspec.MsgspecError, RecursionError, UnicodeError):
            pass
        return _File(1, (), {_ALL: Count(FREE - 1, 0.0)})

    def _save(self, file: _File) -> None:
        """Write the counts; a full disk must not keep the office out."""
        if len(file.counts) > _MOST:  # as many names were tried as no office has: the newest and the common count stay
            kept = (_ALL, WAITED, PAPER)
            newest = sorted(file.counts.items(), key=lambda item: (item[0] not in kept, -item[1].at))
            file = msgspec.structs.replace(file, counts=dict(newest[: _MOST // 2]))
        with contextlib.suppress(OSError):
            write_durably(self.path, _encoder.encode(msgspec.structs.replace(file, sum=_sum(file))))


def _sum(file: _File) -> str:
    """Return the hash that closes the counts."""
    bare = _encoder.encode(msgspec.structs.replace(file, sum=""))
    return hashlib.sha256(b"griddesk/attempts/1\0" + bare).hexdigest()


def _key(who: str) -> str:
    """Return under what a clerk's tries are counted: no name stands in the file."""
    return hashlib.sha256(b"griddesk/who/1\0" + who.encode("utf-8")).hexdigest()[:16] if who else _NOBODY
