"""When two spellings of an address mean one place: 3组12号, 3 组 12 号, 柳行村第三组12号; 2号楼1单元301, 2幢1单元301室, 2-1-301."""

from __future__ import annotations

import re
from functools import cache

from gridDesk.text import address_key

_HANZI = "零一二三四五六七八九"
_ORDINAL = re.compile(r"第?([一二三四五六七八九十]{1,3})(?=(?:村民)?小?组|号楼|[幢栋楼]|单元)")
_GROUP = re.compile(r"第?(\d+)(?:村民)?小?组")
_BUILDING = re.compile(r"(?<=[\da-z])(?:号楼|楼栋|[幢栋座])")
_DASHED = re.compile(r"(?<![\d-])(\d{1,3})-(\d{1,2})-(\d{3,4})(?:[室号户])?$")
_END = re.compile(r"((?:楼|单元|-)[\da-z-]+)[室号户]$")
_TAIL = re.compile(r"^.*?(?=\d+组|[\da-z]+楼|\d+单元)|^.*(?:社区|村)")
_STREET = re.compile(r"(?:街道|[镇乡])")
_VILLAGE = re.compile(r"(?:[村庄屯]|社区|居委会)")


@cache
def place_key(text: object) -> str:
    """Return the key by which two spellings of an address are compared, beyond widths and spaces."""
    key = address_key(text)
    if "组" in key or "楼" in key or "幢" in key or "栋" in key or "座" in key or "单元" in key or "-" in key:
        key = _ORDINAL.sub(lambda found: str(hanzi_number(found[1])), key)
        key = _GROUP.sub(r"\1组", key)
        key = _BUILDING.sub("楼", key)
        key = _DASHED.sub(r"\1楼\2单元\3", key)
        key = _END.sub(r"\1", key)
    return key


def place_tail(key: str) -> str:
    """Return the end of a key that clerks repeat when they leave out street and village: `2组1号`."""
    return _TAIL.sub("", key, count=1)


def is_part(one: str, other: str) -> bool:
    """Tell whether one key is the other with street or village left out."""
    if (one.endswith(other) and _begins_whole(one, other)) or (other.endswith(one) and _begins_whole(other, one)):
        return True
    tail = place_tail(one)
    return tail == place_tail(other) and _apart(one.removesuffix(tail), other.removesuffix(tail))


def _apart(one: str, other: str) -> bool:
    """Tell whether one address names the street alone and the other the village alone: neither contradicts the other."""
    return bool(one and other) and bool(_STREET.search(one)) != bool(_STREET.search(other)) and not (
        _VILLAGE.search(one) and _VILLAGE.search(other)
    )  # fmt: skip


def _begins_whole(long: str, short: str) -> bool:
    """Tell whether the shorter key does not cut a number in two: 2组1号 is no part of 12组1号."""
    before = long[: len(long) - len(short)][-1:]
    return not (before.isdigit() and short[:1].isdigit())


def hanzi_number(text: str) -> int:
    """Return a number up to 99 from its Han or Arabic digits: 十二 is 12."""
    if text.isdigit():
        return int(text)
    if "十" not in text:
        return _HANZI.index(text[-1])
    tens, _, ones = text.rpartition("十")
    return (_HANZI.index(tens) if tens else 1) * 10 + (_HANZI.index(ones) if ones else 0)
