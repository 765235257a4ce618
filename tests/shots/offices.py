"""The offices that are pictured: a village with a backup, a street above it, a package carried there and its receipt."""

from __future__ import annotations

from pathlib import Path

from gridDesk.desk import exchange, new_office, people, safety, tables
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import Desk
from gridDesk.ledger import Office

PASSWORD = "柳行村旁的三棵老槐树"


def make_offices(scratch: Path, size: int) -> Path:
    """Make the village that is pictured, with about `size` people, and return its folder."""
    village = make_demo(scratch / "柳行村", people=size, password=PASSWORD)
    office = Office(site="b" * 16, name="齐岭街道", level="street")
    street = new_office(scratch / "齐岭街道", office, password=PASSWORD, worker="街道网格办")
    stick = scratch / "U盘"
    stick.mkdir()
    _exchange(village, street, stick)
    first = tables.people_table(village)
    people.verify_person(village, first.uid(0))
    safety.backup(village)
    village.close()
    street.close()
    return scratch / "柳行村"


def _exchange(village: Desk, street: Desk, stick: Path) -> None:
    for one, other, role in ((village, street, "parent"), (street, village, "child")):
        card = exchange.read_card(exchange.write_card(other, stick))
        exchange.pair(one, card, exchange.pairing_digits(one, card)[1][-5:], role)
    sent = exchange.write_package(village, street.office.site, stick)
    exchange.apply_package(street, sent.path)
    exchange.apply_package(village, exchange.write_package(street, village.office.site, stick).path)
