"""Dialogs of grids: another code, the police's counts, merging, taking out of use, and moving households (划转)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import grids, records
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import natural
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import new_uid
from gridDesk.ledger.dates import parse_typed
from gridDesk.text import address_key, today, today_iso, trim
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.event_dialog import EventDialog, date_of, needed, text_of
from gridDesk.ui.fitting import fit_height, fit_screen

KEY = int(Qt.ItemDataRole.UserRole)
ALL = "全部"
SPLIT = "新网格…"


def _name(desk: Desk, grid: str) -> str:
    return desk.store.titles("grid", [grid]).get(grid, "")


@remembers
def change_code(desk: Desk, grid: str, parent: QWidget | None = None) -> EventDialog:
    """Ask for another code of a grid; a doubtful one is hinted at when it is saved."""
    words = f"更换“{_name(desk, grid)}”的网格编码。旧编码留在沿革里，写明用到哪一天。"
    made = EventDialog(desk, "更换编码", words, "更换编码(&S)", parent)
    code = made.ask_text("新编码", "19 位数字")
    hint = theme.subtle("")
    made.body.addWidget(hint)
    hint.hide()

    def doubt(text: str) -> None:
        hint.setText(grids.code_hint(desk, trim(text).replace(" ", "")))
        hint.setVisible(bool(hint.text()))
        fit_height(made)

    code.textChanged.connect(doubt)
    on = made.ask_date("启用日期")
    reason = made.ask_text("更换原因", "如：全省统一编码，可不填")
    return made.ready(lambda: grids.change_code(desk, grid, code.text(), date_of(on), text_of(reason)))


@remembers
def official(desk: Desk, grid: str, parent: QWidget | None = None) -> EventDialog:
    """Ask for what the police station counts for a grid, or for the whole office."""
    name = _name(desk, grid) if grid else desk.office.name
    words = f"派出所提供的“{name}”户数和人口数，每年一次，与台账的数并列，不改台账。"
    made = EventDialog(desk, "派出所核定数", words, "保存(&S)", parent)
    year = made.ask_text("年份", text=str(today().year))
    households = made.ask_text("户数")
    people = made.ask_text("人口数", "可不填")
    source = made.ask_text("提供单位", text="派出所")

    def act() -> object:
        homes = records.parse(desk, "official_count", "households", households.text())
        count = records.parse(desk, "official_count", "people", people.text())
        if homes is None and count is None:
            raise FieldError("请填写户数或人口数。")
        if not text_of(year).isdigit() or len(text_of(year)) != 4:
            raise FieldError("年份请写成四位数字，如 2026。")
        return grids.set_official(desk, grid, int(text_of(year)), homes, count, text_of(source))

    return made.ready(act)


@remembers
def merge(desk: Desk, grid: str, parent: QWidget | None = None) -> EventDialog:
    """Ask into which grid everything of this one goes."""
    words = f"把“{_name(desk, grid)}”的住户、房屋和地址全部划到另一个网格，本网格随后停用。过去各月的数不变。"
    made = EventDialog(desk, "并入别的网格", words, "合并(&S)", parent)
    others = [(str(row["name"]), str(row["uid"])) for row in desk.grids() if row["uid"] != grid]
    target = made.ask_one("并入", others)
    on = made.ask_date("合并日期")
    reason = made.ask_text("原因", "可不填")

    def act() -> object:
        other = needed(target.currentData(), "没有别的网格可以并入。")
        return grids.merge_grid(desk, grid, other, date_of(on), text_of(reason))

    return made.ready(act)


@remembers
def retire(desk: Desk, grid: str, parent: QWidget | None = None) -> EventDialog:
    """Ask since when a grid without households is out of use."""
    made = EventDialog(desk, "停用网格", f"停用“{_name(desk, grid)}”。里面不能再有住户。", "停用(&S)", parent)
    on = made.ask_date("停用日期")
    reason = made.ask_text("原因", "可不填")
    return made.ready(lambda: grids.retire(desk, grid, date_of(on), text_of(reason)))


@remembers
class RedrawDialog(QDialog):
    """Choose households by 组 or address, a grid, a day and a reason; see what moves; then move it."""

    def __init__(self, desk: Desk, grid: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.plan: grids.Redrawing | None = None
        self.setWindowTitle("划转住户")
        self._load()
        self._build(grid)
        self._fill()
        fit_screen(self, theme.chars(52), theme.em() * 30)

    def _load(self) -> None:
        rows = list(self.desk.store.rows("household"))
        names = self.desk.store.titles("household", [str(row["uid"]) for row in rows])
        places = self.desk.store.titles("address", {str(row["address"]) for row in rows if row.get("address")})
        self._grids = {str(row["uid"]): str(row["name"]) for row in self.desk.grids()}
        self.rows = sorted(
            (
                (natural(places.get(str(row.get("address")), "")), str(row["uid"]), names[str(row["uid"])],
                 places.get(str(row.get("address")), ""), str(row.get("village_group") or ""), str(row.get("grid") or ""))
                for row in rows
            ),
            key=lambda item: item[:2],
        )  # fmt: skip

    def _build(self, grid: str) -> None:
        self._build_filter(grid)
        self.list = QListWidget()
        self.list.setAccessibleName("住户，按空格勾选")
        self.count = theme.subtle()
        self._build_target(grid)
        self.bar = problem.Bar()
        self.bar.clear()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(
            theme.body("先筛选，再勾选要划走的住户。成员、住房和地址一同划转；过去各月的数按原来的网格不变。")
        )
        column.addLayout(_line(("现在的网格", self.now), ("村民小组", self.group), ("包含", self.text)))
        column.addWidget(self.list, 1)
        column.addLayout(self._build_ticks())
        where = _line(("划到", self.target), ("日期", self.on), ("原因", self.reason))
        where.insertWidget(2, self.name, 1)
        column.addLayout(where)
        column.addWidget(self.bar)
        foot, self.go_button = pieces.choice_row("预览(&S)", self.go, "先不划转", self.reject)
        column.addLayout(foot)
        self._connect()

    def _build_filter(self, grid: str) -> None:
        """Make what narrows the list of households down: their grid, their group, words."""
        self.group = QComboBox()
        groups = sorted({row[4] for row in self.rows if row[4]}, key=natural)
        for words, value in [(ALL, ""), *((name, name) for name in groups)]:
            self.group.addItem(words, value)
        self.now = QComboBox()
        for words, value in [(ALL, ""), *((name, uid) for uid, name in self._grids.items())]:
            self.now.addItem(words, value)
        self.now.setCurrentIndex(max(self.now.findData(grid), 0))
        self.text = QLineEdit()
        self.text.setPlaceholderText("地址、户主，可不填")

    def _build_target(self, grid: str) -> None:
        """Make what says where they go, from when and why."""
        self.target = QComboBox()
        for uid, name in self._grids.items():
            self.target.addItem(name, uid)
        self.target.addItem(SPLIT, new_uid())
        self.name = QLineEdit()
        self.name.setPlaceholderText("新网格的名称")
        self.name.setAccessibleName("新网格的名称")
        alone = len(self._grids) == 1  # then there is no other grid to go to than a new one
        self.target.setCurrentIndex(1 if alone or self.target.itemData(0) == grid else 0)
        self.on = QLineEdit(today_iso())
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("可不填")

    def _connect(self) -> None:
        for combo in (self.now, self.group):
            combo.activated.connect(lambda _place: self._fill())
        self.text.textChanged.connect(lambda _text: self._fill())
        self.list.itemChanged.connect(lambda _item: self._changed())
        self.target.currentIndexChanged.connect(lambda _place: self._changed())
        for line in (self.name, self.on, self.reason):
            line.textEdited.connect(lambda _text: self._changed())

    def _build_ticks(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(theme.quiet(pieces.button("全选(&A)", lambda: self.tick_all(True))))
        row.addWidget(theme.quiet(pieces.button("全不选(&U)", lambda: self.tick_all(False))))
        return row

    def _fill(self) -> None:
        wanted, group, now = address_key(self.text.text()), self.group.currentData(), self.now.currentData()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for _, uid, name, place, in_group, grid in self.rows:
            if (group and in_group != group) or (now and grid != now) or wanted not in address_key(name + place):
                continue
            item = QListWidgetItem(f"{place or '没有住址'}　{name}　（{self._grids.get(grid, '没有网格')}）")
            item.setData(KEY, uid)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(blocked)
        if self.list.count():
            self.list.setCurrentRow(0)
        self._changed()

    def tick_all(self, ticked: bool) -> None:
        """Tick every household listed, or none."""
        blocked = self.list.blockSignals(True)
        for place in range(self.list.count()):
            self.list.item(place).setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(blocked)
        self._changed()

    def chosen(self) -> list[str]:
        """Return the households that are ticked."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return [item.data(KEY) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _splits(self) -> bool:
        """Tell whether the households go to a grid that is made of them."""
        return self.target.currentText() == SPLIT

    def _changed(self) -> None:
        self.name.setVisible(self._splits())
        self.plan = None
        self.bar.clear()
        self.go_button.setText("预览(&S)")
        self.count.setText(f"列出 {self.list.count():,} 户，勾选 {len(self.chosen()):,} 户")

    def go(self) -> None:
        """Show what would move; a second time move it."""
        try:
            on, reason = parse_typed(self.on.text()) or "", trim(self.reason.text())
            if self.plan is None:
                self._preview(on, reason)
                return
            grids.redraw(self.desk, self.plan, on, reason, label="网格拆分" if self._splits() else "")
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.accept()

    def _preview(self, on: str, reason: str) -> None:
        households = self.chosen()
        if not households:
            raise DeskError("还没有勾选住户，", advice="请在清单里按空格勾选，或点“全选”。")
        name = trim(self.name.text())
        new = records.blank(self.desk, "grid", name=name) if self._splits() else None
        plan = grids.plan_redrawing(self.desk, self.target.currentData(), on, reason, households=households, new=new)
        if not plan.edits:
            raise DeskError("勾选的住户都已经在这个网格里。")
        left = "；".join(
            f"从{self._grids.get(uid, '没有网格')}划出 {count:,} 户" for uid, count in plan.leaving.items()
        )
        where = f"新网格“{name}”" if new else self.target.currentText()
        self.bar.say(
            f"将有 {plan.households:,} 户 {plan.people:,} 人、{plan.dwellings:,} 处房屋、{plan.addresses:,} 个地址"
            f"划到{where}（{left}），{on} 起算。确认后点“划转”，以后可以撤销。", "note",
        )  # fmt: skip
        self.plan = plan
        self.go_button.setText("划转(&S)")


def _line(*parts: tuple[str, QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.gap())
    for words, widget in parts:
        label = QLabel(words)
        label.setBuddy(widget)
        widget.setAccessibleName(words)
        row.addWidget(label)
        row.addWidget(widget, 1)
    return row
