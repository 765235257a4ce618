"""Field types: how one value is read from a person or a sheet, shown to eyes, and kept in the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from gridDesk.errors import FieldError
from gridDesk.ledger.codes import CodeSet
from gridDesk.ledger.dates import parse_date
from gridDesk.ledger.idnumber import parse_id_number
from gridDesk.ledger.quantities import read_number
from gridDesk.text import fold, squeeze, trim

_YES = {"是", "有", "√", "☑", "✓", "✔", "1", "y", "yes", "true", "对", "已", "v"}
_NO = {"否", "无", "没有", "×", "☐", "□", "0", "n", "no", "false", "未", "不是"}
_BLANKS = {"", "/", "-", "--", "—"}
_PHONE_SPLIT = re.compile(r"[;；、,，/|\\\r\n]+|\s{2,}")
_WHOLE_PHONE = r"(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})(?!\d)"
_WHOSE = r"[(（]?[\u4e00-\u9fff]{1,6}[:：]?\s*"
# Where one whole number ends and the next begins, with the word before it that tells whose it is.
_PHONE_JOINT = re.compile(
    rf"(?<=\d{{7}})[.\-或和及\s]+(?={_WHOLE_PHONE})|(?<=\d{{7}})\s*(?={_WHOSE}{_WHOLE_PHONE})"
    rf"|(?<=[)）])\s*(?=(?:{_WHOSE})?{_WHOLE_PHONE})"
)
_BY_SPREADSHEET = re.compile(r"(\d(?:\.\d+)?)[eE]\+?\d+|\d+\.0+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_PICTURES = 9
"""Pictures that one field of several holds at most: what fits on a sheet, and a messenger's album."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field type: its name, SQL column type, and the two pure functions that read and show a value.

    `parse(raw, codes)` returns the stored value or None and raises FieldError; `show(value, codes)` returns text.
    """

    name: str
    column: str
    parse: Callable[[object, CodeSet | None], object | None]
    show: Callable[[object, CodeSet | None], str]


def _plain(value: object, _codes: CodeSet | None) -> str:
    return "" if value is None else str(value)


def _text(raw: object, _codes: CodeSet | None) -> object | None:
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    return trim(raw) or None


def _id_number(raw: object, _codes: CodeSet | None) -> object | None:
    found = parse_id_number(raw)
    return found.number if found else None


def _phone(raw: object, _codes: CodeSet | None) -> object | None:
    """Keep every number and the words beside it: `138… (儿子)；0533-…`. Excel may have made a number of it."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = f"{raw:.0f}"
    text = _PHONE_JOINT.sub("；", _whole_phone(fold(trim(raw)).strip("'=\"")))
    parts = [trim(fold(part)).strip("'") for part in _PHONE_SPLIT.split(text)]
    parts = [part for part in parts if part not in _BLANKS and part != "无"]
    for part in parts:
        if len(re.sub(r"\D", "", part)) not in (0, *range(5, 16)):
            raise FieldError(f"电话“{part[:20]}”位数不对，", kind="phone_invalid", advice="请核对；没有电话请留空。")
    return "；".join(parts) or None


def _whole_phone(text: str) -> str:
    """Return a phone number that a spreadsheet wrote as a number (`1.3600000005E10`, `138….0`) in digits."""
    found = _BY_SPREADSHEET.fullmatch(text)
    if found is None:
        return text
    whole = f"{float(text):.0f}"
    if found[1] and len(found[1].replace(".", "")) < len(whole) - 1:
        raise FieldError(
            f"电话被表格软件存成了“{text[:20]}”，后几位已丢失，",
            kind="phone_invalid",
            advice="请核对后重新填写。",
        )
    return whole


def _date(raw: object, _codes: CodeSet | None) -> object | None:
    return parse_date(raw)


def _time(raw: object, _codes: CodeSet | None) -> object | None:
    if isinstance(raw, time):
        return raw.strftime("%H:%M")
    text = squeeze(fold(raw)).replace("点", ":").replace("时", ":").replace("分", "").replace(".", ":")
    if text in _BLANKS:
        return None
    found = re.fullmatch(r"(\d{1,2}):?(\d{2})?(?::\d{2})?", text)
    if not found or int(found[1]) > 24 or int(found[2] or 0) > 59:
        raise FieldError(f"时间“{text[:10]}”无法识别，", kind="time_invalid", advice="请写成 08:30。")
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}"


def _integer(raw: object, _codes: CodeSet | None) -> object | None:
    number = read_number(raw)
    if number is not None and number != int(number):
        raise FieldError(f"“{number}”应为整数，", kind="number_invalid", advice="请只填整数。")
    return None if number is None else int(number)


def _decimal(raw: object, _codes: CodeSet | None) -> object | None:
    number = read_number(raw)
    return None if number is None else float(round(number, 2))


def _show_decimal(value: object, _codes: CodeSet | None) -> str:
    return "" if value is None else f"{float(str(value)):.2f}".rstrip("0").rstrip(".")


def _money(raw: object, _codes: CodeSet | None) -> object | None:
    number = read_number(raw)
    return None if number is None else round(number * 100)


def _show_money(value: object, _codes: CodeSet | None) -> str:
    return "" if value is None else f"{Decimal(str(value)) / 100:.2f}"


def _code(raw: object, codes: CodeSet | None) -> object | None:
    assert codes is not None
    return None if squeeze(raw) in _BLANKS else codes.parse(raw)


def _show_code(value: object, codes: CodeSet | None) -> str:
    assert codes is not None
    return codes.show(value)


def _codes(raw: object, codes: CodeSet | None) -> object | None:
    assert codes is not None
    words = [word for word in re.split(r"[、,，;；/|\s]+", trim(raw)) if word not in _BLANKS]
    found = {code for word in words if (code := codes.parse(word))}
    return ",".join(sorted(found)) or None


def _show_codes(value: object, codes: CodeSet | None) -> str:
    assert codes is not None
    return "" if not value else "、".join(codes.show(code) for code in str(value).split(","))


def _yes_no(raw: object, _codes: CodeSet | None) -> object | None:
    if isinstance(raw, bool):
        return int(raw)
    if isinstance(raw, float) and raw == int(raw):
        raw = int(raw)
    word = squeeze(fold(raw)).casefold()
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    if word in _BLANKS or word in ("不详", "未知"):
        return None
    raise FieldError(f"“{word[:20]}”应填是或否，", kind="yes_no_invalid", advice="请填“是”或“否”。")


def _show_yes_no(value: object, _codes: CodeSet | None) -> str:
    return "" if value is None else ("是" if value in (1, "1", True) else "否")


def _region(raw: object, _codes: CodeSet | None) -> object | None:
    digits = _text(raw, None)
    if digits is None:
        return None
    digits = squeeze(fold(digits))
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", digits):
        raise FieldError(f"区划代码“{digits[:20]}”应为6、9或12位数字，", kind="region_invalid", advice="请核对。")
    return digits


def _record(raw: object, _codes: CodeSet | None) -> object | None:
    text = trim(raw)
    if text and not re.fullmatch(r"[0-9a-f]{32}", text):
        raise FieldError("关联的记录无法识别，", kind="record_invalid", advice="请从列表中选择。")
    return text or None


def picture_hashes(value: object) -> list[str]:
    """Return the SHA-256 (64 hex) of each picture that a stored value of a picture field names, in its order."""
    return str(value).split(",") if value else []


def _pictures(most: int) -> Callable[[object, CodeSet | None], object | None]:
    """Return what reads a field of at most so many pictures: hashes only, which no person and no sheet writes."""

    def parse(raw: object, _codes: CodeSet | None) -> object | None:
        text = trim(raw)
        found = [word for word in text.split(",") if word]
        if any(not _SHA256.fullmatch(word) for word in found):
            raise FieldError(
                "照片不能用文字填写，", kind="pictures_invalid", advice="请打开这条记录，用“添加照片”选图片。"
            )
        found = list(dict.fromkeys(found))
        if len(found) > most:
            raise FieldError(f"这里最多放 {most} 张照片，", kind="pictures_many", advice="请先移除不用的。")
        return ",".join(found) or None

    return parse


def _show_pictures(value: object, _codes: CodeSet | None) -> str:
    count = len(picture_hashes(value))
    return f"{count} 张" if count else ""


TYPES: dict[str, FieldType] = {
    kind.name: kind
    for kind in (
        FieldType("text", "TEXT", _text, _plain),
        FieldType("long_text", "TEXT", _text, _plain),
        FieldType("id_number", "TEXT", _id_number, _plain),
        FieldType("phone", "TEXT", _phone, _plain),
        FieldType("date", "TEXT", _date, _plain),
        FieldType("time", "TEXT", _time, _plain),
        FieldType("integer", "INTEGER", _integer, _plain),
        FieldType("decimal", "REAL", _decimal, _show_decimal),
        FieldType("money", "INTEGER", _money, _show_money),
        FieldType("code", "TEXT", _code, _show_code),
        FieldType("codes", "TEXT", _codes, _show_codes),
        FieldType("yes_no", "INTEGER", _yes_no, _show_yes_no),
        FieldType("region", "TEXT", _region, _plain),
        FieldType("record", "TEXT", _record, _plain),
        FieldType("picture", "TEXT", _pictures(1), _show_pictures),
        FieldType("pictures", "TEXT", _pictures(MOST_PICTURES), _show_pictures),
    )
}
PICTURES: dict[str, int] = {"picture": 1, "pictures": MOST_PICTURES}
"""The types whose values name pictures by their SHA-256, and how many at most."""
