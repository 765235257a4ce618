"""The short dialogs of what happens to one person: born, died, came, left, came back, married, rents, a new number."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QWidget

from gridDesk.desk import population, population_lodging, records, transfers
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import CodeSet, Row
from gridDesk.text import trim
from gridDesk.ui.again import remembers
from gridDesk.ui.event_dialog import EventDialog, date_of, needed, newcomer, text_of

LEAVING = ("02", "03", "04", "99")
NO_RELATION = "请选择与户主关系，不清楚的可以选“其他亲属”或“非亲属”。"


def _name(desk: Desk, person: str) -> str:
    return desk.store.titles("person", [person]).get(person) or "此人"


def _relations(desk: Desk) -> CodeSet:
    return desk.catalogue["residence"]["relation"].code_set


def _some(codes: CodeSet, wanted: tuple[str, ...]) -> CodeSet:
    return replace(codes, codes=tuple(code for code in codes.codes if code.code in wanted))


@remembers
def birth(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask for a newborn of a household."""
    home = desk.store.titles("household", [household]).get(household, "")
    made = EventDialog(desk, "出生", f"登记“{home}”户新出生的孩子，记入当月出生人数。", "登记出生(&S)", parent)
    name = made.ask_text("姓名", "还没起名的，可先写“某某之子”")
    sex = made.ask_code("性别", desk.catalogue["person"]["sex"].code_set)
    on = made.ask_date("出生日期")
    relation = made.ask_code("与户主关系", _relations(desk))
    number = made.ask_text("公民身份号码", "没有可先不填")

    def act() -> object:
        values = {"name": records.parse(desk, "person", "name", name.text()), "sex": sex.code()}
        values["id_number"] = records.parse(desk, "person", "id_number", number.text())
        return population.birth(desk, household, values, date_of(on), needed(relation.code(), NO_RELATION))

    return made.ready(act)


@remembers
def death(desk: Desk, person: str, parent: QWidget | None = None) -> EventDialog:
    """Ask when a person died."""
    words = f"登记“{_name(desk, person)}”死亡。居住、租住和特殊人群记录同时结束，以后仍能查到。"
    made = EventDialog(desk, "死亡", words, "登记死亡(&S)", parent)
    on = made.ask_date("死亡日期")
    reason = made.ask_text("说明", "可不填")
    return made.ready(lambda: population.death(desk, person, date_of(on), text_of(reason)))


@remembers
def move_out(desk: Desk, person: str, parent: QWidget | None = None) -> EventDialog:
    """Ask when, why and where a person moved."""
    words = f"“{_name(desk, person)}”迁出或离开本地。居住、租住和特殊人群记录同时结束，以后仍能查到，回来时可办“返回”。"
    made = EventDialog(desk, "迁出", words, "登记迁出(&S)", parent)
    reason = made.ask_code("原因", leaving_reasons(desk), "02")
    on = made.ask_date("迁出日期")
    to = made.ask_text("去向", "如：青岛市城阳区，可不填")
    inside = sister_village(made, desk)
    note = made.ask_text("说明", "可不填")

    def act() -> object:
        code = needed(reason.code(), "请选择迁出的原因。")
        where = trim(inside.currentText()) if inside is not None else ""
        return population.move_out(desk, person, date_of(on), text_of(to), text_of(note), code, where)

    return made.ready(act)


def leaving_reasons(desk: Desk) -> CodeSet:
    """Return for what reasons people leave this place alive."""
    return _some(desk.catalogue.code_sets["close_reason"], LEAVING)


def sister_village(made: EventDialog, desk: Desk) -> QComboBox | None:
    """Ask for the village of the same street a person moves to, where the street hands her on; None without a street."""
    if not desk.store.system.peers.list(state="active", relation="parent"):
        return None
    box = QComboBox(editable=True)
    box.addItems(["", *transfers.destinations(desk)])
    box.lineEdit().setPlaceholderText("写村名，由街道转去；外地不填")
    made.ask("迁往本街道", box)
    return box


@remembers
def move_in(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask who moved in to a household."""
    home = desk.store.titles("household", [household]).get(household, "")
    made = EventDialog(desk, "迁入", f"登记迁入“{home}”户的人，记入当月迁入人数。", "登记迁入(&S)", parent)
    number = made.ask_text("公民身份号码", "没有可先不填")
    name = made.ask_text("姓名")
    relation = made.ask_code("与户主关系", _relations(desk))
    kind = made.ask_code("人口类型", desk.catalogue["residence"]["kind"].code_set, "01")
    on = made.ask_date("迁入日期")

    def act() -> object:
        values = newcomer(desk, name.text(), number.text())
        code = needed(relation.code(), NO_RELATION)
        return population.move_in(desk, household, values, date_of(on), code, kind.code() or "01")

    return made.ready(act)


@remembers
def come_back(desk: Desk, person: str, last_home: str | None, parent: QWidget | None = None) -> EventDialog:
    """Ask when and to which household a person came back."""
    made = EventDialog(desk, "返回", f"“{_name(desk, person)}”回来了，恢复在册。", "登记返回(&S)", parent)
    on = made.ask_date("返回日期")
    home = made.ask_record("回到哪一户", "household", last_home, hint="户主姓名或户号")
    relation = made.ask_code("与户主关系", _relations(desk))
    reason = made.ask_text("说明", "可不填")

    def act() -> object:
        household = home.chosen() or ""
        code = relation.code() or ""
        if household and household != last_home and not code:
            raise FieldError("换了一户，", advice=NO_RELATION)
        return population.come_back(desk, person, date_of(on), household, code, text_of(reason))

    return made.ready(act)


@remembers
def marry_in(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask who married into a household: somebody of the ledger, or a new person by name."""
    home = desk.store.titles("household", [household]).get(household, "")
    words = f"登记嫁入或入赘“{home}”户的人。台账里已有的，打几个字后从列表里选；没有的写上姓名。"
    made = EventDialog(desk, "婚入", words, "登记婚入(&S)", parent)
    who = made.ask_record("谁", "person", free=True, hint="姓名、拼音首字母")
    number = made.ask_text("公民身份号码", "新人才填，可先不填")
    relation = made.ask_code("与户主关系", _relations(desk))
    on = made.ask_date("结婚日期")

    def act() -> object:
        code = needed(relation.code(), NO_RELATION)
        known = who.chosen()
        if known:
            return population.marry_in(desk, household, known, date_of(on), code)
        values = {"name": records.parse(desk, "person", "name", who.text())}
        values["id_number"] = records.parse(desk, "person", "id_number", number.text())
        found = records.derive(desk, "person", values)
        values |= {key: found[key] for key in ("birth", "sex") if key in found}
        return population.marry_in(desk, household, values, date_of(on), code)

    return made.ready(act)


@remembers
def marry_out(desk: Desk, person: str, parent: QWidget | None = None) -> EventDialog:
    """Ask when a person married out, and to which household if it is one of this office."""
    words = f"“{_name(desk, person)}”结婚离开本户。嫁到本村别的户的，选那一户；嫁到外地的不选，户口随后办迁出。"
    made = EventDialog(desk, "婚出", words, "登记婚出(&S)", parent)
    on = made.ask_date("结婚日期")
    home = made.ask_record("嫁到哪一户", "household", hint="本村的户，外地不填")
    relation = made.ask_code("与户主关系", _relations(desk))

    def act() -> object:
        household = home.chosen() or ""
        code = needed(relation.code(), NO_RELATION) if household else ""
        return population.marry_out(desk, person, date_of(on), household, code)

    return made.ready(act)


@remembers
def rent(desk: Desk, person: str, parent: QWidget | None = None) -> EventDialog:
    """Ask which dwelling a person rents from when on."""
    made = EventDialog(desk, "租住开始", f"登记“{_name(desk, person)}”租住的房屋。", "登记租住(&S)", parent)
    house = made.ask_record("房屋", "dwelling", hint="地址里的几个字")
    on = made.ask_date("起租日期")
    money = made.ask_text("月租金（元）", "可不填")

    def act() -> object:
        dwelling = needed(house.chosen(), "请选择租住的房屋。")
        price = records.parse(desk, "tenancy", "rent", money.text())
        return population_lodging.rent(
            desk, dwelling, person, date_of(on), {"rent": price} if price is not None else {}
        )

    return made.ready(act)


@remembers
def end_rent(desk: Desk, tenancy: Row, parent: QWidget | None = None) -> EventDialog:
    """Ask since when a tenancy is over, and whether the tenant left this place too."""
    uid, person = str(tenancy["uid"]), str(tenancy["tenant"])
    house = desk.store.titles("dwelling", [str(tenancy["dwelling"])]).get(str(tenancy["dwelling"]), "")
    words = f"“{_name(desk, person)}”不再租住“{house}”。"
    made = EventDialog(desk, "租住结束", words, "登记退租(&S)", parent)
    on = made.ask_date("退租日期")
    reason = made.ask_text("说明", "可不填")
    leaves = made.ask_yes("人也离开本地，从人口台账注销(&L)")
    return made.ready(
        lambda: population_lodging.end_rent(desk, uid, date_of(on), leaves=leaves.isChecked(), reason=text_of(reason))
    )


@remembers
def change_number(desk: Desk, person: str, parent: QWidget | None = None) -> EventDialog:
    """Ask for an ID number that was issued or corrected."""
    words = f"“{_name(desk, person)}”新领或更正公民身份号码。原来的号码留在修改记录里，人还是这一个人。"
    made = EventDialog(desk, "证件签发或更正", words, "登记号码(&S)", parent)
    number = made.ask_text("公民身份号码", "18 位")
    on = made.ask_date("签发日期")
    reason = made.ask_text("原因", "如：首次申领、重号更正")
    return made.ready(lambda: population.change_number(desk, person, number.text(), date_of(on), text_of(reason)))
