"""Ledgers name the record behind every group of rows, so that a shelf finds its page again."""

from __future__ import annotations

from gridDesk.documents.table_page import Group, Section, Shelved
from gridDesk.documents.tables import build_table
from tests.documents.samples import HEADER, dwellings, papers, people


def body(key: str, rows: list[dict[str, str]], shelved: Shelved | None = None) -> list[object]:
    return list(build_table(papers()[key], rows, HEADER, shelved).body)


def test_every_household_and_every_dwelling_is_a_group_under_its_own_id() -> None:
    homes = [item for item in body("resident_ledger", list(people(9))) if isinstance(item, Group)]
    assert [(group.key, len(group.rows), group.light) for group in homes] == [(f"{n:032x}", 3, False) for n in range(3)]
    houses = [item for item in body("dwelling_ledger", list(dwellings(6))) if isinstance(item, Group)]
    assert [group.key for group in houses] == [f"{n:032x}" for n in range(3)]


def test_every_single_record_is_a_light_group_under_its_own_id() -> None:
    rows = [{"no": str(n), "uid": f"{n:032x}", "person.name": "某某"} for n in range(3)]
    found = [item for item in body("low_income", rows) if isinstance(item, Group)]
    assert [(group.key, group.light) for group in found] == [(f"{n:032x}", True) for n in range(3)]


def test_headings_of_a_shelved_ledger_count_nothing() -> None:
    rows = list(people(9))
    plain = [item.text for item in body("resident_ledger", rows) if isinstance(item, Section)]
    shelved = [item.text for item in body("resident_ledger", rows, Shelved()) if isinstance(item, Section)]
    assert plain == ["第1组　共 3 户 9 人"]
    assert shelved == ["第1组"]
