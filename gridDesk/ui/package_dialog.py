"""What a package would do, before it does anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk.exchange import PackageView

HEADINGS = (
    Heading("台账"),
    Heading("新增", 5, number=True),
    Heading("改动", 5, number=True),
    Heading("注销", 5, number=True),
)
# Level and plain words of each verdict; any other one means that the package cannot be taken in.
VERDICTS = {
    "apply": ("ok", "可以收取。"),
    "again": ("note", "这个包以前收过，再收一次不会改动数据，只会重写一份回执。"),
    "gap": ("warn", "这个包现在还不能收：中间缺别的包。"),
    "fork": ("error", "这个包不能收取，请和对方单位核实。"),
}
OTHERS = ("error", "这个包不能收取。")


class PackageDialog(QDialog):
    """A dry run: sender, number, what is new, changed and closed; accepted when the clerk takes it in."""

    def __init__(self, view: PackageView, file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self.setWindowTitle("查看数据包")
        self.table = RowsView(HEADINGS, "这个包会带来的改动")
        self.take = theme.primary(QPushButton(theme.icon("import", theme.SURFACE), "收取(&S)"))
        self.take.clicked.connect(self.accept)
        self.leave = QPushButton("先不收取(&N)")
        self.leave.clicked.connect(self.reject)
        self._build(file)
        self._fill()

    def _build(self, file: str) -> None:
        view = self.view
        level, words = VERDICTS.get(view.verdict, OTHERS)
        self.spoken = view.sentences[1:2] if view.verdict != "apply" else []
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.heading(f"{view.sender or '未知单位'}的第 {view.n} 号数据包"))
        kind = "全部数据" if view.kind == "snapshot" else "新的改动"
        column.addWidget(theme.subtle(f"{kind}，{when_words(view.created)} 写出，文件 {file}"))
        self.verdict = theme.warn_label("".join(self.spoken) or words, level)
        column.addWidget(self.verdict)
        self.problems = theme.warn_label("\n".join(view.problems))
        column.addWidget(self.problems)
        self.more = theme.body("\n".join(told_besides(view, 1 + len(self.spoken))))
        self.more.setVisible(bool(self.more.text()))
        column.addWidget(self.more)
        column.addWidget(self.table)
        column.addWidget(theme.subtle("现在还没有改动任何数据。收取之前会自动备份，收取以后一次写完，不会只收一半。"))
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        column.addLayout(row)

    def _fill(self) -> None:
        lines = [
            Line((label, *(f"{number:,}" for number in numbers)), label) for label, numbers in self.view.counts.items()
        ]
        self.table.set_lines(lines, choose=None)
        self.table.setVisible(bool(lines))
        self.table.setFixedHeight(self.table.row_height() * (min(len(lines), 10) + 1) + theme.em())
        can = self.view.verdict in ("apply", "again")
        self.take.setVisible(can)
        self.leave.setText("先不收取(&N)" if can else "知道了(&N)")
        (self.take if can else self.leave).setDefault(True)
        fit_height(self, theme.chars(40))


def told_besides(view: PackageView, skip: int) -> list[str]:
    """Return the desk's sentences after the first `skip` that the table does not say already."""
    counted = tuple(f"{label}：新增" for label in view.counts)
    return [words for words in view.sentences[skip:] if not words.startswith(counted or ("\0",))]
