"""Population events: what they change, in which month they are booked, and that every month's figures add up."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridDesk import text
from gridDesk.desk import (
    figures,
    history,
    open_office,
    people,
    population,
    population_books,
    population_events,
    population_lodging,
    population_paper,
    printing,
)
from gridDesk.desk import population_homes as homes
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.relations import Kin, propose
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, catalogue, new_uid
from gridDesk.store import Store
from tests.flows.conftest import PASSWORD


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let the day be set by the test."""
    day = ["2026-11-20"]
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat(f"{day[0]}T09:00:00+08:00"))

    def set_day(value):
        day[0] = value

    return set_day


def family(desk, number="1"):
    """Make a household of 张为, his wife and two children; return its uid and theirs."""
    saved = people.new_household(
        desk, number, f"柳行村{number}组1号", {"name": "张为", "sex": "1", "birth": "1980-01-01"}
    )
    others = [
        people.add_member(desk, saved.uid, {"name": name, "sex": sex, "birth": birth}, relation).uid
        for name, sex, birth, relation in (
            ("王芳", "2", "1982-05-06", "10"), ("张小满", "2", "2004-06", "32"), ("张立冬", "1", "2008-11-07", "22"),
        )
    ]  # fmt: skip
    return saved.uid, [desk.store.get("household", saved.uid)["head"], *others]


def total(desk, month):
    return figures.month(desk, month)[-1]


def kinds(desk, month="2026-11"):
    return [line.kind for line in population_events.events_of(desk, month)]


def test_entries_before_the_first_closing_are_the_opening_balance(village):
    family(village)
    assert kinds(village) == []
    now = total(village, "2026-11")
    assert (now.households, now.people, now.registered, now.change) == (1, 4, 4, 0)


def test_a_birth_a_death_and_a_move_stand_in_their_columns(village):
    home, (head, wife, *_rest) = family(village)
    population.birth(village, home, {"name": "张新", "sex": "1"}, "2026-11-03", "23")
    population.death(village, wife, "2026-11-05")
    population.move_in(village, home, {"name": "李来"}, "2026-11-09", "97", kind="02")
    population.move_out(village, head, "2026-11-11", to="青岛市")
    now = total(village, "2026-11")
    assert (now.people, now.births, now.deaths, now.moved_in, now.moved_out) == (4, 1, 1, 1, 1)
    assert (now.floating, now.change, total(village, "2026-10").people) == (1, 0, 4)
    assert village.store.get("person", wife)["closed_on"] == "2026-11-05"


def test_the_last_one_to_leave_closes_the_household(village):
    saved = people.new_household(village, "9", "柳行村9号", {"name": "赵敏"})
    head = village.store.get("household", saved.uid)["head"]
    population.move_out(village, head, "2026-11-02")
    assert village.store.get("household", saved.uid)["state"] == "closed"
    assert (total(village, "2026-11").households, total(village, "2026-10").households) == (0, 1)
    population.come_back(village, head, "2026-11-12")
    assert village.store.get("household", saved.uid)["state"] == "active"
    assert total(village, "2026-11").households == 1
    assert (total(village, "2026-11").moved_out, total(village, "2026-11").moved_in) == (1, 1)


def test_a_family_that_moves_away_is_one_act_with_an_event_each_and_its_home_is_closed(village):
    home, members = family(village)
    population.move_out_together(village, home, members, "2026-11-02", to="青岛市")
    now = total(village, "2026-11")
    assert (now.households, now.people, now.moved_out, total(village, "2026-10").people) == (0, 0, 4, 4)
    assert village.store.get("household", home)["state"] == "closed"
    assert {village.store.get("person", uid)["closed_on"] for uid in members} == {"2026-11-02"}
    assert kinds(village) == ["迁出"] * 4
    history.undo(village, history.recent(village)[0].txn)
    assert (total(village, "2026-11").people, village.store.get("household", home)["state"]) == (4, "active")


def test_of_a_family_that_moves_away_some_may_stay(village):
    home, members = family(village)
    population.move_out_together(village, home, members[1:], "2026-11-02")
    assert village.store.get("household", home)["state"] == "active"
    assert (total(village, "2026-11").people, total(village, "2026-11").moved_out) == (1, 3)
    with pytest.raises(DeskError, match="请勾选迁出的人"):
        population.move_out_together(village, home, [], "2026-11-02")


def test_one_event_is_one_undo(village):
    home, _ = family(village)
    population.birth(village, home, {"name": "张新"}, "2026-11-03")
    history.undo(village, history.recent(village)[0].txn)
    assert (total(village, "2026-11").people, total(village, "2026-11").births, kinds(village)) == (4, 0, [])


def test_a_death_registered_late_does_not_move_a_closed_month(village, clock):
    _, (_, wife, *_rest) = family(village)
    figures.close_month(village, "2026-10")
    before = total(village, "2026-10")
    population.death(village, wife, "2026-10-30")
    assert total(village, "2026-10") == before == figures.kept(village, "2026-10")
    november = total(village, "2026-11")
    assert (november.deaths, november.late, november.people) == (1, 1, 3)
    line = population_events.events_of(village, "2026-11")[0]
    assert (line.kind, line.date, line.booked, line.late) == ("死亡", "2026-10-30", "2026-11", True)


def test_after_the_first_closing_an_entry_without_an_event_is_booked_as_late(village):
    home, _ = family(village)
    figures.close_month(village, "2026-10")
    people.add_member(village, home, {"name": "张漏"}, "23")
    people.new_household(village, "5", "柳行村5号", {"name": "赵敏"})
    assert kinds(village) == ["补登", "补登"]
    now = total(village, "2026-11")
    assert (now.people, now.households, now.other_in, total(village, "2026-10").people) == (6, 2, 2, 4)


def test_a_large_import_is_booked_in_sums(village):
    figures.close_month(village, "2026-10")
    grid = village.grids()[0]["uid"]
    edits = []
    for n in range(60):
        home, person = new_uid(), new_uid()
        edits += [
            Edit("person", person, "create", {"name": f"村民{n}"}),
            Edit("household", home, "create", {"number": str(n), "head": person, "grid": grid}),
            Edit("residence", new_uid(), "create", {"person": person, "household": home, "kind": "01", "grid": grid}),
        ]
    village.write(edits, "导入 名册")
    assert [(line.people, line.households) for line in population_events.events_of(village, "2026-11")] in (
        [(60, 0), (0, 60)], [(0, 60), (60, 0)],
    )  # fmt: skip
    assert (total(village, "2026-11").people, total(village, "2026-10").people) == (60, 0)
    history.undo(village, history.recent(village)[0].txn)
    assert (total(village, "2026-11").people, kinds(village)) == (0, [])


def test_undoing_an_event_of_a_closed_month_is_booked_as_a_correction(village, clock):
    home, _ = family(village)
    clock("2026-10-20")
    population.birth(village, home, {"name": "张新"}, "2026-10-03")
    act = history.recent(village)[0].txn
    figures.close_month(village, "2026-10")
    clock("2026-11-20")
    before = total(village, "2026-10")
    history.undo(village, act)
    assert (total(village, "2026-10"), total(village, "2026-11").people) == (before, 4)
    assert kinds(village) == ["更正"]
    history.undo(village, history.recent(village)[0].txn)  # does it again
    assert (total(village, "2026-10"), total(village, "2026-11").people) == (before, 5)


def test_taking_an_event_back_is_an_event_of_its_own(village, clock):
    _home, (_, wife, *_rest) = family(village)
    population.death(village, wife, "2026-11-05")
    line = population_events.events_of(village, "2026-11")[0]
    figures.close_month(village, "2026-11")
    clock("2026-12-02")
    back = population_events.take_back(village, line.uid, "认错了人")
    assert back.left == []
    assert village.store.get("person", wife)["state"] == "active"
    assert (total(village, "2026-11").deaths, total(village, "2026-11").people) == (1, 3)
    december = total(village, "2026-12")
    assert (december.deaths, december.people, december.change) == (-1, 4, 1)
    assert kinds(village, "2026-12") == ["撤回死亡"]
    assert [line.taken_back for line in population_events.events_of(village, "2026-11")] == [True]
    with pytest.raises(DeskError, match="已经撤回过"):
        population_events.take_back(village, line.uid, "再来一次")


def test_taking_back_leaves_what_somebody_changed_since(village):
    home, (head, wife, *_rest) = family(village)
    homes.change_head(village, home, wife, "2026-11-02", {head: "11"} | dict.fromkeys(_rest, "97"))
    residence = next(row for row in village.store.rows("residence") if row["person"] == _rest[0])
    village.write([Edit("residence", residence["uid"], "update", {"relation": "99"})], "修改居住")
    line = population_events.events_of(village, "2026-11")[0]
    back = population_events.take_back(village, line.uid, "户主还是张为")
    assert village.store.get("household", home)["head"] == head
    assert back.left == ["居住“户籍 1 张为”的与户主关系没有改回：这些内容后来又修改过，予以保留。"]


def test_a_split_moves_the_chosen_members_and_adds_one_household(village):
    home, (_head, _wife, daughter, son) = family(village)
    new = homes.split_household(village, home, [son], son, "2026-11-06", number="1-2")
    assert [member.relation for member in people.members(village, new.uid)] == ["户主"]
    assert [member.name for member in people.members(village, home)] == ["张为", "王芳", "张小满"]
    assert (total(village, "2026-11").households, total(village, "2026-10").households) == (2, 1)
    with pytest.raises(DeskError, match="全家搬走"):
        homes.split_household(village, new.uid, [son], son, "2026-11-06")
    homes.merge_households(village, new.uid, home, "2026-11-08", {son: "22"})
    assert total(village, "2026-11").households == 1
    assert people.members(village, home)[3].relation == "次子" or people.members(village, home)[3].uid in (
        son,
        daughter,
    )


def test_a_marriage_within_the_village_changes_no_count(village):
    home, (*_rest, daughter, _son) = family(village)
    other = people.new_household(village, "2", "柳行村2号", {"name": "李强", "sex": "1"})
    population.marry_in(village, other.uid, daughter, "2026-11-11", "12")
    now = total(village, "2026-11")
    assert (now.people, now.change, now.moved_in) == (5, 0, 0)
    assert [member.name for member in people.members(village, other.uid)] == ["李强", "张小满"]
    assert len(people.members(village, home)) == 3


def test_a_new_tenant_counts_as_come_and_as_gone(village):
    house = new_uid()
    village.write([Edit("dwelling", house, "create", {"grid": village.grids()[0]["uid"]})], "新增房屋")
    population_lodging.rent(village, house, {"name": "周租"}, "2026-11-03", {"rent": 60000})
    lease = next(village.store.rows("tenancy"))
    assert (total(village, "2026-11").floating, total(village, "2026-11").moved_in) == (1, 1)
    population_lodging.end_rent(village, lease["uid"], "2026-11-18", leaves=True)
    assert (total(village, "2026-11").people, total(village, "2026-11").moved_out) == (0, 1)


def test_a_corrected_number_makes_no_second_person(village):
    _home, (head, *_rest) = family(village)
    population.change_number(village, head, "370305200912035395", "2026-11-03", "补办")
    assert village.store.count("person") == 4
    assert village.store.get("person", head)["id_number"] == "370305200912035395"
    with pytest.raises(DeskError, match="另一个人"):
        population.change_number(village, _rest[0], "370305200912035395", "2026-11-03")


@pytest.mark.parametrize(("on", "words"), [("2026-12-01", "还没有到"), ("1979-12-01", "早于"), ("", "请填写")])
def test_a_date_that_cannot_be_is_told_in_words(village, on, words):
    _home, (head, *_rest) = family(village)
    with pytest.raises(DeskError, match=words):
        population.death(village, head, on)


def test_months_are_closed_in_order_and_not_before_they_begin(village):
    figures.close_month(village, "2026-09")
    with pytest.raises(DeskError, match="2026年10月还没有结账"):
        figures.close_month(village, "2026-11")
    with pytest.raises(DeskError, match="已经结过账"):
        figures.close_month(village, "2026-09")
    figures.close_month(village, "2026-10")
    figures.close_month(village, "2026-11")
    with pytest.raises(DeskError, match="还没有到"):
        figures.close_month(village, "2026-12")


def test_relations_are_seen_from_the_new_head():
    kin = [Kin("f", "02", "1", "1950"), Kin("m", "10", "2", "1952"), Kin("s", "22", "1", "1975"),
           Kin("d", "32", "2", "1978"), Kin("w", "38", "2", "1976"), Kin("g", "41", "1", "2001"),
           Kin("o", "51", "1", "1928"), Kin("x", "99")]  # fmt: skip
    assert propose(kin, "s") == {"f": "51", "m": "52", "s": "02", "d": "77", "w": "12", "g": None, "o": "61", "x": "99"}
    assert propose(kin, "m") == {"f": "11", "m": "02", "s": "22", "d": "32", "w": "38", "g": "41", "o": "53", "x": "99"}
    assert propose(kin, "o")["f"] == "20"


@pytest.mark.parametrize(("closed", "on", "booked"), [
    ("", "2026-03-05", ("2026-03", False)), ("2026-03", "2026-03-05", ("2026-04", True)),
    ("2026-12", "2026-11", ("2027-01", True)), ("2026-03", "2026-05", ("2026-05", False)),
    ("", "2026", ("2026-11", False)), ("2026-03", "2025", ("2026-04", True)), ("", "2025", ("2025-12", False)),
])  # fmt: skip
def test_an_event_is_booked_in_its_month_or_the_first_open_one(closed, on, booked):
    assert population_books.booking(closed, on) == booked


# --- any sequence of events adds up -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_grids(offices, tmp_path_factory):
    """Make a village with two grids and three households once; its keys take long on purpose."""
    folder = Path(shutil.copytree(offices / "village", tmp_path_factory.mktemp("two") / "v"))
    desk = open_office(folder, PASSWORD)
    second = new_uid()
    desk.write([Edit("grid", second, "create", {"name": "第二网格"})], "新建网格")
    for number in ("1", "2", "3"):
        people.new_household(desk, number, f"柳行村{number}号", {"name": f"户主{number}", "sex": "1"})
    home = next(row["uid"] for row in desk.store.rows("household"))
    desk.write([Edit("household", home, "update", {"grid": second})], "修改户")
    desk.close()
    return folder, desk.keys


@contextmanager
def copied(two_grids) -> Iterator[Desk]:
    """Open a fresh copy of that village."""
    source, keys = two_grids
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(source, Path(folder) / "v"))
        desk = Desk(copy, Store.open(copy / DATA_FILE, bytes(keys.db_key), catalogue()), keys)
        try:
            yield desk
        finally:
            desk.close()


ACTS = ("birth", "death", "in", "out", "back", "split", "merge", "regrid", "plain", "void", "undo", "take_back", "close",
        "kind", "loose")  # fmt: skip


class Clerk:
    """Does acts by number on an office; what the office refuses is simply not done."""

    def __init__(self, desk, clock):
        self.desk, self.clock, self.month, self.kept = desk, clock, 1, {}

    def pick(self, rows, n):
        rows = list(rows)
        if not rows:
            raise StopIteration
        return rows[n % len(rows)]

    def do(self, act, n, months_ago):
        day = max(1, self.month - months_ago)
        on = f"2026-{day:02d}-10"
        try:
            getattr(self, act)(n, on)
        except (DeskError, StopIteration, IndexError):
            return

    def home(self, n):
        return self.pick(self.desk.store.rows("household"), n)["uid"]

    def someone(self, n, states=("active",)):
        return self.pick(self.desk.store.rows("person", states=states), n)

    def birth(self, n, on):
        population.birth(self.desk, self.home(n), {"name": f"新{n}"}, on)

    def death(self, n, on):
        population.death(self.desk, self.someone(n)["uid"], on)

    def out(self, n, on):
        population.move_out(self.desk, self.someone(n)["uid"], on)

    def back(self, n, on):
        population.come_back(self.desk, self.someone(n, ("closed",))["uid"], on)

    def split(self, n, on):
        home = self.home(n)
        members = [row["person"] for row in self.desk.store.rows("residence", where={"household": home})]
        homes.split_household(self.desk, home, members[-1:], members[-1], on, relations={})

    def merge(self, n, on):
        one, two = self.home(n), self.home(n + 1)
        members = [row["person"] for row in self.desk.store.rows("residence", where={"household": one})]
        homes.merge_households(self.desk, one, two, on, dict.fromkeys(members, "97"))

    def regrid(self, n, on):
        grid = self.pick(self.desk.store.rows("grid"), n)["uid"]
        self.desk.write([Edit("household", self.home(n // 2), "update", {"grid": grid})], "修改户")

    def plain(self, n, on):
        people.add_member(self.desk, self.home(n), {"name": f"补{n}"}, "97")

    def void(self, n, on):
        self.desk.write([Edit("person", self.someone(n)["uid"], "void", {})], "作废")

    def kind(self, n, on):
        row = self.pick(self.desk.store.rows("residence"), n)
        self.desk.write([Edit("residence", row["uid"], "update", {"kind": "02"})], "修改居住")

    def loose(self, n, on):
        self.desk.write([Edit("person", new_uid(), "create", {"name": f"散{n}"})], "新增人口")

    def undo(self, n, on):
        acts = [act for act in history.recent(self.desk, 12) if "结账" not in act.label and "网格" not in act.label]
        history.undo(self.desk, self.pick(acts, n).txn)

    def take_back(self, n, on):
        row = self.pick(self.desk.store.rows("population_event"), n)
        population_events.take_back(self.desk, row["uid"], "记错了")

    def close(self, n, on):
        if self.month < 12:
            name = f"2026-{self.month:02d}"
            figures.close_month(self.desk, name)
            self.kept[name] = figures.month(self.desk, name)
            self.month += 1
            self.clock(f"2026-{self.month:02d}-20")


setattr(Clerk, "in", lambda self, n, on: population.move_in(self.desk, self.home(n), {"name": f"来{n}"}, on, "97"))
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40), st.integers(0, 2)), min_size=4, max_size=22)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS)
def test_any_sequence_of_events_adds_up_and_closed_months_stay(two_grids, clock, steps):
    clock("2026-01-20")
    with copied(two_grids) as desk:
        clerk = Clerk(desk, clock)
        clerk.close(0, "")
        for act, n, months_ago in steps:
            clerk.do(act, n, months_ago)
        books = figures.Books(desk)
        year = books.year(2026)
        assert year.total.people == desk.store.count("person")
        assert year.total.households == desk.store.count("household")
        for name, rows in clerk.kept.items():
            assert books.month(name) == rows
        for key in figures.FLOWS:
            assert getattr(year.total, key) == sum(getattr(row, key) for _, row in year.months)
        _months_follow(books, year)


def _months_follow(books, year):
    """Each month ends where the one before ended, and what changed; the grids add up to the total."""
    before = None
    for month, row in year.months:
        rows = books.month(month)
        assert sum(one.people for one in rows[:-1]) == row.people
        assert sum(one.households for one in rows[:-1]) == row.households
        if before is not None:
            assert row.people == before.people + row.change
        assert replace(row, late=0).change == row.change
        before = row


def test_the_months_paper_says_what_the_page_says(village):
    home, _ = family(village)
    population.birth(village, home, {"name": "张新"}, "2026-11-03")
    page = population_paper.page(village, population_paper.key("2026-11"))
    rows = [item for item in page.body if isinstance(item, tuple)]
    assert page.title == "2026年11月人口变动月报"
    assert rows[1] == ("合计", "1", "5", "5", "0", "0", "0", "1", "0", "0", "0", "0")
    assert rows[-1] == rows[1]
    assert len(rows) == 2 + 11 + 1
    assert printing.render(village, PrintOrder(paper=population_paper.key("2026-11"))).pages == 1
