"""Receiving: looking into a package and taking it in, with the replay state and the receipt in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from gridDesk.desk import answers, attachments, directives, erasure_following, parcels, safety, taken_log, taking_in
from gridDesk.desk.office import Desk
from gridDesk.desk.opened import Opened, open_package
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import need_clerk
from gridDesk.desk.taking_back import BackPlan
from gridDesk.errors import DeskError
from gridDesk.ledger import Changes
from gridDesk.sync import receipts, replay
from gridDesk.sync.delta import DeltaPlan
from gridDesk.sync.errors import DigestsDiffer, NeedsConsent, PackageError
from gridDesk.sync.snapshot import SnapshotPlan
from gridDesk.text import CLOCK

MANY = 200  # records a delta changes before a backup is made first
FEW = 20  # records a whole state may take back without asking
BACKUP_MINUTES = 30

Verdict = Literal["apply", "again", "older", "gap", "fork", "rollback", "retired"]


@dataclass(frozen=True, slots=True)
class PackageView:
    """What a package would do, before anything is written. `counts`: ledger label -> (new, changed, closed)."""

    sender: str
    n: int
    kind: str
    created: str
    verdict: Verdict
    counts: dict[str, tuple[int, int, int]]
    sentences: list[str]
    site: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedPackage:
    """What taking a package in did; `verdict` other than apply means that no record changed.

    `problems` are the sentences that somebody should read: records set aside, clocks, documents not taken.
    """

    verdict: Verdict
    changes: Changes
    lines: list[str]
    problems: tuple[str, ...] = ()
    n: int = 0
    sender: str = ""


def preview_package(desk: Desk, path: Path) -> PackageView:
    """Return what a package would do. Raises PackageError with the sentence when it must be refused."""
    opened = open_package(desk, path)
    header, counts = opened.header, _label_counts(desk, opened)
    sentences = [_introduction(opened)]
    if opened.verdict.sentence:
        sentences.append(opened.verdict.sentence)
    sentences += [
        f"{label}：新增 {new:,}，修改 {changed:,}，注销 {closed:,}。"
        for label, (new, changed, closed) in counts.items()
    ]
    if opened.plan is not None and not counts:
        sentences.append("没有台账变动。")
    if pictures := attachments.brought_words(opened.body):
        sentences.append(f"{pictures.removeprefix('，')}。")
    sentences += [_receipt_words(receipt) for receipt in opened.body.receipts()]
    sentences += _problems(desk, opened)
    action = opened.verdict.action
    return PackageView(
        opened.peer.name, header.n, header.kind, header.created, action, counts, sentences, opened.peer.site,
        tuple(_problems(desk, opened)),
    )  # fmt: skip


def _introduction(opened: Opened) -> str:
    header = opened.header
    kind = {"snapshot": "全部数据", "mirror": "还回的数据"}.get(header.kind, "变动数据")
    return f"{opened.peer.name}发来的第 {header.n} 号数据包（{kind}，{header.created[:16].replace('T', ' ')} 写出）。"


def _label_counts(desk: Desk, opened: Opened) -> dict[str, tuple[int, int, int]]:
    return {
        desk.catalogue[ledger].label if ledger in desk.catalogue else ledger: (one.new, one.changed, one.closed)
        for ledger, one in opened.counts.items()
        if one.new or one.changed or one.closed
    }


def _receipt_words(receipt: receipts.Receipt) -> str:
    words = {
        "accepted": "已全部收下", "partial": "已收下，部分待处理", "refused": "被退回", "held": "对方先放着，等前面的包",
    }  # fmt: skip
    return f"附回执：第 {receipt.n} 号数据包{words[receipt.outcome]}。{receipt.reason}"


def _problems(desk: Desk, opened: Opened) -> list[str]:
    """Return what somebody should read: entries set aside or waiting, and clocks that cannot be right."""
    plan, found = opened.plan, []
    if isinstance(plan, DeltaPlan | SnapshotPlan):
        if plan.pending:
            found.append(f"有 {len(plan.pending):,} 条变动要等本机程序升级后才能导入，已原样保存，不会丢失。")
        if plan.quarantined:
            reason = plan.quarantined[0].outcome.reason
            found.append(f"有 {len(plan.quarantined):,} 条变动不能收（{reason}），已单独搁置，回执会告诉对方。")
        if plan.gone and plan.records:
            found.append("有已经清除的记录又被发来，没有恢复；回执会请对方重新清除。")
    if isinstance(plan, BackPlan) and plan.lost:
        found.append(f"有 {len(plan.lost):,} 条记录两边都改过，保留了本机的，上级的那一份在“待我决定”里可以取回。")
    if isinstance(plan, BackPlan) and plan.unfit:
        found.append(f"有 {plan.unfit:,} 条记录上级没能收下，本机也读不出来，没有取回；请对照纸质台账补录。")
    warning = replay.clock_warning(opened.header, CLOCK.now())
    return found + ([warning] if warning else [])


def apply_package(
    desk: Desk, path: Path, progress: Progress = silent, *, backup: bool = True, sure: bool = False
) -> AppliedPackage:
    """Take a package in: checks, backup where much changes, one transaction with the replay state and the receipt.

    The same package twice changes nothing. What cannot be taken record by record is set aside and told in the receipt.
    `sure`: a person has agreed to a whole state that takes much back. Raises PackageError (NeedsConsent) when it must
    be refused; no record is written then.
    """
    need_clerk(desk, "收取数据包")
    progress(0, 3, "正在核对数据包")
    opened = open_package(desk, path)
    _check_awaited(desk, opened)
    if opened.verdict.action == "again":
        lines = [_introduction(opened), opened.verdict.sentence]
        return AppliedPackage("again", Changes("", "", {}), lines, (), opened.header.n, opened.peer.name)
    if opened.verdict.action != "apply":
        taken_log.log_refused(desk, opened, path)
        raise PackageError(opened.verdict.sentence)
    if not sure:
        _check_consent(desk, opened)
    if backup and _is_bulk(opened) and not backed_up_lately(desk):
        progress(1, 3, "正在备份")
        safety.backup(desk)
    progress(2, 3, "正在写入")
    changes = _write_or_tell(desk, opened)
    desk.announce(changes)
    applied = _applied(desk, opened, changes)
    progress(3, 3, "收取完成")
    return _with_held(desk, opened, applied)


def _check_awaited(desk: Desk, opened: Opened) -> None:
    """Take nothing into an office being rebuilt but its own records, from an office whose digits were heard."""
    if not desk.awaited:
        return
    if not opened.peer.paired_on:
        raise DeskError(
            f"还没有和{opened.peer.name}在电话里核对数字，不能收它还回的数据，",
            advice="请先核对数字，再收取；数据包请保留。",
        )
    if opened.header.kind != "mirror":
        raise DeskError(
            "本单位的数据还没有从上级取回，现在不能收别的数据包，", advice="请先收取上级还给本单位的数据包。"
        )


def _check_consent(desk: Desk, opened: Opened) -> None:
    """Ask a person before a whole state takes back a fifth of what is here: its office may hold an old backup."""
    if isinstance(opened.plan, SnapshotPlan):
        gone = sum(one.void for one in opened.counts.values())
        total = sum(count for count, _ in desk.store.digests(opened.peer.site).values())
        if gone > FEW and gone * 5 > total:
            raise NeedsConsent(gone, total)


def _is_bulk(opened: Opened) -> bool:
    changed = sum(sum(one.as_tuple()) for one in opened.counts.values())
    return changed >= MANY or (bool(changed) and not isinstance(opened.plan, DeltaPlan))


def backed_up_lately(desk: Desk) -> bool:
    """Tell whether there is a backup of the last half hour; one from the future by a wrong clock does not count."""
    made = str(desk.setting("last_backup", "") or "")
    if not made:
        return False
    minutes = (CLOCK.now() - datetime.fromisoformat(made)).total_seconds() / 60
    return 0 <= minutes < BACKUP_MINUTES


def _applied(desk: Desk, opened: Opened, changes: Changes) -> AppliedPackage:
    """Finish what may follow a package: documents of the office above, kept copies; and say what was done."""
    lines, problems = _applied_lines(desk, opened), _problems(desk, opened)
    try:
        lines += directives.after_applied(desk)
    except DeskError as error:
        problems.append(str(error))
    erasure_following.follow(desk)
    answers.done_with(desk, opened.peer.site)
    parcels.forget_held(desk, opened.header.pkg_id)
    return AppliedPackage("apply", changes, lines, tuple(problems), opened.header.n, opened.peer.name)


def _applied_lines(desk: Desk, opened: Opened) -> list[str]:
    new, changed, closed = (sum(one[place] for one in _label_counts(desk, opened).values()) for place in range(3))
    done = f"新增 {new:,}，修改 {changed:,}，注销 {closed:,}" if opened.counts else "没有台账变动"
    done += attachments.brought_words(opened.body)
    lines = [f"已收取{opened.peer.name}第 {opened.header.n} 号数据包：{done}。"]
    return lines + [_receipt_words(receipt) for receipt in opened.body.receipts()]


def _with_held(desk: Desk, opened: Opened, applied: AppliedPackage) -> AppliedPackage:
    """Try the packages of the same office that waited for this one."""
    records = desk.store.system.packages.list(direction="in", peer=opened.peer.site, state="held")
    for record in records:
        path = parcels.held(desk, record.package_id)
        if path is None:
            continue
        try:
            more = apply_package(desk, path, backup=False)
        except DeskError:
            if not _still_held(desk, record.package_id):
                parcels.forget_held(desk, record.package_id)
            continue
        parcels.forget_held(desk, record.package_id)
        applied = replace(applied, lines=[*applied.lines, *more.lines], problems=(*applied.problems, *more.problems))
    return applied


def _still_held(desk: Desk, package_id: str) -> bool:
    record = desk.store.system.packages.get(package_id, "in")
    return record is not None and record.state == "held"


def _write_or_tell(desk: Desk, opened: Opened) -> Changes:
    """Write, or log with a receipt that the records would not be what the sender holds, and ask for all of them."""
    try:
        return taking_in.write(desk, opened)
    except DigestsDiffer as error:
        receipt = receipts.asking_for_all(taken_log.receipt_for(desk, opened, "refused", opened.state.seen), str(error))
        taken_log.log_taken(desk, opened, "refused", receipt)
        raise
