"""Unlocking: the offices kept on this computer, a password, and what went wrong said beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget

from gridDesk.desk import OfficeFolder, open_office
from gridDesk.errors import DeskError
from gridDesk.ui import problem, theme
from gridDesk.ui.door_page import DoorPage, aside, patiently, warm_up
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.navigation import LEVELS
from gridDesk.ui.password_edit import PasswordEdit

FOLDER = int(Qt.ItemDataRole.UserRole)
ROWS_SHOWN = 5
WARM_UP_AFTER = 150  # milliseconds: the page is painted by then, the password not yet typed


class UnlockPage(DoorPage):
    """Choose an office, type the password, Enter."""

    opened = Signal(object)  # Desk
    new_wanted = Signal()
    demo_wanted = Signal()
    recovery_wanted = Signal()

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
        QTimer.singleShot(WARM_UP_AFTER, self, warm_up)

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
        row_of_buttons = FlowLayout()
        self.restore = theme.quiet(QPushButton(theme.icon("undo", theme.ACCENT), "从备份恢复(&R)"))
        self.above = theme.quiet(QPushButton(theme.icon("import", theme.ACCENT), "从上级恢复本单位(&S)"))
        for button in (self.new, self.restore, self.above, self.demo):
            row_of_buttons.addWidget(button)
        self.column.addLayout(row_of_buttons)
        # The keyboard begins at the password: most computers keep one office.
        order = (self.offices, self.password, self.go, self.new, self.restore, self.above, self.demo)
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
        self.restore.clicked.connect(self.restore_backup)
        self.above.clicked.connect(lambda _checked=False: self.recovery_wanted.emit())
        self.demo.clicked.connect(self.demo_wanted)

    def restore_backup(self) -> None:
        """Put a backup in place of the chosen office, with the password typed here; what was there is kept beside it."""
        item: OfficeFolder = self.offices.currentItem().data(FOLDER)
        if not self.password.text():
            self.problem.say("请先在上面输入这份备份的密码，再点“从备份恢复”。", "note")
            self.password.setFocus()
            return
        backups = item.path / "backups"
        start = backups if backups.is_dir() else item.path.parent
        name, _ = QFileDialog.getOpenFileName(self, "选择备份文件", str(start), "网格台备份 (*.gdbak)")
        if not name:
            return
        detail = f"恢复以后，“{_words(item)}”回到备份时的样子；现在的数据不会删除，改名留在旁边。"
        if problem.ask(self, "要用这份备份恢复吗？", "恢复(&R)", "先不恢复(&N)", detail=detail, danger=True):
            self._restore(Path(name), item.path)

    def _restore(self, source: Path, folder: Path) -> None:
        from gridDesk.desk import safety

        self.problem.say("正在恢复和核对…", "note")
        try:
            desk = patiently(lambda: safety.restore(source, folder, self.password.text()))
        except DeskError as error:
            self.problem.show_error(error)
            self.password.setFocus()
            return
        self.password.clear()
        self.opened.emit(desk)

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
            desk = patiently(lambda: open_office(item.path, self.password.text(), aside=aside))
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
