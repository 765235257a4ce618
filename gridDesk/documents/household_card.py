"""户卡: one household a sheet, with its members, dwellings, needs, and room for what happens later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gridDesk.documents.again import each
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Signatures, Space, Strip, Title
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.papers import Paper
from gridDesk.documents.sheet import SMALL_FIVE
from gridDesk.documents.tables import Header
from gridDesk.text import NAME_DOT

_EVENT_ROWS = 3
_MEMBER_WIDTHS = (20.0, 15.0, 8.0, 13.0, 35.0, 15.0, 15.0, 24.0, 12.0, 13.0)
_MEMBER_TITLES = (
    "姓名",
    "与户主关系",
    "性别",
    "民族",
    "公民身份号码",
    "文化程度",
    "政治面貌",
    "联系电话",
    "人口类型",
    "备注",
)


@dataclass(frozen=True, kw_only=True)
class CardMember:
    """A member of a household as the card shows it; order: 户主, 配偶, 子女, 孙子女, 父母, 祖父母, 兄弟姐妹, others."""

    name: str
    relation: str = ""
    sex: str = ""
    ethnicity: str = ""
    id_number: str = ""
    education: str = ""
    political: str = ""
    phone: str = ""
    kind: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class CardDwelling:
    """A dwelling of the household."""

    address: str
    kind: str = ""
    use: str = ""
    area: str = ""
    rented: str = ""


@dataclass(frozen=True, kw_only=True)
class CardEvent:
    """A change, visit or service told on the card."""

    date: str = ""
    kind: str = ""
    content: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class HouseholdCard:
    """A household as its card shows it, all text, masked by the desk. `code` is the opaque record id for the QR code.

    `marks` are check boxes in order: (label, ticked).
    """

    code: str
    number: str = ""
    head: str = ""
    kind: str = ""
    village_group: str = ""
    grid: str = ""
    address: str = ""
    phone: str = ""
    marks: tuple[tuple[str, bool], ...] = ()
    members: tuple[CardMember, ...] = ()
    dwellings: tuple[CardDwelling, ...] = ()
    events: tuple[CardEvent, ...] = ()
    needs: str = ""
    remark: str = ""


def build_household_cards(paper: Paper, cards: Iterable[HouseholdCard], header: Header) -> FormPage:
    """Make the page of household cards; cards are read as they are printed."""
    return forms_page(paper, each(cards, lambda card: _form(paper, card, header)), header)


def _form(paper: Paper, card: HouseholdCard, header: Header) -> Form:
    part = f"户号 {card.number}" if card.number else f"户主 {card.head}" if card.head else "未编号的户"
    strip = Strip(left=f"单位：{header.unit}", right="")
    return Form(
        part=part,
        key=card.code,
        code=card.code,
        number=card.number,
        blocks=(
            Title(paper.title),
            strip,
            _about(card),
            _members(paper, card),
            _dwellings(card),
            _notes(card),
            _events(card),
            Signatures(paper.signatures),
        ),
        again=(
            Title(f"{paper.title}（续页）", 14),
            Strip(left=strip.left, right=f"{part}　户主：{card.head}"),
            Space(0.5),
        ),
    )


def _about(card: HouseholdCard) -> Grid:
    marks = "　".join(f"{'☑' if ticked else '□'} {label}" for label, ticked in card.marks)
    return Grid(
        (18.0, 34.0, 20.0, 34.0, 20.0, 44.0),
        (
            Line((_label("户号"), Cell(card.number), _label("户主"), Cell(card.head), _label("联系电话"), Cell(card.phone))),
            Line((_label("户类型"), Cell(card.kind), _label("村民小组"), Cell(card.village_group), _label("所属网格"),
                  Cell(card.grid))),
            Line((_label("住址"), Cell(card.address, span=5))),
            Line((_label("户情"), Cell(marks, span=5))),
        ),
    )  # fmt: skip


def _members(paper: Paper, card: HouseholdCard) -> Grid:
    lines = [Line(tuple(_small(text, i) for i, text in enumerate(_member(member)))) for member in card.members]
    empty = Line((Cell(),) * len(_MEMBER_TITLES))
    lines += [empty] * (paper.rows - len(lines))
    head = (_banner(f"家庭成员（共 {len(card.members)} 人）", len(_MEMBER_TITLES)), _titles(*_MEMBER_TITLES))
    return Grid(_MEMBER_WIDTHS, tuple(lines), head=head, size=SMALL_FIVE)


def _member(member: CardMember) -> tuple[str, ...]:
    return (
        member.name, member.relation, member.sex, member.ethnicity, member.id_number, member.education,
        member.political, member.phone, member.kind, member.remark,
    )  # fmt: skip


def _dwellings(card: HouseholdCard) -> Grid:
    rows = [(item.address, item.kind, item.use, item.area, item.rented) for item in card.dwellings] or [("",) * 5]
    lines = [Line(tuple(_small(text, i) for i, text in enumerate(row))) for row in rows]
    head = (_banner("房屋", 5), _titles("房屋地址", "房屋性质", "房屋用途", "建筑面积（㎡）", "出租情况"))
    return Grid((74.0, 24.0, 22.0, 24.0, 26.0), tuple(lines), head=head, size=SMALL_FIVE)


def _notes(card: HouseholdCard) -> Grid:
    return Grid(
        (24.0, 146.0),
        (
            Line((_label("困难及诉求"), Cell(card.needs, ruled=8.0)), height=16.0),
            Line((_label("备注"), Cell(card.remark)), height=9.0),
        ),
    )


def _events(card: HouseholdCard) -> Grid:
    rows = [(item.date, item.kind, item.content, item.by) for item in card.events]
    # What was done stands at the left however short it is, as the date does.
    lines = [Line(tuple(_small(text, i if i != 2 else 0) for i, text in enumerate(row))) for row in rows]
    lines += [Line((Cell(),) * 4, height=9.0, stretch=True)] * _EVENT_ROWS
    head = (_banner("变动、走访和服务记录", 4), _titles("日期", "事项", "内容", "记录人"))
    return Grid((24.0, 24.0, 98.0, 24.0), tuple(lines), head=head, size=SMALL_FIVE)


def _label(text: str) -> Cell:
    return Cell(text, label=True)


def _small(text: str, column: int) -> Cell:
    """Set the first and long columns to the left, short ones in the middle; a long name gets smaller before it breaks."""
    if len(text) > 20 and not text.isascii() and NAME_DOT not in text:
        return Cell(text, wrap=True)
    return Cell(text, align="left" if column == 0 or (len(text) > 12 and not text[:6].isdigit()) else "center")


def _banner(text: str, span: int) -> Line:
    return Line((Cell(text, label=True, span=span),), height=7.0)


def _titles(*words: str) -> Line:
    return Line(tuple(Cell(word, label=True) for word in words), height=7.0)
