"""Times and amounts in the words a clerk uses."""

from __future__ import annotations

from gridDesk.text import today_iso


def when_words(when: str) -> str:
    """Return an ISO moment as `今天 09:12`, `11月20日 09:12` or `2025年11月20日`.

    A bare date has no hour; a remark in full-width brackets after the minutes stays.
    """
    if len(when) < 10:
        return when
    day, hour = when[:10], when[11:16] + (when[16:] if when[16:17] == "（" else "")
    today = today_iso()
    if day == today:
        return f"今天 {hour}".strip()
    year, month, number = (int(part) for part in day.split("-"))
    if day[:4] == today[:4]:
        return f"{month}月{number}日 {hour}".strip()
    return f"{year}年{month}月{number}日"


def size_words(size: int) -> str:
    """Return a number of bytes in words: `12 KB`, `3.4 GB`."""
    amount = float(size)
    for unit in ("字节", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            return f"{amount:.0f} {unit}" if amount >= 10 or unit == "字节" else f"{amount:.1f} {unit}"
        amount /= 1024
    return ""
