"""What the forms about presence say: 值班表 (晋江第十九条（六）), 交接班记录, 出勤月报表 (新城三（三）)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import (
    between,
    boxes,
    day_words,
    done,
    month_words,
    number_words,
    of_grid,
    of_month,
)
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.ledger.dates import WEEKDAYS, month_days

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

NIGHT, DAY = (20 * 60, 8 * 60), (8 * 60, 20 * 60)
Span = tuple[int, int]
_SPANS: dict[str, Span] = {"01": DAY, "02": NIGHT, "03": (0, 24 * 60)}


def duty_roster(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 值班表 of a month, two days to a line; the hours nobody is on duty stand beside each day (晋江第十九条（六）)."""
    month = of_month(order)
    every, grid = month_days(month), of_grid(desk, order)
    empty = order.mode == "blank"
    before = every[0] - timedelta(days=1)
    rows = [] if empty else between(desk, "duty", "date", before.isoformat(), every[-1].isoformat())
    if grid:  # a shift of no grid is one of the whole village
        rows = [one for one in rows if one.get("grid") in (None, grid["uid"])]
    by_day: dict[str, list[Row]] = {}
    for one in rows:
        by_day.setdefault(str(one["date"]), []).append(one)
    lines = [_roster_day(desk, day, by_day, empty) for day in every]
    half = (len(lines) + 1) // 2
    pairs = []
    for n in range(half):
        other = lines[n + half] if n + half < len(lines) else {}
        pairs.append({**lines[n], **{f"{key}2": value for key, value in other.items()}})
    uncovered = sum(int(line["空岗分"]) for line in lines)
    values = {
        "月份": month_words(month), "值班网格": str(grid.get("name") or desk.office.name),
        "空岗合计": "" if empty else f"本月无人值班合计 {number_words(uncovered / 60)} 小时" if uncovered else "本月各时段均有人值班",
        "值班电话": "" if empty else next((text["phone"] for text in many_texts(desk, "duty", rows) if text["phone"]), ""),
    }  # fmt: skip
    return Blanks(values, {"值班": pairs})


def _roster_day(desk: Desk, day: date, by_day: Mapping[str, list[Row]], empty: bool) -> dict[str, str]:
    rows = by_day.get(day.isoformat(), [])
    shown = many_texts(desk, "duty", rows)
    spans = [(span_of(row), text["worker"] or text["name"]) for row, text in zip(rows, shown, strict=True)]
    yesterday = by_day.get((day - timedelta(days=1)).isoformat(), [])
    free = [] if empty else gaps([span for span, _ in spans], [span_of(row) for row in yesterday])
    leaders = dict.fromkeys(text["leader"] for text in shown if text["leader"])
    return {
        "日": f"{day.day}日", "星期": WEEKDAYS[day.weekday()],
        "日班": _names(spans, DAY), "夜班": _names(spans, NIGHT), "带班": "、".join(leaders),
        "空岗": "全天" if free == [(0, 24 * 60)] else "\n".join(f"{_clock(low)}–{_clock(high)}" for low, high in free),
        "空岗分": str(sum(high - low for low, high in free)),
    }  # fmt: skip


def span_of(row: Row) -> Span:
    """Return the minutes of the day a shift covers: as entered, else those of its kind (日班 8–20, 夜班 20–8)."""
    start, end = str(row.get("start") or ""), str(row.get("end") or "")
    if start and end:
        return _minutes(start), _minutes(end)
    return _SPANS.get(str(row.get("kind") or ""), DAY)


def gaps(spans: Sequence[Span], yesterday: Sequence[Span] = ()) -> list[Span]:
    """Return the minutes of a day that no shift covers; a shift that ends before it begins runs on into the next day."""
    parts = [(low, high if low < high else 24 * 60) for low, high in spans]
    parts += [(0, high) for low, high in yesterday if high <= low]
    free, at = [], 0
    for low, high in sorted(parts):
        if low > at:
            free.append((at, low))
        at = max(at, high)
    return [*free, (at, 24 * 60)] if at < 24 * 60 else free


def _names(spans: Sequence[tuple[Span, str]], part: Span) -> str:
    """Return who is on duty by day or by night; a shift belongs where it begins, one of 24 hours to both."""
    found = []
    for (low, high), name in spans:
        by_day = DAY[0] <= low < DAY[1]
        if (low, high) == (0, 24 * 60) or by_day == (part == DAY):
            found.append(name)
    return "、".join(dict.fromkeys(name for name in found if name))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def shift_handover(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 交接班记录: the shift's hours and the events that are still open, which the next shift takes over."""
    if row is None:
        return Blanks({"班次": boxes(desk, "duty_kind")}, {"未办结": []})
    low, high = span_of(row)
    where = {"grid": row["grid"]} if row.get("grid") else {}
    events = [
        one for one in desk.store.rows("event", where=where, order=("date",))
        if not done(one) and str(one.get("date") or "") <= str(row["date"])
    ][-6:]  # fmt: skip
    values = {
        "值班时间": f"{day_words(row['date'])}　{_clock(low)} 至 {'次日 ' if high <= low else ''}{_clock(high)}",
        "值班人员": _text(desk, row, "worker") or str(row.get("name") or ""),
        "班次": boxes(desk, "duty_kind", row.get("kind")),
    }
    lines = [
        {"序号": str(n), "事项": text["title"], "发现日期": text["date"], "状态": text["status"], "时限": text["due"]}
        for n, text in enumerate(many_texts(desk, "event", events), 1)
    ]
    return Blanks(values, {"未办结": lines})


def _text(desk: Desk, row: Row, key: str) -> str:
    return many_texts(desk, "duty", [row])[0][key]


# --- attendance -----------------------------------------------------------------------------------------------------


def attendance_month(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 出勤月报表 (新城三（三）): one line for each worker on the books that month, also those without figures yet."""
    month = of_month(order)
    values = {"月份": month_words(month), "上报单位": desk.office.name, "主送": desk.office.parent_name or ""}
    if order.mode == "blank":
        return Blanks(values, {"出勤": []})
    kept = {str(one["worker"]): one for one in desk.store.rows("attendance", where={"month": month})}
    workers = [one for one in desk.store.rows("worker", order=("name",)) if one.get("status") != "07"]
    lines = []
    for n, (worker, text) in enumerate(zip(workers, many_texts(desk, "worker", workers), strict=True), 1):
        figures = kept.get(str(worker["uid"]))
        shown = many_texts(desk, "attendance", [figures])[0] if figures else {}
        lines.append(
            {"序号": str(n), "姓名": text["name"], "网格": text["grid"], "岗位": text["role"], **_figures(shown)}
        )
    return Blanks(values, {"出勤": lines})


def _figures(shown: dict[str, str]) -> dict[str, str]:
    keys = {
        "应出勤": "due_days", "实出勤": "present_days", "出勤率": "rate", "迟到": "late", "早退": "early", "脱岗": "away",
        "旷工": "absent_days", "病假": "sick_days", "事假": "personal_days", "其他假": "other_days", "抽查": "spot_checks",
        "备注": "remark",
    }  # fmt: skip
    return {label: shown.get(key, "") for label, key in keys.items()}


_ROSTER = ("日", "星期", "日班", "夜班", "带班", "空岗")
_ATTENDED = (
    "姓名", "网格", "岗位", "应出勤", "实出勤", "出勤率", "迟到", "早退", "脱岗", "旷工", "病假", "事假", "其他假", "抽查", "备注",
)  # fmt: skip
PROVIDERS = {
    "duty_roster": Provider(
        duty_roster, ("月份", "值班网格", "空岗合计", "值班电话"),
        {"值班": (*_ROSTER, *(f"{name}2" for name in _ROSTER))},
    ),
    "shift_handover": Provider(
        shift_handover, ("值班时间", "值班人员", "班次"), {"未办结": ("事项", "发现日期", "状态", "时限")}
    ),
    "attendance_month": Provider(attendance_month, ("月份", "上报单位", "主送"), {"出勤": _ATTENDED}),
}  # fmt: skip
