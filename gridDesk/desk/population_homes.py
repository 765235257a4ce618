"""Population events of households: split (分户), merged (并户), a new head (更换户主), another dwelling (住处变动)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gridDesk.desk.office import Desk
from gridDesk.desk.population import (
    HOUSEHOLD_ENDS,
    MERGED,
    NEW_HEAD,
    REHOUSED,
    SPLIT,
    check_date,
    event,
    get,
    members_of,
    word,
)  # fmt: skip
from gridDesk.desk.records import Saved, blank
from gridDesk.desk.relations import HEAD, kin_of, propose
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row, new_uid

Relations = Mapping[str, "str | None"]


def propose_relations(desk: Desk, household: str, new_head: str, people: Sequence[str] = ()) -> dict[str, str | None]:
    """Return the relations to a new head as they follow from those to the old one; None where it must be asked.

    `people` narrows it to the members who go with the new head.
    """
    homes = [row for row in members_of(desk, household) if not people or str(row["person"]) in people]
    found = desk.store.get_many("person", [str(row["person"]) for row in homes])
    return propose(kin_of([row for row in homes if str(row["person"]) in found], found), new_head)


def split_household(
    desk: Desk, household: str, members: Sequence[str], head: str, on: str, *, number: str = "",
    address: str | None = None, relations: Relations | None = None, reason: str = "",
) -> Saved:  # fmt: skip
    """Move some members to a new household with a head of its own (分户); returns the new household's uid.

    `address` is the uid of an address record, None keeps the old one.
    """
    old = get(desk, "household", household, ACTIVE)
    check_date(on)
    homes = {str(row["person"]): row for row in members_of(desk, household)}
    if not members or head not in members or not set(members) <= set(homes):
        raise DeskError("请在本户成员里勾选分出去的人，", advice="并从中选一人做新户的户主。")
    if set(members) == set(homes):
        raise DeskError("不能把所有的人都分出去，", advice="要全家搬走的，请办理住处变动。")
    if str(old.get("head") or "") in members:
        raise DeskError("原户主在分出去的人里，", advice="请先给原户更换户主，再办理分户。")
    new, place = new_uid(), address or old.get("address")
    shared = {key: old.get(key) for key in ("grid", "kind", "village_group")}
    values = blank(desk, "household", number=number or None, head=head, address=place, **shared)
    if address:
        values |= _grid_of(desk, address)
    edits = [Edit("household", new, "create", {key: value for key, value in values.items() if value is not None})]
    wanted = _asked(desk, homes, relations or propose_relations(desk, household, head, members), members, head)
    row = {"uid": new, **values}
    for n, person in enumerate(sorted(members, key=lambda uid: uid != head), 1):
        edits.append(_moved(homes[person], row, wanted[person], n))
    edits.append(event(SPLIT, on, person=head, household_from=household, household_to=new, reason=reason))
    return Saved(new, desk.write(edits, f"人口变动（{word(desk, SPLIT)}）"))


def merge_households(desk: Desk, source: str, target: str, on: str, relations: Relations, reason: str = "") -> Changes:
    """Move every member of a household to another one (并户) and close the emptied one."""
    if source == target:
        raise DeskError("请选择另外一户。")
    old, new = get(desk, "household", source, ACTIVE), get(desk, "household", target, ACTIVE)
    check_date(on)
    homes = {str(row["person"]): row for row in members_of(desk, source)}
    wanted = _asked(desk, homes, relations, list(homes), "")
    count = len(members_of(desk, target))
    edits = [_moved(row, new, wanted[person], count + n) for n, (person, row) in enumerate(homes.items(), 1)]
    edits.append(Edit("household", source, "close", {"state": CLOSED, "closed_on": on, "closed_reason": "05"}))
    edits.append(event(MERGED, on, person=old.get("head"), household_from=source, household_to=target, reason=reason))
    return desk.write(edits, f"人口变动（{word(desk, MERGED)}）")


def _moved(home: Row, household: Mapping[str, object], relation: str, order: int) -> Edit:
    """Return the edit that puts a residence into another household; it goes on, its beginning stays."""
    values = {"household": household["uid"], "grid": household.get("grid"), "relation": relation, "order_no": order}
    return Edit("residence", str(home["uid"]), "update", values)


def _asked(
    desk: Desk, homes: Mapping[str, Row], relations: Relations, people: Sequence[str], head: str
) -> dict[str, str]:
    """Return a relation for everybody; raises DeskError naming those for whom it was not chosen."""
    found = {person: HEAD if person == head else relations.get(person) for person in people}
    missing = [person for person, code in found.items() if not code]
    if missing:
        names = "、".join(desk.store.titles("person", missing).values())
        raise DeskError(f"还没有选“{names}”与户主的关系，", advice="不清楚的可以选“其他亲属”或“非亲属”。")
    if head == "" and HEAD in found.values():
        raise DeskError("并进来的人里不能有户主，", advice="请选他与现在户主的关系；要换户主的，并户以后再办。")
    return {person: str(code) for person, code in found.items()}


def change_head(
    desk: Desk, household: str, head: str, on: str, relations: Relations | None = None, reason: str = ""
) -> Changes:
    """Let another member head the household (更换户主); every relation is put anew."""
    old = get(desk, "household", household, ACTIVE)
    check_date(on)
    homes = {str(row["person"]): row for row in members_of(desk, household)}
    if head not in homes:
        raise DeskError("新户主不是本户成员，", advice="请先把他迁入本户。")
    if head == str(old.get("head") or ""):
        raise DeskError("他已经是户主。")
    wanted = _asked(desk, homes, relations or propose_relations(desk, household, head), list(homes), head)
    edits = [Edit("residence", str(row["uid"]), "update", {"relation": wanted[uid]}) for uid, row in homes.items()]
    edits.append(Edit("household", household, "update", {"head": head}))
    edits.append(event(NEW_HEAD, on, person=head, household_from=household, household_to=household, reason=reason))
    return desk.write(edits, f"人口变动（{word(desk, NEW_HEAD)}）")


def change_dwelling(desk: Desk, household: str, address: str, on: str, grid: str = "", reason: str = "") -> Changes:
    """Let a household live at another address (住处变动), in another grid too when it lies there.

    `address` is the uid of an address record; `grid` decides where the address does not say it.
    """
    old = get(desk, "household", household, ACTIVE)
    check_date(on)
    if address == old.get("address") and (not grid or grid == old.get("grid")):
        raise DeskError("新住址和原来的一样。")
    place = {"grid": grid} if grid else _grid_of(desk, address)
    edits = [Edit("household", household, "update", {"address": address, **place})]
    for row in members_of(desk, household):
        own = {"address": None} if row.get("address") == old.get("address") else {}
        if own or place:
            edits.append(Edit("residence", str(row["uid"]), "update", {**own, **place}))
    edits.append(event(REHOUSED, on, person=old.get("head"), household_from=household, household_to=household,
                       reason=reason))  # fmt: skip
    return desk.write(edits, f"人口变动（{word(desk, REHOUSED)}）")


def _grid_of(desk: Desk, address: str) -> dict[str, object]:
    row = desk.store.get("address", address)
    return {"grid": row["grid"]} if row and row.get("grid") else {}


def end_household(desk: Desk, household: str, on: str, code: str, reason: str = "") -> Changes:
    """Close a household nobody lives in any more (注销本户). Raises DeskError while it has members."""
    get(desk, "household", household, ACTIVE)
    check_date(on)
    count = len(members_of(desk, household))
    if count:
        raise DeskError(f"这一户还有 {count} 人在册，", advice="请先在各人的页面办理迁出或死亡，再注销本户。")
    values = {"state": CLOSED, "closed_on": on, "closed_reason": code}
    edits = [Edit("household", household, "close", values), event(HOUSEHOLD_ENDS, on, household_from=household,
                                                                    reason=reason)]  # fmt: skip
    return desk.write(edits, f"人口变动（{word(desk, HOUSEHOLD_ENDS)}）", reason=reason)
