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
from gridDesk.policy.grid_size import RULES
from gridDesk.policy.retention import Period, read_periods


@dataclass(frozen=True, slots=True)
class Clause:
    """One article of a regulation that a rule can judge, with the parameters of that rule."""

    id: str
    article: str
    rule: str
    text: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Profile:
    """A regulation (制度): its title, the partial ISO date it is in force from, its clauses.

    `service` and `duties` are what it has a grid do for people (服务内容) and what its worker answers for (工作职责), in
    the words that stand on a board. `disclosure` says when a second person must agree before data leave, `retention` how
    long records are kept where that differs from the general periods.
    """

    id: str
    title: str
    in_force: str
    clauses: tuple[Clause, ...]
    service: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    disclosure: Disclosure = USUAL
    retention: tuple[Period, ...] = ()


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
    return Profile(raw["id"], raw["title"], raw["in_force"], clauses, service, duties, disclosure, retention)


def _clause(name: str, raw: dict[str, object]) -> Clause:
    missing = [key for key in ("id", "article", "rule", "text") if not raw.get(key)]
    if missing:
        raise DefinitionError(name, 0, f"条款 {raw.get('id', '')} 缺少 {missing[0]}")
    if raw["rule"] not in RULES:
        raise DefinitionError(name, 0, f"条款 {raw['id']} 的规则 {raw['rule']} 不存在")
    params = cast("dict[str, object]", raw.get("params", {}))
    return Clause(str(raw["id"]), str(raw["article"]), str(raw["rule"]), str(raw["text"]), params)


def judge(profile: Profile, office: OfficeFacts) -> list[Finding]:
    """Return the findings of every clause of a profile about an office and its grids."""
    return [finding for clause in profile.clauses for finding in RULES[clause.rule](clause, office)]
