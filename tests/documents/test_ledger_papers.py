"""Ledgers with papers of their own and the bound volume say what their golden texts say."""

from __future__ import annotations

import pytest

from gridDesk.documents.page import Book
from tests.documents.ledger_samples import FOLDER, PAGES, golden, volume
from tests.documents.samples import pdf, squeezed


@pytest.mark.parametrize("key", PAGES)
def test_each_ledger_says_what_its_golden_text_says(key: str) -> None:
    assert squeezed(golden(key)) == squeezed((FOLDER / f"{key}.txt").read_text(encoding="utf-8"))


def test_volume_made_twice_gives_the_same_bytes() -> None:
    assert pdf(volume())[0] == pdf(volume())[0]


def test_leaves_of_a_volume_know_what_they_are_called_and_where_they_belong() -> None:
    page = volume()
    assert isinstance(page, Book)
    _, printed = pdf(page)
    assert [one.paper for one in printed.pages][:1] == ["book_cover"]
    assert printed.pages[-1].part == "核对签字"
    resident = [one for one in printed.pages if one.paper == "resident_ledger" and one.part != "（空白页）"]
    assert [one.label for one in resident] == [str(n) for n in range(1, len(resident) + 1)]
