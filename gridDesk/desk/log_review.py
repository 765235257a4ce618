"""Review of the daily record by the grid's leader (审阅意见、审阅人、审阅日期): many pages in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridDesk.desk import logs
from gridDesk.desk.log_days import LogDays
from gridDesk.desk.log_papers import grid_row
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes, Edit
from gridDesk.ledger.dates import parse_date
from gridDesk.text import today_iso, trim

USUAL = ("已阅。", "已阅，记录清楚。", "已阅，隐患要跟踪到底。", "已阅，请写明处理结果。")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A written page of the daily record, with what happened that day in a line and what its reviewer said."""

    uid: str
    day: str
    grid: str
    worker: str
    words: str
    by_hand: bool
    review: str
    reviewer: str
    reviewed_on: str


def pages(desk: Desk, month: str, grid: str | None = None, *, waiting: bool = True) -> list[PageLine]:
    """Return the pages of a month (`YYYY-MM`), the oldest first; those still to be reviewed, or all."""
    days = logs.days_of(month)
    names = {str(row["uid"]): str(row["name"]) for row in desk.grids()}
    found = []
    wanted: list[str | None] = [grid] if grid else [*names] or [None]
    for uid in wanted:
        kept = LogDays(desk, grid_row(desk, uid) if uid else {}, days[0], days[-1])
        for day in kept.written():
            for page in kept.logs[day]:
                if not waiting or not page.row.get("reviewed_on"):
                    text = page.text
                    found.append(PageLine(
                        str(page.row["uid"]), day, names.get(str(page.row.get("grid")), ""), text["worker"], _words(kept, day),
                        str(page.row.get("mode")) == "2", text["review"], text["reviewed_by"], text["reviewed_on"],
                    ))  # fmt: skip
    return sorted(found, key=lambda line: (line.day, line.grid))


def _words(kept: LogDays, day: str) -> str:
    """Return a day in figures: 巡查 2 次，走访 9 户，事项 1 件."""
    counts = (
        ("巡查", len(kept.patrols_of(day)), "次"), ("走访", kept.visits_of(day)[0], "户"), ("事项", len(kept.events.get(day, [])), "件"),
    )  # fmt: skip
    return "，".join(f"{word} {number} {unit}" for word, number, unit in counts if number) or "没有走访和巡查记录"


def reviewer(desk: Desk, grid: str | None = None) -> str:
    """Return who reviews the pages of a grid: its leader, else whoever reviewed last, else nobody."""
    leader = trim(grid_row(desk, grid).get("leader") if grid else "")
    last = next(
        (str(row["reviewed_by"]) for row in logs.own_rows(desk, "daily_log", order=("-reviewed_on",), limit=1) if row.get("reviewed_by")),
        "",
    )  # fmt: skip
    return leader or last or next((trim(row.get("leader")) for row in desk.grids() if row.get("leader")), "")


def review(desk: Desk, uids: Sequence[str], words: str, by: str, on: str = "") -> Changes:
    """Write the reviewer's words, name and day on some pages, as one act. Raises DeskError with what is missing."""
    if not uids:
        raise DeskError("还没有选要审阅的日志，", advice="请在清单里选一页或几页，Ctrl+A 选全部。")
    if not trim(words) or not trim(by):
        raise DeskError("审阅意见和审阅人都要写，", advice="请补上以后再签。")
    day = parse_date(on) if trim(on) else today_iso()
    if day is None or len(day) != 10 or day > today_iso():
        raise DeskError("审阅日期写得不对，", advice="请写已经到了的某一天，如 2026-11-21。")
    rows = desk.store.get_many("daily_log", uids)
    early = [str(row["date"]) for row in rows.values() if str(row["date"]) > day]
    if early:
        raise DeskError(f"审阅日期 {day} 早于 {min(early)} 的日志，", advice="请改审阅日期。")
    values = {"review": trim(words), "reviewed_by": trim(by), "reviewed_on": day}
    return desk.write([Edit("daily_log", uid, "update", values) for uid in uids], f"审阅日志 {len(uids)} 页")


def texts(desk: Desk, uid: str) -> dict[str, str]:
    """Return what a page says, field by field, for the reviewer to read."""
    row = desk.store.get("daily_log", uid)
    return many_texts(desk, "daily_log", [row])[0] if row else {}
