"""The print page: what is wanted on the left, the paper itself on the right, and out it goes to printer, PDF or Word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk import printing
from gridDesk.errors import DeskError
from gridDesk.ui import background, print_job, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.preview import PdfPreview
from gridDesk.ui.print_choices import PrintChoices
from gridDesk.ui.print_dialog import PrintDialog
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.printing import PrintOrder

WAIT_MS = 350  # so that walking through a list of choices does not typeset each of them
SHOWN_GLYPHS = 4


@dataclass(frozen=True)
class Made:
    """A document as it will be printed, and the sentences about characters that cannot be printed."""

    pdf: bytes
    missing: tuple[str, ...]


class PrintPage(QWidget):
    """Choices left, preview right; the preview is drawn from the bytes that are printed or saved."""

    title = "打印"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.made: Made | None = None
        self._order: PrintOrder | None = None
        self._task: background.Task | None = None
        self._stale = True
        self.choices = PrintChoices(desk)
        self.choices.changed.connect(self._choice_changed)
        self.preview = PdfPreview()
        self.missing = theme.warn_label("", "warn")
        self.done = problem.Bar()
        self.progress = background.ProgressPanel(narrow=True)
        self._build()
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self.typeset)
        Watch(desk, self, self._data_changed)

    def refresh(self) -> None:
        """Read the choices again and typeset when something changed since."""
        self.choices.refresh()
        self._typeset_if_seen()

    def show_argument(self, argument: str) -> None:
        """Open with what another page asked for: `paper`, `paper:household uid`, `paper:date` or `paper:date:mode`.

        `view:…` is a list as its page shows it (see `view_paper`).
        """
        if argument.startswith("view:"):
            try:
                self.choices.choose_list(argument)
            except DeskError as error:
                self.done.show_error(error)
            return
        paper, _, rest = argument.partition(":")
        if paper.startswith("household_card"):
            self.choices.choose(paper, household=rest)
            return
        date, _, mode = rest.partition(":")
        self.choices.choose(paper, date=date, mode=mode)

    def typeset(self) -> None:
        """Make the document that is wanted now; what was being made for an older choice is given up."""
        order = self.choices.order()
        self._stale = False
        self._give_up()
        if order is None:
            self.preview.say("这里还没有可以打印的纸张样式。")
            return
        self._order = order
        self._busy(True)
        self._task = task = background.run(
            self.desk,
            lambda desk, progress: make(desk, order, progress),
            for_owner(self, lambda made: self._take(made) if task is self._task else None),
            for_owner(self, lambda error: self._failed(error) if task is self._task else None),
        )
        task.cancelled.connect(for_owner(self, lambda: self._cancelled() if task is self._task else None))
        self.progress.follow(task)

    def print_out(self) -> None:
        """Ask for printer and copies, then print."""
        if self.made is None:
            return
        paper = self.choices.paper()
        # What is remembered for a list is kept under one name: its own holds what was searched for.
        name = paper.key.partition(":")[0]
        dialog = PrintDialog(self.desk, name, paper.title, self.preview.count, self)
        dialog.accepted.connect(lambda: self._send(dialog.job()))
        dialog.open()

    def save_pdf(self) -> None:
        """Save the document that is shown, byte for byte."""
        target = self._ask_target("存为 PDF", "pdf", "PDF 文件 (*.pdf)")
        if target and self.made:
            pdf = self.made.pdf
            self._run(lambda _desk, _progress: printing.write_file(target, pdf), target)

    def save_word(self) -> None:
        """Save the same pages as a Word document."""
        target = self._ask_target("存为 Word", "docx", "Word 文档 (*.docx)")
        order = self._order
        if target and order:
            self._run(lambda desk, _progress: printing.write_file(target, printing.docx(desk, order)), target)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.typeset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.choices.set_room(self.height())

    # Building

    def _build(self) -> None:
        left = QScrollArea(widgetResizable=True, horizontalScrollBarPolicy=Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(self.choices)
        left.setFixedWidth(theme.chars(17))
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right = QVBoxLayout()
        right.setSpacing(theme.gap())
        right.addLayout(self._buttons())
        right.addWidget(self.missing)
        right.addWidget(self.done)
        right.addWidget(self.preview, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.spacing(4)] * 4)
        row.setSpacing(theme.spacing(4))
        row.addWidget(left)
        row.addLayout(right, 1)

    def _buttons(self) -> QHBoxLayout:
        self.print_button = theme.primary(QPushButton(theme.icon("print", theme.SURFACE), "打印(&D)"))
        self.pdf_button = QPushButton(theme.icon("save"), "存为 PDF(&R)")
        self.word_button = QPushButton(theme.icon("file"), "存为 Word(&O)")
        self.print_button.clicked.connect(self.print_out)
        self.pdf_button.clicked.connect(self.save_pdf)
        self.word_button.clicked.connect(self.save_word)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        for button in (self.print_button, self.pdf_button, self.word_button):
            row.addWidget(button)
            button.setEnabled(False)
        row.addStretch(1)
        row.addWidget(self.progress)
        self.progress.hide()
        return row

    # What happens

    def _choice_changed(self) -> None:
        self._stale = True
        self.done.clear()
        if self.isVisible():
            self._later.start()

    def _data_changed(self) -> None:
        self._stale = True
        self._typeset_if_seen()

    def _typeset_if_seen(self) -> None:
        if self.isVisible():
            self._later.start()

    def _give_up(self) -> None:
        if self._task is not None and self._task.running:
            self._task.cancel()
        self._task = None

    def _take(self, made: Made) -> None:
        self.made = made
        self._busy(False)
        self.missing.say(missing_words(made.missing), "warn")
        self.preview.show_pdf(made.pdf)

    def _failed(self, error: BaseException) -> None:
        self.made = None
        self._busy(False)
        self.missing.say("")
        self.preview.say(str(problem.as_desk_error(error)))

    def _cancelled(self) -> None:
        self.made = None
        self._busy(False)
        self.preview.say("已停止排版。改一下左边的选择就会重新开始。")

    def _busy(self, on: bool) -> None:
        self.progress.setVisible(on)
        for button in (self.print_button, self.pdf_button, self.word_button):
            button.setEnabled(not on and self.made is not None)

    def _send(self, job: print_job.PrintJob) -> None:
        pdf = self.made.pdf
        background.run(
            None,
            lambda _desk, progress: print_job.send(pdf, job, progress),
            for_owner(self, lambda words: self.done.say(words, "ok")),
            for_owner(self, self.done.show_error),
            "正在打印",
        )

    def _run(self, job: background.Job, target: Path) -> None:
        background.run(
            self.desk,
            job,
            for_owner(self, lambda _none: self.done.say(f"已存到 {target}。", "ok")),
            for_owner(self, self.done.show_error),
            f"正在保存 {target.name}",
        )

    def _ask_target(self, title: str, suffix: str, pattern: str) -> Path | None:
        paper = self.choices.paper()
        if paper is None or self.made is None:
            return None
        folder = str(self.desk.setting("printing.folder", "") or Path.home())
        name, _ = QFileDialog.getSaveFileName(self, title, str(Path(folder) / f"{paper.title}.{suffix}"), pattern)
        if not name:
            return None
        target = Path(name)
        if target.suffix.lower() != f".{suffix}":
            target = target.with_name(f"{target.name}.{suffix}")
        self.desk.set_setting("printing.folder", str(target.parent))
        return target


def make(desk: Desk, order: PrintOrder, progress: printing.Progress) -> Made:
    """Typeset an order on the worker."""
    rendered = printing.render(desk, order, progress)
    return Made(rendered.pdf, tuple(rendered.sentences))


def missing_words(sentences: tuple[str, ...]) -> str:
    """Return what a clerk should know about characters without a glyph, before she prints."""
    if not sentences:
        return ""
    rest = len(sentences) - SHOWN_GLYPHS
    more = f"\n另有 {rest} 处。" if rest > 0 else ""
    return "有的字印不出来，会印成〔？〕和编码：\n" + "\n".join(sentences[:SHOWN_GLYPHS]) + more
