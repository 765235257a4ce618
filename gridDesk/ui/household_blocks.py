"""The blocks of the household screen: labelled cells in a line, and rows of cells under headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from gridDesk.desk.household_draft import Place
from gridDesk.ui import theme
from gridDesk.ui.household_cells import CellMaker

Cells = dict[str, QLineEdit]
SQUEEZED = 0.6  # of its width is what a cell of a strip may be squeezed to,
NARROW = 5  # unless it is narrower than that


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of a block: its key, heading, width in Hanzi, and whether it takes the room that is left."""

    key: str
    label: str
    width: float
    stretch: bool = False


HEAD_COLUMNS = (
    Column("number", "户号", 4.6), Column("address", "住址", 9, True), Column("village_group", "组", 3.6),
    Column("grid", "网格", 6), Column("phone", "电话", 7.4), Column("kind", "类型", 5.2),
)  # fmt: skip
MEMBER_COLUMNS = (
    Column("id_number", "公民身份号码", 10.8), Column("name", "姓名", 4.2), Column("relation", "关系", 3.6),
    Column("sex", "性别", 2.6), Column("birth", "出生日期", 6.1), Column("ethnicity", "民族", 3),
    Column("education", "文化程度", 4.6), Column("phone", "联系电话", 6.9), Column("groups", "人群", 3.6, True),
)  # fmt: skip
DWELLING_COLUMNS = (
    Column("kind", "房屋性质", 6), Column("use", "用途", 5.5), Column("area", "建筑面积(㎡)", 5), Column("floors", "层数", 3),
    Column("rented", "出租", 3),
)  # fmt: skip
TENANT_COLUMNS = (
    Column("id_number", "承租人号码", 10.8), Column("name", "姓名", 4.2), Column("phone", "联系电话", 6.9),
    Column("since", "租住起始", 6.1), Column("rent", "月租金(元)", 5),
)  # fmt: skip


class Strip(QWidget):
    """Labelled cells side by side, narrower where the window is small or the text large."""

    def __init__(self, maker: CellMaker, block: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.block = block
        self.cells: Cells = {}
        self.labels: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(1))
        for column in columns:
            line = maker.cell(block, column.key)
            tight = column.width < NARROW or column.stretch
            line.setMinimumWidth(theme.chars(column.width * (1 if tight else SQUEEZED)))
            if not column.stretch:
                line.setMaximumWidth(theme.chars(column.width))
            label = QLabel(column.label)
            label.setBuddy(line)
            row.addWidget(label)
            row.addWidget(line, 1 if column.stretch else 0)
            row.addSpacing(theme.spacing(1))
            self.cells[column.key], self.labels[column.key] = line, label
        if not any(column.stretch for column in columns):
            row.addStretch(1)

    def places(self) -> list[tuple[Place, QLineEdit]]:
        """Return the cells with their places, in order; those that are not shown are left out."""
        return [(Place(self.block, 0, key), line) for key, line in self.cells.items() if not line.isHidden()]

    def hide_cell(self, key: str) -> None:
        """Leave a cell out of the screen."""
        self.cells[key].hide()
        self.labels[key].hide()


class Rows(QWidget):
    """Rows of cells under headings, like the table of a paper card; rows are numbered from 1."""

    def __init__(self, maker: CellMaker, block: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.block, self.columns, self.rows = block, columns, list[Cells]()
        self._maker = maker
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._numbers: list[QLabel] = []
        self._grid.setColumnMinimumWidth(0, theme.chars(1.4))
        for place, column in enumerate(columns, 1):
            label = QLabel(column.label)
            label.setProperty("role", "column")
            label.setIndent(0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(label, 0, place)
            self._grid.setColumnMinimumWidth(place, theme.chars(column.width))
            self._grid.setColumnStretch(place, round(column.width * (50 if column.stretch else 10)))

    def add_row(self) -> Cells:
        """Add an empty row and return its cells."""
        number = theme.subtle(str(len(self.rows) + 1))
        number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        place = len(self.rows) + 1
        self._grid.addWidget(number, place, 0)
        cells: Cells = {}
        for n, column in enumerate(self.columns, 1):
            line = self._maker.cell(self.block, column.key)
            line.setProperty("role", "cell")
            line.setMinimumWidth(1)  # the column says how wide
            line.setAccessibleName(f"第{place}行{line.accessibleName()}")
            self._grid.addWidget(line, place, n)
            line.show()  # at once: the next key may go there
            cells[column.key] = line
        self._numbers.append(number)
        self.rows.append(cells)
        return cells

    def drop_rows(self, keep: int) -> None:
        """Take the rows after the first `keep` away."""
        while len(self.rows) > keep:
            for widget in (self._numbers.pop(), *self.rows.pop().values()):
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()

    def blank(self, row: int, beforehand: Sequence[str] = ()) -> bool:
        """Tell whether nothing stands in a row but what was filled in beforehand."""
        return not any(line.text().strip() for key, line in self.rows[row].items() if key not in beforehand)

    def places(self) -> list[tuple[Place, QLineEdit]]:
        """Return the cells with their places, row by row."""
        if self.isHidden():
            return []
        return [
            (Place(self.block, row, key), line) for row, cells in enumerate(self.rows) for key, line in cells.items()
        ]
