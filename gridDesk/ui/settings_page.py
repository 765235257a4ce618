"""设置: the office and its grids, text size, protected ledgers, backups and checks, password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk.roles import works
from gridDesk.ui import theme
from gridDesk.ui.glyph_card import GlyphCard
from gridDesk.ui.lock_card import LockCard
from gridDesk.ui.navigation import may_open
from gridDesk.ui.password_dialog import PasswordDialog
from gridDesk.ui.sealed_card import SealedCard
from gridDesk.ui.settings_cards import Card, GridsCard, OfficeCard, SafetyCard, SizeCard
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
        self.locking = LockCard(desk)
        self.grids.edit.connect(self.edit_grid)
        self.safety.go.connect(self.go)
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
        edge = theme.edge()
        column.setContentsMargins(edge, theme.gap(), edge, edge)
        column.setSpacing(theme.gap() * 1.5)
        column.addWidget(theme.title(self.title))
        every = (
            self.office, self.grids, self.size, self._secret_card(), self.locking, self.safety, self.sealed, self._codes_card(),
            self.glyphs, self._acts_card(),
        )  # fmt: skip
        own = (self.size, self.secret, self.safety)  # about who is at the desk, and backups, which are everybody's
        for card in every:
            column.addWidget(card)
            card.setVisible(works(self.desk) or card in own)
        column.addStretch(1)
        return body

    def _secret_card(self) -> Card:
        self.secret = card = Card("账号和密码", "每人一个账号、一个密码。忘了密码，用封好的纸质钥匙打开。")
        self.accounts = QPushButton(theme.icon("people"), "账号和纸质钥匙(&L)…")
        self.accounts.clicked.connect(lambda _checked=False: self.go.emit("accounts", ""))
        self.password = QPushButton(theme.icon("key"), "更改密码(&P)…")
        self.password.clicked.connect(lambda: PasswordDialog(self.desk, self).open())
        card.buttons(self.accounts, self.password)
        self.accounts.setVisible(may_open(self.desk, "accounts"))
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
        self.audit = QPushButton(theme.icon("logs"), "操作记录(&X)…")
        self.audit.clicked.connect(lambda _checked=False: self.go.emit("audit", ""))
        self.grants = QPushButton(theme.icon("export"), "对外提供(&G)…")
        self.grants.clicked.connect(lambda _checked=False: self.go.emit("grants", ""))
        card.buttons(self.recent, self.audit, self.grants)
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
        for card in (self.office, self.grids, self.locking, self.sealed, self.safety, self.glyphs):
            card.refresh()

    def show_argument(self, argument: str) -> None:
        """Go to a card: `backup`, `grids` or `lock`."""
        cards = {"grids": (self.grids, self.grids.add), "lock": (self.locking, self.locking.minutes)}
        card, button = cards.get(argument, (self.safety, self.safety.now))
        # After the layout is done, because only then the page knows where the card is.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(card))
        button.setFocus(Qt.FocusReason.OtherFocusReason)
