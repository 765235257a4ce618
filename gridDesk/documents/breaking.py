"""Where a line of Chinese may be broken: GB/T 15834-2011 and the W3C's requirements for Chinese text layout (clreq).

No closing mark begins a line and no opening mark ends one; —— and …… are never parted; a number stays with its unit, a
Latin word, a time or a code whole; a name of several parts (阿卜杜热合曼·麦麦提) is parted after its dot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

OPENERS = "（《〈「『【〔〖［｛“‘￥＄№([{$¥"
CLOSERS = "，。、；：？！）》〉」』】〕〗］｝”’·～％‰℃℉°′″,.;:?!)]}%"
# Closing marks that leave the right half of their em white: that half may stand outside (标点悬挂).
HANGING = frozenset("，。、；：）》〉」』】〕〗”’")

_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f"
_GAP = "[ \u00a0\u3000]*"
_OPEN = f"(?:[{re.escape(OPENERS)}]{_GAP})"
# One dash between two words joins them and begins no line; two are a mark of their own and may.
_CLOSE = f"(?:{_GAP}(?:[{re.escape(CLOSERS)}]|—(?!—)|…+))"
_UNITS = (
    "平方米|立方米|平方公里|公里|千米|厘米|毫米|公斤|千克|小时|分钟|万元|亿元|个月|[元米亩吨克人户次岁个间栋幢组号室层项件页天年月日时分秒周台条处"
    "名位期编本册张所家起度份]"
)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![0-9A-Za-z])"
_COUNTED = f"(?:第 ?)?{_NUMBER} ?(?:{_UNITS})"
_TIME = r"(?<!\d)\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\d)"
_WORD = f"[{_LATIN}_@+*/.#&'-]+"
_NAME = f"(?<![{_HAN}])[{_HAN}]{{1,12}}(?=·)|(?<=·)[{_HAN}]{{1,12}}(?=·|(?![{_HAN}]))"
_BOX = "[□☑☐] ?[^ \u00a0\u3000□☑☐，。；、]{1,14}"  # a box to tick stays with what it is for
_ANY = "[^ \u00a0\u3000]"


def _atom(*cores: str) -> re.Pattern[str]:
    core = f"(?:{'|'.join((*cores, _ANY))})"
    return re.compile(f"{_OPEN}*{core}(?:／{core})*{_CLOSE}*|{_OPEN}+{_CLOSE}*|[ \u00a0\u3000]+", re.DOTALL)


# From what should stay whole to what must: the next is taken only for a piece that no line can hold.
_LEVELS = (
    _atom("—{2,}", "＿+", _BOX, _TIME, _COUNTED, _WORD),
    _atom("—{2,}", "＿+", _TIME, f"{_NUMBER}[_@+*/.#&'-]*", f"[{_LATIN}]+[_@+*/.#&'-]*"),
    _atom("—{2,}"),
    re.compile(".", re.DOTALL),
)


_WITH_NAMES = _atom(
    "—{2,}", "＿+", _BOX, _NAME, _TIME, _COUNTED, _WORD
)  # three times as slow, so only for text with a dot


def pieces(text: str, fits: Callable[[str], bool], level: int = 0) -> Iterator[str]:
    """Yield the pieces between which a line may be broken; together they are `text`. A gap is a piece of its own."""
    for piece in (_WITH_NAMES if level == 0 and "·" in text else _LEVELS[level]).findall(text):
        if level == len(_LEVELS) - 1 or fits(piece):
            yield piece
        else:
            yield from pieces(piece, fits, level + 1)


def hangs(text: str) -> bool:
    """Tell whether a line that ends in `text` may let half an em stand outside."""
    return text[-1:] in HANGING
