"""The short dialogs of what happens to a household: split, merged, a new head, another dwelling, closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import people, population, population_homes, records
from gridDesk.desk.office import Desk
from gridDesk.desk.people import Member
from gridDesk.errors import DeskError
from gridDesk.ui import spelling, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.choosers import CodeChooser
from gridDesk.ui.event_dialog import EventDialog, date_of, needed, newcomer, text_of
from gridDesk.ui.person_events import leaving_reasons, sister_village

HEAD = "02"


class Relations(QWidget):
    """The members of a household with their new relation to the head; `ticks` also asks who goes."""

    changed = Signal()

    def __init__(self, desk: Desk, members: Sequence[Member], *, ticks: bool = False) -> None:
        super().__init__()
        self.members = {member.uid: member for member in members}
        self.boxes: dict[str, QCheckBox] = {}
        self.choosers: dict[str, CodeChooser] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap() * 2)
        titles = ("分出去" if ticks else "姓名", "现在的关系", "新的关系")
        for place, words in enumerate(titles):
            title = theme.subtle(words)
            title.setWordWrap(False)
            grid.addWidget(title, 0, place)
        codes = desk.catalogue["residence"]["relation"].code_set
        for row, member in enumerate(members, 1):
            grid.addWidget(self._who(member, ticks), row, 0)
            grid.addWidget(QLabel(member.relation or "没有填"), row, 1)
            chooser = CodeChooser(codes, spelling.keys)
            chooser.setAccessibleName(f"{member.name}与户主的新关系")
            chooser.setEnabled(not ticks)
            self.choosers[member.uid] = chooser
            grid.addWidget(chooser, row, 2)
        grid.setColumnStretch(2, 1)

    def _who(self, member: Member, ticks: bool) -> QWidget:
        age = "" if member.age is None else f"　{member.age}岁"
        if not ticks:
            return QLabel(f"{member.name}{age}")
        box = QCheckBox(f"{member.name}{age}".replace("&", "&&"))
        box.toggled.connect(lambda on, uid=member.uid: (self.choosers[uid].setEnabled(on), self.changed.emit()))
        self.boxes[member.uid] = box
        return box

    def widgets(self) -> list[QWidget]:
        """Return what takes the keyboard, in order."""
        return [item for uid in self.members for item in (self.boxes.get(uid), self.choosers[uid]) if item is not None]

    def chosen(self) -> list[str]:
        """Return who is ticked; everybody where nothing is to be ticked."""
        return [uid for uid, box in self.boxes.items() if box.isChecked()] if self.boxes else list(self.members)

    def propose(self, found: dict[str, str | None]) -> None:
        """Show proposed relations; those to be asked stay empty."""
        for uid, chooser in self.choosers.items():
            chooser.set_code(found.get(uid))

    def codes(self) -> dict[str, str | None]:
        """Return the chosen relations of everybody chosen. Raises FieldError for one that is not in the list."""
        return {uid: self.choosers[uid].code() for uid in self.chosen()}


def _title(desk: Desk, household: str) -> str:
    return desk.store.titles("household", [household]).get(household, "")


@remembers
def change_head(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask who heads a household now, and everybody's relation to the new head."""
    members = people.members(desk, household)
    old = str((desk.store.get("household", household) or {}).get("head") or "")
    words = f"“{_title(desk, household)}”户更换户主。各人与新户主的关系已按原来的推出，空着的请选一下。"
    made = EventDialog(desk, "更换户主", words, "更换户主(&S)", parent)
    choices = [(member.name, member.uid) for member in members if member.uid != old]
    head = made.ask_one("新户主", choices)
    on = made.ask_date("更换日期")
    table = Relations(desk, members)
    made.ask_rows(table, table.widgets())
    reason = made.ask_text("原因", "如：原户主去世，可不填")

    def propose() -> None:
        if head.currentData():
            table.propose(population_homes.propose_relations(desk, household, head.currentData()))

    head.currentIndexChanged.connect(propose)
    propose()

    def act() -> object:
        who = needed(head.currentData(), "本户没有别的成员可以做户主。")
        return population_homes.change_head(desk, household, who, date_of(on), table.codes(), text_of(reason))

    return made.ready(act)


@remembers
def split(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask who leaves a household for a new one, and who heads it."""
    members = [member for member in people.members(desk, household) if member.relation_code != HEAD]
    words = f"从“{_title(desk, household)}”户分出一户。勾选分出去的人，再选新户的户主。"
    made = EventDialog(desk, "分户", words, "办理分户(&S)", parent)
    table = Relations(desk, members, ticks=True)
    made.ask_rows(table, table.widgets())
    head = made.ask_one("新户主", [])
    number = made.ask_text("新户号", "没有可不填")
    address = made.ask_record("新住址", "address", free=True, hint="还住一处的不填")
    on = made.ask_date("分户日期")

    def again() -> None:
        kept = head.currentData()
        head.clear()
        for uid in table.chosen() if table.boxes else []:
            head.addItem(table.members[uid].name, uid)
        head.setCurrentIndex(max(head.findData(kept), 0))

    def propose() -> None:
        if head.currentData():
            found = population_homes.propose_relations(desk, household, head.currentData(), table.chosen())
            table.propose(found)

    table.changed.connect(again)
    head.currentIndexChanged.connect(propose)
    table.changed.connect(propose)

    def act() -> object:
        who = needed(head.currentData(), "请勾选分出去的人，并选新户的户主。")
        place = _address(desk, address)
        return population_homes.split_household(
            desk, household, table.chosen(), who, date_of(on), number=text_of(number), address=place,
            relations=table.codes(),
        )  # fmt: skip

    return made.ready(act)


def _address(desk: Desk, chooser: object) -> str | None:
    """Return the address chosen or typed, made when it is new; None when nothing was typed."""
    typed = text_of(chooser)
    return chooser.chosen() or (records.fresh_address(desk, typed) if typed else None)


@remembers
def merge(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask into which household this one goes, and everybody's relation to the head there."""
    members = people.members(desk, household)
    words = f"把“{_title(desk, household)}”户的 {len(members)} 人并入另一户，本户随后注销。"
    made = EventDialog(desk, "并户", words, "办理并户(&S)", parent)
    target = made.ask_record("并入哪一户", "household", hint="户主姓名或户号")
    table = Relations(desk, members)
    made.ask_rows(table, table.widgets())
    on = made.ask_date("并户日期")

    def act() -> object:
        home = needed(target.chosen(), "请选择并入哪一户。")
        return population_homes.merge_households(desk, household, home, date_of(on), table.codes())

    return made.ready(act)


@remembers
def rehouse(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask where a household lives now, and in which grid that is."""
    row = desk.store.get("household", household) or {}
    made = EventDialog(desk, "住处变动", f"“{_title(desk, household)}”户全家换了住处。", "登记住处(&S)", parent)
    address = made.ask_record("新住址", "address", free=True, hint="照门牌写全，如：柳行村2组1号")
    grid = made.ask_record("所属网格", "grid", str(row["grid"]) if row.get("grid") else None)
    on = made.ask_date("搬家日期")
    reason = made.ask_text("原因", "可不填")

    def act() -> object:
        place = needed(_address(desk, address), "请填写新住址。")
        return population_homes.change_dwelling(
            desk, household, place, date_of(on), grid.chosen() or "", text_of(reason)
        )

    return made.ready(act)


@remembers
def move_in(desk: Desk, parent: QWidget | None = None) -> EventDialog:
    """Ask for a household that moved in with its head; `result_value.uid` is the new household."""
    words = "登记整户迁入：先填户主，记入当月迁入；别的成员随后在这一户的页面办“迁入”。"
    made = EventDialog(desk, "迁入一户", words, "登记迁入(&S)", parent)
    number = made.ask_text("户主公民身份号码", "没有可先不填")
    name = made.ask_text("户主姓名")
    kind = made.ask_code("人口类型", desk.catalogue["residence"]["kind"].code_set, "01")
    household = made.ask_text("户号", "没有可不填")
    address = made.ask_record("住址", "address", free=True, hint="照门牌写全，如：柳行村2组1号")
    on = made.ask_date("迁入日期")

    def act() -> object:
        values = newcomer(desk, name.text(), number.text())
        day = date_of(on)
        population.check_date(day, values.get("birth"))
        needed(str(values["name"] or ""), "请填写户主姓名。")
        home = {"number": text_of(household) or None, "address": _address(desk, address)}
        return population.move_in_household(desk, home, values, day, kind.code() or "01")

    return made.ready(act)


@remembers
def move_out(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask when, why and where a household moved, and who of it went; everybody unless somebody is unticked."""
    members = people.members(desk, household)
    if not members:
        raise DeskError("这一户已没有人，", advice="请办理“注销本户”。")
    words = f"“{_title(desk, household)}”户全家迁出。有人留下的，去掉他的勾；各人的记录同时结束，以后仍能查到。"
    made = EventDialog(desk, "整户迁出", words, "登记迁出(&S)", parent)
    reason = made.ask_code("原因", leaving_reasons(desk), "02")
    on = made.ask_date("迁出日期")
    to = made.ask_text("去向", "如：青岛市城阳区，可不填")
    inside = sister_village(made, desk)
    note = made.ask_text("说明", "可不填")
    boxes = {member.uid: QCheckBox(member.name.replace("&", "&&")) for member in members}
    rows = QWidget()
    column = QVBoxLayout(rows)
    column.setContentsMargins(0, 0, 0, 0)
    for box in boxes.values():
        box.setChecked(True)
        column.addWidget(box)
    made.ask_rows(rows, [])

    def act() -> object:
        code = needed(reason.code(), "请选择迁出的原因。")
        who = [uid for uid, box in boxes.items() if box.isChecked()]
        where = text_of(inside.lineEdit()) if inside is not None else ""
        return population.move_out_together(
            desk, household, who, date_of(on), text_of(to), text_of(note), code, where
        )  # fmt: skip

    return made.ready(act)


@remembers
def end(desk: Desk, household: str, parent: QWidget | None = None) -> EventDialog:
    """Ask why and since when a household without members is closed. Raises DeskError while it has members."""
    members = people.members(desk, household)
    if members:
        names = "、".join(member.name for member in members[:4])
        raise DeskError(f"这一户还有 {len(members)} 人在册（{names}），",
                        advice="全家搬走的，请办理“整户迁出”；有人去世的，请在他的页面登记死亡。最后一人离开时本户自动注销。")  # fmt: skip
    made = EventDialog(
        desk, "注销本户", f"“{_title(desk, household)}”户已没有人，注销后仍能查到。", "注销本户(&S)", parent
    )
    reason = made.ask_code("原因", records.closing_reasons(desk))
    on = made.ask_date("注销日期")
    note = made.ask_text("说明", "可不填")

    def act() -> object:
        code = needed(reason.code(), "请选择原因。")
        return population_homes.end_household(desk, household, date_of(on), code, text_of(note))

    return made.ready(act)
