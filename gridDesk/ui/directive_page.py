"""下发文件: signed documents of the office above, and those this office issues: policies, code tables, calendars."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gridDesk.desk import codes, directive_issue, directives, down
from gridDesk.desk.directive_kinds import CODES, KINDS, words
from gridDesk.desk.directives import Directive
from gridDesk.desk.office import Desk
from gridDesk.text import today_iso
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.directive_dialog import codes_dialog, file_dialog
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.travelling_page import Offer, TravellingPage
from gridDesk.ui.two_panes import TwoPanes
from gridDesk.ui.watching import Watch

HEADINGS = (
    Heading("文件"),
    Heading("种类", 5),
    Heading("版本", 3.5, number=True),
    Heading("生效日期", 6.5),
    Heading("状态", 6),
)
BELOW = "政策参数、代码表和工作日历由上级签发，本单位只能查看。收取数据包时自动核对签名，核对不上的不采用。"
ABOVE = (
    "下发的文件带本单位的数字签名，下级收到后自动核对、按生效日期采用，不能更改。改了内容就再发一份，版本号自动加一。"
)


class DirectivesPage(TravellingPage):
    """A list of documents and the text of the chosen one; a street issues and takes back."""

    title = "下发文件"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.table = RowsView(HEADINGS, "下发文件")
        self.table.chosen.connect(lambda _what: self._show_chosen())
        self.card = pieces.Card("")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("文件内容")
        self.nothing = theme.body(
            "还没有下发的文件。" + ("点“下发文件”选一个政策文件。" if down.may_send(desk) else "")
        )
        self._build()
        Watch(desk, self, self.refresh, ("directive",))
        self.refresh()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.title(self.title))
        head.addLayout(self.acts, 1)
        left = QWidget()
        lists = QVBoxLayout(left)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.addWidget(self.table, 1)
        lists.addWidget(self.nothing)
        self.to_exchange = pieces.link("去收发", lambda: self.go.emit("exchange", ""))
        lists.addWidget(self.to_exchange, 0, Qt.AlignmentFlag.AlignLeft)
        lists.addStretch(0)
        right = QWidget()
        cards = QVBoxLayout(right)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(theme.gap())
        cards.addWidget(self.card)
        cards.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(head)
        column.addWidget(theme.subtle(ABOVE if down.may_send(self.desk) else BELOW))
        column.addWidget(self.bar)
        column.addWidget(TwoPanes(left, right, [(self.table, (1, 3))]), 1)

    def refresh(self) -> None:
        """Ask the desk again, keeping what is chosen."""
        before, found = self.chosen(), directives.listed(self.desk)
        place = next((n for n, one in enumerate(found) if before and one.uid == before.uid), 0)
        counts = _in_force(self.desk, found)
        self.table.set_lines([_line(one, counts) for one in found], choose=place)
        self.table.setVisible(bool(found))
        self.setFocusProxy(self.table if found else self.to_exchange)  # Tab goes past a hidden one
        self.nothing.setVisible(not found)
        self.to_exchange.setVisible(not found)
        self._show_chosen()

    def show_argument(self, argument: str) -> None:
        """Open with the document of a uid chosen."""
        place = next((n for n, line in enumerate(self.table.rows.lines) if line.what.uid == argument), None)
        if place is not None:
            self.table.selectRow(place)

    def chosen(self) -> Directive | None:
        """Return the chosen document."""
        found = self.table.current()
        return found if isinstance(found, Directive) else None

    def _show_chosen(self) -> None:
        one = self.chosen()
        self.card.setVisible(one is not None)
        self.text.setVisible(one is not None)
        if one is not None:
            self._show_document(one)
        self.show_offers(self._offered(one))

    def _show_document(self, one: Directive) -> None:
        self.card.heading.setText(one.title)
        self.card.heading.setWordWrap(True)
        self.card.clear()
        issuer = down.names(self.desk).get(one.issuer, one.issuer)
        pairs = [
            ("种类", KINDS.get(one.kind, one.kind)), ("文件键", one.key if one.kind != CODES else ""),
            ("版本", f"第 {one.version} 版"), ("生效日期", one.effective), ("签发单位", issuer),
            ("签发日期", one.issued_on), ("发给", one.addressee if one.issuer == self.desk.office.site else ""),
        ]  # fmt: skip
        self.card.body.addLayout(pieces.facts([pair for pair in pairs if pair[1]], 1))
        if one.why:
            self.card.body.addWidget(theme.warn_label(one.why, "error"))
        self.text.setPlainText(words(one.kind, one.key, one.content))

    # --- what a street does -----------------------------------------------------------------------------------

    def _offered(self, one: Directive | None) -> list[Offer]:
        if not down.may_send(self.desk):
            return []
        own = one is not None and one.issuer == self.desk.office.site
        back = [("撤回(&H)", "undo", lambda: self.take_back(one), False)] if own else []
        if one is not None and not own and one.genuine:
            back = [("转发给下级(&Z)", "forward", lambda: self.pass_on(one), False)]
        corrected = [("下发代码表(&D)…", "table", lambda: self.ask(codes_dialog(self.desk, self.window())), False)]
        more = corrected if codes.corrections(self.desk).corrections else []
        return [*back, *more, ("下发文件(&N)…", "plus", lambda: self.ask(file_dialog(self.desk, self.window())), True)]

    def take_back(self, one: Directive) -> None:
        """Take a document back after asking; the version before it is in force again."""
        question = f"撤回“{one.title}”第 {one.version} 版？对方收到下一个数据包以后，恢复执行前一版。"
        if problem.ask(self.window(), question, "撤回", "先不撤回"):
            self.do(lambda: directive_issue.take_back(self.desk, one.uid))

    def pass_on(self, one: Directive) -> None:
        """Issue a document of the office above to the offices below, after asking."""
        question = f"把上级的“{one.title}”原样转发给所有下级单位？{one.effective} 起生效。"
        if problem.ask(self.window(), question, "转发", "先不转发"):
            self.do(lambda: directive_issue.pass_on(self.desk, one.uid))


def _in_force(desk: Desk, found: list[Directive]) -> set[str]:
    pairs = {(one.kind, one.key) for one in found}
    now = [directives.in_force(desk, kind, key) for kind, key in pairs]
    return {one.uid for one in now if one is not None}


def _line(one: Directive, in_force: set[str]) -> Line:
    state, icon, colour = "已被代替", "minus", theme.SUBTLE
    if one.why:
        state, icon, colour = "没有采用", "warn", theme.WARN
    elif one.uid in in_force:
        state, icon, colour = "执行中", "check-circle", ""
    elif one.effective > today_iso():
        state, icon, colour = "还没有生效", "clock", ""
    texts = (one.title, KINDS.get(one.kind, one.kind), str(one.version), one.effective, state)
    return Line(texts, one, icon, 0, colour)
