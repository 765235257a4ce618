"""Breaking lines as GB/T 15834-2011 and the W3C's requirements for Chinese text layout ask."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.documents import fonts
from gridDesk.documents.breaking import CLOSERS, HANGING, OPENERS
from gridDesk.documents.typeset import HANG, fit, measure, wrap
from tests.documents.samples import LONG_ADDRESS, LONG_NAME

ID_NUMBER, PHONES = "37990119850310001X", "13800000000/0530-5550000"
OPEN, CLOSE = "（《“‘【〔(", "，。、；：？！）》”’】〕%"
NO_START = re.compile(f"[{re.escape(CLOSERS)}…]|—(?!—)")

words = st.sampled_from(
    ["东屋", "漏雨", "去年起", "盼", "2026", "GridDesk", "12 间", "120.5平方米", "——", "……", "·", "（", "）"]
)
marks = st.text(OPEN + CLOSE, min_size=0, max_size=2)
# Nobody can obey where marks alone fill a line.
SEVERAL = re.compile(f"[{re.escape(OPENERS + CLOSERS)}…—]{{7}}")
texts = (
    st.lists(st.tuples(words, marks).map("".join), min_size=1, max_size=30)
    .map("".join)
    .filter(lambda text: not SEVERAL.search(text))
)
rooms = st.floats(min_value=9 * 12, max_value=400)


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(texts, rooms)
def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one(text: str, room: float) -> None:
    lines = wrap(text, "song", 9, room).lines
    assert flat("".join(lines)) == flat(text)
    whole = [line for line in lines if measure(line, "song", 9) > 0]
    for before, after in pairwise(whole):
        assert not NO_START.match(after), (before, after)
        assert before[-1] not in OPENERS, (before, after)


@given(texts, rooms)
def test_dashes_and_ellipses_are_never_parted(text: str, room: float) -> None:
    lines = wrap(text, "song", 9, room).lines
    assert sum(line.count("——") for line in lines) == flat(text).count("——")
    for before, after in pairwise(lines):
        assert not (before.endswith("…") and after.startswith("…"))


@given(texts, st.floats(min_value=20, max_value=400))
def test_no_line_is_longer_than_the_room_but_for_the_white_half_of_a_closing_mark(text: str, room: float) -> None:
    set_text = wrap(text, "song", 9, room)
    for line, width in zip(set_text.lines, set_text.widths, strict=True):
        assert width <= room + 0.01
        assert measure(line, "song", 9) <= room + (HANG * 9 if line[-1:] in HANGING else 0) + 0.01


@pytest.mark.parametrize("name", ["NotoSerifSC", "NotoSansSC"])
def test_marks_that_may_hang_leave_the_half_that_hangs_white(name: str) -> None:
    font = fonts.face(name).font
    from fontTools.ttLib import TTFont

    file = TTFont(fonts.face(name).path)
    glyphs, names = file["glyf"], file.getBestCmap()
    assert {char: glyphs[names[ord(char)]].xMax for char in HANGING if glyphs[names[ord(char)]].xMax > 560} == {}
    assert font.unitsPerEm == 1000


@pytest.mark.parametrize("text", ["12 间", "120.5平方米", "第 3 组", "2026年", "30 天", "8,500元", "36.5℃", "85%"])
def test_a_number_stays_with_its_unit(text: str) -> None:
    for room in range(60, 120):
        assert any(text in line for line in wrap(f"家中住房情况良好{text}，已核对无误", "song", 9, room).lines)


def test_latin_words_and_codes_stay_whole() -> None:
    for room in range(70, 160):
        lines = wrap("住户 Müller-Beñat 持有 GD-2026-0107 号证件", "song", 9, room).lines
        assert any("Müller-Beñat" in line for line in lines)
        assert any("GD-2026-0107" in line for line in lines)


def test_a_time_stays_whole_and_parts_from_its_day() -> None:
    assert wrap("2025-12-30 09:35", "song", 9, 55).lines == ("2025-12-30", "09:35")
    assert wrap("共两次09:35至11:05", "song", 9, 55).lines == ("共两次09:35", "至11:05")


def test_a_long_name_of_several_parts_goes_on_after_its_dot() -> None:
    for room in range(64, 300):
        lines = wrap(LONG_NAME, "song", 9, room).lines
        assert "".join(lines) == LONG_NAME
        assert all(line.endswith("·") for line in lines[:-1])


@pytest.mark.parametrize("room", [24.0, 31.0, 47.0, 80.0, 200.0])
@pytest.mark.parametrize("text", [ID_NUMBER, PHONES, LONG_NAME, LONG_ADDRESS])
def test_nothing_is_cut_and_nothing_gets_smaller_than_size_six_however_narrow_the_column(
    text: str, room: float
) -> None:
    set_text = fit(text, "song", 9, room, 7.5)
    assert "".join(set_text.lines) == text
    assert set_text.size >= 7.5
    assert "…" not in "".join(set_text.lines)


def test_two_telephone_numbers_are_parted_between_them() -> None:
    assert wrap(PHONES, "song", 9, 70).lines == ("13800000000/", "0530-5550000")


def test_blanks_for_the_pen_stay_and_a_gap_at_the_end_of_a_line_is_gone() -> None:
    assert wrap("　　兹有（　　　）同志", "song", 9, 300).lines == ("　　兹有（　　　）同志",)
    assert wrap("姓名　　　年龄", "song", 9, 20).lines == ("姓名", "年龄")


def test_a_box_to_tick_stays_with_its_words() -> None:
    text = "□ 低保特困　□ 残疾人　☑ 志愿者　□ 孕产妇和新生儿　□ 有出租"
    for room in range(84, 300):
        lines = wrap(text, "song", 9, room).lines
        assert all(line[0] in "□☑" for line in lines)


def test_no_single_hanzi_is_left_alone_on_the_last_line() -> None:
    text = "您反映的问题、需要代办的事项，网格员办理得怎么样？"
    for room in range(50, 230):
        lines = wrap(text, "song", 9, room).lines
        assert "".join(lines) == text
        assert len(lines) == 1 or lines[-1] != "样？"
