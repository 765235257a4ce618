"""Entering a whole household at once (录入一户): head block, members, dwelling, tenants, groups; one write, one undo.

`plan` reads what was typed and decides; nothing is refused but a member without any name. What cannot be read is told
at its cell, and saved all the same when the clerk insists: the words then stand in the person's remark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.desk import records
from gridDesk.desk.household_draft import DWELLING_CELLS, EntryProblem, HouseholdDraft, MemberDraft, Place, TenantDraft
from gridDesk.desk.household_people import (
    FLOATING,
    FLOATING_HOME,
    HEAD,
    Sheet,
    Someone,
    join_groups,
    member,
    person,
    reside,
    same_number,
    same_twice,
    with_kept,
)
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, Edit, Row, new_uid
from gridDesk.text import trim

LET_ROOM = "02"  # lodging_kind 租赁房屋


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """What saving would write, and what to look at first; `household` is the uid the household has or will have."""

    household: str
    problems: tuple[EntryProblem, ...]
    edits: tuple[Edit, ...]

    @property
    def refused(self) -> EntryProblem | None:
        """Return the first problem that hinders saving, None when it can be saved."""
        return next((item for item in self.problems if item.level == "error"), None)


def plan(desk: Desk, draft: HouseholdDraft) -> EntryPlan:
    """Return what a draft would write and what is doubtful in it; nothing is written. Raises DeskError when it is gone."""
    old = desk.store.get("household", draft.uid) if draft.uid else None
    if draft.uid and old is None:
        raise DeskError("这一户已经不在，", advice="请返回列表刷新。")
    sheet = Sheet(desk, draft.uid or new_uid(), old is None)
    place = _place(sheet, draft, old)
    people = _people(sheet, draft)
    _household(sheet, draft, old, place, people)
    floating = FLOATING if place.get("kind") == FLOATING_HOME else ""
    for order, who in enumerate(people, 1):
        reside(sheet, who, place, floating, order)
        join_groups(sheet, who)
    house = _dwelling(sheet, draft, place)
    _tenants(sheet, draft, place, house)
    return EntryPlan(sheet.household, tuple(_in_order(sheet.problems)), tuple(sheet.edits))


def save(desk: Desk, draft: HouseholdDraft, planned: EntryPlan | None = None) -> Saved:
    """Write a household in one act. Raises DeskError when a member has no name or nothing was typed."""
    planned = planned or plan(desk, draft)
    refused = planned.refused
    if refused is not None:
        raise DeskError(refused.message)
    if not draft.uid and all(edit.ledger == "household" for edit in planned.edits) and not _says_something(draft):
        raise DeskError("这一户还没有填任何内容，", advice="请先填户主的公民身份号码和姓名。")
    label = "修改一户" if draft.uid else "录入一户"
    return Saved(planned.household, desk.write(planned.edits, label))


def _says_something(draft: HouseholdDraft) -> bool:
    return bool(trim(draft.address) or trim(draft.number))


def _in_order(problems: list[EntryProblem]) -> list[EntryProblem]:
    """Return problems as they stand on the screen, those that hinder saving first."""
    blocks = ("head", "member", "dwelling", "tenant")
    return sorted(problems, key=lambda item: (item.level != "error", blocks.index(item.place.block), item.place.row))


# --- the head block ---------------------------------------------------------------------------------------------


def _place(sheet: Sheet, draft: HouseholdDraft, old: Row | None) -> dict[str, object]:
    """Read the head block; a new address is put as an edit of the same write."""
    desk = sheet.desk
    kept: list[str] = []
    values = {
        key: sheet.read(Place("head", 0, key), "household", getattr(draft, key), old, kept)
        for key in ("number", "village_group", "phone", "kind")
    }
    grid: object = draft.grid or records.blank(desk, "household").get("grid")
    address = (old or {}).get("address")
    if trim(draft.address) != desk.store.titles("address", [str(address)] if address else []).get(str(address), ""):
        address = None
    if trim(draft.address) and address is None:
        address, made = records.address_for(desk, draft.address, grid, village_group=values["village_group"])
        sheet.edits += made
        there = desk.store.get("address", address)
        grid = draft.grid or (there or {}).get("grid") or grid
    if old is None:
        values["kind"] = values["kind"] or records.blank(desk, "household").get("kind")
    _number_taken(sheet, values.get("number"), draft.uid)
    return with_kept({**values, "grid": grid, "address": address}, old, kept)


def _number_taken(sheet: Sheet, number: object, uid: str) -> None:
    rows = sheet.desk.store.rows("household", where={"number": number}, limit=2) if number else ()
    if any(row["uid"] != uid for row in rows):
        sheet.note(Place("head", 0, "number"), f"户号“{number}”已经有一户在用，请核对。", "warning")


def _household(
    sheet: Sheet, draft: HouseholdDraft, old: Row | None, place: Mapping[str, object], people: list[Someone]
) -> None:
    head = next((who.uid for who in people if who.relation == HEAD), None)
    sheet.put("household", sheet.household, {**place, "head": head or (old or {}).get("head")}, old)


# --- members ----------------------------------------------------------------------------------------------------


def _people(sheet: Sheet, draft: HouseholdDraft) -> list[Someone]:
    rows = [(row, one) for row, one in enumerate(draft.members) if not one.blank]
    same_twice(sheet, [one if not one.blank else MemberDraft() for one in draft.members])
    relations = _relations(sheet, rows)
    return [member(sheet, row, one, relations[row]) for row, one in rows]


def _relations(sheet: Sheet, rows: list[tuple[int, MemberDraft]]) -> dict[int, str]:
    """Return each row's relation to the head; without any head the first row is."""
    found = {}
    for row, one in rows:
        place = Place("member", row, "relation")
        found[row] = str(sheet.read(place, "residence", one.relation, None, []) or "")
    heads = [row for row, code in found.items() if code == HEAD]
    if rows and not heads and sheet.fresh:
        found[rows[0][0]] = HEAD
    for row in heads[1:]:
        words = f"第 {heads[0] + 1} 行已经是户主，一户只有一位户主，请改这里的关系。"
        sheet.note(Place("member", row, "relation"), words, "warning")
    return found


# --- dwelling and tenants ---------------------------------------------------------------------------------------


def _dwelling(sheet: Sheet, draft: HouseholdDraft, place: Mapping[str, object]) -> str:
    """Put the dwelling when anything was said of it; return its uid, "" when there is none."""
    cells = {key: getattr(draft.dwelling, key) for key in DWELLING_CELLS}
    let = any(not one.blank for one in draft.tenants)
    old = _house_there(sheet.desk, draft, place)
    if not (old or let or any(trim(text) for text in cells.values())):
        return ""
    if old is not None and not any(trim(text) for text in cells.values()) and not let and not draft.dwelling.uid:
        return str(old["uid"])
    kept: list[str] = []
    values = {
        key: sheet.read(Place("dwelling", 0, key), "dwelling", text, old, kept)
        for key, text in cells.items()
        if draft.dwelling.uid or old is None or trim(text)
    }
    if let and values.get("rented") is None:
        values["rented"] = 1
    values |= {"address": place["address"], "grid": place["grid"], "household": sheet.household}
    uid = str(old["uid"]) if old else new_uid()
    base = {} if old else records.blank(sheet.desk, "dwelling")
    sheet.put("dwelling", uid, with_kept({**base, **values}, old, kept), old)
    return uid


def _house_there(desk: Desk, draft: HouseholdDraft, place: Mapping[str, object]) -> Row | None:
    """Return the dwelling of this household, or the only one at its address that no household is known to live in."""
    if draft.dwelling.uid:
        return desk.store.get("dwelling", draft.dwelling.uid)
    if draft.uid or not place.get("address"):
        return None
    rows = list(desk.store.rows("dwelling", where={"address": place["address"]}, limit=2))
    return rows[0] if len(rows) == 1 and not rows[0].get("household") else None


def _tenants(sheet: Sheet, draft: HouseholdDraft, place: Mapping[str, object], house: str) -> None:
    for row, one in enumerate(draft.tenants):
        if not one.blank:
            _tenant(sheet, row, one, place, house)


def _tenant(sheet: Sheet, row: int, draft: TenantDraft, place: Mapping[str, object], house: str) -> None:
    """Put a tenant, who is a person of kind 流动, and the letting; somebody there already just rents."""
    desk = sheet.desk
    lease = desk.store.get("tenancy", draft.tenancy) if draft.tenancy else None
    there = None if draft.uid else _tenant_there(desk, draft)
    if there is not None:
        uid = str(there["uid"])
    else:
        cells = {"id_number": draft.id_number, "name": draft.name, "phone": draft.phone}
        uid, old = person(sheet, "tenant", row, cells, draft.uid)
        if old is None:
            known = {"grid": place["grid"], "address": place["address"], "kind": FLOATING, "lodging_kind": LET_ROOM}
            sheet.put("residence", new_uid(), records.blank(desk, "residence", person=uid, **known), None)
    kept: list[str] = []
    values = {
        key: sheet.read(Place("tenant", row, key), "tenancy", getattr(draft, key), lease, kept)
        for key in ("since", "rent")
    }
    values |= {"dwelling": house, "tenant": uid}
    base = {} if lease else records.blank(desk, "tenancy")
    sheet.put("tenancy", draft.tenancy or new_uid(), with_kept({**base, **values}, lease, kept), lease)


def _tenant_there(desk: Desk, draft: TenantDraft) -> Row | None:
    """Return the person kept with this number who bears this name, or whose name was not typed."""
    try:
        number = records.parse(desk, "person", "id_number", draft.id_number)
    except DeskError:
        return None
    there = same_number(desk, number)
    named = there is not None and trim(draft.name) in ("", str(there.get("name") or ""))
    return there if named and there is not None and there["state"] == ACTIVE else None
