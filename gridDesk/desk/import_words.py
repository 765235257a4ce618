"""What an import does, in words: its name in the list of acts, its lines for the clerk, its figures for the command line."""

from __future__ import annotations

from typing import cast

from gridDesk.ledger import Catalogue
from gridDesk.roster import Plan

_NEW_WORDS = {"person": "人", "household": "户", "dwelling": "处房屋", "tenancy": "条租住记录"}
_TARGETS = {"resident": "人口", "dwelling": "房屋"}
_LONGEST = 120


def label_of(catalogue: Catalogue, plan: Plan) -> str:
    """Return the name of an import as an act: kinds of sheets and counts, never a file's name, which may be personal."""
    kinds: dict[str, int] = {}
    for sheet in plan.sheets:
        if sheet.target:
            name = _TARGETS.get(sheet.target) or catalogue[sheet.target].label
            kinds[name] = kinds.get(name, 0) + sheet.count("NEW") + sheet.count("UPDATE")
    said = "、".join(f"{name} {rows:,} 行" for name, rows in kinds.items())
    return (f"导入 {said}" if said else "导入")[:_LONGEST]


def lines_of(plan: Plan) -> list[str]:
    """Return what a plan does, as sentences: the sum first, then each sheet, then notices."""
    total = {status: sum(sheet.count(status) for sheet in plan.sheets) for status in ("NEW", "UPDATE", "SAME", "ERROR")}
    lines = [
        f"新增 {total['NEW']:,} 行，更新 {total['UPDATE']:,} 行，相同 {total['SAME']:,} 行，有问题 {total['ERROR']:,} 行。"
    ]
    figures = plan.figures()
    words = {"people": "人", "households": "户", "dwellings": "处房屋", "tenants": "名承租人"}
    read = [f"{figures[key]:,} {word}" for key, word in words.items() if figures.get(key)]
    if read:
        lines.append(f"读到 {'、'.join(read)}。")
    made = cast("dict[str, int]", figures.get("new", {}))
    new = [f"{made[key]:,} {word}" for key, word in _NEW_WORDS.items() if made.get(key)]
    if new:
        lines.append(f"台账新增 {'、'.join(new)}。")
    return lines + list(plan.notices)


# A number that a spreadsheet cut is faulty in the file, also where its owner was met by name.
_STILL_FAULTY = {"id_precision_lost"}


def describe(plan: Plan) -> tuple[dict[str, object], list[str]]:
    """Return a plan for the command line: figures with every faulty row, and the lines to print."""
    errors = [
        {"sheet": sheet.sheet, "row": row.row, "cell": note.column, "kind": note.kind, "message": note.message}
        for sheet in plan.sheets
        for row in sheet.rows
        for note in (*row.errors, *(note for note in row.warnings if note.kind in _STILL_FAULTY))
    ]
    warnings = sum(bool(row.warnings) for sheet in plan.sheets for row in sheet.rows)
    found = {
        **plan.figures(),
        "file": plan.file,
        "faulty": errors,
        "warned_rows": warnings,
        "needs": sorted(plan.needs),
    }
    lines = lines_of(plan) + [str(error["message"]) for error in errors[:20]]
    return found, lines + ([f"……还有 {len(errors) - 20} 处问题。"] if len(errors) > 20 else [])
