"""Whose a column is: a guardian's phone, a legal representative's number, an owner's before the one who lives there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.ledger import Ledger
from gridDesk.roster import words
from gridDesk.roster.words import header_key

if TYPE_CHECKING:
    from gridDesk.roster.match import Match

PLAIN_TOP = re.compile(r"(?:基本)?(?:信息|情况|资料)$")  # 监护人信息 over 姓名 says no more than 监护人
_ENDINGS = (
    ("phone", re.compile(r"(?:的)?(?:联系电话|联系方式|联系手机|手机号码?|电话号码|手机|电话)$")),
    ("id_number", re.compile(r"(?:的)?(?:公民身份号码|身份证号码?|身份证|证件号码?)$")),
    ("relation", re.compile(r"(?:与.{1,6}的?|的)?关系$")),
    ("address", re.compile(r"(?:的)?(?:家庭住址|居住地址|现住址|住址|地址|居住详址)$")),
    ("name", re.compile(r"(?:的)?(?:姓名|名字)$")),
)
_OTHER = re.compile(
    r"(?:监护人|联系人|责任人|负责人|帮扶人|帮教人|包保人|包联人|包案领导|包保领导|民警|专干|社工|管控人|护理人|照料人|陪护人|担保人|"
    r"介绍人|网格员|网格长|楼栋长|父亲|母亲|房东|房主|业主|产权人|家长|家属|亲属)(?:\d|[一二])?(?:姓名|名字)?$"
)
_KIN = re.compile(r"^与?.{0,6}关系$")
_PLAIN = ("person.phone", "person.id_number", "dwelling.owner_phone", "dwelling.owner_id_number")


_KINSMAN = re.compile(
    r"^(?:父亲|母亲|父母|配偶|丈夫|妻子|爱人|子女|儿子|女儿|家属|亲属|法人|法定代表人|经办人|家长)(?:基本)?(?:信息|情况|资料)?$"
)


def names_other(top: str) -> bool:
    """Tell whether the upper half of a two-row title names somebody else than the row's own person: 父亲 over 姓名."""
    bare = PLAIN_TOP.sub("", header_key(top))
    return bool(_OTHER.search(bare) or _KINSMAN.match(bare))


def field_beside(title: str, known: words.Vocabulary, ledger: Ledger) -> str:
    """Return the reference of a title such as 监护人身份证号 or 法定代表人-联系电话: the field beside that person's name, or ""."""
    text = re.sub(r"[(（].*?[)）]", "", title)
    top, _, bottom = text.rpartition("-")
    bottom = header_key(bottom)
    for what, ending in _ENDINGS:
        found = ending.search(bottom)
        if found is None:
            continue
        who = header_key(PLAIN_TOP.sub("", top) + bottom[: found.start()])
        name = next((known[key][0] for key in (who, who + "姓名") if who and key in known), "")
        return _field_of(name, what, ledger)
    return ""


def _field_of(name: str, what: str, ledger: Ledger) -> str:
    """Return the field that tells a thing of the person whom a field names: guardian_phone beside guardian."""
    owner, _, key = name.partition(".")
    if owner != ledger.key or key not in ledger or ledger[key].type.name != "text":
        return ""
    if what == "name":
        return name
    base = key.removesuffix("_name")
    named = [f"{base}_{what}", *(["relation"] if what == "relation" and base == "family" else [])]
    return next((f"{ledger.key}.{one}" for one in named if one in ledger), "")


def settle_others(found: Sequence[Match], ledger: Ledger | None) -> list[Match]:
    """Give a plain 电话 or 身份证号 to whoever is named left of it: a guardian's is not the phone of the row's own person.

    Where the ledger has no field for it, it stays under its title.
    """
    fed = {item.reference for item in found}
    result: list[Match] = []
    other: Match | None = None
    for item in found:
        named = bool(_OTHER.search(header_key(item.title))) and item.reference not in (words.NAME, words.HEAD_NAME)
        if named and item.reference != "dwelling.owner_name":
            other = item
        elif other and item.reference in _PLAIN and words.is_plain_title(item.title):
            what = "phone" if item.reference.endswith("phone") else "id_number"
            theirs = _field_of(other.reference, what, ledger) if ledger else ""
            reference = theirs if theirs not in fed else ""
            item = replace(
                item, reference=reference, confidence=0.8 if reference else 0.0, reason=f"在“{other.title}”右边"
            )
        elif other and not (_KIN.match(header_key(item.title)) or header_key(item.title).startswith(_stem(other))):
            other = None
        elif other and ledger and not item.reference and _KIN.match(header_key(item.title)):
            theirs = _field_of(other.reference, "relation", ledger)
            item = replace(item, reference=theirs, confidence=0.7, reason=f"在“{other.title}”右边") if theirs else item
        result.append(item)
    return result


def _stem(other: Match) -> str:
    return re.sub(r"(?:姓名|名字)$", "", header_key(other.title))


def owners_stand_first(found: Sequence[Match]) -> bool:
    """Tell whether the numbers of a sheet stand beside its owners, and who lives there is named to the right of them."""
    keys = [header_key(item.title) for item in found]
    owner = next((n for n, key in enumerate(keys) if re.fullmatch(r"(?:业主|房主|产权人|房东)(?:姓名)?", key)), -1)
    name = next((n for n, item in enumerate(found) if item.reference == words.NAME), -1)
    numbers = [n for n, item in enumerate(found) if words.is_plain_title(item.title) and "证" in item.title]
    return (
        0 <= owner < name
        and any(owner < n < name for n in numbers)
        and words.header_key(found[name].title) in ({header_key(word) for word in words.LIVING_HERE})
    )
