"""What a patrol is to look at: the checklist of the regulation in force, in the groups it names.

五必查、五必访、五必做 (新城二（二）2); 三必访、三必看、三必查、三必巡 (巡查走访制度三). A patrol of the forest rangers has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridDesk.desk import policies
from gridDesk.desk.office import Desk
from gridDesk.policy import Profile

RANGERS = "12"  # patrol_kind 护林巡查
_CHECKS, _VISITED, _DONE = "checks", "visited", "done"


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to tick: the field of the patrol it goes to, its code there, and its word."""

    field: str
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things to tick that belong together under a word of the regulation (五必查)."""

    title: str
    boxes: tuple[Box, ...]


# Title as a regulation says it (any of the words): what it consists of, as field and code.
_NAMED = (
    (("五必查",), "五必查", ((_CHECKS, "01"), (_CHECKS, "02"), (_CHECKS, "03"), (_CHECKS, "04"), (_CHECKS, "05"))),
    (("五必访",), "五必访", ((_VISITED, "05"), (_VISITED, "06"), (_VISITED, "07"), (_VISITED, "08"), (_VISITED, "09"))),
    (("五必做",), "五必做", ((_DONE, "01"), (_DONE, "02"), (_DONE, "03"), (_DONE, "04"), (_DONE, "05"))),
    (("三必访", "三个必访", "三个三必"), "三必访", ((_VISITED, "08"), (_VISITED, "10"), (_VISITED, "12"))),
    (("三必看", "三个必看", "三个三必"), "三必看", ((_VISITED, "07"), (_VISITED, "05"), (_VISITED, "11"))),
    (("三必查", "三个必查", "三个三必"), "三必查", ((_VISITED, "06"), (_CHECKS, "10"), (_VISITED, "09"))),
    (("三必巡", "三个必巡", "三个三必"), "三必巡", ((_CHECKS, "02"), (_CHECKS, "01"), (_CHECKS, "03"))),
)  # fmt: skip
# In these rows a code is called as that regulation calls it.
_CALLED = {
    ("三必访", _VISITED, "08"): "党员干部、楼栋长", ("三必看", _VISITED, "07"): "孤寡独居老人",
    ("三必看", _VISITED, "05"): "困难、残疾群体", ("三必查", _VISITED, "06"): "流动人口、出租房屋",
    ("三必巡", _CHECKS, "02"): "市政设施", ("三必巡", _CHECKS, "03"): "消防治安",
}  # fmt: skip
_USUAL = tuple((_CHECKS, code) for code in ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10"))
_FOREST = tuple((_CHECKS, code) for code in ("11", "12", "13", "14"))


def checklist(desk: Desk, day: str, kind: str = "") -> tuple[Group, ...]:
    """Return what to tick on a patrol of a day (ISO) and kind (patrol_kind), group by group.

    A regulation that names no checklist gets the usual things to look at; what it asks for besides its groups follows.
    """
    if kind == RANGERS:
        return (_group(desk, "护林", _FOREST),)
    profile = policies.profile_on(desk, date.fromisoformat(day))
    said = "".join(f"{one.article}{one.text}" for one in profile.clauses)
    named = [_group(desk, title, boxes) for words, title, boxes in _NAMED if any(word in said for word in words)]
    if not named:
        return (_group(desk, "全部", _USUAL),)
    there = {box.code for group in named for box in group.boxes if box.field == _CHECKS}
    more = [(_CHECKS, code) for code in _asked(desk, profile) if code not in there]
    return (*named, _group(desk, "另外检查", more)) if more else tuple(named)


def _asked(desk: Desk, profile: Profile) -> list[str]:
    """Return the codes of the checks that the rules of a regulation count."""
    codes, found = desk.catalogue.code_sets["patrol_check"], []
    for clause in profile.clauses:
        words = clause.params.get("checks", ())
        if clause.rule == "patrol_checks" and isinstance(words, (list, tuple)):
            found += [code for word in words if (code := codes.find(word))]
    return list(dict.fromkeys(found))


def _group(desk: Desk, title: str, boxes: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Group:
    shape = desk.catalogue["patrol"]
    return Group(
        title,
        tuple(Box(key, code, _CALLED.get((title, key, code)) or shape[key].show(code)) for key, code in boxes),
    )
