"""Saved views (方案): a filter with columns, order and widths under a name; lists, exports and papers show it alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import cast

import msgspec

from gridDesk.desk import sieves, tables
from gridDesk.desk.listed import ledger_of
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import ACTIVE
from gridDesk.ledger.filter import Condition
from gridDesk.text import trim

FROZEN = 1
LONGEST = 20


@dataclass(frozen=True, slots=True)
class View:
    """What a list shows and how: `columns` are keys in order (none: the usual ones), `widths` half-width characters.

    `table` is people, households, dwellings or a ledger's key; the first `frozen` columns stay in sight.
    """

    name: str
    table: str
    search: str = ""
    conditions: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    states: tuple[str, ...] = (ACTIVE,)
    widths: Mapping[str, float] = field(default_factory=dict)
    frozen: int = FROZEN


def table_of(desk: Desk, view: View) -> tables.Table:
    """Return the table of a view."""
    return tables.table(
        desk, view.table, search=view.search, conditions=view.conditions, sort=view.sort, descending=view.descending,
        states=view.states, columns=view.columns,
    )  # fmt: skip


def words(desk: Desk, view: View) -> str:
    """Return the filter of a view in words: 性别＝女 且 年龄≥60."""
    parts = sieves.words(desk, view.table, view.conditions)
    if view.search:
        parts.insert(0, f"含“{view.search}”")
    return " 且 ".join(parts)


def views(desk: Desk, table: str) -> list[View]:
    """Return the views kept for a table, by name."""
    kept = _kept(desk, _setting(table))
    found = [msgspec.convert(item, View) for item in kept] if isinstance(kept, list) else []
    return sorted(found, key=lambda view: view.name)


def save_view(desk: Desk, view: View) -> View:
    """Keep a view in the office in the place of one of the same name. Raises DeskError when it has no name."""
    name = trim(view.name)
    if not name:
        raise DeskError("方案还没有名称，", advice="请写一个名称，例如“60岁以上独居”。")
    if len(name) > LONGEST:
        raise DeskError(f"方案名称太长，最多 {LONGEST} 个字，", advice="请写短一些。")
    named = replace(view, name=name)
    others = [one for one in views(desk, view.table) if one.name != name]
    _keep(desk, view.table, [*others, named])
    return named


def delete_view(desk: Desk, view: View) -> None:
    """Forget a view; the records it showed stay as they are."""
    _keep(desk, view.table, [one for one in views(desk, view.table) if one.name != view.name])


def find_view(desk: Desk, table: str, name: str) -> View | None:
    """Return the view of that name, or None."""
    return next((view for view in views(desk, table) if view.name == name), None)


def pack(view: View) -> str:
    """Return a view as the text that `unpack` reads: how it travels in the argument of a page."""
    return msgspec.json.encode(asdict(view)).decode()


def unpack(text: str) -> View:
    """Return the view of a text made by `pack`. Raises msgspec.DecodeError or ValidationError."""
    return msgspec.json.decode(text.encode(), type=View)


def _keep(desk: Desk, table: str, found: list[View]) -> None:
    key, plain = _setting(table), [cast("dict[str, object]", asdict(view)) for view in found]
    ledger = ledger_of(table)
    sealed = ledger in desk.catalogue and desk.catalogue[ledger].sealed  # what is filtered by says what is there
    desk.set_setting(key, desk.store.pack(key, {"views": plain}) if sealed else plain)


def _kept(desk: Desk, key: str) -> object:
    found = desk.setting(key, [])
    if not isinstance(found, dict):
        return found
    opened = desk.store.unpack(key, cast("dict[str, object]", found))
    return opened.get("views") if opened is not None else []


def _setting(table: str) -> str:
    return f"views.{table}"
