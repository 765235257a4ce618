"""Columns that name special groups beside a resident (低保、残疾人…): bare group records, remarks, and what stays out."""

from __future__ import annotations

import re
from collections import Counter

from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, letter
from gridDesk.roster.draft import Draft
from gridDesk.roster.plan import Change
from gridDesk.roster.table import Table
from gridDesk.text import fold, squeeze

_SPLIT = re.compile(r"[、,，;；/|\s]+")
_NOTHING = {"", "无", "否", "×", "-", "/", "一般人群", "普通", "普通居民", "一般", "0", "正常"}
_YES = {"是", "有", "√", "☑", "✓", "✔", "1", "y", "对", "v", "✅", "o", "○", "●"}

Label = tuple[str, list[str], bool]


class Tags:
    """Reads the tag and tick columns of one sheet. Protected groups are counted, never written from here."""

    def __init__(self, table: Table, draft: Draft) -> None:
        self._table = table
        self._draft = draft
        self._columns = table.matches.of(words.TAGS)
        self._ticks = [item for item in table.matches.columns if item.reference.startswith(words.TICK)]
        self._sealed: Counter[str] = Counter()
        self._other: Counter[str] = Counter()
        self._remarks: dict[str, bool] = {}
        self._memo: dict[str, tuple[list[tuple[str, str]], list[str], bool]] = {}

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
            self._remarks[text] = words.is_sealed_word(text, self._draft.catalogue)
        if not self._remarks[text]:
            return False
        column = self._table.matches.of("person.remark")[0].column
        self._sealed[letter(column)] += 1
        return True

    def apply(self, row: int, person: str, changes: list[Change]) -> None:
        """Make a bare group record for each open group a row names, unless the person has one."""
        for item in self._columns:
            groups, _, _ = self._read(cell_text(self._table.raw(item.column)[row]))
            for ledger, word in groups:
                self._put(ledger, word, person, changes)
        for item in self._ticks:
            text = squeeze(fold(cell_text(self._table.raw(item.column)[row])))
            ledger = item.reference.removeprefix(words.TICK)
            if text.casefold() in _NOTHING:
                continue
            if self._draft.catalogue[ledger].sealed:
                self._sealed[letter(item.column)] += 1
            else:
                self._put(ledger, item.title if text.casefold() in _YES else text, person, changes)

    def _put(self, ledger: str, word: str, person: str, changes: list[Change]) -> None:
        if self._draft.known.index(f"group.{ledger}").get(person):
            return
        self._draft.create(ledger, {"person": person, **default_kind(self._draft, ledger, word)})
        label = self._draft.catalogue[ledger].label
        changes.append(Change(ledger, label, "person", "", "新增"))

    def _read(self, text: str) -> tuple[list[tuple[str, str]], list[str], bool]:
        """Return (group ledger, word) pairs, words without a ledger, and whether a protected group is named."""
        if text not in self._memo:
            catalogue = self._draft.catalogue
            groups: list[tuple[str, str]] = []
            others: list[str] = []
            sealed = False
            for word in _SPLIT.split(text):
                if word in _NOTHING:
                    continue
                if words.is_sealed_word(word, catalogue):
                    sealed = True
                elif ledger := words.group_of(word, catalogue):
                    groups.append((ledger, word))
                else:
                    others.append(word)
            self._memo[text] = groups, others, sealed
        return self._memo[text]

    def tell(self, notices: list[str]) -> None:
        """Say what was not written and what went into the remark."""
        for column, count in sorted(self._sealed.items()):
            notices.append(f"第 {column} 列有 {count} 人标注了受保护人群，未写入；请用专门台账导入。")
        if self._other:
            some = "、".join(f"{word} {count} 人" for word, count in self._other.most_common(8))
            notices.append(f"这些类别还没有专门台账，已记在各人备注里：{some}。")


def default_kind(draft: Draft, ledger: str, word: str) -> dict[str, object]:
    """Return the kind of a group record that a word tells (特困 is a kind of relief), else the ledger's default."""
    fields = draft.catalogue[ledger].by_key
    if "kind" not in fields or fields["kind"].code_set is None:
        return {}
    code = fields["kind"].code_set.find(word) or fields["kind"].default
    return {"kind": code} if code else {}
