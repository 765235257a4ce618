"""What stands in the inputs of a page or a dialog, whatever they are, and putting it back into one made anew.

Inputs are found in the order they were made, which is the same for a page made the same way. Passwords are never read.
Forms of records and the board of a household keep their own drafts and are left out.
"""

from __future__ import annotations

from PySide6.QtCore import QDate, QSignalBlocker
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QTextEdit,
    QWidget,
)

from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.form_frame import FormFrame
from gridDesk.ui.household_board import Board

State = list[list[object]]  # name of the class, what stands in it
_WRITTEN = (QLineEdit, QPlainTextEdit, QTextEdit)
_CHOSEN = (QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QCheckBox, QRadioButton)
_WHOLE = (FieldEditor, FormFrame, Board, QComboBox, QAbstractSpinBox)  # what is inside belongs to them


def state(root: QWidget, *, written_only: bool = False) -> State:
    """Return what stands in every input below `root`; `written_only` leaves out what is chosen or ticked."""
    return [[type(one).__name__, _read(one)] for one in _inputs(root, written_only)]


def put_back(root: QWidget, kept: State, *, written_only: bool = False) -> None:
    """Put a state back, input by input as a clerk would: one may make others appear. What does not fit is left."""
    for place, (name, value) in enumerate(kept):
        found = _inputs(root, written_only)
        if place >= len(found):
            return
        one = found[place]
        if type(one).__name__ == name and _read(one) != value:
            _write(one, value)


def texts(root: QWidget) -> list[str]:
    """Return what was typed below `root`, for somebody to read."""
    found = [_read(one) for one in _inputs(root, written_only=True)]
    return [text for value in found if (text := value if isinstance(value, str) else " ".join(_words(value)))]


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [word for item in value for word in _words(item)] if isinstance(value, list) else []


def _inputs(root: QWidget, written_only: bool) -> list[QWidget]:
    wanted = (*_WRITTEN, FieldEditor) if written_only else (*_WRITTEN, *_CHOSEN, FieldEditor)
    found: list[QWidget] = []
    _walk(root, wanted, found)
    return found


def _walk(widget: QWidget, wanted: tuple[type, ...], found: list[QWidget]) -> None:
    for child in widget.children():
        if not isinstance(child, QWidget) or isinstance(child, (FormFrame, Board)) or child.isWindow():
            continue
        if isinstance(child, wanted) and not _is_closed(child):
            found.append(child)
        if not isinstance(child, _WHOLE):
            _walk(child, wanted, found)


def _is_closed(widget: QWidget) -> bool:
    """Tell whether nothing may be read or put back: a password (also one with its eye open), a paper key, a shown text."""
    if getattr(widget, "secret", False):
        return True
    if isinstance(widget, QLineEdit):
        return widget.echoMode() != QLineEdit.EchoMode.Normal or widget.isReadOnly()
    return isinstance(widget, (QPlainTextEdit, QTextEdit)) and widget.isReadOnly()


def _read(one: QWidget) -> object:
    if isinstance(one, FieldEditor):
        return one.state()
    if hasattr(one, "choose") and hasattr(one, "uid") and isinstance(one, QLineEdit):
        return [one.uid or "", one.text()]
    if isinstance(one, QLineEdit):
        return one.text()
    if isinstance(one, (QPlainTextEdit, QTextEdit)):
        return one.toPlainText()
    if isinstance(one, QComboBox):
        return [one.currentIndex(), one.currentText()]
    if isinstance(one, QDateEdit):
        return one.date().toString("yyyy-MM-dd")
    return one.value() if isinstance(one, (QSpinBox, QDoubleSpinBox)) else one.isChecked()


def _write(one: QWidget, value: object) -> None:
    if isinstance(one, FieldEditor):
        with QSignalBlocker(one):
            one.set_state(value)
        one.changed.emit()
    elif isinstance(value, list) and isinstance(one, QLineEdit):
        uid, text = value
        one.choose(uid or None, text)
        _edited(one, text)
    elif isinstance(one, QLineEdit):
        one.setText(value)
        _edited(one, value)
    elif isinstance(one, (QPlainTextEdit, QTextEdit)):
        one.setPlainText(value)
    elif isinstance(one, QComboBox):
        _choose(one, *value)
    elif isinstance(one, QDateEdit):
        one.setDate(QDate.fromString(value, "yyyy-MM-dd"))
    elif isinstance(one, (QSpinBox, QDoubleSpinBox)):
        one.setValue(value)
    elif isinstance(one, QAbstractButton):
        one.click()


def _choose(one: QComboBox, index: int, text: str) -> None:
    place = index if one.itemText(index) == text else one.findText(text)
    if place >= 0:
        one.setCurrentIndex(place)
        one.activated.emit(place)
    elif one.isEditable():
        one.setEditText(text)
        _edited(one, text)


def _edited(one: QWidget, text: str) -> None:
    """Tell whoever listens that a clerk typed; our own inputs say so without opening their lists."""
    if hasattr(one, "edited"):
        one.edited.emit()
    elif isinstance(one, QLineEdit):
        one.textEdited.emit(text)
