"""What is asked about a paper, by what it is about, and the pieces the questions are built from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from gridDesk.ui import theme

if TYPE_CHECKING:
    from gridDesk.desk.printing import PaperChoice

QUESTIONS = {
    "group": frozenset(("grid", "group", "ids")),
    "household": frozenset(("grid", "group", "records", "ids")),
    "day": frozenset(("grid", "one grid", "dates")),
    "grid": frozenset(("grid", "ids")),
    "list": frozenset(("ids",)),
    "way": frozenset(),
    "record": frozenset(("records", "ids")),
    "office": frozenset(("count",)),
    "month": frozenset(("grid", "dates")),
    "book": frozenset(("grid", "one grid", "ids")),
}
MODES = (
    ("blank", "空白（全部手填）", "只印格子，拿到户里用笔填。"),
    ("half", "半填（带上已知的）", "户名、地址等已知的印好，其余手填。"),
    ("filled", "填好（用已录入的）", "用已经录入的内容印成正式的一页。"),
)
VOLUME_MODES = {
    "blank": ("空白（全部手填）", "整册只印格子，不带任何记录。"),
    "half": ("空的台账也装订", "有记录的照印，没有记录的也留一页空格，可以手写。"),
    "filled": ("只装有记录的", "没有记录的台账不印，编号留着。"),
}
SHELVED = ("group", "grid", "list", "household", "day", "month", "book")
ALL_HOUSEHOLDS = "不选住户就印上面范围内的每一户。"
FOR_THE_PEN = "不选就印空白的，用笔填。"


def asked_of(paper: PaperChoice | None) -> frozenset[str]:
    """Return what is asked about a paper; about ID numbers only where it has some."""
    if paper is None:
        return frozenset()
    return QUESTIONS[paper.scope] if paper.ids else QUESTIONS[paper.scope] - {"ids"}


def modes_of(paper: PaperChoice | None) -> tuple[str, ...]:
    """Return the ways a paper can be filled, none where there is only one; a form of records tells by its records."""
    if paper is None or paper.scope == "record":
        return ()
    return paper.modes or (("blank", "half", "filled") if paper.scope == "day" else ())


def mode_words(paper: PaperChoice | None) -> dict[str, tuple[str, str]]:
    """Return what each way of filling a paper is called, and what it means."""
    usual = {key: (words, hint) for key, words, hint in MODES}
    return VOLUME_MODES if paper is not None and paper.key == "book" else usual


def may_shelve(paper: PaperChoice | None, mode: str) -> bool:
    """Tell whether what is printed can stand on the shelf and be kept true."""
    lists = paper is not None and paper.key.startswith("view:")
    return paper is not None and not lists and paper.scope in SHELVED and mode == "filled"


def line(title: str, part: QWidget) -> QWidget:
    """Return a question with its answer beside it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.gap())
    label = QLabel(title)
    label.setBuddy(part)
    label.setMinimumWidth(theme.chars(3.6))
    row.addWidget(label)
    row.addWidget(part, 1)
    return made


def block(title: str, *parts: QWidget) -> QWidget:
    """Return a question with its answers below it."""
    label = QLabel(title)
    label.setBuddy(parts[0])
    return bare(label, *parts)


def bare(*parts: QWidget) -> QWidget:
    """Return parts below each other."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.spacing(0.7))
    for part in parts:
        column.addWidget(part)
    return made


def number(name: str, least: int, most: int, suffix: str, changed: Callable[[], object]) -> QSpinBox:
    """Return a number that tells when it is another."""
    made = QSpinBox(minimum=least, maximum=most, suffix=suffix)
    made.setAccessibleName(name)
    made.setKeyboardTracking(False)
    made.valueChanged.connect(lambda _value: changed())
    return made


def fill(combo: QComboBox, items: Iterable[tuple[str, str]]) -> None:
    """Give a combo box new items (value, words); what was chosen stays chosen when it is still there."""
    kept = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for value, words in items:
        combo.addItem(words, value)
    combo.setCurrentIndex(max(0, combo.findData(kept)))
    combo.blockSignals(False)
