"""Erasing a person from her page: listed before, asked on which ground, and nothing is left to see or to do."""

from __future__ import annotations

import pytest

from gridDesk import vault
from gridDesk.desk import records
from gridDesk.ui.erase_dialog import EraseDialog
from gridDesk.ui.person_page import PersonPage
from gridDesk.vault.keyfile import SlotInfo
from tests.flows.keyless import as_role


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


def test_a_clerk_who_is_no_approver_is_asked_for_one(qtbot, desk, gone, monkeypatch):
    monkeypatch.setattr(vault, "verify_approver", lambda _folder, who, typed: (who, typed) == ("老周", "对的"))
    monkeypatch.setattr(
        vault, "people", lambda _folder: [SlotInfo("ab" * 8, "password", "老周", ("approver",), 1, "", "")]
    )
    with as_role(desk, "clerk") as clerk:
        dialog = EraseDialog(clerk, gone)
        qtbot.addWidget(dialog)
        dialog.reason.setText("本人要求删除")
        dialog.go()
        assert "审批人" in dialog.bar.text()
        dialog.approver.who.setText("老周")
        dialog.approver.password.setText("错的")
        dialog.go()
        assert clerk.store.get("person", gone)["name"]
        dialog.approver.password.setText("对的")
        dialog.go()
        assert clerk.store.get("person", gone)["name"] is None
        line = next(line for line in reversed(list(clerk.store.audit_lines())) if line.kind == "erase")
        assert line.detail == {"approver": "ab" * 8}
        (tomb,) = [entry for entry in clerk.store.history("person", gone) if entry.op == "erase"]
        assert (tomb.actor, tomb.reason) == ("李四", "本人要求删除（老周审批）")


def test_who_is_an_approver_is_asked_for_nothing_more(qtbot, desk, gone):
    dialog = EraseDialog(desk, gone)
    qtbot.addWidget(dialog)
    assert dialog.approver.who.parent() is None
