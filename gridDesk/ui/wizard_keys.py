"""The steps of the first run after the office was made: the paper key, typing it back, and a second place for backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import background, pieces, theme
from gridDesk.ui.paper_key_edit import PaperKeyEdit
from gridDesk.ui.paper_key_view import PaperKeyView
from gridDesk.ui.wizard_steps import Trouble

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.accounts import PaperKey
    from gridDesk.sync.device import Stick

LOOK_EVERY = 1500  # milliseconds

# What a program cannot wipe: pages of memory that the system itself lays on the disk.
DISK = "数据文件是加密的，但系统休眠、打印时会在硬盘上留下看过的内容。请管电脑的人打开整盘加密（Windows 里叫 BitLocker），并关掉休眠。"


class KeyStep(QWidget):
    """The paper key is shown, printed or written down by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = PaperKeyView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.first: QWidget = self.view.print

    def lines(self) -> list[QWidget]:
        """Return nothing: the buttons take Enter themselves."""
        return []

    def trouble(self) -> Trouble:
        """Return nothing: whether it was written down right is tried in the next step."""
        return None

    def begin(self, desk: Desk, key: PaperKey) -> None:
        """Show a key that was just made; without a printer the keyboard begins at what goes on."""
        self.view.show_key(desk, key)

    @property
    def prints(self) -> bool:
        """Tell whether there is a printer."""
        return self.view.print.isEnabled()


class DrillStep(QWidget):
    """The paper key is typed back from the paper."""

    changed = Signal()
    entered = Signal()
    complete = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edit = PaperKeyEdit()
        self.edit.changed.connect(self.changed)
        self.edit.entered.connect(self.entered)
        self.edit.complete.connect(self.complete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("照着纸输一遍"))
        column.addWidget(theme.body("这样就知道纸上的数字个个清楚、没有抄错。真要用的那天，也是这样输。"))
        column.addWidget(self.edit)

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins: the first group that is not right yet."""
        waiting = [*self.edit.missing(), *self.edit.wrong()]
        return self.edit.boxes[(min(waiting) if waiting else 1) - 1]

    def lines(self) -> list[QWidget]:
        """Return nothing: the groups take Enter themselves."""
        return []

    def trouble(self) -> Trouble:
        """Return which group is wrong or not full."""
        words = self.edit.trouble()
        if not words:
            return None
        return words, self.edit.boxes[min(self.edit.wrong() or self.edit.missing()) - 1]


class SecondStep(QWidget):
    """Where the second backup goes: a stick that is in, or a folder on another disk."""

    changed = Signal()
    chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.folder = QPushButton(theme.icon("folder"), "选另一块硬盘或别的文件夹(&K)…")
        self.folder.clicked.connect(self._choose)
        self.none = theme.subtle("现在没有看到 U 盘。插上 U 盘，这里就会出现它。")
        self.panel = background.ProgressPanel()
        self.panel.hide()
        self.sticks = QVBoxLayout()
        self.sticks.setSpacing(theme.spacing(1))
        self._seen: list[Path] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("备份放到第二处"))
        column.addWidget(
            theme.body("这台电脑要是坏了、丢了，另一处还有一份备份，数据就丢不了。备份是加密的，捡到的人打不开。")
        )
        for piece in (self.none, self.folder, self.panel):
            column.addWidget(piece)
        column.insertLayout(2, self.sticks)
        column.addWidget(theme.subtle("以后程序会自动往那里放。U 盘不在的时候等它回来，太久没有放会在“今日”提醒。"))
        column.addWidget(theme.subtle(DISK))
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins: a stick that is in, else the choice of a folder."""
        item = self.sticks.itemAt(0)
        return item.widget() if item is not None else self.folder

    def lines(self) -> list[QWidget]:
        """Return nothing: the buttons take Enter themselves."""
        return []

    def trouble(self) -> Trouble:
        """Return nothing: it may be put off."""
        return None

    def begin(self) -> None:
        """Look for sticks now and as long as this shows."""
        self.look()
        self._timer.start()

    def end(self) -> None:
        """Look no longer."""
        self._timer.stop()

    def look(self) -> None:
        """Offer each stick that is in."""
        from gridDesk.desk import exchange

        found: list[Stick] = exchange.sticks()
        paths = [one.path for one in found]
        if paths == self._seen or not self.folder.isEnabled():
            return
        self._seen = paths
        pieces.empty(self.sticks)
        for one in found:
            words = f"放到 U 盘 {one.label or one.path.name}".replace("&", "&&")
            button = theme.primary(QPushButton(theme.icon("save", theme.SURFACE), words))
            button.clicked.connect(lambda _checked=False, path=one.path: self.chosen.emit(path))
            self.sticks.addWidget(button)
        self.none.setVisible(not found)
        if found and not self._typing_elsewhere():
            self.first.setFocus()

    def _typing_elsewhere(self) -> bool:
        return not self.isVisible()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "第二份备份放在哪里")
        if chosen:
            self.chosen.emit(Path(chosen))

    def follow(self, task: background.Task) -> None:
        """Show how the first backup goes there."""
        self._enable(False)
        self.panel.follow(task)
        self.panel.show()
        task.finished.connect(self._free)

    def _free(self) -> None:
        self.panel.hide()
        self._enable(True)

    def _enable(self, on: bool) -> None:
        self.folder.setEnabled(on)
        for place in range(self.sticks.count()):
            self.sticks.itemAt(place).widget().setEnabled(on)
