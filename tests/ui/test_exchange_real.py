"""Two real offices and a folder that plays the stick: one button on each side, and what the watch notices meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridDesk.desk import Desk, carrying, exchange, outbox
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office, new_site
from gridDesk.ui import background
from gridDesk.ui.exchange_page import ExchangePage
from gridDesk.ui.status import StatusLine


@pytest.fixture
def street(demo: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A street that is paired with the demonstration village, which has exchanged nothing yet."""
    system = demo.store.system
    for peer in system.peers.list():
        system.peers.delete(peer.site)
    for record in system.packages.list():
        system.packages.delete(record.package_id, record.direction)
    office = Office(site=new_site(), name="齐岭街道", level="street")
    made = new_office(tmp_path / "street", office, password="七座山那么远的一个地方", worker="街道")
    for one, other, role in ((demo, made, "parent"), (made, demo, "child")):
        card = exchange.read_card(exchange.write_card(other, tmp_path))
        exchange.pair(one, card, exchange.pairing_digits(one, card)[1][-5:], role)
    yield made
    made.close()


@pytest.fixture
def slot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[exchange.Stick]:
    """The sticks that are in; a test puts one in and takes it out."""
    found: list[exchange.Stick] = []
    monkeypatch.setattr(exchange, "sticks", lambda: list(found))
    return found


def test_from_the_first_package_to_its_receipt(qtbot, demo, street, slot, tmp_path):
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    stick = exchange.Stick(folder, "KINGSTON", 1 << 30)
    line = StatusLine()
    qtbot.addWidget(line)
    line.set_desk(demo)
    page = ExchangePage(demo)
    qtbot.addWidget(page)
    page.resize(1150, 700)
    page.show()
    assert page.watch.parent() is line  # one watch for the whole window

    slot.append(stick)
    page.watch.look()
    qtbot.waitUntil(page.stick.go.isEnabled, timeout=10000)
    assert page.stick.plan.text() == "给齐岭街道写一个包。"
    page.stick.go.click()
    qtbot.waitUntil(page.report.isVisible, timeout=20000)
    assert len(list(folder.iterdir())) == 1
    qtbot.waitUntil(lambda: "可以安全弹出" in page.stick.plan.text(), timeout=10000)
    assert page.log.rows.lines[0].what.key == "written"

    slot.clear()
    qtbot.waitUntil(lambda: (page.watch.look(), exchange.log(demo)[0].key == "handed")[1], timeout=20000)
    qtbot.waitUntil(lambda: page.log.rows.lines[0].what.key == "handed", timeout=10000)
    assert carrying.carry(street, folder).ok

    slot.append(stick)
    qtbot.waitUntil(lambda: (page.watch.look(), page.stick.plan.text().startswith("先收 1 个包"))[1], timeout=20000)
    qtbot.waitUntil(lambda: exchange.log(demo)[0].key == "back", timeout=10000)
    page.report.hide()
    page.stick.go.click()
    qtbot.waitUntil(page.report.isVisible, timeout=20000)
    assert "对方已收下" in page.report.lines.text()
    assert exchange.peers(demo)[0].equal is True
    assert outbox.overdue_of(demo, street.office.site) == 0
    line.set_desk(None)
    qtbot.waitUntil(lambda: not background.waiting(), timeout=10000)


def test_a_stick_put_in_while_another_page_is_open_leads_to_its_page(window, qtbot, demo, street, slot, tmp_path):
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    carrying.carry(street, folder, to=[demo.office.site])
    window.open_page("people")
    slot.append(exchange.Stick(folder, "KINGSTON", 1 << 30))
    qtbot.waitUntil(window.status.stick.isVisible, timeout=20000)
    assert "1 个新数据包" in window.status.stick.text()
    window.status.stick.click()
    page = window.workspace.shown()
    assert isinstance(page, ExchangePage)
    assert not window.status.stick.isVisible()
    qtbot.waitUntil(page.stick.go.isEnabled, timeout=10000)
    window.open_page("people")
    window.open_page("exchange")
    assert page.stick.go.hasFocus() or page.isAncestorOf(window.focusWidget())
