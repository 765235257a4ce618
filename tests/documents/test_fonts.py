from __future__ import annotations

from gridDesk.documents import fonts
from gridDesk.documents.tables import build_table
from gridDesk.documents.typeset import balanced, fit, measure, wrap
from tests.documents.samples import HEADER, RARE, papers, people


def test_each_rare_character_is_printed_by_the_first_face_that_has_it() -> None:
    runs = fonts.split_runs("王𤧟·㛃")
    assert [(run.face.name, run.text) for run in runs] == [
        ("NotoSerifSC", "王"), ("HanaMinB", "𤧟"), ("NotoSerifSC", "·㛃"),
    ]  # fmt: skip
    assert all(fonts.covers(char) for char in RARE)


def test_all_han_of_the_basic_block_and_extensions_a_to_f_that_unicode_first_assigned_can_be_printed() -> None:
    ranges = ((0x4E00, 0x9FA5), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D),
              (0x2CEB0, 0x2EBE0))  # fmt: skip
    lost = [code for first, last in ranges for code in range(first, last + 1) if not fonts.covers(chr(code))]
    assert lost == []


def test_private_use_characters_are_never_covered() -> None:
    assert not fonts.covers("\ue863")
    assert not fonts.covers("\U000f0000")


def test_joiners_and_variation_selectors_print_as_nothing() -> None:
    assert fonts.printable("葛\U000e0100城\ufeff") == "葛城"


def test_unprintable_characters_of_a_page_are_named_before_printing() -> None:
    rows = list(people(4))
    rows[1]["person.name"] = "李\ue864"
    page = build_table(papers()["resident_ledger"], rows, HEADER)
    assert [(glyph.code, glyph.where) for glyph in fonts.missing(page)] == [("U+E864", "第 2 行“李\ue864”的“姓名”")]
    assert len(list(page.body)) > 0  # looking did not use the page up


def test_lines_never_begin_with_a_closing_mark_or_end_with_an_opening_one() -> None:
    text = "他说：“东屋漏雨（去年起），盼修缮。”《通知》已送达，请签收；电话、地址均已核对！"
    for room in range(30, 200, 3):
        lines = wrap(text, "song", 9, room).lines
        assert "".join(lines) == text
        assert not any(line[0] in "，。、；：？！）》”" for line in lines if line)
        assert not any(line[-1] in "（《“" for line in lines if line)


def test_numbers_stay_whole_where_the_room_allows() -> None:
    assert wrap("电话13800000000或0530-5550000", "song", 9, 70).lines == ("电话", "13800000000或", "0530-5550000")


def test_text_shrinks_before_it_wraps_and_never_below_the_least_size() -> None:
    room = measure("中华人民共和国", "song", 8)
    assert fit("中华人民共和国", "song", 9, room, 7.5).size == 8
    wrapped = fit("中华人民共和国中华人民", "song", 9, room, 7.5)
    assert (wrapped.size, "".join(wrapped.lines)) == (7.5, "中华人民共和国中华人民")
    assert len(wrapped.lines) == 2


def test_headings_break_into_lines_of_about_equal_length() -> None:
    assert balanced("与户主关系", "hei", 9, 40).lines == ("与户主", "关系")
