"""Pinyin of short words, so that a code can be picked by its sound or its initials."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

MOST = 6


@lru_cache(maxsize=4096)
def keys(word: str) -> str:
    """Return the full pinyin and the initials of a word in each likely reading, such as `hanzu hz` for 汉族."""
    from gridDesk.store.pinyin import hanzi  # reads its table once, when somebody first types

    readings = [hanzi()[char][:2] for char in word if char in hanzi()]
    ways = list(islice(product(*readings), MOST)) if readings else []
    return " ".join(f"{''.join(way)} {''.join(part[0] for part in way)}" for way in ways).replace("ü", "v")


def fits(word: str, typed: str) -> bool:
    """Tell whether a word holds what was typed, or its pinyin or initials begin so."""
    typed = typed.strip().lower()
    return typed in word.lower() or any(part.startswith(typed) for part in keys(word).split())
