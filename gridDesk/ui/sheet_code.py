"""查纸张编号: the number at the foot of a sheet, typed or scanned, says whether the sheet is still valid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gridDesk.desk import shelf
from gridDesk.ui import background, pieces, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.notices import Notices
from gridDesk.ui.rows import Heading, Line, RowsView

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.shelf import SheetAnswer

HEADINGS = (Heading("纸号", 9), Heading("结果", 7), Heading("说明", 0))
HINT = "纸号在每张纸的页脚，小方码的旁边。扫一下小方码，或者照着输入后按回车，如 7K3M9Q-12。"
MOST = 100


@dataclass(frozen=True)
class Verdict:
    """How an answer shows: a heading, the level of its colour, and the icon in the list."""

    words: str
    level: str
    icon: str


VERDICTS = {
    "current": Verdict("现行有效", "ok", "check-circle"),
    "amended": Verdict("有效，已用笔更正", "ok", "check-circle"),
    "replaced": Verdict("已经作废", "error", "error"),
    "printed": Verdict("没有上架", "note", "info"),
    "unknown": Verdict("没有登记", "warn", "warn"),
    "unreadable": Verdict("认不出来", "warn", "warn"),
}


class SheetCodePage(QWidget):
    """A line to type or scan into, the answer in large letters, and what was looked up before."""

    title = "查纸张编号"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: SheetAnswer | None = None
        self._task: background.Task | None = None
        self._asked: list[Line] = []
        self.code = QLineEdit(placeholderText="扫码，或输入纸号", clearButtonEnabled=True)
        self.code.setAccessibleName("纸张编号")
        self.code.returnPressed.connect(self.look_up)
        self.go_button = theme.primary(pieces.button("查(&D)", self.look_up))
        self.verdict, self.sentence = QLabel(), theme.warn_label("", "note")
        self.today, self.log = theme.warn_label("", "note"), theme.warn_label("", "note")
        self.verdict.setProperty("role", "title")
        self.reprint = pieces.button("印这一页的现行版(&P)", self._print, "print")
        self.list = RowsView(HEADINGS, "刚才查过的纸张")
        self.list.opened.connect(self._again)
        self._build()
        self.setFocusProxy(self.code)
        self._show(None)

    def refresh(self) -> None:
        """Look the sheet that shows up again."""
        if self.found is not None and self.found.code:
            self._show(shelf.look_up(self.desk, self.found.code))

    def show_argument(self, argument: str) -> None:
        """Look a code up at once."""
        self.code.setText(argument)
        self.look_up()

    def look_up(self) -> None:
        """Say what the typed code stands for; the next one can be scanned right after."""
        typed = self.code.text().strip()
        if not typed:
            self.code.setFocus()
            return
        answer = shelf.look_up(self.desk, typed)
        self._show(answer)
        verdict = VERDICTS[answer.state]
        texts = (answer.code or typed[:20], verdict.words, answer.sentence)
        colour = {"ok": theme.OK, "error": theme.ERROR, "warn": theme.WARN}.get(verdict.level, theme.NOTE)
        self._asked = [Line(texts, answer.code or typed, verdict.icon, 1, colour), *self._asked][:MOST]
        self.list.set_lines(self._asked)
        self.list.setVisible(True)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.selectAll()

    def _show(self, answer: SheetAnswer | None) -> None:
        self.found = answer
        self._compare(answer)
        self._show_log(answer)
        self.list.setVisible(bool(self._asked))
        if answer is None:
            self.verdict.hide()
            self.sentence.say("")
            self.reprint.hide()
            return
        verdict = VERDICTS[answer.state]
        self.verdict.setText(f"{answer.code}　{verdict.words}" if answer.code else verdict.words)
        self.verdict.show()
        self.sentence.say(answer.sentence, verdict.level)
        self.reprint.setVisible(answer.state in ("current", "amended", "replaced") and "-" in answer.code)

    def _show_log(self, answer: SheetAnswer | None) -> None:
        """Say whether the log still contains the line the sheet was printed under, and which code it must bear."""
        holds = answer.log_holds if answer is not None else None
        if answer is None or holds is None:
            self.log.say("")
        elif holds:
            words = (
                f"日志码应是 {answer.log_code}，打印时的操作记录还在，没有被改动。纸上的不同，这张纸就不是本机打印的。"
            )
            self.log.say(words, "ok")
        else:
            words = f"日志码 {answer.log_code} 对应的操作记录已经不在，或者被改动过。请到“操作记录”查看，并报告负责人。"
            self.log.say(words, "error")

    def _compare(self, answer: SheetAnswer | None) -> None:
        """Compare a sheet that is valid with the ledgers of today, beside the window: a volume takes seconds."""
        if self._task is not None and self._task.running:
            self._task.cancel()
        self._task = None
        self.today.say("")
        if answer is None or answer.state not in ("current", "amended") or "-" not in answer.code:
            return
        self.today.say("正在和今天的台账核对……", "note")
        self._task = task = background.run(
            self.desk,
            lambda desk, progress: shelf.still_true(desk, answer.code, progress),
            for_owner(self, lambda true: self._compared(true) if task is self._task else None),
            for_owner(self, lambda error: self._compared(None) if task is self._task else None),
        )

    def _compared(self, true: bool | None) -> None:
        if true is None:
            self.today.say("")
        elif true:
            self.today.say("和今天的台账一致，不用换。", "ok")
        else:
            self.today.say("印出以后台账有改动，这一页该换了：在打印页按“打印变更页”。", "warn")

    def _print(self) -> None:
        if self.found is not None:
            self.go.emit("printing", f"job:{self.found.code}")

    def _again(self, code: object) -> None:
        self._show(shelf.look_up(self.desk, str(code)))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.title(self.title))
        hint = theme.subtle(HINT)
        hint.setWordWrap(False)  # one line, cut rather than pushing the page wider
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column.addWidget(hint)
        line = QHBoxLayout()
        line.setSpacing(theme.gap())
        self.code.setMinimumWidth(theme.chars(16))
        line.addWidget(self.code)
        line.addWidget(self.go_button)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.verdict)
        column.addWidget(Notices(self.sentence, self.today, self.log))
        below = QHBoxLayout()
        below.addWidget(self.reprint)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(self.list, 1)
        column.addStretch(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.code.selectAll()
