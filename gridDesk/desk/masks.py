"""What may be shown of a value: by its field's attributes and the level of the page or list, never by which paper it is.

`secret_of` says what kind of secret a field is, `shown` masks one text, `Masker` whole rows of papers. Where a column
shows nothing at a level, `hides` says so and the column is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from gridDesk.ledger import Catalogue, Field, Ledger
from gridDesk.vault import Level, mask_address, mask_id, mask_name, mask_numbers, mask_phone

Secret = Literal["", "id", "phone", "name", "place", "house", "date", "free", "other"]
Texts = dict[str, str]
Show = Callable[[str], str]

# A certificate, an account, a card: eight characters or more of digits and letters in one run.
_NUMBER_LIKE = re.compile(r"[0-9A-Za-z]*\d[0-9A-Za-z]{7,}")
# Fields that hold the name of a person in words.
NAMES = frozenset((
    "name", "worker", "guardian", "helper", "husband", "manager", "landlord", "leader", "controller", "finder",
    "mediator", "agent", "contact", "other_party",
))  # fmt: skip
# Links whose words name a place, or no person at all.
_PLACES = frozenset(("address", "dwelling"))
_OPEN_LINKS = frozenset(("grid", "building", "unit", "shop", "key_place", "natural_place", "worker", "training"))
# Columns that the desk makes and no ledger holds.
_MADE: dict[str, Secret] = {"tenants": "name", "members": "name", "groups": "other"}


def short_id(number: object) -> str:
    """Return an ID number as screen lists show it: four characters at each end."""
    return mask_id(str(number), Level.DESK) if number else ""


def secret_of(item: Field, ledger: Ledger) -> Secret:
    """Return what kind of secret a field of a ledger is: "" for none, `free` for words in which numbers may hide."""
    kind = item.type.name
    if kind == "id_number" or item.key.endswith("id_number"):
        return "id"
    if kind == "phone":
        return "phone"
    if item.to:
        return _secret_link(item.to)
    if kind == "text" and _names_a_person(item, ledger):
        return "name"
    if item.sensitive:
        return "place" if kind == "text" and _is_place(item, ledger) else "date" if kind == "date" else "other"
    return "free" if kind == "long_text" or (kind == "text" and item.key not in ledger.title) else ""


def _secret_link(to: str) -> Secret:
    if to == "person":
        return "name"
    if to in _PLACES:
        return "place"
    return "house" if to == "household" else "" if to in _OPEN_LINKS else "free"


def _names_a_person(item: Field, ledger: Ledger) -> bool:
    """Tell whether a text is a person's name; the name of a unit or a grid is its title and no secret."""
    return (item.key in NAMES or item.key.endswith("_name")) and (item.sensitive or item.key not in ledger.title)


def _is_place(item: Field, ledger: Ledger) -> bool:
    return ledger.key == "address" or "address" in item.key or item.key in ("lodging", "origin", "place")


def shown(text: str, item: Field, level: Level, ledger: Ledger, *, contact: bool = False) -> str:
    """Return what a page of this level shows of a field's text; on `contact` paper phones stay whole up to FIELD."""
    return reveal(text, secret_of(item, ledger), level, contact=contact)


def reveal(text: str, secret: Secret, level: Level, *, contact: bool = False) -> str:
    """Return what a page of a level shows of a text that is this kind of secret."""
    if level == Level.FULL or not text or not secret:
        return text
    if secret == "id":
        return mask_id(text, level)
    if secret == "phone":
        return mask_phone(text, level, contact=contact)
    if secret == "name":
        return "、".join(mask_name(name, level) for name in text.split("、"))
    if secret == "place":
        return mask_address(text, level)
    if secret == "house":
        return _house(text, level)
    if secret == "date":
        return text if level == Level.DESK else text[:7] if level == Level.FIELD else ""
    return _words(text, secret, level)


def _house(text: str, level: Level) -> str:
    """Return a household in words: number and head."""
    if level == Level.STATISTIC:
        return ""
    return " ".join(part if part.isascii() else mask_name(part, level) for part in text.split(" "))


def _words(text: str, secret: Secret, level: Level) -> str:
    """Return words: sensitive ones at the desk only; others lose the numbers in them, and in public are left out."""
    if secret == "free":
        return mask_numbers(text, level) if level <= Level.FIELD else ""
    return _NUMBER_LIKE.sub(lambda run: mask_id(run[0], Level.DESK), text) if level == Level.DESK else ""


def hides(item: Field, level: Level, ledger: Ledger) -> bool:
    """Tell whether a page of this level never shows anything of a field, so that its column can be left out."""
    return hidden(secret_of(item, ledger), level)


def hidden(secret: Secret, level: Level) -> bool:
    """Tell whether a page of a level shows nothing of this kind of secret."""
    least = {"id": Level.FIELD, "other": Level.FIELD, "phone": Level.STATISTIC, "date": Level.STATISTIC,
             "free": Level.STATISTIC}  # fmt: skip
    named = level == Level.STATISTIC and secret in ("name", "house")
    return named or level >= least.get(secret, Level.PUBLIC + 1)


class Masker:
    """Masks rows of papers, whose keys are `ledger.field`; what no ledger holds (序号, 年龄) stays as it is."""

    def __init__(self, catalogue: Catalogue, level: Level, *, contact: bool = False) -> None:
        self.catalogue, self.level, self.contact = catalogue, level, contact
        self._shows: dict[str, Show | None] = {}

    def row(self, texts: Texts) -> Texts:
        """Return a row as it may be shown; the row itself where everything may."""
        if self.level == Level.FULL:
            return texts
        return {key: show(text) if text and (show := self._show(key)) else text for key, text in texts.items()}

    def rows(self, rows: Iterable[Texts]) -> Iterator[Texts]:
        """Yield rows as they may be shown."""
        return map(self.row, rows)

    def _show(self, key: str) -> Show | None:
        if key not in self._shows:
            secret = secret_of_key(self.catalogue, key)
            self._shows[key] = (lambda text: reveal(text, secret, self.level, contact=self.contact)) if secret else None
        return self._shows[key]


def secret_of_key(catalogue: Catalogue, key: str) -> Secret:
    """Return what kind of secret a column `ledger.field` is."""
    ledger, _, name = key.partition(".")
    if ledger in catalogue and name in catalogue[ledger]:
        return secret_of(catalogue[ledger][name], catalogue[ledger])
    return _MADE.get(key, "")


def texts_of(shape: Ledger, values: Mapping[str, str], level: Level, *, contact: bool = False) -> Texts:
    """Return the texts of one record by field key as they may be shown; for forms, whose blanks are field labels."""
    return {
        key: shown(text, shape[key], level, shape, contact=contact) if key in shape else text
        for key, text in values.items()
    }


def secret_text(text: str, secret: Secret, level: Level) -> str:
    """Return a text of a list that leaves as a spreadsheet.

    At the desk level phones lose their middle too, and so do account and certificate numbers, wherever they stand. A
    place in public comes as its village group already.
    """
    if level == Level.FULL or secret == "place":
        return text
    if secret in ("", "id", "name", "house"):
        return reveal(text, secret, level)
    if secret == "phone":
        return mask_phone(text, max(level, Level.FIELD))
    return _NUMBER_LIKE.sub(lambda run: mask_id(run[0], Level.DESK), text)
