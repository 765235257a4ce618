"""What the forms about events say: 任务交办单 (青岛规范五3), 事项办理情况通报 (青岛规范五6), 事项照片对比表."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridDesk.desk import attachments
from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import between, day_words, done, month_words, of_month, percent
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.ledger.dates import month_days
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

_PEN_ROWS = 8
_PAIRS = 3
_BEFORE, _AFTER = (tuple(f"{name}{n}" for n in range(1, _PAIRS + 1)) for name in ("现场", "整改后"))
_PEN_WORDS = (
    "本月共受理、交办事项＿＿＿件，办结＿＿＿件，办结率＿＿＿%；按期办结＿＿＿件；超过时限尚未办结＿＿＿件；"
    "已办结事项反馈率＿＿＿%。"
)


def task_slip(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 任务交办单: who hands the event to whom, and by when."""
    known = row or {}
    handed_to = str(known.get("handled_by") or known.get("first_owner") or "")
    filled = row is not None
    number = _number(row) if row else ""
    return Blanks({
        "交办编号": number, "承办单位": handed_to, "交办人": desk.user if filled else "", "交办日期": day_words(today_iso()) if filled else "",
        "要求": f"请于 {day_words(known['due'])} 前办结，并将下方回执交回。" if known.get("due") else "",
    })  # fmt: skip


def pictures(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 事项照片对比表: the first pictures of how it was and how it is; what finds no room, or is not here, is told."""
    if row is None:
        return Blanks({"照片说明": ""})
    found: dict[str, bytes] = {}
    counts = []
    for names, key in ((_BEFORE, "pictures"), (_AFTER, "pictures_after")):
        listed = attachments.listed(row.get(key))
        counts.append(len(listed))
        found |= {name: attachments.data(desk, one) for name, one in zip(names, listed, strict=False)}
    more = max(counts) > _PAIRS
    words = f"台账里有整改前 {counts[0]} 张、整改后 {counts[1]} 张，本表各印前 {_PAIRS} 张。" if more else ""
    late = sum(not picture for picture in found.values())
    words += f"有 {late} 张照片还没有传到本机。" if late else ""
    return Blanks({"照片说明": words}, {}, {name: picture for name, picture in found.items() if picture})


# --- bulletin -------------------------------------------------------------------------------------------------------


@dataclass
class _Tally:
    """How a unit settled what was handed to it."""

    handed: int = 0
    settled: int = 0
    on_time: int = 0
    late: int = 0
    answered: int = 0

    def add(self, row: Row) -> None:
        """Count one event."""
        due, closed = str(row.get("due") or ""), str(row.get("closed_date") or "")
        self.handed += 1
        if done(row):
            self.settled += 1
            self.on_time += not due or (closed or due) <= due
            self.answered += bool(row.get("feedback_on") or row.get("feedback"))
        elif due and due < today_iso():
            self.late += 1

    def line(self, unit: str, number: str = "") -> dict[str, str]:
        """Return the line of the bulletin."""
        return {
            "序号": number, "承办单位": unit, "交办": str(self.handed), "办结": str(self.settled), "按期": str(self.on_time),
            "超期": str(self.late), "办结率": percent(self.settled, self.handed), "按期率": percent(self.on_time, self.settled),
            "反馈率": percent(self.answered, self.settled),
        }  # fmt: skip


def bulletin(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 事项办理情况通报 of a month: what was handed to each unit, settled, on time, answered (反馈率应达 100%)."""
    month = of_month(order)
    values = {"月份": month_words(month)}
    if order.mode == "blank":
        values["综述"] = _PEN_WORDS
        return Blanks(values, {"承办": [{}] * _PEN_ROWS, "合计": [{"承办单位": "合　计"}], "超期": [{}] * 3})
    every = month_days(month)
    rows = between(desk, "event", "date", every[0].isoformat(), every[-1].isoformat())
    units, total = _by_unit(desk, rows), _Tally()
    for one in rows:
        total.add(one)
    ranked = sorted(units.items(), key=lambda item: (-item[1].handed, item[0]))
    lines = [tally.line(unit, str(n)) for n, (unit, tally) in enumerate(ranked, 1)]
    values |= {
        "综述": f"本月共受理、交办事项 {total.handed} 件，办结 {total.settled} 件，办结率 {percent(total.settled, total.handed)}；"
        f"按期办结 {total.on_time} 件；超过时限尚未办结 {total.late} 件；已办结事项反馈率 {percent(total.answered, total.settled)}。",
    }  # fmt: skip
    return Blanks(values, {"承办": lines, "合计": [total.line("合　计")], "超期": _overdue(desk, rows)})


def _by_unit(desk: Desk, rows: Sequence[Row]) -> dict[str, _Tally]:
    """Return the tallies by who had to settle an event: as entered, else the office whose event it is."""
    offices = {peer.site: peer.name for peer in desk.store.system.peers.list()} | {desk.office.site: desk.office.name}
    found: dict[str, _Tally] = {}
    for row in rows:
        unit = str(row.get("handled_by") or "") or offices.get(str(row.get("office")), "其他单位")
        found.setdefault(unit, _Tally()).add(row)
    return found


def _overdue(desk: Desk, rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return the events past their date by kind and number: what they are called may name people."""
    late = [row for row in rows if not done(row) and str(row.get("due") or "9") < today_iso()]
    found = [
        {
            "事项": f"{text['kind'] or '其他'}（编号 {_number(row)}）", "承办单位": text["handled_by"],
            "时限": day_words(row["due"]), "状态": text["status"],
        }
        for row, text in zip(late, many_texts(desk, "event", late), strict=True)
    ]  # fmt: skip
    return found or [{"序号": "", "事项": "没有超过时限尚未办结的事项"}]


def _number(row: Row) -> str:
    """Return the number an event goes by on paper: its own, else the beginning of its id."""
    return str(row.get("number") or "") or str(row["uid"])[:8].upper()


_COUNTED = ("承办单位", "交办", "办结", "按期", "超期", "办结率", "按期率", "反馈率")
PROVIDERS = {
    "task_slip": Provider(task_slip, ("交办编号", "承办单位", "交办人", "交办日期", "要求")),
    "event_pictures": Provider(pictures, ("照片说明",), pictures=(*_BEFORE, *_AFTER)),
    "bulletin": Provider(
        bulletin, ("月份", "综述"),
        {"承办": _COUNTED, "合计": _COUNTED, "超期": ("事项", "承办单位", "时限", "状态")},
    ),
}  # fmt: skip
