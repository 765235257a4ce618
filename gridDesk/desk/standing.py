"""Who and what counts where: people by grid and kind, households by grid, now and before and after a write.

A person counts once while her record is active: in the grid of her household, else of her residence, and by the kind
of the residence that counts first (户籍 before 流动). A household counts while it is active.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.ledger import ACTIVE, CLOSED, VOID, Edit, Row

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

Bucket = tuple[str | None, str]  # (grid, kind of residence); ("" and None: not said)
NOWHERE: Bucket = (None, "")
_STATES = {"create": ACTIVE, "close": CLOSED, "reopen": ACTIVE, "void": VOID, "restore": ACTIVE}
_MATTERS = {
    "person": frozenset(("state",)),
    "household": frozenset(("state", "grid")),
    "residence": frozenset(("state", "person", "household", "grid", "kind")),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One person or household that counts otherwise after a write; a side is None where it does not count."""

    uid: str
    before: Bucket | None
    after: Bucket | None
    household_from: str | None = None
    household_to: str | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """What a write changes in the counts, by uid; the bucket of a household has no kind."""

    people: dict[str, Moved]
    households: dict[str, Moved]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people stand in each bucket, and how many households in each grid."""

    people: Counter[Bucket]
    households: Counter[str | None]


def now(desk: Desk) -> Counts:
    """Count everybody; reads every residence once."""
    grids = {str(row["uid"]): _text(row.get("grid")) for row in desk.store.rows("household", states=())}
    best: dict[str, tuple[str, str, Row]] = {}
    for row in desk.store.rows("residence"):
        person, rank = str(row["person"]), (str(row.get("kind") or ""), str(row["uid"]), row)
        if person not in best or rank[:2] < best[person][:2]:
            best[person] = rank
    people: Counter[Bucket] = Counter()
    for uid in desk.store.group_count("person", "uid"):
        found = best.get(str(uid))
        people[_bucket(found[2], grids) if found else NOWHERE] += 1
    return Counts(people, Counter(_text(grid) for grid in _spread(desk.store.group_count("household", "grid"))))


def _spread(counts: Mapping[object, int]) -> Iterable[object]:
    for value, count in counts.items():
        for _ in range(count):
            yield value


def shift(desk: Desk, edits: Sequence[Edit]) -> Shift:
    """Return who and what counts otherwise after these edits than before; the store is read, not written."""
    relevant = [edit for edit in edits if edit.ledger in _MATTERS and _matters(edit)]
    if not relevant:
        return Shift({}, {})
    scene = _Scene(desk, relevant)
    return Shift(scene.people(), scene.households())


def _matters(edit: Edit) -> bool:
    return edit.op in _STATES or not _MATTERS[edit.ledger].isdisjoint(edit.values)


class _Scene:
    """The records that edits touch, as they are and as they will be."""

    def __init__(self, desk: Desk, edits: Sequence[Edit]) -> None:
        self.desk = desk
        changed: dict[str, list[str]] = {key: [] for key in _MATTERS}
        for edit in edits:
            if edit.op != "create":
                changed[edit.ledger].append(edit.uid)
        self.before: dict[str, dict[str, Row]] = {
            key: desk.store.get_many(key, uids) for key, uids in changed.items() if key != "residence"
        }
        self.before["residence"] = self._residences(edits, changed)
        self._fetch_people()
        self.after = {key: dict(rows) for key, rows in self.before.items()}
        for edit in edits:
            self._apply(edit)
        self._fetch_households()

    def _residences(self, edits: Sequence[Edit], changed: Mapping[str, list[str]]) -> dict[str, Row]:
        store = self.desk.store
        found = store.get_many("residence", changed["residence"])
        made = {edit.uid for edit in edits if edit.op == "create" and edit.ledger == "person"}
        people = {str(row["person"]) for row in found.values()} | set(changed["person"])
        people |= {str(edit.values["person"]) for edit in edits if edit.values.get("person")}
        moved = [edit.uid for edit in edits if edit.ledger == "household" and "grid" in edit.values]
        if moved:
            found |= {str(row["uid"]): row for row in store.rows("residence", where={"household": moved})}
            people |= {str(row["person"]) for row in found.values()}
        self.touched = people | made
        old = sorted(people - made)
        if old:
            found |= {str(row["uid"]): row for row in store.rows("residence", where={"person": old})}
        return found

    def _fetch_people(self) -> None:
        missing = self.touched - set(self.before["person"])
        self.before["person"] |= self.desk.store.get_many("person", missing)

    def _fetch_households(self) -> None:
        """Read the grids of households that people live in and that the edits leave alone."""
        wanted = {
            str(row["household"])
            for rows in (self.before["residence"], self.after["residence"])
            for row in rows.values()
            if row.get("household")
        }
        for side in (self.before, self.after):
            for uid, row in self.desk.store.get_many("household", wanted - set(side["household"])).items():
                side["household"][uid] = row

    def _apply(self, edit: Edit) -> None:
        rows = self.after[edit.ledger]
        state = {"state": _STATES[edit.op]} if edit.op in _STATES else {}
        rows[edit.uid] = {"uid": edit.uid, **rows.get(edit.uid, {}), **state, **edit.values}

    def people(self) -> dict[str, Moved]:
        before, after = self._places(self.before), self._places(self.after)
        found = {}
        for uid in sorted(self.touched):
            old, new = before.get(uid), after.get(uid)
            if (old and old[0]) != (new and new[0]):
                found[uid] = Moved(
                    uid, old and old[0], new and new[0], old[1] if old else None, new[1] if new else None
                )
        return found

    def _places(self, side: Mapping[str, Mapping[str, Row]]) -> dict[str, tuple[Bucket, str | None]]:
        """Return where each touched person counts, and in which household."""
        best: dict[str, tuple[str, str, Row]] = {}
        for row in side["residence"].values():
            if row.get("state") == ACTIVE:
                person, rank = str(row.get("person")), (str(row.get("kind") or ""), str(row["uid"]), row)
                if person not in best or rank[:2] < best[person][:2]:
                    best[person] = rank
        grids = {uid: _text(row.get("grid")) for uid, row in side["household"].items()}
        found: dict[str, tuple[Bucket, str | None]] = {}
        for uid in self.touched:
            if side["person"].get(uid, {}).get("state") == ACTIVE:
                home = best[uid][2] if uid in best else None
                found[uid] = (_bucket(home, grids), _text(home.get("household"))) if home else (NOWHERE, None)
        return found

    def households(self) -> dict[str, Moved]:
        found = {}
        for uid, new in self.after["household"].items():
            old = _household_bucket(self.before["household"].get(uid))
            if old != _household_bucket(new):
                found[uid] = Moved(uid, old, _household_bucket(new))
        return found


def _household_bucket(row: Row | None) -> Bucket | None:
    return (_text(row.get("grid")), "") if row and row.get("state") == ACTIVE else None


def _bucket(home: Row, grids: Mapping[str, str | None]) -> Bucket:
    grid = grids.get(str(home.get("household"))) or home.get("grid")
    return _text(grid), str(home.get("kind") or "")


def _text(value: object) -> str | None:
    return str(value) if value else None
