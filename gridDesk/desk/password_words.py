"""Words that a password of this office may not consist of: its name, those above it, the clerk's name, their spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import TYPE_CHECKING

from gridDesk.text import name_key

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

_ENDINGS = re.compile(
    r"(村民委员会|居民委员会|街道办事处|办事处|人民政府|村委会|居委会|社区|街道|自然村|小组|网格|镇|乡|村|区|县|市|省|组)$"
)
_PHONES = re.compile(r"\d{7,}")
_MOST = 24


def words_not_allowed(desk: Desk, who: str) -> list[str]:
    """Return the words for `vault.check_new_password`: names of office, street, grids and the clerk, also in pinyin;
    the clerk's telephone numbers as the grids know them.
    """
    office = desk.office
    places = [office.name, office.parent_name, office.code]
    places += [str(grid.get("name") or "") for grid in desk.grids()]
    words: dict[str, None] = {}
    for name in [*places, who]:
        for part in _parts(name):
            words[part] = None
            words.update(dict.fromkeys(_spellings(part)))
    words.update(dict.fromkeys(_phones(desk, who)))
    return [word for word in words if len(word) > 1]


def _parts(name: str) -> Iterator[str]:
    """Yield a name and what is left of it without 村, 街道 and the like."""
    while name:
        yield name
        shorter = _ENDINGS.sub("", name)
        if shorter == name:
            return
        name = shorter


def _spellings(word: str) -> Iterator[str]:
    """Yield a word in pinyin, whole and by initials; a surname alone is too short to matter."""
    from gridDesk.store import pinyin

    table = pinyin.hanzi()
    readings = [table.get(char, (char,)) for char in name_key(word)]
    for chosen in islice(product(*readings), _MOST):
        whole = "".join(chosen)
        yield whole
        if len(chosen) > 2:
            yield "".join(part[:1] for part in chosen)


def _phones(desk: Desk, who: str) -> Iterator[str]:
    """Yield the telephone numbers that the ledger of grid workers has for a clerk of this name."""
    key = name_key(who)
    for row in desk.store.rows("worker"):
        if name_key(row.get("name")) == key:
            for value in row.values():
                yield from _PHONES.findall(str(value or ""))
