"""Taking in a whole folder of packages from many offices: sorted, one backup, one report, and never stopped by one file.

Every package is its own transaction, so nothing is ever half taken in. Cancelling waits for the office in hand: those
before it are whole, those after it are untouched, and the report says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from gridDesk.desk import safety
from gridDesk.desk.office import Desk
from gridDesk.desk.progress import Cancelled, Progress, silent
from gridDesk.desk.receiving import apply_package, backed_up_lately
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.sending import RETIRED, stopped
from gridDesk.desk.street_detail import unlike
from gridDesk.errors import DeskError
from gridDesk.store.system import PackageRecord, Peer
from gridDesk.sync import stick
from gridDesk.sync.envelope import SUFFIX
from gridDesk.sync.errors import PackageError, SenderKeyChanged
from gridDesk.sync.peek import Peek, peek
from gridDesk.text import now_iso

LOG = logging.getLogger("gridDesk")
LAST = "last_folder_report"
Outcome = Literal["applied", "again", "older", "held", "refused", "foreign", "unreadable", "left"]
WORDS: dict[Outcome, str] = {
    "applied": "已收取", "again": "收过了", "older": "内容已包含在别的包里", "held": "先放着", "refused": "没有收", "foreign": "不是给本单位的",
    "unreadable": "读不出来", "left": "没有轮到",
}  # fmt: skip
_BROKEN = "收取这个文件时程序出了意外，没有写入任何内容。请换一份拷贝再试；又出现时请告诉维护人员。"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPackage:
    """What became of one file: `n` 0 when its number is not known; `why` a sentence where it was not simply taken in."""

    file: str
    n: int = 0
    outcome: Outcome
    new: int = 0
    changed: int = 0
    closed: int = 0
    why: str = ""
    problems: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """Return the outcome as a clerk reads it."""
        return WORDS[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOffice:
    """One office's part of a folder: its files in the order they were taken, and whether both sides now agree."""

    site: str
    name: str
    packages: tuple[FolderPackage, ...]
    equal: bool | None = None

    def of(self, *outcomes: Outcome) -> list[FolderPackage]:
        """Return the packages with one of these outcomes."""
        return [one for one in self.packages if one.outcome in outcomes]

    @property
    def figures(self) -> tuple[int, int, int]:
        """Return how many records are new, changed and closed."""
        taken = self.of("applied")
        return sum(one.new for one in taken), sum(one.changed for one in taken), sum(one.closed for one in taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReport:
    """A folder that was taken in: office by office, then the files that belong to none of them. Times are ISO."""

    folder: str
    begun: str
    ended: str
    offices: tuple[FolderOffice, ...] = ()
    others: tuple[FolderPackage, ...] = ()
    cancelled: bool = False
    backup: str = ""
    files: int = 0

    def of(self, *outcomes: Outcome) -> list[FolderPackage]:
        """Return all packages with one of these outcomes."""
        return [one for office in self.offices for one in office.of(*outcomes)] + [
            one for one in self.others if one.outcome in outcomes
        ]

    @property
    def figures(self) -> tuple[int, int, int]:
        """Return how many records of all offices are new, changed and closed."""
        found = [office.figures for office in self.offices]
        return sum(one[0] for one in found), sum(one[1] for one in found), sum(one[2] for one in found)

    @property
    def line(self) -> str:
        """Return the whole run in a sentence or two."""
        if not self.files:
            return "这个文件夹里没有数据包。"
        new, changed, closed = self.figures
        taken = self.of("applied")
        sites = sum(1 for office in self.offices if office.of("applied"))
        brought = f"收取了 {sites} 个单位的 {len(taken)} 个数据包：新增 {new:,}，修改 {changed:,}，注销 {closed:,}"
        parts = [brought if taken else "没有收到新的内容"]
        for words, count in (
            ("没有收", len(self.of("refused", "unreadable"))), ("先放着", len(self.of("held"))),
            ("收过了或已包含在别的包里", len(self.of("again", "older"))), ("不是给本单位的", len(self.of("foreign"))),
        ):  # fmt: skip
            if count:
                parts.append(f"{count} 个{words}")
        stopped = f"中途停下，还有 {len(self.of('left'))} 个没有轮到，可以再收一次。" if self.cancelled else ""
        return f"共 {self.files} 个文件，{'；'.join(parts)}。{stopped}"


def package_files(folder: Path) -> list[Path]:
    """Return the package files in a folder and one level below, by name. Raises StickError."""
    return stick.packages_on(folder)


def apply_folder(desk: Desk, source: Path | Iterable[Path], progress: Progress = silent) -> FolderReport:
    """Take in every package of a folder (or of a list of files), each office's in the order in which they were made.

    One backup is made before the first, unless there is one of the last half hour. A bad package stops nothing.
    `progress` may raise Cancelled: then the office in hand is finished and the report returned. Raises StickError when
    the folder cannot be read at all, DeskError for who is no clerk.
    """
    need_clerk(desk, "收取数据包")
    files = package_files(source) if isinstance(source, Path) else _listed(source)
    place = str(source) if isinstance(source, Path) else str(files[0].parent) if files else ""
    begun = FolderReport(folder=place, begun=now_iso(), ended="", files=len(files))
    report = _Run(desk, progress).take(files, begun)
    desk.set_setting(LAST, msgspec.to_builtins(report))
    return report


def _listed(paths: Iterable[Path]) -> list[Path]:
    return [path for path in dict.fromkeys(paths) if path.suffix.lower() == SUFFIX]


def last_report(desk: Desk) -> FolderReport | None:
    """Return the report of the folder taken in last, None when there is none."""
    kept = desk.setting(LAST)
    return msgspec.convert(kept, FolderReport) if kept else None


class _Run:
    """One folder on its way in."""

    def __init__(self, desk: Desk, progress: Progress) -> None:
        self.desk, self.progress = desk, progress
        peers = sorted(desk.store.system.peers.list(), key=lambda peer: (peer.code or "~", peer.name))
        self.stopped = {peer.site: peer for peer in peers if peer.state == RETIRED}
        self.names = {peer.site: peer.name for peer in peers if peer.site not in self.stopped}
        self.done = self.total = 0
        self.cancelled = self.safe = False
        self.backup: Path | None = None

    def take(self, files: Sequence[Path], report: FolderReport) -> FolderReport:
        """Take the files in and return the report with what became of them."""
        self.total = len(files)
        self._say("正在查看文件夹里的数据包")
        known, others = self._sorted(files)
        offices = [self._office(site, found) for site, found in known.items()]
        return replace(
            report, ended=now_iso(), offices=tuple(offices), others=tuple(others), cancelled=self.cancelled,
            backup=self.backup.name if self.backup else "",
        )  # fmt: skip

    def _sorted(self, files: Sequence[Path]) -> tuple[dict[str, list[Peek]], list[FolderPackage]]:
        """Return the packages of each paired office in their order, offices as they are numbered, and what became of the others."""
        found: dict[str, list[Peek]] = {}
        others: list[FolderPackage] = []
        for path in files:
            self._say("正在查看文件夹里的数据包")
            try:
                seen = peek(path)
            except PackageError as error:
                others.append(FolderPackage(file=path.name, outcome="unreadable", why=_sentence(error)))
                continue
            if seen.addressee != self.desk.office.site:
                others.append(self._foreign(seen))
            elif seen.sender not in self.names:
                others.append(_stranger(seen, self.stopped.get(seen.sender)))
            else:
                found.setdefault(seen.sender, []).append(seen)
        self.done = len(others)
        return {site: sorted(found[site], key=lambda seen: seen.order) for site in self.names if site in found}, others

    def _foreign(self, seen: Peek) -> FolderPackage:
        own = seen.sender == self.desk.office.site
        whom = self.names.get(seen.addressee, "")
        words = "是本单位自己写出的" if own else "不是给本单位的"
        given = f"，请交给{whom}" if whom else "，请核对 U 盘"
        return FolderPackage(file=seen.path.name, n=seen.n, outcome="foreign", why=f"这个数据包{words}{given}。")

    def _office(self, site: str, found: Sequence[Peek]) -> FolderOffice:
        """Take one office's packages in, one after the other; a wish to stop is heard before and after, not between."""
        self._say(f"正在收取{self.names[site]}")
        if self.cancelled:
            self.done += len(found)
            left = tuple(FolderPackage(file=seen.path.name, n=seen.n, outcome="left") for seen in found)
            return FolderOffice(site=site, name=self.names[site], packages=left)
        packages = []
        for seen in found:
            packages.append(self._package(seen))
            self.done += 1
            self._say(f"正在收取{self.names[site]}")
        settled = tuple(self._settled(seen, one) for seen, one in zip(found, packages, strict=True))
        return FolderOffice(site=site, name=self.names[site], packages=_twins(found, settled), equal=self._equal(site))

    def _package(self, seen: Peek) -> FolderPackage:
        made = FolderPackage(file=seen.path.name, n=seen.n, outcome="refused")
        try:
            self._back_up(seen)
            applied = apply_package(self.desk, seen.path, backup=False)
        except DeskError as error:
            return replace(made, outcome=self._refusal(seen, error), why=_sentence(error))
        except Exception as error:  # noqa: BLE001 - one file that breaks the program must not keep forty others out
            LOG.error("unexpected %s in a folder of packages", type(error).__name__)
            return replace(made, why=_BROKEN)
        if applied.verdict != "apply":
            outcome: Outcome = (
                "again" if applied.verdict == "again" else "held" if applied.verdict == "gap" else "older"
            )
            return replace(made, outcome=outcome, why=applied.lines[-1] if applied.lines else "")
        return replace(self._counted(seen, made), problems=tuple(applied.problems))

    def _refusal(self, seen: Peek, error: DeskError) -> Outcome:
        """Return what a refusal amounts to: put aside, contained in a later package, damaged, or truly refused."""
        state = self._state(seen)
        if getattr(error, "code", "") in ("unreadable", "copy_damaged", "not_a_package"):
            return "unreadable"
        if state == "held":
            return "held"
        if state == "applied" and isinstance(error, SenderKeyChanged):
            return "again"
        taken = self.desk.store.system.packages.last(direction="in", peer=seen.sender, state="applied")
        later = any(one.outcome.get("replica") == seen.replica and one.n > seen.n for one in taken)
        return "older" if later and not state else "refused"

    def _back_up(self, seen: Peek) -> None:
        """Make the one backup before the first package that is not known yet, unless there is one of just now."""
        if not self.safe and self._state(seen) != "applied":
            self.safe = True
            if not backed_up_lately(self.desk):
                self._say("正在备份，只备份这一次")
                self.backup = safety.backup(self.desk)

    def _record(self, seen: Peek) -> PackageRecord | None:
        return self.desk.store.system.packages.get(seen.package_id, "in")

    def _state(self, seen: Peek) -> str:
        record = self._record(seen)
        return record.state if record else ""

    def _counted(self, seen: Peek, made: FolderPackage) -> FolderPackage:
        record = self._record(seen)
        numbers = [values for values in record.counts.values() if isinstance(values, list)] if record else []
        new, changed, closed = (sum(int(one[place]) for one in numbers) for place in range(3))
        return replace(made, outcome="applied", new=new, changed=changed, closed=closed, why="")

    def _settled(self, seen: Peek, one: FolderPackage) -> FolderPackage:
        """Return a package that was held as taken in, when the one it waited for came later in the same folder."""
        return self._counted(seen, one) if one.outcome == "held" and self._state(seen) == "applied" else one

    def _equal(self, site: str) -> bool | None:
        taken = self.desk.store.system.packages.last(direction="in", peer=site, state="applied")
        return not unlike(self.desk, site) if taken else None

    def _say(self, words: str) -> None:
        """Report, and remember that the clerk wishes to stop."""
        try:
            self.progress(self.done, self.total, words)
        except Cancelled:
            self.cancelled = True


def _twins(found: Sequence[Peek], packages: Sequence[FolderPackage]) -> tuple[FolderPackage, ...]:
    """Say of a damaged copy that a whole one of the same package was taken in."""
    whole = {seen.package_id for seen, one in zip(found, packages, strict=True) if one.outcome in ("applied", "again")}
    return tuple(
        replace(one, outcome="again", why="这一份拷贝坏了；同一个包另有完好的一份，已经收取。")
        if one.outcome in ("refused", "unreadable") and seen.package_id in whole
        else one
        for seen, one in zip(found, packages, strict=True)
    )


def _stranger(seen: Peek, known: Peer | None) -> FolderPackage:
    why = "发送单位还没有与本机配对，没有打开。请先到“收发”页配对，再收一次。"
    if known is not None:
        why = _sentence(stopped(known))
    return FolderPackage(file=seen.path.name, n=seen.n, outcome="refused", why=why)


def _sentence(error: DeskError) -> str:
    return "".join(part for part in (error.message, error.advice) if part)
