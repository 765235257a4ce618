"""Partial dates as clerks write them, kept as ISO text: `1985`, `1985-03` or `1985-03-12`.

Accepted: 1985.3.2, 1985。3。2, 1985 3 2, 1985-03, 19850302, 198503, 85.3, 86年3月, 26/3/5, 1985年3月2日, 二〇二〇年三月,
民国三十一年, 三月五日 (the last one there was), date objects; from sheets also Excel serial numbers; typed by a person also
今天, 昨天, 前天, 5日 and 3.5. Lunar dates and dates with two readings are refused with a reason, never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from math import isfinite

from gridDesk.errors import FieldError
from gridDesk.text import fold, squeeze, today

_EXCEL_EPOCH = date(1899, 12, 30)
_REPUBLIC = 1911  # 民国元年 was 1912
_HANZI_DIGITS = str.maketrans("〇○零一二三四五六七八九元", "0001234567891")
WEEKDAYS = "一二三四五六日"
_LUNAR = re.compile("农历|阴历|旧历|腊月|正月|冬月|闰|廿|卅|除夕|中秋|端午|重阳|清明前|初[一二三四五六七八九十1-9]")
_OPEN_ENDED = ("至今", "现在", "长期", "永久")
_BLANKS = ("", "无", "不详", "不清楚", "不知道", "未知", "-", "/", "--", "—")
_DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_CLOCK = re.compile(r"(?:T|\s+)\d{1,2}[:：]\d{2}.*$")
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d)")
_STOPS = str.maketrans("。、，,．·—–‐－", "......----")
_TAIL = re.compile(r"(出生|生人|生)$")
_PATTERN = re.compile(r"^(\d{4}|\d{2})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?[日号月年.]*$")
_MONTH_DAY = re.compile(r"^(\d{1,2})月(?:(\d{1,2})[日号]?)?$")
_DAY = re.compile(r"^(\d{1,2})[日号]$")
_PAIR = re.compile(r"^(\d{1,2})[-./](\d{1,2})[日号]?$")


def parse_date(raw: object) -> str | None:
    """Return the partial ISO date that a cell of a sheet means, or None when it is blank.

    Raises FieldError (kind `date_invalid`, `date_lunar`, `date_unclear`) with the sentence for the clerk.
    """
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw)
    text = _plain(raw)
    if text in _BLANKS or text in _OPEN_ENDED:
        return None
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        return _from_number(float(text))
    return _from_text(text)


def parse_typed(raw: object, *, ahead: bool = False) -> str | None:
    """Return the partial ISO date that a person typed; `ahead` for dates that mostly lie in the future (到期、期限).

    A day or month without a year is the last one there was (with `ahead`: this year's). Raises FieldError.
    """
    if not isinstance(raw, str):
        return parse_date(raw)
    text = _plain(raw)
    if text in _BLANKS or text in _OPEN_ENDED:
        return None
    if text in _DAYS_AGO:
        return (today() - timedelta(days=_DAYS_AGO[text])).isoformat()
    digits = _digits(text)
    if found := _DAY.match(digits):
        return _this_month(int(found[1]), text, ahead)
    if (found := _PAIR.match(digits)) and (len(found[1]) == 1 or (int(found[1]) <= 12 < int(found[2]))):
        return _near(int(found[1]), found[2], text, ahead)
    if re.fullmatch(r"\d{5}(\.0+)?", text):
        raise _invalid(text)
    return _from_text(text, ahead)


def _plain(raw: object) -> str:
    """Return what was written with widths folded, its time of day gone, and one kind of separator."""
    text = _BETWEEN.sub("-", _CLOCK.sub("", fold(raw).strip("'")))
    text = squeeze(text).rstrip("。.")
    if _LUNAR.search(text):
        raise FieldError(f"日期“{text[:20]}”是农历，", kind="date_lunar", advice="请换算成公历后填写。")
    return _TAIL.sub("", text) if any(char.isdigit() or char in "年月日" for char in text) else text


def _digits(text: str) -> str:
    digits = text.translate(_STOPS).translate(_HANZI_DIGITS)
    return _hanzi_tens(digits) if "十" in digits else digits


def _from_text(text: str, ahead: bool = False) -> str:
    digits = _digits(text)
    if found := re.fullmatch(r"民国(\d{1,2})年(.*)", digits):
        digits = f"{_REPUBLIC + int(found[1])}年{found[2]}"
    if digits.isdigit() and len(digits) in (6, 8):
        return _compact(digits, text)
    if short := _MONTH_DAY.match(digits):
        return _near(int(short[1]), short[2], text, ahead)
    if (pair := _PAIR.match(digits)) and 1 <= int(pair[1]) <= 12:
        raise FieldError(
            f"日期“{text[:20]}”可能是{int(pair[1])}月{int(pair[2])}日，也可能是20{pair[1]:0>2}年{int(pair[2])}月，",
            kind="date_unclear", advice="请把年份写成四位。",
        )  # fmt: skip
    found = _PATTERN.match(digits)
    if not found or (len(found[1]) == 2 and not found[2] and "年" not in digits):
        raise _invalid(text)
    return _make(found[1], found[2], found[3], text)


def _near(month: int, day: str | None, text: str, ahead: bool) -> str:
    """Return a month or day without its year: the last one there was, or this year's when it lies `ahead`."""
    now = today()
    made = _make(str(now.year), str(month), day, text) if month != 2 or day != "29" else ""
    if made and (ahead or made <= now.isoformat()[: len(made)]):
        return made
    if not made:  # 29 February: the last leap year
        year = next(year for year in range(now.year, now.year - 9, -1) if monthrange(year, 2)[1] == 29)
        return _make(str(year), "2", "29", text)
    return _make(str(now.year - 1), str(month), day, text)


def _this_month(day: int, text: str, ahead: bool) -> str:
    now = today()
    first = now.replace(day=1)
    if not ahead and day > now.day:
        first = (first - timedelta(days=1)).replace(day=1)
    return _make(str(first.year), str(first.month), str(day), text)


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


def month_days(month: str) -> list[date]:
    """Return every day of a month (`YYYY-MM`)."""
    year, number = int(month[:4]), int(month[5:7])
    return [date(year, number, n) for n in range(1, monthrange(year, number)[1] + 1)]


def chinese_date(value: str | None) -> str:
    """Return a partial ISO date as paper shows it: 2026年11月21日."""
    if not value:
        return ""
    parts = [str(int(part)) for part in value.split("-")]
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))
