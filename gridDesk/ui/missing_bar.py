"""Characters that no font holds, named before anything is printed, with the way to choose how each is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gridDesk.ui import pieces, theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ui.print_made import Made

SHOWN = 2


class MissingBar(QWidget):
    """A warning with a button beside it; hidden while every character can be printed."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._made: Made | None = None
        self.words = theme.warn_label("", "warn")
        self.choose = pieces.button("选择印法(&E)…", self.open_dialog)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.gap())
        row.addWidget(self.words, 1)
        row.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_made(self, made: Made) -> None:
        """Name the characters a document cannot print."""
        self._made = made
        self.words.say(missing_words(made.missing), "warn")
        self.choose.setVisible(bool(made.glyphs))
        self.setVisible(bool(made.missing))

    def text(self) -> str:
        """Return what is said."""
        return self.words.text()

    def open_dialog(self) -> None:
        """Let the clerk choose how each character is printed."""
        from gridDesk.desk import glyphs
        from gridDesk.ui.glyph_dialog import GlyphDialog

        if self._made is None:
            return
        dialog = GlyphDialog(self.desk, glyphs.gathered(self.desk, self._made.glyphs), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.changed)
        dialog.open()


def missing_words(sentences: tuple[str, ...]) -> str:
    """Return what a clerk should know about characters without a glyph, before she prints."""
    if not sentences:
        return ""
    rest = len(sentences) - SHOWN
    more = f"\n另有 {rest} 处。" if rest > 0 else ""
    return "有的字印不出来，会印成〔？〕和编码：\n" + "\n".join(sentences[:SHOWN]) + more
