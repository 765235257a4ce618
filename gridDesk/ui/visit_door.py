"""DoorCard: what is kept of the place that is visited, to be gone over at a glance: people, tenants, what is still open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gridDesk.desk.rounds_view import Door
from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.whole_rows import WholeRows

HEADINGS = (
    Heading("关系", 4), Heading("姓名", 5), Heading("年龄", 3, number=True), Heading("联系电话", 8), Heading("需要关注"),
)  # fmt: skip
MOST = 6  # people shown at once; more are scrolled


class People(WholeRows):
    """The people behind a door, close together: the questions below them are what the clerk came for."""

    def row_height(self) -> int:
        return round(self.fontMetrics().height() * 1.4)

    def fit(self) -> None:
        """Be as high as the people, but not so high that they push the questions off the screen."""
        super().fit()
        more = max(0, len(self.rows.lines) - MOST)
        if more:
            self.setFixedHeight(self.maximumHeight() - more * self.row_height())
        bars = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bars)


class DoorCard(QWidget):
    """Shows a door; `met` tells whom of its people the clerk points at."""

    met = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = theme.subtle()
        self.people = People(HEADINGS, "这一户的人，按回车记为见到的人")
        self.people.opened.connect(lambda uid: self.met.emit(str(uid)))
        self.tenants = theme.subtle()
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setProperty("role", "subtle")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.8))
        for part in (self.facts, self.people, self.tenants, self.notes):
            column.addWidget(part)
        self.show_door(None)

    def show_door(self, door: Door | None) -> None:
        """Show a door, nothing while none is chosen."""
        self.setVisible(door is not None)
        if door is None:
            return
        checked = f"上次核实 {door.verified_on}" if door.verified_on else "还没有核实过"
        group = (f"微信群：{door.wechat}" if door.wechat else "还没有人入群") if door.ledger == "household" else ""
        self.facts.setText("　".join(part for part in (door.address, checked, group) if part))
        self._show_people(door)
        self.tenants.setText(f"承租：{'；'.join(one.words for one in door.leases)}。")
        self.tenants.setVisible(bool(door.leases))
        self.notes.setText("\n".join(door.notes))

    def _show_people(self, door: Door) -> None:
        groups: dict[str, list[str]] = {}
        for care in door.cares:
            groups.setdefault(care.name, []).append(f"{care.group}{f'（{care.every}）' if care.every else ''}")
        lines = [
            Line((one.relation, one.name, "" if one.age is None else str(one.age), one.phone,
                  "、".join(groups.get(one.name, []))), one.uid)
            for one in door.people
        ]  # fmt: skip
        self.people.set_lines(lines, choose=None)
        self.people.setVisible(bool(lines))
