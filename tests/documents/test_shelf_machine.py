"""After any series of edits and prints the sheets on the shelf equal a full print of today, and no valid sheet goes."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.documents.paper_shelf import ROOM, Home, Office, face, homes, renamed

PLACE = st.integers(0, 10**6)
LINES = st.sampled_from([1, 1, 1, 2, 3, ROOM - 1, ROOM, ROOM + 3])


class Shelf(RuleBasedStateMachine):
    """A clerk who edits a ledger, prints it now and then, and exchanges sheets as the slip says."""

    @initialize(count=st.integers(0, 40), sections=st.integers(1, 4), duplex=st.booleans(), new_page=st.booleans())
    def open(self, count: int, sections: int, duplex: bool, new_page: bool) -> None:
        self.office = Office(homes(count, sections=sections), duplex=duplex, new_page=new_page)
        self.count = count

    # edits

    @rule(at=PLACE, lines=LINES, many=st.integers(1, 9))
    def add(self, at: int, lines: int, many: int) -> None:
        found = self.office.homes
        at %= len(found) + 1
        section = (found[at - 1] if at else found[0]).section if found else "第1组"
        fresh = [Home(f"h{self.count + n}", section, f"新户{self.count + n}", lines) for n in range(many)]
        found[at:at] = fresh
        self.count += many

    @precondition(lambda self: self.office.homes)
    @rule(at=PLACE, text=st.text("改动", min_size=1, max_size=4), lines=LINES)
    def change(self, at: int, text: str, lines: int) -> None:
        found = self.office.homes
        at %= len(found)
        found[at] = Home(found[at].key, found[at].section, found[at].text + text, lines)

    @precondition(lambda self: self.office.homes)
    @rule(at=PLACE, many=st.integers(1, 9))
    def remove(self, at: int, many: int) -> None:
        at %= len(self.office.homes)
        del self.office.homes[at : at + many]

    @precondition(lambda self: self.office.homes)
    @rule(at=PLACE, to=PLACE, many=st.integers(1, 5))
    def move(self, at: int, to: int, many: int) -> None:
        found = self.office.homes
        at %= len(found)
        moved = found[at : at + many]
        del found[at : at + many]
        to %= len(found) + 1
        section = (found[to - 1] if to else found[0]).section if found else "第1组"
        found[to:to] = [Home(home.key, section, home.text, home.lines) for home in moved]

    @precondition(lambda self: self.office.homes)
    @rule(at=PLACE)
    def name_a_section_anew(self, at: int) -> None:
        found = self.office.homes
        old = found[at % len(found)].section
        self.office.homes = [
            Home(home.key, f"{old}（改）" if home.section == old else home.section, home.text, home.lines)
            for home in found
        ]

    @rule()
    def turn_the_order_round(self) -> None:
        self.office.homes.reverse()

    @rule()
    def print_the_other_way(self) -> None:
        self.office.duplex = not self.office.duplex

    # prints

    @rule()
    def print_what_changed(self) -> None:
        today = self.office.today()
        change = self.office.change(today)
        wanted = {face(sheet) for sheet in today}
        done = self.office.print(today, numbers(change.put_in))
        assert {face(sheet) for sheet in change.still_valid} <= wanted
        assert not {face(sheet) for sheet in done.take_out} & wanted, "a sheet that is still valid was thrown away"
        self._is_true()

    @rule()
    def print_everything(self) -> None:
        today = self.office.today()
        self.office.print(today, numbers(today))
        self._is_true()

    @rule()
    def number_the_pages_anew(self) -> None:
        today = self.office.today(fresh=True)
        self.office.print(today, numbers(today))
        self._is_true()

    @rule(lost=st.sets(st.integers(1, 30), max_size=20))
    def lose_pages_in_the_printer(self, lost: set[int]) -> None:
        today = self.office.today()
        change = self.office.change(today)
        came_out = numbers(change.put_in) - lost
        if came_out:
            before = {face(sheet) for sheet in self.office.shelf}
            done = self.office.print(today, came_out)
            assert {face(sheet) for sheet in done.take_out + done.still_valid} == before
            assert not {face(sheet) for sheet in done.take_out} & {face(sheet) for sheet in today}

    def _is_true(self) -> None:
        """The shelf equals a full print of today under the register, and nothing is left to do."""
        today = self.office.today()
        assert self.office.on_shelf() == [face(sheet) for sheet in today]
        assert self.office.change(today).empty
        assert {home.key for home in self.office.homes} == {
            key for _, keys in self.office.register for page in keys.values() for key in page
        }

    # what holds at any time

    @invariant()
    def register_and_shelf_agree(self) -> None:
        if not hasattr(self, "office"):
            return
        standing = {sheet.front.sheet_code: face(sheet) for sheet in self.office.shelf}
        assert standing == {code: face(sheet) for code, sheet in self.office.paper.items()}
        assert not set(self.office.replaced) & {page.sheet_code for sheet in self.office.shelf for page in sheet.pages}
        names = [page.label for sheet in self.office.shelf for page in sheet.pages]
        assert len(names) == len(set(names)), "a page number stands twice on the shelf"


def numbers(sheets) -> set[int]:
    """Return the numbers of the pages on some sheets."""
    return {page.number for sheet in sheets for page in sheet.pages}


TestShelf = Shelf.TestCase
TestShelf.settings = settings(max_examples=60, stateful_step_count=25)


def test_a_reprint_without_changes_asks_for_nothing():
    office = Office(homes(200, sections=5, lines=2))
    today = office.today()
    office.print(today, numbers(today))
    assert office.change(office.today()).empty
    office.homes[17] = renamed(office.homes[17], "改")
    assert len(office.change(office.today()).put_in) == 1
