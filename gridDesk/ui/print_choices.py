"""What is to be printed: the paper, and the part of the office it is about. Only questions that fit the paper are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import printing
from gridDesk.text import today_iso
from gridDesk.ui import spelling, theme
from gridDesk.ui.choosers import RecordChooser

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.printing import PaperChoice, PrintOrder

KEY = Qt.ItemDataRole.UserRole
QUESTIONS = {
    "group": frozenset(("grid", "group", "ids")),
    "household": frozenset(("grid", "group", "household", "ids")),
    "day": frozenset(("grid", "day", "mode")),
    "grid": frozenset(("grid", "ids")),
    "list": frozenset(("ids",)),
    "way": frozenset(),
}
MODES = (
    ("blank", "空白（全部手填）", "只印格子，拿到户里用笔填。"),
    ("half", "半填（带上已知的）", "户名、地址等已知的印好，其余手填。"),
    ("filled", "填好（用已录入的）", "用已经录入的内容印成正式的一页。"),
)


class PrintChoices(QWidget):
    """The left side of the print page; `changed` comes whenever the wanted document is another one."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._quiet = False
        self._list: PaperChoice | None = None  # a list another page asked to print; it stands first
        self._room = theme.em() * 30
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Read papers, grids and groups of villagers again; what was chosen stays chosen."""
        self._quiet = True
        self._fill_papers([*([self._list] if self._list else []), *printing.papers(self.desk)])
        grids = [(str(row["uid"]), str(row.get("name") or "")) for row in self.desk.grids()]
        fill(self.grid, [("", "全部网格"), *grids] if len(grids) > 1 else grids)
        groups = [(name, name) for name in printing.village_groups(self.desk)]
        fill(self.group, [("", "全部小组"), *groups])
        self._quiet = False
        self._show_questions()

    def paper(self) -> PaperChoice | None:
        """Return the chosen paper."""
        item = self.papers.currentItem()
        return item.data(KEY) if item else None

    def choose(self, paper: str, household: str = "", date: str = "", mode: str = "") -> bool:
        """Choose a paper, and what of it, from another page; tells whether this office has that paper."""
        row = next((n for n in range(self.papers.count()) if self._key_at(n) == paper), None)
        if row is None:
            return False
        self._quiet = True
        self.find.clear()
        self.papers.setCurrentRow(row)
        self.papers.scrollToItem(self.papers.currentItem())
        if household:
            self.households.clear()
            self.add_household(household)
        if date:
            self.date.setDate(QDate.fromString(date[:10], "yyyy-MM-dd"))
            self.month.setDate(QDate.fromString(date[:7] + "-01", "yyyy-MM-dd"))
            self.by_day.setChecked(len(date) > 7)
            self.by_month.setChecked(len(date) == 7)
        if mode in self.modes:
            self.modes[mode].setChecked(True)
        self._quiet = False
        self._show_questions()
        self.changed.emit()
        return True

    def choose_list(self, key: str) -> None:
        """Put a list another page shows first among the papers, and choose it. Raises DeskError when it is not there."""
        self._list = printing.list_paper(self.desk, key)
        self.refresh()
        self._quiet = True
        self.full_ids.setChecked(False)  # a list that is printed by the way leaves the office more easily
        self._quiet = False
        self.choose(key)

    def order(self) -> PrintOrder | None:
        """Return what is wanted, None while no paper is chosen."""
        paper = self.paper()
        if paper is None:
            return None
        asked = _asked(paper)
        households = tuple(self.households.item(n).data(KEY) for n in range(self.households.count()))
        day = self.by_day.isChecked()
        return printing.PrintOrder(
            paper=paper.key,
            grid=(self.grid.currentData() or None) if "grid" in asked else None,
            village_group=(self.group.currentData() or "") if "group" in asked else "",
            households=households if "household" in asked else (),
            date=self.date.date().toString("yyyy-MM-dd") if "day" in asked and day else "",
            month=self.month.date().toString("yyyy-MM") if "day" in asked and not day else "",
            mode=self.mode() if "mode" in asked else "filled",
            full_ids=self.full_ids.isChecked(),
        )

    def mode(self) -> str:
        """Return how much of the form is printed: blank, half or filled."""
        return next((key for key, button in self.modes.items() if button.isChecked()), "filled")

    def add_household(self, uid: str) -> None:
        """Add one household to those wanted."""
        if any(self.households.item(n).data(KEY) == uid for n in range(self.households.count())):
            return
        item = QListWidgetItem(self.desk.store.titles("household", [uid]).get(uid, ""))
        item.setData(KEY, uid)
        self.households.addItem(item)
        self.households.setCurrentItem(item)
        self._show_questions()
        self._tell()

    def remove_household(self) -> None:
        """Take the marked household out again."""
        row = self.households.currentRow()
        if row >= 0:
            self.households.takeItem(row)
            self._show_questions()
            self._tell()

    # Building

    def _build(self) -> None:
        self.find = QLineEdit()
        self.find.setPlaceholderText("表名、拼音首字母")
        self.find.setAccessibleName("查找表册")
        self.find.setClearButtonEnabled(True)
        self.find.textChanged.connect(lambda _text: self._narrow())
        self.find.returnPressed.connect(self._take_found)
        self.papers = QListWidget()
        self.papers.setAccessibleName("要打印的纸张样式")
        self.papers.setStyleSheet(f"QListWidget::item {{ padding: 0; min-height: {round(theme.em() * 1.45)}px; }}")
        self.papers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.papers.currentRowChanged.connect(lambda _row: self._paper_changed())
        self.grid, self.group = QComboBox(), QComboBox()
        for combo in (self.grid, self.group):
            combo.currentIndexChanged.connect(lambda _row: self._tell())
        self._build_households()
        self._build_dates()
        self._build_modes()
        self.full_ids = QCheckBox("印出完整的公民身份号码(&I)")
        self.full_ids.setChecked(True)
        self.full_ids.toggled.connect(lambda _on: self._tell())
        self.ids_hint = theme.subtle("交给外单位或张贴时请去掉，号码中间会印成星号。")
        self.blocks = {
            "grid": self._line("网格(&W)", self.grid),
            "group": self._line("小组(&Z)", self.group),
            "household": self._block("住户(&K)", self.household, self.households_hint, self.households, self.remove),
            "dates": self._block("日期(&T)", *self.date_parts),
            "mode": self._block("印成什么样(&M)", *self.mode_parts),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        self.help = theme.subtle()
        column.addWidget(self._block("印什么(&P)", self.find, self.papers, self.help))
        for block in self.blocks.values():
            column.addWidget(block)
        column.addWidget(self.full_ids)
        column.addWidget(self.ids_hint)
        column.addStretch(1)

    def _build_households(self) -> None:
        self.household = RecordChooser(self.desk, "household")
        self.household.setPlaceholderText("打户主姓名、户号或地址")
        self.household.setAccessibleName("住户")
        self.household.edited.connect(self._take_household)
        self.households_hint = theme.subtle("不选住户就印上面范围内的每一户。")
        self.households = QListWidget()
        self.households.setAccessibleName("已选的住户")
        self.remove = theme.quiet(QPushButton(theme.icon("minus"), "移出这一户(&J)"))
        self.remove.clicked.connect(self.remove_household)

    def _build_dates(self) -> None:
        self.by_day, self.by_month = QRadioButton("一天"), QRadioButton("整月")
        self.by_month.setToolTip("整月每天一页")
        self.by_day.setChecked(True)
        both = QButtonGroup(self)
        both.addButton(self.by_day)
        both.addButton(self.by_month)
        self.date = _date_edit("yyyy年M月d日", "日期")
        self.month = _date_edit("yyyy年M月", "月份")
        which = QWidget()
        row = QHBoxLayout(which)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.by_day)
        row.addWidget(self.by_month)
        row.addStretch(1)
        which.setFocusProxy(self.by_day)
        self.date_parts = (which, self.date, self.month)
        self.by_day.toggled.connect(lambda _on: self._dates_changed())
        for edit in (self.date, self.month):
            edit.dateChanged.connect(lambda _date: self._tell())

    def _build_modes(self) -> None:
        self.modes: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for key, words, hint in MODES:
            button = QRadioButton(words)
            button.setToolTip(hint)
            group.addButton(button)
            button.toggled.connect(lambda on: self._tell() if on else None)
            self.modes[key] = button
        self.modes["filled"].setChecked(True)
        self.mode_parts = tuple(self.modes.values())

    def _line(self, title: str, part: QWidget) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.gap())
        label = QLabel(title)
        label.setBuddy(part)
        label.setMinimumWidth(theme.chars(3.6))
        row.addWidget(label)
        row.addWidget(part, 1)
        return line

    def _block(self, title: str, *parts: QWidget) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        label = QLabel(title)
        label.setBuddy(parts[0])
        column.addWidget(label)
        for part in parts:
            column.addWidget(part)
        return block

    # What the clerk does

    def _paper_changed(self) -> None:
        self._show_questions()
        self._tell()

    def _dates_changed(self) -> None:
        self._show_questions()
        self._tell()

    def _take_household(self) -> None:
        uid = self.household.uid
        if uid:
            self.household.choose(None)
            self.add_household(uid)

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _show_questions(self) -> None:
        paper = self.paper()
        asked = _asked(paper)
        several = self.households.count() > 0
        self._show_grids("day" in asked)
        self.blocks["grid"].setVisible("grid" in asked and self.grid.count() > 1)
        self.blocks["group"].setVisible("group" in asked and self.group.count() > 1)
        self.blocks["household"].setVisible("household" in asked)
        self.households.setVisible(several)
        self.remove.setVisible(several)
        self.households_hint.setVisible(not several)
        row = self.households.sizeHintForRow(0) if several else 0
        self.households.setFixedHeight(row * min(self.households.count(), 4) + theme.gap())
        self.blocks["dates"].setVisible("day" in asked)
        self.date.setVisible(self.by_day.isChecked())
        self.month.setVisible(self.by_month.isChecked())
        self.blocks["mode"].setVisible("mode" in asked)
        for widget in (self.full_ids, self.ids_hint):
            widget.setVisible("ids" in asked)
        self.help.setText(paper.help if paper else "")

    def set_room(self, height: int) -> None:
        """Show as many papers at once as fit well into a panel of that height; the list scrolls beyond."""
        self._room = height
        row = max(1, self.papers.sizeHintForRow(0))
        rows = min(self.papers.count(), max(4, int(height * 0.4 / row)))
        self.papers.setFixedHeight(row * rows + self.papers.frameWidth() * 2 + theme.spacing(0.5))

    def _show_grids(self, one: bool) -> None:
        """A daily log is of one grid: where that is asked, all of them together are not offered."""
        whole = self.grid.findData("")
        if whole >= 0:
            self.grid.view().setRowHidden(whole, one)
            if one and self.grid.currentIndex() == whole:
                self._quietly(lambda: self.grid.setCurrentIndex(whole + 1))

    def _quietly(self, act: Callable[[], None]) -> None:
        before, self._quiet = self._quiet, True
        act()
        self._quiet = before

    def _fill_papers(self, papers: Iterable[PaperChoice]) -> None:
        kept, heading = self.paper(), ""
        self.papers.clear()
        for paper in papers:
            if paper.heading != heading:
                heading = paper.heading
                self.papers.addItem(_heading(heading))
            item = QListWidgetItem(theme.icon("table" if paper.kind == "table" else "file"), paper.title)
            item.setData(KEY, paper)
            item.setToolTip(paper.help)
            self.papers.addItem(item)
        row = next((n for n in range(self.papers.count()) if kept and self._key_at(n) == kept.key), 0)
        self.papers.setCurrentRow(row)
        self._narrow()
        self.set_room(self._room)

    def _narrow(self) -> None:
        """Hide the papers whose title and pinyin do not hold what was typed; keep headings with some."""
        typed = self.find.text().strip().lower()
        head: QListWidgetItem | None = None
        for row in range(self.papers.count()):
            item = self.papers.item(row)
            paper = item.data(KEY)
            if paper is None:
                head = item
                head.setHidden(True)
                continue
            item.setHidden(bool(typed) and not spelling.fits(paper.title, typed))
            if head is not None and not item.isHidden():
                head.setHidden(False)

    def _take_found(self) -> None:
        """Choose the first paper that is left of what was typed."""
        shown = (self.papers.item(row) for row in range(self.papers.count()))
        found = next((item for item in shown if item.data(KEY) and not item.isHidden()), None)
        if found is not None:
            self.papers.setCurrentItem(found)
            self.papers.setFocus(Qt.FocusReason.OtherFocusReason)

    def _key_at(self, row: int) -> str:
        paper = self.papers.item(row).data(KEY)
        return paper.key if paper else ""


def _asked(paper: PaperChoice | None) -> frozenset[str]:
    """Return what is asked about a paper; about ID numbers only where it has some."""
    if paper is None:
        return frozenset()
    return QUESTIONS[paper.scope] if paper.ids else QUESTIONS[paper.scope] - {"ids"}


def _heading(words: str) -> QListWidgetItem:
    item = QListWidgetItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setForeground(QColor(theme.ACCENT_DARK))
    return item


def fill(combo: QComboBox, items: Iterable[tuple[str, str]]) -> None:
    """Give a combo box new items (value, words); what was chosen stays chosen when it is still there."""
    kept = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for value, words in items:
        combo.addItem(words, value)
    combo.setCurrentIndex(max(0, combo.findData(kept)))
    combo.blockSignals(False)


def _date_edit(shape: str, name: str) -> QDateEdit:
    edit = QDateEdit(QDate.fromString(today_iso(), "yyyy-MM-dd"))
    edit.setDisplayFormat(shape)
    edit.setCalendarPopup(True)
    arrow, side = theme.icon_path("chevron-down").as_posix(), round(theme.em() * 0.8)
    edit.setStyleSheet(
        f"QDateEdit::drop-down {{ border: 0; width: {side * 2}px; }}"
        f'QDateEdit::down-arrow {{ image: url("{arrow}"); width: {side}px; height: {side}px; }}'
    )
    edit.setAccessibleName(name)
    return edit
