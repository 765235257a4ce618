"""Cards for what went wrong between two offices, what waits for a newer program, and what is done on another page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gridDesk.desk import alarms
from gridDesk.desk.inbox import Item
from gridDesk.desk.office import Desk
from gridDesk.ui import theme
from gridDesk.ui.inbox_card import InboxCard
from gridDesk.ui.words import when_words


class AlarmCard(InboxCard):
    """An alarm in words, with what was set aside, and a button for when it is dealt with."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(desk, item.title, item.line, parent)
        self.item = item
        self.column.addWidget(theme.warn_label(f"怎么办：{item.todo}。", "warn" if item.level != "note" else "note"))
        alarm = desk.store.system.alarms.get(item.key)
        for line in alarms.kept_lines(desk, alarm.peer) if alarm else ():
            self.column.addWidget(theme.subtle(line))
        self.tell([("发现时间", when_words(item.when))])
        self.add_button("打开“收发”(&A)", lambda: self.go.emit("exchange", ""), "exchange", main=True)
        self.add_button("已经处理(&K)", self.put_away, "check")
        self.finish()

    def put_away(self) -> None:
        """Note that somebody dealt with it."""
        self.try_to(lambda: alarms.put_away(self.desk, self.item.key), "已记下：这件事处理过了。")


class KeptCard(InboxCard):
    """Records of another office that wait for a newer program."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(desk, item.title, f"{item.line}。", parent)
        for line in alarms.kept_lines(desk, item.key):
            self.column.addWidget(theme.subtle(line))
        self.column.addWidget(theme.warn_label("怎么办：向街道要新版本的安装程序，升级后不用再做什么。", "note"))
        self.finish()


class LinkCard(InboxCard):
    """Something that is dealt with on its own page."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(desk, item.title, item.line, parent)
        self.tell([("来自", item.who), ("日期", when_words(item.when)), ("怎么办", item.todo)])
        self.add_button("打开(&A)", lambda: self.go.emit(item.page, item.argument), "forward", main=True)
        self.finish()
