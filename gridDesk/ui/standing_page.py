"""履职情况: each clause's figure against its target for a period, of an office, grid or worker, with its records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk import duties, duties_lines, duties_paper, duties_records, duties_sheet, duties_street, grants
from gridDesk.desk.duties import Judgement, Trends
from gridDesk.desk.duties_street import Matrix
from gridDesk.desk.duties_wish import ALL, Wish, wish_of
from gridDesk.policy import Finding
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.standing_detail import StandingDetail
from gridDesk.ui.standing_head import StandingHead
from gridDesk.ui.standing_street import MatrixTable
from gridDesk.ui.standing_table import TOPIC, TREND, StandingTable
from gridDesk.ui.two_panes import TwoPanes
from gridDesk.ui.watching import Watch

if TYPE_CHECKING:
    from gridDesk.desk import Desk

FOLDER = "export.folder"
BESIDE = 54  # Hanzi of width from which the list has room beside what is told of a clause
LOW, HIGH = 16, 36  # em that the list needs, and the list with a clause below it


class _Panes(TwoPanes):
    """Takes the room that the page has, and no less than the list needs; one above the other they need more."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(theme.em() * (LOW if self.orientation() == Qt.Orientation.Horizontal else HIGH))


class StandingPage(QWidget):
    """Figures are worked out beside the window, first those of the period, then the periods before."""

    title = "履职情况"
    open_record = Signal(str, str)
    go = Signal(str, str)
    shown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.wish = wish_of("")
        self.found: Judgement | None = None
        self.matrix: Matrix | None = None
        self._task: background.Task | None = None
        self._turn = 0  # an answer that comes after a newer question is dropped
        self._clause = ""  # what another page, or a cell of the table of all offices, asked to see
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def show_argument(self, argument: str) -> None:
        """Open with what another page asked for: a wish (see `duties_wish`), and after `#` the id of a clause."""
        wish, _, self._clause = argument.partition("#")
        self.show_wish(wish_of(wish))

    def show_wish(self, wish: Wish) -> None:
        """Show another period, or somebody else's figures."""
        self.wish = wish
        self.refresh()

    # --- working out ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Work out what is looked at anew; what stands already known comes at once."""
        if self._task is not None and self._task.running:
            self._task.cancel()
        wish = self.wish
        self._head_of(wish)
        if wish.office == ALL:
            self._ask(lambda desk, tell: duties_street.matrix(desk, wish.period, tell), self._show_matrix)
        else:
            self._ask(lambda desk, tell: duties.judgement(desk, wish.period, wish.site, tell), self._show_found)

    def _ask(self, job: background.Job, show: background.Job) -> None:
        """Have something worked out, and shown unless something else is wanted by then."""
        self._turn += 1
        turn = self._turn
        answer = for_owner(self, lambda result: show(result) if turn == self._turn else None)
        failed = for_owner(self, lambda error: self._failed(error) if turn == self._turn else None)
        self._task = background.run(self.desk, job, answer, failed)
        self.progress.follow(self._task)
        self.progress.show()

    def _failed(self, error: BaseException) -> None:
        self.progress.hide()
        self.bar.show_error(error)

    def _head_of(self, wish: Wish) -> None:
        known = self.found is not None and self.found.site == (wish.site or self.desk.office.site)
        grids, workers = (self.found.grids, self.found.workers) if known and self.found else ((), ())
        self.head.show_wish(wish, grids, workers)

    def _show_found(self, found: object) -> None:
        assert isinstance(found, Judgement)
        self.found, wish = found, self.wish
        self._head_of(wish)
        self._show_lines({})
        self._ask(lambda desk, tell: duties.trends(desk, wish.period, wish.site, tell), self._show_trends)

    def _show_trends(self, trends: object) -> None:
        self.progress.hide()
        self._show_lines(trends)
        self.shown.emit()

    def _show_lines(self, trends: Trends) -> None:
        assert self.found is not None
        lines = duties_lines.lines(self.found, trends, self.wish.grid, self.wish.worker)
        titles = dict.fromkeys(f"《{one.part.profile.title}》" for one in self.found.parts)
        self._tell(f"{'、'.join(titles)}　{duties_lines.summary(lines)}", self.found.notices)
        self._show_all(False)
        self.table.show_lines(lines)
        if not lines:
            self.detail.show_line(None)
        if self._clause:
            place = next((n for n, line in enumerate(lines) if line.clause.id == self._clause), 0)
            self._clause = ""
            self.table.selectRow(place)

    def _show_all(self, every: bool) -> None:
        """Show all offices beside each other, or one office."""
        self.panes.setVisible(not every)
        for piece in (self.all, self.cell):
            piece.setVisible(every)
        self.setFocusProxy(self.all if every else self.table)

    def _tell(self, words: str, notices: tuple[str, ...]) -> None:
        self.words.setText(words)
        self.notices.setText("".join(notices))
        self.notices.setVisible(bool(notices))

    def _show_matrix(self, found: object) -> None:
        assert isinstance(found, Matrix)
        self.progress.hide()
        self.matrix = found
        self._tell(
            f"{len(found.offices)} 个单位，{len(found.rows)} 条指标。“2／3月”是三个月里两个月达到。按回车打开一个单位。",
            found.notices,
        )
        self._show_all(True)
        self.all.show_matrix(found)
        self.shown.emit()

    def _open_office(self, row: int, column: int) -> None:
        assert self.matrix is not None
        self._clause = self.matrix.rows[row].clause.id
        self.show_wish(Wish(self.wish.period, office=self.matrix.offices[column][0]))
        self.table.setFocus()

    def _read_records(self, finding: object) -> None:
        """Have the records behind a figure named, beside the window."""
        assert isinstance(finding, Finding)
        if not finding.lacking and not finding.proof:
            return

        def read(desk: Desk, _progress: object) -> tuple[object, object]:
            return duties_records.named(desk, finding.lacking), duties_records.named(desk, finding.proof)

        show = for_owner(self, lambda found: self.detail.show_records(finding, *found))
        background.read(self.desk, read, show, for_owner(self, self.bar.show_error))

    # --- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.edge())
        column.setSpacing(theme.gap())
        offices = duties_street.offices_of(self.desk)
        self.head = StandingHead(self.title, self.wish, offices)
        self.bar, self.progress = problem.Bar(), background.ProgressPanel(narrow=True)
        self.bar.hide()
        self.progress.hide()
        self.words, self.notices, self.cell = theme.body(), theme.subtle(), theme.body()
        self.cell.hide()
        self.table, self.detail, self.all = StandingTable(), StandingDetail(), MatrixTable()
        self.panes = _Panes(self.table, pieces.scrolling(self.detail), [(self.table, (TOPIC, TREND))], beside=BESIDE)
        self.all.setMinimumHeight(theme.em() * LOW)
        self.all.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.all.hide()
        for piece in (self.head, self.bar, self.words, self.notices, self.progress):
            column.addWidget(piece)
        for piece in (self.panes, self.all):
            column.addWidget(piece, 1)
        column.addWidget(self.cell)
        self._wire()
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.head.wished.connect(self.show_wish)
        self.head.printing.connect(lambda: self.go.emit("printing", duties_paper.key(self.wish)))
        self.head.saving.connect(self.save)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _line: self._go_to(self.detail.first()))
        self.detail.wanted.connect(self._read_records)
        self.detail.opened.connect(self.open_record)
        self.all.opened.connect(self._open_office)
        self.all.chosen.connect(lambda row, column: self.cell.setText(self.all.found.words(row, column)))

    def _choose(self, line: object) -> None:
        self.detail.show_line(line if isinstance(line, duties_lines.DutyLine) else None)

    def _go_to(self, piece: QWidget) -> None:
        """Give a piece the keyboard, and bring it into sight where it is scrolled away."""
        piece.setFocus()
        above = piece.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(piece, 0, theme.gap())
            above = above.parentWidget()

    # --- what a clerk does --------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask for a place, and write the lines shown to a spreadsheet there."""
        folder = str(self.desk.setting(FOLDER, "") or Path.home())
        proposed = str(Path(folder) / duties_sheet.file_name(self.desk, self.wish))
        name, _ = QFileDialog.getSaveFileName(self, "存成表格", proposed, "Excel 表格 (*.xlsx)")
        if not name:
            return
        target, wish = Path(name), self.wish
        target = target if target.suffix.lower() == ".xlsx" else target.with_name(f"{target.name}.xlsx")

        def write(desk: Desk, tell: object) -> int:
            return duties_sheet.save(desk, wish, target, tell, grant=grants.harmless("report"))

        done = for_owner(self, lambda rows: self.bar.say(f"已写出 {rows} 行，存在 {target}。", "ok"))
        background.run(self.desk, write, done, for_owner(self, self.bar.show_error), title="正在写出履职情况")
