"""What may be asked of a grid: what stands in its regulation's list, what is admitted beyond it, and what is not (准入、禁入)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridDesk.policy.matter_list import Catalogue, Prohibition
from gridDesk.policy.profile import Profile

_ANY_PROHIBITED = "991"  # codes of the prohibited in the code set `event_matter`


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a matter may be taken on, by which clause, and the sentence for the clerk; a hint may come with a yes."""

    allowed: bool
    clause: str = ""
    sentence: str = ""


def admit(
    profile: Profile, matter: str = "", approval: str = "", words: str = "", day: date | None = None
) -> Admission:
    """Tell whether a grid may be given a matter: `matter` is its code, `words` what it is about, `day` when.

    What is prohibited is refused; what is not in the list, or was withdrawn, needs the number of its approval. A
    regulation without a list refuses nothing.
    """
    found = profile.matters
    if found is None:
        hint = "这一项在一些地方的禁入清单里，本单位的制度没有这样规定，请斟酌后再办。"
        return Admission(True, "", hint if matter.startswith(_ANY_PROHIBITED) else "")
    banned = next((one for one in found.prohibited if one.code == matter), None)
    if banned is not None:
        return Admission(False, found.admission, f"{_banned(found, banned)}，网格员不能办，请退回提出的部门。")
    item = next((one for one in found.items if one.code == matter), None)
    if matter == found.outside or (item is None and matter):
        return _outside(found, approval, "这一项不在网格事项清单里")
    if item is not None and item.until and day is not None and day.isoformat() > item.until:
        return _outside(found, approval, f"“{item.name}”已从 {item.until} 之后退出清单")
    return Admission(True, found.clause, _hint(found, words))


def _outside(found: Catalogue, approval: str, why: str) -> Admission:
    if approval.strip():
        return Admission(True, found.admission, f"{why}，按准入编号 {approval.strip()} 办理。")
    words = f"{why}，要经区（市）审核同意才能交给网格员办（{found.admission} {found.article}），请填写准入编号。"
    return Admission(False, found.admission, words)


def _hint(found: Catalogue, words: str) -> str:
    for one in found.prohibited:
        for word in one.words:
            if word in words:
                return f"文字里有“{word}”，请核对是不是禁入的事：{_banned(found, one)}。"
    return ""


def _banned(found: Catalogue, one: Prohibition) -> str:
    return f"禁入清单第 {one.number} 条“{one.text.rstrip('。')}”（{found.admission} {found.article}）"
