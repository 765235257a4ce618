"""Paper with words longer than their place: nothing is printed over anything else, nothing runs off the sheet."""

from __future__ import annotations

from itertools import combinations

import pypdfium2
import pytest

from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Strip, Tiles, Title
from gridDesk.documents.form_layout import lay_out
from gridDesk.documents.page import Page
from gridDesk.documents.pdffile import MM
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.table_page import Column, TablePage
from tests.documents.samples import pdf, squeezed, texts

OFFICE = "齐岭街道柳溪村社区居民委员会暨新型农村社区服务中心"
FOOT = (
    f"{OFFICE} · 阿卜杜热合曼·麦麦提依明·阿不都克里木·吐尔逊打印 · 2026-11-22 00:56 · 用途：报街道办事处综合治理中心备案 · "
    "领取：街道办事处综合治理中心网格科张科长 · 第 1 份共 3 份 · 记录号 7QMK2D · 日志码 b97d2383fb"
)


def page(*blocks: object, **more: object) -> FormPage:
    form = Form(part="试表", blocks=blocks, bare=bool(more.pop("bare", False)), number=str(more.pop("number", "")))  # type: ignore[arg-type]
    return FormPage(name="t", title="试表", forms=(form,), **more)  # type: ignore[arg-type]


def boxes(data: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right and top of the printed characters of the first page, a little narrowed."""
    words = pypdfium2.PdfDocument(data)[0].get_textpage()
    found = [words.get_charbox(i) for i in range(words.count_chars()) if words.get_text_range(i, 1).strip()]
    return [(a + 0.6, b + 0.6, c - 0.6, d - 0.6) for a, b, c, d in found]


def touch(data: bytes) -> bool:
    """Tell whether two characters of the first page stand over each other."""
    return any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for one, other in combinations(boxes(data), 2)
    )


def off(data: bytes, sheet: Sheet) -> bool:
    """Tell whether a character of the first page stands outside the margins."""
    left, right = sheet.left * MM - 1, (sheet.left + sheet.room) * MM + 1
    return any(one[0] < left or one[2] > right for one in boxes(data))


@pytest.mark.parametrize(
    "strip",
    [
        Strip(left=f"填报单位：{OFFICE}", middle="2026年11月", right="报：司法所"),
        Strip(left=f"填报单位：{OFFICE}", middle="柳溪村社区第一网格", right="网格员：阿卜杜热合曼·麦麦提依明"),
        Strip(left="登记单位：柳溪村", right=f"编号：{OFFICE}{OFFICE}{OFFICE}"),
        Strip(middle=OFFICE * 3),
    ],
)
def test_the_words_of_a_line_never_stand_over_each_other_or_off_the_sheet(strip: Strip) -> None:
    made = page(Title("试表"), strip)
    data, _ = pdf(made)
    assert not touch(data)
    assert not off(data, made.sheet)
    text = squeezed(texts(data)[0])
    assert all(squeezed(part) in text for part in (strip.left, strip.middle, strip.right))


def test_a_short_line_stands_as_it_was() -> None:
    data, _ = pdf(page(Strip(left="单位：柳溪村", middle="2026年11月", right="编号：7")))
    middle = [box for box in boxes(data) if 80 * MM < box[0] < 150 * MM and box[1] > 60 * MM]
    sheet = Sheet()
    assert (middle[0][0] + middle[-1][2]) / 2 == pytest.approx((sheet.left + sheet.room / 2) * MM, abs=1)


def test_the_line_below_the_title_of_a_ledger_makes_room_for_a_long_office() -> None:
    columns = (Column("person.name", "姓名", 80),)
    table = TablePage(
        name="t", title="试表", columns=columns, body=[], left=f"填报单位（盖章）：{OFFICE}", middle="填报日期：2026 年 11 月 22 日",
        right="单位：人次",
    )  # fmt: skip
    data, _ = pdf(table)
    assert not touch(data)
    assert not off(data, table.sheet)


@pytest.mark.parametrize("size", [18.0, 24.0])
def test_a_title_longer_than_the_sheet_is_wide_is_set_smaller_or_in_two_lines(size: float) -> None:
    made = page(Title(f"{OFFICE}网格化服务管理工作台账", size))
    data, _ = pdf(made)
    assert not touch(data)
    assert not off(data, made.sheet)


def test_a_small_card_never_prints_its_last_lines_over_its_first() -> None:
    lines = tuple(Line((Cell("编号", label=True), Cell(OFFICE * 3, wrap=True)), height=8) for _ in range(4))
    made = page(Grid((20, 60), (Line((Cell("工作证", span=2, label=True),), height=8), *lines)), bare=True,
                tiles=Tiles(columns=2, rows=5, width=90, height=54))  # fmt: skip
    data, _ = pdf(made)
    assert not touch(data)
    assert squeezed(texts(data)[0]).count(OFFICE) == 12


def test_a_board_that_is_a_little_too_long_stays_on_its_one_sheet() -> None:
    lines = tuple(Line((Cell(f"第 {n} 条"),), height=12) for n in range(25))
    made = page(Title("公示牌"), Grid((100,), lines), bare=True)
    assert len(pdf(made)[1].pages) == 1


def test_a_heading_inside_a_table_never_stands_last_on_a_sheet() -> None:
    for count in range(20, 34):
        lines = [Line((Cell("一", label=True), Cell("内容"))) for _ in range(count)]
        lines += [
            Line((Cell("二、学习和工作经历", span=2, label=True),)),
            Line((Cell("学习", label=True), Cell("小学"))),
        ]
        (form,) = page(Grid((20, 60), tuple(lines))).forms
        for side in lay_out(form, Sheet())[:-1]:
            last = side.pieces[-1].line
            assert last is not None
            assert len(last.cells) == 2


@pytest.mark.parametrize("number", ["", "卷内第1—3页"])
@pytest.mark.parametrize("landscape", [False, True])
def test_a_long_foot_line_keeps_off_the_page_number_the_code_and_the_last_row(number: str, *, landscape: bool) -> None:
    made: Page = page(Title("试表"), foot=FOOT, code="7QMK2D", number=number, sheet=Sheet(landscape=landscape))
    data, _ = pdf(made)
    assert not touch(data)
    assert all(top < 15 * MM for _, bottom, _, top in boxes(data) if bottom < 60 * MM)
    text = squeezed(texts(data)[0])
    assert all(squeezed(part.replace("记录号 7QMK2D", "纸号 7QMK2D-1")) in text for part in FOOT.split(" · "))
    code = (made.sheet.left + made.sheet.room - 8) * MM
    assert not [box for box in boxes(data) if box[3] < 15 * MM and box[2] > code]


def test_the_grey_line_of_a_cover_stays_on_the_sheet() -> None:
    made = page(Title("卷宗"), foot=FOOT, code="7QMK2D", bare=True)
    assert not off(pdf(made)[0], made.sheet)
