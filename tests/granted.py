"""Leave to write papers and lists, for tests that are about something else: silent where nobody has to agree, else by slip."""

from __future__ import annotations

from pathlib import Path

from gridDesk.desk import Desk, exports, grant_slips, grants, print_grants, printing
from gridDesk.desk.exports import Exported, ExportOrder
from gridDesk.desk.grants import Grant, Order, PaperApproval
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.printing import PrintedFile


def grant_for(desk: Desk, order: Order) -> Grant:
    """Return a grant for an order, agreed to on a signed slip where somebody must."""
    if not order.persons:
        return grants.harmless("blank")
    if not grants.needs_approval(desk, order):
        return grants.issue(desk, order)
    return grants.issue(desk, order, PaperApproval(grant_slips.ask(desk, order).slip, "李主任"))


def save(desk: Desk, order: PrintOrder, target: Path) -> PrintedFile:
    """Save a paper as a plain file."""
    return printing.save(desk, order, target, grant=grant_for(desk, print_grants.order_of(desk, order, way="file")))


def export(desk: Desk, order: ExportOrder, target: Path, password: str = "") -> Exported:
    """Export a list, as its order says: locked, or plain."""
    exports.check(desk, order)
    return exports.export(
        desk, order, target, grant=grant_for(desk, exports.grant_order(desk, order, target)), password=password
    )
