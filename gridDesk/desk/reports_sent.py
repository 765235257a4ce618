"""Reports (报送) that were sent, set beside the days they were due: what the register of reports says of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gridDesk.desk.event_limits import day_of
from gridDesk.desk.logs import own_rows
from gridDesk.desk.office import Desk
from gridDesk.ledger import Row
from gridDesk.policy.report_dates import Span, answers
from gridDesk.policy.work import Report

LEDGER = "report"
LEADER_REPORT, WEEK_REPORT = "01", "02"  # report_kind


def read(rows: Iterable[Row]) -> list[Report]:
    """Return records of the ledger as reports; those not dated to the day are left out. Kind is the code."""
    return [
        Report(
            uid=str(row["uid"]), kind=str(row.get("kind") or ""), sent=sent, due=day_of(row.get("due")),
            grid=str(row.get("grid") or ""),
        )
        for row in rows if (sent := day_of(row.get("date"))) is not None
    ]  # fmt: skip


class ReportsSent:
    """The reports of a kind (code of report_kind) of a grid ("": of the office) about some (first, due) days (ISO)."""

    def __init__(self, desk: Desk, kind: str, dates: Sequence[tuple[str, str]], grid: Row | None = None) -> None:
        due = [Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in dates]
        self._rows = {str(row["uid"]): row for row in self._kept(desk, kind, due, grid)}
        found = answers(due, read(self._rows.values()), None)
        self._found = {span.due.isoformat(): one.uid for span, one in found if one is not None}

    @staticmethod
    def _kept(desk: Desk, kind: str, due: Sequence[Span], grid: Row | None) -> list[Row]:
        """Return the rows of these days: by the day they were due, else by that they were sent on."""
        if not due:
            return []
        first, last = due[0].first.isoformat(), due[-1].due.isoformat()
        where: dict[str, object] = {"kind": kind}
        alone = len(desk.grids()) <= 1
        uid = str((grid or {}).get("uid") or "")
        rows = own_rows(desk, LEDGER, where=where, order=("date", "time"))
        return [
            row for row in rows
            if day_of(row["date"]) is not None and first <= str(row.get("due") or row["date"]) <= last
            and (not uid or row.get("grid") == uid or (alone and not row.get("grid")))
        ]  # fmt: skip

    def on(self, due: str) -> tuple[str, str]:
        """Return when the report due on a day was sent, late or not, and what it said; ("", "") where there is none."""
        row = self._rows.get(self._found.get(due, ""))
        if row is None:
            return "", ""
        return _moment(row) + ("\n迟报" if str(row["date"]) > due else ""), str(row.get("situation") or "")

    def special(self) -> str:
        """Return the reports beyond those that were due, a line each: 11.10 情况."""
        counted = set(self._found.values())
        rest = [row for uid, row in self._rows.items() if uid not in counted]
        return "\n".join(f"{_moment(row)}　{row.get('situation') or ''}".strip() for row in rest)


def _moment(row: Row) -> str:
    day, time = str(row["date"]), str(row.get("time") or "")
    return " ".join(part for part in (f"{int(day[5:7])}.{int(day[8:10])}", time[:5]) if part)
