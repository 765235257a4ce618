"""Records of any ledger: defaults, what follows from what was typed, problems, saving, closing, words for eyes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from gridDesk.desk.asked import NO_DOCUMENT as NO_DOCUMENT
from gridDesk.desk.asked import gaps, lacks
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import ACTIVE, Changes, CodeSet, Edit, Field, Ledger, Row, new_uid
from gridDesk.ledger.alike import MERGED, MERGED_INTO
from gridDesk.ledger.dates import age_on, is_compatible, parse_typed
from gridDesk.ledger.idnumber import IdNumber, is_placeholder, parse_id_number
from gridDesk.ledger.places import place_name
from gridDesk.text import address_key, clean_name, fold, squeeze, today, today_iso, trim

_NAME_FIELDS = {"name", "former_name", "owner_name", "guardian"}
# Ledgers of what goes down and of the answers, each with the page where it is dealt with.
BY_ACTS = {
    "task": "任务", "reply": "任务", "handling_result": "任务", "bulletin": "通报", "score_notice": "通报",
    "count_notice": "通报", "directive": "下发文件", "proposal": "待我决定", "duplicate_notice": "待我决定",
    "transfer": "待我决定",
}  # fmt: skip
PAGES_OF_ACTS = {
    "任务": ("tasks", ""), "通报": ("bulletins", ""), "下发文件": ("directives", ""), "待我决定": ("inbox", ""),
}  # fmt: skip
_AHEAD = re.compile("到期|有效期|截止|期限|时限|预计|计划|下次|停止|结束")
_DOCUMENTS = {"resident18": "111", "resident15": "111", "foreigner": "553", "foreigner15": "553", "passport": "414"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a clerk should look at in a record. Only `error` hinders saving; `missing` means 待完善."""

    field: str
    label: str
    message: str
    level: Literal["error", "warning", "missing"]


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved record and what the write changed (`changes.count` 0 when nothing was different)."""

    uid: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that a picker offers."""

    uid: str
    title: str
    detail: str


def blank(desk: Desk, ledger: str, **known: object) -> dict[str, object]:
    """Return the values a new record starts with: defaults of its fields, the grid of a one-grid office, `known`."""
    shape = desk.catalogue[ledger]
    values = {item.key: item.parse(item.default) for item in shape.fields if item.default}
    grids = desk.grids()
    if "grid" in shape and len(grids) == 1:
        values["grid"] = grids[0]["uid"]
    if "date" in shape:
        values["date"] = today_iso()
    if "worker" in shape and shape.group == "work":
        values["worker"] = desk.user
    return values | {key: value for key, value in known.items() if value is not None}


def derive(desk: Desk, ledger: str, values: Mapping[str, object]) -> dict[str, object]:
    """Return what follows from what was entered, only for fields still blank.

    For a person with an ID number: `birth`, `sex`, and for display `age` (text) and `id_place` (the place code
    explained, never a reason to refuse).
    """
    found: dict[str, object] = {}
    number = values.get("id_number")
    if ledger == "person" and number:
        try:
            identity = parse_id_number(number)
        except FieldError:
            return found
        if identity:
            found |= {key: value for key, value in (("birth", identity.birth), ("sex", identity.sex)) if value}
            found["id_place"] = place_name(identity.region)
            found["id_type"] = document_of(identity)
    found = {key: value for key, value in found.items() if not values.get(key)}
    age = age_on(cast("str | None", values.get("birth") or found.get("birth")), today())
    if ledger == "person" and age is not None:
        found["age"] = f"{age}岁"
    return found


def document_of(identity: IdNumber) -> str:
    """Return the kind of document (证件类型) that a number belongs to."""
    if identity.kind == "permit":
        return "X02" if identity.number.startswith("83") else "X01"
    if identity.kind == "travel":
        return "511" if identity.number.isdigit() else "516"
    return _DOCUMENTS[identity.kind]


def says_no_document(raw: object) -> bool:
    """Tell whether what was typed for a number says that there is none (无, 未办, eighteen zeros)."""
    text = squeeze(fold(raw)).upper()
    return bool(text) and is_placeholder(text)


def parse(desk: Desk, ledger: str, key: str, raw: object) -> object | None:
    """Return the value to store for what was typed. Raises FieldError with the field's label."""
    item = desk.catalogue[ledger][key]
    if item.type.name == "date":
        raw = _typed_date(item, raw)
    value = desk.catalogue[ledger].parse(key, raw)
    return clean_name(value) if key in _NAME_FIELDS and value else value


def _typed_date(item: Field, raw: object) -> str | None:
    try:
        return parse_typed(raw, ahead=bool(_AHEAD.search(item.label)))
    except FieldError as error:
        raise FieldError(f"{item.label}：{error.message}", kind=error.kind, advice=error.advice) from None


def check(desk: Desk, ledger: str, values: Mapping[str, object], uid: str | None = None) -> list[Problem]:
    """Return what is wrong, doubtful or missing in a record's stored values."""
    shape = desk.catalogue[ledger]
    problems = [
        Problem(item.key, item.label, f"请填写{item.label}。", "error")
        for item in shape.fields
        if item.required and values.get(item.key) in (None, "")
    ]
    if ledger == "person":
        problems += _identity_problems(desk, values, uid)
    if ledger == "daily_log":
        problems += _page_problems(desk, values, uid)
    if ledger == "event" and values.get("status") == "05" and not values.get("checked_on"):
        words = "还没有写现场核查，按制度不能销号（QL-10.7）；请到“事项”页办理。"
        problems.append(Problem("status", shape["status"].label, words, "warning"))
    problems += [
        Problem(gap.key, shape[gap.key].label, f"还没有填{shape[gap.key].label}。", "missing")
        for gap in gaps(desk.catalogue, ledger)
        if lacks(gap, values)
    ]
    return problems


def _page_problems(desk: Desk, values: Mapping[str, object], uid: str | None) -> Iterable[Problem]:
    """Yield what is wrong with a page of the daily record: it has one day, and a day and grid have one page."""
    day, label = str(values.get("date") or ""), desk.catalogue["daily_log"]["date"].label
    if day and len(day) != len("2026-01-01"):
        yield Problem("date", label, "日志一天一页，日期要写到哪一天，如 2026-11-20。", "error")
    same = {"date": day, "grid": values.get("grid")}
    if any(row["uid"] != uid for row in desk.store.rows("daily_log", where=same, office=desk.office.site, limit=2)):
        words = "这个网格这一天已经有一页日志，“工作日志”页只显示一页；请在那一页上修改，或核对日期和网格。"
        yield Problem("date", label, words, "warning")


def _identity_problems(desk: Desk, values: Mapping[str, object], uid: str | None) -> Iterable[Problem]:
    number = values.get("id_number")
    label = desk.catalogue["person"]["id_number"].label
    if number:
        try:
            identity = parse_id_number(number)
        except FieldError as error:
            yield Problem("id_number", label, str(error), "warning")
            return
        if identity and identity.sex and values.get("sex") not in (None, identity.sex):
            yield Problem("sex", "性别", "性别与身份证号不一致，请核对。", "warning")
        if identity and not is_compatible(identity.birth, cast("str | None", values.get("birth"))):
            yield Problem("birth", "出生日期", "出生日期与身份证号不一致，请核对。", "warning")
        for other in desk.store.rows("person", where={"id_number": number}, states=(ACTIVE, "closed"), limit=3):
            if other["uid"] != uid:
                name = desk.catalogue["person"].name_of(other)
                yield Problem("id_number", label, f"这个号码已登记在“{name}”名下，请先查看是否同一个人。", "warning")


def save(
    desk: Desk, ledger: str, uid: str | None, values: Mapping[str, object], *, reason: str = "",
    first: Sequence[Edit] = (),
) -> Saved:  # fmt: skip
    """Create a record (uid None) or update what differs. Incomplete is allowed; a required field missing is not.

    `first` are edits that belong to the same act, such as the new address that the record refers to.
    """
    check_typed(desk, ledger)
    shape = desk.catalogue[ledger]
    old = desk.store.get(ledger, uid) if uid else None
    if uid and old is None:
        raise DeskError("这条记录已经不在，", advice="请刷新后再试。")
    errors = [item for item in check(desk, ledger, {**(old or {}), **values}, uid) if item.level == "error"]
    if errors:
        raise DeskError("".join(item.message for item in errors))
    known = {key: value for key, value in values.items() if key in shape}
    if old is None:
        uid = new_uid()
        filled = {key: value for key, value in known.items() if value not in (None, "")}
        changes = desk.write([*first, Edit(ledger, uid, "create", filled)], f"新增{shape.label}", reason=reason)
    else:
        assert uid is not None
        changes = desk.write([*first, Edit(ledger, uid, "update", known)], f"修改{shape.label}", reason=reason)
    return Saved(uid, changes)


def check_typed(desk: Desk, ledger: str) -> None:
    """Raise DeskError for a ledger that nobody types into: what goes down, and the answers to it, have acts of their own."""
    shape = desk.catalogue[ledger]
    if shape.internal:
        raise DeskError(f"{shape.label}由程序自己填写，不能直接录入或修改，", advice="请到它所属的台账里办理。")
    page = BY_ACTS.get(ledger)
    if page is None:
        return
    if shape.travel == "down" and desk.office.is_base:
        raise DeskError(f"{shape.label}由上级下发，本单位只能查看和答复，", advice=f"请到“{page}”页办理。")
    raise DeskError(f"{shape.label}由程序在办理时填写，不能直接录入或修改，", advice=f"请到“{page}”页办理。")


def page_of_acts(ledger: str) -> str:
    """Return the key of the page on which records of a ledger that nobody types into are shown, "" for other ledgers."""
    return PAGES_OF_ACTS.get(BY_ACTS.get(ledger, ""), ("", ""))[0]


def closing_reasons(desk: Desk) -> CodeSet:
    """Return the reasons for which a clerk may close a record: all but that of a merge."""
    every = desk.catalogue.code_sets["close_reason"]
    return CodeSet(every.key, tuple(code for code in every.codes if code.code != MERGED))


def close_record(desk: Desk, ledger: str, uid: str, *, reason_code: str, on: str, note: str = "") -> Changes:
    """Close a record with its reason (code set close_reason) and event date; it stays findable, marked."""
    check_typed(desk, ledger)
    words = desk.catalogue.code_sets["close_reason"].show(reason_code)
    values = {"state": "closed", "closed_on": on, "closed_reason": reason_code}
    label = f"{desk.catalogue[ledger].label}注销（{words}）"
    return desk.write([Edit(ledger, uid, "close", values)], label, reason=note)


def check_not_merged(desk: Desk, ledger: str, uid: str) -> None:
    """Raise DeskError, naming the record it was merged into, when a record was merged."""
    row = desk.store.get(ledger, uid)
    target = str(row.get(MERGED_INTO) or "") if row else ""
    if target:
        name = desk.store.titles(ledger, [target]).get(target, "")
        raise DeskError(f"这条记录已经并入“{name}”，", advice="不能单独恢复；要恢复请先“拆开合并”。")


def reopen_record(desk: Desk, ledger: str, uid: str, *, note: str = "") -> Changes:
    """Make a closed record active again, as an event of its own. Raises DeskError for one merged into another."""
    check_typed(desk, ledger)
    check_not_merged(desk, ledger, uid)
    values = {"state": ACTIVE, "closed_on": None, "closed_reason": None}
    return desk.write([Edit(ledger, uid, "reopen", values)], f"恢复{desk.catalogue[ledger].label}", reason=note)


def texts(desk: Desk, ledger: str, row: Row) -> dict[str, str]:
    """Return every field of a record as shown text; references become the name of the record."""
    return many_texts(desk, ledger, [row])[0]


def many_texts(desk: Desk, ledger: str, rows: list[Row]) -> list[dict[str, str]]:
    """Return `texts` of many records with one look-up per referred ledger."""
    shape = desk.catalogue[ledger]
    names = {item.key: _names(desk, item, rows) for item in shape.links}
    return [{item.key: _text(item, row, names) for item in shape.fields} for row in rows]


def _names(desk: Desk, item: Field, rows: list[Row]) -> dict[str, str]:
    uids = {str(row[item.key]) for row in rows if row.get(item.key)}
    return desk.store.titles(item.to, uids) if uids else {}


def _text(item: Field, row: Row, names: Mapping[str, Mapping[str, str]]) -> str:
    value = row.get(item.key)
    return names[item.key].get(str(value), "") if item.to else item.show(value)


def choices(desk: Desk, ledger: str, text: str, limit: int = 20) -> list[Choice]:
    """Return records of a ledger that a picker offers for what was typed so far."""
    text = trim(text)
    if ledger in ("person", "household", "dwelling") and text:
        hits = desk.store.find(text, limit=limit * 2)
        found = [Choice(hit.uid, hit.name, hit.line) for hit in hits if hit.ledger == ledger]
        if ledger == "household":
            found += _households_of(desk, [hit.uid for hit in hits if hit.ledger == "person"])
        return list({choice.uid: choice for choice in found}.values())[:limit]
    rows = list(desk.store.rows(ledger, limit=None if ledger == "grid" else 2000))
    names = desk.store.titles(ledger, [str(row["uid"]) for row in rows])
    key = address_key(text)
    found = [Choice(uid, name, "") for uid, name in names.items() if key in address_key(name)]
    return found[:limit]


def _households_of(desk: Desk, people: list[str]) -> list[Choice]:
    """Return the households that people live in: a clerk knows a household by who lives there."""
    homes = desk.store.rows("residence", where={"person": people}) if people else ()
    by_person = {str(home["person"]): str(home["household"]) for home in homes if home.get("household")}
    uids = list(dict.fromkeys(by_person[person] for person in people if person in by_person))
    rows = desk.store.get_many("household", uids)
    titles = desk.store.titles("household", uids)
    places = desk.store.titles("address", {str(row["address"]) for row in rows.values() if row.get("address")})
    return [Choice(uid, titles.get(uid, ""), places.get(str(rows[uid].get("address")), "")) for uid in uids]


def address_for(desk: Desk, text: str, grid: object = None, **known: object) -> tuple[str, list[Edit]]:
    """Return the uid of the address record (标准地址) with this text, and the edit that makes it when there is none."""
    key, text = address_key(text), trim(text)
    for row in desk.store.rows("address", where={"text": text}, limit=1):
        return str(row["uid"]), []
    for hit in desk.store.find(text, limit=60):
        if hit.ledger == "address" and address_key(hit.name) == key:
            return hit.uid, []
    uid = new_uid()
    values = blank(desk, "address", text=text, grid=grid, **known)
    return uid, [Edit("address", uid, "create", values)]


def fresh_address(desk: Desk, text: str, grid: str | None = None) -> str:
    """Return the uid of the address record (标准地址) with this text, creating it if there is none."""
    uid, edits = address_for(desk, text, grid)
    if edits:
        desk.write(edits, f"新增{desk.catalogue['address'].label}")
    return uid


def label_of(shape: Ledger, key: str) -> str:
    """Return a field's label, also for the system columns that history shows."""
    system = {"state": "状态", "closed_on": "注销日期", "closed_reason": "注销原因", "verified_on": "核实日期"}
    return shape[key].label if key in shape else system.get(key, key)
