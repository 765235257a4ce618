"""生僻字: finding a character that input methods do not offer, and putting it where the clerk is typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import glyph_find
from gridDesk.desk.glyph_find import Rare
from gridDesk.desk.office import Desk
from gridDesk.ui import clipboard, pieces, theme
from gridDesk.ui.alive import for_owner

FOUND = int(Qt.ItemDataRole.UserRole)
KEY = Qt.Key.Key_F9
MOST_STROKES = 64
HINT = "拼音（如 hong），或编码（如 20BB7）"
OWN = "本单位用过的生僻字"
NOTHING = "没有找到。换一个读音试试，或向派出所问到编码后直接输入编码。"


class GlyphInput(QDialog):
    """Search above, characters below; `picked` gives the one that was chosen."""

    picked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("生僻字")
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(HINT)
        self.typed.setAccessibleName("拼音或编码")
        self.typed.setClearButtonEnabled(True)
        self.strokes = QSpinBox()
        self.strokes.setRange(0, MOST_STROKES)
        self.strokes.setSpecialValueText("不限")
        self.strokes.setMinimumWidth(theme.chars(5.5))
        self.heading = theme.heading()
        self.list = _characters()
        self.large = QLabel()
        self.large.setTextFormat(Qt.TextFormat.PlainText)
        font = theme.font()
        font.setPointSizeF(font.pointSizeF() * 3)
        self.large.setFont(font)
        self.large.setStyleSheet(f"font-size: {font.pointSizeF()}pt;")
        self.words = theme.body()
        self._build()
        self.typed.textChanged.connect(lambda _text: self.refresh())
        self.strokes.valueChanged.connect(lambda _count: self.refresh())
        self.list.currentItemChanged.connect(lambda *_items: self._show())
        self.list.itemActivated.connect(lambda _item: self.put_in())
        self.refresh()
        self.typed.setFocus()
        self.resize(theme.chars(36), theme.em() * 22)

    def _build(self) -> None:
        label = QLabel("笔画(&B)")
        label.setBuddy(self.strokes)
        search = QHBoxLayout()
        search.setSpacing(theme.gap())
        search.addWidget(self.typed, 1)
        search.addWidget(label)
        search.addWidget(self.strokes)
        chosen = QHBoxLayout()
        chosen.setSpacing(theme.gap() * 2)
        chosen.addWidget(self.large)
        chosen.addWidget(self.words, 1)
        foot, self.put_button = pieces.choice_row("插入(&I)", self.put_in, "取消(&C)", self.reject)
        self.copy_button = pieces.button("复制编码(&U)", self.copy_code)
        self.copy_button.setAutoDefault(False)
        foot.insertWidget(0, self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        for part in (search, self.heading, self.list, chosen, foot):
            if isinstance(part, QWidget):
                column.addWidget(part, 1 if part is self.list else 0)
            else:
                column.addLayout(part)

    def refresh(self) -> None:
        """Look again for what is typed; with nothing typed, offer the office's own rare characters."""
        typed, strokes = self.typed.text(), self.strokes.value()
        found = glyph_find.find(typed, strokes) if typed.strip() or strokes else glyph_find.own(self.desk)
        shown = found[: glyph_find.MOST]
        if not typed.strip() and not strokes:
            self.heading.setText(OWN if found else "输入拼音、编码，或选笔画")
        else:
            more = f"，先列 {len(shown)} 个，请再写读音或笔画" if len(found) > len(shown) else ""
            self.heading.setText(f"找到 {len(found)} 个字{more}" if found else NOTHING)
        self.list.clear()
        for one in shown:
            item = QListWidgetItem(one.char)
            item.setData(FOUND, one)
            item.setToolTip(one.words)
            item.setData(int(Qt.ItemDataRole.AccessibleTextRole), f"{one.char}，{one.words}")
            self.list.addItem(item)
        self.list.setCurrentRow(0 if shown else -1)
        self._show()

    def chosen(self) -> Rare | None:
        """Return the character under the cursor."""
        item = self.list.currentItem()
        return item.data(FOUND) if item else None

    def put_in(self) -> None:
        """Give the chosen character to whoever asked."""
        one = self.chosen()
        if one is not None:
            self.picked.emit(one.char)
            self.accept()

    def copy_code(self) -> None:
        """Copy the chosen character's code."""
        one = self.chosen()
        if one is not None:
            clipboard.put_lasting(one.code)

    def _show(self) -> None:
        one = self.chosen()
        self.large.setText(one.char if one else "")
        self.words.setText(one.words if one else "")
        for button in (self.put_button, self.copy_button):
            button.setEnabled(one is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.typed.hasFocus() and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return
        super().keyPressEvent(event)


class RareKey(QObject):
    """Lets F9 open the dialog for one input, and puts there what is picked."""

    def __init__(self, desk: Desk, line: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(line)
        self.desk, self.line = desk, line
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == KEY:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and event.key() == KEY:
            self.open()
            return True
        return super().eventFilter(watched, event)

    def open(self) -> GlyphInput:
        """Open the dialog for this input."""
        dialog = GlyphInput(self.desk, self.line.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(lambda char: put(self.line, char))
        dialog.open()
        return dialog


def put(line: QWidget | None, char: str) -> None:
    """Put a character where the cursor of an input stands; without an input it goes to the clipboard."""
    if isinstance(line, QLineEdit) and not line.isReadOnly():
        line.insert(char)
        line.textEdited.emit(line.text())
        Behind(line)
    elif isinstance(line, QPlainTextEdit) and not line.isReadOnly():
        line.insertPlainText(char)
        line.setFocus()
    else:
        clipboard.put_lasting(char)


class Behind(QObject):
    """Lets the clerk type on behind what was put in, also in cells that select all when the keyboard comes back."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self.line, self.place = line, line.cursorPosition()
        if line.hasFocus():
            self.deleteLater()
        else:
            line.installEventFilter(self)
            line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.line.removeEventFilter(self)
            QTimer.singleShot(0, for_owner(self, self._go_on))
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        self.line.deselect()
        self.line.setCursorPosition(self.place)
        self.deleteLater()


def _characters() -> QListWidget:
    made = QListWidget()
    made.setAccessibleName("找到的字")
    made.setViewMode(QListView.ViewMode.IconMode)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setMovement(QListView.Movement.Static)
    made.setUniformItemSizes(True)
    made.setSpacing(theme.spacing(0.5))
    font = theme.font()
    font.setPointSizeF(font.pointSizeF() * 1.6)
    made.setFont(font)
    made.setStyleSheet(f"font-size: {font.pointSizeF()}pt;")
    return made
