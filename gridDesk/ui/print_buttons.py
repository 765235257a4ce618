"""The line of buttons above the preview: print, save, look sheets and printings up, and how far typesetting is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gridDesk.ui import background, theme


class PrintButtons(QWidget):
    """Buttons whose words grow fewer where the window is narrow; `go` asks for another page."""

    go = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.print = theme.primary(QPushButton(theme.icon("print", theme.SURFACE), "打印(&D)"))
        self.print.setToolTip("Ctrl+P")
        self.pdf = _button("save", "存为 PDF")
        self.word = _button("file", "存为 Word")
        self.template = theme.quiet(_button("edit", "Word 模板：看样子、换成本单位的", theme.ACCENT))
        self.codes = theme.quiet(_button("search", "查纸张编号", theme.ACCENT))
        self.jobs = theme.quiet(_button("history", "打印记录", theme.ACCENT))
        self.progress = background.ProgressPanel(narrow=True)
        self.template.setText("模板")
        self.template.clicked.connect(lambda: self.go.emit("templates", self._form))
        self.codes.clicked.connect(lambda: self.go.emit("sheet_code", ""))
        self.jobs.clicked.connect(lambda: self.go.emit("print_jobs", ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.gap())
        for button in (self.print, self.pdf, self.word, self.template):
            row.addWidget(button)
        row.addStretch(1)
        for part in (self.progress, self.codes, self.jobs):
            row.addWidget(part)
        self.progress.hide()
        self._form = ""
        self.enable(False)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Say less beside icons where the window is narrow or the text large."""
        self._narrow = narrow
        self.offer_template(self._form)
        self.pdf.setText("PDF(&R)" if narrow else "存为 PDF(&R)")
        self.word.setText("Word(&O)" if narrow else "存为 Word(&O)")
        self.codes.setText("" if narrow else "查纸张编号(&N)")
        self.jobs.setText("" if narrow else "打印记录(&L)")
        self.progress.bar.setVisible(not narrow)

    def set_busy(self, on: bool) -> None:
        """Show how far typesetting is in place of what can wait."""
        self.progress.setVisible(on)
        self.codes.setVisible(not on)
        self.jobs.setVisible(not on)

    def offer_template(self, form: str) -> None:
        """Lead to the Word template of a form; "" where the paper has none."""
        self._form = form
        self.template.setVisible(bool(form) and not self._narrow)

    def enable(self, on: bool) -> None:
        """Let the document that shows be printed and saved, or not."""
        for button in (self.print, self.pdf, self.word):
            button.setEnabled(on)


def _button(icon: str, name: str, colour: str = theme.INK) -> QPushButton:
    made = QPushButton(theme.icon(icon, colour), "")
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
