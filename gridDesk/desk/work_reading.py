"""Reading records for the rules on work: some columns only, dates as dates, times as minutes, codes as their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from gridDesk.desk.office import Desk
from gridDesk.ledger import ACTIVE, CLOSED, Ledger
from gridDesk.ledger.filter import Condition

Line = dict[str, object]
COUNTED = (ACTIVE, CLOSED)  # a void or erased record counts nowhere


@dataclass(frozen=True)
class Scope:
    """Which records are read: those of one office (`site`) of a desk, for the days from `first` to `last`."""

    desk: Desk
    site: str
    level: str
    first: date
    last: date
    today: date

    def has(self, ledger: str, key: str = "") -> bool:
        """Tell whether this program keeps a ledger, and a field of it."""
        catalogue = self.desk.catalogue
        return ledger in catalogue and (not key or key in catalogue[ledger])

    def lines(
        self, ledger: str, keys: Sequence[str], *where: Condition, states: Sequence[str] = COUNTED, office: str = ""
    ) -> Iterator[Line]:
        """Yield `uid` and some fields of the records of this office (or another); a field not known here is None.

        A village keeps nobody else's records, so that there nothing is asked about the office.
        """
        if not self.has(ledger):
            return
        known = self._known(ledger, keys)
        whose = office or (None if self.desk.office.is_base else self.site)
        missing = dict.fromkeys(key for key in keys if key not in known)
        for values in self.desk.store.values(ledger, known, where=where, states=states, office=whose):
            yield {**missing, **dict(zip(known, values, strict=True))}

    def _known(self, ledger: str, keys: Sequence[str]) -> tuple[str, ...]:
        fields = self.desk.catalogue[ledger]
        return ("uid", *(key for key in keys if key in fields or key in _SYSTEM))

    def dated(self, ledger: str, keys: Sequence[str], *, before: int = 0) -> Iterator[Line]:
        """Yield the records of a ledger whose date lies in the days asked for, or so many days before them."""
        yield from self.lines(ledger, keys, between("date", self.first - timedelta(days=before), self.last))

    @cached_property
    def words(self) -> Words:
        """Return the words of the code tables."""
        return Words(self.desk.catalogue.ledgers)


_SYSTEM = frozenset(("state", "closed_on", "closed_reason", "verified_on", "updated_at", "rev"))


def between(key: str, first: date | None, last: date | None) -> Condition:
    """Return the condition that a date lies between two days, both counted; None leaves a side open."""
    return Condition(key, "between", (first and first.isoformat(), last and last.isoformat()))


class Words:
    """The labels of code tables, looked up once for each code."""

    def __init__(self, ledgers: Mapping[str, Ledger]) -> None:
        self._ledgers = ledgers
        self._known: dict[tuple[str, str, object], str] = {}

    def one(self, ledger: str, key: str, value: object) -> str:
        """Return the label of a code of a field, "" for none."""
        if value is None:
            return ""
        found = self._known.get((ledger, key, value))
        if found is None:
            found = self._known[ledger, key, value] = self._label(ledger, key, str(value))
        return found

    def many(self, ledger: str, key: str, value: object) -> frozenset[str]:
        """Return the labels of the codes in a field that may hold several."""
        return frozenset(self.one(ledger, key, code) for code in str(value).split(",")) if value else frozenset()

    def _label(self, ledger: str, key: str, code: str) -> str:
        codes = self._ledgers[ledger][key].code_set
        known = codes.by_code.get(code) if codes else None
        return known.label if known else code


@lru_cache(maxsize=8192)
def day_of(value: object) -> date | None:
    """Return the day of a stored date, the first it can mean where only month or year are known; None for none."""
    text = str(value or "")[:10]
    try:
        return date.fromisoformat(f"{text}{'-01-01'[len(text) - 4 :]}" if len(text) in (4, 7) else text)
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def minute_of(value: object) -> int | None:
    """Return a stored time of the day (`08:30`) as minutes since midnight, None for none."""
    hours, _, minutes = str(value or "").partition(":")
    return int(hours) * 60 + int(minutes[:2]) if hours.isdigit() and minutes[:2].isdigit() else None


def lasted(start: object, end: object) -> int:
    """Return the minutes from one time to another, over midnight where it ends earlier; 0 where one is not known."""
    begin, stop = minute_of(start), minute_of(end)
    return 0 if begin is None or stop is None else (stop - begin) % (24 * 60)


def text_of(value: object) -> str:
    """Return a field as text, "" when blank."""
    return "" if value is None else str(value)


def number_of(value: object) -> int:
    """Return a whole number, 0 when blank."""
    return int(value) if isinstance(value, int | float) else 0
