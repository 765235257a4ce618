"""Roles (权限): what a clerk may do, as it is called on the screen, and the sentence for who may not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from gridDesk.desk import refusals
from gridDesk.errors import DeskError

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

ROLE_NAMES = {
    "clerk": "办事员", "sensitive": "受保护台账经办人", "approver": "审批人", "keeper": "钥匙保管人", "auditor": "审计人",
}  # fmt: skip


def role_words(roles: Iterable[str]) -> str:
    """Return roles in words, in their usual order."""
    wanted = set(roles)
    return "、".join(name for key, name in ROLE_NAMES.items() if key in wanted)


# Whoever has one of these enters and reads records; the other roles are for their own pages.
WORK = ("clerk", "sensitive")


def have_work(held: Collection[str]) -> bool:
    """Tell whether some roles let read and change records, and not only approve, keep keys or read the log."""
    return not frozenset(WORK).isdisjoint(held)


def works(desk: Desk) -> bool:
    """Tell whether who is at the desk may read and change records."""
    return have_work(desk.keys.roles)


def need_work(desk: Desk, act: str) -> None:
    """Refuse whoever has no part in the records; `act` says what is not for them (修改台账). Raises DeskError."""
    if not works(desk):
        raise not_yours(desk, act)


def need_clerk(desk: Desk, act: str) -> None:
    """Refuse whoever is not a clerk; `act` says what is not for them (写出数据包). Raises DeskError."""
    if not desk.can("clerk"):
        raise not_yours(desk, act)


def not_yours(desk: Desk, act: str) -> DeskError:
    """Return the refusal of an act that is not for the roles of who is at the desk; the log tells of it."""
    refusals.act(desk, act)
    return DeskError(f"你的职责是{role_words(desk.keys.roles) or '空的'}，不能{act}，", advice="请办事员登录后来做。")


def need_keeper(desk: Desk) -> None:
    """Refuse whoever is not a keeper of the keys. Raises DeskError."""
    if not desk.can("keeper"):
        refusals.act(desk, "管理账号和钥匙")
        raise DeskError("只有钥匙保管人才能管理账号和钥匙，", advice="请钥匙保管人用自己的密码登录后来做。")


def need_keeper_of_all(desk: Desk) -> None:
    """Refuse whoever does not hold every key there is. Raises DeskError."""
    need_keeper(desk)
    if not desk.keys.sens_key:
        refusals.act(desk, "制作纸质钥匙")
        raise DeskError(
            "纸质钥匙要能打开全部台账，你自己却不能打开受保护台账，", advice="请由受保护台账经办人兼钥匙保管人来制作。"
        )
