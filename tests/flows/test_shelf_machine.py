"""A real office: after any series of edits and prints, following the slips alone, the shelf equals today's full print."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from gridDesk.desk import Desk, shelf
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.ledger import Edit, catalogue
from gridDesk.store import Store
from gridDesk.vault import Keys
from tests.flows import shelf_office
from tests.flows.shelf_office import CARDS, RESIDENTS, Clerk, household, some

SEED = st.integers(0, 10**6)
GROUPS = st.sampled_from(["第1组", "第2组", "第3组", "第4组"])


@cache
def _master() -> tuple[Path, Keys]:
    folder = Path(tempfile.mkdtemp()) / "office"
    desk = shelf_office.make(folder, households=24)
    desk.close()
    return folder, desk.keys


class RealShelf(RuleBasedStateMachine):
    """A village clerk with a book of residents and a box of household cards."""

    @initialize(duplex=st.booleans(), cards=st.booleans())
    def open(self, duplex: bool, cards: bool) -> None:
        master, keys = _master()
        self.folder = Path(tempfile.mkdtemp())
        copy = Path(shutil.copytree(master, self.folder / "office"))
        self.desk = Desk(copy, Store.open(copy / DATA_FILE, bytes(keys.db_key), catalogue()), keys)
        self.clerk = Clerk(self.desk, CARDS if cards else RESIDENTS, duplex)
        self.count = 1000

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            shutil.rmtree(self.folder)

    @rule(many=st.integers(1, 8), people=st.integers(1, 5), group=GROUPS)
    def households_move_in(self, many: int, people: int, group: str) -> None:
        self.count += many
        edits = [edit for n in range(self.count - many, self.count) for edit in household(n, people, group)]
        self.desk.write(edits, "新增户")

    @rule(seed=SEED, name=st.text("甲乙丙丁", min_size=1, max_size=3))
    def somebody_is_renamed(self, seed: int, name: str) -> None:
        self.desk.write([Edit("person", some(self.desk, "person", seed), "update", {"name": f"试{name}"})], "改名")

    @rule(seed=SEED, group=GROUPS, number=st.integers(0, 2000))
    def a_household_moves_to_another_group(self, seed: int, group: str, number: int) -> None:
        values = {"village_group": group, "number": f"{number:04d}"}
        self.desk.write([Edit("household", some(self.desk, "household", seed), "update", values)], "改组")

    @rule(seed=SEED)
    def a_household_leaves(self, seed: int) -> None:
        home = some(self.desk, "household", seed)
        lives = self.desk.store.rows("residence", where={"household": home})
        gone = [Edit("residence", str(row["uid"]), "void", {}) for row in lives]
        self.desk.write([*gone, Edit("household", home, "void", {})], "作废")
        if not self.desk.store.count("household"):
            self.households_move_in(3, 2, "第1组")

    @rule()
    def print_what_changed(self) -> None:
        self.clerk.print(self.clerk.look())
        self.clerk.is_true()

    @rule()
    def correct_by_pen(self) -> None:
        self.clerk.print(shelf.with_supplement(self.desk, self.clerk.look()))
        self.clerk.is_true()

    @rule()
    def print_everything(self) -> None:
        self.clerk.print(self.clerk.look(), only_changed=False)
        self.clerk.is_true()

    @rule()
    def number_the_pages_anew(self) -> None:
        self.clerk.print(self.clerk.look(renumber=True))
        self.clerk.is_true()

    @rule(lost=st.sets(st.integers(1, 20), min_size=1))
    def lose_pages_in_the_printer(self, lost: set[int]) -> None:
        prepared = self.clerk.look()
        valid = {page.sheet_code for sheet in prepared.exchange.still_valid for page in sheet.pages}
        self.clerk.print(prepared, set(prepared.pages) - lost)
        if not prepared.fresh:
            assert not self.clerk.thrown & valid


TestRealShelf = RealShelf.TestCase
TestRealShelf.settings = settings(max_examples=8, stateful_step_count=12)
