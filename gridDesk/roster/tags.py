"""Columns that name special groups beside a resident: ticks, 低保、残疾、党员 in one cell, 残疾二级, 残疾证号.

A person becomes a member of the groups' ledgers. Records of protected groups are only offered: nothing of them is
written before a clerk lets them in.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from gridDesk.errors import FieldError
from gridDesk.ledger import Field, Ledger
from gridDesk.roster import group_words, words
from gridDesk.roster.cells import cell_text, letter, parser
from gridDesk.roster.draft import Draft
from gridDesk.roster.merge import labelled
from gridDesk.roster.plan import CellNote, Change
from gridDesk.roster.table import Table
from gridDesk.text import fold, squeeze

_SPLIT = re.compile(r"[、，,;；/|\s+＋]+")
_SAID_YES = re.compile(r"(?:是|有|√|☑|✓|✔)(?:[,，、:：(]+([^()]*?)[)]?)?")
ASKED = "没有您同意不会写入；也可以用专门台账导入。"
Label = tuple[str, list[str], bool]
Membership = tuple[str, str, str]
"""Group ledger, the word as written, and what the word says beyond the group's name (`二级`)."""


class Tags:
    """Reads the tag, tick and group columns of one sheet."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self._table = table
        self._draft = draft
        self._columns = table.matches.of(words.TAGS)
        self._ticks = [item for item in table.matches.columns if item.reference.startswith(words.TICK)]
        self._fields = [item for item in table.matches.columns if item.reference.startswith(words.GROUP)]
        self._whole = table.group
        self._sealed: Counter[str] = Counter()
        self._offered = 0
        self._other: Counter[str] = Counter()
        self._remarks: dict[str, bool] = {}
        self._memo: dict[str, tuple[list[Membership], list[str], bool]] = {}

    def labels(self, row: int) -> list[Label]:
        """Return the words of a row that have no ledger, to be kept in the remark."""
        found: list[Label] = []
        for item in self._columns:
            _, others, sealed = self._read(cell_text(self._table.raw(item.column)[row]))
            if sealed:
                self._sealed[letter(item.column)] += 1
            if others:
                self._other.update(others)
                found.append((item.title, list(others), True))
        return found

    def is_sealed_remark(self, row: int, text: str) -> bool:
        """Tell whether a remark is nothing but the name of a protected group; it is counted and not written."""
        if len(text) > 12:
            return False
        if text not in self._remarks:
            self._remarks[text] = group_words.is_sealed_word(text, self._draft.catalogue)
        if not self._remarks[text]:
            return False
        column = self._table.matches.of("person.remark")[0].column
        self._sealed[letter(column)] += 1
        return True

    def apply(self, row: int, person: str, changes: list[Change]) -> None:
        """Make or complete the group records that a row names."""
        if self._whole:
            self._put(self._whole, "", "", person, changes)
        for item in self._columns:
            groups, _, _ = self._read(cell_text(self._table.raw(item.column)[row]))
            for ledger, word, rest in groups:
                self._put(ledger, word, rest, person, changes)
        for item in self._ticks:
            text = squeeze(fold(cell_text(self._table.raw(item.column)[row])))
            ledger = item.reference.removeprefix(words.TICK)
            if text.casefold() in words.NOTHING:
                continue
            if self._draft.catalogue[ledger].sealed:
                self._sealed[letter(item.column)] += 1
            if found := _SAID_YES.fullmatch(text):
                text = found[1] or "是"
            ticked = text.casefold() in words.YES
            self._put(ledger, item.title if ticked else text, "" if ticked else text, person, changes)
        if self._fields:
            self._put_fields(row, person, changes)

    def _put_fields(self, row: int, person: str, changes: list[Change]) -> None:
        """Write what columns such as 残疾等级 and 残疾证号 say into the group's record."""
        found: dict[str, dict[str, object]] = {}
        for item in self._fields:
            ledger, _, key = item.reference.removeprefix(words.GROUP).partition(".")
            raw = self._table.raw(item.column)[row]
            text = squeeze(fold(cell_text(raw)))
            if text.casefold() in words.NOTHING:
                continue
            shape = self._draft.catalogue[ledger]
            values = found.setdefault(ledger, {})
            try:
                value = parser(shape[key])(raw)
            except FieldError as error:
                place = self._table.place(row, item)
                message = f"{place} {error.message}{error.advice}原文已记入{shape.label}的备注。"
                self._table.warn(row, CellNote(place, item.title, error.kind, message, cell_text(raw)))
                values["remark"] = labelled(values.get("remark"), item.title, [cell_text(raw)])
                continue
            if value is not None:
                values[key] = value
        for ledger, values in found.items():
            if self._draft.catalogue[ledger].sealed:
                self._sealed[
                    "、".join(letter(item.column) for item in self._fields if f".{ledger}." in item.reference)
                ] += 1
            self._write(ledger, values, person, changes)

    def _put(self, ledger: str, word: str, rest: str, person: str, changes: list[Change]) -> None:
        shape = self._draft.catalogue[ledger]
        told = told_by(shape, word) or (told_by(shape, rest) if rest else {})
        values = {} if told else default_kind(self._draft, ledger, word)
        if rest and not told and rest not in words.YES and "remark" in shape and shape.key != word:
            told = {"remark": word}
        self._write(ledger, {**values, **told}, person, changes, given=told)

    def _write(
        self,
        ledger: str,
        values: dict[str, object],
        person: str,
        changes: list[Change],
        given: dict[str, object] | None = None,
    ) -> None:
        """Make the person's group record, or complete what it lacks; `given` is what was said in so many words."""
        shape = self._draft.catalogue[ledger]
        known = self._draft.known.index(f"group.{ledger}").get(person)
        if known:
            row = self._draft.known.get(ledger, known[0])
            more = values if given is None else given
            self._draft.put(ledger, known[0], {key: more[key] for key in more if row.get(key) is None}, changes)
            return
        values = {key: value for key, value in values.items() if value is not None}
        if shape.sealed:
            self._draft.offer(ledger, {"person": person, **values})
            self._offered += 1
            return
        if "kind" not in values:
            values |= default_kind(self._draft, ledger, "")
        self._draft.create(ledger, {"person": person, **values})
        changes.append(Change(ledger, shape.label, "person", "", "新增"))

    def _read(self, text: str) -> tuple[list[Membership], list[str], bool]:
        """Return memberships, words without a ledger, and whether a protected group is named."""
        if text not in self._memo:
            catalogue = self._draft.catalogue
            groups: list[Membership] = []
            others: list[str] = []
            sealed = False
            for word in _SPLIT.split(text):
                if word.casefold() in words.NOTHING:
                    continue
                found = group_words.group_in(word, catalogue)
                if group_words.is_sealed_word(word, catalogue):
                    sealed = True
                if found:
                    groups.append((found[0], word, found[1]))
                    sealed |= catalogue[found[0]].sealed
                elif not group_words.is_sealed_word(word, catalogue):
                    others.append(word)
            self._memo[text] = groups, others, sealed
        return self._memo[text]

    def tell(self, notices: list[str]) -> None:
        """Say what is not written without being asked for, and what went into the remark."""
        for column, count in sorted(self._sealed.items()):
            notices.append(f"第 {column} 列有 {count} 人标注了受保护人群，{ASKED}")
        if self._other:
            some = "、".join(f"{word} {count} 人" for word, count in self._other.most_common(8))
            notices.append(f"这些类别还没有专门台账，已记在各人备注里：{some}。")


def default_kind(draft: Draft, ledger: str, word: str) -> dict[str, object]:
    """Return the kind of a group record that a word tells (特困 is a kind of relief), else the ledger's default."""
    fields = draft.catalogue[ledger].by_key
    if "kind" not in fields or fields["kind"].code_set is None or fields["kind"].type.name != "code":
        return {}
    code = (fields["kind"].code_set.find(word) if word else None) or fields["kind"].default
    return {"kind": code} if code else {}


def told_by(ledger: Ledger, text: str) -> dict[str, object]:
    """Return what a few words say in the fields of a group: 二级 a level, 肢体二级 kind and level, A档 a class."""
    words_of = squeeze(fold(text)).strip("()（）:：-")
    tried = (words_of, words_of.replace("档", "类"), words_of.replace("类", "档"), words_of.rstrip("类档"))
    return dict(next((found for one in tried if one and (found := _told(_Shape(ledger), one))), ()))


_SAID_BY_MANY = {"relation", "health", "marital", "education", "political", "care_level"}


class _Shape:
    """A ledger as a cache key."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def __hash__(self) -> int:
        return hash(self.ledger.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and other.ledger is self.ledger


@cache
def _told(shape: _Shape, text: str) -> tuple[tuple[str, object], ...]:
    fields = [
        item
        for item in shape.ledger.fields
        if item.code_set is not None and item.type.name in ("code", "codes") and item.code_set.key not in _SAID_BY_MANY
    ]
    fields.sort(key=lambda item: item.key not in ("level", "class", "grade", "kind"))
    for item in fields:
        assert item.code_set is not None
        if not text.isdigit() and (code := item.code_set.find(text)):
            return ((item.key, code),)
    for cut in range(len(text) - 1, 0, -1):
        one, two = _single(fields, text[:cut]), _single(fields, text[cut:])
        if one and two and one[0] != two[0]:
            return one, two
    return ()


def _single(fields: list[Field], text: str) -> tuple[str, object] | None:
    for item in fields:
        code = None if text.isdigit() else item.code_set and item.code_set.find(text)
        if code:
            return item.key, code
    return None
