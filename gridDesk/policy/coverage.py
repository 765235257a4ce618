"""Which clause of the texts is carried out by what: a rule, a screen or paper, or work that is still to come.

`clauses.tsv` lists every clause that software can carry out; the profiles say how each is. The tests that prove a clause
carry its id in their names (QL-11.1: `test_ql_11_1_…`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gridDesk.policy.profile import Clause, Profile

State = Literal["rule", "place", "later", "nothing"]
STATES: dict[State, str] = {"rule": "按规则判断", "place": "有页面或纸张", "later": "另行实现", "nothing": "没有着落"}
LATER = {
    "team": "队伍结构", "assessment": "考核", "pay": "薪酬", "attendance": "考勤", "training": "培训", "personnel": "人事",
}  # fmt: skip
_TEST = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A clause as the list of clauses has it: its id, where it stands in the text, and what it is about in short."""

    id: str
    where: str
    gist: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause and how it is carried out: its entries by profile, and the names of the tests that prove it."""

    listed: Listed
    entries: tuple[tuple[str, Clause], ...]
    tests: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Return the strongest way in which it is carried out."""
        for state in ("rule", "place", "later"):
            if any(getattr(clause, state) for _, clause in self.entries):
                return state
        return "nothing"

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return the profiles it stands in."""
        return tuple(dict.fromkeys(profile for profile, _ in self.entries))

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that judge it."""
        return tuple(dict.fromkeys(clause.rule for _, clause in self.entries if clause.rule))

    @property
    def places(self) -> tuple[str, ...]:
        """Return the screens and papers that carry it out."""
        return tuple(dict.fromkeys(clause.place for _, clause in self.entries if clause.place))

    @property
    def later(self) -> tuple[str, ...]:
        """Return which work is still to carry out a part of it, in words."""
        return tuple(dict.fromkeys(LATER[clause.later] for _, clause in self.entries if clause.later))


def listed_clauses(path: Path) -> tuple[Listed, ...]:
    """Read the list of clauses, a table with tabs whose head names `id`, `where` and `rule`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Listed(row["id"], row["where"], row["rule"]) for row in rows)


def coverage(
    profiles: Mapping[str, Profile], listed: Iterable[Listed], tests: Iterable[str] = ()
) -> tuple[Covered, ...]:
    """Return how each clause of the list is carried out; `tests` are the names of all tests there are."""
    entries = [(profile.id, clause) for profile in profiles.values() for clause in profile.clauses]
    names = tuple(tests)
    return tuple(
        Covered(one, tuple(entry for entry in entries if entry[1].id == one.id), proofs(one.id, names))
        for one in listed
    )


def proofs(clause: str, tests: Iterable[str]) -> tuple[str, ...]:
    """Return the tests whose names carry the id of a clause: QL-11.1 is ql_11_1, and is not ql_11_1_2 nor ql_11_12."""
    words = clause.lower().replace("-", "_").replace(".", "_")
    own = re.compile(rf"_{words}(?![a-z0-9]|_\d)", re.IGNORECASE)
    return tuple(name for name in tests if own.search(name))


def names_of_tests(folder: Path) -> tuple[str, ...]:
    """Return the names of the tests in a folder of sources and below, in order; none where there is no such folder."""
    found: list[str] = []
    for path in sorted(folder.rglob("test_*.py")):
        found += _TEST.findall(path.read_text(encoding="utf-8"))
    return tuple(found)


def counts(covered: Iterable[Covered]) -> dict[State, int]:
    """Return how many clauses are carried out in which way."""
    states = [one.state for one in covered]
    return {state: states.count(state) for state in STATES}
