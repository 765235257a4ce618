"""从上级恢复本单位: rebuilding an office on a new computer, step by step; it can be left and gone on with another day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gridDesk.errors import DeskError
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.door_page import DoorPage, aside, patiently, warm_up
from gridDesk.ui.recovery_steps import BackStep, CardStep, InviteStep, TakeStep
from gridDesk.ui.wizard import EnterWalk, free_folder
from gridDesk.ui.wizard_steps import PasswordStep

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.exchange import AppliedPackage

STEPS = ("恢复邀请", "密码和存放位置", "新名片和数字", "取回数据")
LOCK, CARD, TAKE, BACK = 1, 2, 3, 4
HEARD = "recovery_digits_heard"


class RecoveryPage(DoorPage):
    """Asks for the invitation and a password, makes the office, has it known above, and takes its records in.

    With `desk`, an office that was left on the way, it goes on from there.
    """

    opened = Signal(object)  # Desk
    left = Signal()

    def __init__(self, home: Path, desk: Desk | None = None, parent: QWidget | None = None) -> None:
        super().__init__(
            "从上级\n恢复本单位",
            "电脑坏了、丢了或换了，上级那里存着本单位报上去的全部数据，可以还回来。要跑两趟：先送名片，再取数据。",
            wide=37, parent=parent,
        )  # fmt: skip
        self.home, self._desk = home, desk
        self.invite, self.lock, self.card, self.take = InviteStep(), PasswordStep(), CardStep(), TakeStep()
        self.done = BackStep()
        self.steps = (self.invite, self.lock, self.card, self.take, self.done)
        self.where = [QLabel(f"{number}　{name}") for number, name in enumerate(STEPS, 1)]
        self.problem = problem.Bar()
        self.walk = EnterWalk(self)
        self.at = 0
        self._build()
        if desk is None:
            self._show(0)
        else:
            self.card.begin(desk)
            self._show(TAKE if desk.setting(HEARD, False) else CARD)
        self.first: QWidget = self.steps[self.at].first
        warm_up()

    def _build(self) -> None:
        self.leave = theme.quiet(QPushButton())
        self.leave.clicked.connect(self.go_away)
        self.back = QPushButton("上一步(&B)")
        self.back.clicked.connect(lambda: self._show(self.at - 1))
        self.next = theme.primary(QPushButton())
        self.next.clicked.connect(self.go_on)
        self.done.enter.clicked.connect(self._enter)
        row = QHBoxLayout()
        row.addWidget(self.leave)
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
        for step in (self.invite, self.lock, self.card, self.take):
            step.changed.connect(self.problem.clear)
            for line in step.lines():
                line.installEventFilter(self.walk)
        for step in (self.invite, self.card):
            step.told.connect(self.problem.show_error)
        self.card.written.connect(self._card_written)
        self.take.chosen.connect(self.take_in)

    def _show(self, number: int) -> None:
        self.at = number
        for index, step in enumerate(self.steps):
            step.setVisible(index == number)
        for index, label in enumerate(self.where):
            label.setProperty("role", "step-now" if index == number else "step")
            theme.restyle(label)
        self.back.setVisible(number == LOCK)
        self.next.setVisible(number < TAKE)
        self.next.setText(("下一步(&N)", "建立单位(&N)", "数字对上了(&N)", "", "")[number])
        self.leave.setVisible(number < BACK)
        self.leave.setText("返回(&R)" if number < CARD else "以后再接着做(&R)")
        self.problem.clear()
        self.steps[number].first.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on_from(self, line: QWidget) -> None:
        """Go to the line after `line`, and from the last one to the next step."""
        lines = self.steps[self.at].lines()
        here = lines.index(line) + 1
        if here < len(lines):
            lines[here].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.go_on()

    def go_on(self) -> None:
        """Go to the next step when this one is filled in."""
        trouble = self.steps[self.at].trouble()
        if trouble:
            words, line = trouble
            self.problem.say(words, "warn")
            line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.at == 0:
            invited = self.invite.invitation.office
            self.lock.suit((invited.name, self.invite.worker.text()), free_folder(self.home, invited.name))
            self._show(LOCK)
        elif self.at == LOCK:
            self._make()
        else:
            self._agree()

    def _make(self) -> None:
        from gridDesk.desk import recovery

        self.problem.say("正在建立单位，请稍等…", "note")
        try:
            self._desk = patiently(
                lambda: recovery.begin(
                    self.lock.folder(), self.invite.invitation, password=self.lock.password.text(),
                    worker=self.invite.worker.text().strip(), aside=aside,
                )
            )  # fmt: skip
        except DeskError as error:
            self.problem.show_error(error)
            return
        except OSError:
            self.problem.say("这个位置不能写入文件。请在上面换一个位置，例如 D 盘的一个文件夹。", "error")
            return
        self.lock.forget()
        self.card.begin(self._desk)
        self._show(CARD)

    def _card_written(self, path: Path) -> None:
        self.problem.say(f"名片已写到 {path}。请带到上级单位重新配对；可以先点“以后再接着做”。", "ok")

    def _agree(self) -> None:
        try:
            self.card.agree()
        except DeskError as error:
            self.problem.show_error(error)
            self.card.typed.selectAll()
            self.card.typed.setFocus()
            return
        self._desk.set_setting(HEARD, True)
        self._show(TAKE)

    def take_in(self, path: Path) -> None:
        """Take in the package with the office's own records."""
        from gridDesk.desk import exchange

        self.problem.clear()
        task = background.run(
            self._desk,
            lambda desk, progress: exchange.apply_package(desk, path, progress),
            for_owner(self, self._taken),
            for_owner(self, self.problem.show_error),
            "正在取回数据",
        )
        self.take.follow(task)

    def _taken(self, applied: AppliedPackage) -> None:
        desk = self._desk
        if desk.awaited:
            self.problem.say("这个数据包不是还给本单位的整份数据，请选上级用“把数据还给它”写出的那一个。", "warn")
            return
        desk.set_setting(HEARD, None)
        self.done.tell(desk.office.name, counts_of(desk), applied.lines)
        self._show(BACK)

    def _enter(self) -> None:
        desk, self._desk = self._desk, None
        self.opened.emit(desk)

    def go_away(self) -> None:
        """Leave; what was done stays, and the office goes on from here when it is opened again."""
        self.abandon()
        self.left.emit()

    def abandon(self) -> None:
        """Close the office that was never entered."""
        if self._desk is not None:
            background.stop()
            self._desk.close()
            self._desk = None


def counts_of(desk: Desk) -> list[tuple[str, int]]:
    """Return how many records of each ledger an office keeps, people, households and dwellings first."""
    found = desk.store.digests(desk.office.site)
    order = ("person", "household", "dwelling")
    keys = sorted(found, key=lambda key: (order.index(key) if key in order else len(order), -found[key][0]))
    return [(desk.catalogue[key].label, found[key][0]) for key in keys if key in desk.catalogue]
