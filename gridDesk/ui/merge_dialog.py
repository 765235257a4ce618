"""Two records side by side: what differs, what will move, and the choice of what stays."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import duplicates
from gridDesk.desk.duplicates import Clash, FieldChoice, MergePlan
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.fitting import fit_screen

SIDES = ("keep", "other", "both")
MERGED, APART = 1, 2


class SideChoice(QWidget):
    """One line of the comparison: both texts as radio buttons, and 都留 where both may stay."""

    def __init__(self, label: str, texts: Sequence[str], suggested: str, both: str = "") -> None:
        super().__init__()
        self.label = label
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        for side, text in zip(SIDES, (*texts, both), strict=True):
            if text:
                self.buttons[side] = self._button(side, text)
        self.buttons[suggested].setChecked(True)

    def _button(self, side: str, text: str) -> QRadioButton:
        words = " ".join(text.split())
        button = QRadioButton((words if len(words) <= 24 else f"{words[:23]}…").replace("&", "&&"))
        button.setToolTip(text)
        which = {"keep": "留左边的", "other": "用右边的", "both": "两个都留"}[side]
        button.setAccessibleName(f"{self.label}，{which}：{text}")
        # A long text gives way where the window is narrow; the tip has it whole.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(theme.chars(4))
        self.group.addButton(button)
        return button

    def side(self) -> str:
        """Return the side chosen."""
        return next(side for side, button in self.buttons.items() if button.isChecked())

    def step(self, forward: bool) -> None:
        """Choose the next or the previous side."""
        sides = list(self.buttons)
        at = min(max(sides.index(self.side()) + (1 if forward else -1), 0), len(sides) - 1)
        self.take(self.buttons[sides[at]])

    def take(self, button: QRadioButton | None = None) -> None:
        """Choose a button and give it the keyboard; the chosen one when none is named."""
        button = button or self.buttons[self.side()]
        button.setChecked(True)
        button.setFocus(Qt.FocusReason.TabFocusReason)


@remembers
class MergeDialog(QDialog):
    """Compares the record to keep (left) with the other one; `outcome` tells what the clerk decided."""

    def __init__(
        self, desk: Desk, keep: str, other: str, parent: QWidget | None = None, ledger: str = "person"
    ) -> None:
        """Make the plan of merging `other` into `keep`. Raises DeskError when they cannot be merged here."""
        super().__init__(parent)
        self.desk, self.ledger = desk, ledger
        self.plan: MergePlan = duplicates.merge_plan(desk, keep, other, ledger)
        self.outcome = 0
        self.choices: dict[str, SideChoice] = {}
        self.setWindowTitle("比对两条记录")
        self.bar = problem.Bar()
        self.inside = QVBoxLayout()
        self._build()
        self._fill()
        fit_screen(self, theme.chars(64), theme.em() * 32)

    def _build(self) -> None:
        what = "人" if self.ledger == "person" else "户"
        page = QWidget()
        page.setLayout(self.inside)
        self.inside.setContentsMargins(0, 0, theme.gap(), 0)
        self.inside.setSpacing(theme.gap())
        self.swap = pieces.button("左右对调(&W)", self.turn_round)
        self.merge = theme.primary(pieces.button(f"合并成一个{what}(&S)", self.merge_now, "check", theme.SURFACE))
        self.apart = pieces.button(f"不是同一{what}(&N)", self.not_the_same, "close")
        self.later = pieces.button("先不处理(&L)", self.reject)
        self.apart.setVisible(self.ledger == "person")
        head = QHBoxLayout()
        head.addWidget(theme.heading(f"这两条记录是不是同一{what}？"), 1)
        head.addWidget(self.swap)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(head)
        column.addWidget(
            theme.subtle("左边的记录保留，右边的并入它。两边不同的，用 ← → 选留哪个，↑ ↓ 换行。合并以后随时可以拆开。")
        )
        column.addWidget(pieces.scrolling(page), 1)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.apart)
        row.addStretch(1)
        row.addWidget(self.later)
        row.addWidget(self.merge)
        column.addLayout(row)

    def _fill(self) -> None:
        pieces.empty(self.inside)
        self.choices.clear()
        self.inside.addWidget(self._compared())
        if self.plan.clashes:
            self.inside.addWidget(self._clashes())
        self.inside.addWidget(theme.subtle(self.moving_words()))
        self.inside.addStretch(1)
        for choice in self.choices.values():
            for button in choice.buttons.values():
                button.installEventFilter(self)
        first = next(iter(self.choices.values()), None)
        if first:
            first.take()
        else:
            self.merge.setFocus()

    def _compared(self) -> QFrame:
        """Return the card with every field that one of the two records fills."""
        card, grid = self._grid(self._title(self.plan.keep_title, "保留"), self._title(self.plan.other_title, "并入"))
        for row, item in enumerate((item for item in self.plan.fields if item.keep_text or item.other_text), 2):
            if item.differs:
                both = "都留" if item.joins else ""
                self._choose(grid, row, item.key, item.label, _shown(item), item.suggested, both)
            else:
                self._state(grid, row, item)
        return card

    def _clashes(self) -> QFrame:
        """Return the card with what both have of a kind that one person has once."""
        card, grid = self._grid("左边的一条", "右边的一条")
        for row, clash in enumerate(self.plan.clashes, 2):
            texts = clash.keep_text, _told_apart(clash)
            self._choose(grid, row, clash.key, clash.label, texts, clash.suggested, "两条都留")
        return card

    def _title(self, name: str, what: str) -> str:
        return f"{name or '（没有名字）'}　（{what}）"

    def _grid(self, left: str, right: str) -> tuple[QFrame, QGridLayout]:
        card = theme.card()
        grid = QGridLayout(card)
        grid.setContentsMargins(*[theme.gap()] * 4)
        grid.setHorizontalSpacing(theme.gap() * 2)
        grid.setVerticalSpacing(theme.spacing(0.6))
        for column, text in ((1, left), (2, right)):
            grid.addWidget(theme.heading(text), 0, column)
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, theme.chars(8))
        grid.addWidget(theme.line(), 1, 0, 1, 4)
        grid.setColumnMinimumWidth(0, theme.chars(7))
        grid.setColumnMinimumWidth(3, theme.chars(8))
        return card, grid

    def _choose(
        self, grid: QGridLayout, row: int, key: str, label: str, texts: Sequence[str], suggested: str, both: str
    ) -> None:
        choice = SideChoice(label, texts, suggested, both)
        choice.setParent(grid.parentWidget())
        choice.hide()  # it only holds the group; its buttons stand in the columns of the grid
        self.choices[key] = choice
        name = QLabel(label)
        name.setStyleSheet(f"color: {theme.WARN}; font-weight: 500;")
        grid.addWidget(name, row, 0)
        for side, button in choice.buttons.items():
            grid.addWidget(button, row, SIDES.index(side) + 1)

    def _state(self, grid: QGridLayout, row: int, item: FieldChoice) -> None:
        """Show a field in which the records agree, or that only one of them fills."""
        grid.addWidget(theme.subtle(item.label), row, 0)
        for column, text in enumerate(_shown(item), 1):
            shown = QLabel(text or "—")
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setWordWrap(True)
            shown.setContentsMargins(theme.em() + theme.spacing(1), 0, 0, 0)
            grid.addWidget(shown, row, column)
        if item.suggested == "other" and item.other_text:
            grid.addWidget(theme.subtle("补到左边"), row, 3)

    def moving_words(self) -> str:
        """Return in words what will refer to the kept record."""
        moves = [f"{move.label}（{move.field}）{move.count} 条" for move in self.plan.moves]
        words = f"合并后，{'、'.join(moves)}改到保留的记录下。" if moves else "右边的记录没有别的记录指向它。"
        return words + "右边的记录注销，注明并入哪条；两边的修改记录都还在。" + "".join(self.plan.notes)

    # --- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and right choose, up and down go to the next difference."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            choices = list(self.choices.values())
            at = next((n for n, one in enumerate(choices) if watched in one.buttons.values()), None)
            if at is not None and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                choices[at].step(event.key() == Qt.Key.Key_Right)
                return True
            if at is not None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._go_to(at + (1 if event.key() == Qt.Key.Key_Down else -1))
                return True
        return super().eventFilter(watched, event)

    def _go_to(self, place: int) -> None:
        choices = list(self.choices.values())
        if place >= len(choices):
            self.merge.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= 0:
            choices[place].take()

    # --- acts ----------------------------------------------------------------------------------------------------

    def turn_round(self) -> None:
        """Keep the other record instead."""
        self.plan = duplicates.merge_plan(self.desk, self.plan.other, self.plan.keep, self.ledger)
        self._fill()

    def merge_now(self) -> None:
        """Merge as chosen; trouble is told here and nothing is lost."""
        chosen = {key: choice.side() for key, choice in self.choices.items()}
        try:
            duplicates.merge(self.desk, self.plan, chosen)
        except DeskError as error:
            self.bar.show_error(error)
            return
        if self.ledger == "person":
            duplicates.settled(self.desk)
        self.outcome = MERGED
        self.accept()

    def not_the_same(self) -> None:
        """Remember that these are two people."""
        duplicates.not_the_same(self.desk, self.plan.keep, self.plan.other)
        self.outcome = APART
        self.accept()


def _shown(item: FieldChoice) -> tuple[str, str]:
    """Return both texts; numbers that look alike are shown whole here, for they are what is compared."""
    if item.key == "id_number" and not item.differs:
        return short_id(item.keep), short_id(item.other)
    return item.keep_text, item.other_text


def _told_apart(clash: Clash) -> str:
    return clash.other_text if clash.other_text != clash.keep_text else f"{clash.other_text}（内容相同）"
