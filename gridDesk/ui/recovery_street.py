"""Helping an office below onto a new computer: the invitation it begins with, and handing its records back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk.progress import until_done
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.recovery_steps import stick_folder
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.exchange import Written
    from gridDesk.desk.street import OfficeLine

WIDE = 38  # Hanzi
STEPS = (
    "一、写出恢复邀请，用 U 盘带到新电脑。里面只有单位名称和本单位的名片，没有居民信息。",
    "二、新电脑装好网格台，在开门页点“从上级恢复本单位”，选这份邀请，设好密码，再写出新名片带回来。",
    "三、它以前写好、还没收的数据包（看看手头的 U 盘），先收完：重新配对以后就打不开了。",
    "四、在这里读入新名片，打电话核对数字，重新配对。旧电脑的钥匙从此作废。",
    "五、点“把数据还给它”，把写出的数据包带到新电脑收取。",
)


class _Dialog(QDialog):
    """A dialog about one office: a sentence goes to the page under it, and pairing can be asked for."""

    said = Signal(str)
    pairing = Signal()

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.bar = problem.Bar()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*[theme.spacing(4)] * 4)
        self.column.setSpacing(theme.gap())
        self.column.addWidget(self.bar)

    def foot(self, go: QPushButton, *others: QPushButton) -> None:
        """Add the buttons: quiet ones left, leaving and going on at the right."""
        row = QHBoxLayout()
        for other in others:
            row.addWidget(other)
        row.addStretch(1)
        leave = pieces.button("关闭(&C)", self.reject)
        leave.setAutoDefault(False)
        row.addWidget(leave)
        row.addWidget(theme.primary(go))
        go.setDefault(True)
        self.column.addStretch(1)
        self.column.addLayout(row)


class InviteDialog(_Dialog):
    """Write the file with which a new computer becomes this office again."""

    def __init__(self, desk: Desk, site: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("恢复邀请", parent)
        self.desk, self.site, self.name = desk, site, name
        self.column.addWidget(theme.heading(f"{name}的电脑坏了、丢了或换了"))
        self.column.addWidget(theme.body("本单位存着它报上来的全部数据，可以还给它的新电脑："))
        for words in STEPS:
            self.column.addWidget(theme.body(words))
        self.write = pieces.button("写出恢复邀请(&W)…", self._choose)
        self.foot(self.write)
        fit_height(self, theme.chars(WIDE))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "恢复邀请写到哪里（U 盘或文件夹）", stick_folder())
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path) -> None:
        """Write the invitation into a folder."""
        from gridDesk.desk import recovery

        try:
            path = recovery.write_invitation(self.desk, self.site, folder)
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self)
            return
        self.said.emit(f"恢复邀请已写到 {path}。请带到{self.name}的新电脑上打开。")
        self.accept()


class GiveBackDialog(_Dialog):
    """Hand an office its own records back, after its new computer was paired."""

    def __init__(self, desk: Desk, line: OfficeLine, parent: QWidget | None = None) -> None:
        super().__init__("把数据还给它", parent)
        self.desk, self.line = desk, line
        self.panel = background.ProgressPanel()
        self.panel.hide()
        self.sure = QCheckBox("它的新电脑已经重新配对，电话里对过数字(&S)")
        self.sure.toggled.connect(lambda _on: self._show_state())
        self.write = pieces.button("写出数据包(&W)…", self._choose)
        self.pair = theme.quiet(pieces.button("读入新名片，重新配对(&K)…", self._pair, "key"))
        self.column.addWidget(theme.heading(f"把{line.name}的数据还给它"))
        self.column.addWidget(theme.body(held_words(line)))
        self.column.addWidget(
            theme.subtle(f"最近一次和它配对：{paired_on(desk, line.site)}。数据包只有配对时的那台电脑打得开。")
        )
        self.column.addWidget(self.sure)
        self.column.addWidget(self.panel)
        self.foot(self.write, self.pair)
        self._show_state()
        fit_height(self, theme.chars(WIDE))

    def _show_state(self) -> None:
        self.write.setEnabled(self.sure.isChecked())

    def _pair(self) -> None:
        self.reject()
        self.pairing.emit()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "数据包写到哪里（U 盘或文件夹）", stick_folder())
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path) -> None:
        """Write everything held of the office into a folder, beside the window."""
        from gridDesk.desk import recovery

        site = self.line.site
        task = background.run(
            self.desk,
            lambda desk, progress: recovery.write_mirror(desk, site, folder, until_done(progress)),
            for_owner(self, self._written),
            for_owner(self, self.bar.show_error),
            f"正在写出{self.line.name}的数据",
        )
        self.bar.clear()
        self.panel.follow(task)
        self.panel.show()
        self.write.setEnabled(False)
        task.finished.connect(for_owner(self, self._free))
        fit_height(self)

    def _free(self) -> None:
        self.panel.hide()
        self._show_state()

    def _written(self, written: Written) -> None:
        self.said.emit(f"{written.line}请安全弹出 U 盘，带到{self.line.name}的新电脑上收取。")
        self.accept()


def held_words(line: OfficeLine) -> str:
    """Return up to when this office holds the other's records."""
    if not line.taken:
        return f"还没有收到过{line.name}的数据包，本机没有它的数据可还。"
    people = f"，{line.own_people:,} 人" if line.own_people is not None else ""
    return (
        f"本机存着它到第 {line.n} 号数据包为止的数据{people}，收于 {when_words(line.taken)}。"
        "它在那以后录入的没有报上来，还不回去，要请它补录。"
    )


def paired_on(desk: Desk, site: str) -> str:
    """Return when an office was paired last, in words."""
    peer = desk.store.system.peers.get(site)
    return when_words(peer.paired_on) if peer is not None and peer.paired_on else "没有记下日期"
