"""What a clerk may do (职责), in words, and the boxes in which it is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from gridDesk.desk.roles import ROLE_NAMES, role_words
from gridDesk.ui import theme

EXPLAINED = {
    "clerk": "录入、修改、查找、打印本单位的普通台账，收发数据包。",
    "sensitive": "能看、能改台账，包括受保护的；受保护的别人看不到。",
    "approver": "对外提供、公开名单、清除记录以前，由他输入密码同意。",
    "keeper": "增减使用人、重设密码、换纸质钥匙。至少要有一个人。",
    "auditor": "查看谁在什么时候做过什么，打印每月操作记录。",
}
ALL = "全部职责"
OTHERS = "前两项都没有的账号看不到台账：审批人只有对外提供和保存期限，钥匙保管人只有账号，审计人只有操作记录。"
SMALL = "人手少的单位，一个人可以担任全部职责。只有一条：同一件事不能自己申请、自己审批，那时凭签过字的纸质审批单办。"


def words(roles: Iterable[str]) -> str:
    """Return roles as people say them; all of them in one word."""
    held = set(roles)
    return ALL if held >= set(ROLE_NAMES) else role_words(held) or "（没有）"


class RoleBoxes(QWidget):
    """A box for each role with a line that explains it."""

    changed = Signal()

    def __init__(self, held: Iterable[str] = ("clerk",), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {key: QCheckBox(name) for key, name in ROLE_NAMES.items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, (key, box) in enumerate(self.boxes.items()):
            box.setAccessibleDescription(EXPLAINED[key])
            box.setChecked(key in set(held))
            box.toggled.connect(self.changed)
            grid.addWidget(box, row, 0)
            grid.addWidget(theme.subtle(EXPLAINED[key]), row, 1)
        grid.addWidget(theme.subtle(OTHERS), len(self.boxes), 0, 1, 2)

    def chosen(self) -> tuple[str, ...]:
        """Return the roles that are ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())
