"""工作日志 and 会议宣传 in pictures: a day's page, the review of many, gaps, the month's analysis, reports, meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from gridDesk.desk import directives
from gridDesk.desk.office import Desk
from gridDesk.text import today
from tests.shots.grab import Scene, Studio, quiet, settle


class LogScenes:
    """Scenes of the log in the demo village, which has worked for a year."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "36-logs-day", lambda: self.logs(last_workday(self.desk))
        for tab in ("review", "gaps", "analysis"):
            yield f"36-logs-{tab}", lambda tab=tab: self.logs(tab)
        yield "36-logs-reports", self.reports
        yield "36-meetings", lambda: self.meetings("meeting", "XC")
        yield "36-meetings-wechat", lambda: self.meetings("wechat", "JJ")

    def logs(self, argument: str) -> QWidget:
        """Open the log with a day or a tab."""
        window = self.studio.enter()
        window.open_page("logs", argument)
        settle()
        quiet()  # a month is counted beside the window
        settle()
        return window

    def reports(self) -> QWidget:
        """Show the reports of an office whose regulation asks for them."""
        self.desk.set_setting("policy", "GZ4")
        return self.logs("reports")

    def meetings(self, tab: str, policy: str) -> QWidget:
        """Show what a regulation asks for, once that was worked out, and one of the tabs."""
        self.desk.set_setting("policy", policy)
        window = self.studio.enter()
        window.open_page("meetings", tab)
        page = window.workspace.shown()
        page.refresh()
        while page._task is not None:
            settle()
        return window


def last_workday(desk: Desk) -> str:
    """Return the last workday before today."""
    day = today() - timedelta(days=1)
    while not directives.calendar(desk).is_workday(day):
        day -= timedelta(days=1)
    return day.isoformat()
