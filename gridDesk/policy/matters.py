"""Matters (网格事项): the list of what a grid works on, what may be asked of it beyond that, and what may not (准入、禁入).

The list belongs to the regulation (`[matters]` in its TOML), so that a new version of it comes, signed and dated, with a
new version of the regulation (青岛规范四). A matter that was withdrawn keeps its code and says until when it was in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from gridDesk.errors import DefinitionError

if TYPE_CHECKING:
    from gridDesk.policy.profile import Profile

_ANY_PROHIBITED = "991"  # codes of the prohibited in the code set `event_matter`


@dataclass(frozen=True, slots=True)
class Matter:
    """One item (小类) of the list: its code in `event_matter`, its class (大类), its last day ("" still in)."""

    code: str
    group: str
    label: str
    until: str = ""

    @property
    def name(self) -> str:
        """Return class and item as they are read together."""
        return self.group if self.group == self.label else f"{self.group}：{self.label}"


@dataclass(frozen=True, slots=True)
class Prohibition:
    """One entry of what may never be asked of a grid (禁入): its code, number and text; `words` that hint at it."""

    code: str
    number: int
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The list of a regulation: its clauses for what is in (`clause`) and for admission, items, and what is kept out."""

    clause: str
    admission: str
    article: str
    outside: str
    items: tuple[Matter, ...]
    prohibited: tuple[Prohibition, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the classes in order."""
        return tuple(dict.fromkeys(item.group for item in self.items))


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a matter may be taken on, by which clause, and the sentence for the clerk; a hint may come with a yes."""

    allowed: bool
    clause: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a grid worker as a regulation lists them (十二类职责、十员、业务条线), and what of the records is of it."""

    name: str
    lines: frozenset[str]
    kinds: frozenset[str]
    records: frozenset[str]


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


def duties_of(profile: Profile) -> tuple[Duty, ...]:
    """Return the duties that a regulation lists, in its order; empty where it lists none."""
    return next((duties(clause.params) for clause in profile.clauses if clause.rule == "duties_recorded"), ())


def duties(params: Mapping[str, object]) -> tuple[Duty, ...]:
    """Return the duties that a clause's parameters list. Raises KeyError or TypeError for others."""
    raw = cast("list[Mapping[str, object]]", params["duties"])
    return tuple(
        Duty(str(one["name"]), _words(one, "lines"), _words(one, "kinds"), _words(one, "records")) for one in raw
    )


def _words(one: Mapping[str, object], key: str) -> frozenset[str]:
    return frozenset(cast("list[str]", one.get(key, [])))


def duty_of(listed: Iterable[Duty], *, line: str = "", kind: str = "", record: str = "") -> str:
    """Return the name of the first duty that a record is of: by its business line, else kind, else ledger; "" of none."""
    every = tuple(listed)
    for key, word in (("lines", line), ("kinds", kind), ("records", record)):
        name = next((one.name for one in every if word and word in getattr(one, key)), "")
        if name:
            return name
    return ""


def read_matters(raw: Mapping[str, object], name: str) -> Catalogue | None:
    """Return the list in a profile's `[matters]`, None where it has none. Raises DefinitionError."""
    if not raw:
        return None
    try:
        items = [_matter(one) for one in cast("list[list[str]]", raw["items"])]
        banned = [_prohibition(one) for one in cast("list[Mapping[str, object]]", raw["prohibited"])]
        clause, admission, article, outside = (str(raw[key]) for key in ("clause", "admission", "article", "outside"))
    except (KeyError, TypeError, ValueError) as error:
        raise DefinitionError(name, 0, "[matters] 写法不对") from error
    codes = [one.code for one in items] + [one.code for one in banned]
    if len(set(codes)) != len(codes):
        raise DefinitionError(name, 0, "[matters] 里有重复的编码")
    return Catalogue(clause, admission, article, outside, tuple(items), tuple(banned))


def _matter(raw: list[str]) -> Matter:
    code, group, label, *until = raw
    return Matter(code, group, label, *until)


def _prohibition(raw: Mapping[str, object]) -> Prohibition:
    number = int(str(raw["number"]))
    return Prohibition(str(raw["code"]), number, str(raw["text"]), tuple(cast("list[str]", raw.get("words", []))))
