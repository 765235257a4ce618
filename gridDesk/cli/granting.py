"""What for, for whom, locked or not, and who agreed: the arguments of commands that write personal data."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.grants import Approval, Grant, Order, PaperApproval
    from gridDesk.desk.print_order import PrintOrder

APPROVER = "GRIDDESK_APPROVER_PASSWORD"
Made = TypeVar("Made")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that a grant asks for; the approver's password comes from the environment, never from here."""
    parser.add_argument("--purpose", default="", help="用途：本单位纸质台账、入户走访、上报、对外提供，或自己的话")
    parser.add_argument("--to", default="", help="交给谁；上报和对外提供必须写")
    parser.add_argument("--plain", action="store_true", help="文件不加密；内容完整的要有人批准")
    add_approval_arguments(parser)


def add_approval_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments by which a second person agrees."""
    parser.add_argument("--approver", default="", help=f"批准人的姓名；密码放在环境变量 {APPROVER} 里")
    parser.add_argument("--slip-number", default="", help="签过字的审批单编号")
    parser.add_argument("--signed", default="", help="审批单是谁签的字")


def purpose(options: argparse.Namespace) -> str:
    """Return the key of the purpose that was written; to somebody else it is 上报 unless told otherwise."""
    from gridDesk.desk.grant_order import purpose_of

    if options.purpose:
        return purpose_of(options.purpose)
    return "report" if options.to else "own_shelf"


def for_paper(desk: Desk, order: PrintOrder, options: argparse.Namespace) -> Grant:
    """Return the grant for a paper written to files. Raises DeskError."""
    from gridDesk.desk import grants, print_grants
    from gridDesk.vault import Level

    level = print_grants.level_of(desk, order)
    lock = not options.plain and level < Level.FIELD
    wanted = print_grants.order_of(desk, order, way="file", encrypted=lock)
    if not wanted.persons:
        return grants.harmless("blank")
    print_grants.check_guess(desk, order, wanted)
    return for_list(desk, wanted, options)


def for_list(desk: Desk, order: Order, options: argparse.Namespace) -> Grant:
    """Return the grant for an order. Where somebody must agree and nobody did, a slip is numbered and told. Raises DeskError."""
    from gridDesk.desk import grants

    return agreed(desk, order, options, lambda approval: grants.issue(desk, order, approval))


def agreed(
    desk: Desk, order: Order, options: argparse.Namespace, act: Callable[[Approval | PaperApproval | None], Made]
) -> Made:
    """Do what a second person may have to agree to; where nobody did and nobody can, a slip is numbered and told. Raises DeskError."""
    from gridDesk.desk import grant_slips, grants

    try:
        return act(_approval(options))
    except grants.ApprovalNeeded as error:
        if grants.approvers(desk):
            raise
        slip = grant_slips.ask(desk, order).slip
        raise DeskError(
            f"{error.reason}，要负责人签字批准，审批单编号 {slip}，",
            advice=f"请签字后加上 --slip-number {slip} --signed 签字人 再运行一次。",
        ) from error


def _approval(options: argparse.Namespace) -> Approval | PaperApproval | None:
    from gridDesk.desk.grants import Approval, PaperApproval

    if options.slip_number:
        return PaperApproval(options.slip_number, options.signed)
    return Approval(options.approver, os.environ.get(APPROVER, "")) if options.approver else None


def password_for(grant: Grant) -> str:
    """Return a new password for a file that is to be locked, "" for a plain one."""
    from gridDesk.desk import file_lock

    return file_lock.new_password() if grant.order.encrypted else ""


def lines_of(passwords: Sequence[str]) -> list[str]:
    """Return the lines that tell the passwords, once."""
    from gridDesk.desk import file_lock

    return [f"打开密码：{file_lock.grouped(one)}（只显示这一次，输入时不用空格）" for one in passwords if one]
