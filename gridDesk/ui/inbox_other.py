"""Cards for what went wrong between two offices, what waits for a newer program, and what is done on another page."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from gridDesk.desk import alarms, lost
from gridDesk.desk.inbox import Item
from gridDesk.desk.lost import Lost
from gridDesk.desk.office import Desk
from gridDesk.ui import theme
from gridDesk.ui.inbox_card import EMPTY, LABEL, InboxCard
from gridDesk.ui.words import when_words


class AlarmCard(InboxCard):
    """An alarm in words, with what was set aside, and a button for when it is dealt with."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(desk, item.title, item.line, parent)
        self.item = item
        self.column.addWidget(theme.warn_label(f"怎么办：{item.todo}。", "warn" if item.level != "note" else "note"))
        alarm = desk.store.system.alarms.get(item.key)
        there = alarm is not None and alarm.kind == alarms.RECORDS_THERE
        lines = alarms.there_lines if there else alarms.kept_lines
        for line in lines(desk, alarm.peer) if alarm else ():
            self.column.addWidget(theme.subtle(line))
        self.tell([("发现时间", when_words(item.when))])
        self.add_button("打开“收发”(&A)", lambda: self.go.emit("exchange", ""), "exchange", main=True)
        if alarm is not None and alarms.is_replaced(alarm):
            self.add_button("就用这台电脑(&M)", self.use_this, "check")
        self.add_button("已经处理(&K)", self.put_away, "check")
        self.finish()

    def use_this(self) -> None:
        """Say that this machine is the one that writes for the office."""
        words = "已记下：以后由这台电脑写数据。下一个数据包会带上整份数据，请写给上级。"
        self.try_to(lambda: alarms.use_this_machine(self.desk), words)

    def put_away(self) -> None:
        """Note that somebody dealt with it."""
        self.try_to(lambda: alarms.put_away(self.desk, self.item.key), "已记下：这件事处理过了。")


class LostCard(InboxCard):
    """A record that an office set back has otherwise than the office above kept it: field by field, and which to keep."""

    def __init__(self, desk: Desk, found: Lost, parent: QWidget | None = None) -> None:
        words = "本单位的数据恢复过，这条记录此后又改过，和上级留存的不同。请核对，采用一边的。"
        super().__init__(desk, f"{found.ledger_label}　{found.name}", words, parent)
        self.found = found
        self.open_button("打开这条记录(&O)", found.ledger, found.uid)
        self.column.addLayout(_both_sides(found))
        self.add_button("采用上级留存的(&A)", self.take, "undo")
        self.add_button("保留本机的(&R)", self.keep, "check", main=True)
        self.finish()

    def take(self) -> None:
        """Put what the office above kept into the record."""
        words = f"{self.found.name}已按上级留存的登记，可以撤销。"
        self.try_to(lambda: lost.take_theirs(self.desk, self.found.key), words)

    def keep(self) -> None:
        """Leave the record as it is."""
        self.try_to(lambda: lost.keep_ours(self.desk, self.found.key), f"{self.found.name}保留本机的内容。")


def _both_sides(found: Lost) -> QGridLayout:
    """Return the fields that differ, a line each: what it is, ours, theirs."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.gap() * 2)
    grid.setVerticalSpacing(theme.spacing(1))
    lines = [("", "本机现在", "上级留存"), *found.fields]
    for row, (label, ours, theirs) in enumerate(lines):
        grid.addWidget(theme.subtle(label), row, 0)
        for place, text in ((1, ours), (2, theirs)):
            shown = theme.subtle(text) if row == 0 else theme.body(text or EMPTY)
            grid.addWidget(shown, row, place)
    grid.setColumnMinimumWidth(0, theme.chars(LABEL))
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    return grid


class KeptCard(InboxCard):
    """Records of another office that are not in the ledgers: set aside, or waiting for a newer program."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(desk, item.title, f"{item.line.rstrip('。')}。", parent)
        for line in alarms.kept_lines(desk, item.argument):
            self.column.addWidget(theme.subtle(line))
        self.column.addWidget(theme.warn_label(f"怎么办：{item.todo}。", item.level))
        self.finish()


class LinkCard(InboxCard):
    """Something that is dealt with on its own page."""

    def __init__(self, desk: Desk, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(desk, item.title, item.line, parent)
        self.tell([("来自", item.who), ("日期", when_words(item.when)), ("怎么办", item.todo)])
        self.add_button("打开(&A)", lambda: self.go.emit(item.page, item.argument), "forward", main=True)
        self.finish()
