"""What became of a record, and what was done lately in this office, with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import history
from gridDesk.ui import background, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.alive import for_owner
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.history import Act, HistoryLine, Undone

RECORD_HEADINGS = (
    Heading("时间", 9),
    Heading("谁", 5),
    Heading("做了什么", 7.5),
    Heading("项目", 8.5),
    Heading("原来", 0),
    Heading("改成", 0),
    Heading("原因", 7),
)
ACT_HEADINGS = (
    Heading("时间", 9),
    Heading("做了什么", 0),
    Heading("记录数", 5, number=True),
    Heading("谁", 6),
    Heading("状态", 6),
)


@remembers
class HistoryDialog(QDialog):
    """Every change of one record, newest first: when, who, what it was and what it became."""

    def __init__(self, desk: Desk, ledger: str, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.ledger, self.uid = desk, ledger, uid
        self.setWindowTitle("修改记录")
        self.table = RowsView(RECORD_HEADINGS, "修改记录，一行一处修改")
        self.note = theme.subtle()
        close = QPushButton("关闭(&C)")
        close.clicked.connect(self.accept)
        column = _column(self, theme.heading("修改记录"), self.note, self.table)
        column.addLayout(_row(None, close))
        fit_screen(self, theme.chars(62), theme.em() * 28)
        self.refresh()

    def refresh(self) -> None:
        """Read the record's history again."""
        lines = history.record_history(self.desk, self.ledger, self.uid)
        self.table.set_lines([_history_line(line, n and lines[n - 1]) for n, line in enumerate(lines)])
        self.table.setVisible(bool(lines))
        acts = len({line.txn for line in lines})
        words = f"一共修改过 {acts} 次，最近的在最上面。原来的内容都还留着。" if lines else "这条记录还没有修改过。"
        self.note.setText(words)


@remembers
class RecentDialog(QDialog):
    """What was done lately, act by act; the chosen one can be taken back."""

    undone = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("最近做过的事")
        self.table = RowsView(ACT_HEADINGS, "最近做过的事，一行一件")
        self.table.chosen.connect(self._show_choice)
        self.note = theme.subtle("撤销一件事会把它改过的内容放回原样；撤销本身也会记下来。")
        self.result = problem.Bar()
        self.undo = QPushButton(theme.icon("undo"), "撤销")
        self.undo.clicked.connect(self.ask_undo)
        close = QPushButton("关闭(&C)")
        close.clicked.connect(self.accept)
        column = _column(self, theme.heading("最近做过的事"), self.note, self.table, self.result)
        column.addLayout(_row(self.undo, None, close))
        fit_screen(self, theme.chars(62), theme.em() * 28)
        self.refresh()

    def refresh(self) -> None:
        """Read the recent acts again."""
        row = max(self.table.currentIndex().row(), 0)
        acts = history.recent(self.desk)
        self.table.set_lines([_act_line(act) for act in acts], choose=row)
        if not acts:
            self.note.setText("这里还没有做过什么。以后每一次保存、导入、收取都会列在这里，都可以撤销。")

    def ask_undo(self) -> None:
        """Ask once, then take the chosen act back on the worker."""
        act = self.table.current()
        if act is None or act.undone or not confirm_undo(self, act):
            return
        background.run(
            self.desk,
            lambda desk, _progress: history.undo(desk, act.txn),
            for_owner(self, lambda undone: self._done(act, undone)),
            for_owner(self, lambda error: problem.show(self, error)),
            f"正在撤销：{act.label}",
        )

    def _done(self, act: Act, undone: Undone) -> None:
        self.result.say(undone_words(act.label, undone), "note" if undone.kept else "ok")
        self.refresh()
        self.undone.emit(undone.changes)

    def _show_choice(self, act: Act | None) -> None:
        self.undo.setEnabled(act is not None and not act.undone)
        self.undo.setText(f"撤销：{_short(act.label)}(&Z)" if act else "撤销(&Z)")


def confirm_undo(parent: QWidget, act: Act, words: str = "") -> bool:
    """Ask whether an act is to be taken back, naming it in `words` or by its label."""
    detail = f"它改过 {act.count} 条记录，都会放回原样。后来又改过的地方会保留，并告诉您是哪些。"
    return problem.ask(
        parent,
        f"要撤销“{words or act.label}”吗？",
        "撤销(&Z)",
        "先不撤销(&N)",
        detail=detail,
        title="撤销",
        danger=True,
    )


def undone_words(label: str, undone: Undone) -> str:
    """Return what taking an act back did, and what of it had to stay."""
    words = f"已撤销“{label}”，{undone.changes.count} 条记录放回了原样。"
    if undone.kept:
        words += f"有 {len(undone.kept)} 处没有放回：\n" + "\n".join(f"· {line}" for line in undone.kept)
    return words


def _history_line(line: HistoryLine, above: HistoryLine | None) -> Line:
    """Return one changed field as a line; what is the same as in the line above is not said again."""
    again = bool(above) and above.txn == line.txn
    act = ("", "", "") if again else (when_words(line.when), line.who, line.act)
    return Line((*act, line.field, line.old, line.new or "（清空）", "" if again else line.reason), line)


def _act_line(act: Act) -> Line:
    state = "已撤销" if act.undone else ""
    texts = (when_words(act.when), act.label, f"{act.count:,}", act.who, state)
    return Line(texts, act, icon="undo" if act.undone else "", icon_column=4)


def _short(label: str) -> str:
    return label if len(label) <= 16 else f"{label[:15]}…"


def _column(dialog: QDialog, *parts: QWidget | QLabel) -> QVBoxLayout:
    column = QVBoxLayout(dialog)
    gap = theme.gap()
    column.setContentsMargins(gap * 2, gap * 2, gap * 2, gap * 2)
    column.setSpacing(gap)
    for part in parts:
        column.addWidget(part, 1 if isinstance(part, RowsView) else 0)
    return column


def _row(*parts: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in parts:
        row.addStretch(1) if part is None else row.addWidget(part)
    return row
