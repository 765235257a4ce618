"""What flows between two offices need: pairing as two clerks on the phone would, households, a package carried over."""

from __future__ import annotations

from pathlib import Path

from gridDesk.desk import Desk, exchange, people


def pair(one: Desk, other: Desk, folder: Path) -> None:
    """Pair two offices as two clerks on the phone would; `other` is above `one`."""
    for desk, peer, role in ((one, other, "parent"), (other, one, "child")):
        card = exchange.read_card(exchange.write_card(peer, folder))
        _ours, theirs = exchange.pairing_digits(desk, card)
        exchange.pair(desk, card, theirs[-5:], role)


def fill(desk: Desk, households: int = 6) -> None:
    for n in range(households):
        head = {"name": f"测试{n}", "sex": "1", "id_type": "111"}
        saved = people.new_household(desk, str(n + 1), f"柳行村{n % 3 + 1}组{n + 1}号", head)
        people.add_member(desk, saved.uid, {"name": f"成员㛃{n}"}, "10")


def carry(sender: Desk, receiver: Desk, stick: Path, *, whole: bool = False) -> exchange.AppliedPackage:
    written = exchange.write_package(sender, receiver.office.site, stick, whole=whole)
    return exchange.apply_package(receiver, written.path)


def digests(desk: Desk, site: str) -> dict:
    return {key: pair for key, pair in desk.store.digests(site).items() if pair[0]}
