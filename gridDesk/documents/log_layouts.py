"""The five layouts of the daily record; one `DailyLog` fills every one of them, blank, half filled or filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from gridDesk.documents.again import each
from gridDesk.documents.daily_log import daily_log
from gridDesk.documents.form import Form, FormPage
from gridDesk.documents.form_page import forms_page
from gridDesk.documents.log_day import DailyLog, Mode, reduced
from gridDesk.documents.log_diary import mood_diary
from gridDesk.documents.log_mood import mood_log
from gridDesk.documents.log_record import work_record
from gridDesk.documents.log_street import street_diary
from gridDesk.documents.papers import Paper
from gridDesk.documents.tables import Header

LAYOUTS: dict[str, Callable[[Paper, DailyLog, Mode], Form]] = {
    "daily_log": daily_log,
    "work_record": work_record,
    "street_diary": street_diary,
    "mood_diary": mood_diary,
    "mood_log": mood_log,
}


def build_logs(
    paper: Paper, logs: Iterable[DailyLog], header: Header, mode: Mode = "filled", *, leaves: bool = False
) -> FormPage:
    """Make the page of logs in the layout of a paper; with `leaves` each day has a leaf of its own, its back for more."""
    layout = LAYOUTS[paper.key]
    page = forms_page(paper, each(logs, lambda log: layout(paper, reduced(log, mode), mode)), header)
    return replace(page, odd_start=leaves or paper.odd_start)
