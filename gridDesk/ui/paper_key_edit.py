"""Typing a paper key (纸质钥匙): eight boxes of six digits that go on by themselves and point at the group that is wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk.key_paper import DIGITS, GROUPS, groups_of
from gridDesk.text import fold
from gridDesk.ui import theme

ACROSS = 4
HELP = "照着纸输入八组数字，每组六位，输满一组自动到下一组。"


class GroupEdit(QLineEdit):
    """One group: takes digits only, however wide they were typed; `pasted` carries a whole key."""

    pasted = Signal(str)
    left_empty = Signal()
    enter = Signal()
    secret = True  # never kept as a draft

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.setAccessibleName(f"第 {number} 组")
        self.setMaxLength(DIGITS)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFont(theme.font(theme.SIZES[theme.size()] * 1.35))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * DIGITS) + theme.chars(2))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.left_empty.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter.emit()
        else:
            super().keyPressEvent(event)

    def take(self, text: str) -> None:
        """Take a pasted text: digits of one group here, of several from here on."""
        digits = "".join(groups_of(text.rpartition(":")[2]))
        if len(digits) > DIGITS:
            self.pasted.emit(digits)
        elif digits:
            self.setText(digits)
            self.textEdited.emit(digits)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()


class PaperKeyEdit(QWidget):
    """Eight groups in two rows; `complete` comes when all eight are right, `entered` when Enter was pressed."""

    changed = Signal()
    complete = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = [GroupEdit(number) for number in range(1, GROUPS + 1)]
        self.marks = [QLabel(f"第 {number} 组") for number in range(1, GROUPS + 1)]
        self.words = theme.subtle(HELP)
        self.setFocusProxy(self.boxes[0])
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(theme.spacing(0.4))
        for place, (box, mark) in enumerate(zip(self.boxes, self.marks, strict=True)):
            down, across = divmod(place, ACROSS)
            grid.addWidget(mark, down * 3, across, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(box, down * 3 + 1, across)
            box.textEdited.connect(lambda _text, place=place: self._typed(place))
            box.pasted.connect(lambda digits, place=place: self._pasted(place, digits))
            box.left_empty.connect(lambda place=place: self._go(place - 1))
            box.enter.connect(self.entered)
        grid.setRowMinimumHeight(2, theme.spacing(1))
        grid.setColumnStretch(ACROSS, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1.5))
        column.addLayout(grid)
        column.addWidget(self.words)
        self._judge()

    def text(self) -> str:
        """Return what was typed, group by group."""
        return " ".join(box.text() for box in self.boxes)

    def clear(self) -> None:
        """Empty every group and begin at the first."""
        for box in self.boxes:
            box.clear()
        self._judge()

    def wrong(self) -> list[int]:
        """Return the numbers of the groups that are full and cannot be right."""
        return [
            box.number for box in self.boxes if len(box.text()) == DIGITS and not group_is_right(box.number, box.text())
        ]

    def missing(self) -> list[int]:
        """Return the numbers of the groups that are not full."""
        return [box.number for box in self.boxes if len(box.text()) < DIGITS]

    def trouble(self) -> str:
        """Return what is wrong with what was typed, as a sentence, and go there; an empty text when all is well."""
        wrong, missing = self.wrong(), self.missing()
        if not wrong and not missing:
            return ""
        number = min(wrong or missing)
        self.point_at(number)
        return self.verdict() or f"第 {number} 组还没有输满六位。"

    def verdict(self) -> str:
        """Return the sentence that points at groups that are wrong; an empty text where none is."""
        from gridDesk.vault import PaperKeyWrong, paper

        wrong = self.wrong()
        if wrong and not self.missing():
            try:
                paper.read(self.text())
            except PaperKeyWrong as error:
                if error.reason == "exchanged":
                    return f"{error.message}{error.advice}"
        return wrong_words(wrong) if wrong else ""

    def point_at(self, number: int) -> None:
        """Put the keyboard into a group, with its digits chosen to be typed over."""
        self._go(max(1, number) - 1)

    def _go(self, place: int) -> None:
        if 0 <= place < GROUPS:
            self.boxes[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.boxes[place].selectAll()

    def _typed(self, place: int) -> None:
        box = self.boxes[place]
        # A scanner of QR codes types like a hand; what it writes before the digits ends in a colon.
        digits = "".join(groups_of(fold(box.text()).rpartition(":")[2]))
        if digits != box.text():
            box.setText(digits)
        self._judge()
        self.changed.emit()
        if len(digits) == DIGITS:
            self._after(place)

    def _after(self, place: int) -> None:
        """Go on behind a full group; one that is wrong keeps the keyboard, its digits chosen to be typed over."""
        if not group_is_right(place + 1, self.boxes[place].text()):
            self.boxes[place].selectAll()
        elif not self.missing() and not self.wrong():
            self.complete.emit()
        else:
            waiting = [*self.missing(), *self.wrong()]
            ahead = [number for number in waiting if number > place + 1]
            self._go(min(ahead or waiting) - 1)

    def _pasted(self, place: int, digits: str) -> None:
        for number, group in enumerate(groups_of(digits)):
            if place + number < GROUPS:
                self.boxes[place + number].setText(group)
        self._judge()
        self.changed.emit()
        self._after(min(GROUPS, place + len(groups_of(digits))) - 1)

    def _judge(self) -> None:
        """Show of every group whether it is right: by a sign, by colour, and wrong ones by a sentence."""
        wrong = self.wrong()
        for box, mark in zip(self.boxes, self.marks, strict=True):
            full = len(box.text()) == DIGITS
            level = "error" if box.number in wrong else "ok" if full else ""
            mark.setText(f"第 {box.number} 组" + {"error": " ✗", "ok": " ✓"}.get(level, ""))
            mark.setProperty("level", level)
            mark.setProperty("role", "" if level else "subtle")
            box.setProperty("level", level)
            box.setAccessibleDescription("这一组不对" if level == "error" else "")
            for widget in (box, mark):
                theme.restyle(widget)
        self.words.setText(self.verdict() or HELP)
        self.words.setProperty("level", "error" if wrong else "")
        self.words.setProperty("role", "" if wrong else "subtle")
        theme.restyle(self.words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "boxes"):
            for box in self.boxes:
                box.setFont(theme.font(theme.SIZES[theme.size()] * 1.35))
                box.setFixedWidth(box.fontMetrics().horizontalAdvance("0" * DIGITS) + theme.chars(2))


def group_is_right(number: int, digits: str) -> bool:
    """Tell whether the check digit at the end of a group fits the five before it and the group's place."""
    from gridDesk.vault import paper

    return paper.group_fits(number, digits)


def wrong_words(numbers: list[int]) -> str:
    """Return the sentence that points at groups that are wrong."""
    named = "、".join(str(number) for number in numbers)
    return f"第 {named} 组不对，有数字输错了。请对着纸上的这一组重新输入。"
