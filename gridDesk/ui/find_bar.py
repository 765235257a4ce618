"""Words to look for in the document that shows: how often they stand there, and from one place to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from gridDesk.documents.preview import Hit
from gridDesk.ui import theme


class FindBar(QWidget):
    """A line below the pages: Enter goes to the next place, Shift+Enter to the one before, Esc closes it."""

    wanted = Signal(str)
    shown = Signal(int)  # the hit to show
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()
        self.at = -1
        self.words = QLineEdit(placeholderText="姓名、户号或其他文字", clearButtonEnabled=True)
        self.words.setAccessibleName("在这份文件里找")
        self.words.setMinimumWidth(theme.chars(9))
        self.count = QLabel()
        self.count.setProperty("role", "subtle")
        self.back = self._button("上一处", "chevron-up", lambda: self.step(-1))
        self.forth = self._button("下一处", "chevron-down", lambda: self.step(1))
        self.done = self._button("关闭查找", "close", self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(1))
        for part in (self.words, self.back, self.forth, self.count):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.done)
        self._later = QTimer(self, singleShot=True, interval=250)
        self._later.timeout.connect(self._ask)
        self.words.textChanged.connect(lambda _text: self._later.start())
        self.words.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the line, what was looked for last ready to be typed over."""
        self.show()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()
        self._ask()

    def close_bar(self) -> None:
        """Hide the line and its marks."""
        self._later.stop()
        self.hide()
        self.hits, self.at = (), -1
        self.wanted.emit("")
        self.closed.emit()

    def take(self, hits: Sequence[Hit], finished: bool, page: int) -> None:
        """Take the places found so far; the first at or after the open `page` is shown."""
        fresh = self.at < 0
        self.hits = hits
        if hits and fresh:
            after = next((n for n, hit in enumerate(hits) if hit.page >= page), None)
            if after is not None or finished:
                self.at = after if after is not None else 0
                self.shown.emit(self.at)
        self._say(finished)

    def step(self, by: int) -> None:
        """Go to the next place or the one before, round from the last to the first."""
        if self._later.isActive():
            self._later.stop()
            self._ask()
            return
        if self.hits:
            self.at = (self.at + by) % len(self.hits)
            self.shown.emit(self.at)
            self._say(finished=True)

    def _ask(self) -> None:
        self.hits, self.at = (), -1
        self.count.setText("")
        self._enable()
        self.wanted.emit(self.words.text() if self.isVisible() else "")

    def _say(self, finished: bool) -> None:
        if self.hits:
            place = f"第 {self.at + 1} 处，" if self.at >= 0 else ""
            self.count.setText(f"{place}共 {len(self.hits)} 处" + ("" if finished else "，还在找…"))
        else:
            self.count.setText("没有找到" if finished else "正在找…")
        self._enable()

    def _enable(self) -> None:
        for button in (self.back, self.forth):
            button.setEnabled(len(self.hits) > 0)

    def _button(self, words: str, icon: str, act: object) -> QToolButton:
        button = QToolButton(toolTip=words)
        button.setIcon(theme.icon(icon))
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.words and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
        return super().eventFilter(watched, event)
