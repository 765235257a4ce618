"""One package of the log as the clerk reads it, and the words for every state and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OUT_WORDS = {
    "made": ("还没有写到 U 盘", "请插上 U 盘，点“一键收发”，会重新写一份。"),
    "written": ("已写好并核对", "请安全弹出 U 盘，交给{peer}。"),
    "handed": ("已交出，等回执", "{peer}收取以后，请把 U 盘带回来插上，就能收到回执。"),
    "back": ("U 盘回来了", "请先点“一键收发”；还是没有回执，就请{peer}收取以后再带回来。"),
    "acknowledged": ("对方已收下", ""),
    "partial": ("对方收下了一部分", "没有收下的记录和原因见说明；改好以后再点“一键收发”。"),
    "refused": ("被退回", "请按说明里的原因处理，再点“一键收发”重新写一份。"),
    "held": ("对方先放着，缺前面的包", "请再点“一键收发”写一份交去，会补上{peer}缺的内容。"),
}
IN_WORDS = {
    "applied": ("已收取", ""),
    "partial": ("收下了一部分", "没有收下的记录已另外放着，回执会告诉{peer}。"),
    "held": ("先放着，等前面的包", "请{peer}再写一个包；收到以后会接着导入。"),
    "refused": ("没有收", "请把原因告诉{peer}；回执会在下一个包里带去。"),
}


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A package in the log: when, which way, with whom, and in words what became of it.

    `key` names the state for programs, `state` for people, `next` is the next step ("" when there is none). `overdue`
    counts the days without an answer once they are too many; `covered` tells that a later package took its place.
    """

    package_id: str
    when: str
    direction: Literal["out", "in"]
    peer: str
    n: int
    state: str
    detail: str
    key: str = ""
    next: str = ""
    overdue: int = 0
    covered: bool = False
    site: str = ""

    @property
    def open(self) -> bool:
        """Tell whether somebody still has to do something about it."""
        return bool(self.next) and not self.covered
