"""First run: a new office step by step, by keyboard, in plain words; then its paper key and a second place for backups."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gridDesk.desk import new_office
from gridDesk.errors import DeskError
from gridDesk.ledger import Office, new_site
from gridDesk.ui import background, last_used, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.door_page import DoorPage, aside, patiently, warm_up
from gridDesk.ui.wizard_keys import DrillStep, KeyStep, SecondStep
from gridDesk.ui.wizard_steps import DoneStep, GridStep, OfficeStep, PasswordStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridDesk.desk import Desk

STEPS = ("单位", "网格和您的姓名", "密码和存放位置", "纸质钥匙", "第二处备份")
LOCK, KEY, DRILL, SECOND, DONE = 2, 3, 4, 5, 6
LABEL = (0, 1, 2, 3, 3, 4, 5)  # which of STEPS each step belongs to
NEXT = ("下一步(&N)", "下一步(&N)", "建立单位(&N)", "记好了，输一遍(&N)", "核对(&N)", "", "")
LEAVE = ("", "", "", "以后再做(&L)", "以后再做(&L)", "以后再放(&L)", "")
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
    """Asks what an office is, who works in it and how it is locked; makes it, its paper key, and its first backup."""

    made = Signal(object, bool)  # Desk, whether to import right away
    left = Signal()
    demo_wanted = Signal()
    recovery_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, home: Path, *, has_offices: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            "新建单位" if has_offices else "欢迎使用网格台",
            "五步就好，不到五分钟。填错了不要紧，以后都可以在“设置”里改。",
            wide=37,
            parent=parent,
        )
        self.home, self.has_offices = home, has_offices
        self._desk: Desk | None = None
        self.office, self.grids, self.lock = OfficeStep(), GridStep(), PasswordStep()
        self.key, self.drill, self.second = KeyStep(), DrillStep(), SecondStep()
        self.done = DoneStep()
        self.first: QWidget = self.office.first
        # Not a stacked widget: that gives every step the room of the tallest one.
        self.steps = (self.office, self.grids, self.lock, self.key, self.drill, self.second, self.done)
        self.at = 0
        self.where = [QLabel(f"{number}　{name}") for number, name in enumerate(STEPS, 1)]
        self.problem = problem.Bar()
        self.walk = EnterWalk(self)
        self._build()
        self._wire()
        self._show(0)
        warm_up()

    def _build(self) -> None:
        self.back = QPushButton("上一步(&B)")
        self.next = theme.primary(QPushButton())
        self.leave = theme.quiet(QPushButton())
        self.above = theme.quiet(QPushButton("上级恢复(&T)"))
        self.restore = theme.quiet(QPushButton("备份恢复(&R)"))
        row = QHBoxLayout()
        for piece in (self.leave, self.restore, self.above):
            row.addWidget(piece)
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

    def _wire(self) -> None:
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.put_off)
        self.above.clicked.connect(lambda _checked=False: self.recovery_wanted.emit())
        self.restore.clicked.connect(lambda _checked=False: self.restore_wanted.emit())
        self.done.import_now.clicked.connect(lambda: self._enter(True))
        self.done.look_first.clicked.connect(lambda: self._enter(False))
        self.drill.entered.connect(self.go_on)
        self.drill.complete.connect(self.next.setFocus)
        self.key.view.printed.connect(self.next.setFocus)
        self.second.chosen.connect(self.back_up_to)
        for step in self.steps[:-1]:
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
            label.setProperty("role", "step-now" if index == LABEL[number] else "step")
            theme.restyle(label)
        self.back.setVisible(number in (1, LOCK, DRILL))
        self.leave.setVisible(number in (0, KEY, DRILL, SECOND))
        self.leave.setText(LEAVE[number] or ("返回(&Q)" if self.has_offices else "看看演示单位(&D)"))
        for piece in (self.above, self.restore):
            piece.setVisible(number == 0 and not self.has_offices)
        self.next.setVisible(bool(NEXT[number]))
        self.next.setText(NEXT[number])
        self.problem.clear()
        if number == 1:
            self.grids.suit(self.office.level(), self.office.name.text().strip())
        if number == LOCK:
            self.lock.suit((self.office.name.text(), self.grids.worker.text()), self._folder())
        (self.second.begin if number == SECOND else self.second.end)()
        step = self.steps[number]
        first = self.next if number == KEY and not self.key.prints else step.first
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """Return to the step before; what was typed stays."""
        self._show(self.at - 1)

    def go_on(self) -> None:
        """Go to the next step when this one is filled in; the third makes the office, the fifth tries the paper key."""
        trouble = self.steps[self.at].trouble()
        if trouble:
            words, line = trouble
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.problem.say(words, "warn")
        elif self.at == LOCK:
            self._make()
        elif self.at == DRILL:
            self._confirm()
        else:
            self._show(self.at + 1)

    def put_off(self) -> None:
        """Leave the first step for elsewhere, or a later one for another day, of which 今日 reminds."""
        if self.at == 0:
            (self.left if self.has_offices else self.demo_wanted).emit()
        elif self.at in (KEY, DRILL):
            self._show(SECOND)
        else:
            self._finish()

    # --- making ---------------------------------------------------------------------------------------------------

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
        from gridDesk.desk import accounts

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
        last_used.note(self._desk.office.site, self._desk.user)
        self.key.begin(self._desk, accounts.make_paper_key(self._desk))
        self._show(KEY)

    def _confirm(self) -> None:
        """Compare what was typed back; a group that differs is pointed at."""
        from gridDesk.desk import accounts

        try:
            accounts.confirm_paper_key(self._desk, self.drill.edit.text())
        except DeskError as error:
            self.drill.edit.point_at(getattr(error, "group", 0))
            self.problem.show_error(error)
            return
        self.key.view.forget()
        self.drill.edit.clear()
        self._show(SECOND)
        self.problem.say("纸质钥匙对了。请现在就把纸装进信封封好。", "ok")

    def back_up_to(self, folder: Path) -> None:
        """Choose the second place and bring a first backup there."""
        from gridDesk.desk import backup_second, safety

        self.problem.clear()
        try:
            backup_second.choose(self._desk, folder)
        except DeskError as error:
            self.problem.show_error(error)
            return

        def job(desk: Desk, progress: Callable[[int, int, str], None]) -> None:
            safety.backup(desk, progress=progress, why="hand")
            backup_second.copy(desk, progress)

        task = background.run(
            self._desk, job, for_owner(self, lambda _none: self._backed_up()), for_owner(self, self.problem.show_error)
        )
        self.second.follow(task)

    def _backed_up(self) -> None:
        from gridDesk.desk import backup_second

        self._finish(f"备份已经放到{backup_second.of(self._desk).name}，以后自动放。")

    def _finish(self, words: str = "") -> None:
        from gridDesk.desk import accounts

        self.key.view.forget()
        later = [] if accounts.has_paper_key(self._desk) else ["纸质钥匙还没有做好，“今日”会提醒。"]
        later += [] if words else ["第二处备份还没有选，“今日”会提醒。"]
        self.done.tell(self._desk.office.name, self._desk.folder, "".join([words, *later]))
        self._show(DONE)

    def _enter(self, with_import: bool) -> None:
        desk, self._desk = self._desk, None
        self.made.emit(desk, with_import)

    def abandon(self) -> None:
        """Close the office that was made but never entered."""
        self.second.end()
        if self._desk is not None:
            background.stop()
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
