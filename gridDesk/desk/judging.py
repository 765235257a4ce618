"""How a proposed correction (更正建议) stands to the record as it is now: may it be put, or did somebody change it too.

The base is what the office above saw (`base_rev`, `old`); ours is what stands now; theirs is what it proposes. The
journal tells what was changed here since the base, by whom and when. Counters decide, never clocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gridDesk.desk import down
from gridDesk.desk.columns import told_by_steps
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.records import label_of
from gridDesk.desk.replies import REPLY, last_replies, unpacked
from gridDesk.ledger import ACTIVE, VOID, Entry, Field, Ledger, Row
from gridDesk.ledger.alike import MERGED_INTO, ORIGIN
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.ledger.record import is_erased

PROPOSAL = "proposal"
Standing = Literal["clean", "soft", "hard", "closed", "already", "gone", "unknown"]
NOT_PROPOSED = frozenset((MERGED_INTO, ORIGIN, "photo"))
_UNSEEN = frozenset(("verified_on", "rev", "updated_at"))  # what changes without the record saying anything else
_TYPES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int)}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the three columns of a conflict: a value in words, who put it and when ("" where that is not known)."""

    text: str
    who: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposal held against its record: `others` names the fields changed here since, `why` says it in a sentence."""

    uid: str
    ledger: str
    record: str
    name: str
    field: str
    label: str
    ledger_label: str
    standing: Standing
    base: Side
    ours: Side
    theirs: Side
    basis: str
    reason: str
    others: tuple[str, ...]
    why: str

    @property
    def mergeable(self) -> bool:
        """Tell whether it can be accepted without looking: nobody here changed this field since."""
        return self.standing in ("clean", "soft")


def addressed(desk: Desk, ledger: str, states: Sequence[str] = (ACTIVE,)) -> list[Row]:
    """Return what the paired office above sent to this office alone, in the order it came."""
    return [row for row in down.received(desk, ledger, states) if row.get(ADDRESSEE)]


def unanswered(desk: Desk, ledger: str) -> list[Row]:
    """Return what the office above sent to this one alone and nobody here has answered yet."""
    rows = addressed(desk, ledger)
    answered = last_replies(desk, [str(row["uid"]) for row in rows])
    return [row for row in rows if str(row["uid"]) not in answered]


def open_rows(desk: Desk) -> list[Row]:
    """Return the proposals that nobody here has decided yet."""
    return unanswered(desk, PROPOSAL)


def open_proposals(desk: Desk) -> list[Judged]:
    """Return the undecided proposals, each as it stands now."""
    return [judge(desk, row) for row in open_rows(desk)]


def judge(desk: Desk, row: Row) -> Judged:
    """Hold a proposal against its record as it is now and what became of it since the base."""
    ledger, record, key = (str(row.get(name) or "") for name in ("ledger", "record", "field"))
    shape = desk.catalogue.ledgers.get(ledger)
    found = desk.store.get(ledger, record) if shape else None
    since = _since(desk, row, ledger, record) if found else []
    standing = _standing(desk, row, found, since)
    last = next((entry for entry in since if key in entry.fields), None)
    ours = value_words(desk, ledger, key, found.get(key)) if shape and found and key in shape else ""
    others = _others(desk, ledger, key, since, found) if found and standing in ("soft", "hard") else ()
    maker = desk.store.system.peers.get(str(row["office"]))
    return Judged(
        uid=str(row["uid"]), ledger=ledger, record=record, name=name_of(desk, row), field=key,
        label=str(row.get("field_label") or key), ledger_label=shape.label if shape else ledger, standing=standing,
        base=Side(_said(desk, row, "old")), ours=Side(ours, last.actor if last else "", last.at if last else ""),
        theirs=Side(
            _said(desk, row, "new"), "　".join(
                part for part in (maker.name if maker else "上级", str(row.get("made_by") or "")) if part
            ), str(row.get("made_on") or "")
        ),
        basis=str(row.get("basis") or ""), reason=str(row.get("reason") or ""), others=others,
        why=_why(desk, standing, found, others),
    )  # fmt: skip


def may_be_proposed(shape: Ledger, item: Field) -> bool:
    """Tell whether a field can be proposed: none of a sealed ledger, no link to another record, no pictures.

    How far an event is cannot: the office above answers it instead (办理结果).
    """
    own = not shape.sealed and shape.travel == "up" and shape.key != REPLY
    own = own and not told_by_steps(shape.key, item.key)
    return own and item.key not in NOT_PROPOSED and item.type.name not in ("record", "pictures")


def theirs_of(desk: Desk, row: Row) -> object:
    """Return the proposed value as it would be stored. Raises ValueError when this program cannot hold it."""
    shape = desk.catalogue.ledgers.get(str(row.get("ledger")))
    key = str(row.get("field"))
    if shape is None or key not in shape or not may_be_proposed(shape, shape[key]):
        raise ValueError("no field that this program lets be proposed")
    value = unpacked(row.get("new"))
    if not fits(shape[key], value):
        raise ValueError("not a value of this field")
    return value


def fits(item: Field, value: object) -> bool:
    """Tell whether a value from outside is of the kind that a field stores; a blank one is, unless it is required."""
    if value in (None, ""):
        return not item.required
    return type(value) in _TYPES[item.type.column]


def same(one: object, other: object) -> bool:
    """Tell whether two stored values are the same; a blank text and no value are."""
    return (None if one == "" else one) == (None if other == "" else other)


def _standing(desk: Desk, row: Row, found: Row | None, since: Sequence[Entry]) -> Standing:
    try:
        theirs = theirs_of(desk, row)
    except ValueError:
        return "unknown"
    if found is None or found["office"] != desk.office.site:
        return "gone"
    if found["state"] != ACTIVE:
        return "closed"
    key = str(row["field"])
    ours = found.get(key)
    if same(ours, theirs):
        return "already"
    try:
        base = unpacked(row.get("old") or "null")
    except ValueError:
        base = None
    if not same(ours, base):
        return "hard"
    return "soft" if _changed(since, found) else "clean"


def _since(desk: Desk, row: Row, ledger: str, record: str) -> list[Entry]:
    """Return what was done to the record after the state that the proposal saw, newest first."""
    base = int(str(row.get("base_rev") or 0))
    return [entry for entry in desk.store.history(ledger, record) if entry.base_rev >= base]


def _changed(since: Sequence[Entry], found: Row) -> list[str]:
    """Return which columns are no longer as the proposal saw them; one changed and changed back is."""
    before: dict[str, object] = {}
    for entry in since:  # the oldest comes last, and its old value is the one that counts
        before |= {key: pair[0] for key, pair in entry.fields.items()}
    return [key for key, old in before.items() if key not in _UNSEEN and not same(old, found.get(key))]


def _others(desk: Desk, ledger: str, key: str, since: Sequence[Entry], found: Row) -> tuple[str, ...]:
    shape = desk.catalogue[ledger]
    return tuple(label_of(shape, one) for one in _changed(since, found) if one != key)


def _why(desk: Desk, standing: Standing, found: Row | None, others: Sequence[str]) -> str:
    more = "、".join(others)
    if standing == "clean":
        return "提出以后，本单位没有改过这条记录，可以直接接受。"
    if standing == "soft":
        return f"此后本单位改过{more}，与建议不是同一栏，接受后两边的改动都保留。"
    if standing == "hard":
        also = f"；还改过{more}" if more else ""
        return f"提出以后，本单位也改过这一栏{also}。请对照三栏决定。"
    if standing == "closed" and found is not None:
        return f"这条记录已注销（{closed_words(desk, found)}），建议退回上级。"
    return {
        "already": "本单位现在的内容与建议相同，不用再改。",
        "gone": "本单位没有这条记录，建议退回上级。",
        "unknown": "这条建议要用更新的程序才能办理，请先升级程序；也可以不接受并说明原因。",
    }.get(standing, "")


def closed_words(desk: Desk, row: Row) -> str:
    """Return why and when a record was closed, in words."""
    if is_erased(row):
        return "内容已按规定清除"
    if row["state"] == VOID:
        return "录入已撤销"
    reason = desk.catalogue.code_sets["close_reason"].show(row.get("closed_reason")) or "已注销"
    return " ".join(part for part in (reason, str(row.get("closed_on") or "")) if part)


def name_of(desk: Desk, row: Row) -> str:
    """Return what the record of a proposal is called: here, else as the office above called it."""
    ledger, record = str(row.get("ledger")), str(row.get("record"))
    names = desk.store.titles(ledger, [record]) if ledger in desk.catalogue else {}
    return names.get(record) or str(row.get("record_name") or "")


def value_words(desk: Desk, ledger: str, key: str, value: object) -> str:
    """Return a stored value in words, "" for a blank one; an ID number whole, for it is to be compared."""
    shape = desk.catalogue.ledgers.get(ledger)
    if shape is None or key not in shape or value in (None, ""):
        return "" if value in (None, "") else str(value)
    item = shape[key]
    if item.to:
        return desk.store.titles(item.to, [str(value)]).get(str(value), "")
    try:
        return item.show(value)
    except (ValueError, ArithmeticError, KeyError):
        return str(value)


def _said(desk: Desk, row: Row, side: str) -> str:
    """Return one side of a proposal in words: as this program shows the value, else as it was written down."""
    try:
        value = unpacked(row.get(side) or "null")
    except ValueError:
        return str(row.get(f"{side}_text") or "")
    item = desk.catalogue.ledgers.get(str(row.get("ledger")))
    if item is None or str(row.get("field")) not in item or not fits(item[str(row["field"])], value):
        return str(row.get(f"{side}_text") or "")
    return value_words(desk, item.key, str(row["field"]), value) or str(row.get(f"{side}_text") or "")


def brief(desk: Desk, ledger: str, key: str, text: str) -> str:
    """Return a value in words for a list: an ID number shortened."""
    shape = desk.catalogue.ledgers.get(ledger)
    number = shape is not None and key in shape and shape[key].type.name == "id_number"
    return short_id(text) if number else text
