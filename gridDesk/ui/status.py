"""The line at the foot of the window: how much is kept, when it was saved, how the packages stand, what is running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from gridDesk.desk.roles import works
from gridDesk.text import now_iso
from gridDesk.ui import background, theme
from gridDesk.ui.navigation import may_open

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ledger import Changes
    from gridDesk.ui.stick_watch import Place, StickWatch

EXCHANGE = "收发"
COALESCE_MS = 300  # an import announces often; the numbers need not follow each time


class StatusLine(QStatusBar):
    """Counts at the left, then saved time and packages; a stick put in and a running job with 取消 at the right."""

    go = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._desk: Desk | None = None
        self._here = ""  # the title of the page that is open
        self.counts, self.saved, self.packages = QLabel(), QLabel(), QLabel()
        for label in (self.counts, self.saved, self.packages):
            label.setProperty("role", "subtle")
            label.setContentsMargins(theme.gap(), 0, theme.gap(), 0)
            label.setMinimumWidth(1)  # a long line is cut here rather than widening the window
            self.addWidget(label)
        self.stick = theme.quiet(QPushButton(theme.icon("exchange", theme.ACCENT), ""))
        self.stick.setToolTip("Ctrl+U")
        self.stick.setShortcut("Ctrl+U")
        self.stick.clicked.connect(self._to_stick)
        self.addPermanentWidget(self.stick)
        self.stick.hide()
        self.backups = theme.quiet(QPushButton())
        self.backups.clicked.connect(lambda: self.go.emit("backups", ""))
        self.addPermanentWidget(self.backups)
        self.backups.hide()
        self._watch: StickWatch | None = None
        self._place: Place | None = None
        self.away = QLabel()  # the seconds until the office locks itself
        self.away.setContentsMargins(theme.gap(), 0, theme.gap(), 0)
        self.away.setProperty("level", "warn")
        self.away.hide()
        self.addPermanentWidget(self.away)
        self._panels: dict[background.Task, background.ProgressPanel] = {}
        self._timer = QTimer(self, singleShot=True, interval=COALESCE_MS)
        self._timer.timeout.connect(self.refresh)
        background.worker().started_task.connect(self._follow)

    def set_desk(self, desk: Desk | None) -> None:
        """Tell about another office, or about none."""
        self._desk = desk
        self.saved.setText("")
        self._watch_sticks(desk)
        self.refresh()

    def data_changed(self, changes: Changes) -> None:
        """Note that something was saved just now."""
        if changes.touched:
            self.saved.setText(f"已保存　{now_iso()[11:16]}")
        self._timer.start()

    def count_down(self, left: int) -> None:
        """Say that the office locks in so many seconds unless somebody is there; 0 takes it away."""
        self.away.setText(f"{left} 秒后自动锁定，动一下鼠标或键盘就继续" if left else "")
        self.away.setVisible(bool(left))

    def copied(self, seconds: int) -> None:
        """Say once that what was copied can be pasted for a while."""
        words = f"{seconds} 秒" if seconds < 60 else f"{seconds // 60} 分钟"
        self.saved.setText(f"已复制，请在 {words}内粘贴，过后自动清除")

    def copy_cleared(self) -> None:
        """Say that it is gone from the clipboard, for whoever pastes too late."""
        self.saved.setText("复制的内容已从剪贴板清除，要用请再复制一次")

    def page_shown(self, title: str) -> None:
        """Note which page is open; the one for sticks needs no notice about them."""
        self._here = title
        if title == EXCHANGE:
            self.stick.hide()

    def _watch_sticks(self, desk: Desk | None) -> None:
        """Look for sticks as long as an office is open, whatever page shows."""
        if self._watch is not None:
            self._watch.stop()
            self._watch.deleteLater()
            self._watch = None
        self.stick.hide()
        if desk is None or not may_open(desk, "exchange"):
            return
        from gridDesk.ui.stick_watch import watch_of

        self._watch = watch_of(desk, self)
        self._watch.arrived.connect(self._stick_came)
        self._watch.changed.connect(self._sticks_changed)
        self._watch.start()

    def _stick_came(self, place: Place) -> None:
        from gridDesk.desk.stick_words import summary

        words = summary(place.view) if place.view is not None else place.trouble and "读不出来"
        if not words or self._here == EXCHANGE:
            return
        self._place = place
        self.stick.setText(f"{place.name}：{words}，去收发")
        self.stick.show()

    def _sticks_changed(self, places: list[Place]) -> None:
        if self._place is not None and self._place.path not in [place.path for place in places]:
            self.stick.hide()

    def _to_stick(self) -> None:
        self.stick.hide()
        self.go.emit("exchange", str(self._place.path))

    def refresh(self) -> None:
        """Read the numbers again."""
        if self._desk is None:
            self.counts.setText("")
            self.packages.setText("")
            self.backups.hide()
            return
        self._say_backups(self._desk)
        if not works(self._desk):  # what lies in the ledgers is not told to who only approves, keeps keys or audits
            self.counts.setText("")
            self.packages.setText("")
            return
        from gridDesk.desk import today

        wanted = {"人口": "人", "户": "户", "房屋": "处"}
        parts = [
            f"{item.label} {item.number:,} {wanted[item.label]}"
            for item in today.counts(self._desk)
            if item.label in wanted
        ]
        self.counts.setText("　".join(parts))
        card = next((item for item in today.today(self._desk).cards if item.title == "收发"), None)
        self.packages.setText(f"收发：{card.line}" if card else "")

    def _say_backups(self, desk: Desk) -> None:
        """Show how the backups stand only when something is wrong with them."""
        from gridDesk.desk import backup_status

        level, words = backup_status.card(desk)
        self.backups.setVisible(level in ("warn", "error"))
        self.backups.setIcon(theme.icon("error" if level == "error" else "warn", theme.LEVELS[level][0]))
        self.backups.setText("备份要留意")
        self.backups.setToolTip(words)

    @Slot(object)
    def _follow(self, task: background.Task) -> None:
        if not task.title:
            return
        panel = background.ProgressPanel(task, narrow=True)
        self._panels[task] = panel
        self.addPermanentWidget(panel)
        task.finished.connect(self._finished)

    @Slot()
    def _finished(self) -> None:
        panel = self._panels.pop(self.sender(), None)
        if panel is not None:
            self.removeWidget(panel)
            panel.deleteLater()
