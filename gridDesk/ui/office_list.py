"""OfficeList: the offices below as a list to tick, walked by arrows and ticked by the space bar."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gridDesk.desk import down
from gridDesk.desk.office import Desk
from gridDesk.ui import pieces, theme

SITE = int(Qt.ItemDataRole.UserRole)
ROWS = 4


class OfficeList(QWidget):
    """Every paired office below with a box to tick; all or none of them at once."""

    changed = Signal()

    def __init__(self, desk: Desk, ticked: Collection[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName("发给哪些单位，按空格勾选")
        for peer in down.below(desk):
            item = QListWidgetItem(peer.name)
            item.setData(SITE, peer.site)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(ticked is None or peer.site in ticked))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self._say())
        self.words = theme.subtle()
        self.all = theme.quiet(pieces.button("全选(&A)", lambda: self.tick(True)))
        self.none = theme.quiet(pieces.button("全不选(&D)", lambda: self.tick(False)))
        self._build()
        self._say()

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.spacing(1))
        foot.addStretch(1)
        for button in (self.all, self.none):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.5))
        column.addWidget(self.list, 1)
        column.addWidget(self.words)
        column.addLayout(foot)
        self.list.setMinimumHeight(self.list.sizeHintForRow(0) * ROWS + theme.gap())
        self.setMinimumWidth(theme.chars(14))
        self.setFocusProxy(self.list)

    def tick(self, on: bool) -> None:
        """Tick all offices, or none."""
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(_state(on))

    def tick_only(self, sites: Collection[str]) -> None:
        """Tick these offices and no others."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setCheckState(_state(str(item.data(SITE)) in sites))

    def sites(self) -> list[str]:
        """Return the sites of the ticked offices."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(item.data(SITE)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def every(self) -> bool:
        """Tell whether all offices are ticked."""
        return len(self.sites()) == self.list.count()

    def _say(self) -> None:
        count = self.list.count()
        self.words.setText(
            f"已选 {len(self.sites())} 个，共 {count} 个单位" if count else "还没有配对的下级单位，请先在“收发”页配对。"
        )
        self.changed.emit()


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
