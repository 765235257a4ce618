"""Reading profiles, `resources/policies/*.toml`: each clause names a rule that there is, or where it is carried out."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import cast

from gridDesk.errors import DefinitionError
from gridDesk.policy.disclosure import read_disclosure
from gridDesk.policy.matter_list import read_matters
from gridDesk.policy.periods import KINDS, Kind
from gridDesk.policy.profile import Clause, Profile
from gridDesk.policy.retention import read_periods
from gridDesk.policy.rules import RULES, WORK_RULES


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
