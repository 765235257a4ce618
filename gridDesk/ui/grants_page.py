"""对外提供: what was given to whom and what for, slips that wait for a signature, and where every copy is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import grant_copies, grant_lines, grant_papers, grant_slips, grants
from gridDesk.desk.roles import works
from gridDesk.errors import DeskError
from gridDesk.ui import background, grant_giving, pieces, print_job, problem, spelling, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.grant_dialog import GiveDialog
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.watching import Watch
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grant_copies import CopyLine
    from gridDesk.desk.grant_lines import GrantLine

GIVEN = (
    Heading("时间", 7.5), Heading("交给谁", 8), Heading("提供什么", 0), Heading("内容", 5), Heading("人数", 4.5, number=True),
    Heading("份数", 2.5, number=True), Heading("形式", 6), Heading("用途", 9), Heading("谁批准", 8), Heading("状态", 5),
)  # fmt: skip
COPIES = (
    Heading("份号", 6), Heading("提供什么", 0), Heading("接收人", 10), Heading("交出日期", 7), Heading("经办人", 5),
    Heading("状态", 4), Heading("收回或销毁", 7),
)  # fmt: skip
SHOWN = (("outside", "对外的"), ("asked", "等签字的"), ("all", "全部打印和导出"))
STATES = (("", "全部"), ("out", "在外的"), ("returned", "已收回的"), ("shredded", "已销毁的"))


class GrantsPage(QWidget):
    """Two lists under one filter: givings and copies; Enter or the buttons act on the chosen line."""

    title = "对外提供"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.given: list[GrantLine] = []
        self.copies: list[CopyLine] = []
        self.find = QLineEdit(clearButtonEnabled=True)
        self.find.setAccessibleName("在对外提供里找")
        self.narrow, self.state = _combo(SHOWN, "看哪些授权"), _combo(STATES, "看哪些份数")
        self.count = theme.subtle()
        self.bar = problem.Bar()
        self.table = RowsView(GIVEN, "对外提供记录，一行一次")
        self.register = RowsView(COPIES, "份数登记，一行一份")
        self.none = theme.subtle()
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self._later = QTimer(self, singleShot=True, interval=150)
        self._later.timeout.connect(self._show)
        self.find.textChanged.connect(lambda _text: self._later.start())
        for combo in (self.narrow, self.state):
            combo.currentIndexChanged.connect(lambda _row: self.refresh())
        self.setFocusProxy(self.find)
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read both lists again."""
        wanted = self.narrow.currentData()
        found = grant_lines.lines(self.desk, outside=wanted != "all")
        self.given = [one for one in found if one.waits] if wanted == "asked" else found
        self.copies = grant_copies.copies(self.desk, self.state.currentData())
        self._show()

    def show_argument(self, argument: str) -> None:
        """Open with the register at a number that was typed or scanned elsewhere; `copies` opens the register."""
        self.tabs["copies"].setChecked(True)
        self.find.setText("" if argument == "copies" else argument)
        self._show()

    def give(self) -> None:
        """Ask what is given to whom, and give it."""
        dialog = GiveDialog(self.desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda giving: grant_giving.give(self.desk, giving, self, self.bar, self.refresh))
        dialog.open()

    # Showing

    def on_copies(self) -> bool:
        """Tell whether the register of copies shows."""
        return self.tabs["copies"].isChecked()

    def shown(self) -> list[GrantLine] | list[CopyLine]:
        """Return the lines that fit what was typed."""
        words = self.find.text().strip()
        if not words:
            return self.copies if self.on_copies() else self.given
        if self.on_copies():
            meant = grant_copies.find(self.desk, words)
            return meant or [one for one in self.copies if _fits(words, one.number, one.title, one.recipient, one.by)]
        return [
            one for one in self.given if _fits(words, one.title, one.recipient, one.purpose, one.by, one.slip, one.code)
        ]

    def _show(self) -> None:
        copies, found = self.on_copies(), self.shown()
        table, other = (self.register, self.table) if copies else (self.table, self.register)
        table.set_lines([_copy_line(one) if copies else _grant_line(one) for one in found])
        other.hide()
        table.setVisible(bool(found))
        self.none.setVisible(not found)
        self.none.setText(_NONE_COPIES if copies else _NONE)
        self.narrow.setVisible(not copies)
        self.state.setVisible(copies)
        self.find.setPlaceholderText("纸上的份号或记录号、接收人" if copies else "接收人、内容、用途、审批单编号")
        out = sum(1 for one in self.copies if one.state == "out")
        self.count.setText(f"{len(found)} 份，在外 {out}" if copies and found else f"{len(found)} 次" if found else "")
        for button in self.copy_buttons:
            button.setVisible(copies)
            button.setEnabled(bool(found))
        for button in (self.slip_button, self.withdraw_button):
            button.setVisible(not copies and any(one.waits for one in self.given))

    # Acting

    def _end(self, shred: bool) -> None:
        number = self.register.current()
        if not number:
            self.bar.say("请先选一份，再点收回或销毁。", "warn")
            return
        try:
            line = (grant_copies.shred if shred else grant_copies.take_back)(self.desk, str(number))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.refresh()
        self.bar.say(f"已登记：份号 {line.number}，{line.recipient or '本单位'}的这一份{line.word}。", "ok")

    def _slip(self) -> None:
        line = self._waiting()
        record = self.desk.store.system.grants.get(line.id) if line else None
        if record is None:
            self.bar.say("请先选一行“等签字”的，再补印审批单。", "warn")
            return
        self._to_printer(grant_papers.pdf_of(grant_papers.slip(self.desk, record)), "slip", f"审批单 {record.slip} ")

    def _withdraw(self) -> None:
        line = self._waiting()
        if line is None:
            self.bar.say("请先选一行“等签字”的，再登记没有批准。", "warn")
            return
        grant_slips.withdraw(self.desk, line.slip)
        self.refresh()
        self.bar.say(f"已登记：审批单 {line.slip} 没有批准。", "ok")

    def _waiting(self) -> GrantLine | None:
        return next((one for one in self.given if one.id == self.table.current() and one.waits), None)

    def _print_register(self) -> None:
        lines = [one for one in self.shown() if isinstance(one, grant_copies.CopyLine)]
        self._to_printer(grant_papers.pdf_of(grant_papers.register(self.desk, lines)), "register", "份数登记表")

    def _to_printer(self, pdf: bytes, what: str, words: str) -> None:
        background.run(
            None, lambda _desk, progress: print_job.send(pdf, print_job.PrintJob(), progress, grants.harmless(what)),
            for_owner(self, lambda said: self.bar.say(f"{words}{said}", "ok")), for_owner(self, self.bar.show_error), "正在打印",
        )  # fmt: skip

    # Building

    def _build(self) -> None:
        self.tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.spacing(0.5))
        for key, words in (("given", "授权记录(&G)"), ("copies", "份数登记(&K)")):
            button = QPushButton(words)
            button.setCheckable(True)
            group.addButton(button)
            self.tabs[key] = button
            tabs.addWidget(button)
        self.tabs["given"].setChecked(True)
        group.buttonToggled.connect(lambda _button, on: self._show() if on else None)
        self.new = theme.primary(pieces.button("新的对外提供(&N)…", self.give, "plus", "#ffffff"))
        if not works(self.desk):  # an approver agrees to what a clerk gives
            self.new.hide()
        self.slip_button = pieces.button("补印审批单(&P)", self._slip, "print")
        self.withdraw_button = theme.quiet(pieces.button("没有批准(&W)", self._withdraw))
        self.copy_buttons = (
            pieces.button("收回(&R)", lambda: self._end(shred=False), "check"),
            pieces.button("销毁(&X)", lambda: self._end(shred=True), "trash"),
            theme.quiet(pieces.button("打印登记表(&T)", self._print_register, "print")),
        )
        head, line = QHBoxLayout(), QHBoxLayout()
        head.addWidget(theme.title(self.title))
        head.addStretch(1)
        for button in (*self.copy_buttons, self.slip_button, self.withdraw_button, self.new):
            head.addWidget(button)
        line.setSpacing(theme.gap())
        self.find.setMinimumWidth(theme.chars(15))
        line.addLayout(tabs)
        line.addWidget(self.find)
        line.addWidget(self.narrow)
        line.addWidget(self.state)
        line.addWidget(self.count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.register, 1)
        column.addWidget(self.none, 1)


_NONE = "还没有对外提供过。把名册、台账交给外单位时从“新的对外提供”办理，谁要的、做什么用、谁批准的都会记在这里。"
_NONE_COPIES = "还没有交出去的份数。对外提供的每一份都有自己的份号，交出、收回、销毁都登记在这里。"


def _grant_line(one: GrantLine) -> Line:
    texts = (
        when_words(one.at), one.recipient or "本单位", one.title, one.level, f"{one.persons:,}", str(one.copies), one.way,
        one.purpose, one.agreed, one.state,
    )  # fmt: skip
    return Line(texts, one.id, colour=theme.WARN if one.waits else "")


def _copy_line(one: CopyLine) -> Line:
    texts = (one.number, one.title, one.recipient, one.handed_on, one.by, one.word, one.ended_on)
    return Line(texts, one.number)


def _fits(typed: str, *texts: str) -> bool:
    words = typed.lower()
    return any(spelling.fits(text, words) for text in texts if text)


def _combo(items: tuple[tuple[str, str], ...], name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for value, words in items:
        combo.addItem(words, value)
    return combo
