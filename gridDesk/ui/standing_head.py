"""The head of 履职情况: which period, of whom, and the ways out of the page (print, spreadsheet)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk.duties_wish import ALL, KINDS, Wish
from gridDesk.policy.periods import Kind
from gridDesk.ui import pieces, theme
from gridDesk.ui.flow import FlowLayout

OWN = "本单位"


class StandingHead(QWidget):
    """Changes a `Wish`; whoever listens to `wished` shows it and tells back whom there is to choose from."""

    wished = Signal(object)
    printing = Signal()
    saving = Signal()

    def __init__(
        self, title: str, wish: Wish, offices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.wish = wish
        self.kind, self.office, self.scope = QComboBox(), QComboBox(), QComboBox()
        self.label = theme.heading()
        self.before = self._step("chevron-left", "上一期", -1)
        self.after = self._step("chevron-right", "下一期", 1)
        for combo in (self.kind, self.office, self.scope):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for kind, words in KINDS.items():
            self.kind.addItem(words, kind)
        self.has_offices = bool(offices)
        for key, words in (("", OWN), (ALL, "各单位并列"), *offices):
            self.office.addItem(words, key)
        self.office.setVisible(self.has_offices)
        self.kind.activated.connect(lambda _place: self._say(self.wish.of(cast(Kind, self.kind.currentData()))))
        self.office.activated.connect(
            lambda _place: self._say(Wish(self.wish.period, office=self.office.currentData()))
        )
        self.scope.activated.connect(lambda _place: self._say(self._scoped()))
        self._build(title)
        self.show_wish(wish, (), ())

    def _build(self, title: str) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.gap())
        top.addWidget(theme.title(title))
        buttons = FlowLayout(right=True)
        buttons.addWidget(pieces.button("存成表格(&X)", self.saving.emit, "export"))
        buttons.addWidget(pieces.button("打印(&P)", self.printing.emit, "print"))
        top.addLayout(buttons, 1)
        line = FlowLayout()
        for piece in (
            self._named("期间(&K)", self.kind), self._stepper(), *([self._named("单位(&O)", self.office)] if self.has_offices else []),
            self._named("范围(&G)", self.scope),
        ):  # fmt: skip
            line.addWidget(piece)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1))
        column.addLayout(top)
        column.addLayout(line)

    def _stepper(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(1))
        self.label.setMinimumWidth(theme.chars(9))
        for piece in (self.before, self.label, self.after):
            row.addWidget(piece)
        return made

    def _named(self, words: str, combo: QComboBox) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(1))
        label = QLabel(words)
        label.setBuddy(combo)
        combo.setAccessibleName(words.partition("(")[0])
        row.addWidget(label)
        row.addWidget(combo)
        return made

    def _step(self, icon: str, name: str, by: int) -> QPushButton:
        button = theme.quiet(QPushButton(theme.icon(icon, theme.ACCENT), ""))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda: self._say(self.wish.step(by)))
        return button

    def _scoped(self) -> Wish:
        grid, worker = self.scope.currentData() or ("", "")
        return replace(self.wish, grid=grid, worker=worker)

    def _say(self, wish: Wish) -> None:
        self.wish = wish
        self.wished.emit(wish)

    def show_wish(self, wish: Wish, grids: Sequence[tuple[str, str]], workers: Sequence[str]) -> None:
        """Show what is looked at, and which grids (uid, name) and workers there are to choose from."""
        self.wish = wish
        self.label.setText(wish.period.label)
        self.kind.setCurrentIndex(self.kind.findData(wish.period.kind))
        self.office.setCurrentIndex(max(0, self.office.findData(wish.office)))
        self.after.setEnabled(wish.step(1) is not wish)
        self.scope.clear()
        self.scope.addItem("全单位", ("", ""))
        for uid, name in grids:
            self.scope.addItem(f"网格：{name}", (uid, ""))
        for name in workers:
            self.scope.addItem(f"网格员：{name}", ("", name))
        wanted = (wish.grid, wish.worker)
        found = next((n for n in range(self.scope.count()) if tuple(self.scope.itemData(n)) == wanted), None)
        if found is None:  # whoever is looked at is told, also where the period has nothing of them
            found = self.scope.count()
            self.scope.addItem(f"网格员：{wish.worker}" if wish.worker else "网格：所选网格", wanted)
        self.scope.setCurrentIndex(found)
        self.scope.setEnabled(self.scope.count() > 1)
        self.scope.parentWidget().setVisible(wish.office != ALL)
