"""The line at the foot of the window: how much is kept, when it was saved, how the packages stand, what is running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from gridDesk.text import now_iso
from gridDesk.ui import background, theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ledger import Changes

COALESCE_MS = 300  # an import announces often; the numbers need not follow each time


class StatusLine(QStatusBar):
    """Counts at the left, then saved time and packages; a running job with 取消 at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._desk: Desk | None = None
        self.counts, self.saved, self.packages = QLabel(), QLabel(), QLabel()
        for label in (self.counts, self.saved, self.packages):
            label.setProperty("role", "subtle")
            label.setContentsMargins(theme.gap(), 0, theme.gap(), 0)
            label.setMinimumWidth(1)  # a long line is cut here rather than widening the window
            self.addWidget(label)
        self._panels: dict[background.Task, background.ProgressPanel] = {}
        self._timer = QTimer(self, singleShot=True, interval=COALESCE_MS)
        self._timer.timeout.connect(self.refresh)
        background.worker().started_task.connect(self._follow)

    def set_desk(self, desk: Desk | None) -> None:
        """Tell about another office, or about none."""
        self._desk = desk
        self.saved.setText("")
        self.refresh()

    def data_changed(self, _changes: Changes) -> None:
        """Note that something was saved just now."""
        self.saved.setText(f"已保存　{now_iso()[11:16]}")
        self._timer.start()

    def refresh(self) -> None:
        """Read the numbers again."""
        if self._desk is None:
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
