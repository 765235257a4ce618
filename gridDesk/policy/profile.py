"""Profiles: one regulation as data; an office is judged by exactly one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridDesk.policy.disclosure import USUAL, Disclosure
from gridDesk.policy.matter_list import Catalogue
from gridDesk.policy.periods import Kind
from gridDesk.policy.retention import Period


@dataclass(frozen=True, slots=True)
class Clause:
    """One article of a regulation and how it is carried out: by a rule, by a screen or paper alone, or later.

    `rule` judges it with `params`, `period` by period where it is about work; an article with several figures stands
    several times, once for each rule. `levels`: the levels of offices it binds, none where it binds all. `place` says where
    it shows; `later` names the work that will carry it out, in a word, where nothing does yet.
    """

    id: str
    article: str
    rule: str
    text: str
    params: Mapping[str, object]
    period: Kind | None = None
    levels: tuple[str, ...] = ()
    place: str = ""
    later: str = ""

    def binds(self, level: str) -> bool:
        """Tell whether it binds offices of a level."""
        return not self.levels or level in self.levels


@dataclass(frozen=True, slots=True)
class Profile:
    """A regulation (制度): its title, the partial ISO date it is in force from, its clauses.

    `service` and `duties` are what it has a grid do for people (服务内容) and what its worker answers for (工作职责), in
    the words that stand on a board; `log` names the layout of the daily record it prescribes (a key of `forms/papers`),
    `matters` is its list of what a grid works on, where it has one. `disclosure` says when a second person must agree
    before data leave, `retention` how long records are kept where that differs from the general periods.
    """

    id: str
    title: str
    in_force: str
    clauses: tuple[Clause, ...]
    service: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    disclosure: Disclosure = USUAL
    retention: tuple[Period, ...] = ()
    log: str = ""
    matters: Catalogue | None = None
