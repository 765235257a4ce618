"""Identity numbers (证件号码): which document a number belongs to, whether it holds, and what it says of its owner.

Checks length, date and the MOD 11-2 check digit of GB 11643-1999. The place code only explains, it never rejects:
people born before a county was renamed keep its old code (see `place_name`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

from gridDesk.errors import FieldError
from gridDesk.text import fold, squeeze, today

Kind = Literal["resident18", "resident15", "permit", "foreigner", "foreigner15", "travel", "passport"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PLACEHOLDERS = {
    "无",
    "没有",
    "未办",
    "未办理",
    "未上户",
    "未上户口",
    "未落户",
    "无户口",
    "无身份证",
    "未申领",
    "办理中",
    "不详",
    "未知",
    "暂无",
    "-",
    "--",
    "/",
    "\\",
    "0",
    "无证件",
}
_TRAILING_X = str.maketrans("xX×*ХхΧχ", "XXXXXXXX")  # Cyrillic and Greek look-alikes occur in typed lists.


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number that holds: `number` normalised, the document `kind`, and what it tells.

    `birth` is an ISO date or None; `sex` a GB/T 2261.1 code ("1", "2") or None; `region` a 6-digit GB/T 2260 code or "".
    """

    number: str
    kind: Kind
    birth: str | None = None
    sex: str | None = None
    region: str = ""


def parse_id_number(raw: object) -> IdNumber | None:
    """Read what a person or a sheet gave; None when it is blank or a placeholder (无, 未办, eighteen zeros).

    Raises FieldError with kind `id_length`, `id_check_digit`, `id_date`, `id_precision_lost` or `id_characters`.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw)
    text = squeeze(fold(raw)).strip("'‘’`\"").translate(_TRAILING_X).upper()
    if is_placeholder(text):
        return None
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", text):
        raise _precision_lost(text)
    return _read(text)


def is_placeholder(text: str) -> bool:
    """Tell whether a cell says that the person has no number (blank, 无, zeros, 000000+birth+0000)."""
    return not text or text in _PLACEHOLDERS or not text.strip("0") or bool(re.fullmatch(r"0{6}\d{8}0{4}", text))


def _from_number(raw: float) -> IdNumber | None:
    if raw == 0:
        return None
    if not isfinite(raw) or abs(raw) >= 1e15 or raw != int(raw):
        raise _precision_lost(f"{raw:.5E}")
    return _read(str(int(raw)))


def _precision_lost(shown: str) -> FieldError:
    return FieldError(
        f"身份证号被表格软件当作数字存成了“{shown}”，后三位已丢失，",
        kind="id_precision_lost",
        advice="请把该列设为文本格式，照证件重新填写这个号码。",
    )


def _read(text: str) -> IdNumber:
    if re.fullmatch(r"\d{17}[\dX]", text):
        return _eighteen(text)
    if re.fullmatch(r"\d{15}", text):
        return _fifteen(text)
    if re.fullmatch(r"[A-Z]{3}\d{12}", text):
        return _foreigner_2017(text)
    if re.fullmatch(r"[HM]\d{8}(\d{2})?", text):
        return IdNumber(text, "travel")
    if re.fullmatch(r"[A-Z]{1,2}\d{7,8}|\d{8}", text):
        return IdNumber(text, "travel" if text.isdigit() else "passport")
    if "X" in text[:-1] and re.fullmatch(r"[\dX]+", text):
        raise FieldError("身份证号有几位被遮住或写成了X，", kind="id_characters", advice="请照证件填写完整的号码。")
    if re.fullmatch(r"[\dX]+", text):
        raise FieldError(f"身份证号应为18位，现在是{len(text)}位，", kind="id_length", advice="请照证件核对。")
    raise FieldError("证件号码里有不该有的字符，", kind="id_characters", advice="请照证件核对；没有证件请留空。")


def _eighteen(text: str) -> IdNumber:
    birth = _birth(text[6:14])
    if check_digit(text[:17]) != text[17]:
        raise FieldError(
            f"身份证号校验位不对（末位应为 {check_digit(text[:17])}），",
            kind="id_check_digit",
            advice="请照证件逐位核对。",
        )
    if birth is None:
        raise FieldError("身份证号里的出生日期不存在，", kind="id_date", advice="请照证件逐位核对。")
    kind: Kind = "resident18"
    if text[:2] in ("81", "82", "83"):
        kind = "permit"
    elif text[0] == "9":
        kind = "foreigner"
    region = text[:6] if kind != "foreigner" else ""
    return IdNumber(text, kind, birth, _sex(text[16]), region)


def _fifteen(text: str) -> IdNumber:
    birth = _birth("19" + text[6:12])
    if birth is None:
        raise FieldError("15位身份证号里的出生日期不存在，", kind="id_date", advice="请照证件逐位核对。")
    return IdNumber(text, "resident15", birth, _sex(text[14]), text[:6])


def _foreigner_2017(text: str) -> IdNumber:
    """Permanent resident card of 2017: three letters, 12 digits with YYMMDD in places 8 to 13."""
    two = int(text[7:9])
    century = "20" if two <= today().year % 100 else "19"
    return IdNumber(text, "foreigner15", _birth(century + text[7:13]))


def _birth(digits: str) -> str | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day.isoformat() if date(1850, 1, 1) <= day <= today() else None


def _sex(digit: str) -> str:
    return "1" if int(digit) % 2 else "2"


def check_digit(first17: str) -> str:
    """Return the MOD 11-2 check character (GB 11643-1999) for the first 17 digits."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def upgrade15(number: str) -> str:
    """Return the 18-digit form of a first-generation 15-digit number (everyone who has one was born in 19YY)."""
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_digit(first17)


def person_key(number: str) -> str:
    """Return the key under which two forms (15 and 18 digits) of one person's number are equal."""
    return upgrade15(number) if len(number) == 15 and number.isdigit() else number
