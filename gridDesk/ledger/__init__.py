"""What a ledger is: field types, fields, code sets, identity numbers, the catalogue, and plain records."""

from gridDesk.ledger.codes import Code, CodeSet
from gridDesk.ledger.load import catalogue, load_catalogue
from gridDesk.ledger.model import Catalogue, Field, Ledger
from gridDesk.ledger.record import (
    ACTIVE,
    CLOSED,
    VOID,
    Changes,
    Edit,
    Entry,
    Office,
    Row,
    new_site,
    new_uid,
)

__all__ = [
    "ACTIVE",
    "CLOSED",
    "VOID",
    "Catalogue",
    "Changes",
    "Code",
    "CodeSet",
    "Edit",
    "Entry",
    "Field",
    "Ledger",
    "Office",
    "Row",
    "catalogue",
    "load_catalogue",
    "new_site",
    "new_uid",
]
