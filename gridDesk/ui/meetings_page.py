"""会议宣传: what the regulation asks for, and the meetings, trainings, campaigns, boards, surveys and the WeChat group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gridDesk.desk import gatherings, policies
from gridDesk.desk.gatherings import WECHAT, Ask
from gridDesk.desk.office import Desk
from gridDesk.text import today
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.meetings_tab import LedgerTab
from gridDesk.ui.meetings_wechat import WechatTab
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.watching import Watch

ASKS = (Heading("要求", 20), Heading("期间", 6), Heading("现在", 9), Heading("目标", 8), Heading("依据"))
TABS = {
    "meeting": "会议(&M)", "training": "培训演练(&T)", "publicity": "宣传(&X)", "notice_board": "公示牌(&G)", "survey_result": "测评(&C)",
}  # fmt: skip
SHOWN = 3  # asks that are seen at once
ICONS = {"ok": ("check-circle", theme.OK), "note": ("bell", theme.SUBTLE), "warn": ("warn", theme.WARN)}


class MeetingsPage(QWidget):
    """The asks above; Enter on one goes to where it is written down. Below, a tab for each kind of record."""

    title = "会议宣传"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._task: background.Task | None = None
        self._build()
        Watch(desk, self, self.refresh, (*gatherings.LEDGERS, "household", "worker", "grid"))
        self.refresh()

    def refresh(self) -> None:
        """Read the open tab again, and beside the window what the regulation asks."""
        self._show_tab()
        if self._task is not None:
            self._task.cancel()
        task = background.read(
            self.desk,
            lambda desk, _progress: gatherings.asks(desk),
            for_owner(self, lambda found: self._arrived(task, found)),
            for_owner(self, self._failed),
        )
        self._task = task

    def show_argument(self, argument: str) -> None:
        """Open with the tab of a ledger, or of the WeChat group."""
        keys = [*TABS, WECHAT]
        if argument in keys:
            self.tabs.setCurrentIndex(keys.index(argument))

    def argument(self) -> str:
        """Return the tab shown."""
        return [*TABS, WECHAT][self.tabs.currentIndex()]

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        edge = theme.edge()
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, round(theme.gap() * 1.5), edge, edge)
        column.setSpacing(theme.gap())
        column.addWidget(theme.title(self.title))
        self.bar = problem.Bar()
        self.bar.clear()
        column.addWidget(self.bar)
        self.card = pieces.Card("制度要求")
        self.rows = RowsView(ASKS, "制度对会议、宣传和公示的要求，回车去登记")
        self.rows.opened.connect(self._record)
        self.said = theme.subtle("正在对照制度…")
        self.said.setWordWrap(False)
        self.card.head.addWidget(self.said)
        self.card.body.addWidget(self.rows)
        self.rows.hide()
        column.addWidget(self.card)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setStyleSheet(f"QTabBar::tab {{ padding: {theme.spacing(1)}px {theme.spacing(1.6)}px; }}")
        self.tabs.setAccessibleName("会议、培训、宣传、公示牌、测评和微信群")
        for ledger, words in TABS.items():
            tab = LedgerTab(self.desk, ledger)
            tab.open_record.connect(self.open_record)
            self._add(tab, words)
        self._add(WechatTab(self.desk), "微信群(&W)")
        self.tabs.currentChanged.connect(lambda _place: self._show_tab())
        column.addWidget(self.tabs, 1)
        self.setFocusProxy(self.tabs)

    def _add(self, tab: LedgerTab | WechatTab, words: str) -> None:
        tab.go.connect(self.go)
        tab.said.connect(self.bar.say)
        tab.failed.connect(self.bar.show_error)
        self.tabs.addTab(tab, words)

    # --- showing ----------------------------------------------------------------------------------------------

    def _show_tab(self) -> None:
        self.tabs.currentWidget().refresh()

    def _arrived(self, task: background.Task, found: list[Ask]) -> None:
        if task is not self._task:
            return
        self._task = None
        row = self.rows.currentIndex().row()
        self.rows.set_lines([_line(one) for one in found], choose=max(0, row))
        self.rows.setVisible(bool(found))
        head = self.rows.horizontalHeader().sizeHint().height()
        self.rows.setFixedHeight(self.rows.row_height() * min(len(found), SHOWN) + head + 6)
        lacking = sum(one.level != "ok" for one in found)
        title = policies.profile_on(self.desk, today()).title
        self.card.heading.setText(f"制度要求　{lacking} 项还没有做到" if lacking else "制度要求")
        none = f"《{title}》没有规定要开的会、要做的宣传和公示。"
        self.said.setText(none if not found else f"《{title}》")

    def _failed(self, error: object) -> None:
        self._task = None
        self.bar.show_error(error)

    def _record(self, ask: object) -> None:
        """Go to where what a clause asks for is written down."""
        if not isinstance(ask, Ask):
            return
        self.show_argument(ask.ledger)
        begin: Callable[[str], None] = self.tabs.currentWidget().begin
        begin(ask.kind)


def _line(one: Ask) -> Line:
    icon, colour = ICONS[one.level]
    return Line((one.title, one.period, one.figure, one.target, one.cite), one, icon, 2, colour)
