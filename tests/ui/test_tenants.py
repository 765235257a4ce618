"""Who rents a dwelling is entered and ended from the page of dwellings."""

import pytest

from gridDesk.desk import records
from gridDesk.ledger import ACTIVE
from gridDesk.ui import ledger_page, problem, tenants
from tests.ui import small_office


@pytest.fixture
def place(desk):
    return small_office.dwelling(desk, "柳行村2组8号")


@pytest.fixture
def dialog(desk, place, qtbot):
    made = tenants.TenantsDialog(desk, place)
    qtbot.addWidget(made)
    made.show()
    return made


def rent(desk, place, name):
    known = records.blank(desk, "tenancy", dwelling=place, tenant=small_office.person(desk, name), since="2026-03")
    return records.save(desk, "tenancy", None, known).uid


def test_a_dwelling_without_tenants_says_how_to_enter_one(dialog):
    assert dialog.nobody.isVisible()
    assert not dialog.leave_button.isVisible()


def test_a_tenant_entered_shows_at_once(dialog, desk, place, qtbot):
    rent(desk, place, "李强")
    qtbot.waitUntil(dialog.table.isVisible)
    assert [line.texts[:2] for line in dialog.table.rows.lines] == [("李强", "2026-03")]


def test_a_new_tenancy_belongs_to_the_dwelling(dialog, place, monkeypatch):
    asked = []

    class Form:
        def __init__(self, desk, ledger, uid, parent, *, known, hidden, title):
            asked.append((ledger, uid, known, hidden))

        def exec(self):
            return 0

    monkeypatch.setattr(tenants, "RecordDialog", Form)
    dialog.new_button.click()
    assert asked == [("tenancy", None, {"dwelling": place}, ("dwelling",))]


def test_a_tenant_who_moved_out_leaves_the_list_and_stays_in_the_ledger(dialog, desk, place, qtbot, monkeypatch):
    uid = rent(desk, place, "赵敏")
    qtbot.waitUntil(dialog.table.isVisible)

    def answer(asked):
        asked.go()
        return 1

    monkeypatch.setattr("gridDesk.ui.event_dialog.EventDialog.exec", answer)
    dialog.leave_button.click()
    qtbot.waitUntil(dialog.nobody.isVisible)
    assert desk.store.get("tenancy", uid)["state"] == "closed"
    assert desk.store.get("person", small_office.person(desk, "赵敏"))["state"] == "active"
    assert "16" in {row["kind"] for row in desk.store.rows("population_event")}  # 租住结束
    assert not list(desk.store.rows("tenancy", where={"dwelling": place}, states=(ACTIVE,)))


def test_the_page_of_dwellings_opens_the_tenants_of_the_chosen_one(desk, place, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(tenants.TenantsDialog, "exec", lambda dialog: opened.append(dialog.dwelling))
    page = ledger_page.DwellingsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.show_tenants()
    assert opened == [place]


def test_without_a_dwelling_the_page_says_to_choose_one(desk, qtbot, monkeypatch):
    told = []
    monkeypatch.setattr(problem, "show", lambda _parent, error: told.append(str(error)))
    page = ledger_page.DwellingsPage(desk)
    qtbot.addWidget(page)
    page.show()

    page.show_tenants()
    assert told == ["还没有选房屋，请先在表里选中一处房屋，再点“承租人”。"]
