"""Erasing a record for good: what goes, on which ground, who agrees, and that nothing brings it back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import erasure
from gridDesk.desk.grants import Approval
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.password_edit import PasswordEdit

WIDTH = 30


class ApproverLines:
    """The lines of a form in which an approver agrees with name and password; none where the approver is at the desk."""

    def __init__(self, desk: Desk, form: QFormLayout) -> None:
        self.who, self.password = QLineEdit(), PasswordEdit("审批人的密码")
        if erasure.needs_approver(desk):
            form.addRow("审批人姓名(&N)", self.who)
            form.addRow("审批人密码(&P)", self.password)

    def given(self) -> Approval | None:
        """Return what was typed, None while there is no name."""
        who = self.who.text().strip()
        return Approval(who, self.password.text()) if who else None


@remembers
class EraseDialog(QDialog):
    """Asks for the ground and the approver; what goes is listed before, and the button that leaves everything is the default."""

    def __init__(self, desk: Desk, uid: str, parent: QWidget | None = None, ledger: str = "person") -> None:
        super().__init__(parent)
        self.desk, self.uid, self.ledger = desk, uid, ledger
        self.setWindowTitle("清除内容")
        self.reason = QLineEdit()
        self.reason.setAccessibleName("依据")
        self.reason.setPlaceholderText("哪条规定或哪次决定，不要写姓名")
        self.bar = problem.Bar()
        self.bar.clear()
        self._build()
        fit_height(self, theme.chars(WIDTH))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("清除以后，谁也找不回来"))
        column.addWidget(theme.body(self.words()))
        column.addWidget(
            theme.warn_label("不能撤销。上级下一次收取后同样清除；备份里的旧内容，恢复后会再次清除。", "warning")
        )
        form = QFormLayout()
        form.addRow("依据(&Y)", self.reason)
        self.approver = ApproverLines(self.desk, form)
        column.addLayout(form)
        column.addWidget(self.bar)
        foot, self.go_button = pieces.choice_row("清除(&X)", self.go, "不清除", self.reject)
        theme.danger(self.go_button)
        column.addLayout(foot)

    def words(self) -> str:
        """Return what goes, ledger by ledger."""
        goes = erasure.what_goes_with(self.desk, self.ledger, self.uid)
        parts = [f"{self.desk.catalogue[key].label} {len(uids)} 条" for key, uids in goes.items()]
        return f"会清除{'、'.join(parts)}，连同修改记录里的内容。各月的增减数字不变，别人的记录不动。"

    def go(self) -> None:
        """Erase, or say what is missing."""
        try:
            goes = erasure.what_goes_with(self.desk, self.ledger, self.uid)
            erasure.erase_all(self.desk, goes, self.reason.text(), self.approver.given())
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            return
        self.accept()


def end_dialog(desk: Desk, ledger: str, uid: str, parent: QWidget | None = None) -> QDialog:
    """Return the question that ends a record: closing one in force, erasing one that is closed already."""
    from gridDesk.ui.record_dialog import close_record_dialog

    if erasure.may_erase(desk, ledger, uid):
        return EraseDialog(desk, uid, parent, ledger)
    return close_record_dialog(desk, ledger, uid, parent)
