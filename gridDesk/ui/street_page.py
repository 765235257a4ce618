"""各单位: every office below on one page, those that need somebody on top, and whole folders in and out in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QInputDialog, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import exchange, street, street_paper
from gridDesk.desk.progress import until_done
from gridDesk.ui import background, pieces, problem, street_acts, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.folder_report import ReportCard, WrittenCard
from gridDesk.ui.record_page import MenuButton, MenuEntry
from gridDesk.ui.street_office import OfficeCard, OfficeDetail, read_detail
from gridDesk.ui.street_table import ORDERS, OfficeTable
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.street import FolderReport, OfficeLine, WrittenReport

SETTLED_MS = 60  # a card is laid out and has the keyboard by then


class StreetPage(QWidget):
    """One row an office; below it everything about the chosen one; on top what the last round brought."""

    title = "各单位"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.lines: list[OfficeLine] = []
        self._round = False  # what is being done goes from office to office
        self._turn = 0  # an answer that comes after a newer question is dropped
        self._wanted = ""
        self._build()
        Watch(desk, self, self.refresh)

    def refresh(self) -> None:
        """Read where every office stands, beside the window."""
        self._turn += 1
        turn = self._turn
        show = for_owner(self, lambda lines: self._show(lines) if turn == self._turn else None)
        background.read(
            self.desk, lambda desk, _progress: street.offices(desk), show, for_owner(self, self.bar.show_error)
        )

    def show_argument(self, site: str) -> None:
        """Choose an office by its site id."""
        self._wanted = "" if self.lines else site  # what is still being read is chosen when it is there
        self.table.choose(site)

    def line(self) -> OfficeLine | None:
        """Return the office that is chosen."""
        return self.table.current()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()  # a package written elsewhere changes no record, and so is not told of

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.edge())
        column.setSpacing(theme.gap())
        self.bar, self.progress = problem.Bar(), background.ProgressPanel()
        self.progress.hide()
        self.progress.button.clicked.connect(self._stopping)
        self.report, self.written = ReportCard(), WrittenCard()
        self.report.print_wanted.connect(lambda: self.go.emit("printing", street_paper.REPORT))
        column.addLayout(self._build_head())
        for piece in (self.bar, self.progress, self.report, self.written):
            column.addWidget(piece)
        self.table = OfficeTable()
        self.table.chosen.connect(lambda _line: self._read_chosen())
        self.table.opened.connect(lambda _line: self.office.first().setFocus())
        column.addWidget(self.table, 1)
        self.empty = theme.subtle("还没有和下级单位配对。请到“收发”页和每个村、社区配对一次，它们就会列在这里。")
        column.addWidget(self.empty)
        self.office = OfficeCard()
        self._wire()
        column.addWidget(self.office)
        column.addStretch(0)
        for piece in (self.empty, self.office):
            piece.hide()  # until it is known
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = pieces.scrolling(page)
        outer.addWidget(self.area)
        self.setFocusProxy(self.table)

    def _build_head(self) -> QVBoxLayout:
        self.words = theme.heading()
        self.words.setWordWrap(True)
        self.order = QComboBox()
        for key, (label, _) in ORDERS.items():
            self.order.addItem(label, key)
        self.order.activated.connect(lambda _place: self._fill())
        label = QLabel("排列(&O)")
        label.setBuddy(self.order)
        self.take = theme.primary(pieces.button("收取整个文件夹(&R)", self.take_folder, "import", theme.SURFACE))
        self.give = pieces.button("写出全部(&W)", self.write_all, "export")
        self.more = MenuButton("更多(&M)", "more", self._entries)
        buttons = FlowLayout(right=True)
        for button in (
            self.more, pieces.button("打印(&P)", lambda: self.go.emit("printing", street_paper.OFFICES), "print"),
            self.give, self.take,
        ):  # fmt: skip
            buttons.addWidget(button)
        top = QHBoxLayout()
        top.setSpacing(theme.gap())
        top.addWidget(theme.title(self.title))
        top.addLayout(buttons, 1)
        below = QHBoxLayout()
        below.setSpacing(theme.gap())
        below.addWidget(self.words, 1)
        below.addWidget(label)
        below.addWidget(self.order)
        head = QVBoxLayout()
        head.setSpacing(theme.spacing(1))
        head.addLayout(top)
        head.addLayout(below)
        return head

    def _wire(self) -> None:
        office = self.office
        office.write.connect(lambda: self.write_one(whole=False))
        office.whole.connect(lambda: self.write_one(whole=True))
        office.tasks.connect(lambda: self.go.emit("tasks", self.line().site))
        office.invite.connect(lambda: street_acts.invite(self.desk, self.line(), self, self.said))
        office.mirror.connect(lambda: street_acts.give_back(self.desk, self.line(), self, self.said))
        office.settled.connect(lambda: street_acts.settle(self.desk, self.line(), self, self.refresh))

    def _entries(self) -> list[MenuEntry]:
        return [
            ("上一次收取的报告", self.show_last_report),
            ("只给有新内容的单位写出", lambda: self.write_all(needed=True)),
            ("几天没来算逾期…", self.choose_days),
            ("重新核对一遍", self.refresh),
        ]

    # --- showing ----------------------------------------------------------------------------------------------

    def _show(self, lines: list[OfficeLine]) -> None:
        self.lines = lines
        self.words.setText(street.summary(lines))
        for piece in (self.table, self.office):
            piece.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.give.setEnabled(bool(lines))
        self.take.setEnabled(bool(lines))
        self._fill()

    def _fill(self) -> None:
        chosen = self.line()
        wanted = self._wanted or (chosen.site if chosen else "")
        self._wanted = ""
        self.table.show_offices(self.lines, str(self.order.currentData()), wanted)

    def _read_chosen(self) -> None:
        line = self.line()
        if line is None:
            return
        show = for_owner(self, lambda detail: self._show_detail(line, detail))
        background.read(
            self.desk, lambda desk, _progress: read_detail(desk, line.site), show, for_owner(self, self.bar.show_error)
        )

    def _show_detail(self, line: OfficeLine, detail: OfficeDetail) -> None:
        chosen = self.line()
        if chosen is not None and chosen.site == line.site:
            self.office.show_office(chosen, detail)

    # --- in and out --------------------------------------------------------------------------------------------

    def take_folder(self) -> None:
        """Let the clerk name a folder or stick, and take in every package in it."""
        folder = self._folder("收取哪个文件夹或 U 盘里的数据包")
        if folder:
            self.take_in(folder)

    def take_in(self, folder: Path) -> None:
        """Take in every package of a folder."""
        self._start(lambda desk, progress: street.apply_folder(desk, folder, progress), self._taken, "正在收取文件夹")

    def _taken(self, report: FolderReport) -> None:
        self._show_card(self.report, self.written, report)

    def _show_card(self, card: ReportCard | WrittenCard, other: ReportCard | WrittenCard, report: object) -> None:
        """Show one report in place of the other, at the top of the page."""
        other.hide()
        card.show_report(report)
        self.refresh()
        QTimer.singleShot(SETTLED_MS, self, lambda: self.area.verticalScrollBar().setValue(0))

    def show_last_report(self) -> None:
        """Show the report of the folder taken in last once more."""
        report = street.last_report(self.desk)
        if report is None:
            self.bar.say("还没有收取过整个文件夹。", "note")
        else:
            self._show_card(self.report, self.written, report)

    def write_all(self, *, needed: bool = False) -> None:
        """Write a package for every office into a folder the clerk names."""
        folder = self._folder("各单位的数据包写到哪个文件夹或 U 盘")
        if folder:
            job = lambda desk, progress: street.write_all(desk, folder, (), progress, needed=needed)  # noqa: E731
            self._start(job, self._all_written, "正在写出各单位的数据包")

    def _all_written(self, report: WrittenReport) -> None:
        self._show_card(self.written, self.report, report)

    def write_one(self, *, whole: bool) -> None:
        """Write a package for the chosen office."""
        line, folder = self.line(), self._folder("数据包写到哪个文件夹或 U 盘")
        if line and folder:
            self._start(
                lambda desk, progress: exchange.write_package(
                    desk, line.site, folder, whole=whole, progress=until_done(progress)
                ),
                lambda written: self.said(written.line),
                f"正在给{line.name}写出数据包",
                round_=False,
            )

    def said(self, words: str) -> None:
        """Say what was done, and read again."""
        self.refresh()
        self.bar.say(words, "ok")

    # --- what is asked in between -----------------------------------------------------------------------------------

    def choose_days(self) -> None:
        """Let the clerk say after how many days an office is overdue."""
        now = street.overdue_days(self.desk)
        days, done = QInputDialog.getInt(self, "几天没来算逾期", "超过几天没有数据包，就算逾期：", now, 1, 365)
        if done:
            street.set_overdue_days(self.desk, days)
            self.refresh()

    # --- jobs ---------------------------------------------------------------------------------------------------

    def _folder(self, words: str) -> Path | None:
        """Let the clerk name a folder; the dialog begins at the stick that is in."""
        sticks = exchange.sticks()
        name = QFileDialog.getExistingDirectory(self, words, str(sticks[0].path) if sticks else "")
        return Path(name) if name else None

    def _start(self, job: background.Job, done: Callable[[object], None], words: str, *, round_: bool = True) -> None:
        self.bar.clear()
        self._round = round_
        task = background.run(self.desk, job, for_owner(self, done), for_owner(self, self.bar.show_error), words)
        task.finished.connect(for_owner(self, lambda: self._busy(False)))
        task.cancelled.connect(for_owner(self, lambda: self.bar.say("已取消，什么都没有改动。", "note")))
        self.progress.follow(task)
        self._busy(True)

    def _stopping(self) -> None:
        """Say what a round over many offices leaves when it is stopped; a single package is taken back whole."""
        if self._round:
            self.progress.words.setText("正在停下：手上这个单位做完就停，做完的单位都保留…")

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for button in (self.take, self.give, self.more, *self.office.acts()):
            button.setEnabled(not busy)
