"""The big search box: finds as you type, shows a list under itself, Enter opens the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QWidget

from gridDesk.desk import search
from gridDesk.ui import theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.search import Found

FOUND = int(Qt.ItemDataRole.UserRole)
DELAY_MS = 80
LIMIT = 30
ROWS_SHOWN = 7
ICONS = {"person": "person", "household": "household", "dwelling": "dwelling", "address": "place", "grid": "grid"}


class SearchBox(QLineEdit):
    """Find a person, a household or a dwelling by name, pinyin initials, number, phone or address."""

    chosen = Signal(str, str)  # ledger, uid

    def __init__(self, desk: Desk | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("search")
        self.setPlaceholderText("查找：姓名、拼音首字母、身份证号、电话、户号、地址（按 Ctrl+F）")
        self.setAccessibleName("查找")
        self.setAccessibleDescription("输入姓名、拼音首字母、证件号码、电话、户号或地址，按回车打开第一个结果")
        self.setClearButtonEnabled(True)
        self.addAction(
            QAction(theme.icon("search", theme.SUBTLE), "查找", self), QLineEdit.ActionPosition.LeadingPosition
        )
        self.results: ResultList | None = None
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.find_now)
        self.textEdited.connect(self._typed)
        self.textChanged.connect(self._emptied)

    def set_desk(self, desk: Desk | None) -> None:
        """Search another office, or none."""
        self._desk = desk
        self.clear()
        self.close_results()

    def _typed(self) -> None:
        self._timer.start()

    def _emptied(self, text: str) -> None:
        if not text.strip():
            self._timer.stop()
            self.close_results()

    def find_now(self) -> None:
        """Look for what is typed now and show the list."""
        self._timer.stop()
        text = self.text().strip()
        if not text or self._desk is None:
            self.close_results()
            return
        self._list().show_found(search.find(self._desk, text, LIMIT), text)
        self._place()

    def _list(self) -> ResultList:
        if self.results is None:
            self.results = ResultList(self.window())
            self.results.chosen.connect(self._choose)
            self.window().installEventFilter(self)
        return self.results

    def _place(self) -> None:
        results = self._list()
        corner = self.mapTo(self.window(), QPoint(0, self.height() + theme.spacing(0.5)))
        results.setGeometry(QRect(corner, QSize(self.width(), results.wanted_height())))
        results.raise_()
        results.show()

    def close_results(self) -> None:
        """Put the list away."""
        if self.results is not None:
            self.results.hide()

    @property
    def open(self) -> bool:
        """Tell whether the list of results is showing."""
        return self.results is not None and self.results.isVisible()

    def _choose(self, ledger: str, uid: str) -> None:
        self.close_results()
        self.clear()
        self.chosen.emit(ledger, uid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive() or not self.open:
                self.find_now()
            if self.open:
                self.results.take_current()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and self.open:
            self.results.step(key)
        elif key == Qt.Key.Key_Down:
            self.find_now()
        elif key == Qt.Key.Key_Escape and (self.open or self.text()):
            self.close_results() if self.open else self.clear()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.close_results()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.open:
            self._place()
        return super().eventFilter(watched, event)


class ResultList(QListWidget):
    """What was found, each with its name, a line that tells it apart, and why it was found."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("查找结果")
        # The keyboard stays in the box, so that the clerk can type on while the list shows.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(ResultLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("role", "results")
        self.setStyleSheet(f"QListWidget {{ border: 1px solid {theme.ACCENT}; }}")
        self.itemClicked.connect(self._take)
        self.hide()

    def show_found(self, found: list[Found], text: str) -> None:
        """Fill the list, the first one current."""
        self.clear()
        for hit in found:
            item = QListWidgetItem(f"{hit.name}　{hit.line}　{hit.why}")
            item.setData(FOUND, hit)
            self.addItem(item)
        if found:
            self.setCurrentRow(0)
        else:
            item = QListWidgetItem(f"没有找到“{text}”。可以少打几个字，或换拼音首字母、电话后几位再试。")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)

    def wanted_height(self) -> int:
        """Return the height in pixels for the rows there are, at most ROWS_SHOWN."""
        rows = min(self.count(), ROWS_SHOWN)
        return sum(self.sizeHintForRow(row) for row in range(rows)) + 2 * self.frameWidth() + 2

    def step(self, key: int) -> None:
        """Move the current row by an arrow or page key."""
        ways = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS_SHOWN, Qt.Key.Key_PageUp: -ROWS_SHOWN}
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + ways[key])))

    def take_current(self) -> None:
        """Choose the current row, if it is a result."""
        if self.currentItem() is not None:
            self._take(self.currentItem())

    def _take(self, item: QListWidgetItem) -> None:
        hit = item.data(FOUND)
        if hit is not None:
            self.chosen.emit(hit.ledger, hit.uid)


class ResultLines(QStyledItemDelegate):
    """Draws a result on two lines: the name and why it was found, then what tells it apart."""

    def sizeHint(self, option: object, index: QModelIndex) -> QSize:
        lines = 1.6 if index.data(FOUND) is None else 2.7
        return QSize(theme.chars(20), round(theme.em() * lines))

    def paint(self, painter: QPainter, option: object, index: QModelIndex) -> None:
        hit = index.data(FOUND)
        painter.save()
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, QColor(theme.ACCENT_SOFT if current else theme.SURFACE))
        if current:
            painter.fillRect(
                QRect(option.rect.topLeft(), QSize(theme.spacing(0.7), option.rect.height())), QColor(theme.ACCENT)
            )
        inner = option.rect.adjusted(theme.gap(), theme.spacing(0.6), -theme.gap(), -theme.spacing(0.6))
        if hit is None:
            self._write(painter, inner, index.data(), theme.SUBTLE, Qt.AlignmentFlag.AlignVCenter)
        else:
            self._draw(painter, inner, hit)
        painter.restore()

    def _draw(self, painter: QPainter, inner: QRect, hit: Found) -> None:
        side = theme.icon_size(1.3)
        theme.icon(ICONS.get(hit.ledger, "file"), theme.ACCENT).paint(
            painter, QRect(inner.left(), inner.center().y() - side.height() // 2, side.width(), side.height())
        )
        text = inner.adjusted(side.width() + theme.gap(), 0, 0, 0)
        half = text.height() // 2
        upper, lower = (
            QRect(text.topLeft(), QSize(text.width(), half)),
            QRect(text.left(), text.top() + half, text.width(), half),
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        taken = self._write(painter, upper, hit.why, theme.SUBTLE, right)
        name = upper.adjusted(0, 0, -taken - theme.gap(), 0)
        self._write(painter, name, hit.name, theme.INK, Qt.AlignmentFlag.AlignVCenter, medium=True)
        self._write(painter, lower, hit.line, theme.SUBTLE, Qt.AlignmentFlag.AlignVCenter)

    @staticmethod
    def _write(painter: QPainter, room: QRect, text: str, colour: str, align: object, *, medium: bool = False) -> int:
        painter.setFont(theme.font(medium=medium))
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(align), shown)
        return painter.fontMetrics().horizontalAdvance(shown)
