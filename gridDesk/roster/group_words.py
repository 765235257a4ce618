"""Which special group a word names: 低保, 残疾二级, 空巢, and the protected groups with or without a ledger here."""

from __future__ import annotations

import re
from functools import cache

from gridDesk.ledger import Catalogue
from gridDesk.roster.words import ByIdentity, header_key

_EXTRA_SEALED = (
    "社区矫正", "社矫", "矫正人员", "矫正对象", "刑满释放", "刑释", "刑满", "安置帮教", "解教", "吸毒", "戒毒", "涉毒",
    "严重精神障碍", "精神障碍", "精神病", "肇事肇祸", "艾滋", "邪教", "重点青少年", "信访重点", "上访",
)  # fmt: skip
_SEALED_WORDS = {
    "精神障碍": "mental", "精神病": "mental", "肇事肇祸": "mental", "社矫": "community_correction",
    "矫正": "community_correction", "刑满": "released", "刑释": "released", "安置帮教": "released", "吸毒": "drug",
    "戒毒": "drug", "涉毒": "drug", "艾滋": "hiv", "邪教": "cult", "重点青少年": "focus_youth", "信访": "petition",
    "上访": "petition",
}  # fmt: skip


_TITLED = (
    (re.compile(r"[6-9]\d周?岁(?:及)?以上|百岁|高龄|老人"), "elderly"),
    (re.compile(r"孕情|孕妇|产妇"), "pregnancy"),
    (re.compile(r"集中供养|分散供养|供养对象|供养人员|享受低保"), "low_income"),
)


def titled(key: str) -> str | None:
    """Return the group of which a sheet's name or title speaks in other words than its ledger's: 80岁以上, 集中供养."""
    return next((ledger for words, ledger in _TITLED if words.search(key)), None)


def group_of(word: str, catalogue: Catalogue) -> str | None:
    """Return the special-group ledger that a word like 低保 or 残疾人 names, or None."""
    key = header_key(word)
    for ledger in catalogue.special():
        if key in {header_key(name) for name in (ledger.label, *ledger.aliases)}:
            return ledger.key
    return None


def group_in(word: str, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return the group that a word names and what else the word says: 残疾二级 is (disabled, 二级), 低保 (low_income, "")."""
    return _group_in(header_key(word), ByIdentity(catalogue))


@cache
def _group_in(key: str, box: ByIdentity) -> tuple[str, str] | None:
    best: tuple[int, str, str] | None = None
    for ledger in box.catalogue.special():
        for name in (ledger.label, *ledger.aliases):
            name_key = header_key(name)
            place = key.find(name_key)
            if place < 0 or len(name_key) < 2:
                continue
            rest = key[:place] + key[place + len(name_key) :]
            rest = re.sub(r"^(人员|人口|对象|家庭|户|人|者|类)|(人员|人口|对象|家庭|户|人|者|类)$", "", rest)
            if best is None or len(name_key) > best[0]:
                best = len(name_key), ledger.key, rest
    if best:
        return best[1:]
    if extra := next((_SEALED_WORDS[word] for word in _SEALED_WORDS if word in key), ""):
        return (extra, "") if extra in box.catalogue else None
    kind = _kinds(box).get(key) or _kinds(box).get(re.sub(r"(人员|对象|家庭|户|人)$", "", key))
    return (kind, key) if kind else None


@cache
def _kinds(box: ByIdentity) -> dict[str, str]:
    """Return the words of the kinds of each special group (空巢, 失独), where a word belongs to one group alone."""
    owners: dict[str, set[str]] = {}
    for ledger in box.catalogue.special():
        for item in ledger.fields:
            if item.code_set is None or "kind" not in item.key:
                continue
            for code in item.code_set.codes:
                for word in (code.label, code.short, *code.synonyms):
                    owners.setdefault(header_key(word), set()).add(ledger.key)
    return {
        word: next(iter(keys))
        for word, keys in owners.items()
        if len(keys) == 1 and len(word) >= 2 and word not in _VAGUE_KINDS
    }


_VAGUE_KINDS = {
    "其他",
    "一般",
    "正常",
    "农村",
    "城镇",
    "城市",
    "父母",
    "配偶",
    "子女",
    "本人",
    "退休",
    "在职",
    "健康",
    "务工",
}


def is_sealed_word(word: str, catalogue: Catalogue) -> bool:
    """Tell whether a word names a protected group (受保护人群), with a ledger here or not."""
    key = header_key(word)
    ledger = group_of(word, catalogue)
    return any(part in key for part in _EXTRA_SEALED) or (ledger is not None and catalogue[ledger].sealed)
