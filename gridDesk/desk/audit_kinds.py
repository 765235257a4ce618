"""Every kind of line that the log of who did what (操作记录) may hold, and what may stand in it.

A line holds numbers, yes or no, and short codes; what looks like a name, an ID number or a telephone is refused, so that
the log can be handed to whoever checks the office without handing over anybody's data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of line: its name on the screen, whether it weakens safety, and the codes its `detail` may carry."""

    label: str
    weakens: bool = False
    details: frozenset[str] = frozenset()


def _kind(label: str, details: str = "", *, weakens: bool = False) -> Kind:
    return Kind(label, weakens, frozenset(details.split()))


_SLOT = "slot roles generation way"
_PAPER = "paper template level purpose recipient code copies copy pages sheets way layout mode format encrypted persons"
_BACKUP = "place result reason bytes generation verified pinned backups days"

KINDS: dict[str, Kind] = {
    "login": _kind("登录", f"{_SLOT} failed reason"),
    "login_failed": _kind("登录失败", "slot way wait reason"),
    "login_paused": _kind("等待期内又试密码", "way"),
    "password_failed": _kind("核对本人密码没有通过", "slot reason"),
    "paper_key_failed": _kind("纸质钥匙没有打开", "way"),
    "approval_failed": _kind("审批人密码没有通过", "slot reason"),
    "act_refused": _kind("没有权限，被拒绝", "act"),
    "locked": _kind("锁定", "reason minutes"),
    "account_added": _kind("新增账号", _SLOT),
    "account_removed": _kind("移除账号", _SLOT),
    "account_changed": _kind("更改账号权限", f"{_SLOT} before added removed reset"),
    "paper_key_made": _kind("生成纸质钥匙", f"{_SLOT} confirmed"),
    "paper_key_confirmed": _kind("核对纸质钥匙", f"{_SLOT} result"),
    "rekey": _kind("更换数据密钥", f"{_SLOT} result reason pages"),
    "password_changed": _kind("更改密码", _SLOT),
    "sensitive_opened": _kind("查看受保护记录", "ledger way"),
    "sensitive_revealed": _kind("显示受保护内容", "ledger field way"),
    "id_revealed": _kind("显示证件号码", "ledger field way"),
    "named": _kind("由操作记录查看名称", "ledger"),
    "searched": _kind("查找大批人员", "place ledger"),
    "listed": _kind("查看大批人员名单", "place ledger view"),
    "grant": _kind("登记对外提供", f"{_PAPER} reason approver ids sensitive full_ids expires"),
    "grant_approved": _kind("批准对外提供", f"{_PAPER} reason approver slot slip ids sensitive full_ids"),
    "grant_refused": _kind("拒绝对外提供", f"{_PAPER} reason approver slot ids sensitive full_ids"),
    "print": _kind("打印", f"{_PAPER} log audit result"),
    "export": _kind("导出", f"{_PAPER} ledger columns ids log audit file"),
    "copy_returned": _kind("收回份数", "code copy copies purpose recipient"),
    "copy_shredded": _kind("销毁份数", "code copy copies purpose recipient"),
    "package_out": _kind("生成数据包", "kind peer n records entries bytes place way"),
    "package_in": _kind("接收数据包", "kind peer n records entries bytes outcome code way"),
    "paired": _kind("与其他单位配对"),
    "key_replaced": _kind("更换对方单位的钥匙", "approver slip", weakens=True),
    "peer_retired": _kind("停止与单位的往来"),
    "key_exported": _kind("导出收发私钥", weakens=True),
    "receipt_in": _kind("收到回执", "peer n outcome want records"),
    "backup": _kind("备份", _BACKUP),
    "backup_failed": _kind("备份失败", _BACKUP),
    "second_place": _kind("设置第二处备份", f"{_BACKUP} before after"),
    "restore": _kind("恢复数据", f"{_BACKUP} erased replica before after", weakens=True),
    "drill": _kind("恢复演练", f"{_BACKUP} minutes"),
    "replica": _kind("更换本机编号", "reason before after", weakens=True),
    "import": _kind("导入名册", "ledger created updated skipped errors txn way"),
    "import_undone": _kind("撤销导入", "ledger txn left"),
    "setting_weakened": _kind("放宽安全设置", "setting before after", weakens=True),
    "setting": _kind("更改设置", "setting before after"),
    "integrity": _kind("完整性检查", "result problems days part", weakens=False),
    "clock_jump": _kind("电脑时钟异常", "days back seconds"),
    "erase": _kind("清除记录", "ledger reason approver"),
    "review": _kind("保存期限复核", "ledger reason result kept erased due"),
    "handover": _kind("电脑移交", "step result files", weakens=True),
    "damaged": _kind("数据文件损坏", "part result reason problems", weakens=True),
}

LONGEST = 40
LARGEST = 10**10  # a telephone number of 11 digits, and an ID number, are larger
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:,+-]*\Z")
_OPAQUE = re.compile(r"(?:[0-9a-f]{8}|[0-9a-f]{10}|[0-9a-f]{12}|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})\Z")
_DIGITS = re.compile(r"\d{7}")


class NotACode(ValueError):
    """A developer's mistake: something was about to be written into the log that it must not hold."""


def check(kind: str, objects: Sequence[str], grant: str, detail: Mapping[str, object]) -> None:
    """Refuse a line that names an unknown kind or could hold somebody's data. Raises NotACode, telling no value."""
    if kind not in KINDS:
        raise NotACode(f"unknown kind of log line: {kind}")
    if not all(_is_object(one) for one in objects):
        raise NotACode(f"{kind}: an object must be an opaque id")
    if grant and not is_code(grant):
        raise NotACode(f"{kind}: the grant must be an opaque id")
    for key, value in detail.items():
        if key not in KINDS[kind].details:
            raise NotACode(f"{kind}: detail '{key}' is not declared in audit_kinds")
        if not _may_stand(value):
            raise NotACode(f"{kind}: detail '{key}' must be a number, yes or no, or a short code")


def is_code(value: str) -> bool:
    """Tell whether a text is a short code or an opaque id: no Chinese, no blank, no run of seven digits."""
    if _OPAQUE.match(value):
        return True
    return len(value) <= LONGEST and bool(_CODE.match(value)) and not _DIGITS.search(value)


def _may_stand(value: object) -> bool:
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int | float):
        return abs(value) < LARGEST
    return isinstance(value, str) and (value == "" or is_code(value))


def _is_object(value: str) -> bool:
    """Tell whether a text is `ledger:uid` or an opaque id of its own."""
    ledger, colon, uid = value.rpartition(":")
    return is_code(uid) and (not colon or is_code(ledger))
