"""C6: a stick pulled at any byte holds a whole package or a `.part` that is ignored; the desk still calls it not delivered.

The device is a seam: its n-th call fails, and every one after it. Pulling a real stick is for a person to try.
"""

from __future__ import annotations

import errno
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridDesk.desk import Desk, carrying, exchange, outbox
from gridDesk.errors import DeskError
from gridDesk.sync import package as sealed
from gridDesk.sync import stick as sticks
from gridDesk.sync.errors import StickError
from gridDesk.sync.pairing import own_card
from gridDesk.sync.stick import PART
from tests.flows.failing_stick import Failing
from tests.flows.two_offices import digests, fill

NUMBERS = (errno.ENOSPC, errno.EIO, errno.EROFS)


def whole_packages(desk: Desk, stick: Path) -> int:
    """Count the packages on a stick after checking that each is one, signed by this office and whole."""
    found = [path for path in stick.iterdir() if not path.name.endswith(PART)]
    peer = desk.store.system.peers.list()[0]
    for path in found:
        sealed.read(path, site=peer.site, senders=[own_card(desk.office, desk.keys.site)])
    return len(found)


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def failure(village: Desk, street: Desk, stick: Path) -> DeskError | None:
    """Write a package; return the error with which that failed."""
    try:
        exchange.write_package(village, street.office.site, stick)
    except DeskError as error:
        return error
    return None


def steps(
    village: Desk, street: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> Iterator[DeskError]:
    """Yield the error of a stick that fails at its first, second … call, until it is not met any more.

    The length of a package differs by some bytes each time, so calls cannot be counted beforehand.
    """
    for step in itertools.count(1):
        device = Failing(step, number)
        monkeypatch.setattr(sticks, "system_device", lambda device=device: device)
        error = failure(village, street, stick)
        if error is None:
            assert device.calls < step
            return
        yield error


@pytest.mark.parametrize("number", NUMBERS, ids=[errno.errorcode[one] for one in NUMBERS])
def test_every_fault_at_every_call_leaves_a_true_log(paired, stick, monkeypatch, number, figure):
    village, street = paired
    fill(village, 1)
    exchange.write_package(village, street.office.site, stick)
    outbox.hand_over(village, [exchange.log(village)[0].package_id])
    empty(stick)
    tried = 0
    for error in steps(village, street, stick, monkeypatch, number):
        assert isinstance(error, StickError)
        assert error.message.endswith("。")
        assert error.advice.endswith("。")
        assert outbox.newest(village, street.office.site).state == "made"
        assert whole_packages(village, stick) <= 1
        assert outbox.stick_gone(village, stick) == 0
        assert outbox.line_of(village, outbox.newest(village, street.office.site)).next
        empty(stick)
        tried += 1
    empty(stick)
    monkeypatch.undo()
    assert carrying.carry(village, stick).ok
    assert carrying.carry(street, stick).taken == 1
    site = village.office.site
    assert digests(street, site) == digests(village, site)
    assert tried > 8
    figure("C6", error=errno.errorcode[number], calls_failed=tried, half_packages=0, called_delivered=0)
