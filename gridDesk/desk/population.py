"""Population events (人口变动) of one person: born, died, came, left, came back, married, got an ID number.

Each is one write with everything that changes and the event that tells of it, so it is one named undo. What an event
adds to the counts and in which month it is booked is filled in by `population_books`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from gridDesk.desk.office import Desk
from gridDesk.desk.population_books import EVENT
from gridDesk.desk.records import Saved, blank, check_not_merged
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row, new_uid
from gridDesk.ledger.idnumber import parse_id_number
from gridDesk.text import today_iso

BIRTH, DEATH, IN, OUT, BACK, MARRIED_IN, MARRIED_OUT = "01", "02", "03", "04", "05", "06", "07"
SPLIT, MERGED, NEW_HEAD, REHOUSED, RENTS, RENT_ENDS, NUMBERED = "11", "12", "13", "14", "15", "16", "17"
HOUSEHOLD_ENDS = "20"
HEAD = "02"
MARRIED = "20"
OPEN_AGAIN: dict[str, object] = {"state": ACTIVE, "closed_on": None, "closed_reason": None}


def event(kind: str, on: str, **values: object) -> Edit:
    """Return the edit that makes an event; its figures are filled in when it is written."""
    known = {key: value for key, value in values.items() if value not in (None, "")}
    return Edit(EVENT, new_uid(), "create", {"kind": kind, "date": on, **known})


# --- what every event checks -----------------------------------------------------------------------------------------


def check_date(on: str, born: object = None) -> None:
    """Raise DeskError for a date that is missing, has not come yet or lies before the person's birth."""
    if not on:
        raise DeskError("请填写发生日期，", advice="只知道年月也可以。")
    if on > today_iso()[: len(on)]:
        raise DeskError(f"发生日期 {on} 还没有到，", advice="请核对后填写已经发生的日期。")
    if born and on < str(born)[: len(on)]:
        raise DeskError(f"发生日期 {on} 早于此人的出生日期 {born}，", advice="请核对这两个日期。")


def get(desk: Desk, ledger: str, uid: str, state: str = "") -> Row:
    """Return a record; raises DeskError when it is not there or not in the state the event needs."""
    row = desk.store.get(ledger, uid)
    label = desk.catalogue[ledger].label
    if row is None or row["state"] == "void":
        raise DeskError(f"这条{label}记录已经不在，", advice="请返回列表刷新。")
    if state and row["state"] != state:
        words = "已经注销" if state == ACTIVE else "还在册"
        raise DeskError(f"这条{label}记录{words}，不能办理这项变动，", advice="请刷新后核对。")
    return row


def homes_of(desk: Desk, person: str) -> list[Row]:
    """Return the residences in force of a person."""
    return list(desk.store.rows("residence", where={"person": person}))


def members_of(desk: Desk, household: str) -> list[Row]:
    """Return the residences in force in a household."""
    return list(desk.store.rows("residence", where={"household": household}))


def residence(desk: Desk, person: str, home: Row | None, on: str, **known: object) -> Edit:
    """Return the edit that lets a person live in a household from a day on."""
    place = {"household": home["uid"], "grid": home.get("grid")} if home else {}
    count = len(members_of(desk, str(home["uid"]))) + 1 if home else None
    values = blank(desk, "residence", person=person, since=on, order_no=count, **place, **known)
    return Edit("residence", new_uid(), "create", {k: v for k, v in values.items() if v not in (None, "")})


def new_person(desk: Desk, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a person to be entered. Raises DeskError without a name."""
    if not values.get("name"):
        raise DeskError("请填写姓名。")
    shape = desk.catalogue["person"]
    filled = {**blank(desk, "person"), **values}
    return {key: value for key, value in filled.items() if key in shape and value not in (None, "")}


# --- coming ----------------------------------------------------------------------------------------------------------


def birth(
    desk: Desk, household: str, values: Mapping[str, object], on: str, relation: str = "20", reason: str = ""
) -> Saved:
    """Enter a child born into a household on a day (出生); the birth date is that day unless it says otherwise."""
    check_date(on)
    return _arrive(desk, BIRTH, household, {"birth": on, **values}, on, relation, reason, "01")


def move_in(
    desk: Desk, household: str, values: Mapping[str, object], on: str, relation: str, kind: str = "01",
    reason: str = "", address: str = "", more: Sequence[Edit] = (),
) -> Saved:  # fmt: skip
    """Enter a person who moved in (迁入) to a household there is; `kind` is the kind of residence (户籍, 流动 …).

    `address` is the uid of her own address, where it is not the household's; `more` are edits of the same act.
    """
    check_date(on, values.get("birth"))
    return _arrive(desk, IN, household, values, on, relation, reason, kind, address, more)


def _arrive(
    desk: Desk, what: str, household: str, values: Mapping[str, object], on: str, relation: str, reason: str,
    kind: str, address: str = "", more: Sequence[Edit] = (),
) -> Saved:  # fmt: skip
    person, edits = arriving(desk, what, household, values, on, relation, reason, kind, address)
    return Saved(person, desk.write([*more, *edits], f"人口变动（{word(desk, what)}）"))


def arriving(
    desk: Desk, what: str, household: str, values: Mapping[str, object], on: str, relation: str, reason: str = "",
    kind: str = "01", address: str = "",
) -> tuple[str, list[Edit]]:  # fmt: skip
    """Return a new person's uid and the edits by which she comes to a household there is, for an act that holds more."""
    check_date(on, values.get("birth"))
    home = get(desk, "household", household, ACTIVE)
    person = new_uid()
    edits = [
        Edit("person", person, "create", new_person(desk, values)),
        residence(desk, person, home, on, relation=relation, kind=kind, address=address or None),
        event(what, on, person=person, household_to=household, reason=reason),
    ]
    if relation == HEAD:
        edits.append(Edit("household", household, "update", {"head": person}))
    return person, edits


def move_in_household(
    desk: Desk, household: Mapping[str, object], values: Mapping[str, object], on: str, kind: str = "01",
    reason: str = "", more: Sequence[Edit] = (),
) -> Saved:  # fmt: skip
    """Enter a household that moved in with its head; returns the household's uid. Other members follow by `move_in`."""
    check_date(on, values.get("birth"))
    person, uid = new_uid(), new_uid()
    wanted = {**blank(desk, "household"), **household, "head": person}
    row: Row = {"uid": uid, **{key: value for key, value in wanted.items() if value not in (None, "")}}
    edits = [
        *more,
        Edit("person", person, "create", new_person(desk, values)),
        Edit("household", uid, "create", {key: value for key, value in row.items() if key != "uid"}),
        residence(desk, person, row, on, relation=HEAD, kind=kind),
        event(IN, on, person=person, household_to=uid, reason=reason),
    ]
    return Saved(uid, desk.write(edits, f"人口变动（{word(desk, IN)}）"))


def come_back(
    desk: Desk, person: str, on: str, household: str = "", relation: str = "", reason: str = "",
    more: Sequence[Edit] = (),
) -> Changes:  # fmt: skip
    """Enter that a person who had left is back (返回): to the last household, or to `household` with a relation."""
    row = get(desk, "person", person, CLOSED)
    check_not_merged(desk, "person", person)
    check_date(on, row.get("birth"))
    edits = [*more, Edit("person", person, "reopen", OPEN_AGAIN)]
    last = _last_home(desk, person)
    home = household or str(last.get("household") or "") if last else household
    if last and home == str(last.get("household") or ""):
        edits.append(Edit("residence", str(last["uid"]), "reopen", {**OPEN_AGAIN, "until": None}))
    else:
        where = get(desk, "household", home, ACTIVE) if home else None
        edits.append(residence(desk, person, where, on, relation=relation or "97"))
    place = desk.store.get("household", home) if home else None
    if place and place["state"] == CLOSED:
        edits.append(Edit("household", home, "reopen", OPEN_AGAIN))
    edits.append(event(BACK, on, person=person, household_to=home, reason=reason))
    return desk.write(edits, f"人口变动（{word(desk, BACK)}）")


def _last_home(desk: Desk, person: str) -> Row | None:
    closed = desk.store.rows("residence", where={"person": person}, states=(CLOSED,))
    return max(closed, key=lambda row: str(row.get("closed_on") or ""), default=None)


def marry_in(
    desk: Desk, household: str, who: str | Mapping[str, object], on: str, relation: str, reason: str = ""
) -> Saved:
    """Enter that somebody married into a household (婚入): a person there is (uid), or a new one."""
    home = get(desk, "household", household, ACTIVE)
    if not isinstance(who, str):
        check_date(on, who.get("birth"))
        return _arrive(desk, MARRIED_IN, household, {"marital": MARRIED, **who}, on, relation, reason, "01")
    row = get(desk, "person", who, ACTIVE)
    check_date(on, row.get("birth"))
    old = _own_home(desk, who)
    edits = [Edit("person", who, "update", {"marital": MARRIED})]
    edits += _rehome(desk, old, who, home, on, relation)
    edits += _left_behind(desk, old, {who}, on)
    edits.append(event(MARRIED_IN, on, person=who, household_to=household, reason=reason,
                       household_from=old.get("household") if old else None))  # fmt: skip
    return Saved(who, desk.write(edits, f"人口变动（{word(desk, MARRIED_IN)}）"))


def _own_home(desk: Desk, person: str) -> Row | None:
    return min(homes_of(desk, person), key=lambda row: str(row.get("kind") or ""), default=None)


def _rehome(desk: Desk, old: Row | None, person: str, home: Row, on: str, relation: str) -> list[Edit]:
    """Return the edits that end a residence and begin one in another household, so that its dates stay true."""
    if old is None:
        return [residence(desk, person, home, on, relation=relation)]
    kept = {key: old.get(key) for key in ("kind", "registered_kind", "registered_region", "registered_address")}
    end = {"state": CLOSED, "closed_on": on, "closed_reason": "02", "until": on}
    return [
        Edit("residence", str(old["uid"]), "close", end),
        residence(desk, person, home, on, relation=relation, **kept),
    ]


def _left_behind(desk: Desk, old: Row | None, leaving: set[str], on: str, reason: str = "02") -> list[Edit]:
    """Return the edit that closes a household nobody lives in any more."""
    if not old or not old.get("household"):
        return []
    home = str(old["household"])
    if any(str(row["person"]) not in leaving for row in members_of(desk, home)):
        return []
    row = desk.store.get("household", home)
    if row is None or row["state"] != ACTIVE:
        return []
    return [Edit("household", home, "close", {"state": CLOSED, "closed_on": on, "closed_reason": reason})]


# --- leaving ---------------------------------------------------------------------------------------------------------


def death(desk: Desk, person: str, on: str, reason: str = "") -> Changes:
    """Enter a death (死亡): the person is closed with every residence, tenancy and group record."""
    return leave(desk, person, DEATH, on, "01", reason)


def move_out(
    desk: Desk, person: str, on: str, to: str = "", reason: str = "", code: str = "02", transfer_to: str = ""
) -> Changes:
    """Enter that a person moved out (迁出); `to` says where, `code` is the closing reason (迁出, 离开本地, 出国定居).

    `transfer_to` names the village of the same street she moved to: the street forwards her to it (see `transfers`).
    """
    return leave(desk, person, OUT, on, code, whereto(to, reason, transfer_to), transfer_to=transfer_to)


def whereto(to: str, reason: str, transfer_to: str = "") -> str:
    """Return where somebody went and why, as an event of moving out says it."""
    where = "，".join(dict.fromkeys(part for part in (transfer_to, to) if part))
    return "；".join(part for part in (f"去向：{where}" if where else "", reason) if part)


def move_out_together(
    desk: Desk, household: str, leaving: Sequence[str], on: str, to: str = "", reason: str = "", code: str = "02",
    transfer_to: str = "",
) -> Changes:  # fmt: skip
    """Enter that members of a household moved out together (整户迁出): an event each, and the home closed if all went."""
    if not leaving:
        raise DeskError("请勾选迁出的人。")
    home = get(desk, "household", household, ACTIVE)
    words, edits = whereto(to, reason, transfer_to), []
    for person in leaving:
        check_date(on, get(desk, "person", person, ACTIVE).get("birth"))
        edits += closing(desk, person, on, code, {})
        edits.append(event(OUT, on, person=person, household_from=household, reason=words, transfer_to=transfer_to))
    edits += _left_behind(desk, {"household": home["uid"]}, set(leaving), on, code)
    return desk.write(edits, f"人口变动（{word(desk, OUT)}）", reason=words)


def marry_out(desk: Desk, person: str, on: str, household: str = "", relation: str = "10", reason: str = "") -> Changes:
    """Enter that somebody married out (婚出): to a household of this office, or away (then the person is closed)."""
    if not household:
        return leave(desk, person, MARRIED_OUT, on, "02", reason, {"marital": MARRIED})
    row = get(desk, "person", person, ACTIVE)
    check_date(on, row.get("birth"))
    old, home = _own_home(desk, person), get(desk, "household", household, ACTIVE)
    edits = [Edit("person", person, "update", {"marital": MARRIED})]
    edits += _rehome(desk, old, person, home, on, relation) + _left_behind(desk, old, {person}, on)
    edits.append(event(MARRIED_OUT, on, person=person, household_to=household, reason=reason,
                       household_from=old.get("household") if old else None))  # fmt: skip
    return desk.write(edits, f"人口变动（{word(desk, MARRIED_OUT)}）")


def leave(
    desk: Desk, person: str, kind: str, on: str, code: str, reason: str = "",
    more: Mapping[str, object] | None = None, transfer_to: str = "",
) -> Changes:  # fmt: skip
    """Close a person with all that hangs on her, and her household when nobody is left in it; one act, one undo."""
    edits = leaving(desk, person, kind, on, code, reason, more, transfer_to)
    return desk.write(edits, f"人口变动（{word(desk, kind)}）", reason=reason)


def leaving(
    desk: Desk, person: str, kind: str, on: str, code: str, reason: str = "",
    more: Mapping[str, object] | None = None, transfer_to: str = "",
) -> list[Edit]:  # fmt: skip
    """Return the edits of `leave`, for an act that holds more."""
    row = get(desk, "person", person, ACTIVE)
    check_date(on, row.get("birth"))
    old = _own_home(desk, person)
    edits = closing(desk, person, on, code, more or {}) + _left_behind(desk, old, {person}, on, code)
    home = old.get("household") if old else None
    edits.append(event(kind, on, person=person, household_from=home, reason=reason, transfer_to=transfer_to))
    return edits


def closing(desk: Desk, person: str, on: str, code: str, more: Mapping[str, object]) -> list[Edit]:
    """Return the edits that close a person and every record whose subject she is."""
    values = {"state": CLOSED, "closed_on": on, "closed_reason": code}
    edits = [Edit("person", person, "close", {**values, **more})]
    for ledger, item in desk.catalogue.referring_to("person"):
        if item.key == ledger.subject:
            rows = desk.store.rows(ledger.key, where={item.key: person})
            edits += [Edit(ledger.key, str(row["uid"]), "close", values) for row in rows]
    return edits


# --- papers -----------------------------------------------------------------------------------------------------------


def change_number(desk: Desk, person: str, number: str, on: str, reason: str = "") -> Changes:
    """Enter an ID number that was issued or corrected (证件签发或更正); the old one stays in the history.

    An earlier number never makes a second person. Raises DeskError for a number that cannot be right or is taken.
    """
    row = get(desk, "person", person)
    check_date(on, row.get("birth"))
    identity = parse_id_number(number)
    if identity is None:
        raise DeskError("请填写新的公民身份号码。")
    value = cast(str, desk.catalogue["person"].parse("id_number", number))
    if any(other["uid"] != person for other in desk.store.rows("person", where={"id_number": value}, limit=2)):
        raise DeskError("这个号码已经登记在另一个人名下，", advice="请先核对是不是同一个人。")
    known = {"birth": identity.birth, "sex": identity.sex}
    new: dict[str, object] = {"id_number": value}
    new |= {key: found for key, found in known.items() if found and not row.get(key)}
    edits = [Edit("person", person, "update", new), event(NUMBERED, on, person=person, reason=reason)]
    return desk.write(edits, f"人口变动（{word(desk, NUMBERED)}）")


def word(desk: Desk, kind: str) -> str:
    """Return the word of a kind of event."""
    return desk.catalogue.code_sets["population_kind"].show(kind)


def together(desk: Desk, uids: Sequence[str]) -> str:
    """Return names in a row, for sentences on screen."""
    names = desk.store.titles("person", uids)
    return "、".join(names.get(uid, "") for uid in uids)
