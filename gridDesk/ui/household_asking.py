"""What the household screen says and asks: its last lines, whether to save, and what a power cut left."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk.drafts import FormDraft
from gridDesk.ui import pieces, problem, theme

KEYS = "回车下一格　Ctrl+回车 保存并录下一户　F4 同上一行　空行回车到房屋　Ctrl+↑↓ 换行"


class Leftover(QWidget):
    """A line that offers to restore a household that was typed and never saved; hidden when there is none."""

    restored = Signal(object, bool)  # FormDraft, and whether it is wanted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafts: list[FormDraft] = []
        self.words = theme.warn_label("", "note")
        self.restore_button = pieces.button("恢复(&R)", lambda: self._answer(True))
        self.drop_button = pieces.button("不要了(&D)", lambda: self._answer(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.gap() * 2, 0, theme.gap() * 2, theme.spacing(1))
        row.setSpacing(theme.gap())
        row.addWidget(self.words, 1)
        row.addWidget(self.restore_button)
        row.addWidget(self.drop_button)
        self.hide()

    def show_drafts(self, found: list[FormDraft]) -> None:
        """Offer the newest of these drafts."""
        self._drafts = found
        if found:
            self.words.say(f"{found[0].when} 录入的一户没有保存，还在这里。", "note")
        self.setVisible(bool(found))

    def _answer(self, wanted: bool) -> None:
        self.restored.emit(self._drafts[0], wanted)


class Foot(QWidget):
    """The last lines of the screen: what is wrong or done, who may be there already, and the keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = problem.Bar()
        self.alike, keys = QLabel(), QLabel(KEYS)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.gap() * 2, theme.spacing(1), theme.gap() * 2, theme.spacing(1))
        column.setSpacing(theme.spacing(1))
        column.addWidget(self.bar)
        for label in (self.alike, keys):
            label.setProperty("role", "subtle")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            column.addWidget(label)
        self.show_alike()

    def show_alike(self, lines: Iterable[str] = ()) -> None:
        """Name quietly who may be there already."""
        self.alike.setText("　".join(lines))
        self.alike.setVisible(bool(self.alike.text()))


def ask_unsaved(parent: QWidget) -> str:
    """Ask what shall become of a household that is not saved; return save, drop or stay."""
    return problem.ask_unsaved(parent, "这一户还没有保存。", ("保存并离开(&S)", "不保存(&N)", "继续填写(&C)"))
