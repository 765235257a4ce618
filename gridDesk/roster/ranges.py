"""Two dates in one cell: 2024.3-2025.3, 2024年3月1日至2025年2月28日, 2024/03/01～长期."""

from __future__ import annotations

import re

from gridDesk.errors import FieldError
from gridDesk.ledger.dates import parse_date
from gridDesk.roster.cells import cell_text
from gridDesk.text import fold, squeeze

_SURE = re.compile(r"至今|至|到|[~～—–]+|--+|―")
_DATE = r"(?:\d{8}|\d{6}|\d{4}(?:[./年]\d{1,2}(?:[./月]\d{1,2}日?)?)?[月年]?)"
_DASHED = re.compile(rf"({_DATE})-({_DATE})")
_ISO = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(\d{4}-\d{1,2}-\d{1,2})")
_SHORT_END = re.compile(r"(\d{4})[./年](\d{1,2})月?-(\d{1,2})月?")


def split_range(raw: object) -> tuple[str | None, str | None]:
    """Return (since, until) as partial ISO dates; an end left open is None. Raises FieldError."""
    if not isinstance(raw, str):
        return parse_date(raw), None
    text = squeeze(fold(cell_text(raw))).strip("()（）").removeprefix("自").removeprefix("从").removesuffix("止")
    if not text:
        return None, None
    for pattern in (_ISO, _DASHED):
        if found := pattern.fullmatch(text):
            return parse_date(found[1]), parse_date(found[2])
    if found := _SHORT_END.fullmatch(text):
        return parse_date(f"{found[1]}.{found[2]}"), parse_date(f"{found[1]}.{found[3]}")
    parts = _SURE.split(text, maxsplit=1)
    if len(parts) == 1:
        return parse_date(text.rstrip("起")), None
    since = parse_date(parts[0].rstrip("起"))
    return since, _end(since, parts[1])


def _end(since: str | None, text: str) -> str | None:
    """Return the end of a range; without a year it is the year of the beginning."""
    if since and re.fullmatch(r"\d{1,2}月?(?:\d{1,2}日?)?", text):
        return parse_date(f"{since[:4]}年{text if '月' in text else text + '月'}")
    try:
        return parse_date(text)
    except FieldError:
        if re.search(r"长期|今|无固定|不定", text):
            return None
        raise
