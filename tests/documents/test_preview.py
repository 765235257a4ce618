from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from gridDesk.documents.pdf_pages import joined, rearranged
from gridDesk.documents.preview import find, page_count, page_sizes, render, text
from gridDesk.documents.table_page import Column, TablePage
from gridDesk.documents.test_page import SAMPLE
from gridDesk.documents.test_page import test_page as make_test_page
from tests.documents.samples import PAGES, pdf

RARE = "欧阳𠮷㛃·买合木提江"


def long_list(rows: int = 120) -> bytes:
    """Return a list whose tenth row holds a name with a character beyond U+FFFF, in a narrow column."""
    names = [f"第{n}户" if n != 9 else RARE for n in range(rows)]
    columns = (Column("no", "序号", 12), Column("name", "姓名", 9), Column("note", "备注", 60))
    body = [(str(n), name, "Aa 说明") for n, name in enumerate(names)]
    return pdf(TablePage(name="t", title="名单", columns=columns, body=body))[0]


def test_a_page_becomes_a_picture_of_its_size_with_ink_on_white() -> None:
    data = pdf(PAGES["low_income"]())[0]
    image = render(data, 0, 72)
    assert page_count(data) == 1
    assert (image.width, image.height, image.channels) == (842, 596, 3)
    assert len(image.data) == image.stride * image.height
    assert image.pixel(0, 0) == b"\xff\xff\xff"
    assert min(image.data) < 80


def test_a_page_in_grey_takes_a_byte_for_a_pixel() -> None:
    image = render(long_list(), 0, 40, grey=True)
    assert (image.channels, image.pixel(1, 1)) == (1, b"\xff")


def test_threads_may_ask_for_pictures_at_the_same_time() -> None:
    data = pdf(PAGES["resident_ledger"]())[0]
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda page: render(data, page % 3, 40), range(12)))
    assert images[0] == images[3] == images[9]


def test_page_sizes_are_told_in_millimetres_without_drawing() -> None:
    sizes = page_sizes(pdf(PAGES["low_income"]())[0])
    assert [(round(wide), round(high)) for wide, high in sizes] == [(297, 210)]


def test_a_name_is_found_with_every_character_it_has_and_over_a_line_end() -> None:
    (hit,) = find(long_list(), RARE)
    assert hit.page == 0
    assert len(hit.boxes) > 1  # the column is too narrow for the name
    assert all(0 < left < left + wide < 1 and 0 < top < top + high < 1 for left, top, wide, high in hit.boxes)


def test_what_was_found_lies_where_it_is_drawn() -> None:
    data = long_list()
    (hit,) = find(data, "𠮷㛃")
    image = render(data, 0, 100, grey=True)
    for left, top, wide, high in hit.boxes:
        across = range(int(left * image.width), int((left + wide) * image.width))
        down = range(int(top * image.height), int((top + high) * image.height))
        assert min(image.pixel(x, y) for x in across for y in down) < b"\x80"


def test_blanks_and_capitals_count_for_nothing_and_pages_may_be_chosen() -> None:
    data = long_list()
    everywhere = find(data, "aA说 明")
    assert len(everywhere) == 120
    later = find(data, "AA说明", [1])
    assert later
    assert {hit.page for hit in later} == {1}
    assert find(data, "  ") == []
    assert find(data, "没有这个人") == []


def test_pages_come_in_the_order_a_printer_needs_with_empty_ones_between() -> None:
    data = long_list()
    made = rearranged(data, (1, -1, 0))
    assert [text(made, page).count("说明") > 3 for page in range(3)] == [True, False, True]
    assert text(made, 2) == text(data, 0)


def test_turned_pages_stand_on_their_head() -> None:
    data = long_list()
    upright, turned = (render(one, 0, 20, grey=True) for one in (data, rearranged(data, (0,), turned=True)))
    inked = [sum(255 - byte for byte in image.data[: image.stride * 40]) for image in (upright, turned)]
    assert inked[0] != inked[1]


def test_documents_are_joined_one_after_the_other() -> None:
    data = long_list()
    assert page_count(joined([data, data])) == 2 * page_count(data)


def test_the_test_page_has_its_lines_at_25_millimetres_and_every_sample_character() -> None:
    data = make_test_page("大厅打印机", "2026-11-21T08:00:00+08:00")
    image = render(data, 0, 254, grey=True)  # ten pixels a millimetre
    assert min(image.pixel(x, 1000) for x in range(246, 254)) < b"\x60"
    assert min(image.pixel(x, 1000) for x in range(258, 300)) == b"\xff"
    assert min(image.pixel(1000, y) for y in range(246, 254)) < b"\x60"
    assert "".join(SAMPLE.split()) in "".join(text(data, 0).split())
    assert "大厅打印机" in text(data, 0)
