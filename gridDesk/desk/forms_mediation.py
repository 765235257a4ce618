"""What the mediation forms of a dispute ask for beside its own record: who its parties are, which committee mediates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk import paper_levels
from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_dossier import dossier
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

PARTY = ("姓名", "性别", "年龄", "民族", "证件号码", "电话", "住址")


def parties(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Return the parties of a dispute and the committee that mediates it; for the pen nobody."""
    if row is None:
        return Blanks({}, {"当事人": []})
    level = paper_levels.parse(order.level) if order.level else Level.FULL if order.full_ids else Level.DESK
    one = dossier(desk, row, level)
    rows = [
        dict(
            zip(PARTY, (who.name, who.sex, who.age, who.ethnicity, who.id_number, who.phone, who.address), strict=True)
        )
        for who in one.parties
    ]
    organ = one.organ or f"{desk.office.name}人民调解委员会"
    return Blanks({"调解组织": organ, "协议书编号": one.facts.get("协议编号", "")}, {"当事人": rows})


_PROVIDER = Provider(parties, values=("调解组织", "协议书编号"), rows={"当事人": PARTY})
PROVIDERS = {"mediation_agreement": _PROVIDER, "dispute_register": _PROVIDER}
