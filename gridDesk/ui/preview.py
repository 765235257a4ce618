"""Preview of a PDF: thumbnails left, the page right, drawn from the very bytes that go to the printer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.ui import theme
from gridDesk.ui.page_images import PageImages, Wish

WIDTH, WHOLE = "width", "whole"
STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfPreview(QWidget):
    """Shows a PDF page by page: PgUp and PgDn turn, Home and End go to the ends, + and - zoom."""

    page_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self.count, self.fit = 0, 0, WIDTH
        self.images = PageImages(self)
        self.images.opened.connect(self._opened)
        self.images.ready.connect(self._take_image)
        self._build()
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._ask_page)
        self.say("选好要打印的内容后，这里就是纸上的样子。")

    def show_pdf(self, pdf: bytes) -> None:
        """Show a document; the page that was open stays open when there still is one."""
        self.images.open(pdf)

    def say(self, sentence: str) -> None:
        """Show a sentence instead of a document."""
        self.message.setText(sentence)
        self.stack.setCurrentWidget(self.message)
        self.bar.setEnabled(False)

    def go_to(self, page: int) -> None:
        """Show the page of that number (from 0)."""
        if not self.count:
            return
        self.page = max(0, min(page, self.count - 1))
        self.number.blockSignals(True)
        self.number.setValue(self.page + 1)
        self.number.blockSignals(False)
        self.thumbs.blockSignals(True)
        self.thumbs.setCurrentRow(self.page)
        self.thumbs.blockSignals(False)
        self.back.setEnabled(self.page > 0)
        self.forth.setEnabled(self.page < self.count - 1)
        self.area.verticalScrollBar().setValue(0)
        self._ask_page()
        self.page_changed.emit(self.page)

    def set_fit(self, fit: str | float) -> None:
        """Show pages as wide as the window ("width"), whole ("whole"), or at a scale (1.0 is true size)."""
        self.fit = fit
        self.fit_width.setChecked(fit == WIDTH)
        self.fit_whole.setChecked(fit == WHOLE)
        self._ask_page()

    def zoom(self, up: bool) -> None:
        """Go one step larger or smaller."""
        shown = self.sheet.pixmap()
        if shown.isNull() or not self.images.width_at_true_size(self.page):
            return
        now = shown.deviceIndependentSize().width() / self.images.width_at_true_size(self.page)
        larger = [step for step in STEPS if step > now + 0.01]
        smaller = [step for step in STEPS if step < now - 0.01]
        self.set_fit((larger[0] if larger else STEPS[-1]) if up else (smaller[-1] if smaller else STEPS[0]))

    # Building

    def _build(self) -> None:
        self.thumbs = self._make_thumbs()
        self.sheet = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.sheet.setAccessibleName("当前页")
        self.area = QScrollArea(widgetResizable=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.area.setWidget(self.sheet)
        self.area.setAccessibleName("页面预览，PgUp 和 PgDn 翻页")
        self.area.installEventFilter(self)
        self.area.viewport().installEventFilter(self)
        self.split = QSplitter()
        self.split.addWidget(self.thumbs)
        self.split.addWidget(self.area)
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([self.thumbs.maximumWidth(), self.thumbs.maximumWidth() * 5])
        self.split.setCollapsible(1, False)
        self.message = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.message.setProperty("role", "subtle")
        self.stack = QStackedWidget()
        # A palette, not a stylesheet: scroll bars inside one with its own sheet fall back to another look.
        ground = self.stack.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(theme.RAISED))
        self.stack.setPalette(ground)
        self.stack.setAutoFillBackground(True)
        self.stack.addWidget(self.message)
        self.stack.addWidget(self.split)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap() // 2)
        column.addWidget(self.stack, 1)
        column.addWidget(self._make_bar())

    def _make_thumbs(self) -> QListWidget:
        thumbs = QListWidget()
        thumbs.setAccessibleName("各页缩略图")
        thumbs.setViewMode(QListView.ViewMode.IconMode)
        thumbs.setFlow(QListView.Flow.TopToBottom)
        thumbs.setWrapping(False)
        thumbs.setMovement(QListView.Movement.Static)
        thumbs.setResizeMode(QListView.ResizeMode.Adjust)
        thumbs.setUniformItemSizes(True)
        thumbs.setFrameShape(QFrame.Shape.NoFrame)
        wide = thumbs.fontMetrics().horizontalAdvance("字") * 8
        thumbs.setIconSize(QSize(wide, wide))
        thumbs.setMaximumWidth(round(wide * 1.6))
        thumbs.setMinimumWidth(round(wide * 1.3))
        thumbs.currentRowChanged.connect(self.go_to)
        thumbs.verticalScrollBar().valueChanged.connect(self._ask_thumbs)
        return thumbs

    def _make_bar(self) -> QWidget:
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        self.back = self._button("上一页", "chevron-left", lambda: self.go_to(self.page - 1))
        self.forth = self._button("下一页", "chevron-right", lambda: self.go_to(self.page + 1))
        self.number = QSpinBox(buttonSymbols=QSpinBox.ButtonSymbols.NoButtons, alignment=Qt.AlignmentFlag.AlignCenter)
        self.number.setAccessibleName("页号")
        self.number.setMinimum(1)
        self.number.setKeyboardTracking(False)
        self.number.valueChanged.connect(lambda number: self.go_to(number - 1))
        self.total = QLabel()
        self.fit_width = self._button("适合宽度", "", lambda: self.set_fit(WIDTH), checkable=True)
        self.fit_whole = self._button("整页", "", lambda: self.set_fit(WHOLE), checkable=True)
        self.fit_width.setChecked(True)
        smaller = self._button("缩小", "minus", lambda: self.zoom(False))
        larger = self._button("放大", "plus", lambda: self.zoom(True))
        row.addWidget(self.back)
        row.addWidget(QLabel("第"))
        row.addWidget(self.number)
        row.addWidget(self.total)
        row.addWidget(self.forth)
        row.addStretch(1)
        for button in (self.fit_width, self.fit_whole, smaller, larger):
            row.addWidget(button)
        return self.bar

    def _button(self, text: str, icon: str, act: object, *, checkable: bool = False) -> QToolButton:
        button = QToolButton(
            text=text, checkable=checkable, toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        if icon:
            button.setIcon(theme.icon(icon))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: act())
        return button

    # What the worker hands over

    def _opened(self, count: int) -> None:
        self.count = count
        self.number.setMaximum(max(count, 1))
        self.total.setText(f"页，共 {count} 页")
        self._fill_thumbs(count)
        if not count:
            self.say("没有可以打印的内容。")
            return
        self.stack.setCurrentWidget(self.split)
        self.bar.setEnabled(True)
        self.go_to(self.page)
        self._ask_thumbs()

    def _fill_thumbs(self, count: int) -> None:
        blank = QPixmap(self.thumbs.iconSize())
        blank.fill(Qt.GlobalColor.transparent)
        icon = QIcon(blank)
        self.thumbs.blockSignals(True)
        self.thumbs.clear()
        for page in range(count):
            self.thumbs.addItem(QListWidgetItem(icon, str(page + 1)))
        self.thumbs.blockSignals(False)
        self.thumbs.setVisible(count > 1)

    def _ask_page(self) -> None:
        if not self.count:
            return
        room = self.area.viewport().size() - QSize(theme.gap() * 2, theme.gap() * 2)
        self.images.want_page(Wish(self.page, self.fit, room.width(), room.height(), self.devicePixelRatioF()))

    def _ask_thumbs(self) -> None:
        view, size = self.thumbs.viewport().rect(), self.thumbs.iconSize()
        for row in range(self.count):
            item = self.thumbs.item(row)
            place = self.thumbs.visualItemRect(item)
            if place.top() > view.bottom() + view.height():
                break
            if place.bottom() >= view.top() and not item.data(Qt.ItemDataRole.UserRole):
                self.images.want_thumb(Wish(row, WHOLE, size.width(), size.height(), self.devicePixelRatioF()))

    def _take_image(self, wish: Wish, image: QImage, thumb: bool) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(wish.ratio)
        if thumb:
            item = self.thumbs.item(wish.page)
            icon = QIcon(pixmap)
            icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a chosen page is not tinted: the ground shows it
            item.setIcon(icon)
            item.setData(Qt.ItemDataRole.UserRole, True)
        elif wish.page == self.page:
            self.sheet.setPixmap(pixmap)
            self.sheet.setMinimumSize(pixmap.deviceIndependentSize().toSize())

    # Keys and sizes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._turn(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self._turn(event):
            return True
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport() and self.fit in (WIDTH, WHOLE):
            self._later.start()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def _turn(self, event: QKeyEvent) -> bool:
        acts = {
            Qt.Key.Key_PageDown: lambda: self.go_to(self.page + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(self.page - 1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(self.count - 1),
            Qt.Key.Key_Plus: lambda: self.zoom(True),
            Qt.Key.Key_Equal: lambda: self.zoom(True),
            Qt.Key.Key_Minus: lambda: self.zoom(False),
        }
        act = acts.get(event.key())
        # Ctrl with + and - sets the text size of the whole window.
        if not act or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        act()
        return True
