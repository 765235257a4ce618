"""One village's roster in a hundred disguises: however the sheet is turned about, the same office comes out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk.ledger import catalogue
from gridDesk.roster import Known, preview, read_workbook
from tests.roster.support import id_number, write_sheets

TITLES = {
    "number": ("户号", "户编号", "户口号", "家庭编号", "户口簿编号"),
    "name": ("姓名", "名字", "成员姓名", "人员姓名", "姓 名"),
    "relation": ("与户主关系", "和户主关系", "家庭关系", "关系", "称谓"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "证件号码", "*身份证号码（18位）"),
    "sex": ("性别", "性 别"),
    "birth": ("出生日期", "出生年月", "生日"),
    "phone": ("联系电话", "手机号码", "联系方式", "电话"),
    "address": ("家庭住址", "现住址", "居住地址", "本户地址"),
    "education": ("文化程度", "学历", "受教育程度"),
}
PEOPLE = [
    (f"{house}", name, relation, id_number(birth, n * 2 + (sex == "男")), sex, birth, f"138000000{n:02d}",
     f"柳行村{house}组{house}号", education)
    for n, (house, name, relation, sex, birth, education) in enumerate([
        (1, "王伟", "户主", "男", "1960-03-04", "初中"), (1, "李兰", "妻", "女", "1962-05-06", "小学"),
        (1, "王小东", "子", "男", "1988-07-08", "大学本科"), (2, "赵刚", "户主", "男", "1971-01-01", "高中"),
        (2, "赵梅", "女", "女", "2001-02-02", "大专"), (3, "孙平", "户主", "男", "1955-12-12", "小学"),
        (3, "周桂英", "妻", "女", "1957-11-30", "小学"), (3, "孙娜", "女", "女", "1985-10-10", "中专"),
    ])
]  # fmt: skip
KEYS = list(TITLES)


def shape_of(known: Known) -> object:
    """Return the office as plain values: who lives together, under which number and where, and who each one is."""
    persons = known.table("person")
    homes: dict[object, list[object]] = {}
    for home in known.table("residence").values():
        person = persons[str(home["person"])]
        told = tuple(str(person.get(key)) for key in ("name", "id_number", "sex", "phone", "education"))
        homes.setdefault(home.get("household"), []).append((*told, home.get("relation")))
    found = []
    for uid, people in homes.items():
        household = known.get("household", str(uid))
        address = known.get("address", str(household["address"]))["text"]
        head = persons[str(household["head"])]["name"]
        found.append((household.get("number"), address, head, sorted(people)))
    return sorted(found)


def plain() -> object:
    return _SHAPES.setdefault("plain", read_as({"人口": [[TITLES[key][0] for key in KEYS], *map(list, PEOPLE)]}))


_SHAPES: dict[str, object] = {}


def read_as(sheets: dict[str, list[list[object]]]) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = write_sheets(Path(folder) / "a.xlsx", sheets)
        plan = preview(read_workbook(path), Known(), catalogue())
    assert [note.message for sheet in plan.sheets for row in sheet.rows for note in row.errors] == []
    return shape_of(Known().with_edits(plan.edits()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_same_roster_in_any_disguise_gives_the_same_office(data):
    order = data.draw(st.permutations(KEYS), label="columns")
    titles = {key: data.draw(st.sampled_from(TITLES[key]), label=key) for key in KEYS}
    blanks = data.draw(st.lists(st.integers(0, len(KEYS)), max_size=3), label="blank columns")
    above = data.draw(st.integers(0, 4), label="title rows")
    dates = data.draw(st.sampled_from(("iso", "dots", "digits", "chinese", "number")), label="dates")
    split = data.draw(st.booleans(), label="a sheet per household")
    noise = data.draw(st.booleans(), label="totals and blank lines")
    ditto = data.draw(st.sampled_from(("", "", "同上", "〃")), label="repeated address")

    header = with_blanks([titles[key] for key in order], blanks, "")
    lines: dict[str, list[list[object]]] = {}
    previous = ""
    for person in PEOPLE:
        values: dict[str, object] = dict(zip(KEYS, person, strict=True))
        if ditto and values["address"] == previous:
            values["address"] = ditto
        else:
            previous = str(values["address"])
        values["birth"] = dated(str(values["birth"]), dates)
        sheet = f"第{person[0]}户" if split else "人口"
        lines.setdefault(sheet, []).append(with_blanks([values[key] for key in order], blanks, None))
    sheets = {}
    for name, rows in lines.items():
        top = [[f"柳行村人口登记，说明第{n + 1}条", *[None] * (len(header) - 1)] for n in range(above)]
        below = [[None] * len(header), ["合计", f"{len(rows)}人", *[None] * (len(header) - 2)]] if noise else []
        sheets[name] = [*top, header, *rows, *below]
    assert read_as(sheets) == plain()


def with_blanks(cells: list[object], places: list[int], blank: object) -> list[object]:
    cells = list(cells)
    for place in sorted(places, reverse=True):
        cells.insert(place, blank)
    return cells


def dated(iso: str, style: str) -> object:
    year, month, day = iso.split("-")
    if style == "dots":
        return f"{year}.{int(month)}.{int(day)}"
    if style == "digits":
        return year + month + day
    if style == "chinese":
        return f"{year}年{int(month)}月{int(day)}日"
    return float(year + month + day) if style == "number" else iso


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cut=st.sets(st.sampled_from(range(len(PEOPLE))), min_size=1))
def test_numbers_that_a_spreadsheet_cut_meet_the_people_already_known(cut):
    header = [TITLES[key][0] for key in KEYS]
    rows = [list(person) for person in PEOPLE]
    for place in cut:
        number = str(rows[place][3])
        rows[place][3] = float(number[:15] + "000")
    with tempfile.TemporaryDirectory() as folder:
        known = Known().with_edits(
            preview(
                read_workbook(write_sheets(Path(folder) / "a.xlsx", {"人口": [header, *map(list, PEOPLE)]})),
                Known(),
                catalogue(),
            ).edits()
        )
        plan = preview(
            read_workbook(write_sheets(Path(folder) / "b.xlsx", {"人口": [header, *rows]})), known, catalogue()
        )
    assert plan.edits() == []
    assert {row.status for row in plan.sheets[0].rows} == {"SAME"}
