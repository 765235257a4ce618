"""What a clerk may do (职责), in words, and the boxes in which it is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from gridDesk.ui import theme

ROLES = {
    "clerk": ("办事员", "录入、修改、查找、打印本单位的普通台账。"),
    "sensitive": ("受保护台账经办人", "能看、能改受保护的台账；没有这一项的人，那些台账对他是空的。"),
    "approver": ("审批人", "对外提供、公开名单以前，由他输入自己的密码同意。"),
    "keeper": ("钥匙保管人", "增减使用人、重设密码、换纸质钥匙。至少要有一个人。"),
    "auditor": ("审计人", "查看谁在什么时候做过什么，打印每月操作记录。"),
}
ALL = "全部职责"
SMALL = "人手少的单位，一个人可以担任全部职责。只有一条：同一件事不能自己申请、自己审批，那时凭签过字的纸质审批单办。"


def words(roles: Iterable[str]) -> str:
    """Return roles as people say them, in their usual order."""
    held = [key for key in ROLES if key in set(roles)]
    return ALL if len(held) == len(ROLES) else "、".join(ROLES[key][0] for key in held) or "（没有）"


class RoleBoxes(QWidget):
    """A box for each role with a line that explains it."""

    changed = Signal()

    def __init__(self, held: Iterable[str] = ("clerk",), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {key: QCheckBox(name) for key, (name, _words) in ROLES.items()}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for key, box in self.boxes.items():
            explained = theme.subtle(ROLES[key][1])
            explained.setContentsMargins(round(theme.em() * 1.9), 0, 0, theme.spacing(0.7))
            box.setAccessibleDescription(ROLES[key][1])
            box.setChecked(key in set(held))
            box.toggled.connect(self.changed)
            column.addWidget(box)
            column.addWidget(explained)

    def chosen(self) -> tuple[str, ...]:
        """Return the roles that are ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())
