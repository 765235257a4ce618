"""The password of a file that was just written: shown once, in groups, to be told to who receives it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import file_lock
from gridDesk.ui import pieces, theme


class PasswordShown(QDialog):
    """Says where a locked file is and the twelve digits that open it; nothing keeps them."""

    def __init__(self, where: str, password: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("打开文件的密码")
        self.digits = QLabel(file_lock.grouped(password))
        self.digits.setFont(theme.font(26, medium=True))
        self.digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.digits.setAccessibleName("打开文件的密码")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("文件已加密，打开要用这个密码"))
        words = theme.body(f"{where}\n请现在抄下来，当面或打电话告诉接收人，不要和文件放在一起。输入时不用空格。")
        words.setMinimumWidth(theme.chars(30))
        column.addWidget(words)
        column.addSpacing(theme.gap())
        column.addWidget(self.digits)
        column.addSpacing(theme.gap())
        column.addWidget(theme.subtle("密码只显示这一次，系统里不保存。忘了就重新存一份。"))
        done = theme.primary(pieces.button("记好了(&D)", self.accept, "check", "#ffffff"))
        column.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)


def show(where: str, password: str, parent: QWidget) -> PasswordShown:
    """Show the password of a file; it does not hold up the program."""
    dialog = PasswordShown(where, password, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
