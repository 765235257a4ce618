"""The figures of 网格责任区基本情况, computed from the ledgers: who and what a grid, or the whole village, holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gridDesk.desk import grid_views, grids, pictures, small_cells, standing
from gridDesk.desk.grants import thresholds
from gridDesk.desk.ledger_rows import LedgerRows
from gridDesk.desk.paper_rows import GroupRows, Scope
from gridDesk.documents.book import Overview
from gridDesk.ledger import Row
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

PLACES = ("unit", "shop", "key_place", "natural_place", "building")
_SQUARE_KM = 1_000_000


def overview(desk: Desk, grid: Row, scope: Scope, *, given: bool = False) -> Overview:
    """Return the area of a grid at a glance; with an empty `grid` that of the whole office. Sealed groups never count.

    Where it is `given` to others no figure of a group points at one or two people (see `small_cells`).
    """
    uid = str(grid.get("uid") or "")
    return Overview(
        texts=_texts(desk, grid), figures=_figures(desk, grid, scope), groups=_given_groups(desk, scope) if given else _groups(desk, scope), crew=_crew(desk, uid),
        picture=pictures.nearest(desk, pictures.MAP, uid),
    )  # fmt: skip


def _texts(desk: Desk, grid: Row) -> tuple[tuple[str, str], ...]:
    if not grid:
        names = "、".join(str(row.get("name") or "") for row in desk.grids())
        return (("所辖网格", f"{len(desk.grids())} 个：{names}"),)
    code = grids.grouped(str(grid.get("code") or ""))
    return (("责任区范围", str(grid.get("extent") or "")), ("网格编码", code))


def _figures(desk: Desk, grid: Row, scope: Scope) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return (
        ("基本情况", _basics(desk, grid)),
        ("人口（户、人）", _people(desk, scope.grid or "")),
        ("房屋、单位和场所（处、个）", (*_houses(desk, scope), *_places(desk, scope))),
    )


def _basics(desk: Desk, grid: Row) -> tuple[tuple[str, str], ...]:
    if not grid:
        area = sum(float(str(row.get("area_m2") or 0)) for row in desk.grids())
        return (("网格数", str(len(desk.grids()))), ("面积", _area(area)), ("村民小组", str(_village_groups(desk, ""))))
    shape, uid = desk.catalogue["grid"], str(grid["uid"])
    return (
        ("网格级别", shape["level"].show(grid.get("level"))),
        ("网格类型", shape["kind"].show(grid.get("kind"))),
        ("管理等级", shape["class"].show(grid.get("class"))), ("面积", _area(float(str(grid.get("area_m2") or 0)))),
        ("村民小组", str(_village_groups(desk, uid) or "")), ("启用日期", str(grid.get("valid_from") or "")),
    )  # fmt: skip


def _area(square_metres: float) -> str:
    if not square_metres:
        return ""
    if square_metres >= _SQUARE_KM:
        return f"{square_metres / _SQUARE_KM:.2f} 平方公里"
    return f"{square_metres:,.0f} ㎡"


def _village_groups(desk: Desk, grid: str) -> int:
    where = {"grid": grid} if grid else {}
    return len({row["village_group"] for row in desk.store.rows("household", where=where) if row.get("village_group")})


def _people(desk: Desk, grid: str) -> tuple[tuple[str, str], ...]:
    """Return households and people as 人口月报 counts them, by kind of residence, beside what the police counts."""
    counts = standing.now(desk)
    kinds: Counter[str] = Counter()
    for (home, kind), count in counts.people.items():
        kinds[kind] += count if not grid or home == grid else 0
    households = counts.households[grid] if grid else sum(counts.households.values())
    labels = {code.code: code.label for code in desk.catalogue.code_sets["residence_kind"].codes}
    rare = [key for key in labels if key not in ("01", "02") and kinds[key]]
    official = grid_views.officials(desk).get(grid)
    source = official.source if official else grid_views.POLICE
    return (
        ("户数", str(households)), ("人口总数", str(kinds.total())),
        *((labels[key], str(kinds[key])) for key in ("01", "02", *rare)),
        *([("没有登记居住", str(kinds[""]))] if kinds[""] else []),
        (f"{source}户数", "" if not official or official.households is None else str(official.households)),
        (f"{source}人口", "" if not official or official.people is None else str(official.people)),
    )  # fmt: skip


def _houses(desk: Desk, scope: Scope) -> tuple[tuple[str, str], ...]:
    where = {"grid": scope.grid} if scope.grid else {}
    inside = {str(row["uid"]) for row in desk.store.rows("dwelling", where=where)}
    rents = desk.store.group_count("tenancy", "dwelling")
    let = [count for dwelling, count in rents.items() if str(dwelling) in inside]
    return ("房屋", str(len(inside))), ("出租房屋", str(len(let))), ("承租登记", str(sum(let)))


def _places(desk: Desk, scope: Scope) -> tuple[tuple[str, str], ...]:
    return tuple(
        (desk.catalogue[key].label, str(len(LedgerRows(desk, key, scope, Level.FULL).order)))
        for key in PLACES if key in desk.catalogue
    )  # fmt: skip


def _groups(desk: Desk, scope: Scope) -> tuple[tuple[str, str], ...]:
    return tuple(
        (shape.label, str(len(GroupRows(desk, shape.key, scope, Level.FULL).rows)))
        for shape in desk.enabled() if shape.group == "special" and not shape.sealed
    )  # fmt: skip


def _given_groups(desk: Desk, scope: Scope) -> tuple[tuple[str, str], ...]:
    """Return the groups as they may leave: judged over all grids and their sum, which others may hold beside this."""
    grids = [str(row["uid"]) for row in desk.grids()]
    counts: dict[str, list[int]] = {}
    for grid in grids:
        for label, words in _groups(desk, Scope(grid)):
            counts.setdefault(label, []).append(int(words))
    place = grids.index(scope.grid) if scope.grid in grids else -1
    shown = small_cells.one_column(counts, place, thresholds(desk).small_cell)
    return tuple(shown.items())


def _crew(desk: Desk, grid: str) -> tuple[tuple[str, str, str], ...]:
    """Return post, name and telephone of everybody who works in a grid, each once."""
    found: dict[tuple[str, str], str] = {}
    for row in desk.grids():
        if not grid or row["uid"] == grid:
            for post, key, phone in (
                ("网格长", "leader", "leader_phone"), ("网格员", "worker", "worker_phone"),
                ("网格指导员", "instructor", ""), ("兼职网格员", "assistants", ""),
            ):  # fmt: skip
                if row.get(key):
                    found[post, str(row[key])] = str(row.get(phone) or "") if phone else ""
    shape = desk.catalogue["post"]
    known = {name for _, name in found}
    for row in desk.store.rows("post"):
        name = str(row.get("name") or "")
        if not name or (grid and row.get("grid") not in (grid, None)):
            continue
        if name not in known:
            found[shape["role"].show(row.get("role")) or "其他", name] = str(row.get("phone") or "")
        else:
            found |= {
                who: str(row["phone"])
                for who, phone in found.items()
                if who[1] == name and not phone and row.get("phone")
            }
    phones = {
        str(row["name"]): str(row["phone"]) for row in desk.store.rows("worker") if row.get("name") and row.get("phone")
    }
    return tuple((post, name, phone or phones.get(name, "")) for (post, name), phone in found.items())
