"""FormKeys: a form by keyboard. Enter goes on, Shift+Enter back, Ctrl+Enter saves and begins the next, Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.form_frame import FormFrame

RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormKeys(FormFrame):
    """The frame of a form with its keys; whoever fills it says what saving, leaving and F4 (as last time) mean."""

    went_through = Signal()

    def leave(self) -> bool:
        """Leave the form; return whether it was left."""
        raise NotImplementedError

    def save_next(self) -> bool:
        """Save and begin the next record; return whether it was saved."""
        raise NotImplementedError

    def same_as_last(self, item: FieldEditor) -> None:
        """Fill one field with what the last record held there."""
        raise NotImplementedError

    def watch_keys(self, made: FieldEditor) -> None:
        """See every key that is pressed in an editor."""
        made.picked.connect(lambda: self._go_on(made))
        for widget in made.inputs():
            widget.installEventFilter(self)

    def first_editor(self) -> FieldEditor:
        """Return where typing starts: the identity number where there is one, else the first field."""
        shown = list(self.editors.values())
        return next((item for item in shown if item.field.type.name == "id_number"), shown[0])

    def start_typing(self) -> None:
        """Put the keyboard into the first field."""
        self.first_editor().entry().setFocus(Qt.FocusReason.TabFocusReason)

    def field_of(self, widget: QObject | None) -> str:
        """Return the field whose input has the keyboard, "" for a widget that is none of them."""
        item = self._editor_of(widget) if widget is not None else None
        return item.field.key if item is not None else ""

    def jump(self, key: str) -> None:
        """Go to a field and bring it into view."""
        item = self.editors.get(key)
        if item is not None:
            self.bring_into_view(item, 3)
            item.entry().setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self._key(watched, event):
            return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.bring_into_view(watched, 2)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(self, event):
            super().keyPressEvent(event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        item = self._editor_of(watched)
        if event.key() == Qt.Key.Key_F4 and item is not None:
            self.same_as_last(item)
            return True
        if event.key() == Qt.Key.Key_F8 and item is not None and item.field.key in self.pins:
            self.pins[item.field.key].toggle()
            return True
        return event.key() in RETURNS and self._return(watched, item, event.modifiers())

    def _return(self, watched: QObject, item: FieldEditor | None, keys: Qt.KeyboardModifier) -> bool:
        """Go on, go back, leave a text of several lines, or save; False lets Enter be a new line."""
        control, shift = keys & Qt.KeyboardModifier.ControlModifier, keys & Qt.KeyboardModifier.ShiftModifier
        several = isinstance(watched, QPlainTextEdit)
        if control and not several:
            self.save_next()
        elif item is None or (several and not control):
            return False
        else:
            self._go_on(item, back=bool(shift))
        return True

    def _editor_of(self, widget: QObject) -> FieldEditor | None:
        return next((item for item in self.editors.values() if widget in item.inputs()), None)

    def _go_on(self, item: FieldEditor, *, back: bool = False) -> None:
        order = list(self.editors.values())
        place = order.index(item) + (-1 if back else 1)
        if place >= len(order):
            self.went_through.emit()
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= 0:
            order[place].entry().setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)
