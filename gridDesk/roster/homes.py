"""Finds the household that some rows of a resident roster mean, makes or completes it, and tells who lives elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from gridDesk.ledger import ACTIVE
from gridDesk.roster import grouping
from gridDesk.roster.cells import plain_name_key
from gridDesk.roster.draft import Draft
from gridDesk.roster.facts import HEAD, Facts
from gridDesk.roster.people import People, Said
from gridDesk.roster.places import Places
from gridDesk.roster.plan import Change, Options

T = TypeVar("T")


class Homes:
    """The households of one resident sheet; `strong` tells that the sheet itself says who lives together."""

    def __init__(
        self, draft: Draft, options: Options, facts: Facts, people: People, way: str, default_kind: str
    ) -> None:
        self.strong = way in grouping.STRONG
        self._draft, self._options, self._facts, self._people = draft, options, facts, people
        self._known = draft.known
        self._places = Places(draft, options.grid)
        self._none_wanted = way == "none"
        # A sheet of people who only pass through makes households of its own kind.
        self._kind = "04" if default_kind == "02" else "01"
        self._any_known = bool(self._known.table("household"))
        self._claimed: set[str] = set()
        self._home = ""

    def members(self, household: str | None) -> tuple[str, ...]:
        """Return the persons known to live in a household."""
        if household is None:
            return ()
        table = self._known.table("residence")
        found = self._known.index("residence_by_household").get(household, ())
        return tuple(str(table[uid]["person"]) for uid in found)

    def residence_of(self, person: str) -> str | None:
        """Return the residence that a roster speaks of: one in a household before one without."""
        found = self._known.index("residence_by_person").get(person, ())
        table = self._known.table("residence")
        return max(found, key=lambda uid: table[uid].get("household") is not None, default=None)

    def find(
        self, rows: list[int], good: list[int], uids: Mapping[int, str | None], said: Mapping[int, Said]
    ) -> str | None:
        """Return the known household these rows are: by mark, by its members, by number, or by address and names."""
        mark = self._facts.marks[rows[0]]
        if mark in self._known.table("household"):
            return mark
        if not self._any_known:
            return None
        number = _first_of(self._facts.numbers, rows) or ""
        ranked = self._by_members(good, uids, number)
        for uid in ranked:
            if uid not in self._claimed or not self.strong:
                return uid
        return None if ranked else self._by_place(good, said, number) or self._by_names(good, said, number)

    def _by_members(self, good: list[int], uids: Mapping[int, str | None], number: str) -> list[str]:
        """Return the households in which these people are known to live, the likeliest first."""
        table = self._known.table("household")
        votes: Counter[str] = Counter()
        for row in good:
            person = uids[row]
            residence = self.residence_of(person) if person else None
            household = self._known.get("residence", residence).get("household") if residence else None
            known = table.get(household) if isinstance(household, str) else None
            if known is not None and known.get("state", ACTIVE) in (ACTIVE, None):
                votes[str(household)] += 2 if self._facts.relations[row] == HEAD else 1
        return sorted(votes, key=lambda uid: (-votes[uid], table[uid].get("number") != number))

    def _by_place(self, good: list[int], said: Mapping[int, Said], number: str) -> str | None:
        candidates = list(self._known.index("household_by_number").get(number, ())) if number else []
        text = _first_of(self._facts.addresses, good)
        if text and (address := self._places.find(text)):
            candidates += self._known.index("household_by_address").get(address, ())
        return next((uid for uid in candidates if uid not in self._claimed and self._fits(uid, good, said)), None)

    def _fits(self, household: str, good: list[int], said: Mapping[int, Said]) -> bool:
        """Tell whether a household found by number or address shares a name with these rows (other ID numbers apart)."""
        members = [self._known.get("person", uid) for uid in self.members(household)]
        if not members:
            return True
        return any(self._people.may_be(said[row], member, lost=True) for row in good for member in members)

    def _by_names(self, good: list[int], said: Mapping[int, Said], number: str) -> str | None:
        """Return the household most of whose people bear the names of these rows, in a list without numbers and doors.

        Somebody who stands alone is met only when nobody else bears the name and as little is known of both.
        """
        if len(good) == 1:
            alone = self._people.by_name(said[good[0]], (), alone=True)
            residence = self.residence_of(alone) if alone else None
            household = str(self._known.get("residence", residence).get("household") or "") if residence else ""
            votes = Counter({household: 1} if household and len(self.members(household)) == 1 else {})
        else:
            names = self._known.index("person_by_name")
            votes = Counter()
            for row in good:
                for uid in names.get(plain_name_key(said[row].name), ()):
                    residence = self.residence_of(uid) if self._people.fits(said[row], uid) else None
                    votes[str(self._known.get("residence", residence).get("household")) if residence else ""] += 1
        enough = max(min(2, len(good)), 0.6 * len(good))
        fitting = (uid for uid, count in votes.most_common() if count >= enough and self._may_be(uid, good, number))
        return next(fitting, None)

    def _may_be(self, household: str, good: list[int], number: str) -> bool:
        """Tell whether nothing that these rows say of their household contradicts a known one that no other row is."""
        row = self._known.table("household").get(household)
        if row is None or household in self._claimed or row.get("state", ACTIVE) not in (ACTIVE, None):
            return False
        text = _first_of(self._facts.addresses, good)
        group = _first_of(self._facts.groups, good)
        other_door = bool(text and row.get("address") and self._places.find(text) != row["address"])
        other_number = bool(number and row.get("number") and row["number"] != number)
        other_group = bool(group and row.get("village_group") and row["village_group"] != group)
        return not (other_door or other_number or other_group)

    def put(
        self,
        household: str | None,
        rows: list[int],
        good: list[int],
        uids: Mapping[int, str | None],
        changes: list[Change],
    ) -> str | None:
        """Make or complete the household of a group of rows; None where the sheet gives no households."""
        if self._none_wanted:
            return None
        values = self._said_of(rows, good, uids, changes)
        if household is None:
            mark = self._facts.marks[rows[0]]
            values.setdefault("kind", self._kind)
            if self._options.grid:
                values.setdefault("grid", self._options.grid)
            household = self._draft.create("household", values, mark if len(mark) == 32 else "")
        else:
            self._draft.merge("household", household, values, changes)
        self._claimed.add(household)
        return household

    def _said_of(
        self, rows: list[int], good: list[int], uids: Mapping[int, str | None], changes: list[Change]
    ) -> dict[str, object]:
        """Return what a group of rows says of its household, without blanks; its address is made or completed."""
        facts = self._facts
        head = next((row for row in good if facts.relations[row] == HEAD), None)
        group: object | None = _first_of(facts.groups, rows)
        values: dict[str, object | None] = {
            "number": _first_of(facts.numbers, rows),
            "phone": _first_of(facts.phones, good),
            "grid": _first_of(facts.grids, good),
        }
        values |= {key: _first_of(said, good) for key, said in facts.household.items()}
        if head is not None and not self._people.is_closed(str(uids[head])):
            values["head"] = uids[head]
        from_head = head is not None and facts.addresses[head]
        # A refused head still says where the others live.
        home = head if from_head else next((row for row in (*good, *rows) if facts.addresses[row]), None)
        self._home = facts.addresses[home] if home is not None else ""
        if home is not None:
            values["address"] = address = self._address(home, group, changes)
            group = group or self._known.get("address", address).get("village_group")
        values["village_group"] = group
        return {key: value for key, value in values.items() if value is not None}

    def _address(self, row: int, group: object, changes: list[Change]) -> str:
        more: dict[str, object] = {}
        if group:
            more["village_group"] = group
        if self._facts.grids[row]:
            more["grid"] = self._facts.grids[row]
        return self._places.put(self._facts.addresses[row], more, changes)

    def own_address(self, row: int, household: str | None, changes: list[Change]) -> str | None:
        """Return the row's address when it is not that of the household just put: the person lives elsewhere."""
        text = self._facts.addresses[row]
        if not text or (household and text == self._home):
            return None
        shared = self._known.get("household", household).get("address") if household else None
        if shared is not None and self._places.find(text) == shared:
            return None
        return self._address(row, self._facts.groups[row], changes)


def _first_of(values: Sequence[T], rows: Iterable[int]) -> T | None:
    """Return the first value that says something among some rows."""
    return next((values[row] for row in rows if values[row]), None)
