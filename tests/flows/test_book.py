"""The bound volume of a grid: contents that are true, figures that equal the ledgers, nothing sealed in it."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from gridDesk.desk import Desk, book, pictures, printing, records, standing
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.print_order import Layout, PrintOrder
from gridDesk.documents.book import chinese_number, series
from gridDesk.documents.book_pdf import pages_of
from gridDesk.documents.form import Cell, FormPage, Grid
from gridDesk.documents.page import Book, PartPages
from gridDesk.documents.pdf import write_pdf
from gridDesk.documents.printed import Printed
from gridDesk.documents.table_page import Group, Section, TablePage
from gridDesk.ledger import catalogue
from gridDesk.store import Store
from gridDesk.vault import Keys
from tests.flows.test_pictures import picture

PASSWORD = "一个很长很长的测试密码"
ORDER = PrintOrder(paper="book")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    folder = tmp_path_factory.mktemp("book") / "柳溪村"
    desk = make_demo(folder, people=150, password=PASSWORD)
    desk.close()
    return folder, desk.keys


@pytest.fixture
def desk(made: tuple[Path, Keys], tmp_path: Path) -> Iterator[Desk]:
    """A copy of a demonstration village."""
    folder, keys = made
    copy = Path(shutil.copytree(folder, tmp_path / "village"))
    desk = Desk(copy, Store.open(copy / DATA_FILE, bytes(keys.db_key), catalogue()), keys)
    yield desk
    desk.close()


def bound(desk: Desk, order: PrintOrder = ORDER) -> Book:
    page = printing.compose(desk, order)
    assert isinstance(page, Book)
    return page


def written(page: Book) -> tuple[list[str], Printed]:
    out = io.BytesIO()
    printed = write_pdf(page, out)
    document = pypdfium2.PdfDocument(out.getvalue())
    return [document[i].get_textpage().get_text_bounded() for i in range(len(document))], printed


def texts_of(page: FormPage) -> list[list[str]]:
    """Return the texts of a form's tables, line by line."""
    return [
        [cell.text for cell in line.cells]
        for form in page.forms for block in form.blocks if isinstance(block, Grid) for line in block.lines
    ]  # fmt: skip


def figures(page: Book) -> dict[str, str]:
    """Return what stands beside each label of 网格责任区基本情况."""
    found: dict[str, str] = {}
    for form in page.parts[0].forms:  # type: ignore[union-attr]
        for block in form.blocks:
            for line in block.lines if isinstance(block, Grid) else ():
                cells: list[Cell] = list(line.cells)
                found |= {a.text: b.text for a, b in pairwise(cells) if a.label and not b.label}
    return found


def contents(page: Book) -> FormPage:
    return page.contents(tuple(pages_of(part) for part in page.parts))


def test_contents_name_the_pages_where_chapters_and_groups_really_are(desk: Desk) -> None:
    page = bound(desk)
    texts, printed = written(page)
    lines = {line[0]: line for line in texts_of(contents(page))}
    for part in page.parts:
        mine = [one for one in printed.pages if one.paper == part.name and one.part != "（空白页）"]
        line, mark = lines[part.series], part.series.strip("第编")
        assert line[1] == part.title
        assert line[3] == str(len(mine))
        first, last = f"{mark}-1", f"{mark}-{len(mine)}"
        assert line[2] == (first if len(mine) == 1 else f"{first} 至 {last}")
        for name, label in re.findall(rf"(\S+) {mark}-(\d+)", line[5]):
            number = next(one.number for one in mine if one.label == label)
            assert name in texts[number - 1], (part.title, name)
    assert len(lines) == len(page.parts)


def test_every_chapter_begins_on_a_right_hand_page_and_says_its_number(desk: Desk) -> None:
    page = bound(desk)
    texts, printed = written(page)
    for part in page.parts:
        first = next(one for one in printed.pages if one.paper == part.name)
        assert first.number % 2 == 1
        words = "".join(texts[first.number - 1].split())
        assert "".join(part.title.split()) in words
        assert f"{part.series}第1页" in words
    assert len({part.name for part in page.parts}) == len(page.parts)
    assert "".join(texts[-1].split()).startswith("核对签字")


def test_figures_equal_what_the_ledgers_count(desk: Desk) -> None:
    found, counts = figures(bound(desk)), standing.now(desk)
    assert found["户数"] == str(desk.store.count("household")) == str(sum(counts.households.values()))
    assert found["人口总数"] == str(desk.store.count("person")) == str(sum(counts.people.values()))
    assert found["房屋"] == str(desk.store.count("dwelling"))
    assert found["承租登记"] == str(desk.store.count("tenancy"))
    for key in ("unit", "shop", "key_place", "natural_place", "building"):
        assert found[desk.catalogue[key].label] == str(desk.store.count(key))
    for shape in desk.enabled():
        if shape.group == "special" and not shape.sealed:
            assert found[shape.label] == str(desk.store.count(shape.key)), shape.key


def test_figures_of_a_grid_are_those_of_its_own_part(desk: Desk) -> None:
    second = records.save(desk, "grid", None, {"name": "柳溪第二网格", "kind": "01", "extent": "南至水渠"}).uid
    empty = bound(desk, replace(ORDER, grid=second))
    assert {figures(empty)[key] for key in ("户数", "人口总数", "房屋", "党员", "低保特困")} == {"0"}
    assert figures(empty)["责任区范围"] == "南至水渠"
    first = bound(desk, replace(ORDER, grid=str(desk.grids()[0]["uid"])))
    whole = bound(desk)
    for key in ("户数", "人口总数", "房屋", "党员", "残疾人"):
        assert figures(first)[key] == figures(whole)[key] != "0"


def test_what_is_counted_in_the_contents_is_what_the_chapters_hold(desk: Desk) -> None:
    page = bound(desk)
    lines = {line[0]: line[4] for line in texts_of(contents(page))}
    for part in page.parts:
        if isinstance(part, TablePage):
            groups = [item for item in part.body if isinstance(item, Group)]
            rows = sum(len(group.rows) for group in groups)
            numbers = [int(n) for n in re.findall(r"\d+", lines[part.series])]
            assert numbers[-1] in (rows, len(groups)), part.title


def test_nothing_of_a_sealed_ledger_is_in_the_volume(desk: Desk) -> None:
    sealed = [shape for shape in desk.catalogue.special() if shape.sealed]
    person = next(iter(desk.store.rows("person")))
    for shape in sealed:
        desk.enable(shape.key)
        records.save(desk, shape.key, None, {shape.subject: person["uid"], "remark": "不可外传的一句话"})
    for mode in ("filled", "half"):
        page = bound(desk, replace(ORDER, mode=mode))
        assert not {part.name for part in page.parts} & {shape.key for shape in sealed}
        texts, _ = written(page)
        # How the volume is kept says in general that such ledgers lie elsewhere.
        rest = "".join(text for text in texts if "填写说明" not in text)
        assert "不可外传" not in rest
        assert not [shape.label for shape in sealed if shape.label in rest and shape.label != "重点青少年"]


def test_chapters_keep_their_numbers_when_an_empty_ledger_gets_its_first_record(desk: Desk) -> None:
    before = {part.name: part.series for part in bound(desk).parts}
    assert "pregnancy" not in before
    person = next(iter(desk.store.rows("person", where={"sex": "2"})))
    records.save(desk, "pregnancy", None, {"person": person["uid"]})
    after = {part.name: part.series for part in bound(desk).parts}
    assert after.items() >= before.items()
    assert after.keys() - before.keys() == {"pregnancy"}


def test_empty_ledgers_are_named_or_ruled_for_the_pen(desk: Desk) -> None:
    named = repr(list(contents(bound(desk)).forms))
    assert "孕产妇和新生儿" in named
    half = bound(desk, replace(ORDER, mode="half"))
    part = next(one for one in half.parts if one.name == "pregnancy")
    assert isinstance(part, TablePage)
    assert (list(part.body), part.blank_rows) == ([], True)
    assert "空白待填" in repr(list(contents(half).forms))


def test_blank_volume_holds_nobody(desk: Desk) -> None:
    page = bound(desk, replace(ORDER, mode="blank"))
    assert [list(part.body) for part in page.parts if isinstance(part, TablePage)] == [[]] * (len(page.parts) - 1)


def test_volume_without_whole_numbers_shows_none(desk: Desk) -> None:
    numbers = [str(row["id_number"]) for row in desk.store.rows("person") if row.get("id_number")]
    texts, _ = written(bound(desk, replace(ORDER, full_ids=False)))
    said = "".join("".join(text.split()) for text in texts)
    assert numbers
    assert not [number for number in numbers if number in said]


def test_sketch_of_the_grid_is_drawn_and_its_place_left_without_one(desk: Desk) -> None:
    def sketches() -> list[Cell]:
        page = bound(desk).parts[0]
        assert isinstance(page, FormPage)
        return [
            cell for form in page.forms for block in form.blocks if isinstance(block, Grid)
            for line in block.lines for cell in line.cells if cell.picture or "贴图处" in cell.text
        ]  # fmt: skip

    assert [(cell.text, cell.picture) for cell in sketches()] == [("（网格示意图贴图处）", b"")]
    kept = pictures.put(desk, f"map:{desk.grids()[0]['uid']}", picture("green"))
    assert [cell.picture for cell in sketches()] == [kept]


def test_all_chapters_have_the_sheet_of_the_volume(desk: Desk) -> None:
    for layout, size, landscape in ((Layout(), "A4", True), (Layout(size="A4", landscape=False), "A4", False)):
        page = bound(desk, replace(ORDER, layout=layout))
        sheets = {(one.sheet.size, one.sheet.landscape) for one in (*page.front, *page.parts, *page.back)}
        assert sheets == {(size, landscape)}


def test_shelved_volume_counts_nothing_above_groups_and_knows_every_record(desk: Desk) -> None:
    page = bound(desk, replace(ORDER, shelved=True))
    for part in page.parts:
        if isinstance(part, TablePage):
            assert part.shelved is not None
            items = list(part.body)
            assert all("共" not in item.text for item in items if isinstance(item, Section))
            keys = [item.key for item in items if isinstance(item, Group)]
            assert all(keys)
            assert len(set(keys)) == len(keys), part.name
    texts, printed = written(page)
    assert len(texts) == len(printed.pages)


def test_people_of_the_crew_stand_once_with_their_telephones(desk: Desk) -> None:
    page = bound(desk).parts[0]
    assert isinstance(page, FormPage)
    crew = [line for line in texts_of(page) if len(line) == 6 and "王建国" in line]
    assert len(crew) == 1
    assert crew[0].count("王建国") == 1
    assert crew[0][crew[0].index("王建国") + 1].isdigit()


def test_explanation_cites_what_the_regulation_asks_of_ledgers() -> None:
    assert ("第十条（六）", "填写网格责任区基本情况，每天填写《网格工作日志》") in book.clauses("QL")
    assert all("薪酬" not in rule for _, rule in book.clauses("QL"))


def test_numbers_of_chapters_are_written_in_chinese() -> None:
    written_out = {1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五"}
    assert {n: chinese_number(n) for n in written_out} == written_out
    assert series(3) == "第三编"
    assert PartPages("", "", "1", "1", 1).sections == ()


def test_volume_of_a_year_holds_what_happened_in_it(desk: Desk) -> None:
    records.save(desk, "event", None, {"title": "前年的事", "date": "2019-05-01"})
    records.save(desk, "event", None, {"title": "前年的另一件", "date": "2019"})
    old = bound(desk, replace(ORDER, month="2019-01"))
    events = next(part for part in old.parts if part.name == "event")
    assert events.title == "事项台账（2019 年）"
    assert isinstance(events, TablePage)
    assert len(list(events.body)) == 2
    assert "前年" not in repr([list(part.body) for part in bound(desk).parts if isinstance(part, TablePage)])
    assert "2019 年度" in repr(old.front[0].forms)
