"""Any sequence of doings leaves a file that proves itself."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from gridDesk.ledger import VOID, Edit, new_uid
from gridDesk.ledger.record import digest_sum, row_digest
from gridDesk.store import Store

from .conftest import KEY, OFFICE, OTHER, make_catalogue

NAMES = st.sampled_from(["张兰", "李四", "单雄信", "㛃䶮", "买买提·阿不都"])
PHONES = st.sampled_from([None, "13812345678", "0533-1234567"])


class Office(RuleBasedStateMachine):
    """A village that works, changes its mind and restarts; a street that follows it by entries."""

    people = Bundle("people")
    acts = Bundle("acts")

    @initialize()
    def open_both(self):
        self.folder = Path(tempfile.mkdtemp())
        self.catalogue = make_catalogue(self.folder / "catalogue")
        self.village = Store.create(self.folder / "village.db", KEY, self.catalogue, OFFICE)
        self.street = Store.create(self.folder / "street.db", KEY, self.catalogue, OTHER)
        self.model: dict[str, tuple[str, str | None, str]] = {}

    def write(self, *edits):
        return self.village.write(edits, actor="钱", label="做").txn

    @rule(target=people, name=NAMES, phone=PHONES)
    def create(self, name, phone):
        uid = new_uid()
        self.write(Edit("person", uid, "create", {"name": name, "phone": phone}))
        self.model[uid] = (name, phone, "active")
        return uid

    @rule(target=acts, one=people, name=NAMES, phone=PHONES)
    def edit(self, one, name, phone):
        txn = self.write(Edit("person", one, "update", {"name": name, "phone": phone}))
        self.model[one] = (name, phone, self.model[one][2])
        return txn

    @rule(target=acts, one=people, op=st.sampled_from(["close", "reopen", "void", "restore", "verify"]))
    def change_state(self, one, op):
        txn = self.write(Edit("person", one, op, {}))
        states = {"close": "closed", "reopen": "active", "void": "void", "restore": "active"}
        self.model[one] = (*self.model[one][:2], states.get(op, self.model[one][2]))
        return txn

    @rule(target=acts, one=people, other=people)
    def refer(self, one, other):
        return self.write(
            Edit("household", new_uid(), "create", {"number": "1", "head": one}),
            Edit("residence", new_uid(), "create", {"person": other}),
        )

    @rule(target=acts, txn=consumes(acts))
    def undo(self, txn):
        done = {act.txn: act for act in self.village.transactions(1000)}
        if txn not in done or done[txn].undone_by:
            return txn
        undone = self.village.undo(txn, actor="李")
        for uid in undone.changes.touched.get("person", ()):
            row = self.village.get("person", uid)
            self.model[uid] = (row["name"], row["phone"], row["state"])
        return undone.changes.txn

    @rule()
    def reopen(self):
        self.village.close()
        self.village = Store.open(self.folder / "village.db", KEY, self.catalogue)

    @rule()
    def rotate(self):
        self.village.rotate_replica("演练")

    @rule()
    def exchange(self):
        seen = {replica: head[0] for replica, head in self.street.heads(OFFICE.site).items()}
        self.street.apply_foreign(self.village.entries(office=OFFICE.site, after=seen))
        assert self.street.digests(OFFICE.site) == self.village.digests(OFFICE.site)

    @invariant()
    def rows_are_what_was_asked_for(self):
        if hasattr(self, "model"):
            rows = {str(row["uid"]): row for row in self.village.rows("person", states=())}
            assert {uid: (r["name"], r["phone"], r["state"]) for uid, r in rows.items()} == self.model
            alive = [row for row in rows.values() if row["state"] != VOID]
            count, value = self.village.digests(OFFICE.site).get("person", (0, f"{0:064x}"))
            assert (count, value) == (len(alive), f"{digest_sum(row_digest('person', row) for row in alive):064x}")

    def teardown(self):
        if hasattr(self, "model"):
            assert self.village.check() == []
            assert self.street.check() == []
            for name in ("张兰", "四", "sxx"):
                found = {hit.uid for hit in self.village.find(name) if hit.ledger == "person"}
                wanted = {"张兰": "张兰", "四": "李四", "sxx": "单雄信"}[name]
                assert found == {uid for uid, one in self.model.items() if one[0] == wanted and one[2] == "active"}
            self.village.close()
            self.street.close()
            shutil.rmtree(self.folder)


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
