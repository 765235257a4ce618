"""Grids (网格): the tree with its figures and findings, redrawing with history, codes and what the police counts.

A record's grid at a date follows from `grid_move`: what it was moved from and to, and when. Codes have records of their
own (`grid_code`) rather than the journal's history, because a code is valid from a day that is not the day it was
entered, and the street must know it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridDesk.desk.office import Desk
from gridDesk.desk.population import check_date, get
from gridDesk.desk.population_books import REGRIDDED, Why, account
from gridDesk.desk.records import Saved
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row, new_uid
from gridDesk.text import fold, today_iso

MOVE, CODE = "grid_move", "grid_code"
CODE_PATTERN = r"^\d{19}$"
_CODE_PARTS = (2, 2, 2, 3, 3, 7)
_FOLLOWS = ("household", "dwelling", "address")


# --- redrawing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Redrawing:
    """What a redrawing would move to a grid: households and people by the grid they leave, dwellings, addresses."""

    households: int
    people: int
    dwellings: int
    addresses: int
    leaving: Mapping[str, int]
    edits: tuple[Edit, ...]


def plan_redrawing(
    desk: Desk, to_grid: str, on: str, reason: str, *, households: Sequence[str] = (), dwellings: Sequence[str] = (),
    addresses: Sequence[str] = (), new: Mapping[str, object] | None = None,
) -> Redrawing:  # fmt: skip
    """Return what moves to a grid with the chosen records; nothing is written. Raises DeskError.

    Households take their members, dwellings and address along, addresses the households and dwellings that stand there.
    `new` are the values of a grid that is made with it (网格拆分).
    """
    check_date(on)
    made = _made(desk, to_grid, on, new)
    chosen = _chosen(desk, set(households), set(dwellings), set(addresses))
    homes = list(desk.store.rows("residence", where={"household": list(chosen["household"])}))
    edits: list[Edit] = []
    leaving: dict[str, int] = {}
    counts = dict.fromkeys(_FOLLOWS, 0)
    for ledger in _FOLLOWS:
        for uid, row in desk.store.get_many(ledger, sorted(chosen[ledger])).items():
            if row["state"] != ACTIVE or row.get("grid") == to_grid:
                continue
            counts[ledger] += 1
            if ledger == "household":
                leaving[str(row.get("grid") or "")] = leaving.get(str(row.get("grid") or ""), 0) + 1
            edits += [Edit(ledger, uid, "update", {"grid": to_grid}), _move(ledger, uid, row, to_grid, on, reason)]
    moving = [row for row in homes if row.get("grid") != to_grid]
    edits += [Edit("residence", str(row["uid"]), "update", {"grid": to_grid}) for row in moving]
    people = len({str(row["person"]) for row in moving})
    return Redrawing(counts["household"], people, counts["dwelling"], counts["address"], leaving, (*made, *edits))


def _made(desk: Desk, grid: str, on: str, new: Mapping[str, object] | None) -> list[Edit]:
    if new is None:
        get(desk, "grid", grid, ACTIVE)
        return []
    if not new.get("name"):
        raise DeskError("请填写新网格的名称。")
    if any(row["name"] == new["name"] for row in desk.grids()):
        raise DeskError(f"已经有一个网格叫“{new['name']}”，", advice="请换一个名称，或直接划到那个网格。")
    return [Edit("grid", grid, "create", {**new, "valid_from": on})]


def _chosen(desk: Desk, households: set[str], dwellings: set[str], addresses: set[str]) -> dict[str, set[str]]:
    if addresses:
        where = {"address": sorted(addresses)}
        households |= {str(row["uid"]) for row in desk.store.rows("household", where=where)}
        dwellings |= {str(row["uid"]) for row in desk.store.rows("dwelling", where=where)}
    if households:
        rows = desk.store.get_many("household", sorted(households)).values()
        addresses |= {str(row["address"]) for row in rows if row.get("address")}
        dwellings |= {str(r["uid"]) for r in desk.store.rows("dwelling", where={"household": sorted(households)})}
    return {"household": households, "dwelling": dwellings, "address": addresses}


def _move(ledger: str, uid: str, row: Row, to_grid: str, on: str, reason: str) -> Edit:
    values = {"ledger": ledger, "record": uid, "from_grid": row.get("grid"), "to_grid": to_grid, "date": on}
    values |= {"reason": reason or None}
    return Edit(MOVE, new_uid(), "create", {key: value for key, value in values.items() if value is not None})


def redraw(desk: Desk, plan: Redrawing, on: str, reason: str, more: Sequence[Edit] = (), label: str = "") -> Changes:
    """Move what a plan says in one write, booked as 网格调整 between the grids, whether or not a month was closed."""
    if not plan.edits and not more:
        raise DeskError("选出的户都已经在这个网格里。")
    why = Why(on=on, reason=reason, kind=REGRIDDED)
    edits = account(desk, [*more, *plan.edits], always=True, why=why)
    return desk.write(edits, label or f"网格划转 {plan.households} 户", reason=reason)


def split_grid(desk: Desk, values: Mapping[str, object], on: str, reason: str, households: Sequence[str]) -> Saved:
    """Make a new grid out of chosen households (网格拆分), in one write; returns its uid."""
    grid = new_uid()
    plan = plan_redrawing(desk, grid, on, reason, households=households, new=values)
    return Saved(grid, redraw(desk, plan, on, reason, label="网格拆分"))


def merge_grid(desk: Desk, source: str, target: str, on: str, reason: str) -> Changes:
    """Move everything of a grid into another one (网格合并) and retire it, in one write."""
    if source == target:
        raise DeskError("请选择另外一个网格。")
    plan = plan_redrawing(
        desk, target, on, reason,
        households=[str(row["uid"]) for row in desk.store.rows("household", where={"grid": source})],
        dwellings=[str(row["uid"]) for row in desk.store.rows("dwelling", where={"grid": source})],
        addresses=[str(row["uid"]) for row in desk.store.rows("address", where={"grid": source})],
    )  # fmt: skip
    loose = [
        Edit("residence", str(row["uid"]), "update", {"grid": target})
        for row in desk.store.rows("residence", where={"grid": source, "household": None})
    ]
    return redraw(desk, plan, on, reason, [*loose, *_retiring(desk, source, on)], "网格合并")


def retire(desk: Desk, grid: str, on: str, reason: str = "") -> Changes:
    """Take a grid out of use (停用). Raises DeskError while households or people belong to it."""
    get(desk, "grid", grid, ACTIVE)
    check_date(on)
    count = desk.store.count("household", where={"grid": grid}) or desk.store.count("residence", where={"grid": grid})
    if count:
        raise DeskError("这个网格里还有户或人，", advice="请先把它们划到别的网格，或用“并入别的网格”。")
    return desk.write(_retiring(desk, grid, on), "停用网格", reason=reason)


def _retiring(desk: Desk, grid: str, on: str) -> list[Edit]:
    edits = [Edit("grid", grid, "close", {"closed_on": on, "closed_reason": "05", "valid_to": on})]
    for row in desk.store.rows(CODE, where={"grid": grid, "valid_to": None}):
        edits.append(Edit(CODE, str(row["uid"]), "update", {"valid_to": on}))
    return edits


def grid_at(desk: Desk, ledger: str, uid: str, day: str) -> str | None:
    """Return the grid a record (household, dwelling, address) was in at the end of a day (YYYY-MM-DD)."""
    moves = list(desk.store.rows(MOVE, where={"ledger": ledger, "record": uid}, order=("date",)))
    before = [row for row in moves if str(row["date"]) <= day]
    if before:
        return _text(before[-1].get("to_grid"))
    if moves:
        return _text(moves[0].get("from_grid"))
    row = desk.store.get(ledger, uid)
    return _text(row.get("grid")) if row else None


# --- codes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code a grid has or had; `valid_to` is "" for the code in use."""

    code: str
    valid_from: str
    valid_to: str
    reason: str


def change_code(desk: Desk, grid: str, code: str, on: str, reason: str = "") -> Changes:
    """Give a grid another code from a day on; the old one keeps the days it was valid."""
    row = get(desk, "grid", grid, ACTIVE)
    check_date(on)
    code = fold(code).replace(" ", "").replace("-", "")
    if code == str(row.get("code") or ""):
        raise DeskError("编码没有变。")
    edits = [Edit("grid", grid, "update", {"code": code or None})]
    old = list(desk.store.rows(CODE, where={"grid": grid, "valid_to": None}))
    edits += [Edit(CODE, str(line["uid"]), "update", {"valid_to": on}) for line in old]
    if row.get("code") and not any(line["code"] == row["code"] for line in old):
        known = {"grid": grid, "code": row["code"], "valid_to": on}
        known |= {"valid_from": row["valid_from"]} if row.get("valid_from") else {}
        edits.append(Edit(CODE, new_uid(), "create", known))
    if code:
        new = {"grid": grid, "code": code, "valid_from": on} | ({"reason": reason} if reason else {})
        edits.append(Edit(CODE, new_uid(), "create", new))
    return desk.write(edits, "更换网格编码", reason=reason)


def code_history(desk: Desk, grid: str) -> list[CodeLine]:
    """Return the codes of a grid, the present one first; a code nobody changed yet stands without dates."""
    rows = list(desk.store.rows(CODE, where={"grid": grid}, states=(ACTIVE, CLOSED)))
    lines = [
        CodeLine(*(str(row.get(key) or "") for key in ("code", "valid_from", "valid_to", "reason"))) for row in rows
    ]
    lines.sort(key=lambda line: (line.valid_to or "9", line.valid_from), reverse=True)
    row = desk.store.get("grid", grid)
    code = str(row.get("code") or "") if row and row["state"] == ACTIVE else ""
    if code and all(line.code != code or line.valid_to for line in lines):
        lines.insert(0, CodeLine(code, str((row or {}).get("valid_from") or ""), "", ""))
    return lines


def code_hint(desk: Desk, code: str) -> str:
    """Return what looks wrong with a grid code by the office's pattern, "" when nothing does; never a refusal."""
    pattern = str(desk.setting("grid_code_pattern", CODE_PATTERN))
    if not code or re.fullmatch(pattern, code):
        return ""
    wanted = "19 位数字" if pattern == CODE_PATTERN else "本单位规定的样式"
    return f"网格编码一般是{wanted}，现在是 {len(code)} 位，请核对。"


def grouped(code: str) -> str:
    """Return a 19-digit code in groups of 2-2-2-3-3-7 for reading; any other text as it is."""
    if len(code) != sum(_CODE_PARTS) or not code.isdigit():
        return code
    parts, start = [], 0
    for length in _CODE_PARTS:
        parts.append(code[start : start + length])
        start += length
    return " ".join(parts)


# --- what the police counts ------------------------------------------------------------------------------------------


def set_official(
    desk: Desk, grid: str, year: int, households: int | None, people: int | None, source: str = "派出所"
) -> Saved:
    """Keep what the police station counts for a grid ("" for the whole office) in a year; one record a year."""
    values: dict[str, object] = {"year": str(year), "households": households, "people": people, "source": source}
    values |= {"grid": grid or None, "date": today_iso()}
    rows = desk.store.rows("official_count", where={"grid": grid or None, "year": str(year)}, limit=1)
    old = next(iter(rows), None)
    if old:
        uid = str(old["uid"])
        return Saved(uid, desk.write([Edit("official_count", uid, "update", values)], "修改派出所核定数"))
    uid = new_uid()
    known = {key: value for key, value in values.items() if value is not None}
    return Saved(uid, desk.write([Edit("official_count", uid, "create", known)], "登记派出所核定数"))


def _text(value: object) -> str | None:
    return str(value) if value else None
