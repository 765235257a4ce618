"""Writing packages for many offices in one go, to one folder, with one report; a full or pulled stick ends the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gridDesk.desk import outbox
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Cancelled, Progress, silent
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.sending import scopes_of, write_package
from gridDesk.errors import DeskError
from gridDesk.store.system import Peer
from gridDesk.sync.errors import StickError

Outcome = Literal["written", "quiet", "failed", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOffice:
    """What became of the package for one office; `why` a sentence where none was written."""

    site: str
    name: str
    outcome: Outcome
    n: int = 0
    entries: int = 0
    file: str = ""
    why: str = ""

    @property
    def word(self) -> str:
        """Return the outcome as a clerk reads it."""
        return {"written": "已写出", "quiet": "没有新内容", "failed": "没有写成", "left": "没有轮到"}[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """A round of writing: office by office. `trouble` is what ended it early."""

    folder: str
    offices: tuple[WrittenOffice, ...]
    cancelled: bool = False
    trouble: str = ""

    def of(self, *outcomes: Outcome) -> list[WrittenOffice]:
        """Return the offices with one of these outcomes."""
        return [one for one in self.offices if one.outcome in outcomes]

    @property
    def line(self) -> str:
        """Return the whole round in a sentence or two."""
        parts = [f"已给 {len(self.of('written'))} 个单位写出数据包，并读回核对"]
        for words, count in (
            ("没有新内容，没有写", len(self.of("quiet"))), ("没有写成", len(self.of("failed"))),
            ("没有轮到", len(self.of("left"))),
        ):  # fmt: skip
            if count:
                parts.append(f"{count} 个{words}")
        return f"{'；'.join(parts)}。{self.trouble}{'已按您的意思停下。' if self.cancelled else ''}"


def has_something_to_say(desk: Desk, peer: Peer) -> bool:
    """Tell whether a package for an office would hold anything new: records, a receipt it has not been sent, or all."""
    if desk.setting(f"snapshot_next.{peer.site}", False):
        return True
    acked = {mark.replica: mark.seq for mark in desk.store.system.peer_acked.list(peer=peer.site)}
    heads = desk.store.heads(desk.office.site, scopes_of(peer))
    if any(seq > acked.get(replica, 0) for replica, (seq, _) in heads.items()):
        return True
    due, newest = outbox.answers(desk, peer.site), outbox.newest(desk, peer.site, but=(outbox.MADE,))
    return bool(due) and (newest is None or newest.outcome.get("answers") != due)


def write_all(
    desk: Desk, folder: Path, sites: Sequence[str] = (), progress: Progress = silent, *, needed: bool = True
) -> WrittenReport:
    """Write a package for each of these offices (all those below when none are named) into a folder, verified there.

    `needed`: leave out those with nothing new for them. `progress` may raise Cancelled between offices; what was
    written stays. A stick that is full, pulled or not to be trusted ends the run; another trouble only that office.
    """
    need_clerk(desk, "写出数据包")
    peers = _wanted(desk, sites)
    made: list[WrittenOffice] = []
    trouble, cancelled = "", False
    for number, peer in enumerate(peers):
        try:
            progress(number, len(peers), f"正在给{peer.name}写出")
        except Cancelled:
            cancelled = True
        if cancelled or trouble:
            made.append(WrittenOffice(site=peer.site, name=peer.name, outcome="left"))
            continue
        one, trouble = _one(desk, peer, folder, needed)
        made.append(one)
    if not cancelled:
        _report_end(progress, len(peers))
    return WrittenReport(folder=str(folder), offices=tuple(made), cancelled=cancelled, trouble=trouble)


def _report_end(progress: Progress, count: int) -> None:
    """Say that all is written; a wish to stop comes too late then."""
    try:
        progress(count, count, "写好了")
    except Cancelled:
        return


def _wanted(desk: Desk, sites: Sequence[str]) -> list[Peer]:
    peers = desk.store.system.peers.list(state="active", relation="child")
    return [peer for peer in peers if not sites or peer.site in sites]


def _one(desk: Desk, peer: Peer, folder: Path, needed: bool) -> tuple[WrittenOffice, str]:
    """Write for one office; return what became of it, and the sentence that ends the run where the stick is to blame."""
    bare = WrittenOffice(site=peer.site, name=peer.name, outcome="quiet")
    if needed and not has_something_to_say(desk, peer):
        return bare, ""
    try:
        written = write_package(desk, peer.site, folder)
    except DeskError as error:
        why = "".join(part for part in (error.message, error.advice) if part)
        failed = WrittenOffice(site=peer.site, name=peer.name, outcome="failed", why=why)
        return failed, why if isinstance(error, StickError) else ""
    done = WrittenOffice(
        site=peer.site, name=peer.name, outcome="written", n=written.n, entries=written.entries, file=written.path.name
    )
    return done, ""
