"""都印好了吗？ After printing the clerk says what really came out whole; only that is written down."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from gridDesk.errors import DeskError
from gridDesk.ui import pieces, print_job, problem, theme


class AfterDialog(QDialog):
    """Asks what came out; `came_out()` tells which pages (places in what was printed, from 0), None for all of them."""

    def __init__(self, title: str, pages: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = pages
        self.setWindowTitle("都印好了吗？")
        self.all = QRadioButton("全部印好(&A)")
        self.some = QRadioButton("只印好第(&S)")
        self.none = QRadioButton("没有印出来(&N)")
        self.pages = QLineEdit(placeholderText="1-3，5")
        self.trouble = problem.Bar()
        self._build(title)

    def came_out(self) -> tuple[int, ...] | None:
        """Return what was chosen: None all pages, empty no page. Raises DeskError when the pages cannot be read."""
        if self.all.isChecked():
            return None
        if self.none.isChecked():
            return ()
        if not self.pages.text().strip():
            raise DeskError("还没有写印好了哪几页，", advice="请写成 1-3，5 这样。")
        return print_job.parse_pages(self.pages.text(), self.count)

    def accept(self) -> None:
        try:
            self.came_out()
        except DeskError as error:
            self.trouble.show_error(error)
            self.pages.setFocus()
            return
        super().accept()

    def _build(self, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading("都印好了吗？"))
        words = theme.body(f"刚才送去打印的是{title}，共 {self.count} 页。请看着印出来的纸回答，登记时只算真正印好的。")
        words.setMinimumWidth(theme.chars(26))
        column.addWidget(words)
        column.addWidget(self.trouble)
        group = QButtonGroup(self)
        for button in (self.all, self.some, self.none):
            group.addButton(button)
        self.all.setChecked(True)
        self.pages.setAccessibleName("印好的页码")
        self.pages.textEdited.connect(lambda _text: self.some.setChecked(True))
        self.some.toggled.connect(lambda on: self.pages.setFocus() if on and self.isVisible() else None)
        line = QHBoxLayout()
        line.addWidget(self.some)
        line.addWidget(self.pages, 1)
        line.addWidget(theme.subtle("页"))
        column.addWidget(self.all)
        column.addLayout(line)
        if self.count < 2:
            self.some.hide()
            self.pages.hide()
            line.itemAt(2).widget().hide()
        column.addWidget(self.none)
        foot, _ = pieces.choice_row("登记(&D)", self.accept, "先不登记(&L)", self.reject)
        column.addLayout(foot)
