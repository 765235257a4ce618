"""What one key on the morning page writes down: a visit that found everything as the ledgers say."""

from __future__ import annotations

from gridDesk.desk.agenda_item import Item
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved
from gridDesk.desk.rounds import UNCHANGED, VisitDraft, record_visit
from gridDesk.errors import DeskError
from gridDesk.text import today_iso

_AGAIN, _SHOP, _FOCUS, _USUAL = "06", "05", "02", "01"  # visit_kind


def confirm_visit(desk: Desk, item: Item) -> Saved:
    """Write a visit of today with the result 信息无变化 and verify the household, as one act. Raises DeskError."""
    if not item.can_confirm:
        raise DeskError("这一项不是走访，", advice="请按回车打开它来办理。")
    grid = (desk.store.get(item.ledger, item.uid) or {}).get("grid")
    worker = (desk.store.get("grid", str(grid)) or {}).get("worker") if grid else None
    kind = _AGAIN if item.why == "回访" else _SHOP if item.ledger == "shop" else _FOCUS if item.person else _USUAL
    values = {
        "date": today_iso(), item.ledger: item.uid, "person": item.person or None, "kind": kind, "result": UNCHANGED,
        "worker": worker or desk.worker, "effective": 1,
    }  # fmt: skip
    return record_visit(desk, VisitDraft(values=values, confirm=item.ledger == "household"))
