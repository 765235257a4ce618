"""One ledger of the page 会议宣传: a line that writes down what was held today, the records, and their papers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk import gatherings
from gridDesk.desk.gatherings import BOARD, MEETING, PUBLICITY, SURVEY, TRAINING
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, spelling, theme
from gridDesk.ui.choosers import RETURNS, CodeChooser
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.rows import Heading, Line, RowsView

WIDTHS = {
    MEETING: (7, 7, 12, 6, 6), TRAINING: (7, 7, 12, 6, 6), PUBLICITY: (7, 10, 13, 10, 6), BOARD: (8, 7, 12, 10, 16), SURVEY: (7, 9, 12, 6, 6),
}  # fmt: skip
# (words of the button, paper) of the record that is chosen.
PAPERS: dict[str, tuple[tuple[str, str], ...]] = {
    MEETING: (("打印会议记录(&P)", "meeting_minutes"), ("打印签到表(&S)", "sign_in")),
    TRAINING: (("打印培训登记表(&P)", "training_register"), ("打印签到表(&S)", "training_sign_in")),
    BOARD: (("打印公示牌(&P)", "grid_board"),),
    SURVEY: (("打印问卷(&P)", "survey"),),
}
JOTTED = {MEETING: ("kind", "会议内容"), TRAINING: ("kind", "培训内容"), PUBLICITY: ("kinds", "活动情况")}


class LedgerTab(QWidget):
    """The records of one ledger, the newest first; Enter opens one."""

    open_record = Signal(str, str)
    go = Signal(str, str)
    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, desk: Desk, ledger: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.ledger = desk, ledger
        self.label = desk.catalogue[ledger].label
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.gap(), 0, 0)
        column.setSpacing(theme.gap())
        self.line: JotLine | None = JotLine(desk, ledger) if ledger in JOTTED else None
        if self.line is not None:
            self.line.wanted.connect(self._jot)
            column.addWidget(self.line)
        buttons = FlowLayout()
        self.add = pieces.button(f"新增{self.label}(&N)", self.begin, "plus")
        buttons.addWidget(self.add)
        for words, paper in PAPERS.get(ledger, ()):
            buttons.addWidget(pieces.button(words, lambda paper=paper: self._print(paper), "print"))
        column.addLayout(buttons)
        titles = gatherings.headings(desk, ledger)
        self.rows = RowsView(
            [Heading(title, width) for title, width in zip(titles, (*WIDTHS[ledger], 0), strict=False)],
            f"{self.label}，回车打开",
        )
        self.rows.opened.connect(lambda uid: self.open_record.emit(self.ledger, str(uid)))
        self.rows.setMinimumHeight(round(theme.em() * 5))
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.nothing = theme.subtle(f"还没有登记{self.label}。")
        column.addWidget(self.rows, 1)
        column.addWidget(self.nothing)
        column.addStretch(0)
        self.setFocusProxy(self.line or self.add)

    def refresh(self) -> None:
        """Read the records again, keeping the place."""
        row = max(0, self.rows.currentIndex().row())
        lines = [Line(one.texts, one.uid) for one in gatherings.held(self.desk, self.ledger)]
        self.rows.set_lines(lines, choose=row)
        self.nothing.setVisible(not lines)

    def begin(self, kind: str = "") -> None:
        """Begin a record: in the line where there is one and a kind is asked for, else in the form."""
        if self.line is not None and kind:
            self.line.begin(kind)
            return
        known = gatherings.known(self.desk, self.ledger, kind)
        RecordDialog(self.desk, self.ledger, None, self.window(), known=known).exec()
        self.refresh()

    def _jot(self, title: str, kind: object, people: str, words: str) -> None:
        try:
            gatherings.jot(self.desk, self.ledger, title, str(kind) if kind else None, people, words)
        except DeskError as error:
            self.failed.emit(error)
            return
        if self.line is not None:
            self.line.start_again()
        self.refresh()
        self.said.emit(f"已记下{self.label}，其余各项可以打开补写。", "ok")

    def _print(self, paper: str) -> None:
        """Print a paper of the chosen record; a board and a questionnaire are of the grid."""
        row = self.rows.currentIndex().row()
        uid = str(self.rows.rows.lines[row].what) if 0 <= row < len(self.rows.rows.lines) else ""
        of_record = uid if self.ledger in (MEETING, TRAINING) else ""
        self.go.emit("printing", f"{paper}:{of_record}" if of_record else paper)


class JotLine(QWidget):
    """A line for what was held today: kind, name, how many came, what it was about, Enter."""

    wanted = Signal(str, object, str, str)

    def __init__(self, desk: Desk, ledger: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        shape = desk.catalogue[ledger]
        key, words = JOTTED[ledger]
        self.kind = CodeChooser(shape[key].code_set, spelling.keys)
        self.name, self.people, self.words = QLineEdit(), QLineEdit(), QLineEdit()
        named = (
            (self.kind, shape[key].label, ""), (self.name, shape["title"].label, f"{shape['title'].label}，空着就用类型"),
            (self.people, "人数", "人数"), (self.words, words, words),
        )  # fmt: skip
        for widget, name, hint in named:
            widget.setAccessibleName(name)
            (widget.lineEdit() if isinstance(widget, CodeChooser) else widget).setPlaceholderText(hint or name)
            widget.installEventFilter(self)
        self.kind.picked.connect(self.name.setFocus)
        self.button = pieces.button("记下(&A)", self.save, "plus")
        self._rows = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.gap())
        self._flow(1)
        self.setFocusProxy(self.kind)

    def _flow(self, rows: int) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        while self._grid.count():
            self._grid.takeAt(0)
        wide = rows == 1
        places = ((self.kind, 0, 0), (self.name, 0, 1), (self.people, 0, 2), (self.words, 0, 3), (self.button, 0, 4))
        narrow = ((self.kind, 0, 0), (self.name, 0, 1), (self.people, 1, 0), (self.words, 1, 1), (self.button, 2, 1))
        for widget, row, column in places if wide else narrow:
            self._grid.addWidget(widget, row, column)
        for column, stretch in enumerate((3, 5, 1, 6, 0) if wide else (2, 3, 0, 0, 0)):
            self._grid.setColumnStretch(column, stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow(1 if self.width() > theme.chars(44) else 2)

    def begin(self, kind: str) -> None:
        """Begin with a kind chosen."""
        self.kind.set_code(kind)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def start_again(self) -> None:
        """Empty the line."""
        self.kind.set_code(None)
        for box in (self.name, self.people, self.words):
            box.clear()
        self.kind.setFocus(Qt.FocusReason.TabFocusReason)

    def save(self) -> None:
        """Hand on what was typed."""
        try:
            kind = self.kind.code()
        except DeskError:
            self.kind.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.wanted.emit(self.name.text(), kind, self.people.text(), self.words.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in RETURNS:
            if event.isAutoRepeat():
                return True
            order = (self.kind, self.name, self.people, self.words)
            place = order.index(watched)
            if place < len(order) - 1 and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                order[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.save()
            return True
        return super().eventFilter(watched, event)
