"""空格清单: every blank that a form's Word template may use, found by words, copied with Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import templates
from gridDesk.ui import clipboard, pieces, problem, spelling, theme
from gridDesk.ui.rows import Heading, Line, RowsView

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.templates import FormTemplate

HEADINGS = (Heading("写在模板里", 0), Heading("内容来自", 11))


class NamesDialog(QDialog):
    """The blanks of a form; the chosen one goes to the clipboard, to be pasted in Word."""

    def __init__(self, desk: Desk, form: FormTemplate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{form.title}：空格清单")
        self.names = templates.blank_names(desk, form.key)
        self.find = QLineEdit(placeholderText="空格名称、拼音首字母", clearButtonEnabled=True)
        self.find.setAccessibleName("在空格清单里找")
        self.find.textChanged.connect(lambda _text: self._show())
        self.table = RowsView(HEADINGS, "可以写在模板里的空格")
        self.table.opened.connect(self.copy)
        self.bar = problem.Bar()
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        column.addWidget(
            theme.subtle(
                "把空格照样写进 Word 模板，连同花括号。清单的空格（如 {参加人员.姓名}）写在表格的一行里，这一行会按人数重复。"
            )
        )
        column.addWidget(self.find)
        column.addWidget(self.table, 1)
        column.addWidget(self.bar)
        column.addLayout(self._foot())
        self.resize(theme.chars(38), theme.chars(30))
        self._show()
        self.find.setFocus()

    def copy(self, written: object) -> None:
        """Put a blank on the clipboard."""
        if written:
            clipboard.put_lasting(str(written))
            self.bar.say(f"已复制 {written}，到 Word 里粘贴。", "ok")

    def _show(self) -> None:
        typed = self.find.text().strip().lower()
        found = [one for one in self.names if not typed or spelling.fits(one.written.strip("{}"), typed)]
        self.table.set_lines([Line((one.written, one.source), one.written) for one in found])

    def _foot(self) -> QHBoxLayout:
        close = pieces.button("关闭(&C)", self.accept)
        close.setAutoDefault(False)
        copy = theme.primary(pieces.button("复制(&F)", lambda: self.copy(self.table.current()), "copy", "#ffffff"))
        copy.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(copy)
        return row
