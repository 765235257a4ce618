"""The settings card about locking: after how many minutes, on minimise, and how long copied data stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout

from gridDesk.desk import locking
from gridDesk.errors import DeskError
from gridDesk.ui import problem, theme
from gridDesk.ui.settings_cards import Card

if TYPE_CHECKING:
    from gridDesk.desk import Desk

WORDS = (
    "离开时自动锁定：窗口回到输密码的页面，什么也看不到；没保存的内容加密留着，同一个人再打开就回到原处。"
    "电脑锁屏、睡眠、切换用户时马上锁定。"
)


class LockCard(Card):
    """Every choice is kept at once; what only a keeper may choose is offered to keepers alone."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("锁定", WORDS)
        self.desk = desk
        self.minutes, self.copied = QComboBox(), QComboBox()
        self.minimised = QCheckBox("窗口最小化时也锁定")
        self.bar = problem.Bar()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.setVerticalSpacing(theme.spacing(1))
        for words, box in (("没有人动(&I)", self.minutes), ("复制的内容(&C)", self.copied)):
            box.setMaximumWidth(theme.chars(22))
            form.addRow(words, box)
        form.addRow("", self.minimised)
        self.column.addLayout(form)
        self.column.addWidget(self.bar)
        self.minutes.activated.connect(lambda _place: self._keep(locking.set_minutes, self.minutes))
        self.copied.activated.connect(lambda _place: self._keep(locking.set_copied_seconds, self.copied))
        self.minimised.clicked.connect(lambda on: locking.set_on_minimise(self.desk, on))
        self.refresh()

    def refresh(self) -> None:
        """Show what is chosen."""
        keeper = self.desk.can("keeper")
        now = locking.minutes(self.desk)
        offered = [*locking.CHOICES, *(one for one in locking.KEEPERS_CHOICES if keeper or one == now)]
        _fill(self.minutes, [(_minutes(one), one) for one in offered], now)
        now = locking.copied_seconds(self.desk)
        offered = [one for one in locking.COPIED_CHOICES if keeper or one in (now, locking.COPIED)]
        _fill(self.copied, [(_copied(one), one) for one in offered], now)
        self.minimised.setChecked(locking.on_minimise(self.desk))

    def _keep(self, keep: object, box: QComboBox) -> None:
        try:
            keep(self.desk, box.currentData())
        except DeskError as error:
            self.bar.show_error(error)
            self.refresh()
            return
        self.bar.say("已保存，马上起作用。", "ok")
        self.changed.emit()
        locker = getattr(self.window(), "locker", None)
        if locker is not None:
            locker.settings_changed(self.desk)


def _minutes(minutes: int) -> str:
    long = "，放宽会记入操作记录" if minutes > locking.LONGEST else ""
    return f"{minutes} 分钟后锁定{long}"


def _copied(seconds: int) -> str:
    words = f"{seconds} 秒" if seconds < 60 else f"{seconds // 60} 分钟"
    long = "，放宽会记入操作记录" if seconds > locking.COPIED else ""
    return f"{words}后从剪贴板清除{long}"


def _fill(box: QComboBox, lines: list[tuple[str, int]], chosen: int) -> None:
    box.clear()
    for words, value in lines:
        box.addItem(words, value)
    box.setCurrentIndex([value for _, value in lines].index(chosen))
