"""Plans of journal entries: everything is applied, kept, or set aside with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gridDesk.ledger.upgrades import Upgrade
from gridDesk.sync.chain import Head
from gridDesk.sync.delta import Counts, DeltaPlan, plan_delta, sort_out
from gridDesk.sync.errors import BodyInvalid, ChainBroken
from gridDesk.sync.replay import PeerState
from tests.sync.helpers import OTHER, R1, R2, VILLAGE, Journal, catalogue, header_of, uid

FRESH = PeerState(VILLAGE.site)


def plan(journal: Journal, revs: dict[int, int] | None = None, **kwargs: object) -> DeltaPlan:
    known = {uid(number): rev for number, rev in (revs or {}).items()}
    state = kwargs.pop("state", FRESH)
    return plan_delta(
        header_of(journal),
        journal.entries,
        state,
        kwargs.pop("catalogue", catalogue()),
        lambda _, key: known.get(key, 0),
        **kwargs,
    )


def asides(made: DeltaPlan) -> list[tuple[str, int, str]]:
    return [("pending", item.entry.seq, item.code) for item in made.pending] + [
        ("quarantined", item.entry.seq, item.code) for item in made.quarantined
    ]


def test_entries_become_new_values_of_their_records() -> None:
    journal = Journal()
    journal.add(1, "create", name="张三", rooms=2)
    journal.add(1, "update", name="张小三")
    made = plan(journal)
    assert [dict(incoming.values) for incoming in made.apply] == [
        {"state": "active", "name": "张三", "rooms": 2},
        {"name": "张小三"},
    ]
    assert made.outcome == "accepted"
    assert made.records == ()
    assert made.heads == journal.heads


def test_records_are_counted_by_what_they_are_afterwards() -> None:
    journal = Journal()
    journal.revs = {("person", uid(number)): 1 for number in (10, 11, 12, 13)}
    journal.people(3)
    journal.add(1, "update", rooms=9)
    journal.add(2, "void", state="void")
    journal.add(10, "update", name="x")
    journal.add(11, "close", state="closed", closed_on="2026-01-02")
    journal.add(12, "close", state="closed")
    journal.add(12, "reopen", state="active")
    journal.add(13, "void", state="void")
    journal.add(5, "create", "dwelling", name="1号")
    made = plan(journal, {10: 1, 11: 1, 12: 1, 13: 1})
    assert made.counts == {"person": Counts(2, 2, 1, 2), "dwelling": Counts(new=1)}
    assert made.counts["person"].as_tuple() == (2, 2, 1, 2)


def test_entries_applied_before_are_skipped_and_counted() -> None:
    journal = Journal().people(3)
    third = journal.entries[2]
    state = PeerState(VILLAGE.site, seen={R1: Head(2, third.prev_hash)})
    made = plan(journal, state=state)
    assert [incoming.entry for incoming in made.apply] == [third]
    assert made.skipped == 2


def test_unknown_ledger_waits_verbatim_for_an_upgrade() -> None:
    journal = Journal().people(1)
    journal.add(2, "create", "drone", height=3)
    made = plan(journal)
    assert asides(made) == [("pending", 2, "unknown_ledger")]
    assert made.pending[0].entry == journal.entries[1]
    assert made.outcome == "partial"
    assert "升级程序后自动导入" in made.records[0].reason


def test_entry_of_a_newer_ledger_version_waits_and_what_follows_it_too() -> None:
    journal = Journal()
    journal.add(1, "create", name="x")
    journal.add(1, "update", schema=2, surname="张")
    journal.add(1, "update", name="y")
    journal.add(2, "create", name="z")
    assert asides(plan(journal)) == [("pending", 2, "newer_ledger"), ("pending", 3, "after_pending")]


def test_record_with_entries_kept_from_before_waits_too() -> None:
    journal = Journal()
    journal.revs = {("person", uid(1)): 4}
    journal.add(1, "update", name="y")
    assert asides(plan(journal, {1: 2}, pending={uid(1): "newer_ledger"})) == [("pending", 1, "after_pending")]


def test_unknown_operation_waits() -> None:
    journal = Journal()
    journal.add(1, "merge", name="x")
    assert asides(plan(journal)) == [("pending", 1, "unknown_op")]


def test_pending_entries_apply_after_the_upgrade() -> None:
    journal = Journal()
    journal.add(1, "create", name="x")
    journal.add(1, "update", schema=2, name="y")
    journal.add(1, "update", schema=2, name="z")
    held = [aside.entry for aside in plan(journal).pending]
    made = sort_out(held, VILLAGE.site, catalogue(version=2), lambda *_: 1)
    assert [dict(incoming.values) for incoming in made.apply] == [{"name": "y"}, {"name": "z"}]


def test_record_of_another_office_is_set_aside() -> None:
    journal = Journal().people(1)
    journal.office = OTHER.site
    journal.add(2, "create", name="x")
    made = plan(journal)
    assert asides(made) == [("quarantined", 2, "foreign_office")]
    assert made.heads == journal.heads


def test_mirror_writes_cannot_be_sent() -> None:
    journal = Journal()
    journal.add(1, "mirror", name="x")
    assert asides(plan(journal)) == [("quarantined", 1, "foreign_op")]


@pytest.mark.parametrize(
    "values",
    [
        {"rooms": "三间"},
        {"rooms": 1.5},
        {"rooms": True},
        {"name": 3},
        {"area": "大"},
        {"state": "gone"},
        {"closed_on": 7},
    ],
)
def test_value_of_another_type_is_set_aside_and_so_is_what_builds_on_it(values: dict[str, object]) -> None:
    journal = Journal()
    journal.add(1, "create", **values)
    journal.add(1, "update", name="x")
    assert asides(plan(journal)) == [("quarantined", 1, "bad_value"), ("quarantined", 2, "after_quarantine")]


def test_values_of_the_right_type_and_unknown_columns_pass() -> None:
    journal = Journal()
    journal.add(1, "create", rooms=3, area=12, name=None, verified_on="2026-01-01", colour="red")
    assert plan(journal).outcome == "accepted"


def test_change_of_a_record_at_another_version_is_set_aside() -> None:
    journal = Journal()
    journal.revs = {("person", uid(1)): 5}
    journal.add(1, "update", name="x")
    assert asides(plan(journal, {1: 3})) == [("quarantined", 1, "base_differs")]
    assert asides(plan(journal, {})) == [("quarantined", 1, "base_missing")]


def test_entries_of_an_older_program_are_upgraded() -> None:
    def rename(values: dict[str, object]) -> dict[str, object]:
        return {("name" if key == "full_name" else key): value for key, value in values.items()}

    journal = Journal()
    journal.add(1, "create", full_name="张三")
    made = plan(journal, catalogue=catalogue(version=2), upgrades=(Upgrade("person", 2, rename),))
    assert dict(made.apply[0].values) == {"state": "active", "name": "张三"}
    assert made.apply[0].entry == journal.entries[0]


def test_entries_that_are_not_those_announced_are_refused() -> None:
    journal = Journal().people(3)
    header = header_of(journal)
    with pytest.raises(BodyInvalid):
        plan_delta(header, journal.entries[:2], FRESH, catalogue(), lambda *_: 0)
    with pytest.raises(BodyInvalid):
        plan_delta(header, [], FRESH, catalogue(), lambda *_: 0)
    journal.people(1, start=9)
    with pytest.raises(BodyInvalid):
        plan_delta(header, journal.entries, FRESH, catalogue(), lambda *_: 0)
    stranger = Journal(replica=R2).people(1)
    with pytest.raises(BodyInvalid):
        plan_delta(header, [*journal.entries[:3], *stranger.entries], FRESH, catalogue(), lambda *_: 0)
    with pytest.raises(ChainBroken):
        plan_delta(header, journal.entries[1:3], FRESH, catalogue(), lambda *_: 0)


def test_a_new_record_that_is_in_no_state_is_set_aside() -> None:
    journal = Journal()
    journal.add(1, "create", state=None, name="x")
    assert asides(plan(journal)) == [("quarantined", 1, "bad_value")]


def test_of_an_erased_record_only_the_erasure_is_applied() -> None:
    journal = Journal()
    journal.add(1, "create", name="x")
    journal.add(1, "update", name="y")
    journal.add(1, "erase")
    bare = [replace(entry, fields={}) for entry in journal.entries]
    made = plan_delta(header_of(journal), bare, PeerState(VILLAGE.site), catalogue(), lambda _ledger, _uid: 0)
    assert [incoming.entry.op for incoming in made.apply] == ["erase"]
    assert [aside.code for aside in made.gone] == ["erased_later", "erased_later"]
    assert made.records == ()
    assert made.outcome == "accepted"


def test_content_taken_out_of_a_record_that_is_not_erased_breaks_the_chain() -> None:
    journal = Journal()
    journal.add(1, "create", name="x")
    journal.add(2, "erase")
    bare = [replace(entry, fields={}) for entry in journal.entries]
    with pytest.raises(ChainBroken):
        plan_delta(header_of(journal), bare, PeerState(VILLAGE.site), catalogue(), lambda _ledger, _uid: 0)


def test_what_comes_for_a_record_erased_here_is_kept_and_told() -> None:
    journal = Journal()
    journal.add(1, "create", name="x")
    made = plan_delta(
        header_of(journal), journal.entries, PeerState(VILLAGE.site), catalogue(), lambda _ledger, _uid: 1,
        erased={("person", uid(1))},
    )  # fmt: skip
    assert [record.code for record in made.records] == ["erased"]
