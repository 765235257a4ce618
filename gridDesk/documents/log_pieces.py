"""The pieces that the layouts of the daily record share: heading, who and when, patrols, tables with rows for the pen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gridDesk.documents.form import Block, Cell, Form, Grid, Line, Signatures, Strip, Title
from gridDesk.documents.log_day import DailyLog, LogPatrol, weekday
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import FIVE, SMALL_FIVE
from gridDesk.documents.tables import chinese_date

PEN = 9.0  # mm a row must have to be written in by hand
_ORDINALS = "一二三四五六七八九十"


def log_form(paper: Paper, log: DailyLog, blocks: Iterable[Block]) -> Form:
    """Return the form of a day: heading, page number, `blocks`, signatures, and what the back says first."""
    signed = (Signatures(paper.signatures),) if paper.signatures else ()
    code = f"网格编码：{log.grid_code}" if log.grid_code else ""
    return Form(
        part=log.date or (f"第 {log.number} 页" if log.number else "空白日志"),
        number=log.number,
        key=log.key or log.date,
        blocks=(Title(paper.title), Strip(left=code, right=page_words(log.number)), *blocks, *signed),
        again=(Title(f"{paper.title}（续页）", 14), Strip(left=f"{log.grid}　{log.worker}", right=when(log))),
    )


def page_words(number: str) -> str:
    """Return what stands at the head for the number of a page, with room for the pen where it has none."""
    return f"页码：{number}" if number else "页码：　　　　　"


def when(log: DailyLog) -> str:
    """Return a day in words: 2026 年 11 月 21 日　星期六."""
    return f"{chinese_date(log.date)}　{weekday(log.date)}"


def about(log: DailyLog, *, worker: str = "网格员", beside: str = "陪同人员") -> Grid:
    """Return who, where and when. `worker` and `beside` are what the form calls the writer and who came along."""
    return Grid(
        (23.0, 58.0, 20.0, 69.0),
        (
            Line((label("村（社区）"), Cell(log.village), label("网格"), Cell(log.grid))),
            Line((label(worker), Cell(log.worker), label("日期"), Cell(when(log)))),
            Line((label("天气"), Cell(log.weather), label(beside), Cell(log.companion))),
        ),
    )


def patrols(log: DailyLog, title: str) -> Grid:
    """Return the day's patrols, at least the two that are due (一日双巡)."""
    shown = [*log.patrols, LogPatrol(), LogPatrol()][: max(2, len(log.patrols))]
    lines = [
        Line((label(f"第{_ORDINALS[i % 10]}次"), mid(item.start), mid(item.end), Cell(item.route)), height=PEN)
        for i, item in enumerate(shown)
    ]
    return Grid(
        (20.0, 22.0, 22.0, 106.0), tuple(lines), head=(banner(title, 4), titles("次序", "起", "止", "路线或范围"))
    )


def total_words(log: DailyLog) -> str:
    """Return the patrol time of the day, with room for the pen where it is not known."""
    return f"合计：{log.total or '　　时　　分'}"


def listed(
    widths: Sequence[float],
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    least: int,
    *,
    free: int = 0,
) -> Grid:
    """Return a table of the day: its rows, filled up to `least` with empty ones for the pen, of which `free` always."""
    lines = [Line(tuple(cells), height=PEN) for cells in rows]
    lines += [Line((Cell(),) * len(widths), height=PEN, stretch=True)] * max(least - len(lines), free)
    head = (banner(title, len(widths)), titles(*heads)) if title else (titles(*heads),)
    return Grid(tuple(widths), tuple(lines), head=head, size=SMALL_FIVE)


def written(*texts: tuple[str, str, int]) -> Grid:
    """Return titled boxes with writing lines: title, text, number of lines."""
    lines = tuple(Line((label(title), Cell(text, ruled=PEN)), height=count * PEN) for title, text, count in texts)
    return Grid((31.0, 139.0), lines)


def ticked(rows: Iterable[tuple[str, Sequence[str]]], ticks: frozenset[str], title: str = "") -> Grid:
    """Return rows of check boxes, one column each; `ticks` holds those to tick as `行：项`."""
    rows = list(rows)
    columns = max(len(words) for _, words in rows)
    lines = tuple(
        Line(
            (label(name), *(Cell(f"{'☑' if f'{name}：{word}' in ticks else '□'} {word}") for word in words)), height=7.0
        )
        for name, words in rows
    )
    head = (banner(title, columns + 1),) if title else ()
    return Grid((25.0, *(145.0 / columns,) * columns), lines, head=head, size=SMALL_FIVE)


def joined(*parts: str) -> str:
    """Return what there is of some texts, one below the other."""
    return "\n".join(part for part in parts if part)


def stacked(text: str) -> str:
    """Return door and head one below the other, for a narrow cell."""
    return text.replace("　", "\n")


def label(text: str) -> Cell:
    """Return a cell that names what stands beside it."""
    return Cell(text, label=True)


def long(text: str) -> Cell:
    """Return a cell of text that keeps its size and breaks."""
    return Cell(text, wrap=True)


def mid(text: str) -> Cell:
    """Return a cell with its text in the middle."""
    return Cell(text, align="center")


def tick(on: bool) -> Cell:
    """Return a cell with a tick, or empty."""
    return mid("✓" if on else "")


def banner(text: str, span: int) -> Line:
    """Return a heading over a whole table."""
    return Line((Cell(text, label=True, span=span, size=FIVE),), height=6.5)


def titles(*words: str) -> Line:
    """Return the headings of a table's columns."""
    return Line(tuple(Cell(word, label=True, size=SMALL_FIVE) for word in words), height=6.5)
