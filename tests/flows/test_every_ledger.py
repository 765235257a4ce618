"""What the list of any ledger says as a workbook imports again: unchanged where it is known, whole where it is not."""

from __future__ import annotations

import pytest

from gridDesk.desk import Desk, rosters
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Edit, Field, catalogue, new_uid
from gridDesk.roster import Column, write_export
from gridDesk.roster.words import importable
from tests.roster.support import id_number

LEDGERS = [ledger.key for ledger in importable(catalogue())]
PLANNED_WITH_OTHERS = {"residence", "dwelling", "tenancy"}
SAMPLES = {
    "phone": "13800000001", "date": "2024-03-05", "integer": 3, "money": 12345, "decimal": 1.5, "yes_no": 1,
    "time": "08:30", "region": "370305", "long_text": "说明文字",
}  # fmt: skip


def sample(item: Field, n: int) -> object:
    kind = item.type.name
    if kind in ("code", "codes"):
        return item.code_set.codes[min(n, len(item.code_set.codes) - 1)].code
    if kind == "id_number":
        return id_number("1970-01-02", 11 + 2 * n)
    if kind == "text":
        return f"{item.label[:6]}{n + 1}"
    return SAMPLES[kind]


def office_with(desk: Desk, ledger: str) -> list[str]:
    """Make two records of a ledger and whatever they refer to; returns their uids."""
    made: dict[str, list[str]] = {}
    edits: list[Edit] = []

    def make(key: str, depth: int = 0) -> list[str]:
        if key in made:
            return made[key]
        if key == "grid":
            made[key] = [str(row["uid"]) for row in desk.grids()] or made.setdefault(key, [])
            if made[key]:
                return made[key]
        shape = desk.catalogue[key]
        made[key] = [new_uid(), new_uid()]
        for n, uid in enumerate(made[key]):
            values: dict[str, object] = {}
            for item in shape.fields:
                if item.to:
                    if item.to != key and depth < 4:
                        others = make(item.to, depth + 1)
                        values[item.key] = others[min(n, len(others) - 1)]
                else:
                    values[item.key] = sample(item, n)
            if key == "person":
                values |= {"name": ("王伟", "李兰")[n], "id_type": "111", "id_number": id_number("1970-01-02", 11 + n)}
                values |= {"birth": "1970-01-02", "sex": str(1 + n)}
            edits.append(Edit(key, uid, "create", values))
        return made[key]

    wanted = make(ledger)
    desk.write(edits, "样本")
    return wanted


def exported(desk: Desk, ledger: str, uids: list[str], path) -> list[str]:
    """Write the records as the list of their ledger shows them; returns the titles."""
    shape = desk.catalogue[ledger]
    rows = [dict(row) for row in desk.store.get_many(ledger, uids).values()]
    texts = many_texts(desk, ledger, rows)
    fields = [item for item in shape.fields if any(text[item.key] for text in texts)]
    write_export(
        [Column(item.label) for item in fields], [[text[item.key] for item in fields] for text in texts], path,
        title=f"{shape.label}台账",
    )  # fmt: skip
    return [item.label for item in fields]


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_list_of_any_ledger_imports_again_unchanged(village, ledger, tmp_path):
    if village.catalogue[ledger].sealed:
        village.enable(ledger)
    uids = office_with(village, ledger)
    path = tmp_path / f"{village.catalogue[ledger].label}.xlsx"
    exported(village, ledger, uids, path)
    plan = rosters.preview(village, [path])
    target = plan.sheets[0].target
    if ledger not in PLANNED_WITH_OTHERS:
        assert target == ledger
    problems = [note.message for row in plan.sheets[0].rows for note in (*row.errors, *row.warnings)]
    assert [row.status for row in plan.sheets[0].rows] == ["SAME"] * len(uids), (problems, plan.edits())
    assert plan.edits() == []


@pytest.mark.parametrize("ledger", [key for key in LEDGERS if catalogue()[key].group in ("work", "team", "place")])
def test_a_list_of_another_office_becomes_records(village, ledger, tmp_path):
    uids = office_with(village, ledger)
    path = tmp_path / f"{village.catalogue[ledger].label}.xlsx"
    exported(village, ledger, uids, path)
    before = village.store.count(ledger)
    village.write([Edit(ledger, uid, "void", {}) for uid in uids], "作废样本")
    plan = rosters.preview(village, [path], targets={f"{path.name}|台账": ledger})
    problems = [note.message for row in plan.sheets[0].rows for note in (*row.errors, *row.warnings)]
    assert [row.status for row in plan.sheets[0].rows] == ["NEW"] * len(uids), problems
    rosters.apply(village, plan)
    assert village.store.count(ledger) == before
    assert rosters.preview(village, [path], targets={f"{path.name}|台账": ledger}).edits() == []
