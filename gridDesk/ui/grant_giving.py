"""From a granted giving to paper or file: made with its recipient, numbers and watermark, sent, and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gridDesk.ui import background, print_made, print_saving, problem
from gridDesk.ui.alive import for_owner
from gridDesk.ui.print_flow import PrintFlow
from gridDesk.ui.print_job import PrintJob

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ui.grant_dialog import Giving
    from gridDesk.ui.print_made import Made


def give(desk: Desk, giving: Giving, owner: QWidget, said: problem.Bar, done: Callable[[], None]) -> None:
    """Make what was granted on the worker, then print or save it."""
    wish = print_made.Wish(giving.order, giving.title)
    background.run(
        desk, lambda other, progress: print_made.make(other, wish, progress),
        for_owner(owner, lambda made: _out(desk, giving, made, owner, said, done)), for_owner(said, said.show_error), "正在排版",
    )  # fmt: skip


def _out(desk: Desk, giving: Giving, made: Made, owner: QWidget, said: problem.Bar, done: Callable[[], None]) -> None:
    made = replace(made, asked=giving.grant.order)
    if giving.form != "printer":
        print_saving.to_file(desk, made, giving.grant, owner, said, giving.form, done)
        return
    copies = giving.grant.order.copies
    flow = PrintFlow(desk, made, PrintJob(giving.printer, copies), giving.grant, owner)
    flow.told.connect(lambda words: said.say(words, "ok"))
    flow.failed.connect(said.show_error)
    flow.ended.connect(lambda _registered: done())
    flow.start(giving.order.purpose, giving.order.recipient, numbered=copies > 1)
