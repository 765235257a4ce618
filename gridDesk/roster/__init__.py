"""Spreadsheets: reading clerks' files into plans, returning faulty rows, writing exports and templates.

Names load when first used: the helper process that reads files must start at once and needs few of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridDesk.roster.apart import read_workbooks
    from gridDesk.roster.export import Column, write_export
    from gridDesk.roster.header import Header, find_header
    from gridDesk.roster.known import Known
    from gridDesk.roster.match import Match, Matches, guess_target, layout_key
    from gridDesk.roster.plan import CellNote, Change, Coding, Options, Plan, RowPlan, Settings, SheetPlan, Way
    from gridDesk.roster.preview import preview
    from gridDesk.roster.read import Range, Sheet, Workbook, read_workbook
    from gridDesk.roster.template import write_template
    from gridDesk.roster.trouble import write_trouble

_HOMES = {
    "read_workbooks": "apart",
    "Column": "export",
    "write_export": "export",
    "Header": "header",
    "find_header": "header",
    "Known": "known",
    "Match": "match",
    "Matches": "match",
    "guess_target": "match",
    "layout_key": "match",
    "CellNote": "plan",
    "Change": "plan",
    "Options": "plan",
    "Coding": "plan",
    "Settings": "plan",
    "Way": "plan",
    "Plan": "plan",
    "RowPlan": "plan",
    "SheetPlan": "plan",
    "preview": "preview",
    "Range": "read",
    "Sheet": "read",
    "Workbook": "read",
    "read_workbook": "read",
    "write_template": "template",
    "write_trouble": "trouble",
}

__all__ = [
    "CellNote",
    "Change",
    "Coding",
    "Column",
    "Header",
    "Known",
    "Match",
    "Matches",
    "Options",
    "Plan",
    "Range",
    "RowPlan",
    "Settings",
    "Sheet",
    "SheetPlan",
    "Way",
    "Workbook",
    "find_header",
    "guess_target",
    "layout_key",
    "preview",
    "read_workbook",
    "read_workbooks",
    "write_export",
    "write_template",
    "write_trouble",
]


def __getattr__(name: str) -> object:
    """Load the module of a public name."""
    if name not in _HOMES:
        raise AttributeError(name)
    # `preview` is also the name of its module: what is kept here afterwards is the function.
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
