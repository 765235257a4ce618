"""Each other office at a glance: whose numbers agree, who sent last and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.ui import theme
from gridDesk.ui.exchange_log import height_for
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.navigation import PAGES
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

if TYPE_CHECKING:
    from gridDesk.desk.exchange import PeerView
    from gridDesk.ledger import Office

TALL = 5
HEADINGS = (
    Heading("单位"),
    Heading("它那里", 5, number=True),
    Heading("我们这里", 5, number=True),
    Heading("是否一致", 6),
    Heading("最近收到", 9),
    Heading("最近写出", 9),
)
LINKS = (
    ("inbox", "待我决定(&G)", "question"),
    ("tasks", "任务(&T)", "check-circle"),
    ("street", "各单位(&U)", "office"),
)
KNOWN = {entry.key for entry in PAGES}
VERDICTS = {
    True: ("一致", "check-circle", theme.OK),
    False: ("不一致", "warn", theme.WARN),
    None: ("未对过", "info", theme.NOTE),
}


class PeersCard(QFrame):
    """One peer is told in one large line; several are a list, of which one is chosen."""

    chosen = Signal(object)
    pairing = Signal()
    stopping = Signal(object)  # PeerView
    go = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._peers: Sequence[PeerView] = ()
        self.heading = theme.heading("和上级的数据")
        self.pair = QPushButton(theme.icon("key"), "和其他单位配对(&K)")
        self.pair.clicked.connect(self.pairing)
        self.stop = theme.quiet(QPushButton(theme.icon("close", theme.ACCENT), "停止往来…"))
        self.stop.clicked.connect(lambda: self.stopping.emit(self.current()))
        self.links: dict[str, QPushButton] = {}
        self.icon = QLabel()
        self.state = theme.title()
        self.state.setWordWrap(True)
        self.detail = theme.subtle()
        self.table = RowsView(HEADINGS, "各单位的收发情况")
        self.table.chosen.connect(self._show_chosen)
        self.chosen_line = theme.body()
        self.late = theme.warn_label("")
        self._build()

    def current(self) -> PeerView | None:
        """Return the peer that is meant: the only one, or the one chosen in the list."""
        return self._peers[0] if len(self._peers) == 1 else self.table.current()

    def show_peers(self, office: Office, peers: Sequence[PeerView]) -> None:
        """Show how things stand with every peer."""
        chosen = self.table.current()
        self._peers = peers = sorted(peers, key=urgency)
        self.heading.setText("和上级的数据" if office.is_base else f"和各单位的数据（{len(peers)} 个）")
        if "street" in self.links:
            self.links["street"].setVisible(not office.is_base)
        self.stop.setVisible(bool(peers))
        several = len(peers) > 1
        self.table.setVisible(several)
        self.chosen_line.setVisible(several)
        self.glance.setVisible(not several)
        if several:
            same = (place for place, peer in enumerate(peers) if chosen and peer.site == chosen.site)
            self.table.set_lines([peer_line(peer) for peer in peers], choose=next(same, 0))
            self.table.setFixedHeight(height_for(self.table, min(len(peers), TALL)))
        elif peers:
            self._show_one(peers[0])
        else:
            self._show_none()

    def show_waiting(self, count: int | None) -> None:
        """Say how much waits for a decision; None where this program does not gather that."""
        button = self.links.get("inbox")
        if button is not None:
            button.setText(f"待我决定 {count:,} 件(&G)" if count else "待我决定(&G)")
            button.setVisible(count is not None)

    def _show_chosen(self, peer: PeerView | None) -> None:
        self.chosen_line.setText(peer.line if peer else "")
        self._say_late(peer)
        self.chosen.emit(peer)

    def _show_one(self, peer: PeerView) -> None:
        _, icon, colour = VERDICTS[peer.equal]
        self._say(icon, colour, peer.line)
        self.detail.setText(f"{peer.name}　　{moments(peer)}")
        self._say_late(peer)

    def _show_none(self) -> None:
        self.late.say("")
        self._say("info", theme.NOTE, "还没有和其他单位配对")
        self.detail.setText(
            "配对就是两边交换一次名片、在电话里对一遍数字。配对以后，数据包只有对方打得开，也没有人能冒充。"
        )

    def _say_late(self, peer: PeerView | None) -> None:
        self.late.say(late_words(peer) if peer and peer.overdue else "", "warn")

    def _say(self, icon: str, colour: str, words: str) -> None:
        self.icon.setPixmap(theme.icon(icon, colour).pixmap(theme.icon_size(2), self.devicePixelRatioF()))
        self.state.setText(words)

    def _build(self) -> None:
        top, buttons = QHBoxLayout(), FlowLayout(right=True)
        buttons.setSpacing(theme.spacing(1))
        for key, words, icon in LINKS:
            if key in KNOWN:
                buttons.addWidget(self._link(key, words, icon))
        buttons.addWidget(self.stop)
        buttons.addWidget(self.pair)
        top.addWidget(self.heading)
        top.addLayout(buttons, 1)
        self.glance = QWidget()
        row = QHBoxLayout(self.glance)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(3))
        row.addWidget(self.icon)
        words = QVBoxLayout()
        words.setSpacing(theme.spacing(0.5))
        words.addWidget(self.state)
        words.addWidget(self.detail)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(3)] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(top)
        column.addWidget(self.glance)
        column.addWidget(self.table)
        column.addWidget(self.chosen_line)
        column.addWidget(self.late)

    def _link(self, key: str, words: str, icon: str) -> QPushButton:
        made = theme.quiet(QPushButton(theme.icon(icon, theme.ACCENT), words))
        made.clicked.connect(lambda: self.go.emit(key, ""))
        self.links[key] = made
        return made


def moments(peer: PeerView) -> str:
    """Return when was last sent and received, in words."""
    out = f"最近写出：{when_words(peer.last_out)}" if peer.last_out else "还没有写出过数据包"
    into = f"最近收到：{when_words(peer.last_in)}" if peer.last_in else "还没有收到过数据包"
    return f"{into}　　{out}"


def late_words(peer: PeerView) -> str:
    """Return that a receipt is overdue, and what to do."""
    return f"写给{peer.name}的包已有 {peer.overdue} 天没有回执，请打电话问一问；没有收到就插上 U 盘再点“一键收发”。"


def urgency(peer: PeerView) -> tuple[bool, int, int]:
    """Return what sorts offices by who needs somebody: the one above first, then unequal, overdue, never compared."""
    rank = 0 if peer.equal is False else 1 if peer.overdue else 2 if peer.equal is None else 3
    return peer.role != "parent", rank, -peer.overdue


def peer_line(peer: PeerView) -> Line:
    """Return one peer as a line of the list."""
    word, icon, colour = VERDICTS[peer.equal]
    own, theirs = (f"{number:,}" if number is not None else "—" for number in (peer.own_count, peer.their_count))
    came = when_words(peer.last_in) if peer.last_in else "还没有"
    went = when_words(peer.last_out) if peer.last_out else "还没有"
    went = f"{peer.overdue} 天没有回执" if peer.overdue else went
    return Line((peer.name, theirs, own, word, came, went), peer, icon=icon, icon_column=3, colour=colour)
