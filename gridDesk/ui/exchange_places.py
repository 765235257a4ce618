"""Sticks and folders: where a package is written to, and which packages lie there for this office."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line, RowsView

if TYPE_CHECKING:
    from gridDesk.desk.exchange import PeerView
    from gridDesk.desk.on_stick import Found
    from gridDesk.ui.stick_watch import Place


MOST_DAYS = 90
SIGNS = {
    "new": ("star", theme.ACCENT), "held": ("clock", theme.WARN), "again": ("check", theme.SUBTLE), "older": ("check", theme.SUBTLE),
    "copy": ("copy", theme.SUBTLE),
    "damaged": ("error", theme.ERROR), "newer": ("warn", theme.WARN), "stranger": ("key", theme.WARN), "refused": ("error", theme.ERROR),
}  # fmt: skip


class OutCard(QFrame):
    """Write a package: to whom, where, and one big button."""

    write = Signal(object, Path, bool)
    folder = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._busy = False
        self._peer: PeerView | None = None
        self.place = QComboBox()
        self.place.setAccessibleName("写到哪里")
        self.whole = QCheckBox("带上全部数据（对方重装或对不上时用）(&A)")
        self.go = theme.primary(QPushButton(theme.icon("export", theme.SURFACE), "写出数据包(&W)"))
        self.go.setStyleSheet(f"min-height: {round(theme.em() * 1.7)}px;")
        self.go.clicked.connect(self._write)
        self.pick = theme.quiet(QPushButton(theme.icon("folder"), "选择文件夹(&J)"))
        self.pick.clicked.connect(self.choose_folder)
        self.hint = theme.subtle()
        self._build()
        self.set_places([])

    def choose_peer(self, peer: PeerView | None) -> None:
        """Write for this peer; the list above, where there is one, is where it is chosen."""
        self._peer = peer
        self._show_state()

    def set_places(self, places: Sequence[Place]) -> None:
        """Offer the sticks and folders a package can be written to; the one chosen stays."""
        fresh = [place.path for place in places]
        kept = self.place.currentData()
        self.place.clear()
        for place in places:
            self.place.addItem(theme.icon("exchange" if place.stick else "folder"), place.words, place)
        if kept is not None and kept.path in fresh:
            self.place.setCurrentIndex(fresh.index(kept.path))
        self._show_state()

    def choose_folder(self) -> None:
        """Let the clerk name a folder in place of a stick."""
        name = QFileDialog.getExistingDirectory(self, "数据包写到哪个文件夹")
        if name:
            self.folder.emit(Path(name))

    def set_busy(self, busy: bool) -> None:
        """Rest while something is being written or read."""
        self._busy = busy
        self._show_state()

    def _write(self) -> None:
        place = self.place.currentData()
        if place and self._peer:
            self.write.emit(self._peer, place.path, self.whole.isChecked())

    def _show_state(self) -> None:
        peer, place = self._peer, self.place.currentData()
        self.place.setVisible(place is not None)
        self.place_label.setVisible(place is not None)
        self.go.setEnabled(bool(peer and place) and not self._busy)
        if peer is None:
            self.hint.setText("先和对方单位配对，就能写出数据包。")
        elif place is None:
            self.hint.setText("没有看到 U 盘。插上以后这里会自己出现，也可以选择一个文件夹。")
        else:
            self.hint.setText(f"写给{peer.name}，从上次对方确认以后的改动都在里面。写完会重新读一遍核对。")

    def _build(self) -> None:
        self.place_label = QLabel("写到(&D)")
        self.place_label.setBuddy(self.place)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(_titled("写出", self.pick))
        column.addWidget(self.place_label)
        column.addWidget(self.place)
        column.addWidget(self.hint)
        column.addStretch(1)
        column.addWidget(self.whole)
        column.addWidget(self.go)


class InCard(QFrame):
    """The packages found for this office; one is looked into before anything is taken in."""

    look = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._busy = False
        self._packages: list[tuple[Place, Found]] = []
        self.table = RowsView((Heading("数据包"), Heading("在哪里", 6), Heading("状态", 6)), "找到的数据包")
        self.table.opened.connect(lambda path: self.look.emit(path))
        self.table.chosen.connect(lambda _path: self._show_state())
        self.view = QPushButton(theme.icon("eye"), "查看并收取(&L)")
        self.view.clicked.connect(lambda: self.look.emit(self.table.current()))
        self.pick = theme.quiet(QPushButton(theme.icon("folder"), "选择数据包文件(&P)"))
        self.pick.clicked.connect(self.choose_file)
        self.hint = theme.subtle("没有找到给本单位的数据包。插上 U 盘以后这里会自己出现。")
        self._build()
        self._show_state()

    def set_places(self, places: Sequence[Place]) -> None:
        """Show the packages for this office that lie on the sticks and in the folders."""
        packages = [
            (place, one)
            for place in places
            if place.view
            for one in place.view.found
            if one.what not in ("own", "other")
        ]
        if packages != self._packages:
            self._packages = packages
            self._fill()

    def choose_file(self) -> None:
        """Let the clerk name one package."""
        name, _ = QFileDialog.getOpenFileName(self, "选择数据包", "", "数据包 (*.gdp)")
        if name:
            self.look.emit(Path(name))

    def set_busy(self, busy: bool) -> None:
        """Rest while something is being written or read."""
        self._busy = busy
        self._show_state()

    def _fill(self) -> None:
        self.table.setColumnHidden(1, len({place.path for place, _ in self._packages}) < 2)
        self.table.set_lines([found_line(place, one) for place, one in self._packages])
        self._show_state()

    def _show_state(self) -> None:
        some = bool(self._packages)
        self.table.setVisible(some)
        self.hint.setVisible(not some)
        self.view.setVisible(some)
        self.view.setEnabled(self.table.current() is not None and not self._busy)
        self.pick.setEnabled(not self._busy)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(_titled("收取", self.pick))
        column.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.table, 1)
        self.table.setMinimumHeight(round(theme.em() * 4.5))
        column.addStretch(0)
        column.addWidget(self.view)


class DaysRow(QWidget):
    """Says after how many days a missing receipt is overdue."""

    changed = Signal(int)

    def __init__(self, days: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = QSpinBox()
        self.days.setRange(1, MOST_DAYS)
        self.days.setValue(days)
        self.days.setSuffix(" 天")
        self.days.setAccessibleName("几天没有回执算逾期")
        self.days.valueChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.gap())
        row.addWidget(QLabel("几天没有回执算逾期"))
        row.addWidget(self.days)
        row.addStretch(1)


def found_line(place: Place, one: Found) -> Line:
    """Return one package that was found as a row."""
    icon, colour = SIGNS.get(one.what, ("info", theme.SUBTLE))
    return Line(
        (one.title, place.label or str(place.path), one.word), one.path, icon=icon, icon_column=2, colour=colour
    )


def _titled(words: str, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(theme.heading(words), 1)
    row.addWidget(button)
    return row
