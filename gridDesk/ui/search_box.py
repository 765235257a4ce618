"""The big search box: finds as you type, shows by kind under itself what was found, Enter opens the first.

What was typed is kept nowhere: no recent searches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QWidget

from gridDesk.desk import audit, search
from gridDesk.desk.roles import works
from gridDesk.desk.search import Found, Section
from gridDesk.ui import commands, theme
from gridDesk.ui.navigation import PAGES

if TYPE_CHECKING:
    from gridDesk.desk import Desk

FOUND = int(Qt.ItemDataRole.UserRole)
HEAD = FOUND + 1
DELAY_MS = 80
EVERYTHING = "查找：姓名、拼音首字母、身份证号、电话、户号、地址，或功能名（按 Ctrl+K）"
PAGES_ALONE = "查找功能名（按 Ctrl+K）"  # for who has no part in the records
ROOM = 22  # lines of text the list may take
ICONS = {
    "person": "person", "household": "household", "dwelling": "dwelling", "address": "place", "grid": "grid",
    "event": "bell", "visit": "walk", search.LEDGER: "table",
}  # fmt: skip
PAGE_ICONS = {entry.key: entry.icon for entry in PAGES} | {"import": "import"}


class SearchBox(QLineEdit):
    """Find anybody and anything by name, pinyin initials, number, phone or address; and pages by their names."""

    chosen = Signal(str, str)  # ledger, uid
    go = Signal(str, str)  # page, argument

    def __init__(self, desk: Desk | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("search")
        self.setPlaceholderText(EVERYTHING if desk is None or works(desk) else PAGES_ALONE)
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
        sections = search.sections(self._desk, text) if works(self._desk) else []
        for section in sections:
            if section.hits[0].ledger == "person":
                audit.listed(self._desk, "person", section.total, searched=True)
        self._list().show_found([*sections, *_pages(self._desk, text)], text)
        self._place()

    def _list(self) -> ResultList:
        if self.results is None:
            self.results = ResultList(self.window())
            self.results.chosen.connect(self._choose)
            self.destroyed.connect(self.results.deleteLater)
            self.window().installEventFilter(self)
        return self.results

    def _place(self) -> None:
        results = self._list()
        corner = self.mapTo(self.window(), QPoint(0, self.height() + theme.spacing(0.5)))
        room = self.window().height() - corner.y() - theme.gap()
        results.setGeometry(QRect(corner, QSize(self.width(), min(results.wanted_height(), max(room, theme.em() * 5)))))
        results.raise_()
        results.show()

    def close_results(self) -> None:
        """Put the list away, empty: what was found is no longer there to be read."""
        if self.results is not None:
            self.results.hide()
            self.results.clear()

    @property
    def open(self) -> bool:
        """Tell whether the list of results is showing."""
        return self.results is not None and self.results.isVisible()

    def _choose(self, ledger: str, uid: str) -> None:
        self.close_results()
        self.clear()
        if ledger in (search.LEDGER, commands.PAGE):
            page, _, argument = uid.partition(" ")
            self.go.emit(page, argument)
        else:
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

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()  # the list belongs to the window: it would show over the door once that is locked
        self.close_results()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.open:
            self._place()
        return super().eventFilter(watched, event)


def _pages(desk: Desk, text: str) -> list[Section]:
    """Return the pages whose names were typed, as a last section."""
    found = commands.find(text, desk.office.level, desk.keys.roles)
    hits = [Found(commands.PAGE, one.page, one.label, "打开这一页", "") for one in found]
    return [Section("功能", str(len(hits)), hits)] if hits else []


class ResultList(QListWidget):
    """What was found by kind: a heading with the count, then each with its name, a line that tells it apart, and why."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("查找结果")
        # The keyboard stays in the box, so that the clerk can type on while the list shows.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(ResultLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setProperty("role", "results")
        self.setStyleSheet(f"QListWidget {{ border: 1px solid {theme.ACCENT}; }}")
        self.itemClicked.connect(self._take)
        self.hide()

    def show_found(self, sections: list[Section], text: str) -> None:
        """Fill the list, the first result current."""
        self.clear()
        for section in sections:
            if section.hits[0].ledger != search.LEDGER or _reachable(section.hits):
                self._add_section(section)
        if self.count():
            self.setCurrentRow(1)
            self.scrollToTop()
        else:
            item = QListWidgetItem(f"没有找到“{text}”。可以少打几个字，或换拼音首字母、电话后几位再试。")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)

    def _add_section(self, section: Section) -> None:
        rest = "" if section.count == str(len(section.hits)) else f"，先列 {len(section.hits)} 个"
        head = QListWidgetItem(f"{section.label}　{section.count}{rest}")
        head.setData(HEAD, True)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(head)
        for hit in _reachable(section.hits):
            words = (section.label, hit.name, hit.mark, hit.line, hit.why)
            item = QListWidgetItem("　".join(word for word in words if word))
            item.setData(FOUND, hit)
            self.addItem(item)

    def wanted_height(self) -> int:
        """Return the height in pixels for the rows there are, at most ROOM lines."""
        whole = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return min(whole, theme.em() * ROOM) + 2 * self.frameWidth() + 2

    def step(self, key: int) -> None:
        """Move to another result by an arrow or page key; headings are passed over."""
        rows = [row for row in range(self.count()) if self.item(row).data(FOUND) is not None]
        if not rows:
            return
        ways = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: search.EACH,
            Qt.Key.Key_PageUp: -search.EACH,
        }
        here = rows.index(self.currentRow()) if self.currentRow() in rows else -1
        place = max(0, min(len(rows) - 1, here + ways[key]))
        self.setCurrentRow(rows[place])
        if place == 0:
            self.scrollToTop()  # so that its heading shows too

    def take_current(self) -> None:
        """Choose the current row, if it is a result."""
        if self.currentItem() is not None:
            self._take(self.currentItem())

    def _take(self, item: QListWidgetItem) -> None:
        hit = item.data(FOUND)
        if hit is not None:
            self.chosen.emit(hit.ledger, hit.uid)


def _reachable(hits: list[Found]) -> list[Found]:
    """Leave out ledgers whose page this window does not have."""
    pages = {entry.key for entry in PAGES}
    return [hit for hit in hits if hit.ledger != search.LEDGER or hit.uid.partition(" ")[0] in pages]


class ResultLines(QStyledItemDelegate):
    """Draws a result on two lines: the name and why it was found, then what tells it apart."""

    def sizeHint(self, option: object, index: QModelIndex) -> QSize:
        lines = 1.5 if index.data(HEAD) else 1.6 if index.data(FOUND) is None else 2.5
        return QSize(theme.chars(20), round(theme.em() * lines))

    def paint(self, painter: QPainter, option: object, index: QModelIndex) -> None:
        hit = index.data(FOUND)
        painter.save()
        if index.data(HEAD):
            self._draw_head(painter, option.rect, index.data())
            painter.restore()
            return
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

    def _draw_head(self, painter: QPainter, rect: QRect, words: str) -> None:
        painter.fillRect(rect, QColor(theme.GROUND))
        inner = rect.adjusted(theme.gap(), 0, -theme.gap(), 0)
        self._write(painter, inner, words, theme.SUBTLE, Qt.AlignmentFlag.AlignVCenter)

    def _draw(self, painter: QPainter, inner: QRect, hit: Found) -> None:
        side = theme.icon_size(1.3)
        name = PAGE_ICONS.get(hit.uid, "file") if hit.ledger == commands.PAGE else ICONS.get(hit.ledger, "file")
        theme.icon(name, theme.ACCENT).paint(
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
        ink = theme.SUBTLE if hit.mark else theme.INK
        words = f"{hit.name}（{hit.mark}）" if hit.mark else hit.name
        self._write(painter, name, words, ink, Qt.AlignmentFlag.AlignVCenter, medium=True)
        self._write(painter, lower, hit.line, theme.SUBTLE, Qt.AlignmentFlag.AlignVCenter)

    @staticmethod
    def _write(painter: QPainter, room: QRect, text: str, colour: str, align: object, *, medium: bool = False) -> int:
        painter.setFont(theme.font(medium=medium))
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(align), shown)
        return painter.fontMetrics().horizontalAdvance(shown)
