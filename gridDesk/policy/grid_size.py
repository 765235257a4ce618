"""Rules on the size and staff of grids: one pure function each; the numbers come from the clause's parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, cast

from gridDesk.policy.facts import GridFacts, OfficeFacts
from gridDesk.policy.findings import Finding
from gridDesk.policy.profile import Clause

Rule = Callable[["Clause", OfficeFacts], Iterator[Finding]]
WORKERS = ("专职网格员", "兼职网格员", "专属网格员", "网格员")
FULL_TIME = ("专职网格员", "专属网格员", "网格员")


def grids_of_office(clause: Clause, office: OfficeFacts) -> Iterator[Finding]:
    """Judge how many grids an office has: a set number in a village, one for so many households in a community."""
    grids = office.ordinary
    if office.is_village:
        wanted = _int(clause.params, "village_grids")
        target = f"每村 {wanted} 个基础网格"
        words = f"本村有 {len(grids)} 个基础网格。"
    else:
        per, homes = _int(clause.params, "community_households_per_grid"), sum(grid.households for grid in grids)
        wanted = max(1, math.ceil(homes / per))
        target = f"每 {per} 户一个网格，{homes:,} 户应有 {wanted} 个"
        words = f"本社区有 {homes:,} 户、{len(grids)} 个基础网格。"
    yield _finding(clause, "", len(grids) == wanted, words, f"{len(grids)} 个", target)
    least = _int(clause.params, "workers_per_grid")
    for grid in grids:
        count = _held(grid, FULL_TIME)
        words = f"{grid.name}有 {count} 名网格员。"
        yield _finding(clause, grid.uid, count >= least, words, f"{count} 名", f"每个网格 {least} 名网格员")


def size_of_grid(clause: Clause, office: OfficeFacts) -> Iterator[Finding]:
    """Judge the households or people of each grid; a village may be one grid of any size, a 专属 grid has a kind."""
    low, high = _int(clause.params, "households_min"), _int(clause.params, "households_max")
    people, kinds = _int(clause.params, "population"), cast("list[str]", clause.params["special_kinds"])
    for grid in office.grids:
        if grid.is_special:
            words = f"{grid.name}是专属网格，类别：{grid.special or '还没有填'}。"
            yield _finding(clause, grid.uid, grid.special in kinds, words, grid.special or "未填", "、".join(kinds))
            continue
        fits = low <= grid.households <= high or abs(grid.people - people) <= people // 10
        words = f"{grid.name}有 {grid.households:,} 户 {grid.people:,} 人。"
        if office.is_village and not fits and len(office.ordinary) == 1:
            yield _finding(clause, grid.uid, True, words, f"{grid.households:,} 户", "行政村可划为一个网格")
            continue
        target = f"{low} 至 {high} 户，或 {people:,} 人左右"
        yield _finding(clause, grid.uid, fits, words, f"{grid.households:,} 户", target)


def code_of_grid(clause: Clause, office: OfficeFacts) -> Iterator[Finding]:
    """Judge whether each grid has a code of the right number of digits; a missing one is still to be assigned."""
    digits = _int(clause.params, "code_digits")
    for grid in office.grids:
        good = len(grid.code) == digits and grid.code.isdigit()
        words = f"{grid.name}还没有网格编码。" if not grid.code else f"{grid.name}的编码是 {len(grid.code)} 位。"
        level: Literal["ok", "note", "warn"] = "ok" if good else "warn" if grid.code else "note"
        figure = f"{len(grid.code)} 位" if grid.code else "未填"
        yield Finding(clause.id, clause.article, grid.uid, level, words, figure, f"{digits} 位数字")


def full_time_workers(clause: Clause, office: OfficeFacts) -> Iterator[Finding]:
    """Judge whether each grid has its full-time workers; one worker may serve several grids."""
    least = _int(clause.params, "full_time_min")
    for grid in office.grids:
        count = _held(grid, FULL_TIME)
        words = f"{grid.name}有 {count} 名专职网格员。"
        yield _finding(clause, grid.uid, count >= least, words, f"{count} 名", f"至少 {least} 名专职网格员")


def staff_of_level(clause: Clause, office: OfficeFacts) -> Iterator[Finding]:
    """Judge the posts of every grid of one level: which are held by too few, which identities are missing."""
    posts = [str(item).split(":") for item in cast("list[str]", clause.params["posts"])]
    wanted = {name: int(count) for name, count in posts}
    identities = cast("list[str]", clause.params.get("identities", []))
    target = "、".join(f"{name} {count} 名" for name, count in wanted.items())
    for grid in office.grids:
        if grid.level != clause.params["level"]:
            continue
        lacking = [name for name, count in wanted.items() if _held(grid, (name,)) < count]
        lacking += [f"兼职网格员（{name}）" for name in identities if not grid.identities.get(name)]
        words = f"{grid.name}缺{'、'.join(lacking)}。" if lacking else f"{grid.name}的人员已配齐。"
        figure = "、".join(f"{name} {_held(grid, (name,))} 名" for name in wanted)
        yield _finding(clause, grid.uid, not lacking, words, figure, target)


def changes_reported(clause: Clause, office: OfficeFacts) -> Iterator[Finding]:
    """Remind that grids changed this month, which the street is told of with the next package."""
    if office.changes:
        words = f"本月网格调整了 {office.changes:,} 户（处），随下一个数据包报街道。"
        yield Finding(clause.id, clause.article, "", "note", words, f"{office.changes:,} 处", "报街道")


def _held(grid: GridFacts, names: tuple[str, ...]) -> int:
    wanted = WORKERS if names == ("网格员",) else names
    return sum(grid.posts.get(name, 0) for name in wanted)


def _finding(clause: Clause, grid: str, good: bool, words: str, figure: str, target: str) -> Finding:
    return Finding(clause.id, clause.article, grid, "ok" if good else "warn", words, figure, target)


def _int(params: Mapping[str, object], key: str) -> int:
    return int(str(params[key]))


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (grids_of_office, size_of_grid, code_of_grid, full_time_workers, staff_of_level, changes_reported)
}
