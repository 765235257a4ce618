"""Pairing with an office that comes with other keys than before, for tests that are about something else."""

from __future__ import annotations

from gridDesk.desk import Desk, exchange, grant_slips
from gridDesk.desk.exchange import Card
from gridDesk.desk.grants import PaperApproval


def pair(desk: Desk, card: Card, role: str) -> None:
    """Pair with an office by its digits; where it comes with other keys a signed slip agrees to them."""
    slip = grant_slips.ask(desk, exchange.key_order(card)).slip if exchange.replaces_keys(desk, card) else ""
    approval = PaperApproval(slip, "李主任") if slip else None
    exchange.pair(desk, card, exchange.pairing_digits(desk, card)[1][-5:], role, new_keys=True, approval=approval)
