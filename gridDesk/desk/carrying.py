"""一键收发: everything for this office is taken in from a stick, then what the other side lacks is written to it.

Taking in comes first, so that what is written carries the receipts at once. One report tells all of it, problems first;
nothing is asked on the way. It may be stopped between two packages: what was done stays done and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gridDesk.desk import backup_second, outbox, sending
from gridDesk.desk.carry_report import Level, Report, ReportLine, problems_first
from gridDesk.desk.office import Desk
from gridDesk.desk.on_stick import BROKEN, Cache, Found, StickView, look, printable
from gridDesk.desk.progress import Cancelled, Progress, silent
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.sending import Written
from gridDesk.desk.stick_words import named
from gridDesk.desk.street_folder import FolderOffice, FolderPackage, FolderReport, apply_folder
from gridDesk.desk.street_writing import has_something_to_say
from gridDesk.errors import DeskError
from gridDesk.store.system import Peer
from gridDesk.sync import stick
from gridDesk.sync.errors import StickError

__all__ = [
    "Cache", "Found", "Report", "ReportLine", "StickView", "addressees", "carry", "lacking", "look", "plan_words", "remove_parts",
    "take_out", "write_again",
]  # fmt: skip


@dataclass
class _Run:
    """One round of 收发 on its way."""

    desk: Desk
    folder: Path
    progress: Progress
    lines: list[ReportLine] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    taken: int = 0
    answered: int = 0
    cancelled: bool = False
    lost: bool = False  # the stick is gone or not to be trusted: nothing more is tried

    def say(self, level: Level, text: str) -> None:
        """Add a sentence to the report."""
        self.lines.append(ReportLine(level, text))

    def report(self) -> Report:
        """Return the report, problems first."""
        return Report(
            self.folder,
            problems_first(self.lines),
            self.taken,
            self.answered,
            tuple(self.written),
            self.cancelled,
            not self.lost,
        )

    def going(self, done: int, total: int, words: str) -> bool:
        """Tell how far it is; False once the clerk wishes to stop."""
        call: Callable[[int, int, str], None] = self.progress
        try:
            call(done, total, words)
        except Cancelled:
            self.cancelled = True
        return not self.cancelled


def addressees(desk: Desk, view: StickView) -> list[Peer]:
    """Return for whom packages are written to a stick when nobody is named.

    Those whose packages are on it; a stick with nothing of anybody is for the office above, or for the only one paired.
    """
    peers = desk.store.system.peers.list(state="active")
    found = [peer for site in view.sites for peer in peers if peer.site == site]
    if found:
        return found
    above = [peer for peer in peers if peer.relation == "parent"]
    if len(peers) == 1 or (above and desk.office.is_base):
        return above or peers
    return []


def lacking(desk: Desk, view: StickView, peers: Sequence[Peer]) -> list[Peer]:
    """Return those of some offices for whom a package would be written to a stick now."""
    return [peer for peer in peers if _why_not(desk, view, peer) is None]


def plan_words(view: StickView, chosen: Sequence[Peer], lack: Sequence[Peer]) -> str:
    """Return in a sentence what 收发 would do: for whom it is meant, and who of them lacks something."""
    coming = len(view.incoming)
    if not coming and not chosen:
        return "没有要收的；请选发给谁。"
    if not coming and not lack:
        return (
            "没有要收的，要发的也都写好了；可以安全弹出 U 盘。" if view.seen_whole else "没有要收的，也没有新内容要发。"
        )
    names = "、".join(peer.name for peer in lack[:3]) + (f"等 {len(lack)} 个单位" if len(lack) > 3 else "")
    parts = [f"先收 {coming} 个包" if coming else "", f"{'再' if coming else ''}给{names}写一个包" if lack else ""]
    return f"{'，'.join(part for part in parts if part)}。"


def carry(desk: Desk, folder: Path, to: Sequence[str] | None = None, progress: Progress = silent) -> Report:
    """Take in everything for this office from a stick or folder, then write packages for the offices it belongs to.

    `to` names other offices (site ids) to write for; an empty sequence writes none. `progress` may raise Cancelled:
    the package in hand is finished, and the report says how far it came. Raises DeskError for who is no clerk, never for
    one bad file: the report tells.
    """
    need_clerk(desk, "收发数据包")
    run = _Run(desk, folder, progress)
    try:
        run.going(0, 0, "正在查看 U 盘")
        view = look(desk, folder)
    except DeskError as error:
        run.say("error", _sentence(error))
        run.lost = True
        return run.report()
    _tell_broken(run, view)
    chosen = [peer.site for peer in addressees(desk, view)] if to is None else list(to)
    _take_in(run, view)
    _write_out(run, view, chosen)
    _copy_backup(run)
    if run.cancelled:
        run.say("warn", "已按您的意思停下：做完的已经保存，没轮到的还在 U 盘上，再点一次“一键收发”就接着做。")
    elif not run.lines:
        run.say("note", "U 盘上没有要收的数据包，也没有选发给谁。")
    return run.report()


def _copy_backup(run: _Run) -> None:
    """Copy the newest backup to a stick that is the second place as well; one line tells."""
    if run.cancelled or run.lost or not backup_second.serves(run.desk, run.folder):
        return
    try:
        if backup_second.behind(run.desk) and run.going(0, 0, "正在把备份也抄到这个 U 盘"):
            backup_second.copy(run.desk, folder=run.folder)
            run.say("ok", "备份也抄到了这个 U 盘（第二处），已读回核对。")
    except DeskError as error:
        run.say("warn", f"备份没有抄到这个 U 盘：{_sentence(error)}")


def _tell_broken(run: _Run, view: StickView) -> None:
    for one in view.of(*BROKEN):
        run.say("error" if one.what != "stranger" else "warn", f"{named(one)}没有收：{one.why}")
    for one in view.damaged_own:
        run.say("warn", f"本单位以前写给{one.name}的第 {one.n} 号包在这个 U 盘上已经坏了；新写的包会代替它。")
    for name in view.unreadable:
        run.say("warn", f"文件夹“{name}”打不开，里面的没有看。")


# --- taking in --------------------------------------------------------------------------------------------------------


def _take_in(run: _Run, view: StickView) -> None:
    files = [one.path for one in view.incoming]
    if not files or run.cancelled:
        return
    waiting = _unanswered(run.desk)
    names = {one.path.name: named(one) for one in view.incoming}

    def progress(done: int, total: int, words: str) -> None:
        if not run.going(done, total + 1, words):
            raise Cancelled

    done = apply_folder(run.desk, files, progress)
    run.taken = len(done.of("applied"))
    _tell_taken(run, done, names)
    _tell_answers(run, waiting)


def _tell_taken(run: _Run, done: FolderReport, names: dict[str, str]) -> None:
    for office in done.offices:
        for one in office.packages:
            _tell_package(run, one, names)
        taken = office.of("applied")
        if taken:
            run.say("ok", _office_words(office, taken))
        if taken and office.equal is False:
            run.say("warn", f"收取以后，本机里{office.name}的数据和它那边的还不一致；它的下一个包会补齐。")
    for one in done.others:
        _tell_package(run, one, names)


def _tell_package(run: _Run, one: FolderPackage, names: dict[str, str]) -> None:
    named = names.get(one.file, f"“{printable(one.file)}”")
    if one.outcome in ("refused", "unreadable"):
        run.say("error", f"{named}没有收：{one.why}")
    elif one.outcome == "held":
        run.say("warn", f"{named}先放着：{one.why}")
    for words in one.problems:
        run.say("warn", words)


def _office_words(office: FolderOffice, taken: Sequence[FolderPackage]) -> str:
    numbers = "、".join(str(one.n) for one in taken)
    new, changed, closed = office.figures
    counted = f"新增 {new:,}，修改 {changed:,}，注销 {closed:,}" if new or changed or closed else "没有台账变动"
    return f"已收取{office.name}的第 {numbers} 号包：{counted}。"


def _unanswered(desk: Desk) -> dict[str, str]:
    """Return the packages of ours that nobody has answered yet, by id, with their state."""
    sent = desk.store.system.packages.list(direction="out")
    return {one.package_id: one.state for one in sent if outbox.key_of(one) not in outbox.ANSWERED}


def _tell_answers(run: _Run, waiting: dict[str, str]) -> None:
    for package_id, before in waiting.items():
        record = run.desk.store.system.packages.get(package_id, "out")
        if record is None or record.state == before:
            continue
        run.answered += 1
        line = outbox.line_of(run.desk, record)
        good = record.state == "acknowledged" or line.covered
        run.say(
            "ok" if good else "warn",
            f"回执：给{line.peer}的第 {line.n} 号包，{line.state}。{'' if good else line.detail}",
        )


# --- writing out ------------------------------------------------------------------------------------------------------


def _write_out(run: _Run, view: StickView, sites: Sequence[str]) -> None:
    for number, site in enumerate(sites):
        peer = run.desk.store.system.peers.get(site)
        if peer is None:
            run.say("error", "要发给的单位还没有配对，请先在“收发”页配对。")
            continue
        if run.lost or not run.going(number, len(sites), f"正在给{peer.name}写出数据包"):
            run.say("warn", f"给{peer.name}的包没有轮到写。")
            continue
        _write_for(run, view, peer)


def _write_for(run: _Run, view: StickView, peer: Peer) -> None:
    why_not = _why_not(run.desk, view, peer)
    if why_not is not None:
        run.lines.append(why_not)
        return
    try:
        made = write_package(run.desk, peer.site, run.folder)
    except DeskError as error:
        run.say("error", f"给{peer.name}的数据包没有写成：{_sentence(error)}")
        run.lost = run.lost or isinstance(error, StickError)
        return
    run.written.append(made)
    held = f"内含 {made.entries:,} 条变动" if made.entries else "内含回执"
    run.say("ok", f"给{peer.name}的第 {made.n} 号包已写到 U 盘，并已读回核对；{held}。对方收到以前不算送达。")


def write_package(desk: Desk, site: str, folder: Path, *, whole: bool = False, progress: Progress = silent) -> Written:
    """Write a package for an office, verified on the stick, and note where it lies. Raises DeskError."""
    made = sending.write_package(desk, site, folder, whole=whole, progress=progress)
    outbox.note_place(desk, site, folder)
    return made


def _why_not(desk: Desk, view: StickView, peer: Peer) -> ReportLine | None:
    """Return why nothing need be written for an office, None when something must."""
    lying = _still_good(desk, view, peer)
    if lying is not None:
        words = f"给{peer.name}的第 {lying.n} 号包已经在 U 盘上，刚读回核对过，内容没有变，不必再写。"
        return ReportLine("ok", words)
    if not has_something_to_say(desk, peer) and outbox.newest(desk, peer.site) is not None:
        return ReportLine("note", f"没有新内容要发给{peer.name}，没有写。")
    return None


def _still_good(desk: Desk, view: StickView, peer: Peer) -> Found | None:
    """Return our newest package for an office when it lies whole on this stick and nothing was added since."""
    record = outbox.newest(desk, peer.site)
    if record is None or record.package_id not in view.seen_whole:
        return None
    marks = {mark.replica: mark.seq for mark in desk.store.system.peer_acked.list(peer=peer.site)}
    for replica, (seq, _) in desk.store.heads(desk.office.site, sending.scopes_of(peer)).items():
        held = record.heads.get(replica, (0, 0))
        if seq > max(marks.get(replica, 0), int(held[1]) if isinstance(held, list | tuple) else 0):
            return None
    if record.outcome.get("answers") != outbox.answers(desk, peer.site):
        return None
    return next(one for one in view.own_waiting if one.package_id == record.package_id)


def write_again(desk: Desk, package_id: str, view: StickView) -> Written:
    """Write the very same package to a stick on which its copy was found damaged, then remove the damaged copy.

    Raises DeskError; the damaged copy stays then.
    """
    made = sending.write_again(desk, package_id, view.folder)
    bad = [one.path for one in view.damaged_own if one.package_id == package_id]
    stick.remove(bad)
    outbox.note_checked(desk, {package_id: True})
    return made


def remove_parts(view: StickView) -> int:
    """Remove the half-written files of earlier attempts, which the clerk agreed to; return how many. Raises StickError."""
    stick.remove(view.parts)
    return len(view.parts)


def take_out(folder: Path) -> bool:
    """Have the system let go of a stick; False when the clerk must do that on her desktop herself."""
    return stick.let_go(folder)


def _sentence(error: DeskError) -> str:
    return "".join(part for part in (error.message, error.advice) if part)
