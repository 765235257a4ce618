"""操作记录: who did what when, newest first, narrowed by time, person, kind and count; whether the log is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gridDesk.desk import audit_state, audit_view
from gridDesk.text import today_iso
from gridDesk.ui import background, pieces, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.audit_detail import AuditDetail
from gridDesk.ui.audit_filter import AuditFilter
from gridDesk.ui.audit_rows import HEADINGS, SPARE, AuditRows
from gridDesk.ui.fold_out import FoldOut
from gridDesk.ui.notices import Notices
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.two_panes import TwoPanes

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.audit_state import State
    from gridDesk.desk.audit_view import OtherLog

OWN = "这里只列出您自己的操作。审计人和钥匙保管人登录后能看到全部记录。"
TOLD = 2  # places told where the log does not hold; the report of an incident tells more
OTHERS = (Heading("单位", 8), Heading("登记到第几条", 6, number=True), Heading("登记时间", 8), Heading("核对结果"))
STATES = {
    "broken": ("error", theme.ERROR), "restored": ("warn", theme.WARN), "unproved": ("warn", theme.WARN), "first": ("info", theme.NOTE),
    "follows": ("check-circle", theme.OK),
}  # fmt: skip


class AuditPage(QWidget):
    """The state of the log, a filter, the lines, what the chosen one says in full, and the sheets to print."""

    title = "操作记录"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.state: State | None = None
        self._task: background.Task | None = None
        self.all = audit_view.sees_all(desk)
        self.filter = AuditFilter(audit_view.people(desk) if self.all else [])
        self.filter.changed.connect(self.show_lines)
        self.table = RowsView(HEADINGS, "操作记录，一行一次操作，新的在前")
        self.table.chosen.connect(lambda _what: self._show_detail())
        self.detail = AuditDetail(desk)
        self.detail.open_record.connect(self.open_record)
        self.table.opened.connect(lambda _what: self.detail.setFocus(Qt.FocusReason.OtherFocusReason))
        self.whole, self.own = theme.warn_label("", "note"), theme.warn_label("" if self.all else OWN, "note")
        self.count = theme.subtle()
        self.count.setWordWrap(False)
        self._build()
        self.setFocusProxy(self.filter.span)
        self.refresh()

    def refresh(self) -> None:
        """Read the log again, and prove it from end to end beside the window."""
        self.show_lines()
        self.prove()

    def show_argument(self, argument: str) -> None:
        """Open with one group of kinds chosen (`weak`), or one month (`2026-11`)."""
        self.filter.choose(argument)

    def show_lines(self) -> None:
        """Show the lines that fit the filter."""
        self.lines = audit_view.Lines(self.desk, self.filter.wanted())
        self.table.set_lines(AuditRows(self.lines))
        found = len(self.lines)
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)
        self.count.setText(f"{found:,} 条" if found else "")
        self._show_detail()

    def prove(self) -> None:
        """Prove the whole log; a long one takes a second or two."""
        if self._task is not None and self._task.running:
            return
        self.whole.say("正在核对操作记录……", "note")
        self._task = background.run(
            self.desk, lambda desk, _progress: audit_state.state_of(desk), for_owner(self, self._proved),
            for_owner(self, lambda error: self.whole.say(str(error), "error")),
        )  # fmt: skip

    def _proved(self, state: State) -> None:
        self.state = state
        if state.whole:
            notes = "".join(state.notes)
            agreed = f"与{'、'.join(state.anchored)}相符" if state.anchored else "还没有回执和打印过的纸可以对照"
            words = f"记录{state.words}，前后相接，{agreed}。末条验证码 {state.head[:10]}。{notes}"
            self.whole.say(words, "ok" if not notes else "note")
        else:
            *found, advice = state.problems
            more = f"这样的地方共 {len(found)} 处。" if len(found) > TOLD else ""
            self.whole.say(f"操作记录{state.words}。{''.join(found[:TOLD])}{more}{advice}", "error")
        self._show_others(audit_view.others(self.desk))

    def _show_others(self, found: list[OtherLog]) -> None:
        bad = sum(one.state == "broken" for one in found)
        state = f"{bad} 个对不上" if bad else "都接得上"
        self.others.head.setText(f"各单位的操作记录：{len(found):,} 个单位登记过，{state}")
        self.others.setVisible(bool(found))
        lines = []
        for one in found:
            icon, colour = STATES.get(one.state, STATES["first"])
            lines.append(Line((one.name, f"{one.n:,}", one.at, one.words), one, icon, 3, colour))
        self.other_rows.set_lines(lines)
        self.other_rows.setFixedHeight(self.other_rows.row_height() * (min(len(lines), 4) + 1) + theme.spacing(2))

        if bad:
            self.others.head.setChecked(True)

    def _show_detail(self) -> None:
        row = self.table.currentIndex().row()
        self.detail.show_line(self.lines.line(row) if 0 <= row < len(self.lines) else None)

    def _print(self, paper: str) -> None:
        self.go.emit("printing", f"{paper}:{self.filter.since() or today_iso()}:filled")

    def _build(self) -> None:
        self.none = theme.subtle("没有符合条件的操作。可以换一段时间，或者把条件改回“全部”。")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.edge(), round(theme.gap() * 1.5), theme.edge(), theme.gap())
        column.setSpacing(theme.gap())
        column.addLayout(self._build_head())
        column.addWidget(Notices(self.whole, self.own))
        line = QHBoxLayout()
        line.setSpacing(theme.gap())
        line.addWidget(Notices(self.filter), 1)
        line.addWidget(self.count)
        column.addLayout(line)
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.none, 1)
        column.addWidget(TwoPanes(left, self.detail, [(self.table, SPARE)]), 1)
        self.others = FoldOut("各单位的操作记录")
        self.other_rows = RowsView(OTHERS, "各单位的操作记录登记到第几条")
        self.others.add(self.other_rows)
        self.others.hide()
        column.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(theme.title(self.title))
        row.addStretch(1)
        row.addWidget(theme.quiet(pieces.button("重新核对(&K)", self.prove, "refresh")))
        if self.all:
            row.addWidget(pieces.button("事件报告单(&J)", lambda: self._print("audit_incident"), "print"))
            row.addWidget(pieces.button("打印月报(&P)", lambda: self._print("audit_month"), "print"))
        return row
