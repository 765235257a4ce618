"""A new password typed twice, with its rule judged while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gridDesk.errors import DeskError
from gridDesk.ui import theme
from gridDesk.ui.password_edit import PasswordEdit

RULE = "至少 10 个字符，可以是一句好记的话；不能只是手机号、生日或连续的数字。"


class PasswordPair(QObject):
    """Two password lines and the two lines of words that judge them; whoever shows them lays them out."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.password, self.again = PasswordEdit("设置密码"), PasswordEdit("再输一遍密码")
        self.rule, self.same = theme.subtle(RULE), theme.subtle()
        for line in (self.password, self.again):
            line.textEdited.connect(self._judge)
            line.textEdited.connect(self.changed)

    def weakness(self) -> str:
        """Return why the password is too weak, or an empty text."""
        from gridDesk.vault import check_new_password

        try:
            check_new_password(self.password.text(), [name for name in self.names if name])
        except DeskError as error:
            return error.message
        return ""

    def trouble(self) -> str:
        """Return what is wrong with the two lines, or an empty text."""
        if not self.password.text():
            return "请设置密码。"
        return self.weakness() or ("" if self.password.text() == self.again.text() else "两遍密码不一样，请再输一遍。")

    def _judge(self) -> None:
        typed, again = self.password.text(), self.again.text()
        weak = self.weakness() if typed else ""
        _say(
            self.rule,
            weak or ("可以，这个密码够用。" if typed else RULE),
            "" if not typed else "warn" if weak else "ok",
        )
        same = again == typed
        _say(self.same, "" if not again else "两遍一致。" if same else "两遍还不一样。", "ok" if same else "warn")

    def forget(self) -> None:
        """Empty both lines."""
        self.password.clear()
        self.again.clear()
        self._judge()


def _say(label: object, text: str, level: str) -> None:
    mark = {"ok": "✓ ", "warn": "！"}.get(level, "") if text else ""
    label.setText(mark + text)
    label.setProperty("level", level)
    theme.restyle(label)
