"""Field, Ledger and Catalogue: the declared shape of everything an office keeps. Read from TOML, frozen, pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from gridDesk.errors import FieldError
from gridDesk.ledger.codes import CodeSet
from gridDesk.ledger.quantities import read_number, unit_of
from gridDesk.ledger.types import PICTURES, TYPES, FieldType

Group = Literal["people", "place", "special", "work", "team"]
Travel = Literal["up", "down"]
ADDRESSEE = "addressee"
_NUMBERS = ("integer", "decimal", "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a ledger, declared once; schema, form, table, import, export, paper and package derive from it.

    `width` is mm on paper (0: not in tables by default). `sensitive` fields are masked by level. `to` names the
    ledger that a `record` field refers to; `codes` the code set of a `code` or `codes` field. A `carry` field (沿用)
    is mostly the same for the next record: forms can pin it, and 复制上一人 copies it.
    """

    key: str
    label: str
    type: FieldType
    code_set: CodeSet | None = None
    to: str = ""
    required: bool = False
    default: str = ""
    sensitive: bool = False
    width: float = 0
    aliases: tuple[str, ...] = ()
    section: str = ""
    help: str = ""
    carry: bool = False

    @property
    def unit(self) -> str:
        """Return the unit in brackets at the end of the label (㎡, 元), "" when there is none."""
        return unit_of(self.label) if self.type.name in _NUMBERS else ""

    @property
    def pictures(self) -> int:
        """Return how many pictures the field holds at most, 0 when it holds none but words or numbers."""
        return PICTURES.get(self.type.name, 0)

    def parse(self, raw: object) -> object | None:
        """Return the value to store for what was given, None when blank. Raises FieldError without the field's name."""
        if isinstance(raw, float) and not isfinite(raw):
            raise FieldError("单元格里是计算错误，不是数据，", kind="not_a_value", advice="请重新填写。")
        if isinstance(raw, str) and self.type.name in _NUMBERS:
            number = read_number(raw, self.label)
            raw = None if number is None else str(number)
        return self.type.parse(raw, self.code_set)

    def show(self, value: object) -> str:
        """Return the text that screens and paper show for a stored value (unmasked)."""
        return self.type.show(value, self.code_set)


@dataclass(frozen=True)
class Ledger:
    """A ledger (台账): one table of fields kept by an office.

    `title` lists the fields whose texts name a record in words. `subject` is the record field that says whom a group
    record is about. A `sealed` ledger is off until an office switches it on, and its records are kept sealed with the key
    that only some clerks hold. `version` rises with a row upgrade. An `internal` one is kept by the program for itself: no
    clerk meets it.
    Records `travel` up to the office above, or down from it: those of a down ledger have a field `addressee`, the site
    of the one office below they are for, blank for all of them, and are never changed there.
    """

    key: str
    label: str
    group: Group
    version: int
    title: tuple[str, ...]
    fields: tuple[Field, ...]
    subject: str = ""
    sealed: bool = False
    internal: bool = False
    travel: Travel = "up"
    aliases: tuple[str, ...] = ()
    help: str = ""
    by_key: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {item.key: item for item in self.fields})

    def __getitem__(self, key: str) -> Field:
        return self.by_key[key]

    def __contains__(self, key: str) -> bool:
        return key in self.by_key

    @property
    def sections(self) -> tuple[str, ...]:
        """Return the section names in the order of their first field."""
        return tuple(dict.fromkeys(item.section for item in self.fields))

    @property
    def links(self) -> tuple[Field, ...]:
        """Return the fields that refer to other records."""
        return tuple(item for item in self.fields if item.to)

    @property
    def picture_keys(self) -> tuple[str, ...]:
        """Return the keys of the fields that hold pictures."""
        return tuple(item.key for item in self.fields if item.pictures)

    def parse(self, key: str, raw: object) -> object | None:
        """Return the stored value of one field; FieldError is told with the field's label."""
        item = self.by_key[key]
        try:
            return item.parse(raw)
        except FieldError as error:
            raise FieldError(f"{item.label}：{error.message}", kind=error.kind, advice=error.advice) from None

    def name_of(self, row: dict[str, object]) -> str:
        """Return a record's name in words from its title fields (without those that refer to other records)."""
        texts = [self.by_key[key].show(row.get(key)) for key in self.title if not self.by_key[key].to]
        return " ".join(text for text in texts if text)


@dataclass(frozen=True)
class Catalogue:
    """All ledgers and code sets of this program, by key, in the order clerks see them."""

    ledgers: dict[str, Ledger]
    code_sets: dict[str, CodeSet]

    def __getitem__(self, key: str) -> Ledger:
        return self.ledgers[key]

    def __contains__(self, key: str) -> bool:
        return key in self.ledgers

    def special(self) -> tuple[Ledger, ...]:
        """Return the ledgers of special groups (特殊人群)."""
        return tuple(ledger for ledger in self.ledgers.values() if ledger.group == "special")

    def referring_to(self, key: str) -> tuple[tuple[Ledger, Field], ...]:
        """Return every (ledger, field) that can refer to records of the ledger `key`."""
        return tuple((ledger, item) for ledger in self.ledgers.values() for item in ledger.links if item.to == key)


def known_type(name: str) -> FieldType | None:
    """Return the field type of that name, or None."""
    return TYPES.get(name)
