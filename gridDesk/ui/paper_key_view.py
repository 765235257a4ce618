"""A paper key (纸质钥匙) to be printed or written down: its groups in large type, and the one button that prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import key_paper
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.accounts import PaperKey

ACROSS = 4
WHAT_FOR = (
    "这八组数字就是纸质钥匙，好比备用钥匙：忘了密码、电脑坏了，靠它打开数据或备份。谁拿到谁就能打开，请封好锁起来。"
)


class PaperKeyView(QWidget):
    """Shows a key and prints its two pages on the standard printer without asking; `printed` says that they went."""

    printed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._key: PaperKey | None = None
        self.groups = [QLabel() for _ in range(key_paper.GROUPS)]
        self.print = QPushButton(theme.icon("print"), "打印两份(&D)")
        self.print.clicked.connect(self.print_now)
        self.keep = theme.subtle()
        self.bar = problem.Bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addWidget(theme.body(WHAT_FOR))
        column.addWidget(self._board())
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.print)
        self.by_hand = theme.subtle()
        row.addWidget(self.by_hand, 1)
        column.addLayout(row)
        column.addWidget(self.keep)
        column.addWidget(self.bar)

    def _board(self) -> QFrame:
        """Return the frame in which the groups stand, each under its number."""
        board = theme.card()
        grid = QGridLayout(board)
        grid.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap())
        grid.setVerticalSpacing(0)
        for place, label in enumerate(self.groups):
            down, across = divmod(place, ACROSS)
            number = theme.subtle(f"第 {place + 1} 组")
            number.setWordWrap(False)
            number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setProperty("role", "number")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(number, down * 3, across)
            grid.addWidget(label, down * 3 + 1, across)
            grid.setColumnStretch(across, 1)
        grid.setRowMinimumHeight(2, theme.spacing(1))
        return board

    def show_key(self, desk: Desk, key: PaperKey) -> None:
        """Show the digits of a key that was just made."""
        from gridDesk.ui import print_job

        self._desk, self._key = desk, key
        for label, group in zip(self.groups, key_paper.groups_of(key.text), strict=True):
            label.setText(f"{group[:3]} {group[3:]}")
            label.setAccessibleName(" ".join(group))
        places = key_paper.kept(desk)
        self.keep.setText(f"两份都装信封封好：一份放{places.here}的保险柜或上锁的柜子，一份交{places.second}保管。")
        there = bool(print_job.printers())
        self.print.setEnabled(there)
        self.by_hand.setText(
            "用默认打印机。没有条件打印，就照着抄在两张纸上。"
            if there
            else "这台电脑没有装打印机，请照着抄在两张纸上：八组，每组六位。"
        )

    def forget(self) -> None:
        """Show the digits no longer."""
        self._key = None
        for label in self.groups:
            label.clear()
            label.setAccessibleName("")

    def print_now(self) -> None:
        """Print the two pages on the standard printer."""
        from gridDesk.desk import grants
        from gridDesk.ui import print_job

        if self._desk is None or self._key is None:
            return
        pdf, grant = key_paper.pdf(self._desk, self._key.text, self._key.qr), grants.harmless("paper_key")
        self.print.setEnabled(False)
        self.bar.say("正在送往打印机…", "note")
        background.run(
            None,
            lambda _desk, progress: print_job.send(pdf, print_job.PrintJob(), progress, grant),
            for_owner(self, self._sent),
            for_owner(self, self._failed),
        )

    def _sent(self, words: object) -> None:
        self.print.setEnabled(True)
        self.bar.say(f"{words}印出来以后，请看看数字是不是都清楚。", "ok")
        self.printed.emit()

    def _failed(self, error: object) -> None:
        self.print.setEnabled(True)
        known = problem.as_desk_error(error)
        self.bar.say(f"{known.message.rstrip('，。')}。请照着抄在两张纸上，八组，每组六位。", "warn")
