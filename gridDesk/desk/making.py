"""What a maker of a paper is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk.masks import Texts
from gridDesk.desk.paper_levels import Posted
from gridDesk.desk.paper_rows import Scope
from gridDesk.vault import Level

if TYPE_CHECKING:  # reportlab and docx load when something is printed
    from gridDesk.desk.office import Desk
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.page import Page
    from gridDesk.documents.papers import Paper
    from gridDesk.documents.table_page import Shelved
    from gridDesk.documents.tables import Header


@dataclass(frozen=True, slots=True)
class Making:
    """What a maker is given: the open office, the paper, the order, how much may be shown, and every sheet's words.

    `shelved` is given for a ledger that stands on a shelf.
    """

    desk: Desk
    paper: Paper
    order: PrintOrder
    level: Level
    header: Header
    shelved: Shelved | None = None

    @property
    def scope(self) -> Scope:
        """Return which part of the ledgers is printed."""
        return Scope(self.order.grid, self.order.village_group, self.order.households)

    def in_order(self, rows: Iterable[Texts]) -> Iterable[Texts]:
        """Return rows as they are, for a posted list in an order that betrays nothing of what is masked."""
        return Posted(rows, self.paper.section, self.paper.keys) if self.level == Level.PUBLIC else rows


Maker = Callable[[Making], "Page"]
