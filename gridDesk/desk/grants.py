"""Grants (授权): without one no printer, file or stick is reached by anything that holds personal data.

A grant is given silently for the office's own paper, and with a second person's agreement where the profile's thresholds
ask for one: somebody else's password, verified and used for nothing else, or a signed slip where nobody else has a
password. It holds for thirty minutes, for what it was given for, in the program that gave it.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridDesk.desk import audit, grant_records, refusals
from gridDesk.desk.grant_order import GIVING, PURPOSES, WORKING, Order, Way, purpose_of
from gridDesk.desk.roles import need_work
from gridDesk.errors import DeskError
from gridDesk.text import now_iso, trim
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk
    from gridDesk.policy import Disclosure

__all__ = [
    "GIVING", "HARMLESS", "MINUTES", "PURPOSES", "Approval", "ApprovalNeeded", "ApprovalWrong", "Grant", "Order",
    "PaperApproval", "Way", "agree", "approvers", "check", "for_package", "harmless", "issue", "needs_approval", "note_use", "purpose_of", "refuse",
    "slot_of", "thresholds", "working",
]  # fmt: skip

MINUTES = 30
# What may be written without a grant, because it says nothing of any person.
HARMLESS: dict[str, str] = {
    "template": "空白模板和 Word 模板",
    "codes": "代码表",
    "test_page": "打印机测试页",
    "blank": "空白表格",
    "paper_key": "纸质钥匙，只写给本人",
    "audit_sheet": "操作记录表，只有编号和次数",
    "slip": "审批单，只有栏目和数目",
    "register": "份数登记表，没有居民信息",
    "certificate": "证明、交接单，没有居民信息",
    "report": "各单位往来情况和统计数字",
}
# Replaced in tests; never the clock on the wall, which anybody can set.
tick = time.monotonic


@dataclass(frozen=True, slots=True)
class Approval:
    """A second person who agrees at this screen: the name of their account and their own password."""

    who: str
    password: str


@dataclass(frozen=True, slots=True)
class PaperApproval:
    """A slip that was signed: its number, and who signed it."""

    number: str
    who: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to write what `order` says, until `expires` (ISO). `harmless` ones are for what holds no personal data."""

    id: str
    order: Order
    user: str = ""
    approver: str = ""
    how: str = ""
    slip: str = ""
    issued: str = ""
    expires: str = ""
    harmless: bool = False


class ApprovalNeeded(DeskError):
    """A second person must agree first; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}，要另一个人批准，", advice="请批准人在这里输入自己的姓名和密码，或先印审批单签字。")
        self.reason = reason


class ApprovalWrong(DeskError):
    """Whoever agreed may not, or the password or slip is not right."""


_issued: dict[str, tuple[Grant, float]] = {}


def thresholds(desk: Desk) -> Disclosure:
    """Return when this office needs a second person, as its profile says."""
    from gridDesk.desk.grid_views import profile_of

    return profile_of(desk).disclosure


def needs_approval(desk: Desk, order: Order) -> str:
    """Return why a second person must agree, "" where nobody has to."""
    if not order.persons or order.purpose in WORKING:
        return ""
    limits, found = thresholds(desk), []
    if order.sensitive and limits.sealed_full and order.level == Level.FULL:
        found.append("是受保护台账的完整内容")
    if order.gives:
        if order.sensitive and limits.sealed and not found:
            found.append("来自受保护台账")
        if order.full_ids and limits.full_ids:
            found.append("有完整的公民身份号码")
        if order.persons > limits.persons:
            found.append(f"有 {order.persons:,} 人，超过 {limits.persons} 人")
    if order.way != "printer" and limits.plain_files and not order.encrypted and order.level < Level.FIELD:
        found.append("文件不加密")
    return "这份材料" + "，".join(found) if found else ""


def approvers(desk: Desk) -> list[str]:
    """Return the names of the others who may agree; none in an office of one person, which takes the paper way."""
    from gridDesk import vault

    others = (one for one in vault.people(desk.folder) if one.kind == "password" and one.who != desk.keys.who)
    return [one.who for one in others if "approver" in one.roles]


def issue(desk: Desk, order: Order, approver: Approval | PaperApproval | None = None) -> Grant:
    """Give a grant. Raises ApprovalNeeded, ApprovalWrong, or DeskError where something is lacking; all keep what was chosen."""
    lacking(desk, order)
    reason = needs_approval(desk, order)
    how, who, slip = "", "", ""
    if reason:
        how, who, slip = agree(desk, order, approver, reason)
    now = now_iso()
    later = (datetime.fromisoformat(now) + timedelta(minutes=MINUTES)).isoformat(timespec="seconds")
    grant = Grant(secrets.token_hex(8), order, desk.user, who, how, slip, now, later)
    _keep(desk, grant, reason)
    audit.note(
        desk, "grant_approved" if reason else "grant", count=order.persons, grant=grant.id,
        detail=_detail(order, reason) | ({"approver": how, "slip": slip} if reason else {}),
    )  # fmt: skip
    _issued[grant.id] = (grant, tick())
    return grant


def lacking(desk: Desk, order: Order) -> None:
    """Raise DeskError where an order does not say enough, or who is at the desk may not do it."""
    if order.purpose not in (PURPOSES | WORKING):
        raise DeskError("没有写明用途，", advice="请从清单里选一个用途，或自己写上。")
    if order.purpose == "other" and not trim(order.words):
        raise DeskError("没有写明用途，", advice="请写上做什么用。")
    if order.purpose in GIVING and order.persons and not trim(order.recipient):
        raise DeskError("没有写明交给谁，", advice="请写上接收的单位或领取人。")
    if order.persons:
        need_work(desk, "打印和导出居民信息")
    if order.sensitive and order.persons and not desk.can("sensitive"):
        refusals.act(desk, "打印和导出受保护台账")
        raise DeskError("受保护台账只有它的经办人能打印和导出，", advice="请换经办人登录后再办。")


def agree(desk: Desk, order: Order, approver: Approval | PaperApproval | None, reason: str) -> tuple[str, str, str]:
    """Return how, by whom and by which slip a second person agreed to a giving, or to other keys.

    Raises ApprovalNeeded, ApprovalWrong.
    """
    if approver is None:
        raise ApprovalNeeded(reason)
    return _approved(desk, order, approver)


def slot_of(desk: Desk, who: str) -> str:
    """Return the opaque slot of an account, as the log names it; "" where there is none of that name."""
    from gridDesk import vault

    return next((one.slot for one in vault.people(desk.folder) if one.kind == "password" and one.who == who), "")


def check(grant: Grant, used: Order | None = None) -> None:
    """Raise DeskError where a grant was not given, has expired, or was given for something else."""
    if grant.harmless:
        if used is not None and used.persons:
            raise DeskError("这份材料有居民信息，没有授权不能输出，", advice="请回到打印或导出窗口重新办理。")
        return
    kept, since = _issued.get(grant.id, (None, 0.0))
    if kept != grant:
        raise DeskError("没有授权，不能打印或存成文件，", advice="请回到打印或导出窗口重新办理。")
    if tick() - since > MINUTES * 60:
        raise DeskError(f"授权已经超过 {MINUTES} 分钟，", advice="请重新打印或导出，再办一次。")
    if used is not None and not used.within(grant.order):
        raise DeskError("要输出的和批准的不一样，", advice="请按批准的内容办，或重新申请。")


def working(desk: Desk, paper: str, title: str, persons: int) -> Grant:
    """Give the grant for a file beside a list that was brought in, silently: it holds no more than came with that list."""
    order = Order(purpose="mend", paper=paper, title=title, level=Level.DESK, persons=max(persons, 1), way="file")
    return issue(desk, order)


def for_package(desk: Desk, package: str, office: str, entries: int) -> Grant:
    """Give the grant for a package sealed to a paired office; that pairing was agreed to with thirty digits read aloud.

    It is told in the log by the line of the package itself.
    """
    order = Order(
        purpose="report", words="数据包往来", recipient=office, paper="package", persons=entries, way="stick", encrypted=True
    )  # fmt: skip
    grant = Grant(package.replace("-", "")[:16], order, desk.user, issued=now_iso())
    _issued[grant.id] = (grant, tick())
    return grant


def harmless(what: str) -> Grant:
    """Return what stands for a grant where nothing of any person is written; `what` is a key of HARMLESS."""
    return Grant("", Order(paper=HARMLESS[what]), harmless=True)


def refuse(desk: Desk, order: Order) -> None:
    """Write down that a giving was not agreed to."""
    audit.note(desk, "grant_refused", count=order.persons, detail=_detail(order, needs_approval(desk, order)))


def note_use(desk: Desk, grant: Grant, *, code: str, pages: int = 0) -> None:
    """Write down what a grant was used for: the number of the printing or file; copies given away go into the register."""
    from gridDesk.desk import grant_copies

    record = desk.store.system.grants.get(grant.id)
    if grant.harmless or record is None:
        return
    kept = replace(record, state="used", code=code, pages=record.pages + pages, done_at=now_iso())
    with desk.store.system.together():
        desk.store.system.grants.put(kept)
        if grant.order.gives:
            grant_copies.hand_out(desk, kept)


def _approved(desk: Desk, order: Order, approver: Approval | PaperApproval) -> tuple[str, str, str]:
    """Return how, by whom and by which slip an order was agreed to. Raises ApprovalWrong, which is written down."""
    try:
        if isinstance(approver, PaperApproval):
            return "paper", trim(approver.who), _signed(desk, order, approver)
        _verified(desk, approver)
    except ApprovalWrong:
        refuse(desk, order)
        raise
    return "password", approver.who, ""


def _verified(desk: Desk, approver: Approval) -> None:
    if not approver.who or approver.who == desk.keys.who:
        raise ApprovalWrong("经办人不能批准自己，", advice="请另一位审批人输入他自己的姓名和密码。")
    if not refusals.agrees(desk, approver.who, approver.password):
        raise ApprovalWrong("批准人的姓名或密码不对，或者他没有审批的权限，", advice="请重新输入，所选的内容都还在。")


def _signed(desk: Desk, order: Order, approval: PaperApproval) -> str:
    """Return the number of a signed slip, which was printed for this order and is used up by it."""
    from gridDesk.desk import grant_slips

    if approvers(desk):
        raise ApprovalWrong("本单位有别的审批人，", advice="请他在这里输入姓名和密码。")
    if not trim(approval.who) or trim(approval.who) == desk.keys.who:
        raise ApprovalWrong("没有写明审批单是谁签的，", advice="请写上签字的负责人，不能是经办人自己。")
    return grant_slips.used_up(desk, order, approval.number)


def _keep(desk: Desk, grant: Grant, reason: str) -> None:
    system = desk.store.system
    with system.together():
        bare = grant_records.record_of(grant.order, grant.id, system.next_number("grant"))
        kept = replace(
            bare, at=grant.issued, by=grant.user, approver=grant.approver, how=grant.how, slip=grant.slip, reason=reason
        )  # fmt: skip
        system.grants.put(kept)


def _detail(order: Order, reason: str) -> dict[str, object]:
    return {
        "purpose": order.purpose, "level": f"M{int(order.level)}", "copies": order.copies, "way": order.way,
        "encrypted": order.encrypted, "sensitive": order.sensitive, "full_ids": order.full_ids, "persons": order.persons,
        "reason": bool(reason),
    }  # fmt: skip
