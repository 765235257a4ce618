"""What the rules are told of events: emergencies by their kind too, and feedback of which only the words are written."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from gridDesk import text
from gridDesk.desk import work_facts
from tests.flows.test_log_papers import keep


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime.fromisoformat("2026-11-27T18:00:00+08:00"))


def found(village):
    facts = work_facts.gather(village, date(2026, 11, 1), date(2026, 11, 30))
    return {event.uid: event for event in facts.events}


def test_jj_07_11_an_emergency_is_urgent_by_its_kind(village):
    first = keep(village, "event", title="水管爆裂", date="2026-11-03", kind="突发事件")
    second = keep(village, "event", title="垃圾", date="2026-11-03", kind="环境卫生")
    third = keep(village, "event", title="争执", date="2026-11-03", kind="矛盾纠纷", urgent="是")
    events = found(village)
    assert [events[uid].urgent for uid in (first, second, third)] == [True, False, True]


def test_qd_a5_4_feedback_in_words_alone_counts_from_the_closing(village):
    closed = {"date": "2026-11-03", "status": "已办结", "closed_date": "2026-11-05"}
    told = keep(village, "event", title="甲", feedback="已当面告知", **closed)
    dated = keep(village, "event", title="乙", feedback="已告知", feedback_on="2026-11-09", **closed)
    silent = keep(village, "event", title="丙", **closed)
    events = found(village)
    assert [events[uid].feedback for uid in (told, dated, silent)] == [date(2026, 11, 5), date(2026, 11, 9), None]
