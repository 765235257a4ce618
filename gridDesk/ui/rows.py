"""A plain read-only table on screen: rows of texts with an icon and a whole-text tip, walked by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gridDesk.ui import theme

LEAST = 9  # Hanzi that a column without a width of its own gets at least
PADDING = 1.6
TIGHTEST = 0.72  # of its width is what a column may be squeezed to; beyond that the table scrolls
WRAPPED = 0.45  # the same where texts wrap
MEASURED = 60  # lines whose numbers are measured
RIM = 8  # pixels that a cell keeps free beside its text, with its padding


@dataclass(frozen=True)
class Line:
    """One row to show: its texts, and what the row stands for. `icon` stands before the text of column `icon_column`."""

    texts: tuple[str, ...]
    what: object = None
    icon: str = ""
    icon_column: int = 0
    colour: str = ""


@dataclass(frozen=True)
class Heading:
    """One column: its title, its width in Hanzi (0 takes what is left), and whether it holds numbers."""

    title: str
    width: float = 0
    number: bool = False


class RowsModel(QAbstractTableModel):
    """Shows `Line`s under `Heading`s; the lines are replaced as a whole and may be made when looked at."""

    def __init__(self, headings: Sequence[Heading], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = tuple(headings)
        self.lines: Sequence[Line] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._alignment(section))
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self.lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return line.texts[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headings[column].title}：{line.texts[column]}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._alignment(column))
        if column != line.icon_column:
            return None
        if role == Qt.ItemDataRole.DecorationRole and line.icon:
            return theme.icon(line.icon, line.colour or theme.INK)
        if role == Qt.ItemDataRole.ForegroundRole and line.colour:
            return QColor(line.colour)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.headings[column].number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RowsView(QTableView):
    """A calm table of `Line`s: whole rows are chosen, Enter opens, Tab leaves the table.

    With `wraps` a row is as high as its longest text needs at the width its column has.
    """

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(
        self, headings: Sequence[Heading], name: str, parent: QWidget | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self.rows = RowsModel(headings, self)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(wraps)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        # Whole rows are chosen: the frame round the table shows the focus, one round a cell would mislead.
        pad = theme.spacing(1)
        self.setStyleSheet(
            f"QTableView::item {{ padding: 0 {pad}px; }} QTableView::item:focus {{ border: 0; }}"
            f"QHeaderView::section {{ padding-left: {pad + 2}px; padding-right: {pad + 2}px; }}"
        )
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.lines[index.row()].what))
        self.selectionModel().currentRowChanged.connect(self._say_chosen)
        self._lay_out()

    def set_lines(self, lines: Sequence[Line], *, choose: int | None = 0) -> None:
        """Show `lines`, and choose one of them (None: none)."""
        self.rows.set_lines(lines)
        self._share_width()
        if lines and choose is not None:
            self.selectRow(min(choose, len(lines) - 1))
        else:
            self.chosen.emit(None)

    def current(self) -> object | None:
        """Return what the chosen row stands for, None when none is chosen."""
        index = self.currentIndex()
        return self.rows.lines[index.row()].what if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if not event.isAutoRepeat():  # a key that is held acts once
                self.opened.emit(self.current())
            return
        super().keyPressEvent(event)

    def setColumnHidden(self, column: int, hide: bool) -> None:
        super().setColumnHidden(column, hide)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "rows"):
            self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _lay_out(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self._share_width()

    def row_height(self) -> int:
        """Return the height of one row in pixels."""
        return round(self.fontMetrics().height() * 1.8)

    def _share_width(self) -> None:
        """Give each column its width; columns without one share the rest, and others give way when it is scarce."""
        unit = self.fontMetrics().horizontalAdvance("字")
        wanted = [(heading.width or LEAST) + PADDING for heading in self.rows.headings]
        shown = [n for n in range(len(wanted)) if not self.isColumnHidden(n)]
        free = [n for n in shown if not self.rows.headings[n].width]
        spare = self.viewport().width() / unit - sum(wanted[n] for n in shown)
        if spare < 0:
            fixed = [n for n in shown if n not in free or self._wraps]
            ratio = max(WRAPPED if self._wraps else TIGHTEST, 1 + spare / max(1, sum(wanted[n] for n in fixed)))
            wanted = [width * ratio if n in fixed else width for n, width in enumerate(wanted)]
            spare = 0
        head = self.horizontalHeader()
        given = {n: int(unit * (wanted[n] + (spare / len(free) if n in free else 0))) for n in shown}
        least = head.minimumSectionSize()
        # A title is never cut, and a number is not either: half of it would be another one.
        widths = {n: max(width, head.sectionSizeHint(n), least, self._number_width(n)) for n, width in given.items()}
        if self._wraps:  # what titles take more, the widest column gives: its texts wrap
            widest = max(shown, key=lambda n: widths[n])
            widths[widest] -= max(0, sum(widths.values()) - self.viewport().width())
        for n, width in widths.items():
            head.resizeSection(n, width)
        self._fit_rows()

    def _number_width(self, column: int) -> int:
        """Return how wide the longest number of a column is, 0 for a column of words; of a long list the first few count."""
        if not self.rows.headings[column].number:
            return 0
        first = islice(self.rows.lines, MEASURED)
        longest = max((self.fontMetrics().horizontalAdvance(line.texts[column]) for line in first), default=0)
        return longest + theme.spacing(2) + RIM

    def _fit_rows(self) -> None:
        """Give each row the height its texts need."""
        if not self._wraps:
            return
        shown = [n for n in range(len(self.rows.headings)) if not self.isColumnHidden(n)]
        for row, line in enumerate(self.rows.lines):
            needed = max((self._text_height(line, n) for n in shown), default=0)
            self.setRowHeight(row, max(self.row_height(), needed + theme.gap()))

    def _text_height(self, line: Line, column: int) -> int:
        """Return how high the text of a cell is where it wraps, in pixels."""
        metrics = self.fontMetrics()
        icon = metrics.height() + RIM if line.icon and column == line.icon_column else 0
        room = QRect(0, 0, max(1, self.columnWidth(column) - theme.spacing(2) - RIM - icon), 1 << 16)
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, line.texts[column]).height()

    def _say_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.rows.lines[current.row()].what if current.isValid() else None)
