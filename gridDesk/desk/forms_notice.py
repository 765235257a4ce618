"""What the cards and requests of the office say: 民情联系卡 (青岛规范三2、六4), 对外提供审批单 (新城二（二）5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.desk import exports, pictures
from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import FULL_TIME, LEADERS, Serving, of_grid, serving
from gridDesk.desk.grid_views import profile_of
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row

if TYPE_CHECKING:
    from gridDesk.desk.making import Making
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.page import Page

_NOBODY = Serving("网格员", "", "")


def contact_card(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 民情联系卡: whom to call in a grid, for what, and the picture by which to join its group."""
    grid = of_grid(desk, order)
    uid = str(grid.get("uid") or "")
    leader = next(iter(serving(desk, uid, LEADERS)), _NOBODY) if uid else _NOBODY
    worker = next(iter(serving(desk, uid, FULL_TIME)), _NOBODY) if uid else _NOBODY
    if order.mode == "blank":
        leader = worker = _NOBODY
    values = {
        "联系网格": str(grid.get("name") or ""), "网格长": leader.name, "网格长电话": leader.phone, "网格员": worker.name,
        "网格员电话": worker.phone, "监督电话": str(grid.get("supervision_phone") or ""),
        "服务内容": "、".join(profile_of(desk).service),
    }  # fmt: skip
    return Blanks(values, {}, {"群二维码": pictures.nearest(desk, pictures.GROUP_QR, uid)})


def contact_cards(making: Making) -> Page:
    """Make whole sheets of the card: `count` of them, ten cards each."""
    from gridDesk.desk.form_papers import declared

    tiles = making.paper.tiles
    many = making.order.count * (tiles.columns * tiles.rows if tiles else 1)
    return declared(replace(making, order=replace(making.order, count=many)))


def outside_approval(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 对外提供审批单 from the order, and from the last list that left the office where nothing else is said."""
    if order.mode == "blank":
        return Blanks({"经办人": ""})
    last = next((one for one in exports.left(desk) if one.audience != exports.AUDIENCES["public"]), None)
    values = {"接收单位": order.recipient, "用途": order.purpose, "经办人": desk.user}
    if last:
        values |= {
            "用途": order.purpose or last.reason, "提供内容": last.list, "数据项": last.columns, "条数": f"{last.rows} 条", "遮盖": last.audience,
            "提供形式": "电子表格" if last.kind in ("xlsx", "csv") else last.kind,
        }  # fmt: skip
    return Blanks(values)


PROVIDERS = {
    "contact_card": Provider(
        contact_card, ("联系网格", "网格长", "网格长电话", "网格员", "网格员电话", "监督电话", "服务内容"), pictures=("群二维码",)
    ),
    "outside_approval": Provider(
        outside_approval, ("接收单位", "用途", "经办人", "提供内容", "数据项", "条数", "遮盖", "提供形式")
    ),
}  # fmt: skip
