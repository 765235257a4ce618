"""Role matrix: which pages an account has, by every road there is: the rail, its keys, search, menus, links, the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from gridDesk.desk import drafts
from gridDesk.desk.roles import ROLE_NAMES, WORK
from gridDesk.ui import background, commands, problem
from gridDesk.ui.grants_page import GrantsPage
from gridDesk.ui.navigation import PAGES, Navigation, first_page, keys_of_rail, may_open
from gridDesk.ui.retention_page import RetentionPage
from gridDesk.ui.search_box import SearchBox
from gridDesk.ui.settings_page import SettingsPage
from gridDesk.ui.window import MainWindow
from gridDesk.ui.workspace import Workspace
from tests.flows.keyless import as_role
from tests.ui.conftest import let_go

EVERYBODY = {"settings", "backups"}
# What an account without clerk or sensitive has, by its role; the first one opens.
OWN = {
    "approver": ["grants", "retention"], "keeper": ["accounts"], "auditor": ["audit"],
}  # fmt: skip
SETS = [("approver",), ("keeper",), ("auditor",), ("approver", "auditor"), ("approver", "keeper", "auditor")]


def pages(roles) -> set[str]:
    return EVERYBODY | {page for role in roles for page in OWN[role]}


def settle(qtbot) -> None:
    """Let what runs beside the window come to its end and be answered, while the office is open."""
    qtbot.waitUntil(lambda: not background.busy(), timeout=10000)
    let_go()


@pytest.fixture
def told(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(problem, "show", lambda _parent, error, *_more: said.append(str(error)))
    return said


def test_every_page_says_for_whom_it_is():
    assert {entry.key: entry.roles for entry in PAGES if entry.roles != WORK} == {
        "exchange": ("clerk",), "street": ("clerk",), "directives": ("clerk",), "settings": (), "backups": (),
        "accounts": (*WORK, "keeper"), "audit": (*WORK, "auditor"), "grants": (*WORK, "approver"),
        "retention": (*WORK, "approver"),
    }  # fmt: skip


@pytest.mark.parametrize("roles", SETS, ids="+".join)
def test_an_account_without_the_records_has_its_own_pages_and_no_other(desk, qtbot, roles, told):
    with as_role(desk, *roles) as one:
        workspace = Workspace(one)
        qtbot.addWidget(workspace)
        mine = pages(roles)
        rail = workspace.navigation
        assert {key for key, button in rail.buttons.items() if not button.isHidden()} == mine
        assert {key for key, cut in rail._shortcuts.items() if not cut.key().isEmpty()} == mine
        assert set(keys_of_rail(roles)) == mine
        for entry in PAGES:
            before = len(told)
            workspace.open_page(entry.key)
            assert (workspace.key_shown() == entry.key) == (entry.key in mine), entry.key
            assert (len(told) == before) == (entry.key in mine), entry.key
        assert "不能打开“人口”，请办事员登录后来做" in "".join(told)
        workspace.open_page("import")
        workspace.open_record("person", next(str(row["uid"]) for row in desk.store.rows("person")))
        assert workspace.records() == []
        assert len(told) == len(PAGES) - len(mine) + 2
        assert set(workspace.pages) == mine
        workspace.leave()
        settle(qtbot)


@pytest.mark.parametrize(
    ("roles", "first"),
    [(("clerk",), "today"), (("sensitive",), "today"), (("approver",), "grants"), (("keeper",), "accounts"), (("auditor",), "audit"),
     (("clerk", "auditor"), "today")],
)  # fmt: skip
def test_the_first_page_is_one_of_its_own(desk, qtbot, home, roles, first):
    with as_role(desk, *roles) as one:
        assert first_page(one) == first
        assert may_open(one, first)


@pytest.mark.parametrize("roles", [("clerk",), ("sensitive",), ("clerk", "sensitive"), tuple(ROLE_NAMES)], ids="+".join)
def test_whoever_enters_has_every_page_of_before(desk, qtbot, roles):
    closed = set() if "clerk" in roles else {"exchange", "street", "directives"}
    with as_role(desk, *roles) as one:
        assert {entry.key for entry in PAGES if not may_open(one, entry.key)} == closed
        assert may_open(one, "import")
    rail = Navigation()
    qtbot.addWidget(rail)
    rail.show_office("柳行村", "village", "王建国", roles)
    shown = {key for key, button in rail.buttons.items() if not button.isHidden()}
    assert shown == {entry.key for entry in PAGES if entry.shown and entry.is_for("village")} - closed


@pytest.mark.parametrize("roles", SETS, ids="+".join)
def test_search_finds_nobody_and_no_page_that_stays_closed(desk, qtbot, roles):
    name = next(str(row["name"]) for row in desk.store.rows("person"))
    with as_role(desk, *roles) as one:
        box = SearchBox(one)
        qtbot.addWidget(box)
        assert "姓名" not in box.placeholderText()
        for typed in (name, name[:1], "人口", "导入"):
            box.setText(typed)
            box.find_now()
            assert [box.results.item(n).data(Qt.ItemDataRole.UserRole) for n in range(box.results.count())] == [None]
        labels = [*(entry.label for entry in PAGES), "导入"]
        found = {command.page for label in labels for command in commands.find(label, "village", roles)}
        assert found <= pages(roles)
        assert {command.page for label in labels for command in commands.find(label, "village", ("clerk",))} >= {
            "people",
            "import",
        }


@pytest.mark.parametrize("roles", SETS, ids="+".join)
def test_walking_through_the_own_pages_is_no_refusal_in_the_log(desk, qtbot, home, told, roles):
    with as_role(desk, *roles) as one:
        window = MainWindow(home)
        qtbot.addWidget(window)
        window.enter(one)
        for key in sorted(pages(roles)):
            window.workspace.open_page(key)
            window.workspace.shown().refresh()
        settle(qtbot)
        assert told == []
        window._leave()
    assert "act_refused" not in {line.kind for line in desk.store.audit_lines()}


def test_the_menus_the_drop_of_a_file_and_the_way_back_are_closed_too(desk, qtbot, home, told, tmp_path):
    with as_role(desk, "auditor") as one:
        window = MainWindow(home)
        qtbot.addWidget(window)
        drafts.keep_ticket(one, {
            "page": "people", "argument": "", "records": [["person", next(str(row["uid"]) for row in desk.store.rows("person"))]],
            "drafts": [], "texts": [], "search": "", "dialogs": [], "reports": [],
        })  # fmt: skip
        window.enter(one)
        assert window.workspace.key_shown() == "audit"
        assert told == []
        assert {name for name, action in window.actions_by_name.items() if not action.isEnabled()} == {
            "import",
            "undo",
            "recent",
        }
        window.workspace.undo_last()
        window.import_files([tmp_path / "名册.xlsx"])
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "包.gdp"))])
        window.dropEvent(
            QDropEvent(
                QPointF(1, 1), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            )
        )
        assert window.workspace.key_shown() == "audit"
        assert window.status.counts.text() == window.status.packages.text() == ""
        assert drafts.ticket(one) is None
        settle(qtbot)
        window._leave()


def test_settings_are_about_oneself_alone(desk, qtbot):
    with as_role(desk, "approver") as one:
        page = SettingsPage(one)
        qtbot.addWidget(page)
        shown = [card for card in (page.office, page.grids, page.locking, page.sealed, page.glyphs, page.size, page.secret, page.safety)
                 if not card.isHidden()]  # fmt: skip
        assert shown == [page.size, page.secret, page.safety]
        assert page.accounts.isHidden()
        assert not page.password.isHidden()
        assert not page.safety.retention.isHidden()
        page.refresh()


def test_an_approver_sees_what_was_given_and_gives_nothing(desk, qtbot):
    with as_role(desk, "approver") as one:
        page = GrantsPage(one)
        qtbot.addWidget(page)
        assert page.new.isHidden()
    page = GrantsPage(desk)
    qtbot.addWidget(page)
    assert not page.new.isHidden()


def test_an_approver_reviews_without_opening_records(desk, qtbot):
    with as_role(desk, "approver") as one:
        page = RetentionPage(one)
        qtbot.addWidget(page)
        opened = []
        page.open_record.connect(lambda *place: opened.append(place))
        page.table.opened.emit(None)
        assert page.open.isHidden()
        assert opened == []
