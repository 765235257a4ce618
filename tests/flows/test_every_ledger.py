"""The one generic path: every ledger is saved, listed, printed and carried in a package, and says the same again."""

from __future__ import annotations

import pytest

from gridDesk.desk import exports, printing, records, rosters, tables
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.headings import heading_of
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.views import View, pack
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, catalogue, new_uid
from tests import granted
from tests.flows.two_offices import carry, digests, pair
from tests.ledger_samples import NUMBER, sample

SHAPES = {key: ledger for key, ledger in catalogue().ledgers.items() if not ledger.internal}
LEDGERS = tuple(SHAPES)
UIDS = {key: new_uid() for key in LEDGERS}
GIVEN = {key: sample(ledger, UIDS) for key, ledger in SHAPES.items()}
UP = {key for key, ledger in SHAPES.items() if ledger.travel == "up"}
SEALED = {key for key, ledger in SHAPES.items() if ledger.sealed}
DOWN = set(LEDGERS) - UP
for key in DOWN:
    del GIVEN[key]["addressee"]  # for all offices below


@pytest.fixture
def full(village):
    """A village with one made-up record in every ledger, the sealed ones switched on."""
    for ledger in village.catalogue.ledgers.values():
        if ledger.sealed:
            village.enable(ledger.key)
    village.store.write(
        [Edit(key, UIDS[key], "create", GIVEN[key]) for key in LEDGERS], actor="测试", label="样例", reason=""
    )
    return village


def test_every_ledger_keeps_shows_lists_and_prints_its_record(full):
    for key in LEDGERS:
        row = full.store.get(key, UIDS[key])
        assert {name: row[name] for name in GIVEN[key]} == GIVEN[key], key
        shape = full.catalogue[key]
        shown = records.texts(full, key, row)
        again = {
            name: shape.parse(name, shown[name])
            for name in GIVEN[key]
            if not shape[name].to and not shape[name].pictures and shape[name].type.name != "money"
        }
        assert again == {name: GIVEN[key][name] for name in again}, key
        table = tables.ledger_table(full, key)
        assert UIDS[key] in [table.uid(n) for n in range(table.count)], key
        page = printing.compose(full, PrintOrder(paper=f"view:{pack(View(name='', table=key))}"))
        assert sum(column.width for column in page.columns) <= page.sheet.room + 0.5, key
        assert list(page.body), key


# Households and where people live stand on papers laid out by hand; the program keeps the other two for itself.
ELSEWHERE = {"person", "household", "residence", "dwelling", "distinct_pair", "population_month", "reply", *DOWN}


def test_every_ledger_has_a_paper_of_its_own_under_its_heading(full):
    found = {paper.key: paper for paper in printing.papers(full)}
    assert set(LEDGERS) - set(found) - DOWN == ELSEWHERE - DOWN  # what goes down is read on pages of its own
    for key in set(LEDGERS) - ELSEWHERE - {"daily_log"}:
        assert found[key].heading == heading_of(full.catalogue[key]), key
        page = printing.compose(full, PrintOrder(paper=key))
        assert sum(column.width for column in page.columns) == pytest.approx(page.sheet.room), key
        own = [n for n, column in enumerate(page.columns) if column.key.startswith(f"{key}.")]
        rows = [row for item in page.body for row in getattr(item, "rows", ())]
        assert any(all(row[n] for n in own) for row in rows), key


def test_papers_shorten_every_id_number_where_whole_ones_are_not_wanted(full):
    for paper in printing.papers(full):
        grid = str(full.grids()[0]["uid"]) if paper.scope == "month" else None
        order = PrintOrder(paper=paper.key, grid=grid, date="2026-05-12", full_ids=False)
        page = printing.compose(full, order)
        for part in getattr(page, "parts", (page,)):
            assert NUMBER not in repr(list(getattr(part, "body", None) or part.forms)), paper.key


def test_a_ledger_that_is_off_has_no_paper(village):
    sealed = {ledger.key for ledger in village.catalogue.ledgers.values() if ledger.sealed}
    assert not sealed & {paper.key for paper in printing.papers(village)}
    for key in sealed:
        with pytest.raises(DeskError):
            printing.compose(village, PrintOrder(paper=key))


# People and homes leave as rosters of residents and dwellings, which tests/flows/test_exports.py reads again.
ROSTERS = {"person", "household", "residence", "dwelling", "tenancy"}


def test_the_sheet_a_ledger_leaves_as_is_read_again_and_nothing_changes(full, tmp_path):
    told = {}
    for key in sorted(UP - ROSTERS - {"distinct_pair", "population_month", "reply"}):
        path = _exported(full, key, tmp_path)
        (sheet,) = [sheet for sheet in rosters.preview(full, [path]).sheets if sheet.target]
        if (sheet.target, {row.status for row in sheet.rows}) != (key, {"SAME"}):
            told[key] = [str(note) for row in sheet.rows for note in (*row.errors, *row.warnings, *row.changes)]
    assert told == {}


def _exported(full, key, folder):
    """Export a ledger with all its columns; one about people with those of its template, lest it be a roster of them."""
    view = View(name="", table=key)
    every = tuple(one.reference for one in exports.columns(full, view))
    columns = exports.template_columns(full, key) if full.catalogue[key].group == "special" else every
    order = ExportOrder(view=view, columns=columns, audience="full", reason="核对", ids="quoted", lock=False)
    return granted.export(full, order, folder / exports.file_name(full, order)).path


def test_every_ledger_travels_in_a_package(full, street, tmp_path):
    pair(full, street, tmp_path)
    carry(full, street, tmp_path)
    there, here = digests(street, full.office.site), digests(full, full.office.site)
    assert set(there) == UP - SEALED | {"sealed_record"}
    assert there == {key: here[key] for key in there}
    assert there["sealed_record"][0] == len(SEALED)


@pytest.mark.parametrize("addressee", ["a" * 16, None])
def test_every_ledger_that_goes_down_travels_to_the_office_it_is_for(village, street, tmp_path, addressee):
    pair(village, street, tmp_path)
    edits = [Edit(key, UIDS[key], "create", {**GIVEN[key], "addressee": addressee}) for key in DOWN]
    street.store.write(edits, actor="测试", label="样例", reason="")
    other = [Edit(key, new_uid(), "create", {**GIVEN[key], "addressee": "e" * 16}) for key in DOWN]
    street.store.write(other, actor="测试", label="样例", reason="")
    carry(street, village, tmp_path)
    for key in DOWN:
        rows = list(village.store.rows(key, office=street.office.site))
        assert [{name: row[name] for name in GIVEN[key]} for row in rows] == [GIVEN[key]], key


def test_nobody_types_into_what_goes_down_or_answers_it(village, street):
    for key in sorted(records.BY_ACTS):
        for desk in (village, street):
            with pytest.raises(DeskError) as caught:
                records.save(desk, key, None, GIVEN[key])
            assert "页" in caught.value.advice, key
            assert caught.value.message.endswith("，"), key


def test_nobody_types_into_what_the_program_keeps_for_itself(village):
    for ledger in village.catalogue.ledgers.values():
        if ledger.internal:
            with pytest.raises(DeskError, match="由程序"):
                records.save(village, ledger.key, None, {})


def test_who_received_something_is_told_that_it_comes_from_above(village):
    with pytest.raises(DeskError, match="由上级下发"):
        records.save(village, "task", None, GIVEN["task"])
