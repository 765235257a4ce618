"""从备份恢复: an office comes back from a backup, opened by a password of its day or by the paper key."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridDesk.desk import backup_finding, open_office
from gridDesk.errors import DeskError
from gridDesk.ui import background, last_used, problem
from gridDesk.ui.alive import for_owner
from gridDesk.ui.door_page import aside, patiently, warm_up
from gridDesk.ui.paper_key_steps import NewPasswordStep, PaperKeyStep
from gridDesk.ui.restore_steps import FileStep, OpenStep
from gridDesk.ui.step_page import StepPage
from gridDesk.ui.wizard import free_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridDesk.desk import Desk
    from gridDesk.desk.backup_finding import Peek

FILE, OPEN, KEY, FRESH = range(4)
NAMES = ("备份文件", "密码或纸质钥匙")


class RestorePage(StepPage):
    """Asks for the file and for what opens it, puts the office in place beside the window, and enters it."""

    opened = Signal(object)  # Desk

    def __init__(self, home: Path, source: Path | None = None, parent: QWidget | None = None) -> None:
        self.home = home
        self.file, self.open = FileStep(home), OpenStep()
        self.key = PaperKeyStep("请取出纸质钥匙，照着输入。备份用的是备份那天的纸质钥匙，后来换过的，要用以前那张。")
        self.fresh = NewPasswordStep()
        super().__init__(
            "从备份恢复", "备份是加密的，用备份那天的密码，或者用纸质钥匙打开。", NAMES,
            (self.file, self.open, self.key, self.fresh), parent=parent,
        )  # fmt: skip
        self.panel = background.ProgressPanel()
        self.panel.hide()
        self.column.insertWidget(self.column.indexOf(self.problem), self.panel)
        self.file.told.connect(self.problem.show_error)
        for step in (self.file, self.open, self.key, self.fresh):
            step.entered.connect(self.go_on)
        self.open.paper_wanted.connect(lambda: self.show_step(KEY))
        self.key.complete.connect(self.next.setFocus)
        self.show_step(FILE)
        if source is not None:
            self.file.read(source)
        warm_up()

    @property
    def peek(self) -> Peek:
        """Return the backup that was chosen."""
        return self.file.peek

    def mark(self, number: int) -> int:
        return min(number, OPEN)

    def dress(self, number: int) -> None:
        self.file.watch(number == FILE)
        self.next.setText(("下一步(&N)", "恢复(&R)", "下一步(&N)", "恢复(&R)")[number])
        if number == OPEN:
            self.open.offer(self.peek)
        elif number == FRESH:
            self.fresh.offer(self.peek.keepers, self.peek.office.name)

    def go_on(self) -> None:
        """Go to the next step, or restore at the end of either way."""
        if not self.filled_in():
            return
        if self.at in (FILE, KEY):
            self.show_step(self.at + 1)
        elif self.at == OPEN:
            self._restore_with_password()
        else:
            self._restore_with_paper_key()

    # --- restoring -------------------------------------------------------------------------------------------------

    def _restore_with_password(self) -> None:
        from gridDesk.desk import safety

        source, password, who = self.peek.path, self.open.password.text(), self.open.who.currentText()
        self._begin(lambda folder: safety.restore(source, folder, password, who), password, who)

    def _restore_with_paper_key(self) -> None:
        from gridDesk.desk import safety

        source, typed = self.peek.path, self.key.edit.text()
        password, who = self.fresh.pair.password.text(), self.fresh.who.currentText()
        self._begin(
            lambda folder: safety.restore_with_paper_key(source, folder, typed, who=who, new_password=password),
            password, who,
        )  # fmt: skip

    def _begin(self, restore: Callable[[Path], Desk], password: str, who: str) -> None:
        try:
            there = backup_finding.place_of(self.home, self.peek.office)
        except DeskError as error:
            self.problem.show_error(error)
            return
        if there is not None and not self._agreed():
            return
        folder = there or free_folder(self.home, self.peek.office.name)

        def job(_desk: object, progress: Callable[[int, int, str], None]) -> None:
            progress(0, 0, "正在恢复，并逐条核对")
            with closing(restore(folder)):
                pass

        self._busy(True)
        task = background.run(
            None, job, for_owner(self, lambda _none: self._enter(folder, password, who)), for_owner(self, self._failed)
        )
        task.cancelled.connect(for_owner(self, lambda: self._busy(False)))
        self.panel.follow(task)

    def _agreed(self) -> bool:
        detail = f"恢复以后，“{self.peek.office.name}”回到备份时的样子；现在的数据不会删除，改名留在旁边。"
        return problem.ask(self, "要用这份备份恢复吗？", "恢复(&R)", "先不恢复(&N)", detail=detail, danger=True)

    def _busy(self, on: bool) -> None:
        self.panel.setVisible(on)
        for piece in (self.next, self.back, self.leave):
            piece.setEnabled(not on)

    def _failed(self, error: object) -> None:
        self._busy(False)
        group = getattr(error, "group", None)
        if group is not None and self.at == FRESH:
            self.show_step(KEY)
            self.key.edit.point_at(group)
        elif self.at == OPEN:
            self.open.password.selectAll()
            self.open.password.setFocus()
        self.problem.show_error(error)

    def _enter(self, folder: Path, password: str, who: str) -> None:
        self._busy(False)
        try:
            desk = patiently(lambda: open_office(folder, password, who, aside=aside))
        except DeskError as error:
            self.problem.show_error(error)
            return
        self.key.edit.clear()
        self.fresh.forget()
        self.open.password.clear()
        last_used.note(desk.office.site, desk.user)
        self.opened.emit(desk)
