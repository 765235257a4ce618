"""How a ledger is laid on paper: sheet, binding edge, large type, free rows, sums; remembered for each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import layouts
from gridDesk.desk.print_order import Layout
from gridDesk.ui import theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk

SHEETS = (
    ("按表册规定", ("", None), "表册自己定的纸张，多数是 A4 横向，栏目多的是 A3 横向。"),
    ("A4 横向", ("A4", True), "一般办公打印机都能印。排不下的栏目上下叠成两行，一项不少。"),
    ("A4 纵向", ("A4", False), "与其他竖排材料一起装订时用。排不下的栏目上下叠成两三行，一项不少。"),
    ("A3 横向", ("A3", True), "字大、栏目宽，需要能进 A3 纸的打印机。"),
)  # fmt: skip
EDGES = (
    ("按表册规定", "", "表册自己定的一边，多数在左边。"),
    ("左边装订", "left", "横向表册单独成册时用。"),
    ("上边装订", "top", "横向表册夹在竖排材料里装订时用。"),
)


class PrintLayout(QWidget):
    """The choices of a layout; `changed` tells the new one, which is remembered for the paper and this office."""

    changed = Signal(Layout)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._paper = desk, ""
        self.sheet = _combo([(words, help) for words, _, help in SHEETS], "纸张")
        self.edge = _combo([(words, help) for words, _, help in EDGES], "装订边")
        self.large = QCheckBox("大字版")
        self.large.setToolTip("小四号以上的字，行高 9.5 毫米以上；A4 排不下时自动改用 A3。")
        self.rows = QCheckBox("末页留空行")
        self.rows.setToolTip("最后一页剩下的地方画上 9 毫米高的空行，可以接着手写。")
        self.sums = QCheckBox("本页小计和合计")
        self.sums.setToolTip("每页下面印本页户数、人数（或面积、金额）的小计，最后印合计。")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(theme.spacing(1))
        for row, (words, box) in enumerate((("纸张", self.sheet), ("装订边", self.edge))):
            label = QLabel(words)
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1))
        column.addLayout(grid)
        for check in (self.large, self.rows, self.sums):
            column.addWidget(check)
            check.toggled.connect(self._say)
        self.sheet.activated.connect(self._say)
        self.edge.activated.connect(self._say)

    def show_paper(self, paper: str) -> None:
        """Show the layout this office chose for a paper the last time; nothing is told."""
        self._paper = paper
        self.show_layout(layouts.remembered(self.desk, paper))

    def show_layout(self, wanted: Layout) -> None:
        """Show a layout; nothing is told."""
        blocked = [QSignalBlocker(box) for box in (self.sheet, self.edge, self.large, self.rows, self.sums)]
        sheets = [value for _, value, _ in SHEETS]
        edges = [value for _, value, _ in EDGES]
        sheet = (wanted.size, wanted.landscape)
        self.sheet.setCurrentIndex(sheets.index(sheet) if sheet in sheets else 0)
        self.edge.setCurrentIndex(edges.index(wanted.binding))
        self.large.setChecked(wanted.large)
        self.rows.setChecked(wanted.blank_rows is True)
        self.sums.setChecked(wanted.subtotal is True)
        del blocked

    def layout_wanted(self) -> Layout:
        """Return what is chosen; what is left to the paper is left open."""
        size, landscape = SHEETS[self.sheet.currentIndex()][1]
        return Layout(
            size=size, landscape=landscape, binding=EDGES[self.edge.currentIndex()][1], large=self.large.isChecked(),
            blank_rows=self.rows.isChecked() or None, subtotal=self.sums.isChecked() or None,
        )  # fmt: skip

    def _say(self) -> None:
        wanted = self.layout_wanted()
        if self._paper:
            layouts.remember(self.desk, self._paper, wanted)
        self.changed.emit(wanted)


def _combo(entries: list[tuple[str, str]], name: str) -> QComboBox:
    """Return a box of words, each with what it means as a hint."""
    box = QComboBox()
    box.setAccessibleName(name)
    for place, (words, help) in enumerate(entries):
        box.addItem(words)
        box.setItemData(place, help, Qt.ItemDataRole.ToolTipRole)
    return box
