"""Household cards: lines above their people that name the head, number, address and phone of the household."""

from __future__ import annotations

import re

from gridDesk.ledger import Catalogue
from gridDesk.roster import words
from gridDesk.roster.cells import cell_text, is_blank
from gridDesk.roster.header import Header
from gridDesk.roster.read import Cells, Sheet
from gridDesk.roster.words import header_key

Card = dict[str, str]
"""Reference -> text, of what a card says of its household."""

_LABELLED = re.compile(r"^\s*([^\s:：]{1,10}?)\s*[:：]\s*(.*)$", re.DOTALL)
_SAID = {words.HEAD_NAME, "household.number", "household.phone", "person.phone", words.ADDRESS, words.REGISTERED}


def card_of(row: Cells, catalogue: Catalogue) -> Card:
    """Return what a line says of a household in pairs of title and value, in one cell or two; empty when it is no card."""
    known = words.vocabulary(words.RESIDENT, catalogue)
    texts = [cell_text(cell) for cell in row if not is_blank(cell)]
    found: Card = {}
    waiting = ""
    for text in texts:
        labelled = _LABELLED.match(text)
        title = labelled[1] if labelled else text
        reference = known.get(header_key(title), ("", 0.0))[0]
        if labelled or reference:
            waiting = reference
            text = labelled[2].strip() if labelled else ""
        if text and waiting:
            found.setdefault(waiting, text)
            waiting = ""
    return {reference: text for reference, text in found.items() if reference in _SAID}


def card_above(sheet: Sheet, header: Header, catalogue: Catalogue) -> Card:
    """Return the card that stands above a table's header, empty when the lines there name no household."""
    found: Card = {}
    for row in sheet.rows[: header.first_row]:
        found |= card_of(row, catalogue)
    return found if names_household(found) else {}


def names_household(card: Card) -> bool:
    """Tell whether a card says whose it is: an address or phone alone may be that of the office."""
    return bool(card.keys() & {words.HEAD_NAME, "household.number"})
