"""A stick that fails or lies while an office writes to it: no false word in the log, and the next attempt heals it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gridDesk.desk import Desk, carrying, exchange, outbox
from gridDesk.sync import stick as sticks
from gridDesk.sync.device import PosixDevice
from gridDesk.sync.errors import StickError
from tests.flows.failing_stick import Failing, Forgetful
from tests.flows.two_offices import fill, pair


@pytest.fixture
def paired(village, street, tmp_path) -> tuple[Desk, Desk]:
    pair(village, street, tmp_path)
    fill(village, 1)
    return village, street


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
