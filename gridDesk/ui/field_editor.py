"""FieldEditor: what every editor of a field shares: the input, a mark beside it, a sentence under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import records
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import Edit, Field
from gridDesk.ui import theme


class FieldEditor(QWidget):
    """The input of one field with a place for a mark (由身份证带出) beside it and a sentence under it."""

    changed = Signal()
    left = Signal()
    picked = Signal()
    noted = Signal(str)  # a sentence about what the editor made of what was typed

    wide = False

    def __init__(self, desk: Desk, ledger: str, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.ledger, self.field = desk, ledger, field
        # Most fields never need a mark or a sentence; a form opens twice as fast without their labels.
        self._mark: QLabel | None = None
        self._problem: QLabel | None = None
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.spacing(1))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(self.row)
        self._column.addStretch(1)
        self.input = self.build()
        for widget in self.inputs():
            widget.setAccessibleName(field.label)
            widget.setToolTip(field.help)
            widget.installEventFilter(self)
        self.setFocusProxy(self.inputs()[0])

    def build(self) -> QWidget:
        """Make the input, put it into `row` and return it."""
        raise NotImplementedError

    def inputs(self) -> list[QWidget]:
        """Return the widgets that take the keyboard, in order."""
        return [self.input]

    def entry(self) -> QWidget:
        """Return the widget that takes the keyboard when the field is entered."""
        return self.inputs()[0]

    def value(self) -> object | None:
        """Return the value to store, None when blank. Raises FieldError."""
        return self.parsed(self.raw())

    def raw(self) -> str:
        """Return what was typed."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a stored value."""
        raise NotImplementedError

    def parsed(self, raw: object) -> object | None:
        """Return the stored value of what was typed; the sentence of a FieldError leaves out the label beside it."""
        try:
            return records.parse(self.desk, self.ledger, self.field.key, raw)
        except FieldError as error:
            message = error.message.removeprefix(f"{self.field.label}：")
            raise FieldError(message, kind=error.kind, advice=error.advice) from None

    def settle(self, edits: list[Edit]) -> object | None:
        """Return the value to store at the moment of saving; `edits` receives what makes the record it refers to."""
        return self.value()

    def state(self) -> object:
        """Return what stands in the input as JSON can hold it, unreadable text too: for drafts."""
        return self.raw()

    def set_state(self, state: object) -> None:
        """Put back what `state` returned."""
        raise NotImplementedError

    def look_only(self) -> None:
        """Take away what changes the value: the record is another office's."""

    def set_carried(self, on: bool) -> None:
        """Show that the value was taken over from the last record and not looked at yet."""
        for widget in self.inputs():
            if bool(widget.property("carried")) != on:
                widget.setProperty("carried", on)
                theme.restyle(widget)

    def tidy(self) -> None:
        """Show a readable value the way it will be kept, once the field is left."""

    def set_mark(self, text: str) -> None:
        """Say beside the input where its value came from; "" takes the mark away."""
        if self._mark is None:
            if not text:
                return
            self._mark = theme.subtle()
            self._mark.setWordWrap(False)
            self.row.addWidget(self._mark)
        self._mark.setText(text)
        self._mark.setVisible(bool(text))

    def mark(self) -> str:
        """Return the words beside the input."""
        return self._mark.text() if self._mark else ""

    def set_problem(self, message: str, level: str = "error") -> None:
        """Show a sentence under the input (level error, warning or note); "" takes it away."""
        if message == self.problem():
            return
        if self._problem is None:
            self._problem = QLabel()
            self._problem.setWordWrap(True)
            self._column.insertWidget(1, self._problem)
        self._problem.setText(message)
        self._problem.setProperty("level", level)
        self._problem.setVisible(bool(message))
        for widget in (self._problem, *self.inputs()):
            if widget is not self._problem:
                widget.setProperty("level", level if message and level != "note" else "")
                widget.setAccessibleDescription(message)
            theme.restyle(widget)

    def problem(self) -> str:
        """Return the sentence under the input."""
        return self._problem.text() if self._problem else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
        return super().eventFilter(watched, event)
