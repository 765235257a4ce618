"""Sheets that name people and are no rosters: attendance, pay, sign-in and contact lists, and lists lying on their side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from gridDesk.ledger import Catalogue
from gridDesk.roster.cells import cell_text, is_blank
from gridDesk.roster.header import Header
from gridDesk.roster.read import Cells, Sheet
from gridDesk.roster.words import all_words, header_key
from gridDesk.text import squeeze

# Of people at work or at a meeting, whatever else the sheet says of them.
_NEVER = re.compile(r"考勤|出勤|签到|值班|排班|工资|薪酬|薪资|通讯录|通信录")
# Of whoever came, unless their ID numbers stand beside the names.
_UNPROVEN = re.compile(r"领取|签收|评分|打分|考核|投票|联系表|电话表")
LEDGERS = {
    "考勤": "attendance", "出勤": "attendance", "签到": "training_attendance", "值班": "duty", "排班": "duty", "工资": "pay",
    "薪酬": "pay", "薪资": "pay", "考核": "score", "评分": "score", "打分": "score",
}  # fmt: skip
"""The ledger that keeps what such a sheet is for."""
_DAYS = 15  # columns of days from which a sheet is a calendar of somebody's month
_LOOKED_AT = 40
_INDEX = ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def other_purpose(texts: Iterable[str], header: Header, sheet: Sheet, *, numbered: bool) -> str:
    """Return the word that tells what a sheet of names is kept for instead (考勤, 工资), "" where nothing tells."""
    for text in texts:
        found = _NEVER.search(squeeze(text)) or (None if numbered else _UNPROVEN.search(squeeze(text)))
        if found:
            return found[0]
    return "考勤" if _is_calendar(header, sheet) else ""


def _is_calendar(header: Header, sheet: Sheet) -> bool:
    """Tell whether the columns are the days of a month."""
    titles = [title.split("-")[-1].removesuffix("日") for title in header.columns]
    below = sheet.rows[header.last_row + 1] if header.last_row + 1 < len(sheet.rows) else ()
    return any(_days(line) >= _DAYS for line in (titles, [cell_text(cell) for cell in below]))


def _days(texts: Iterable[str]) -> int:
    numbers = [int(text) if text.isdecimal() and len(text) <= 2 else 0 for text in texts]
    return 1 + sum(two == one + 1 and two <= 31 for one, two in pairwise(numbers) if one)


def lies_on_its_side(sheet: Sheet, catalogue: Catalogue) -> bool:
    """Tell whether titles stand below each other at the left, so that a column is a person and not a line."""
    known = all_words(catalogue)
    rows = [row for row in sheet.rows[:_LOOKED_AT] if any(not is_blank(cell) for cell in row)]
    firsts = [next((n for n, cell in enumerate(row) if not is_blank(cell)), 0) for row in rows]
    named = next((row for row in rows if header_key(_first(row)) == "姓名"), None)
    if named is None or len(set(firsts)) > 1:
        return False
    titled = sum(header_key(_first(row)) in known for row in rows)
    others = [cell_text(cell) for cell in named if not is_blank(cell)][1:]
    return titled >= 3 and titled >= 0.6 * len(rows) and bool(others) and header_key(others[0]) not in known


def _first(row: Cells) -> str:
    return next((cell_text(cell) for cell in row if not is_blank(cell)), "")


def is_index(row: Cells) -> bool:
    """Tell whether a line only numbers the columns, as official forms do: 甲 乙 丙, 1 2 3, (1) (2) (3)."""
    texts = [squeeze(cell_text(cell)).strip("()（）").upper() for cell in row if not is_blank(cell)]
    if len(texts) < 3:
        return False
    for letters in _INDEX:
        count = next((n for n, text in enumerate(texts) if text != letters[n : n + 1]), len(texts))
        texts = texts[count:] if count else texts
    return texts == [str(n) for n in range(1, len(texts) + 1)]
