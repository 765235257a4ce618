"""The log of who did what, anchored outside its own file: in packages, in receipts, and by the code on every sheet.

Whoever holds the keys of an office can write its log anew from end to end and nothing inside the file would tell. So each
package states the newest line to the other office, its receipts give that line back, and paper bears a code of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec

from gridDesk.desk.office import Desk
from gridDesk.ledger.record import GENESIS
from gridDesk.sync import log_anchor
from gridDesk.sync.log_anchor import Stated
from gridDesk.text import now_iso

if TYPE_CHECKING:
    from gridDesk.store import PrintJob
    from gridDesk.store.system import System
    from gridDesk.sync.body import Body
    from gridDesk.sync.header import Header
    from gridDesk.sync.receipts import Receipt

KEPT, SENT = 12, log_anchor.MOST
LENGTH = 10  # characters of the code on a sheet
_REMEMBERED = 256
_printed: dict[tuple[str, str], list[list[object]]] = {}  # by folder and number of the printing: see `mark_sheet`


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of another office's log as it stated it: `state` and `common` as in `log_anchor.Judged`, `at` our clock."""

    n: int
    hash: str
    replica: str
    state: str
    common: int
    at: str


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A line of our log that an office gave back in a receipt. `known`: for a package this file remembers."""

    site: str
    n: int
    hash: str
    known: bool
    at: str


# ---- packages: what we state, what others stated ----


def stated(desk: Desk, site: str, head_hash: str) -> dict[int, str]:
    """Return the lines to state to an office, hash by number: the newest one (of that hash), and those told before."""
    n, digest = desk.store.log.head()
    while n and digest != head_hash:
        n -= 1
        digest = desk.store.log.hash_at(n)
    if not n:
        return {}
    told = {one: desk.store.log.hash_at(one) for one in _sent(desk, site) if one < n}
    return {**{one: digest for one, digest in told.items() if digest}, n: head_hash}


def _sent(desk: Desk, site: str) -> list[int]:
    back = given_back(desk, site)
    found = desk.setting(f"log.sent.{site}", [])
    numbers = [int(str(one)) for one in found] if isinstance(found, list) else []
    return sorted({*numbers, *([back.n] if back else [])})


def note_sent(desk: Desk, site: str, n: int) -> None:
    """Remember that a line was stated to an office, so that every later package states it again."""
    desk.set_setting(f"log.sent.{site}", [*(one for one in _sent(desk, site) if one != n), n][-SENT:])


def take(desk: Desk, site: str, header: Header, body: Body, system: System) -> None:
    """Compare the lines a package states with those its office stated before, and keep the newest; alarm where it broke."""
    from gridDesk.store.system import Alarm
    from gridDesk.sync.header import AUDIT

    had = kept(desk, site)
    known = [Stated(one.n, one.hash, one.replica) for one in had]
    found = log_anchor.judge(body.log, header.log_head.get(AUDIT, ""), header.replica_id, known)
    if found.state == "silent":
        return
    fresh = Kept(found.head, body.log[found.head], header.replica_id, found.state, found.common, now_iso())
    if found.state == "broken":
        last = had[-1].n if had else 0
        data: dict[str, object] = {"kind": "log_broken", "n": header.n, "last": last, "common": found.common}
        key = f"log.{site}.{header.pkg_id}"
        system.alarms.put(Alarm(key=key, kind="log_broken", peer=site, data=data, at=now_iso()))
    system.put(f"log.kept.{site}", [msgspec.to_builtins(one) for one in [*had, fresh][-KEPT:]])


def kept(desk: Desk, site: str) -> list[Kept]:
    """Return the lines an office stated, oldest first."""
    return msgspec.convert(desk.setting(f"log.kept.{site}", []), list[Kept])


def last_kept(desk: Desk, site: str) -> tuple[int, str] | msgspec.UnsetType:
    """Return the newest line an office stated, as a receipt gives it back."""
    had = kept(desk, site)
    return (had[-1].n, had[-1].hash) if had else msgspec.UNSET


# ---- receipts: what comes back ----


def answered(desk: Desk, site: str, answers: Sequence[Receipt], system: System) -> None:
    """Keep the line of our log that the newest receipt gives back; alarm where our log no longer holds it.

    A receipt for a package that this file does not remember tells that the whole file was set back: that alarm is
    another one (`answers`).
    """
    from gridDesk.store.system import Alarm

    newest = next((one for one in reversed(answers) if one.log), None)
    if newest is None or not newest.log:
        return
    n, digest = newest.log
    known = system.packages.get(newest.pkg_id, "out") is not None
    system.put(f"log.back.{site}", msgspec.to_builtins(GivenBack(site, n, digest, known, newest.at)))
    if known and desk.store.log.hash_at(n) != digest:
        data: dict[str, object] = {"kind": "log_lost", "n": n}
        key = f"log.own.{n}.{digest[:16]}"
        if system.alarms.get(key) is None:
            system.alarms.put(Alarm(key=key, kind="log_lost", peer=site, data=data, at=now_iso()))


def given_back(desk: Desk, site: str) -> GivenBack | None:
    """Return the line of our log that an office last gave back."""
    found = desk.setting(f"log.back.{site}")
    return msgspec.convert(found, GivenBack) if found else None


def all_given_back(desk: Desk) -> list[GivenBack]:
    """Return the lines of our log that other offices last gave back."""
    found = [given_back(desk, peer.site) for peer in desk.store.system.peers.list()]
    return [one for one in found if one is not None]


# ---- paper ----


def log_code(desk: Desk) -> str:
    """Return the code of journal and log as they end now: ten characters of a hash of both heads."""
    return _code(*_heads(desk)[:2])


def mark_sheet(desk: Desk, printing: str) -> str:
    """Return the code for the sheets of a printing, and remember which lines it stands for until that is written down.

    Sheets are laid out on another thread, with a connection that only reads, before they are written down as printed.
    """
    journal, log, under = _heads(desk)
    code = _code(journal, log)
    had = _printed.setdefault((str(desk.folder), printing), [])
    line = [*under, code]
    if line not in had:
        had.append(line)
        del had[:-8]
    while len(_printed) > _REMEMBERED:
        _printed.pop(next(iter(_printed)), None)
    return code


def _heads(desk: Desk) -> tuple[str, str, tuple[str, int, int]]:
    """Return the hashes of journal and log, and where they are: replica, number in its journal, number in the log."""
    replica = desk.store.replica
    seq, journal = desk.store.heads(desk.office.site).get(replica, (0, ""))
    n, log = desk.store.log.head()
    return journal, log, (replica, seq, n)


def _code(journal: str, log: str) -> str:
    return hashlib.sha256(f"{journal}\0{log}".encode()).hexdigest()[:LENGTH]


def printed_under(desk: Desk, printing: str) -> dict[str, object]:
    """Return what the register of printings keeps of the sheets of one: for each layout its lines, and their code."""
    return {"under": [list(one) for one in _printed.get((str(desk.folder), printing), [])]}


def code_of(job: PrintJob) -> str:
    """Return the code that the sheets of a printing bear, as it was written down; "" for those of an older program."""
    found = _under(job.log)
    return str(found[-1][3]) if found else ""


def still_holds(desk: Desk, job: PrintJob) -> bool | None:
    """Tell whether journal and log still contain the lines a printing was made under; None where it is not known."""
    found = _under(job.log)
    return any(_code_at(desk, line) == str(line[3]) for line in found) if found else None


def line_of(job: PrintJob) -> int:
    """Return the number of the line of the log that was the newest when the sheets of a printing were laid out."""
    found = _under(job.log)
    return int(str(found[-1][2])) if found else 0


def _under(log: Mapping[str, object]) -> list[list[object]]:
    return cast("list[list[object]]", log.get("under", []))


def _code_at(desk: Desk, line: Sequence[object]) -> str:
    replica, seq, n = str(line[0]), int(str(line[1])), int(str(line[2]))
    journal = desk.store.hash_at(replica, seq) if seq else ""
    log = desk.store.log.hash_at(n) if n else GENESIS
    return _code(journal, log) if log and (journal or not seq) else ""
