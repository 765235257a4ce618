"""What a village does with people proposed to it (转入建议): enter them, find that they are here, or say why not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gridDesk.desk import down, population
from gridDesk.desk.duplicates import Candidate, candidates_for
from gridDesk.desk.judging import unanswered
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved, address_for, blank
from gridDesk.desk.replies import ACCEPTED, REFUSED, answer, reply_of, unpacked
from gridDesk.desk.transfers import TRANSFER, values_of
from gridDesk.errors import DeskError
from gridDesk.ledger import CLOSED, Changes, Edit, Row
from gridDesk.ledger.alike import MERGED_INTO, ORIGIN
from gridDesk.text import trim


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody whom the street proposes: what the village she left knew of her, and who here may be the same person."""

    uid: str
    name: str
    from_name: str
    left_on: str
    facts: tuple[tuple[str, str], ...]
    values: dict[str, object]
    remark: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a newcomer lives: a household there is, else a new one by number and address, with her as its head."""

    household: str = ""
    relation: str = ""
    number: str = ""
    address: str = ""
    kind: str = "01"


def open_rows(desk: Desk) -> list[Row]:
    """Return the transfers to this office that nobody here has answered."""
    return unanswered(desk, TRANSFER)


def incoming(desk: Desk) -> list[Incoming]:
    """Return the people proposed to this office, with those here who may be the same."""
    return [look(desk, row) for row in open_rows(desk)]


def look(desk: Desk, row: Row) -> Incoming:
    """Return one proposed person in words."""
    values = _values(desk, row)
    shape = desk.catalogue["person"]
    facts = tuple((shape[key].label, shape[key].show(value)) for key, value in values.items())
    return Incoming(
        str(row["uid"]), str(row.get("name") or values.get("name") or ""), str(row.get("from_name") or ""),
        str(row["left_on"]), facts, values, str(row.get("remark") or ""),
        tuple(_of_ours(desk, candidates_for(desk, values))),
    )  # fmt: skip


def _of_ours(desk: Desk, found: list[Candidate]) -> list[Candidate]:
    rows = desk.store.get_many("person", [one.uid for one in found])
    return [one for one in found if rows[one.uid]["office"] == desk.office.site]


def _values(desk: Desk, row: Row) -> dict[str, object]:
    try:
        data = unpacked(row.get("data") or "{}")
    except ValueError:
        data = {}
    values = values_of(desk, data if isinstance(data, dict) else {})
    return {"name": row["name"], **values} if row.get("name") else values


def enter(desk: Desk, uid: str, on: str, home: Home) -> Saved:
    """Enter a proposed person as one who moved in on a day: a new record that says where it came from. Raises DeskError.

    Returns the new person's uid; person, residence, event and answer are one act.
    """
    row = _open(desk, uid)
    if not (home.household or home.address or home.number):
        raise DeskError("请选择迁入哪一户。", advice="单独立户的，请填写户号或住址。")
    if home.household and not home.relation:
        raise DeskError("请选择与户主关系。", advice="不清楚的可以选“其他亲属”或“非亲属”。")
    values = {**_values(desk, row), ORIGIN: uid}
    reason = f"由{row.get('from_name') or '本街道其他单位'}转来"
    reply = answer(desk, TRANSFER, uid, ACCEPTED, content="已登记迁入。")
    if home.household:
        return population.move_in(desk, home.household, values, on, home.relation, home.kind, reason, more=reply)
    grid = blank(desk, "household").get("grid")
    address, made = address_for(desk, home.address, grid) if home.address else (None, [])
    own = {"number": home.number or None, "address": address}
    saved = population.move_in_household(desk, own, values, on, home.kind, reason, more=[*reply, *made])
    head = desk.store.get("household", saved.uid)
    return replace(saved, uid=str(head["head"]) if head else saved.uid)


def is_here(desk: Desk, uid: str, person: str, on: str = "", home: Home | None = None) -> Changes:
    """Say that a proposed person is one whom this office has: she gets the origin, and is back when she had left.

    `on` and `home` are asked for where she had left. Raises DeskError.
    """
    _open(desk, uid)
    row = desk.store.get("person", person)
    if row is None or row["office"] != desk.office.site or row["state"] == "void" or row.get(MERGED_INTO):
        raise DeskError("选的人已经不在台账里，", advice="请刷新后再选。")
    link = Edit("person", person, "update", {ORIGIN: uid})
    reply = answer(desk, TRANSFER, uid, ACCEPTED, content="此人本单位原有登记。")
    if row["state"] == CLOSED:
        home = home or Home()
        return population.come_back(desk, person, on, home.household, home.relation, more=[link, *reply])
    return desk.write([link, *reply], "转入的人已在册")


def refuse(desk: Desk, uid: str, why: str) -> Changes:
    """Say why a proposed person is not entered here. Raises DeskError without a reason."""
    if not trim(why):
        raise DeskError("请写明不登记的原因。", advice="街道会看到这句话，再转给别的村（社区）。")
    _open(desk, uid)
    return desk.write(answer(desk, TRANSFER, uid, REFUSED, content=trim(why)), "不接受转入")


def _open(desk: Desk, uid: str) -> Row:
    row = down.received_one(desk, TRANSFER, uid)
    if reply_of(desk, uid) is not None:
        raise DeskError("这条转入建议已经办理过了，", advice="办错了可以用“撤销”退回。")
    return row
