"""Many cells at once on a list page: filling, clearing, pasting, batch edit; each is one plan, one act, one undo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gridDesk.desk import batch, pasting
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import problem
from gridDesk.ui.batch_dialog import BatchDialog
from gridDesk.ui.paste_dialog import PasteDialog
from gridDesk.ui.table import GridView

UNSEEN = 2  # so few cells are filled or cleared without a preview: undo is one key away
MOST = 100_000


class CellActs(QObject):
    """What the keys of a table ask for, done through the desk; `wrote` after something was written."""

    wrote = Signal()

    def __init__(self, desk: Desk, ledger: str, grid: GridView, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self.ledger, self.grid, self.page = desk, ledger, grid, page
        grid.cells_wanted.connect(self.put)
        grid.paste_wanted.connect(self.paste)
        grid.too_many.connect(self._too_many)

    def put(self, act: str, cells: list[tuple[str, str, str]]) -> None:
        """Put values into cells: at once where one sees them all, else after a preview."""
        plan = batch.plan(self.desk, self.ledger, cells)
        if plan.good == 0 and not plan.bad:
            return
        if not plan.bad and len(cells) <= UNSEEN:
            batch.apply(self.desk, plan, act)
            self.wrote.emit()
        else:
            self._show(PasteDialog(self.desk, act, plan, parent=self.page.window()))

    def paste(self, text: str) -> None:
        """Show what a pasted block would change, from the first selected cell on."""
        try:
            block = pasting.parse(text)
        except DeskError as error:
            problem.show(self.page, error)
            return
        if not block:
            return
        top, left, bottom, right = self.grid.block()
        table = self.grid.model().table
        keys = [column.key for column in table.columns[left:]]
        land = pasting.land(block, table.count - top, len(keys), (bottom - top + 1, right - left + 1))
        uids = table.uids(range(top, top + 1 + max((row for row, _, _ in land.cells), default=-1)))
        shape = self.desk.catalogue[self.ledger]
        open_ = {place for place, column in enumerate(table.columns[left:]) if column.editable}
        shut = [
            column.title
            for place, column in enumerate(table.columns[left : left + len(block[0])])
            if place not in open_
        ]
        cells = [(uids[row], keys[place], raw) for row, place, raw in land.cells if place in open_ and row < len(uids)]
        if not cells and not land.below:
            why = f"“{shut[0]}”不能在表里填，" if shut else "这里没有可以填的格子，"
            problem.show(self.page, DeskError(why, advice="请从可以填写的栏目开始粘贴。"))
            return
        plan = batch.plan(self.desk, self.ledger, cells, pasting.unspoilt)
        more = None
        pasted = [
            keys[place] for place in range(min(len(block[0]), len(keys))) if keys[place] in shape and place in open_
        ]
        if land.below and batch.can_append(self.desk, self.ledger, pasted):
            fresh = [{keys[place]: raw for place, raw in row if place in open_} for row in land.below]
            more = batch.plan(self.desk, self.ledger, cells, pasting.unspoilt, fresh)
        self._show(
            PasteDialog(
                self.desk, "粘贴", plan, more=more, below=len(land.below), lost=land.lost, parent=self.page.window()
            )
        )

    def batch(self) -> None:
        """Ask for one value in one field of the selected records."""
        top, _, bottom, _ = self.grid.block() if self.grid.model() else (0, 0, 0, 0)
        if bottom - top >= MOST:
            self._too_many(bottom - top + 1)
            return
        uids = self.grid.selected_uids() if self.grid.model() else []
        if not uids:
            problem.show(self.page, DeskError("还没有选记录，", advice="请先在表里选中一行或几行，再点“批量修改”。"))
            return
        here = self.grid.currentIndex()
        first = self.grid.model().table.columns[here.column()].key if here.isValid() else ""
        self._show(BatchDialog(self.desk, self.ledger, uids, self.page.window(), first=first))

    def _too_many(self, count: int) -> None:
        advice = "请先筛选，再分几次做；要整张名单请用“导出”。"
        problem.show(self.page, DeskError(f"一次选了 {count:,} 个，太多了，", advice=advice))

    def _show(self, dialog: PasteDialog | BatchDialog) -> None:
        if dialog.exec():
            self.wrote.emit()
