"""Ledgers that stand on a shelf, books, small forms, pictures and running text, as PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
from PIL import Image

from gridDesk.documents.again import Again
from gridDesk.documents.form import Cell, Form, FormPage, Grid, Line, Strip, Tiles, Title, Words
from gridDesk.documents.page import Book, PartPages
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.sheet import Sheet
from gridDesk.documents.table_page import Column, Group, Item, Section, Shelved, TablePage

COLUMNS = (
    Column("no", "序号", 10, "center"),
    Column("name", "姓名", 40),
    Column("area", "面积", 30, "right", total=True),
)


def households(names: Sequence[str], per: int = 3) -> list[Item]:
    """Return groups of `per` rows, one for each name, keyed by the name."""
    return [Group(tuple(("", f"{name}{n}", "1.5") for n in range(per)), key=name) for name in names]


def ledger(body: Sequence[Item], **more: object) -> TablePage:
    summed = more.get("subtotal")
    columns = COLUMNS if summed else (*COLUMNS[:2], replace(COLUMNS[2], total=False))
    given = {"sheet": Sheet(landscape=True), "shelved": Shelved(), **more}
    return TablePage(name="people", title="实有人口台账", columns=columns, body=list(body), **given)  # type: ignore[arg-type]


def printed(page: TablePage | Book | FormPage) -> tuple[PrintedPage, ...]:
    return write_pdf(page, io.BytesIO(), only=frozenset()).pages


def places(pages: Sequence[PrintedPage]) -> dict[str, int]:
    return {key: int(page.base) for page in pages for key in page.keys}


def texts(page: TablePage | Book | FormPage) -> list[str]:
    out = io.BytesIO()
    write_pdf(page, out)
    document = pypdfium2.PdfDocument(out.getvalue())
    return [document[i].get_textpage().get_text_bounded() for i in range(len(document))]


NAMES = [f"户{n:02d}" for n in range(40)]


def test_a_new_household_stays_on_the_page_of_the_one_before_it_and_leaves_all_others_as_they_were() -> None:
    first = printed(ledger(households(NAMES)))
    there = places(first)
    body = [*households(NAMES[:9]), *households(["户新"], per=1), *households(NAMES[9:])]
    second = printed(ledger(body, shelved=Shelved(places={**there, "户新": there["户08"]})))
    same = {page.label: page.digest for page in first}
    changed = [page.label for page in second if same.get(page.label) != page.digest]
    assert changed == [str(there["户08"])]


def test_what_no_longer_fits_on_page_2_goes_on_to_2_1_and_page_3_stays() -> None:
    first = printed(ledger(households(NAMES)))
    there = places(first)
    at = NAMES.index(next(name for name in NAMES if there[name] == 2)) + 1
    new = [f"新{n}" for n in range(6)]
    second = printed(
        ledger(households([*NAMES[:at], *new, *NAMES[at:]]), shelved=Shelved(places={**there, **dict.fromkeys(new, 2)}))
    )
    assert [page.label for page in second][:4] == ["1", "2", "2-1", "3"]
    was, now = ({page.label: page.digest for page in pages} for pages in (first, second))
    assert {label for label in was if was[label] != now.get(label)} == {"2"}


def test_a_page_whose_households_are_all_gone_is_missing_and_no_number_moves() -> None:
    first = printed(ledger(households(NAMES)))
    there = places(first)
    kept = [name for name in NAMES if there[name] != 2]
    second = printed(ledger(households(kept), shelved=Shelved(places=there)))
    assert "2" not in [page.label for page in second]
    assert {page.label: page.digest for page in second}.items() <= {
        page.label: page.digest for page in first
    }.items() | {(second[-1].label, second[-1].digest)}


def test_rows_are_numbered_from_one_on_each_page_and_free_rows_are_left_for_the_pen() -> None:
    pages = texts(ledger(households(NAMES), foot="打印时间"))
    assert all(page.split("面积")[1].split()[0] == "1" for page in pages[:-1])
    assert "第 1 页" in pages[0]
    assert "共" not in pages[0]


def test_in_duplex_a_sheet_begins_with_an_odd_page_and_its_back_may_stay_white() -> None:
    first = printed(ledger(households(NAMES), shelved=Shelved(duplex=True)))
    there = places(first)
    new = [f"新{n}" for n in range(6)]
    grown = ledger(
        households([NAMES[0], *new, *NAMES[1:]]),
        shelved=Shelved(places={**there, **dict.fromkeys(new, 1)}, duplex=True),
    )
    labels = [page.label for page in printed(grown)]
    assert labels[:4] == ["1", "1-1", "2", "空白"]
    assert labels[4] == "3"


def test_a_section_says_its_name_again_on_the_next_page_and_begins_a_fresh_one_where_it_must() -> None:
    body = [
        Section("第1组", new_page=True),
        *households(NAMES[:20]),
        Section("第2组", new_page=True),
        *households(NAMES[20:]),
    ]
    pages = texts(ledger(body))
    assert "第1组（续）" in pages[1]
    second = next(page for page in pages if "第2组" in page and "第2组（续）" not in page)
    assert "第1组" not in second.replace("第1组（续）", "")


def test_a_page_adds_up_its_own_rows_and_the_last_one_the_whole_ledger() -> None:
    pages = texts(ledger(households(NAMES), shelved=None, subtotal=True, units=("户", "人")))
    assert "本页小计" in pages[0]
    assert "合计" not in pages[0]
    assert "40 户" in pages[-1]
    assert "120 人" in pages[-1]
    assert "180.0" in pages[-1]
    assert sum(float(page.split("本页小计")[1].split("人")[1].split()[0]) for page in pages) == 180.0


def test_only_the_pages_asked_for_are_written_as_they_stand_in_the_whole() -> None:
    page, out = ledger(households(NAMES), code="K7Q3MX"), io.BytesIO()
    whole = write_pdf(page, out, only=frozenset({2}))
    document = pypdfium2.PdfDocument(out.getvalue())
    assert len(document) == 1
    assert len(whole.pages) > 2
    text = document[0].get_textpage().get_text_bounded()
    assert "第 2 页" in text
    assert "K7Q3MX-2" in text


def book(parts: tuple[TablePage, ...]) -> Book:
    def contents(found: tuple[PartPages, ...]) -> FormPage:
        lines = tuple(Line((Cell(part.series), Cell(part.title), Cell(f"{part.first}—{part.last}"))) for part in found)
        more = tuple(Strip(left=f"{title} {label}") for part in found for title, label in part.sections)
        return FormPage(
            name="contents",
            title="目录",
            forms=[Form(part="目录", key="contents", blocks=(Title("目录"), Grid((30, 80, 60), lines), *more))],
        )

    cover = FormPage(
        name="cover",
        title="封面",
        forms=[Form(part="封面", key="cover", bare=True, blocks=(Title("网格化社会管理台账", 36),))],
    )
    return Book(name="book", title="网格化社会管理台账", front=(cover,), contents=contents, parts=parts)


def test_the_contents_of_a_book_name_the_pages_where_its_parts_really_are() -> None:
    parts = (
        ledger([Section("第1组"), *households(NAMES)], series="第一编"),
        ledger([Section("东楼"), *households(NAMES[:3])], series="第二编"),
    )
    pages = texts(book(parts))
    count = sum("第一编" in page and "实有人口台账" in page for page in pages[2:])
    assert f"1—{count}" in pages[1]
    assert "东楼 1" in pages[1]


def test_each_part_of_a_book_begins_on_a_right_hand_page_and_is_named_beside_the_document() -> None:
    parts = tuple(ledger(households(NAMES[:n]), series=f"第{n}编") for n in (3, 2))
    out = io.BytesIO()
    pages = write_pdf(book(parts), out).pages
    starts = [page.number for page in pages if page.label == "1" and page.paper == "people"]
    assert starts == [3, 5]
    names = [mark.get_title() for mark in pypdfium2.PdfDocument(out.getvalue()).get_toc()]
    assert names == ["封面", "目录", "第3编　实有人口台账", "第2编　实有人口台账"]


def picture(colour: str, size: tuple[int, int] = (40, 60), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def test_pictures_and_tints_are_drawn_in_their_cells_and_count_in_the_digest() -> None:
    def card(data: bytes) -> FormPage:
        line = Line((Cell(picture=data), Cell("柳行村", tint="#1f4e79", ink="#ffffff")), height=40)
        return FormPage(name="card", title="卡", forms=[Form(part="卡", blocks=(Grid((40, 130), (line,)),))])

    out = io.BytesIO()
    red = write_pdf(card(picture("red", kind="JPEG")), out)
    shown = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=1).to_pil().convert("RGB")
    colours = {shown.getpixel((x, y)) for x in range(0, shown.width, 4) for y in range(0, shown.height, 4)}
    assert any(r > 240 and g < 20 for r, g, _ in colours)
    assert (31, 78, 121) in colours
    assert red.pages[0].digest != write_pdf(card(picture("blue")), io.BytesIO()).pages[0].digest


def test_small_forms_stand_side_by_side_and_go_on_on_the_next_sheet() -> None:
    cards = [Form(part=f"卡{n}", key=f"k{n}", blocks=(Strip(middle=f"联系卡{n:02d}"),)) for n in range(12)]
    page = FormPage(name="cards", title="民情联系卡", forms=cards, tiles=Tiles(2, 5, 90, 54))
    pages = texts(page)
    assert len(pages) == 2
    assert pages[0].count("联系卡") == 10
    assert printed(page)[1].keys == ("k10", "k11")


def test_running_text_begins_two_characters_in_and_goes_on_on_the_next_sheet() -> None:
    words = "本台账由网格员如实填写，任何人不得涂改。" * 120
    page = FormPage(name="w", title="说明", forms=[Form(part="说明", blocks=(Title("填写说明"), Words(words)))])
    pages = texts(page)
    assert len(pages) > 1
    assert "".join("".join(pages).split()).count("本台账由") == 120


def test_slanting_words_stand_behind_the_rows_without_changing_what_a_page_says() -> None:
    plain, marked = (printed(ledger(households(NAMES[:3]), watermark=words)) for words in ("", "柳行村　内部资料"))
    assert plain[0].digest == marked[0].digest
    assert "内部资料" in "".join(texts(ledger(households(NAMES[:3]), watermark="柳行村　内部资料"))[0].split())


def test_a_book_can_be_read_twice_from_bodies_that_stream() -> None:
    body = Again(lambda: iter(households(NAMES)))
    part = TablePage(name="a", title="台账", columns=COLUMNS, body=body, shelved=Shelved(), series="第一编")
    assert len(printed(book((part,)))) > 3
