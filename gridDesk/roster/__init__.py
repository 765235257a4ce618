"""Spreadsheets: reading clerks' files into plans, returning faulty rows, writing exports and templates."""

from gridDesk.roster.export import Column, write_export
from gridDesk.roster.header import Header, find_header
from gridDesk.roster.known import Known
from gridDesk.roster.match import Match, Matches, guess_target, layout_key, match
from gridDesk.roster.plan import CellNote, Change, Options, Plan, RowPlan, SheetPlan
from gridDesk.roster.preview import preview
from gridDesk.roster.read import Range, Sheet, Workbook, read_workbook
from gridDesk.roster.template import write_template
from gridDesk.roster.trouble import write_trouble

__all__ = [
    "CellNote",
    "Change",
    "Column",
    "Header",
    "Known",
    "Match",
    "Matches",
    "Options",
    "Plan",
    "Range",
    "RowPlan",
    "Sheet",
    "SheetPlan",
    "Workbook",
    "find_header",
    "guess_target",
    "layout_key",
    "match",
    "preview",
    "read_workbook",
    "write_export",
    "write_template",
    "write_trouble",
]
