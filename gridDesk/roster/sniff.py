"""What a column with an unknown title holds, told by its content: ID numbers, phones, names, relations.

Only columns that no title matched are looked at, and only for fields that no other column feeds. A clerk sees the
reason (按内容推断) beside the match and can change it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from gridDesk.errors import FieldError
from gridDesk.ledger import Catalogue
from gridDesk.ledger.idnumber import parse_id_number
from gridDesk.roster import words
from gridDesk.roster.cells import name_aside
from gridDesk.roster.header import Header
from gridDesk.roster.match import Match, Matches
from gridDesk.roster.read import Sheet
from gridDesk.text import clean_name, fold, has_hanzi, is_hanzi, squeeze

SAMPLE = 80
ENOUGH = 3  # Fewer values than this prove nothing.
_MOBILE = re.compile(r"1[3-9]\d{9}")


def by_content(matches: Matches, sheet: Sheet, header: Header, catalogue: Catalogue) -> Matches:
    """Return the matches with unknown columns settled by what stands in them, where that leaves no doubt."""
    if matches.target == words.DWELLING or not matches.unmatched:
        return matches
    fed = {item.reference for item in matches.columns}
    found = dict(enumerate(matches.columns))
    for reference, looks_like in _tests(catalogue):
        if reference in fed:
            continue
        fitting = [
            place
            for place, item in found.items()
            if not item.reference and not item.reason.startswith("在") and looks_like(_values(sheet, header, item))
        ]
        if len(fitting) == 1:
            found[fitting[0]] = replace(found[fitting[0]], reference=reference, confidence=0.6, reason="按内容推断")
    if (beside := _name_beside_number(list(found.values()), sheet, header)) >= 0:
        found[beside] = replace(found[beside], reference=words.NAME, confidence=0.6, reason="按内容推断")
    if matches.target == words.RESIDENT and "residence.relation" not in fed:
        for place, item in found.items():
            if not item.reference and words.is_kin_title(item.title) and _all_names(_values(sheet, header, item)):
                block = f"{words.BLOCK}{words.header_key(item.title)}."
                found[place] = replace(item, reference=block + words.NAME, confidence=0.6, reason="同一行里的家人")
                _take_beside(found, place, block)
    return Matches(matches.target, tuple(found.values()), matches.layout)


def _take_beside(found: dict[int, Match], place: int, block: str) -> None:
    """Give the plain 身份证号 and 电话 right of a wife's or child's name to her."""
    for right in range(place + 1, len(found)):
        item = found[right]
        if item.reference or not words.is_plain_title(item.title):
            return
        what = words.ID_NUMBER if "证" in item.title or "身份" in item.title else "person.phone"
        found[right] = replace(item, reference=block + what, confidence=0.6, reason="同一行里的家人")


def _name_beside_number(columns: list[Match], sheet: Sheet, header: Header) -> int:
    """Return the place of the column of names left of the ID numbers where no title tells it (车主, 被拆迁人); -1 for none."""
    number = next((n for n, item in enumerate(columns) if item.reference == words.ID_NUMBER), 0)
    if any(item.reference == words.NAME for item in columns):
        return -1
    for place in range(number - 1, max(number - 4, -1), -1):
        if not columns[place].reference and _all_names(_values(sheet, header, columns[place])):
            return place
    return -1


def _all_names(values: list[object]) -> bool:
    """Tell whether a column of 配偶 or 长子 holds their names, not how many there are or whether there is one."""
    named = [value for value in values if squeeze(value) not in words.NOTHING]
    return bool(named) and all(_is_name(name_aside(value)[0]) for value in named)


def _values(sheet: Sheet, header: Header, item: Match) -> list[object]:
    """Return the first values of a column below the header, blanks left out."""
    rows = sheet.rows[header.last_row + 1 : header.last_row + 1 + 4 * SAMPLE]
    cells = [row[item.column] for row in rows if item.column < len(row)]
    return [cell for cell in cells if squeeze(cell)][:SAMPLE]


def _tests(catalogue: Catalogue) -> list[tuple[str, Callable[[list[object]], bool]]]:
    relation = catalogue["residence"]["relation"].code_set
    sex = catalogue["person"]["sex"].code_set
    assert relation is not None
    assert sex is not None
    return [
        (words.ID_NUMBER, lambda values: _most(values, _is_id, 0.7)),
        ("person.phone", lambda values: _most(values, lambda value: bool(_MOBILE.fullmatch(_digits(value))), 0.7)),
        (
            "person.sex",
            lambda values: _most(values, lambda value: squeeze(value) in ("男", "女", "男性", "女性"), 0.95),
        ),
        (
            "residence.relation",
            lambda values: _heads(values) and _most(values, lambda v: relation.find(v) is not None, 0.8),
        ),
        (
            words.NAME,
            lambda values: _most(values, _is_name, 0.9) and len({squeeze(v) for v in values}) > 0.6 * len(values),
        ),
    ]


def _most(values: list[object], test: Callable[[object], bool], share: float) -> bool:
    return len(values) >= ENOUGH and sum(map(test, values)) >= share * len(values)


def _heads(values: list[object]) -> bool:
    return any(squeeze(value) == "户主" for value in values)


def _digits(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else squeeze(fold(value)).strip("'")


def _is_id(value: object) -> bool:
    """Tell whether a cell is a resident's number, or one that a spreadsheet ruined."""
    try:
        found = parse_id_number(value)
    except FieldError as error:
        return error.kind in ("id_precision_lost", "id_check_digit")
    return found is not None and found.kind in ("resident18", "resident15", "permit")


def _is_name(value: object) -> bool:
    """Tell whether a cell can be a person's name: two to four Hanzi, or longer with a middle dot."""
    name = clean_name(value)
    if "·" in name:
        return has_hanzi(name)
    return 2 <= len(name) <= 4 and all(is_hanzi(char) for char in name)
