"""Partial dates as clerks write them, kept as ISO text: `1985`, `1985-03` or `1985-03-12`.

Accepted: 1985.3.2, 1985-03, 19850302, 198503, 85.3, 26/3/5, 1985年3月2日, 二〇二〇年三月, 三月五日 (this year), Excel
serial numbers, date objects. Lunar dates are recognised and refused with a reason, never converted by guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from math import isfinite

from gridDesk.errors import FieldError
from gridDesk.text import fold, squeeze, today

_EXCEL_EPOCH = date(1899, 12, 30)
_HANZI_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_LUNAR = ("农历", "阴历", "腊月", "正月", "冬月", "初一", "除夕")
_OPEN_ENDED = ("至今", "现在", "长期", "永久")
_PATTERN = re.compile(
    r"^(\d{4}|\d{2})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?[日号月年.]*(?:[T ].*|\d{1,2}:\d{2}.*)?$"
)
_MONTH_DAY = re.compile(r"^(\d{1,2})月(?:(\d{1,2})[日号]?)?$")


def parse_date(raw: object) -> str | None:
    """Return the partial ISO date that `raw` means, or None when it is blank.

    Raises FieldError (kind `date_invalid`, `date_lunar`) with the sentence for the clerk.
    """
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw)
    text = squeeze(fold(raw)).strip("'").rstrip("。.")
    if not text or text in ("无", "不详", "-", "/", "--"):
        return None
    if text in _OPEN_ENDED:
        return None
    if any(word in text for word in _LUNAR):
        raise FieldError(f"日期“{text}”是农历，", kind="date_lunar", advice="请换算成公历后填写。")
    return _from_text(text)


def _from_text(text: str) -> str:
    digits = text.translate(_HANZI_DIGITS)
    digits = _hanzi_tens(digits) if "十" in digits else digits
    if digits.isdigit() and len(digits) in (6, 8):
        return _compact(digits, text)
    if re.fullmatch(r"\d{5}(\.0+)?", digits):
        return _from_number(float(digits))
    if short := _MONTH_DAY.match(digits):
        return _make(str(today().year), short[1], short[2], text)
    found = _PATTERN.match(digits)
    if not found or (len(found[1]) == 2 and not found[2]):
        raise _invalid(text)
    return _make(found[1], found[2], found[3], text)


def _hanzi_tens(text: str) -> str:
    """Turn 十, 十二, 二十, 二十三 (already partly digits: 2十3) into numbers."""

    def number(match: re.Match[str]) -> str:
        return str(int(match[1] or 1) * 10 + int(match[2] or 0))

    return re.sub(r"(\d?)十(\d?)", number, text)


def _compact(digits: str, text: str) -> str:
    if len(digits) == 8:
        return _make(digits[:4], digits[4:6], digits[6:], text)
    if digits[:2] in ("19", "20") and 1 <= int(digits[4:]) <= 12:
        return _make(digits[:4], digits[4:], None, text)
    return _make(digits[:2], digits[2:4], digits[4:], text)


def _from_number(number: float) -> str:
    """Read a number cell: an Excel serial day, a year, YYYYMM, YYYYMMDD, or a `1985.03` that Excel took for a number."""
    if not isfinite(number):
        raise _invalid(str(number))
    if number == int(number):
        whole = str(int(number))
        if len(whole) in (6, 8):
            return _compact(whole, whole)
        if 1900 <= number <= 2100:
            return whole
        if 3000 <= number <= 80000:
            return (_EXCEL_EPOCH + timedelta(days=int(number))).isoformat()
    elif 1900 <= number < 2100:
        year, month = f"{number:.2f}".split(".")
        return _make(year, month if int(month) <= 12 else month[:1], None, f"{number:g}")
    elif 3000 <= number <= 80000:
        return (_EXCEL_EPOCH + timedelta(days=int(number))).isoformat()
    raise _invalid(f"{number:g}")


def _make(year: str, month: str | None, day: str | None, text: str) -> str:
    full = int(year) if len(year) == 4 else _century(int(year))
    if not 1850 <= full <= 2150:
        raise _invalid(text)
    if not month or int(month) == 0:
        return f"{full:04d}"
    if not 1 <= int(month) <= 12:
        raise _invalid(text)
    if not day or int(day) == 0:
        return f"{full:04d}-{int(month):02d}"
    if not 1 <= int(day) <= monthrange(full, int(month))[1]:
        raise _invalid(text)
    return f"{full:04d}-{int(month):02d}-{int(day):02d}"


def _century(two: int) -> int:
    return 2000 + two if two <= today().year % 100 else 1900 + two


def _invalid(text: str) -> FieldError:
    return FieldError(f"日期“{text[:20]}”无法识别，", kind="date_invalid", advice="请写成 1990-01-31 或 1990-01。")


def is_compatible(one: str | None, other: str | None) -> bool:
    """Tell whether two partial dates can be the same day, one perhaps being less exact."""
    if not one or not other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter)


def age_on(born: str | None, on: date) -> int | None:
    """Return the age in full years (周岁) on a day; a missing month or day counts as January or the first."""
    if not born:
        return None
    parts = [int(part) for part in born.split("-")]
    year, month, day = [*parts, 1, 1][:3]
    return on.year - year - ((on.month, on.day) < (month, day))


def chinese_date(value: str | None) -> str:
    """Return a partial ISO date as paper shows it: 2026年11月21日."""
    if not value:
        return ""
    parts = [str(int(part)) for part in value.split("-")]
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))
