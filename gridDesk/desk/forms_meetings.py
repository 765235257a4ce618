"""What the forms about meetings and training say: 会议记录, 签到表, 培训登记 (齐陵第十九条)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gridDesk.desk.form_blanks import Blanks, Provider
from gridDesk.desk.forms_shared import between, boxes, day_words, number_words
from gridDesk.desk.office import Desk
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

_APART = re.compile(r"[、，,；;\n]+")
_PRESENT = "21"


def meeting_minutes(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 会议记录: the kind ticked, the time in words."""
    known = row or {}
    return Blanks({"会议类型框": boxes(desk, "meeting_kind", known.get("kind"), per=5), "起止时间": _time(known)})


def sign_in(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 会议签到表: who is expected, two to a line, with room to sign."""
    known = row or {}
    names = [name for name in _APART.split(str(known.get("participants") or "")) if name.strip()]
    people = [(name.strip(), "") for name in names] or (_team(desk, known) if row else [])
    values = {"名称": str(known.get("title") or ""), "起止时间": _time(known), "人数": _counted(known)}
    return Blanks(values, {"签到": _two_by_two(people)})


def training_sign_in(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 培训签到表: the workers who are registered for a training, else the whole team."""
    known = row or {}
    people = [(line["姓名"], line["网格"]) for line in _attendance(desk, known)] if row else []
    people = people or (_team(desk, known) if row else [])
    values = {"名称": str(known.get("title") or ""), "起止时间": _time(known), "人数": _counted(known)}
    return Blanks(values, {"签到": _two_by_two(people)})


def training_register(desk: Desk, row: Row | None, order: PrintOrder) -> Blanks:
    """Fill 培训登记表: what was taught and who attended, with the hours each of them has this year."""
    known = row or {}
    lines = _attendance(desk, known) if row else []
    present = sum(line["到"] == "1" for line in lines)
    values = {
        "培训类型框": boxes(desk, "training_kind", known.get("kind"), per=4), "起止时间": _time(known),
        "出勤合计": f"登记 {len(lines)} 人，出勤 {present} 人，缺勤 {len(lines) - present} 人" if lines else "",
    }  # fmt: skip
    return Blanks(values, {"参训": lines})


def _time(row: Row) -> str:
    """Return when something takes place: 2026年11月21日　09:00 至 11:00."""
    day, until = day_words(row.get("date")), day_words(row.get("until"))
    hours = " 至 ".join(str(row[key]) for key in ("start", "end") if row.get(key))
    return "　".join(part for part in (f"{day} 至 {until}" if until and until != day else day, hours) if part)


def _counted(row: Row) -> str:
    if row.get("expected") in (None, "") and row.get("attended") in (None, ""):
        return ""
    return f"应到 {row.get('expected') or '—'} 人，实到 {row.get('attended') or '—'} 人"


def _team(desk: Desk, row: Row) -> list[tuple[str, str]]:
    """Return the workers in service, of the grid a meeting belongs to where it names one."""
    where = {"grid": row["grid"]} if row.get("grid") else {}
    rows = [one for one in desk.store.rows("worker", where=where, order=("name",)) if one.get("status") != "07"]
    return [(text["name"], text["role"]) for text in many_texts(desk, "worker", rows)]


def _two_by_two(people: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Return two people to a line, counted down the left half of the sheet first as a list is read."""
    half = max(_LINES, (len(people) + 1) // 2)
    lines = []
    for n in range(min(half, len(people))):
        line = {"序号": str(n + 1), "姓名": people[n][0], "职务": people[n][1]}
        if n + half < len(people):
            line |= {"序号2": str(n + half + 1), "姓名2": people[n + half][0], "职务2": people[n + half][1]}
        lines.append(line)
    return lines


def _attendance(desk: Desk, row: Row) -> list[dict[str, str]]:
    rows = list(desk.store.rows("training_attendance", where={"training": row["uid"]}))
    workers = desk.store.get_many("worker", [str(one["worker"]) for one in rows])
    grids = desk.store.titles("grid", {str(one["grid"]) for one in workers.values() if one.get("grid")})
    lines = []
    for one, text in zip(rows, many_texts(desk, "training_attendance", rows), strict=True):
        worker = workers.get(str(one["worker"]), {})
        lines.append({
            "姓名": text["worker"], "网格": grids.get(str(worker.get("grid")), ""), "出勤": text["presence"],
            "学时": text["hours"], "成绩": text["score"], "合格": text["passed"],
            "年学时": _hours(desk, str(one["worker"]), str(row.get("date") or today_iso())), "备注": text["remark"],
            "到": "1" if one.get("presence") == _PRESENT else "",
        })  # fmt: skip
    lines.sort(key=lambda line: (line["网格"], line["姓名"]))
    return [{"序号": str(n), **line} for n, line in enumerate(lines, 1)]


def _hours(desk: Desk, worker: str, day: str) -> str:
    """Return the hours of training of a worker in the year of a day (青岛办法16: 每年不少于24小时)."""
    rows = between(desk, "training_attendance", "date", f"{day[:4]}-01-01", f"{day[:4]}-12-31", worker=worker)
    return number_words(sum(float(str(one.get("hours") or 0)) for one in rows))


_LINES = 18  # of a sheet to sign, as its papers say (`least`)
_SIGNED = ("序号", "姓名", "职务", "序号2", "姓名2", "职务2")
PROVIDERS = {
    "meeting_minutes": Provider(meeting_minutes, ("会议类型框", "起止时间")),
    "sign_in": Provider(sign_in, ("名称", "起止时间", "人数"), {"签到": _SIGNED}),
    "training_sign_in": Provider(training_sign_in, ("名称", "起止时间", "人数"), {"签到": _SIGNED}),
    "training_register": Provider(
        training_register, ("培训类型框", "起止时间", "出勤合计"),
        {"参训": ("姓名", "网格", "出勤", "学时", "成绩", "合格", "年学时", "备注")},
    ),
}  # fmt: skip
