"""The exchange page: do both sides hold the same, write a package, take one in, and what became of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk import exchange
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.exchange_peers import PeersCard
from gridDesk.ui.exchange_places import InCard, OutCard, Place
from gridDesk.ui.package_dialog import PackageDialog
from gridDesk.ui.pairing_dialog import PairingDialog
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.watching import Watch
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.exchange import AppliedPackage, PackageLine, PackageView, PeerView, Written

POLL_MS = 2000
LOG_HEADINGS = (
    Heading("时间", 8),
    Heading("收发", 4),
    Heading("对方", 9),
    Heading("第几号", 4, number=True),
    Heading("状态", 10),
    Heading("说明"),
)


class ExchangePage(QWidget):
    """One glance at each peer, one big button out, the packages found in, and the log below."""

    title = "收发"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._looking = False
        self.bar = problem.Bar()
        self.progress = background.ProgressPanel()
        self.progress.hide()
        self.peers = PeersCard()
        self.out = OutCard()
        self.into = InCard(desk.office.site)
        self.log = RowsView(LOG_HEADINGS, "数据包登记")
        self.log_empty = theme.subtle("还没有收发过数据包。")
        self._build()
        self.peers.chosen.connect(self._peer_chosen)
        self.peers.pairing.connect(self.pair)
        self.out.write.connect(self.write)
        self.out.folder.connect(self.into.add_folder)
        self.out.folder.connect(lambda _folder: self.look_for_sticks())
        self.into.look.connect(self.look_into)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self.look_for_sticks)
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read peers and log again."""
        peers = exchange.peers(self.desk)
        self.peers.show_peers(self.desk.office, peers)
        self.out.choose_peer(self.peers.current())
        lines = exchange.log(self.desk)
        self.log.set_lines([log_line(line) for line in lines], choose=None)
        self.log.setVisible(bool(lines))
        self.log_empty.setVisible(not lines)
        sites = {peer.name: peer.site for peer in peers}
        taken = {(sites.get(line.peer, ""), line.n) for line in lines if line.direction == "in"}
        self.into.mark_known(taken, {peer.site: peer.name for peer in peers})

    def show_argument(self, argument: str) -> None:
        """Open with a package file that was dropped on the window or double-clicked."""
        path = Path(argument)
        if argument and path.is_file():
            self.into.add_folder(path.parent)
            self.look_into(path)

    def look_for_sticks(self) -> None:
        """Look which sticks are in and which packages lie on them, on the worker; never twice at a time."""
        if self._looking:
            return
        self._looking = True
        folders = self.into.folders()
        background.run(
            self.desk,
            lambda desk, _progress: find_places(desk, folders),
            for_owner(self, self._places_found),
            for_owner(self, self._not_found),
        )

    def write(self, peer: PeerView, folder: Path, whole: bool) -> None:
        """Write a package for a peer into a folder and verify it there."""
        self._start(
            lambda desk, progress: exchange.write_package(desk, peer.site, folder, whole=whole, progress=progress),
            self._written,
            f"正在给{peer.name}写出数据包",
        )

    def look_into(self, path: Path) -> None:
        """Look into a package without taking anything in; the clerk decides on what she sees."""
        self._start(
            lambda desk, _progress: exchange.preview_package(desk, path),
            lambda view: self._show_package(path, view),
            f"正在查看 {path.name}",
        )

    def take_in(self, path: Path) -> None:
        """Take a package in, whole or not at all."""
        self._start(
            lambda desk, progress: exchange.apply_package(desk, path, progress),
            self._taken_in,
            f"正在收取 {path.name}",
        )

    def pair(self) -> None:
        """Make the acquaintance of another office."""
        dialog = PairingDialog(self.desk, self)
        dialog.paired.connect(lambda words: self.bar.say(words, "ok"))
        dialog.paired.connect(lambda _words: self.refresh())
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._poll.start()
        self.look_for_sticks()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._poll.stop()

    # Building

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.spacing(3))
        column.addWidget(self.bar)
        column.addWidget(self.progress)
        column.addWidget(self.peers)
        both = QHBoxLayout()
        both.setSpacing(theme.spacing(3))
        both.addWidget(self.out, 1)
        both.addWidget(self.into, 1)
        column.addLayout(both)
        column.addWidget(theme.heading("登记"))
        column.addWidget(self.log_empty)
        self.log.setMinimumHeight(theme.em() * 6)
        column.addWidget(self.log, 1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    # What happens

    def _start(self, job: background.Job, done: object, words: str) -> None:
        self.bar.clear()
        task = background.run(self.desk, job, for_owner(self, done), for_owner(self, self._failed), words)
        task.finished.connect(for_owner(self, self._free))
        task.cancelled.connect(for_owner(self, lambda: self.bar.say("已取消，什么都没有改动。", "note")))
        self.progress.follow(task)
        self.progress.show()
        self.out.set_busy(True)
        self.into.set_busy(True)

    def _free(self) -> None:
        self.progress.hide()
        self.out.set_busy(False)
        self.into.set_busy(False)

    def _failed(self, error: BaseException) -> None:
        self.bar.show_error(error)

    def _written(self, written: Written) -> None:
        self.refresh()
        self.look_for_sticks()
        self.bar.say(
            f"{written.line}\n请先安全弹出 U 盘，再拔下来。对方收取并带回回执之后，登记里会写“对方已收下”。", "ok"
        )

    def _show_package(self, path: Path, view: PackageView) -> None:
        dialog = PackageDialog(view, path.name, self)
        dialog.accepted.connect(lambda: self.take_in(path))
        dialog.open()

    def _taken_in(self, applied: AppliedPackage) -> None:
        self.refresh()
        self.bar.say("\n".join(applied.lines), "ok")

    def _places_found(self, places: list[Place]) -> None:
        self._looking = False
        self.out.set_places(places)
        self.into.set_places(places)

    def _not_found(self, error: BaseException) -> None:
        # A stick pulled out while it was read is no news; the next look is two seconds away.
        self._looking = False
        problem.as_desk_error(error)

    def _peer_chosen(self, peer: PeerView | None) -> None:
        self.out.choose_peer(peer)


def find_places(desk: Desk, folders: list[Path]) -> list[Place]:
    """Return the sticks that are in and the folders a clerk chose, each with its packages for this office."""
    places = [Place(stick.path, stick.label, stick.free, True) for stick in exchange.sticks()]
    known = {place.path for place in places}
    places += [Place(folder, folder.name, None, False) for folder in folders if folder not in known and folder.is_dir()]
    return [place.with_packages(exchange.packages_on(desk, place.path)) for place in places]


def log_line(line: PackageLine) -> Line:
    """Return one line of the package log, its way out or in told by word and icon."""
    way = "收" if line.direction == "in" else "发"
    icon = {"in": "import", "out": "export"}.get(line.direction, "")
    texts = (when_words(line.when), way, line.peer, str(line.n), line.state, line.detail)
    return Line(texts, line, icon=icon, icon_column=1)
