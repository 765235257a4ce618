"""What a name, an ID number and a phone number look like at each masking level; pure, decided once per page.

M0 full, M1 desk (screen), M2 field (paper carried outside), M3 statistics inside the office, M4 posted in public.
"""

from __future__ import annotations

import re
from enum import IntEnum

from gridDesk.text import NAME_DOT, trim


class Level(IntEnum):
    """How much a page shows; a higher level shows less. New papers start at FIELD."""

    FULL = 0
    DESK = 1
    FIELD = 2
    STATISTIC = 3
    PUBLIC = 4


STAR = "*"
_DIGITS = re.compile(r"\d(?:[ -]?\d)+")
_VILLAGES = tuple(
    map(re.compile, (r".+?组(?![\u4e00-\u9fff]*村)", r".+?自然村", r".+?(?:社区|居委会|村委会)", r".+?村"))
)
_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15})(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_CLUSTER = re.compile("[^\ufe00-\ufe0f\U000e0100-\U000e01ef][\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_KEEP = frozenset(NAME_DOT + " ")
_SURNAMES = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙"
    " 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷"
    " 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 纳兰 完颜 叶赫 那拉 耶律 贺兰 淳于 单于"
)
COMPOUND_SURNAMES = frozenset(_SURNAMES.split())


def mask_name(name: str, level: Level) -> str:
    """Return a person's name: full up to FIELD, none in statistics, masked in public (张*, 张*三, 欧阳*)."""
    name = trim(name)
    if level <= Level.FIELD:
        return name
    return "" if level == Level.STATISTIC else _public_name(name)


def _public_name(name: str) -> str:
    """Mask the last of two characters, the middle of more; a compound surname counts as one, a middle dot stays."""
    marks = _CLUSTER.findall(name)
    if marks and "".join(marks[:2]) in COMPOUND_SURNAMES and len(marks) > 2:
        marks = ["".join(marks[:2]), *marks[2:]]
    if len(marks) <= 2:
        return "".join([*marks[:1], STAR]) if len(marks) == 2 else STAR * len(marks)
    middle = [mark if mark in _KEEP else STAR for mark in marks[1:-1]]
    return "".join([marks[0], *middle, marks[-1]])


def mask_id(number: str, level: Level) -> str:
    """Return an ID number: full, first four and last four at the desk, none from FIELD on.

    The customary first six and last four beside an age leaves a few dozen candidates, so it is never made.
    """
    number = trim(number)
    if level == Level.FULL:
        return number
    if level > Level.DESK:
        return ""
    if len(number) < 12:
        return STAR * len(number)
    return number[:4] + STAR * (len(number) - 8) + number[-4:]


def mask_phone(phone: str, level: Level, *, contact: bool = False) -> str:
    """Return phone numbers: full at the desk, or where the paper is for making contact; 138****5678 on other field
    paper; none in statistics and in public. Words beside a number stay.
    """
    phone = trim(phone)
    if level <= Level.DESK or (level == Level.FIELD and contact):
        return phone
    return _DIGITS.sub(_mask_digits, phone) if level == Level.FIELD else ""


def mask_address(text: str, level: Level) -> str:
    """Return an address: to the door up to FIELD, to the natural village or community (自然村、小组) beyond.

    Where no village can be told from the words, nothing is left.
    """
    text = trim(text)
    if level <= Level.FIELD:
        return text
    found = next((match for rule in _VILLAGES if (match := rule.match(text))), None)
    return found[0] if found else ""


def mask_numbers(text: str, level: Level) -> str:
    """Return free words in which ID numbers are masked from DESK on and mobile phone numbers from FIELD on."""
    if level == Level.FULL:
        return text
    text = _ID_LIKE.sub(lambda found: mask_id(found[0], Level.DESK) if level == Level.DESK else STAR * 4, text)
    return _MOBILE.sub(_mask_digits, text) if level >= Level.FIELD else text


def _mask_digits(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    if len(digits) < 9:
        return STAR * max(len(digits) - 2, 1) + digits[-2:] if len(digits) > 4 else STAR * len(digits)
    return digits[:3] + STAR * (len(digits) - 7) + digits[-4:]
