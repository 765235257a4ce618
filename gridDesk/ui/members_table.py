"""The members of a household as a small table: all rows are seen at once, Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gridDesk.desk.people import Member
from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.whole_rows import WholeRows

HEADINGS = (
    Heading("姓名", 7), Heading("与户主关系", 5), Heading("性别", 2), Heading("年龄", 2), Heading("人口类型", 4),
    Heading("公民身份号码", 10), Heading("联系电话"),
)  # fmt: skip

NUMBER = 5


class MembersTable(QWidget):
    """Shows members in the order they are given; `opened` tells which one was chosen."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = WholeRows(HEADINGS, "家庭成员，按回车打开")
        self.view.opened.connect(lambda uid: self.opened.emit(str(uid)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def show_members(self, members: Sequence[Member], marked: str = "") -> None:
        """Show the members; `marked` is the one whose page this is."""
        lines = [
            Line(
                (
                    member.name, member.relation, member.sex, "" if member.age is None else str(member.age), member.kind,
                    member.id_masked, member.phone,
                ),
                member.uid,
            )
            for member in members
        ]  # fmt: skip
        marked_row = next((row for row, member in enumerate(members) if member.uid == marked), 0)
        self.view.set_lines(lines, choose=marked_row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a narrow window the number gives way: it is masked here and stands on everybody's own page.
        self.view.setColumnHidden(NUMBER, self.width() < theme.chars(46))
