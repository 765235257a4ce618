"""Backups that somebody who left could still open: which there are, and the one button that destroys them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridDesk.desk import accounts
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.accounts import OldBackup

WORDS = "下面这些旧备份，离开的人拿着当时的密码还能打开。不在身边的请收回来；不再需要的可以删掉："
NONE = "这台电脑和第二处都没有他能打开的旧备份。别处抄过的 U 盘，请一并收回。"
ELSEWHERE = "第二处现在没有插上的，插上以后到“账号”页再看一次。别处抄过的 U 盘，也请收回。"
SHOWN = 4


class OldBackups(QWidget):
    """Names them, newest first; `gone` says that they were destroyed."""

    gone = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: list[OldBackup] = []
        self.words = theme.body()
        self.more = theme.subtle(ELSEWHERE)
        self.destroy = theme.danger(pieces.button("删掉这些旧备份(&D)…", self.ask, "trash", theme.ERROR))
        self.bar = problem.Bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1.5))
        for piece in (self.words, self.more, self.bar):
            column.addWidget(piece)
        row = QHBoxLayout()
        row.addWidget(self.destroy)
        row.addStretch(1)
        column.insertLayout(2, row)

    def show_old(self, found: Sequence[OldBackup]) -> None:
        """Show which there are."""
        self.found = list(found)
        lines = [f"·　{when_words(one.when)}的，{'、'.join(one.names)}能打开" for one in self.found[:SHOWN]]
        if len(self.found) > SHOWN:
            lines.append(f"·　等共 {len(self.found)} 份")
        self.words.setText("\n".join([WORDS, *lines]) if lines else NONE)
        self.words.setToolTip("\n".join(str(one.path) for one in self.found))
        self.more.setVisible(bool(lines))
        self.destroy.setVisible(bool(lines))
        self.destroy.setEnabled(self.desk.can("keeper"))

    def ask(self) -> None:
        """Destroy them after asking; the newest backup of today is not among them."""
        if not problem.ask(
            self, f"要删掉这 {len(self.found)} 份旧备份吗？", "删掉(&D)", "先不删(&N)", danger=True,
            detail="删掉以后找不回来。新的备份不在其中，会留着。",
        ):  # fmt: skip
            return
        try:
            done = accounts.destroy_backups(self.desk, [one.path for one in self.found])
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.show_old([])
        self.gone.emit(f"已删掉 {done} 份旧备份。")
