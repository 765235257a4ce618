"""Accounts (账号): who has an own password to this office, what each may do, and the acts of the keeper of the keys.

The program holds to the roles. What is held by cryptography alone: nobody without a slot reads anything, nobody without
"sensitive" reads the sealed ledgers, nobody who left reads what came after. Any clerk's own program could do the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gridDesk import vault
from gridDesk.desk import audit, refusals, rekeying
from gridDesk.desk.office import Desk
from gridDesk.desk.old_backups import OldBackup, destroy_backups, old_backups
from gridDesk.desk.paper_keys import (
    PaperKey,
    confirm_paper_key,
    has_paper_key,
    make_paper_key,
    paper_key_confirmed_on,
    paper_key_made_on,
)
from gridDesk.desk.password_words import words_not_allowed
from gridDesk.desk.progress import Progress, silent
from gridDesk.desk.roles import ROLE_NAMES, need_keeper, role_words
from gridDesk.desk.unlocking import LOGINS
from gridDesk.errors import DeskError
from gridDesk.text import clean_name, name_key, today

__all__ = [
    "ROLE_NAMES", "Account", "OldBackup", "PaperKey", "add", "change_password", "confirm_paper_key", "destroy_backups",
    "has_paper_key", "list_accounts", "make_paper_key", "must_change", "old_backups", "paper_key_confirmed_on",
    "paper_key_made_on", "rekey", "remove", "reset", "role_words", "rotate_days", "set_roles", "set_rotate_days",
    "words_not_allowed",
]  # fmt: skip

ROTATE = "password.rotate_days"
SHORTEST_ROTATION, LONGEST_ROTATION = 30, 730
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Account:
    """A clerk's way in. `since`, `password_on` are days ("" unknown), `last_login` a minute ("" never); `me`: logged in."""

    slot: str
    who: str
    roles: tuple[str, ...]
    since_generation: int
    since: str
    last_login: str
    password_on: str
    me: bool


def list_accounts(desk: Desk) -> list[Account]:
    """Return everybody who has an own password, in the order they came. Raises DeskError."""
    last = desk.setting(LOGINS, {})
    logins = last if isinstance(last, dict) else {}
    return [
        Account(
            one.slot, one.who, tuple(role for role in vault.ROLES if role in one.roles), one.since, one.since_on,
            str(logins.get(one.slot, "")), one.password_on, one.slot == desk.keys.slot,
        )
        for one in vault.people(desk.folder) if one.kind == "password"
    ]  # fmt: skip


def _account(desk: Desk, slot: str) -> Account:
    for account in list_accounts(desk):
        if account.slot == slot:
            return account
    raise DeskError("这个账号已经不在了，", advice="请重新打开账号页面再看。")


def add(desk: Desk, who: str, password: str, roles: Iterable[str]) -> Account:
    """Give a clerk an own password and roles; the data is not touched. Raises DeskError."""
    need_keeper(desk)
    who, wanted = _checked_name(desk, who), _checked_roles(roles)
    before = {one.slot for one in list_accounts(desk)}
    words = words_not_allowed(desk, who)
    desk.take_keys(vault.add_slot(desk.folder, desk.keys, who, password, wanted, words))
    (new,) = [one for one in list_accounts(desk) if one.slot not in before]
    audit.note(desk, "account_added", detail={"slot": new.slot, "roles": ",".join(new.roles)})
    return new


def _checked_name(desk: Desk, who: str) -> str:
    who = clean_name(who)
    if not who:
        raise DeskError("还没有填写姓名，", advice="请写上这位同事的姓名。")
    if len(who) > LONGEST_NAME:
        raise DeskError(f"姓名超过{LONGEST_NAME}个字，", advice="请改短一些。")
    if name_key(who) in {name_key(one.who) for one in list_accounts(desk)}:
        raise DeskError(f"已经有一个叫“{who}”的账号，", advice="重名时请在姓名后面加上岗位来区分，例如“王芳（会计）”。")
    return who


def _checked_roles(roles: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(roles)
    if not wanted:
        raise DeskError("还没有选择这个账号能做什么，", advice="请至少选一项。")
    if not wanted <= vault.ALL_ROLES:
        raise ValueError(f"unknown roles: {sorted(wanted - vault.ALL_ROLES)}")
    return wanted


def set_roles(desk: Desk, slot: str, roles: Iterable[str]) -> Account:
    """Give a clerk other roles; they hold from the next login on. Raises DeskError.

    When somebody loses "sensitive", what is sealed from then on is under a new key. What was sealed before stays as it
    is: who could read it may have kept it.
    """
    need_keeper(desk)
    account, wanted = _account(desk, slot), _checked_roles(roles)
    if wanted == frozenset(account.roles):
        return account
    _keep_one(desk, account, wanted)
    desk.take_keys(vault.set_slot_roles(desk.folder, desk.keys, slot, wanted))
    added, removed = sorted(wanted - {*account.roles}), sorted({*account.roles} - wanted)
    detail = {"slot": slot, **({"added": ",".join(added)} if added else {})}
    audit.note(desk, "account_changed", detail={**detail, **({"removed": ",".join(removed)} if removed else {})})
    desk.store.unseal(bytes(desk.keys.sens_key), map(bytes, desk.keys.sens_former))
    return _account(desk, slot)


def _keep_one(desk: Desk, account: Account, left: frozenset[str] = frozenset()) -> None:
    """Refuse to take away the last keeper, or the last key of the sealed ledgers. Raises DeskError."""
    others = [one for one in list_accounts(desk) if one.slot != account.slot]
    if "keeper" in account.roles and "keeper" not in left and not any("keeper" in one.roles for one in others):
        raise DeskError(
            f"“{account.who}”是唯一的钥匙保管人，不能移除或取消，", advice="请先让另一位同事也做钥匙保管人。"
        )
    elsewhere = has_paper_key(desk) or any("sensitive" in one.roles for one in others)
    if "sensitive" in account.roles and "sensitive" not in left and not elsewhere:
        raise DeskError(
            f"“{account.who}”是唯一能打开受保护台账的人，取消后这些台账谁也打不开，",
            advice="请先让另一位同事也做受保护台账经办人，或先制作纸质钥匙。",
        )


def reset(desk: Desk, slot: str, password: str) -> Account:
    """Give a clerk who forgot it a new password. Raises DeskError.

    Where the keeper has not the key of the sealed ledgers, the clerk loses that role: see the roles returned.
    """
    need_keeper(desk)
    account = _account(desk, slot)
    if not desk.keys.sens_key:
        left = frozenset(account.roles) - {"sensitive"}
        _keep_one(desk, account, left)
        if not left:
            raise DeskError(
                f"你自己不是受保护台账经办人，不能给“{account.who}”设新密码，",
                advice="请由受保护台账经办人兼钥匙保管人来设。",
            )
    words = words_not_allowed(desk, account.who)
    desk.take_keys(vault.reset_slot(desk.folder, desk.keys, slot, password, words))
    audit.note(desk, "account_changed", detail={"slot": slot, "reset": True})
    return _account(desk, slot)


def remove(desk: Desk, slot: str, progress: Progress = silent) -> None:
    """Take a clerk's way in away for good: the data key is turned, the data re-encrypted, a fresh backup made.

    Call it on the desk that holds the office, with no clone or reader open; `desk.store` is a new one afterwards. What
    is cut off is finished at the next opening. Raises DeskError.
    """
    need_keeper(desk)
    account = _account(desk, slot)
    if account.me:
        raise DeskError("不能移除自己正在使用的账号，", advice="请另一位钥匙保管人登录后来移除。")
    _keep_one(desk, account)
    rekeying.turn(desk, progress, without=slot)


def rekey(desk: Desk, progress: Progress = silent) -> None:
    """Turn the data key, as after a password or a paper key fell into other hands; to be called like `remove`."""
    need_keeper(desk)
    rekeying.turn(desk, progress)


def change_password(desk: Desk, old: str, new: str) -> None:
    """Change the own password; the data is not touched. Raises DeskError."""
    if not refusals.is_own(desk, old):
        raise vault.WrongPassword
    words = words_not_allowed(desk, desk.keys.who)
    desk.take_keys(vault.change_password(desk.folder, old, new, who=desk.keys.who, names=words))
    audit.note(desk, "password_changed", detail={"slot": desk.keys.slot})


def rotate_days(desk: Desk) -> int:
    """Return after how many days a password must be changed; 0: never, as it is preset."""
    found = desk.setting(ROTATE, 0)
    return found if isinstance(found, int) else 0


def set_rotate_days(desk: Desk, days: int) -> None:
    """Have passwords changed every so many days, 0 for never: for offices under grade protection. Raises DeskError."""
    need_keeper(desk)
    if days and not SHORTEST_ROTATION <= days <= LONGEST_ROTATION:
        raise DeskError(
            f"更换密码的间隔应在{SHORTEST_ROTATION}到{LONGEST_ROTATION}天之间，", advice="不需要定期更换时请填0。"
        )
    before = rotate_days(desk)
    desk.set_setting(ROTATE, days)
    weaker = bool(before) and (not days or days > before)
    audit.note(
        desk, "setting_weakened" if weaker else "setting", detail={"setting": ROTATE, "before": before, "after": days}
    )


def must_change(desk: Desk) -> bool:
    """Tell whether the clerk logged in has to change an old password now."""
    days = rotate_days(desk)
    if not days:
        return False
    made = next((one.password_on for one in list_accounts(desk) if one.me), "")
    return bool(made) and (today() - date.fromisoformat(made)).days >= days
