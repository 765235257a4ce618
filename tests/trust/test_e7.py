"""E7: a review list for what is kept too long; erasing leaves an id and a tombstone, and nothing else anywhere.

A person nobody else is like is entered, searched, drafted, undone and erased; then every page of the data file is
decrypted as it lies on the disk, free pages too, and every file of the office is read for her.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from gridDesk.desk import (
    Desk,
    accounts,
    audit_words,
    drafts,
    erasure,
    history,
    open_office,
    people,
    records,
    retention,
    safety,
)
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from gridDesk.ledger.idnumber import check_digit
from gridDesk.policy.retention import Period, is_minor, later
from gridDesk.store import Alarm
from gridDesk.text import today
from tests.flows.conftest import PASSWORD
from tests.flows.keyless import with_roles

PAGE, RESERVED, IV = 4096, 80, 16
NAME, NUMBER, PHONE = "金丝雀芮萱", "37030519871203452" + check_digit("37030519871203452"), "15987650321"
REMARK = "鹦鹉螺号码头旁"


def pages(path: Path, key: bytes) -> list[bytes]:
    """Return every page of a SQLCipher 4 file in the clear, free ones too: AES-256-CBC, IV behind the page."""
    data, found = path.read_bytes(), []
    for start in range(0, len(data) - PAGE + 1, PAGE):
        page = data[start : start + PAGE]
        skip = 16 if start == 0 else 0  # the salt
        iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found.append(decryptor.update(page[skip : PAGE - RESERVED]) + decryptor.finalize())
    return found


def traces(desk: Desk) -> int:
    """Count where something of the canary still stands: in decrypted pages, and in any file of the office as it lies."""
    desk.store.settle()
    words = [word.encode() for word in (NAME, NUMBER, PHONE, REMARK)]
    words += [word.encode("utf-16-le") for word in (NAME, NUMBER, PHONE)]
    clear = pages(desk.folder / DATA_FILE, bytes(desk.keys.db_key))
    files = [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()]
    return sum(word in place for word in words for place in (*clear, *files))


def enter_canary(desk: Desk) -> str:
    """Enter her in every way that leaves something behind."""
    saved = people.new_household(desk, "77", "柳行村七组7号", {"name": "户主甲"})
    member = people.add_member(desk, saved.uid, {"name": NAME, "id_number": NUMBER, "phone": PHONE}, "97")
    uid = str(member.uid)
    records.save(desk, "person", uid, {"remark": REMARK})
    records.save(desk, "person", uid, {"remark": f"{REMARK}二"})
    history.undo(desk, desk.store.transactions(1)[0].txn)
    desk.write([Edit("low_income", new_uid(), "create", {"person": uid, "remark": REMARK})], "低保")
    drafts.keep(desk, FormDraft("d1", "record", "人", {"ledger": "person", "uid": uid}, {"name": NAME, "phone": PHONE}))
    lost = Alarm(key=f"lost.person.{uid}", kind="lost", peer="", data={"theirs": {"phone": PHONE}}, at="2026-01-01")
    desk.store.system.alarms.put(lost)
    assert [hit.name for hit in desk.store.find(NAME)] == [NAME]
    return uid


def end(desk: Desk, uid: str) -> None:
    records.close_record(desk, "person", uid, reason_code="01", on="2015-02-01")
    for row in list(desk.store.rows("low_income", where={"person": uid})):
        records.close_record(desk, "low_income", str(row["uid"]), reason_code="07", on="2015-02-01")


def test_an_erased_person_leaves_an_id_and_no_trace_and_an_old_backup_brings_nothing_back(village: Desk, figure):
    uid = enter_canary(village)
    before = traces(village)
    assert before >= 4, "the scan sees what is there"
    backup = safety.backup(village)
    end(village, uid)
    pages_looked_at = len(pages(village.folder / DATA_FILE, bytes(village.keys.db_key)))
    retention.erase(village, [case for case in retention.due(village) if case.uid == uid], "保存期满")
    after = traces(village)
    tomb = village.store.get("person", uid)
    assert (tomb["name"], tomb["state"], tomb["closed_reason"]) == (None, "void", "erased")
    assert village.store.find(NAME) == []
    assert village.store.system.drafts.list() == []
    assert all(not entry.fields or entry.op == "erase" for entry in village.store.history("person", uid))
    assert village.store.check() == []
    village.close()
    back = safety.restore(backup, village.folder, PASSWORD)
    again = traces(back)
    assert back.store.get("person", uid)["name"] is None
    assert back.store.check() == []
    assert (after, again) == (0, 0)
    back.close()
    figure("E7", pages=pages_looked_at, traces_before=before, traces_after=after, traces_after_old_backup=again)


@pytest.mark.parametrize("with_key", [True, False])
def test_what_was_on_a_locked_screen_and_in_sealed_forms_goes_with_an_erased_person(village: Desk, figure, with_key):
    village.enable("drug")
    other, uid = new_uid(), new_uid()
    village.write([Edit("person", uid, "create", {"name": NAME})], "新建")
    form = FormDraft("d1", "record", NAME, {"ledger": "drug", "uid": new_uid()}, {"person": uid, "remark": REMARK})
    drafts.keep(village, form)
    drafts.keep(village, FormDraft("d2", "record", "别人", {"ledger": "drug"}, {"person": other}))
    drafts.keep_ticket(village, {"page": "person", "records": [["person", uid]], "texts": [NAME], "drafts": []})
    records.close_record(village, "person", uid, reason_code="02", on="2015-01-01")
    if not with_key:
        village.store.unseal(b"")
    erasure.erase_person(village, uid, "保存期满")
    left = [draft.key for draft in village.store.system.drafts.list()]
    assert left == (["d2"] if with_key else []), "what nobody here can read may quote her"
    figure("E7", with_key=with_key, drafts_of_her=0, places_of_the_lock=0)


@pytest.mark.parametrize("ledger", ["household", "dwelling", "visit"])
def test_records_of_other_ledgers_are_erased_as_well(village: Desk, figure, ledger):
    values = {
        "household": {"number": "88", "remark": NAME}, "dwelling": {"remark": NAME}, "visit": {"remark": NAME},
    }[ledger]  # fmt: skip
    shape = village.catalogue[ledger]
    known = {key: value for key, value in values.items() if key in shape}
    text = next(item.key for item in shape.fields if item.type.name in ("long_text", "text"))
    uid = new_uid()
    village.write([Edit(ledger, uid, "create", known | {text: NAME})], "新建")
    with pytest.raises(DeskError, match="注销"):
        erasure.erase_all(village, {ledger: [uid]}, "保存期满")
    records.close_record(village, ledger, uid, reason_code="07", on="2015-02-01")
    assert erasure.may_erase(village, ledger, uid)
    erasure.erase_all(village, {ledger: [uid]}, "保存期满")
    assert traces(village) == 0
    figure("E7", ledger=ledger, traces_after=0)


def closed(desk: Desk, reason: str, on: str, **values: object) -> str:
    uid = new_uid()
    desk.write([Edit("person", uid, "create", {"name": "测试", **values})], "新建")
    records.close_record(desk, "person", uid, reason_code=reason, on=on)
    return uid


def test_the_review_lists_what_its_clause_says_and_nothing_goes_by_itself(village: Desk, figure):
    desk = village
    for ledger in ("drug", "community_correction"):
        desk.enable(ledger)
    dead, gone = closed(desk, "01", "2015-01-01"), closed(desk, "02", "2015-01-01", birth=f"{today().year - 5}-06")
    recent = closed(desk, "02", today().isoformat())
    person = new_uid()
    desk.write([Edit("person", person, "create", {"name": "在册"})], "新建")
    clean, newer, ended = new_uid(), new_uid(), new_uid()
    edits = [
        Edit("drug", clean, "create", {"person": person, "order_until": "2019-05-01"}),
        Edit("drug", newer, "create", {"person": person, "order_until": later(today(), -20).isoformat()}),
        Edit("community_correction", ended, "create", {"person": person, "ended_on": "2020-02"}),
    ]
    desk.write(edits, "新建")
    found = {case.uid: case for case in retention.due(desk)}
    assert set(found) == {dead, gone, clean, ended}
    assert recent not in found
    assert "戒毒条例" in found[clean].period.basis
    assert found[gone].minor
    assert not found[dead].minor
    assert desk.store.get("drug", clean)["state"] == "active", "nothing goes by itself"
    assert retention.waiting(desk) == 4
    retention.keep(desk, [found[dead]], 12)
    assert dead not in {case.uid for case in retention.due(desk)}
    retention.erase(desk, [found[clean]], "戒断满三年")
    left = desk.store.get("drug", clean)  # a sealed record leaves its tombstone in the box it lay in
    assert left is None or left["closed_reason"] == "erased"
    retention.finish(desk)
    assert retention.waiting(desk) == 0
    assert desk.store.check() == []
    figure("E7", listed=4, not_yet=2, kept_by_a_person=1, erased_by_a_person=1, erased_by_itself=0)


@pytest.fixture
def several(village: Desk):
    """A village with a clerk and an approver of their own: returns a way to open it as one of them."""
    for who, roles in (("小李", ["clerk"]), ("老周", ["approver"]), ("小赵", ["auditor"])):
        accounts.add(village, who, WORDS[who], roles)
    folder, opened = village.folder, [village]

    def enter(who: str) -> Desk:
        opened.pop().close()
        opened.append(open_office(folder, WORDS[who], who))
        return opened[0]

    yield enter
    opened.pop().close()


WORDS = {
    "小李": "four young trees by the well",
    "老周": "seven old boats on a lake",
    "小赵": "one grey goose over hills",
}


def test_a_clerk_who_is_no_approver_needs_one_by_every_road(village: Desk, several, figure):
    uid, other = closed(village, "01", "2015-01-01"), closed(village, "01", "2015-01-01")
    slot = next(one.slot for one in accounts.list_accounts(village) if one.who == "老周")
    desk, refused = several("小李"), 0
    cases = [case for case in retention.due(desk) if case.uid == uid]
    roads = [
        lambda how: retention.erase(desk, cases, "保存期满", how), lambda how: erasure.erase(desk, "person", [uid], "保存期满", how),
        lambda how: erasure.erase_person(desk, uid, "保存期满", how),
        lambda how: erasure.erase_all(desk, erasure.what_goes_with(desk, "person", uid), "保存期满", how),
    ]  # fmt: skip
    wrong = [retention.Approval("老周", "不是他的密码，差得远"), retention.Approval("小李", WORDS["小李"])]
    for road, how in [*((road, None) for road in roads), *((roads[0], how) for how in wrong)]:
        with pytest.raises(DeskError, match="审批人"):
            road(how)
        refused += 1
    assert desk.store.get("person", uid)["name"] == "测试"
    retention.erase(desk, cases, "保存期满", retention.Approval("老周", WORDS["老周"]))
    assert desk.store.get("person", uid)["name"] is None
    line = next(line for line in reversed(list(desk.store.audit_lines())) if line.kind == "erase")
    assert (line.user, line.detail) == ("小李", {"approver": slot})
    assert dict(audit_words.details(desk, line))["批准人账号"] == "老周"
    (tomb,) = [entry for entry in desk.store.history("person", uid) if entry.op == "erase"]
    assert (tomb.actor, tomb.reason) == ("小李", "保存期满（老周审批）")
    desk = several("小赵")
    with pytest.raises(DeskError, match="审计人"):
        erasure.erase(desk, "person", [other], "保存期满", retention.Approval("老周", WORDS["老周"]))
    desk = several("老周")
    retention.erase(desk, [case for case in retention.due(desk) if case.uid == other], "保存期满")
    assert desk.store.get("person", other)["name"] is None
    figure("E7", roads=len(roads), refused_without_approver=refused + 1)


def test_an_office_without_an_approver_is_told_how_it_gets_one(village: Desk, monkeypatch):
    uid = closed(village, "01", "2015-01-01")
    with_roles(monkeypatch, "clerk")
    with pytest.raises(DeskError, match="还没有审批人"):
        erasure.erase(village, "person", [uid], "保存期满", retention.Approval(village.keys.who, PASSWORD))
    assert village.store.get("person", uid)["name"] == "测试"


def test_periods_count_from_the_last_day_a_date_can_mean():
    period = Period("x", "x", "drug", 36, "x", (), ("order_until", "first_found"))
    since, until = period.over({"state": "active", "order_until": "2020", "first_found": "2012-03-04"})
    assert (since.isoformat(), until.isoformat()) == ("2020-12-31", "2023-12-31")
    assert period.over({"state": "active"}) is None
    assert later(today().replace(month=1, day=31), 1).day in (28, 29)
    assert is_minor("2020-06", later(today(), 0))
