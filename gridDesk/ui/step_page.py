"""A page of the door that goes in steps: what each is called at the dark side, one at a time on the white one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gridDesk.ui import problem, theme
from gridDesk.ui.door_page import DoorPage
from gridDesk.ui.wizard_steps import Step


class StepPage(DoorPage):
    """Holds steps, 上一步 and what goes on; the child decides in `go_on` what follows, and in `dress` how it looks."""

    left = Signal()

    def __init__(
        self, title: str, line: str, names: Sequence[str], steps: Sequence[Step], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, line, wide=37, parent=parent)
        self.steps = tuple(steps)
        self.at = 0
        self.where = [QLabel(f"{number}　{name}") for number, name in enumerate(names, 1)]
        self.problem = problem.Bar()
        self.leave = theme.quiet(QPushButton("返回(&Q)"))
        self.back = QPushButton("上一步(&B)")
        self.next = theme.primary(QPushButton())
        self.leave.clicked.connect(self.left)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        for number, label in enumerate(self.where):
            self.side.insertWidget(3 + number, label)
        for step in self.steps:
            self.column.addWidget(step)
            step.changed.connect(self.problem.clear)
        self.column.addStretch(1)
        self.column.addWidget(self.problem)
        self.foot = QHBoxLayout()
        self.foot.addWidget(self.leave)
        self.foot.addStretch(1)
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.next)
        self.column.addLayout(self.foot)

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.steps[self.at].first

    def show_step(self, number: int) -> None:
        """Show a step and put the keyboard into it."""
        self.at = number
        for index, step in enumerate(self.steps):
            step.setVisible(index == number)
        for index, label in enumerate(self.where):
            label.setProperty("role", "step-now" if index == self.mark(number) else "step")
            theme.restyle(label)
        self.back.setVisible(number > 0)
        self.problem.clear()
        self.dress(number)
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, number: int) -> int:
        """Return which name at the side a step belongs to."""
        return number

    def dress(self, number: int) -> None:
        """Name the button that goes on, and prepare the step."""

    def go_back(self) -> None:
        """Return to the step before; what was typed stays."""
        self.show_step(self.at - 1)

    def go_on(self) -> None:
        """Do what this step is for."""

    def filled_in(self) -> bool:
        """Tell whether the step is filled in; where it is not, say what is missing and go there."""
        trouble = self.steps[self.at].trouble()
        if trouble:
            words, line = trouble
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.problem.say(words, "warn")
        return not trouble
