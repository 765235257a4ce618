"""Which class a matter belongs to in 《民情日志》: 城管, 计生, 党群, 经济, else 其他 (网格员管理制度办法5 一)."""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "其他"
# Codes of event_kind, business_line and agency_kind that name a class by themselves.
_LINES = {
    "01": "党群", "15": "党群", "16": "党群", "17": "党群", "07": "计生", "06": "城管", "14": "城管", "18": "城管",
    "09": "经济", "10": "经济", "13": "经济",
}  # fmt: skip
_KINDS = {"05": "城管", "06": "城管", "09": "城管", "10": "经济"}
_AGENCIES = {"08": "计生", "10": "经济"}
# What residents say on a visit has no code; the first class with one of its words takes it.
_WORDS = (
    ("计生", ("计生", "生育", "怀孕", "孕", "新生儿", "二孩", "三孩")),
    ("党群", ("党员", "支部", "党费", "入党", "工会", "妇联", "团员")),
    ("城管", ("路灯", "垃圾", "占道", "堆放", "井盖", "下水", "污水", "违建", "私搭", "绿化", "停车", "路面", "卫生", "噪音", "小广告")),
    ("经济", ("就业", "工资", "欠薪", "创业", "补贴", "贷款", "流转", "土地", "收成", "价格", "门店", "招工")),
)  # fmt: skip


def of_event(row: Mapping[str, object]) -> str:
    """Return the class of an event: by its line of business, its kind, what was done for whom, else by its words."""
    for key, known in (("line", _LINES), ("kind", _KINDS), ("agency_kind", _AGENCIES)):
        found = known.get(str(row.get(key) or ""))
        if found:
            return found
    if row.get("line") or row.get("kind") not in (None, "07", "08", "11", "99"):
        return OTHER
    return of_words(" ".join(str(row.get(key) or "") for key in ("title", "situation", "demand")))


def of_words(text: str) -> str:
    """Return the class of what somebody said."""
    return _found(text)[0]


def subject(text: str) -> str:
    """Return the word that what somebody said is classed by (路灯), "" when it has none."""
    return _found(text)[1]


def _found(text: str) -> tuple[str, str]:
    return next(((topic, word) for topic, words in _WORDS for word in words if word in text), (OTHER, ""))
