"""The card of sealed ledgers: for who has their key, and for who has not; an old paper key brings records back."""

from __future__ import annotations

import pytest

from gridDesk import vault
from gridDesk.ui.sealed_card import RecoverDialog, SealedCard
from tests.flows.keyless import as_role


def test_who_lacks_the_key_reads_why_nothing_is_there(demo, qtbot) -> None:
    with as_role(demo, "clerk") as other:
        card = SealedCard(other)
        qtbot.addWidget(card)
        card.show()
        assert "没有这项权限" in card.words.text()
        assert not any(box.isVisible() for box in card.boxes.values())
        assert not card.back.isVisible()


def test_who_has_the_key_reads_what_was_made_up_for(demo, qtbot) -> None:
    demo.settled = ["有 2 条受保护记录已跟随合并改到保留的人口记录上。"]
    card = SealedCard(demo)
    qtbot.addWidget(card)
    card.show()
    assert all(box.isVisible() for box in card.boxes.values())
    assert card.told.isVisible()
    assert "跟随合并" in card.told.text()
    assert not card.back.isVisible()


def test_another_paper_key_is_told_and_changes_nothing(demo, qtbot) -> None:
    dialog = RecoverDialog(demo)
    qtbot.addWidget(dialog)
    dialog.show()
    digits = vault.paper.write(bytes(16))
    for box, group in zip(dialog.edit.boxes, digits.split(), strict=True):
        box.setText(group.replace("-", ""))
    dialog.go()
    assert dialog.bar.isVisible()
    assert dialog.isVisible()
    assert demo.settled == []


@pytest.fixture(autouse=True)
def quiet(demo):
    demo.settled = []
