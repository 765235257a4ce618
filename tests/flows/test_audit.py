"""The log of who did what: what may stand in it, that it is checked, and what its page shows."""

from __future__ import annotations

import pypdfium2
import pytest

from gridDesk.desk import audit, audit_view, audit_words, printing
from gridDesk.desk.audit_kinds import KINDS, NotACode
from gridDesk.desk.office import Desk
from gridDesk.desk.printing import PrintOrder
from gridDesk.errors import DeskError
from gridDesk.store.audit_log import Wanted
from gridDesk.text import today_iso


def test_a_line_holds_who_when_what_and_how_many(village: Desk):
    audit.note(village, "export", count=12, objects=("ledger:resident",), detail={"format": "xlsx", "ids": False})
    line = list(village.store.audit_lines())[-1]
    assert (line.kind, line.count, line.user) == ("export", 12, village.keys.who)
    assert line.detail == {"format": "xlsx", "ids": False}


@pytest.mark.parametrize("value", ["张三", "110101199001011237", "13800000000", 13800000000, "a b", ["01"], "x" * 41])
def test_what_could_be_somebodys_data_is_refused(village: Desk, value: object):
    before = village.store.audit_head()
    with pytest.raises(NotACode) as refused:
        audit.note(village, "export", detail={"format": value})
    assert str(value) not in str(refused.value)
    assert village.store.audit_head() == before


def test_unknown_kinds_details_and_objects_are_refused(village: Desk):
    for given in (
        {"kind": "lunch"},
        {"kind": "print", "detail": {"name": 1}},
        {"kind": "print", "objects": ("张三",)},
        {"kind": "print", "objects": ("person:110101199001011237",)},
        {"kind": "grant", "grant": "领导批准"},
    ):
        with pytest.raises(NotACode):
            audit.note(village, **given)


def test_every_kind_has_a_name_in_chinese():
    assert all(kind.label and not kind.label.isascii() for kind in KINDS.values())
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)


def busy(desk: Desk) -> None:
    """Do a few things worth a line."""
    audit.note(desk, "login_failed", count=3)
    audit.note(desk, "export", count=120, detail={"ledger": "person", "format": "xlsx", "purpose": "report"})
    audit.note(desk, "setting_weakened", detail={"setting": "lock.minutes", "before": 5, "after": 15})
    audit.note(desk, "print", count=60, detail={"paper": "resident_ledger", "pages": 4, "copies": 1, "way": "printer"})


def test_a_line_is_told_in_plain_words(village: Desk):
    busy(village)
    lines = audit_view.Lines(village, Wanted())
    printed, weaker, exported = lines[0:3]
    assert (exported.act, exported.where, exported.count, exported.purpose) == ("导出", "人口", "120 行", "上报")
    assert (weaker.act, weaker.where, weaker.weakens) == ("放宽安全设置", "多少分钟不动就锁定", True)
    assert printed.where == "《实有人口台账》"
    words = audit_words.sentence(village, lines.line(2))
    assert words.startswith(f"{village.keys.who}于 ")
    assert words.endswith("导出（人口），120 行，用途：上报。")
    assert ("改为", "15") in audit_words.details(village, lines.line(1))


def test_who_is_no_auditor_sees_own_lines_only(village: Desk, monkeypatch):
    busy(village)
    village.store.audit("export", user="李四", role="clerk", count=7)
    assert "李四" in audit_view.people(village)
    monkeypatch.setattr(Desk, "can", lambda _desk, role: role == "clerk")
    assert audit_view.people(village) == [village.keys.who]
    assert {one.who for one in audit_view.Lines(village, Wanted(user="李四"))} == {village.keys.who}
    for paper in ("audit_month", "audit_incident"):
        with pytest.raises(DeskError, match="审计人"):
            printing.compose(village, PrintOrder(paper=paper))
    assert not {"audit_month", "audit_incident"} & {one.key for one in printing.papers(village)}


def test_the_month_and_an_incident_are_printed(village: Desk):
    busy(village)
    month, today = today_iso()[:7], today_iso()
    sheet = text_of(village, PrintOrder(paper="audit_month", month=month))
    code = village.store.audit_head()[1][:10]
    for words in ("操作记录月报", "完整", code, "放宽安全设置", "登录失败", "120", "审计人（签字）"):
        assert words in sheet
    report = text_of(village, PrintOrder(paper="audit_incident", date=today))
    for words in ("事件报告单", "已采取的", "导出", "人口", "负责人（签字）"):
        assert words in report


def text_of(desk: Desk, order: PrintOrder) -> str:
    """Return everything that a printing says, without blanks."""
    document = pypdfium2.PdfDocument(printing.pdf(desk, order))
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def test_a_name_is_told_only_to_who_may_open_the_record_and_that_is_noted(village: Desk, monkeypatch):
    uid = next(iter(village.store.rows("grid")))["uid"]
    audit.note(village, "erase", objects=(f"grid:{uid}",), count=1)
    line = audit_view.Lines(village, Wanted()).line(0)
    (one,) = audit_words.objects(village, line)
    assert one.words == f"网格记录 …{uid[-4:]}"
    assert audit_words.name_of(village, one) == "柳行村网格"
    assert list(village.store.audit_lines())[-1].kind == "named"
    monkeypatch.setattr(Desk, "can", lambda _desk, role: role == "auditor")
    assert audit_words.name_of(village, one) == ""


def test_once_in_five_minutes_is_enough(village: Desk):
    before = village.store.audit_head()[0]
    assert audit.once(village, "listed", "person", count=90, detail={"ledger": "person"})
    assert not audit.once(village, "listed", "person", count=90, detail={"ledger": "person"})
    audit.listed(village, "person", 50)
    assert village.store.audit_head()[0] == before + 1
