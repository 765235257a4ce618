"""Editors: one per field type. Text stays as typed; what cannot be read is told under the field, never swallowed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from gridDesk.desk import records
from gridDesk.desk.entry import memory
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.ledger import Edit, Field
from gridDesk.ledger.quantities import conversion_note, grouped
from gridDesk.text import NAME_DOT, trim
from gridDesk.ui import spelling, theme
from gridDesk.ui.choosers import CodeChooser, RecordChooser
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.glyph_input import RareKey
from gridDesk.ui.matching import Matcher
from gridDesk.ui.pictures_editor import PicturesEditor

NAME_WORDS = ("姓名", "曾用名", "监护人", "户主")
NOT_NAMES = ("拼音", "外文")
PLACEHOLDERS = {"date": "如 1985-03-12", "time": "如 08:30"}


class LineEditor(FieldEditor):
    """One line of text: text, numbers, dates, times, phones, ID numbers and region codes."""

    def build(self) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(PLACEHOLDERS.get(self.field.type.name, ""))
        line.textEdited.connect(self.changed)
        self.row.addWidget(line, 1)
        if takes_names(self.field):
            self._rare_button(line)
            self.row.addWidget(self._dot_button(line), 0, Qt.AlignmentFlag.AlignVCenter)
        if self.field.unit:
            unit = theme.subtle(self.field.unit)
            unit.setWordWrap(False)
            self.row.addWidget(unit, 0, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _dot_button(self, line: QLineEdit) -> QPushButton:
        button = QPushButton(f"加“{NAME_DOT}”")
        button.setStyleSheet(f"padding-left: {theme.spacing(0.5)}px; padding-right: {theme.spacing(0.5)}px;")
        button.setAutoDefault(False)
        button.setToolTip("在姓名里加入间隔号“·”，例如：阿依古丽·买买提")
        button.setAccessibleName("加入间隔号")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: (line.insert(NAME_DOT), line.setFocus(), self.changed.emit()))
        return button

    def _rare_button(self, line: QLineEdit) -> None:
        rare = RareKey(self.desk, line)
        action = QAction(theme.icon("keyboard", theme.SUBTLE), "生僻字", line)
        action.setToolTip("生僻字：输入法里没有的字，按 F9 查找并插入")
        action.triggered.connect(lambda _checked=False: rare.open())
        line.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def raw(self) -> str:
        return self.input.text()

    def set_value(self, value: object) -> None:
        self.input.setText(self._shown(value))
        self.input.setCursorPosition(0)

    def set_state(self, state: object) -> None:
        self.input.setText(str(state))

    def _shown(self, value: object) -> str:
        if value is not None and self.field.type.name in ("money", "decimal"):
            return grouped(self.field.show(value))
        return self.field.show(value)

    def tidy(self) -> None:
        raw = self.raw()
        if self.field.type.name != "text" and trim(raw):
            try:
                self.set_value(self.value())
            except FieldError:
                return
            if note := conversion_note(raw, self.field.label, self.raw()):
                self.noted.emit(note)


class LongTextEditor(FieldEditor):
    """Several lines of text; Enter makes a new line, Tab goes on."""

    wide = True

    def build(self) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(round(theme.em() * 4.2))
        text.textChanged.connect(self.changed)
        self.row.addWidget(text, 1)
        return text

    def raw(self) -> str:
        return self.input.toPlainText()

    def set_value(self, value: object) -> None:
        if self.raw() != self.field.show(value):
            self.input.setPlainText(self.field.show(value))

    def set_state(self, state: object) -> None:
        self.input.setPlainText(str(state))


class CodeEditor(FieldEditor):
    """One code of a code set."""

    def build(self) -> CodeChooser:
        chooser = CodeChooser(self.field.code_set, spelling.keys, memory=memory(self.desk))
        chooser.edited.connect(self.changed)
        chooser.picked.connect(self.picked)
        self.row.addWidget(chooser, 1)
        return chooser

    def raw(self) -> str:
        return self.input.currentText()

    def value(self) -> object | None:
        return self.input.code()

    def set_value(self, value: object) -> None:
        self.input.set_code(value)

    def set_state(self, state: object) -> None:
        self.input.setEditText(str(state))
        self.tidy()

    def tidy(self) -> None:
        try:
            self.set_value(self.value())
        except FieldError:
            return


class CodesEditor(FieldEditor):
    """Several codes of a code set, as a list of boxes to tick."""

    wide = True

    def build(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        offered = Matcher(self.field.code_set, spelling.keys).offered
        self.boxes = {code.code: QCheckBox(code.short) for code in offered}
        for place, tick in enumerate(self.boxes.values()):
            grid.addWidget(tick, place // 4, place % 4)
            tick.toggled.connect(self.changed)
        grid.setColumnStretch(4, 1)
        self._unknown: list[str] = []
        self.row.addWidget(box, 1)
        return box

    def inputs(self) -> list[QWidget]:
        return list(self.boxes.values())

    def raw(self) -> str:
        return ",".join(sorted([code for code, tick in self.boxes.items() if tick.isChecked()] + self._unknown))

    def value(self) -> object | None:
        return self.raw() or None

    def set_value(self, value: object) -> None:
        codes = str(value).split(",") if value else []
        self._unknown = [code for code in codes if code not in self.boxes]
        for code, tick in self.boxes.items():
            tick.setChecked(code in codes)

    def set_state(self, state: object) -> None:
        self.set_value(state)


class YesNoEditor(FieldEditor):
    """是, 否 or 未知, where 未知 is a value of its own and not a refusal."""

    WORDS = (("是", 1), ("否", 0), ("未知", None))

    def build(self) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        self.group = QButtonGroup(box)
        for place, (word, _value) in enumerate(self.WORDS):
            button = QRadioButton(word)
            self.group.addButton(button, place)
            line.addWidget(button)
        line.addStretch(1)
        self.group.button(2).setChecked(True)
        self.group.idClicked.connect(lambda _place: self.changed.emit())
        self.row.addWidget(box, 1)
        return box

    def inputs(self) -> list[QWidget]:
        return list(self.group.buttons())

    def entry(self) -> QWidget:
        return self.group.checkedButton()

    def raw(self) -> str:
        return self.WORDS[self.group.checkedId()][0]

    def value(self) -> object | None:
        return self.WORDS[self.group.checkedId()][1]

    def set_value(self, value: object) -> None:
        place = next((n for n, (_word, known) in enumerate(self.WORDS) if known == value), 2)
        self.group.button(place).setChecked(True)
        self.setFocusProxy(self.group.button(place))

    def set_state(self, state: object) -> None:
        self.set_value(next((value for word, value in self.WORDS if word == state), None))


class RecordEditor(FieldEditor):
    """A reference to another record, found as one types; 新建 makes one. An address may be any text."""

    def build(self) -> RecordChooser:
        free = free_text(self.desk, self.field.to)
        chooser = RecordChooser(self.desk, self.field.to, free=free)
        chooser.setPlaceholderText("照门牌写全" if free else "打几个字后从列表里选")
        chooser.edited.connect(self.changed)
        chooser.picked.connect(self.picked)
        self.row.addWidget(chooser, 1)
        if not free:
            button = theme.quiet(QPushButton("新建"))
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.setAccessibleName(f"新建{self.desk.catalogue[self.field.to].label}")
            button.clicked.connect(self._create)
            self.row.addWidget(button)
        self.wide = free
        return chooser

    def raw(self) -> str:
        return self.input.text()

    def value(self) -> object | None:
        return self.input.chosen()

    def settle(self, edits: list[Edit]) -> object | None:
        if not self.input.free or self.input.chosen() or not trim(self.raw()):
            return self.value()
        uid, made = records.address_for(self.desk, self.raw())
        edits += made
        return uid

    def set_value(self, value: object) -> None:
        self.input.choose(str(value) if value else None)

    def state(self) -> object:
        return [self.input.uid or "", self.raw()]

    def set_state(self, state: object) -> None:
        uid, text = state if isinstance(state, list) else ("", str(state))
        self.input.choose(str(uid) or None, str(text))

    def _create(self) -> None:
        from gridDesk.ui.record_dialog import RecordDialog  # the dialog holds a form of these editors

        dialog = RecordDialog(self.desk, self.field.to, None, self.window())
        if dialog.exec() and dialog.uid:
            self.input.choose(dialog.uid)
            self.changed.emit()


EDITORS: dict[str, Callable[..., FieldEditor]] = {
    "text": LineEditor,
    "long_text": LongTextEditor,
    "id_number": LineEditor,
    "phone": LineEditor,
    "date": LineEditor,
    "time": LineEditor,
    "integer": LineEditor,
    "decimal": LineEditor,
    "money": LineEditor,
    "code": CodeEditor,
    "codes": CodesEditor,
    "yes_no": YesNoEditor,
    "region": LineEditor,
    "record": RecordEditor,
    "picture": PicturesEditor,
    "pictures": PicturesEditor,
}


def editor(desk: Desk, ledger: str, field: Field, parent: QWidget | None = None) -> FieldEditor:
    """Return the editor of a field."""
    return EDITORS[field.type.name](desk, ledger, field, parent)


def takes_names(field: Field) -> bool:
    """Tell whether a field holds people's names, which may need the dot of 民委发〔2016〕33号."""
    return (
        field.type.name == "text"
        and any(word in field.label for word in NAME_WORDS)
        and not any(word in field.label for word in NOT_NAMES)
    )


def free_text(desk: Desk, ledger: str) -> bool:
    """Tell whether records of a ledger are simply their text, so that any text may be typed (标准地址)."""
    shape = desk.catalogue[ledger]
    required = [item.key for item in shape.fields if item.required]
    return shape.title == ("text",) and required == ["text"]
