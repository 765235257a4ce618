"""The list of matters (网格事项清单) in a regulation, `[matters]` in its TOML: what is in, and what is never asked of a grid.

A new version of it comes, signed and dated, with a new version of the regulation (青岛规范四). A matter that was withdrawn
keeps its code and says until when it was in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from gridDesk.errors import DefinitionError


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
