"""新的对外提供: whom, what for, on which basis, what, how much of it, in which form, how many copies; and who agrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import grants, print_grants, printing, reidentify, view_paper
from gridDesk.desk.grant_order import PURPOSES
from gridDesk.desk.grant_papers import LEVEL_WORDS
from gridDesk.desk.print_order import PrintOrder
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, print_job, problem, theme
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.grant_approval import ApprovalBox, GrantAsk

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant, Order

FORMS = (("printer", "打印成纸"), ("pdf", "PDF 文件"), ("docx", "Word 文件"))
CHOSEN = ("outside", "report", "other")


@dataclass(frozen=True)
class Giving:
    """What was agreed to be given: the order, its title, the form (`printer`, `pdf`, `docx`), the printer, the grant."""

    order: PrintOrder
    title: str
    form: str
    printer: str
    grant: Grant


class GiveDialog(QDialog):
    """Asks what is given to whom; `given` carries the `Giving` once it is granted."""

    given = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.without: tuple[str, ...] = ()
        self.setWindowTitle("新的对外提供")
        self.recipient = QLineEdit(placeholderText="例如：区民政局 王科长")
        self.purpose = _combo([(key, PURPOSES[key]) for key in CHOSEN])
        self.words = QLineEdit(placeholderText="例如：核对高龄津贴")
        self.basis = QComboBox(editable=True)
        self.basis.addItems(grants.thresholds(desk).bases)
        self.basis.lineEdit().setCursorPosition(0)
        self.what, self.level, self.form, self.printer = QComboBox(), QComboBox(), _combo(FORMS), QComboBox()
        self.copies = QSpinBox(minimum=1, maximum=50, suffix=" 份")
        self.lock = QCheckBox("用密码加密（建议）")
        self.lock.setChecked(True)
        self.trouble = problem.Bar()
        self.approval = ApprovalBox(desk)
        self.asking = GrantAsk(desk, self.approval, self.trouble, self)
        self.telling = ""
        self.drop = pieces.button("去掉这一栏(&X)", self._leave_out, "check")
        self.drop.setAutoDefault(False)
        self.drop.hide()
        self._build()
        self._fill()
        self.what.currentIndexChanged.connect(lambda _row: self._paper_changed())
        self.form.currentIndexChanged.connect(lambda _row: self._fit())
        self._paper_changed()

    # What was chosen

    def wanted(self) -> PrintOrder:
        """Return what is to be printed or saved."""
        level = str(self.level.currentData() or "")
        inside = level in ("", "M0", "M1")
        return PrintOrder(
            paper=str(self.what.currentData()), full_ids=level in ("", "M0"), level="" if inside else level,
            purpose=self.words.text().strip() or PURPOSES[self.purpose.currentData()],
            recipient=self.recipient.text().strip(), without=self.without,
        )  # fmt: skip

    def order(self) -> Order:
        """Return what a grant is asked for. Raises DeskError."""
        file = self.form.currentData() != "printer"
        made = print_grants.order_of(
            self.desk, self.wanted(), way="file" if file else "printer", copies=self.copies.value(),
            encrypted=file and self.lock.isChecked(), basis=self.basis.currentText().strip(),
        )  # fmt: skip
        made = replace(made, purpose=self.purpose.currentData(), columns=self._columns())
        return replace(made, words=self.wanted().purpose)

    def _columns(self) -> str:
        key = str(self.what.currentData())
        if view_paper.is_list(key) and view_paper.view_of(self.desk, key) is None:
            return ""
        if view_paper.is_list(key):
            return "、".join(one.title for one in view_paper.columns_shown(self.desk, self.wanted()))
        return "、".join(one.title.replace("\n", "／") for one in printing.paper_of(self.desk, key).columns)

    def accept(self) -> None:
        self.drop.hide()
        self.trouble.clear()
        try:
            if not self.recipient.text().strip():
                self.recipient.setFocus()
                raise DeskError("没有写明交给谁，", advice="请写上接收的单位和人。")
            order = self.order()
            print_grants.check_guess(self.desk, self.wanted(), order)
        except reidentify.Telling as error:
            self.telling = error.reference
            self.drop.setText(f"去掉“{error.title}”(&X)")
            self.drop.show()
            self.trouble.show_error(error)
            return
        except DeskError as error:
            self.trouble.show_error(error)
            return
        self.approval.printer = str(self.printer.currentData() or "")
        self.asking.ask(order, self._granted)

    def _granted(self, grant: Grant) -> None:
        super().accept()
        printer = str(self.printer.currentData() or "")
        self.given.emit(Giving(self.wanted(), self.what.currentText(), self.form.currentData(), printer, grant))

    def _leave_out(self) -> None:
        self.without = (*self.without, self.telling)
        self.accept()

    # Building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, theme.gap(), 0)
        body.setSpacing(theme.gap())
        column.addWidget(theme.heading("把什么交给谁，做什么用"))
        column.addWidget(self.trouble)
        column.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignLeft)
        form = QGridLayout()
        form.setHorizontalSpacing(theme.gap())
        form.setVerticalSpacing(theme.spacing(1.2))
        rows = (
            ("交给谁(&K)", self.recipient), ("用途(&Y)", self.purpose), ("具体做什么(&U)", self.words), ("法律依据(&B)", self.basis),
            ("提供什么(&T)", self.what), ("内容(&V)", self.level), ("形式(&F)", self.form), ("打印机(&R)", self.printer),
            ("份数(&C)", self.copies), ("", self.lock),
        )  # fmt: skip
        self.labels: dict[QWidget, QLabel] = {}
        for row, (words, editor) in enumerate(rows):
            self.labels[editor] = label = QLabel(words)
            label.setBuddy(editor)
            form.addWidget(label, row, 0)
            form.addWidget(editor, row, 1)
        form.setColumnStretch(1, 1)
        self.recipient.setMinimumWidth(theme.chars(26))
        self.basis.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.hint = theme.subtle()
        body.addLayout(form)
        body.addWidget(self.hint)
        body.addWidget(self.approval)
        body.addStretch(1)
        self.room = pieces.scrolling(inside)
        column.addWidget(self.room, 1)
        self.approval.asked.connect(self._make_room)
        foot, _ = pieces.choice_row("办理(&D)", self.accept, "取消(&N)", self.reject)
        column.addLayout(foot)

    def _make_room(self) -> None:
        """Grow to hold who must agree, as far as the screen allows, and show the fields to be filled."""
        self._fit_room()
        QTimer.singleShot(0, self, lambda: self.room.ensureWidgetVisible(self.approval, 0, 0))

    def _fit_room(self) -> None:
        inside = self.room.widget()
        inside.layout().activate()
        self.room.setMinimumWidth(inside.minimumSizeHint().width() + theme.gap() * 3)
        wide = max(self.width(), theme.chars(36))
        tall = inside.layout().totalHeightForWidth(wide - theme.spacing(10))
        fit_screen(self, wide, tall + theme.em() * 9)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_room()

    def _fill(self) -> None:
        lists = [(one.key, one.title) for one in view_paper.papers(self.desk)]
        papers = [
            (one.key, one.title.replace("　", "")) for one in printing.papers(self.desk)
            if one.kind == "table" or one.scope == "household"
        ]  # fmt: skip
        for key, title in [*papers, *lists]:
            self.what.addItem(title, key)
        for name in print_job.printers():
            self.printer.addItem(name, name)
        if not self.printer.count():
            self.printer.addItem("默认打印机", "")

    def _paper_changed(self) -> None:
        key = str(self.what.currentData())
        self.without = ()
        choices = (
            printing.list_paper(self.desk, key).levels if view_paper.is_list(key)
            else next((one.levels for one in printing.papers(self.desk) if one.key == key), ())
        )  # fmt: skip
        self.level.clear()
        for one in choices:
            self.level.addItem(LEVEL_WORDS[one.level], one.level)
        field = self.level.findData("M2")
        self.level.setCurrentIndex(max(0, field))  # what hides more comes first when something is given away
        self.level.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._fit()

    def _fit(self) -> None:
        printer = self.form.currentData() == "printer"
        for widget, shown in (
            (self.level, self.level.count() > 1),
            (self.printer, printer),
            (self.copies, printer),
            (self.lock, not printer),
        ):
            widget.setVisible(shown)
            self.labels[widget].setVisible(shown)
        self.hint.setText(
            "每一份都印上自己的份号和水印，登记在“份数登记”里。"
            if printer
            else "文件写明用途和份号；加密时会给您一个打开密码，只显示一次。"
        )


def _combo(items: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    for value, words in items:
        combo.addItem(words, value)
    return combo
