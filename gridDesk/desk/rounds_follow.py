"""What a visit changes in the ledgers: a person's fields, a tenancy that ended, a newcomer, a service to a special group.

Each becomes edits of the visit's own act, made by the same functions as the population events of 人口变动.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gridDesk.desk import population, population_lodging, records
from gridDesk.desk.household_people import same_number
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import ACTIVE, Edit, Field, Row
from gridDesk.text import today_iso, trim

# What changes at the door oftenest is asked first; the other plain fields follow in the order of their ledger.
OFTEN = {
    "person": ("phone", "workplace", "occupation", "health", "education", "marital", "political"),
    "household": ("phone", "needs", "annual_income", "party_contact"),
    "shop": ("owner_phone", "contact_phone", "status", "employees", "wechat_group"),
    "unit": ("phone", "manager_phone", "status", "employees", "wechat_group"),
    "dwelling": ("owner_phone", "user_phone", "rented", "safety"),
}  # fmt: skip
_PLAIN = ("text", "long_text", "phone", "code", "yes_no", "date", "integer", "decimal", "money")
_BY_EVENT = {"household": ("wechat_group", "wechat_name"), "person": ("name",)}
FLOATING = "02"  # residence_kind


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record that turned out otherwise, as typed."""

    ledger: str
    uid: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RentEnd:
    """A tenancy that ended, on a day as typed ("" the day of the visit); `leaves`: the tenant left this place too."""

    tenancy: str
    on: str = ""
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new: in the household with a relation to its head, or as the tenant of a dwelling (uid); as typed."""

    name: str
    id_number: str = ""
    phone: str = ""
    relation: str = ""
    kind: str = ""
    on: str = ""
    dwelling: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A special group's record of somebody at the door, who was served: in what words."""

    ledger: str
    uid: str
    words: str = ""


def follow(
    desk: Desk, edits: list[Edit], visit: Mapping[str, object], changes: Sequence[FieldChange],
    ended: Sequence[RentEnd], newcomers: Sequence[Newcomer],
) -> str:  # fmt: skip
    """Add the edits of what changed, and return it in words without any number. Raises DeskError naming the row."""
    told = [
        *_changed(desk, edits, changes), *(_ended(desk, edits, visit, one) for one in ended),
        *(_arrived(desk, edits, visit, one, row) for row, one in enumerate(newcomers, 1)),
    ]  # fmt: skip
    return "；".join(told)


def changeable(desk: Desk, ledger: str) -> list[Field]:
    """Return the fields that a visit may change, the likeliest first; what needs an event of its own is not among them."""
    shape, often = desk.catalogue[ledger], OFTEN.get(ledger, ())
    plain = [item for item in shape.fields if item.type.name in _PLAIN and item.key not in _BY_EVENT.get(ledger, ())]
    return sorted(plain, key=lambda item: often.index(item.key) if item.key in often else len(often))


# --- fields ----------------------------------------------------------------------------------------------------------


def _changed(desk: Desk, edits: list[Edit], changes: Sequence[FieldChange]) -> list[str]:
    """Add one edit for each record, and tell which of its fields changed."""
    values: dict[tuple[str, str], dict[str, object]] = {}
    for row, one in enumerate(changes, 1):
        values.setdefault((one.ledger, one.uid), {})[one.key] = _value(desk, one, row)
    told = []
    for (ledger, uid), found in values.items():
        edits.append(Edit(ledger, uid, "update", found))
        shape = desk.catalogue[ledger]
        name = "本户" if ledger == "household" else desk.store.titles(ledger, [uid]).get(uid, shape.label)
        told.append(f"{name}：{'、'.join(shape[key].label for key in found)}")
    return told


def _value(desk: Desk, one: FieldChange, row: int) -> object:
    if desk.store.get(one.ledger, one.uid) is None:
        raise DeskError(f"信息变动第 {row} 行的人已经不在台账里，", advice="请去掉这一行。")
    if not trim(one.text):
        raise DeskError(
            f"信息变动第 {row} 行还没有写现在是什么，", advice="要把原来的内容清空，请到这条记录的页面修改。"
        )
    try:
        return records.parse(desk, one.ledger, one.key, one.text)
    except FieldError as error:
        raise DeskError(f"信息变动第 {row} 行：{error.message}", advice=error.advice) from None


# --- tenancies and newcomers -------------------------------------------------------------------------------------------


def day_of(desk: Desk, text: str, visit: Mapping[str, object], what: str) -> str:
    """Return a typed day as ISO, that of the visit when nothing was typed. Raises DeskError."""
    if not trim(text):
        return str(visit.get("date") or today_iso())
    try:
        return str(records.parse(desk, "visit", "date", text))
    except FieldError as error:
        raise DeskError(f"{what}：{error.message}", advice=error.advice) from None


def _ended(desk: Desk, edits: list[Edit], visit: Mapping[str, object], one: RentEnd) -> str:
    lease = population.get(desk, "tenancy", one.tenancy, ACTIVE)
    name = desk.store.titles("person", [str(lease["tenant"])]).get(str(lease["tenant"]), "")
    on = day_of(desk, one.on, visit, f"{name}退租的日期")
    edits += population_lodging.ending_rent(desk, one.tenancy, on, leaves=one.leaves)
    return f"{name}退租{'并离开本地' if one.leaves else ''}"


def _arrived(desk: Desk, edits: list[Edit], visit: Mapping[str, object], one: Newcomer, row: int) -> str:
    where = f"新来的人第 {row} 行"
    if not trim(one.name):
        raise DeskError(f"{where}还没有填姓名。")
    on = day_of(desk, one.on, visit, where)
    values = _person(desk, one, where)
    there = _known(desk, edits, values.get("id_number"), one, where)
    if one.dwelling:
        edits += population_lodging.renting(desk, one.dwelling, str(there["uid"]) if there else values, on)[1]
        return f"新来租住：{trim(one.name)}"
    home, relation = str(visit.get("household") or ""), _code(desk, "relation", one.relation, where)
    if not home:
        raise DeskError(f"{where}还没有说住哪里，", advice="走访的不是一户人家，请选承租的房屋。")
    if not relation:
        raise DeskError(f"{where}还没有选与户主关系，", advice="租住的请在“承租房屋”里选一处；一家人请选与户主关系。")
    kind = _code(desk, "kind", one.kind, where) or FLOATING
    arriving = population.arriving(desk, population.IN, home, values, on, relation, kind=kind)[1]
    edits += [_after(edit, row - 1) for edit in arriving]
    return f"新来：{trim(one.name)}"


def _known(desk: Desk, edits: Sequence[Edit], number: object, one: Newcomer, where: str) -> Row | None:
    """Return who is here already with a newcomer's number and now rents a dwelling, None for somebody new.

    Raises DeskError where a second person with one number would come about: one of the same visit, one who lives in a
    household here, or one who had left and has to come back (返回) first.
    """
    twin = next((edit for edit in edits if edit.ledger == "person" and edit.op == "create" and number
                 and edit.values.get("id_number") == number), None)  # fmt: skip
    if twin is not None:
        raise DeskError(
            f"{where}的号码和这次登记的“{twin.values.get('name')}”相同，", advice="同一个人只留一行，不是的请核对号码。"
        )
    there = same_number(desk, number)
    if there is None or (one.dwelling and there["state"] == ACTIVE):
        return there
    back = f"到他的页面点“办理变动”，办“返回”{'，再办“租住开始”' if one.dwelling else ''}"
    way = "到本户的“整户修改”里打这个号码，按 F2 把他移入" if there["state"] == ACTIVE else back
    raise DeskError(
        f"{where}的号码已登记在“{there.get('name')}”名下{'' if there['state'] == ACTIVE else '（已注销）'}，",
        advice=f"是同一个人的，请先去掉这一行记下走访，再{way}；不是的请核对号码。",
    )


def _person(desk: Desk, one: Newcomer, where: str) -> dict[str, object]:
    """Return the values of a newcomer, with what follows from the identity number."""
    values: dict[str, object] = {}
    for key, text in (("name", one.name), ("id_number", one.id_number), ("phone", one.phone)):
        if key == "id_number" and records.says_no_document(text):
            values["id_type"] = records.NO_DOCUMENT
            continue
        try:
            values[key] = records.parse(desk, "person", key, text)
        except FieldError as error:
            raise DeskError(f"{where}：{error.message}", advice=error.advice) from None
    shape = desk.catalogue["person"]
    derived = {key: value for key, value in records.derive(desk, "person", values).items() if key in shape}
    return {key: value for key, value in {**derived, **values}.items() if value not in (None, "")}


def _code(desk: Desk, key: str, text: str, where: str) -> str:
    try:
        return str(records.parse(desk, "residence", key, text) or "")
    except FieldError as error:
        raise DeskError(f"{where}：{error.message}", advice=error.advice) from None


def _after(edit: Edit, places: int) -> Edit:
    """Return the edit of a residence with its place on the list behind those of the same act."""
    if edit.ledger != "residence" or not places:
        return edit
    order = int(str(edit.values.get("order_no") or 0)) + places
    return replace(edit, values={**edit.values, "order_no": order})


# --- services --------------------------------------------------------------------------------------------------------


def serve(desk: Desk, edits: list[Edit], day: str, services: Sequence[Service]) -> str:
    """Note that people of special groups were served: their records are verified, with the day of the last call.

    Returns it in words; of a sealed ledger nothing stands there, its record alone knows.
    """
    told = []
    for one in services:
        shape, row = desk.catalogue[one.ledger], desk.store.get(one.ledger, one.uid)
        if row is None:
            continue
        edits.append(Edit(one.ledger, one.uid, "verify", {"verified_on": today_iso()}))
        if "last_visit" in shape:
            edits.append(Edit(one.ledger, one.uid, "update", {"last_visit": day}))
        if not shape.sealed:
            person = str(row.get(shape.subject) or "")
            name = desk.store.titles("person", [person]).get(person, "")
            told.append(f"{name}（{shape.label}）{f'：{trim(one.words)}' if trim(one.words) else ''}")
    return "；".join(told)
