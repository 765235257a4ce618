"""The card of sealed ledgers (受保护台账) on the settings page, and typing an old paper key to get their records back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.paper_key_edit import PaperKeyEdit
from gridDesk.ui.settings_cards import Card

if TYPE_CHECKING:
    from gridDesk.desk import Desk

WIDTH = 36
_OPEN = (
    "这些台账记的是最敏感的情况，用另一把钥匙单独加密，只有受保护台账经办人看得到；别的同事的名单、查找、打印和统计里都没有它们。"
    "平时不启用，确有职责的单位才启用；停用后，记过的内容仍然保留。"
)
_SHUT = "这些台账由受保护台账经办人管理，用另一把钥匙单独加密。您的账号没有这项权限；工作需要时，请钥匙保管人在“账号”里给您加上。"


class SealedCard(Card):
    """The sealed ledgers, off until an office that keeps them by duty switches them on; for others, a sentence."""

    switched = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("受保护台账")
        self.desk = desk
        self.words = theme.subtle("")
        self.words.setWordWrap(True)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.back = QPushButton(theme.icon("lock", theme.ACCENT), "用原来的纸质钥匙找回(&J)…")
        self.back.clicked.connect(self.recover)
        self.boxes: dict[str, QCheckBox] = {}
        self.column.addWidget(self.words)
        for ledger in desk.catalogue.ledgers.values():
            if ledger.sealed:
                box = QCheckBox(ledger.label)
                box.clicked.connect(lambda on, key=ledger.key: self.switch(key, on))
                self.boxes[ledger.key] = box
                self.column.addWidget(box)
        self.column.addWidget(self.told)
        self.buttons(self.back)
        self.refresh()

    def refresh(self) -> None:
        """Show which are on, and what was made up for at this login; nothing of them to who has not their key."""
        unsealed, away = self.desk.store.unsealed, 0
        on = {ledger.key for ledger in self.desk.enabled()}
        for key, box in self.boxes.items():
            box.setChecked(key in on)
            box.setVisible(unsealed)
        self.words.setText(_OPEN if unsealed else _SHUT)
        if unsealed:
            away = self.desk.store.sealed_away()
        self.told.setText("\n".join(self.desk.settled))
        self.told.setVisible(unsealed and bool(self.desk.settled))
        self.back.setVisible(away > 0)

    def switch(self, key: str, on: bool) -> None:
        """Switch a ledger, after asking whether the office may keep it."""
        label = self.desk.catalogue[key].label
        if on and not problem.ask(
            self, f"要启用“{label}”台账吗？", "启用(&O)", "先不启用(&N)",
            detail="请确认本单位承担这项工作，并且只有负责的人有受保护台账经办人的账号。启用后，查看和打印会记下来。",
        ):  # fmt: skip
            self.boxes[key].setChecked(False)
            return
        (self.desk.enable if on else self.desk.disable)(key)
        self.switched.emit()

    def recover(self) -> None:
        """Ask for the old paper key, and show the records that it brings back."""
        if RecoverDialog(self.desk, self).exec():
            self.refresh()
            self.switched.emit()


class RecoverDialog(QDialog):
    """Asks for the paper key of the office as it was before its PC was replaced."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("找回受保护记录")
        self.edit = PaperKeyEdit()
        self.bar = problem.Bar()
        self.bar.clear()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("输入原来的纸质钥匙"))
        words = f"有 {desk.store.sealed_away()} 条受保护记录是换电脑以前加密的。输入当时打印的纸质钥匙，就能打开，并改用现在的钥匙加密。"
        column.addWidget(theme.body(words))
        column.addWidget(self.edit)
        column.addWidget(self.bar)
        foot, self.go_button = pieces.choice_row("找回(&F)", self.go, "先不找回", self.reject)
        column.addLayout(foot)
        self.edit.entered.connect(self.go)
        fit_height(self, theme.chars(WIDTH))

    def go(self) -> None:
        """Open the records, or say which group of digits to look at."""
        from gridDesk.desk import sealed

        try:
            found = sealed.recover(self.desk, self.edit.text())
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            return
        self.desk.settled = [f"已用原来的纸质钥匙找回 {found} 条受保护记录。"]
        self.accept()
