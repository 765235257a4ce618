"""待我决定: everything that waits for a person in the dealings with other offices, one below the other; nothing is modal.

The list stands above, what is chosen in it below. 已办理 lists what was decided with the way back; 已发出 is for an
office with others below it: what it proposed and handed on, and what became of each.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gridDesk.desk import (
    deciding,
    duplicates_across,
    inbox,
    judging,
    proposals,
    transfers,
)
from gridDesk.desk.inbox import Item
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.empty_state import EmptyState
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.inbox_card import InboxCard
from gridDesk.ui.inbox_cards import card_of
from gridDesk.ui.inbox_lines import HANDLED, SENT, WAITING, handled_line, item_line, moved_line, same_row, sent_line
from gridDesk.ui.inbox_proposal import HandledCard
from gridDesk.ui.inbox_street import MovedCard, SentCard
from gridDesk.ui.rows import Line, RowsView
from gridDesk.ui.watching import Watch

NARROW = 62  # Hanzi that the page is wide when its words stand beside the tabs
SHARE = 0.26  # of the page's height that the list takes at most
TABS = {"waiting": "待决定(&W)", "handled": "已办理(&D)", "sent": "已发出(&S)"}


class InboxPage(QWidget):
    """The list of one tab, and below it the card of what is chosen there."""

    title = "待我决定"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.tab = "waiting"
        self.card: InboxCard | None = None
        self._shown: object = None
        self.words, self.words_below = theme.subtle(), theme.subtle()
        self.bar = problem.Bar()
        self.progress = background.ProgressPanel()
        self.progress.hide()
        self.tables = {
            "waiting": RowsView(WAITING, "等待决定的事项"), "handled": RowsView(HANDLED, "已经办理的更正建议"),
            "sent": RowsView(SENT, "发出的更正建议和转出的人"),
        }  # fmt: skip
        self.place = QVBoxLayout()
        self.empty = EmptyState()
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    @property
    def table(self) -> RowsView:
        """Return the list of the tab that shows."""
        return self.tables[self.tab]

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        column.addLayout(self._head())
        column.addWidget(self.words_below)
        column.addWidget(self.bar)
        self.bar.clear()
        column.addWidget(self.progress)
        self.lists = QStackedWidget()
        for table in self.tables.values():
            table.chosen.connect(self._chosen)
            table.opened.connect(lambda _what: self.card and self.card.begin())
            self.lists.addWidget(table)
        column.addWidget(self.lists)
        column.addLayout(self.place)
        column.addWidget(self.empty, 100)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.title(self.title))
        head.addSpacing(theme.gap())
        self.tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for key, words in TABS.items():
            button = QPushButton(words)
            button.setCheckable(True)
            button.setChecked(key == self.tab)
            button.clicked.connect(lambda _checked=False, key=key: self.show_tab(key))
            button.setVisible(key != "sent")
            group.addButton(button)
            head.addWidget(button)
            self.tabs[key] = button
        head.addSpacing(theme.gap())
        head.addWidget(self.words, 1)
        buttons = FlowLayout(right=True)
        self.all = pieces.button("没有冲突的都接受(&G)", self.accept_mergeable, "check")
        self.look = pieces.button("比对各村重复(&J)", self.look_across, "search")
        for button in (self.all, self.look):
            buttons.addWidget(button)
        head.addLayout(buttons)
        return head

    # --- showing -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Answer what needs nobody, then list what waits; a card in which something was typed stays as it is."""
        if self.desk.closed:
            return
        inbox.settle(self.desk)
        above = bool(transfers.children(self.desk))
        self.tabs["sent"].setVisible(above)
        self.look.setVisible(above and self.tab == "waiting")
        lines = {"waiting": self._waiting, "handled": self._handled, "sent": self._sent}[self.tab]()
        self._show(lines)

    def show_argument(self, argument: str) -> None:
        """Show a tab by its key, or the item of that key."""
        if argument in TABS:
            self.show_tab(argument)
            return
        self.show_tab("waiting")
        for place, line in enumerate(self.table.rows.lines):
            if isinstance(line.what, Item) and line.what.key == argument:
                self.table.selectRow(place)

    def show_tab(self, key: str) -> None:
        """Show one of the lists."""
        self.tab = key
        self.tabs[key].setChecked(True)
        self.bar.clear()
        self._forget()
        self.refresh()

    def _show(self, lines: Sequence[Line]) -> None:
        row = max(self.table.currentIndex().row(), 0)
        kept = same_row(lines, self._shown)
        self.lists.setCurrentWidget(self.table)
        self.lists.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if not lines:
            self._forget()
        self.table.set_lines(lines, choose=row if kept is None else kept)
        self._fit_list()

    def _say(self, words: str) -> None:
        """Say how much there is: beside the tabs, or below them where the window is narrow."""
        narrow = self.width() < theme.chars(NARROW)
        self.words.setText("" if narrow else words)
        self.words_below.setText(words)
        self.words_below.setVisible(narrow and bool(words))

    def _fit_list(self) -> None:
        """Give the list the rows it has, as far as they leave room for the card."""
        row = self.table.row_height()
        most = max(3, round(self.height() * SHARE / row))
        self.lists.setFixedHeight(row * (min(max(self.table.rows.rowCount(), 2), most) + 1) + theme.spacing(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say(self.words_below.text())
        self._fit_list()

    def _waiting(self) -> list[Line]:
        found = inbox.items(self.desk)
        ready = sum(1 for one in judging.open_proposals(self.desk) if one.mergeable)
        self.all.setVisible(ready > 1)
        self.all.setText(f"没有冲突的 {ready} 条都接受(&G)")
        warned = sum(item.level != "note" for item in found)
        first = f"，其中 {warned} 件较急" if warned else ""
        self._say(f"{len(found)} 件事等您决定{first}。" if found else "")
        words = "上级的更正建议、转入的人、重复提示和收发中的异常，都会列在这里。"
        self.empty.say("没有等您决定的事", words, "", "")
        return [item_line(item) for item in found]

    def _handled(self) -> list[Line]:
        found = deciding.handled(self.desk)
        self.all.hide()
        self._say(f"已办理 {len(found)} 条。没有采用的内容都留着，可以改回。" if found else "")
        self.empty.say("还没有办理过更正建议", "办理以后列在这里，随时可以改回。", "", "")
        return [handled_line(one) for one in found]

    def _sent(self) -> list[Line]:
        made, moved = proposals.sent(self.desk), transfers.forwarded(self.desk)
        self.all.hide()
        waiting = sum(one.outcome == "open" for one in made) + sum(one.state == "open" for one in moved)
        self._say(f"更正建议 {len(made)} 条，转出 {len(moved)} 人，{waiting} 件没有答复。")
        words = "在下级单位的记录上点“提出更正”，建议和答复都列在这里。"
        self.empty.say("还没有发出过更正建议", words, "", "")
        return [*map(sent_line, made), *map(moved_line, moved)]

    # --- the card ------------------------------------------------------------------------------------------------

    def _chosen(self, what: object) -> None:
        if what is None or (what == self._shown and self.card is not None):
            return
        if self._same_item(what) and getattr(self.card, "typed", False):
            self._shown = what
            return
        self._forget()
        try:
            self.card = self._card(what)
        except (DeskError, LookupError):
            self.card = None  # it was dealt with meanwhile; the list is asked again at once
            QTimer.singleShot(0, self, self.refresh)
        if self.card is None:
            return
        self._shown = what
        self.card.done.connect(self._done)
        self.card.open_record.connect(self.open_record)
        self.card.go.connect(self.go)
        self.place.addWidget(self.card)

    def _same_item(self, what: object) -> bool:
        old = self._shown
        return isinstance(what, Item) and isinstance(old, Item) and (what.kind, what.key) == (old.kind, old.key)

    def _forget(self) -> None:
        pieces.empty(self.place)
        self.card, self._shown = None, None

    def _card(self, what: object) -> InboxCard | None:
        if isinstance(what, deciding.Handled):
            return HandledCard(self.desk, what)
        if isinstance(what, proposals.Sent):
            return SentCard(self.desk, what)
        if isinstance(what, transfers.Forwarded):
            return MovedCard(self.desk, what)
        if isinstance(what, Item):
            return card_of(self.desk, what)
        return None

    def _done(self, words: str) -> None:
        self._forget()
        self.refresh()
        self.bar.say(words, "ok")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- for many at once ----------------------------------------------------------------------------------------

    def accept_mergeable(self) -> None:
        """Accept every proposal that nothing here stands against, in one act that can be undone."""
        try:
            changes = deciding.accept_mergeable(self.desk)
        except DeskError as error:
            self.bar.show_error(error)
            return
        count = len(changes.touched.get("reply", ())) if changes else 0
        self._done(f"已接受 {count} 条更正建议，可以撤销。" if count else "没有可以一并接受的建议，请逐条决定。")

    def look_across(self) -> None:
        """Look through all villages for people kept twice, in the background."""
        task = background.run(
            self.desk, lambda desk, progress: duplicates_across.look(desk, progress),
            for_owner(self, lambda found: self._looked(len(found))), for_owner(self, self.bar.show_error),
            "正在比对各村人口",
        )  # fmt: skip
        task.finished.connect(for_owner(self, self._free))
        self.progress.follow(task)
        self.progress.show()
        self.look.setEnabled(False)

    def _free(self) -> None:
        self.progress.hide()
        self.look.setEnabled(True)

    def _looked(self, count: int) -> None:
        self.refresh()
        words = f"找到 {count} 对，列在下面。" if count else "各村之间没有找到新的重复人员。"
        self.bar.say(words, "note" if count else "ok")
