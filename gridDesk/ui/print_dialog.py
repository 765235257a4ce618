"""Printer, tray, sides, copies, pages and what for: asked once before printing, remembered for each paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import grants, paper_mark
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, print_job, print_memory, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.grant_approval import ApprovalBox, GrantAsk
from gridDesk.ui.print_leave import AsksLeave
from gridDesk.ui.print_trays import trays

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant, Order
    from gridDesk.desk.print_order import PrintOrder

SIDES = (("one", "只印一面"), ("both", "两面，打印机自己翻面"), ("hand", "两面，印完一面再把纸放回去"))


@dataclass(frozen=True)
class Printing:
    """What is about to be printed: the paper's key and title, how many pages, which one shows (from 0).

    `whole`: pages cannot be chosen. `asks`: it shows whole ID numbers, so that its purpose must be written down.
    `singly`: copies can be numbered one by one, for several people. `asked` is what must be granted for the order
    `wanted`, `typed` the purpose and recipient that were typed before.
    """

    paper: str
    title: str
    pages: int
    current: int = 0
    whole: bool = False
    asks: bool = False
    singly: bool = False
    wanted: PrintOrder | None = None
    asked: Order | None = None
    typed: tuple[str, str] = ("", "")


class PrintDialog(AsksLeave, QDialog):
    """Asks how a document goes to paper; the answer is a `PrintJob`, with a purpose, a recipient and the grant.

    `leave_out` carries a column that must not be on a list for this recipient.
    """

    leave_out = Signal(str)

    def __init__(self, desk: Desk, printing: Printing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.printing = desk, printing
        self.setWindowTitle("打印")
        self.printer, self.tray, self.sides = QComboBox(), QComboBox(), QComboBox()
        self.copies = QSpinBox(minimum=1, maximum=99, suffix=" 份")
        self.collate = QCheckBox("一份一份地印(&L)")
        self.singly = QCheckBox("每份编号(&B)")
        self.singly.setToolTip("每份印上“第几份共几份”，交给不同的人时用")
        self.purpose, self.recipient = QComboBox(editable=True), QLineEdit()
        self.trouble = problem.Bar()
        self.grant: Grant = grants.harmless("blank")
        self.approval = ApprovalBox(desk)
        self.asking = GrantAsk(desk, self.approval, self.trouble, self)
        self.telling = ""
        self.drop = pieces.button("去掉这一栏(&X)", self._leave_out, "check")
        self.drop.setAutoDefault(False)
        self.drop.hide()
        self._build()
        self._recall()
        self.printer.currentIndexChanged.connect(lambda _row: self._ask_trays())
        self._ask_trays()

    # what was chosen

    def job(self) -> print_job.PrintJob:
        """Return what was chosen. Raises DeskError when the pages cannot be read."""
        name = self.printer.currentData() or ""
        return print_job.PrintJob(
            printer=name,
            copies=self.copies.value(),
            sides=self.sides.currentData(),
            pages=self._pages(),
            tray=self.tray.currentData() or "",
            collate=self.collate.isChecked(),
            offset=print_memory.printer(self.desk, name).offset,
        )

    def why(self) -> tuple[str, str]:
        """Return what the paper is printed for, and who gets it; both empty where that is not asked."""
        if not self.printing.asks:
            return "", ""
        return self.purpose.currentText().strip(), self.recipient.text().strip()

    def numbered(self) -> bool:
        """Tell whether each copy is to say which one it is."""
        return self.printing.singly and self.singly.isChecked() and self.copies.value() > 1

    def _pages(self) -> tuple[int, ...]:
        if self.printing.whole or self.all_pages.isChecked():
            return ()
        if self.this_page.isChecked():
            return (self.printing.current,)
        if not self.pages.text().strip():
            raise DeskError("还没有写要印哪几页，", advice="请写成 1-3，5 这样，或者选“全部”。")
        return print_job.parse_pages(self.pages.text(), self.printing.pages)

    def accept(self) -> None:
        try:
            job = self.job()
        except DeskError as error:
            self.trouble.show_error(error)
            self.pages.setFocus()
            return
        purpose, _ = self.why()
        if self.printing.asks and not purpose:
            self.trouble.say("请写上用途：这份纸上有居民信息，印给谁、做什么用，要有记录。", "warn")
            self.purpose.setFocus()
            return
        self.approval.printer = job.printer
        order = self.order()
        if order is None:
            self._granted(grants.harmless("blank"))
        elif self._hides(order):
            self.asking.ask(order, self._granted)

    def _granted(self, grant: Grant) -> None:
        self.grant = grant
        job, (purpose, _) = self.job(), self.why()
        kept = "" if grant.order.gives else purpose  # for whom paper leaves is asked anew each time
        print_memory.keep_paper(
            self.desk, self.printing.paper,
            print_memory.PaperHabits(job.printer, job.copies, job.sides, job.tray, job.collate, kept),
        )  # fmt: skip
        print_memory.keep_purpose(self.desk, purpose)
        super().accept()

    # building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        head = theme.heading(f"打印{self.printing.title}，共 {self.printing.pages} 页")
        head.setWordWrap(True)
        column.addWidget(head)
        column.addWidget(self.trouble)
        column.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignLeft)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.gap())
        body.addLayout(self._rows())
        body.addWidget(self.approval)
        self.room = pieces.scrolling(inside)
        self.room.setMinimumWidth(inside.minimumSizeHint().width() + theme.gap())
        column.addWidget(self.room, 1)
        self.approval.asked.connect(lambda: QTimer.singleShot(0, self, self._make_room))
        foot, _ = pieces.choice_row("打印(&D)", self.accept, "先不打印(&N)", self.reject)
        test = theme.quiet(pieces.button("测试页(&E)…", self.open_test, "check"))
        test.setAutoDefault(False)
        test.setToolTip("看打印机印得正不正、偏了多少")
        foot.insertWidget(0, test)
        column.addLayout(foot)

    def _rows(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.gap())
        form.setVerticalSpacing(theme.spacing(1.2))
        self.purpose.setAccessibleName("用途")
        self.recipient.setPlaceholderText("留在本单位就不用写")
        rows = [
            ("打印机(&R)", self.printer, self.printer),
            ("纸盒(&U)", self.tray, self.tray),
            ("单双面(&S)", self.sides, self.sides),
            ("份数(&C)", self.copies, _beside(self.copies, self.collate, self.singly)),
        ]
        self._make_pages()
        if not self.printing.whole and self.printing.pages > 1:
            rows.append(("页码(&G)", self.all_pages, self.pages_box))
        if self.printing.asks:
            rows += [("用途(&Y)", self.purpose, self.purpose), ("领取人(&K)", self.recipient, self.recipient)]
        for row, (words, buddy, widget) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(buddy)
            form.addWidget(label, row, 0)
            form.addWidget(widget, row, 1)
        form.setColumnStretch(1, 1)
        self.printer.setMinimumWidth(theme.chars(20))
        return form

    def _make_pages(self) -> None:
        many, at = self.printing.pages, self.printing.current
        self.all_pages = QRadioButton(f"全部 {many} 页")
        self.this_page = QRadioButton(f"只印第 {at + 1} 页")
        self.some_pages = QRadioButton("这几页")
        self.pages = QLineEdit(placeholderText="1-3，5")
        self.pages.setAccessibleName("要印的页码")
        self.pages.textEdited.connect(lambda _text: self.some_pages.setChecked(True))
        self.all_pages.setChecked(True)
        group = QButtonGroup(self)
        self.pages_box = QWidget()
        row = QHBoxLayout(self.pages_box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(1))
        for button in (self.all_pages, self.this_page, self.some_pages):
            group.addButton(button)
            row.addWidget(button)
        self.pages_box.setFocusProxy(self.all_pages)
        row.addWidget(self.pages, 1)

    def _recall(self) -> None:
        habits = print_memory.paper(self.desk, self.printing.paper)
        names = print_job.printers()
        for name in names:
            self.printer.addItem(name, name)
        if not names:
            self.printer.addItem("默认打印机", "")
            self.trouble.say("没有找到打印机。请检查打印机是否接好、已开机；也可以先存为 PDF。", "warn")
        self.printer.setCurrentIndex(max(0, self.printer.findData(habits.printer)))
        for value, words in SIDES:
            self.sides.addItem(words, value)
        self.sides.setCurrentIndex(max(0, self.sides.findData(habits.sides)))
        self._fill_trays([], habits.tray)
        self.copies.setValue(habits.copies)
        self.collate.setChecked(habits.collate)
        usual = paper_mark.usual_purpose(self.printing.asked.level) if self.printing.asked else ""
        known = print_memory.purposes(self.desk)
        self.purpose.addItems(list(dict.fromkeys([usual, *known] if usual else known)))
        words, recipient = self.printing.typed
        self.purpose.setCurrentText(words or habits.purpose or usual or known[0])
        self.recipient.setText(recipient)
        self.singly.setVisible(self.printing.singly)
        self.singly.setChecked(self.printing.asked is not None and self.printing.asked.persons > 0)
        self._copies_changed(habits.copies)
        self.copies.valueChanged.connect(self._copies_changed)

    def _copies_changed(self, count: int) -> None:
        self.collate.setEnabled(count > 1)
        # Each copy of paper with people on it says which one it is, so that a leak leads to one.
        self.singly.setEnabled(count > 1 and not (self.printing.asked and self.printing.asked.persons))

    # trays

    def _ask_trays(self) -> None:
        """Ask the chosen printer for its trays; one in another room may take its time."""
        name = self.printer.currentData() or ""
        background.read(
            None,
            lambda _desk, _progress: trays(name),
            for_owner(self, lambda found: self._fill_trays(found, self._tray_kept()) if self._is(name) else None),
            for_owner(self, lambda _error: None),
        )

    def _is(self, name: str) -> bool:
        return (self.printer.currentData() or "") == name

    def _tray_kept(self) -> str:
        return self.tray.currentData() or print_memory.paper(self.desk, self.printing.paper).tray

    def _fill_trays(self, found: list[tuple[str, str]], kept: str) -> None:
        self.tray.clear()
        self.tray.addItem("打印机自己选", "")
        for value, words in found:
            self.tray.addItem(words, value)
        self.tray.setCurrentIndex(max(0, self.tray.findData(kept)))

    # test page

    def open_test(self) -> None:
        """Print a page with rulers, and keep what was measured on it."""
        from gridDesk.ui.test_page_dialog import TestPageDialog

        dialog = TestPageDialog(self.desk, self.printer.currentData() or "", self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _beside(*parts: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.gap())
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    box.setFocusProxy(parts[0])
    return box
