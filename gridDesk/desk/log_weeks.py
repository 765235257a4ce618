"""The weekly check of the daily record for gaps (每周检查日志空岗): each week of a month, and that it was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gridDesk.desk import directives, logs
from gridDesk.desk.log_gaps import grid_days, week_of, weeks_of
from gridDesk.desk.log_papers import grid_row
from gridDesk.desk.office import Desk
from gridDesk.desk.records import Saved, blank, save
from gridDesk.text import today_iso

CHECK = "06"  # report_kind


@dataclass(frozen=True, slots=True)
class Gap:
    """A day of a grid that owed a page and has none; `reason` is what excuses it (病假, 岗位空缺), "" nothing known."""

    day: str
    grid: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Week:
    """A week of one grid or of all: days owed and written so far, the gaps, and when the check of it was registered."""

    first: str
    last: str
    owed: int
    written: int
    gaps: tuple[Gap, ...]
    checked: str

    @property
    def bare(self) -> tuple[Gap, ...]:
        """Return the gaps that nothing excuses (空岗)."""
        return tuple(gap for gap in self.gaps if not gap.reason)

    @property
    def label(self) -> str:
        """Return the week in words: 11月16日至22日."""
        first, last = (date.fromisoformat(day) for day in (self.first, self.last))
        month = f"{last.month}月" if last.month != first.month else ""
        return f"{first.month}月{first.day}日至{month}{last.day}日"

    @property
    def words(self) -> str:
        """Return what the check of the week finds, as the register says it."""
        said = [f"应写 {self.owed} 页，已写 {self.written} 页"]
        if self.bare:
            said.append("空岗 " + "、".join(f"{gap.day[5:].replace('-', '.')} {gap.name}".strip() for gap in self.bare))
        excused = len(self.gaps) - len(self.bare)
        return "，".join([*said, *([f"请假或岗位空缺 {excused} 页"] if excused else [])]) + "。"


def weeks(desk: Desk, month: str, grid: str | None = None) -> list[Week]:
    """Return the weeks of a month (`YYYY-MM`) that have begun, the newest first; of a grid, or of all of them."""
    grids = [grid_row(desk, grid)] if grid else desk.grids() or [{}]
    spans = [week for week in weeks_of(logs.days_of(month)) if week[0] <= today_iso()]
    if not spans:
        return []
    checked = _checked(desk, spans)
    found: dict[str, tuple[int, int, list[Gap]]] = {week[0]: (0, 0, []) for week in spans}
    for row in grids:
        known = grid_days(desk, row, [day for week in spans for day in week])
        uid, name = str(row.get("uid") or ""), str(row.get("name") or "") if len(grids) > 1 else ""
        for week in spans:
            one = known.within(week)
            gaps = [Gap(day, uid, name, one.reasons.get(day, "")) for day in one.missing]
            owed, done, before = found[week[0]]
            found[week[0]] = (owed + one.due, done + one.written, [*before, *gaps])
    made = [Week(week[0], week[-1], *_flat(found[week[0]]), checked.get(week[0], "")) for week in spans]
    return made[::-1]


def _flat(found: tuple[int, int, list[Gap]]) -> tuple[int, int, tuple[Gap, ...]]:
    owed, written, gaps = found
    return owed, written, tuple(sorted(gaps, key=lambda gap: (gap.day, gap.name)))


def _checked(desk: Desk, spans: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return for the first day of each week when its check was registered, by the day it was due, else made."""
    found: dict[str, str] = {}
    for row in logs.own_rows(desk, "report", where={"kind": CHECK}, order=("date",)):
        day = str(row.get("due") or row["date"])
        week = next((span for span in spans if span[0] <= day <= span[-1]), None)
        if week:
            found.setdefault(week[0], str(row["date"]))
    return found


def register(desk: Desk, week: Week) -> Saved:
    """Write down that the pages of a week were checked, with what was found."""
    off = directives.calendar(desk)
    worked = [day for day in week_of(week.first) if not off.is_rest(day)]
    values = blank(desk, "report") | {
        "kind": CHECK, "period": week.label, "due": (worked or [week.last])[-1], "date": today_iso(), "worker": desk.user,
        "situation": week.words,
    }  # fmt: skip
    return save(desk, "report", None, values)
