"""The hash chain: every change, removal, reorder and fork is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridDesk.ledger.record import Entry
from gridDesk.sync.chain import Chain, Head, verify_chain
from gridDesk.sync.errors import ChainBroken, ForkError
from tests.sync.helpers import R1, R2, Journal

JOURNAL = Journal().people(8)


def test_whole_chain_gives_its_head() -> None:
    assert verify_chain(JOURNAL.entries) == JOURNAL.heads
    assert verify_chain([]) == {}


def test_chain_goes_on_from_what_was_seen() -> None:
    seen = verify_chain(JOURNAL.entries[:5])
    chain = Chain(seen)
    assert [entry.seq for entry in chain.follow(JOURNAL.entries[5:])] == [6, 7, 8]
    assert chain.heads == JOURNAL.heads


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_entries_seen_before_are_left_out(seen: int, first: int, last: int) -> None:
    chain = Chain(verify_chain(JOURNAL.entries[:seen]))
    first = min(first, seen)
    assert [entry.seq for entry in chain.follow(JOURNAL.entries[first:last])] == list(range(seen + 1, last + 1))
    assert chain.heads.get(R1, Head(0, "")).seq == max(seen, last)


def test_replicas_are_followed_apart() -> None:
    journal = Journal().people(2)
    journal.replica = R2
    journal.people(2, start=10)
    journal.replica = R1
    journal.people(1, start=20)
    assert verify_chain(journal.entries) == journal.heads
    assert {replica: head.seq for replica, head in journal.heads.items()} == {R1: 3, R2: 2}


CHANGES = [
    {"seq": 9}, {"office": "00" * 8}, {"uid": "0" * 32}, {"op": "void"}, {"base_rev": 3}, {"fields": {"name": [None, "别人"]}},
    {"actor": "别人"}, {"label": "x"}, {"reason": "x"}, {"at": "2020"}, {"clock_ok": False}, {"schema": 2}, {"txn": "0"}, {"ledger": "dwelling"},
    {"hash": "0" * 64}, {"prev_hash": "0" * 64},
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
@pytest.mark.parametrize("place", [0, 3, 7])
def test_changed_entry_is_noticed(change: dict[str, object], place: int) -> None:
    changed = replace(JOURNAL.entries[place], **change)
    if changed == JOURNAL.entries[place]:
        changed = replace(changed, prev_hash="1" * 64)
    with pytest.raises((ChainBroken, ForkError)):
        verify_chain([*JOURNAL.entries[:place], changed, *JOURNAL.entries[place + 1 :]])


def test_removed_swapped_and_repeated_entries_are_noticed() -> None:
    entries = JOURNAL.entries
    for changed in (
        entries[:3] + entries[4:],
        [entries[1], entries[0], *entries[2:]],
        entries[:3] + entries[2:],
        entries[1:],
    ):
        with pytest.raises(ChainBroken):
            verify_chain(changed)


def rehashed(entries: list[Entry], prev_hash: str) -> list[Entry]:
    """Make a chain that is right in itself, as a second machine would."""
    made = []
    for entry in entries:
        entry = replace(entry, actor="李大山", prev_hash=prev_hash)
        entry = replace(entry, hash=entry.digest())
        made.append(entry)
        prev_hash = entry.hash
    return made


def test_same_counter_with_other_content_is_a_fork() -> None:
    seen = verify_chain(JOURNAL.entries[:5])
    other = rehashed(JOURNAL.entries[3:7], JOURNAL.entries[2].hash)
    with pytest.raises(ForkError, match="分叉"):
        list(Chain(seen).follow(other))


def test_other_past_is_a_fork_at_the_first_new_entry() -> None:
    seen = verify_chain(JOURNAL.entries[:5])
    other = rehashed(JOURNAL.entries[4:7], JOURNAL.entries[3].hash)
    with pytest.raises(ForkError):
        list(Chain(seen).follow(other[1:]))


def test_gap_after_what_was_seen_is_noticed() -> None:
    with pytest.raises(ChainBroken, match="第 7 条"):
        list(Chain(verify_chain(JOURNAL.entries[:5])).follow(JOURNAL.entries[6:]))
