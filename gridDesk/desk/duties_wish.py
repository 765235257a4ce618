"""What a page or paper of standings is asked for, as a short text: `2026-Q3|grid|worker|office`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from gridDesk.errors import DeskError
from gridDesk.policy import Period, containing
from gridDesk.policy.periods import Kind
from gridDesk.text import today

ALL = "*"  # at a street: every office below, side by side
KINDS: dict[Kind, str] = {"week": "周", "month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}
_TEXT = re.compile(r"(\d{4})(?:-(Q[1-4]|H[12]|W\d{1,2}|\d{1,2}(?:-\d{1,2})?))?")


@dataclass(frozen=True, slots=True)
class Wish:
    """A period, and of whom: a grid (uid), a worker (name), at a street an office (site, `ALL`); else the office itself."""

    period: Period
    grid: str = ""
    worker: str = ""
    office: str = ""

    @property
    def text(self) -> str:
        """Return the wish as `wish_of` reads it."""
        return "|".join((period_text(self.period), self.grid, self.worker, self.office))

    @property
    def site(self) -> str | None:
        """Return the site of the office asked for, None for the own one."""
        return self.office if self.office not in ("", ALL) else None

    def step(self, by: int) -> Wish:
        """Return the same wish one period later or earlier; there is none after the present one."""
        period = self.period.after() if by > 0 else self.period.before()
        return self if period.first > today() else replace(self, period=period)

    def of(self, kind: Kind) -> Wish:
        """Return the same wish for a period of another kind: the one that holds the last day seen."""
        return replace(self, period=containing(kind, min(self.period.last, today())))


def wish_of(text: str) -> Wish:
    """Return the wish that a text says; blank is this quarter of the own office. Raises DeskError."""
    period, grid, worker, office = (*text.split("|"), "", "", "", "")[:4]
    return Wish(period_of(period) if period else containing("quarter", today()), grid, worker, office)


def period_text(period: Period) -> str:
    """Return a period as `period_of` reads it: 2026, 2026-H1, 2026-Q3, 2026-09, 2026-W38 (ISO 8601), 2026-09-14."""
    first = period.first
    if period.kind == "year":
        return f"{first.year}"
    if period.kind == "half_year":
        return f"{first.year}-H{1 if first.month == 1 else 2}"
    if period.kind == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if period.kind == "month":
        return f"{first:%Y-%m}"
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02d}" if period.kind == "week" else first.isoformat()


def period_of(text: str) -> Period:
    """Return the period that a text means (see `period_text`). Raises DeskError."""
    found = _TEXT.fullmatch(text.strip().upper())
    try:
        if found is not None:
            return _read(int(found[1]), found[2] or "")
    except ValueError:
        pass
    raise DeskError(f"看不懂期间“{text[:12]}”，", advice="请写成 2026、2026-Q3、2026-09 或 2026-W38。")


def _read(year: int, rest: str) -> Period:
    if not rest:
        return containing("year", date(year, 1, 1))
    if rest[0] == "Q":
        return containing("quarter", date(year, int(rest[1]) * 3, 1))
    if rest[0] == "H":
        return containing("half_year", date(year, int(rest[1]) * 6, 1))
    if rest[0] == "W":
        return containing("week", date.fromisocalendar(year, int(rest[1:]), 1))
    if "-" in rest:
        return containing("day", date(year, *map(int, rest.split("-"))))
    return containing("month", date(year, int(rest), 1))
