"""Orders as the register of grants keeps them, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk.grant_order import Order
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.store import GrantRecord


def record_of(order: Order, ident: str, n: int) -> GrantRecord:
    """Return the record of an order; of a list as it stands is kept only that it is one, for it may name who was sought."""
    from gridDesk.store import GrantRecord

    return GrantRecord(
        id=ident, n=n, purpose=order.purpose, words=order.words, recipient=order.recipient, basis=order.basis,
        paper=order.paper.partition("{")[0], title=order.title, columns=order.columns, level=f"M{int(order.level)}",
        persons=order.persons, sealed=int(order.sensitive), full_ids=int(order.full_ids), copies=order.copies, way=order.way,
        encrypted=int(order.encrypted),
    )  # fmt: skip


def order_of(record: GrantRecord) -> Order:
    """Return the order a record was kept for."""
    return Order(
        purpose=record.purpose, words=record.words, recipient=record.recipient, basis=record.basis, paper=record.paper,
        title=record.title, columns=record.columns, level=Level(int(record.level[1:] or 0)), persons=record.persons,
        sensitive=bool(record.sealed), copies=record.copies, way=record.way,  # type: ignore[arg-type]
        full_ids=bool(record.full_ids), encrypted=bool(record.encrypted),
    )  # fmt: skip
