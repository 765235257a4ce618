"""WordsDialog: an EventDialog that can also ask for a few sentences and for offices to tick."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from gridDesk.desk.office import Desk
from gridDesk.text import trim
from gridDesk.ui import theme
from gridDesk.ui.event_dialog import EventDialog
from gridDesk.ui.fitting import Scrolling, fit_height
from gridDesk.ui.office_list import OfficeList
from gridDesk.ui.pictures_editor import PicturesEditor


class WordsDialog(EventDialog):
    """Enter makes a new line in the field for sentences; Tab leaves it, Ctrl+Enter does the act."""

    def __init__(self, desk: Desk, title: str, intro: str, go_word: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, title, intro, go_word, parent)
        self.go_button.setToolTip("Ctrl+Enter")
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.go)

    def ask_words(self, label: str, hint: str = "", text: str = "", lines: int = 4) -> QPlainTextEdit:
        """Ask for a few sentences."""
        edit = QPlainTextEdit(text)
        edit.setPlaceholderText(hint)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(round(edit.fontMetrics().lineSpacing() * lines + theme.gap() * 1.5))
        self._beside(label, edit)
        return edit

    def ask_pictures(self, label: str, ledger: str, key: str) -> PicturesEditor:
        """Ask for the pictures of a field of a ledger; `raw` says which were given."""
        editor = PicturesEditor(self.desk, ledger, self.desk.catalogue[ledger][key])
        room = Scrolling(editor)  # nine pictures are higher than a small screen
        room.setFocusProxy(editor)
        room.setAccessibleName(editor.field.label)
        self._beside(label, room)

        def fit() -> None:
            room.updateGeometry()
            fit_height(self, self.width())

        editor.changed.connect(fit)
        return editor

    def ask_beside(self, label: str, widget: QWidget) -> QWidget:
        """Add a question in the line of the last one; Enter in it goes on."""
        row = self.body.itemAt(self.body.count() - 1).layout()
        words = QLabel(label)
        words.setBuddy(widget)
        widget.setAccessibleName(label)
        row.addWidget(words)
        row.addWidget(widget, 1)
        self.enter_goes_on(widget)
        return widget

    def ask_offices(self, label: str = "发给(&F)") -> OfficeList:
        """Ask for some of the offices below, in a column of their own beside the other questions."""
        offices = OfficeList(self.desk)
        words = QLabel(label)
        words.setBuddy(offices)
        side = QVBoxLayout()
        side.setSpacing(theme.spacing(0.5))
        side.addWidget(words)
        side.addWidget(offices, 1)
        column = self.layout()
        place = column.indexOf(self.body)
        column.takeAt(place)
        both = QHBoxLayout()
        both.setSpacing(theme.gap() * 2)
        self.body.setParent(None)
        both.addLayout(self.body, 3)
        both.addLayout(side, 2)
        self.body.addStretch(1)
        column.insertLayout(place, both, 1)
        return offices

    def _beside(self, label: str, widget: QWidget) -> None:
        words = QLabel(label)
        words.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(label)
        at_top = QVBoxLayout()
        at_top.setContentsMargins(0, theme.spacing(0.8), 0, 0)
        at_top.addWidget(words)
        at_top.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(at_top)
        row.addWidget(widget, 1)
        self.body.addLayout(row)
        self._labels.append(words)
        wide = max(item.sizeHint().width() for item in self._labels)
        for item in self._labels:
            item.setFixedWidth(wide)

    def opened(self, first: QWidget, wide: float = 32) -> WordsDialog:
        """Lay out the dialog and put the keyboard into its first question; return the dialog."""
        fit_height(self, theme.chars(wide))
        first.setFocus()
        return self


def words_of(edit: QPlainTextEdit) -> str:
    """Return the sentences of a field without outer spaces."""
    return trim(edit.toPlainText())
