"""打印记录: every printing of this office, newest first: when, what, how many, who, what for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gridDesk.desk import print_jobs
from gridDesk.text import today_iso
from gridDesk.ui import pieces, spelling, theme
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.print_jobs import JobLine

HEADINGS = (
    Heading("时间", 7.5),
    Heading("印的什么", 0),
    Heading("方式", 5),
    Heading("页数", 2.5, number=True),
    Heading("份数", 2.5, number=True),
    Heading("谁", 5),
    Heading("用途和领取人", 7),
    Heading("记录号", 5),
)
SPANS = (("", "全部"), ("day", "今天"), ("month", "本月"), ("year", "今年"))
MOST = 2000


class PrintJobsPage(QWidget):
    """The register of printings, narrowed by words and time; Enter prints the chosen one again."""

    title = "打印记录"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.jobs: list[JobLine] = []
        self.find = QLineEdit(placeholderText="表名、用途、领取人、记录号", clearButtonEnabled=True)
        self.find.setAccessibleName("在打印记录里找")
        self.span = QComboBox()
        self.span.setAccessibleName("哪段时间")
        for key, words in SPANS:
            self.span.addItem(words, key)
        self.count = theme.subtle()
        self.table = RowsView(HEADINGS, "打印记录，一行一次打印")
        self.table.opened.connect(self._again)
        self.again = pieces.button("再印这一份(&P)", lambda: self._again(self.table.current()), "print")
        self.codes = theme.quiet(pieces.button("查纸张编号(&N)", lambda: self.go.emit("sheet_code", ""), "search"))
        self.grants = theme.quiet(pieces.button("对外提供(&G)", lambda: self.go.emit("grants", ""), "export"))
        self._later = QTimer(self, singleShot=True, interval=150)
        self._later.timeout.connect(self._show)
        self.find.textChanged.connect(lambda _text: self._later.start())
        self.span.currentIndexChanged.connect(lambda _row: self._show())
        self._build()
        self.setFocusProxy(self.find)
        self.refresh()

    def refresh(self) -> None:
        """Read the register again."""
        self.jobs = print_jobs.recent(self.desk, MOST)
        self._show()

    def shown(self) -> list[JobLine]:
        """Return the printings that fit the words and the time chosen."""
        words = self.find.text().strip()
        since = self._since()
        return [job for job in self.jobs if job.at >= since and (not words or _fits(job, words))]

    def _since(self) -> str:
        today = today_iso()
        return {"day": today, "month": today[:7], "year": today[:4]}.get(self.span.currentData(), "")

    def _show(self) -> None:
        found = self.shown()
        self.table.set_lines([_line(job) for job in found])
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)
        self.again.setEnabled(bool(found))
        pages = sum(job.pages * job.copies for job in found)
        self.count.setText(f"{len(found)} 次，一共 {pages} 页" if found else "")

    def _again(self, code: object) -> None:
        if code:
            self.go.emit("printing", f"job:{code}")

    def _build(self) -> None:
        self.none = theme.subtle("这里还没有打印记录。打印或存成文件以后，时间、内容、份数和用途都会记在这里。")
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        head = QHBoxLayout()
        head.addWidget(theme.title(self.title))
        head.addStretch(1)
        head.addWidget(self.grants)
        head.addWidget(self.codes)
        head.addWidget(self.again)
        line = QHBoxLayout()
        line.setSpacing(theme.gap())
        self.find.setMinimumWidth(theme.chars(18))
        line.addWidget(self.find)
        line.addWidget(self.span)
        line.addWidget(self.count, 1)
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addWidget(self.none, 1)


def _line(job: JobLine) -> Line:
    why = f"{job.purpose}（{job.recipient}）" if job.recipient else job.purpose
    texts = (when_words(job.at), job.title, job.way, str(job.pages), str(job.copies), job.by, why, job.code)
    return Line(texts, job.code)


def _fits(job: JobLine, words: str) -> bool:
    typed = words.lower()
    texts = (job.title, job.by, job.purpose, job.recipient)
    return job.code.lower().startswith(typed) or any(spelling.fits(text, typed) for text in texts)
