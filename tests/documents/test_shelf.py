"""Pages keep their numbers, and only the sheets that changed are exchanged."""

from __future__ import annotations

from gridDesk.documents.printed import PrintedPage
from gridDesk.documents.shelf import exchanged, places, sheets
from tests.documents.paper_shelf import ROOM, Home, Office, homes, renamed


def page(number: int, base: str, turn: int = 0, paper: str = "ledger") -> PrintedPage:
    return PrintedPage(number, "", f"d{number}", paper, f"{base}-{turn}" if turn else base, base, turn)


def labels(found) -> list[str]:
    return ["|".join(page.label for page in sheet.pages) for sheet in found]


def printed(count: int, **kind) -> Office:
    office = Office(homes(count), **kind)
    today = office.today()
    office.print(today, everything(today))
    return office


def everything(today) -> list[int]:
    return [page.number for sheet in today for page in sheet.pages]


# ---- places ----


def test_groups_that_stayed_keep_their_pages():
    assert places([(1, "ab"), (2, "cd")], "abcd") == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_a_new_group_goes_to_the_page_of_the_group_before_it():
    assert places([(1, "ab"), (2, "cd")], "abxcd")["x"] == 1
    assert places([(3, "ab"), (4, "cd")], "xabcdy") == {"x": 3, "a": 3, "b": 3, "c": 4, "d": 4, "y": 4}


def test_a_moved_group_drags_no_other_group_with_it():
    found = places([(1, "ab"), (2, "cd"), (3, "ef")], "bcdefa")
    assert found == {"b": 1, "c": 2, "d": 2, "e": 3, "f": 3, "a": 3}
    assert places([(1, "ab"), (2, "cd"), (3, "ef")], "fabcde")["f"] == 1


def test_a_group_of_a_section_that_begins_a_page_stays_with_its_section():
    sections = dict.fromkeys("ab", "第1组") | dict.fromkeys("xcd", "第2组")
    assert places([(1, "ab"), (2, "cd")], "abxcd", sections)["x"] == 2
    assert places([(1, "ab"), (2, "cd")], "abxcd", None)["x"] == 1


def test_a_ledger_of_which_nothing_is_left_is_numbered_anew():
    assert places([(1, "ab")], "xyz") == {}
    assert places([], "xyz") == {}


def test_the_page_printed_last_counts_when_a_group_stands_on_two():
    assert places([(1, "ab"), (2, "c"), (2, "bc")], "abc") == {"a": 1, "b": 2, "c": 2}


def test_forty_thousand_groups_in_another_order_find_their_places():
    keys = [str(n) for n in range(40_000)]
    old = [(n // 20 + 1, keys[n : n + 20]) for n in range(0, len(keys), 20)]
    found = places(old, [*keys[20_000:], *keys[:20_000]])
    assert list(found) == [*keys[20_000:], *keys[:20_000]]
    assert list(found.values()) == sorted(found.values())


# ---- sheets ----


def test_pages_are_sheets_of_one_side_or_pairs_of_numbers_with_their_overflow():
    pages = [page(1, "1"), page(2, "2"), page(3, "2", 1), PrintedPage(4, "", ""), page(5, "3"), page(6, "4")]
    assert labels(sheets(pages, duplex=False)) == ["1", "2", "2-1", "3", "4"]
    assert labels(sheets(pages, duplex=True)) == ["1|2", "2-1", "3|4"]


def test_each_form_has_sheets_of_its_own():
    pages = [page(1, "a" * 32), page(2, "a" * 32, 1), page(3, "a" * 32, 2), PrintedPage(4, "", ""), page(5, "b" * 32)]
    assert [len(sheet.pages) for sheet in sheets(pages, duplex=True)] == [2, 1, 1]


def test_the_parts_of_a_book_share_no_sheet():
    pages = [
        page(1, "1", paper="people"), PrintedPage(2, "", ""), page(3, "1", paper="houses"), page(4, "2", paper="houses"),
    ]  # fmt: skip
    assert [[one.paper for one in sheet.pages] for sheet in sheets(pages, duplex=True)] == [
        ["people"], ["houses", "houses"],
    ]  # fmt: skip


# ---- exchange ----


def test_one_changed_household_exchanges_one_sheet():
    office = printed(20)
    office.homes[7] = renamed(office.homes[7], "改了")
    change = office.change(office.today())
    assert (labels(change.put_in), labels(change.take_out), len(change.still_valid)) == (["2"], ["2"], 3)


def test_a_household_too_many_adds_a_page_behind_its_own():
    office = printed(20)
    office.homes[3:3] = [Home(f"new{n}", "第1组", f"新{n}") for n in range(ROOM)]
    change = office.change(office.today())
    assert labels(change.put_in) == ["1", "1-1"]
    assert len(change.still_valid) == 3


def test_a_page_left_empty_is_only_taken_out():
    office = printed(20)
    del office.homes[5:10]
    change = office.change(office.today())
    assert (labels(change.put_in), labels(change.take_out), len(change.still_valid)) == ([], ["2"], 3)


def test_on_both_sides_the_pair_is_exchanged_as_one():
    office = printed(20, duplex=True)
    office.homes[0] = renamed(office.homes[0], "改了")
    change = office.change(office.today())
    assert (labels(change.put_in), labels(change.take_out), len(change.still_valid)) == (["1|2"], ["1|2"], 1)


def test_pages_that_did_not_come_out_are_asked_for_again():
    office = printed(20)
    office.homes = [renamed(home, home.text + "改") for home in office.homes]
    today = office.today()
    done = office.print(today, [1, 3])
    assert (labels(done.put_in), labels(done.take_out), len(done.still_valid)) == (["1", "3"], ["1", "3"], 2)
    assert labels(office.change(office.today()).put_in) == ["2", "4"]


def test_a_sheet_of_which_only_the_front_came_out_is_not_on_the_shelf():
    office = printed(20, duplex=True)
    office.homes[0] = renamed(office.homes[0], "改了")
    today = office.today()
    assert not exchanged(office.shelf, today, {1}).put_in
    assert labels(exchanged(office.shelf, today, {1, 2}).put_in) == ["1|2"]


def test_an_unused_page_stays_until_the_whole_exchange_came_out():
    office = printed(20)
    del office.homes[5:10]
    office.homes[0], office.homes[-1] = renamed(office.homes[0], "改了"), renamed(office.homes[-1], "改了")
    today = office.today()
    assert labels(exchanged(office.shelf, today, {1}).take_out) == ["1"]
    assert sorted(labels(exchanged(office.shelf, today, everything(today)).take_out)) == ["1", "2", "3", "4"]


def test_page_numbers_never_fall_even_where_sections_are_mixed_up() -> None:
    found = places([(1, ["a"]), (5, ["b"])], ["a", "x", "y", "b"], {"a": "甲", "x": "乙", "y": "甲", "b": "乙"})
    assert list(found.values()) == [1, 5, 5, 5]
