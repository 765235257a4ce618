"""What is asked of a record in force (待完善): the one definition that forms, lists, counts and papers share.

Asked are the fields with a place on paper; of children less than of adults, and nothing that cannot be known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from gridDesk.ledger import Catalogue, Field, Ledger
from gridDesk.ledger.filter import Gap
from gridDesk.text import today_iso

if TYPE_CHECKING:
    from gridDesk.desk.office import Desk

NO_DOCUMENT = "X00"  # 暂无证件: the number itself stays empty, so that it can never equal anybody's.
_AGES = {"phone": 16, "political": 14, "marital": 20, "education": 6}
_NOT_ASKED = {
    "residence": {"inflow_reason", "consistency", "registered_address"},
    "household": {"phone"},  # the head's will do
    "dwelling": {"remark"},
    "tenancy": {"until"},
    "notice_board": {"until", "copies"},  # what still hangs has no end; only cards are counted
}
_PLACES = ("household", "dwelling", "unit", "shop", "key_place", "natural_place", "building", "residence", "tenancy")


def gaps(catalogue: Catalogue, ledger: str) -> tuple[Gap, ...]:
    """Return what is asked of a ledger's records."""
    return _gaps(_Key(catalogue), ledger, today_iso())


def lacks(gap: Gap, row: Mapping[str, object]) -> bool:
    """Tell whether a record has a gap."""
    if row.get(gap.key) not in (None, ""):
        return False
    if gap.unless and row.get(gap.unless[0]) == gap.unless[1]:
        return False
    born = row.get(gap.born[0]) if gap.born else None
    return not (gap.born and born and str(born) > gap.born[1])


def is_asked(ledger: Ledger) -> bool:
    """Tell whether records of a ledger should be complete: people, places, and special groups."""
    return ledger.key in ("person", *_PLACES) or ledger.group == "special"


def in_order(enabled: Sequence[Ledger]) -> list[Ledger]:
    """Return those of some ledgers whose records should be complete, people first, then places, then groups."""
    first = [ledger for key in ("person", *_PLACES) for ledger in enabled if ledger.key == key]
    return first + [ledger for ledger in enabled if ledger.group == "special"]


def lacking_count(desk: Desk, ledger: str, office: str | None = None) -> int:
    """Return how many records in force lack something that is asked of them."""
    return desk.store.count_gaps(ledger, gaps(desk.catalogue, ledger), office=office)[1]


class _Key:
    """A catalogue as a cache's key: the same one is the same."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.catalogue is self.catalogue


@lru_cache(maxsize=256)
def _gaps(key: _Key, ledger: str, day: str) -> tuple[Gap, ...]:
    shape = key.catalogue[ledger]
    return tuple(_gap(shape, item, day) for item in shape.fields if _asked(shape, item))


def _asked(shape: Ledger, item: Field) -> bool:
    if not item.width or item.required or item.default or item.key in _NOT_ASKED.get(shape.key, ()):
        return False
    return item.type.name != "long_text" and item.key != shape.subject


def _gap(shape: Ledger, item: Field, day: str) -> Gap:
    if shape.key != "person":
        return Gap(item.key)
    if item.key == "id_number" and "id_type" in shape:
        return Gap(item.key, unless=("id_type", NO_DOCUMENT))
    if item.key in _AGES and "birth" in shape:
        return Gap(item.key, born=("birth", f"{int(day[:4]) - _AGES[item.key]}{day[4:]}"))
    return Gap(item.key)
