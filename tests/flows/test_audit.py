"""The log of who did what: what may stand in it, that it is checked, and what its page shows."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from gridDesk.desk import (
    anchors,
    audit,
    audit_state,
    audit_view,
    audit_words,
    backups,
    damage,
    paper_mark,
    print_jobs,
    printing,
    safety,
    shelf,
)  # fmt: skip
from gridDesk.desk.alarms import open_alarms
from gridDesk.desk.audit_kinds import KINDS, NotACode
from gridDesk.desk.office import Desk
from gridDesk.desk.print_order import PrintOrder
from gridDesk.desk.receiving import apply_package
from gridDesk.desk.sending import write_package
from gridDesk.errors import DeskError
from gridDesk.store.audit_log import Wanted
from gridDesk.text import today_iso
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import as_role, with_roles


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
    with_roles(monkeypatch, "clerk")
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


def test_a_name_is_told_only_to_who_may_open_the_record_and_that_is_noted(village: Desk):
    uid = next(iter(village.store.rows("grid")))["uid"]
    audit.note(village, "erase", objects=(f"grid:{uid}",), count=1)
    line = audit_view.Lines(village, Wanted()).line(0)
    (one,) = audit_words.objects(village, line)
    assert one.words == f"网格记录 …{uid[-4:]}"
    assert audit_words.name_of(village, one) == "柳行村网格"
    assert list(village.store.audit_lines())[-1].kind == "named"
    with as_role(village, "auditor") as auditor:
        assert audit_words.name_of(auditor, one) == ""


def test_once_in_five_minutes_is_enough(village: Desk):
    before = village.store.audit_head()[0]
    assert audit.once(village, "listed", "person", count=90, detail={"ledger": "person"})
    assert not audit.once(village, "listed", "person", count=90, detail={"ledger": "person"})
    audit.listed(village, "person", 50)
    assert village.store.audit_head()[0] == before + 1


def printed(desk: Desk) -> str:
    """Lay a paper out and write it down as printed; return its number."""
    order = PrintOrder(paper="contact_card", code=paper_mark.new_code(desk))
    foot = printing.compose(desk, order).foot
    busy(desk)  # other lines come between laying out and printing
    print_jobs.note(desk, order, "便民联系卡", pages=1)
    job = desk.store.system.print_jobs.get(order.code)
    assert f"日志码 {anchors.code_of(job)}" in foot
    return order.code


def test_a_sheet_tells_whether_the_log_still_has_the_line_it_was_printed_under(village: Desk):
    code = printed(village)
    busy(village)
    found = shelf.look_up(village, code)
    assert (found.log_holds, len(found.log_code)) == (True, 10)
    assert "打印过的纸" in audit_state.state_of(village).anchored
    village.store._db.conn.execute("DROP TRIGGER audit_no_delete")
    village.store._db.conn.execute("DELETE FROM audit WHERE n > 0")
    busy(village)
    assert shelf.look_up(village, code).log_holds is False
    assert any(f"记录号 {code}" in sentence for sentence in audit.verify(village))
    assert not audit_state.glance(village)
    assert [alarm.kind for alarm in open_alarms(village)] == ["log_wrong"]
    assert list(village.store.audit_lines())[-1].kind == "integrity"


def test_a_line_changed_long_ago_is_found_after_opening_and_is_no_damage_of_the_file(village: Desk):
    with village.store.system.together():
        for n in range(audit_state.GLANCE + 5):
            audit.note(village, "export", count=n)
    for name in ("update", "delete", "other"):
        village.store._db.conn.execute(f"DROP TRIGGER IF EXISTS audit_no_{name}")
    village.store._db.conn.execute("UPDATE audit SET count = count + 1 WHERE n = 3")
    assert audit_state.glance(village), "the newest lines hold"
    told: list[object] = []
    village.listeners.append(told.append)
    assert damage.look_through(village) == [], "a backup would not mend it"
    assert [(alarm.kind, alarm.data["n"]) for alarm in open_alarms(village)] == [("log_wrong", 3)]
    assert len(told) == 1
    damage.look_through(village)
    assert len(open_alarms(village)) == 1


def test_a_sheet_of_an_older_program_is_looked_up_as_ever(village: Desk):
    code = printed(village)
    job = village.store.system.print_jobs.get(code)
    village.store.system.print_jobs.put(replace(job, log={}))
    found = shelf.look_up(village, code)
    assert (found.state, found.log_holds, found.log_code) == ("printed", None, "")
    assert audit.verify(village) == []


def test_the_heads_travel_and_come_back(paired, stick):
    village, street = paired
    first = write_package(village, street.office.site, stick)
    apply_package(street, first.path)
    (kept,) = anchors.kept(street, village.office.site)
    assert (kept.state, village.store.log.hash_at(kept.n)) == ("first", kept.hash)
    apply_package(village, write_package(street, village.office.site, stick).path)
    back = anchors.given_back(village, street.office.site)
    assert (back.n, back.hash, back.known) == (kept.n, kept.hash, True)
    busy(village)
    apply_package(street, write_package(village, street.office.site, stick).path)
    assert [one.state for one in anchors.kept(street, village.office.site)] == ["first", "follows"]
    assert [one.words for one in audit_view.others(street)] == ["接得上"]
    assert (audit.verify(village), audit.verify(street)) == ([], [])


def test_a_restored_backup_is_explained_by_its_new_replica(paired, stick):
    village, street = paired
    apply_package(street, write_package(village, street.office.site, stick).path)
    kept = backups.run(village)
    busy(village)
    apply_package(street, write_package(village, street.office.site, stick).path)
    folder = village.folder
    village.close()
    again = safety.restore(kept, folder, PASSWORD)
    busy(again)
    apply_package(street, write_package(again, street.office.site, stick).path)
    assert anchors.kept(street, again.office.site)[-1].state == "restored"
    assert not [alarm for alarm in open_alarms(street) if alarm.kind.startswith("log")]
    apply_package(again, write_package(street, again.office.site, stick).path)
    assert audit.verify(again) == []
    again.close()
