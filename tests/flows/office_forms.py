"""A village office with a record for every form, on a fixed day, and what a page of forms says as plain text."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PIL import Image

from gridDesk.desk import Desk, attachments, open_office, pictures
from gridDesk.documents.form import Form, FormPage, Grid, Signatures, Strip, Title, Words
from gridDesk.ledger import Edit
from gridDesk.text import CLOCK

NOW = "2026-11-21T10:20:00+08:00"
WORKER, LEAVE, TRAINING, MEETING, DUTY, EVENT, OPEN, PATROL = (f"{n}" * 32 for n in "12345678")
ID, PARTY_ID, ELDER_ID = "370305198405120018", "370305197003030031", "370305194001010017"
ELDER_PHONE, PARTY_PHONE = "13805330001", "13805330002"


@contextmanager
def at_fixed_time() -> Iterator[None]:
    """Let the program's clock stand at one moment."""
    before = CLOCK.source
    CLOCK.source = lambda: datetime.fromisoformat(NOW)
    try:
        yield
    finally:
        CLOCK.source = before


def made(fresh: Path, target: Path, password: str) -> Desk:
    """Return a copy of a fresh village office with a record for every form."""
    shutil.copytree(fresh, target)
    desk = open_office(target, password)
    grid = str(desk.grids()[0]["uid"])
    desk.write([_update(desk, "grid", grid, _GRID), *_team(desk, grid), *_homes(desk, grid)], "新增样例")
    desk.write(
        [_new(desk, "event", EVENT, {**_DISPUTE, "grid": grid}), _new(desk, "event", OPEN, {**_OPEN, "grid": grid})],
        "新增事项",
    )
    for step in _STEPS:
        desk.write([_update(desk, "event", EVENT, step)], "修改事项")
    desk.write([_new(desk, "visit", "f1" * 16, {**_CALL, "grid": grid, "event": EVENT})], "新增走访")
    attachments.add(desk, "worker", WORKER, "portrait", picture("navy"))
    for name, colour in (("map:", "green"), ("group_qr:", "black")):
        pictures.put(desk, name, picture(colour))
    return desk


_GRID = {
    "name": "柳行村第一网格", "code": "3703051032010000001", "extent": "东至柳行河，西至省道。", "leader": "李秀英",
    "leader_phone": "13505330001", "supervision_phone": "0533-7650110",
}  # fmt: skip
_WORKER = {
    "name": "王建国", "sex": "男", "birth": "1984-05-12", "id_number": ID, "ethnicity": "汉族", "phone": "13505330002",
    "home_address": "柳行村3组8号", "role": "专职网格员", "employment": "直接聘用", "status": "在岗", "started_on": "2021-03-01",
    "education": "大专", "badge": "LX-2026-001", "contract_until": "2027-02-28", "resign_applied": "2026-11-10",
    "exit_reason": "本人辞职", "base_pay": "1800", "handover_to": "赵敏",
}  # fmt: skip
_DISPUTE = {
    "title": "邻里排水纠纷", "date": "2026-11-02", "kind": "矛盾纠纷", "severity": "一般", "source": "来访", "place": "5组中巷",
    "finder": "王建国", "dispute_kind": "邻里", "scale": "个体", "people": 2, "party_name": "赵长山", "party_id_number": PARTY_ID,
    "party_sex": "男", "party_address": "5组18号", "other_party": "孙有福", "finder_phone": PARTY_PHONE,
    "situation": "雨水改向流到墙根，双方多次争吵。", "demand": "恢复原来的排水沟。", "due": "2026-11-12", "status": "待处理",
}  # fmt: skip
_OPEN = {
    "title": "3组路灯不亮", "date": "2026-11-03", "kind": "市政设施", "source": "群众反映", "place": "3组", "due": "2026-11-10",
    "situation": "三盏路灯不亮。", "handled_by": "电力服务站", "status": "处理中",
}  # fmt: skip
_STEPS: tuple[Mapping[str, object], ...] = (
    {"handling": "转办", "handled_by": "村人民调解委员会", "status": "处理中"},
    {
        "method": "人民调解", "mediator_org": "柳行村人民调解委员会", "mediator": "谢明礼", "settled": "是",
        "agreement": "柳调2026-07", "process": "现场听取双方意见后调解。", "result": "十日内恢复排水沟。", "status": "待核查",
    },
    {"closed_date": "2026-11-11", "status": "办结", "feedback": "已当面告知双方。", "feedback_on": "2026-11-12"},
)  # fmt: skip
_CALL = {
    "date": "2026-11-17", "start": "15:00", "worker": "王建国", "kind": "回访", "content": "排水沟已恢复。", "satisfied": "满意",
    "answer": "再有变化随时联系。",
}  # fmt: skip


def _team(desk: Desk, grid: str) -> Iterator[Edit]:
    yield _new(desk, "worker", WORKER, {**_WORKER, "grid": grid})
    yield _new(
        desk,
        "worker",
        "12" * 16,
        {"name": "赵敏", "role": "兼职网格员", "status": "在岗", "grid": grid, "phone": "13505330003"},
    )
    leave = {"worker": WORKER, "substitute": "赵敏", "applied_on": "2026-11-16"}
    yield _new(
        desk,
        "leave",
        LEAVE,
        {**leave, "kind": "事假", "since": "2026-11-18", "until": "2026-11-22", "days": 5, "reason": "家中有事。"},
    )
    yield _new(desk, "leave", "31" * 16, {**leave, "kind": "病假", "since": "2026-03-02", "until": "2026-03-03"})
    yield _new(desk, "training", TRAINING, {
        "title": "岗位业务培训", "date": "2026-11-01", "start": "09:00", "end": "11:30", "kind": "日常", "content": "信息采集和事项上报。",
        "place": "街道会议室", "hours": 3, "expected": 2, "attended": 1,
    })  # fmt: skip
    attended = {"training": TRAINING, "date": "2026-11-01"}
    yield _new(
        desk,
        "training_attendance",
        "32" * 16,
        {**attended, "worker": WORKER, "presence": "出勤", "hours": 3, "passed": "是"},
    )
    yield _new(desk, "training_attendance", "33" * 16, {**attended, "worker": "12" * 16, "presence": "旷工"})
    yield _new(desk, "meeting", MEETING, {
        "title": "网格例会", "date": "2026-11-16", "start": "08:30", "kind": "例会", "place": "村部", "host": "李秀英", "worker": "王建国",
        "participants": "李秀英、王建国，赵敏", "minutes": "通报上周走访情况。", "decisions": "未走访的户周五前走完。",
    })  # fmt: skip
    watch = {"grid": grid, "leader": "李秀英", "phone": "05337650000"}
    yield _new(desk, "duty", DUTY, {**watch, "date": "2026-11-20", "kind": "夜班", "start": "20:00", "end": "08:00", "worker": WORKER,
                                    "situation": "无异常。", "handover_to": "赵敏"})  # fmt: skip
    yield _new(desk, "duty", "42" * 16, {**watch, "date": "2026-11-20", "kind": "日班", "name": "谢明礼"})
    yield _new(desk, "duty", "43" * 16, {**watch, "date": "2026-11-21", "kind": "24小时", "worker": WORKER})
    yield _new(
        desk,
        "attendance",
        "44" * 16,
        {"worker": WORKER, "month": "2026-11", "due_days": 21, "present_days": 18, "personal_days": 3},
    )
    yield _new(
        desk,
        "score",
        "45" * 16,
        {"worker": WORKER, "kind": "月度", "period": "2026-10", "total": 92, "rank": 2, "grade": "优秀"},
    )
    yield _new(
        desk,
        "reward",
        "46" * 16,
        {"worker": WORKER, "date": "2026-06-30", "kind": "先进个人", "title": "上半年优秀网格员"},
    )
    yield _new(desk, "patrol", PATROL, {
        "date": "2026-11-20", "start": "08:30", "end": "10:40", "kind": "日常", "grid": grid, "worker": "王建国", "route": "东街至村小学",
        "checks": "环境卫生、安全隐患", "result": "当场整改", "findings": "楼道停放电动车。", "handled": "已劝离。",
    })  # fmt: skip
    yield _new(
        desk,
        "equipment",
        "47" * 16,
        {"name": "手持终端", "kind": "手持终端", "number": "SB-01", "quantity": 1, "worker": WORKER},
    )


def _homes(desk: Desk, grid: str) -> Iterator[Edit]:
    """Make six households in two groups; in the fourth lives somebody who is called on each week, in the fifth nobody is due."""
    for n in range(1, 7):
        person, home, place = f"a{n}" * 16, f"b{n}" * 16, f"c{n}" * 16
        group = f"{(n + 2) // 3}组"
        yield _new(desk, "address", place, {"text": f"柳行村{group}{n}号", "grid": grid, "village_group": group})
        yield _new(
            desk,
            "person",
            person,
            {
                "name": f"住户{'甲乙丙丁戊己'[n - 1]}",
                "id_number": ELDER_ID if n == 4 else None,
                "phone": ELDER_PHONE if n == 4 else None,
            },
        )
        yield _new(
            desk,
            "household",
            home,
            {"number": str(n), "head": person, "grid": grid, "address": place, "village_group": group},
        )
        yield _new(
            desk, "residence", f"d{n}" * 16, {"person": person, "household": home, "kind": "户籍", "relation": "户主"}
        )
        seen = {"date": "2026-11-12", "household": home, "grid": grid, "kind": "入户走访", "worker": "王建国"}
        if n in (4, 5):
            yield _new(desk, "visit", f"e{n}" * 16, seen)
    yield _new(
        desk, "elderly", "e8" * 16, {"person": "a4" * 16, "kinds": "独居", "visit_every": "每周", "health": "慢性病"}
    )


def _new(desk: Desk, ledger: str, uid: str, typed: Mapping[str, object]) -> Edit:
    return Edit(ledger, uid, "create", _read(desk, ledger, typed))


def _update(desk: Desk, ledger: str, uid: str, typed: Mapping[str, object]) -> Edit:
    return Edit(ledger, uid, "update", _read(desk, ledger, typed))


def _read(desk: Desk, ledger: str, typed: Mapping[str, object]) -> dict[str, object]:
    """Read values as a clerk types them, blanks left out."""
    shape = desk.catalogue[ledger]
    read = {key: shape.parse(key, value) for key, value in typed.items()}
    return {key: value for key, value in read.items() if value is not None}


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(out, "PNG")
    return out.getvalue()


def said(page: FormPage) -> str:
    """Return what a page of forms says, a line for each row of cells, 〔图〕 for a picture."""
    return "\n".join(line for form in page.forms for line in [f"== {form.part}", *_form(form)]) + "\n"


def _form(form: Form) -> Iterator[str]:
    for block in form.blocks:
        if isinstance(block, Title | Words):
            yield block.text
        elif isinstance(block, Strip):
            yield " | ".join(part for part in (block.left, block.middle, block.right) if part)
        elif isinstance(block, Signatures):
            yield " ".join(f"[{word}]" for word in block.words)
        elif isinstance(block, Grid):
            for line in (*block.head, *block.lines):
                yield " | ".join("〔图〕" if cell.picture else cell.text.replace("\n", "⏎") for cell in line.cells)
