"""What a round of 收发 did: one calm card, problems first, until it is folded away or another round begins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.told import Told

if TYPE_CHECKING:
    from gridDesk.desk.carry_report import Report


class ReportCard(QFrame):
    """Title, the lines, and what to do with the stick now; it never says that anything was delivered."""

    take_out = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._folder = Path()
        self.head = theme.heading()
        self.close_button = theme.quiet(QPushButton("收起(&N)"))
        self.close_button.clicked.connect(self.hide)
        self.lines = Told()
        self.then = theme.subtle()
        self.out = QPushButton(theme.icon("leave"), "安全弹出")
        self.out.clicked.connect(lambda: self.take_out.emit(self._folder))
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(top)
        column.addWidget(self.lines)
        foot = QHBoxLayout()
        foot.setSpacing(theme.gap())
        foot.addWidget(self.out)
        foot.addWidget(self.then, 1)
        column.addLayout(foot)
        self.hide()

    def show_report(self, report: Report, *, stick: bool) -> None:
        """Show what was done with a stick, or with a folder that served as one."""
        self._folder = report.folder
        self.head.setText(f"{'收发完成' if report.ok and not report.cancelled else '收发结果'}：{report.title}")
        self.lines.show_lines(report.lines)
        self.then.setText(after_words(report, stick))
        for part in (self.then, self.out):
            part.setVisible(bool(self.then.text()))
        self.show()

    def take_focus(self) -> None:
        """Put the keyboard where the next step is: taking the stick out, else folding the report away."""
        (self.close_button if self.out.isHidden() else self.out).setFocus(Qt.FocusReason.OtherFocusReason)


def after_words(report: Report, stick: bool) -> str:
    """Return what the clerk does with the stick now."""
    if not report.stick_free or not stick:
        return ""
    return "要拔 U 盘，请先安全弹出。"
