"""B7: nobody at the desk, the screen locked, the machine asleep: nothing shows, keys are gone, what was typed comes back.

The clock and the computer's messages are played; Windows' and the Linux desktops' own are tried in tests/ui/test_os_lock.
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from gridDesk.desk import locking
from gridDesk.ui import person_events
from gridDesk.ui.batch_dialog import BatchDialog
from gridDesk.ui.form import RecordForm
from gridDesk.ui.grid_dialogs import official
from gridDesk.ui.locker import Locker
from gridDesk.ui.member_form import new_person_dialog
from gridDesk.ui.record_dialog import RecordDialog, close_record_dialog
from gridDesk.ui.window import MainWindow
from tests.ui import small_office
from tests.ui.locking import CANARY, FakeClock, FakeSystem, let_in, pass_time, seen, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
GONE = {"idle": None, "screen locked": "lock", "suspend": "sleep", "user switch": "switch"}


class Office:
    """A window on a small office, its clock and its computer in the test's hands."""

    def __init__(self, qtbot, folder) -> None:
        self.desk = small_office.make(folder)
        self.keys = small_office_keys(self.desk)
        self.folder, self.clock, self.system = self.desk.folder, FakeClock(), FakeSystem()
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.locker.deleteLater()
        self.window.locker = Locker(self.window, clock=self.clock, source=self.system)
        self.window.resize(1200, 760)
        self.window.show()
        self.window.enter(self.desk)

    def person(self) -> str:
        return str(next(iter(self.window.desk.store.rows("person")))["uid"])

    def household(self) -> str:
        return str(next(iter(self.window.desk.store.rows("household")))["uid"])

    def lock(self, how: str) -> None:
        if how == "idle":
            pass_time(self.window, self.clock, locking.MINUTES * 60)
        else:
            self.system.told.tell(GONE[how])
        settle(150)

    def back(self) -> None:
        let_in(self.window, self.folder, self.keys)
        settle()


def small_office_keys(desk):
    from copy import deepcopy

    return deepcopy(desk.keys)


@pytest.fixture
def office(qtbot, qapp, tmp_path, monkeypatch):
    from gridDesk.ui import background, problem

    def nothing_is_asked(*_given, **_named):
        raise AssertionError("locking asks nothing")

    monkeypatch.setattr(problem, "ask", nothing_is_asked)
    monkeypatch.setattr(problem, "ask_unsaved", nothing_is_asked)
    made = Office(qtbot, tmp_path / "office")
    yield made
    background.stop()
    made.window.locker.end()
    for dialog in made.window.findChildren(QDialog):
        dialog.hide()
    made.window._leave()
    settle(1)


def form_of(window) -> RecordForm:
    return next(form for form in window.findChildren(RecordForm) if form.isVisible())


def write(form: RecordForm, key: str, text: str) -> None:
    editor = form.editors[key]
    editor.entry().setFocus()
    editor.set_state(text)
    editor.changed.emit()


def dialog_of(window, kind=QDialog) -> QDialog:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def lines(root) -> list[QLineEdit]:
    return [one for one in root.findChildren(QLineEdit) if one.isVisible() and not one.isReadOnly()]


# --- what is open, and what stands in it ------------------------------------------------------------------------------


def open_record(office, ledger, key):
    RecordDialog(office.window.desk, ledger, None, office.window).open()
    write(form_of(office.window), key, CANARY)


def change_person(office):
    office.window.open_record("person", office.person())
    RecordDialog(office.window.desk, "person", office.person(), office.window).open()
    write(form_of(office.window), "remarks" if "remarks" in form_of(office.window).editors else "name", CANARY)


def new_member(office):
    new_person_dialog(office.window.desk, office.window, office.household()).open()
    write(form_of(office.window), "name", CANARY)


def household_entry(office):
    office.window.open_page("household_entry")
    board = office.window.workspace.shown().board
    line = next(line for line in lines(board))
    line.setText(CANARY)
    line.textEdited.emit(CANARY)


def daily_log(office):
    office.window.open_page("logs")
    page = office.window.workspace.shown()
    key = next(key for key, item in page.form.editors.items() if item.field.type.name == "long_text")
    write(page.form, key, CANARY)


def batch(office):
    uids = [str(row["uid"]) for row in office.window.desk.store.rows("person")][:3]
    dialog = BatchDialog(office.window.desk, "person", uids, office.window)
    dialog.open()
    place = next(
        place
        for place in range(dialog.fields.count())
        if "姓名" in dialog.fields.itemText(place)
        or "单位" in dialog.fields.itemText(place)
        or "备注" in dialog.fields.itemText(place)
    )
    dialog.fields.setCurrentIndex(place)
    dialog.fields.activated.emit(place)
    dialog.value.set_state(CANARY)
    dialog.value.changed.emit()


def last_line(make):
    def open_it(office):
        dialog = make(office)
        dialog.open()
        line = lines(dialog)[-1]
        line.setText(CANARY)
        line.textEdited.emit(CANARY)

    return open_it


def search(office):
    box = office.window.workspace.search
    box.setText(CANARY)
    box.textEdited.emit(CANARY)


def composing(office):
    from PySide6.QtGui import QInputMethodEvent

    RecordDialog(office.window.desk, "person", None, office.window).open()
    form = form_of(office.window)
    entry = form.editors["name"].entry()
    form.window().activateWindow()
    entry.setFocus()
    settle()
    QApplication.sendEvent(entry, QInputMethodEvent(CANARY, []))


def page_line(page):
    def open_it(office):
        office.window.open_page(page)
        line = lines(office.window.workspace.shown())[0]
        line.setText(CANARY)
        line.textEdited.emit(CANARY)

    return open_it


SCREENS = {
    "text still in the input method": composing,
    "a new person": lambda office: open_record(office, "person", "name"),
    "a person being changed, over her page": change_person,
    "a new member of a household": new_member,
    "an event": lambda office: open_record(office, "event", "title"),
    "a household half filled in": household_entry,
    "the daily log": daily_log,
    "a batch edit": batch,
    "a death": last_line(lambda office: person_events.death(office.window.desk, office.person(), office.window)),
    "a move": last_line(lambda office: person_events.move_out(office.window.desk, office.person(), office.window)),
    "an official count": last_line(
        lambda office: official(office.window.desk, str(office.window.desk.grids()[0]["uid"]), office.window)
    ),
    "why a record is closed": last_line(
        lambda office: close_record_dialog(office.window.desk, "person", office.person(), office.window)
    ),
    "the search box": search,
    "the filter of a list": page_line("people"),
}


def test_every_screen_comes_back_with_what_stood_in_it_and_shows_nothing_meanwhile(office, figure, amount):
    came_back, leaks = [], []
    ways = list(GONE)
    tried = list(SCREENS)[:: amount(3, 1)]
    for number, name in enumerate(tried):
        show = SCREENS[name]
        show(office)
        settle()
        before = seen()
        assert CANARY in before or "input method" in name, name
        office.lock(ways[number % len(ways)])
        assert office.window.desk is None, name
        if CANARY in seen() or "张" in office.window.windowTitle():
            leaks.append(name)
        office.back()
        if CANARY in seen():
            came_back.append(name)
        clean(office)
    figure(
        "B7", screens=len(tried), came_back=len(came_back), leaks_while_locked=len(leaks), ways=len(ways),
        minutes_by_default=locking.MINUTES,
    )  # fmt: skip
    assert [name for name in tried if name not in came_back] == []
    assert leaks == []


def clean(office) -> None:
    """Give up what is open, for the next screen."""
    from gridDesk.desk import drafts

    for form in office.window.findChildren(RecordForm):
        form.keeper.drop()
        form._dirty.clear()
    for dialog in office.window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.hide()
            dialog.deleteLater()
    page = office.window.workspace.pages.get("household_entry")
    if page is not None:
        page._forget()
        page.begin(__import__("gridDesk.desk.household_reading", fromlist=["new_draft"]).new_draft(office.window.desk))
    office.window.workspace.search.clear()
    for one in drafts.left(office.window.desk):
        drafts.drop(office.window.desk, one.key)
    for key in list(office.window.workspace.pages):
        if key != "today":
            office.window.open_page("today")
            office.window.workspace._drop(office.window.workspace.pages.pop(key))
    settle()
    assert CANARY not in seen()
