"""Row upgrades: one ordered list of pure functions that bring a record of an older ledger version to today's.

The same functions serve old databases and entries in packages from offices on an older program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gridDesk.ledger.load import catalogue

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Brings values of `ledger` from `version - 1` to `version`; names only the columns it touches."""

    ledger: str
    version: int
    apply: Callable[[Values], Values]


def person_2(values: Values) -> Values:
    """Turn nationality and purpose of stay, words until now, into codes; a word without a code stays as it is."""
    for key, code_set in (("nationality", "country"), ("purpose", "visit_purpose")):
        word = values.get(key)
        if word:
            values[key] = catalogue().code_sets[code_set].find(word) or word
    return values


UPGRADES: tuple[Upgrade, ...] = (Upgrade("person", 2, person_2),)


def upgrade_values(ledger: str, values: Values, version: int, steps: Iterable[Upgrade] | None = None) -> Values:
    """Return `values` of a record written under `version` of its ledger as today's version has them."""
    for step in UPGRADES if steps is None else steps:
        if step.ledger == ledger and step.version > version:
            values = step.apply(dict(values))
    return values
