"""How alike two records of people are: a score from 0 to 100 and the reason in Chinese; pure, nothing is decided here.

What speaks for one person, from strong to weak (`WEIGHTS`): the same number; the 15 and the 18 digits of one number;
a number with one digit wrong, two neighbours swapped, one digit missing, or the last three lost in a spreadsheet; the
same name with the same birth date, with a part of it, or with a date that may be lunar (农历); the same name with the
same phone. A name counts less when it is only similar: a former name, a rare character written as a box or in pinyin,
the first part of a long name, another character of the same sound. Two numbers that both hold and are far apart speak
for two people, whatever else is equal: twins and namesakes are many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from gridDesk.errors import FieldError
from gridDesk.ledger.idnumber import check_digit, is_placeholder, parse_id_number, upgrade15
from gridDesk.text import fold, is_hanzi, is_private, name_key, squeeze

Naming = Literal["same", "former", "variant", "part", "sound", ""]
Numbers = Literal["same", "forms", "near", "close", "lost", "apart", ""]
Birth = Literal["same", "month", "year", "lunar", "apart", ""]

WEIGHTS: dict[str, int] = {
    "number": 100,  # the same number and the same name
    "number_forms": 98,  # 15 and 18 digits of one number
    "number_other_name": 90,  # the same number, another name: one of the two is wrong
    "near_name": 90,  # one digit wrong, the name equal: a slip of the pen
    "lost_name": 85,  # last three digits lost in a spreadsheet
    "name_birth": 80,  # equal name and whole birth date, a number missing on one side
    "name_phone": 75,
    "close_name": 70,  # both numbers hold, yet one digit and the check digit differ
    "near_birth": 60,  # one digit wrong, birth equal, names unlike
    "name_month": 60,
    "name_lunar": 55,
    "name_birth_doubt": 55,  # equal name and birth, one number does not hold and is far from the other
    "name_year": 50,
    "name_phone_other_birth": 40,  # father and son may share a phone, hardly a name
    "name_birth_other_number": 20,  # two valid numbers: most likely two people
    "phone": 25,  # only while typing: a family shares one
}
SIMILAR: dict[str, int] = {"same": 0, "former": 5, "variant": 12, "part": 15, "sound": 30}
MERGED = "09"  # 重复合并: the closing reason of a record that was merged; a merge alone gives it
MERGED_INTO = "merged_into"  # the field of a person or household that names the record it was merged into
ORIGIN = "origin"  # the field of a person that names the transfer by which she came from another office
BOTH_PHONE = 8
OTHER_SEX = 30
LEAST = 15

_NAMES = ("name", "former_name", "foreign_name")
_HOLE = re.compile(r"\([^)]*\)|（[^）]*）|[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+|[□?？*＊○●囗�_]")
_CALLED: dict[str, str] = {
    "same": "姓名相同", "former": "姓名与曾用名相同", "variant": "姓名只有生僻字写法不同", "part": "姓名只写了一部分",
    "sound": "姓名同音", "": "姓名不同",
}  # fmt: skip
_LUNAR_DAYS = 60


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike two people are: `score` 0 to 100, and `why` in Chinese."""

    score: int
    why: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a person is compared. `names` holds the name's key first; `number` is in its 18-digit form where it has one.

    `typed` is the number as it was given, `holds` whether it is right by GB 11643-1999, `birth` a partial ISO date or
    "", `sound` the syllables of the name where the caller knows them; `holes` tells that a character could not be written.
    """

    names: tuple[str, ...]
    typed: str
    number: str
    holds: bool
    birth: str
    sex: str
    phones: frozenset[str]
    sound: str = ""
    holes: bool = False


def traits(row: Mapping[str, object], sound: str = "") -> Traits:
    """Return what is compared of a record of a person, or of values typed so far."""
    names = tuple(dict.fromkeys(key for key in (name_key(row.get(name)) for name in _NAMES) if key))
    typed, number, holds, born = _number(row.get("id_number"))
    birth = str(row.get("birth") or "") or born
    phones = frozenset(phone for key in ("phone", "phone2") for phone in _phones(row.get(key)))
    holes = any(map(odd, names))
    return Traits(names, typed, number, holds, birth, str(row.get("sex") or ""), phones, sound, holes)


@lru_cache(maxsize=1 << 10)
def _number(raw: object) -> tuple[str, str, bool, str]:
    """Return (as given, in 18 digits, whether it holds, birth date it tells or "")."""
    typed = squeeze(fold(raw)).upper()
    if is_placeholder(typed):
        return "", "", False, ""
    try:
        found = parse_id_number(typed)
    except FieldError:
        return typed, typed, False, ""
    if found is None:
        return "", "", False, ""
    number = upgrade15(found.number) if found.kind == "resident15" else found.number
    return found.number, number, True, found.birth or ""


def _phones(value: object) -> list[str]:
    """Return the phone numbers in a cell, digits only; shorter ones than seven digits tell nothing."""
    found = (re.sub(r"\D", "", part) for part in re.split(r"[;；、,，/|（）()\s]+", fold(value)))
    return [digits for digits in found if len(digits) >= 7]


def compare(one: Traits, other: Traits, *, typing: bool = False) -> Alike | None:
    """Return how alike two people are, None when nothing worth a look speaks for one person.

    `typing` lets the same phone alone count: a quiet hint while a person is entered, noise in a list of pairs.
    """
    found = _by_number(one, other) or _by_name(one, other)
    if found is None and typing and one.phones & other.phones:
        found = Alike(WEIGHTS["phone"], "联系电话相同，姓名不同")
    return found if found and found.score >= LEAST else None


# --- by number -------------------------------------------------------------------------------------------------------


def _by_number(one: Traits, other: Traits) -> Alike | None:
    numbers = compare_numbers(one, other)
    if numbers in ("", "apart"):
        return None
    naming = compare_names(one, other)
    less = SIMILAR[naming] // 2 if naming else 0
    if numbers in ("same", "forms"):
        words = "身份证号相同" if numbers == "same" else "15位和18位身份证号是同一个号码"
        weight = (
            WEIGHTS["number_other_name"] if not naming else WEIGHTS["number" if numbers == "same" else "number_forms"]
        )
        return Alike(weight - less, words if naming == "same" else f"{words}，{_CALLED[naming]}")
    if naming:
        weight, words = {
            "near": (WEIGHTS["near_name"], _slip(one, other)),
            "close": (WEIGHTS["close_name"], "身份证号只差一位和校验位"),
            "lost": (WEIGHTS["lost_name"], "身份证号前15位相同，其中一个后三位丢失"),
        }[numbers]
        return Alike(weight - less, f"{words}，{_CALLED[naming]}")
    if numbers == "near" and compare_births(one.birth, other.birth) == "same":
        return Alike(WEIGHTS["near_birth"], f"{_slip(one, other)}，出生日期相同，姓名不同")
    return None


def compare_numbers(one: Traits, other: Traits) -> Numbers:
    """Return how two identity numbers stand to each other; "" when one is missing.

    `near`: one slip, so at least one of the two cannot hold; `close`: both hold, and differ in one digit of the first
    seventeen and in the check digit, as when a clerk corrected only the digit that the check complained of.
    """
    a, b = one.number, other.number
    if not a or not b:
        return ""
    if a == b:
        return "same" if one.typed == other.typed else "forms"
    if is_slip(a, b):
        return "near"
    if len(one.typed) == len(other.typed) == 15 and is_slip(one.typed, other.typed):
        return "near"
    if len(a) == len(b) == 18:
        if a[:15] == b[:15] and "000" in (a[15:], b[15:]) and not (one.holds and other.holds):
            return "lost"
        if is_slip(a[:17], b[:17]):
            return "close"
    return "apart"


def is_slip(a: str, b: str) -> bool:
    """Tell whether two numbers differ by one digit, by two neighbours swapped, or by one digit missing."""
    if abs(len(a) - len(b)) == 1:
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        place = _first_difference(shorter, longer)
        return longer[place + 1 :] == shorter[place:]
    if len(a) != len(b) or a == b:
        return False
    place = _first_difference(a, b)
    if a[place + 1 :] == b[place + 1 :]:
        return True
    return (
        a[place] == b[place + 1 : place + 2]
        and b[place] == a[place + 1 : place + 2]
        and a[place + 2 :] == b[place + 2 :]
    )


def _first_difference(a: str, b: str) -> int:
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _slip(one: Traits, other: Traits) -> str:
    """Say which slip parts two numbers."""
    a, b = (one.number, other.number) if is_slip(one.number, other.number) else (one.typed, other.typed)
    if len(a) != len(b):
        return "身份证号只差多写或漏写一位"
    place = _first_difference(a, b)
    return "身份证号只差一位" if a[place + 1 :] == b[place + 1 :] else "身份证号只有相邻两位颠倒"


def slips(number: str) -> list[str]:
    """Return every number one slip away from an 18-digit one: a digit wrong, also with its check digit, or two swapped."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return []
    found = [number[:17] + digit for digit in "0123456789X"]
    for place in range(17):
        for digit in "0123456789":
            first17 = number[:place] + digit + number[place + 1 : 17]
            found += [first17 + number[17], first17 + check_digit(first17)]
    found += [number[:place] + y + x + number[place + 2 :] for place, (x, y) in enumerate(pairwise(number))]
    return [one for one in dict.fromkeys(found) if one != number]


# --- by name, birth, phone -------------------------------------------------------------------------------------------


def _by_name(one: Traits, other: Traits) -> Alike | None:
    naming = compare_names(one, other)
    if not naming:
        return None
    birth, phone = compare_births(one.birth, other.birth), bool(one.phones & other.phones)
    if naming == "sound" and birth != "same":
        return None
    found = _weigh(one, other, birth, phone)
    if found is None:
        return None
    score = found.score - SIMILAR[naming]
    if one.sex and other.sex and one.sex != other.sex:
        score -= OTHER_SEX
    return Alike(score, f"{_CALLED[naming]}，{found.why}")


def _weigh(one: Traits, other: Traits, birth: Birth, phone: bool) -> Alike | None:
    """Return the weight of birth and phone beside a name."""
    apart = compare_numbers(one, other) == "apart"
    words = "，联系电话也相同" if phone else ""
    if apart and one.holds and other.holds:
        if birth == "same" or phone:
            what = "出生日期相同" if birth == "same" else "联系电话相同"
            also = words if birth == "same" else ""
            return Alike(WEIGHTS["name_birth_other_number"] + (15 if also else 0), f"{what}{also}，身份证号不同")
        return None
    if apart:
        return Alike(WEIGHTS["name_birth_doubt"], "出生日期相同，身份证号不同且有一个不对") if birth == "same" else None
    if birth in ("same", "month", "year", "lunar"):
        kind = {"same": "name_birth", "month": "name_month", "year": "name_year", "lunar": "name_lunar"}[birth]
        said = {
            "same": "出生日期相同", "month": "出生年月相同", "year": "出生年份相同",
            "lunar": "出生日期相近，可能有一个是农历",
        }[birth]  # fmt: skip
        weight = WEIGHTS[kind] + BOTH_PHONE if phone else WEIGHTS[kind]
        return Alike(max(weight, WEIGHTS["name_phone"] + BOTH_PHONE) if phone else weight, said + words)
    if phone:
        if birth == "apart":
            return Alike(WEIGHTS["name_phone_other_birth"], "联系电话相同，出生日期不同")
        return Alike(WEIGHTS["name_phone"], "联系电话相同")
    return None


def compare_births(a: str, b: str) -> Birth:
    """Return how two partial ISO dates stand to each other; "lunar" when one may be the other in the old calendar."""
    if not a or not b:
        return ""
    if a == b:
        return "same" if len(a) == 10 else "month" if len(a) == 7 else "year"
    short = min(len(a), len(b))
    if a[:short] == b[:short]:
        return "month" if short >= 7 else "year"
    return "lunar" if len(a) == len(b) == 10 and _may_be_lunar(a, b) else "apart"


def _may_be_lunar(a: str, b: str) -> bool:
    """A lunar date written as a solar one lies 17 to 51 days before it, mostly with another day of the month."""
    try:
        days = abs((date.fromisoformat(a) - date.fromisoformat(b)).days)
    except ValueError:
        return False
    return 17 <= days <= _LUNAR_DAYS


def compare_names(one: Traits, other: Traits) -> Naming:
    """Return how two people's names stand to each other; "" when they are unlike."""
    if not one.names or not other.names:
        return ""
    if one.names[0] == other.names[0]:
        return "same"
    if set(one.names) & set(other.names):
        return "former"
    if (one.holes or other.holes) and any(_variant(a, b) for a in one.names for b in other.names):
        return "variant"
    if any(_part(a, b) for a in one.names for b in other.names):
        return "part"
    return "sound" if one.sound and one.sound == other.sound else ""


@lru_cache(maxsize=1 << 12)
def odd(key: str) -> bool:
    """Tell whether a name's key holds what stands for a character: a box, a question mark, pinyin, a private character."""
    return not key.isascii() and (bool(_HOLE.search(key)) or any(map(is_private, key)))


@lru_cache(maxsize=1 << 12)
def _pattern(key: str) -> re.Pattern[str] | None:
    """Return a pattern in which whatever stands for a character matches one, None for a plain name."""
    if not odd(key):
        return None
    parts, at = [], 0
    for hole in _HOLE.finditer(key):
        parts += [re.escape(key[at : hole.start()]), "."]
        at = hole.end()
    text = "".join([*parts, re.escape(key[at:])])
    return re.compile("".join("." if is_private(char) else char for char in text))


def _variant(a: str, b: str) -> bool:
    """Tell whether one name is the other with a character that could not be written; the rest must be equal."""
    for key, plain in ((a, b), (b, a)):
        pattern = _pattern(key)
        if pattern and len(plain) > 1 and pattern.pattern != "." * len(plain) and pattern.fullmatch(plain):
            return True
    return False


def _part(a: str, b: str) -> bool:
    """Tell whether a long name (of a minority, of a foreigner) is written only in its first part."""
    if abs(len(a) - len(b)) < 3:
        return False
    short, long = sorted((a, b), key=len)
    return len(short) >= 3 and len(long) >= 6 and long.startswith(short) and is_hanzi(short[0])
