from __future__ import annotations

import dataclasses
import io
import tracemalloc

import pikepdf
import pypdfium2
import pytest

from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.table_page import Column, Group, Section, Shelved, TablePage
from gridDesk.documents.tables import build_table
from tests.documents.samples import (
    GOLDEN,
    HEADER,
    LONG_ADDRESS,
    LONG_NAME,
    PAGES,
    RARE,
    golden,
    papers,
    pdf,
    people,
    squeezed,
    texts,
)

MM = 72 / 25.4


def small(body: list[object], **more: object) -> TablePage:
    columns = (Column("no", "序号", 20), Column("person.name", "姓名", 80), Column("note", "备注", 70))
    return TablePage(name="t", title="试表", columns=columns, body=body, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", sorted(PAGES))
def test_each_paper_says_what_its_golden_text_says(key: str) -> None:
    assert golden(key) == (GOLDEN / f"{key}.txt").read_text(encoding="utf-8")


def test_every_cell_of_a_ledger_comes_back_from_the_pdf_rare_characters_too() -> None:
    rows = list(people(75))
    whole = squeezed("".join(texts(pdf(build_table(papers()["resident_ledger"], rows, HEADER))[0])))
    keys = [column.key for column in papers()["resident_ledger"].columns]
    assert [row[key] for row in rows for key in keys if squeezed(row[key]) not in whole] == []
    assert all(char in whole for char in RARE)
    assert LONG_NAME in whole
    assert LONG_ADDRESS in whole


def test_every_page_repeats_the_headings_and_counts_itself() -> None:
    pages = texts(pdf(PAGES["resident_ledger"]())[0])
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        flat = squeezed(text)
        assert "公民身份号码" in flat
        assert "填表人：" in flat
        assert f"第{number}页" in flat
        assert f"共{len(pages)}页" in flat


def test_a_page_that_goes_on_inside_a_section_names_the_section_again() -> None:
    pages = [squeezed(text) for text in texts(pdf(PAGES["resident_ledger"]())[0])]
    assert "第1组共25户75人" in pages[0]
    assert all("第1组（续）" in text for text in pages[1:])


@pytest.mark.parametrize("key", sorted(PAGES))
def test_nothing_is_printed_in_the_binding_edge_or_the_margins(key: str) -> None:
    document = pypdfium2.PdfDocument(pdf(PAGES[key]())[0])
    for page in document:
        width, height = page.get_size()
        for thing in page.get_objects(max_depth=1):
            left, bottom, right, top = thing.get_bounds()
            assert left >= 25 * MM - 1, "left"
            assert right <= width - 15 * MM + 1, "right"
            assert top <= height - 13 * MM, "top"
            assert bottom >= 7.5 * MM, "bottom"
    document.close()


def test_a_book_for_duplex_has_its_binding_edge_at_the_right_of_even_pages() -> None:
    page = small([(str(i), "王伟", "备注") for i in range(60)], sheet=Sheet(mirror=True))
    document = pypdfium2.PdfDocument(pdf(page)[0])
    lefts = [min(thing.get_bounds()[0] for thing in page.get_objects(max_depth=1)) for page in document]
    assert [round(left / MM) for left in lefts[:2]] == [25, 15]


def test_equal_pages_give_equal_bytes_and_properties_hold_no_names() -> None:
    first, second = pdf(PAGES["household_card"]())[0], pdf(PAGES["household_card"]())[0]
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as file:
        info = {key: str(value) for key, value in file.docinfo.items()}
        assert file.check_pdf_syntax() == []
    assert info == {
        "/Title": "户　卡",
        "/Author": "GridDesk",
        "/Producer": "GridDesk",
        "/CreationDate": "D:20261121102000",
    }


def test_a_household_stays_on_one_page_when_little_paper_is_lost() -> None:
    pages = texts(pdf(PAGES["resident_ledger"]())[0])
    rows = list(people(75))
    for start in range(0, 75, 3):
        numbers = [row["person.id_number"] for row in rows[start : start + 3]]
        assert any(all(number in text for number in numbers) for text in pages)


def test_text_is_shrunk_to_six_and_then_wrapped_never_cut() -> None:
    long = "东屋漏雨，" * 60
    whole = squeezed("".join(texts(pdf(small([("1", "王伟", long)]))[0])))
    assert long in whole


def test_a_row_taller_than_a_page_is_printed_and_does_not_stop_the_printing() -> None:
    long = "东屋漏雨，" * 2000
    data, printed = pdf(small([("1", "王伟", long), ("2", "李敏", "")]))
    assert len(printed.pages) == 4
    assert squeezed("".join(texts(data))).count("东屋漏雨") == 2000
    assert "李敏" in texts(data)[-1]


def test_words_too_long_for_their_column_stand_below_the_row_and_none_is_lost() -> None:
    columns = (Column("no", "序号", 20), Column("person.name", "姓名", 80), Column("note", "备注", 12))
    long = "".join(f"第{n}次上门没有见到人，" for n in range(40))
    for shelved in (None, Shelved()):
        page = dataclasses.replace(small([("1", "王伟", long), ("2", "李敏", "")]), columns=columns, shelved=shelved)
        data, printed = pdf(page)
        (text,) = texts(data)
        assert len(printed.pages) == 1
        assert squeezed(long) in squeezed(text)
        assert "（见下）" in text
        assert "备注：" in text
        assert inside_the_frame(data, page.sheet)


def test_words_below_a_row_that_all_rows_of_a_household_share_stand_there_once() -> None:
    columns = (Column("no", "序号", 20), Column("person.name", "姓名", 80), Column("note", "备注", 12, shared=True))
    long = "".join(f"第{n}次上门没有见到人，" for n in range(40))
    page = dataclasses.replace(small([Group((("1", "王伟", long), ("2", "李敏", long)))]), columns=columns)
    whole = squeezed("".join(texts(pdf(page)[0])))
    assert whole.count(squeezed(long)) == 1


def inside_the_frame(data: bytes, sheet: Sheet) -> bool:
    """Tell whether no character of the first page stands nearer to the lower edge than the foot line."""
    words = pypdfium2.PdfDocument(data)[0].get_textpage()
    return min(words.get_charbox(i)[1] for i in range(words.count_chars())) > 4 * MM


def test_a_private_character_is_spelled_out_and_named_with_its_place() -> None:
    data, printed = pdf(small([("1", "张\ue863", "")]))
    assert "张〔U+E863〕" in texts(data)[0]
    assert [(glyph.char, glyph.code, glyph.where, glyph.private) for glyph in printed.missing] == [
        ("\ue863", "U+E863", "第 1 行“张\ue863”的“姓名”", True)
    ]


def test_a_ledger_without_rows_is_a_page_with_its_headings() -> None:
    data, printed = pdf(small([]))
    assert len(printed.pages) == 1
    assert "序号" in texts(data)[0]


def test_blank_rows_fill_the_last_page_for_the_pen() -> None:
    def rules(page: TablePage) -> int:
        with pikepdf.open(io.BytesIO(pdf(page)[0])) as file:
            return file.pages[0].Contents.read_bytes().count(b" l\n")

    row = ("1", "王伟", "")
    assert rules(small([row], blank_rows=True)) > rules(small([row])) + 25


def test_totals_are_summed_in_a_last_row() -> None:
    page = small([("1", "王伟", "3.5"), ("2", "李敏", "2"), ("3", "张强", "")])
    columns = (*page.columns[:2], dataclasses.replace(page.columns[2], total=True))
    assert "合计 5.5" in " ".join(texts(pdf(dataclasses.replace(page, columns=columns))[0])[0].split())


def test_a_page_digest_changes_with_its_content_and_not_with_the_day_of_printing() -> None:
    rows = list(people(75))
    before = pdf(build_table(papers()["resident_ledger"], rows, HEADER))[1]
    later = dataclasses.replace(HEADER, date="2026-12-01", foot="打印时间 2026-12-01", made="2026-12-01")
    assert pdf(build_table(papers()["resident_ledger"], rows, later))[1].pages == before.pages
    rows[40]["person.phone"] = "13911111111"
    after = pdf(build_table(papers()["resident_ledger"], rows, HEADER))[1]
    changed = [new.number for old, new in zip(before.pages, after.pages, strict=True) if old.digest != new.digest]
    assert len(changed) == 1


def test_pages_are_named_after_the_sections_they_show() -> None:
    body: list[object] = []
    for group in "甲乙丙":
        body += [Section(f"{group}组　共 20 人"), *[("1", "王伟", "")] * 20]
    parts = [page.part for page in pdf(small(body))[1].pages]
    assert parts[0].startswith("甲组")
    assert parts[-1].endswith("丙组")


def test_a_section_heading_never_stands_last_on_a_page() -> None:
    for count in range(28, 36):
        body: list[object] = [("1", "王伟", "")] * count
        pages = texts(pdf(small([*body, Section("乙组"), ("2", "李敏", "")]))[0])
        page = next(text for text in pages if "乙组" in text)
        assert "李敏" in page


def test_memory_does_not_grow_with_the_length_of_a_ledger() -> None:
    class Nothing(io.RawIOBase):
        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type]

    def peak(count: int) -> int:
        rows = ((str(i), f"王伟{i}", f"柳行村{i}号") for i in range(count))
        page = small(rows)  # type: ignore[arg-type]
        tracemalloc.start()
        write_pdf(page, Nothing())  # type: ignore[arg-type]
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(50)  # fonts are read once
    assert peak(4_500) < peak(1_500) * 1.4
