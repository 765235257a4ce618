"""HeaderFilter: what opens under the arrow of a column: sorting, values with counts, ranges, words, blank, clear."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import sieves
from gridDesk.desk.columns import Column
from gridDesk.desk.listed import ledger_of
from gridDesk.desk.office import Desk
from gridDesk.desk.records import parse
from gridDesk.errors import FieldError
from gridDesk.ledger.filter import Condition
from gridDesk.text import fold, squeeze, trim
from gridDesk.ui import background, pieces, theme
from gridDesk.ui.listing import AT_ONCE

VALUE = int(Qt.ItemDataRole.UserRole)
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TYPING_MS = 250
RANGES = ("age", "number", "money", "date")
EXAMPLES = {"age": "周岁", "number": "数", "money": "元", "date": "如 2026 或 2026-03"}


class HeaderFilter(QFrame):
    """Emits `sort_wanted(key, descending)` or `chosen(condition or None)`, then closes itself."""

    sort_wanted = Signal(str, bool)
    chosen = Signal(object)

    def __init__(
        self, desk: Desk, table: str, column: Column, conditions: Sequence[Condition], states: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Popup)
        assert column.sieve is not None
        self.desk, self.table, self.column, self.sieve = desk, table, column, column.sieve
        self.conditions, self.states = list(conditions), tuple(states)
        self.now = next((c for c in self.conditions if c.column == (self.sieve.via, self.sieve.key)), None)
        self._checked: set[object] = set(self.now.values) if self.now and self.now.op == "is" else set()
        self._task: background.Task | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(f"筛选{column.title}")
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(self.load)
        self._build()
        self.load()

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*([theme.gap()] * 4))
        column.setSpacing(theme.spacing(1))
        if self.column.sort:
            column.addLayout(self._sorting())
            column.addWidget(theme.line())
        self.low, self.high = QLineEdit(), QLineEdit()
        if self.sieve.kind in RANGES:
            column.addLayout(self._range())
        self.search = QLineEdit()
        self.list = QListWidget()
        self.note = theme.subtle()
        self.note.hide()
        if self.sieve.kind not in ("age", "number", "money"):
            self._add_search(column)
        if self._lists_values():
            column.addWidget(self.list, 1)
        column.addWidget(self.note)
        column.addLayout(self._blanks())
        column.addLayout(self._foot())
        self.setFixedWidth(theme.chars(19))
        for widget in (self.search, self.low, self.high, self.list):
            widget.installEventFilter(self)

    def _lists_values(self) -> bool:
        """Tell whether the values are listed: not where each has its own, nor ID numbers, which lists show masked."""
        return self.sieve.kind not in ("age", "place") and self.column.key != "id_number"

    def _sorting(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.spacing(0.5))
        ways = [("升序", "sort-up", "", False), ("降序", "sort-down", "", True)]
        if self.column.key == "name" and self.table == "people":
            ways = [
                ("按拼音", "sort-up", "", False), ("拼音倒序", "sort-down", "", True),
                ("按姓氏笔画", "sort-up", "@strokes", False), ("笔画倒序", "sort-down", "@strokes", True),
            ]  # fmt: skip
        for place, (words, icon, way, down) in enumerate(ways):
            act = theme.quiet(pieces.button(words, lambda way=way, down=down: self._sort(way, down), icon))
            grid.addWidget(act, place // 2, place % 2, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _range(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(1))
        hint = EXAMPLES[self.sieve.kind]
        for line, words, name in ((self.low, "从", "不小于"), (self.high, "到", "不大于")):
            line.setPlaceholderText(f"{words}（{hint}）" if self.sieve.kind != "date" else words)
            line.setToolTip(hint)
            line.setAccessibleName(f"{self.column.title}{name}")
        low, high = (*self.now.values, None, None)[:2] if self.now and self.now.op == "between" else (None, None)
        self.low.setText(self._shown(low))
        self.high.setText(self._shown(high))
        row.addWidget(self.low)
        row.addWidget(QLabel("～"))
        row.addWidget(self.high)
        return row

    def _shown(self, value: object) -> str:
        if value is None or value == sieves.MONTH:
            return ""
        return f"{int(str(value)) / 100:g}" if self.sieve.kind == "money" else str(value)

    def _add_search(self, column: QVBoxLayout) -> None:
        self.search.setPlaceholderText("找一个值，或按回车筛选" if self._lists_values() else "输入几个字，按回车筛选")
        self.search.setAccessibleName(f"在{self.column.title}里找")
        self.search.setClearButtonEnabled(True)
        if self.now and self.now.op == "contains":
            self.search.setText(str(self.now.values[0]))
        self.search.textChanged.connect(lambda _text: self._timer.start())
        column.addWidget(self.search)
        self.list.setAccessibleName(f"{self.column.title}的值，空格勾选")
        self.list.itemChanged.connect(self._ticked)

    def _blanks(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(0.5))
        for words, op in (("空着的", "blank"), ("填了的", "filled")):
            button = theme.quiet(pieces.button(words, lambda op=op: self._choose(self._condition(op))))
            button.setAccessibleName(f"只看{self.column.title}{words}")
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.clear_button = pieces.button("清除(&C)", lambda: self._choose(None))
        self.clear_button.setEnabled(self.now is not None)
        self.ok_button = theme.primary(pieces.button("确定(&O)", self.accept))
        row.addWidget(self.clear_button)
        row.addStretch(1)
        row.addWidget(self.ok_button)
        return row

    # --- values -----------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask which values there are; a large ledger is counted on the worker while the popup stays alive."""
        if not self._lists_values():
            return
        if self._task is not None:
            self._task.cancel()
        search = trim(self.search.text())

        table, column, conditions, states = self.table, self.column, list(self.conditions), self.states

        def count(desk: Desk, _progress: object) -> list[sieves.Value]:
            return sieves.values(desk, table, column, conditions, search=search, states=states)

        if self.desk.store.size(ledger_of(self.table)) <= AT_ONCE:
            self.show_values(count(self.desk, None))
        else:
            self._say("正在统计…")
            self._task = background.read(self.desk, count, self.show_values, lambda error: self._say(str(error)))

    def show_values(self, found: list[sieves.Value]) -> None:
        """List values with their counts, those chosen before still ticked."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = QListWidgetItem(f"{one.text}　{one.count:,}")
            item.setData(VALUE, one.value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.value in self._checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(blocked)
        self._make_room()
        if self.list.count():
            self.list.setCurrentRow(0)
        self._say(f"只列出最多的 {sieves.MOST} 个值，其余请输入文字查找。" if len(found) >= sieves.MOST else
                  "" if found or self.sieve.via.count("/") else "没有这样的值。")  # fmt: skip

    def _make_room(self) -> None:
        """Give the list the height of what it holds; what was once shown stays, so that nothing jumps while typing."""
        line = max(self.list.sizeHintForRow(0), theme.em())
        wanted = min(line * max(self.list.count(), 1) + 2 * self.list.frameWidth() + 2, theme.em() * 11)
        self.list.setFixedHeight(max(wanted, self.list.minimumHeight() if self.isVisible() else 0))

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        if self.isVisible():
            self._fit()

    def _fit(self) -> None:
        """Be as high as what shows needs; Qt by itself stops at two thirds of a screen."""
        layout = self.layout()
        layout.activate()
        tall = layout.heightForWidth(self.width()) if layout.hasHeightForWidth() else self.sizeHint().height()
        self.resize(self.width(), tall)

    def _ticked(self, item: QListWidgetItem) -> None:
        value = item.data(VALUE)
        (self._checked.add if item.checkState() == Qt.CheckState.Checked else self._checked.discard)(value)

    # --- choosing ---------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Take what is ticked, or the range, or the words typed."""
        try:
            condition = self.condition()
        except FieldError as error:
            self._say(f"{error.message}{error.advice}")
            return
        self._choose(condition)

    def condition(self) -> Condition | None:
        """Return what is chosen, None for nothing. Raises FieldError for a range that cannot be read."""
        if self._checked:
            return self._condition("is", tuple(sorted(self._checked, key=lambda value: (value is None, str(value)))))
        low, high = self._bound(self.low), self._bound(self.high)
        if low is not None or high is not None:
            return self._condition("between", (low, high))
        words = trim(self.search.text())
        if words and self.sieve.kind in ("code", "codes", "yes_no", "record", "groups"):
            found = tuple(self.list.item(row).data(VALUE) for row in range(self.list.count()))
            return self._condition("is", found) if found else None
        return self._condition("contains", (words,)) if words else None

    def _bound(self, line: QLineEdit) -> object | None:
        text = squeeze(fold(line.text()))
        if not text or self.sieve.kind not in RANGES:
            return None
        if self.sieve.kind == "age":
            if not text.removesuffix("岁").isdigit():
                raise FieldError("年龄请填整数，", kind="number_invalid", advice="例如 60。")
            return int(text.removesuffix("岁"))
        if self.sieve.key not in self.desk.catalogue[self.sieve.ledger]:
            return text
        return parse(self.desk, self.sieve.ledger, self.sieve.key, text)

    def _condition(self, op: str, values: tuple[object, ...] = ()) -> Condition:
        return Condition(self.sieve.key, op, values, self.sieve.via)

    def _choose(self, condition: Condition | None) -> None:
        self.chosen.emit(condition)
        self.close()

    def _sort(self, way: str, descending: bool) -> None:
        self.sort_wanted.emit(f"{self.column.sort}{way}", descending)
        self.close()

    # --- keyboard ---------------------------------------------------------------------------------------------

    def open_at(self, place: QPoint) -> None:
        """Open below a point, inside the screen, with the keyboard where one begins."""
        self._fit()
        screen = QApplication.screenAt(place) or QApplication.primaryScreen()
        room = screen.availableGeometry()
        left = max(room.left(), min(place.x(), room.right() - self.width()))
        self.move(left, max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.show()
        first = self.low if self.sieve.kind in ("age", "number", "money") else self.search
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self._handled(watched, event):
            return True
        return super().eventFilter(watched, event)

    def _handled(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() in RETURNS:
            self.accept()
            return True
        if event.key() == Qt.Key.Key_Down and watched in (self.search, self.low, self.high) and self.list.count():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False

    def closeEvent(self, event: QEvent) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task.done.disconnect()
        super().closeEvent(event)
