"""The list under an input that offers what something typed may mean; Enter or Tab takes the first and goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QCompleter, QTreeView, QWidget

from gridDesk.ui import theme

VALUE = int(Qt.ItemDataRole.UserRole)
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Suggestions(QCompleter):
    """A list under an input: what, and what it is; never changes the text before one is taken.

    `taken` is called with the row that was chosen, `passed` when the keyboard shall go on to the next field.
    """

    taken = Signal(QModelIndex)
    passed = Signal()

    def __init__(
        self, widget: QWidget, taken: Callable[[QModelIndex], None], passed: SignalInstance, *,
        first_is_meant: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(widget)
        self.setModel(QStandardItemModel(self))
        self.first_is_meant = first_is_meant
        view = QTreeView()
        view.setRootIsDecorated(False)
        view.setHeaderHidden(True)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        self.setPopup(view)
        view.setStyleSheet(f"QTreeView::item {{ padding: {theme.spacing(0.6)}px {theme.spacing(1)}px; }}")
        self.setWidget(widget)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(12)
        self.activated[QModelIndex].connect(self.taken)
        view.installEventFilter(self)
        self.taken.connect(taken)
        self.passed.connect(passed)

    def offer(self, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Open the list with rows of (value, texts of the columns), or close it when there are none."""
        offered = self.model()
        offered.clear()
        for value, texts in rows:
            offered.appendRow([_item(text, value) for text in texts])
        if offered.rowCount():
            self.show_under(self.widget())
        else:
            self.popup().hide()

    def pathFromIndex(self, index: QModelIndex) -> str:
        return str(index.siblingAtColumn(0).data() or "")

    def show_under(self, widget: QWidget) -> None:
        """Open the list below the input, wide enough for its rows."""
        view = self.popup()
        for column in range(self.model().columnCount()):
            view.resizeColumnToContents(column)
        gap = widget.fontMetrics().averageCharWidth() * 4
        wanted = sum(view.sizeHintForColumn(column) for column in range(self.model().columnCount())) + gap
        view.setCurrentIndex(QModelIndex())
        self.complete(QRect(0, 0, max(widget.width(), wanted), widget.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.popup() and event.type() == QEvent.Type.KeyPress and self._handled(event):
            return True
        return super().eventFilter(watched, event)

    def _handled(self, event: QKeyEvent) -> bool:
        forward = event.key() in RETURNS or event.key() == Qt.Key.Key_Tab
        if not forward:
            return False
        index = self.popup().currentIndex()
        if not index.isValid() and self.first_is_meant:
            index = self.completionModel().index(0, 0)
        self.popup().hide()
        if index.isValid():
            self.taken.emit(index)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Ctrl+Enter means the form, not the list: it goes to where the keyboard would be without the list.
            QApplication.sendEvent(QApplication.focusWidget() or self.widget(), event)
        else:
            self.passed.emit()
        return True


def value_of(index: QModelIndex) -> str:
    """Return the value of the row that was chosen."""
    return str(index.siblingAtColumn(0).data(VALUE))


def _item(text: str, value: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(value, VALUE)
    return item
