"""Official counts sent down (核定户数下达): the street says how many households and people count for a village in a year.

A village keeps what its police station told it in a ledger of its own; where the street has sent a number for the same
year, that one counts (see `grid_views.officials`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.desk import down
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Edit, Row, new_uid
from gridDesk.ledger.model import ADDRESSEE
from gridDesk.text import today_iso, trim

NOTICE = "count_notice"
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class CountLine:
    """One number: of which grid ("" is the whole office), households and people (None: not said)."""

    grid: str
    name: str
    households: int | None
    people: int | None


def grids_of(desk: Desk, site: str) -> list[tuple[str, str]]:
    """Return (uid, name) of the grids in use of an office below, as far as they are known here."""
    return [(str(row["uid"]), str(row["name"])) for row in desk.store.rows("grid", office=site)]


def sent_to(desk: Desk, site: str, year: str) -> dict[str, CountLine]:
    """Return what was sent to an office for a year, by grid."""
    return {line.grid: line for _, line in _sent(desk, site, year)}


def issue(desk: Desk, site: str, year: str, lines: Sequence[CountLine], source: str = "") -> Changes:
    """Send an office its numbers of a year in one act; a number sent before is corrected. Raises DeskError."""
    down.check_may_send(desk, [site])
    if not (year.isdigit() and len(year) == 4):
        raise DeskError("年份请写成四位数字，", advice="如 2026。")
    told = [line for line in lines if line.households is not None or line.people is not None]
    if not told:
        raise DeskError("还没有填户数或人口数，", advice="至少填一个数。")
    for line in told:
        _check(line)
    before = {line.grid: uid for uid, line in _sent(desk, site, year)}
    edits = [_edit(before.get(line.grid), site, year, line, trim(source)) for line in told]
    return desk.write(edits, f"下达核定户数（{len(edits)}条）")


def received(desk: Desk) -> list[Row]:
    """Return the numbers this office received, by year."""
    return sorted(down.received(desk, NOTICE), key=lambda row: (str(row["year"]), str(row.get("grid") or "")))


def _sent(desk: Desk, site: str, year: str) -> list[tuple[str, CountLine]]:
    rows = desk.store.rows(NOTICE, where={ADDRESSEE: site, "year": year}, office=desk.office.site)
    return [(str(row["uid"]), line_of(row)) for row in rows]


def line_of(row: Row) -> CountLine:
    """Return the number that a record of the ledger holds."""
    homes, people = (None if row.get(key) is None else int(str(row[key])) for key in ("households", "people"))
    return CountLine(str(row.get("grid") or ""), str(row.get("grid_name") or ""), homes, people)


def _edit(uid: str | None, site: str, year: str, line: CountLine, source: str) -> Edit:
    values: dict[str, object] = {"households": line.households, "people": line.people, "date": today_iso()}
    values |= {"source": source or None, "grid_name": line.name or None}
    if uid:
        return Edit(NOTICE, uid, "update", values)
    known = {key: value for key, value in values.items() if value is not None}
    known |= {ADDRESSEE: site, "year": year} | ({"grid": line.grid} if line.grid else {})
    return Edit(NOTICE, new_uid(), "create", known)


def _check(line: CountLine) -> None:
    for value in (line.households, line.people):
        if value is not None and not 0 <= value <= MOST:
            raise DeskError(f"“{line.name or '全村'}”的数 {value:,} 不可能，", advice="请核对以后再填。")
