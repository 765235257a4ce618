"""The goal table itself: every row has a test file, and weighs what it should."""

from __future__ import annotations

import re
from pathlib import Path

from tests.trust.rows import ROWS


def test_the_table_has_fifty_rows_worth_260_points():
    assert len(ROWS) == 50
    assert 2 * sum(weight for weight, _ in ROWS.values()) == 260


def test_every_row_has_a_test_that_prints_its_figure():
    here = Path(__file__).parent
    without = [
        row
        for row in ROWS
        if not (path := here / f"test_{row.lower()}.py").is_file()
        or not re.search(rf'figure\(\s*"{row}"', path.read_text(encoding="utf-8"))
    ]
    assert without == []
