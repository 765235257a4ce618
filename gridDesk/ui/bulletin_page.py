"""通报: bulletins and results of assessments, read and signed for below, sent and followed up above."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import bulletins, down
from gridDesk.desk.bulletins import Notice
from gridDesk.desk.office import Desk
from gridDesk.ui import bulletin_dialog, pieces, problem, theme
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.travelling_page import Offer, TravellingPage
from gridDesk.ui.two_panes import TwoPanes
from gridDesk.ui.watching import Watch
from gridDesk.ui.words import when_words

HEADINGS = {
    "received": (Heading("标题"), Heading("类别", 5), Heading("日期", 6.5), Heading("签收", 6.5)),
    "sent": (Heading("标题"), Heading("发给", 8), Heading("日期", 6.5), Heading("签收", 4.5)),
}
NAMES = {"received": "收到的", "sent": "本单位发出的"}
EMPTY = {
    "received": "还没有收到通报。上级发来的通报和考核结果会列在这里。",
    "sent": "还没有发过通报。点“发通报”，写好以后勾选单位。",
}


class BulletinPage(TravellingPage):
    """A list and the text of what is chosen in it; below one signs, above one sees who has."""

    title = "通报"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        sends = down.may_send(desk)
        reads = desk.office.is_base or down.above(desk) is not None
        self.faces = [key for key, on in (("sent", sends), ("received", reads)) if on]
        self.face = self.faces[0]
        self.tables = {key: RowsView(HEADINGS[key], f"{NAMES[key]}通报") for key in self.faces}
        self.kinds = {key: self._kind(n, key) for n, key in enumerate(self.faces, 1)}
        self.card, self.readers = pieces.Card(""), pieces.Card("签收情况")
        self.words = theme.subtle()
        self.nothing = theme.body()
        for table in self.tables.values():
            table.chosen.connect(lambda _what: self._show_chosen())
            table.opened.connect(lambda _what: self.sign())
        self._build()
        Watch(desk, self, self.refresh, ("bulletin", "score_notice", "reply", "worker"))
        self.refresh()

    def _kind(self, number: int, key: str) -> QPushButton:
        button = QPushButton(f"{NAMES[key]}(&{number})")
        button.setCheckable(True)
        button.clicked.connect(lambda _checked=False: self.show_argument(key))
        return button

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.title(self.title))
        head.addSpacing(theme.gap())
        group = QButtonGroup(self)
        for button in self.kinds.values():
            group.addButton(button)
            head.addWidget(button)
            button.setVisible(len(self.faces) > 1)
        self.kinds[self.face].setChecked(True)
        head.addLayout(self.acts, 1)
        left = QWidget()
        lists = QVBoxLayout(left)
        lists.setContentsMargins(0, 0, 0, 0)
        for table in self.tables.values():
            lists.addWidget(table, 1)
        lists.addWidget(self.nothing)
        self.to_exchange = pieces.link("去收发", lambda: self.go.emit("exchange", ""))
        lists.addWidget(self.to_exchange, 0, Qt.AlignmentFlag.AlignLeft)
        lists.addStretch(0)
        right = QWidget()
        cards = QVBoxLayout(right)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(theme.gap())
        cards.addWidget(self.card)
        cards.addWidget(self.readers)
        cards.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        spare = [(table, (1, 2) if key == "received" else (2,)) for key, table in self.tables.items()]
        column.addWidget(TwoPanes(left, pieces.scrolling(right), spare), 1)

    # --- showing ----------------------------------------------------------------------------------------------

    def show_argument(self, argument: str) -> None:
        """Open with one side (`received`, `sent`) or with the notice of a uid chosen."""
        if argument in self.tables:
            self._show_face(argument)
            return
        for key in self.faces:
            place = next((n for n, line in enumerate(self._lines(key)) if line.what.uid == argument), None)
            if place is not None:
                self._show_face(key)
                self.tables[key].selectRow(place)

    def _show_face(self, key: str) -> None:
        self.face = key
        self.kinds[key].setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again, keeping what is chosen."""
        for key, table in self.tables.items():
            before, lines = table.current(), self._lines(key)
            place = next((n for n, line in enumerate(lines) if before and line.what.uid == before.uid), 0)
            table.set_lines(lines, choose=place)
            table.setVisible(key == self.face and bool(lines))
        lines = self.tables[self.face].rows.lines
        self.nothing.setText(EMPTY[self.face])
        self.nothing.setVisible(not lines)
        self.to_exchange.setVisible(not lines)
        unread = sum(not line.what.signed for line in lines) if self.face == "received" else 0
        self.words.setText(f"共 {len(lines)} 件" + (f"，{unread} 件没有签收。" if unread else "。") if lines else "")
        self.setFocusProxy(self.tables[self.face] if lines else self.to_exchange)  # Tab goes past a hidden one
        self._show_chosen()

    def _lines(self, key: str) -> list[Line]:
        if key == "received":
            return [_received_line(one) for one in bulletins.received(self.desk)]
        return [_sent_line(one) for one in bulletins.sent(self.desk)]

    def chosen(self) -> Notice | None:
        """Return the chosen notice."""
        found = self.tables[self.face].current()
        return found if isinstance(found, Notice) else None

    def _show_chosen(self) -> None:
        notice = self.chosen()
        self.card.setVisible(notice is not None)
        self.readers.setVisible(notice is not None and self.face == "sent")
        if notice is not None:
            self._show_text(notice)
        self.show_offers(self._offered(notice))

    def _show_text(self, notice: Notice) -> None:
        shape, row = self.desk.catalogue[notice.ledger], notice.row
        self.card.heading.setText(notice.title)
        self.card.heading.setWordWrap(True)
        self.card.clear()
        hidden = {"addressee", "title", "content", "items", "worker", "worker_name", "remark"}
        pairs = [(item.label, item.show(row.get(item.key))) for item in shape.fields if item.key not in hidden]
        signed = [("签收", notice.signed or "还没有签收")] if self.face == "received" else [("发给", notice.addressee)]
        self.card.body.addLayout(pieces.facts([pair for pair in (*pairs, *signed) if pair[1]], 1))
        for key in ("content", "items", "remark"):
            if row.get(key):
                self.card.body.addWidget(theme.body(str(row[key])))
        self.readers.clear()
        if self.face == "sent":
            for one in bulletins.signings(self.desk, notice):
                self.readers.say(f"{one.office}　" + (f"{when_words(one.on)} {one.by}签收" if one.on else "还没有签收"))

    # --- what can be done -------------------------------------------------------------------------------------

    def _offered(self, notice: Notice | None) -> list[Offer]:
        if self.face == "received":
            return [("签收(&Q)", "check", self.sign, True)] if notice is not None and not notice.signed else []
        back = [("撤回(&H)", "undo", lambda: self._take_back(notice), False)] if notice is not None else []
        counts = (
            "下达核定户数(&U)…",
            "grid",
            lambda: self.ask(bulletin_dialog.CountsDialog(self.desk, self.window())),
            False,
        )
        score = ("发考核结果(&K)…", "star", lambda: self.ask(bulletin_dialog.score(self.desk, self.window())), False)
        write = ("发通报(&N)…", "plus", lambda: self.ask(bulletin_dialog.bulletin(self.desk, self.window())), True)
        return [*back, counts, score, write]

    def sign(self) -> None:
        """Sign for the chosen notice."""
        notice = self.chosen()
        if self.face == "received" and notice is not None and not notice.signed:
            self.do(lambda: bulletins.mark_read(self.desk, notice))

    def _take_back(self, notice: Notice) -> None:
        words = f"撤回发给{notice.addressee}的“{notice.title}”？对方收到下一个数据包以后就看不到了。"
        if problem.ask(self.window(), words, "撤回", "先不撤回"):
            self.do(lambda: bulletins.take_back(self.desk, notice))


def _received_line(notice: Notice) -> Line:
    texts = (notice.title, notice.kind, notice.date, notice.signed or "未签收")
    return Line(texts, notice, "check-circle" if notice.signed else "bell", 0, theme.SUBTLE if notice.signed else "")


def _sent_line(notice: Notice) -> Line:
    texts = (notice.title, notice.addressee, notice.date, f"{notice.read}/{notice.asked}")
    done = notice.read == notice.asked
    return Line(texts, notice, "check-circle" if done else "dot", 0, theme.SUBTLE if done else "")
