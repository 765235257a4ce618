"""各单位: where an office stands with each of those below it, told from the package log, the digests and what waits.

Nothing here reads a ledger from end to end: digests are kept per office, of the log only the newest packages are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gridDesk.desk.office import Desk
from gridDesk.desk.replies import DECISIONS, replies_from_below
from gridDesk.desk.street_detail import (
    AlarmLine,
    Aside,
    LedgerDifference,
    OfficePackage,
    alarms,
    asides,
    at,
    differences,
    digests_of,
    open_alarms,
    packages,
    settle,
)
from gridDesk.desk.street_folder import (
    FolderOffice,
    FolderPackage,
    FolderReport,
    apply_folder,
    last_report,
    package_files,
)
from gridDesk.desk.street_writing import WrittenOffice, WrittenReport, has_something_to_say, write_all
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE
from gridDesk.store.system import PackageRecord, Peer
from gridDesk.sync import receipts
from gridDesk.sync.asides import GONE, PENDING
from gridDesk.text import today

__all__ = [
    "AlarmLine", "Aside", "FolderOffice", "FolderPackage", "FolderReport", "LedgerDifference", "OfficeLine", "OfficePackage",
    "WrittenOffice", "WrittenReport", "alarms", "apply_folder", "asides", "differences", "has_something_to_say", "last_report",
    "offices", "overdue_days", "package_files", "packages", "set_overdue_days", "settle", "summary", "write_all",
]  # fmt: skip

State = Literal["alarm", "quarantined", "unequal", "held", "overdue", "never", "pending", "equal"]
URGENCY: tuple[State, ...] = ("alarm", "quarantined", "unequal", "held", "overdue", "never", "pending", "equal")
WORDS: Mapping[State, str] = {
    "alarm": "要核实", "quarantined": "有隔离", "unequal": "对不上", "held": "缺前包", "overdue": "逾期", "never": "未收到",
    "pending": "等升级", "equal": "一致",
}  # fmt: skip
OVERDUE, USUAL_DAYS = "overdue_days", 10
_CAME = ("applied", "held", "refused")
_WAITING = ("written", "handed", "partial", "refused", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLine:
    """One office below: its last package, whether both count the same, and everything that waits for somebody.

    `state` is the most urgent thing about it. `n` is the last package taken in, `made` when by its clock and `taken`
    when by ours (ISO, "" for never); `newest` the highest number seen of it, also one that could not be taken in; `seq`
    how far its journal was applied. `equal` None: never compared. `silent` days since the last package.
    """

    site: str
    name: str
    level: str
    code: str
    state: State
    marks: tuple[str, ...] = ()
    n: int = 0
    newest: int = 0
    seq: int = 0
    made: str = ""
    taken: str = ""
    silent: int = 0
    overdue: bool = False
    own_people: int | None = None
    their_people: int | None = None
    equal: bool | None = None
    unlike: int = 0
    held: int = 0
    quarantined: int = 0
    pending: int = 0
    unacknowledged: int = 0
    tasks: int = 0
    proposals: int = 0
    alarms: int = 0
    last_out: str = ""

    @property
    def word(self) -> str:
        """Return the state as a clerk reads it."""
        return WORDS[self.state]

    @property
    def urgency(self) -> tuple[int, int, str]:
        """Return what sorts offices by who needs somebody first; among equals the one that was silent longest."""
        return (URGENCY.index(self.state), -self.silent, self.name)


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted once for all offices, by site."""

    quarantined: Mapping[str, int]
    pending: Mapping[str, int]
    alarms: Mapping[str, int]
    tasks: Mapping[str, int]
    proposals: Mapping[str, int]
    for_all: int = 0


def offices(desk: Desk) -> list[OfficeLine]:
    """Return one line for each office below this one, those that need somebody first."""
    counts, limit = _counts(desk), overdue_days(desk)
    lines = [_line(desk, peer, counts, limit) for peer in _children(desk)]
    return sorted(lines, key=lambda line: line.urgency)


def _children(desk: Desk) -> list[Peer]:
    return desk.store.system.peers.list(state="active", relation="child")


def child(desk: Desk, site: str) -> Peer:
    """Return an office below this one. Raises DeskError when there is none of that site id."""
    peer = desk.store.system.peers.get(site)
    if peer is None or peer.relation != "child":
        raise DeskError("这个单位不是本单位的下级，", advice="请在“各单位”页重新选择。")
    return peer


def overdue_days(desk: Desk) -> int:
    """Return after how many days without a package an office counts as overdue."""
    return int(str(desk.setting(OVERDUE, USUAL_DAYS)))


def set_overdue_days(desk: Desk, days: int) -> None:
    """Change after how many days without a package an office counts as overdue."""
    desk.set_setting(OVERDUE, max(1, days))


def _counts(desk: Desk) -> _Counts:
    waiting: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for kept in desk.store.kept():
        if kept.code not in GONE:
            (waiting if kept.code in PENDING else refused)[kept.office] += 1
    alarms = Counter(alarm.peer for alarm in open_alarms(desk))
    tasks = _by_addressee(desk, "task", {"status": "01"})
    return _Counts(refused, waiting, alarms, tasks, _unanswered(desk), tasks.get("", 0))


def _by_addressee(desk: Desk, ledger: str, where: Mapping[str, object]) -> dict[str, int]:
    """Count what this office sent down and is not closed, by addressee; "" stands for what went to all."""
    own = desk.store.group_count(ledger, "addressee", where=where, states=(ACTIVE,), office=desk.office.site)
    return {str(site or ""): count for site, count in own.items()}


def _unanswered(desk: Desk) -> Counter[str]:
    """Count the proposals of ours that nobody answered yet, by addressee; those that were looked at are closed."""
    made = {str(row["uid"]): str(row["addressee"]) for row in desk.store.rows("proposal", office=desk.office.site)}
    answered = {reply.item for reply in replies_from_below(desk, list(made)) if reply.decision in DECISIONS}
    return Counter(site for uid, site in made.items() if uid not in answered)


def _line(desk: Desk, peer: Peer, counts: _Counts, limit: int) -> OfficeLine:
    site, log = peer.site, desk.store.system.packages
    applied = next(iter(log.last(direction="in", peer=site, state="applied")), None)
    came = [record.n for state in _CAME for record in log.last(direction="in", peer=site, state=state)]
    held = _held(desk, site, applied)
    theirs = digests_of(applied) if applied else {}
    ours = desk.store.digests(site)
    unlike = len(receipts.agree(ours, theirs)) if applied else 0
    taken = at(applied) if applied else ""
    silent = _days_since(taken or peer.paired_on)
    line = OfficeLine(
        site=site, name=peer.name, level=peer.level, code=peer.code, state="equal",
        n=applied.n if applied else 0, newest=max(came, default=0),
        seq=sum(mark.seq for mark in desk.store.system.peer_seen.list(peer=site)),
        made=applied.created if applied else "", taken=taken, silent=silent, overdue=silent > limit,
        own_people=_people(ours) if applied else None, their_people=_people(theirs) if applied else None,
        equal=not unlike if applied else None, unlike=unlike, held=held, quarantined=counts.quarantined.get(site, 0),
        pending=counts.pending.get(site, 0), unacknowledged=_unacknowledged(desk, site),
        tasks=counts.tasks.get(site, 0) + counts.for_all, proposals=counts.proposals.get(site, 0),
        alarms=counts.alarms.get(site, 0), last_out=_last_out(desk, site),
    )  # fmt: skip
    return _judged(line)


def _judged(line: OfficeLine) -> OfficeLine:
    """Return a line with its most urgent state and everything worth saying in words."""
    said: list[tuple[State, bool, str]] = [
        ("alarm", line.alarms > 0, f"{line.alarms} 件事要核实"),
        ("quarantined", line.quarantined > 0, f"{line.quarantined:,} 条记录被隔离"),
        ("unequal", bool(line.unlike) and not line.pending, f"{line.unlike} 本台账对不上"),
        ("held", line.held > 0, f"{line.held} 个包先放着，缺前面的包"),
        ("overdue", line.overdue and bool(line.taken), f"{line.silent} 天没有数据包"),
        ("never", not line.taken, "还没有收到过数据包"),
        ("pending", line.pending > 0, f"{line.pending:,} 条等本机升级"),
    ]
    found = [(state, words) for state, true, words in said if true]
    return replace(line, state=found[0][0] if found else "equal", marks=tuple(words for _, words in found))


def _held(desk: Desk, site: str, applied: PackageRecord | None) -> int:
    """Count packages that wait for one before them, but for those that a later one made needless."""
    waiting = desk.store.system.packages.list(direction="in", peer=site, state="held")
    done = (_replica(applied), applied.n) if applied else ("", 0)
    return sum(1 for record in waiting if not (_replica(record) == done[0] and record.n <= done[1]))


def _unacknowledged(desk: Desk, site: str) -> int:
    """Count our packages written after the last one that this office confirmed."""
    log = desk.store.system.packages
    confirmed = next(iter(log.last(direction="out", peer=site, state="acknowledged")), None)
    waiting = [record for state in _WAITING for record in log.list(direction="out", peer=site, state=state)]
    since = confirmed.n if confirmed and _replica(confirmed) == desk.store.replica else 0
    return sum(1 for record in waiting if _replica(record) == desk.store.replica and record.n > since)


def _last_out(desk: Desk, site: str) -> str:
    """Return when we last wrote for an office: the newest of each state is enough to know."""
    log = desk.store.system.packages
    found = [log.last(direction="out", peer=site, state=state) for state in (*_WAITING, "acknowledged")]
    return max((record.created for records in found for record in records), default="")


def _replica(record: PackageRecord) -> str:
    return str(record.outcome.get("replica", ""))


def _people(digests: Mapping[str, tuple[int, str]]) -> int:
    return digests.get("person", (0, ""))[0]


def _days_since(when: str) -> int:
    """Return the days from a moment or date until today, 0 when it lies ahead or is not known."""
    return max(0, (today() - date.fromisoformat(when[:10])).days) if when else 0


def summary(lines: Sequence[OfficeLine]) -> str:
    """Return the line over the table: how many offices, and how many of each state, most of all those equal."""
    if not lines:
        return "还没有和下级单位配对。"
    found = Counter(line.state for line in lines)
    words: dict[State, str] = {
        "equal": "个一致", "overdue": "个逾期", "unequal": "个对不上", "held": "个缺前面的包", "never": "个还没有收到过",
        "quarantined": "个有隔离的记录", "pending": "个等本机升级", "alarm": "个要核实",
    }  # fmt: skip
    order: tuple[State, ...] = ("equal", *(state for state in URGENCY if state != "equal"))
    parts = [f"{found[state]} {words[state]}" for state in order if found[state]]
    return f"{len(lines)} 个单位：{'，'.join(parts)}。"
