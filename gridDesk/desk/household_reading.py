"""A household as the entry screen begins with it: one that is there, a new one, a person taken in, who may be meant."""

from __future__ import annotations

from gridDesk.desk import group_words, records
from gridDesk.desk.duplicates import Candidate, candidates_for
from gridDesk.desk.household_draft import (
    DWELLING_CELLS,
    PERSON_CELLS,
    DwellingDraft,
    HouseholdDraft,
    MemberDraft,
    TenantDraft,
    number_after,
)
from gridDesk.desk.household_people import same_number
from gridDesk.desk.office import Desk
from gridDesk.desk.people import members
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Row
from gridDesk.text import squeeze


def new_draft(desk: Desk) -> HouseholdDraft:
    """Return what the first household of a sitting begins with: its defaults and the number after the highest."""
    shape = desk.catalogue["household"]
    start = records.blank(desk, "household")
    highest = next(iter(desk.store.rows("household", order=("-number",), limit=1)), None)
    number = number_after(str((highest or {}).get("number") or ""))
    taken = bool(number) and desk.store.count("household", where={"number": number}) > 0
    return HouseholdDraft(
        number="" if taken else number, grid=str(start.get("grid") or ""), kind=shape["kind"].show(start.get("kind"))
    )


def draft_of(desk: Desk, uid: str) -> HouseholdDraft:
    """Return a household that is there as texts, to be changed and saved again. Raises DeskError when it is gone."""
    row = desk.store.get("household", uid)
    if row is None:
        raise DeskError("这一户已经不在，", advice="请返回列表刷新。")
    shown = records.texts(desk, "household", row)
    house = next(iter(desk.store.rows("dwelling", where={"household": uid}, limit=1)), None)
    return HouseholdDraft(
        number=shown["number"], address=shown["address"], village_group=shown["village_group"],
        grid=str(row.get("grid") or ""), phone=shown["phone"], kind=shown["kind"], uid=uid,
        members=tuple(member_of(desk, one.uid, one.relation) for one in members(desk, uid)),
        dwelling=_dwelling(desk, house) if house else DwellingDraft(),
        tenants=_tenants(desk, str(house["uid"])) if house else (),
    )  # fmt: skip


def member_of(desk: Desk, uid: str, relation: str) -> MemberDraft:
    """Return the row of a person who is there already."""
    row = desk.store.get("person", uid)
    if row is None:
        raise DeskError("这个人已经不在，", advice="请返回列表刷新。")
    shown = records.texts(desk, "person", row)
    cells = {key: shown[key] for key in PERSON_CELLS}
    return MemberDraft(**cells, relation=relation, groups=_groups(desk, uid), uid=uid)


def _groups(desk: Desk, person: str) -> str:
    found = []
    for shape in desk.enabled():
        if shape.group == "special" and shape.subject and shape[shape.subject].to == "person":
            item = group_words.main_field(shape)
            for row in desk.store.rows(shape.key, where={shape.subject: person}, limit=1):
                found.append(group_words.words_of(desk, shape.key, row.get(item.key) if item else None))
    return group_words.SEPARATOR.join(found)


def _dwelling(desk: Desk, row: Row) -> DwellingDraft:
    shown = records.texts(desk, "dwelling", row)
    return DwellingDraft(**{key: shown[key] for key in DWELLING_CELLS}, uid=str(row["uid"]))


def _tenants(desk: Desk, dwelling: str) -> tuple[TenantDraft, ...]:
    leases = list(desk.store.rows("tenancy", where={"dwelling": dwelling}))
    people = desk.store.get_many("person", [str(lease["tenant"]) for lease in leases])
    return tuple(
        _tenant(desk, lease, people[str(lease["tenant"])]) for lease in leases if str(lease["tenant"]) in people
    )


def _tenant(desk: Desk, lease: Row, row: Row) -> TenantDraft:
    person, shown = records.texts(desk, "person", row), records.texts(desk, "tenancy", lease)
    return TenantDraft(
        id_number=person["id_number"], name=person["name"], phone=person["phone"], since=shown["since"],
        rent=shown["rent"], uid=str(row["uid"]), tenancy=str(lease["uid"]),
    )  # fmt: skip


def facts(desk: Desk, number: str) -> dict[str, str]:
    """Return what an identity number says of birth and sex, as texts; {} when it says nothing or cannot be read."""
    try:
        value = records.parse(desk, "person", "id_number", number)
    except FieldError:
        return {}
    found = records.derive(desk, "person", {"id_number": value}) if value else {}
    shape = desk.catalogue["person"]
    return {key: shape[key].show(found[key]) for key in ("birth", "sex") if found.get(key)}


def known_as(desk: Desk, number: str, uid: str = "") -> Row | None:
    """Return the person kept already with a number as it was typed, None when there is none or it cannot be read."""
    try:
        return same_number(desk, records.parse(desk, "person", "id_number", number), uid)
    except FieldError:
        return None


def may_be(desk: Desk, draft: MemberDraft) -> list[Candidate]:
    """Return people there already who may be the one in a row; nobody while only little is typed."""
    if draft.uid or len(squeeze(draft.name)) < 2:
        return []
    values: dict[str, object] = {}
    for key in ("id_number", "name", "birth", "phone", "sex"):
        try:
            values[key] = records.parse(desk, "person", key, getattr(draft, key))
        except FieldError:
            continue
    return candidates_for(desk, {key: value for key, value in values.items() if value}, limit=3)
