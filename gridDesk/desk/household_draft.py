"""A household as it is typed on one screen (录入一户): every cell is the text of the clerk, nothing is read yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

PERSON_CELLS = ("id_number", "name", "sex", "birth", "ethnicity", "education", "phone")
MEMBER_CELLS = ("id_number", "name", "relation", "sex", "birth", "ethnicity", "education", "phone", "groups")
TENANT_CELLS = ("id_number", "name", "phone", "since", "rent")
DWELLING_CELLS = ("kind", "use", "area", "floors", "rented")
HEAD_CELLS = ("number", "address", "village_group", "grid", "phone", "kind")
CARRIED = ("village_group", "grid", "kind")
CARRIED_DWELLING = ("kind", "use")

Level = Literal["error", "offer", "unreadable", "warning"]


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """One row of the members' table. `uid` is the person who is there already: edited, or moved into this household."""

    id_number: str = ""
    name: str = ""
    relation: str = ""
    sex: str = ""
    birth: str = ""
    ethnicity: str = ""
    education: str = ""
    phone: str = ""
    groups: str = ""
    uid: str = ""

    @property
    def blank(self) -> bool:
        """Tell whether nothing was typed that tells of a person; relation and 民族 are filled in beforehand."""
        beforehand = ("relation", "ethnicity")
        return not self.uid and not any(getattr(self, key).strip() for key in MEMBER_CELLS if key not in beforehand)


@dataclass(frozen=True, slots=True)
class DwellingDraft:
    """The dwelling the household lives in; `uid` is the record that is there already."""

    kind: str = ""
    use: str = ""
    area: str = ""
    floors: str = ""
    rented: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class TenantDraft:
    """One row of the tenants' table; `uid` is the person, `tenancy` the record of the letting, when they are there."""

    id_number: str = ""
    name: str = ""
    phone: str = ""
    since: str = ""
    rent: str = ""
    uid: str = ""
    tenancy: str = ""

    @property
    def blank(self) -> bool:
        """Tell whether the row is empty."""
        return not self.uid and not any(getattr(self, key).strip() for key in TENANT_CELLS)


@dataclass(frozen=True, slots=True)
class HouseholdDraft:
    """A whole household; `grid` is the uid of a grid, all else is text. `uid` is the household that is edited."""

    number: str = ""
    address: str = ""
    village_group: str = ""
    grid: str = ""
    phone: str = ""
    kind: str = ""
    members: tuple[MemberDraft, ...] = ()
    dwelling: DwellingDraft = DwellingDraft()
    tenants: tuple[TenantDraft, ...] = ()
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the screen: its block (head, member, dwelling, tenant), row from 0, and key."""

    block: str
    row: int
    key: str


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """Something to look at in a cell. Only `error` hinders saving; `offer` is a person there already (`uid`)."""

    place: Place
    message: str
    level: Level
    uid: str = ""


def to_texts(draft: HouseholdDraft) -> dict[str, object]:
    """Return a draft as plain data that JSON can hold."""
    return asdict(draft)


def from_texts(texts: Mapping[str, object]) -> HouseholdDraft:
    """Return the draft that `to_texts` made plain; keys that are not known any more are left out."""
    values: dict[str, object] = {key: str(texts.get(key) or "") for key in (*HEAD_CELLS, "uid")}
    values["members"] = tuple(MemberDraft(**_texts(row, MemberDraft)) for row in _rows(texts.get("members")))
    values["tenants"] = tuple(TenantDraft(**_texts(row, TenantDraft)) for row in _rows(texts.get("tenants")))
    house = texts.get("dwelling")
    values["dwelling"] = DwellingDraft(**_texts(house if isinstance(house, Mapping) else {}, DwellingDraft))
    return HouseholdDraft(**values)  # type: ignore[arg-type]


def _rows(found: object) -> list[Mapping[str, object]]:
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list | tuple) else []


def _texts(row: Mapping[str, object], cls: type) -> dict[str, str]:
    return {key: str(row.get(key) or "") for key in cls.__dataclass_fields__}  # type: ignore[attr-defined]


def following(draft: HouseholdDraft) -> HouseholdDraft:
    """Return what the next household begins with: the number and the house number after this one's, and what stays."""
    stays = {key: getattr(draft, key) for key in CARRIED}
    house = DwellingDraft(**{key: getattr(draft.dwelling, key) for key in CARRIED_DWELLING})
    return HouseholdDraft(
        number=number_after(draft.number), address=number_after(draft.address), dwelling=house, **stays
    )


def number_after(text: str) -> str:
    """Return a text with its last number raised by one, as wide as before; "" when there is none."""
    start, length = last_number(text)
    if not length:
        return ""
    number = text[start : start + length]
    return f"{text[:start]}{int(number) + 1:0{length}d}{text[start + length :]}"


def last_number(text: str) -> tuple[int, int]:
    """Return where the last number of a text begins and how long it is, (0, 0) when there is none."""
    found = list(re.finditer("[0-9]{1,9}", text))
    return (found[-1].start(), len(found[-1][0])) if found else (0, 0)
