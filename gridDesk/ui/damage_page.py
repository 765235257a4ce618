"""数据损坏: what is wrong with an office's files, what helps, what will be missing, and one button that does it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gridDesk.desk import damage, open_office
from gridDesk.errors import DeskError
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.door_page import DoorPage, aside, patiently
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.password_edit import PasswordEdit
from gridDesk.ui.words import size_words, when_words

if TYPE_CHECKING:
    from gridDesk.desk.damage import Trouble

SIDE = "您的数据没有丢光：网格台一直在备份。原来的文件一份也不删，改名留在旁边；不会另建一个空的单位。"


class DamagePage(DoorPage):
    """Tells of the damage and restores the newest whole backup with the password that was typed already."""

    opened = Signal(object)  # Desk
    elsewhere = Signal()
    left = Signal()

    def __init__(self, trouble: Trouble, password: str = "", who: str = "", parent: QWidget | None = None) -> None:
        super().__init__("数据文件\n出了问题", SIDE, wide=37, parent=parent)
        self.trouble, self.who = trouble, who
        self.password = PasswordEdit()
        self.password.setText(password)
        self.problem = problem.Bar()
        self.problem.clear()
        self.panel = background.ProgressPanel()
        self.panel.hide()
        words = "取回钥匙文件(&R)" if trouble.keys_only else "用这份备份恢复(&R)"
        self.go = theme.primary(QPushButton(theme.icon("undo", theme.SURFACE), words))
        self.other = QPushButton(theme.icon("folder"), "用别处的备份(&O)…")
        self.back = theme.quiet(QPushButton("返回(&B)"))
        self.first: QWidget = self.go if password else self.password
        self._build()

    def _build(self) -> None:
        trouble = self.trouble
        self.column.addWidget(theme.warn_label(trouble.words, "error"))
        self.column.addWidget(theme.body(self.what_helps()))
        if trouble.backups:
            self.column.addWidget(theme.body(trouble.lost_words))
            label = QLabel("密码(&P)")
            label.setBuddy(self.password)
            self.column.addWidget(label)
            self.column.addWidget(self.password)
        self.go.setVisible(bool(trouble.backups))
        row = FlowLayout()
        for button in (self.go, self.other, self.back):
            row.addWidget(button)
        for piece in (self.problem, self.panel):
            self.column.addWidget(piece)
        self.column.addStretch(1)
        self.column.addLayout(row)
        self.password.returnPressed.connect(self.restore)
        self.go.clicked.connect(self.restore)
        self.other.clicked.connect(lambda _checked=False: self.elsewhere.emit())
        self.back.clicked.connect(lambda _checked=False: self.left.emit())

    def what_helps(self) -> str:
        """Return which backup will be used, and which were no use."""
        broken = f"另有 {len(self.trouble.broken)} 份备份也读不出来，已跳过。" if self.trouble.broken else ""
        if not self.trouble.backups:
            return f"这台电脑上没有能用的备份。{broken}请插上放备份的 U 盘，点“用别处的备份”；没有的话，请上级把数据还回来。"
        newest = self.trouble.backups[0]
        return f"找到最近的一份备份：{when_words(newest.when)}，{size_words(newest.size)}，从头到尾读过，是完整的。{broken}"

    def restore(self) -> None:
        """Restore, with the password typed at the door."""
        if not self.password.text():
            self.problem.say("请先输入密码。", "note")
            self.password.setFocus()
            return
        password, who = self.password.text(), self.who
        self.problem.clear()
        for button in (self.go, self.other, self.back):
            button.setEnabled(False)

        def job(_desk: object, _progress: object) -> tuple[str, list[str]]:
            desk, kept, failed = damage.restore(self.trouble, password, who)
            with closing(desk):
                return kept.when, failed

        task = background.run(None, job, for_owner(self, self._restored), for_owner(self, self._failed))
        task.title = "正在恢复和核对"
        self.panel.follow(task)
        self.panel.show()

    def _failed(self, error: DeskError) -> None:
        self.panel.hide()
        for button in (self.go, self.other, self.back):
            button.setEnabled(True)
        self.problem.show_error(error)
        self.password.selectAll()
        self.password.setFocus()

    def _restored(self, done: tuple[str, list[str]]) -> None:
        when, failed = done
        folder, password = self.trouble.folder, self.password.text()
        try:
            desk = patiently(lambda: open_office(folder, password, self.who, aside=aside))
        except DeskError as error:
            self._failed(error)
            return
        self.password.clear()
        self.opened.emit(desk)
        skipped = f"\n有 {len(failed)} 份更新的备份没有恢复成，已换用较早的一份。" if failed else ""
        if self.trouble.keys_only:
            problem.tell(None, "钥匙文件已从备份取回，数据一条没少。", "损坏的钥匙文件改名留在原处。")
        else:
            problem.tell(
                None,
                f"已恢复到 {when_words(when)} 的备份。",
                f"{self.trouble.lost_words}损坏的文件改名留在旁边。{skipped}",
            )
