"""What to do with a package that has arrived, judged by its header and what came before. Pure: no file, no database.

Counters and hashes decide, clocks never: a package may come twice, late, out of order, or from a cloned machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from gridDesk.sync.chain import START, Head
from gridDesk.sync.header import AUDIT, Header

Action = Literal["apply", "again", "older", "gap", "fork", "rollback", "retired"]
STALE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """A package that was applied: which replica's n-th it was, and the hash that names it."""

    replica: str
    n: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PeerState:
    """What is known of one other office: kept in the database and changed in the transaction that applies a package.

    seen: last applied entry per replica. current: the replica its packages come from now; retired: those before it.
    packages: applied packages by id.
    """

    site: str
    seen: Mapping[str, Head] = field(default_factory=dict)
    current: str = ""
    retired: frozenset[str] = frozenset()
    packages: Mapping[str, Mark] = field(default_factory=dict)

    def last_n(self, replica: str) -> int:
        """Return the number of the newest package applied from `replica`, 0 if none."""
        return max((mark.n for mark in self.packages.values() if mark.replica == replica), default=0)


@dataclass(frozen=True, slots=True)
class Range:
    """Entries `first` to `last` of one replica."""

    replica: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a package, and the sentence the clerk reads.

    missing: entries that must come first (gap). lost: entries we have that the sender's snapshot does not.
    """

    action: Action
    sentence: str = ""
    missing: tuple[Range, ...] = ()
    lost: tuple[Range, ...] = ()

    @property
    def outcome(self) -> Literal["accepted", "held", "refused"]:
        """Return what a receipt would say before anything is applied."""
        if self.action in ("apply", "again"):
            return "accepted"
        return "held" if self.action == "gap" else "refused"


_AGAIN = "这个数据包已经导入过，没有重复导入；回执会重新发给对方。"
_OLDER = "这个数据包比已经导入的旧，内容都已包含在后来的数据包里，不需要导入。"
_GAP = "前面还有数据包没有收到，这个数据包先放着；请对方重新生成一次数据包，收到后会接着导入。"
_FORK = "发现分叉：对方用同一编号发出了两个不同的数据包，可能有两台电脑同时在写，或恢复过旧数据。没有导入；请向对方核实后再收发。"
_ROLLBACK = (
    "对方的数据退回到了以前的状态，比本机已收到的还旧。没有导入；请对方检查是否恢复过旧数据，再发一份全量数据包。"
)
_RETIRED = "这个数据包来自对方换机或恢复之前的程序，或者旧电脑仍在使用。没有导入；请向对方核实只留一台电脑写入。"


def decide(header: Header, sha256: str, state: PeerState) -> Verdict:
    """Judge a package of the office `state` is about. `sha256` is `Envelope.sha256`."""
    known = state.packages.get(header.pkg_id)
    if known is not None:
        return Verdict("again", _AGAIN) if known.sha256 == sha256 else Verdict("fork", _FORK)
    if _contradicts(header, state):
        return Verdict("fork", _FORK)
    if header.replica_id in state.retired:
        return Verdict("retired", _RETIRED) if _brings_more(header, state) else Verdict("older", _OLDER)
    if header.n < state.last_n(header.replica_id):
        return Verdict("older", _OLDER)
    if header.kind == "mirror":
        return Verdict("apply")
    return _judge_snapshot(header, state) if header.kind == "snapshot" else _judge_delta(header, state)


def _contradicts(header: Header, state: PeerState) -> bool:
    """Tell whether an applied package has the same number, or was another one than this names as the one before."""
    for mark in state.packages.values():
        if mark.replica == header.replica_id:
            if mark.n == header.n:
                return True
            if mark.n == header.n - 1 and header.prev_pkg_sha256 and mark.sha256 != header.prev_pkg_sha256:
                return True
    return False


def _brings_more(header: Header, state: PeerState) -> bool:
    """Tell whether a package has entries beyond those that were taken: a stick that turns up late has none."""
    return any(last > state.seen.get(replica, START).seq for replica, (_, last) in header.heads.items())


def _judge_delta(header: Header, state: PeerState) -> Verdict:
    if any(_went_back(header, replica, head) for replica, head in state.seen.items()):
        return Verdict("rollback", _ROLLBACK)
    missing = tuple(
        Range(replica, seen.seq + 1, first - 1)
        for replica, (first, _) in sorted(header.heads.items())
        if first > (seen := state.seen.get(replica, START)).seq + 1
    )
    unseen = tuple(
        Range(replica, 1, 1)
        for replica in sorted(header.log_head)
        if replica != AUDIT and replica not in header.heads and replica not in state.seen
    )
    if missing or unseen:
        return Verdict("gap", _GAP, missing=missing + unseen)
    return _fork_at_head(header, state) or Verdict("apply")


def _went_back(header: Header, replica: str, head: Head) -> bool:
    """Tell whether the sender's own end of a journal lies before, or beside, what we have of it."""
    if replica in header.heads:
        return header.heads[replica][1] < head.seq
    return header.log_head.get(replica) != head.hash


def _fork_at_head(header: Header, state: PeerState) -> Verdict | None:
    for replica, (_, last) in header.heads.items():
        seen = state.seen.get(replica)
        if seen is not None and seen.seq == last and header.log_head[replica] != seen.hash:
            return Verdict("fork", _FORK)
    return None


def _judge_snapshot(header: Header, state: PeerState) -> Verdict:
    """A snapshot replaces the mirror. One that knows less, or otherwise, is believed only of a replica that is new.

    An office that was set back, or whose copy wrote first, begins a new replica before it sends: what we have beyond
    its own heads, or beside them, is lost there.
    """
    lost = tuple(
        Range(replica, min(last + 1, seen.seq), seen.seq)
        for replica, seen in sorted(state.seen.items())
        if (last := header.heads.get(replica, (1, 0))[1]) < seen.seq
        or (last == seen.seq and header.log_head[replica] != seen.hash)
    )
    if header.replica_id == state.current and lost:
        return _fork_at_head(header, state) or Verdict("rollback", _ROLLBACK)
    return Verdict("apply", lost=lost)


def advance(state: PeerState, header: Header, sha256: str, heads: Mapping[str, Head]) -> PeerState:
    """Return the state after a package was applied up to `heads` (as the plan says)."""
    replaced = {state.current, *header.former} - {"", header.replica_id}
    mark = Mark(header.replica_id, header.n, sha256)
    return replace(
        state,
        seen=dict(heads) if header.kind != "mirror" else state.seen,
        current=header.replica_id,
        retired=state.retired | replaced,
        packages={**state.packages, header.pkg_id: mark},
    )


def snapshot_heads(header: Header) -> dict[str, Head]:
    """Return the heads that hold once a snapshot is applied."""
    return {replica: Head(last, header.log_head[replica]) for replica, (_, last) in header.heads.items()}


def outgoing_ranges(own: Mapping[str, Head], acknowledged: Mapping[str, int] | None) -> dict[str, tuple[int, int]]:
    """Return the entries to send per replica: everything since what is acknowledged, or (None) from the beginning."""
    start = acknowledged or {}
    return {
        replica: (start.get(replica, 0) + 1, head.seq)
        for replica, head in sorted(own.items())
        if head.seq > start.get(replica, 0)
    }


def clock_warning(header: Header, now: datetime) -> str:
    """Return a sentence when a package is old by its clock or comes from the future, else "". Never a reason to refuse."""
    made = datetime.fromisoformat(header.created)
    if now - made > timedelta(days=STALE_DAYS):
        return f"这个数据包标注的生成日期是 {made.date().isoformat()}，已超过{STALE_DAYS}天，请核对是不是最新的一份。"
    if made - now > timedelta(days=1):
        return f"这个数据包标注的生成日期 {made.date().isoformat()} 在今天之后，请核对两边电脑的日期；不影响导入。"
    return ""
