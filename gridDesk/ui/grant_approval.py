"""批准: a second person types name and password here, or, where nobody else has one, a signed slip is told by its number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import grant_papers, grant_slips, grants, printing
from gridDesk.desk.grants import Approval, PaperApproval
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, print_job, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.password_edit import PasswordEdit

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant, Order
    from gridDesk.ui.problem import Bar

SLIP = "本单位没有别的审批人。请打印审批单，由负责人签字，再把编号和签字人填在这里。"
HERE = "请批准人看过上面的内容后，在这里输入自己的密码；只核对身份，不会登录。"


class ApprovalBox(QFrame):
    """Hidden until somebody must agree; `told` carries a sentence and its level for the dialog's bar.

    `asked` comes when it shows, so that a dialog can make room.
    """

    told = Signal(str, str)
    asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.order: Order | None = None
        self.printer = ""
        self.others: list[str] = []
        self.setProperty("role", "card")
        self.reason = theme.warn_label("", "note")
        self.who = QComboBox()
        self.password = PasswordEdit("批准人的密码")
        self.number = QLineEdit(placeholderText="例如 2026-007")
        self.signer = QLineEdit(placeholderText="签字的负责人")
        self.hide()

    def show_for(self, order: Order, reason: str) -> None:
        """Ask for an agreement to this order, and say why."""
        if self.order is None:
            self.others = grants.approvers(self.desk)
            self.who.addItems(self.others)
            self._build()
        self.order = order
        self.reason.say(f"{reason}，要{'另一个人批准' if self.others else '负责人签字批准'}。", "note")
        self.show()
        self.asked.emit()
        (self.password if self.others else self.number).setFocus()

    def given(self) -> Approval | PaperApproval | None:
        """Return the agreement that was typed, None while something is missing."""
        if self.others:
            return Approval(self.who.currentText(), self.password.text()) if self.password.text() else None
        number, signer = self.number.text().strip(), self.signer.text().strip()
        return PaperApproval(number, signer) if number and signer else None

    def forget(self) -> None:
        """Let the password go."""
        self.password.clear()

    # Building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap()] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(self.reason)
        rows = (
            [("批准人(&A)", self.who), ("批准人密码(&W)", self.password)] if self.others
            else [("审批单编号(&A)", self.number), ("谁签的字(&W)", self.signer)]
        )  # fmt: skip
        form = QGridLayout()
        form.setHorizontalSpacing(theme.gap())
        form.setVerticalSpacing(theme.spacing(1.2))
        for row, (words, editor) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(editor)
            form.addWidget(label, row, 0)
            form.addWidget(editor, row, 1)
        form.setColumnStretch(1, 1)
        column.addWidget(theme.subtle(HERE if self.others else SLIP))
        if not self.others:
            column.addLayout(self._slip_buttons())
        column.addLayout(form)

    def _slip_buttons(self) -> QHBoxLayout:
        self.print_slip = pieces.button("打印审批单(&H)", self._print, "print")
        self.save_slip = theme.quiet(pieces.button("存成 PDF(&J)…", self._save, "file"))
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        for button in (self.print_slip, self.save_slip):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    # The slip

    def slip(self) -> tuple[str, bytes]:
        """Return the number and the PDF of the slip for what is asked. Raises DeskError."""
        record = grant_slips.ask(self.desk, self.order)
        return record.slip, grant_papers.pdf_of(grant_papers.slip(self.desk, record))

    def _print(self) -> None:
        made = self._made()
        if made is None:
            return
        job = print_job.PrintJob(self.printer)
        background.run(
            None, lambda _desk, progress: print_job.send(made[1], job, progress, grants.harmless("slip")),
            for_owner(self, lambda words: self.told.emit(f"审批单 {made[0]} {words}签好字后，照单子右上角填编号。", "ok")),
            for_owner(self, lambda error: self.told.emit(str(error), "error")), "正在打印审批单",
        )  # fmt: skip

    def _save(self) -> None:
        made = self._made()
        if made is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, "存到", str(Path.home() / f"审批单 {made[0]}.pdf"), "PDF 文件 (*.pdf)"
        )
        if not name:
            return
        try:
            printing.write_file(Path(name).with_suffix(".pdf"), made[1], grants.harmless("slip"))
            self.told.emit(f"审批单 {made[0]} 存在 {name}。签好字后，照单子右上角填编号。", "ok")
        except DeskError as error:
            self.told.emit(str(error), "error")

    def _made(self) -> tuple[str, bytes] | None:
        try:
            return self.slip()
        except DeskError as error:
            self.told.emit(str(error), "error")
            return None


class GrantAsk:
    """Gets a grant for a dialog: silently, or with an agreement typed in its box; what was chosen stays whatever comes."""

    def __init__(self, desk: Desk, box: ApprovalBox, said: Bar, owner: QWidget) -> None:
        self.desk, self.box, self.said, self.owner = desk, box, said, owner
        self.busy = False
        box.told.connect(said.say)

    def ask(self, order: Order, done: object) -> None:
        """Call `done(grant)` once there is one; else say what is lacking, or show who must agree."""
        if self.busy:
            return
        if not order.persons:
            done(grants.harmless("blank"))
            return
        try:
            grants.lacking(self.desk, order)
            reason = grants.needs_approval(self.desk, order)
            if not reason:
                self.box.hide()
                done(grants.issue(self.desk, order))
                return
        except DeskError as error:
            self.said.show_error(error)
            return
        approval = self.box.given() if self.box.isVisible() else None
        waiting = self.box.isVisible()
        if approval is None:
            self.box.show_for(order, reason)
            if waiting:
                self.said.say(
                    "还没有批准：请把下面批准的两项填好。" if self.box.others else "请填审批单编号和签字的人。", "warn"
                )
            return
        self.busy = True
        background.run(
            self.desk, lambda desk, _progress: grants.issue(desk, order, approval),
            for_owner(self.owner, lambda grant: self._given(grant, done)), for_owner(self.owner, self._refused), "正在核对批准人",
        )  # fmt: skip

    def _given(self, grant: Grant, done: object) -> None:
        self.busy = False
        self.box.forget()
        done(grant)

    def _refused(self, error: BaseException) -> None:
        self.busy = False
        self.box.forget()
        self.said.show_error(error)
        (self.box.password if self.box.others else self.box.number).setFocus()
