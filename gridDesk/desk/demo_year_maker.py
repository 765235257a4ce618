"""What every part of the generated year shares: the seeded source, the calendar, ids, and how values are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from gridDesk.desk.office import Desk
from gridDesk.ledger import Edit
from gridDesk.policy import Calendar

_T = TypeVar("_T")
Hence = list[tuple[date, Edit]]  # what is entered on a later day


class Maker:
    """Makes edits of a year from `first` to `last`; the same seed makes the same ones."""

    def __init__(self, desk: Desk, random: Random, first: date, last: date, calendar: Calendar) -> None:
        self.desk, self.random, self.first, self.last, self.calendar = desk, random, first, last, calendar
        self.days = (last - first).days + 1

    def uid(self) -> str:
        """Return an id that follows from the seed."""
        return f"{self.random.getrandbits(128):032x}"

    def create(self, ledger: str, values: Mapping[str, object]) -> Edit:
        """Return the edit that makes a record of stored values; blanks are left out."""
        kept = {key: value for key, value in values.items() if value not in (None, "")}
        return Edit(ledger, self.uid(), "create", kept)

    def read(self, ledger: str, values: Mapping[str, object]) -> Edit:
        """Return the edit that makes a record of values as a clerk writes them."""
        shape = self.desk.catalogue[ledger]
        return self.create(ledger, {key: shape.parse(key, value) for key, value in values.items()})

    def keeps(self, ledger: str) -> bool:
        """Tell whether this program has a ledger."""
        return ledger in self.desk.catalogue

    def chance(self, rate: float) -> bool:
        """Tell whether something happens that does so at a rate."""
        return self.random.random() < rate

    def one(self, choices: Sequence[_T]) -> _T:
        """Return one of some."""
        return self.random.choice(choices)

    def after(self, day: date, least: int, most: int) -> date:
        """Return a workday between so many workdays after a day."""
        return self.calendar.after(day, self.random.randint(least, most))

    def at(self, share: float) -> date:
        """Return the workday at a share of the year."""
        return self.calendar.after(self.first + timedelta(days=round(self.days * share)) - timedelta(days=1), 1)


def clock(minutes: int) -> str:
    """Return minutes since midnight as a time: 08:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
