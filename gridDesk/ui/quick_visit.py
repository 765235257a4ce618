"""QuickVisit: one line that writes a visit down: household, what was said, result, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import rounds
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.text import trim
from gridDesk.ui import pieces, problem, spelling, theme
from gridDesk.ui.choosers import RETURNS, CodeChooser, RecordChooser


class QuickVisit(QWidget):
    """Adds visits to a day one after the other without leaving the keyboard."""

    saved = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.day, self.grid = "", None
        self.household = RecordChooser(desk, "household")
        self.household.setPlaceholderText("户主、户号或住址")
        self.household.setAccessibleName("走访户")
        self.content = QLineEdit()
        self.content.setPlaceholderText("走访内容")
        self.content.setAccessibleName("走访内容")
        self.result = CodeChooser(desk.catalogue["visit"]["result"].code_set, spelling.keys)
        self.result.setAccessibleName("走访结果")
        self.button = pieces.button("记下(&A)", self.save, "plus")
        self.bar = problem.Bar()
        self.bar.clear()
        self._rows = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.gap())
        self._flow(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1))
        column.addLayout(self._grid)
        column.addWidget(self.bar)
        self.household.picked.connect(self.content.setFocus)
        self.result.picked.connect(self.save)
        for widget in (self.household, self.content, self.result):
            widget.installEventFilter(self)
        self.start_again()

    def _flow(self, rows: int) -> None:
        """One line where there is room, else a line for each question."""
        if rows == self._rows:
            return
        self._rows = rows
        while self._grid.count():
            self._grid.takeAt(0)
        wide = rows == 1
        self._grid.addWidget(self.household, 0, 0, 1, 1 if wide else 4)
        self._grid.addWidget(self.content, 0 if wide else 1, 1 if wide else 0, 1, 1 if wide else 4)
        self._grid.addWidget(self.result, rows - 1, 2 if wide else 0, 1, 1 if wide else 3)
        self._grid.addWidget(self.button, rows - 1, 3)
        for place, stretch in enumerate((4, 6 if wide else 0, 2 if wide else 0, 0)):
            self._grid.setColumnStretch(place, stretch)
        if self.layout() is not None:
            self.layout().activate()  # else the page asks before the line knows how high it is now
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Leave it to `_flow` to find room."""
        return QSize(theme.chars(18), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow(1 if self.width() > theme.chars(38) else 3)

    def sizeHint(self) -> QSize:
        """Ask for the height of the rows there are now."""
        return QSize(super().sizeHint().width(), super().minimumSizeHint().height())

    def set_day(self, day: str, grid: str | None) -> None:
        """Say to which day and grid the visits belong."""
        self.day, self.grid = day, grid

    def start_again(self) -> None:
        """Empty the line for the next visit."""
        self.household.choose(None)
        self.content.clear()
        self.result.set_code(self.desk.catalogue["visit"]["result"].default)

    def save(self) -> None:
        """Write the visit down, or say what is missing."""
        try:
            household, result = self.household.chosen(), self.result.code()
            if household is None:
                self.household.setFocus(Qt.FocusReason.OtherFocusReason)
                raise FieldError("还没有选走访户，", advice="请打户主姓名的几个字，从列表里选一户。")
            values = {
                "date": self.day, "grid": self.grid, "household": household, "result": result,
                "content": trim(self.content.text()) or None,
            }  # fmt: skip
            rounds.record_visit(self.desk, rounds.VisitDraft(values=values))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.clear()
        title = self.household.text()
        self.start_again()
        self.household.setFocus(Qt.FocusReason.TabFocusReason)
        self.saved.emit(f"已记下走访：{title}。")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in RETURNS:
            if event.isAutoRepeat():
                return True
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if watched is self.household and not control:
                self.content.setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.save()
            return True
        return super().eventFilter(watched, event)
