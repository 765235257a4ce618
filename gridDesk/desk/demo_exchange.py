"""What has happened between the demonstration village and its street: packages both ways, and what they left to do.

The street lives for as long as its story is told, in a temporary folder; the village keeps what it received.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from gridDesk.desk import (
    attachments,
    bulletins,
    counts_down,
    down,
    exchange,
    people,
    proposals,
    records,
    results,
    task_acts,
    tasks,
)
from gridDesk.desk.counts_down import CountLine
from gridDesk.desk.office import Desk
from gridDesk.desk.opening import new_office
from gridDesk.desk.replies import packed
from gridDesk.ledger import Office, Row
from gridDesk.ledger.idnumber import check_digit
from gridDesk.text import today, today_iso

STREET_SITE = "de" * 8
STREET_PASSWORD = "demo-street-for-a-moment"
NEIGHBOUR = "槐树村（演示）"
LEAST_PEOPLE = 500  # of a village that has enough going on to tell a street about
_WIDE, _HIGH = 480, 320


def tell(village: Desk) -> None:
    """Let the demonstration village have exchanged packages with a street of its own."""
    office = Office(site=STREET_SITE, name="齐岭街道（演示）", level="street", code="370305103000")
    with tempfile.TemporaryDirectory() as scratch:
        stick = Path(scratch) / "stick"
        stick.mkdir()
        with closing(new_office(Path(scratch) / "street", office, password=STREET_PASSWORD, worker="陈志远")) as street:
            story(village, street, stick)


def story(village: Desk, street: Desk, stick: Path) -> None:
    """Tell what happened in a month between a village with people in it and its street, which are not paired yet."""
    meet(village, street, stick)
    event = _report_event(village)
    _up(village, street, stick)
    chosen = _residents(village)
    _propose(street, chosen)
    _soften(village, chosen)
    _send_down(street, village, event, chosen)
    _down(village, street, stick)
    _work_on_tasks(village)
    _up(village, street, stick)
    _answer_tasks(street)
    _down(village, street, stick)
    _daily_business(village, chosen)


def meet(village: Desk, street: Desk, stick: Path) -> None:
    """Pair both offices by the cards on a stick."""
    for one, other, role in ((village, street, "parent"), (street, village, "child")):
        card = exchange.read_card(exchange.write_card(other, stick))
        exchange.pair(one, card, exchange.pairing_digits(one, card)[1][-5:], role)


def _up(village: Desk, street: Desk, stick: Path) -> None:
    exchange.apply_package(street, exchange.write_package(village, street.office.site, stick).path)


def _down(village: Desk, street: Desk, stick: Path) -> None:
    exchange.apply_package(village, exchange.write_package(street, village.office.site, stick).path)


def _residents(village: Desk) -> list[Row]:
    """Return people of an age to have telephones, in the order they were entered."""
    rows = village.store.rows("person", order=("birth", "id_number"))
    found = [row for row in rows if "1960" < str(row["birth"]) < "1995" and row.get("id_number") and row.get("phone")]
    return found[:: max(1, len(found) // 12)]


# --- the village ------------------------------------------------------------------------------------------------------


def _report_event(village: Desk) -> str:
    """Enter a hazard with a photo and move it up to the street."""
    saved = records.save(village, "event", None, {
        "title": "村东路口路灯杆倾斜", "date": _day(-9), "kind": "06", "severity": "2", "source": "01", "finder": village.user,
        "grid": str(village.grids()[0]["uid"]), "place": "村东路口", "situation": "灯杆根部锈蚀，向路面倾斜，已拉警戒线。",
        "handling": "02", "status": results.MOVED_UP,
    })  # fmt: skip
    attachments.add(village, "event", saved.uid, "pictures", picture())
    return saved.uid


def _soften(village: Desk, chosen: list[Row]) -> None:
    """Change two of the records that the street has proposed to correct: another field of one, the same of the other."""
    records.save(village, "person", str(chosen[1]["uid"]), {"phone": "13964302218"})
    records.save(village, "person", str(chosen[2]["uid"]), {"phone": "13805337106"})


def _work_on_tasks(village: Desk) -> None:
    """Report one task done, tell how another goes, leave the third; read what was sent to all."""
    by_title = {task["title"]: task.uid for task in tasks.received(village)}
    done, begun = by_title["独居老人燃气安全入户检查"], by_title["出租房电动车充电隐患排查"]
    task_acts.sign(village, done)
    task_acts.report_done(village, done, "十四户全部入户，更换软管两根，其余无隐患。")
    task_acts.sign(village, begun)
    task_acts.progress(village, begun, "已查二十三户，三户楼道充电，已劝离，一户待复查。")
    for notice in bulletins.received(village)[-1:]:
        bulletins.mark_read(village, notice)


def _daily_business(village: Desk, chosen: list[Row]) -> None:
    """Change a few records after the last package, which wait for the next."""
    for row in chosen[5:9]:
        people.verify_person(village, str(row["uid"]))


# --- the street -------------------------------------------------------------------------------------------------------


def _propose(street: Desk, chosen: list[Row]) -> None:
    """Propose corrections from the lists of departments: to four people, as the street sees them now."""
    wanted = (
        ("education", "40" if chosen[0].get("education") != "40" else "30", "教育部门学籍学历核验名单", ""),
        ("marital", "20" if chosen[1].get("marital") != "20" else "40", "民政部门婚姻登记信息", "按登记日期核对"),
        ("phone", "15853307721", "街道便民大厅办事登记", "本人来办事时留的号码"),
        ("political", "01" if chosen[3].get("political") != "01" else "03", "组织部门党员名册", "组织关系已转入"),
    )
    for row, (field, value, basis, reason) in zip(chosen, wanted, strict=False):
        proposals.propose(street, "person", str(row["uid"]), field, value, basis, reason)


def _send_down(street: Desk, village: Desk, event: str, chosen: list[Row]) -> None:
    """Give tasks, answer the event, send notices, and what concerns people of two villages."""
    site = village.office.site
    for values in _tasks():
        task_acts.issue(street, [site], values)
    results.give(street, event, {"outcome": _outcome(street), "result": "路灯管理所已更换灯杆，当晚恢复照明。"})
    for values in _notices():
        bulletins.issue(street, None, values)
    worker = next(iter(street.store.rows("worker", office=site)), None)
    if worker is not None:
        score = {"period": today_iso()[:7], "score": 96.5, "items": "走访 38 分，事项 29.5 分，台账 29 分。"}
        bulletins.send_score(street, str(worker["uid"]), score)
    counts = [CountLine(uid, name, 386, 1204) for uid, name in counts_down.grids_of(street, site)]
    counts_down.issue(street, site, today_iso()[:4], counts[:1], "派出所年初户数")
    down.send(street, "duplicate_notice", [site], _duplicate(chosen[4]))
    down.send(street, "transfer", [site], _newcomer())


def _answer_tasks(street: Desk) -> None:
    """Accept what was reported done."""
    done = [task.uid for task in tasks.sent(street) if task.stage == "reported"]
    task_acts.close(street, done, "照片和记录齐全，同意办结。")


def _tasks() -> Iterator[dict[str, object]]:
    yield {
        "title": "独居老人燃气安全入户检查", "kind": "01", "urgency": "2", "issued_on": _day(-12), "due": _day(-4),
        "content": "对登记在册的独居老人逐户检查燃气灶具、软管和报警器，建立一户一档。", "basis": "区燃气专班〔2026〕11号",
        "issued_by": "陈志远", "contact": "0533-7000012",
    }  # fmt: skip
    yield {
        "title": "出租房电动车充电隐患排查", "kind": "02", "urgency": "3", "issued_on": _day(-10), "due": _day(-2),
        "content": "对全部出租房和小区楼道开展排查，飞线充电、楼道停放的当场劝离，列出复查名单。", "basis": "街道安委会通知",
        "issued_by": "陈志远", "contact": "0533-7000012",
    }  # fmt: skip
    yield {
        "title": "报送 80 周岁以上老人高龄津贴名单", "kind": "06", "urgency": "1", "issued_on": _day(-1), "due": _day(6),
        "content": "核对本月新满 80 周岁和已去世人员，导出名单报街道民政办。", "basis": "每月例行", "issued_by": "刘晓梅",
        "contact": "0533-7000019",
    }  # fmt: skip


def _notices() -> Iterator[dict[str, object]]:
    yield {
        "title": "10 月份网格走访情况通报", "kind": "01", "number": "齐岭综治〔2026〕23号", "date": _day(-11),
        "content": "全街道入户走访率 92%，重点人员走访率 100%。请走访率不足 80% 的网格本月补齐。",
    }  # fmt: skip
    yield {
        "title": "强降温天气防范一氧化碳中毒提醒", "kind": "03", "date": _day(-2), "sign_by": _day(2),
        "content": "未来三天最低气温零下 9℃。请逐户提醒使用煤炉取暖的家庭留好风斗、勿在卧室封炉，独居老人当面告知。",
    }  # fmt: skip


def _duplicate(person: Row) -> dict[str, object]:
    return {
        "person": person["uid"], "name": person["name"], "other_office": "0d" * 8, "other_name": NEIGHBOUR, "ground": "01",
        "matched_on": person["id_number"], "found_on": _day(-3),
    }  # fmt: skip


def _newcomer() -> dict[str, object]:
    first17 = "37030519910817246"
    data = {
        "name": "宋雨桐", "sex": "2", "birth": "1991-08-17", "id_type": "111", "id_number": first17 + check_digit(first17),
        "ethnicity": "01", "education": "20", "marital": "20", "phone": "18753390264",
    }  # fmt: skip
    return {
        "from_office": "0d" * 8, "from_name": NEIGHBOUR, "person": "0e" * 16, "left_on": _day(-6), "name": "宋雨桐",
        "data": packed(data),
    }  # fmt: skip


def _outcome(street: Desk) -> str:
    codes = street.catalogue["handling_result"]["outcome"].code_set
    return codes.codes[0].code if codes else "01"


def _day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


# --- a photo ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Patch:
    """A rectangle of one colour."""

    left: int
    top: int
    right: int
    bottom: int
    colour: bytes


_SCENE = (
    _Patch(0, 210, _WIDE, _HIGH, bytes((118, 116, 112))),  # the road
    _Patch(0, 204, _WIDE, 212, bytes((206, 203, 196))),
    _Patch(20, 120, 150, 206, bytes((201, 178, 150))),  # a house
    _Patch(20, 104, 150, 122, bytes((142, 84, 66))),
    _Patch(52, 146, 82, 206, bytes((98, 74, 58))),
    _Patch(296, 60, 340, 70, bytes((58, 62, 66))),  # the lamp
    _Patch(262, 240, 400, 246, bytes((228, 60, 48))),  # the tape around it
)


def picture() -> bytes:
    """Return a PNG that is drawn here, so that nobody's street is shown: a lamp post that leans over a road."""
    lines = [_sky(y) for y in range(_HIGH)]
    for patch in _SCENE:
        for y in range(patch.top, patch.bottom):
            lines[y][patch.left * 3 : patch.right * 3] = patch.colour * (patch.right - patch.left)
    for y in range(62, 250):
        left = 296 + (y - 62) // 5
        lines[y][left * 3 : (left + 7) * 3] = bytes((74, 78, 82)) * 7
    return _png(b"".join(b"\0" + bytes(line) for line in lines))


def _sky(y: int) -> bytearray:
    return bytearray(bytes((176 - y // 8, 200 - y // 10, 222 - y // 16)) * _WIDE)


def _png(raw: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", _WIDE, _HIGH, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")
