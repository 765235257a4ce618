"""People and households: what their pages show, and the things that happen to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gridDesk.desk import audit
from gridDesk.desk.lookups import residences, tenant_words
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.population_books import CORRECTED
from gridDesk.desk.records import Saved, address_for, blank, check, many_texts, save, texts
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.ledger import CLOSED, Changes, Edit, Row, new_uid
from gridDesk.ledger.dates import age_on
from gridDesk.text import today, today_iso

HEAD = "02"


@dataclass(frozen=True, slots=True)
class Member:
    """A person as a member of a household; `age` is None when no birth date is known."""

    uid: str
    name: str
    relation: str
    relation_code: str
    age: int | None
    sex: str
    id_masked: str
    phone: str
    kind: str


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A person's record in one special group; `line` tells its main facts."""

    ledger: str
    label: str
    uid: str
    line: str


@dataclass(frozen=True, slots=True)
class Link:
    """A record that belongs to what a page shows: its uid, its words, and in which role."""

    uid: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """All that the page of a person shows."""

    row: Row
    texts: dict[str, str]
    age: int | None
    id_masked: str
    household_uid: str | None
    household_title: str
    members: list[Member]
    residence: Row | None
    residence_texts: dict[str, str]
    address: str
    dwellings: list[Link]
    groups: list[GroupEntry]
    notices: list[str]
    verified_on: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """All that the page of a household shows; visits as (date, line), newest first."""

    row: Row
    texts: dict[str, str]
    head: str
    head_uid: str | None
    address: str
    members: list[Member]
    dwellings: list[Link]
    visits: list[tuple[str, str]]


def _get(desk: Desk, ledger: str, uid: str) -> Row:
    need_work(desk, "查看台账")
    row = desk.store.get(ledger, uid)
    if row is None:
        raise DeskError(f"这条{desk.catalogue[ledger].label}记录已经不在，", advice="请返回列表刷新。")
    return row


def person_view(desk: Desk, uid: str) -> PersonView:
    """Return the page of a person. Raises DeskError when there is no such person."""
    row = _get(desk, "person", uid)
    home = residences(desk, [uid]).get(uid) or _last_home(desk, uid)
    home_texts = texts(desk, "residence", home) if home else {}
    household_uid = cast("str | None", home.get("household")) if home else None
    household = desk.store.get("household", household_uid) if household_uid else None
    address = home_texts.get("address") or (texts(desk, "household", household)["address"] if household else "")
    return PersonView(
        row=row, texts=texts(desk, "person", row), age=age_on(cast("str | None", row.get("birth")), today()),
        id_masked=short_id(row.get("id_number")), household_uid=household_uid,
        household_title=home_texts.get("household", ""),
        members=members(desk, household_uid) if household_uid else [],
        residence=home, residence_texts=home_texts, address=address,
        dwellings=_dwellings_of(desk, row, household_uid), groups=_groups_of(desk, uid),
        notices=[item.message for item in check(desk, "person", row, uid)],
        verified_on=str(row.get("verified_on") or ""),
    )  # fmt: skip


def _last_home(desk: Desk, uid: str) -> Row | None:
    closed = list(desk.store.rows("residence", where={"person": uid}, states=(CLOSED,)))
    return max(closed, key=lambda row: str(row.get("closed_on") or ""), default=None)


def members(desk: Desk, household: str) -> list[Member]:
    """Return the people of a household in official order: head, spouse, children, grandchildren, parents, others."""
    homes = list(desk.store.rows("residence", where={"household": household}))
    people = desk.store.get_many("person", [str(home["person"]) for home in homes])
    alive = [home for home in homes if str(home["person"]) in people]
    alive.sort(key=lambda home: member_order(home, people[str(home["person"])]))
    return [_member(desk, home, people[str(home["person"])]) for home in alive]


def member_order(home: Row, person: Row) -> tuple[int, int, str]:
    """Return the sort key of a member: the order of 常住人口登记表, then place on the list, then birth date."""
    relation = str(home.get("relation") or "99")
    rank = {"0": 0, "1": 1, "2": 2, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}.get(relation[0], 7)
    return rank, int(str(home.get("order_no") or 999)), str(person.get("birth") or "9")


def _member(desk: Desk, home: Row, person: Row) -> Member:
    shape = desk.catalogue["person"]
    return Member(
        uid=str(person["uid"]), name=str(person.get("name") or ""),
        relation=desk.catalogue["residence"]["relation"].show(home.get("relation")),
        relation_code=str(home.get("relation") or ""),
        age=age_on(cast("str | None", person.get("birth")), today()), sex=shape["sex"].show(person.get("sex")),
        id_masked=short_id(person.get("id_number")), phone=str(person.get("phone") or ""),
        kind=desk.catalogue["residence"]["kind"].show(home.get("kind")),
    )  # fmt: skip


def _dwellings_of(desk: Desk, person: Row, household: str | None) -> list[Link]:
    found: dict[str, str] = {}
    if person.get("id_number"):
        for row in desk.store.rows("dwelling", where={"owner_id_number": person["id_number"]}):
            found[str(row["uid"])] = "房主"
    for rent in desk.store.rows("tenancy", where={"tenant": person["uid"]}):
        found.setdefault(str(rent["dwelling"]), "承租")
    if household:
        for row in desk.store.rows("dwelling", where={"household": household}):
            found.setdefault(str(row["uid"]), "居住")
    names = desk.store.titles("dwelling", found)
    return [Link(uid, names.get(uid, ""), role) for uid, role in found.items()]


def _groups_of(desk: Desk, person: str) -> list[GroupEntry]:
    found = []
    for ledger in desk.enabled():
        if ledger.group != "special":
            continue
        rows = list(desk.store.rows(ledger.key, where={ledger.subject: person}))
        for row, text in zip(rows, many_texts(desk, ledger.key, rows), strict=True):
            facts = [f"{i.label}：{text[i.key]}" for i in ledger.fields if i.width and text[i.key]][:4]
            audit.opened(desk, ledger.key, str(row["uid"]))
            found.append(GroupEntry(ledger.key, ledger.label, str(row["uid"]), "　".join(facts)))
    return found


def household_view(desk: Desk, uid: str) -> HouseholdView:
    """Return the page of a household. Raises DeskError when there is no such household."""
    row = _get(desk, "household", uid)
    shown = texts(desk, "household", row)
    dwellings = list(desk.store.rows("dwelling", where={"household": uid}))
    if row.get("address"):
        dwellings += [d for d in desk.store.rows("dwelling", where={"address": row["address"]}) if d not in dwellings]
    visits = list(desk.store.rows("visit", where={"household": uid}, order=("date",)))
    lines = [
        (str(visit["date"]), text["content"] or text["result"])
        for visit, text in zip(visits, many_texts(desk, "visit", visits), strict=True)
    ]
    tenants = tenant_words(desk, [str(d["uid"]) for d in dwellings])
    use = desk.catalogue["dwelling"]["use"]
    return HouseholdView(
        row=row, texts=shown, head=shown["head"], head_uid=cast("str | None", row.get("head")),
        address=shown["address"], members=members(desk, uid),
        dwellings=[
            Link(str(d["uid"]), use.show(d.get("use")) or "房屋", tenants.get(str(d["uid"]), "")) for d in dwellings
        ],
        visits=lines[::-1],
    )  # fmt: skip


def reveal_id(desk: Desk, uid: str) -> str:
    """Return a person's full ID number, for the page that hides it until asked; that it was asked for is noted."""
    audit.revealed(desk, "person", uid, "id_number")
    return str(_get(desk, "person", uid).get("id_number") or "")


def verify_household(desk: Desk, uid: str) -> Changes:
    """Write down that all that is kept of a household and its members is still true today (one key)."""
    from gridDesk.desk.freshness import confirm  # which reads lists that are made of what is here

    return confirm(desk, uid)


def verify_person(desk: Desk, uid: str) -> Changes:
    """Write down that what is kept of one person is still true today."""
    return desk.write([Edit("person", uid, "verify", {"verified_on": today_iso()})], "核实一人")


def add_member(
    desk: Desk, household: str, person: Mapping[str, object], relation: str, *, reason: str = ""
) -> Saved:  # fmt: skip
    """Add a new person to a household, inheriting its grid and address; one act, one undo."""
    home = _get(desk, "household", household)
    uid = new_uid()
    edits = [Edit("person", uid, "create", _filled(desk, "person", person))]
    edits.append(_residence(desk, uid, household, relation, home.get("grid"), len(members(desk, household)) + 1))
    if relation == HEAD:
        edits.append(Edit("household", household, "update", {"head": uid}))
    return Saved(uid, desk.write(edits, "新增一人", reason=reason))


def new_household(desk: Desk, number: str, address_text: str, head: Mapping[str, object]) -> Saved:
    """Make a household with its head and address; returns the household's uid."""
    grid = blank(desk, "household").get("grid")
    address, made = address_for(desk, address_text, grid) if address_text.strip() else (None, [])
    uid, person = new_uid(), new_uid()
    values = _filled(desk, "household", blank(desk, "household", number=number, head=person, address=address))
    edits = [
        *made,
        Edit("person", person, "create", _filled(desk, "person", head)),
        Edit("household", uid, "create", values),
        _residence(desk, person, uid, HEAD, grid, 1),
    ]
    return Saved(uid, desk.write(edits, "新增一户"))


def _filled(desk: Desk, ledger: str, values: Mapping[str, object]) -> dict[str, object]:
    shape = desk.catalogue[ledger]
    missing = [item.label for item in shape.fields if item.required and not values.get(item.key)]
    if missing:
        raise DeskError(f"请填写{'、'.join(missing)}。")
    return {key: value for key, value in values.items() if key in shape and value not in (None, "")}


def _residence(desk: Desk, person: str, household: str, relation: str, grid: object, order: int) -> Edit:
    values = blank(desk, "residence", person=person, household=household, relation=relation, grid=grid, order_no=order)
    return Edit("residence", new_uid(), "create", _filled(desk, "residence", values))


def move_out(desk: Desk, person: str, reason_code: str, on: str, note: str = "") -> Changes:
    """Close a person for a reason (死亡、迁出、离开…) as the population event that goes with it; one act, one undo."""
    from gridDesk.desk import population  # it stands on this module's neighbours, and tells events

    kind = {"01": population.DEATH, "05": CORRECTED, "06": CORRECTED}.get(reason_code, population.OUT)
    return population.leave(desk, person, kind, on, reason_code, note)


def add_to_group(
    desk: Desk, person: str, ledger: str, values: Mapping[str, object], *, first: Sequence[Edit] = ()
) -> Saved:  # fmt: skip
    """Make a person a member of a special group; refuses a second active record of the same group."""
    shape = desk.catalogue[ledger]
    if desk.store.count(ledger, where={shape.subject: person}):
        raise DeskError(f"这个人已在{shape.label}台账里，", advice="请打开原记录修改。")
    return save(desk, ledger, None, {**blank(desk, ledger), **values, shape.subject: person}, first=first)
