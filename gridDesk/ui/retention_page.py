"""保存期限: the records whose time is over, on which ground, and a person's decision for each: keep or erase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from gridDesk.desk import retention
from gridDesk.desk.roles import works
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.erase_dialog import ApproverLines
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.watching import Watch
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridDesk.desk import Desk
    from gridDesk.desk.retention import Case

HEADINGS = (
    Heading("姓名、户号", 10), Heading("台账", 7), Heading("为什么在这里"), Heading("从哪天算起", 8), Heading("到期", 8),
)  # fmt: skip
KEEP = ((3, "三个月"), (12, "一年"), (36, "三年"), (60, "五年"))
INTRO = "到了期限的记录每季度列一次。网格台不会自己删，留不留由您决定；清除要审批人同意，清了谁也找不回来。"


class RetentionPage(QWidget):
    """The list, and under it what can be decided about the chosen records."""

    title = "保存期限"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.cases: list[Case] = []
        self.bar = problem.Bar()
        self.bar.clear()
        self.table = RowsView(HEADINGS, "到期的记录")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        if works(desk):
            self.table.opened.connect(lambda case: self.open_record.emit(case.ledger, case.uid))
        self.basis = theme.subtle()
        self.empty = theme.body("现在没有到期的记录。")
        self.keep = pieces.button("先留着(&K)…", self.keep_chosen, "calendar")
        self.erase = theme.danger(pieces.button("清除(&X)…", self.erase_chosen, "trash"))
        self.open = pieces.button("打开看看(&O)", self.open_chosen, "eye")
        self.all = pieces.button("全选(&A)", self.table.selectAll, "check")
        self.done = theme.primary(pieces.button("这次复核完了(&J)", self.finish, "check-circle", theme.SURFACE))
        self._build()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        Watch(desk, self, self.refresh)
        self.refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        edge = theme.gap() * 2
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), edge)
        column.setSpacing(theme.gap())
        column.addWidget(theme.title(self.title))
        column.addWidget(theme.subtle(INTRO))
        self.when = theme.body()
        row = FlowLayout()
        for button in (self.open, self.all, self.keep, self.erase, self.done):
            row.addWidget(button)
        column.addWidget(self.when)
        column.addLayout(row)
        for piece in (self.bar, self.empty):
            column.addWidget(piece)
        column.addWidget(self.table, 1)
        column.addWidget(self.basis)

    def refresh(self) -> None:
        """Make the list again."""
        self.cases = retention.due(self.desk)
        last = retention.reviewed(self.desk)
        counted = f"共 {len(self.cases):,} 条。" if self.cases else ""
        self.when.setText(f"上次复核：{when_words(last)}。{counted}" if last else f"还没有复核过。{counted}")
        self.table.set_lines([Line(_texts(self.desk, case), case) for case in self.cases])
        self.table.setVisible(bool(self.cases))
        self.setFocusProxy(self.table if self.cases else self.done)  # Tab goes past a hidden one
        self.empty.setVisible(not self.cases)
        for button in (self.open, self.all, self.keep, self.erase):
            button.setVisible(bool(self.cases))
        self.open.setVisible(bool(self.cases) and works(self.desk))
        self._show_chosen()

    def chosen(self) -> list[Case]:
        """Return the cases that are marked in the list."""
        return [self.cases[index.row()] for index in self.table.selectionModel().selectedRows()]

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        for button in (self.keep, self.erase, self.open):
            button.setEnabled(bool(chosen))
        grounds = list(dict.fromkeys(case.period.basis for case in chosen))
        self.basis.setText("；".join(grounds[:3]) if grounds else "")

    def open_chosen(self) -> None:
        """Open the first chosen record."""
        for case in self.chosen()[:1]:
            self.open_record.emit(case.ledger, case.uid)

    def keep_chosen(self) -> None:
        """Ask how much longer the chosen records are kept."""
        KeepDialog(self, self.chosen()).open()

    def kept(self, cases: Sequence[Case], months: int) -> None:
        """Keep records and say until when."""
        until = retention.keep(self.desk, cases, months)
        self.refresh()
        self.bar.say(f"{len(cases)} 条先留着，{when_words(until.isoformat())} 再列出来。", "ok")

    def erase_chosen(self) -> None:
        """Ask for the ground, and for the approver where the clerk is none."""
        EraseDialog(self, self.chosen()).open()

    def erased(self, count: int) -> None:
        """Say what was erased."""
        self.refresh()
        self.bar.say(f"已清除 {count} 条。上级收取下一个数据包后同样清除。", "ok")

    def finish(self) -> None:
        """Note that the review is done."""
        retention.finish(self.desk)
        self.refresh()
        self.bar.say("这次复核已记下，三个月后再提醒。", "ok")


def _clause(basis: str) -> str:
    """Return which clause a ground cites, without its words."""
    return basis.partition("：")[0].rstrip("。")


def _texts(desk: Desk, case: Case) -> tuple[str, ...]:
    mark = "（未满14周岁）" if case.minor else ""
    return (
        (case.title or "（没有名称）") + mark, desk.catalogue[case.ledger].label, case.period.label, case.since.isoformat(),
        case.due.isoformat(),
    )  # fmt: skip


class KeepDialog(QDialog):
    """How much longer some records are kept."""

    def __init__(self, page: RetentionPage, cases: Sequence[Case]) -> None:
        super().__init__(page)
        self.page, self.cases = page, cases
        self.setWindowTitle("先留着")
        self.months = QComboBox()
        for months, words in KEEP:
            self.months.addItem(words, months)
        self.months.setCurrentIndex(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.body(f"{len(cases)} 条记录还要用，再留多久？到时候会再列出来。"))
        form = QFormLayout()
        form.addRow("再留(&M)", self.months)
        column.addLayout(form)
        foot, _go = pieces.choice_row("留着(&S)", self.go, "取消", self.reject)
        column.addLayout(foot)

    def go(self) -> None:
        """Keep them."""
        self.accept()
        self.page.kept(self.cases, self.months.currentData())


class EraseDialog(QDialog):
    """On which ground some records go for good, and who agrees."""

    def __init__(self, page: RetentionPage, cases: Sequence[Case]) -> None:
        super().__init__(page)
        self.page, self.cases = page, cases
        self.setWindowTitle("清除到期的记录")
        grounds = list(dict.fromkeys(case.period.basis for case in cases))
        self.reason = QLineEdit(f"保存期满，{_clause(grounds[0])}" if grounds else "")
        self.reason.setCursorPosition(0)
        self.bar = problem.Bar()
        self.bar.clear()
        self._build()
        fit_height(self, theme.chars(32))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading(f"清除 {len(self.cases)} 条记录，清除以后谁也找不回来"))
        column.addWidget(theme.body(self.words()))
        column.addWidget(
            theme.warn_label(
                "不能撤销。修改记录里的内容一起清掉，各月的增减数字不变；从旧备份恢复时会再清一次。", "warning"
            )
        )
        form = QFormLayout()
        form.addRow("依据(&Y)", self.reason)
        self.approver = ApproverLines(self.page.desk, form)
        column.addLayout(form)
        column.addWidget(self.bar)
        foot, self.go_button = pieces.choice_row("清除(&X)", self.go, "不清除", self.reject)
        theme.danger(self.go_button)
        column.addLayout(foot)

    def words(self) -> str:
        """Return what goes, by ground."""
        labels = [case.period.label for case in self.cases]
        parts = [f"{label} {labels.count(label)} 条" for label in dict.fromkeys(labels)]
        minors = sum(case.minor for case in self.cases)
        more = f"其中 {minors} 人未满14周岁，请先确认监护人已经知道。" if minors else ""
        return f"{'、'.join(parts)}。只关于这些人的其他台账记录一起清除，别人的记录不动。{more}"

    def go(self) -> None:
        """Erase, or say what is missing."""
        try:
            retention.erase(self.page.desk, self.cases, self.reason.text(), self.approver.given())
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.accept()
        self.page.erased(len(self.cases))
