"""What the page of the log shows: the lines somebody may see, read a page at a time, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import overload

from gridDesk.desk import anchors
from gridDesk.desk.audit_kinds import KINDS
from gridDesk.desk.audit_words import MISSING, Shown, kind_of, shown
from gridDesk.desk.office import Desk
from gridDesk.store.audit import AuditLine
from gridDesk.store.audit_log import EVERY, Wanted

PAGE = 100
_PAGES_KEPT = 8

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": ("全部操作", ()),
    "weak": ("放宽和异常", (
        *(key for key, kind in KINDS.items() if kind.weakens), "login_failed", "clock_jump", "backup_failed", "grant_refused",
        "login_paused", "password_failed", "paper_key_failed", "approval_failed", "act_refused",
    )),
    "refused": ("被拒绝的操作", (
        "act_refused", "approval_failed", "grant_refused", "login_failed", "login_paused", "password_failed", "paper_key_failed",
    )),
    "login": ("登录和锁定", ("login", "login_failed", "login_paused", "password_failed", "paper_key_failed", "locked")),
    "account": ("账号和密钥", (
        "account_added", "account_removed", "account_changed", "password_changed", "paper_key_made", "paper_key_confirmed", "rekey",
    )),
    "seen": ("查看和查找", (
        "sensitive_opened", "sensitive_revealed", "id_revealed", "searched", "listed", "named",
    )),
    "out": ("打印、导出、提供", (
        "print", "export", "grant", "grant_approved", "grant_refused", "copy_returned", "copy_shredded",
    )),
    "exchange": ("收发", ("package_out", "package_in", "receipt_in", "paired", "key_replaced", "peer_retired", "key_exported")),
    "data": ("导入、清除、复核", ("import", "import_undone", "erase", "review")),
    "safe": ("备份和检查", (
        "backup", "backup_failed", "second_place", "restore", "drill", "replica", "integrity", "damaged", "handover", "clock_jump",
    )),
    "setting": ("设置", ("setting", "setting_weakened")),
}  # fmt: skip


def sees_all(desk: Desk) -> bool:
    """Tell whether who is at the desk may read everybody's lines; others read their own."""
    return desk.can("auditor") or desk.can("keeper")


def allowed(desk: Desk, wanted: Wanted) -> Wanted:
    """Return a question narrowed to what who is at the desk may see."""
    return wanted if sees_all(desk) else replace(wanted, user=desk.keys.who)


class Lines(Sequence[Shown]):
    """The matching lines, newest first; only those looked at are read from the file."""

    def __init__(self, desk: Desk, wanted: Wanted) -> None:
        self._desk = desk
        asked = allowed(desk, wanted)
        head = desk.store.log.head()[0]
        self.numbers: Sequence[int] = range(head, 0, -1) if asked == EVERY else desk.store.log.numbers(asked)
        self._pages: dict[int, list[AuditLine]] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Shown: ...
    @overload
    def __getitem__(self, place: slice) -> list[Shown]: ...
    def __getitem__(self, place: int | slice) -> Shown | list[Shown]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        return shown(self._desk, self.line(place))

    def __iter__(self) -> Iterator[Shown]:
        return (self[n] for n in range(len(self)))

    def line(self, place: int) -> AuditLine:
        """Return the whole line at a place."""
        page, row = divmod(place, PAGE)
        if page not in self._pages:
            if len(self._pages) >= _PAGES_KEPT:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._read(self.numbers[page * PAGE : (page + 1) * PAGE])
        return self._pages[page][row]

    def _read(self, numbers: Sequence[int]) -> list[AuditLine]:
        """Read some lines; one that somebody took out of the file is told as missing."""
        found = {line.n: line for line in self._desk.store.log.page(numbers)}
        return [found.get(n) or _missing(n) for n in numbers]


def _missing(n: int) -> AuditLine:
    return AuditLine(n=n, replica="", at="", clock_ok=True, user="", role="", kind=MISSING)


def people(desk: Desk) -> list[str]:
    """Return who has lines in the log, as far as who is at the desk may know."""
    return sorted({user for _, user in desk.store.log.totals(allowed(desk, Wanted())) if user})


@dataclass(frozen=True, slots=True)
class Sum:
    """How many lines of a kind a person has, and how much they count together."""

    kind: str
    label: str
    who: str
    lines: int
    count: int


def sums(desk: Desk, wanted: Wanted) -> list[Sum]:
    """Return the matching lines by kind and person, in the order kinds are declared."""
    found = desk.store.log.totals(allowed(desk, wanted))
    order = {key: n for n, key in enumerate(KINDS)}
    return [
        Sum(kind, kind_of(kind).label, who or "程序", *found[kind, who])
        for kind, who in sorted(found, key=lambda pair: (order.get(pair[0], len(order)), pair[1]))
    ]


@dataclass(frozen=True, slots=True)
class OtherLog:
    """The log of another office as it is anchored here: its newest number, when it was stated, and how it stands."""

    name: str
    n: int
    at: str
    state: str
    words: str


_STATES = {
    "first": "第一次登记", "follows": "接得上", "restored": "恢复过备份，从第 {common} 条以后换过", "broken": "对不上，只到第 {common} 条相同",
    "unproved": "间隔的数据包太多，这一次无法核对",
}  # fmt: skip


def others(desk: Desk) -> list[OtherLog]:
    """Return the logs of the offices packages came from, those that do not hold first."""
    found = []
    for peer in desk.store.system.peers.list():
        had = anchors.kept(desk, peer.site)
        if had:
            worst = next((one for one in reversed(had) if one.state == "broken"), had[-1])
            words = _STATES.get(worst.state, worst.state).format(common=f"{worst.common:,}")
            found.append(OtherLog(peer.name, had[-1].n, had[-1].at[:16].replace("T", " "), worst.state, words))
    return sorted(found, key=lambda one: (one.state != "broken", one.name))


def some(lines: Lines, most: int) -> list[AuditLine]:
    """Return the first lines whole, at most so many."""
    return [lines.line(n) for n in islice(range(len(lines)), most)]
