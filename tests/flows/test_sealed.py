"""What a protected ledger holds never shows while it is off: not by search, sort, count, filter, history, export or paper."""

from __future__ import annotations

import zipfile
from dataclasses import asdict, is_dataclass

import pytest

from gridDesk.desk import (
    columns,
    freshness,
    history,
    listed,
    logs,
    people,
    printing,
    records,
    search,
    tables,
    today,
    view_paper,
)
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.text import today_iso
from tests import granted

CANARY = "金丝雀密语"
LISTS = ("people", "households", "dwellings")


def _values(ledger):
    """Return a canary in every field that holds words."""
    return {item.key: CANARY for item in ledger.fields if item.type.name in ("text", "long_text")}


@pytest.fixture
def sealed(village):
    """The sealed ledgers, each with a record of the one person here, all switched off again."""
    home = people.new_household(village, "1", "柳行村2组1号", {"name": "张为", "birth": "1980-01-01"})
    person = str(village.store.get("household", home.uid)["head"])
    found = [ledger for ledger in village.catalogue.special() if ledger.sealed]
    for ledger in found:
        village.enable(ledger.key)
        village.write(
            [Edit(ledger.key, new_uid(), "create", {ledger.subject: person, **_values(ledger)})], f"新增{ledger.label}"
        )
        village.disable(ledger.key)
    return found


def _text(thing) -> str:
    return str(asdict(thing)) if is_dataclass(thing) and not isinstance(thing, type) else str(thing)


def _words(sealed):
    return (CANARY, *(ledger.label for ledger in sealed))


def _assert_silent(said: str, sealed):
    assert [word for word in _words(sealed) if word in said] == []


def test_there_are_protected_ledgers_to_keep_silent_about(sealed):
    assert {"released", "community_correction"} <= {ledger.key for ledger in sealed}


def test_search_finds_neither_the_records_nor_the_ledgers(village, sealed):
    words = [CANARY, CANARY[:2], "jinsique", "jsq", *(f"张为 {ledger.label}" for ledger in sealed)]
    for typed in words:
        assert village.store.find(typed) == []
        assert search.sections(village, typed) == []
        assert records.choices(village, "person", typed) == []
    for ledger in sealed:
        for typed in (ledger.label, *ledger.aliases):
            assert [
                s for s in search.sections(village, typed) if s.label == "台账" and ledger.label in str(s.hits)
            ] == []
    found = search.sections(village, "张为")
    _assert_silent("".join(_text(one) for one in found), sealed)


def test_lists_tell_nothing_by_cell_column_filter_count_or_sort(village, sealed):
    for key in LISTS:
        table = tables.table(village, key, columns=[column.key for column in columns.offered(village, key)])
        said = [*(text for row in range(table.count) for text in table.texts(row)), *map(_text, table.columns)]
        for column in columns.offered(village, key):
            if column.sieve is not None and column.sieve.kind != "place":
                said.append(_text(tables.filter_values(village, key, column.key)))
        _assert_silent("".join(said), sealed)
    _assert_silent(_text(tables.filter_values(village, "people", "group")), sealed)


def test_the_pages_of_the_person_and_the_household_tell_nothing(village, sealed):
    person = str(next(village.store.rows("person"))["uid"])
    home = str(next(village.store.rows("household"))["uid"])
    said = _text(people.person_view(village, person)) + _text(people.household_view(village, home))
    said += "".join(_text(line) for line in history.record_history(village, "person", person))
    _assert_silent(said, sealed)


def test_the_morning_page_the_log_and_freshness_count_nothing(village, sealed):
    said = _text(today.today(village)) + _text(logs.day(village, today_iso(), None))
    said += "".join(map(_text, [*freshness.rates(village), *freshness.lacking(village)]))
    table = freshness.to_verify(village)
    said += "".join(text for row in range(table.count) for text in table.texts(row))
    _assert_silent(said, sealed)
    assert [rate.label for rate in freshness.rates(village)] == ["户", "人口"]


def test_what_was_done_is_listed_without_naming_the_ledger(village, sealed):
    for _ in range(2):
        acts = history.recent(village)
        _assert_silent("".join(map(_text, acts)), sealed)
        assert [act.label for act in acts][: len(sealed)] == ["受保护台账的改动"] * len(sealed)
        village.enable("released")


def test_exports_and_papers_of_residents_tell_nothing(village, sealed, tmp_path):
    for key in LISTS:
        every = tuple(one.reference for one in listed.offered(village, key))
        for number, audience in enumerate(("outside", "full", "public")):
            target = tmp_path / f"{key}{number}.xlsx"
            order = ExportOrder(view=View("", key), columns=every, audience=audience, reason="核对", lock=False)
            granted.export(village, order, target)
            with zipfile.ZipFile(target) as archive:
                _assert_silent("".join(archive.read(name).decode() for name in archive.namelist()), sealed)
    for paper in [one.key for one in printing.papers(village)] + [view_paper.verify_key()]:
        order = PrintOrder(paper=paper, date=today_iso())
        page = printing.compose(village, order)
        body = getattr(page, "body", None) or getattr(page, "forms", ())
        said = page.title + "".join(map(str, body))
        assert CANARY not in said


def test_a_ledger_that_is_off_cannot_be_listed_exported_or_printed_by_its_key(village, sealed, tmp_path):
    for ledger in sealed:
        with pytest.raises(DeskError):
            granted.export(village, ExportOrder(view=View("", ledger.key)), tmp_path / "a.xlsx")
        with pytest.raises(DeskError):
            printing.list_paper(village, f"view:{ledger.key}:")
    assert not list(tmp_path.glob("*.xlsx"))


def test_confirming_a_household_leaves_the_records_of_a_ledger_that_is_off_alone(village, sealed):
    freshness.confirm(village, str(next(village.store.rows("household"))["uid"]))
    for ledger in sealed:
        assert next(village.store.rows(ledger.key))["verified_on"] is None


def test_while_a_ledger_is_on_it_still_stays_out_of_search_and_of_lists_of_everybody(village, sealed):
    for ledger in sealed:
        village.enable(ledger.key)
    assert village.store.find(CANARY) == []
    assert [section.label for section in search.sections(village, CANARY)] == []
    table = tables.people_table(village)
    _assert_silent("".join(table.texts(0)), sealed)
    assert today.counts(village) == [count for count in today.counts(village) if count.label not in _words(sealed)]
