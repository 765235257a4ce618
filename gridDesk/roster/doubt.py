"""Columns whose title names a field and whose words are none of it: they are kept in words instead of being left out."""

from __future__ import annotations

from dataclasses import replace

from gridDesk.errors import FieldError
from gridDesk.ledger import Catalogue, Field
from gridDesk.roster.cells import cell_text, is_ditto
from gridDesk.roster.columns import field_of
from gridDesk.roster.match import Match, Matches
from gridDesk.roster.table import Table
from gridDesk.roster.tags import told_by
from gridDesk.text import fold, squeeze

_ENOUGH = 3  # rows that a column must fail before its title is doubted


def doubted(table: Table, catalogue: Catalogue) -> Matches:
    """Return the matches without columns of whose words their field's list knows hardly any: they mean something else.

    户类型 with 脱贫户 and 监测户 is no kind of our households; the words go into the remark instead of being left out.
    """
    return replace(
        table.matches,
        columns=tuple(
            replace(item, reference="", confidence=0.0, reason="在选项之外")
            if _is_doubted(table, item, catalogue)
            else item
            for item in table.matches.columns
        ),
    )


def _is_doubted(table: Table, item: Match, catalogue: Catalogue) -> bool:
    shape = field_of(item.reference, catalogue)
    if shape is None or shape.type.name not in ("code", "codes", "yes_no") or shape.key in ("sex", "relation"):
        return False
    said = [squeeze(fold(cell_text(cell))) for cell in table.raw(item.column)]
    said = [text for text in said if text and not is_ditto(text)]
    if len(said) < _ENOUGH or item.reason == "上次选定" or any(text.isdigit() for text in said):
        return False
    unread = {
        text
        for text in set(said)
        if not _reads(shape, text) and not told_by(catalogue[item.reference.split(".")[0]], text)
    }
    return sum(text in unread for text in said) > 0.6 * len(said)


def _reads(shape: Field, text: str) -> bool:
    try:
        shape.parse(text)
    except FieldError:
        return False
    return True
