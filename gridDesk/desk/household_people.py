"""The people of a household that is entered on one screen: what their cells say, and the edits that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gridDesk.desk import group_words, records
from gridDesk.desk.group_words import GroupChoice
from gridDesk.desk.household_draft import PERSON_CELLS, EntryProblem, Level, MemberDraft, Place
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import ACTIVE, CLOSED, Edit, Ledger, Row, new_uid
from gridDesk.text import squeeze, today_iso, trim

HEAD, FLOATING, FLOATING_HOME = "02", "02", "04"
MOVED = "02"
OPEN_AGAIN: dict[str, object] = {"state": ACTIVE, "closed_on": None, "closed_reason": None}


@dataclass
class Sheet:
    """What reading a draft has found so far: problems, edits, and the words of cells that could not be read."""

    desk: Desk
    household: str
    fresh: bool
    problems: list[EntryProblem] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def note(self, place: Place, message: str, level: Level, uid: str = "") -> None:
        """Keep a problem of a cell."""
        self.problems.append(EntryProblem(place, message, level, uid))

    def read(self, place: Place, ledger: str, text: str, old: Row | None, kept: list[str]) -> object | None:
        """Return the value of a cell; one that cannot be read is told and its words go to `kept`.

        A cell that shows what is stored is not read again, so that codes out of use stay as they are.
        """
        item = self.desk.catalogue[ledger][place.key]
        if old is not None and trim(text) == trim(item.show(old.get(place.key))):
            return old.get(place.key)
        try:
            return records.parse(self.desk, ledger, place.key, text)
        except FieldError as error:
            self.note(place, str(error), "unreadable")
            kept.append(f"{item.label}“{trim(text)}”")
            return None if old is None else old.get(place.key)

    def put(self, ledger: str, uid: str, values: Mapping[str, object], old: Row | None) -> None:
        """Make a record, or change what differs from the one there is."""
        if old is None:
            filled = {key: value for key, value in values.items() if value not in (None, "")}
            self.edits.append(Edit(ledger, uid, "create", filled))
            return
        different = {key: value for key, value in values.items() if (value or None) != (old.get(key) or None)}
        if different:
            self.edits.append(Edit(ledger, uid, "update", different))


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the household as the records will keep her; `unread`: what was typed as her relation has no code."""

    uid: str
    row: int
    name: str
    relation: str
    old: Row | None
    groups: tuple[GroupChoice, ...]
    unread: bool


def with_kept(values: dict[str, object], old: Row | None, kept: Sequence[str]) -> dict[str, object]:
    """Return values whose remark holds what could not be read, so that nothing typed is lost."""
    if not kept:
        return values
    before = str((old or {}).get("remark") or "")
    return values | {"remark": "；".join(part for part in (before, f"录入时未能识别：{'、'.join(kept)}") if part)}


def person(
    sheet: Sheet, block: str, row: int, cells: Mapping[str, str], uid: str, unread: Sequence[str] = ()
) -> tuple[str, Row | None]:
    """Read one person's cells and put the edit of her record; return her uid and the record that was there."""
    desk = sheet.desk
    old = desk.store.get("person", uid) if uid else None
    kept = list(unread)
    values = {
        key: sheet.read(Place(block, row, key), "person", cells[key], old, kept) for key in PERSON_CELLS if key in cells
    }
    if not values.get("name"):
        sheet.note(Place(block, row, "name"), "还没有填姓名，填了才能保存。", "error")
    known = {key: value for key, value in values.items() if value not in (None, "")}
    if records.says_no_document(cells["id_number"]):
        known["id_type"] = records.NO_DOCUMENT
    base = old or records.blank(desk, "person")
    shape = desk.catalogue["person"]
    derived = {key: value for key, value in records.derive(desk, "person", known).items() if key in shape}
    if old is None:
        wanted = {**base, **derived, **known}
    else:
        wanted = {**{key: value for key, value in derived.items() if not old.get(key)}, **values}
    made = uid or new_uid()
    _check(sheet, block, row, {**base, **wanted}, made)
    sheet.put("person", made, with_kept(wanted, old, kept), old)
    return made, old


def _check(sheet: Sheet, block: str, row: int, values: Mapping[str, object], uid: str) -> None:
    """Tell what is doubtful: sex and birth against the number, and somebody there already with the same number."""
    for item in records.check(sheet.desk, "person", values, uid):
        if item.level != "warning":
            continue
        there = same_number(sheet.desk, values.get("id_number"), uid) if item.field == "id_number" else None
        level: Level = "offer" if there else "warning"
        words = offer_words(sheet.desk, there) if there else item.message
        sheet.note(Place(block, row, item.field), words, level, str(there["uid"]) if there else "")


def same_number(desk: Desk, number: object, uid: str = "") -> Row | None:
    """Return the person who is kept with an identity number already, living here before moved away."""
    if not number:
        return None
    rows = desk.store.rows("person", where={"id_number": number}, states=(ACTIVE, CLOSED), limit=5)
    found = [row for row in rows if row["uid"] != uid and not row.get("merged_into")]
    return min(found, key=lambda row: row["state"] != ACTIVE, default=None)


def offer_words(desk: Desk, there: Row) -> str:
    """Return the sentence that offers to take a person there already instead of making a second one."""
    name, home = there.get("name"), home_of(desk, str(there["uid"]))
    title = desk.store.titles("household", [str(home["household"])]) if home and home.get("household") else {}
    where = f"（{next(iter(title.values()))}）" if title else "（已注销）" if there["state"] == CLOSED else ""
    return f"这个号码已登记在“{name}”{where}名下。是同一个人请按 F2 把他移入本户；不是的请核对号码。"


def home_of(desk: Desk, uid: str) -> Row | None:
    """Return where a person lives now: the 户籍 residence before others."""
    rows = list(desk.store.rows("residence", where={"person": uid}))
    return min(rows, key=lambda row: str(row.get("kind") or ""), default=None)


def member(sheet: Sheet, row: int, draft: MemberDraft, relation: str) -> Someone:
    """Read one row of the members; her residence and groups are put once the household is known."""
    found, unknown = group_words.read(group_words.choices(sheet.desk), draft.groups) if draft.groups else ([], [])
    if unknown:
        words = "”“".join(word[:20] for word in unknown)
        place = Place("member", row, "groups")
        sheet.note(place, f"特殊人群里没有“{words}”，请打拼音首字母后从列表里选。", "unreadable")
    unread = [f"特殊人群“{word}”" for word in unknown]
    no_code = bool(trim(draft.relation)) and not relation
    if no_code:
        unread.append(f"与户主关系“{trim(draft.relation)}”")
    cells = {key: getattr(draft, key) for key in PERSON_CELLS}
    uid, old = person(sheet, "member", row, cells, draft.uid, unread)
    return Someone(uid, row, trim(draft.name), relation, old, tuple(found), no_code)


def reside(sheet: Sheet, who: Someone, place: Mapping[str, object], kind: str, order: int) -> None:
    """Put the residence of a member: new, changed, or moved here from another household."""
    desk = sheet.desk
    home = home_of(desk, who.uid) if who.old is not None else None
    if home is not None and home.get("household") == sheet.household:
        if not who.unread:  # else what stands there is truer than nothing
            sheet.put("residence", str(home["uid"]), {"relation": who.relation or None}, home)
        return
    if who.old is not None and who.old["state"] == CLOSED:
        sheet.edits.append(Edit("person", who.uid, "reopen", OPEN_AGAIN))
    since = None
    if home is not None:
        since = today_iso()
        _leave(sheet, who, home, since)
    values = records.blank(
        desk, "residence", person=who.uid, household=sheet.household, relation=who.relation or None,
        grid=place.get("grid"), order_no=order, since=since, kind=kind or None,
    )  # fmt: skip
    sheet.put("residence", new_uid(), values, None)


def _leave(sheet: Sheet, who: Someone, home: Row, on: str) -> None:
    """End the residence elsewhere; a household nobody lives in any more ends with it."""
    end = {"state": CLOSED, "closed_on": on, "closed_reason": MOVED}
    sheet.edits.append(Edit("residence", str(home["uid"]), "close", {**end, "until": on}))
    old = str(home.get("household") or "")
    moved = {str(edit.uid) for edit in sheet.edits if edit.ledger == "residence" and edit.op == "close"}
    rest = [row for row in sheet.desk.store.rows("residence", where={"household": old}) if str(row["uid"]) not in moved]
    house = sheet.desk.store.get("household", old) if old else None
    if house is None:
        return
    if not rest:
        sheet.edits.append(Edit("household", old, "close", end))
    elif house.get("head") == who.uid:
        words = f"“{who.name}”是原户的户主，原户还有 {len(rest)} 人，保存后请给原户更换户主。"
        sheet.note(Place("member", who.row, "name"), words, "warning")


def join_groups(sheet: Sheet, who: Someone) -> None:
    """Put the group records that the cell names; a group is left only on the person's page, with a reason."""
    desk = sheet.desk
    for choice in who.groups:
        shape = desk.catalogue[choice.ledger]
        rows = desk.store.rows(choice.ledger, where={shape.subject: who.uid}, limit=1) if who.old else ()
        old = next(iter(rows), None)
        level = _level(shape, choice.level, old)
        if old is None:
            values = records.blank(desk, choice.ledger, **{shape.subject: who.uid}) | level
            sheet.put(choice.ledger, new_uid(), values, None)
        else:
            sheet.put(choice.ledger, str(old["uid"]), level, old)


def _level(shape: Ledger, code: str, old: Row | None) -> dict[str, object]:
    item = group_words.main_field(shape)
    if item is None or not code:
        return {}
    if item.type.name == "codes" and old and old.get(item.key):
        return {item.key: ",".join(sorted({code, *str(old[item.key]).split(",")}))}
    return {item.key: code}


def same_twice(sheet: Sheet, members: Sequence[MemberDraft]) -> None:
    """Tell when two rows hold the same number."""
    seen: dict[str, int] = {}
    for row, draft in enumerate(members):
        number = squeeze(draft.id_number).upper()
        if not number or records.says_no_document(number):
            continue
        if number in seen:
            words = f"第 {row + 1} 行和第 {seen[number] + 1} 行的号码相同，请核对。"
            sheet.note(Place("member", row, "id_number"), words, "warning")
        seen.setdefault(number, row)
