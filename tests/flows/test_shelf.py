"""Paper that stays true: only the sheets that changed are printed, and every sheet's code says whether it is valid."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from gridDesk import cli
from gridDesk.desk import Desk, open_office, print_jobs, shelf
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.print_order import PrintOrder
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, catalogue
from gridDesk.store import Store
from tests.flows import shelf_office
from tests.flows.shelf_office import CARDS, PASSWORD, RESIDENTS, Clerk, corrected, household, rows_of, some


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object]:
    folder = tmp_path_factory.mktemp("shelf") / "柳行村"
    desk = shelf_office.make(folder)
    desk.close()
    return folder, desk.keys


@pytest.fixture
def desk(master, tmp_path: Path) -> Iterator[Desk]:
    folder, keys = master
    copy = Path(shutil.copytree(folder, tmp_path / "office"))
    desk = Desk(copy, Store.open(copy / DATA_FILE, bytes(keys.db_key), catalogue()), keys)
    yield desk
    desk.close()


def change_phone(desk: Desk, seed: int = 1, phone: str = "13900001111") -> None:
    desk.write([Edit("person", some(desk, "person", seed), "update", {"phone": phone})], "改电话")


def first_print(desk: Desk, order: PrintOrder = RESIDENTS, duplex: bool = False) -> Clerk:
    clerk = Clerk(desk, order, duplex)
    clerk.print(clerk.look(), only_changed=False)
    return clerk


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.get_textpage().get_text_range() for page in document]


def content(text: str) -> list[str]:
    """Return what a page says without its foot."""
    return [line for line in text.splitlines() if "记录号" not in line and "纸号" not in line]


def test_after_the_first_print_nothing_is_to_be_printed(desk):
    prepared = first_print(desk).look()
    assert (prepared.exchange.empty, prepared.pages, prepared.share) == (True, (), 0.0)
    assert prepared.sentence == f"实有人口台账共 {prepared.valid} 张，都与台账一致，不用打印。"


def test_one_new_phone_number_costs_one_page(desk):
    clerk = first_print(desk)
    change_phone(desk)
    prepared = clerk.look()
    assert (prepared.changed, prepared.new, prepared.removed, len(prepared.pages)) == (1, 0, 0, 1)
    assert "1 张有变动；要打印 1 张，抽出 1 张" in prepared.sentence
    clerk.print(prepared)
    clerk.is_true()


def test_a_value_that_is_not_on_paper_costs_nothing(desk):
    clerk = first_print(desk)
    desk.write(
        [Edit("person", some(desk, "person", 1), "update", {"height": 180})], "改身高"
    ) if "height" in desk.catalogue["person"] else desk.write(
        [Edit("household", some(desk, "household", 1), "update", {"remark": "说明"})], "改备注"
    )
    assert clerk.look().exchange.empty


def test_the_changed_pages_say_what_the_full_print_says(desk):
    clerk = first_print(desk)
    desk.write([edit for n in range(900, 906) for edit in household(n, 4, "第2组")], "新增户")
    prepared = clerk.look()
    some_pages, all_pages = texts(shelf.print_pdf(desk, prepared, True)), texts(shelf.print_pdf(desk, prepared, False))
    assert [content(text) for text in some_pages] == [content(all_pages[number - 1]) for number in prepared.pages]
    assert any(page.turn for sheet in prepared.exchange.put_in for page in sheet.pages)
    numbers = [f"{prepared.code}-{number}" for number in prepared.pages]
    assert all(number in text for number, text in zip(numbers, some_pages, strict=True))


def test_cards_are_exchanged_one_by_one(desk):
    clerk = first_print(desk, CARDS)
    change_phone(desk)
    desk.write(household(901, 2, "第1组"), "新增户")
    prepared = clerk.look()
    assert (prepared.changed, prepared.new) == (1, 1)
    clerk.print(prepared)
    clerk.is_true()


def test_a_household_that_left_takes_its_card_with_it(desk):
    clerk = first_print(desk, CARDS)
    home = some(desk, "household", 5)
    edits = [
        Edit("residence", str(row["uid"]), "void", {})
        for row in desk.store.rows("residence", where={"household": home})
    ]
    desk.write([*edits, Edit("household", home, "void", {})], "作废")
    prepared = clerk.look()
    assert (prepared.changed, prepared.new, prepared.removed, prepared.pages) == (0, 0, 1, ())
    code = prepared.exchange.take_out[0].front.sheet_code
    clerk.print(prepared)
    clerk.is_true()
    assert "抽出，这一页不再使用" in shelf.look_up(desk, code).sentence


def test_what_the_printer_lost_is_printed_the_next_time(desk):
    clerk = first_print(desk)
    for seed in range(40):
        change_phone(desk, seed)
    prepared = clerk.look()
    clerk.print(prepared, {prepared.pages[0]})
    assert clerk.look().pages == prepared.pages[1:]
    clerk.print(clerk.look(), set())
    assert clerk.look().pages == prepared.pages[1:]
    clerk.print(clerk.look())
    clerk.is_true()


def test_one_printing_can_be_confirmed_in_two_steps(desk):
    clerk = first_print(desk)
    for seed in range(40):
        change_phone(desk, seed)
    prepared = clerk.look()
    clerk.print(prepared, set(prepared.pages[:2]))
    clerk.print(prepared, set(prepared.pages[2:]))
    clerk.is_true()
    job = print_jobs.recent(desk)[0]
    assert (job.code, job.pages) == (prepared.code, len(prepared.pages))


def test_on_both_sides_whole_sheets_are_exchanged(desk):
    clerk = first_print(desk, duplex=True)
    change_phone(desk)
    prepared = clerk.look()
    assert (prepared.changed, len(prepared.pages)) == (1, 2)
    assert len(texts(shelf.print_pdf(desk, prepared, True))) == 2
    clerk.print(prepared)
    clerk.is_true()


def test_numbering_anew_replaces_every_sheet(desk):
    clerk = first_print(desk)
    desk.write([edit for n in range(900, 920) for edit in household(n, 4, "第1组")], "新增户")
    clerk.print(clerk.look())
    assert "重新整理" in clerk.look().advice or any(page.turn for page in clerk.look().printed)
    prepared = clerk.look(renumber=True)
    assert (prepared.fresh, prepared.valid, not any(page.turn for page in prepared.printed)) == (True, 0, True)
    clerk.print(prepared)
    clerk.is_true()


def test_another_layout_begins_anew_and_another_part_has_a_shelf_of_its_own(desk):
    first_print(desk)
    large = replace(RESIDENTS, layout=replace(RESIDENTS.layout, large=True))
    assert shelf.prepare(desk, large).fresh
    group = shelf.prepare(desk, replace(RESIDENTS, village_group="第1组"))
    assert (group.fresh, group.exchange.take_out, group.title) == (True, (), "实有人口台账（第1组）")
    assert shelf.prepare(desk, replace(RESIDENTS, copy=2)).fresh


def test_a_code_answers_in_one_sentence(desk):
    clerk = first_print(desk)
    change_phone(desk)
    prepared = clerk.look()
    old, new = prepared.exchange.take_out[0].front, f"{prepared.code}-{prepared.pages[0]}"
    assert shelf.look_up(desk, old.sheet_code).sentence.endswith("打印，现行有效。")
    clerk.print(prepared)
    assert f"被 {new} 这张替换，请不要再使用。" in shelf.look_up(desk, old.sheet_code).sentence
    scanned = f"纸号：{new.lower().replace('0', 'o')}"
    assert shelf.look_up(desk, scanned).state == "current"
    assert shelf.look_up(desk, f"{prepared.code}-9999").state == "unknown"
    assert shelf.look_up(desk, "张三").state == "unreadable"
    assert shelf.look_up(desk, old.code).state == "current"


def test_a_printing_that_is_not_on_a_shelf_says_so(desk):
    job = print_jobs.note(desk, PrintOrder(paper="people"), "人员名单", pages=3, way="file")
    assert "没有登记上架" in shelf.look_up(desk, f"{job.code}-2").sentence
    assert print_jobs.recent(desk)[0].line.startswith(f"{job.at[:10]} 存成文件《人员名单》，3 页")


def test_ledgers_that_change_between_comparing_and_printing_are_compared_again(desk):
    clerk = first_print(desk)
    change_phone(desk)
    prepared = clerk.look()
    change_phone(desk, 1, "13900002222")
    with pytest.raises(DeskError, match="重新核对"):
        shelf.print_pdf(desk, prepared, True)


def test_lists_and_blank_forms_are_not_shelved(desk):
    for order in (PrintOrder(paper="daily_log", mode="blank", date="2026-01-01"), PrintOrder(paper="no_such_paper")):
        with pytest.raises(DeskError, match="变更页"):
            shelf.prepare(desk, order)


def test_the_stacks_on_the_shelf_are_listed_and_can_be_looked_at_again(desk):
    first_print(desk, CARDS)
    first_print(
        desk, replace(RESIDENTS, village_group="第2组", layout=replace(RESIDENTS.layout, large=True)), duplex=True
    )
    lines = shelf.shelves(desk)
    assert [(line.title, line.duplex) for line in lines] == [("实有人口台账（第2组）", True), ("户　卡", False)]
    assert shelf.prepare(desk, lines[0].order, duplex=lines[0].duplex).exchange.empty


def test_the_register_names_nobody(desk):
    first_print(desk, CARDS)
    first_print(desk)
    system = desk.store.system
    kept = str(system.shelf_pages.list()) + str(system.print_jobs.list()[0].title)
    assert not any(str(row["name"]) in kept for row in desk.store.rows("person"))


def test_the_command_line_prints_changed_pages_and_answers_codes(desk, tmp_path, monkeypatch, capsys):
    folder = desk.folder
    desk.close()
    monkeypatch.setenv("GRIDDESK_PASSWORD", PASSWORD)

    def run(*words: object) -> dict:
        assert cli.main([str(word) for word in words] + ["--json"]) == 0
        return json.loads(capsys.readouterr().out)

    target, slip = tmp_path / "变更页.pdf", tmp_path / "抽换单.pdf"
    looked = run("print", folder, "resident_ledger", target, "--changed", "--look")
    first = run("print", folder, "resident_ledger", target, "--changed", "--slip", slip)
    assert (looked["pages"], first["pages"]) == (first["of"], first["of"])
    assert slip.read_bytes().startswith(b"%PDF")
    again = run("print", folder, "resident_ledger", target, "--changed")
    assert (again["pages"], again["valid"]) == (0, first["of"])
    assert run("sheet", folder, f"{first['code']}-1")["state"] == "current"
    with closing(open_office(folder, PASSWORD)) as reopened:
        change_phone(reopened)
    pen = run("print", folder, "resident_ledger", target, "--changed", "--pen", tmp_path / "变更登记页.pdf")
    assert (pen["pages"], pen["supplement"]["lines"]) == (0, 1)
    assert run("sheet", folder, f"{looked['code']}-1")["state"] == "unknown"


def test_a_bound_volume_is_exchanged_sheet_by_sheet_through_all_its_parts(desk):
    clerk = first_print(desk, PrintOrder(paper="book"), duplex=True)
    clerk.is_true()
    change_phone(desk)
    desk.write(household(901, 3, "第2组"), "新增户")
    prepared = clerk.look()
    parts = {page.paper for sheet in prepared.exchange.put_in for page in sheet.pages}
    assert {"resident_ledger", "household_ledger"} <= parts
    assert "book_cover" not in parts
    assert "第三编 " in str(shelf.slip(desk, prepared))
    clerk.print(prepared)
    clerk.is_true()


# ---- 变更登记页 ----


def phones(desk: Desk, count: int, phone: str) -> None:
    for seed in range(count):
        change_phone(desk, seed, f"{phone}{seed:04d}")


def test_a_supplement_corrects_by_pen_what_would_reprint_half_the_book(desk):
    clerk = first_print(desk)
    phones(desk, 5, "1390000")
    prepared = clerk.look()
    assert "变更登记页" in prepared.advice
    corrected = shelf.with_supplement(desk, prepared)
    told = [(one.field, one.value) for one in corrected.supplement.corrections]
    assert sorted(told) == sorted(("联系电话", f"1390000{seed:04d}") for seed in range(5)) or len(told) < 5
    assert (corrected.exchange.empty, corrected.supplement.pages, corrected.pages) == (True, 1, ())
    assert corrected.share < prepared.share
    pdf = shelf.supplement_pdf(desk, corrected)
    assert all(one.who in texts(pdf)[0] and one.value in texts(pdf)[0] for one in corrected.supplement.corrections)
    assert corrected.supplement.code in str(shelf.slip(desk, corrected))
    shelf.record(desk, corrected)
    again = clerk.look()
    assert again.exchange.empty
    page = next(page for sheet in again.exchange.still_valid for page in sheet.pages if page.amended)
    answer = shelf.look_up(desk, page.sheet_code)
    assert (answer.state, corrected.supplement.code in answer.sentence) == ("amended", True)
    assert "变更登记页第 1 页" in shelf.look_up(desk, f"{corrected.supplement.code}-1").sentence


def test_a_corrected_line_is_the_line_that_stands_on_the_page(desk):
    clerk = first_print(desk)
    change_phone(desk)
    corrected = shelf.with_supplement(desk, clerk.look())
    (one,) = corrected.supplement.corrections
    pdf = texts(shelf.print_pdf(desk, corrected, False))
    page = next(page.number for page in corrected.printed if page.label == one.page)
    line = next(line for line in pdf[page - 1].splitlines() if one.who in line)
    assert line.startswith(f"{one.line} ") or f"\r\n{one.line}" in pdf[page - 1]


def test_a_supplement_is_spent_when_its_pages_were_printed_anew(desk):
    clerk = first_print(desk)
    change_phone(desk)
    first = shelf.with_supplement(desk, clerk.look())
    shelf.record(desk, first)
    code = first.supplement.code
    change_phone(desk, 1, "13900009999")
    second = clerk.look()
    assert f"变更登记页 {code} 上的更正都已换成新页" in str(shelf.slip(desk, second))
    shelf.record(desk, second)
    assert shelf.look_up(desk, f"{code}-1").state == "replaced"
    assert clerk.look().exchange.empty


def test_a_page_corrected_twice_needs_both_supplements(desk):
    clerk = first_print(desk)
    for phone in ("13900000001", "13900000002"):
        change_phone(desk, 1, phone)
        shelf.record(desk, shelf.with_supplement(desk, clerk.look()))
    again = clerk.look()
    assert again.exchange.empty
    page = next(page for sheet in again.exchange.still_valid for page in sheet.pages if page.amended)
    assert shelf.look_up(desk, page.sheet_code).sentence.count("、") == 1


def test_rows_that_came_are_printed_and_rows_that_went_are_struck_out(desk):
    clerk = first_print(desk)
    home = some(desk, "household", 5)
    lives = list(desk.store.rows("residence", where={"household": home}))
    edits = [Edit("residence", str(row["uid"]), "void", {}) for row in lives]
    desk.write([*edits, Edit("household", home, "void", {})], "作废")
    corrected = shelf.with_supplement(desk, clerk.look())
    if len(lives) <= 5:
        assert [one.value for one in corrected.supplement.corrections] == ["整行划去"] * len(lives)
    shelf.record(desk, corrected)
    desk.write(household(950, 2, "第1组"), "新增户")
    assert shelf.with_supplement(desk, clerk.look()).exchange.put_in


def test_corrected_by_pen_the_old_pages_say_what_a_full_print_says(desk):
    clerk = first_print(desk)
    book = rows_of(desk, clerk.look())
    for month in range(3):
        phones(desk, 4 + month, f"138000{month}")
        desk.write(
            [
                Edit(
                    "person", some(desk, "person", 90 + month), "update", {"name": f"更名{month}", "remark": "常年在外"}
                )
            ],
            "改",
        )
        home = some(desk, "household", 30 + month)
        lives = desk.store.rows("residence", where={"household": home})
        edits = [Edit("residence", str(row["uid"]), "void", {}) for row in lives]
        desk.write([*edits, Edit("household", home, "void", {})], "作废")
        prepared = shelf.with_supplement(desk, clerk.look())
        fresh = {page.label for sheet in prepared.exchange.put_in for page in sheet.pages}
        today = rows_of(desk, prepared)
        book = {label: rows for label, rows in corrected(book, prepared).items() if label in today} | {
            label: rows for label, rows in today.items() if label in fresh
        }
        assert {label: [row for row in rows if row] for label, rows in book.items()} == today
        shelf.record(desk, prepared)
        assert clerk.look().exchange.empty


def test_a_first_page_lost_in_the_printer_keeps_its_number(desk):
    clerk = Clerk(desk, RESIDENTS)
    prepared = clerk.look()
    clerk.print(prepared, set(prepared.all_pages) - {1})
    again = clerk.look()
    assert [page.label for sheet in again.exchange.put_in for page in sheet.pages] == ["1"]
    clerk.print(again)
    clerk.is_true()


def test_the_same_paper_ordered_in_other_words_stands_on_the_same_shelf(desk):
    first_print(desk)
    assert shelf.prepare(desk, replace(RESIDENTS, level="M0")).exchange.empty
    masked = shelf.prepare(desk, replace(RESIDENTS, level="M1"))
    assert (masked.fresh, masked.title) == (True, "实有人口台账（内部使用）")
    assert shelf.prepare(desk, replace(RESIDENTS, full_ids=False)).title == masked.title
