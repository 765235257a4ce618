"""Row E2: what a page shows is decided once, when it is made, from its level and the roles of who is at the desk."""

from __future__ import annotations

import contextlib
import itertools
import random

import pytest

from gridDesk.desk import exports, paper_levels, print_grants, printing
from gridDesk.desk.exports import ExportOrder
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.small_cells import HIDDEN, held_back, printed
from gridDesk.desk.views import View, pack
from gridDesk.documents.form import FormPage
from gridDesk.documents.page import Book
from gridDesk.documents.table_page import Group, Section
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.vault import Level
from tests.flows.keyless import with_roles

NAME, NUMBER, PHONE = "欧阳见微", "370305198203151234", "13698705566"
ROLES = {
    "clerk": frozenset({"clerk"}), "sensitive": frozenset({"clerk", "sensitive"}), "approver": frozenset({"approver"}),
    "auditor": frozenset({"auditor"}), "keeper": frozenset({"keeper"}),
}  # fmt: skip


@pytest.fixture
def office(village):
    from gridDesk.desk import people, records

    home = people.new_household(
        village, "007", "柳行村2组1号",
        {"name": NAME, "id_number": NUMBER, "id_type": "111", "sex": "1", "birth": "1982-03-15", "phone": PHONE},
    )  # fmt: skip
    del home
    for ledger in village.catalogue.ledgers.values():
        village.enable(ledger.key)
    person = str(next(village.store.rows("person"))["uid"])
    for ledger in village.catalogue.special():
        village.write([Edit(ledger.key, new_uid(), "create", {ledger.subject: person})], "新增")
    del records
    return village


@pytest.fixture
def as_role(office, monkeypatch):
    def become(name: str):
        with_roles(monkeypatch, *ROLES[name])
        return office

    return become


def said(page) -> str:
    if isinstance(page, Book):
        return "".join(said(part) for part in (*page.front, *page.parts))
    if isinstance(page, FormPage):
        return "".join(str(form.blocks) for form in page.forms)
    rows = []
    for item in page.body:
        rows += [] if isinstance(item, Section) else list(item.rows) if isinstance(item, Group) else [item]
    return page.title + str(rows)


def allowed(level: Level) -> dict[str, bool]:
    """Return what a page of a level may hold of one person (trust.md 3.7)."""
    return {
        NUMBER: level == Level.FULL, NUMBER[-4:]: level <= Level.DESK, PHONE: level <= Level.FIELD,
        "1982-03-15": level <= Level.DESK, NAME: level <= Level.FIELD,
    }  # fmt: skip


def test_every_paper_at_every_level_for_every_role_shows_no_more_than_that(as_role, figure):
    made = refused = 0
    for role in ROLES:
        desk = as_role(role)
        for choice, level in itertools.product(printing.papers(desk), ("", "M0", "M1", "M2", "M4")):
            if choice.scope in ("day", "month", "way"):
                continue
            order = PrintOrder(paper=choice.key, level=level)
            try:
                page, shown = printing.compose(desk, order), print_grants.level_of(desk, order)
            except DeskError:
                refused += 1
                continue
            text = said(page)
            leaks = [secret for secret, may in allowed(shown).items() if not may and secret in text]
            assert leaks == [], (role, choice.key, level, shown)
            made += 1
    figure("E2", pages_made=made, refused=refused, roles=len(ROLES), leaks=0)


def test_who_is_not_for_sealed_ledgers_never_gets_them_in_full(as_role, figure):
    tried = 0
    for role in ("clerk", "approver", "auditor", "keeper"):
        desk = as_role(role)
        for ledger in (one for one in desk.catalogue.special() if one.sealed):
            for level in ("", "M0"):
                order = PrintOrder(paper=ledger.key, level=level)
                tried += 1
                try:
                    assert print_grants.level_of(desk, order) > Level.FULL
                    assert NUMBER not in said(printing.compose(desk, order))
                except DeskError:
                    assert level or role != "clerk"
            view = View("", ledger.key)
            with pytest.raises(DeskError):
                exports.check(desk, ExportOrder(view=view, audience="full", reason="核对"))
            key = f"view:{pack(view)}"
            with contextlib.suppress(DeskError):
                assert NUMBER not in said(printing.compose(desk, PrintOrder(paper=key)))
            tried += 2
    figure("E2", sealed_papers_asked_for_without_the_role=tried, shown_in_full=0)


def test_every_template_declares_its_level(office, figure):
    papers = printing.all_papers(office)
    assert {paper.level for paper in papers.values()} <= {"M0", "M1", "M2", "M3", "M4"}
    for paper in papers.values():
        shape = office.catalogue[paper.ledger] if paper.ledger else None
        assert paper_levels.choices(paper, shape) or paper.level
    figure("E2", templates=len(papers))


# ---- figures of groups by village ----


def possible(table, hidden):
    """Return for every figure held back which values fit all that is printed."""
    rows, columns = len(table), len(table[0])
    whole = [[*row, sum(row)] for row in table]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    inner = [cell for cell in sorted(hidden) if cell[0] < rows and cell[1] < columns]
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in hidden}
    for values in itertools.product(range(7), repeat=len(inner)):
        guess = [list(row) for row in table]
        for (row, column), value in zip(inner, values, strict=True):
            guess[row][column] = value
        sums = [[*row, sum(row)] for row in guess]
        sums.append([sum(column) for column in zip(*sums, strict=True)])
        shown = [(r, c) for r in range(rows + 1) for c in range(columns + 1) if (r, c) not in hidden]
        if all(sums[r][c] == whole[r][c] for r, c in shown):
            for r, c in hidden:
                found[r, c].add(sums[r][c])
    return whole, found


def test_no_small_figure_is_printed_nor_worked_out_from_the_sums(figure, amount):
    chance = random.Random(7)
    tables = small = worked_out = 0
    while tables < amount(120, 3000):
        rows, columns = chance.choice(((2, 2), (2, 3), (3, 2), (1, 3), (1, 1), (1, 4)))
        table = [[chance.choice((0, 0, 1, 2, 3, 4, 6)) for _ in range(columns)] for _ in range(rows)]
        hidden = held_back(table)
        if sum(r < rows and c < columns for r, c in hidden) > 4:
            continue
        tables += 1
        assert not [text for row in printed(table) for text in row if text in ("1", "2")]
        whole, found = possible(table, hidden)
        for (r, c), values in found.items():
            if 0 < whole[r][c] < 3:
                small += 1
                worked_out += len(values) < 2
    assert worked_out == 0
    assert HIDDEN not in str(printed([[3, 4], [5, 0]]))
    figure("E2", tables=tables, small_figures_held_back=small, worked_out=worked_out)


def test_a_volume_that_is_given_away_holds_small_figures_back_and_our_own_does_not(office):
    from gridDesk.desk.book_figures import overview
    from gridDesk.desk.paper_rows import Scope

    grid = office.grids()[0]
    ours = dict(overview(office, grid, Scope(str(grid["uid"]))).groups)
    given = dict(overview(office, grid, Scope(str(grid["uid"])), given=True).groups)
    assert set(given) == set(ours)
    assert not {"1", "2"} & set(given.values())
    assert HIDDEN in given.values() or "1" not in ours.values()
