"""What is to be printed: the paper, and the part of the office it is about. Only questions that fit the paper are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QVBoxLayout, QWidget

from gridDesk.desk import printing
from gridDesk.desk.print_order import Layout, PrintOrder
from gridDesk.ui import print_memory, theme
from gridDesk.ui.fold_out import FoldOut
from gridDesk.ui.print_dates import DatesBlock
from gridDesk.ui.print_keep import KeepBlock
from gridDesk.ui.print_layout import PrintLayout
from gridDesk.ui.print_level import LevelBlock
from gridDesk.ui.print_outside import FromOutside
from gridDesk.ui.print_papers import PaperList
from gridDesk.ui.print_questions import (
    ALL_HOUSEHOLDS,
    FOR_THE_PEN,
    MODES,
    asked_of,
    block,
    fill,
    line,
    may_shelve,
    mode_words,
    modes_of,
    number,
)
from gridDesk.ui.print_records import RecordsBlock

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.printing import PaperChoice


class PrintChoices(FromOutside, QWidget):
    """The left side of the print page; `changed` comes whenever the wanted document is another one."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._quiet = False
        self._list: PaperChoice | None = None  # a list another page asked to print; it stands among the papers
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Read papers, grids and groups of villagers again; what was chosen stays chosen."""
        self._quietly(self._read)
        self._show_questions()

    def _read(self) -> None:
        lately = print_memory.last_papers(self.desk)
        if self._list is not None:
            lately = [self._list.key, *lately]
        self.paper_list.fill([*([self._list] if self._list else []), *printing.papers(self.desk)], lately)
        grids = [(str(row["uid"]), str(row.get("name") or "")) for row in self.desk.grids()]
        fill(self.grid, [("", "全部网格"), *grids] if len(grids) > 1 else grids)
        groups = [(name, name) for name in printing.village_groups(self.desk)]
        fill(self.group, [("", "全部小组"), *groups])

    def used(self) -> None:
        """Put what was just printed first; the paper that shows stays the one marked."""
        self._quietly(self._read)

    def paper(self) -> PaperChoice | None:
        """Return the chosen paper."""
        return self.paper_list.paper()

    # what is wanted

    def order(self) -> PrintOrder | None:
        """Return what is wanted, None while no paper is chosen."""
        paper = self.paper()
        if paper is None:
            return None
        asked = self._asked()
        made = PrintOrder(
            paper=paper.key,
            grid=self._grid(),
            village_group=(self.group.currentData() or "") if "group" in asked else "",
            mode=self.mode(),
            full_ids=self.level.shows_ids(),
            level=self.level.wanted(),
            layout=self.layout_box.layout_wanted() if self._laid() else Layout(),
            copy=self.keep.copy.value() if self.shelved() else 1,
        )
        if "dates" in asked:
            made = replace(
                made, date=self.dates.day(), month=self.dates.month_words(), days=self.dates.days.currentData(),
                start=self.start.value(),
            )  # fmt: skip
        if "records" in asked:
            uids = self.records.uids()
            made = replace(made, households=uids) if self._of_households() else replace(made, records=uids)
        return replace(made, count=self.count.value() if self._counts() else 1)

    def _grid(self) -> str | None:
        """Return the wanted grid; an office of a single one means all, so that nothing changes when it is divided."""
        asked = self._asked()
        if "grid" not in asked or (self.grid.count() < 2 and "one grid" not in asked):
            return None
        return self.grid.currentData() or None

    def exposed(self) -> bool:
        """Tell whether what is printed shows whole ID numbers or leaves the office, so that its purpose is asked."""
        if self.mode() == "blank":
            return False
        return self.level.leaves() or ("ids" in self._asked() and self.level.shows_ids())

    def lacking(self) -> str:
        """Return what is to be done before anything can be printed."""
        return "这里还没有可以打印的纸张样式。"

    def mode(self) -> str:
        """Return how much of the form is printed: blank, half or filled."""
        paper = self.paper()
        if paper is not None and paper.scope == "record":
            return "filled" if self.records.uids() else "blank"
        if not modes_of(paper):
            return "filled"
        return next((key for key, button in self.modes.items() if button.isChecked()), "filled")

    def shelved(self) -> bool:
        """Tell whether the paper is to be kept true on the shelf."""
        return self._may_shelve() and self.keep.wanted()

    def _may_shelve(self) -> bool:
        """Tell whether what is wanted can stand on the shelf; what is carried outside or posted cannot."""
        return not self.level.leaves() and may_shelve(self.paper(), self.mode())

    def _asked(self) -> frozenset[str]:
        return asked_of(self.paper())

    def _laid(self) -> bool:
        """Tell whether the office may choose how the paper is laid out: ledgers and books."""
        paper = self.paper()
        return (
            paper is not None and not paper.key.startswith("view:") and (paper.kind == "table" or paper.scope == "book")
        )

    def _of_households(self) -> bool:
        """Tell whether the chosen records are the order's households: 户卡 and other papers of each household."""
        paper = self.paper()
        return paper.scope == "household" and paper.ledger in ("", "household")

    def _counts(self) -> bool:
        """Tell whether it is asked how many are wanted: of empty forms, and of those without a day."""
        undated = "dates" in self._asked() and self.dates.whole_month() and self.dates.days.currentData() == "none"
        empty = self.mode() == "blank" and "dates" not in self._asked()
        return "count" in self._asked() or undated or empty

    # building

    def _build(self) -> None:
        self.paper_list = PaperList()
        self.paper_list.chosen.connect(self._paper_changed)
        self.find, self.papers = self.paper_list.find, self.paper_list.list
        self.grid, self.group = QComboBox(), QComboBox()
        for combo in (self.grid, self.group):
            combo.currentIndexChanged.connect(lambda _row: self._tell())
        self.records = RecordsBlock(self.desk)
        self.records.changed.connect(self._again)
        self.dates = DatesBlock()
        self.dates.changed.connect(self._again)
        self.count = number("要几份", 1, 200, " 份", self._tell)
        self.start = number("从几号编起", 0, 99999, "", self._tell)
        self.start.setSpecialValueText("接着上次")
        self.level = LevelBlock()
        self.level.changed.connect(self._again)
        self.keep = KeepBlock(self.desk)
        self.keep.changed.connect(self._again)
        self._build_modes()
        self.help = theme.subtle()
        self.blocks = {
            "grid": line("网格(&W)", self.grid),
            "group": line("小组(&Z)", self.group),
            "records": self.records,
            "dates": self.dates,
            "mode": block("印成什么样(&M)", *self.modes.values()),
            "count": line("要几份(&G)", self.count),
            "start": line("起始编号", self.start),
            "ids": self.level,
            "keep": self.keep,
        }
        self.fold = FoldOut("纸张和版面")
        self.layout_box = PrintLayout(self.desk)
        self.layout_box.changed.connect(lambda _layout: self._tell())
        self.fold.add(self.layout_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        for part in (self.paper_list, self.help, *self.blocks.values(), self.fold):
            column.addWidget(part)
        column.addStretch(1)

    def _build_modes(self) -> None:
        self.modes: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for key, words, hint in MODES:
            button = QRadioButton(words)
            button.setToolTip(hint)
            group.addButton(button)
            self.modes[key] = button
        self.modes["filled"].setChecked(True)
        for button in self.modes.values():
            button.toggled.connect(lambda on: self._again() if on else None)

    # what the clerk does

    def _paper_changed(self) -> None:
        paper = self.paper()
        self._quietly(lambda: self.level.show_paper(paper))
        self.keep.show_paper(paper.key if paper is not None else "")
        if self._laid():
            self.layout_box.show_paper(paper.key)
        self._again()

    def _again(self) -> None:
        self._show_questions()
        self._tell()

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()

    def _show_questions(self) -> None:
        paper, asked = self.paper(), self._asked()
        if "records" in asked:
            ledger = paper.ledger or "household"
            self.records.show_ledger(ledger, FOR_THE_PEN if paper.scope == "record" else ALL_HOUSEHOLDS)
        if "dates" in asked:
            self.dates.ask(only_month=paper.scope == "month")
        offered = modes_of(paper)
        for key, (words, hint) in mode_words(paper).items():
            self.modes[key].setText(words)
            self.modes[key].setToolTip(hint)
        for key, button in self.modes.items():
            button.setVisible(key in offered)
        if offered and self.mode() not in offered:
            self._quietly(lambda: self.modes[offered[-1]].setChecked(True))
        self._show_grids("one grid" in asked)
        blank_days = "dates" in asked and self.mode() == "blank"
        shown = {
            "grid": "grid" in asked and self.grid.count() > 1,
            "group": "group" in asked and self.group.count() > 1,
            "records": "records" in asked and not (paper.scope == "household" and self.mode() == "blank"),
            "dates": "dates" in asked,
            "mode": len(offered) > 1,
            "count": self._counts(),
            "start": blank_days,
            "ids": "ids" in asked and self.mode() != "blank",
            "keep": self._may_shelve(),
        }
        for key, part in self.blocks.items():
            part.setVisible(shown[key])
        self.fold.setVisible(self._laid())
        self.help.setText(paper.help if paper else "")
        self.help.setVisible(bool(self.help.text()))

    def set_room(self, height: int) -> None:
        """Fit the list of papers into a panel of that height."""
        self.paper_list.set_room(height)

    def _show_grids(self, one: bool) -> None:
        """A daily log is of one grid: where that is asked, all of them together are not offered."""
        whole = self.grid.findData("")
        if whole >= 0:
            self.grid.view().setRowHidden(whole, one)
            if one and self.grid.currentIndex() == whole:
                self._quietly(lambda: self.grid.setCurrentIndex(whole + 1))

    def _quietly(self, act: Callable[[], object]) -> object:
        before, self._quiet = self._quiet, True
        try:
            return act()
        finally:
            self._quiet = before
