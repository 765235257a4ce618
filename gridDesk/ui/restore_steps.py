"""The steps of restoring a backup: which file, and by what it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton, QWidget

from gridDesk.desk import backup_finding
from gridDesk.errors import DeskError
from gridDesk.ui import theme
from gridDesk.ui.password_edit import PasswordEdit
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.wizard_steps import Step, Trouble
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk.backup_finding import Peek

ROWS = 5
LOOK_EVERY = 2000  # milliseconds


class FileStep(Step):
    """The backups that were found, and the choice of another file."""

    told = Signal(object)  # an error
    entered = Signal()
    HEADINGS = (Heading("时间", 10), Heading("单位", 9), Heading("在哪里"))

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self.peek: Peek | None = None
        self._sticks: list[Path] | None = None
        self.list = RowsView(self.HEADINGS, "找到的备份")
        self.list.setFixedHeight(round(self.list.row_height() * (ROWS + 1.4)))
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(lambda _what: self.entered.emit())
        self.words = theme.body()
        self.choose = QPushButton(theme.icon("folder"), "选别处的备份文件(&K)…")
        self.choose.clicked.connect(self._choose)
        for piece in (self.words, self.list, self.choose):
            self._grid.addWidget(piece, self._grid.rowCount(), 0, 1, 2)
        self._grid.setVerticalSpacing(theme.gap())
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self.look()

    @property
    def first(self) -> QWidget:
        return self.choose if self.list.isHidden() else self.list

    def watch(self, on: bool) -> None:
        """Look for sticks that are put in, or no longer."""
        (self._timer.start if on else self._timer.stop)()

    def look(self) -> None:
        """List the backups again when other sticks are in than before."""
        from gridDesk.desk import exchange

        sticks = [one.path for one in exchange.sticks()]
        if sticks == self._sticks:
            return
        self._sticks = sticks
        found = backup_finding.find(self.home, sticks)
        self.list.setVisible(bool(found))
        self.words.setText(
            "找到这些备份，最新的在最上面。选一份，按回车。"
            if found
            else "这台电脑和 U 盘上没有看到备份。请插上放备份的 U 盘，或点下面的按钮找。"
        )
        self.list.set_lines([_line(one, sticks) for one in found])
        if found and self.isVisible():
            self.list.setFocus()

    def _chosen(self, what: object) -> None:
        if what is not None:
            self.peek = what
            self.changed.emit()

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择备份文件", "", "网格台备份 (*.gdbak)")
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Take another file than those listed, or tell that it is no backup."""
        try:
            self.peek = backup_finding.peek(path)
        except DeskError as error:
            self.told.emit(error)
            return
        self.entered.emit()

    def trouble(self) -> Trouble:
        return None if self.peek is not None else ("请先选择一份备份。", self.first)


def _line(one: Peek, sticks: list[Path]) -> Line:
    where = "U 盘" if any(one.path.is_relative_to(path) for path in sticks) else "这台电脑"
    return Line((when_words(one.when), one.office.name, where), one)


class OpenStep(Step):
    """Who one is and one's password of that day; or the paper key instead."""

    entered = Signal()
    paper_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.which = theme.heading()
        self.which.setWordWrap(True)
        self.who, self.password = QComboBox(), PasswordEdit()
        self.paper = theme.quiet(QPushButton(theme.icon("key", theme.ACCENT), "忘了密码，用纸质钥匙打开(&Z)"))
        self._grid.addWidget(self.which, self._grid.rowCount(), 0, 1, 2)
        self.who_label = self.add("使用人(&W)", self.who)
        self.add("密码(&P)", self.password, "备份那天用的密码。后来换过密码的，要用以前那个。")
        self._grid.addWidget(self.paper, self._grid.rowCount(), 1)
        self.password.textEdited.connect(self.changed)
        self.password.returnPressed.connect(self.entered)
        self.who.activated.connect(lambda _row: self.password.setFocus())
        self.paper.clicked.connect(lambda _checked=False: self.paper_wanted.emit())

    @property
    def first(self) -> QWidget:
        return self.password

    def offer(self, peek: Peek) -> None:
        """Say which backup it is, and offer who can open it."""
        self.which.setText(f"“{peek.office.name}”{when_words(peek.when)}的备份")
        if [self.who.itemText(row) for row in range(self.who.count())] != list(peek.people):
            self.who.clear()
            self.who.addItems(list(peek.people))
        for piece in (self.who, self.who_label):
            piece.setVisible(len(peek.people) > 1)
        self.paper.setEnabled(peek.paper)
        self.paper.setToolTip("" if peek.paper else "做这份备份的时候还没有纸质钥匙，只能用当时的密码打开。")

    def trouble(self) -> Trouble:
        return None if self.password.text() else ("请先输入密码。", self.password)
