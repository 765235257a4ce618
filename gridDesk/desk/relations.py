"""Relations to the head (与户主关系, GB/T 4761) seen from a new head: a pure proposal that a clerk confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEAD = "02"
SPOUSES = ("10", "11", "12")
SONS = ("20", "21", "22", "23", "24", "25", "26", "27", "29")
DAUGHTERS = ("30", "31", "32", "33", "34", "35", "36", "37", "39")
CHILDREN = SONS + DAUGHTERS
SIBLINGS = ("70", "71", "73", "75", "77", "79")
GRANDCHILDREN = ("40", "41", "42", "43", "44")
IN_LAW_CHILDREN = ("28", "38")
STRANGERS = ("97", "99")
MAN = "1"


@dataclass(frozen=True, slots=True)
class Kin:
    """A member as the proposal needs her: relation to the old head, sex, birth date ("" when not known)."""

    uid: str
    relation: str
    sex: str = ""
    birth: str = ""


def propose(members: Sequence[Kin], new_head: str) -> dict[str, str | None]:
    """Return each member's relation to the new head; None where it must be asked."""
    head = next(member for member in members if member.uid == new_head)
    children = [member for member in members if member.relation in CHILDREN]
    return {member.uid: HEAD if member.uid == new_head else _seen_from(head, member, children) for member in members}


def _seen_from(head: Kin, other: Kin, children: Sequence[Kin]) -> str | None:
    if not (head.relation and other.relation):
        return None
    if other.relation in STRANGERS or head.relation in STRANGERS:
        return "99" if "99" in (other.relation, head.relation) else "97"
    if head.relation == HEAD:
        return other.relation
    if head.relation in SPOUSES:
        return _from_spouse(head, other)
    if head.relation in CHILDREN:
        return _from_child(head, other, children)
    if head.relation in ("51", "52"):
        return _from_parent(head, other)
    if head.relation in SIBLINGS:
        return _from_sibling(head, other)
    if head.relation in IN_LAW_CHILDREN:
        return _from_child_in_law(head, other, children)
    if head.relation in GRANDCHILDREN:
        return _from_grandchild(other)
    return None


def _from_spouse(head: Kin, other: Kin) -> str | None:
    """The spouse becomes head: children stay children, the old head's parents become parents-in-law."""
    if other.relation == HEAD:
        return _by_sex(other, "11", "12", "10")
    if other.relation in CHILDREN + IN_LAW_CHILDREN or other.relation[:1] == "4":
        return other.relation
    if other.relation in ("51", "52"):
        father, mother = ("55", "56") if head.sex == MAN else ("53", "54") if head.sex else ("", "")
        return (father if other.relation == "51" else mother) or None
    own = {"53": "51", "55": "51", "54": "52", "56": "52", "65": "60"}
    if other.relation in own:
        return own[other.relation]
    if other.relation in ("60", "61", "62", "63", "64"):
        return "65"
    return "97" if other.relation[:1] in "78" or other.relation[:1] == "9" else None


def _from_child(head: Kin, other: Kin, children: Sequence[Kin]) -> str | None:
    """A child becomes head: the old head becomes father or mother, brothers and sisters are told by age."""
    if other.relation == HEAD or other.relation in SPOUSES:
        return _by_sex(other, "51", "52", "50")
    if other.relation in CHILDREN:
        return _sibling(head, other)
    up = {"51": "61", "52": "62", "61": "66", "62": "67"}
    if other.relation in up:
        return up[other.relation]
    only = len([child for child in children if child.relation in (SONS if head.relation in SONS else DAUGHTERS)]) == 1
    if other.relation in IN_LAW_CHILDREN:
        wanted = "38" if head.relation in SONS else "28"
        return _by_sex(other, "11", "12", "10") if only and other.relation == wanted else None
    if other.relation in ("41", "42") and len(children) == 1:
        return "20" if other.relation == "41" else "30"
    return "97" if other.relation[:1] in "789" else None


def _from_parent(head: Kin, other: Kin) -> str | None:
    """The father or mother becomes head: the old head becomes a child, his spouse a child-in-law."""
    if other.relation == HEAD:
        return _by_sex(other, "20", "30", None)
    if other.relation in ("51", "52"):
        return _by_sex(other, "11", "12", "10")
    if other.relation in SPOUSES:
        return _by_sex(other, "28", "38", None)
    if other.relation in SIBLINGS:
        return _by_sex(other, "20", "30", None)
    if other.relation in CHILDREN:
        return _by_sex(other, "41", "42", "40")
    if other.relation[:1] == "4":
        return _by_sex(other, "47", "48", "49")
    return None


def _from_sibling(head: Kin, other: Kin) -> str | None:
    """A brother or sister becomes head: parents stay parents, the old head is told by age."""
    if other.relation == HEAD or other.relation in SIBLINGS:
        return _sibling(head, other)
    if other.relation[:1] in "56" and other.relation in ("50", "51", "52", "61", "62", "63", "64"):
        return other.relation
    return None


def _from_child_in_law(head: Kin, other: Kin, children: Sequence[Kin]) -> str | None:
    """A daughter- or son-in-law becomes head: the old head becomes father- or mother-in-law."""
    if other.relation == HEAD or other.relation in SPOUSES:
        father, mother = ("53", "54") if head.relation == "38" else ("55", "56")
        return _by_sex(other, father, mother, None)
    mates = [child for child in children if child.relation in (SONS if head.relation == "38" else DAUGHTERS)]
    if other.relation in CHILDREN and len(mates) == 1 and mates[0].uid == other.uid:
        return _by_sex(other, "11", "12", "10")
    if other.relation in ("41", "42") and len(mates) == 1:
        return "20" if other.relation == "41" else "30"
    return None


def _from_grandchild(other: Kin) -> str | None:
    """A grandchild becomes head: the old head and spouse become grandparents; whose child he is must be asked."""
    if other.relation == HEAD or other.relation in SPOUSES:
        return _by_sex(other, "61", "62", "60")
    return None


def _sibling(head: Kin, other: Kin) -> str:
    if not (head.birth and other.birth and other.sex) or head.birth == other.birth:
        return "70"
    older = other.birth < head.birth
    return ("71" if older else "73") if other.sex == MAN else ("75" if older else "77")


def _by_sex(member: Kin, man: str, woman: str, unknown: str | None) -> str | None:
    return {"1": man, "2": woman}.get(member.sex, unknown)


def kin_of(homes: Sequence[Mapping[str, object]], people: Mapping[str, Mapping[str, object]]) -> list[Kin]:
    """Return the members of a household from their residences and person records."""
    return [
        Kin(
            str(home["person"]), str(home.get("relation") or ""), str(people[str(home["person"])].get("sex") or ""),
            str(people[str(home["person"])].get("birth") or ""),
        )
        for home in homes
    ]  # fmt: skip
