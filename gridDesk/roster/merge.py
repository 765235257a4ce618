"""What a value in a roster does to a known value: blanks never erase, a less exact value never replaces an exact one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gridDesk.ledger import Field, Ledger, Row
from gridDesk.ledger.dates import is_compatible
from gridDesk.text import address_key, is_private, name_key

_LOST = "?？□■*＊〓�"
_HIERARCHICAL = ("relation", "education", "marital")
_NOT_GENERIC = {"28", "38", "45", "46"}  # 女婿, 儿媳… share the tens with 子, 女, 孙辈 but are not kinds of them.


def changed(ledger: Ledger, old: Row, new: Mapping[str, object]) -> dict[str, object]:
    """Return the values of `new` that are to replace those of `old`."""
    result: dict[str, object] = {}
    for key, value in new.items():
        known = old.get(key)
        if value is None or value == known:
            continue
        if known is None or known == "" or _replaces(ledger[key], known, value):
            result[key] = _joined(known, value) if key == "remark" and known else value
    return result


def _replaces(item: Field, known: object, value: object) -> bool:
    """Tell whether a new value says more than, or something other than, the known one."""
    one, other = str(known), str(value)
    kind = item.type.name
    if kind == "date":
        return not (is_compatible(one, other) and len(other) <= len(one))
    if kind == "phone":
        return not set(re.findall(r"\d+", other)) <= set(re.findall(r"\d+", one))
    if item.key == "registered_address" or item.key == "text":
        return not address_key(one).endswith(address_key(other))
    if item.key == "remark":
        return other not in one
    if item.key in _HIERARCHICAL:
        return not (other[1:] == "0" and other[:1] == one[:1] and one not in _NOT_GENERIC)
    if item.key == "sex":
        return other in ("1", "2")
    if kind in ("text", "long_text"):
        return "".join(one.split()) != "".join(other.split())
    return True


def _joined(known: object, value: object) -> object:
    """Keep both remarks: nothing that a clerk wrote is lost."""
    return value if str(known) in str(value) else f"{known}；{value}"


def labelled(remark: object, label: str, words: list[str], *, union: bool = False) -> str | None:
    """Return a remark in which `label：words` stands once, or None when it says so already.

    With `union` words that stand anywhere in the remark are not repeated and known ones stay; else the part is replaced.
    """
    text = str(remark or "")
    parts = [part for part in text.split("；") if part]
    mine = next((n for n, part in enumerate(parts) if part.startswith(label + "：")), None)
    if union:
        words = [word for word in words if word not in text]
        if words and mine is not None:
            words = [parts[mine][len(label) + 1 :], *words]
    if not words:
        return None
    segment = f"{label}：{'、'.join(words)}".replace("；", "，")
    if mine is not None and parts[mine] == segment:
        return None
    if mine is None:
        parts.append(segment)
    else:
        parts[mine] = segment
    return "；".join(parts)


def has_lost(name: str) -> bool:
    """Tell whether a name holds a mark that stands for a character some program could not keep."""
    return any(char in _LOST for char in name)


def has_private(name: str) -> bool:
    """Tell whether a name holds a character of a private use area (自造字)."""
    return any(is_private(char) for char in name)


def may_be_same_name(one: str, other: str) -> bool:
    """Tell whether two names agree when each lost mark stands for one character (a run of marks may stand for fewer)."""
    first, second = name_key(one), name_key(other)
    if first == second:
        return True
    return (has_lost(one) and _fits(first, second)) or (has_lost(other) and _fits(second, first))


def _fits(lost: str, full: str) -> bool:
    runs = re.split(f"([{re.escape(_LOST)}]+)", lost)
    pattern = "".join(f".{{1,{len(run)}}}" if n % 2 else re.escape(run) for n, run in enumerate(runs))
    return re.fullmatch(pattern, full) is not None


def shares_character(one: str, other: str) -> bool:
    """Tell whether two names have at least one character in common, as a corrected name does."""
    return bool(set(name_key(one)) & set(name_key(other)) - set(_LOST))
