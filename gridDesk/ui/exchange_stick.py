"""The stick that is in: what lies on it, one button that does everything, and a safe way to take it out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import carrying, stick_words
from gridDesk.ui import theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.told import Told

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.carrying import StickView
    from gridDesk.ui.stick_watch import Place


class StickCard(QFrame):
    """Everything about the stick that is in; with none it says that it is waiting for one."""

    carry = Signal(Path, object)  # folder, site ids to write for (None: as the stick says)
    take_out = Signal(Path)
    clean = Signal(object)  # StickView
    write_again = Signal(str, object)  # package id, StickView
    pick = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.desk = desk
        self._places: list[Place] = []
        self._wanted: dict[Path, tuple[str, ...]] = {}
        self._busy = False
        self.icon = QLabel()
        self.title = theme.title()
        self.title.setWordWrap(True)
        self.which = QComboBox()
        self.which.setAccessibleName("用哪个 U 盘或文件夹")
        self.which.currentIndexChanged.connect(lambda _index: self._show())
        self.lines = Told()
        self.plan = theme.body()
        self.whom = QPushButton("发给谁(&X)")
        self.menu = QMenu(self.whom)
        self.whom.setMenu(self.menu)
        self.go = theme.primary(QPushButton(theme.icon("exchange", theme.SURFACE), "一键收发(&S)"))
        self.go.setStyleSheet(f"min-height: {round(theme.em() * 2.1)}px; font-size: {theme.font().pointSizeF() + 2}pt;")
        self.go.setMinimumWidth(theme.chars(12))
        self.out = QPushButton(theme.icon("leave"), "安全弹出(&E)")
        self.repair = QPushButton(theme.icon("refresh"), "重新写一份(&O)")
        self.tidy = theme.quiet(QPushButton(theme.icon("trash", theme.ACCENT), "删除没写完的文件(&R)"))
        self.instead = QPushButton(theme.icon("folder"), "用文件夹代替(&I)")
        self._build()
        self.set_places([])

    def place(self) -> Place | None:
        """Return the stick or folder that is meant."""
        found = self.which.currentData()
        return found if found in self._places else self._places[0] if self._places else None

    def view(self) -> StickView | None:
        """Return what lies on it, None while it cannot be read."""
        place = self.place()
        return place.view if place else None

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these sticks and folders; the one chosen stays chosen."""
        kept = self.place()
        self._places = list(places)
        self.which.blockSignals(True)
        self.which.clear()
        for place in places:
            self.which.addItem(theme.icon("exchange" if place.stick else "folder"), place.words, place)
        index = next((n for n, place in enumerate(places) if kept and place.path == kept.path), 0)
        self.which.setCurrentIndex(index if places else -1)
        self.which.blockSignals(False)
        self.which.setVisible(len(places) > 1)
        self._show()

    def choose(self, path: Path) -> None:
        """Mean this stick or folder from now on."""
        for index, place in enumerate(self._places):
            if place.path == path:
                self.which.setCurrentIndex(index)

    def set_busy(self, busy: bool) -> None:
        """Rest while something is being written or read."""
        self._busy = busy
        self._show()

    def refresh(self) -> None:
        """Say again what would be done: the paired offices may have changed."""
        self._show()

    # What shows

    def _show(self) -> None:
        place, view = self.place(), self.view()
        self.instead.setVisible(place is None)
        for part in (self.go, self.out):
            part.setVisible(place is not None)
        self.out.setVisible(place is not None and place.stick)
        self.out.setEnabled(not self._busy)
        self.repair.setVisible(bool(view and view.damaged_own))
        self.repair.setEnabled(not self._busy)
        self.tidy.setVisible(bool(view and view.parts))
        self.tidy.setEnabled(not self._busy)
        self.lines.show_lines(stick_words.told(view) if view else [])
        self.lines.setVisible(view is not None)
        if place is None:
            self._say("exchange", theme.SUBTLE, "没有插 U 盘", "插上以后这里会自己出现，不用点什么。")
        elif view is None:
            self._say("error", theme.ERROR, place.name, place.trouble or "正在查看…")
        else:
            self._say("exchange" if place.stick else "folder", theme.ACCENT, place.words, "")
        self._show_plan(view)

    def _show_plan(self, view: StickView | None) -> None:
        peers = self.desk.store.system.peers.list(state="active") if view else []
        chosen = [peer for peer in peers if peer.site in self._chosen(view)] if view else []
        self.whom.setVisible(len(peers) > 1)
        if view is not None:
            lack = carrying.lacking(self.desk, view, chosen)
            self.plan.setText(
                carrying.plan_words(view, chosen, lack) if peers else "还没有和其他单位配对，先配对才能收发。"
            )
            self._fill_menu(view, peers, {peer.site for peer in chosen})
        can = view is not None and bool(peers) and bool(view.incoming or chosen)
        self.go.setEnabled(can and not self._busy)

    def _chosen(self, view: StickView) -> tuple[str, ...]:
        """Return for whom is written: those the clerk ticked, else those the stick belongs to."""
        if view.folder in self._wanted:
            return self._wanted[view.folder]
        return tuple(peer.site for peer in carrying.addressees(self.desk, view))

    def _fill_menu(self, view: StickView, peers: Sequence[object], chosen: set[str]) -> None:
        self.menu.clear()
        for peer in peers:
            act = self.menu.addAction(peer.name)
            act.setCheckable(True)
            act.setChecked(peer.site in chosen)
            act.toggled.connect(lambda on, site=peer.site: self._tick(view, site, on))

    def _tick(self, view: StickView, site: str, on: bool) -> None:
        now = [one for one in self._chosen(view) if one != site] + ([site] if on else [])
        self._wanted[view.folder] = tuple(now)
        self._show()

    def _say(self, icon: str, colour: str, words: str, plan: str) -> None:
        self.icon.setPixmap(theme.icon(icon, colour).pixmap(theme.icon_size(2), self.devicePixelRatioF()))
        self.title.setText(words)
        self.plan.setText(plan)

    # What happens

    def _go(self) -> None:
        view = self.view()
        if view is not None:
            self.carry.emit(view.folder, self._wanted.pop(view.folder, None))

    def _repair(self) -> None:
        view = self.view()
        if view is not None and view.damaged_own:
            self.write_again.emit(view.damaged_own[0].package_id, view)

    def _build(self) -> None:
        self.go.clicked.connect(self._go)
        self.out.clicked.connect(lambda: self.take_out.emit(self.place().path))
        self.repair.clicked.connect(self._repair)
        self.tidy.clicked.connect(lambda: self.clean.emit(self.view()))
        self.instead.clicked.connect(self.pick)
        top = QHBoxLayout()
        top.setSpacing(theme.spacing(3))
        top.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.spacing(1.5))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.which)
        words.addLayout(head)
        words.addWidget(self.plan)
        acts = FlowLayout()
        for part in (self.go, self.whom, self.out, self.repair, self.tidy, self.instead):
            acts.addWidget(part)
        words.addLayout(acts)
        words.addWidget(self.lines)
        top.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.addLayout(top)
