"""The dossier of an event (青岛规范五4) proves its course: every step with its day, who did it, and by when."""

from __future__ import annotations

import io

import pytest

from gridDesk import text
from gridDesk.desk import event_acts, printing, records
from gridDesk.desk.printing import PrintOrder
from gridDesk.documents.pdf import write_pdf
from tests.flows.office_forms import said

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


def test_a_dispute_keeps_its_inquiry_and_agreement(desk):
    composed = page(desk, closed(desk, DISPUTE))
    shown = said(composed)
    for words in ("矛盾纠纷调处卷宗", "调　查　笔　录", "矛盾纠纷办理经过", "人 民 调 解 协 议 书", "矛盾纠纷回访记录"):
        assert words in shown
    assert len(write_pdf(composed, io.BytesIO()).pages) == 8
