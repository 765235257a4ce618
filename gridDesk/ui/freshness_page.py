"""核实: the month's households still to verify, one key each, in walking order; and what records lack."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import freshness, printing
from gridDesk.ui import pieces, problem, taking_back, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.lacking_panel import LackingPanel
from gridDesk.ui.print_choices import fill
from gridDesk.ui.table import GridView
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk

KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_V)
RESTING_MS = 700
WATCHED = ("household", "residence", "person", "address", "dwelling")
HINT = "在表里按回车、空格或 V，就把这一户连同成员、住房一起记为已核实，并走到下一户；按错了点“撤销”。"


class FreshnessPage(QWidget):
    """Two lists: households to verify this month, and records that lack something."""

    title = "核实与完善"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.homes = HomesPanel(desk)
        self.lacking = LackingPanel(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.homes, "本月待核实(&K)")
        self.tabs.addTab(self.lacking, "待完善(&W)")
        for panel in (self.homes, self.lacking):
            panel.open_record.connect(self.open_record)
        self.homes.go.connect(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.gap())
        column.setSpacing(theme.gap())
        column.addWidget(theme.title(self.title))
        column.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _place: self.setFocusProxy(self.tabs.currentWidget()))
        self.setFocusProxy(self.homes)

    def refresh(self) -> None:
        """Ask the desk again for both lists."""
        self.homes.refresh()
        self.lacking.refresh()

    def show_argument(self, argument: str) -> None:
        """Open with `lacking` or `lacking:ledger:field`, else with the households to verify."""
        which, _, place = argument.partition(":")
        self.tabs.setCurrentWidget(self.lacking if which == "lacking" else self.homes)
        if which == "lacking" and place:
            self.lacking.choose(*place.partition(":")[::2])


class HomesPanel(QWidget):
    """The households of a grid or village group that are not verified yet this month."""

    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._act = ""  # the act that 撤销 takes back
        self._own = False  # what changes now is our own doing, shown already
        self._ids: array[int] = array("q")
        self._rate = freshness.Rate("户", 0, 0)
        self._resting = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._resting.timeout.connect(self._show_rates)
        self._build()
        Watch(desk, self, self._changed, WATCHED)
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again, keeping the place."""
        self._fill_choices()
        self._show(self.grid.currentIndex().row())

    def confirm(self) -> None:
        """Write down that the household under the cursor is still as kept, and go to the next."""
        row = self.grid.currentIndex().row()
        uid = self.grid.current_uid()
        if not uid:
            return
        name = self.desk.store.titles("household", [uid]).get(uid, "")
        self._own = True
        changes = freshness.confirm(self.desk, uid)
        self._act = changes.txn
        self.done.say(f"已核实“{name}”，连同成员、住房共 {changes.count} 条记录。", "ok")
        self.undo.setVisible(True)
        if self.everybody.isChecked():
            self._show(row + 1)
            return
        # The next one comes at once; what the whole office looks like is counted when the keys rest.
        del self._ids[row]
        self._rate = replace(self._rate, fresh=self._rate.fresh + 1)
        self._show_table(row)
        self._resting.start()

    def take_back(self) -> None:
        """Undo the last confirmation made here."""
        if not self._act:
            return
        self._own = True
        taking_back.take_back(self.desk, self._act, self.done, "已撤销刚才的核实，这一户又回到待核实里。")
        self._act = ""
        self.undo.setVisible(False)
        self._show(self.grid.currentIndex().row())

    def open_household(self) -> None:
        """Open the page of the household under the cursor, to correct what has changed."""
        if self.grid.current_uid():
            self.open_record.emit("household", self.grid.current_uid())

    def print_list(self) -> None:
        """Print the list that shows, to take along."""
        self.go.emit("printing", printing.verify_paper(self.where.currentData(), self.group.currentData()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that confirm before the table does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in KEYS:
                if not event.isAutoRepeat():
                    self.confirm()
                return True
        return super().eventFilter(watched, event)

    # Building

    def _build(self) -> None:
        self.progress = theme.heading()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(theme.spacing(2))
        self.rates = theme.subtle()
        self.rates.setToolTip(
            f"{freshness.CLAUSE}：人口、房屋、单位每月更新一次，流动人口、出租房屋、特殊人群全部更新。"
        )
        self.done = problem.Bar()
        self.undo = theme.quiet(pieces.button("撤销(&Z)", self.take_back, "undo"))
        self.undo.setVisible(False)
        self.grid = GridView(self.desk, "freshness")
        self.grid.setAccessibleName("待核实的户，按回车核实")
        self.grid.installEventFilter(self)
        self.grid.doubleClicked.connect(lambda _index: self.open_household())
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.all_done = theme.subtle()
        self.all_done.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.all_done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.gap(), 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(self._head())
        column.addWidget(self.bar)
        column.addLayout(self._choices())
        column.addWidget(self.stack, 1)
        column.addWidget(theme.subtle(HINT))
        self.setFocusProxy(self.grid)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.progress)
        words.addWidget(self.rates)
        buttons = FlowLayout(right=True)
        buttons.addWidget(pieces.button("打印清单(&P)", self.print_list, "print"))
        buttons.addWidget(pieces.button("打开这一户(&O)", self.open_household, "household"))
        self.confirm_button = theme.primary(pieces.button("核实这一户(&V)", self.confirm, "check", "#ffffff"))
        buttons.addWidget(self.confirm_button)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(words, 1)
        row.addLayout(buttons, 1)
        return row

    def _choices(self) -> QHBoxLayout:
        self.where, self.group = QComboBox(), QComboBox()
        for combo, name in ((self.where, "网格"), (self.group, "村民小组")):
            combo.setAccessibleName(name)
            combo.setMinimumWidth(theme.chars(9))
            combo.currentIndexChanged.connect(lambda _place: self._show(0))
        self.everybody = QCheckBox("也列出已核实的(&A)")
        self.everybody.toggled.connect(lambda _on: self._show(0))
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        for widget in (self.where, self.group, self.everybody):
            row.addWidget(widget)
        row.addWidget(self.done, 1)
        row.addWidget(self.undo)
        row.addStretch(0)
        return row

    def _fill_choices(self) -> None:
        grids = [(str(row["uid"]), str(row.get("name") or "")) for row in self.desk.grids()]
        fill(self.where, [("", "全部网格"), *grids])
        self.where.setVisible(len(grids) > 1)
        groups = [(name, name) for name in printing.village_groups(self.desk)]
        fill(self.group, [("", "全部小组"), *groups])
        self.group.setVisible(len(groups) > 1)

    # Showing

    def _changed(self) -> None:
        if self._own:
            self._own = False
        else:
            self.refresh()

    def _show(self, row: int) -> None:
        """Ask for the list and show it with the cursor on a row, or the last one there is."""
        grid, group = self.where.currentData() or "", self.group.currentData() or ""
        everybody = self.everybody.isChecked()
        self._ids = freshness.waiting(self.desk, grid=grid, village_group=group, everybody=everybody)
        self._rate = freshness.progress(self.desk, grid, group)
        self._show_table(row)
        self._show_rates()

    def _show_table(self, row: int) -> None:
        table, rate = freshness.homes_table(self.desk, self._ids), self._rate
        self.grid.show_table(table)
        self.progress.setText(f"本月已核实 {rate.fresh:,}/{rate.total:,} 户")
        self.bar.setMaximum(max(rate.total, 1))
        self.bar.setValue(rate.fresh)
        self.bar.setAccessibleName(self.progress.text())
        self.confirm_button.setEnabled(bool(table.count))
        self.stack.setCurrentWidget(self.grid if table.count else self.all_done)
        self.all_done.setText("这里的每一户本月都核实过了。" if rate.total else "这里还没有户。")
        if table.count:
            self.grid.setCurrentIndex(self.grid.model().index(max(0, min(row, table.count - 1)), 0))

    def _show_rates(self) -> None:
        rates = [one for one in freshness.rates(self.desk) if one.label != "户"]
        self.rates.setText("　".join(f"{one.label} {one.fresh:,}/{one.total:,}" for one in rates))
