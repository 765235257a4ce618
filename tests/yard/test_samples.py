"""The sample offices, on which the imports are proved."""

import csv
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OFFICES = ROOT / "tests" / "data" / "offices"
DEFECTS = {"id_check_digit", "id_length", "id_precision_lost", "name_missing", "duplicate_in_file"}


@pytest.mark.parametrize(("office", "people", "households"), [("liuhang", 386, 120), ("zishui", 2043, 640)])
def test_sample_offices_are_complete(office: str, people: int, households: int) -> None:
    truth = json.loads((OFFICES / office / "truth.json").read_text(encoding="utf-8"))
    assert (truth["people"], len(truth["persons"])) == (people, people)
    assert (truth["households"], len(truth["dwellings"])) == (households, households)
    assert {report["file"] for report in truth["files"]} == {
        path.name for path in (OFFICES / office).iterdir() if path.name != "truth.json"
    }
    assert {error["kind"] for report in truth["files"] for error in report.get("errors", [])} <= DEFECTS


def test_sample_rosters_are_kept_as_the_clerk_saved_them() -> None:
    exported = next((OFFICES / "liuhang").glob("*.csv")).read_bytes()
    assert "姓名" in exported.decode("gbk")
    assert all(path.read_bytes()[:4] == b"PK\x03\x04" for path in OFFICES.glob("*/*.xlsx"))
    assert all(path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0" for path in OFFICES.glob("*/*.xls"))


def test_clauses_of_the_regulations_have_unique_ids_and_every_column() -> None:
    with (ROOT / "resources" / "policies" / "clauses.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert list(rows[0]) == ["id", "where", "kind", "rule", "params", "software"]
    assert [row["id"] for row in rows if None in row or None in row.values()] == []
    assert len({row["id"] for row in rows}) == len(rows)
