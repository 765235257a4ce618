"""One office below, looked at closely: which ledgers differ, its packages, and the records of it that wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, cast

from gridDesk.desk import alarms as told
from gridDesk.desk.office import Desk
from gridDesk.store.system import Alarm, PackageRecord
from gridDesk.sync import receipts
from gridDesk.sync.asides import GONE, PENDING, REASONS


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """A ledger in which both sides do not hold the same; equal counts mean that only the content differs."""

    ledger: str
    label: str
    theirs: int
    ours: int

    @property
    def words(self) -> str:
        """Return what is unlike, in words."""
        if self.theirs == self.ours:
            return "条数相同，内容不同"
        more = abs(self.theirs - self.ours)
        return f"对方多 {more:,} 条" if self.theirs > self.ours else f"本机多 {more:,} 条"


@dataclass(frozen=True, slots=True)
class OfficePackage:
    """A package of one office for its page: which way, number, when by our clock, what became of it."""

    direction: Literal["in", "out"]
    n: int
    when: str
    state: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """Records of one ledger that wait or are quarantined for one reason."""

    label: str
    reason: str
    quarantined: bool
    count: int


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """Something about an office that a person must find out, as a sentence; `key` names it to `settle`."""

    key: str
    words: str


TOLD_RECORD_BY_RECORD = "quarantined_here"  # see `asides`


def open_alarms(desk: Desk) -> list[Alarm]:
    """Return what a person must find out about any office, but for what is counted record by record."""
    return [alarm for alarm in told.open_alarms(desk) if alarm.kind != TOLD_RECORD_BY_RECORD]


def alarms(desk: Desk, site: str) -> list[AlarmLine]:
    """Return what a person must find out about an office, in words."""
    found = [(alarm.key, told.words_of(desk, alarm)) for alarm in open_alarms(desk) if alarm.peer == site]
    return [AlarmLine(key, f"{words.title}。{words.what}{words.todo}。") for key, words in found]


def settle(desk: Desk, site: str) -> int:
    """Note that somebody looked into everything that is to be found out about an office; return how many they were."""
    found = alarms(desk, site)
    for one in found:
        told.put_away(desk, one.key)
    return len(found)


def differences(desk: Desk, site: str) -> list[LedgerDifference]:
    """Return the ledgers in which our mirror of an office differs from what its last package says it holds."""
    applied = next(iter(desk.store.system.packages.last(direction="in", peer=site, state="applied")), None)
    if applied is None:
        return []
    found = receipts.agree(desk.store.digests(site), digests_of(applied))
    return [LedgerDifference(one.ledger, _label(desk, one.ledger), one.other, one.own) for one in found]


def unlike(desk: Desk, site: str) -> list[LedgerDifference]:
    """Return the differences that a whole state would mend: not those of ledgers whose records wait for a newer program."""
    waiting = {kept.ledger for kept in desk.store.kept(site) if kept.code in PENDING}
    return [one for one in differences(desk, site) if one.ledger not in waiting]


def _label(desk: Desk, ledger: str) -> str:
    known = desk.catalogue.ledgers.get(ledger)
    return known.label if known else "本机程序还没有的台账"


def asides(desk: Desk, site: str) -> list[Aside]:
    """Return what of an office's records is quarantined or waits for a newer program, by ledger and reason."""
    found = Counter((kept.ledger, kept.code) for kept in desk.store.kept(site) if kept.code not in GONE)
    lines = [
        Aside(_label(desk, ledger), REASONS.get(code, code), code not in PENDING, count)
        for (ledger, code), count in found.items()
    ]
    return sorted(lines, key=lambda one: (not one.quarantined, one.label))


_STATE_WORDS = {
    "made": "做好了", "created": "正在写出", "written": "已写出，等待回执", "handed": "已带走，等待回执", "acknowledged": "对方已收下",
    "partial": "对方收下一部分", "applied": "已收取", "refused": "没有收", "held": "等前面的包",
}  # fmt: skip


def packages(desk: Desk, site: str, limit: int = 8) -> list[OfficePackage]:
    """Return the newest packages from and for an office, newest first."""
    log = desk.store.system.packages
    found = [record for way in ("in", "out") for record in log.last(30, direction=way, peer=site)]
    newest = sorted(found, key=lambda record: record.created if record.direction == "out" else at(record), reverse=True)
    return [
        OfficePackage(
            cast(Literal["in", "out"], record.direction), record.n,
            record.created if record.direction == "out" else at(record),
            _STATE_WORDS.get(record.state, record.state), record.kind != "delta",
        )
        for record in newest[:limit]
    ]  # fmt: skip


def at(record: PackageRecord) -> str:
    """Return when, by our clock, a package was last dealt with."""
    return str(record.outcome.get("at", record.created))


def digests_of(record: PackageRecord) -> dict[str, tuple[int, str]]:
    """Return what the sender of a package said it holds, per ledger."""
    return {key: (int(pair[0]), str(pair[1])) for key, pair in cast("dict[str, list[str]]", record.digests).items()}
