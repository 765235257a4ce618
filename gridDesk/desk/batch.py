"""Changing many cells in one go: what would become of each, shown before anything is written, then one act, one undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gridDesk.desk.columns import is_locked
from gridDesk.desk.masks import short_id
from gridDesk.desk.office import Desk
from gridDesk.desk.records import blank, check, derive, many_texts, parse
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger import Changes, Edit, Field, new_uid
from gridDesk.ledger.alike import MERGED_INTO

Reader = Callable[[Field, object], object]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that would change: whose, which field, its old and new words; `problem` says why it cannot be.

    `uid` "" is a new record, told apart by `row`, its number in the plan.
    """

    row: int
    uid: str
    name: str
    key: str
    label: str
    old: str
    new: str
    value: object
    problem: str = ""

    @property
    def changes(self) -> bool:
        """Tell whether writing this cell would change anything."""
        return not self.problem and self.old != self.new


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What would become of some cells of one ledger, cell by cell."""

    ledger: str
    rows: tuple[Cell, ...]
    sensitive: bool

    @property
    def bad(self) -> int:
        """Return how many cells cannot be written."""
        return sum(bool(cell.problem) for cell in self.rows)

    @property
    def good(self) -> int:
        """Return how many cells would change."""
        return sum(cell.changes for cell in self.rows)

    @property
    def records(self) -> int:
        """Return how many records would change."""
        return len({(cell.row, cell.uid) for cell in self.rows if cell.changes})


def editable_fields(desk: Desk, ledger: str) -> list[Field]:
    """Return the fields of a ledger that many records can be given at once."""
    shape = desk.catalogue[ledger]
    fields = [item for item in shape.fields if not is_locked(ledger, item.key) and not item.pictures]
    return [item for item in fields if (not item.to or item.to == "grid") and item.key != MERGED_INTO]


def preview(desk: Desk, ledger: str, uids: Sequence[str], values: Mapping[str, object]) -> BatchPlan:
    """Return what becomes of records that are all given these raw values."""
    return plan(desk, ledger, [(uid, key, raw) for uid in uids for key, raw in values.items()])


def plan(
    desk: Desk, ledger: str, wanted: Iterable[tuple[str, str, object]], read: Reader = lambda _field, raw: raw,
    fresh: Sequence[Mapping[str, object]] = (),
) -> BatchPlan:  # fmt: skip
    """Return what becomes of cells given as (uid, field, raw value), then of new records given as raw values by field.

    `read` may refuse a raw value (FieldError) or make another of it before the field reads it.
    """
    every = list(wanted)
    shape = desk.catalogue[ledger]
    found = desk.store.get_many(ledger, dict.fromkeys(uid for uid, _, _ in every))
    listed = list(found.values())
    texts = dict(zip(found, many_texts(desk, ledger, listed), strict=True))
    names = desk.store.titles(ledger, found)
    numbers = {uid: n for n, uid in enumerate(found)}
    cells = [
        _cell(desk, ledger, (numbers[uid], uid, names.get(uid, "")), shape[key], raw, texts[uid][key], read)
        for uid, key, raw in every
        if uid in found and key in shape and key != MERGED_INTO
    ]
    for n, values in enumerate(fresh, start=len(found)):
        cells += _fresh(desk, ledger, n, values, read)
    return BatchPlan(ledger, tuple(cells), any(shape[cell.key].sensitive for cell in cells if cell.changes))


def _cell(
    desk: Desk, ledger: str, whose: tuple[int, str, str], item: Field, raw: object, old: str, read: Reader
) -> Cell:
    row, uid, name = whose
    value, problem = _value(desk, ledger, item, raw, read)
    if not problem and item.required and value in (None, ""):
        problem = f"{item.label}不能为空。"
    new = str(raw) if problem else _shown(desk, item, value)
    if item.type.name == "id_number":
        old, new = short_id(old), new if problem else short_id(new)
    return Cell(row, uid, name, item.key, item.label, old, new, value, problem)


def _value(desk: Desk, ledger: str, item: Field, raw: object, read: Reader) -> tuple[object, str]:
    if item.to and item.to != "grid":
        return None, f"{item.label}要打开记录选择，不能在表里填。"
    try:
        return parse(desk, ledger, item.key, read(item, raw)), ""
    except FieldError as error:
        return None, f"{error.message}{error.advice}"


def _shown(desk: Desk, item: Field, value: object) -> str:
    if item.to:
        return desk.store.titles(item.to, [str(value)]).get(str(value), "") if value else ""
    return item.show(value)


def _fresh(desk: Desk, ledger: str, row: int, values: Mapping[str, object], read: Reader) -> list[Cell]:
    shape = desk.catalogue[ledger]
    cells = [
        _cell(desk, ledger, (row, "", "新增"), shape[key], raw, "", read) for key, raw in values.items() if key in shape
    ]
    good = {cell.key: cell.value for cell in cells if not cell.problem and cell.value is not None}
    missing = [item for item in check(desk, ledger, blank(desk, ledger) | good) if item.level == "error"]
    if not missing or not good:
        return [cell for cell in cells if good or cell.problem]
    why = "".join(item.message for item in missing)
    return [Cell(c.row, c.uid, c.name, c.key, c.label, c.old, c.new, c.value, c.problem or why) for c in cells]


def apply(desk: Desk, found: BatchPlan, label: str, *, reason: str = "") -> Changes:
    """Write the good cells of a plan as one act with one undo. Raises DeskError when there is nothing to write."""
    values: dict[tuple[int, str], dict[str, object]] = {}
    for cell in found.rows:
        if cell.changes:
            values.setdefault((cell.row, cell.uid), {})[cell.key] = cell.value
    if not values:
        raise DeskError("没有可以写入的改动，", advice="请检查标红的格子，或直接取消。")
    edits = [_edit(desk, found.ledger, uid, new) for (_, uid), new in values.items()]
    return desk.write(edits, f"{label}（{desk.catalogue[found.ledger].label}{len(edits)}条）", reason=reason)


def _edit(desk: Desk, ledger: str, uid: str, new: Mapping[str, object]) -> Edit:
    if uid:
        return Edit(ledger, uid, "update", new)
    known = blank(desk, ledger) | {key: value for key, value in new.items() if value is not None}
    shape = desk.catalogue[ledger]
    derived = {key: value for key, value in derive(desk, ledger, known).items() if key in shape}
    return Edit(ledger, new_uid(), "create", {**derived, **known})


def can_append(desk: Desk, ledger: str, keys: Iterable[str]) -> bool:
    """Tell whether new records of a ledger can be made of these fields alone: nothing they must refer to is missing."""
    shape = desk.catalogue[ledger]
    if ledger in ("person", "household", "residence", "tenancy") or shape.subject:
        return False
    given = set(keys) | set(blank(desk, ledger))
    return all(item.key in given for item in shape.fields if item.required)
