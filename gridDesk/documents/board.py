"""网格公示牌: a sheet for the wall with the grid's sketch, who serves in it, what for, and whom to complain to.

Colour is used here as on no other paper: a board is read from two metres away. Everything is laid out for A3 and
enlarged for A2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gridDesk.documents.again import each
from gridDesk.documents.form import Block, Cell, Form, FormPage, Grid, Line, Space
from gridDesk.documents.papers import Paper
from gridDesk.documents.tables import Header

RED, PALE, WHITE = "#c8102e", "#fbeaea", "#ffffff"
_A3_WIDTH, _A3_ROOM = 420.0, 270.0  # the width of the sheet, and the height this layout fills between its margins
_MARGIN_BELOW, _OTHERS = 15.0, 11.0
_MAP, _PEOPLE = 150.0, 250.0
_MOST = 6  # more do not fit beside the sketch with photos that can be recognised


@dataclass(frozen=True, kw_only=True)
class BoardPerson:
    """Someone on the board: name, post and phone at work, and a photo (PNG or JPEG bytes)."""

    name: str = ""
    post: str = ""
    phone: str = ""
    photo: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the board of one grid says; `key` is the grid's opaque id, `sketch` and `group` pictures."""

    key: str
    office: str
    grid: str
    code: str = ""
    extent: str = ""
    people: tuple[BoardPerson, ...] = ()
    service: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    complaints: str = ""
    sketch: bytes = b""
    group: bytes = b""


def build_boards(paper: Paper, boards: Iterable[Board], header: Header) -> FormPage:
    """Make the page of boards, a sheet each, without foot or watermark."""
    sheet = paper.sheet
    scale, tall = sheet.width / _A3_WIDTH, (sheet.height - sheet.top - _MARGIN_BELOW) / _A3_ROOM
    return FormPage(
        name=paper.key, title=paper.title, forms=each(boards, lambda board: _form(board, scale, tall)), sheet=sheet,
        made=header.made,
    )  # fmt: skip


def _form(board: Board, scale: float, tall: float) -> Form:
    blocks = (_banner(board), Space(3.0), _middle(board), Space(3.0), _foot(board))
    return Form(
        part=f"网格公示牌 {board.grid}",
        key=board.key,
        blocks=tuple(_enlarged(block, scale, tall) for block in blocks),
        bare=True,
    )


def _banner(board: Board) -> Grid:
    line = "　　".join(part for part in (board.grid, f"网格编码 {board.code}" if board.code else "") if part)
    return Grid(
        (400.0,),
        (
            Line(
                (Cell(f"{board.office}网格化服务管理公示牌", label=True, size=40.0, tint=RED, ink=WHITE),), height=25.0
            ),
            Line((Cell(line, label=True, size=20.0, tint=PALE, ink=RED),), height=13.0),
        ),
        plain=True,
    )


def _middle(board: Board) -> Grid:
    people = board.people[:_MOST] or (BoardPerson(),) * 3
    many = len(people)
    extent = f"责任区范围：{board.extent}" if board.extent else "责任区范围："
    others = "；".join(f"{one.post} {one.name} {one.phone}".strip() for one in board.people[_MOST:])
    more = (
        (
            Line(
                (Cell("其他网格力量", label=True, size=13.0), Cell(others, span=many, size=11.0, wrap=True)),
                height=_OTHERS,
            ),
        )
        if others
        else ()
    )
    return Grid(
        (_MAP, *(_PEOPLE / many for _ in people)),
        (
            Line((_head("网格示意图"), _head("网格力量", span=many)), height=11.0),
            Line((_sketch(board), *(_photo(one) for one in people)), height=59.0),
            Line(tuple(Cell(one.name, label=True, size=20.0) for one in people), height=12.0),
            Line(tuple(Cell(one.post, align="center", size=15.0) for one in people), height=9.0),
            Line((Cell(extent, size=12.0, wrap=True), *(Cell(one.phone, label=True, size=17.0, ink=RED) for one in people)), height=14.0),
            *more,
        ),
    )  # fmt: skip


def _sketch(board: Board) -> Cell:
    empty = Cell("（网格示意图）", align="center", size=10.5, ink="#999999", down=3)
    return Cell(picture=board.sketch, down=3) if board.sketch else empty


def _photo(one: BoardPerson) -> Cell:
    return Cell(picture=one.photo) if one.photo else Cell("（照片）", align="center", size=10.5, ink="#999999")


def _foot(board: Board) -> Grid:
    service = "\n".join(f"● {one}" for one in board.service)
    duties = "\n".join(f"{n}. {one}" for n, one in enumerate(board.duties, 1))
    return Grid(
        (80.0, 240.0, 80.0),
        (
            Line((_head("服务内容"), _head("工作职责"), _head("扫码进群")), height=11.0),
            Line((
                Cell(service, size=21.0, wrap=True, down=3), Cell(duties, size=16.0, wrap=True, down=3), _group(board),
            ), height=68.0 + (0.0 if len(board.people) > _MOST else _OTHERS)),
            Line((_head("监督电话"),), height=11.0),
            Line((Cell(board.complaints, label=True, size=20.0, ink=RED),), height=18.0),
        ),
    )  # fmt: skip


def _group(board: Board) -> Cell:
    return (
        Cell(picture=board.group) if board.group else Cell("（微信群二维码）", align="center", size=10.5, ink="#999999")
    )


def _head(text: str, span: int = 1) -> Cell:
    return Cell(text, label=True, size=17.0, span=span, tint=RED, ink=WHITE)


def _enlarged(block: Block, scale: float, tall: float) -> Block:
    """Return a block with its type and its heights enlarged; widths are scaled to the sheet by the writers."""
    if isinstance(block, Space):
        return Space(block.height * tall)
    assert isinstance(block, Grid)
    lines = tuple(
        Line(tuple(replace(cell, size=cell.size * scale) for cell in line.cells), line.height * tall)
        for line in block.lines
    )
    return replace(block, lines=lines, size=block.size * scale)
