"""What would become of cells, old beside new, every bad one red with its reason: seen before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gridDesk.desk.batch import BatchPlan, Cell
from gridDesk.ui import theme

HEADS = ("记录", "栏目", "原来", "改成", "说明")
WIDTHS = (8, 6, 10, 11)
ROOT = QModelIndex()


class PlanModel(QAbstractTableModel):
    """The cells of a plan, the bad ones first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells: list[Cell] = []

    def show_plan(self, plan: BatchPlan) -> None:
        """Show another plan; cells that stay as they are are left out."""
        self.beginResetModel()
        self.cells = sorted(
            (cell for cell in plan.rows if cell.problem or cell.changes), key=lambda one: not one.problem
        )
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: QModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return HEADS[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cells[index.row()]
        texts = _texts(cell)
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(texts[index.column()].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts[index.column()]
        if not cell.problem:
            return None
        if role == Qt.ItemDataRole.ForegroundRole and index.column() in (3, 4):
            return QColor(theme.ERROR)
        if role == Qt.ItemDataRole.BackgroundRole and index.column() in (3, 4):
            return QColor(theme.ERROR_SOFT)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 4:
            return theme.icon("error", theme.ERROR)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"有误：{texts[index.column()]}"
        return None


def _texts(cell: Cell) -> Sequence[str]:
    return cell.name or "（无名称）", cell.label, cell.old or "（空）", cell.new or "（空）", cell.problem or "可以写入"


class PlanTable(QTableView):
    """Shows a plan."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(PlanModel(self))
        self.setAccessibleName("改动预览")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.8))
        self.horizontalHeader().setStretchLastSection(True)
        for place, width in enumerate(WIDTHS):
            self.setColumnWidth(place, theme.chars(width))

    def show_plan(self, plan: BatchPlan) -> None:
        """Show what would become of each cell."""
        self.model().show_plan(plan)


def summary(plan: BatchPlan) -> str:
    """Return a plan in one sentence."""
    same = len(plan.rows) - plan.good - plan.bad
    parts = [f"将改动 {plan.records:,} 条记录的 {plan.good:,} 个格子" if plan.good else "没有可以写入的改动"]
    parts += [f"{same:,} 个格子和原来一样"] if same else []
    parts += [f"{plan.bad:,} 个格子有误，已标红，不会写入"] if plan.bad else []
    return "，".join(parts) + "。"
