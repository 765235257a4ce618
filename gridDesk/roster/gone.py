"""Which lines of a roster speak of people who died, moved out or were struck off: they are not people of the place."""

from __future__ import annotations

import re

from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, name_aside
from gridDesk.roster.plan import KEPT, CellNote, some_lines
from gridDesk.roster.table import Table
from gridDesk.roster.words import header_key
from gridDesk.text import fold, squeeze

_DATE = r"(?:\d{2,4}[年./-]?)?(?:\d{1,2}[月./-]?)?(?:\d{1,2}日?)?"
_LINE = re.compile(
    rf"(?:本人|该人|此人|人员|户口|户籍)*(?:于)?{_DATE}(?:本人|户口|户籍)*(?:已|已经|现已|因\w{{1,6}}?)*(?:死亡)?"
    rf"(?:{words.ENDED}|离开|搬走|搬离|退租)(?:户口|户籍|人员|本[村社区]{{1,2}})?(?:至|到|往)?[（(]?(?:(?<=[至到往])\w{{1,20}}|{_DATE})[)）]?"
)
_WHEN = re.compile(r"(?:本人)?(?:死亡|去世|逝世|病故|注销|户口注销|迁出|户口迁出|销户)(?:日期|时间|年月)")
_ALL = re.compile(r"(?:死亡|已故|去世|迁出|注销|销户)(?:人员|人口|居民|名单|花名册|登记|台账|统计表|明细)")
_WORDS = re.compile(rf"(?:{words.ENDED}|外迁|户口迁出)")
_YES = words.YES | {"已注销"}
_NOTHING_SAID = {"", "否", "正常", "在册", "在籍", "有效", "健在", "生存", "是", "无", "0", "-", "未注销", "正常户口"}


def marked_gone(table: Table) -> dict[int, tuple[str, str]]:
    """Return data row -> (cell address, words) for the lines whose status or remark says that the person is gone."""
    found: dict[int, tuple[str, str]] = {}
    for item in table.matches.of(words.STATUS):
        asked = _asked(item.title)
        for row, raw in enumerate(table.raw(item.column)):
            text = squeeze(fold(cell_text(raw)))
            if text and (text == "否" if asked == "健在" else (asked and text.casefold() in _YES) or _says(text)):
                said = f"{item.title}：{cell_text(raw)}" if asked else cell_text(raw)
                found.setdefault(row, (table.place(row, item), said))
    for item in table.matches.of(words.NAME):
        for row, raw in enumerate(table.raw(item.column)):
            said = squeeze(fold(name_aside(raw)[1])) if isinstance(raw, str) and len(raw) > 3 else ""
            if said in ("故", "亡", "外迁") or (said and _LINE.fullmatch(said)):
                found.setdefault(row, (table.place(row, item), cell_text(raw)))
    for item in (*table.matches.of("person.remark"), *table.matches.of(f"{table.matches.target}.remark")):
        for row, raw in enumerate(table.raw(item.column)):
            text = squeeze(fold(cell_text(raw)))
            if text and _LINE.fullmatch(text):
                found.setdefault(row, (table.place(row, item), cell_text(raw)))
    for item in table.matches.columns:
        if _WHEN.fullmatch(header_key(item.title)):
            for row, raw in enumerate(table.raw(item.column)):
                text = cell_text(raw)
                if any(char.isdigit() for char in text):
                    found.setdefault(row, (table.place(row, item), f"{item.title}：{text}"))
    if title := _ALL.search(squeeze(f"{table.sheet.name} {table.header.title}")):
        for row in range(len(table)):
            found.setdefault(row, (f"第 {table.line(row)} 行", title[0]))
    for row, line in enumerate(table.lines):
        if line in table.sheet.struck:
            found.setdefault(row, (f"第 {line + 1} 行", "整行划了删除线"))
    return found


def _asked(title: str) -> str:
    """Return what a yes-or-no title such as 是否注销 or 是否健在 asks, "" for a title of words."""
    if "健在" in title:
        return "健在"
    return "注销" if "是否" in title or "标识" in title else ""


def _says(text: str) -> bool:
    return bool(_WORDS.search(text)) and not re.search(r"未|没|拟|不|无", text)


def status_words(table: Table, row: int) -> list[tuple[str, str]]:
    """Return (title, words) of status cells that say more than that the person is there; kept in the remark."""
    cells = [(item.title, cell_text(table.raw(item.column)[row])) for item in table.matches.of(words.STATUS)]
    return [(title, text) for title, text in cells if text not in _NOTHING_SAID]


def note_of(table: Table, row: int, said: tuple[str, str], *, known: bool) -> CellNote:
    """Return the sentence for a line that was left out."""
    place, text = said
    done = "台账里这个人还在册，没有改动；请在人员页面里办理注销或迁出" if known else "没有登记为现有人口"
    return CellNote(place, "状态", "person_gone", f"{place} 写着“{text}”，{done}。", text)


def tell(table: Table, gone: list[int]) -> None:
    """Name the lines that were left out, so that none is missed in the preview."""
    if len(gone) == len(table):
        # Nobody was written, so nothing stands in anybody's remark.
        table.notices[:] = [notice for notice in table.notices if KEPT not in notice]
    if gone:
        lines = some_lines([table.line(row) for row in gone])
        table.notices.insert(
            0, f"有 {len(gone):,} 行写着已故、迁出或注销（第 {lines} 行），没有登记为现有人口，也不计入人数。"
        )
