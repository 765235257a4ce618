"""C7: a package is read back and hashed from the device; sticks of false size and those that corrupt are found out.

The stick is a seam that lies; unbuffered reading from a real one stays to be tried on Windows.
"""

from __future__ import annotations

import pytest

from gridDesk.desk import carrying, exchange, outbox
from gridDesk.sync import stick as sticks
from gridDesk.sync.errors import StickLies, StickPulled
from tests.flows.failing_stick import Forgetful
from tests.sync.lying_stick import LIES, Liar, check_words, write


def test_a_stick_that_lies_in_any_way_is_found_out_and_leaves_no_package(tmp_path, figure):
    for n, lie in enumerate(LIES):
        folder = tmp_path / str(n)
        folder.mkdir()
        with pytest.raises((StickLies, StickPulled)) as caught:
            write(folder, Liar(lie))
        check_words(caught.value)
        assert list(folder.iterdir()) == []
    figure("C7", lies=len(LIES), found_out=len(LIES))


def test_a_lie_that_shows_only_later_is_found_out_when_the_stick_comes_back(paired, stick, monkeypatch, figure):
    village, _street = paired
    monkeypatch.setattr(sticks, "system_device", Forgetful)
    carrying.carry(village, stick)
    monkeypatch.undo()
    outbox.stick_gone(village, stick)
    assert exchange.log(village)[0].key == "handed"
    view = carrying.look(village, stick)
    outbox.note_checked(village, {one.package_id: bool(one.whole) for one in view.own_waiting})
    assert exchange.log(village)[0].key == "damaged"
    figure("C7", found_out_when_it_came_back=1)
