"""The cards of the settings page, each about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from gridDesk.desk import backup_status
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.navigation import LEVELS, may_open
from gridDesk.ui.rows import Heading, Line, RowsView

if TYPE_CHECKING:
    from gridDesk.desk import Desk

ROWS_SHOWN = 4


class Card(pieces.Card):
    """A card with a heading and an explanation under it."""

    def __init__(self, heading: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(heading, parent)
        self.column = self.body
        self.column.setSpacing(theme.gap())
        if words:
            self.say(words)

    def buttons(self, *pieces: QWidget) -> None:
        """Add a row of buttons at the left."""
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        for piece in pieces:
            row.addWidget(piece)
        row.addStretch(1)
        self.column.addLayout(row)


class OfficeCard(Card):
    """Whose office this is, who its grid worker is, and where it lies."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("单位")
        self.desk = desk
        self.worker = QLineEdit()
        self.worker.setMaximumWidth(theme.chars(12))
        self.worker.setAccessibleName("网格员姓名")
        self.keep = QPushButton("保存(&S)")
        self.keep.setEnabled(False)
        self.bar = problem.Bar()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.setVerticalSpacing(theme.spacing(1))
        office = desk.office
        for words, text in (
            ("单位名称", office.name), ("级别", LEVELS.get(office.level, "")), ("上级单位", office.parent_name or "（没有填）"),
            ("区划代码", office.code or "（没有填）"),
        ):  # fmt: skip
            form.addRow(words, _value(text))
        beside = QHBoxLayout()
        beside.addWidget(self.worker)
        beside.addWidget(self.keep)
        beside.addStretch(1)
        form.addRow("网格员姓名", beside)
        form.addRow("存放位置", _value(str(desk.folder)))
        self.column.addLayout(form)
        self.column.addWidget(self.bar)
        self.worker.textEdited.connect(lambda text: self.keep.setEnabled(text.strip() not in ("", self.desk.worker)))
        self.worker.returnPressed.connect(self.save)
        self.keep.clicked.connect(self.save)
        self.refresh()

    def refresh(self) -> None:
        """Show who the grid worker is."""
        self.worker.setText(self.desk.worker)

    def save(self) -> None:
        """Keep the name of the grid worker, as new logs and papers have it; changes stand under who is logged in."""
        name = self.worker.text().strip()
        if not name or name == self.desk.worker:
            return
        self.desk.set_setting("worker", name)
        self.keep.setEnabled(False)
        self.bar.say("已保存。新的日志和表格会写上这个名字；修改记录写的是登录人。", "ok")


class GridsCard(Card):
    """The grids of this office; Enter opens one."""

    edit = Signal(str)  # uid, "" for a new one
    HEADINGS = (
        Heading("网格名称", 12),
        Heading("网格类型", 7),
        Heading("网格长", 6),
        Heading("网格员", 6),
        Heading("责任区范围"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__("网格", "一个村一般是一个网格；社区大约每 350 户一个。")
        self.desk = desk
        self.table = RowsView(self.HEADINGS, "网格")
        self.table.opened.connect(lambda uid: self.edit.emit(str(uid)))
        self.add = QPushButton(theme.icon("plus"), "新增网格(&N)")
        self.add.clicked.connect(lambda: self.edit.emit(""))
        self.change = QPushButton(theme.icon("edit"), "修改网格(&E)")
        self.change.clicked.connect(lambda: self.edit.emit(str(self.table.current() or "")))
        self.column.addWidget(self.table)
        self.buttons(self.change, self.add)
        self.refresh()

    def refresh(self) -> None:
        """Read the grids again."""
        shape = self.desk.catalogue["grid"]
        keys = ("name", "kind", "leader", "worker", "extent")
        rows = self.desk.grids()
        self.table.set_lines([Line(tuple(shape[key].show(row.get(key)) for key in keys), row["uid"]) for row in rows])
        self.change.setEnabled(bool(rows))
        _fit(self.table, max(2, len(rows)))


class SizeCard(Card):
    """The text size of the whole window."""

    def __init__(self) -> None:
        super().__init__("文字大小", "也可以随时按 Ctrl+加号、Ctrl+减号。")
        self.group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.gap() * 2)
        self.choices: dict[str, QRadioButton] = {}
        for key, words in theme.SIZE_LABELS.items():
            choice = QRadioButton(words)
            choice.setFont(theme.font(theme.SIZES[key]))
            choice.setChecked(key == theme.size())
            choice.clicked.connect(lambda _on=False, key=key: theme.set_size(key))
            self.choices[key] = choice
            self.group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
        self.column.addLayout(row)


class SafetyCard(Card):
    """How the backups stand in a line, and the way to the pages of backups and of retention."""

    go = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("备份和保存期限")
        self.desk = desk
        self.state = theme.warn_label("", "ok")
        self.now = QPushButton(theme.icon("shield", theme.ACCENT), "备份与恢复(&B)")
        self.now.clicked.connect(lambda: self.go.emit("backups", ""))
        self.retention = QPushButton(theme.icon("calendar", theme.ACCENT), "保存期限(&T)")
        self.retention.clicked.connect(lambda: self.go.emit("retention", ""))
        self.column.addWidget(self.state)
        self.buttons(self.now, self.retention)
        self.retention.setVisible(may_open(desk, "retention"))
        self.refresh()

    def refresh(self) -> None:
        """Say again how the backups stand."""
        level, words = backup_status.card(self.desk)
        self.state.say(words, level)


def _value(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _fit(table: RowsView, rows: int) -> None:
    """Make a table as high as its rows, so that it does not scroll inside a page that does."""
    height = table.horizontalHeader().sizeHint().height() + rows * table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(height + 2 * table.frameWidth() + theme.spacing(1))
