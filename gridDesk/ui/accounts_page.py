"""账号: who works in this office, what each may do, one's own password, and the paper key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import accounts
from gridDesk.ui import pieces, problem, roles, theme
from gridDesk.ui.old_backups import OldBackups
from gridDesk.ui.pieces import Card, scrolling
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.accounts import Account

ROWS_SHOWN = 8
LIMITS = {0: "不要求定期换密码", 90: "每 90 天换一次密码", 180: "每 180 天换一次密码", 365: "每 365 天换一次密码"}
KEEPERS = "增减使用人、改职责、重设密码、换纸质钥匙，要由钥匙保管人来做。这里的钥匙保管人是{}。"


class AccountsPage(QWidget):
    """Three cards: the people, one's own password, the paper key."""

    title = "账号"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.bar = problem.Bar()
        self.people = PeopleCard(desk)
        self.own = PasswordCard(desk)
        self.change = self.own.change
        self.key = PaperKeyCard(desk)
        self.old = Card("旧备份")
        self.old_list = OldBackups(desk)
        self.old.body.addWidget(self.old_list)
        self.old_list.gone.connect(self.tell)
        self.people.told.connect(self.tell)
        self.key.told.connect(self.tell)
        inside = QWidget()
        column = QVBoxLayout(inside)
        edge = theme.gap() * 2
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), edge)
        column.setSpacing(round(theme.gap() * 1.5))
        column.addWidget(theme.title(self.title))
        for piece in (self.bar, self.people, self.own, self.key, self.old):
            column.addWidget(piece)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inside))
        self.setFocusProxy(self.people.table)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.people.refresh()
        self.own.refresh()
        self.key.refresh()
        found = accounts.old_backups(self.desk)
        self.old.setVisible(bool(found))
        self.old_list.show_old(found)

    def show_argument(self, argument: str) -> None:
        """Go to the paper key with `paper`, to one's own password with `password`."""
        if argument == "password":
            self.change.setFocus()
        if argument == "paper":
            (self.key.drill if self.key.drill.isVisibleTo(self) else self.key.new).setFocus()

    def tell(self, words: str) -> None:
        """Say what was done, and show how things stand now."""
        self.bar.say(words, "ok")
        self.refresh()


class PeopleCard(Card):
    """Who can log in; what only a keeper may do is shown and cannot be pressed, with the reason under it."""

    told = Signal(str)
    HEADINGS = (Heading("姓名", 8), Heading("职责"), Heading("开通", 6), Heading("上次登录", 8))

    def __init__(self, desk: Desk) -> None:
        super().__init__("使用人")
        self.desk = desk
        self.say("每人一个账号、一个密码。谁录的、谁改的、谁打印的，就记在谁名下。" + roles.SMALL)
        self.table = RowsView(self.HEADINGS, "使用人")
        self.table.chosen.connect(lambda _what: self._enable())
        self.table.opened.connect(lambda _what: self.roles.click())
        self.add = pieces.button("增加使用人(&N)…", self._add, "plus", theme.INK)
        self.roles = pieces.button("改职责(&E)…", self._roles, "edit", theme.INK)
        self.reset = pieces.button("重设密码(&R)…", self._reset, "key", theme.INK)
        self.remove = pieces.button("移除(&X)…", self._remove, "trash", theme.INK)
        self.why = theme.subtle()
        self.body.addWidget(self.table)
        self.body.addLayout(_row(self.add, self.roles, self.reset, self.remove))
        self.body.addWidget(self.why)

    def refresh(self) -> None:
        """Read who there is; whoever is logged in is marked."""
        found = accounts.list_accounts(self.desk)
        self.table.set_lines([self._line(one) for one in found], choose=self._row_of(found))
        head = self.table.horizontalHeader().sizeHint().height()
        shown = min(max(len(found), 2), ROWS_SHOWN)
        self.table.setFixedHeight(head + shown * self.table.row_height() + 2 * self.table.frameWidth() + 4)
        keepers = "、".join(one.who for one in found if "keeper" in one.roles)
        self.why.setText("" if self.desk.can("keeper") else KEEPERS.format(keepers))
        self.why.setVisible(not self.desk.can("keeper"))
        self._enable()

    def _row_of(self, found: list[Account]) -> int:
        before = self.table.current()
        slot = before.slot if before is not None else self.desk.keys.slot
        return next((row for row, one in enumerate(found) if one.slot == slot), 0)

    def _line(self, one: Account) -> Line:
        mine = "（本人）" if one.slot == self.desk.keys.slot else ""
        last = when_words(one.last_login) if one.last_login else "还没有登录过"
        return Line((one.who + mine, roles.words(one.roles), when_words(one.since), last), one)

    def _enable(self) -> None:
        """Let a keeper do what she may; removing herself or resetting her own password is done otherwise."""
        keeper, one = self.desk.can("keeper"), self.table.current()
        mine = one is not None and one.slot == self.desk.keys.slot
        self.add.setEnabled(keeper)
        self.roles.setEnabled(keeper and one is not None)
        self.reset.setEnabled(keeper and one is not None and not mine)
        self.remove.setEnabled(keeper and one is not None and not mine)
        self.reset.setToolTip("自己的密码，用下面的“更改我的密码”。" if mine else "")
        self.remove.setToolTip("不能移除自己，请另一位钥匙保管人来做。" if mine else "")
        for button in (self.add, self.roles, self.reset, self.remove):
            if not keeper:
                button.setToolTip(self.why.text())

    # --- dialogs --------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        from gridDesk.ui.account_dialogs import AddDialog

        self._open(AddDialog(self.desk, self))

    def _roles(self) -> None:
        from gridDesk.ui.account_dialogs import RolesDialog

        self._open(RolesDialog(self.desk, self.table.current(), self))

    def _reset(self) -> None:
        from gridDesk.ui.account_dialogs import ResetDialog

        self._open(ResetDialog(self.desk, self.table.current(), self))

    def _remove(self) -> None:
        from gridDesk.ui.account_remove import RemoveDialog

        self._open(RemoveDialog(self.desk, self.table.current(), self))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.told.emit(dialog.said))
        dialog.open()


class PasswordCard(Card):
    """One's own password, and how long passwords may be used: for ever, where the keeper set no limit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("我的密码")
        self.desk = desk
        self.say("密码只有自己知道，不要告诉别人，也不要几个人合用一个账号。")
        self.change = pieces.button("更改我的密码(&P)…", self._change, "key", theme.INK)
        self.limit = QComboBox()
        self.limit.setAccessibleName("多久换一次密码")
        for days, words in LIMITS.items():
            self.limit.addItem(words, days)
        self.limit.activated.connect(lambda _row: self._set_limit())
        row = _row(self.change)
        row.addWidget(theme.subtle("本单位"))
        row.addWidget(self.limit)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Read how long passwords may be used."""
        days = accounts.rotate_days(self.desk)
        if self.limit.findData(days) < 0:
            self.limit.addItem(f"每 {days} 天换一次密码", days)
        self.limit.setCurrentIndex(self.limit.findData(days))
        self.limit.setEnabled(self.desk.can("keeper"))
        self.limit.setToolTip("" if self.desk.can("keeper") else "由钥匙保管人来定。")

    def _set_limit(self) -> None:
        accounts.set_rotate_days(self.desk, int(self.limit.currentData()))

    def _change(self) -> None:
        from gridDesk.ui.password_dialog import PasswordDialog

        PasswordDialog(self.desk, self).open()


class PaperKeyCard(Card):
    """Whether there is a paper key, when it was last tried, and the way to a new one."""

    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__("纸质钥匙")
        self.desk = desk
        self.say("忘了密码，或电脑坏了只剩备份，就靠它打开数据。装信封封好，一份锁在本单位，一份交上级。")
        self.state = theme.warn_label("", "note")
        self.drill = pieces.button("取出来核对一遍(&D)…", self._drill, "check-circle", theme.INK)
        self.new = pieces.button("", self._new, "key", theme.INK)
        self.why = theme.subtle()
        self.body.addWidget(self.state)
        self.body.addLayout(_row(self.new, self.drill))
        self.body.addWidget(self.why)

    def refresh(self) -> None:
        """Read how it stands."""
        there, keeper = accounts.has_paper_key(self.desk), self.desk.can("keeper") and bool(self.desk.keys.sens_key)
        self.state.say(*state_words(self.desk))
        self.drill.setVisible(there)
        self.drill.setEnabled(self.desk.can("keeper"))
        self.new.setText("换一把新的(&K)…" if there else "现在做一把(&K)…")
        self.new.setEnabled(keeper)
        self.why.setText(
            ""
            if keeper
            else "核对和换纸质钥匙，要由钥匙保管人来做；换新的，他还要是受保护台账经办人，因为纸质钥匙打得开全部台账。"
        )
        self.why.setVisible(not keeper)

    def _new(self) -> None:
        from gridDesk.ui.paper_key_dialog import NewKeyDialog

        self._open(NewKeyDialog(self.desk, self))

    def _drill(self) -> None:
        from gridDesk.ui.paper_key_dialog import DrillDialog

        self._open(DrillDialog(self.desk, self))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.told.emit(dialog.said))
        dialog.open()


def state_words(desk: Desk) -> tuple[str, str]:
    """Return how the paper key stands, and how serious that is."""
    if not accounts.has_paper_key(desk):
        return "还没有纸质钥匙。忘了密码就再也打不开，请现在做一把，三分钟就好。", "warn"
    made = when_words(accounts.paper_key_made_on(desk))
    drilled = accounts.paper_key_confirmed_on(desk)
    if not drilled:
        return f"{made}做的，还没有照纸输过一遍。请取出来核对；纸不在手上，就换一把新的。", "warn"
    return f"{made}做的，最近一次核对：{when_words(drilled)}。", "ok"


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.gap())
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
