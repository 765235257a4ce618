"""The dossier of an event (青岛规范五4) proves its course: every step with its day, who did it, and by when."""

from __future__ import annotations

import io

import pytest

from gridDesk import text
from gridDesk.desk import attachments, event_acts, printing, records
from gridDesk.desk.forms_dossier import dossier
from gridDesk.desk.print_order import PrintOrder
from gridDesk.documents.pdf import write_pdf
from gridDesk.ledger import Edit, new_uid
from gridDesk.vault import Level
from tests.flows.office_forms import said
from tests.flows.test_pictures_travel import photo

HAZARD = {
    "title": "2号楼楼道堆放杂物", "kind": "03", "hazard_kind": "02", "date": "2026-11-02", "time": "08:40", "place": "2号楼一单元楼道",
    "situation": "楼道里堆放纸箱和旧沙发，通道堵了一半。", "finder": "李秀英", "number": "S-12", "due": "2026-11-09",
}  # fmt: skip
DISPUTE = {
    "title": "邻里排水纠纷", "kind": "01", "dispute_kind": "02", "date": "2026-11-02", "place": "柳行村2组", "party_name": "张三强",
    "other_party": "李四海", "situation": "排水沟改道，两家争执。",
}  # fmt: skip


@pytest.fixture
def desk(village, monkeypatch):
    monkeypatch.setattr(text.CLOCK, "now", lambda: text.datetime.fromisoformat("2026-11-03T09:00:00+08:00"))
    return village


def closed(desk, values):
    uid = event_acts.register(desk, values).uid
    event_acts.assign(desk, uid, "物业王师傅", "两天内清走", "2026-11-05")
    event_acts.handle(desk, uid, "已全部清走，通道畅通。", done=True)
    visit = {"date": "2026-11-03", "kind": "06", "event": uid, "worker": "李秀英", "content": "住户说不再堆放"}
    records.save(desk, "visit", None, records.blank(desk, "visit", **visit))
    event_acts.check(desk, uid, "看过，已清走。", by="村主任赵", close_too=True)
    event_acts.answer(desk, uid, "已告诉反映人。", "01")
    return uid


def page(desk, uid):
    return printing.compose(desk, PrintOrder(paper="dispute_dossier", mode="filled", records=(uid,)))


def test_qd_a5_4_a_hazard_prints_as_one_dossier_with_its_whole_course_and_limits(desk):
    composed = page(desk, closed(desk, HAZARD))
    printed = write_pdf(composed, io.BytesIO())
    assert (len(printed.pages), printed.missing) == (5, ())
    shown = said(composed)
    assert "事项办理卷宗" in shown
    assert "调解协议书" not in shown
    course = shown[shown.index("事项办理经过") : shown.index("结案意见")]
    told = (
        "办理时限：2026年11月5日（由人定）", "登记", "交办", "交给：物业王师傅；两天内清走 | 2026-11-05", "通道畅通", "现场核查", "看过，已清走",
        "销号", "反馈当事人", "住户说不再堆放",
    )  # fmt: skip
    assert [words for words in told if words not in course] == []
    places = [course.index(words) for words in told[:9]]
    assert places == sorted(places)


CALLED = "13800000001"


@pytest.mark.parametrize("level", Level)
def test_what_was_said_is_masked_for_the_level_of_the_dossier(desk, level):
    uid = event_acts.register(desk, DISPUTE | {"situation": f"争执，电话{CALLED}。"}).uid
    event_acts.assign(desk, uid, "张三强")
    event_acts.answer(desk, uid, f"打{CALLED}告诉了。", "01", "张三强")
    for kind in ("01", "06"):
        visit = {"date": "2026-11-03", "kind": kind, "event": uid, "worker": "李秀英", "content": f"留了{CALLED}"}
        records.save(desk, "visit", None, records.blank(desk, "visit", **visit))
    made = dossier(desk, desk.store.get("event", uid), level)
    told = "\n".join(step.content for step in (*made.steps, *made.calls))
    assert (CALLED in told) == (level < Level.FIELD)
    assert ("告诉了" in told) == (level <= Level.FIELD)
    assert ("张三强" in told) == (level <= Level.FIELD)
    assert ("交给：张*" in told) == (level == Level.PUBLIC)
    assert {step.who for step in made.calls} == {"李秀英"}


@pytest.mark.parametrize("level", [Level.FULL, Level.STATISTIC, Level.PUBLIC])
def test_what_the_journal_says_of_an_event_without_steps_is_masked_too(desk, level):
    uid, values = new_uid(), {key: value for key, value in records.blank(desk, "event", **DISPUTE).items() if value}
    desk.store.write([Edit("event", uid, "create", values)], actor="", label="新增")  # as 0.1.0 did, without a step
    records.save(desk, "event", uid, {"remark": "备注里的话"})
    made = dossier(desk, desk.store.get("event", uid), level)
    told = "\n".join(step.content for step in made.steps)
    assert "事项名称：邻里排水纠纷" in told
    assert ("李四海" in told, "两家争执" in told, "备注里的话" in told) == (level == Level.FULL,) * 3
    assert "（删去）" not in told


def test_a_dispute_keeps_its_inquiry_and_agreement(desk):
    composed = page(desk, closed(desk, DISPUTE))
    shown = said(composed)
    for words in ("矛盾纠纷调处卷宗", "调　查　笔　录", "矛盾纠纷办理经过", "人 民 调 解 协 议 书", "矛盾纠纷回访记录"):
        assert words in shown
    assert len(write_pdf(composed, io.BytesIO()).pages) == 8


def test_the_pictures_of_an_event_and_of_its_steps_stand_in_the_dossier_and_its_contents(desk):
    def kept(colour):
        return attachments.keep(desk, desk.catalogue["event_step"]["pictures"], None, photo(colour))

    red, green, blue = kept("red"), kept("green"), kept("blue")
    uid = event_acts.register(desk, HAZARD | {"pictures": red}).uid
    event_acts.handle(desk, uid, "清走了。", done=True, pictures=f"{green},{'0' * 64}")
    event_acts.check(desk, uid, "看过。", close_too=True, pictures=f"{blue},{red}")
    row = desk.store.get("event", uid)
    shots = dossier(desk, row, Level.FULL).shots
    assert [shot.words for shot in shots] == [
        "现场照片",
        "办理　2026年11月3日",
        "办理　2026年11月3日",
        "现场核查　2026年11月3日",
    ]
    assert [bool(shot.picture) for shot in shots] == [True, True, False, True]
    composed = page(desk, uid)
    assert len(write_pdf(composed, io.BytesIO()).pages) == 6
    shown = said(composed)
    assert shown.index("办理经过") < shown.index("照　片") < shown.index("结案意见")
    assert "（照片还没有传到本机）" in shown
    assert dossier(desk, row, Level.FIELD).shots == ()


def test_a_dossier_without_pictures_has_no_sheet_for_them(desk):
    assert "照　片" not in said(page(desk, closed(desk, HAZARD)))
