"""The exchange page: where both sides stand, one button for the stick that is in, and what became of each package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from gridDesk.desk import carrying, exchange, outbox
from gridDesk.desk.progress import until_done
from gridDesk.errors import DeskError
from gridDesk.sync.errors import NeedsConsent
from gridDesk.ui import background, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.exchange_log import PackagesCard
from gridDesk.ui.exchange_peers import PeersCard
from gridDesk.ui.exchange_places import DaysRow, InCard, OutCard
from gridDesk.ui.exchange_report import ReportCard
from gridDesk.ui.exchange_stick import StickCard
from gridDesk.ui.fold_out import FoldOut
from gridDesk.ui.package_dialog import PackageDialog
from gridDesk.ui.pairing_dialog import PairingDialog
from gridDesk.ui.stick_watch import Place, watch_of
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.carry_report import Report
    from gridDesk.desk.carrying import StickView
    from gridDesk.desk.exchange import AppliedPackage, PackageView, PeerView, Written

STOPPING = "这一个包做完就停下…"
EJECTED = "U 盘已经弹出，可以拔下来了。"
EJECT_YOURSELF = "这台电脑要您自己弹出：在电脑右下角（或文件管理器里）点 U 盘，选“弹出”，提示可以拔了再拔。"


class ExchangePage(QWidget):
    """One glance at each peer, one big button for the stick, and the packages below; the rest is folded away."""

    title = "收发"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.bar = problem.Bar()
        self.progress = background.ProgressPanel()
        self.progress.hide()
        self.peers = PeersCard()
        self.stick = StickCard(desk)
        self.report = ReportCard()
        self.packages = PackagesCard()
        self.log = self.packages.table
        self.out = OutCard()
        self.into = InCard()
        self.days = DaysRow(outbox.overdue_days(desk))
        self.more = FoldOut("更多：手工写出、收取(&M)")
        self.watch = watch_of(desk, self)
        self._alone = self.watch.parent() is self  # else the window watches, whatever page shows
        self._build()
        self._connect()
        self.refresh()
        self._places_found(self.watch.places)

    def _connect(self) -> None:
        self.peers.chosen.connect(self.out.choose_peer)
        self.peers.pairing.connect(self.pair)
        self.peers.stopping.connect(self.stop)
        self.peers.go.connect(self.go)
        self.stick.carry.connect(self.carry)
        self.stick.take_out.connect(self.take_out)
        self.report.take_out.connect(self.take_out)
        self.stick.clean.connect(self.clean)
        self.stick.write_again.connect(self.write_again)
        self.stick.pick.connect(self.out.choose_folder)
        self.days.changed.connect(self.set_days)
        self.packages.handed.connect(self.hand_over)
        self.out.write.connect(self.write)
        self.out.folder.connect(self.watch.add_folder)
        self.into.look.connect(self.look_into)
        self.watch.changed.connect(self._places_found)
        Watch(self.desk, self, self.refresh)

    def refresh(self) -> None:
        """Read peers and log again."""
        peers = exchange.peers(self.desk)
        self.peers.show_peers(self.desk.office, peers)
        self.peers.show_waiting(open_count(self.desk))
        self.out.choose_peer(self.peers.current())
        self.packages.show_lines(exchange.log(self.desk))
        self.stick.refresh()

    def show_argument(self, argument: str) -> None:
        """Open with a package file that was dropped on the window, or with the stick a notice told about."""
        path = Path(argument)
        if argument and path.is_file():
            self.watch.add_folder(path.parent)
            self.look_into(path)
        elif argument:
            self.stick.choose(path)

    def look_for_sticks(self) -> None:
        """Look which sticks are in and what lies on them."""
        if isValid(self.watch):
            self.watch.again()

    def carry(self, folder: Path, to: object) -> None:
        """Take in what is for us from a stick, and write what the others lack."""
        place = self.stick.place()
        task = self._start(
            lambda desk, progress: carrying.carry(desk, folder, to, progress),
            lambda report: self._carried(report, place is None or place.stick),
            "正在收发",
        )
        task.stopping_words = STOPPING

    def take_out(self, folder: Path) -> None:
        """Have the system let go of the stick, or say how the clerk does that."""
        self._start(
            lambda _desk, _progress: carrying.take_out(folder),
            lambda done: self.bar.say(EJECTED if done else EJECT_YOURSELF, "ok" if done else "note"),
            "正在弹出 U 盘",
        )

    def clean(self, view: StickView) -> None:
        """Remove half-written files, after asking."""
        words = f"要删除 U 盘上 {len(view.parts)} 个没有写完的文件吗？"
        names = "\n".join(path.name for path in view.parts[:5])
        if problem.ask(self, words, "删除", "先留着", detail=f"{names}\n这些文件没有用处，删除不影响数据。"):
            self._start(
                lambda _desk, _progress: carrying.remove_parts(view),
                lambda count: self._said(f"已删除 {count} 个没有写完的文件。"),
                "正在删除没写完的文件",
            )

    def write_again(self, package_id: str, view: StickView) -> None:
        """Write the same package again in place of its damaged copy."""
        self._start(
            lambda desk, _progress: carrying.write_again(desk, package_id, view),
            lambda written: self._said(f"{written.line}坏了的那份已经删除。"),
            "正在重新写出数据包",
        )

    def hand_over(self, package_id: str) -> None:
        """Note that a package was handed over by other means than the stick that was watched."""
        exchange.hand_over(self.desk, package_id)
        self.refresh()

    def set_days(self, days: int) -> None:
        """Change after how many days a missing receipt is overdue."""
        outbox.set_overdue_days(self.desk, days)
        self.refresh()

    def write(self, peer: PeerView, folder: Path, whole: bool) -> None:
        """Write a package for a peer into a folder and verify it there."""
        self._start(
            lambda desk, progress: exchange.write_package(
                desk, peer.site, folder, whole=whole, progress=until_done(progress)
            ),
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

    def take_in(self, path: Path, **agreed: bool) -> None:
        """Take a package in, whole or not at all; `sure=True` once the clerk agreed to what it takes back."""
        self._start(
            lambda desk, progress: exchange.apply_package(desk, path, until_done(progress), **agreed),
            self._taken_in,
            f"正在收取 {path.name}",
            lambda error: self._not_taken(path, error),
        )

    def pair(self) -> None:
        """Make the acquaintance of another office."""
        dialog = PairingDialog(self.desk, self)
        dialog.paired.connect(lambda words: self.bar.say(words, "ok"))
        dialog.paired.connect(lambda _words: self._changed())
        dialog.open()

    def stop(self, peer: PeerView | None) -> None:
        """Have no more to do with an office, after asking."""
        if peer is None:
            self.bar.say("请先在上面选一个单位。", "warn")
            return
        detail = (
            "停止以后，给它的数据包不再写，它发来的数据包不再收，也不再催回执；已经收下的内容都留着。"
            "只有撤并、换了上级，或者它的电脑丢了怕被人冒用，才要停止。以后要恢复，重新配对就行。"
        )
        if not problem.ask(
            self, f"要停止与“{peer.name}”的往来吗？", "停止往来(&O)", "不停止(&N)", detail=detail, danger=True
        ):
            return
        try:
            exchange.retire(self.desk, peer.site)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self._said(f"已停止与{peer.name}的往来。")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._alone:
            self.watch.start()
        elif isValid(self.watch):
            self.watch.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._alone:
            self.watch.stop()

    # Building

    def _build(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.spacing(3))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(3))
        row.addWidget(self.out, 1)
        row.addWidget(self.into, 1)
        self.more.add(both)
        self.more.add(self.days)
        for part in (self.bar, self.progress, self.report, self.peers, self.stick, self.packages, self.more):
            column.addWidget(part)
        column.addStretch(1)
        self.more.head.setStyleSheet("text-align: left;")
        self.area = area = QScrollArea(widgetResizable=True)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    # What happens

    def _start(self, job: background.Job, done: object, words: str, failed: object = None) -> background.Task:
        self.bar.clear()
        task = background.run(self.desk, job, for_owner(self, done), for_owner(self, failed or self._failed), words)
        task.finished.connect(for_owner(self, self._free))
        task.cancelled.connect(for_owner(self, lambda: self.bar.say("已取消，什么都没有改动。", "note")))
        self.progress.follow(task)
        self.progress.show()
        self._set_busy(True)
        return task

    def _set_busy(self, busy: bool) -> None:
        for part in (self.out, self.into, self.stick):
            part.set_busy(busy)

    def _free(self) -> None:
        self.progress.hide()
        self._set_busy(False)

    def _failed(self, error: BaseException) -> None:
        self.bar.show_error(error)
        self.look_for_sticks()

    def _changed(self) -> None:
        self.refresh()
        self.look_for_sticks()

    def _said(self, words: str) -> None:
        self._changed()
        self.bar.say(words, "ok")

    def _carried(self, report: Report, stick: bool) -> None:
        self._changed()
        self.report.show_report(report, stick=stick)
        self.area.verticalScrollBar().setValue(0)
        self.report.take_focus()

    def _written(self, written: Written) -> None:
        self._said(
            f"{written.line}\n请先安全弹出 U 盘，再拔下来。对方收取并带回回执之后，下面的状态会变成“对方已收下”。"
        )

    def _show_package(self, path: Path, view: PackageView) -> None:
        dialog = PackageDialog(view, path.name, self)
        dialog.accepted.connect(lambda: self.take_in(path))
        dialog.open()

    def _taken_in(self, applied: AppliedPackage) -> None:
        self._changed()
        self.bar.say("\n".join([*applied.problems, *applied.lines]), "warn" if applied.problems else "ok")

    def _not_taken(self, path: Path, error: BaseException) -> None:
        """Ask before a whole state takes much back; tell any other trouble."""
        if not isinstance(error, NeedsConsent):
            self._failed(error)
        elif problem.ask(self, error.message, "核实过了，收取", "先不收", detail=error.advice, danger=True):
            self.take_in(path, sure=True)

    def _places_found(self, places: list[Place]) -> None:
        self.stick.set_places(places)
        self.out.set_places(places)
        self.into.set_places(places)
        self.setFocusProxy(self.stick.go if places else self.log if self.log.isVisibleTo(self) else self.peers.pair)


def open_count(desk: Desk) -> int:
    """Return how much waits for a decision of this office."""
    from gridDesk.desk import inbox

    return inbox.open_count(desk)
