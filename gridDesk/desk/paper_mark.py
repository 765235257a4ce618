"""What every sheet of one printing says about itself: the foot line, the watermark, and the number of the printing.

A number (记录号) is six characters of Crockford's base 32, the last one a check: it tells any single wrong character and
any two exchanged neighbours, and letters that look like digits are read as those.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from gridDesk.desk import anchors
from gridDesk.desk.grant_order import PURPOSES
from gridDesk.text import now_iso, squeeze
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.grant_order import Order
    from gridDesk.desk.office import Desk
    from gridDesk.desk.print_order import PrintOrder
    from gridDesk.documents.form import FormPage
    from gridDesk.documents.page import Page
    from gridDesk.documents.table_page import TablePage

    Sheets = TypeVar("Sheets", bound=TablePage | FormPage)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SETTING = "print.codes"
_SPACE = 1 << 25  # five characters of five bits
_LOOKS_LIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on every sheet beside its content: foot line, watermark ("" for none), and number of the printing."""

    foot: str
    watermark: str
    code: str


def mark(desk: Desk, order: PrintOrder, level: Level, *, ids: bool, leaves: bool = False) -> Mark:
    """Return the mark of a printing at a level; `ids`: it has room for ID numbers, `leaves`: it is carried outside.

    A watermark is for paper that shows whole ID numbers or leaves the office; an empty form for the pen has none.
    """
    code = order.code or new_code(desk)
    exposed = leaves or bool(order.recipient) or (ids and level == Level.FULL)
    shown = level == Level.PUBLIC or (exposed and order.mode != "blank")
    words = _watermark(desk, level, _copy_number(order, code)) if shown else ""
    return Mark(_foot(desk, order, code, level), words, code)


def usual_purpose(level: Level) -> str:
    """Return what a paper of a level is for unless the clerk says otherwise."""
    return PURPOSES[{Level.FIELD: "field", Level.PUBLIC: "public"}.get(level, "own_shelf")]


def _copy_number(order: PrintOrder, code: str) -> str:
    """Return the number of a copy that is one of several or leaves the office; "" where there is only ours."""
    return f"{code}/{order.copy}" if order.recipient or order.copies > 1 else ""


def _foot(desk: Desk, order: PrintOrder, code: str, level: Level) -> str:
    """Return 单位 · 打印人 · 时间 · 用途 · 领取人 · 第 c 份共 n 份 · 记录号 · 日志码; an empty form says no purpose and copy."""
    blank = order.mode == "blank"
    purpose = order.purpose or ("" if blank else usual_purpose(level))
    parts = [
        desk.office.name,
        f"{desk.user}打印" if desk.user != "本单位" else "",
        now_iso()[:16].replace("T", " "),
        f"用途：{purpose}" if purpose else "",
        f"领取：{order.recipient}" if order.recipient else "",
        f"第 {order.copy} 份共 {order.copies} 份" if order.copies > 1 or not blank else "",
        f"记录号 {code}",
        f"日志码 {anchors.mark_sheet(desk, code)}",
    ]
    return " · ".join(part for part in parts if part)


def file_line(desk: Desk, given: Order, code: str) -> str:
    """Return the line that a spreadsheet bears: 单位 · 导出人 · 时间 · 用途 · 接收 · 第 1 份共 1 份 · 记录号 · 日志码."""
    parts = [
        desk.office.name, f"{desk.user}导出", now_iso()[:16].replace("T", " "), f"用途：{given.purpose_words}",
        f"接收：{given.recipient}" if given.recipient else "", "第 1 份共 1 份", f"记录号 {code}",
        f"日志码 {anchors.mark_sheet(desk, code)}",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def log_code(desk: Desk) -> str:
    """Return ten characters of a hash of both heads, journal and log: paper that bears it anchors both outside the file."""
    return anchors.log_code(desk)


def _watermark(desk: Desk, level: Level, copy: str) -> str:
    """Return 单位　打印人　日期　份号; what is posted names no clerk."""
    words = f"{desk.office.name}　{'公示' if level == Level.PUBLIC else desk.user}　{now_iso()[:10]}"
    return f"{words}　份号 {copy}" if copy else words


def stamped(page: Page, marked: Mark) -> Page:
    """Return a page with its mark, whoever made it; covers, contents and the last leaf of a book have no watermark."""
    from gridDesk.documents.page import Book

    if not isinstance(page, Book):
        return _stamped(page, marked)
    plain, contents = replace(marked, watermark=""), page.contents
    return replace(
        page, front=tuple(_stamped(one, plain) for one in page.front), parts=tuple(_stamped(one, marked) for one in page.parts),
        back=tuple(_stamped(one, plain) for one in page.back), contents=lambda parts: _stamped(contents(parts), plain),
    )  # fmt: skip


def _stamped(page: Sheets, marked: Mark) -> Sheets:
    return replace(page, foot=marked.foot, watermark=marked.watermark, code=marked.code)


# ---- numbers of printings ----


def new_code(desk: Desk) -> str:
    """Return a number that no other printing of this installation has, scattered so that it betrays no order.

    A counter goes through all 33 million numbers by a step drawn at random for each installation, so that one restored
    from a backup goes another way. Where nothing can be written down (an office open for reading), it is drawn.
    """
    if desk.store.readonly:
        return _encoded(secrets.randbelow(_SPACE))
    start, step = _walk(desk)
    return _encoded((start + step * desk.store.system.next_number("print")) % _SPACE)


def _walk(desk: Desk) -> tuple[int, int]:
    """Return where this installation's numbers start and their step, which is odd so as to meet every number once."""
    kept = cast("dict[str, object]", desk.setting(SETTING, {}))
    if kept.get("replica") != desk.store.replica:
        start, step = secrets.randbelow(_SPACE), secrets.randbelow(_SPACE) | 1
        kept = {"replica": desk.store.replica, "start": start, "step": step}
        desk.set_setting(SETTING, kept)
    return int(str(kept["start"])), int(str(kept["step"]))


def read_code(text: str) -> str:
    """Return the number of a printing as it is kept, from what was typed or scanned; "" where it cannot be one."""
    code = squeeze(text).upper().translate(_LOOKS_LIKE).replace("-", "")
    good = len(code) == 6 and all(char in ALPHABET for char in code)
    return code if good and _check([ALPHABET.index(char) for char in code[:5]]) == code[5] else ""


def _encoded(number: int) -> str:
    digits = [number >> 5 * place & 31 for place in reversed(range(5))]
    return "".join(ALPHABET[digit] for digit in digits) + _check(digits)


def _check(digits: list[int]) -> str:
    """Return the check character: the digits weighed by powers of two in the field of 32 elements (x⁵ + x² + 1)."""
    total = 0
    for digit in digits:
        total = _double(total ^ digit)
    return ALPHABET[total]


def _double(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
