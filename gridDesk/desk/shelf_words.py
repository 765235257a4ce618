"""What the clerk is told before a change print: what is to be done, and what else she may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridDesk.desk.shelf import Prepared
    from gridDesk.desk.shelf_supplement import Supplement

MANY = 0.15  # the part of a book's pages above which a supplement is offered instead of an exchange
LOOSE = 0.2  # the part of overflow pages above which 重新整理 is offered


def sentence(prepared: Prepared) -> str:
    """Return what is to be done at the shelf."""
    exchange = prepared.exchange
    if prepared.fresh:
        old = f"书架上原有的 {len(exchange.take_out)} 张全部抽出。" if exchange.take_out else ""
        return f"{prepared.title}共 {len(prepared.today)} 张，页码从头编起，全部打印。{old}"
    if exchange.empty and not prepared.supplement:
        return f"{prepared.title}共 {prepared.valid} 张，都与台账一致，不用打印。"
    parts = [f"{prepared.changed} 张有变动"] if prepared.changed else []
    parts += [f"{prepared.new} 张是新增的"] if prepared.new else []
    parts += [f"{prepared.removed} 张不再使用"] if prepared.removed else []
    todo = f"要打印 {len(exchange.put_in)} 张，抽出 {len(exchange.take_out)} 张"
    pen = _pen(prepared.supplement) if prepared.supplement else ""
    if not parts:
        return f"{prepared.title}：{pen}，{prepared.valid} 张都不用重印。"
    return f"{prepared.title}：{'，'.join(parts)}；{todo}，其余 {prepared.valid} 张仍然有效{pen and '，其中 ' + pen}。"


def _pen(supplement: Supplement) -> str:
    return (
        f"{len(supplement.amendments)} 页按变更登记页（{supplement.pages} 页）用笔更正 {len(supplement.corrections)} 处"
    )


def advice(prepared: Prepared) -> str:
    """Return what else may be chosen when many pages changed or many are in between; "" otherwise."""
    if prepared.fresh or prepared.supplement:
        return ""
    over = sum(1 for page in prepared.printed if page.base.isdigit() and page.turn)
    if over > LOOSE * len(prepared.printed):
        return f"有 {over} 页是插在中间的续页（如 12-1），翻查不便，建议重新整理：全部重新编页打印。"
    if prepared.share > MANY:
        return f"变动涉及 {prepared.share:.0%} 的页。如果只是零星改动，可以选“手改”：只印变更登记页，照着在原页上用笔更正。"
    return ""
