"""The lines of the inbox page's lists: what waits, what was decided, what was sent."""

from __future__ import annotations

from collections.abc import Sequence

from gridDesk.desk.deciding import Handled
from gridDesk.desk.inbox import Item
from gridDesk.desk.proposals import Sent
from gridDesk.desk.transfers import Forwarded
from gridDesk.ui import theme
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.words import when_words

WAITING = (Heading("事项"), Heading("情况"), Heading("来自", 7), Heading("时间", 8))
HANDLED = (Heading("办理", 8), Heading("事项"), Heading("现在登记", 14), Heading("日期", 8))
SENT = (Heading("结果", 7), Heading("事项"), Heading("单位", 9), Heading("建议改为", 12), Heading("日期", 8))
ICONS = {"error": ("error", theme.ERROR), "warn": ("warn", theme.WARN), "note": ("dot", theme.NOTE)}


def same_row(lines: Sequence[Line], shown: object) -> int | None:
    """Return the row of what was shown before, None when it is gone."""
    if isinstance(shown, Item):
        keys = [(line.what.kind, line.what.key) if isinstance(line.what, Item) else None for line in lines]
        return keys.index((shown.kind, shown.key)) if (shown.kind, shown.key) in keys else None
    uid = getattr(shown, "uid", None)
    return next((place for place, line in enumerate(lines) if getattr(line.what, "uid", "") == uid), None)


def item_line(item: Item) -> Line:
    """Return what waits as a line; how urgent it is shows by its icon and colour."""
    icon, colour = ICONS[item.level]
    texts = (item.title, item.line, item.who, when_words(item.when))
    return Line(texts, item, icon=icon, colour=colour if item.level != "note" else "")


def handled_line(one: Handled) -> Line:
    """Return a decided proposal as a line."""
    return Line((one.word, f"{one.name}的{one.label}", one.value_text or "空白", when_words(one.on)), one)


def sent_line(one: Sent) -> Line:
    """Return a proposal of this office as a line."""
    texts = (one.words, f"{one.name}的{one.label}", one.office_name, one.new_text or "空白", when_words(one.made_on))
    return Line(texts, one)


def moved_line(one: Forwarded) -> Line:
    """Return somebody handed on as a line."""
    return Line((one.words, f"转出 {one.name}", one.to_name, "", when_words(one.left_on)), one)
