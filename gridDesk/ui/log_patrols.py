"""PatrolCard: the day's patrols on the log page, and one line that writes another down: from, to, where, Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from gridDesk.desk import rounds
from gridDesk.desk.logs import LogRound
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.text import trim
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.whole_rows import WholeRows

COLUMNS = (Heading("时间", 7), Heading("类别", 6), Heading("范围", 14), Heading("发现和处理"))
_ROUTES = 200  # patrols whose routes are offered again


class PatrolCard(pieces.Card):
    """Emits `opened(uid)` for a patrol and `said` after one was written down."""

    opened = Signal(str)
    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("巡查", parent)
        self.desk = desk
        self.day, self.grid = "", None
        self.start, self.end, self.route = QLineEdit(), QLineEdit(), QLineEdit()
        named = (
            (self.start, "巡查起", "起 8:30"),
            (self.end, "巡查止", "止 10:00"),
            (self.route, "巡查范围", "巡查范围"),
        )
        self.button = pieces.button("记下巡查(&B)", self.save, "plus")
        self.line = QGridLayout()
        self.line.setSpacing(theme.gap())
        self._rows = 0
        for widget, name, hint in named:
            widget.setAccessibleName(name)
            widget.setPlaceholderText(hint)
            widget.installEventFilter(self)
        for widget in (self.start, self.end):
            widget.setMinimumWidth(theme.chars(6))
        self._flow(1)
        self.bar = problem.Bar()
        self.bar.clear()
        self.rows = WholeRows(COLUMNS, "当天的巡查，按回车打开")
        self.rows.opened.connect(self._open)
        self.body.addLayout(self.line)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.rows)

    def _flow(self, rows: int) -> None:
        """One line where there is room, else the hours above and the route below."""
        if rows == self._rows:
            return
        self._rows = rows
        while self.line.count():
            self.line.takeAt(0)
        wide = rows == 1
        self.line.addWidget(self.start, 0, 0)
        self.line.addWidget(self.end, 0, 1, 1, 1 if wide else 2)
        self.line.addWidget(self.route, rows - 1, 2 if wide else 0, 1, 1 if wide else 2)
        self.line.addWidget(self.button, rows - 1, 3 if wide else 2)
        for place, stretch in enumerate((1, 1, 4, 0) if wide else (3, 1, 0, 0)):
            self.line.setColumnStretch(place, stretch)
        self._settle()

    def _settle(self) -> None:
        """Know at once how high the card is now, before the page asks."""
        if self.layout() is not None:
            self.layout().activate()
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Leave it to `_flow` to find room: what one line needs would keep the card too wide for ever."""
        return QSize(theme.chars(18), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow(1 if self.width() > theme.chars(38) else 2)

    def show_day(self, day: str, grid: str | None, patrols: Sequence[LogRound]) -> None:
        """Show the patrols of a day and grid."""
        if (day, grid) != (self.day, self.grid):
            self._offer_routes(grid)
        self.day, self.grid = day, grid
        lines = [Line((one.time, one.kind, one.route, one.found), one.uid) for one in patrols]
        self.rows.set_lines(lines)
        self.rows.setVisible(bool(lines))
        self.heading.setText(f"巡查　{len(lines)} 次" if lines else "巡查")
        self._settle()

    def save(self) -> None:
        """Write the patrol down, or say what is missing."""
        shape = self.desk.catalogue["patrol"]
        try:
            start, end = (shape.parse(key, trim(box.text())) for key, box in (("start", self.start), ("end", self.end)))
            if start is None or end is None:
                (self.start if start is None else self.end).setFocus(Qt.FocusReason.OtherFocusReason)
                raise FieldError("巡查的起止时间都要写，", advice="请写成 8:30 这样。")
            values = {
                "date": self.day,
                "grid": self.grid,
                "start": start,
                "end": end,
                "route": trim(self.route.text()) or None,
            }
            rounds.record_patrol(self.desk, rounds.PatrolDraft(values=values))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.clear()
        for box in (self.start, self.end, self.route):
            box.clear()
        self.start.setFocus(Qt.FocusReason.TabFocusReason)
        self.said.emit(f"已记下巡查：{start} 至 {end}。")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in RETURNS:
            if event.isAutoRepeat():
                return True
            following = {self.start: self.end, self.end: self.route}.get(watched)
            if following is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save()
            else:
                following.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _offer_routes(self, grid: str | None) -> None:
        """Offer the routes walked lately, the latest first."""
        where = {"grid": grid} if grid else None
        rows = self.desk.store.rows("patrol", where=where, order=("-date",), limit=_ROUTES)
        completer = QCompleter(list(dict.fromkeys(str(row["route"]) for row in rows if row.get("route"))), self.route)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.route.setCompleter(completer)

    def _open(self, uid: object) -> None:
        if uid:
            self.opened.emit(str(uid))
