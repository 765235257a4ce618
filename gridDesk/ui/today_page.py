"""今日: how much is kept, and what deserves a look today. It informs; it never nags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk import today
from gridDesk.ui import theme
from gridDesk.ui.navigation import PAGES
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.today import Card, Count

COUNTS_IN_ROW = 6
CARDS_IN_ROW = 2
ICONS = {
    "工作日志": "logs",
    "人口": "people",
    "待完善": "edit",
    "本月核实": "check-circle",
    "疑似重复": "copy",
    "事项": "bell",
    "任务": "check",
    "通报": "bell",
    "待我决定": "question",
    "收发": "exchange",
    "备份": "shield",
    "保存期限": "calendar",
    "纸质钥匙": "key",
    "密码": "key",
}
ACTS = {
    "logs": "去写日志", "import": "导入花名册", "people": "去看看", "freshness": "去核实", "exchange": "去收发",
    "settings": "去设置", "duplicates": "去查看", "tasks": "去办理", "bulletins": "去签收", "inbox": "去决定",
    "backups": "去备份", "retention": "去复核",
    "accounts": "去做好",
}  # fmt: skip


class TodayPage(QWidget):
    """Numbers over cards; every number and every card leads to what is behind it."""

    title = "今日"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._body: QWidget | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the morning page again; the keyboard stays on the same number or card."""
        view = today.today(self.desk)
        held = self._held()
        body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        edge = theme.gap() * 2
        column.setContentsMargins(edge, theme.gap(), edge, edge)
        column.setSpacing(theme.gap())
        column.addWidget(theme.title(view.date_text))
        if view.notice:
            column.addWidget(theme.subtle(f"{view.notice}不是您自己的话，请告诉钥匙保管人。"))
        column.addSpacing(theme.spacing(1))
        column.addLayout(self._numbers(view.counts))
        column.addSpacing(theme.gap())
        column.addWidget(theme.heading("今天要留意的"))
        column.addLayout(self._cards(view.cards))
        column.addStretch(1)
        self._scroll.setWidget(body)
        for button in body.findChildren(QPushButton):
            if button.accessibleName() == held:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _held(self) -> str:
        focus = self.focusWidget()
        return focus.accessibleName() if focus is not None and focus.hasFocus() else ""

    def _numbers(self, counts: list[Count]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.gap())
        for place, count in enumerate(counts):
            grid.addWidget(self._number(count), place // COUNTS_IN_ROW, place % COUNTS_IN_ROW)
        for column in range(COUNTS_IN_ROW):
            grid.setColumnStretch(column, 1)
        return grid

    def _number(self, count: Count) -> QPushButton:
        button = Tile()
        button.setProperty("role", "count")
        button.setAccessibleName(f"{count.label} {count.number}")
        button.setToolTip(f"查看{count.label}")
        number = QLabel(f"{count.number:,}")
        number.setProperty("role", "number")
        words = QLabel(count.label)
        words.setProperty("role", "subtle")
        inside = QVBoxLayout(button)
        inside.setContentsMargins(theme.gap(), theme.spacing(1.4), theme.gap(), theme.spacing(1.4))
        inside.setSpacing(0)
        for label in (number, words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inside.addWidget(label)
        button.clicked.connect(lambda: self.go.emit(count.page, count.argument))
        return button

    def _cards(self, cards: list[Card]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.gap())
        # What asks for something comes first; what is in order stands quietly below.
        pages = {"import", *(entry.key for entry in PAGES)}
        cards = [card for card in cards if card.page in pages]
        order = sorted(cards, key=lambda card: ("error", "warn", "note", "ok").index(card.level))
        for place, card in enumerate(order):
            grid.addWidget(self._card(card), place // CARDS_IN_ROW, place % CARDS_IN_ROW)
        for column in range(CARDS_IN_ROW):
            grid.setColumnStretch(column, 1)
        return grid

    def _card(self, card: Card) -> QFrame:
        colour, _soft, sign, word = theme.LEVELS[card.level]
        frame = theme.card()
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap(), theme.gap())
        row.setSpacing(theme.gap() * 2)
        row.addWidget(theme.icon_label(ICONS.get(card.title, sign), colour, 1.6))
        words = QVBoxLayout()
        words.setSpacing(theme.spacing(0.5))
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.heading(card.title))
        head.addWidget(_mark(sign, colour, word, card.level))
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(theme.body(card.line))
        row.addLayout(words, 1)
        if card.level != "ok":
            row.addWidget(self._act(card), 0, Qt.AlignmentFlag.AlignVCenter)
        return frame

    def _act(self, card: Card) -> QPushButton:
        words = (
            "去看看"
            if card.title == "事项"
            else "去补填"
            if card.argument == "lacking"
            else ACTS.get(card.page, "去看看")
        )
        button = QPushButton(words)
        button.setAccessibleName(f"{card.title}：{words}")
        button.clicked.connect(lambda: self.go.emit(card.page, card.argument))
        return button


class Tile(QPushButton):
    """A button as large as what is laid out in it."""

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().sizeHint()


def _mark(sign: str, colour: str, word: str, level: str) -> QWidget:
    """Return the level as icon and word, so that it does not rest on colour alone."""
    mark = QWidget()
    row = QHBoxLayout(mark)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.spacing(0.5))
    row.addWidget(theme.icon_label(sign, colour, 0.9))
    label = QLabel(word)
    label.setProperty("level", level)
    row.addWidget(label)
    return mark
