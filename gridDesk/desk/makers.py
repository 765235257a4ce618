"""Who makes which paper: a function per paper that has a layout of its own; every other one is a list of its ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gridDesk.desk.ledger_rows import LedgerRows
from gridDesk.desk.making import Maker, Making
from gridDesk.desk.paper_rows import DwellingRows, GroupRows, ResidentRows

if TYPE_CHECKING:
    from gridDesk.documents.page import Page
    from gridDesk.documents.papers import Paper


def daily_record(making: Making) -> Page:
    """Make log pages of a day or a month, in any of the five layouts."""
    from gridDesk.desk.log_papers import logs

    return logs(making)


def log_book(making: Making) -> Page:
    """Make a month of the daily record bound in one volume."""
    from gridDesk.desk.log_book import log_book as bound

    return bound(making)


def log_report(making: Making) -> Page:
    """Make what is drawn from many days' records: check of gaps, complaints, reports due, analysis."""
    from gridDesk.desk import log_analysis, log_reports

    makers: dict[str, Maker] = {
        "log_gaps": log_reports.week_checks,
        "complaints_day": log_reports.complaints_of_day,
        "complaints_week": log_reports.complaints_of_week,
        "report_register": log_reports.report_registers,
        "mood_analysis": log_analysis.analysis,
    }
    return makers[making.paper.key](making)


def audit_sheet(making: Making) -> Page:
    """Make a sheet of the log of who did what: of a month, or of an incident."""
    from gridDesk.desk import audit_papers

    makers: dict[str, Maker] = {"audit_month": audit_papers.month, "audit_incident": audit_papers.incident}
    return makers[making.paper.key](making)


def household_card(making: Making) -> Page:
    """Make a card for each household of the scope."""
    from gridDesk.desk.paper_forms import HouseholdCards
    from gridDesk.documents.household_card import build_household_cards

    cards = HouseholdCards(making.desk, making.scope, making.level)
    return build_household_cards(making.paper, cards, making.header)


def resident_ledger(making: Making) -> Page:
    """Make 实有人口台账."""
    from gridDesk.documents.tables import build_table

    rows = ResidentRows(making.desk, making.scope, making.level)
    header = replace(making.header, counts=rows.counts())
    return build_table(making.paper, making.in_order(rows), header, making.shelved)


def dwelling_ledger(making: Making) -> Page:
    """Make 实有房屋台账."""
    from gridDesk.documents.tables import build_table

    rows = DwellingRows(making.desk, making.scope, making.level)
    return build_table(making.paper, making.in_order(rows), making.header, making.shelved)


def household_ledger(making: Making) -> Page:
    """Make 户台账."""
    from gridDesk.desk.home_rows import HouseholdRows
    from gridDesk.documents.tables import build_table

    rows = HouseholdRows(making.desk, making.scope, making.level)
    return build_table(making.paper, making.in_order(rows), making.header, making.shelved)


def tenancy(making: Making) -> Page:
    """Make 出租房屋及承租人台账."""
    from gridDesk.desk.home_rows import TenancyRows
    from gridDesk.documents.tables import build_table

    rows = TenancyRows(making.desk, making.scope, making.level)
    return build_table(making.paper, making.in_order(rows), making.header, making.shelved)


def ledger(making: Making) -> Page:
    """Make the list of a ledger that has no layout of its own."""
    from gridDesk.documents.tables import build_table

    shape = making.desk.catalogue[making.paper.ledger]
    rows_of = GroupRows if shape.group == "special" else LedgerRows
    rows = rows_of(making.desk, shape.key, making.scope, making.level)
    return build_table(making.paper, making.in_order(rows), making.header, making.shelved)


def maker_of(paper: Paper) -> Maker:
    """Return who makes a paper: its own maker, that of declared forms, else that of lists."""
    from gridDesk.desk.form_papers import declared

    return MAKERS.get(paper.key) or (declared if paper.blocks else ledger)


# Forms of the office whose declaration alone cannot say them.
OFFICE_FORMS = ("contact_card", "dispute_dossier", "grid_board", "grid_board_a2")


def office_form(making: Making) -> Page:
    """Make a form of the office with a layout of its own: cards by the sheet, boards, dossiers."""
    from gridDesk.desk import forms_board, forms_dossier, forms_notice

    makers: dict[str, Maker] = {
        "contact_card": forms_notice.contact_cards,
        "dispute_dossier": forms_dossier.dossiers,
        "grid_board": forms_board.boards,
        "grid_board_a2": forms_board.boards,
    }
    return makers[making.paper.key](making)


def book(making: Making) -> Page:
    """Make the bound volume of a grid."""
    from gridDesk.desk.book import book as bind

    return bind(making)


AUDIT_SHEETS = ("audit_month", "audit_incident")  # of the office, not of the people in its ledgers

MAKERS: dict[str, Maker] = {
    **dict.fromkeys(AUDIT_SHEETS, audit_sheet),
    "book": book,
    **dict.fromkeys(OFFICE_FORMS, office_form),
    **dict.fromkeys(("daily_log", "work_record", "street_diary", "mood_diary", "mood_log"), daily_record),
    "dwelling_ledger": dwelling_ledger,
    "household_card": household_card,
    "household_ledger": household_ledger,
    "log_book": log_book,
    **dict.fromkeys(("log_gaps", "complaints_day", "complaints_week", "report_register", "mood_analysis"), log_report),
    "resident_ledger": resident_ledger,
    "tenancy": tenancy,
}
