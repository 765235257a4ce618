"""架上的这本: what stands on the shelf of the paper that shows, how much of it changed, and the three ways to print it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.ui import pieces, theme
from gridDesk.ui.print_made import Made


class ShelfBar(QFrame):
    """A card above the preview; it shows only for a paper that is kept on the shelf."""

    changed_wanted = Signal()
    whole_wanted = Signal()
    renumber_wanted = Signal()
    pen_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.words, self.more = QLabel(wordWrap=True), theme.subtle()
        self.words.setProperty("role", "body")
        self.changed = theme.primary(pieces.button("打印变更页(&X)", self.changed_wanted.emit))
        self.whole = theme.quiet(pieces.button("重印整本(&A)", self.whole_wanted.emit))
        self.pen = theme.quiet(pieces.button("手改(&J)", self.pen_wanted.emit))
        self.pen.setToolTip("零星改动不重印，改印变更登记页，照着在原页上更正")
        self.renumber = theme.quiet(pieces.button("重新整理(&U)", self.renumber_wanted.emit))
        self.renumber.setToolTip("从第 1 页起重新编页，整本重印")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.gap(), theme.spacing(1), theme.gap(), theme.spacing(1))
        column.setSpacing(theme.spacing(1))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(theme.spacing(1))
        self._line.addWidget(self.words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.spacing(1))
        for button in (self.changed, self.pen, self.whole, self.renumber):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._line.addLayout(buttons)
        column.addLayout(self._line)
        column.addWidget(self.more)
        self.hide()

    def set_narrow(self, narrow: bool) -> None:
        """Put the buttons below the words where the window is narrow."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(down if narrow else across)

    def show_made(self, made: Made) -> None:
        """Say how the document stands to what is on the shelf."""
        prepared = made.prepared
        self.setVisible(prepared is not None)
        if prepared is None:
            return
        sides = sum(1 for page in prepared.printed if page.base)
        changed = sum(len(sheet.pages) for sheet in prepared.exchange.put_in)
        self.words.setText(_words(made, sides, changed))
        advice = _slip_words(made) if made.slip else prepared.advice
        self.more.setText(advice)
        self.more.setVisible(bool(advice))
        standing = not prepared.fresh
        self.changed.setVisible(standing and not made.slip and bool(changed or prepared.exchange.take_out))
        self.pen.setVisible(standing and not made.slip and bool(changed and prepared.parts))
        self.whole.setVisible(standing)
        self.renumber.setVisible(standing)


def _words(made: Made, sides: int, changed: int) -> str:
    prepared = made.prepared
    if prepared.fresh:
        gone = len(prepared.exchange.take_out)
        old = f"架上原来的 {gone} 张全部换下。" if gone else ""
        return f"共 {sides} 页，还没有上架。印好登记以后，下次只要换有变动的页。{old}"
    if prepared.supplement:
        return prepared.sentence
    if prepared.exchange.empty:
        return f"架上的这本：{sides} 页，都还有效，不用重印。"
    if not changed:
        return f"架上的这本：{sides} 页都还有效，另有 {len(prepared.exchange.take_out)} 张要抽出。"
    return f"架上的这本：{sides} 页，其中 {changed} 页已变。"


def _slip_words(made: Made) -> str:
    return f"先印抽换单 {made.slip_pages} 页，再印变更页 {len(made.pages)} 页。照着抽换单，抽出旧页，放进新页。"
