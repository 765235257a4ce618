"""The duties of a grid worker as a regulation lists them, and which of them a record is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from gridDesk.policy.profile import Profile


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a grid worker as a regulation lists them (十二类职责、十员、业务条线), and what of the records is of it."""

    name: str
    lines: frozenset[str]
    kinds: frozenset[str]
    records: frozenset[str]


def duties_of(profile: Profile) -> tuple[Duty, ...]:
    """Return the duties that a regulation lists, in its order; empty where it lists none."""
    return next((duties(clause.params) for clause in profile.clauses if clause.rule == "duties_recorded"), ())


def duties(params: Mapping[str, object]) -> tuple[Duty, ...]:
    """Return the duties that a clause's parameters list. Raises KeyError or TypeError for others."""
    raw = cast("list[Mapping[str, object]]", params["duties"])
    return tuple(
        Duty(str(one["name"]), _words(one, "lines"), _words(one, "kinds"), _words(one, "records")) for one in raw
    )


def _words(one: Mapping[str, object], key: str) -> frozenset[str]:
    return frozenset(cast("list[str]", one.get(key, [])))


def duty_of(listed: Iterable[Duty], *, line: str = "", kind: str = "", record: str = "") -> str:
    """Return the name of the first duty that a record is of: by its business line, else kind, else ledger; "" of none."""
    every = tuple(listed)
    for key, word in (("lines", line), ("kinds", kind), ("records", record)):
        name = next((one.name for one in every if word and word in getattr(one, key)), "")
        if name:
            return name
    return ""
