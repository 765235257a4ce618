"""审阅 on the log page: the leader reads the pages of a month and signs many in one go."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from gridDesk.desk import log_review
from gridDesk.errors import DeskError
from gridDesk.text import today_iso
from gridDesk.ui import pieces, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.log_panel import LogPanel, month_words
from gridDesk.ui.rows import Heading, Line, RowsView

PAGES = (Heading("日期", 4.6), Heading("网格", 10), Heading("网格员", 4), Heading("当天工作"), Heading("审阅"))
GRID, REVIEW = 1, 4  # columns that say something only of several grids, and only of pages that were signed


class ReviewPanel(LogPanel):
    """The pages that wait, all chosen at first; below, what is written on them, by whom and when."""

    watched = ("daily_log",)

    def build(self) -> None:
        self._asked: tuple[str, str | None, bool] | None = None  # the list that shows
        self.every = QCheckBox("也看已审阅的(&K)")
        self.every.toggled.connect(lambda _on: self.refresh())
        self.add_head(self.every)
        self.rows = RowsView(PAGES, "要审阅的日志，Ctrl+A 选全部，空格选一页，回车看这一页", wraps=True)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.rows.opened.connect(lambda line: self.day_wanted.emit(line.day, ""))
        self.rows.selectionModel().selectionChanged.connect(lambda _new, _old: self._count())
        self.nothing = theme.subtle()
        self.words = QComboBox()
        self.words.setEditable(True)
        self.words.addItems(log_review.USUAL)
        self.by, self.on = QLineEdit(), QLineEdit(today_iso())
        self.rows.setMinimumHeight(round(theme.em() * 6))
        self.column.addWidget(self.rows, 1)
        self.column.addWidget(self.nothing)
        self.column.addLayout(self._foot())
        self.setFocusProxy(self.rows)

    def _foot(self) -> FlowLayout:
        """Return what is written on the pages, its parts below each other where it is narrow."""
        foot = FlowLayout()
        for words, widget, wide in (
            ("审阅意见(&O)", self.words, 11), ("审阅人(&N)", self.by, 5), ("审阅日期(&T)", self.on, 6),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(widget)
            widget.setMinimumWidth(theme.chars(wide))
            pair = QWidget()
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(label)
            row.addWidget(widget)
            foot.addWidget(pair)
        self.by.returnPressed.connect(self.on.setFocus)
        self.on.returnPressed.connect(self.sign)
        self.go_button = theme.primary(pieces.button("签在选中的页上(&S)", self.sign, "check", theme.SURFACE))
        foot.addWidget(self.go_button)
        return foot

    def refresh(self) -> None:
        """Show the pages that wait for a review, or all of the month; they are read beside the window."""
        month, grid, waiting = self.month, self.grid, not self.every.isChecked()
        self.heading.setText("正在整理日志…")
        self.go_button.setEnabled(False)  # what shows is of another month perhaps
        self.ask(
            lambda desk: (log_review.pages(desk, month, grid, waiting=waiting), log_review.reviewer(desk, grid)),
            lambda found: self._show(*found),
        )

    def _show(self, found: list[log_review.PageLine], by: str) -> None:
        lines = [self._line(one) for one in found]
        self.rows.setColumnHidden(GRID, len({one.grid for one in found}) < 2)
        self.rows.setColumnHidden(REVIEW, not any(one.reviewed_on for one in found))
        self._keep_chosen(lines)
        self.nothing.setText("" if lines else f"{month_words(self.month)}没有等着审阅的日志。")
        self.nothing.setVisible(not lines)
        if not self.by.text().strip():
            self.by.setText(by)
        self._count()

    def _keep_chosen(self, lines: list[Line]) -> None:
        """Show pages: at first all that wait are chosen, later what was and what is new, until another list is asked for."""
        asked, waiting = (self.month, self.grid, self.every.isChecked()), not self.every.isChecked()
        known = {line.what.uid for line in self.rows.rows.lines} if asked == self._asked else set()
        chosen = {one.uid for one in self.chosen()} & known
        at = self.rows.current()
        place = next((n for n, line in enumerate(lines) if asked == self._asked and at and line.what.uid == at.uid), 0)
        self.rows.set_lines(lines, choose=place)
        if waiting or asked == self._asked:
            wanted = QItemSelection()
            for n, line in enumerate(lines):
                if line.what.uid in chosen or (waiting and line.what.uid not in known):
                    wanted.select(self.rows.rows.index(n, 0), self.rows.rows.index(n, len(PAGES) - 1))
            self.rows.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._asked = asked

    def _line(self, one: log_review.PageLine) -> Line:
        said = f"{one.review}（{one.reviewer}）" if one.reviewed_on else ""
        words = "，".join(_unbroken(part) for part in (*one.words.split("，"), *(["手写"] if one.by_hand else [])))
        return Line((f"{int(one.day[5:7])}月{int(one.day[8:])}日", one.grid, one.worker, words, said), one)

    def chosen(self) -> list[log_review.PageLine]:
        """Return the pages that are chosen, in order."""
        rows = sorted(index.row() for index in self.rows.selectionModel().selectedRows())
        return [self.rows.rows.lines[row].what for row in rows]

    def sign(self) -> None:
        """Write the review on the chosen pages, in one act."""
        if self.reading:
            return
        uids = [one.uid for one in self.chosen()]
        try:
            log_review.review(self.desk, uids, self.words.currentText(), self.by.text(), self.on.text())
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.rows.clearSelection()  # they are signed; what she did not choose she may not want to sign
        self.refresh()
        self.bar.say(f"已审阅 {len(uids)} 页日志。", "ok")

    def _count(self) -> None:
        waiting = sum(not line.what.reviewed_on for line in self.rows.rows.lines)
        chosen = len(self.rows.selectionModel().selectedRows())
        self.heading.setText(f"待审阅 {waiting} 页" + (f"，选中 {chosen} 页" if chosen else ""))
        self.go_button.setEnabled(chosen > 0 and not self.reading)


def _unbroken(words: str) -> str:
    """Return words between whose letters no line ends, so that 走访 and how often stay together."""
    return "\u2060".join(words.replace(" ", "\u00a0"))
