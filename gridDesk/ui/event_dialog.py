"""EventDialog: a short form for one population event; Enter goes on, at the last field it enters the event."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import records
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import CodeSet
from gridDesk.ledger.dates import parse_typed
from gridDesk.text import today_iso, trim
from gridDesk.ui import pieces, problem, spelling, theme
from gridDesk.ui.choosers import RETURNS, CodeChooser, RecordChooser
from gridDesk.ui.fitting import Scrolling, fit_height

WIDTH = 30


class EventDialog(QDialog):
    """Asks two to five things and does one act; what cannot be is told above the buttons and nothing is lost."""

    def __init__(self, desk: Desk, title: str, intro: str, go_word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle(title)
        self.act: Callable[[], object] = lambda: None
        self.result_value: object = None
        self._order: list[QWidget] = []
        self._labels: list[QLabel] = []
        self.bar = problem.Bar()
        self.bar.clear()
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.gap())
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.body(intro))
        column.addLayout(self.body)
        column.addWidget(self.bar)
        foot, self.go_button = pieces.choice_row(go_word, self.go, "先不办", self.reject)
        column.addLayout(foot)

    # --- asking -----------------------------------------------------------------------------------------------

    def ask(self, label: str, widget: QWidget) -> QWidget:
        """Add a question; Enter in it goes to the next one."""
        words = QLabel(label)
        words.setBuddy(widget)
        widget.setAccessibleName(label)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(words)
        row.addWidget(widget, 1)
        self.body.addLayout(row)
        self._labels.append(words)
        wide = max(item.sizeHint().width() for item in self._labels)
        for item in self._labels:
            item.setFixedWidth(wide)
        self.enter_goes_on(widget)
        return widget

    def enter_goes_on(self, widget: QWidget) -> None:
        """Let Enter in a widget go to the next one asked."""
        self._order.append(widget)
        widget.installEventFilter(self)
        if hasattr(widget, "picked"):
            widget.picked.connect(lambda: self._next(widget))

    def ask_text(self, label: str, hint: str = "", text: str = "") -> QLineEdit:
        """Ask for a line of text."""
        line = QLineEdit(text)
        line.setPlaceholderText(hint)
        return self.ask(label, line)

    def ask_date(self, label: str = "发生日期", text: str | None = None, *, ahead: bool = False) -> QLineEdit:
        """Ask for a date, today when nothing is said; every way clerks write dates is understood.

        `ahead`: one that lies in the future, so that a day without its year is this year's.
        """
        line = self.ask_text(label, "如 3月5日、20260305", today_iso() if text is None else text)
        line.editingFinished.connect(lambda: self._tidy(line, ahead))
        return line

    def ask_code(self, label: str, codes: CodeSet, first: str | None = None) -> CodeChooser:
        """Ask for a code, found by Hanzi, pinyin initials or code."""
        chooser = CodeChooser(codes, spelling.keys)
        chooser.set_code(first)
        return self.ask(label, chooser)

    def ask_record(
        self, label: str, ledger: str, first: str | None = None, *, free: bool = False, hint: str = ""
    ) -> RecordChooser:
        """Ask for a record, found as one types; a free one may be any text."""
        chooser = RecordChooser(self.desk, ledger, free=free)
        chooser.setPlaceholderText(hint)
        chooser.choose(first)
        return self.ask(label, chooser)

    def ask_rows(self, table: QWidget, widgets: Sequence[QWidget]) -> None:
        """Add a table of questions that scrolls by itself where the screen is too low for the dialog."""
        self.body.addWidget(Scrolling(table), 1)
        for widget in widgets:
            self.enter_goes_on(widget)

    def ask_yes(self, words: str, *, ticked: bool = False) -> QCheckBox:
        """Ask a question that is answered by ticking."""
        box = QCheckBox(words)
        box.setChecked(ticked)
        self.body.addWidget(box)
        self.enter_goes_on(box)
        return box

    def ask_one(self, label: str, choices: list[tuple[str, str]]) -> QComboBox:
        """Ask for one of a few (words, value)."""
        box = QComboBox()
        for words, value in choices:
            box.addItem(words, value)
        return self.ask(label, box)

    # --- going on ---------------------------------------------------------------------------------------------

    def ready(self, act: Callable[[], object]) -> EventDialog:
        """Say what the dialog does and open it at its first question; return the dialog."""
        self.act = act
        fit_height(self, theme.chars(WIDTH))
        self._order[0].setFocus(Qt.FocusReason.TabFocusReason)
        return self

    def go(self) -> None:
        """Enter the event, or say what is missing."""
        try:
            self.result_value = self.act()
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            self._lead_back(error)
            return
        self.accept()

    def _lead_back(self, error: DeskError) -> None:
        """Put the keyboard where the thing is asked that the error names."""
        words = str(error)
        asked = {label.text().split("(")[0]: label.buddy() for label in self._labels}
        named = [name for name in asked if name in words]
        if named:
            asked[min(named, key=words.find)].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in RETURNS and watched in self._order:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.go()
            else:
                self._next(watched)
            return True
        return super().eventFilter(watched, event)

    def _next(self, widget: QWidget) -> None:
        shown = [item for item in self._order if item.isVisibleTo(self) and item.isEnabled()]
        place = shown.index(widget) + 1 if widget in shown else 0
        if place < len(shown):
            shown[place].setFocus(Qt.FocusReason.TabFocusReason)
            for area in self.findChildren(QScrollArea):
                if area.isAncestorOf(shown[place]):
                    area.ensureWidgetVisible(shown[place])
        else:
            self.go()

    def _tidy(self, line: QLineEdit, ahead: bool) -> None:
        try:
            line.setText(parse_typed(line.text(), ahead=ahead) or "")
        except FieldError:
            return  # told when the event is entered


def date_of(line: QLineEdit) -> str:
    """Return the date typed into a line, "" when blank. Raises FieldError."""
    return parse_typed(line.text()) or ""


def text_of(line: QLineEdit) -> str:
    """Return the text of a line without outer spaces."""
    return trim(line.text())


def needed(value: str | None, words: str) -> str:
    """Return a chosen value; raises FieldError with the words when nothing was chosen."""
    if not value:
        raise FieldError(words)
    return value


def newcomer(desk: Desk, name: str, number: str) -> dict[str, object]:
    """Return the values of a person from a typed name and ID number, with what the number tells. Raises FieldError."""
    values: dict[str, object] = {
        "name": records.parse(desk, "person", "name", name),
        "id_number": records.parse(desk, "person", "id_number", number),
    }
    found = records.derive(desk, "person", values)
    return values | {key: found[key] for key in ("birth", "sex") if key in found}
