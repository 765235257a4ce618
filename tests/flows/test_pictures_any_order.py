"""Whatever happens to sticks and disks, in the end every picture that a village's records name lies above as well."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.desk import attachments, erasure, exchange, history, records
from tests.flows import paired_offices
from tests.flows.paired_offices import Offices
from tests.flows.test_pictures_travel import photo

COLOURS = ("red", "green", "blue", "navy", "white")
STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 2), st.sampled_from(COLOURS)),
    st.tuples(st.just("remove"), st.integers(0, 2), st.integers(0, 4)),
    st.tuples(st.just("undo"), st.integers(0, 3)),
    st.tuples(st.just("erase"), st.integers(0, 2)),
    st.tuples(st.just("up"), st.booleans(), st.booleans()),
    st.tuples(st.just("trip")),
    st.tuples(st.just("down"), st.booleans()),
    st.tuples(st.just("lose"), st.integers(0, 4)),
)


class Village:
    """Three events with pictures, and what can happen to them on the way."""

    def __init__(self, folder: Path) -> None:
        self.offices: Offices = paired_offices.make(folder)
        one = self.offices.one
        self.events = [
            records.save(one, "event", None, {"title": f"事项{n}", "date": "2026-05-12"}).uid for n in range(3)
        ]
        self.erased: set[str] = set()
        self.lost: set[str] = set()

    def do(self, step: tuple[object, ...]) -> None:
        """Take one step; one that is not possible now does nothing."""
        name, *given_ = step
        getattr(self, f"_{name}")(*given_)

    def _listed(self, which: int) -> list[str]:
        return attachments.listed(self.offices.one.store.get("event", self.events[which])["pictures"])

    def _add(self, which: int, colour: str) -> None:
        if self.events[which] in self.erased:
            return
        item = self.offices.one.catalogue["event"]["pictures"]
        if attachments.keep(self.offices.one, item, None, photo(colour)) not in self._listed(which):
            attachments.add(self.offices.one, "event", self.events[which], "pictures", photo(colour))

    def _remove(self, which: int, place: int) -> None:
        listed = self._listed(which)
        if listed and self.events[which] not in self.erased:
            attachments.remove(self.offices.one, "event", self.events[which], "pictures", listed[place % len(listed)])

    def _undo(self, back: int) -> None:
        acts = [act for act in self.offices.one.store.transactions() if "照片" in act.label and not act.undone_by]
        if back < len(acts):
            history.undo(self.offices.one, acts[back].txn)

    def _erase(self, which: int) -> None:
        uid = self.events[which]
        if uid not in self.erased:
            records.close_record(self.offices.one, "event", uid, reason_code="90", on="2026-06-01")
            erasure.erase(self.offices.one, "event", [uid], "保存期满")
            self.erased.add(uid)

    def _up(self, whole: bool, arrives: bool) -> None:
        offices = self.offices
        path = exchange.write_package(offices.one, offices.street.office.site, offices.stick, whole=whole).path
        if arrives:
            exchange.apply_package(offices.street, path)

    def _down(self, arrives: bool) -> None:
        offices = self.offices
        path = exchange.write_package(offices.street, offices.one.office.site, offices.stick).path
        if arrives:
            exchange.apply_package(offices.one, path)

    def _trip(self) -> None:
        """Take a package up and one down."""
        self._up(False, True)
        self._down(True)

    def _lose(self, place: int) -> None:
        """Let the street's disk lose a picture."""
        here = sorted(self._above())
        if here:
            name = here[place % len(here)]
            self.offices.street.store._db.conn.execute("DELETE FROM blob WHERE sha256 = ?", [name])
            self.lost.add(name)

    def _above(self) -> set[str]:
        return {name for (name,) in self.offices.street.store._db.conn.execute("SELECT sha256 FROM blob")}

    def nothing_claimed(self) -> bool:
        """Tell whether the village counts on nothing that the street never took in."""
        return self.offices.one.store.blobs.there(self.offices.street.office.site) <= self._above() | self.lost

    def settle(self) -> None:
        """Exchange until nothing is on its way."""
        for _ in range(3):
            self._trip()

    def check(self) -> None:
        """Hold both sides against each other."""
        one, street, site = self.offices.one, self.offices.street, self.offices.one.office.site
        named = one.store.blobs.named(site)
        assert set(street.store.blobs.named(site)) == set(named)
        assert one.store.blobs.missing(site) == street.store.blobs.missing(site) == []
        assert all(attachments.data(one, name) == attachments.data(street, name) for name in named)
        assert attachments.outgoing(one, street.office.site) == {}  # all is known to be there
        for desk in (one, street):
            kept = {name for (name,) in desk.store._db.conn.execute("SELECT sha256 FROM blob")}
            assert kept == desk.store.blobs.still_named(kept)  # an erasure leaves nothing behind
        assert one.store.check() == street.store.check() == []


@settings(max_examples=4, deadline=None)
@given(st.lists(STEPS, min_size=8, max_size=20))
def test_every_picture_arrives_in_the_end(steps: list[tuple[object, ...]]) -> None:
    folder = Path(tempfile.mkdtemp())
    village = Village(folder)
    try:
        for step in steps:
            village.do(step)
            assert village.nothing_claimed()
        village.settle()
        village.check()
    finally:
        village.offices.close()
        shutil.rmtree(folder)
