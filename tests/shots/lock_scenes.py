"""Locking in pictures: the locked window, the last half minute, the settings, what is told on coming back."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from gridDesk.ui import problem
from gridDesk.ui.window import MainWindow
from tests.shots.grab import Scene, Studio, settle


class LockScenes:
    """Scenes of locking the pictured village."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "58-locked", self.locked
        yield "58-lock-hint", self.hint
        yield "58-lock-copied", self.copied
        yield "58-lock-card", self.card
        yield "58-lock-report", self.report

    def locked(self) -> QWidget:
        """Picture the locked window."""
        window = MainWindow(self.studio.window.home)
        window.resize(self.studio.window.size())
        window.show()
        window.draw_curtain(self.desk.folder)
        settle(300)
        return window

    def hint(self) -> QWidget:
        """Picture the last half minute."""
        window = self.studio.enter()
        window.open_page("people")
        settle(300)
        window.status.count_down(24)
        return window

    def copied(self) -> QWidget:
        """Picture what is said when a list was copied."""
        window = self.studio.enter()
        window.status.count_down(0)
        window.open_page("people")
        window.status.copied(20)
        return window

    def card(self) -> QWidget:
        """Picture the settings about locking."""
        window = self.studio.enter()
        window.open_page("settings", "lock")
        settle(200)
        return window

    def report(self) -> QWidget:
        """Picture what is told when a job was done behind the door."""
        self.studio.enter().open_page("today")
        words = "导入：已做完。\n导入完成：新增 86 人、31 户，更新 12 人，没有导入 3 行。"
        return problem.tell(self.studio.window, "锁定以前开始的事，锁定期间做完了。", words, title="锁定期间")
