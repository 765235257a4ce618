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
    QTabWidget,
    QWidget,
)

from gridDesk.desk import tables
from gridDesk.ui.navigation import PAGES

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
MNEMONIC = re.compile(r"\(&\w\)|&")
# Names of file kinds and keys that Chinese offices write in Latin letters too.
ALLOWED = re.compile(r"PDF|Word|Excel|WPS|CSV|A3|A4|U 盘|Ctrl|Alt|Qt|QR|Enter|Esc|Tab|F\d+|IBus|Fcitx")
KEYS = [entry.key for entry in PAGES]
RECORDS = ["person", "household"]


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
def test_our_own_dialogs_speak_chinese(window, qtbot, desk, make) -> None:
    from gridDesk.ui import im_check, manual, settings_page

    kinds = {**vars(im_check), **vars(manual), **vars(settings_page)}
    dialog: QDialog = kinds[make](desk, window) if make == "PasswordDialog" else kinds[make](window)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    assert not latin(dialog.windowTitle())
    assert [button.text() for button in visible(dialog, QAbstractButton) if latin(button.text())] == []
