"""Choosers: pick a code or a record by typing a part of it (Hanzi, pinyin, initials or code), Enter takes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QCompleter, QLineEdit, QTreeView, QWidget

from gridDesk.desk import records
from gridDesk.desk.entry import Memory
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import Code, CodeSet
from gridDesk.text import fold, squeeze, today_iso, trim
from gridDesk.ui import theme

VALUE = int(Qt.ItemDataRole.UserRole)
NO_MATCH = 9
DELAY_MS = 80
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Suggestions(QCompleter):
    """A list under an input: two columns (what, and what it is), never changes the text before one is taken."""

    taken = Signal(QModelIndex)
    passed = Signal()

    def __init__(self, model: QStandardItemModel, widget: QWidget, *, first_is_meant: bool) -> None:
        super().__init__(model, widget)
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


class Matcher:
    """Which codes of a set something typed may mean: those chosen lately first, retired ones (valid_to) left out."""

    def __init__(self, codes: CodeSet, spell: Callable[[str], str], memory: Memory | None = None) -> None:
        self.codes, self._spell, self._memory = codes, spell, memory
        self._keys: dict[str, tuple[list[str], list[str]]] = {}

    @cached_property
    def offered(self) -> tuple[Code, ...]:
        """Return the codes in force today."""
        day = today_iso()
        return tuple(code for code in self.codes.codes if not code.valid_to or code.valid_to >= day)

    def recent(self) -> list[Code]:
        """Return the codes chosen lately, the last one first."""
        known = {code.code: code for code in self.offered}
        chosen = self._memory.recent(self.codes.key) if self._memory else []
        return [known[code] for code in chosen if code in known]

    def matches(self, text: str) -> list[Code]:
        """Return the codes that what was typed may mean: whole words, then beginnings, then parts; lately chosen first.

        Nothing typed means all of them.
        """
        typed = fold(squeeze(text)).casefold()
        lately = {code.code: place for place, code in enumerate(self.recent())}
        ranked = [
            (self._rank(code, typed), lately.get(code.code, len(lately)), place, code)
            for place, code in enumerate(self.offered)
        ]
        return [code for rank, *_places, code in sorted(ranked, key=lambda item: item[:3]) if rank < NO_MATCH]

    def chose(self, code: str) -> None:
        """Remember that a code was chosen."""
        if self._memory is not None:
            self._memory.chose(self.codes.key, code)

    def _rank(self, code: Code, typed: str) -> int:
        """Rank its own words before synonyms: what 女 is called must not depend on whether 母 (娘) was chosen lately."""
        if code.code not in self._keys:
            own, others = (code.short, code.label, code.code), code.synonyms
            self._keys[code.code] = (self._spelled(own), self._spelled(others))
        own, others = self._keys[code.code]
        if not typed or typed in own:
            return 0
        if typed in others:
            return 1
        keys = own + others
        if any(key.startswith(typed) for key in keys):
            return 2
        return 3 if any(typed in key for key in keys) else NO_MATCH

    def _spelled(self, words: tuple[str, ...]) -> list[str]:
        return fold(" ".join([*words, *(self._spell(word) for word in words)])).casefold().split()


def offer_codes(suggestions: Suggestions, found: list[Code], widget: QWidget) -> None:
    """Show codes in the list under an input, or close it when there is none."""
    offered = suggestions.model()
    offered.clear()
    for code in found:
        offered.appendRow([_item(code.short, code.code), _item(code.code, code.code)])
    if found:
        suggestions.show_under(widget)
    else:
        suggestions.popup().hide()


class CodeLine(QLineEdit):
    """A line for one code of a code set, as light as a line of text: for tables that hold many of them."""

    edited = Signal()
    picked = Signal()

    def __init__(self, matcher: Matcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matcher = matcher
        self.textEdited.connect(self._suggest)
        self.textEdited.connect(lambda _text: self.edited.emit())

    @cached_property
    def suggestions(self) -> Suggestions:
        """Return the list under the input, made when somebody first types."""
        made = Suggestions(QStandardItemModel(self), self, first_is_meant=True)
        made.taken.connect(self._take)
        made.passed.connect(self.picked)
        return made

    def code(self) -> str | None:
        """Return the code, None when blank. Raises FieldError for a word that is no code."""
        return self.matcher.codes.parse(self.text())

    def set_code(self, code: object) -> None:
        """Show a stored code by its short label."""
        self.setText(self.matcher.codes.show(code))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            offer_codes(self.suggestions, self.matcher.matches(""), self)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def _suggest(self, text: str) -> None:
        offer_codes(self.suggestions, self.matcher.matches(text) if squeeze(text) else [], self)

    def _take(self, index: QModelIndex) -> None:
        code = str(index.siblingAtColumn(0).data(VALUE))
        self.matcher.chose(code)
        self.set_code(code)
        self.edited.emit()


class CodeChooser(QComboBox):
    """Choose one code of a code set; what cannot be matched stays visible and is told by `code`."""

    edited = Signal()
    picked = Signal()

    def __init__(
        self, codes: CodeSet, spell: Callable[[str], str], parent: QWidget | None = None, *,
        memory: Memory | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.codes = codes
        self.matcher = Matcher(codes, spell, memory)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)
        self.setMaxVisibleItems(16)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.addItem("", "")
        recent = self.matcher.recent()
        for code in recent:
            self.addItem(code.short, code.code)
        if recent:
            self.insertSeparator(self.count())
        for code in self.matcher.offered:
            self.addItem(code.short, code.code)
        self.lineEdit().textEdited.connect(self._suggest)
        self.lineEdit().textEdited.connect(lambda _text: self.edited.emit())
        self.activated.connect(self._activated)
        self.set_code(None)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Return the list under the input, made when somebody first types: most fields of a form are passed by."""
        made = Suggestions(QStandardItemModel(self), self, first_is_meant=True)
        made.taken.connect(self._take)
        made.passed.connect(self.picked)
        return made

    def code(self) -> str | None:
        """Return the chosen code, None when blank. Raises FieldError for a word that is no code."""
        text = self.currentText()
        row = self.currentIndex()
        if row > 0 and self.itemText(row) == text:
            return str(self.itemData(row))
        return self.codes.parse(text)

    def set_code(self, code: object) -> None:
        """Show a stored code; one that is retired or that the set does not know is shown all the same."""
        row = 0 if code in (None, "") else self.findData(str(code))
        self.setCurrentIndex(max(row, -1))
        if row < 0:
            self.setEditText(self.codes.show(code))

    def matches(self, text: str) -> list[Code]:
        """Return the codes that what was typed may mean, the likeliest first."""
        return self.matcher.matches(text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a form must not change what was chosen.
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.lineEdit().selectAll()

    def _suggest(self, text: str) -> None:
        offer_codes(self.suggestions, self.matches(text) if squeeze(text) else [], self)

    def _take(self, index: QModelIndex) -> None:
        code = str(index.siblingAtColumn(0).data(VALUE))
        self.matcher.chose(code)
        self.set_code(code)
        self.edited.emit()

    def _activated(self, row: int) -> None:
        if self.itemData(row):
            self.matcher.chose(str(self.itemData(row)))
        self.edited.emit()


class RecordChooser(QLineEdit):
    """Choose a record by a part of its name; `free` keeps any text (addresses), else one must be chosen."""

    edited = Signal()
    picked = Signal()

    def __init__(self, desk: Desk, ledger: str, *, free: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.ledger, self.free = desk, ledger, free
        self.uid: str | None = None
        self.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.offer)
        self.textChanged.connect(self._changed)
        self._setting = False

    @cached_property
    def suggestions(self) -> Suggestions:
        """Return the list under the input, made when somebody first types."""
        made = Suggestions(QStandardItemModel(self), self, first_is_meant=not self.free)
        made.taken.connect(self._take)
        made.passed.connect(self.picked)
        return made

    def choose(self, uid: str | None, title: str = "") -> None:
        """Show a record as chosen; without a title it is looked up."""
        if uid and not title:
            title = self.desk.store.titles(self.ledger, [uid]).get(uid, "")
        self._setting = True
        self.setText(title)
        self._setting = False
        self.setCursorPosition(0)
        self.uid = uid

    def chosen(self) -> str | None:
        """Return the chosen uid, None when blank. Raises FieldError when the text names no single record."""
        if self.uid or not trim(self.text()):
            return self.uid
        label = self.desk.catalogue[self.ledger].label
        found = records.choices(self.desk, self.ledger, self.text(), limit=3)
        exact = [item for item in found if squeeze(item.title) == squeeze(self.text())]
        if len(exact) == 1:
            self.choose(exact[0].uid, exact[0].title)
            return self.uid
        if self.free:
            return None
        what = "有好几条" if len(found) > 1 else "没有找到"
        raise FieldError(
            f"{label}“{trim(self.text())[:20]}”{what}，", kind="record", advice="请打几个字后从列表里选一条。"
        )

    def offer(self) -> None:
        """Fill the list with what matches the text so far and open it."""
        self._timer.stop()
        offered = self.suggestions.model()
        offered.clear()
        for choice in records.choices(self.desk, self.ledger, self.text()):
            offered.appendRow([_item(choice.title, choice.uid), _item(choice.detail, choice.uid)])
        if offered.rowCount():
            self.suggestions.show_under(self)
        else:
            self.suggestions.popup().hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.offer()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def _changed(self, text: str) -> None:
        if self._setting:
            return
        self.uid = None
        self.edited.emit()
        if trim(text):
            self._timer.start()
        else:
            self._timer.stop()
            if "suggestions" in self.__dict__:
                self.suggestions.popup().hide()

    def _take(self, index: QModelIndex) -> None:
        self._timer.stop()
        self.choose(str(index.siblingAtColumn(0).data(VALUE)), str(index.siblingAtColumn(0).data()))
        self.edited.emit()


def _item(text: str, value: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(value, VALUE)
    return item
