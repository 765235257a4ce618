"""What merging two records of one person or household would do: field by field, what moves, what both have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Field, Ledger, Row
from gridDesk.ledger.alike import MERGED_INTO, odd, traits
from gridDesk.text import name_key

Side = Literal["keep", "other", "both"]
STATE = "state"
_DEATH = "01"
_LIVING = (ACTIVE, CLOSED)


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field of both records as values and texts; `differs` when both say something else, `joins` when both may stay.

    The key `state` stands for whether the record is closed, with its date and reason.
    """

    key: str
    label: str
    keep: object
    other: object
    keep_text: str
    other_text: str
    suggested: Side
    differs: bool
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """A record about the subject that both have (the same group, a residence each), which may become one."""

    key: str
    ledger: str
    label: str
    keep_uid: str
    other_uid: str
    keep_text: str
    other_text: str
    suggested: Side


@dataclass(frozen=True, slots=True)
class Move:
    """Records that will refer to the kept one: the ledger's and the field's label, and how many.

    Records of a sealed ledger that is off move all the same, and are not told.
    """

    label: str
    field: str
    count: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """A merge in the making; `merge` refuses it when either record changed since. `notes` say what to look after."""

    ledger: str
    keep: str
    other: str
    keep_title: str
    other_title: str
    fields: tuple[FieldChoice, ...]
    clashes: tuple[Clash, ...]
    moves: tuple[Move, ...]
    revs: tuple[int, int]
    notes: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[FieldChoice, ...]:
        """Return the fields in which the records contradict each other."""
        return tuple(item for item in self.fields if item.differs)


def merge_plan(desk: Desk, keep: str, other: str, ledger: str = "person") -> MergePlan:
    """Return what merging `other` into `keep` would do. Raises DeskError when they cannot be merged here."""
    rows = mergeable(desk, ledger, keep, other)
    titles = desk.store.titles(ledger, [keep, other])
    return MergePlan(
        ledger, keep, other, titles.get(keep, ""), titles.get(other, ""), _fields(desk, ledger, rows),
        _clashes(desk, ledger, keep, other), _moves(desk, ledger, other),
        (int(str(rows[0]["rev"])), int(str(rows[1]["rev"]))), _notes(desk, ledger, rows),
    )  # fmt: skip


def mergeable(desk: Desk, ledger: str, keep: str, other: str) -> tuple[Row, Row]:
    """Return both records. Raises DeskError when one is gone, merged already, or belongs to another office."""
    rows = desk.store.get_many(ledger, [keep, other])
    if keep == other or len(rows) != 2 or any(row["state"] == "void" for row in rows.values()):
        raise DeskError("这两条记录里有一条已经不在，", advice="请刷新名单后再试。")
    if any(row.get(MERGED_INTO) for row in rows.values()):
        raise DeskError("这两条记录里有一条已经并入别的记录，", advice="请打开它并入的那条记录再比对。")
    if any(row["office"] != desk.office.site for row in rows.values()):
        raise DeskError("这两条记录属于别的单位，", advice="请告诉所属单位，由它合并；也可以互相核对后各自更正。")
    return rows[keep], rows[other]


def _notes(desk: Desk, ledger: str, rows: tuple[Row, Row]) -> tuple[str, ...]:
    heads = [str(row.get("head") or "") for row in rows] if ledger == "household" else []
    if len(set(heads) - {""}) < 2:
        return ()
    names = desk.store.titles("person", heads)
    stays, other = (names.get(uid, "") for uid in heads)
    return (f"两户都有户主：合并后户主仍是“{stays}”，“{other}”与户主的关系空着，请随后补上。",)


# --- fields ----------------------------------------------------------------------------------------------------------


def _fields(desk: Desk, ledger: str, rows: tuple[Row, Row]) -> tuple[FieldChoice, ...]:
    texts = many_texts(desk, ledger, list(rows))
    found = [
        _field(item, rows[0].get(item.key), rows[1].get(item.key), texts[0][item.key], texts[1][item.key])
        for item in desk.catalogue[ledger].fields
        if item.key != MERGED_INTO
    ]
    return (_state(desk, *rows), *found) if rows[0]["state"] != rows[1]["state"] else tuple(found)


def _field(item: Field, keep: object, other: object, keep_text: str, other_text: str) -> FieldChoice:
    has = keep not in (None, ""), other not in (None, "")
    same = keep == other or (item.key == "name" and name_key(keep) == name_key(other))
    differs = all(has) and not same
    joins = differs and item.type.name in ("long_text", "codes", "phone")
    suggested: Side = "keep" if has[0] or not has[1] else "other"
    if differs:
        suggested = "both" if item.type.name in ("long_text", "codes") else better(item.key, keep, other)
    return FieldChoice(item.key, item.label, keep, other, keep_text, other_text, suggested, differs, joins)


def better(key: str, keep: object, other: object) -> Side:
    """Return which of two values says more: a number that holds, 18 digits, the fuller date, a name without holes."""
    a, b = str(keep), str(other)
    if key == "id_number":
        ours, theirs = traits({key: a}), traits({key: b})
        return "other" if (theirs.holds, len(b)) > (ours.holds, len(a)) else "keep"
    if key == "birth":
        return "other" if len(b) > len(a) and b.startswith(a) else "keep"
    if key == "name":
        return "other" if odd(name_key(a)) and not odd(name_key(b)) else "keep"
    return "keep"


def _state(desk: Desk, keep: Row, other: Row) -> FieldChoice:
    """Return the choice between a record that is closed and one that is not: a death is believed, a leaving is not."""
    closed, side = (keep, "keep") if keep["state"] == CLOSED else (other, "other")
    dead = closed.get("closed_reason") == _DEATH
    suggested: Side = "keep" if (side == "keep") == dead else "other"
    return FieldChoice(
        STATE,
        "是否在册",
        keep["state"],
        other["state"],
        state_words(desk, keep),
        state_words(desk, other),
        suggested,
        True,
    )


def state_words(desk: Desk, row: Mapping[str, object]) -> str:
    """Return whether a record is in force, else when and why it ended."""
    if row.get("state") != CLOSED:
        return "在册"
    reason = desk.catalogue.code_sets["close_reason"].show(row.get("closed_reason"))
    return f"已注销（{'，'.join(part for part in (str(row.get('closed_on') or ''), reason) if part)}）"


# --- links -----------------------------------------------------------------------------------------------------------


def linked(desk: Desk, ledger: str, uid: str) -> list[tuple[Ledger, Field, Row]]:
    """Return every record, of every ledger, that refers to one: sealed ledgers that are off too."""
    return [
        (shape, item, row)
        for shape, item in desk.catalogue.referring_to(ledger)
        for row in desk.store.rows(shape.key, where={item.key: uid}, states=_LIVING)
    ]


def _moves(desk: Desk, ledger: str, other: str) -> tuple[Move, ...]:
    counts: dict[tuple[str, str], int] = {}
    shown = {shape.key for shape in desk.enabled()} - {"distinct_pair"}
    for shape, item, _row in linked(desk, ledger, other):
        if shape.key in shown and item.key != MERGED_INTO:
            place = (shape.label, item.label)
            counts[place] = counts.get(place, 0) + 1
    return tuple(Move(label, field, count) for (label, field), count in counts.items())


def _clashes(desk: Desk, ledger: str, keep: str, other: str) -> tuple[Clash, ...]:
    """Return what both have of a kind that a person has once: a group, a residence, the same tenancy."""
    found: list[Clash] = []
    for shape in desk.enabled():
        if not shape.subject or shape[shape.subject].to != ledger:
            continue
        ours, theirs = (list(desk.store.rows(shape.key, where={shape.subject: uid})) for uid in (keep, other))
        for row in theirs:
            match = next((one for one in ours if _same_matter(shape, one, row)), None)
            if match is not None:
                ours.remove(match)
                found.append(_clash(desk, shape, match, row))
    return tuple(found)


def _same_matter(shape: Ledger, one: Row, other: Row) -> bool:
    if shape.group == "special" or shape.key == "residence":
        return True
    return shape.key == "tenancy" and one.get("dwelling") == other.get("dwelling")


def _clash(desk: Desk, shape: Ledger, keep: Row, other: Row) -> Clash:
    ours, theirs = (_facts(shape, text) for text in many_texts(desk, shape.key, [keep, other]))
    apart = shape.key == "residence" and keep.get("household") != other.get("household")
    suggested: Side = "both" if apart and keep.get("kind") != other.get("kind") else "keep"
    uid = str(other["uid"])
    return Clash(f"{shape.key}:{uid}", shape.key, shape.label, str(keep["uid"]), uid, ours, theirs, suggested)


def _facts(shape: Ledger, text: Mapping[str, str]) -> str:
    """Return a record in a few words: its links first, then what a list of it shows."""
    keys = [item.key for item in shape.fields if item.to and item.key != shape.subject and item.key != "grid"]
    keys += [item.key for item in shape.fields if item.width and item.key not in keys and not item.sensitive]
    facts = [text[key] for key in keys if text.get(key)]
    return "，".join(dict.fromkeys(facts[:4])) or "没有填写内容"
