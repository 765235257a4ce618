"""What the street quoted of a person goes when the village erases that person: proposal, answer, and both journals."""

from __future__ import annotations

from gridDesk.desk import erasure, exchange, inbox, proposals, records
from tests.flows.two_offices import carry, digests

CANARY, PHONE = "金丝雀丙", "13922222222"


def everything(desk: exchange.Desk) -> str:
    """Return every table of an office's file as text."""
    run = desk.store._db.conn.execute
    names = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(repr(run(f'SELECT * FROM "{name}"').fetchall()) for name in names)


def test_proposals_and_answers_about_an_erased_person_go_at_both_offices(paired, stick):
    village, street = paired
    uid = records.save(village, "person", None, {"name": CANARY, "phone": "13800000001"}).uid
    carry(village, street, stick)
    proposals.propose(street, "person", uid, "phone", PHONE, "入户核查")
    carry(street, village, stick)
    inbox.settle(village)
    records.close_record(village, "person", uid, reason_code="02", on="2026-03-01")
    carry(village, street, stick)
    erasure.erase_person(village, uid, "本人要求删除")
    for _ in range(3):
        carry(village, street, stick)
        carry(street, village, stick)
    assert CANARY not in everything(street)
    assert PHONE not in everything(street)
    assert CANARY not in everything(village)
    assert PHONE not in everything(village)
    site = village.office.site
    assert digests(street, site) == {key: pair for key, pair in village.store.digests(site, "").items() if pair[0]}
    assert village.store.check() == street.store.check() == []
