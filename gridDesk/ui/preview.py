"""Preview of a PDF: thumbnails left, the pages right, drawn from the very bytes that go to the printer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.find_bar import FindBar
from gridDesk.ui.page_images import PageImages
from gridDesk.ui.page_thumbs import PageThumbs
from gridDesk.ui.page_view import WHOLE, WIDTH, PageView

__all__ = ["WHOLE", "WIDTH", "PdfPreview"]


class PdfPreview(QWidget):
    """Shows a PDF: PgUp and PgDn turn, Home and End go to the ends, + and - zoom, Ctrl+F finds words in it."""

    page_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self._narrow = False
        self.images = PageImages(self)
        self.view = PageView(self.images)
        self.thumbs = PageThumbs(self.images)
        self.find_bar = FindBar()
        self._build()
        self._connect()
        self.say("选好要打印的内容后，这里就是纸上的样子。")

    @property
    def page(self) -> int:
        """Return the page that shows, from 0."""
        return max(0, self.view.page)

    def show_pdf(self, pdf: bytes) -> None:
        """Show a document; the page that was open stays open when there still is one."""
        self.images.open(pdf)

    def say(self, sentence: str) -> None:
        """Show a sentence instead of a document."""
        self.message.setText(sentence)
        self.stack.setCurrentWidget(self.message)
        self.bar.setEnabled(False)
        self.find_bar.hide()

    def open_at(self, page: int) -> None:
        """Show that page (from 0) of the document that is just being opened."""
        self.view.page = page

    def go_to(self, page: int) -> None:
        """Show the page of that number (from 0)."""
        self.view.go_to(page)

    def set_fit(self, fit: str | float) -> None:
        """Show pages as wide as the window ("width"), whole ("whole"), or at a scale (1.0 is true size)."""
        self.view.set_fit(fit)

    def zoom(self, up: bool) -> None:
        """Go one step larger or smaller."""
        self.view.zoom(up)

    def open_find(self) -> None:
        """Let words be looked for in the document."""
        if self.count:
            self.find_bar.open()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what can be spared where the window is narrow: small pictures and words beside icons."""
        self._narrow = narrow
        self.thumbs.setVisible(self.count > 1 and not narrow)
        self.before.setVisible(not narrow)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.find.setToolButtonStyle(style)
        self._say_total()

    def _say_total(self) -> None:
        self.total.setText(f"共 {self.count} 页" if self._narrow else f"页，共 {self.count} 页")

    # Building

    def _build(self) -> None:
        self.pages = QWidget()
        row = QHBoxLayout(self.pages)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.thumbs)
        row.addWidget(self.view, 1)
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.message.setProperty("role", "subtle")
        self.stack = _Stack()
        # A palette, not a stylesheet: scroll bars inside one with its own sheet fall back to another look.
        ground = self.stack.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(theme.RAISED))
        self.stack.setPalette(ground)
        self.stack.setAutoFillBackground(True)
        self.stack.addWidget(self.message)
        self.stack.addWidget(self.pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap() // 2)
        column.addWidget(self.stack, 1)
        column.addWidget(self.find_bar)
        column.addWidget(self._make_bar())

    def _make_bar(self) -> QWidget:
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        self.back = self._button("上一页", "chevron-left", lambda: self.go_to(self.page - 1), words=False)
        self.forth = self._button("下一页", "chevron-right", lambda: self.go_to(self.page + 1), words=False)
        self.number = QSpinBox(buttonSymbols=QSpinBox.ButtonSymbols.NoButtons, alignment=Qt.AlignmentFlag.AlignCenter)
        self.number.setAccessibleName("页号")
        self.number.setMinimum(1)
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(lambda number: self.go_to(number - 1))
        self.total = QLabel()
        self.fit_width = self._button("适合宽度", "", lambda: self.set_fit(WIDTH), checkable=True)
        self.fit_whole = self._button("整页", "", lambda: self.set_fit(WHOLE), checkable=True)
        self.fit_width.setChecked(True)
        smaller = self._button("缩小", "minus", lambda: self.zoom(False), words=False)
        larger = self._button("放大", "plus", lambda: self.zoom(True), words=False)
        self.find = self._button("查找", "search", self.open_find)
        self.find.setToolTip("在这份文件里找，Ctrl+F")
        row.setSpacing(theme.spacing(0.6))
        self.before = QLabel("第")
        for part in (self.back, self.before, self.number, self.total, self.forth):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.find, self.fit_width, self.fit_whole, smaller, larger):
            row.addWidget(part)
        return self.bar

    def _button(self, text: str, icon: str, act: object, *, checkable: bool = False, words: bool = True) -> QToolButton:
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
        button = QToolButton(text=text, toolTip="" if words else text, checkable=checkable, toolButtonStyle=style)
        if icon:
            button.setIcon(theme.icon(icon))
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _connect(self) -> None:
        self.images.opened.connect(self._opened)
        self.images.failed.connect(lambda _error: self.say("这份文件画不出来。可以先存为 PDF，用其他程序打开。"))
        self.images.searched.connect(self._found)
        self.view.page_changed.connect(self._turned)
        self.view.fit_changed.connect(self._fitted)
        self.thumbs.chosen.connect(self.go_to)
        self.find_bar.wanted.connect(self._look_for)
        self.find_bar.shown.connect(self._show_hit)
        self.find_bar.closed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))

    # What happens

    def _opened(self, sizes: tuple[tuple[float, float], ...]) -> None:
        self.count = len(sizes)
        if not self.count:
            self.say("没有可以打印的内容。")
            return
        self.number.blockSignals(True)
        self.number.setMaximum(self.count)
        self.number.blockSignals(False)
        self._say_total()
        self.stack.setCurrentWidget(self.pages)
        self.bar.setEnabled(True)
        self.thumbs.setVisible(self.count > 1 and not self._narrow)
        self.thumbs.show_pages(sizes)
        self.view.show_pages(sizes)
        self._turned(self.page)
        if self.find_bar.isVisible():
            self._look_for(self.find_bar.words.text())

    def _turned(self, page: int) -> None:
        self.number.blockSignals(True)
        self.number.setValue(page + 1)
        self.number.blockSignals(False)
        self.thumbs.follow(page)
        self.back.setEnabled(page > 0)
        self.forth.setEnabled(page < self.count - 1)
        self.page_changed.emit(page)

    def _fitted(self, fit: str | float) -> None:
        self.fit_width.setChecked(fit == WIDTH)
        self.fit_whole.setChecked(fit == WHOLE)

    def _look_for(self, words: str) -> None:
        self.view.mark((), -1)
        self.images.search(words)
        if words.strip():
            self.find_bar.take((), False, self.page)

    def _found(self, _read: int, hits: object, finished: bool) -> None:
        if self.find_bar.isVisible():
            self.view.mark(hits, self.find_bar.at)
            self.find_bar.take(hits, finished, self.page)

    def _show_hit(self, number: int) -> None:
        if len(self.view.hits) != len(self.find_bar.hits):
            self.view.mark(self.find_bar.hits, number)
        self.view.show_hit(number)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.open_find()
        elif not self.view.turn(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Ctrl+F finds people everywhere else; while a document has the keyboard it finds in the document.
        if event.type() == QEvent.Type.ShortcutOverride and _is_find(event):
            event.accept()
            return True
        return super().event(event)


class _Stack(QStackedWidget):
    """A sentence or the pages; the sentence wraps, which must not make the whole page ask for height by width."""

    def hasHeightForWidth(self) -> bool:
        return False


def _is_find(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier
