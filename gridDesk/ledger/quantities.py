"""Numbers with units as clerks write them: 3,500元/月, 1.2万, 12元5角, 110平方, 2亩3分 (1 亩 = 666.67 ㎡).

A field's unit stands in brackets at the end of its label: 建筑面积(㎡), 月租金(元), 承包面积(亩).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from gridDesk.errors import FieldError
from gridDesk.text import fold, squeeze

MU = Decimal("666.67")  # ㎡
_AREA = {
    **dict.fromkeys(("平方米", "平米", "平方", "平", "㎡", "m2", "m²", "方"), Decimal(1)),
    "亩": MU, "分地": MU / 10, "分": MU / 10, "厘": MU / 100, "公顷": Decimal(10_000),
}  # fmt: skip
_MONEY = {
    **dict.fromkeys(("元", "圆", "块", "块钱", "元钱"), Decimal(1)),
    **dict.fromkeys(("角", "毛"), Decimal("0.1")), "分": Decimal("0.01"),
}  # fmt: skip
_FACTORS = {"亿": Decimal(100_000_000), "万": Decimal(10_000), "千": Decimal(1000), "百": Decimal(100)}
_COUNTS = "人户间层口岁株个辆台张只头条次天年月"
_BLANKS = ("", "/", "-", "--", "—", "无", "不详", "没有")
_UNITS = sorted({*_AREA, *_MONEY}, key=len, reverse=True)
_PART = re.compile(rf"(\d+(?:\.\d+)?|\.\d+)([{''.join(_FACTORS)}])?({'|'.join(_UNITS)})?")
_PERIOD = re.compile(r"(?:/|每|一)(?:个)?(月|年|季度|季|天|人|户)$")
_UNIT = re.compile(r"[（(]([^（()）]+)[）)]$")
_PERIOD_WORDS = {"月": "月", "年": "年", "季": "季", "季度": "季", "天": "日"}


def unit_of(label: str) -> str:
    """Return the unit in brackets at the end of a field's label, "" when there is none."""
    found = _UNIT.search(label)
    return found[1] if found else ""


def read_number(raw: object, label: str = "") -> Decimal | None:
    """Return the number that was meant, in the unit of the field's label; None when blank.

    Raises FieldError (kind `number_invalid`, `unit_wrong`) with the sentence for the clerk.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _bounded(Decimal(str(raw)), str(raw))
    text = squeeze(fold(raw)).replace(",", "").replace("，", "")
    if text in _BLANKS:
        return None
    plain = re.sub(r"^[约共计¥￥]+", "", text.removeprefix("人民币")).removesuffix("左右")
    plain = _without_period(plain, text, label)
    try:
        return _bounded(Decimal(plain), text)
    except InvalidOperation:
        return _bounded(_with_units(plain.rstrip(_COUNTS), text, unit_of(label)), text)


def _without_period(plain: str, text: str, label: str) -> str:
    found = _PERIOD.search(plain)
    if not found:
        return plain
    word = _PERIOD_WORDS.get(found[1], "")
    if word and any(other in label and other != word for other in ("月", "年", "季")):
        raise FieldError(f"“{text[:20]}”是按{found[1]}算的，", kind="unit_wrong", advice=f"请换算成“{label}”后填写。")
    return plain[: found.start()]


def _with_units(plain: str, text: str, unit: str) -> Decimal:
    parts = list(_PART.finditer(plain))
    if not parts or "".join(part[0] for part in parts) != plain:
        raise _invalid(text)
    if any(not part[3] and not part[2] for part in parts) and len(parts) > 1:
        raise _invalid(text)  # 1万2 may be 12,000 or 10,002
    table, base = _scale([part[3] for part in parts if part[3]], unit, text)
    total = Decimal(0)
    for place, part in enumerate(parts):
        # 1万2千元: the unit said last holds for the parts before it.
        word = part[3] or next((later[3] for later in parts[place:] if later[3]), "")
        total += Decimal(part[1]) * _FACTORS.get(part[2] or "", Decimal(1)) * (table.get(word, base) if word else base)
    return total / base


def _scale(words: list[str], unit: str, text: str) -> tuple[dict[str, Decimal], Decimal]:
    """Return the table of units that all `words` are in, and how much one of the field's own unit is."""
    table = _AREA if unit in _AREA else _MONEY if unit.removeprefix("万") in _MONEY else None
    if table is None:
        both = [known for known in (_AREA, _MONEY) if all(word in known for word in words)]
        table = both[0] if both else {}
        if words and not unit:
            # A field that does not say its unit takes the number as it stands.
            return dict.fromkeys(words, Decimal(1)) if len(set(words)) == 1 else table, Decimal(1)
    if any(word not in table for word in words):
        raise FieldError(f"“{text[:20]}”的单位不对，", kind="unit_wrong", advice=f"请按“{unit}”填写。")
    base = table.get(unit.removeprefix("万"), Decimal(1))
    return table, base * _FACTORS["万"] if unit.startswith("万") else base


def _bounded(number: Decimal, text: str) -> Decimal:
    if not number.is_finite() or abs(number) >= 1e15:
        raise _invalid(text)
    return number


def _invalid(text: str) -> FieldError:
    return FieldError(f"“{text[:20]}”不是数字，", kind="number_invalid", advice="请只填数字。")


def conversion_note(raw: str, label: str, shown: str) -> str:
    """Return what was converted, in words (1.2亩 = 800㎡，按 1 亩 = 666.67 ㎡), or "" when nothing was."""
    unit, text = unit_of(label), squeeze(fold(raw))
    others = (
        ("亩", "分", "公顷")
        if unit in ("㎡", "平方米", "平米")
        else ("㎡", "平方", "平米", "m2")
        if unit == "亩"
        else ()
    )
    if not any(word in text for word in others):
        return ""
    return f"{text} 换算为 {shown} {unit}（1 亩 = 666.67 ㎡）。"


def grouped(number: Decimal | float | int, places: int = 2) -> str:
    """Return a number for eyes: thousands apart, no empty decimals (3,500 or 3,500.5)."""
    text = f"{Decimal(str(number)):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
