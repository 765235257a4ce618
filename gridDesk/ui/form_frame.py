"""FormFrame: what a form of any ledger looks like: sections of labelled inputs in one or two columns, bar, buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk.entry import memory
from gridDesk.desk.office import Desk
from gridDesk.ledger import Field, Ledger
from gridDesk.ui import duplicate_card, pieces, problem, theme
from gridDesk.ui.editors import editor
from gridDesk.ui.field_editor import FieldEditor


class FormFrame(QWidget):
    """The widgets of one form, without what they do; `fresh` forms of new records have pins and can copy the last one."""

    pinned = Signal(str, bool)

    _columns = 0

    def __init__(
        self, desk: Desk, ledger: Ledger, *, fresh: bool, hidden: tuple[str, ...], embedded: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.ledger = desk, ledger
        self.fresh, self.hidden, self.embedded = fresh, hidden, embedded
        self.editors: dict[str, FieldEditor] = {}
        self.labels: dict[str, QLabel] = {}
        self.pins: dict[str, QToolButton] = {}

    def build(self) -> None:
        """Make every widget of the form."""
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
        self.others = duplicate_card.DuplicateCard()
        outer.addWidget(self.others)
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
        made = self.make_editor(field)
        words = _without_unit(field)
        label = QLabel(f"{words} <span style='color:{theme.ERROR}'>必填</span>" if field.required else words)
        label.setTextFormat(Qt.TextFormat.RichText if field.required else Qt.TextFormat.PlainText)
        label.setBuddy(made.inputs()[0])
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        _measure(label)
        self.editors[field.key] = made
        self.labels[field.key] = label
        if field.carry and self.fresh and not self.embedded:
            self._build_pin(field, made)

    def make_editor(self, field: Field) -> FieldEditor:
        """Return the editor of a field; a form that knows more of what may be meant makes another."""
        return editor(self.desk, self.ledger.key, field)

    def _build_pin(self, field: Field, made: FieldEditor) -> None:
        pin = QToolButton()
        pin.setCheckable(True)
        pin.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # F8 by keyboard
        pin.setChecked(field.key in memory(self.desk).pinned(self.ledger.key))
        self.pins[field.key] = pin
        dress_pin(pin, field.label)
        pin.toggled.connect(lambda on: self.pinned.emit(field.key, on))
        made.row.addWidget(pin, 0, Qt.AlignmentFlag.AlignVCenter)

    def _build_bar(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap())
        self.missing_button = theme.quiet(QPushButton())
        self.missing_button.setIcon(theme.icon("info", theme.NOTE))
        self.missing_menu = QMenu(self)
        self.copy_button = theme.quiet(QPushButton(f"复制上一{'人' if self.ledger.key == 'person' else '条'}(&C)"))
        self.copy_button.setIcon(theme.icon("copy", theme.ACCENT))
        self.copy_button.setToolTip("带入上一条记录的住处、网格、民族等内容；只带一项请在那一项按 F4")
        self.copy_button.setAutoDefault(False)
        self.copy_button.setVisible(self.fresh and any(item.carry for item in self.ledger.fields))
        self.save_button = theme.primary(QPushButton("保存(&S)"))
        self.save_button.setToolTip("保存并关闭；Ctrl+Enter 保存并录下一条" if self.fresh else "Ctrl+Enter")
        self.save_button.setAutoDefault(True)
        self.save_button.setDefault(True)
        self.leave_button = QPushButton("返回(&B)")
        row.addWidget(self.missing_button)
        row.addWidget(self.copy_button)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow(2 if self.width() > theme.chars(46) else 1)

    def bring_into_view(self, widget: QWidget, lines: int) -> None:
        """Scroll until a widget and a few lines around it can be seen."""
        above = self.parentWidget()
        while self.embedded and above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        area = above if self.embedded else self.scroll
        if area is not None:
            area.ensureWidgetVisible(widget, 0, theme.em() * lines)


def _measure(label: QLabel) -> None:
    """Size a label for the text size in use, level with the first line of its input."""
    label.setContentsMargins(0, round(theme.em() * 0.42), 0, 0)
    label.setFixedWidth(theme.chars(7.5))


def _without_unit(field: Field) -> str:
    """Return a field's label without its unit, which stands behind the input."""
    return field.label[: -len(field.unit) - 2] if field.unit else field.label


def dress_pin(pin: QToolButton, label: str) -> None:
    """Show whether a field is kept for the next record, in picture and words."""
    on = pin.isChecked()
    pin.setIcon(theme.icon("keep" if on else "keep-off", theme.ACCENT if on else theme.EDGE))
    words = f"{label}：{'下一条沿用，再按一次取消' if on else '按下后，下一条沿用'}（F8）"
    pin.setToolTip(words)
    pin.setAccessibleName(words)
