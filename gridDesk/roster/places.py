"""Addresses as rosters write them: joined from their parts, read best-effort, found again or made new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, plain_texts
from gridDesk.roster.draft import Draft
from gridDesk.roster.match import Match
from gridDesk.roster.plan import Change
from gridDesk.roster.spelling import hanzi_number, place_key
from gridDesk.roster.table import Table
from gridDesk.text import fold, squeeze

_GROUP = re.compile(r"第?(\d{1,3}|[一二三四五六七八九十]{1,3})(?:村民)?小?组")
_BUILDING = re.compile(r"(\d+|[A-Za-z])(?:号楼|幢|栋|楼)")
_UNIT = re.compile(r"(\d+)单元")
_DOOR = re.compile(r"(\d+(?:-\d+)?)(?:号|室|户)?$")


def village_group(raw: object) -> str | None:
    """Return a village group as it is kept (`2组`) from 2, 2.0, 第二组, 二组; other words stay as typed."""
    text = squeeze(fold(cell_text(raw)))
    if not text:
        return None
    found = _GROUP.fullmatch(text if text.endswith("组") else text + "组")
    return f"{hanzi_number(found[1])}组" if found else text


def parts_of(text: str) -> dict[str, object]:
    """Return what an address says of village group, building, unit and door."""
    key = fold(squeeze(text))
    # Most addresses have few of these words, and looking for a word is far cheaper than matching.
    found = {
        "building": _BUILDING.search(key) if any(word in key for word in "楼幢栋") else None,
        "unit": _UNIT.search(key) if "单元" in key else None,
        "door": _DOOR.search(key),
    }
    parts: dict[str, object] = {name: match[1] for name, match in found.items() if match}
    if "组" in key and (match := _GROUP.search(key)):
        parts["village_group"] = f"{hanzi_number(match[1])}组"
    return parts


def joined(table: Table, columns: Sequence[Match]) -> list[str]:
    """Return one address text per data row from the columns that feed it, in their order; bare numbers get their unit."""
    if not columns:
        return [""] * len(table)
    if len(columns) == 1 and columns[0].unit is None:
        return plain_texts(_cells(table, columns[0]))
    texts = [[_part(cell, item.unit or "") for cell in _cells(table, item)] for item in columns]
    return ["".join(row) for row in zip(*texts, strict=True)]


_UNITS = {
    "village_group": "组",
    "road": "",
    "estate": "",
    "building": "号楼",
    "unit": "单元",
    "door": "号",
    "room": "室",
}
_BUILDING_OF_SHEET = re.compile(r"(?<!\d)(\d{1,3}|[A-Za-z])(?:号楼|号?[幢栋]|#楼?|楼)(?![\d层至-])")


def addresses_of(table: Table) -> list[str]:
    """Return each row's address: the address column, else put together from group, estate, building and door columns.

    What a sheet of one building or group says in its name counts for all its rows.
    """
    columns = table.matches.of(words.ADDRESS)
    parts = _part_columns(table)
    if columns and not (parts and not _numbered(joined(table, columns))):
        return _within_group(table, joined(table, columns))
    if not any(item.reference.endswith((".door", ".building", ".room")) for item in parts):
        return joined(table, columns)
    keys = {item.reference[8:] for item in parts}
    before = "" if columns else _sheet_part(table, keys)
    texts = _put_together(table, [*columns, *parts])
    return _within_group(table, [before + text if text else "" for text in texts])


def parts_left_out(table: Table) -> list[Match]:
    """Return the columns of a building, unit or room beside addresses that say a number already: they are not joined."""
    columns = table.matches.of(words.ADDRESS)
    if not columns or not _numbered(joined(table, columns)):
        return []
    return [item for item in _part_columns(table) if item.reference[8:] in ("building", "unit", "door", "room")]


def says_part(address: str, part: str) -> bool:
    """Tell whether an address says the number of a room already."""
    number = re.sub(r"\D", "", fold(part)) or squeeze(part)
    return number in re.findall(r"\d+", fold(address)) or squeeze(part) in squeeze(address)


_HEADS_BELOW = ("road", "estate", "building", "unit")


def _put_together(table: Table, columns: Sequence[Match]) -> list[str]:
    """Return the addresses put together from their parts; a building or unit that stands only in its first line is carried down."""
    cells = {item.column: [_part(cell, item.unit or "") for cell in _cells(table, item)] for item in columns}
    ends = [cells[item.column] for item in columns if item.reference[8:] in ("door", "room")]
    above: list[list[str]] = []
    for item in columns:
        said = cells[item.column]
        if ends and item.reference[8:] in _HEADS_BELOW and _only_in_first(said):
            cells[item.column] = said = _carried(said, above, ends)
        if item.reference[8:] in _HEADS_BELOW:
            above.append(said)
    return ["".join(row) for row in zip(*(cells[item.column] for item in columns), strict=True)]


def _only_in_first(said: Sequence[str]) -> bool:
    """Tell whether a column never says the same twice running, so that a blank means the one above."""
    filled = [text for text in said if text]
    return len(filled) < len(said) and bool(said[0]) and all(one != two for one, two in pairwise(said) if one)


def _carried(said: Sequence[str], above: Sequence[Sequence[str]], ends: Sequence[Sequence[str]]) -> list[str]:
    """Return a column with blanks filled from above, where the row names a door and is not of another building."""
    found: list[str] = []
    last, within = "", [""] * len(above)
    for row, text in enumerate(said):
        now = [column[row] for column in above]
        if text or now != within:
            last = text
        within = now
        found.append(text or (last if any(column[row] for column in ends) else ""))
    return found


_BARE_DOOR = re.compile(r"\d+(?:-\d+)?[号户]?")


def _within_group(table: Table, texts: list[str]) -> list[str]:
    """Put the village group before addresses that are nothing but a door: 5号 is another house in each group."""
    bare = {text for text in set(texts) if text and _BARE_DOOR.fullmatch(squeeze(fold(text)))}
    if not bare:
        return texts
    column = next(iter(table.matches.of("address.village_group")), None)
    groups = [village_group(cell) for cell in _cells(table, column)] if column else [None] * len(table)
    whole = _sheet_part(table, set())
    found = [group or table.section(row) or whole for row, group in enumerate(groups)]
    return [f"{group}{text}" if text in bare and group else text for text, group in zip(texts, found, strict=True)]


def _part_columns(table: Table) -> list[Match]:
    """Return the columns of address parts in the order in which an address says them, with the unit of bare numbers."""
    found = [(key, item) for key in _UNITS for item in table.matches.of(f"address.{key}")]
    storied = any(key in ("building", "unit") for key, _ in found)
    both = {"door", "room"} <= {key for key, _ in found}
    return [replace(item, unit="室" if key == "door" and storied and not both else _UNITS[key]) for key, item in found]


def _numbered(texts: Sequence[str]) -> bool:
    """Tell whether most addresses of a column already say a number."""
    said = [text for text in texts if text]
    return sum(any(char.isdigit() for char in text) for text in said) > 0.5 * len(said) if said else False


def _sheet_part(table: Table, keys: set[str]) -> str:
    """Return the building or village group that a sheet's own name tells, where no column does."""
    name, title = squeeze(fold(table.sheet.name)), squeeze(fold(table.header.title))
    if "unit" in keys or "room" in keys:
        buildings = set(_BUILDING_OF_SHEET.findall(name)) or set(_BUILDING_OF_SHEET.findall(title))
        return f"{buildings.pop()}号楼" if len(buildings) == 1 and "building" not in keys else ""
    groups = _GROUP.findall(name)
    return f"{hanzi_number(groups[0])}组" if len(groups) == 1 and not keys & {"village_group", "building"} else ""


def _cells(table: Table, item: Match) -> Sequence[object]:
    return table.parse(item, lambda raw: raw).values


def _part(cell: object, unit: str) -> str:
    text = cell_text(cell)
    text = text.rstrip("#＃") if unit in ("号楼", "幢", "栋") else text
    # 2-1-301 is a whole door: building, unit and room.
    return text + unit if unit and re.fullmatch(r"\d+(?:-\d*)?", fold(text)) else text


_LIVING_AT = re.compile(r"(.*\d.*?)\s*[(（]([^()（）]*(?:租|借住|寄住|暂住|同住|房东|[父母儿女]家)[^()（）]*)[)）]")


def without_asides(texts: list[str]) -> tuple[list[str], dict[int, str]]:
    """Return addresses without the words behind them that tell how somebody lives there, and those words by row.

    5组1号（租张三家） is the door 5组1号: with its words it would be a second address beside it.
    """
    asides: dict[int, str] = {}
    plain = list(texts)
    for row, text in enumerate(texts):
        if text and text[-1] in ")）" and (found := _LIVING_AT.fullmatch(text)):
            plain[row], asides[row] = found[1], found[2]
    return plain, asides


class Places:
    """Finds or makes the address records of one sheet."""

    def __init__(self, draft: Draft, grid: str | None) -> None:
        self._draft = draft
        self._grid = grid
        self._seen: dict[str, str] = {}
        # With nothing known before, only this sheet's own spellings can agree, and those agree in full.
        self._nothing_known = not draft.known.table("address")
        self._by_key: dict[str, str] = {}

    def find(self, text: str) -> str | None:
        """Return the address record a text means, without making one."""
        return self._seen.get(text) or self._look_up(text, place_key(text) if self._nothing_known else "")

    def _look_up(self, text: str, key: str) -> str | None:
        return self._by_key.get(key) if self._nothing_known else self._draft.known.address(text)

    def put(self, text: str, more: dict[str, object], changes: list[Change]) -> str:
        """Return the address record a text means, made or completed when needed; `more` are values from columns."""
        uid = self._seen.get(text)
        if uid is None:
            key = place_key(text) if self._nothing_known else ""
            uid = self._look_up(text, key)
            if uid is None:
                values = {"text": text, **parts_of(text), **more}
                if self._grid:
                    values.setdefault("grid", self._grid)
                uid = self._draft.create("address", values)
                self._by_key[key] = uid
                self._seen[text] = uid
                return uid
            self._draft.merge("address", uid, {"text": self._fuller(uid, text)}, changes)
            self._seen[text] = uid
        self._complete(uid, more, changes)
        return uid

    def _complete(self, uid: str, more: dict[str, object], changes: list[Change]) -> None:
        """Fill what the record lacks; rows of one address may disagree, so what it has stays."""
        row = self._draft.known.get("address", uid)
        self._draft.put("address", uid, {key: more[key] for key in more if row.get(key) is None}, changes)

    def _fuller(self, uid: str, text: str) -> str | None:
        """Return the text when it says more than the known one, not when it only spells it otherwise."""
        known = place_key(self._draft.known.get("address", uid)["text"])
        key = place_key(text)
        return text if key != known and key.endswith(known) else None
