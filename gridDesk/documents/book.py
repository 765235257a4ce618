"""The bound volume 《网格化社会管理台账》: cover, how it is kept, contents, the area at a glance, checks at the back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from gridDesk.documents.form import Block, Cell, Form, FormPage, Grid, Line, Signatures, Space, Strip, Title, Words
from gridDesk.documents.page import Book, PartPages
from gridDesk.documents.sheet import FIVE, SMALL_FOUR, Sheet
from gridDesk.documents.table_page import TablePage
from gridDesk.documents.tables import Header, chinese_date

SEAL = 45.0  # mm, the room a seal needs
_DIGITS = "零一二三四五六七八九"
_BESIDE = 14  # lines of figures that the picture can stand beside
_FACT, _PEN = 7.6, 10.0
_ENTRY = 54  # half-width characters of a line of the contents that tells where groups begin


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What is on the cover: title, office, grid with its code, year, which volume of how many, and who keeps it."""

    title: str
    unit: str
    grid: str
    grid_code: str = ""
    year: str = ""
    number: int = 1
    count: int = 1
    keeper: str = ""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The area of a grid at a glance: longer texts, figures under headings, how many belong to which group of people,
    who works there, and its sketch.
    """

    texts: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    crew: tuple[tuple[str, str, str], ...] = ()
    picture: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A part of the volume (编): its fixed number, its page, and in words how many records it holds."""

    number: int
    page: TablePage | FormPage
    records: str = ""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Everything a volume is made of. `empty` are the chapters without records, by number and title."""

    volume: Volume
    rules: tuple[str, ...]
    overview: Overview
    chapters: tuple[Chapter, ...]
    empty: tuple[tuple[int, str], ...] = ()
    sheet: Sheet = field(default_factory=Sheet)


def build_book(name: str, bound: Bound, header: Header) -> Book:
    """Bind a volume; its contents are made from where the chapters came to stand."""
    page = _Pages(name, bound.sheet, header)
    bound = replace(bound, sheet=replace(bound.sheet, size="A4"))  # forms are laid out on A4 and enlarged to the sheet
    area = page.of("overview", "网格责任区基本情况", _overview(bound, header), series=series(1))
    chapters = (Chapter(number=1, page=area), *bound.chapters)

    def contents(parts: tuple[PartPages, ...]) -> FormPage:
        return page.of("contents", "目录", _contents(bound, chapters, parts))

    return Book(
        name=name, title=f"{bound.volume.title}　{bound.volume.unit}",
        front=(page.of("cover", "封面", _cover(bound)), replace(page.of("rules", "填写说明", _rules(bound)), odd_start=True)), contents=contents,
        parts=tuple(chapter.page for chapter in chapters),
        back=(page.of("exchanges", "换页登记", _exchanges(bound)), page.of("checks", "核对签字", _checks(bound))),
        made=header.made,
    )  # fmt: skip


def series(number: int) -> str:
    """Return what a chapter is called: 第三编."""
    return f"第{chinese_number(number)}编"


def chinese_number(number: int) -> str:
    """Return a number from 1 to 99 as it is written: 十, 十二, 三十五."""
    tens, ones = divmod(number, 10)
    return f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones or not tens else ''}"


@dataclass(frozen=True)
class _Pages:
    """Makes the form pages of a volume, all on the same sheet."""

    name: str
    sheet: Sheet
    header: Header

    def of(self, key: str, title: str, form: Form, series: str = "") -> FormPage:
        head, factor = self.header, self.sheet.height / replace(self.sheet, size="A4").height
        return FormPage(
            name=f"{self.name}_{key}", title=title, forms=(_enlarged(form, factor),), sheet=self.sheet, foot=head.foot, code=head.code,
            series=series, made=head.made,
        )  # fmt: skip


def _enlarged(form: Form, factor: float) -> Form:
    """Return a form with its type and heights `factor` times as large; widths fill the sheet by themselves."""
    if factor == 1.0:
        return form
    blocks, again = (tuple(_enlarged_block(block, factor) for block in some) for some in (form.blocks, form.again))
    return replace(form, blocks=blocks, again=again)


def _enlarged_block(block: Block, factor: float) -> Block:
    if isinstance(block, Space | Signatures):
        return replace(block, height=block.height * factor)
    if isinstance(block, Strip):
        return replace(block, size=block.size * factor, height=block.height * factor)
    if isinstance(block, Grid):
        head, lines = (
            tuple(
                Line(tuple(replace(cell, size=cell.size * factor) for cell in line.cells), line.height * factor)
                for line in some
            )
            for some in (block.head, block.lines)
        )
        return replace(block, size=block.size * factor, head=head, lines=lines)
    return replace(block, size=block.size * factor)


# ---- cover ----


def _cover(bound: Bound) -> Form:
    volume, room = bound.volume, bound.sheet.room
    upright = bound.sheet.height > bound.sheet.width
    rows = (
        ("单　　位", volume.unit), ("网　　格", volume.grid), ("网格编码", volume.grid_code),
        ("年　　度", f"{volume.year} 年"), ("册　　号", f"第 {volume.number} 册　共 {volume.count} 册"), ("保 管 人", volume.keeper),
        ("保管期限", ""),
    )  # fmt: skip
    label, seal = 38.0, 54.0
    lines = [Line((_label(name), Cell(text, align="center")), height=13.0) for name, text in rows]
    # Nothing but white beside the first rows: the seal of the office is set there, never printed.
    stamp = Cell("（盖章处）", down=len(lines), align="center")
    lines[0] = Line((*lines[0].cells, stamp), height=13.0)
    return Form(
        part="封面", key="cover", bare=True,
        blocks=(
            Space(50 if upright else 18), Title(volume.title, 36), Space(6), Title(f"（{volume.year} 年度）", 18),
            Space(36 if upright else 9), Grid((label, room - label - seal, seal), tuple(lines), size=14.0),
            Space(14 if upright else 6),
            Strip(middle="含个人信息　专人专柜保管　未经批准不得复制、拍照、外借", size=SMALL_FOUR, height=9),
        ),
    )  # fmt: skip


# ---- how it is kept ----


def _rules(bound: Bound) -> Form:
    paragraphs = tuple(Words(f"{chinese_number(n)}、{text}", SMALL_FOUR) for n, text in enumerate(bound.rules, start=1))
    return Form(part="填写说明", key="rules", blocks=(Title("填写说明"), Space(3), *paragraphs))


# ---- contents ----


def _contents(bound: Bound, chapters: Sequence[Chapter], parts: Sequence[PartPages]) -> Form:
    lines = tuple(_entry(chapter, part) for chapter, part in zip(chapters, parts, strict=True))
    head = Line(
        tuple(_label(word) for word in ("编号", "台账名称", "起止页码", "页数", "记录", "各组（楼栋）起始页")),
        height=8.5,
    )
    said = "、".join(f"{series(number)}{title}" for number, title in bound.empty)
    empty = (Space(2), Words(f"暂无记录、本册不装订的有：{said}。编号留用，有了记录再补印。", FIVE)) if said else ()
    return Form(
        part="目录", key="contents",
        blocks=(Title("目　录"), _strip(bound), Grid((20, 50, 40, 14, 38, 95), lines, head=(head,), size=FIVE), *empty),
        again=(Title("目　录（续）", 14),),
    )  # fmt: skip


def _entry(chapter: Chapter, part: PartPages) -> Line:
    mark = chinese_number(chapter.number)
    if isinstance(chapter.page, FormPage):
        pages = f"{mark}-1" if part.count == 1 else f"{mark}-1 至 {mark}-{part.count}"
    else:
        pages = f"{mark}-{part.first}" if part.first == part.last else f"{mark}-{part.first} 至 {mark}-{part.last}"
    where = _lines([f"{title.split('　')[0]} {mark}-{label}" for title, label in part.sections])
    texts = (series(chapter.number), part.title, pages, str(part.count), chapter.records)
    cells = tuple(Cell(text, align="left" if i == 1 else "center") for i, text in enumerate(texts))
    return Line((*cells, Cell(where, wrap=True, size=9.0)), height=7.0)


def _lines(entries: Sequence[str]) -> str:
    """Return entries in lines that are never broken inside one."""
    lines, used = [""], 0
    for entry in entries:
        width = 2 + sum(1 if char.isascii() else 2 for char in entry)
        if lines[-1] and used + width > _ENTRY:
            lines.append("")
            used = 0
        lines[-1] += f"{'　' if lines[-1] else ''}{entry}"
        used += width
    return "\n".join(lines)


def _strip(bound: Bound) -> Strip:
    volume = bound.volume
    return Strip(left=f"单位：{volume.unit}", middle=f"网格：{volume.grid}", right=f"{volume.year} 年")


# ---- the area at a glance ----


def _overview(bound: Bound, header: Header) -> Form:
    return overview_form(bound.overview, bound.volume.unit, bound.volume.grid, header.date, bound.sheet)


def overview_form(overview: Overview, unit: str, grid: str, date: str, sheet: Sheet) -> Form:
    """Return 网格责任区基本情况 as of a day (ISO); a book of ledgers has it, and a bound month of the daily record."""
    upright = sheet.height > sheet.width
    pairs = 2 if upright else 3
    lines = list(_figures(overview, pairs))
    blocks: list[Space | Grid] = []
    if upright:
        blocks = [_six(lines, pairs), _map(overview.picture)]
    else:
        blocks = [_with_map(lines[:_BESIDE], overview.picture)]
        blocks += [_six(lines[_BESIDE:], pairs)] if lines[_BESIDE:] else []
    if overview.groups:
        blocks += [Space(3), _groups(overview.groups, 4 if upright else 6)]
    strip = Strip(left=f"单位（盖章）：{unit}", middle=f"网格：{grid}", right=f"截至 {chinese_date(date)}")
    return Form(
        part="网格责任区基本情况", key="overview",
        blocks=(Title("网格责任区基本情况"), strip, *blocks, *_crew(overview.crew),
                Signatures(("网格员（签字）", "网格长（签字）", "核对日期"))),
        again=(Title("网格责任区基本情况（续）", 14),),
    )  # fmt: skip


def _figures(overview: Overview, pairs: int) -> Iterable[Line]:
    """Yield the lines of the table of figures: longer texts across, then figures side by side under their heading."""
    for name, text in overview.texts:
        yield Line((_label(name), Cell(text, span=2 * pairs - 1, wrap=True)), height=_FACT)
    for heading, facts in overview.figures:
        yield Line((Cell(heading, span=2 * pairs, label=True),), height=_FACT)
        for start in range(0, len(facts), pairs):
            row = [*facts[start : start + pairs], *[("", "")] * pairs][:pairs]
            cells = tuple(cell for name, text in row for cell in (_label(name), Cell(text, align="center")))
            yield Line(cells, height=_FACT)


def _six(lines: Sequence[Line], pairs: int) -> Grid:
    return Grid((30.0, 27.0) * pairs, tuple(lines), size=FIVE)


def _groups(groups: Sequence[tuple[str, str]], across: int) -> Grid:
    """Return the groups of people and how many belong to each, several across."""
    lines = []
    for start in range(0, len(groups), across):
        row = [*groups[start : start + across], *[("", "")] * across][:across]
        cells = tuple(cell for name, text in row for cell in (_label(name), Cell(text, align="center")))
        lines.append(Line(cells, height=_FACT))
    head = Line((Cell("关爱人群（人）", span=2 * across, label=True),), height=_FACT)
    return Grid((29.0, 12.0) * across, tuple(lines), head=(head,), size=FIVE)


def _with_map(lines: Sequence[Line], picture: bytes) -> Grid:
    """Return the table with the sketch of the grid at its right, as high as the table."""
    first, second, *rest = lines
    found = [
        Line((*first.cells, _label("网格示意图")), height=first.height),
        Line((*second.cells, _sketch(picture, down=1 + len(rest))), height=second.height),
        *rest,
    ]
    return Grid((29.0, 27.0) * 3 + (89.0,), tuple(found), size=FIVE)


def _map(picture: bytes) -> Grid:
    return Grid(
        (1.0,), (Line((_label("网格示意图"),), height=_FACT), Line((_sketch(picture),), height=42.0)), size=FIVE
    )


def _sketch(picture: bytes, down: int = 1) -> Cell:
    return Cell("" if picture else "（网格示意图贴图处）", down=down, align="center", picture=picture)


def _crew(crew: Sequence[tuple[str, str, str]]) -> tuple[Space | Grid, ...]:
    """Return the table of who works in the grid, two side by side, with a free row for the pen."""
    rows = [*crew, ("", "", ""), *([("", "", "")] if not len(crew) % 2 else [])]
    lines = tuple(
        Line(tuple(Cell(text, align="center") for text in (*rows[i], *rows[i + 1])), height=8.0)
        for i in range(0, len(rows), 2)
    )
    head = Line(tuple(_label(word) for word in ("岗位", "姓名", "联系电话") * 2), height=_FACT)
    return Space(3), Grid((32.0, 42.0, 46.0) * 2, lines, head=(head,), size=FIVE)


# ---- the back ----


def _exchanges(bound: Bound) -> Form:
    """A page to note by hand which sheets were taken out and put in."""
    heads = ("日期", "抽出的页（编号-页码）", "装入的页（编号-页码）", "新页纸号", "旧页是否已销毁", "经办人签字")
    return Form(
        part="换页登记", key="exchanges",
        blocks=(Title("换页登记"), _strip(bound), _empty_table((28, 52, 52, 42, 34, 40), heads, bound.sheet, 62.0)),
    )  # fmt: skip


def _checks(bound: Bound) -> Form:
    heads = (
        "核对日期",
        "户数",
        "人口数",
        "房屋处数",
        "与台账是否一致，不一致的如何更正",
        "网格员签字",
        "网格长签字",
        "村（社区）签字盖章",
    )
    return Form(
        part="核对签字", key="checks",
        blocks=(
            Title("核对签字"), _strip(bound),
            Words("每次核对填一行，由网格员、网格长签字，村（社区）盖章。册内页码、编号应与目录一致，缺页、错页的在本页写明。", FIVE),
            _empty_table((26, 18, 18, 18, 74, 30, 30, 34), heads, bound.sheet, 76.0, pen=12.0),
        ),
    )  # fmt: skip


def _empty_table(
    widths: tuple[float, ...], heads: Sequence[str], sheet: Sheet, taken: float, pen: float = _PEN
) -> Grid:
    """Return a table to write in that fills a sheet of which `taken` mm are used otherwise."""
    head = Line(tuple(_label(word) for word in heads), height=10.0)
    rows = int((sheet.height - taken) / pen)
    return Grid(widths, (Line(tuple(Cell() for _ in heads), height=pen),) * rows, head=(head,), size=FIVE)


def _label(text: str) -> Cell:
    return Cell(text, label=True, align="center")
