from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from docx import Document

from gridDesk.documents.page import Page
from gridDesk.documents.table_page import Column, Group, TablePage
from gridDesk.documents.word import write_docx
from tests.documents.samples import PAGES, RARE, people, squeezed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HANZI = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def docx(page: Page) -> bytes:
    out = io.BytesIO()
    write_docx(page, out)
    return out.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return ElementTree.fromstring(file.read(name))


@pytest.mark.parametrize("key", sorted(PAGES))
def test_every_run_with_hanzi_has_an_east_asian_face(key: str) -> None:
    data = docx(PAGES[key]())
    styles = {
        style.get(f"{W}styleId"): style.find(f"{W}rPr/{W}rFonts")
        for style in part(data, "word/styles.xml").iter(f"{W}style")
    }
    for paragraph in part(data).iter(f"{W}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        if HANZI.search(text):
            name = paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")  # type: ignore[union-attr]
            assert styles[name].get(f"{W}eastAsia") in ("宋体", "黑体")  # type: ignore[union-attr]
            assert all(run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"  # type: ignore[union-attr]
                       for run in paragraph.iter(f"{W}r") if HANZI.search("".join(run.itertext())))  # fmt: skip


def test_defaults_name_faces_and_no_theme() -> None:
    defaults = part(docx(PAGES["low_income"]()), "word/styles.xml").find(f"{W}docDefaults")
    (fonts,) = defaults.iter(f"{W}rFonts")  # type: ignore[union-attr]
    assert fonts.get(f"{W}eastAsia") == "宋体"
    assert not [key for key in fonts.attrib if "heme" in key]


@pytest.mark.parametrize("key", sorted(PAGES))
def test_tables_have_fixed_layout_and_explicit_borders_and_widths_that_agree(key: str) -> None:
    for table in part(docx(PAGES[key]())).iter(f"{W}tbl"):
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"  # type: ignore[union-attr]
        assert len(table.find(f"{W}tblPr/{W}tblBorders") or ()) == 6
        columns = [int(node.get(f"{W}w", "0")) for node in table.iter(f"{W}gridCol")]
        assert sum(columns) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))  # type: ignore[union-attr, arg-type]
        for row in table.iter(f"{W}tr"):
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
            assert sum(int(node.get(f"{W}w", "0")) for node in row.iter(f"{W}tcW")) == sum(columns)


def test_heading_rows_repeat_and_pages_are_counted_by_complex_fields() -> None:
    data = docx(PAGES["dwelling_ledger"]())
    assert len(list(part(data).iter(f"{W}tblHeader"))) == 2  # two heading rows
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        footers = "".join(file.read(name).decode("utf-8") for name in file.namelist() if "footer" in name)
    assert re.findall("> (PAGE|NUMPAGES) <", footers) == ["PAGE", "NUMPAGES"]


def test_a_landscape_ledger_says_so_and_binds_with_a_gutter() -> None:
    section = part(docx(PAGES["resident_ledger"]())).find(f".//{W}sectPr")
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")  # type: ignore[union-attr]
    assert size.get(f"{W}orient") == "landscape"  # type: ignore[union-attr]
    assert int(size.get(f"{W}w")) > int(size.get(f"{W}h"))  # type: ignore[union-attr, arg-type]
    assert (margins.get(f"{W}left"), margins.get(f"{W}gutter")) == ("850", "567")  # type: ignore[union-attr]


def test_every_text_of_a_ledger_is_in_the_document_rare_characters_too() -> None:
    text = squeezed("".join(part(docx(PAGES["resident_ledger"]())).itertext()))
    assert all(row["person.name"] in text and row["person.id_number"] in text for row in people(75))
    assert all(char in text for char in RARE[:1])


def test_equal_pages_give_equal_files_without_names_in_the_properties() -> None:
    data = docx(PAGES["household_card"]())
    assert data == docx(PAGES["household_card"]())
    core = Document(io.BytesIO(data)).core_properties
    assert (core.author, core.last_modified_by, core.comments, core.title) == ("GridDesk", "GridDesk", "", "户　卡")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert "docProps/thumbnail.jpeg" not in file.namelist()


def test_unprintable_characters_are_named_for_word_as_well() -> None:
    from tests.documents.test_pdf import small

    out = io.BytesIO()
    printed = write_docx(small([("1", "张\ue863", "")]), out)
    assert [glyph.code for glyph in printed.missing] == ["U+E863"]


def test_words_too_long_for_their_column_stand_below_their_household_in_word_as_well() -> None:
    columns = (Column("no", "序号", 20), Column("person.name", "姓名", 80), Column("note", "备注", 12))
    long = "".join(f"第{n}次上门没有见到人，" for n in range(40))
    body = [Group((("1", "王伟", long), ("2", "李敏", "")))]
    page = TablePage(name="t", title="试表", columns=columns, body=body)
    rows = [["".join(node.itertext()) for node in row.iter(f"{W}tc")] for row in part(docx(page)).iter(f"{W}tr")]
    assert rows[1:] == [["1", "王伟", "（见下）"], ["2", "李敏", ""], [f"1　备注：{long}"]]


def test_the_middle_of_a_line_makes_room_for_a_long_office_in_word_as_well() -> None:
    office = "填报单位（盖章）：齐岭街道柳溪村社区居民委员会暨新型农村社区"
    columns = (Column("person.name", "姓名", 80),)
    page = TablePage(
        name="t", title="试表", columns=columns, body=[], left=office, middle="2026年11月", right="单位：人"
    )
    stops = [int(tab.get(f"{W}pos", "0")) for tab in part(docx(page)).iter(f"{W}tab") if tab.get(f"{W}val") == "center"]
    assert stops[0] > page.sheet.room / 25.4 * 1440 / 2 + 500
