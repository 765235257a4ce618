"""Last step of the import: what was done, in sentences, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme


class ResultStep(QWidget):
    """The report, 撤销这次导入 and 保存有问题的行."""

    undo = Signal()
    save_trouble = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = theme.title()
        self.words = theme.body()
        self.trouble_words = theme.warn_label("", "warn")
        self.trouble = QPushButton(theme.icon("save"), "保存有问题的行(&S)")
        self.trouble.clicked.connect(self.save_trouble)
        self.back = theme.danger(QPushButton(theme.icon("undo", theme.ERROR), "撤销这次导入(&Z)"))
        self.back.clicked.connect(self.undo)
        self._build()

    def show_result(self, lines: Sequence[str], faulty: int, warned: int, *, wrote: bool) -> None:
        """Show what the import did; `faulty` rows were left out, `warned` ones lost a value or want a look."""
        self.heading.setText("导入完成" if wrote else "没有需要写入的内容")
        self.words.setText("\n".join(lines))
        self.back.setVisible(wrote)
        self.back.setEnabled(True)
        some = faulty or warned
        self.trouble.setVisible(bool(some))
        parts = [f"{faulty:,} 行有问题，没有写入" if faulty else "", f"{warned:,} 行有提示" if warned else ""]
        told = "，".join(part for part in parts if part)
        advice = "可以另存成一份表格，格子标了颜色、写了原因，改好后再导入一次。"
        self.trouble_words.say(f"{told}。{advice}" if some else "", "warn" if faulty else "note")

    def show_undone(self, words: str) -> None:
        """Say that the import was taken back."""
        self.heading.setText("这次导入已撤销")
        self.words.setText(words)
        self.back.setEnabled(False)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.gap())
        top.addWidget(theme.icon_label("check-circle", theme.OK, 2))
        top.addWidget(self.heading, 1)
        row = QHBoxLayout()
        row.addWidget(self.trouble)
        row.addStretch(1)
        row.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(3))
        column.addLayout(top)
        column.addWidget(self.words)
        column.addWidget(self.trouble_words)
        column.addLayout(row)
        column.addStretch(1)
