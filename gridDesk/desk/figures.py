"""Population figures (人口月报): households, people and what changed, of any month, by grid and in total.

The count at the end of a month is the count now without what was booked later; a year is the sum of its months.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace

from gridDesk.desk import standing
from gridDesk.desk.office import Desk
from gridDesk.desk.population_books import EVENT, MONTH, last_closed, month_after
from gridDesk.desk.standing import Bucket
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE, CLOSED, Changes, Edit, Row, new_uid
from gridDesk.text import today_iso

REGISTERED, FLOATING = "01", "02"
NO_GRID, TOTAL = "未分网格", "合计"
_COMES = {"01": "births", "03": "moved_in", "05": "moved_in", "06": "moved_in", "15": "moved_in"}
_GOES = {"02": "deaths", "04": "moved_out", "07": "moved_out", "16": "moved_out"}
FLOWS = ("moved_in", "moved_out", "births", "deaths", "other_in", "other_out", "late")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one grid, or of all (`grid` "total"), at the end of a month and of what changed in it.

    `late` says how many of the people who came or went belong to months that were closed already (补报).
    """

    grid: str
    label: str
    households: int = 0
    people: int = 0
    registered: int = 0
    floating: int = 0
    moved_in: int = 0
    moved_out: int = 0
    births: int = 0
    deaths: int = 0
    other_in: int = 0
    other_out: int = 0
    late: int = 0

    @property
    def change(self) -> int:
        """Return by how many people the month changed the count."""
        return self.moved_in + self.births + self.other_in - self.moved_out - self.deaths - self.other_out


@dataclass(frozen=True, slots=True)
class Year:
    """The total of each month of a year, and the sum: counts as of the last month, changes added up."""

    months: tuple[tuple[str, Figures], ...]
    total: Figures


class Books:
    """The counts now and every event booked, read once; any month is computed from them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.now = standing.now(desk)
        self.events = list(desk.store.rows(EVENT, states=(ACTIVE, CLOSED)))
        self._kinds = {str(row["uid"]): str(row["kind"]) for row in self.events}
        self.closed = last_closed(desk)

    def month(self, month: str) -> list[Figures]:
        """Return the figures of a month (YYYY-MM): a row for each grid that has any, then the total."""
        people, households = self._end(month)
        booked = [row for row in self.events if str(row["booked"]) == month]
        grids = {grid for (grid, _), count in people.items() if count} | {g for g, n in households.items() if n}
        grids |= {_grid(row, side) for row in booked for side in ("from", "to") if _counted(row, side)}
        names = self._names(grids)
        rows = [self._row(grid or "", names[grid], {grid}, people, households, booked) for grid in names]
        total = self._row("total", TOTAL, None, people, households, booked)
        return [*rows, total]

    def year(self, year: int) -> Year:
        """Return the months of a year up to this one, and their sum."""
        latest = max(today_iso()[:7], month_after(self.closed) if self.closed else "")
        months = [f"{year:04d}-{number:02d}" for number in range(1, 13)]
        rows = tuple((month, self.month(month)[-1]) for month in months if month <= latest)
        return Year(rows, summed([row for _, row in rows]))

    def _end(self, month: str) -> tuple[Counter[Bucket], Counter[str | None]]:
        people, households = Counter(self.now.people), Counter(self.now.households)
        for row in self.events:
            if str(row["booked"]) > month:
                for side, way in (("to", -1), ("from", 1)):
                    name = "in" if side == "to" else "out"
                    people[_grid(row, side), str(row.get(f"kind_{side}") or "")] += way * _int(row, f"heads_{name}")
                    households[_grid(row, side)] += way * _int(row, f"households_{name}")
        return people, households

    def _names(self, grids: Iterable[str | None]) -> dict[str | None, str]:
        """Return the names of grids in the order they were made, those without one last."""
        wanted = set(grids)
        rows = self.desk.store.rows("grid", states=(ACTIVE, CLOSED))
        found: dict[str | None, str] = {str(row["uid"]): str(row["name"]) for row in rows if row["uid"] in wanted}
        return found | {grid: NO_GRID for grid in wanted if grid not in found}

    def _row(
        self, grid: str, label: str, scope: set[str | None] | None, people: Counter[Bucket],
        households: Counter[str | None], booked: Sequence[Row],
    ) -> Figures:  # fmt: skip
        inside = {bucket: count for bucket, count in people.items() if scope is None or bucket[0] in scope}
        flows: Counter[str] = Counter()
        for row in booked:
            self._flow(row, scope, flows)
        return Figures(
            grid, label, sum(count for home, count in households.items() if scope is None or home in scope),
            sum(inside.values()), sum(count for bucket, count in inside.items() if bucket[1] == REGISTERED),
            sum(count for bucket, count in inside.items() if bucket[1] == FLOATING),
            **{key: flows[key] for key in FLOWS},
        )  # fmt: skip

    def _flow(self, row: Row, scope: set[str | None] | None, flows: Counter[str]) -> None:
        """Add what one event brings into a scope of grids or takes out of it; a move inside it is neither.

        An event taken back is a change in the other direction of the same column.
        """
        came = _int(row, "heads_in") if scope is None or _grid(row, "to") in scope else 0
        went = _int(row, "heads_out") if scope is None or _grid(row, "from") in scope else 0
        both = min(came, went)
        came, went = came - both, went - both
        if not came and not went:
            return
        back = row.get("reverses")
        kind = self._kinds.get(str(back), str(row["kind"])) if back else str(row["kind"])
        comes, goes = _COMES.get(kind, "other_in"), _GOES.get(kind, "other_out")
        flows[goes if back else comes] += -came if back else came
        flows[comes if back else goes] += -went if back else went
        flows["late"] += (came + went) if row.get("late") else 0


def _grid(row: Row, side: str) -> str | None:
    value = row.get(f"grid_{side}")
    return str(value) if value else None


def _counted(row: Row, side: str) -> bool:
    name = "in" if side == "to" else "out"
    return bool(row.get(f"heads_{name}") or row.get(f"households_{name}"))


def _int(row: Row, key: str) -> int:
    return int(str(row.get(key) or 0))


def summed(rows: Sequence[Figures]) -> Figures:
    """Return the sum of months in a row: counts as of the last one, changes added up."""
    if not rows:
        return Figures("total", TOTAL)
    return replace(rows[-1], **{key: sum(getattr(row, key) for row in rows) for key in FLOWS})


def month(desk: Desk, month: str) -> list[Figures]:
    """Return the figures of one month by grid, the total last."""
    return Books(desk).month(month)


def year(desk: Desk, year: int) -> Year:
    """Return the figures of a year: its months and their sum."""
    return Books(desk).year(year)


def open_month(desk: Desk) -> str:
    """Return the month that is closed next: the one after the last closed, else this month."""
    closed = last_closed(desk)
    return month_after(closed) if closed else today_iso()[:7]


def close_month(desk: Desk, month: str) -> Changes:
    """Close a month (结账): its figures are kept as they are now. In order, never a month to come. Raises DeskError."""
    closed = last_closed(desk)
    if closed and month <= closed:
        raise DeskError(f"{words(month)}已经结过账，", advice="要改动的，请登记为补报，会记在没有结账的月份。")
    if closed and month != month_after(closed):
        raise DeskError(f"{words(month_after(closed))}还没有结账，", advice="请按月份先后结账。")
    if month > today_iso()[:7]:
        raise DeskError(f"{words(month)}还没有到，", advice="到了这个月再结账。")
    return desk.write([_frozen(desk, month, row) for row in Books(desk).month(month)], f"{words(month)}人口结账")


def _frozen(desk: Desk, month: str, row: Figures) -> Edit:
    values = {item.name: getattr(row, item.name) for item in fields(row) if item.name not in ("grid", "label")}
    whole = row.grid == "total"
    values |= {"month": month, "total": int(whole), "settled_on": today_iso(), "operator": desk.user}
    if not whole and row.grid:
        values["grid"] = row.grid
    return Edit(MONTH, new_uid(), "create", values)


def kept(desk: Desk, month: str) -> Figures | None:
    """Return the total of a month as it was when it was closed, None when it is open."""
    rows = desk.store.rows(MONTH, where={"month": month, "total": 1}, office=desk.office.site, limit=1)
    names = {item.name for item in fields(Figures)} - {"grid", "label"}
    return next(
        (Figures("total", TOTAL, **{key: _int(row, key) for key in names}) for row in rows), None
    )  # fmt: skip


def differs(one: Figures, other: Figures) -> bool:
    """Tell whether two totals differ in any figure."""
    return {**asdict(one), "label": ""} != {**asdict(other), "label": ""}


def words(month: str) -> str:
    """Return a month as clerks say it: 2026年10月."""
    return f"{month[:4]}年{int(month[5:7])}月"
