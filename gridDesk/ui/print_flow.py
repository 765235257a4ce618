"""From the answer of the print dialog to the register: the slip, the fronts, the backs, and what really came out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from gridDesk.desk import paper_mark
from gridDesk.ui import background, print_job, print_made, print_memory
from gridDesk.ui.alive import for_owner
from gridDesk.ui.manual_duplex import BackDialog
from gridDesk.ui.print_after import AfterDialog
from gridDesk.ui.print_job import PrintJob
from gridDesk.ui.print_made import Made

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Grant


class PrintFlow(QObject):
    """One printing, step by step; `told` carries a sentence, `failed` an error, `ended` whether it was registered."""

    told = Signal(str)
    failed = Signal(object)
    remade = Signal(object)  # Made
    ended = Signal(bool)

    def __init__(self, desk: Desk, made: Made, job: PrintJob, grant: Grant, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self.made, self.job, self.grant, self.window = desk, made, job, grant, parent

    def start(self, purpose: str = "", recipient: str = "", *, numbered: bool = False) -> None:
        """Print; what is made anew for another purpose, recipient, number of sides or copies is shown before."""
        wish, asked = self.made.wish, self.made.asked
        if asked is not None and not wish.order.purpose and purpose == paper_mark.usual_purpose(asked.level):
            purpose = ""  # it stands there already
        wanted = replace(
            wish, order=replace(wish.order, purpose=purpose, recipient=recipient),
            duplex=self.job.sides != "one" if wish.shelved else wish.duplex,
            numbered=self.job.copies if numbered else 1,
        )  # fmt: skip
        if numbered:
            self.job = print_job.written_out(self.job, len(self.made.pages))
        if wanted == wish:
            self._slip_first()
            return
        background.run(
            self.desk,
            lambda desk, progress: print_made.make(desk, wanted, progress),
            for_owner(self, self._remade),
            for_owner(self, self._fail),
            "正在排版",
        )

    def _remade(self, made: Made) -> None:
        self.made = made
        self.remade.emit(made)
        if not made.pdf:
            self._end(registered=False)
            return
        if any(page >= len(made.pages) for page in self.job.pages):  # laid out anew, it has fewer
            self.job = replace(self.job, pages=())
        self._slip_first()

    def _slip_first(self) -> None:
        """The slip tells what to do with the sheets after it; it is a sheet of its own."""
        if not self.made.slip:
            self._sheets()
            return
        job = replace(self.job, sides="one", pages=(), copies=1)
        self._send(self.made.slip, job, lambda _words: self._sheets())

    def _sheets(self) -> None:
        if self.job.sides != "hand" or len(self.job.pages or self.made.pages) == 1:
            sides = "one" if self.job.sides == "hand" else self.job.sides
            self._send(self.made.pdf, replace(self.job, sides=sides), self._sent)
            return
        fronts, _ = print_job.hand_runs(self.made.pdf, self.job, reverse=False, turn=False)
        self._send(self.made.pdf, fronts, lambda _words: self._ask_to_turn(len(fronts.pages)))

    def _ask_to_turn(self, sheets: int) -> None:
        dialog = BackDialog(self.desk, self.job.printer, sheets, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._backs)
        dialog.rejected.connect(lambda: self._sent("背面没有印。"))
        dialog.open()

    def _backs(self) -> None:
        habits = print_memory.printer(self.desk, self.job.printer)
        _, backs = print_job.hand_runs(self.made.pdf, self.job, reverse=habits.reverse, turn=habits.turn)
        self._send(self.made.pdf, backs, self._sent)

    def _send(self, pdf: bytes, job: PrintJob, then: Callable[[str], None]) -> None:
        grant = self.grant
        background.run(
            None,
            lambda _desk, progress: print_job.send(pdf, job, progress, grant),
            for_owner(self, then),
            for_owner(self, self._fail),
            "正在打印",
        ).cancelled.connect(for_owner(self, self._stopped))

    # what came out

    def _stopped(self) -> None:
        """Some pages may have come out before the clerk stopped it."""
        self._sent("已停止打印。")

    def _sent(self, words: str) -> None:
        self.told.emit(words)
        dialog = AfterDialog(self.made.wish.title, len(self._printed()), self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._register(dialog.came_out()))
        dialog.rejected.connect(self._put_off)
        dialog.open()

    def _register(self, came_out: tuple[int, ...] | None) -> None:
        made, copies, grant = self.made, self.job.copies, self.grant
        places = self._places(came_out)

        def job(desk: Desk, _progress: object) -> tuple[str, bytes]:
            slip = b""
            if made.slip and places:
                slip, _ = print_made.slip_of(desk, made.prepared, [made.pages[place] for place in places])
            words = print_made.register(desk, made, places, copies, grant)
            print_memory.keep_last_paper(desk, made.wish.order.paper.partition(":")[0])
            return words, slip

        background.run(self.desk, job, for_owner(self, self._registered), for_owner(self, self._fail))

    def _places(self, came_out: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """Return the places in the document of the pages that came out; those asked about are the ones printed."""
        printed = self._printed()
        if came_out is None:
            return printed if self.job.pages else None
        return tuple(printed[number] for number in came_out)

    def _printed(self) -> tuple[int, ...]:
        """Return the places in the document of the pages that were sent, without those that only fill a sheet."""
        return tuple(page for page in self.job.pages if page >= 0) or tuple(range(len(self.made.pages)))

    def _registered(self, said: tuple[str, bytes]) -> None:
        words, slip = said
        self.told.emit(words)
        if not slip:
            self._end(registered=True)
            return
        # The slip that came out tells of sheets that did not: another one is sent after them.
        self.told.emit(f"{words}另送去打印一张新的抽换单，请按新的那张抽换，前一张作废。")
        job = replace(self.job, sides="one", pages=(), copies=1)
        self._send(slip, job, lambda _words: self._end(registered=True))

    def _put_off(self) -> None:
        """What went to a printer is written down all the same; the shelf moves only on the clerk's word."""
        if self.made.prepared is None:
            self._register(None)
        else:
            self.told.emit("还没有登记，书架上的页按原来的算。")
            self._end(registered=False)

    def _fail(self, error: object) -> None:
        self.failed.emit(error)
        self._end(registered=False)

    def _end(self, *, registered: bool) -> None:
        self.ended.emit(registered)
        self.deleteLater()
