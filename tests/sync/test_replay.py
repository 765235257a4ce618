"""What becomes of a package that comes twice, late, out of order, or from a machine that is not the one it was."""

from __future__ import annotations

import copy
from datetime import datetime
from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridDesk.sync.chain import Head
from gridDesk.sync.delta import plan_delta
from gridDesk.sync.errors import ForkError
from gridDesk.sync.header import Header
from gridDesk.sync.replay import (
    PeerState,
    Range,
    Verdict,
    advance,
    clock_warning,
    decide,
    outgoing_ranges,
    snapshot_heads,
)
from tests.sync.helpers import R1, R2, VILLAGE, Journal, catalogue, header_of

FRESH = PeerState(VILLAGE.site)


class Street:
    """Receives packages as the desk would: what is held is tried again after each one that is applied."""

    def __init__(self) -> None:
        self.state = FRESH
        self.rows: dict[str, int] = {}
        self.held: list[tuple[Header, list]] = []

    def receive(self, header: Header, entries: list) -> str:
        verdict = decide(header, digest(header), self.state)
        if verdict.action == "apply":
            self._apply(header, entries)
            waiting, self.held = self.held, []
            for package in waiting:
                self.receive(*package)
        elif verdict.action == "gap":
            self.held.append((header, entries))
        return verdict.action

    def _apply(self, header: Header, entries: list) -> None:
        plan = plan_delta(header, entries, self.state, catalogue(), lambda _ledger, uid: self.rows.get(uid, 0))
        assert plan.outcome == "accepted"
        for incoming in plan.apply:
            self.rows[incoming.entry.uid] = incoming.entry.base_rev + 1
        self.state = advance(self.state, header, digest(header), plan.heads)


def digest(header: Header) -> str:
    return header.core_sha256()


def packages(cumulative: bool, count: int = 4) -> tuple[list[tuple[Header, list]], Journal]:
    """Make packages one after another, each with everything since nothing (cumulative) or since the one before."""
    journal, made, acknowledged, previous = Journal(), [], {}, ""
    for n in range(1, count + 1):
        journal.people(2, start=10 * n)
        header = header_of(journal, n, acknowledged=acknowledged, previous=previous)
        made.append((header, journal.since(acknowledged)))
        previous = digest(header)
        acknowledged = {} if cumulative else {R1: journal.heads[R1].seq}
    return made, journal


@pytest.mark.parametrize("cumulative", [True, False])
@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_any_order_of_packages_ends_in_the_same_state(order: tuple[int, ...], cumulative: bool) -> None:
    made, journal = packages(cumulative)
    street = Street()
    for place in order:
        street.receive(*made[place])
    assert street.state.seen == journal.heads
    assert len(street.rows) == 8
    assert not street.held


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), max_size=12), st.booleans())
def test_repeats_and_losses_never_change_what_was_applied(arrivals: list[int], cumulative: bool) -> None:
    made, _ = packages(cumulative)
    street = Street()
    for place in arrivals:
        before = copy.deepcopy((street.state, street.rows))
        if street.receive(*made[place]) != "apply":
            assert (street.state, street.rows) == before
    seq = street.state.seen.get(R1, Head(0, "")).seq
    assert len(street.rows) == seq


def test_package_applied_before_is_answered_again() -> None:
    (first, *_), _ = packages(True)
    state = advance(FRESH, first[0], digest(first[0]), snapshot_heads(first[0]))
    verdict = decide(first[0], digest(first[0]), state)
    assert (verdict.action, verdict.outcome) == ("again", "accepted")
    assert "回执" in verdict.sentence


def applied(*made: Header, state: PeerState = FRESH) -> PeerState:
    for header in made:
        assert decide(header, digest(header), state).action == "apply"
        state = advance(state, header, digest(header), {**state.seen, **snapshot_heads(header)})
    return state


def test_older_package_is_refused_because_later_ones_hold_it() -> None:
    made, _ = packages(True)
    assert decide(made[0][0], "", applied(made[2][0])).action == "older"


def test_gap_is_held_and_names_what_is_missing() -> None:
    made, _ = packages(False)
    verdict = decide(made[2][0], "", applied(made[0][0]))
    assert verdict == Verdict("gap", verdict.sentence, missing=(Range(R1, 3, 4),))
    assert verdict.outcome == "held"


def test_street_that_lost_its_memory_holds_a_package_that_brings_nothing_new() -> None:
    journal = Journal().people(3)
    header = header_of(journal, 4, acknowledged={R1: 3})
    assert header.heads == {}
    assert decide(header, "", FRESH).missing == (Range(R1, 1, 1),)


def test_same_id_or_same_number_with_other_content_is_a_fork() -> None:
    made, _ = packages(True)
    state = applied(made[0][0])
    assert decide(made[0][0], "other hash", state).action == "fork"
    again = msgspec.structs.replace(made[0][0], pkg_id="9" * 32)
    verdict = decide(again, digest(again), state)
    assert verdict.action == "fork"
    assert verdict.outcome == "refused"
    assert "分叉" in verdict.sentence


def test_package_that_follows_another_one_than_we_applied_is_a_fork() -> None:
    made, _ = packages(True)
    following = msgspec.structs.replace(made[1][0], prev_pkg_sha256="9" * 64)
    assert decide(following, digest(following), applied(made[0][0])).action == "fork"


def test_two_machines_with_one_counter_are_noticed() -> None:
    journal = Journal().people(2)
    twin = copy.deepcopy(journal)
    state = applied(header_of(journal, 1))
    first, second = header_of(journal.people(1, start=50), 2), header_of(twin.people(2, start=60), 3)
    state = applied(first, state=state)
    with pytest.raises(ForkError):
        plan_delta(second, twin.entries, state, catalogue(), lambda *_: 0)
    same_length = header_of(copy.deepcopy(twin), 3)
    same_length = msgspec.structs.replace(same_length, heads={R1: (1, 3)})
    assert decide(same_length, "", state).action == "fork"


def test_machine_rolled_back_unnoticed_is_told_to_send_a_snapshot() -> None:
    journal = Journal().people(2)
    old = copy.deepcopy(journal)
    state = applied(header_of(journal, 1), header_of(journal.people(3, start=20), 2))
    for kind in ("delta", "snapshot"):
        verdict = decide(header_of(old, 3, kind=kind), "", state)
        assert verdict.action == "rollback"
        assert "全量" in verdict.sentence
    assert decide(header_of(old, 3, acknowledged={R1: 2}), "", state).action == "rollback"


def restored(journal: Journal) -> Journal:
    journal = copy.deepcopy(journal)
    journal.replica = R2
    return journal


def test_restored_office_sends_a_snapshot_under_a_new_replica_and_what_is_lost_is_named() -> None:
    journal = Journal().people(2)
    backup = copy.deepcopy(journal)
    state = applied(header_of(journal, 1), header_of(journal.people(3, start=20), 2))
    again = restored(backup).people(1, start=90)
    verdict = decide(header_of(again, 1, kind="snapshot"), "", state)
    assert verdict.action == "apply"
    assert verdict.lost == (Range(R1, 3, 5),)
    header = header_of(again, 1, kind="snapshot")
    state = advance(state, header, digest(header), snapshot_heads(header))
    assert state.seen == again.heads
    assert state.current == R2
    assert state.retired == {R1}
    delta = header_of(again.people(1, start=91), 2, acknowledged={R1: 2, R2: 1})
    assert decide(delta, "", state).action == "apply"


def test_package_from_before_the_restore_is_refused_when_it_turns_up_late() -> None:
    journal = Journal().people(2)
    state = applied(header_of(journal, 1))
    late = header_of(journal.people(1, start=20), 2)
    state = applied(header_of(restored(Journal().people(2)), 1, kind="snapshot"), state=state)
    verdict = decide(late, "", state)
    assert verdict.action == "retired"
    assert verdict.outcome == "refused"


def test_moved_machine_that_lost_nothing_goes_on_with_a_delta() -> None:
    journal = Journal().people(2)
    state = applied(header_of(journal, 1))
    moved = restored(journal).people(2, start=30)
    header = header_of(moved, 1, acknowledged={R1: 2})
    assert header.heads == {R2: (1, 2)}
    assert applied(header, state=state).seen == moved.heads


def test_new_replica_that_forgot_the_old_one_must_send_a_snapshot() -> None:
    state = applied(header_of(Journal().people(2), 1))
    assert decide(header_of(Journal(replica=R2).people(1), 1), "", state).action == "rollback"


def test_mirror_sent_back_leaves_what_was_seen_alone() -> None:
    journal = Journal().people(2)
    state = applied(header_of(journal, 1))
    header = header_of(journal, 2, kind="mirror")
    assert header.heads == {}
    assert decide(header, "", state).action == "apply"
    assert advance(state, header, "0" * 64, {}).seen == journal.heads


def test_outgoing_ranges_are_everything_since_the_acknowledgement() -> None:
    journal = Journal().people(5)
    assert outgoing_ranges(journal.heads, {R1: 3}) == {R1: (4, 5)}
    assert outgoing_ranges(journal.heads, {R1: 5}) == {}
    assert outgoing_ranges(journal.heads, None) == {R1: (1, 5)}


@pytest.mark.parametrize(
    ("now", "sentence"), [("2026-01-16", ""), ("2026-04-01", "2026-01-15，已超过60天"), ("2025-12-01", "在今天之后")]
)
def test_clock_is_a_warning_never_a_reason(now: str, sentence: str) -> None:
    header = header_of(Journal().people(1))
    warning = clock_warning(header, datetime.fromisoformat(f"{now}T12:00:00+08:00"))
    assert sentence in warning
    assert bool(sentence) == bool(warning)
