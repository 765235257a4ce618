"""The cells of the household screen: lines as light as text, with lists of codes, groups, addresses and grids."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gridDesk.desk import group_words
from gridDesk.desk.entry import memory
from gridDesk.desk.group_words import SEPARATOR, GroupChoice
from gridDesk.desk.office import Desk
from gridDesk.ledger import Code, CodeSet, Field
from gridDesk.ledger.codes import word_key
from gridDesk.text import squeeze
from gridDesk.ui import spelling, theme
from gridDesk.ui.choosers import CodeLine, RecordChooser
from gridDesk.ui.matching import NO_MATCH, Matcher, Spell, rank, spelled
from gridDesk.ui.suggestions import Suggestions, value_of

YES_NO = CodeSet("yes_no", (Code("1", "是", "是", ("有",)), Code("0", "否", "否", ("无", "不"))))
LEDGERS = {"head": "household", "member": "person", "dwelling": "dwelling", "tenant": "person"}
ELSEWHERE = {("member", "relation"): "residence", ("tenant", "since"): "tenancy", ("tenant", "rent"): "tenancy"}
MOST = 12


def ledger_of(block: str, key: str) -> str:
    """Return the ledger that a cell belongs to."""
    return ELSEWHERE.get((block, key), LEDGERS[block])


def field_of(desk: Desk, block: str, key: str) -> Field | None:
    """Return the field a cell stands for, None for the groups of a member."""
    return desk.catalogue[ledger_of(block, key)].by_key.get(key)


class CellMaker:
    """Makes cells; those of one column share what a list offers."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._matchers: dict[str, Matcher] = {}

    def cell(self, block: str, key: str) -> QLineEdit:
        """Return the line for one cell, named for those who hear the screen."""
        item = field_of(self.desk, block, key)
        line = self._line(item)
        line.setAccessibleName(item.label if item else "特殊人群")
        line.setToolTip(item.help if item else "可填几项，用顿号隔开；打拼音首字母后从列表里选。")
        return line

    def _line(self, item: Field | None) -> QLineEdit:
        if item is None:
            return GroupsLine(self.groups)
        if item.to:
            line = PlaceLine(self.desk, item.to, free=item.to == "address")
            line.setClearButtonEnabled(False)
            return line
        codes = YES_NO if item.type.name == "yes_no" else item.code_set
        return CodeLine(self.matcher(codes)) if codes else Line()

    def matcher(self, codes: CodeSet) -> Matcher:
        """Return what finds codes of a set by what was typed."""
        if codes.key not in self._matchers:
            known = None if codes is YES_NO else memory(self.desk)
            self._matchers[codes.key] = Matcher(codes, spelling.keys, known)
        return self._matchers[codes.key]

    @cached_property
    def groups(self) -> Groups:
        """Return the groups that this office has switched on."""
        return Groups(group_words.choices(self.desk), spelling.keys)


class Line(QLineEdit):
    """A line of plain text that is selected when the keyboard comes, so that typing replaces it."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()


class PlaceLine(RecordChooser):
    """An address or a grid, whose list never opens after the keyboard has gone on."""

    def offer(self) -> None:
        if self.hasFocus():
            super().offer()


class Groups:
    """Finds groups by what was typed: whole words first, then beginnings, then parts; a group before its kinds."""

    def __init__(self, offered: list[GroupChoice], spell: Spell) -> None:
        self.offered = offered
        self._own = [spelled((choice.words,), spell) for choice in offered]
        self._others = [spelled(choice.names, spell) for choice in offered]

    def matches(self, typed: str) -> list[GroupChoice]:
        """Return the groups that something typed may mean, the likeliest first."""
        typed = word_key(typed)
        both = zip(self._own, self._others, strict=True)
        ranked = [(rank(own, others, typed), place) for place, (own, others) in enumerate(both)]
        return [self.offered[place] for near, place in sorted(ranked) if near < NO_MATCH][:MOST]


class GroupsLine(QLineEdit):
    """Several groups in one line (低保、残疾人（肢体）): each typed by its initials and taken by Enter or 、."""

    edited = Signal()
    picked = Signal()

    def __init__(self, groups: Groups, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = groups
        self.textEdited.connect(self._typed)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Return the list under the line, made when somebody first types."""
        return Suggestions(self, self._take, self.picked)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setCursorPosition(0)  # the first group is the one to be seen

    def _typed(self, text: str) -> None:
        text = text.replace(",", SEPARATOR).replace("，", SEPARATOR)
        before, _sep, word = text.rpartition(SEPARATOR)
        if not word and before:
            self._settle(before)
        self.edited.emit()
        found = self.groups.matches(word) if squeeze(word) else []
        self.suggestions.offer((choice.words, (choice.words,)) for choice in found)

    def _settle(self, before: str) -> None:
        """Turn the word just ended by 、 into the group it means."""
        head, _sep, word = before.rpartition(SEPARATOR)
        found = self.groups.matches(word)
        word = found[0].words if found else word
        self.setText(SEPARATOR.join(part for part in (head, word) if part) + SEPARATOR)

    def _take(self, index: QModelIndex) -> None:
        head, _sep, _word = self.text().replace(",", SEPARATOR).rpartition(SEPARATOR)
        self.setText(SEPARATOR.join(part for part in (head, value_of(index)) if part))
        self.edited.emit()


def carry(line: QLineEdit, text: str, on: bool = True) -> None:
    """Show a text that was not typed here: it follows from another cell, or stays from before; Enter passes it by."""
    if line.text() != text:
        line.choose(None, text) if isinstance(line, RecordChooser) else line.setText(text)
        line.setCursorPosition(0)
    mark_carried(line, on and bool(text))


def mark_carried(line: QLineEdit, on: bool) -> None:
    """Show a cell as one that Enter passes by, or as one that was typed."""
    if bool(line.property("carried")) != on:
        line.setProperty("carried", on)
        theme.restyle(line)


def is_carried(line: QLineEdit) -> bool:
    """Tell whether Enter passes a cell by."""
    return bool(line.property("carried"))


def mark_level(line: QLineEdit, level: str, message: str = "") -> None:
    """Show that a cell has a problem (error, warning), "" for none."""
    if (line.property("level") or "") != level:
        line.setProperty("level", level)
        theme.restyle(line)
    line.setAccessibleDescription(message)
