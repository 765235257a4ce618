"""Every kind of page as a Word file without the faults that only show on other machines."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Signatures, Strip, Tiles, Title, Words
from gridDesk.documents.page import Book, Page, PartPages
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.table_page import Column, Group, Section, TablePage
from gridDesk.documents.word import write_docx
from tests.documents.samples import PAGES
from tests.documents.word_lint import faults, parts

TEXT = "为进一步做好网格化服务管理工作——“小事不出网格”，现将有关情况说明如下…… " * 12


def png(width: int = 60, height: int = 80, colour: str = "#3060a0") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def docx(page: Page) -> bytes:
    out = io.BytesIO()
    write_docx(page, out)
    return out.getvalue()


def card(n: int) -> Form:
    lines = (
        Line((Cell("民情联系卡", span=3, tint="#c8102e", ink="#ffffff", label=True),), height=8),
        Line((Cell("网格员", label=True), Cell(f"张三{n}"), Cell(picture=png(), down=2)), height=9),
        Line((Cell("电话", label=True), Cell("13800000000")), height=9),
    )
    return Form(
        part=f"卡 {n}", blocks=(Grid((20, 40, 24), lines, plain=True), Strip(left="服务到家", right="2026")), bare=True
    )


def form(n: int = 1) -> Form:
    grid = Grid(
        (20, 60, 40, 50),
        (
            Line(
                (
                    Cell("姓名", label=True),
                    Cell("王*三"),
                    Cell("照片", label=True, down=2),
                    Cell(picture=png(), down=2),
                ),
                height=20,
            ),
            Line((Cell("证件号", label=True), Cell("370305198001011237")), height=20),
            Line((Cell("事由", label=True), Cell("修路“占地”", span=3, ruled=9.0)), height=27),
            Line((Cell(), Cell(), Cell(), Cell()), stretch=True),
        ),
        head=(Line((Cell("一、基本情况", span=4, label=True, tint="#eeeeee"),)),),
    )
    blocks = (
        Title("申请表"),
        Strip("单位：甲", "", f"编号：{n}"),
        grid,
        replace(grid, size=9.0),
        Words(TEXT),
        Words(TEXT, size=10.5),
        Signatures(("申请人", "日期")),
    )
    return Form(part=f"表 {n}", blocks=blocks, again=(Title("申请表（续页）", 14),), code="8f3a0c1e", number=str(n))


def table(name: str = "台账", series: str = "", **more: object) -> TablePage:
    body = [
        Section("1组　共 2 户"),
        Group((("1", "张三", "12.5"), ("2", "李四", "2")), "a"),
        Section("2组"),
        ("3", "王五", ""),
    ]
    columns = (
        Column("no", "序号", 10, "center"),
        Column("person.name", "姓名", 60),
        Column("pay", "金额", 30, "right", total=True),
    )
    return TablePage(name=name, title=name, columns=columns, body=body, signatures=("填表人", "审核人"), foot="甲村 · 张三打印 · 记录号 7K3M9Q",
                     code="7K3M9Q", series=series, **more)  # type: ignore[arg-type]  # fmt: skip


def book() -> Book:
    def contents(found: tuple[PartPages, ...]) -> FormPage:
        lines = tuple(
            Line(
                (
                    Cell(part.title),
                    Cell(f"{part.first} 至 {part.last}"),
                    Cell("、".join(f"{t} {p}" for t, p in part.sections)),
                )
            )
            for part in found
        )
        return FormPage(
            name="contents", title="目录", forms=[Form(part="目录", blocks=(Title("目录"), Grid((50, 30, 80), lines)))]
        )

    cover = FormPage(name="cover", title="封面", forms=[Form(part="封面", blocks=(Title("台账", 42),), bare=True)])
    parts_ = (
        table("人口", "第一编", sheet=Sheet(landscape=True)), table("房屋", "第二编", sheet=Sheet(size="A3", landscape=True), watermark="甲村　张三"),
        FormPage(name="forms", title="表", forms=[form()], series="第三编"),
    )  # fmt: skip
    back = (FormPage(name="back", title="核对", forms=[Form(part="核对", blocks=(Title("核对签字"),))]),)
    return Book(name="book", title="台账", front=(cover,), contents=contents, parts=parts_, back=back)


MADE: dict[str, Page] = {
    "form": FormPage(name="form", title="申请表", forms=[form(1), form(2)], foot="甲村", code="7K3M9Q", watermark="甲村　张三　2026-11-21"),
    "tiles": FormPage(name="cards", title="联系卡", forms=[card(n) for n in range(13)], tiles=Tiles(2, 5, 90, 54)),
    "board": FormPage(name="board", title="公示牌", forms=[replace(card(1), bare=True)], sheet=Sheet(size="A2")),
    "table": table(subtotal=True, units=("户", "人"), blank_rows=True, watermark="甲村　张三"),
    "empty": FormPage(name="form", title="申请表", forms=[]),
    "book": book(),
}  # fmt: skip


@pytest.mark.parametrize("key", [*sorted(MADE), *sorted(PAGES)])
def test_a_document_has_none_of_the_faults_that_show_elsewhere(key: str) -> None:
    assert faults(docx(MADE[key] if key in MADE else PAGES[key]())) == []


def test_the_lint_finds_what_is_wrong() -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("张三“丰”")
    document.add_table(1, 2)
    out = io.BytesIO()
    document.save(out)
    found = " ".join(faults(out.getvalue()))
    assert all(
        words in found for words in ("no hint", "layout not fixed", "row may split", "author", "thumbnail", "theme")
    )


def test_a_watermark_is_word_art_in_the_header_and_stands_in_no_text() -> None:
    found = parts(docx(MADE["form"]))
    headers = "".join(text.decode("utf-8") for name, text in found.items() if name.startswith("word/header"))
    assert headers.count('string="甲村　张三　2026-11-21"') == 6
    assert "甲村　张三" not in found["word/document.xml"].decode("utf-8")


def test_the_contents_of_a_book_name_pages_by_fields_that_lead_to_bookmarks() -> None:
    body = parts(docx(MADE["book"]))["word/document.xml"].decode("utf-8")
    named = set(re.findall(r'bookmarkStart w:id="\d+" w:name="(place\d+)"', body))
    asked = re.findall(r"PAGEREF (place\d+) ", body)
    assert asked
    assert set(asked) <= named
    assert not re.search("[\x01\x02\x0e-\x1f]", body)


def test_parts_of_a_book_have_their_own_sheets_begin_on_right_hand_pages_and_count_their_own() -> None:
    body = parts(docx(MADE["book"]))["word/document.xml"].decode("utf-8")
    assert re.findall(r'<w:type w:val="(\w+)"', body)[-4:] == ["oddPage"] * 4
    assert body.count('w:pgNumType w:start="1"') >= 2
    assert {"landscape"} <= set(re.findall(r'w:orient="(\w+)"', body))
    widths = {int(width) for width in re.findall(r'<w:pgSz w:w="(\d+)"', body)}
    assert len(widths) == 3  # A4 upright, A4 and A3 across


def test_a_bare_form_has_nothing_at_its_foot() -> None:
    found = parts(docx(MADE["board"]))
    foot = "".join(text.decode("utf-8") for name, text in found.items() if name.startswith("word/footer"))
    assert "<w:t" not in foot.replace("<w:tab", "")
    assert "第 1 页" not in found["word/document.xml"].decode("utf-8")


def test_running_text_is_whole_paragraphs_and_each_word_of_it_is_there_once() -> None:
    body = parts(docx(FormPage(name="w", title="w", forms=[Form(part="w", blocks=(Words(f"{TEXT}\n{TEXT * 5}"),))])))
    texts = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", body["word/document.xml"].decode("utf-8"))
    said = "".join(text for text in texts if "第 " not in text).replace(" ", "").replace("　", "")
    assert said.startswith((TEXT * 6).replace(" ", "")[:900])
    assert said.count("为进一步做好") == 72
    assert max(map(len, texts)) > 400


def test_sums_stand_at_the_end_and_say_how_many() -> None:
    body = parts(docx(MADE["table"]))["word/document.xml"].decode("utf-8")
    assert "合计　1 户　3 人" in body
    assert ">14.5<" in body


def test_equal_books_give_equal_files() -> None:
    assert docx(book()) == docx(book())


def test_covers_among_other_forms_have_no_foot_and_share_one() -> None:
    cover = Form(part="封面", blocks=(Title("卷宗", 42),), bare=True)
    page = FormPage(
        name="dossier",
        title="卷宗",
        forms=[one for n in range(4) for one in (cover, form(n))],
        foot="甲村",
        code="7K3M9Q",
    )
    found = parts(docx(page))
    body = found["word/document.xml"].decode("utf-8")
    assert body.count("<w:sectPr") == 8
    assert sum(name.startswith("word/footer") for name in found) == 2
    assert faults(docx(page)) == []
