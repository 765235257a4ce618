"""设置: the office and its grids, text size, protected ledgers, backups and checks, password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridDesk.errors import DeskError
from gridDesk.ui import problem, theme
from gridDesk.ui.door_page import patiently
from gridDesk.ui.glyph_card import GlyphCard
from gridDesk.ui.password_edit import PasswordEdit
from gridDesk.ui.password_rule import PasswordPair
from gridDesk.ui.settings_cards import Card, GridsCard, OfficeCard, SafetyCard, SealedCard, SizeCard
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk


class SettingsPage(QWidget):
    """Cards below each other; `show_argument("backup")` goes to the backups."""

    title = "设置"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.office, self.grids, self.size = OfficeCard(desk), GridsCard(desk), SizeCard()
        self.sealed, self.safety = SealedCard(desk), SafetyCard(desk)
        self.glyphs = GlyphCard(desk)
        self.grids.edit.connect(self.edit_grid)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._cards())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        Watch(desk, self, self.refresh, ("grid",))

    def _cards(self) -> QWidget:
        body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        edge = theme.gap() * 2
        column.setContentsMargins(edge, theme.gap(), edge, edge)
        column.setSpacing(theme.gap() * 1.5)
        column.addWidget(theme.title(self.title))
        for card in (
            self.office,
            self.grids,
            self.size,
            self._secret_card(),
            self.safety,
            self.sealed,
            self._codes_card(),
            self.glyphs,
            self._acts_card(),
        ):
            column.addWidget(card)
        column.addStretch(1)
        return body

    def _secret_card(self) -> Card:
        card = Card("密码", "密码没有人能找回，请写在纸上锁起来。")
        self.password = QPushButton(theme.icon("key"), "更改密码(&P)…")
        self.password.clicked.connect(lambda: PasswordDialog(self.desk, self).open())
        card.buttons(self.password)
        return card

    def _codes_card(self) -> Card:
        card = Card("代码表", "各栏可选的值。街道可以更正和补充，村和社区读入街道的更正文件。")
        self.codes = QPushButton(theme.icon("table"), "查看代码表(&K)…")
        self.codes.clicked.connect(self._show_codes)
        card.buttons(self.codes)
        return card

    def _show_codes(self) -> None:
        from gridDesk.ui.codes_dialog import CodesDialog

        dialog = CodesDialog(self.desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _acts_card(self) -> Card:
        card = Card("最近做过的事", "每一次保存、导入、收取都记着，可以查看，也可以撤销。")
        self.recent = QPushButton(theme.icon("history"), "查看和撤销(&V)…")
        self.recent.clicked.connect(self._show_recent)
        card.buttons(self.recent)
        return card

    def _show_recent(self) -> None:
        from gridDesk.ui.history_dialog import RecentDialog

        dialog = RecentDialog(self.desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def edit_grid(self, uid: str) -> None:
        """Open a grid's form, or that of a new one."""
        from gridDesk.ui.record_dialog import RecordDialog

        dialog = RecordDialog(self.desk, "grid", uid or None, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def refresh(self) -> None:
        """Read everything again that may have changed."""
        for card in (self.office, self.grids, self.sealed, self.safety, self.glyphs):
            card.refresh()

    def show_argument(self, argument: str) -> None:
        """Go to a card: `backup`, or `grids`."""
        card, button = (self.grids, self.grids.add) if argument == "grids" else (self.safety, self.safety.now)
        # After the layout is done, because only then the page knows where the card is.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(card))
        button.setFocus(Qt.FocusReason.OtherFocusReason)


class PasswordDialog(QDialog):
    """The old password once, the new one twice."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("更改密码")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.old = PasswordEdit("现在的密码")
        self.pair = PasswordPair(self)
        self.pair.names = (desk.office.name, desk.user)
        self.bar = problem.Bar()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.setVerticalSpacing(theme.spacing(1))
        form.addRow("现在的密码(&O)", self.old)
        form.addRow("新密码(&P)", self.pair.password)
        form.addRow("", self.pair.rule)
        form.addRow("再输一遍(&A)", self.pair.again)
        form.addRow("", self.pair.same)
        go = theme.primary(QPushButton("更改密码(&S)"))
        go.setDefault(True)
        go.clicked.connect(self.change)
        stay = QPushButton("先不更改(&N)")
        stay.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(stay)
        row.addWidget(go)
        column = QVBoxLayout(self)
        edge = theme.gap() * 2
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.gap())
        column.addLayout(form)
        column.addWidget(self.bar)
        column.addLayout(row)
        self.setMinimumWidth(theme.chars(34))
        self.old.setFocus()

    def change(self) -> None:
        """Change it, or say what is wrong."""
        words = "请输入现在的密码。" if not self.old.text() else self.pair.trouble()
        if words:
            self.bar.say(words, "warn")
            return
        try:
            patiently(lambda: self.desk.change_password(self.old.text(), self.pair.password.text()))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.accept()
        problem.tell(self.parentWidget(), "密码已更改。下次打开时请用新密码。", "以前的备份仍要用备份时的密码打开。")
