"""Pinyin of short words, so that a code can be picked by its sound or its initials."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def keys(word: str) -> str:
    """Return the full pinyin and the initials of a word, such as `hanzu hz` for 汉族."""
    from pypinyin import Style, lazy_pinyin  # a quarter of a second, paid when somebody first types

    full = lazy_pinyin(word, style=Style.NORMAL, errors="ignore")
    return f"{''.join(full)} {''.join(part[0] for part in full)}"
