"""The print page: what is wanted on the left, the paper itself on the right, and out it goes to printer, PDF or Word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gridDesk.desk import templates
from gridDesk.errors import DeskError
from gridDesk.ui import background, print_made, print_memory, print_saving, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.missing_bar import MissingBar
from gridDesk.ui.notices import Notices
from gridDesk.ui.preview import PdfPreview
from gridDesk.ui.print_buttons import PrintButtons
from gridDesk.ui.print_choices import PrintChoices
from gridDesk.ui.print_dialog import PrintDialog, Printing
from gridDesk.ui.print_flow import PrintFlow
from gridDesk.ui.print_made import Made, Wish, make
from gridDesk.ui.print_shelf import OnShelf
from gridDesk.ui.shelf_bar import ShelfBar
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.documents.shelf import Identity

NARROW = 78  # Hanzi across the window
WAIT_MS = 350  # so that walking through a list of choices does not typeset each of them


class PrintPage(OnShelf, QWidget):
    """Choices left, preview right; the preview is drawn from the bytes that are printed or saved."""

    title = "打印"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.made: Made | None = None
        self.wish: Wish | None = None
        self._task: background.Task | None = None
        self._stale = True
        self._narrow = False
        self._meant: Identity | None = None  # the page a sheet's number stood for
        self._then = ""  # "print": open the dialog once the document is made
        self._typed = ("", "")  # purpose and recipient that were typed before a column was left out
        self.choices = PrintChoices(desk)
        self.choices.changed.connect(self._choice_changed)
        self.preview = PdfPreview()
        self.missing = MissingBar(desk)
        self.missing.changed.connect(self.typeset)
        self.done = problem.Bar()
        self.shelf = ShelfBar()
        self.buttons = PrintButtons()
        self.print_button, self.pdf_button = self.buttons.print, self.buttons.pdf
        self.word_button, self.progress = self.buttons.word, self.buttons.progress
        self._build()
        self._later = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._later.timeout.connect(self.typeset)
        Watch(desk, self, self._data_changed)

    def refresh(self) -> None:
        """Read the choices again and typeset when something changed since."""
        self.choices.refresh()
        self._typeset_if_seen()

    def show_argument(self, argument: str) -> None:
        """Open with what another page asked for: `paper`, `paper:record uid`, `paper:date` or `paper:date:mode`.

        `view:…` is a list as its page shows it (see `view_paper`), `job:…` a printing or a sheet to print again.
        """
        paper, _, rest = argument.partition(":")
        if paper in ("view", "job"):
            try:
                self._print_again(rest) if paper == "job" else self.choices.choose_list(argument)
            except DeskError as error:
                self.done.show_error(error)
            return
        self.choices.choose_part(paper, rest)

    # making

    def typeset(self) -> None:
        """Make the document that is wanted now; what was being made for an older choice is given up."""
        if self.desk.closed:
            return
        wanted = self.choices.order()
        self._stale = False
        self._give_up()
        if wanted is None:
            self.preview.say(self.choices.lacking())
            self._forget()
            return
        paper = self.choices.paper()
        duplex = print_memory.paper(self.desk, paper.key).sides != "one"
        self._make(Wish(wanted, paper.title, self.choices.shelved(), duplex=duplex))

    def _make(self, wish: Wish, then: str = "") -> None:
        self._give_up()
        self._then, self.wish = then, wish
        self._busy(True)
        self._task = task = background.run(
            self.desk,
            lambda desk, progress: make(desk, wish, progress),
            for_owner(self, lambda made: self._take(made) if task is self._task else None),
            for_owner(self, lambda error: self._failed(error) if task is self._task else None),
        )
        task.cancelled.connect(for_owner(self, lambda: self._cancelled() if task is self._task else None))
        self.progress.follow(task)

    def _take(self, made: Made) -> None:
        self.made = made
        self._busy(False)
        self.missing.show_made(made)
        self.shelf.show_made(made)
        if made.pdf:
            self.preview.show_pdf(print_made.shown(made))
            self._show_meant(made)
        else:
            self.preview.say("架上的页都还有效，这次一张也不用换。")
        then, self._then = self._then, ""
        if then == "print" and made.pdf:
            self.print_out()

    def _failed(self, error: BaseException) -> None:
        self._forget()
        self.preview.say(str(problem.as_desk_error(error)))

    def _cancelled(self) -> None:
        self._forget()
        self.preview.say("已停止排版。改一下左边的选择就会重新开始。")

    def _forget(self) -> None:
        self.made = None
        self._busy(False)
        self.missing.hide()
        self.shelf.hide()

    # printing and saving

    def print_out(self) -> None:
        """Ask for printer and copies, then print."""
        made = self.made
        if made is None or not made.pdf or made.wish is None:
            return
        asked = Printing(
            # What is remembered for a list is kept under one name: its own holds what was searched for.
            made.wish.order.paper.partition(":")[0],
            made.wish.title,
            len(made.pages),
            min(self.preview.page, len(made.pages) - 1),
            whole=bool(made.slip),
            asks=made.asked is not None and made.asked.persons > 0,
            singly=made.prepared is None,
            wanted=made.wish.order,
            asked=made.asked,
            typed=self._typed,
        )
        self._typed = ("", "")
        dialog = PrintDialog(self.desk, asked, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._send(made, dialog))
        dialog.leave_out.connect(lambda reference: self._leave_out(made, reference, dialog.why()))
        dialog.open()

    def _leave_out(self, made: Made, reference: str, typed: tuple[str, str]) -> None:
        """Make the list without a column that tells too much, then ask again with what was typed."""
        order = made.wish.order
        self._typed = typed
        self._make(replace(made.wish, order=replace(order, without=(*order.without, reference), code="")), "print")

    def _send(self, made: Made, dialog: PrintDialog) -> None:
        flow = PrintFlow(self.desk, made, dialog.job(), dialog.grant, self)
        flow.told.connect(lambda words: self.done.say(words, "ok"))
        flow.failed.connect(self.done.show_error)
        flow.remade.connect(self._take)
        flow.ended.connect(self._printed)
        flow.start(*dialog.why(), numbered=dialog.numbered())

    def _printed(self, registered: bool) -> None:
        if registered and not self.desk.closed:
            self.choices.used()
            self.typeset()  # the next printing has a number of its own, and the shelf is another now

    def save_pdf(self) -> None:
        """Save the document that is shown, byte for byte."""
        if self.made is not None:
            print_saving.save_pdf(self.desk, self.made, self, self.done)

    def save_word(self) -> None:
        """Save the same pages as a Word document."""
        if self.made is not None:
            print_saving.save_word(self.desk, self.made, self, self.done)

    # Building

    def _build(self) -> None:
        self.left = QScrollArea(widgetResizable=True, horizontalScrollBarPolicy=Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.left.setWidget(self.choices)
        self.left.setFixedWidth(theme.chars(17.5))
        self.left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right = QVBoxLayout()
        right.setSpacing(theme.gap())
        right.addWidget(self.buttons)
        right.addWidget(Notices(self.shelf, self.missing, self.done))
        right.addWidget(self.preview, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(*[theme.spacing(4)] * 4)
        row.setSpacing(theme.spacing(4))
        row.addWidget(self.left)
        row.addLayout(right, 1)
        self.buttons.print.clicked.connect(self.print_out)
        self.buttons.pdf.clicked.connect(self.save_pdf)
        self.buttons.word.clicked.connect(self.save_word)
        self.buttons.go.connect(self.go)
        self.shelf.changed_wanted.connect(self._print_changed)
        self.shelf.pen_wanted.connect(self._correct_by_pen)
        self.shelf.whole_wanted.connect(self._print_whole)
        self.shelf.renumber_wanted.connect(self._renumber)

    # What happens

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.typeset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.window().width())
        self.choices.set_room(self.height())

    def _fit(self, width: int) -> None:
        """Say less beside icons where the window is narrow or the text large."""
        narrow = width < theme.chars(NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.buttons.set_narrow(narrow)
        self.left.setFixedWidth(theme.chars(16.5 if narrow else 17.5))
        edge = theme.spacing(2 if narrow else 4)
        self.layout().setContentsMargins(edge, edge, edge, edge)
        self.layout().setSpacing(edge)
        self.preview.set_narrow(narrow)
        self.shelf.set_narrow(narrow)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _wanted_here(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _wanted_here(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_F:
            self.preview.open_find()
        else:
            self.print_out()

    def _choice_changed(self) -> None:
        self._stale = True
        self._give_up()
        self.made = None  # what shows is no longer what is wanted, and must not be printed in its place
        self._enable()
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

    def _busy(self, on: bool) -> None:
        self.buttons.set_busy(on)
        self._enable(not on)

    def _enable(self, on: bool = True) -> None:
        self.buttons.enable(on and self.made is not None and bool(self.made.pdf))
        paper = self.wish.order.paper if self.wish is not None and self.made is not None else ""
        self.buttons.offer_template(paper if paper and templates.has(self.desk, paper) else "")


def _wanted_here(event: QKeyEvent) -> bool:
    """Tell whether a key is one this page answers itself: Ctrl+F finds in the document, Ctrl+P prints it."""
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in (Qt.Key.Key_F, Qt.Key.Key_P)
