"""Any village written in any of the styles clerks use comes out the same: people, households, faults, and once only."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.ledger import catalogue
from gridDesk.roster import Known, Plan, preview, read_workbook
from tests.roster.support import id_number, write_sheets

SURNAMES, GIVEN = "王李张刘陈杨赵", "伟芳娜敏静丽强䶮㛃"
RELATIONS = ("妻", "长子", "女儿", "母亲", "孙")


@dataclass(frozen=True)
class Member:
    name: str
    number: str
    birth: str
    relation: str
    fault: str = ""


@dataclass(frozen=True)
class Style:
    titles: int
    two_rows: bool
    grouping: str
    header: int
    id_style: int
    date_style: int
    foot: bool
    sheets: int


STYLES = st.builds(
    Style,
    titles=st.integers(0, 3),
    two_rows=st.booleans(),
    grouping=st.sampled_from(["number", "number_first_row", "number_merged", "head", "relation"]),
    header=st.integers(0, 2),
    id_style=st.integers(0, 4),
    date_style=st.integers(0, 4),
    foot=st.booleans(),
    sheets=st.integers(1, 2),
)
HEADERS = {
    "number": ("户号", "户编号", "户 号"), "head": ("户主姓名", "户主", "户名"), "name": ("姓名", "姓 名", "*家庭成员姓名"),
    "relation": ("与户主关系", "关系", "与户主\n关系"), "id": ("身份证号", "公民身份号码", "证件号码（18位）"),
    "birth": ("出生日期", "出生年月", "生日"), "address": ("家庭住址", "现住址", "住址"),
}  # fmt: skip


@st.composite
def villages(draw) -> list[list[Member]]:
    used = 0
    village = []
    for _ in range(draw(st.integers(1, 6))):
        household = []
        for place in range(draw(st.integers(1, 4))):
            used += 1
            birth = f"{draw(st.integers(1940, 2015))}-{draw(st.integers(1, 12)):02d}-{draw(st.integers(1, 28)):02d}"
            name = draw(st.sampled_from(SURNAMES)) + draw(st.sampled_from(GIVEN)) + draw(st.sampled_from(["", *GIVEN]))
            fault = draw(st.sampled_from(["", "", "", "", "", "check", "length", "float", "name"]))
            relation = "户主" if place == 0 else draw(st.sampled_from(RELATIONS))
            household.append(Member(name, id_number(birth, used), birth, relation, fault))
        village.append(household)
    return village


KINDS = {"check": "id_check_digit", "length": "id_length", "float": "id_precision_lost", "name": "name_missing"}


def number_cell(member: Member, style: int) -> object:
    if member.fault == "check":
        last = "0" if member.number[-1] != "0" else "1"
        return member.number[:-1] + last
    if member.fault == "length":
        return member.number[:-1]
    if member.fault == "float":
        return float(member.number[:15] + "000")
    wide = member.number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    return [
        member.number,
        f"'{member.number}",
        f" {member.number[:6]} {member.number[6:]} ",
        wide,
        member.number.lower(),
    ][style]


def birth_cell(birth: str, style: int) -> str:
    year, month, day = birth.split("-")
    return [
        birth,
        f"{year}.{int(month)}.{int(day)}",
        f"{year}年{int(month)}月{int(day)}日",
        f"{year}{month}{day}",
        f"{year}.{month}",
    ][style]


def write(path: Path, village: list[list[Member]], style: Style) -> dict[tuple[str, int], str]:
    """Write a village in a style; returns the faults as (sheet, line) -> kind."""
    keys = {"number": ["number"], "head": ["head"], "relation": []}[style.grouping.split("_")[0]]
    keys = [*keys, "name", "relation", "id", "birth", "address"]
    half = (len(village) + 1) // 2
    parts = [village] if style.sheets == 1 or len(village) < 2 else [village[:half], village[half:]]
    sheets, merges, faults = {}, {}, {}
    for at, part in enumerate(parts):
        name = f"{at + 1}组"
        rows: list[list[object]] = [["某某村人口花名册"], ["填报单位：某某村委会"], ["说明：请如实填写"]][
            : style.titles
        ]
        merged: list[str] = []
        top = [HEADERS[key][style.header] for key in keys]
        line = len(rows) + 1
        if style.two_rows:
            last = len(keys) - 1
            rows.append([top[0], "基本信息", *[None] * (last - 2), None, top[-1]][: len(keys)])
            rows.append([None, *top[1:last], None])
            merged += [
                f"A{line}:A{line + 1}",
                f"B{line}:{chr(64 + last)}{line}",
                f"{chr(65 + last)}{line}:{chr(65 + last)}{line + 1}",
            ]
        else:
            rows.append(top)
        for number, household in enumerate(part, 1):
            start = len(rows) + 1
            for place, member in enumerate(household):
                cells = {
                    "number": number if style.grouping == "number" or place == 0 else None,
                    "head": household[0].name,
                    "name": None if member.fault == "name" else member.name,
                    "relation": member.relation,
                    "id": number_cell(member, style.id_style),
                    "birth": birth_cell(member.birth, style.date_style),
                    "address": f"某某村{at + 1}组{number}号",
                }
                rows.append([cells[key] for key in keys])
                if member.fault:
                    faults[name, len(rows)] = KINDS[member.fault]
            if style.grouping == "number_merged" and len(household) > 1:
                merged.append(f"A{start}:A{len(rows)}")
        if style.foot:
            rows += [[None], ["合计", f"{sum(map(len, part))}人"], ["填表人：", "审核人："]]
        sheets[name], merges[name] = rows, merged
    write_sheets(path, sheets, merges)
    return faults


def members_by_household(known: Known) -> set[frozenset[str]]:
    homes: dict[object, set[str]] = {}
    for residence in known.table("residence").values():
        number = known.get("person", str(residence["person"]))["id_number"]
        homes.setdefault(residence["household"], set()).add(str(number))
    return {frozenset(members) for members in homes.values()}


def found_faults(plan: Plan) -> dict[tuple[str, int], str]:
    return {(sheet.sheet, row.row): note.kind for sheet in plan.sheets for row in sheet.rows for note in row.errors}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(villages(), STYLES)
def test_any_village_in_any_style_comes_out_as_it_is(village, style):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "花名册.xlsx"
        faults = write(path, village, style)
        workbook = read_workbook(path)
    plan = preview(workbook, Known(), catalogue())
    assert found_faults(plan) == faults
    known = Known().with_edits(plan.edits())
    good = [[member for member in household if not member.fault] for household in village]
    assert members_by_household(known) == {frozenset(m.number for m in household) for household in good if household}
    assert {row["id_number"]: row["name"] for row in known.table("person").values()} == {
        member.number: member.name for household in good for member in household
    }
    assert preview(workbook, known, catalogue()).edits() == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(villages(), STYLES, STYLES)
def test_two_rosters_of_one_village_complete_each_other_in_either_order(village, one, other):
    whole = [[Member(m.name, m.number, m.birth, m.relation) for m in household] for household in village]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "a.xlsx", village, one)
        write(Path(folder) / "b.xlsx", whole, other)
        books = [read_workbook(Path(folder) / name) for name in ("a.xlsx", "b.xlsx")]
    for order in (books, books[::-1]):
        known = Known()
        for workbook in order:
            known = known.with_edits(preview(workbook, known, catalogue()).edits())
        assert members_by_household(known) == {frozenset(m.number for m in household) for household in whole}
        assert len(known.table("household")) == len(whole)
