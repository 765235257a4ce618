"""What regulations call groups of people, in the labels of the special ledgers (特殊人群台账) that hold them."""

from __future__ import annotations

from collections.abc import Iterable

SPECIAL = ("刑满释放", "社区矫正", "严重精神障碍", "吸毒人员", "艾滋病危险人员")  # 特殊人群 of GB/T 31000-2015
UNTOLD = "关注人员"  # all that is said of somebody in a sealed ledger: not which one it is
WATCHED = ("信访重点人员", "涉邪教人员", "重点青少年")
POOR = ("低保特困", "残疾人")
HELPED = (*POOR, "特殊和困难老人", "留守人员", "优抚对象")
MEMBERS: dict[str, tuple[str, ...]] = {
    "帮扶人群": HELPED,
    "困难人群": POOR,
    "生活困难家庭": POOR,
    "空巢老人": ("特殊和困难老人",),
    "特殊人群": SPECIAL,
    "重点人员": WATCHED,
    "关注人员": (*SPECIAL, *WATCHED),
    "重点人群": (*SPECIAL, *WATCHED, *HELPED),
    "流动人口租住户": ("流动人口", "出租房屋"),
}
EVERYBODY = "居民"


def labels_of(names: Iterable[str]) -> frozenset[str]:
    """Return the labels of ledgers that groups are kept in; a name that is no group's is a label itself.

    Of sealed ledgers only 关注人员 is told, so that a group of any of them has all the people of all of them.
    """
    labels = {label for name in names for label in MEMBERS.get(name, (name,))}
    return frozenset(labels if labels.isdisjoint((*SPECIAL, *WATCHED)) else {*labels, UNTOLD})
