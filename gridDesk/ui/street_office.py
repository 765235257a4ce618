"""The card of one office on 各单位: what differs ledger by ledger, its packages, what waits, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import street
from gridDesk.ui import pieces, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.record_page import MenuButton, MenuEntry
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.whole_rows import WholeRows
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.street import AlarmLine, Aside, LedgerDifference, OfficeLine, OfficePackage

UNLIKE = (Heading("台账"), Heading("对方", 4, number=True), Heading("本机", 4, number=True), Heading("相差", 9))
PACKAGES = (Heading("时间", 8), Heading("收发", 3), Heading("号", 3, number=True), Heading("状态"))
MOST_UNLIKE, MOST_PACKAGES = 8, 6


@dataclass(frozen=True)
class OfficeDetail:
    """What is read of an office when it is chosen."""

    unlike: list[LedgerDifference]
    packages: list[OfficePackage]
    asides: list[Aside]
    alarms: list[AlarmLine]


def read_detail(desk: Desk, site: str) -> OfficeDetail:
    """Read everything about one office."""
    return OfficeDetail(
        street.differences(desk, site), street.packages(desk, site, MOST_PACKAGES), street.asides(desk, site),
        street.alarms(desk, site),
    )  # fmt: skip


class OfficeCard(QWidget):
    """Everything about the chosen office, and the buttons that do something for it."""

    write = Signal()
    whole = Signal()
    tasks = Signal()
    mirror = Signal()
    invite = Signal()
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = pieces.Card("")
        self.told = theme.body()
        self.alarms = theme.warn_label("", "error")
        self.agree = theme.subtle()
        self.unlike = WholeRows(UNLIKE, "对不上的台账")
        self.packages = WholeRows(PACKAGES, "最近的数据包")
        self.asides = theme.body()
        self.settle = pieces.button("已经核实(&V)", self.settled.emit, "check")
        self._acts = (
            pieces.button("写出给它(&G)", self.write.emit, "export"),
            pieces.button("写出全部数据(&A)", self.whole.emit, "export"),
            pieces.button("交办任务(&T)", self.tasks.emit, "plus"),
            MenuButton("它换电脑了(&D)", "undo", self._recovery),
        )
        self._build()

    def _recovery(self) -> list[MenuEntry]:
        return [("一、给新电脑的恢复邀请…", self.invite.emit), ("二、把数据还给它…", self.mirror.emit)]

    def acts(self) -> tuple[QPushButton, ...]:
        """Return the buttons that start something."""
        return self._acts

    def first(self) -> QWidget:
        """Return where the keyboard goes from the table."""
        return self._acts[0]

    def show_office(self, line: OfficeLine, detail: OfficeDetail) -> None:
        """Show an office."""
        self.card.heading.setText(line.name)
        self.told.setText(told(line))
        self.alarms.say("\n".join(one.words for one in detail.alarms), "error")
        self.settle.setVisible(bool(detail.alarms))
        self._show_unlike(line, detail)
        self.packages.set_lines([_package(one) for one in detail.packages], choose=None)
        self.packages.setVisible(bool(detail.packages))
        self.no_packages.setVisible(not detail.packages)
        self.asides.setText("\n".join(_aside(one) for one in detail.asides))
        self.asides.setVisible(bool(detail.asides))

    def _show_unlike(self, line: OfficeLine, detail: OfficeDetail) -> None:
        rows = [_difference(one) for one in detail.unlike[:MOST_UNLIKE]]
        self.unlike.set_lines(rows, choose=None)
        self.unlike.setVisible(bool(rows))
        more = len(detail.unlike) - len(rows)
        words = {None: "还没有对过数。收取它的第一个数据包以后，这里逐本台账比对。", True: "每本台账两边都一致。"}
        unlike = f"还有 {more} 本台账也对不上。" if more else ""
        self.agree.setText(words.get(line.equal, unlike))
        self.agree.setVisible(bool(self.agree.text()))

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.spacing(1))
        left.addWidget(theme.heading("两边是否一致"))
        for piece in (self.agree, self.unlike, self.asides):
            left.addWidget(piece)
        left.addStretch(1)
        self.no_packages = theme.subtle("还没有和它收发过数据包。")
        right.addWidget(theme.heading("最近的数据包"))
        for piece in (self.no_packages, self.packages):
            right.addWidget(piece)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(theme.gap() * 2)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        buttons = FlowLayout(right=True)
        for button in (self.settle, *self._acts):
            buttons.addWidget(button)
        self.card.head.addLayout(buttons, 20)
        body = self.card.body
        body.setSpacing(theme.gap())
        for piece in (self.told, self.alarms):
            body.addWidget(piece)
        body.addLayout(both)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.card)


def told(line: OfficeLine) -> str:
    """Return where an office stands in a sentence or two."""
    if not line.taken:
        begun = "配对以后还没有收到过它的数据包。"
        return begun + (f"最近一次给它写出：{when_words(line.last_out)}。" if line.last_out else "")
    seen = f"；见过的最大号是第 {line.newest} 号" if line.newest > line.n else ""
    came = f"收到第 {line.n} 号{seen}，它写于 {when_words(line.made)}，本机收于 {when_words(line.taken)}，改动记到第 {line.seq:,} 条。"
    out = f"给它写出的包有 {line.unacknowledged} 个还没有回执。" if line.unacknowledged else ""
    work = [
        f"{count} {words}" for count, words in ((line.tasks, "件任务在办"), (line.proposals, "条更正建议在等")) if count
    ]
    return f"{came}{out}{'，'.join(work)}{'。' if work else ''}"


def _difference(one: LedgerDifference) -> Line:
    return Line((one.label, f"{one.theirs:,}", f"{one.ours:,}", one.words), one)


def _package(one: OfficePackage) -> Line:
    way, icon = ("收", "import") if one.direction == "in" else ("发", "export")
    whole = "（整份数据）" if one.whole else ""
    return Line((when_words(one.when), way, str(one.n), f"{one.state}{whole}"), one, icon=icon, icon_column=1)


def _aside(one: Aside) -> str:
    word = "隔离" if one.quarantined else "等升级"
    return f"{word}　{one.label} {one.count:,} 条：{one.reason}。"
