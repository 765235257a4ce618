"""Sealed records between offices: they travel as blobs, open above by a key sealed to it, and come back to a new PC."""

from __future__ import annotations

import pytest

from gridDesk import vault
from gridDesk.desk import accounts, erasure, exchange, merging, people, proposals, recovery, sealed
from gridDesk.desk.merge_plan import merge_plan
from gridDesk.errors import DeskError
from gridDesk.ledger import Edit, new_uid
from tests.flows.keyless import as_role
from tests.flows.test_recovery import rebuild
from tests.flows.two_offices import carry, digests

CANARY = "金丝雀密语"
RECORD = "sealed_record"


def enter(desk, name="张为", ledger="drug", **values):
    """Enter a person with a sealed record; return both uids."""
    home = people.new_household(
        desk, f"9{desk.store.count('household')}", f"柳行村{name}", {"name": name, "birth": "1980-01-01"}
    )
    person, uid = str(desk.store.get("household", home.uid)["head"]), new_uid()
    desk.write([Edit(ledger, uid, "create", {"person": person, "remark": CANARY, **values})], "新增")
    return person, uid


def exchanged(village, street, stick):
    """Have the street send its public half, and the village its key with all it has."""
    sealed.settle(street)
    carry(street, village, stick)
    sealed.settle(village)
    return carry(village, street, stick)


def test_the_street_reads_what_its_villages_sealed_once_their_key_has_come(paired, stick):
    village, street = paired
    _person, uid = enter(village)
    carry(village, street, stick)
    assert (street.store.count("drug"), street.store.count(RECORD)) == (0, 1)
    exchanged(village, street, stick)
    row = street.store.get("drug", uid)
    assert (row["remark"], row["office"], row["rev"]) == (CANARY, village.office.site, 1)
    village.write([Edit("drug", uid, "update", {"remark": "改过"})], "修改")
    carry(village, street, stick)
    assert street.store.get("drug", uid)["remark"] == "改过"
    assert digests(street, village.office.site) == digests(village, village.office.site)
    assert village.store.check() == street.store.check() == []
    with as_role(street, "clerk") as other:
        assert (other.store.count("drug"), other.store.get("drug", uid)) == (0, None)
    reader = street.reader()
    assert reader.store.get("drug", uid)["remark"] == "改过"
    reader.close()


def test_the_keys_are_written_once_and_anew_only_when_one_changed(paired, stick):
    village, street = paired
    enter(village)
    exchanged(village, street, stick)
    assert (sealed.settle(street).shared, sealed.settle(village).shared) == (0, 0)
    assert [row["kind"] for row in village.store.rows("sealed_share")] == ["above"]
    accounts.make_paper_key(village)
    assert sealed.settle(village).shared == 1
    accounts.make_paper_key(village)
    assert sealed.settle(village).shared == 2  # the share for the paper before is erased
    assert sorted(row["kind"] for row in village.store.rows("sealed_share")) == ["above", "paper"]


def test_a_whole_state_carries_blobs_only_and_both_sides_agree(paired, stick):
    village, street = paired
    _person, uid = enter(village)
    exchanged(village, street, stick)
    village.write([Edit("drug", uid, "close", {"closed_on": "2026-01-01"})], "注销")
    carry(village, street, stick, whole=True)
    assert street.store.get("drug", uid)["state"] == "closed"
    assert list(street.store.stored.rows("drug", states=())) == []
    assert digests(street, village.office.site) == digests(village, village.office.site)
    village.store.erase("drug", [uid], actor="王建国", reason="期满")
    carry(village, street, stick)
    assert (street.store.get("drug", uid), street.store.erased(village.office.site)) == (None, [(RECORD, uid)])
    assert street.store.check() == []


def test_an_office_rebuilt_from_nothing_gets_its_sealed_records_back_by_its_old_paper_key(paired, stick, tmp_path):
    village, street = paired
    paper = accounts.make_paper_key(village)
    person, uid = enter(village)
    exchanged(village, street, stick)
    fresh = rebuild(village, street, stick, tmp_path / "fresh")
    exchange.apply_package(fresh, recovery.write_mirror(street, fresh.office.site, stick).path)
    assert (fresh.store.count(RECORD), fresh.store.count("drug")) == (1, 0)
    settled = sealed.settle(fresh)
    assert settled.away == 1
    assert "纸质钥匙" in settled.lines[-1]
    with pytest.raises(vault.PaperKeyWrong):
        sealed.recover(fresh, vault.paper.write(bytes(16)))
    assert sealed.recover(fresh, paper.text) == 1
    row = fresh.store.get("drug", uid)
    assert (row["remark"], row["person"]) == (CANARY, person)
    carry(fresh, street, stick)
    carry(street, fresh, stick)
    assert sealed.settle(fresh).shared == 1
    carry(fresh, street, stick)
    assert street.store.get("drug", uid)["remark"] == CANARY
    assert digests(street, fresh.office.site) == digests(fresh, fresh.office.site)
    assert fresh.store.check() == street.store.check() == []
    fresh.close()


def test_a_merge_by_somebody_without_the_key_is_followed_at_the_next_login_with_it(village):
    other, uid = enter(village, "张为")
    keep, _ = enter(village, "张 为", ledger="mental")
    with as_role(village, "clerk") as clerk:
        plan = merge_plan(clerk, keep, other)
        assert not [move for move in plan.moves if "毒" in move.label]
        merging.merge(clerk, plan)
    assert village.store.get("drug", uid)["person"] == other
    settled = sealed.settle(village)
    assert (settled.followed, village.store.get("drug", uid)["person"]) == (1, keep)
    assert sealed.settle(village) == sealed.Settled()
    assert "跟随合并" in settled.lines[0]


def test_a_person_erased_by_somebody_without_the_key_takes_her_sealed_records_along(village):
    person, uid = enter(village)
    village.write(
        [Edit("person", person, "close", {"closed_on": "2020-01-01", "closed_reason": "01"}),
         *(Edit("residence", str(row["uid"]), "close", {}) for row in village.store.rows("residence", where={"person": person}))],
        "注销",
    )  # fmt: skip
    with as_role(village, "clerk", "approver") as clerk:
        erasure.erase_person(clerk, person, "期满")
    assert village.store.count("drug") == 1
    assert sealed.settle(village).erased == 1
    assert (village.store.count("drug", states=()), village.store.stored.get(RECORD, uid)["blob"]) == (0, None)
    assert village.store.check() == []


def test_a_sealed_record_cannot_be_proposed_to(paired, stick):
    village, street = paired
    _person, uid = enter(village)
    exchanged(village, street, stick)
    with pytest.raises(DeskError) as caught:
        proposals.propose(street, "drug", uid, "remark", "别的", reason="核对", basis="01")
    assert caught.value.advice


def test_what_a_village_on_an_older_program_sent_unsealed_is_shown_until_it_comes_sealed(paired, stick, monkeypatch):
    village, street = paired
    person, _ = enter(village)
    exchanged(village, street, stick)
    old = new_uid()
    with monkeypatch.context() as patch:
        patch.setattr(village.store._sealed, "tables", {})  # as a program writes that does not seal
        village.store.write(
            [Edit("drug", old, "create", {"person": person, "remark": "旧的"})], actor="王建国", label="新增吸毒人员"
        )
        carry(village, street, stick)
    assert [row["remark"] for row in street.store.rows("drug", where={"person": person})] == ["旧的", CANARY]
    with as_role(street, "clerk") as other:
        assert (other.store.count("drug"), other.store.history("drug", old)) == (0, [])
    with as_role(village, "clerk") as other:
        assert other.store.count("drug") == 0
    assert village.store.unseal(bytes(village.keys.sens_key)) == 1
    carry(village, street, stick)
    assert sorted(str(row["remark"]) for row in street.store.rows("drug", where={"person": person})) == sorted(
        ["旧的", CANARY]
    )
    for desk in (village, street):
        assert [row for row in desk.store.stored.rows("drug", states=()) if row["remark"] is not None] == []
        assert "旧的" not in str([entry.fields for entry in desk.store.stored.history("drug", old)])
        assert desk.store.check() == []
    assert digests(street, village.office.site) == digests(village, village.office.site)
