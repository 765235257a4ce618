"""What was refused, as the log tells it: acts that are not for somebody's role, and passwords that were not right.

Each is one line for an auditor, without data, and once in five minutes however long a key is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridDesk.desk import audit

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

# What may be refused for want of a role, as the refusal calls it, and the code under which the log keeps it.
ACTS = {
    "录入和修改台账": "write", "查看台账": "look", "查看台账里的记录": "open_record", "打开别的页面": "open_page",
    "查找": "search", "查重": "duplicates", "查看修改记录": "history", "撤销做过的事": "undo", "核对名单": "compare",
    "导入名册": "import", "导入花名册": "open_import", "打印和导出居民信息": "print", "清除记录": "erase", "复核保存期限": "review",
    "选择执行的制度": "policy", "更正代码表": "codes", "和其他单位配对": "pair", "停止与其他单位的往来": "retire",
    "写出数据包": "send", "收取数据包": "receive", "收发数据包": "carry", "写恢复邀请": "invite", "下发文件": "issue",
    "撤回下发文件": "withdraw", "管理账号和钥匙": "keys", "打印操作记录": "log", "放宽安全设置": "weaken",
    "移交旧电脑": "handover", "打印和导出受保护台账": "print_sealed",
    "启用和停用受保护台账": "switch_sealed", "找回受保护记录": "recover_sealed", "制作纸质钥匙": "paper_key",
}  # fmt: skip
OTHER = "other"


def act(desk: Desk, words: str) -> None:
    """Write down that an act was refused to who is at the desk, whose role it is not."""
    code = ACTS.get(words) or ("open_page" if words.startswith("打开") else OTHER)
    audit.once(desk, "act_refused", code, detail={"act": code})


def agrees(desk: Desk, who: str, password: str) -> bool:
    """Tell whether somebody who may approve typed the own password. Raises TooManyAttempts and as `vault.unlock`."""
    from gridDesk import vault

    slot = next((one.slot for one in vault.people(desk.folder) if who and one.who == who), "")
    try:
        right = vault.verify_approver(desk.folder, who, password)
    except vault.TooManyAttempts:
        _wrong(desk, "approval_failed", slot, "paused")
        raise
    if not right:
        _wrong(desk, "approval_failed", slot, "wrong")
    return right


def is_own(desk: Desk, password: str) -> bool:
    """Tell whether who is at the desk typed the own password. Raises TooManyAttempts and as `vault.unlock`."""
    from gridDesk import vault

    try:
        right = desk.verify_password(password)
    except vault.TooManyAttempts:
        _wrong(desk, "password_failed", desk.keys.slot, "paused")
        raise
    if not right:
        _wrong(desk, "password_failed", desk.keys.slot, "wrong")
    return right


def paper_key(desk: Desk) -> None:
    """Write down that a paper key was typed without a mistake and opened nothing."""
    audit.once(desk, "paper_key_failed", "here", count=1)


def _wrong(desk: Desk, kind: str, slot: str, reason: str) -> None:
    detail = {"slot": slot, "reason": reason} if slot else {"reason": reason}
    audit.once(desk, kind, f"{slot}.{reason}", detail=detail)
