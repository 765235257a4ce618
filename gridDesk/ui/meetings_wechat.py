"""微信群 on the page 会议宣传: who has no representative in the grid's group, and that some joined."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk import gatherings
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rows import Heading, Line, RowsView

HOMES = (Heading("户主或名称", 9), Heading("住址", 18), Heading("网格"))


class WechatTab(QWidget):
    """Many households may be chosen; one button says that their representatives joined, as one act."""

    go = Signal(str, str)
    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.heading = theme.heading()
        self.button = theme.primary(pieces.button("选中的已进群(&J)", self.join, "check", theme.SURFACE))
        head = FlowLayout()
        head.addWidget(self.heading)
        head.addWidget(self.button)
        self.rows = RowsView(HOMES, "没有代表进群的户，Ctrl 或 Shift 选几户")
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.rows.setMinimumHeight(round(theme.em() * 5))
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.gap(), 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        column.addStretch(0)
        self.setFocusProxy(self.rows)

    def refresh(self) -> None:
        """Read again who is outside, keeping the place."""
        row = max(0, self.rows.currentIndex().row())
        found = gatherings.outside(self.desk)
        total = gatherings.inviting(self.desk)
        rate = f"，进群率 {(total - len(found)) * 1000 // total / 10:g}%" if total else ""
        self.heading.setText(f"{total:,} 户，{len(found):,} 户没有代表进群{rate}")
        self.rows.set_lines([Line((one.name, one.address, one.grid), one) for one in found], choose=row)
        self.button.setVisible(bool(found))

    def begin(self, _kind: str = "") -> None:
        """Go to the list."""
        self.rows.setFocus()

    def join(self) -> None:
        """Write down that the chosen households have a representative in the group now."""
        lines = [self.rows.rows.lines[index.row()].what for index in self.rows.selectionModel().selectedRows()]
        chosen = [one for one in lines if isinstance(one, gatherings.Outside)]
        try:
            gatherings.joined(self.desk, chosen)
        except DeskError as error:
            self.failed.emit(error)
            return
        self.refresh()
        self.said.emit(f"已登记 {len(chosen)} 户进群。", "ok")
