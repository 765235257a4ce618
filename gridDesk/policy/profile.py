"""Profiles: one regulation as data, `resources/policies/*.toml`; an office is judged by exactly one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from gridDesk.errors import DefinitionError
from gridDesk.policy.disclosure import USUAL, Disclosure, read_disclosure
from gridDesk.policy.facts import OfficeFacts
from gridDesk.policy.findings import Finding
from gridDesk.policy.matters import Catalogue, read_matters
from gridDesk.policy.periods import KINDS, Kind
from gridDesk.policy.retention import Period, read_periods
from gridDesk.policy.rules import RULES, WORK_RULES


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


def load_profiles(folder: Path) -> dict[str, Profile]:
    """Read every profile of a folder, by id. Raises DefinitionError."""
    return {profile.id: profile for profile in map(_load, sorted(folder.glob("*.toml")))}


def _load(path: Path) -> Profile:
    return read_profile(path.read_text(encoding="utf-8"), path.name)


def read_profile(text: str, name: str) -> Profile:
    """Return the regulation that the text of a file says; its id is the file's name. Raises DefinitionError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(name, 0, "TOML 写法不对") from error
    for key in ("id", "title", "in_force", "clauses"):
        if key not in raw:
            raise DefinitionError(name, 1, f"缺少 {key}")
    if raw["id"] != name.rpartition(".")[0]:
        raise DefinitionError(name, 1, "id 应与文件名相同")
    clauses = tuple(_clause(name, item) for item in cast("list[dict[str, object]]", raw["clauses"]))
    service, duties = (tuple(str(line) for line in raw.get(key, ())) for key in ("service", "duties"))
    disclosure = read_disclosure(cast("dict[str, object]", raw.get("disclosure", {})), name)
    retention = read_periods(raw.get("retention", []), name)
    matters = read_matters(cast("dict[str, object]", raw.get("matters", {})), name)
    head = (str(raw["id"]), str(raw["title"]), str(raw["in_force"]))
    return Profile(*head, clauses, service, duties, disclosure, retention, str(raw.get("log", "")), matters)


def _clause(name: str, raw: dict[str, object]) -> Clause:
    missing = [key for key in ("id", "article", "text") if not raw.get(key)]
    if missing or not any(raw.get(key) for key in ("rule", "place", "later")):
        raise DefinitionError(name, 0, f"条款 {raw.get('id', '')} 缺少 {(missing or ['rule'])[0]}")
    rule, period = str(raw.get("rule", "")), str(raw.get("period", ""))
    if rule and rule not in RULES and rule not in WORK_RULES:
        raise DefinitionError(name, 0, f"条款 {raw['id']} 的规则 {rule} 不存在")
    if (period not in KINDS) if rule in WORK_RULES else period:
        raise DefinitionError(name, 0, f"条款 {raw['id']} 的期间“{period}”不对")
    return Clause(
        str(raw["id"]), str(raw["article"]), rule, str(raw["text"]), cast("dict[str, object]", raw.get("params", {})),
        cast("Kind", period) if period else None, tuple(cast("list[str]", raw.get("levels", []))),
        str(raw.get("place", "")), str(raw.get("later", "")),
    )  # fmt: skip


def judge(profile: Profile, office: OfficeFacts) -> list[Finding]:
    """Return the findings of every clause of a profile about an office and its grids."""
    return [
        finding for clause in profile.clauses if clause.rule in RULES for finding in RULES[clause.rule](clause, office)
    ]
