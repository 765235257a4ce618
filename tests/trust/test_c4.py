"""C4: replay state changes in the transaction of the data, after all checks: whatever interrupts it, both move or none.

Here the taking in of a package is interrupted inside the process at many moments; A1 kills it at every call and prints
that figure too.
"""

from __future__ import annotations

import contextlib
import itertools

import pytest

from gridDesk.desk import exchange
from gridDesk.errors import DeskError
from gridDesk.store.engine import DatabaseError
from tests.flows.two_offices import digests, fill

APART = 23  # moments, counted in steps of SQLite's virtual machine, by which the next interruption is further on


def test_data_and_replay_state_move_together_whenever_it_is_interrupted(paired, stick, figure, amount):
    village, street = paired
    fill(village, 3)
    path = exchange.write_package(village, street.office.site, stick).path
    site, conn = village.office.site, street.store._db.conn
    before = _state(street, site)
    interrupted = undisturbed = 0
    for moment in itertools.accumulate(itertools.count(1, amount(APART, 1))):
        looks = itertools.count(1)
        conn.set_progress_handler(lambda looks=looks, moment=moment: next(looks) == moment, 1)
        with contextlib.suppress(DeskError, DatabaseError):
            exchange.apply_package(street, path)
            undisturbed += 1
        conn.set_progress_handler(None, 0)
        if undisturbed:
            break
        interrupted += 1
        if _state(street, site) != before:  # it was met after the transaction: then both are there
            break
    data, seen = _state(street, site)
    assert data == digests(village, site)
    assert seen != before[1]
    assert street.store.check() == []
    assert interrupted > 5
    figure("C4", interrupted=interrupted, half_states=0)


def _state(desk: exchange.Desk, site: str) -> tuple[object, object]:
    return digests(desk, site), [(one.replica, one.seq, one.hash) for one in desk.store.system.peer_seen.list()]


def test_the_interruption_is_really_felt(street):
    conn = street.store._db.conn
    conn.set_progress_handler(lambda: True, 1)
    with pytest.raises(DatabaseError):
        conn.execute("SELECT count(*) FROM sqlite_master, sqlite_master AS b").fetchone()
    conn.set_progress_handler(None, 0)
