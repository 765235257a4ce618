"""A plausible record for any ledger, made from its field types; nobody in it exists."""

from __future__ import annotations

from gridDesk.ledger import Field, Ledger
from gridDesk.ledger.idnumber import check_digit

NUMBER = "37030519800101123"
_TEXTS = {
    "date": "2026-05-12", "time": "08:30", "integer": 3, "decimal": 12.5, "money": 12345, "yes_no": 1,
    "phone": "13800000000", "region": "370305", "id_number": NUMBER + check_digit(NUMBER), "picture": "a" * 64,
    "pictures": f"{'a' * 64},{'b' * 64}",
}  # fmt: skip


def sample(ledger: Ledger, links: dict[str, str]) -> dict[str, object]:
    """Return stored values for every field of a ledger; `links` says which record to refer to, by ledger."""
    made = {item.key: _value(item, links) for item in ledger.fields}
    if ledger.key == "person":
        made |= {"birth": "1980-01-01", "sex": "1"}  # as the number says
    return {key: value for key, value in made.items() if value is not None}


def _value(item: Field, links: dict[str, str]) -> object | None:
    if item.to:
        return links.get(item.to)
    if item.code_set is not None:
        codes = [code.code for code in item.code_set.codes[:2]]
        return ",".join(sorted(codes)) if item.type.name == "codes" else codes[0]
    return _TEXTS.get(item.type.name, f"试{item.label}")
