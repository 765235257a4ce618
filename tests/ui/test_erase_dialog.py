"""Erasing a person from her page: listed before, asked on which ground, and nothing is left to see or to do."""

from __future__ import annotations

import pytest

from gridDesk.desk import records
from gridDesk.ui.erase_dialog import EraseDialog
from gridDesk.ui.person_page import PersonPage


@pytest.fixture
def gone(desk) -> str:
    """A person whose residence and record are closed."""
    uid = next(str(row["uid"]) for row in desk.store.rows("person"))
    for home in list(desk.store.rows("residence", where={"person": uid})):
        records.close_record(desk, "residence", str(home["uid"]), reason_code="02", on="2026-11-01")
    records.close_record(desk, "person", uid, reason_code="02", on="2026-11-01")
    return uid


def test_a_person_in_force_offers_no_erasing(qtbot, desk):
    page = PersonPage(desk, next(str(row["uid"]) for row in desk.store.rows("person")))
    qtbot.addWidget(page)
    assert page.erase_button.isHidden()


def test_without_a_ground_nothing_is_erased(qtbot, desk, gone):
    dialog = EraseDialog(desk, gone)
    qtbot.addWidget(dialog)
    dialog.go()
    assert "依据" in dialog.bar.text()
    assert desk.store.get("person", gone)["name"]


def test_a_person_and_what_is_about_her_alone_goes(qtbot, desk, gone):
    page = PersonPage(desk, gone)
    qtbot.addWidget(page)
    assert not page.erase_button.isHidden()
    dialog = EraseDialog(desk, gone)
    qtbot.addWidget(dialog)
    assert "人口 1 条" in dialog.words()
    assert "居住" in dialog.words()
    dialog.reason.setText("保存期满，按规定清除")
    dialog.go_button.click()
    assert dialog.result() == 1
    page.refresh()
    assert page.name.text() == "（内容已清除）"
    assert all(button.isHidden() for button in (page.edit_button, page.erase_button, page.events_button))
    assert desk.store.check() == []
