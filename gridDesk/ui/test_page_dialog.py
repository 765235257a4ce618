"""The test page of a printer: printed, measured with a ruler, and what was measured kept for that printer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from gridDesk.desk import grants
from gridDesk.documents.test_page import test_page
from gridDesk.text import now_iso
from gridDesk.ui import background, pieces, print_job, print_memory, problem, theme
from gridDesk.ui.alive import for_owner

if TYPE_CHECKING:
    from gridDesk.desk import Desk

TENTHS = 10


class Millimetres(QSpinBox):
    """A length in mm with one decimal; `value()` counts tenths."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(15 * TENTHS, 35 * TENTHS)
        self.setSingleStep(5)
        self.setSuffix(" 毫米")

    def textFromValue(self, value: int) -> str:
        return f"{value / TENTHS:.1f}"

    def valueFromText(self, text: str) -> int:
        return round(float(text.removesuffix(self.suffix()).replace("．", ".").replace("。", ".") or 0) * TENTHS)

    def validate(self, text: str, place: int) -> object:
        bare = text.removesuffix(self.suffix()).replace(".", "", 1)
        good = bare.isdecimal() and 15 <= float(text.removesuffix(self.suffix())) <= 35
        state = QValidator.State.Acceptable if good else QValidator.State.Intermediate
        return (state if bare.isdecimal() or not bare else QValidator.State.Invalid), text, place


class TestPageDialog(QDialog):
    """Prints the test page and keeps how far the printer is off."""

    __test__ = False  # no test of pytest, whatever its name

    def __init__(self, desk: Desk, printer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.printer = desk, printer
        self.setWindowTitle("测试页")
        self.left, self.top = Millimetres(), Millimetres()
        self.said = problem.Bar()
        habits = print_memory.printer(desk, printer)
        self.left.setValue(round(habits.left * TENTHS))
        self.top.setValue(round(habits.top * TENTHS))
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading(f"打印机“{self.printer or '默认打印机'}”的测试页"))
        words = theme.body(
            "测试页上有刻度、各种字体和灰度，看一眼就知道印得清不清楚。\n"
            "用尺子量两条长线离纸边多少毫米，填在下面；以后用这台打印机印，会自动移正。"
        )
        words.setMinimumWidth(theme.chars(33))
        column.addWidget(words)
        column.addWidget(self.said)
        column.addLayout(self._rows())
        foot, _ = pieces.choice_row("记住量得的数(&S)", self.keep, "关闭(&C)", self.reject)
        foot.insertWidget(0, pieces.button("印测试页(&T)", self.print_page, "print"))
        column.addLayout(foot)

    def _rows(self) -> QGridLayout:
        rows = QGridLayout()
        rows.setHorizontalSpacing(theme.gap())
        rows.setColumnStretch(2, 1)
        for row, (words, edit, hint) in enumerate(
            (
                ("竖线离纸的左边(&L)", self.left, "应当是 25.0 毫米"),
                ("横线离纸的上边(&U)", self.top, "应当是 25.0 毫米"),
            )
        ):
            label = QLabel(words)
            label.setBuddy(edit)
            rows.addWidget(label, row, 0)
            rows.addWidget(edit, row, 1)
            rows.addWidget(theme.subtle(hint), row, 2)
        return rows

    def print_page(self) -> None:
        """Print the page where the printer puts it, without the offset it is to tell."""
        pdf = test_page(self.printer, now_iso())
        job = print_job.PrintJob(self.printer)
        background.run(
            None,
            lambda _desk, progress: print_job.send(pdf, job, progress, grants.harmless("test_page")),
            for_owner(self, lambda words: self.said.say(words, "ok")),
            for_owner(self, self.said.show_error),
            "正在打印",
        )

    def keep(self) -> None:
        """Remember what was measured."""
        habits = print_memory.printer(self.desk, self.printer)
        habits = replace(habits, left=self.left.value() / TENTHS, top=self.top.value() / TENTHS)
        print_memory.keep_printer(self.desk, self.printer, habits)
        self.accept()
