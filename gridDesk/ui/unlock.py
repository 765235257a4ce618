"""Unlocking: the offices kept on this computer, a password, and what went wrong said beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget

from gridDesk.desk import OfficeFolder, open_office
from gridDesk.errors import DeskError
from gridDesk.ui import problem, theme
from gridDesk.ui.door_page import DoorPage, patiently
from gridDesk.ui.navigation import LEVELS
from gridDesk.ui.password_edit import PasswordEdit

FOLDER = int(Qt.ItemDataRole.UserRole)
ROWS_SHOWN = 5


class UnlockPage(DoorPage):
    """Choose an office, type the password, Enter."""

    opened = Signal(object)  # Desk
    new_wanted = Signal()
    demo_wanted = Signal()

    def __init__(
        self, offices: Sequence[OfficeFolder], chosen: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("网格台", "数据加密保存在这台电脑上，不联网。", parent=parent)
        self.offices = QListWidget()
        self.offices.setAccessibleName("单位")
        self.password = PasswordEdit()
        self.password.setPlaceholderText("请输入密码")
        self.capitals = theme.warn_label("大写锁定可能开着，密码区分大小写。", "note")
        self.capitals.hide()
        self.problem = problem.Bar()
        self.go = theme.primary(QPushButton(theme.icon("key", theme.SURFACE), "打开(&O)"))
        self.first: QWidget = self.password
        self._fill(offices, chosen)
        self._build(len(offices))
        self._wire()

    def _fill(self, offices: Sequence[OfficeFolder], chosen: Path | None) -> None:
        for item in offices:
            line = QListWidgetItem(theme.icon("office", theme.ACCENT), _words(item))
            line.setData(FOLDER, item)
            line.setToolTip(str(item.path))
            self.offices.addItem(line)
        paths = [item.path for item in offices]
        self.offices.setCurrentRow(paths.index(chosen) if chosen in paths else 0)

    def _build(self, count: int) -> None:
        self.offices.setIconSize(theme.icon_size(1.4))
        row = self.offices.sizeHintForRow(0) + 2
        self.offices.setFixedHeight(row * min(count, ROWS_SHOWN) + 2 * self.offices.frameWidth() + 4)
        label = QLabel("密码(&P)")
        label.setBuddy(self.password)
        choose = QLabel("单位(&U)")
        choose.setBuddy(self.offices)
        for piece in (choose, self.offices, label, self.password, self.capitals, self.problem, self.go):
            self.column.addWidget(piece)
        self.column.addStretch(1)
        self.column.addWidget(theme.line())
        self.new = theme.quiet(QPushButton(theme.icon("plus", theme.ACCENT), "新建单位(&N)"))
        self.demo = theme.quiet(QPushButton(theme.icon("eye", theme.ACCENT), "看看演示单位(&D)"))
        row_of_buttons = QHBoxLayout()
        row_of_buttons.addWidget(self.new)
        row_of_buttons.addStretch(1)
        row_of_buttons.addWidget(self.demo)
        self.column.addLayout(row_of_buttons)
        # The keyboard begins at the password: most computers keep one office.
        order = (self.offices, self.password, self.go, self.new, self.demo)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        self.password.returnPressed.connect(self.unlock)
        self.password.capitals.connect(self.capitals.setVisible)
        self.password.textEdited.connect(self.problem.clear)
        self.offices.currentRowChanged.connect(lambda _row: self.problem.clear())
        self.offices.itemActivated.connect(lambda _item: self.password.setFocus())
        self.go.clicked.connect(self.unlock)
        self.new.clicked.connect(self.new_wanted)
        self.demo.clicked.connect(self.demo_wanted)

    def unlock(self) -> None:
        """Open the chosen office, or say under the password why not."""
        item: OfficeFolder = self.offices.currentItem().data(FOLDER)
        if item.broken:
            self.problem.say(item.broken, "error")
            return
        if not self.password.text():
            self.problem.say("请先输入密码。", "note")
            self.password.setFocus()
            return
        self.problem.say("正在打开…", "note")
        try:
            desk = patiently(lambda: open_office(item.path, self.password.text()))
        except DeskError as error:
            self.problem.show_error(error)
            self.password.selectAll()
            self.password.setFocus()
            return
        self.password.clear()
        self.opened.emit(desk)


def _words(item: OfficeFolder) -> str:
    if item.office is None:
        return f"{item.path.name}（打不开）"
    above = f"　{item.office.parent_name}" if item.office.parent_name else ""
    return f"{item.office.name}　{LEVELS.get(item.office.level, '')}{above}"
