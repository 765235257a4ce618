"""Unlocking: the offices kept on this computer, who is there, a password, and what went wrong said beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget

from gridDesk.desk import OfficeFolder, door_names, open_office
from gridDesk.errors import DeskError
from gridDesk.ui import last_used, problem, theme
from gridDesk.ui.door_page import DoorPage, aside, patiently, warm_up
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.navigation import LEVELS
from gridDesk.ui.password_edit import PasswordEdit
from gridDesk.ui.waiting import Countdown, wait_words

FOLDER = int(Qt.ItemDataRole.UserRole)
ROWS_SHOWN = 5
LOOK_AFTER = 400  # milliseconds: what that needs is loaded by then
WARM_UP_AFTER = 150  # milliseconds: the page is painted by then, the password not yet typed


class UnlockPage(DoorPage):
    """Choose an office and who one is, type the password, Enter."""

    opened = Signal(object)  # Desk
    new_wanted = Signal()
    demo_wanted = Signal()
    recovery_wanted = Signal()
    restore_wanted = Signal()
    damaged = Signal(Path, object, str, str)  # folder, the error, password and name as typed
    forgotten = Signal(object)  # the folder of the office whose password nobody knows

    def __init__(
        self, offices: Sequence[OfficeFolder], chosen: Path | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("网格台", "数据加密保存在这台电脑上，不联网。", parent=parent)
        self.offices = QListWidget()
        self.offices.setAccessibleName("单位")
        self.who = QComboBox()
        self.who.setAccessibleName("使用人")
        self.password = PasswordEdit()
        self.password.setPlaceholderText("请输入密码")
        self.capitals = theme.warn_label("大写锁定可能开着，密码区分大小写。", "note")
        self.capitals.hide()
        self.problem = problem.Bar()
        self.go = theme.primary(QPushButton(theme.icon("key", theme.SURFACE), "打开(&O)"))
        self.forgot = theme.quiet(QPushButton("忘记密码(&F)"))
        self.countdown = Countdown(self)
        self.first: QWidget = self.password
        self._fill(offices, chosen)
        self._build(len(offices))
        self._wire()
        self._offer_people()
        QTimer.singleShot(WARM_UP_AFTER, self, warm_up)
        QTimer.singleShot(LOOK_AFTER, self, self._look_whether_to_wait)

    def _fill(self, offices: Sequence[OfficeFolder], chosen: Path | None) -> None:
        for item in offices:
            line = QListWidgetItem(theme.icon("office", theme.ACCENT), office_words(item))
            line.setData(FOLDER, item)
            line.setToolTip(str(item.path))
            self.offices.addItem(line)
        last = last_used.office()
        sites = [item.office.site if item.office else "" for item in offices]
        paths = [item.path for item in offices]
        self.offices.setCurrentRow(
            paths.index(chosen) if chosen in paths else sites.index(last) if last and last in sites else 0
        )

    def _build(self, count: int) -> None:
        self.offices.setIconSize(theme.icon_size(1.4))
        row = self.offices.sizeHintForRow(0) + 2
        self.offices.setFixedHeight(row * min(count, ROWS_SHOWN) + 2 * self.offices.frameWidth() + 4)
        self.who_label = _label("使用人(&W)", self.who)
        beside = QHBoxLayout()
        beside.setSpacing(theme.gap())
        beside.addWidget(self.go, 1)
        beside.addWidget(self.forgot)
        for piece in (
            _label("单位(&U)", self.offices), self.offices, self.who_label, self.who,
            _label("密码(&P)", self.password), self.password, self.capitals, self.problem,
        ):  # fmt: skip
            self.column.addWidget(piece)
        self.column.addLayout(beside)
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
        order = (self.offices, self.who, self.password, self.go, self.forgot)
        for before, after in pairwise((*order, self.new, self.restore, self.above, self.demo)):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        self.password.returnPressed.connect(self.unlock)
        self.password.capitals.connect(self.capitals.setVisible)
        self.password.textEdited.connect(self.problem.clear)
        self.offices.currentRowChanged.connect(lambda _row: self._office_chosen())
        self.offices.itemActivated.connect(lambda _item: self.after_office().setFocus())
        self.who.activated.connect(lambda _row: self.password.setFocus())
        self.who.currentIndexChanged.connect(lambda _row: self._look_whether_to_wait())
        self.countdown.left.connect(self._wait)
        self.countdown.over.connect(self._try_again)
        self.go.clicked.connect(self.unlock)
        self.forgot.clicked.connect(lambda _checked=False: self.forgotten.emit(self.chosen().path))
        self.new.clicked.connect(self.new_wanted)
        self.restore.clicked.connect(lambda _checked=False: self.restore_wanted.emit())
        self.above.clicked.connect(lambda _checked=False: self.recovery_wanted.emit())
        self.demo.clicked.connect(self.demo_wanted)

    def chosen(self) -> OfficeFolder:
        """Return the office chosen."""
        return self.offices.currentItem().data(FOLDER)

    def person(self) -> str:
        """Return the name of who is to log in; "" where the file tells none."""
        return self.who.currentText()

    def after_office(self) -> QWidget:
        """Return where the keyboard goes from the list of offices."""
        return self.password if self.who.isHidden() else self.who

    def _office_chosen(self) -> None:
        self._offer_people()
        self.problem.clear()
        self._look_whether_to_wait()

    def _offer_people(self) -> None:
        """Offer the people of the office chosen, the one who was there last first; one alone is not asked for."""
        item = self.chosen()
        names = door_names.names(item.path)
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItems(names)
        self.who.setCurrentText(last_used.who(item.office.site if item.office else "", names))
        self.who.blockSignals(False)
        for piece in (self.who, self.who_label):
            piece.setVisible(len(names) > 1)

    # --- waiting ------------------------------------------------------------------------------------------------------

    def _look_whether_to_wait(self) -> None:
        folder, who = self.chosen().path, self.person()
        self.countdown.start(lambda: waiting(folder, who))

    def _wait(self, seconds: int) -> None:
        for piece in (self.password, self.go):
            piece.setEnabled(False)
        self.problem.say(
            f"密码连续输错多次，{wait_words(seconds)}以后才能再试。\n"
            "数据没有损坏，也不会被清除。真的想不起来，点“忘记密码”。",
            "warn",
        )

    def _try_again(self) -> None:
        for piece in (self.password, self.go):
            piece.setEnabled(True)
        self.problem.say("现在可以再试了。", "note")
        self.password.clear()
        self.password.setFocus()

    # --- opening ------------------------------------------------------------------------------------------------------

    def unlock(self) -> None:
        """Open the chosen office, or say under the password why not."""
        item = self.chosen()
        if item.broken:
            self.problem.say(item.broken, "error")
            return
        if not self.password.text():
            self.problem.say("请先输入密码。", "note")
            self.password.setFocus()
            return
        self.problem.say("正在打开…", "note")
        try:
            desk = patiently(lambda: open_office(item.path, self.password.text(), self.person(), aside=aside))
        except Exception as error:  # a page that cannot be read is no DeskError
            from gridDesk.desk import damage

            if damage.kind_of(error, item.path):
                self.damaged.emit(item.path, error, self.password.text(), self.person())
                return
            if not isinstance(error, DeskError):
                raise
            self.problem.show_error(error)
            self.password.selectAll()
            self.password.setFocus()
            self._look_whether_to_wait()
            return
        self.password.clear()
        last_used.note(desk.office.site, desk.user)
        self.opened.emit(desk)


def waiting(folder: Path, who: str) -> int:
    """Return the seconds a clerk must wait before the next try; 0 when she may try now."""
    from gridDesk.vault import BackOff

    return BackOff(folder).waiting(who)


def office_words(item: OfficeFolder) -> str:
    """Return an office in one line: its name, its level, and the office above it."""
    if item.office is None:
        return f"{item.path.name}（打不开）"
    above = f"　{item.office.parent_name}" if item.office.parent_name else ""
    return f"{item.office.name}　{LEVELS.get(item.office.level, '')}{above}"


def _label(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setBuddy(buddy)
    return label
