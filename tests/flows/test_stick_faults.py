"""A stick that fails or lies while an office writes to it: no false word in the log, and the next attempt heals it."""

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
from gridDesk.sync.device import PosixDevice
from gridDesk.sync.errors import StickError
from gridDesk.sync.pairing import own_card
from gridDesk.sync.stick import PART
from tests.flows.two_offices import digests, fill, pair

NUMBERS = (errno.ENOSPC, errno.EIO, errno.EROFS)


class Failing(PosixDevice):
    """A stick whose n-th call fails, and every one after it: it was pulled out, or is full."""

    def __init__(self, fail_at: int, number: int) -> None:
        super().__init__()
        self.fail_at, self.number, self.calls = fail_at, number, 0

    def _step(self) -> None:
        self.calls += 1
        if self.fail_at and self.calls >= self.fail_at:
            raise OSError(self.number, "fault")

    def free(self, folder: Path) -> int:
        self._step()
        return 1 << 40

    def names(self, folder: Path) -> list[str]:
        self._step()
        return super().names(folder)

    def write(self, path: Path, data: bytes, progress: object) -> None:
        for start in range(0, len(data), 4096):
            self._step()
            with path.open("ab") as file:
                file.write(data[start : start + 4096])
        self._step()

    def pieces(self, path: Path) -> Iterator[bytes]:
        self._step()
        yield from super().pieces(path)

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self._step()


@pytest.fixture
def paired(village, street, tmp_path) -> tuple[Desk, Desk]:
    pair(village, street, tmp_path)
    fill(village, 1)
    return village, street


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


def _failure(village: Desk, street: Desk, stick: Path) -> DeskError | None:
    """Write a package; return the error with which that failed."""
    try:
        exchange.write_package(village, street.office.site, stick)
    except DeskError as error:
        return error
    return None


@pytest.mark.parametrize("number", NUMBERS, ids=[errno.errorcode[one] for one in NUMBERS])
def test_every_fault_at_every_call_leaves_a_true_log(paired, stick, monkeypatch, number):
    village, street = paired
    exchange.write_package(village, street.office.site, stick)
    outbox.hand_over(village, [exchange.log(village)[0].package_id])
    empty(stick)
    # The length of a package differs by some bytes each time, so calls cannot be counted beforehand.
    for step in itertools.count(1):
        device = Failing(step, number)
        monkeypatch.setattr(sticks, "system_device", lambda device=device: device)
        error = _failure(village, street, stick)
        if error is None:
            assert device.calls < step
            break
        assert isinstance(error, StickError)
        assert error.message.endswith("。")
        assert error.advice.endswith("。")
        assert outbox.newest(village, street.office.site).state == "made"
        assert whole_packages(village, stick) <= 1
        assert outbox.stick_gone(village, stick) == 0
        assert outbox.line_of(village, outbox.newest(village, street.office.site)).next
        empty(stick)
    assert step > 8
    empty(stick)
    monkeypatch.undo()
    assert carrying.carry(village, stick).ok
    assert carrying.carry(street, stick).taken == 1
    site = village.office.site
    assert digests(street, site) == digests(village, site)


def test_a_report_tells_of_a_stick_that_failed_and_tries_nothing_more_on_it(paired, stick, monkeypatch):
    village, _street = paired
    device = Failing(5, errno.EIO)
    monkeypatch.setattr(sticks, "system_device", lambda: device)
    report = carrying.carry(village, stick)
    assert (report.ok, report.stick_free, report.written) == (False, False, ())
    assert "没有写成" in report.lines[0].text
    assert {line.key for line in exchange.log(village)} == {"made"}


class Liar(PosixDevice):
    """Takes everything, keeps half of it, and reads back what it likes."""

    def write(self, path: Path, data: bytes, progress: object) -> None:
        super().write(path, data[: len(data) // 2] + bytes(len(data) - len(data) // 2), progress)


class Forgetful(PosixDevice):
    """Reads back from its memory what it never kept: the lie shows only when the stick comes back."""

    def digest(self, path: Path) -> str:
        found = super().digest(path)
        path.write_bytes(path.read_bytes()[:-40])
        return found


def test_a_stick_of_false_size_is_never_taken_for_written(paired, stick, monkeypatch):
    village, _street = paired
    monkeypatch.setattr(sticks, "system_device", Liar)
    report = carrying.carry(village, stick)
    assert "不可靠" in report.lines[0].text
    assert {line.key for line in exchange.log(village)} == {"made"}
    assert list(stick.iterdir()) == []


def test_a_stick_that_lied_about_keeping_is_found_out_when_it_comes_back_and_mended(paired, stick, monkeypatch):
    village, street = paired
    monkeypatch.setattr(sticks, "system_device", Forgetful)
    carrying.carry(village, stick)
    monkeypatch.undo()
    outbox.stick_gone(village, stick)
    assert exchange.log(village)[0].key == "handed"
    view = carrying.look(village, stick)
    outbox.note_checked(village, {one.package_id: bool(one.whole) for one in view.own_waiting})
    line = exchange.log(village)[0]
    assert line.key == "damaged"
    bad = view.damaged_own[0].path
    before = bad.read_bytes()
    written = carrying.write_again(village, line.package_id, view)
    assert not bad.exists() or bad.read_bytes() != before
    assert exchange.log(village)[0].key == "written"
    assert carrying.look(village, stick).seen_whole == [line.package_id]
    assert carrying.carry(street, stick).taken == 1
    assert written.n == 1


def test_the_same_package_is_written_again_byte_for_byte(paired, stick, tmp_path):
    village, street = paired
    first = exchange.write_package(village, street.office.site, stick)
    data = first.path.read_bytes()
    first.path.write_bytes(b"GDP1\n" + data[5:-1] + b"\0")
    view = carrying.look(village, stick)
    again = carrying.write_again(village, exchange.log(village)[0].package_id, view)
    assert again.path.read_bytes() == data
    assert sorted(path.read_bytes() for path in stick.iterdir()) == [data]


@pytest.mark.parametrize("at", [1, 4, 9])
def test_a_stick_pulled_while_the_same_package_is_written_again_keeps_the_warning(paired, stick, monkeypatch, at):
    village, street = paired
    first = exchange.write_package(village, street.office.site, stick)
    first.path.write_bytes(first.path.read_bytes()[:-1] + b"\0")
    view = carrying.look(village, stick)
    outbox.note_checked(village, {one.package_id: bool(one.whole) for one in view.own_waiting})
    device = Failing(at, errno.ENODEV)
    monkeypatch.setattr(sticks, "system_device", lambda: device)
    with pytest.raises(StickError):
        carrying.write_again(village, exchange.log(village)[0].package_id, view)
    assert exchange.log(village)[0].key == "damaged"
    assert outbox.stick_gone(village, stick, view.seen_whole) == 0
