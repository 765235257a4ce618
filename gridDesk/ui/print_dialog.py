"""Printer, copies, sides and pages: asked once before printing, remembered for each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gridDesk.errors import DeskError
from gridDesk.ui import print_job, problem, theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk


class PrintDialog(QDialog):
    """Asks how a document goes to paper; the answer is a `PrintJob`."""

    def __init__(self, desk: Desk, paper: str, title: str, pages: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.paper, self.page_count = desk, paper, pages
        self.setWindowTitle("打印")
        self.printer, self.copies = QComboBox(), QSpinBox(minimum=1, maximum=99, suffix=" 份")
        self.duplex = QCheckBox("正反两面都印(&S)")
        self.pages = QLineEdit(placeholderText=f"全部 {pages} 页；也可以写 1-3，5")
        self.trouble = problem.Bar()
        self._build(title)
        self._recall()

    def job(self) -> print_job.PrintJob:
        """Return what was chosen. Raises DeskError when the pages cannot be read."""
        return print_job.PrintJob(
            printer=self.printer.currentData() or "",
            copies=self.copies.value(),
            duplex=self.duplex.isChecked(),
            pages=print_job.parse_pages(self.pages.text(), self.page_count),
        )

    def accept(self) -> None:
        try:
            job = self.job()
        except DeskError as error:
            self.trouble.show_error(error)
            self.pages.setFocus()
            return
        self.desk.set_setting(
            f"printing.{self.paper}", {"printer": job.printer, "copies": job.copies, "duplex": job.duplex}
        )
        super().accept()

    def _build(self, title: str) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.gap())
        form.setVerticalSpacing(theme.gap())
        rows = (("打印机(&R)", self.printer), ("份数(&C)", self.copies), ("页码(&G)", self.pages))
        for row, (words, editor) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(editor)
            form.addWidget(label, row, 0)
            form.addWidget(editor, row, 1)
        form.addWidget(self.duplex, len(rows), 1)
        form.setColumnStretch(1, 1)
        self.printer.setMinimumWidth(theme.chars(18))
        go = theme.primary(QPushButton(theme.icon("print", theme.SURFACE), "打印(&D)"))
        go.setDefault(True)
        go.clicked.connect(self.accept)
        stop = QPushButton("先不打印(&N)")
        stop.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(go)
        buttons.addWidget(stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading(f"打印{title}，共 {self.page_count} 页"))
        column.addWidget(self.trouble)
        column.addLayout(form)
        column.addLayout(buttons)

    def _recall(self) -> None:
        kept = self.desk.setting(f"printing.{self.paper}", {})
        kept = kept if isinstance(kept, dict) else {}
        names = print_job.printers()
        for name in names:
            self.printer.addItem(name, name)
        if not names:
            self.printer.addItem("默认打印机", "")
            self.trouble.say("没有找到打印机。请检查打印机是否接好、已开机；也可以先存为 PDF。", "warn")
        self.printer.setCurrentIndex(max(0, self.printer.findData(kept.get("printer", ""))))
        self.copies.setValue(int(kept.get("copies", 1)))
        self.duplex.setChecked(bool(kept.get("duplex", False)))
