"""Parts households of a list that only says who is a head: people at another door who cannot be of that household."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from gridDesk.roster.plan import some_lines
from gridDesk.roster.relations import HEAD
from gridDesk.roster.spelling import place_key
from gridDesk.roster.table import Table

_NO_KIN = "99"
# Of these a household has one; whoever comes second at another door is of another household.
_ONLY_ONE = {"10": "配偶", "11": "配偶", "12": "配偶", "22": "长子", "32": "长女", "51": "父亲", "52": "母亲"}


def parted(
    table: Table, groups: list[list[int]], addresses: Sequence[str], relations: Sequence[object | None]
) -> list[list[int]]:
    """Return the households with those apart that stand below another's head, at a door of their own, without a head.

    Children may live at another door and still be listed with their father: they part only where a second wife or
    eldest son tells, or where somebody is no kin. Others who share a door are told, for the clerk to look at.
    """
    found: list[list[int]] = []
    split: list[int] = []
    doubtful: list[int] = []
    for rows in groups:
        runs = _runs(rows, addresses) if len({addresses[row] for row in rows} - {""}) > 1 else [rows]
        home = next((run for run in runs if any(relations[row] == HEAD for row in run)), runs[0])
        taken = {_ONLY_ONE.get(str(relations[row])) for row in home} - {None}
        own = list(home)
        for run in runs:
            if run is home:
                continue
            elsewhere = _is_neighbour(_door(addresses, run), _door(addresses, home))
            if elsewhere and any(_says_other_household(relations[row], taken) for row in run):
                found.append(run)
                split.append(table.line(run[0]))
                continue
            own += run
            if elsewhere and len(run) > 1:
                doubtful.append(table.line(run[0]))
        found.append(sorted(own))
    if split:
        table.notices.append(
            f"第 {some_lines(split)} 行的人住在另一处，与上面的户主不是一家，已另立一户，户主先空着；请核对。"
        )
    if doubtful:
        table.notices.append(
            f"第 {some_lines(doubtful)} 行起有几人的住址与户主不同，仍归在户主这一户；如果是另外一户，请补上户号再导入。"
        )
    return sorted(found)


def _says_other_household(relation: object | None, taken: Collection[str | None]) -> bool:
    return relation == _NO_KIN or _ONLY_ONE.get(str(relation)) in taken


def _is_neighbour(door: str, home: str) -> bool:
    """Tell whether two addresses are two doors of one place; a flat in a far town looks otherwise."""
    return bool(door and home) and door != home and _shape(door) == _shape(home)


def _runs(rows: list[int], addresses: Sequence[str]) -> list[list[int]]:
    """Return the rows in runs of one address; a blank below an address goes on with it."""
    runs: list[list[int]] = []
    said = ""
    for row in rows:
        key = place_key(addresses[row]) if addresses[row] else ""
        if not runs or (key and said and key != said):
            runs.append([])
        runs[-1].append(row)
        said = key or said
    return runs


def _door(addresses: Sequence[str], run: list[int]) -> str:
    return next((place_key(addresses[row]) for row in run if addresses[row]), "")


def _shape(door: str) -> str:
    """Return an address without its numbers, by which the doors of one village look alike."""
    return re.sub(r"\d+", "#", door)
