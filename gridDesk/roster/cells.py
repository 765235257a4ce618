"""Reads a sheet column by column into stored values; each distinct cell is parsed once, bad cells become notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from gridDesk.errors import FieldError
from gridDesk.ledger import Field
from gridDesk.ledger.idnumber import IdNumber, parse_id_number, person_key
from gridDesk.roster import words
from gridDesk.roster.decoding import repair
from gridDesk.roster.plan import CellNote
from gridDesk.text import clean_name, fold, name_key, squeeze, today, trim

Parse = Callable[[object], object | None]
BLANKS = frozenset({"", None, "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
# Who made a workbook, for all the same: files must not tell which clerk wrote them.
PROPERTIES = {"author": "GridDesk"}
_DITTO = frozenset({"同上", "〃", "″", "”", "“", '"', "''", "同前", "(同上)", "（同上）", "，，", "、、", "..", "..."})
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that its field cannot hold."""

    kind: str
    message: str
    advice: str


class IdCell(NamedTuple):
    """An ID number read from a cell, with what it tells of its owner."""

    number: str
    birth: str | None
    sex: str | None
    document: str = "resident18"


@dataclass
class Column:
    """One column's values by data row (None where blank or bad) and its bad cells by data row."""

    values: list[object | None]
    bad: dict[int, Bad] = field(default_factory=dict)


def letter(index: int) -> str:
    """Return the spreadsheet letters of a column index from 0: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_text(raw: object) -> str:
    """Return a cell as text as a clerk sees it: whole numbers without a point, dates as ISO."""
    if isinstance(raw, float):
        if raw != raw or raw in (float("inf"), float("-inf")):
            return ""
        return f"{raw:.0f}" if raw == int(raw) else f"{raw:g}"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time().isoformat() == "00:00:00" else raw.isoformat(" ", "minutes")
    if isinstance(raw, date):
        return raw.isoformat()
    return trim(raw)


def plain_texts(cells: Sequence[object]) -> list[str]:
    """Return a column as texts; most cells are words without spaces and take a short way."""
    return [cell if type(cell) is str and cell.isalnum() else cell_text(cell) for cell in cells]


def is_blank(raw: object) -> bool:
    """Tell whether a cell holds nothing."""
    return raw in BLANKS or (isinstance(raw, str) and not squeeze(raw))


def fill_dittos(cells: Sequence[object]) -> Sequence[object]:
    """Return a column with 同上 and 〃 replaced by the cell above."""
    filled: list[object] = []
    for cell in cells:
        filled.append((filled[-1] if filled else "") if is_ditto(cell) else cell)
    return filled


def is_ditto(cell: object) -> bool:
    """Tell whether a cell says 同上 or 〃: as the one above."""
    return type(cell) is str and len(cell) <= 8 and squeeze(cell) in _DITTO


def read_column(cells: Sequence[object], parse: Parse, *, dittos: bool = False) -> Column:
    """Parse a column; equal cells are parsed once. A FieldError makes a `Bad` instead of a value.

    With `dittos` a cell that says 同上 holds what stands above it.
    """
    distinct = set(cells)
    if dittos and any(is_ditto(cell) for cell in distinct):
        cells = fill_dittos(cells)
    memo: dict[object, object | None] = {cell: _parsed(cell, parse) for cell in distinct - BLANKS}
    any_bad = Bad in set(map(type, memo.values()))
    memo.update(dict.fromkeys(BLANKS))
    column = Column(_looked_up(memo, cells))
    if any_bad:
        _take_out_bad(column)
    return column


_AT_ONCE = 10_000


def _looked_up(memo: dict[object, object | None], cells: Sequence[object]) -> list[object | None]:
    """Return the value of every cell, in pieces: one long piece would keep the window waiting."""
    values: list[object | None] = []
    for start in range(0, len(cells), _AT_ONCE):
        values += map(memo.__getitem__, cells[start : start + _AT_ONCE])
    return values


def _parsed(cell: object, parse: Parse) -> object | None:
    try:
        return parse(cell)
    except FieldError as error:
        return Bad(error.kind, error.message, error.advice)
    except (ValueError, OverflowError, ArithmeticError):
        return Bad("invalid", "这一格的内容无法识别，", "请核对后重新填写。")


def _take_out_bad(column: Column) -> None:
    for row, value in enumerate(column.values):
        if type(value) is Bad:
            column.bad[row] = value
            column.values[row] = None


def parser(item: Field) -> Parse:
    """Return the function that reads cells for a field, with short ways for the common shapes."""
    if item.key == "name" and item.type.name == "text":
        return read_name
    if item.type.name == "phone":
        return lambda raw: raw if type(raw) is str and len(raw) == 11 and raw.isascii() and raw.isdigit() else (
            item.parse(raw)
        )  # fmt: skip
    if item.type.name in ("text", "long_text"):
        return _read_text
    if item.type.name == "date":
        parse: Parse = (lambda raw: _past(item.parse(raw))) if item.key == "birth" else item.parse
        return lambda raw: raw if type(raw) is str and _ISO_DAY.fullmatch(raw) and _births[_digits(raw)][0] else (
            parse(raw)
        )  # fmt: skip
    return item.parse


def _past(day: object | None) -> object | None:
    """Return a birth date; one that lies ahead is a slip of the pen. Raises FieldError."""
    if isinstance(day, str) and int(day[:4]) >= _SURELY_PAST and day > today().isoformat()[: len(day)]:
        raise FieldError(f"出生日期“{day}”还没有到，", kind="date_invalid", advice="请照证件核对。")
    return day


def _digits(day: str) -> str:
    return day[:4] + day[5:7] + day[8:]


def _read_text(raw: object) -> object | None:
    return cell_text(raw) or None


_NAME_ASIDE = re.compile(r"^(.{2,}?)[(（\[【]([^()（）\[\]【】]+)[)）\]】]$")
_ASIDES = re.compile(
    r"^(户主|本人|已?故|已?去世|死亡|已?死亡|已?亡|已?迁出|迁出|外嫁|出嫁|空挂户?|人户分离|在外|外出|租户|寄住|曾用名.*|原名.*|又名.*|小名.*|"
    r"残疾?|低保|五保|党员|退役|服兵役|参军|在校|上学|服刑|双胞胎|[长次大小老][子女大二]?|儿媳|女婿|妻子?|夫|儿子?|女儿?|父亲?|母亲?|[男女]|\d+|(?:19|20)?\d\d[年./-]\d{1,2}(?:[月./-]\d{0,2}日?)?生?)$"
)


_BEFORE_NAME = re.compile(r"^(?:\d{1,3}[.、．]\s*(?=\D)|姓名\s*[:：]\s*)")
_CALLED_HEAD = re.compile(r"^户主\s*[:：]\s*(?=.)")
_DAY = r"[\d年月日./-]*"
_NAME_GONE = re.compile(
    rf"(.{{2,}}?)(?:[-—－_\s]+|[(（\[【])({_DAY}(?:已|因病)?(?:{words.ENDED}|故|亡|外迁){_DAY})[)）\]】]?"
)


def name_aside(raw: object) -> tuple[str, str]:
    """Return a name and the words beside it (`张三（已故）`, `户主：张三`), which are about the person and not the name."""
    if type(raw) is str and _PLAIN_NAME.fullmatch(raw):
        return raw, ""
    text = _BEFORE_NAME.sub("", cell_text(raw))
    if called := _CALLED_HEAD.match(text):
        return text[called.end() :], "户主"
    if gone := _NAME_GONE.fullmatch(text):
        return gone[1], gone[2]
    found = _NAME_ASIDE.match(text) if text and text[-1] in ")）]】" else None
    return (found[1], found[2]) if found and _ASIDES.match(squeeze(found[2])) else (text, "")


def read_name(raw: object) -> object | None:
    """Return a person's name as it is kept; characters with a standard place outside the private area go there."""
    if type(raw) is str and _PLAIN_NAME.fullmatch(raw):
        return raw
    return clean_name(repair(name_aside(raw)[0])) or None


_SURELY_PAST = 2024  # Asking the clock for every birthday costs more than the rest.


def read_id(raw: object) -> IdCell | None:
    """Return the ID number of a cell; the usual eighteen characters take a short way with the same checks."""
    if type(raw) is str and len(raw) == 18 and raw.isascii() and raw[:17].isdigit() and raw[0] not in "089":
        birth, total = _births[raw[6:14]]
        if birth and raw[17] == "10X98765432"[(total + _area_sums[raw[:6]] + _order_sums[raw[14:17]]) % 11]:
            return IdCell(raw, birth, "1" if raw[16] in "13579" else "2")
    try:
        found = parse_id_number(raw)
    except FieldError:
        found = _within(raw) or _after_its_name(raw)
        if found is None:
            raise
    return IdCell(found.number, found.birth, found.sex, found.kind) if found else None


_DOCUMENT = re.compile(r"\s*(?:护照|港澳通行证|台胞证|居住证|通行证|证件)(?:号码?)?[\s:：]*(?=[A-Za-z]\w{6,})")


def _after_its_name(raw: object) -> IdNumber | None:
    """Return the number behind the name of its document: 护照E12345678."""
    named = _DOCUMENT.match(raw) if isinstance(raw, str) else None
    try:
        return parse_id_number(raw[named.end() :]) if named and isinstance(raw, str) else None
    except FieldError:
        return None


_RESIDENT_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx×Ｘｘ]|\d{15})(?![\dXx])")


def _within(raw: object) -> IdNumber | None:
    """Return the number that stands among words or twice in one form and the other; several people are an error."""
    if not isinstance(raw, str):
        return None
    text = fold(raw).replace("×", "X")
    valid: dict[str, IdNumber] = {}
    for digits in _RESIDENT_NUMBER.findall(text):
        try:
            number = parse_id_number(digits)
        except FieldError:
            return None
        if number is not None:
            known = valid.get(person_key(number.number))
            valid[person_key(number.number)] = max((number, known or number), key=lambda one: len(one.number))
    if len(valid) > 1:
        raise FieldError(
            f"这一格里有 {len(valid)} 个不同的身份证号，", kind="id_several", advice="请一人一行分开写，各填各的号码。"
        )
    return next(iter(valid.values()), None)


def cut_starts(raw: object) -> tuple[str, ...]:
    """Return the fifteen digits that may be left of a number which a spreadsheet kept as a float; none from less.

    Excel keeps fifteen significant digits and zeros; other programs keep the nearest double, which may be lower.
    """
    text = cell_text(raw) if isinstance(raw, str) else ""
    try:
        number = float(raw) if isinstance(raw, int | float) else float(fold(text))
    except (ValueError, OverflowError):
        return ()
    if not 1e17 <= number < 1e18 or (text and len(re.sub(r"\D", "", text.upper().split("E")[0])) < 15):
        return ()
    rounded = f"{number:.14e}".split("e")[0].replace(".", "")
    return tuple(dict.fromkeys((rounded, f"{number:.0f}"[:15])))


class _Sums(dict[str, int]):
    """Weighted sums (GB 11643-1999) of some digits of a number from a place on; areas and orders recur."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._weights = _WEIGHTS[place:]

    def __missing__(self, digits: str) -> int:
        found = self[digits] = sum(int(digit) * weight for digit, weight in zip(digits, self._weights, strict=False))
        return found


class _Births(dict[str, tuple[str | None, int]]):
    """Eight digits of a number -> the birth date, and their weighted sum; no date sends the cell the long way."""

    def __missing__(self, digits: str) -> tuple[str | None, int]:
        found = self[digits] = _day_of(digits), _day_sums[digits]
        return found


_area_sums, _day_sums, _order_sums, _births = _Sums(0), _Sums(6), _Sums(14), _Births()


def _day_of(digits: str) -> str | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    past = day.year < _SURELY_PAST or day <= today()
    return day.isoformat() if day.year >= 1850 and past else None


def plain_name_key(name: str) -> str:
    """Return `text.name_key`, with a short way for names of common Hanzi, which are their own key."""
    return name if _PLAIN_NAME.fullmatch(name) else name_key(name)


def is_plain_name(name: str) -> bool:
    """Tell whether a name is two to four common Hanzi: nothing to clean, nothing lost."""
    return _PLAIN_NAME.fullmatch(name) is not None


def note(place: str, title: str, bad: Bad, raw: object, *, dropped: bool = False) -> CellNote:
    """Return the note about a bad cell; `place` is its address (`D10`)."""
    message = f"{place} {bad.message}{bad.advice}"
    if dropped:
        message += "这一格没有写入，其余照常。"
    return CellNote(place, title, bad.kind, message, cell_text(raw), dropped)
