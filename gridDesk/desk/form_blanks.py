"""What the blanks of declared forms say: of every form, of a record by the labels of its fields, of a provider.

A blank is a field's label, `{事由}`; the label of a record field and one of that record's, `{网格员.岗位类别}`; with □ at
its end the check boxes of a code field, `{类别□}`, or of some of its codes, `{类别□事假/病假}`. What is neither is
declared by the paper's provider; providers stand in the `forms_*` modules and are gathered in `form_papers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from gridDesk.desk.ledger_rows import masked
from gridDesk.desk.office import Desk
from gridDesk.desk.records import texts
from gridDesk.ledger import Catalogue, Field, Ledger, Row
from gridDesk.ledger.dates import age_on, chinese_date
from gridDesk.text import today, today_iso
from gridDesk.vault import Level

if TYPE_CHECKING:
    from gridDesk.desk.print_order import PrintOrder

GENERAL = ("单位", "街道", "村社区", "打印日期", "年", "月", "日", "记录号")
BOX, TICKED = "□", "☑"
AGE = "年龄"
_HOPS = 3
_YES_NO = (("1", "是"), ("0", "否"))
# What an empty blank leaves among other words, for the pen.
_DATE_ROOM, _TIME_ROOM = "　　　　年　　月　　日", "　　:　　"
ROOMS = {"打印日期": _DATE_ROOM, "年": "　　　", "月": "　　", "日": "　　"}


@dataclass(frozen=True, slots=True)
class Blanks:
    """What a provider says: single blanks, rows of lists (a list of blanks each), pictures (PNG or JPEG) by name."""

    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who knows the blanks of a paper that its ledger does not hold.

    `make(desk, row, order)` gets the record (None for the pen or where a form is of no record). `values`, `rows` and
    `pictures` declare the names it gives, so that a paper can be checked without a record.
    """

    make: Callable[[Desk, Row | None, PrintOrder], Blanks]
    values: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()


# Providers by paper key; `form_papers` gathers here those of the `forms_*` modules.
PROVIDERS: dict[str, Provider] = {}


@dataclass(frozen=True, slots=True)
class Path:
    """The way from a ledger to what a blank says: record fields to go through, then the field (None: the age).

    `boxed` says it as check boxes, of the codes with the labels `only` where there are any.
    """

    hops: tuple[Field, ...]
    ledger: Ledger
    item: Field | None
    boxed: bool = False
    only: tuple[str, ...] = ()


def path_of(catalogue: Catalogue, ledger: str, name: str) -> Path | None:
    """Return the way to a blank of a ledger's records, None where there is no such field."""
    name, box, only = name.partition(BOX)
    *through, last = name.split(".")
    if ledger not in catalogue or len(through) > _HOPS:
        return None
    shape, hops = catalogue[ledger], []
    for label in through:
        hop = field_called(shape, label)
        if hop is None or hop.to not in catalogue:
            return None
        hops.append(hop)
        shape = catalogue[hop.to]
    item = field_called(shape, last)
    if item is None and not (last == AGE and "birth" in shape and not box):
        return None
    words = tuple(word for word in only.split("/") if word)
    if box and (item is None or not _codes(item) or not {*words} <= {label for _, label in _codes(item)}):
        return None
    return Path(tuple(hops), shape, item, bool(box), words)


def field_called(shape: Ledger, label: str) -> Field | None:
    """Return the field with a label, also without its unit in brackets, or else with that alias."""
    for names in (_label, _bare_label, _aliases):
        found = next((item for item in shape.fields if label in names(item)), None)
        if found:
            return found
    return None


def _label(item: Field) -> tuple[str, ...]:
    return (item.label,)


def _bare_label(item: Field) -> tuple[str, ...]:
    return (item.label.partition("(")[0],)


def _aliases(item: Field) -> tuple[str, ...]:
    return item.aliases


def labels(catalogue: Catalogue, ledger: str) -> tuple[str, ...]:
    """Return the plain blanks that a record of a ledger knows, in the order of its form."""
    shape = catalogue[ledger]
    return tuple(item.label for item in shape.fields if not item.pictures) + ((AGE,) if "birth" in shape else ())


def unknown(catalogue: Catalogue, ledger: str, names: Iterable[str], provider: Provider | None) -> list[str]:
    """Return the names that are neither a general blank, nor the provider's, nor a field's of the ledger."""
    known = {*GENERAL, *(provider.values if provider else ())}
    return [name for name in names if name not in known and path_of(catalogue, ledger, name) is None]


def general(desk: Desk, row: Row | None, *, dated: bool) -> dict[str, str]:
    """Return the blanks of every form: the office, and unless it is for the pen the date of printing."""
    office = desk.office
    street = office.name if office.level == "street" else office.parent_name
    found = {"单位": office.name, "街道": street, "村社区": office.name if office.is_base else ""}
    if dated:
        year, month, day = today_iso().split("-")
        found |= {"打印日期": chinese_date(today_iso()), "年": year, "月": str(int(month)), "日": str(int(day))}
    return found | {"记录号": str(row["uid"])[:8].upper() if row else ""}


class RecordBlanks:
    """Says the blanks of one record, masked; looks every record it goes through up once."""

    def __init__(self, desk: Desk, ledger: str, row: Row | None, level: Level) -> None:
        self.desk, self.ledger, self.row, self.level = desk, ledger, row, level
        self.open = {one.key for one in desk.enabled()}
        self._texts: dict[str, dict[str, str]] = {}

    def say(self, path: Path) -> str:
        """Return what a blank says; "" for what is not known, empty boxes for a code that is not."""
        row = self.row
        for hop in path.hops:
            row = self._through(row, hop)
        item = path.item
        if path.boxed and item:
            return boxes(item, row.get(item.key) if row else None, path.only)
        if row is None:
            return ""
        if item is None:
            age = age_on(cast("str | None", row.get("birth")), today())
            return "" if age is None else str(age)
        if item.to and item.to not in self.open:
            return ""
        text = self._said(path.ledger, row)[f"{path.ledger.key}.{item.key}"]
        return chinese_date(text) if item.type.name == "date" and text[:1].isdigit() else text

    def _through(self, row: Row | None, hop: Field) -> Row | None:
        uid = row.get(hop.key) if row else None
        return self.desk.store.get(hop.to, str(uid)) if uid and hop.to in self.open else None

    def _said(self, shape: Ledger, row: Row) -> dict[str, str]:
        uid = str(row["uid"])
        if uid not in self._texts:
            self._texts[uid] = masked(shape, texts(self.desk, shape.key, row), self.level)
        return self._texts[uid]


def boxes(item: Field, value: object, only: Sequence[str] = ()) -> str:
    """Return the codes of a field as check boxes, the chosen ones ticked; `only` those with these labels."""
    chosen = set(str(value).split(",")) if value not in (None, "") else set()
    shown = [(code, label) for code, label in _codes(item) if not only or label in only]
    return "　".join(f"{TICKED if code in chosen else BOX}{label}" for code, label in shown)


def _codes(item: Field) -> list[tuple[str, str]]:
    if item.type.name == "yes_no":
        return list(_YES_NO)
    return [(one.code, one.short) for one in item.code_set.codes] if item.code_set else []


def rooms(paths: Mapping[str, Path]) -> dict[str, str]:
    """Return what empty blanks leave among other words: a date its signs, a time its colon."""
    kinds = {"date": _DATE_ROOM, "time": _TIME_ROOM}
    return ROOMS | {
        name: kinds[path.item.type.name] for name, path in paths.items() if path.item and path.item.type.name in kinds
    }
