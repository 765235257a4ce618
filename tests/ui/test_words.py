"""Everything a clerk sees or hears is Chinese, and everything can be reached by keyboard and by ear."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QWidget,
)

from gridDesk.desk import columns, tables
from gridDesk.desk.views import View
from gridDesk.ui import grid_dialogs, household_events, person_events, theme
from gridDesk.ui.batch_dialog import BatchDialog
from gridDesk.ui.columns_dialog import ColumnsDialog
from gridDesk.ui.duplicates_apart import ApartDialog
from gridDesk.ui.export_dialog import ExportDialog
from gridDesk.ui.history_dialog import HistoryDialog, RecentDialog
from gridDesk.ui.import_wizard import ImportWizard
from gridDesk.ui.merge_dialog import MergeDialog
from gridDesk.ui.navigation import PAGES
from gridDesk.ui.views_menu import KeepDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
MNEMONIC = re.compile(r"\(&\w\)|&")
# Names of file kinds and keys that Chinese offices write in Latin letters too.
ALLOWED = re.compile(r"PDF|Word|Excel|WPS|CSV|A3|A4|U 盘|Ctrl|Alt|Qt|QR|Enter|Esc|Tab|F\d+|IBus|Fcitx")
KEYS = [entry.key for entry in PAGES]
RECORDS = ["person", "household"]
# Half-width marks between Hanzi, and marks that stand twice; a unit may stand in brackets.
ODD = re.compile(r"[\u4e00-\u9fff](?:[,;:?!]|\((?!㎡))|[,;:?!)][\u4e00-\u9fff]|[，。；：、]{2}|None")


def latin(text: str) -> bool:
    """Tell whether a button shows Latin words."""
    return re.search("[A-Za-z]{2,}", ALLOWED.sub("", MNEMONIC.sub("", text))) is not None


def visible(root: QWidget, kind: type) -> list:
    return [widget for widget in root.findChildren(kind) if widget.isVisibleTo(root)]


def show(window, name: str) -> QWidget:
    """Open a page, or the first record of a ledger; return the window."""
    if name in KEYS:
        window.open_page(name)
    else:
        table = tables.people_table(window.desk) if name == "person" else tables.household_table(window.desk)
        window.open_record(name, table.uid(0))
    return window


@pytest.mark.parametrize("name", KEYS + RECORDS)
def test_no_page_has_a_button_in_latin_letters(window, name) -> None:
    words = [button.text() for button in visible(show(window, name), QAbstractButton)]
    words += [action.text() for action in window.findChildren(QAction)]
    assert [text for text in words if latin(text)] == []


@pytest.mark.parametrize("name", KEYS + RECORDS)
def test_every_control_of_a_page_has_a_name_for_a_screen_reader(window, name) -> None:
    page = show(window, name).workspace.shown()
    buddies = {label.buddy() for label in page.findChildren(QLabel)}
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for kind in (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton)
        for widget in visible(page, kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget.parent(), QComboBox | QTabWidget)
        and not (widget.accessibleName() or getattr(widget, "text", str)() or getattr(widget, "placeholderText", str)())
        and widget not in buddies
    ]
    assert nameless == []


@pytest.mark.parametrize("name", KEYS + RECORDS)
def test_tab_walks_through_every_page_and_comes_round(window, name) -> None:
    show(window, name).workspace.search.setFocus()
    seen = set()
    for _ in range(400):
        window.focusNextChild()
        focus = window.focusWidget()
        if focus in seen:
            break
        seen.add(focus)
    else:
        raise AssertionError("Tab never comes round")
    assert any(window.workspace.shown().isAncestorOf(widget) for widget in seen) or name == "today"


def test_qts_own_buttons_are_chinese(qapp) -> None:
    box = QMessageBox()
    standard = QMessageBox.StandardButton
    box.setStandardButtons(
        standard.Ok | standard.Cancel | standard.Yes | standard.No | standard.Save | standard.Discard
    )
    assert [button.text() for button in box.buttons() if latin(button.text())] == []
    more = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(more.Apply | more.Reset | more.Close | more.Help | more.Retry)
    assert [button.text() for button in buttons.buttons() if latin(button.text())] == []


def test_dates_are_chinese_whatever_the_system_speaks(qapp) -> None:
    locale = QLocale()
    assert locale.firstDayOfWeek() == Qt.DayOfWeek.Monday
    assert locale.dayName(5) == "星期五"


@pytest.mark.parametrize("make", ["TypingCheck", "ManualDialog", "AboutDialog", "PasswordDialog"])
def test_our_own_dialogs_speak_chinese(window, qtbot, demo, make) -> None:
    from gridDesk.ui import im_check, manual, settings_page

    kinds = {**vars(im_check), **vars(manual), **vars(settings_page)}
    dialog: QDialog = kinds[make](demo, window) if make == "PasswordDialog" else kinds[make](window)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    assert not latin(dialog.windowTitle())
    assert [button.text() for button in visible(dialog, QAbstractButton) if latin(button.text())] == []


def keys_of(root: QWidget) -> list[str]:
    """Return the letters that Alt takes to a control of a widget."""
    texts = [button.text() for button in visible(root, QAbstractButton)]
    texts += [label.text() for label in visible(root, QLabel) if label.buddy() is not None]
    texts += [bar.tabText(n) for bar in visible(root, QTabBar) for n in range(bar.count())]
    return [found[1].upper() for text in texts if (found := re.search(r"&(\w)", text.replace("&&", "")))]


@pytest.mark.parametrize("name", KEYS + RECORDS)
def test_no_letter_leads_to_two_places_of_a_page(window, name) -> None:
    page = show(window, name).workspace.shown()
    letters = keys_of(page) + [action.text().split("&")[1][0] for action in window.menuBar().actions()]
    assert sorted(letters) == sorted(set(letters))


@pytest.mark.parametrize("name", KEYS + RECORDS)
def test_marks_between_hanzi_are_chinese(window, name) -> None:
    page = show(window, name).workspace.shown()
    words = [widget.text() for kind in (QAbstractButton, QLabel) for widget in visible(page, kind)]
    assert [text for text in words if ODD.search(MNEMONIC.sub("", text))] == []


def first(desk, ledger: str) -> str:
    return str(next(iter(desk.store.rows(ledger)))["uid"])


def two_of(desk, ledger: str) -> list[str]:
    return [str(row["uid"]) for row in desk.store.rows(ledger)][:2]


PERSON_EVENTS = ("death", "move_out", "marry_out", "rent", "change_number")
HOME_EVENTS = ("birth", "move_in", "marry_in")
HOUSEHOLD_EVENTS = ("change_head", "split", "merge", "rehouse")
GRID_EVENTS = ("change_code", "official", "merge", "retire")
DIALOGS = {
    **{f"person {n}": lambda desk, n=n: getattr(person_events, n)(desk, first(desk, "person")) for n in PERSON_EVENTS},
    **{f"home {n}": lambda desk, n=n: getattr(person_events, n)(desk, first(desk, "household")) for n in HOME_EVENTS},
    **{
        f"household {n}": lambda desk, n=n: getattr(household_events, n)(desk, first(desk, "household"))
        for n in HOUSEHOLD_EVENTS
    },
    **{f"grid {n}": lambda desk, n=n: getattr(grid_dialogs, n)(desk, first(desk, "grid")) for n in GRID_EVENTS},
    "redraw": lambda desk: grid_dialogs.RedrawDialog(desk),
    "keep view": lambda desk: KeepDialog(desk, View("", "people")),
    "columns": lambda desk: ColumnsDialog(columns.offered(desk, "people"), ["name"], 1),
    "batch": lambda desk: BatchDialog(desk, "person", two_of(desk, "person")),
    "export": lambda desk: ExportDialog(desk, View("", "people")),
    "merge people": lambda desk: MergeDialog(desk, *two_of(desk, "person")),
    "merge households": lambda desk: MergeDialog(desk, *two_of(desk, "household"), ledger="household"),
    "apart": lambda desk: ApartDialog(desk),
    "history": lambda desk: HistoryDialog(desk, "person", first(desk, "person")),
    "recent": lambda desk: RecentDialog(desk),
    "import": lambda desk: ImportWizard(desk),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_speaks_chinese_has_its_own_letters_and_fits_a_low_screen(demo, qtbot, name) -> None:
    dialog: QDialog = DIALOGS[name](demo)
    qtbot.addWidget(dialog)
    dialog.show()
    buttons = [button.text() for button in visible(dialog, QAbstractButton)]
    words = buttons + [label.text() for label in visible(dialog, QLabel)]
    assert [text for text in buttons if latin(text)] == []
    assert [text for text in words if ODD.search(MNEMONIC.sub("", text))] == []
    assert sorted(keys_of(dialog)) == sorted(set(keys_of(dialog)))
    # 1366 x 768 at 150 %, less a title bar.
    assert dialog.minimumSizeHint().width() <= theme.chars(911 / 15)
    assert dialog.minimumSizeHint().height() <= theme.em() * 24
