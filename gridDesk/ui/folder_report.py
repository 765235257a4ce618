"""What a round over many offices brought: one card on the page, read when there is time, put away with a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from gridDesk.ui import pieces, theme
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk.street import FolderOffice, FolderPackage, FolderReport, WrittenOffice, WrittenReport

TAKEN = (
    Heading("单位", 9), Heading("收取", 4, number=True), Heading("新增", 4, number=True), Heading("修改", 4, number=True),
    Heading("注销", 4, number=True), Heading("结果", 6), Heading("说明"),
)  # fmt: skip
WRITTEN = (
    Heading("单位", 9),
    Heading("结果", 6),
    Heading("号", 4, number=True),
    Heading("改动", 5, number=True),
    Heading("文件或原因"),
)
MOST_ROWS = 6
BAD = ("refused", "unreadable")
OUTCOMES = {
    "refused": ("error", theme.ERROR, "没收全"), "held": ("clock", theme.WARN, "先放着"),
    "unequal": ("warn", theme.WARN, "对不上"), "left": ("minus", theme.NOTE, "没有轮到"),
    "again": ("info", theme.NOTE, "收过了"), "fine": ("check-circle", theme.OK, "一致"),
}  # fmt: skip
ORDER = tuple(OUTCOMES)
FILES = {
    "foreign": ("info", theme.NOTE, "不用收"), "unreadable": ("error", theme.ERROR, "读不出来"),
    "refused": ("error", theme.ERROR, "没有收"),
}  # fmt: skip


class _Card(pieces.Card):
    """A report with its sentence, a table, and the button that puts it away; hidden while there is none."""

    def __init__(self, heading: str, headings: tuple[Heading, ...], letter: str) -> None:
        super().__init__(heading)
        self.line = theme.body()
        self.table = RowsView(headings, heading)
        self.body.addWidget(self.line)
        self.body.addWidget(self.table)
        self.whole = theme.subtle()  # all of what the chosen row says, for a line too long for its column
        self.body.addWidget(self.whole)
        self.table.chosen.connect(self._show_whole)
        self.away = self.add_button(f"收起(&{letter})", self.hide, "close")
        self.hide()

    def fill(self, words: str, lines: list[Line]) -> None:
        """Show a sentence and rows."""
        self.line.setText(words)
        self.table.set_lines(lines, choose=None)
        self.table.setVisible(bool(lines))
        rows = min(len(lines), MOST_ROWS)
        self.table.setFixedHeight(
            self.table.row_height() * rows + self.table.horizontalHeader().sizeHint().height() + 6
        )
        self._show_whole(None)
        self.show()
        QTimer.singleShot(0, self.away, self.away.setFocus)  # laid out first: the page scrolls to where focus is

    def _show_whole(self, what: object) -> None:
        line = next((one for one in self.table.rows.lines if what is not None and one.what is what), None)
        self.whole.setText(f"{line.texts[0]}：{line.texts[-1]}" if line and line.texts[-1] else "")
        self.whole.setVisible(bool(self.whole.text()))


class ReportCard(_Card):
    """A folder that was taken in: one row an office, trouble first; files that belong to none come last."""

    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("收取报告", TAKEN, "S")
        self.setParent(parent)
        self.print = self.add_button("打印报告(&E)", self.print_wanted.emit, "print")

    def show_report(self, report: FolderReport) -> None:
        """Show a report."""
        self.heading.setText(f"收取报告　{when_words(report.ended)}")
        rows = sorted(report.offices, key=lambda office: ORDER.index(result_of(office)))
        self.fill(report.line, [_office(one) for one in rows] + [_file(one) for one in report.others])
        self.print.setVisible(bool(report.files))


class WrittenCard(_Card):
    """A round of writing: one row an office, those without a package first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("写出报告", WRITTEN, "U")
        self.setParent(parent)

    def show_report(self, report: WrittenReport) -> None:
        """Show a report."""
        order = ("failed", "left", "written", "quiet")
        rows = sorted(report.offices, key=lambda one: order.index(one.outcome))
        told = "\n请先安全弹出 U 盘，再拔下来。" if report.of("written") else ""
        self.fill(f"{report.line}{told}", [_written(one) for one in rows])


def result_of(office: FolderOffice) -> str:
    """Return the one thing to say about an office's part of a folder: a key of OUTCOMES."""
    if office.of("left") and len(office.of("left")) == len(office.packages):
        return "left"
    if office.of(*BAD):
        return "refused"
    if office.of("held"):
        return "held"
    if office.equal is False:
        return "unequal"
    return "fine" if office.of("applied") else "again"


def _office(office: FolderOffice) -> Line:
    icon, colour, words = OUTCOMES[result_of(office)]
    figures = tuple(f"{number:,}" for number in office.figures)
    count = str(len(office.of("applied")))
    return Line((office.name, count, *figures, words, _why(office)), office, icon=icon, icon_column=5, colour=colour)


def _why(office: FolderOffice) -> str:
    """Return what needs to be said of packages that were not simply taken in."""
    said = [f"第 {one.n} 号{one.word}：{one.why}" for one in office.of(*BAD, "held")]
    said += [words for one in office.packages for words in one.problems]
    if office.equal is False and office.of("applied"):
        said.append("收取以后两边还对不上，请在下面的表里看是哪本台账，请它写出整份数据再收。")
    again = len(office.of("again", "older"))
    if again:
        said.append(f"{again} 个收过了或已包含在别的包里。")
    return "".join(said)


def _file(one: FolderPackage) -> Line:
    icon, colour, word = FILES.get(one.outcome, ("info", theme.NOTE, one.word))
    return Line((one.file, "", "", "", "", word, one.why), one, icon=icon, icon_column=5, colour=colour)


def _written(one: WrittenOffice) -> Line:
    icon, colour = {
        "written": ("check-circle", theme.OK), "failed": ("error", theme.ERROR), "left": ("minus", theme.NOTE),
        "quiet": ("info", theme.NOTE),
    }[one.outcome]  # fmt: skip
    n, entries = (str(one.n), f"{one.entries:,}") if one.outcome == "written" else ("", "")
    return Line((one.name, one.word, n, entries, one.file or one.why), one, icon=icon, icon_column=1, colour=colour)
