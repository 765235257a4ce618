"""FilterLine: one text and a few drop-downs with counts above a table; what is chosen is said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.text import trim
from gridDesk.ui import theme

Values = Callable[[str], Sequence[tuple[str, str, int]]]
TYPING_MS = 180


class FilterLine(QWidget):
    """Emits `changed` when another set of rows is wanted. `filters` are (column, label) pairs."""

    changed = Signal()
    cleared = Signal()
    go_down = Signal()

    def __init__(
        self, filters: Sequence[tuple[str, str]], hint: str, values: Values, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values = values
        self.combos: dict[str, QComboBox] = {}
        self.labels = dict(filters)
        self._rows = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1.5))
        self._top, self._below = QHBoxLayout(), QHBoxLayout()
        for row in (self._top, self._below):
            row.setSpacing(theme.spacing(1.5))
            column.addLayout(row)
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(f"在本页查找：{hint}")
        self.line.setClearButtonEnabled(True)
        self.line.addAction(theme.icon("search", theme.SUBTLE), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self.changed)
        self.line.textChanged.connect(lambda _text: self._timer.start())
        self.line.returnPressed.connect(self._return)
        self.line.setMinimumWidth(theme.chars(8))
        for key, label in filters:
            self._combo(key, label)
        self.closed = QCheckBox("含已注销")
        self.closed.toggled.connect(self.changed)
        self.clear_button = theme.quiet(QPushButton("清除筛选"))
        self.clear_button.clicked.connect(self._clear)
        self.clear_button.hide()
        self._flow(1)

    def _flow(self, rows: int) -> None:
        """Lay the filters out beside the text, or under it where there is not room for both."""
        if rows == self._rows:
            return
        self._rows = rows
        for row in (self._top, self._below):
            while row.count():
                row.takeAt(0)
        self._top.addWidget(self.line, 2)
        for combo in self.combos.values():
            (self._top if rows == 1 else self._below).addWidget(combo, 1)
        self._top.addWidget(self.closed)
        self._top.addWidget(self.clear_button)
        if not self.isWindow():
            self.layout().activate()  # else the page asks before the line knows how high it is now
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Leave it to `_flow` to find room: two rows are narrower than one."""
        return QSize(theme.chars(18), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        pieces = [*self.combos.values(), self.closed, self.clear_button]
        needed = self.line.minimumWidth() + sum(piece.sizeHint().width() + self._top.spacing() for piece in pieces)
        self._flow(2 if self.combos and self.width() < needed else 1)

    def _combo(self, key: str, label: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(f"按{label}筛选")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(ceil((len(label) + 3) * 1.45))  # counted in Latin letters
        combo.addItem(f"{label}：全部", "")
        combo.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.combos[key] = combo
        return combo

    def refill(self) -> None:
        """Ask again which values there are and how many records have them, keeping what is chosen."""
        for key, combo in self.combos.items():
            chosen, text = combo.currentData(), combo.currentText()
            blocked = combo.blockSignals(True)
            combo.clear()
            combo.addItem(f"{self.labels[key]}：全部", "")
            for value, words, count in self._values(key):
                combo.addItem(words or value, value)
                tip = f"{words or value}　{count}" if count else words or value
                combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
            place = combo.findData(chosen) if chosen else 0
            if chosen and place < 0:
                combo.addItem(text, chosen)
                place = combo.count() - 1
            combo.setCurrentIndex(max(place, 0))
            combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + theme.em())
            combo.blockSignals(blocked)
        self.clear_button.setVisible(self.active())

    def text(self) -> str:
        """Return what is searched for."""
        return trim(self.line.text())

    def filters(self) -> dict[str, object]:
        """Return the chosen filter values by column."""
        return {key: combo.currentData() for key, combo in self.combos.items() if combo.currentData()}

    def states(self) -> tuple[str, ...]:
        """Return the states of records that are wanted."""
        return ("active", "closed") if self.closed.isChecked() else ("active",)

    def active(self) -> bool:
        """Tell whether anything narrows the table."""
        return bool(self.text() or self.filters() or self.closed.isChecked())

    def narrows(self) -> bool:
        """Tell whether records in force may be hidden by what is chosen."""
        return bool(self.text() or self.filters())

    def words(self) -> str:
        """Return what is chosen in words: 「性别：女，人口类型：流动人口」."""
        parts = [f"{self.labels[key]}：{self.combos[key].currentText()}" for key in self.filters()]
        if self.text():
            parts.insert(0, f"含“{self.text()}”")
        return "，".join(parts)

    def clear(self) -> None:
        """Show everything again."""
        self.set_silently("", {}, False)
        self.changed.emit()

    def set_silently(self, text: str, chosen: Mapping[str, str], closed: bool) -> None:
        """Set all without asking for other rows yet: the text, filters by column (the others show all), 含已注销."""
        widgets = [self.line, self.closed, *self.combos.values()]
        before = [widget.blockSignals(True) for widget in widgets]
        self._timer.stop()
        self.line.setText(text)
        self.closed.setChecked(closed)
        for key, combo in self.combos.items():
            combo.setCurrentIndex(max(combo.findData(chosen[key]), 0) if chosen.get(key) else 0)
        for widget, blocked in zip(widgets, before, strict=True):
            widget.blockSignals(blocked)

    def _clear(self) -> None:
        self.clear()
        self.cleared.emit()

    def _return(self) -> None:
        self._timer.stop()
        self.changed.emit()
        self.go_down.emit()
