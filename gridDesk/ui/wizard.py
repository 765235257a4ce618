"""First run: a new office in three short steps, by keyboard, in plain words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gridDesk.desk import new_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Office, new_site
from gridDesk.ui import problem, theme
from gridDesk.ui.door_page import DoorPage, aside, patiently, warm_up
from gridDesk.ui.wizard_steps import DoneStep, GridStep, OfficeStep, PasswordStep

if TYPE_CHECKING:
    from gridDesk.desk import Desk

STEPS = ("单位", "网格和网格员", "密码和存放位置")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def free_folder(home: Path, name: str) -> Path:
    """Return an empty or new folder below `home` that is called as an office."""
    safe = UNSAFE.sub("", name).strip(" .") or "单位"
    folder, number = home / safe, 1
    while folder.exists() and any(folder.iterdir()):
        number += 1
        folder = home / f"{safe}-{number}"
    return folder


class Wizard(DoorPage):
    """Asks what an office is, who works in it and how it is locked; then makes it and offers the first import."""

    made = Signal(object, bool)  # Desk, whether to import right away
    left = Signal()
    demo_wanted = Signal()
    recovery_wanted = Signal()

    def __init__(self, home: Path, *, has_offices: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            "新建单位" if has_offices else "欢迎使用网格台",
            "三步就好，大约两分钟。填错了不要紧，以后都可以在“设置”里改。",
            wide=37,
            parent=parent,
        )
        self.home = home
        self._desk: Desk | None = None
        self.office, self.grids, self.lock = OfficeStep(), GridStep(), PasswordStep()
        self.done = DoneStep()
        self.first: QWidget = self.office.first
        # Not a stacked widget: that gives every step the room of the tallest one.
        self.steps = (self.office, self.grids, self.lock, self.done)
        self.at = 0
        self.where = [QLabel(f"{number}　{name}") for number, name in enumerate(STEPS, 1)]
        self.problem = problem.Bar()
        self.walk = EnterWalk(self)
        self._build(has_offices)
        self._show(0)
        warm_up()

    def _build(self, has_offices: bool) -> None:
        self.back = QPushButton("上一步(&B)")
        self.back.clicked.connect(self.go_back)
        self.next = theme.primary(QPushButton())
        self.next.clicked.connect(self.go_on)
        self.leave = theme.quiet(QPushButton("返回(&R)" if has_offices else "先看看演示单位(&D)"))
        self.leave.clicked.connect(self.left if has_offices else self.demo_wanted)
        self.above = theme.quiet(QPushButton("从上级恢复本单位(&T)"))
        self.above.clicked.connect(lambda _checked=False: self.recovery_wanted.emit())
        self.done.import_now.clicked.connect(lambda: self._enter(True))
        self.done.look_first.clicked.connect(lambda: self._enter(False))
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addWidget(self.above)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        for number, label in enumerate(self.where):
            self.side.insertWidget(3 + number, label)
        for step in self.steps:
            self.column.addWidget(step)
        self.column.addStretch(1)
        self.column.addWidget(self.problem)
        self.column.addLayout(row)
        for step in (self.office, self.grids, self.lock):
            step.changed.connect(self.problem.clear)
            for line in step.lines():
                line.installEventFilter(self.walk)

    def go_on_from(self, line: QWidget) -> None:
        """Go to the line after `line`, and from the last one to the next step."""
        lines = [item for item in self.steps[self.at].lines() if item.isEnabled()]
        here = lines.index(line) + 1
        if here < len(lines):
            lines[here].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.go_on()

    def _show(self, number: int) -> None:
        self.at = number
        for index, step in enumerate(self.steps):
            step.setVisible(index == number)
        for index, label in enumerate(self.where):
            label.setProperty("role", "step-now" if index == number else "step")
            theme.restyle(label)
        self.back.setVisible(0 < number < len(STEPS))
        self.leave.setVisible(number == 0)
        self.above.setVisible(number == 0)
        self.next.setVisible(number < len(STEPS))
        self.next.setText("完成，建立单位(&N)" if number == len(STEPS) - 1 else "下一步(&N)")
        self.problem.clear()
        step = self.steps[self.at]
        if number == 1:
            self.grids.suit(self.office.level(), self.office.name.text().strip())
        if number == 2:
            self.lock.suit((self.office.name.text(), self.grids.worker.text()), self._folder())
        step.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """Return to the step before; what was typed stays."""
        self._show(self.at - 1)

    def go_on(self) -> None:
        """Go to the next step when this one is filled in; after the last one make the office."""
        trouble = self.steps[self.at].trouble()
        if trouble:
            words, line = trouble
            self.problem.say(words, "warn")
            line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.at < len(STEPS) - 1:
            self._show(self.at + 1)
        else:
            self._make()

    def _folder(self) -> Path:
        return free_folder(self.home, self.office.name.text())

    def wanted(self) -> Office:
        """Return the office that was described."""
        return Office(
            site=new_site(),
            name=self.office.name.text().strip(),
            level=self.office.level(),
            code=self.office.code.text().strip(),
            parent_name=self.office.above.text().strip(),
        )

    def _make(self) -> None:
        self.problem.say("正在建立单位，请稍等…", "note")
        try:
            self._desk = patiently(
                lambda: new_office(
                    self.lock.folder(),
                    self.wanted(),
                    password=self.lock.password.text(),
                    worker=self.grids.worker.text().strip(),
                    grids=self.grids.names(),
                    aside=aside,
                )
            )
        except DeskError as error:
            self.problem.show_error(error)
            return
        except OSError:
            self.problem.say("这个位置不能写入文件。请在上面换一个位置，例如 D 盘的一个文件夹。", "error")
            return
        self.lock.forget()
        self.done.tell(self._desk.office.name, self._desk.folder)
        self._show(len(STEPS))

    def _enter(self, with_import: bool) -> None:
        desk, self._desk = self._desk, None
        self.made.emit(desk, with_import)

    def abandon(self) -> None:
        """Close the office that was made but never entered."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None


class EnterWalk(QObject):
    """Lets Enter go on from line to line. An object of its own: Qt sends a scroll area's filter its own events too."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self._wizard = wizard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._wizard.go_on_from(watched)
            return True
        return super().eventFilter(watched, event)
