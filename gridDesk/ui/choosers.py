"""Choosers: pick a code or a record by typing a part of it (Hanzi, pinyin, initials or code), Enter takes it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from gridDesk.desk import records
from gridDesk.desk.entry import Memory
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import Code, CodeSet
from gridDesk.text import squeeze, trim
from gridDesk.ui.matching import Matcher, Spell
from gridDesk.ui.suggestions import RETURNS, Suggestions, value_of

__all__ = ["RETURNS", "CodeChooser", "CodeLine", "RecordChooser"]

DELAY_MS = 80


class PicksCodes:
    """What an input for one code does with its list; the input has `matcher`, `set_code`, `edited` and `picked`."""

    matcher: Matcher

    @cached_property
    def suggestions(self) -> Suggestions:
        """Return the list under the input, made when somebody first types: most fields of a form are passed by."""
        return Suggestions(self, self._take, self.picked)

    def _offer(self, found: list[Code]) -> None:
        self.suggestions.offer((code.code, (code.short, code.code)) for code in found)

    def _suggest(self, text: str) -> None:
        self._offer(self.matcher.matches(text) if squeeze(text) else [])

    def _take(self, index: QModelIndex) -> None:
        code = value_of(index)
        self.matcher.chose(code)
        self.set_code(code)
        self.edited.emit()


class CodeLine(PicksCodes, QLineEdit):
    """A line for one code of a code set, as light as a line of text: for tables that hold many of them."""

    edited = Signal()
    picked = Signal()

    def __init__(self, matcher: Matcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matcher = matcher
        self.textEdited.connect(self._suggest)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def code(self) -> str | None:
        """Return the code, None when blank. Raises FieldError for a word that is no code."""
        return self.matcher.codes.parse(self.text())

    def set_code(self, code: object) -> None:
        """Show a stored code by its short label."""
        self.setText(self.matcher.codes.show(code))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._offer(self.matcher.matches(""))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()


class CodeChooser(PicksCodes, QComboBox):
    """Choose one code of a code set; what cannot be matched stays visible and is told by `code`."""

    edited = Signal()
    picked = Signal()

    def __init__(
        self, codes: CodeSet, spell: Spell, parent: QWidget | None = None, *,
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
        return Suggestions(self, self._take, self.picked, first_is_meant=not self.free)

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
        found = records.choices(self.desk, self.ledger, self.text())
        self.suggestions.offer((choice.uid, (choice.title, choice.detail)) for choice in found)

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
        self.choose(value_of(index), str(index.siblingAtColumn(0).data()))
        self.edited.emit()
