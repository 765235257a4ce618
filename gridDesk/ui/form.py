"""RecordForm: one form for every ledger, driven by its fields. Enter goes on, Ctrl+Enter saves, Esc leaves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import records
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Changes, Field
from gridDesk.ledger.alike import MERGED_INTO
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.editors import editor
from gridDesk.ui.field_editor import FieldEditor

DERIVED = "由身份证带出"
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
CHECK_MS = 120


class RecordForm(QWidget):
    """The form of one record: a new one (`uid` None, starting with `known`) or one that is there.

    `hidden` fields are not shown but keep their values (the subject of a group record, for example). An `embedded`
    form is part of a page that scrolls and saves it.
    """

    saved = Signal(Changes)
    closed = Signal()
    went_through = Signal()

    _columns = 0

    def __init__(
        self, desk: Desk, ledger: str, uid: str | None = None, *, known: Mapping[str, object] | None = None,
        hidden: tuple[str, ...] = (), embedded: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.ledger, self.uid = desk, desk.catalogue[ledger], uid
        self.hidden, self.embedded = (*hidden, MERGED_INTO), embedded
        self.values = self._first_values(dict(known or {}))
        self.start = dict(self.values)
        self.editors: dict[str, FieldEditor] = {}
        self.labels: dict[str, QLabel] = {}
        self.problems: list[records.Problem] = []
        self._derived: set[str] = set()
        self._hints: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._timer.timeout.connect(self.review)
        self._build()
        self._show_values()
        self.review()

    # --- what a caller asks -----------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return bool(self._dirty)

    def first_editor(self) -> FieldEditor:
        """Return where typing starts: the identity number where there is one, else the first field."""
        shown = list(self.editors.values())
        return next((item for item in shown if item.field.type.name == "id_number"), shown[0])

    def start_typing(self) -> None:
        """Put the keyboard into the first field."""
        self.first_editor().entry().setFocus(Qt.FocusReason.TabFocusReason)

    def collect(self) -> bool:
        """Read every field; show what cannot be read, go to the first such field and return False."""
        bad = [item for item in self.editors.values() if not self._read(item)]
        if bad:
            self.jump(bad[0].field.key)
        return not bad

    def save(self) -> bool:
        """Save what differs; an incomplete record is allowed. Trouble is told in words and nothing is lost."""
        if not self.collect():
            return False
        try:
            for item in self.editors.values():
                if item.field.key in self._dirty or self.uid is None:
                    self.values[item.field.key] = item.settle()
            result = self._store()
        except DeskError as error:
            self._show_save_error(error)
            return False
        self.uid = result.uid
        self.start = dict(self.values)
        self._dirty.clear()
        self.saved.emit(result.changes)
        return True

    def leave(self) -> bool:
        """Leave the form, asking only when something was typed; return whether it was left."""
        answer = self._ask_unsaved() if self.changed else "drop"
        if answer == "stay" or (answer == "save" and not self.save()):
            return False
        self.closed.emit()
        return True

    def jump(self, key: str) -> None:
        """Go to a field and bring it into view."""
        item = self.editors.get(key)
        if item is not None:
            self._bring_into_view(item, 3)
            item.entry().setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring_into_view(self, widget: QWidget, lines: int) -> None:
        above = self.parentWidget()
        while self.embedded and above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        area = above if self.embedded else self.scroll
        if area is not None:
            area.ensureWidgetVisible(widget, 0, theme.em() * lines)

    # --- building ---------------------------------------------------------------------------------------------

    def _first_values(self, known: dict[str, object]) -> dict[str, object]:
        if self.uid is None:
            return records.blank(self.desk, self.ledger.key, **known)
        row = self.desk.store.get(self.ledger.key, self.uid)
        if row is None:
            raise DeskError("这条记录已经不在，", advice="请返回列表刷新。")
        return {item.key: row.get(item.key) for item in self.ledger.fields}

    def _build(self) -> None:
        self.page = QWidget()
        self.body = QVBoxLayout(self.page)
        self.body.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap() * 2)
        self.body.setSpacing(theme.gap())
        self._sections: list[tuple[QGridLayout, list[str]]] = []
        for name in self.ledger.sections:
            self._build_section(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.bar = problem.Bar()
        self.bar.clear()
        outer.addWidget(self.bar)
        self.foot = self._build_bar()
        if self.embedded:
            self.body.setContentsMargins(0, 0, 0, 0)
            self.foot.hide()
            outer.addWidget(self.page)
        else:
            self.body.addStretch(1)
            self.scroll = pieces.scrolling(self.page)
            outer.addWidget(self.scroll, 1)
            outer.addWidget(theme.line())
        outer.addWidget(self.foot)
        self._flow(1)

    def _build_section(self, name: str) -> None:
        fields = [item for item in self.ledger.fields if item.section == name and item.key not in self.hidden]
        if not fields:
            return
        if name:
            self.body.addWidget(theme.heading(name))
            self.body.addWidget(theme.line())
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(theme.spacing(1.2))
        self.body.addLayout(grid)
        for item in fields:
            self._build_field(item)
        self._sections.append((grid, [item.key for item in fields]))

    def _build_field(self, field: Field) -> None:
        made = editor(self.desk, self.ledger.key, field)
        label = QLabel(
            f"{field.label} <span style='color:{theme.ERROR}'>必填</span>" if field.required else field.label
        )
        label.setTextFormat(Qt.TextFormat.RichText if field.required else Qt.TextFormat.PlainText)
        label.setBuddy(made.inputs()[0])
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        _measure(label)
        made.changed.connect(lambda: self._edited(made))
        made.left.connect(lambda: self._left(made))
        made.picked.connect(lambda: self._go_on(made))
        for widget in made.inputs():
            widget.installEventFilter(self)
        self.editors[field.key] = made
        self.labels[field.key] = label

    def _build_bar(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap())
        self.missing_button = theme.quiet(QPushButton())
        self.missing_button.setIcon(theme.icon("info", theme.NOTE))
        self.missing_menu = QMenu(self)
        self.missing_button.clicked.connect(self._show_missing)
        self.save_button = theme.primary(QPushButton("保存(&S)"))
        self.save_button.setToolTip("Ctrl+Enter")
        self.save_button.setAutoDefault(True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.leave_button = QPushButton("返回(&B)")
        self.leave_button.clicked.connect(self.leave)
        row.addWidget(self.missing_button)
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.save_button)
        return foot

    def _flow(self, columns: int) -> None:
        """Lay the fields out in one or two columns; wide fields take a whole line."""
        if columns == self._columns:
            return
        self._columns = columns
        for grid, keys in self._sections:
            while grid.count():
                grid.takeAt(0)
            row, column = 0, 0
            for key in keys:
                wide = self.editors[key].wide
                if wide and column:
                    row, column = row + 1, 0
                grid.addWidget(self.labels[key], row, column * 2)
                grid.addWidget(self.editors[key], row, column * 2 + 1, 1, columns * 2 - 1 if wide else 1)
                column = 0 if wide else (column + 1) % columns
                row += column == 0
            for place in range(4):
                used = place % 2 == 1 and place < columns * 2
                grid.setColumnStretch(place, 1 if used else 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._columns:
            for label in self.labels.values():
                _measure(label)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()  # the office may be closed next

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow(2 if self.width() > theme.chars(46) else 1)

    # --- values -----------------------------------------------------------------------------------------------

    def _show_values(self) -> None:
        for key, item in self.editors.items():
            blocked = item.blockSignals(True)
            item.set_value(self.values.get(key))
            item.blockSignals(blocked)

    def _edited(self, item: FieldEditor) -> None:
        key = item.field.key
        self._dirty.add(key)
        self._derived.discard(key)
        item.set_mark("")
        item.set_problem("")
        try:
            self.values[key] = item.value()
        except FieldError:
            return  # told when the field is left: half a number is not yet a mistake
        self._timer.start()

    def _left(self, item: FieldEditor) -> None:
        if item.field.key in self._dirty and self._read(item):
            item.tidy()
            self.review()

    def _read(self, item: FieldEditor) -> bool:
        if item.field.key not in self._dirty:
            return True
        try:
            self.values[item.field.key] = item.value()
        except FieldError as error:
            item.set_problem(str(error), "error")
            return False
        return True

    def review(self) -> None:
        """Fill in what follows from what was typed, and say what is doubtful or missing."""
        self._timer.stop()
        self._derive()
        self.problems = [
            item for item in records.check(self.desk, self.ledger.key, self.values, self.uid)
            if item.field in self.editors
        ]  # fmt: skip
        warnings = {item.field: item.message for item in self.problems if item.level == "warning"}
        for key, made in self.editors.items():
            if made.problem() and key not in warnings and self._unreadable(made):
                continue
            made.set_problem(warnings.get(key) or self._hints.get(key, ""), "warning" if key in warnings else "note")
        self._count_missing()

    def _unreadable(self, item: FieldEditor) -> bool:
        try:
            item.value()
        except FieldError:
            return True
        return False

    def _derive(self) -> None:
        for key in self._derived:
            self.values[key] = None
        found = records.derive(self.desk, self.ledger.key, self.values)
        for key in sorted(self._derived | set(found)):
            item = self.editors.get(key)
            if item is None:
                continue
            self.values[key] = found.get(key)
            blocked = item.blockSignals(True)
            item.set_value(found.get(key))
            item.blockSignals(blocked)
            item.set_mark(DERIVED if key in found else "")
            self._dirty.add(key)
        self._derived = {key for key in found if key in self.editors}
        words = "　".join(str(text) for key, text in found.items() if key not in self.editors and text)
        numbers = [key for key, item in self.editors.items() if item.field.type.name == "id_number"]
        self._hints = {key: words for key in numbers if self.values.get(key)}

    def _count_missing(self) -> None:
        lacking = [item for item in self.problems if item.level in ("missing", "error")]
        self.missing_button.setText(f"还差 {len(lacking)} 项" if lacking else "已填齐")
        self.missing_button.setEnabled(bool(lacking))
        self.missing_button.setAccessibleDescription("列出还没有填的项目，选一项就跳过去")
        self.missing_menu.clear()
        for item in lacking:
            action = self.missing_menu.addAction(item.label)
            action.triggered.connect(lambda _checked=False, key=item.field: self.jump(key))

    def _show_missing(self) -> None:
        above = self.missing_button.mapToGlobal(self.missing_button.rect().topLeft())
        height = self.missing_menu.sizeHint().height()
        self.missing_menu.popup(above - QPoint(0, height))

    def _store(self) -> records.Saved:
        """Write the record; a page that saves in another way (a new member of a household) overrides this."""
        wanted = self.values if self.uid is None else {key: self.values.get(key) for key in self._dirty}
        return records.save(self.desk, self.ledger.key, self.uid, wanted)

    def _show_save_error(self, error: DeskError) -> None:
        missing = [item for item in records.check(self.desk, self.ledger.key, self.values, self.uid)
                   if item.level == "error" and item.field in self.editors]  # fmt: skip
        for item in missing:
            self.editors[item.field].set_problem(item.message, "error")
        if missing:
            self.jump(missing[0].field)
        else:
            self.bar.show_error(error)

    def _ask_unsaved(self) -> str:
        box = QMessageBox(QMessageBox.Icon.Question, "还没有保存", "刚才填写的内容还没有保存。", parent=self.window())
        save = theme.primary(QPushButton("保存并离开"))
        drop = QPushButton("先不保存")
        stay = QPushButton("继续填写")
        box.addButton(save, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(drop, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(stay)
        box.exec()
        return {save: "save", drop: "drop"}.get(box.clickedButton(), "stay")

    # --- keyboard ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self._key(watched, event):
            return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._bring_into_view(watched, 2)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(self, event):
            super().keyPressEvent(event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        if event.key() not in RETURNS:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
            return True
        if isinstance(watched, QPlainTextEdit) or watched is self:
            return False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._go_on(self._editor_of(watched), back=True)
        else:
            self._go_on(self._editor_of(watched))
        return True

    def _editor_of(self, widget: QObject) -> FieldEditor:
        return next(item for item in self.editors.values() if widget in item.inputs())

    def _go_on(self, item: FieldEditor, *, back: bool = False) -> None:
        order = list(self.editors.values())
        place = order.index(item) + (-1 if back else 1)
        if place >= len(order):
            self.went_through.emit()
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= 0:
            order[place].entry().setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)


def _measure(label: QLabel) -> None:
    """Size a label for the text size in use, level with the first line of its input."""
    label.setContentsMargins(0, round(theme.em() * 0.42), 0, 0)
    label.setFixedWidth(theme.chars(7.5))
