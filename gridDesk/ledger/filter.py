"""Conditions on the records of a ledger: what a clerk filters by, as plain data that views, lists and exports share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OPS = ("is", "not", "blank", "filled", "contains", "begins", "between", "outside", "lacks", "complete")
NEGATIVE = frozenset(("not", "blank", "outside"))
GAPS = "gaps"  # the key of a condition on what a record lacks as a whole


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a column of a ledger, or of records linked to it.

    `op`: `is` any of `values` (None among them: blank) and `not`; `blank`, `filled`; `contains` or `begins` with any
    of them; `between` a low and a high value, both included, either None. A less exact date counts as its first day
    for `low`, and a less exact `high` takes in all that begins with it; `outside` is all that is not `between`, blank too. `lacks` any of some `Gap`s (the key says
    only what it is about), `complete` none of them.

    `via` leads to the linked record in steps joined by `/`: `household` is the record this field refers to,
    `residence.person` the records of that ledger in force whose field refers here, `@place` the addresses where a
    person, household or dwelling is. Ways joined by `|` are alternatives. `not`, `blank` and `outside` over a link
    mean that no linked record is so.
    """

    key: str
    op: str
    values: tuple[object, ...] = ()
    via: str = ""

    def __post_init__(self) -> None:
        if self.op not in OPS:
            raise ValueError(f"no such condition: {self.op}")
        object.__setattr__(self, "values", tuple(self.values))

    @property
    def column(self) -> tuple[str, str]:
        """Return which column this is about: two conditions with the same are never both in force in a list."""
        return self.via, self.key


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that should not be blank in a record in force; asked only where `unless` and `born` do not excuse it.

    `unless` is (column, value): a record with that value is excused. `born` is (date column, ISO date): whoever is
    known to be born later is excused.
    """

    key: str
    unless: tuple[str, str] | None = None
    born: tuple[str, str] | None = None


Where = Mapping[str, object] | Sequence[Condition] | None


def conditions(where: Where) -> tuple[Condition, ...]:
    """Return `where` as conditions; a mapping holds a value, a list of values, or None for blank by column."""
    if where is None:
        return ()
    if not isinstance(where, Mapping):
        return tuple(where)
    return tuple(_of(key, value) for key, value in where.items())


def _of(key: str, value: object) -> Condition:
    if value is None:
        return Condition(key, "blank")
    if isinstance(value, list | tuple | set | frozenset):
        return Condition(key, "is", tuple(value))
    return Condition(key, "is", (value,))
