"""The numbers and the system cards of 今日: every one leads to what is behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.navigation import PAGES

if TYPE_CHECKING:
    from gridDesk.desk.today import Card, Count

COUNTS_IN_ROW = 6
CARDS_IN_ROW = 2
Go = Callable[[str, str], object]
ICONS = {
    "人口": "people",
    "待完善": "edit",
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
    "import": "导入花名册", "people": "去看看", "freshness": "去核实", "exchange": "去收发",
    "settings": "去设置", "duplicates": "去查看", "tasks": "去办理", "bulletins": "去签收", "inbox": "去决定",
    "backups": "去备份", "retention": "去复核", "accounts": "去做好",
}  # fmt: skip


def numbers(counts: list[Count], go: Go) -> QGridLayout:
    """Return the numbers of the ledgers as tiles."""
    grid = QGridLayout()
    grid.setSpacing(theme.gap())
    for place, count in enumerate(counts):
        grid.addWidget(_number(count, go), place // COUNTS_IN_ROW, place % COUNTS_IN_ROW)
    for column in range(COUNTS_IN_ROW):
        grid.setColumnStretch(column, 1)
    return grid


def _number(count: Count, go: Go) -> QPushButton:
    button = Tile()
    button.setProperty("role", "count")
    button.setAccessibleName(f"{count.label} {count.number}")
    button.setToolTip(f"查看{count.label}")
    number = QLabel(f"{count.number:,}")
    number.setProperty("role", "number")
    words = QLabel(count.label)
    words.setProperty("role", "subtle")
    inside = QVBoxLayout(button)
    inside.setContentsMargins(theme.gap(), theme.spacing(1.1), theme.gap(), theme.spacing(1.1))
    inside.setSpacing(0)
    for label in (number, words):
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside.addWidget(label)
    button.clicked.connect(lambda: go(count.page, count.argument))
    return button


def cards(found: list[Card], go: Go) -> QGridLayout:
    """Return the cards: how a new office begins, what asks for something, and quietly below what is in order."""
    grid = QGridLayout()
    grid.setSpacing(theme.gap())
    pages = {"import", *(entry.key for entry in PAGES)}
    order = sorted(
        (card for card in found if card.page in pages),
        key=lambda card: (card.page != "import", ("error", "warn", "note", "ok").index(card.level)),
    )
    for place, card in enumerate(order):
        grid.addWidget(_card(card, go), place // CARDS_IN_ROW, place % CARDS_IN_ROW)
    for column in range(CARDS_IN_ROW):
        grid.setColumnStretch(column, 1)
    return grid


def _card(card: Card, go: Go) -> QFrame:
    colour, _soft, sign, word = theme.LEVELS[card.level]
    frame = theme.card()
    row = QHBoxLayout(frame)
    row.setContentsMargins(round(theme.gap() * 1.5), theme.spacing(1), theme.gap(), theme.spacing(1))
    row.setSpacing(round(theme.gap() * 1.5))
    row.addWidget(theme.icon_label(ICONS.get(card.title, sign), colour, 1.3))
    words = QVBoxLayout()
    words.setSpacing(0)
    head = QHBoxLayout()
    head.setSpacing(theme.gap())
    name = QLabel(card.title)
    name.setFont(theme.font(theme.SIZES[theme.size()], medium=True))
    head.addWidget(name)
    if card.level != "ok":
        head.addWidget(_mark(sign, colour, word, card.level))
    head.addStretch(1)
    words.addLayout(head)
    words.addWidget(theme.subtle(card.line))
    row.addLayout(words, 1)
    if card.level != "ok":
        row.addWidget(_act(card, go), 0, Qt.AlignmentFlag.AlignVCenter)
    return frame


def _act(card: Card, go: Go) -> QPushButton:
    words = (
        "去看看" if card.title == "事项" else "去补填" if card.argument == "lacking" else ACTS.get(card.page, "去看看")
    )
    button = theme.quiet(Act(words))
    button.setAccessibleName(f"{card.title}：{words}")
    button.clicked.connect(lambda: go(card.page, card.argument))
    return button


class Act(QPushButton):
    """The button of a card."""


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
