"""Why an incoming entry or record is not applied: kept for a newer program, or set aside; the codes never change."""

from __future__ import annotations

from collections.abc import Mapping

from gridDesk.ledger.model import Ledger

PENDING = {
    "unknown_ledger": "本机程序还没有这种台账，已原样保存，升级程序后自动导入",
    "newer_ledger": "台账格式比本机程序新，已原样保存，升级程序后自动导入",
    "unknown_op": "这种变更本机程序还不认识，已原样保存，升级程序后自动导入",
    "after_pending": "前面有等待升级的变更，已一起保存，升级程序后自动导入",
}
QUARANTINE = {
    "foreign_office": "不是发送单位自己的记录，不能由它修改",
    "foreign_op": "这种变更不能由别的单位发来",
    "bad_value": "有字段的内容与字段类型不符",
    "base_missing": "要修改的记录本机没有",
    "base_differs": "记录的版本与本机不符",
    "duplicate": "同一记录出现了两次",
    "after_quarantine": "这条记录前面有不能收的变更，后面的变更一起搁置",
}
GONE = {
    "erased": "这条记录的内容已经按规定清除，没有恢复",
    "erased_later": "这条记录后来已经清除内容",
}
REASONS = PENDING | QUARANTINE | GONE
SILENT = ("erased_later",)  # no line in the receipt: the entry that erased the record is applied
_PYTHON = {"TEXT": (str,), "INTEGER": (int,), "REAL": (int, float)}  # exact types: a bool is no number
_STATES = ("active", "closed", "void")
_SYSTEM_TEXT = ("closed_on", "closed_reason", "verified_on", "extra")


def values_fit(ledger: Ledger, values: Mapping[str, object]) -> bool:
    """Tell whether every known column got a value of its type; columns of newer programs pass, they are kept aside."""
    fields = ledger.by_key
    for key, value in values.items():
        if value is None:
            continue
        field = fields.get(key)
        fits = type(value) in _PYTHON[field.type.column] if field is not None else _system_fits(key, value)
        if not fits:
            return False
    return True


def _system_fits(key: str, value: object) -> bool:
    if key == "state":
        return value in _STATES
    return key not in _SYSTEM_TEXT or isinstance(value, str)
