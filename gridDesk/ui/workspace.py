"""An open office on screen: navigation, search and the pages, with a way back from every record.

A page gets the desk in its constructor and listens to `desk.listeners` itself. `show_argument(text)`, where a page has
it, receives the argument of `go`; `may_leave()`, where it has it, may refuse to be left (after asking) while something
is unsaved.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk.roles import not_yours, works
from gridDesk.ui import problem, theme
from gridDesk.ui.draft_bar import HOUSEHOLD, DraftBar, open_draft
from gridDesk.ui.navigation import ENTRIES, Navigation, first_page, may_open
from gridDesk.ui.search_box import SearchBox

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ledger import Changes

RECORD_PAGES = {"person": ("person_page", "PersonPage"), "household": ("household_page", "HouseholdPage")}


class Workspace(QWidget):
    """The pages of one open office; made when it is unlocked, thrown away when it is locked."""

    import_wanted = Signal(list)  # paths
    changed = Signal(object)  # Changes

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.navigation = Navigation()
        self.search = SearchBox(desk)
        self.back = theme.quiet(QPushButton(theme.icon("back", theme.ACCENT), "返回(&B)"))
        self.drafts = DraftBar(desk)
        self.drafts.restore_wanted.connect(lambda draft: open_draft(self, draft))
        self.stack = QStackedWidget()
        self.pages: dict[str, QWidget] = {}
        self._records: list[QWidget] = []  # opened one from the other; the last one shows
        self._build()
        self._say_whose()
        desk.listeners.append(self._data_changed)

    def _build(self) -> None:
        self.navigation.chosen.connect(self.open_page)
        self.search.chosen.connect(self.open_record)
        self.search.go.connect(self.open_page)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        self.back.setToolTip("Alt+←")
        self.back.clicked.connect(self.go_back)
        self.back.hide()
        top = QHBoxLayout()
        top.setContentsMargins(theme.edge(), theme.spacing(1), theme.edge(), 0)
        top.setSpacing(theme.gap())
        top.addWidget(self.back)
        top.addWidget(self.search, 1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(top)
        right.addWidget(self.drafts)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(_rail(self.navigation))
        row.addLayout(right, 1)

    def _say_whose(self) -> None:
        desk = self.desk
        self.navigation.show_office(desk.office.name, desk.office.level, desk.user, desk.keys.roles)

    def shown(self) -> QWidget | None:
        """Return the page or record that shows."""
        frame = self.stack.currentWidget()
        return frame.widget() if frame is not None else None

    # --- pages ---------------------------------------------------------------------------------------------------

    def open_page(self, key: str, argument: str = "") -> None:
        """Show a page of the navigation, made on the first visit; `import` opens the import instead.

        A page that is not for who is at the desk stays closed, and is told.
        """
        if not may_open(self.desk, key):
            self._refuse(f"打开“{ENTRIES[key].label}”" if key in ENTRIES else "导入花名册")
            return
        if key == "import":
            self.import_wanted.emit([])
            return
        if not self._may_leave():
            self.navigation.mark(self.key_shown())
            return
        self._drop_records()
        page = self.pages.get(key) or self._make_page(key)
        self._show(page)
        self._offer_drafts(key)
        self.navigation.mark(key)
        if argument and hasattr(page, "show_argument"):
            page.show_argument(argument)

    def open_first(self) -> None:
        """Show the page an account begins with."""
        self.open_page(first_page(self.desk))

    def _refuse(self, act: str) -> None:
        self.navigation.mark(self.key_shown())
        problem.show(self, not_yours(self.desk, act))

    def _offer_drafts(self, key: str) -> None:
        """Offer what was typed and never saved, except on the page that does so itself."""
        if key == HOUSEHOLD:
            self.drafts.hide()
        else:
            self.drafts.refresh()

    def _make_page(self, key: str) -> QWidget:
        entry = ENTRIES[key]
        page = getattr(importlib.import_module(f"gridDesk.ui.{entry.module}"), entry.cls)(self.desk)
        self._connect(page)
        self.pages[key] = page
        self.stack.addWidget(_framed(page))
        return page

    def _connect(self, page: QWidget) -> None:
        page.open_record.connect(self.open_record)
        if hasattr(page, "go"):
            page.go.connect(self.open_page)

    def key_shown(self) -> str:
        """Return the key of the page that shows, or that the record shown was opened from."""
        shown = self.shown()
        return next(
            (key for key, page in self.pages.items() if page is shown),
            self.navigation.current() or first_page(self.desk),
        )

    # --- records -------------------------------------------------------------------------------------------------

    def open_record(self, ledger: str, uid: str) -> None:
        """Open a record: people and households as a page with a way back, what has acts on its page, others in a dialog."""
        from gridDesk.desk.records import page_of_acts

        if not works(self.desk):
            self._refuse("查看台账里的记录")
            return
        page = page_of_acts(ledger)
        if ledger == "event" and self.key_shown() not in ("events", "ledgers"):  # a list of the ledger opens its form
            page = "events"
        if page:
            self.open_page(page, uid)
            return
        if ledger not in RECORD_PAGES:
            self._open_dialog(ledger, uid)
            return
        shown = self.shown()
        if getattr(shown, "uid", None) == uid:
            return
        if not self._may_leave():
            return
        module, cls = RECORD_PAGES[ledger]
        page = getattr(importlib.import_module(f"gridDesk.ui.{module}"), cls)(self.desk, uid)
        self._connect(page)
        page.opened_as = (ledger, uid)
        self._records.append(page)
        self.stack.addWidget(_framed(page))
        self._show(page)

    def _open_dialog(self, ledger: str, uid: str) -> None:
        from gridDesk.ui.proposal_dialog import MirrorDialog, is_mirrored
        from gridDesk.ui.record_dialog import RecordDialog

        mirrored = bool(uid) and is_mirrored(self.desk, ledger, uid)
        dialog = MirrorDialog(self.desk, ledger, uid, self) if mirrored else RecordDialog(
            self.desk, ledger, uid or None, self
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def records(self) -> list[tuple[str, str]]:
        """Return ledger and uid of the records opened one from the other, the one that shows last."""
        return [page.opened_as for page in self._records]

    def go_back(self) -> None:
        """Leave the record shown for where it was opened from."""
        if not self._records or not self._may_leave():
            return
        self._drop(self._records.pop())
        key = self.navigation.current()
        self._show(self._records[-1] if self._records else self.pages.get(key) or self._make_page(key))

    def _drop_records(self) -> None:
        while self._records:
            self._drop(self._records.pop())

    def _drop(self, page: QWidget) -> None:
        frame = page.parentWidget().parentWidget()  # the frame's view lies between
        self.stack.removeWidget(frame)
        frame.deleteLater()

    # --- showing and leaving -------------------------------------------------------------------------------------

    def _show(self, page: QWidget) -> None:
        frame = page.parentWidget().parentWidget()
        new = frame.focusWidget() is None  # the stack itself would give the keyboard to the first button
        self.stack.setCurrentWidget(frame)
        self.back.setVisible(bool(self._records))
        # The keyboard goes with the eye: to the list of a page first met, else back to where it was.
        if new or not page.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            here = QApplication.focusWidget()
            if here is page or (here is not None and page.isAncestorOf(here) and not here.isVisible()):
                page.focusNextChild()  # a page itself, or what is hidden in it, does not show where the keyboard is

    def _data_changed(self, changes: Changes) -> None:
        # The name of the person at the desk is a setting that may have changed with the office.
        QTimer.singleShot(0, self, self._say_whose)
        self.changed.emit(changes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.suit(self.width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.navigation.suit(self.width())
        if event.type() == QEvent.Type.FontChange and self.pages:
            QTimer.singleShot(0, self, self._measure_again)
        super().changeEvent(event)

    def _measure_again(self) -> None:
        """Make pages anew in the new text size; one that may hold unsaved typing stays as it is."""
        shown = self.shown()
        key = self.key_shown()
        kept = {name: page for name, page in self.pages.items() if page is shown and hasattr(page, "may_leave")}
        for name in list(self.pages):
            if name not in kept:
                self._drop(self.pages.pop(name))
        if shown not in self._records and key not in self.pages:
            self._show(self._make_page(key))

    def _may_leave(self) -> bool:
        shown = self.shown()
        ask = getattr(shown, "may_leave", None)
        return bool(ask()) if ask else True

    def may_close(self) -> bool:
        """Tell whether nothing unsaved would be lost by closing; the page asks the clerk."""
        return self._may_leave()

    def leave(self) -> None:
        """Stop listening; the pages go with this widget."""
        if self._data_changed in self.desk.listeners:
            self.desk.listeners.remove(self._data_changed)

    def undo_last(self) -> None:
        """Take back the last act that is not undone yet, after asking, and say what was done."""
        from gridDesk.desk import act_names, history
        from gridDesk.ui.history_dialog import confirm_undo, undone_words

        act = last_act(self.desk) if works(self.desk) else None
        if act is None:
            return
        words = act_names.named(self.desk, act)
        if not confirm_undo(self, act, words):
            return
        undone = history.undo(self.desk, act.txn)
        problem.tell(self, undone_words(words, undone), title="撤销")


class _Rail(QScrollArea):
    """A frame in which the navigation stands closer together, or scrolls, where the screen is too low for it."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        if isinstance(self.widget(), Navigation):
            self.widget().fit(self.viewport().height())
        super().resizeEvent(event)


def _rail(navigation: Navigation) -> QScrollArea:
    """Return the frame of the navigation."""
    rail = _Rail()
    rail.setObjectName("rail")
    rail.setWidgetResizable(True)
    rail.setFrameShape(QFrame.Shape.NoFrame)
    rail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    rail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rail.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rail.setWidget(navigation)
    navigation.measured.connect(rail.setFixedWidth)
    rail.setFixedWidth(navigation.width())
    return rail


def _framed(page: QWidget) -> QScrollArea:
    """Return a frame in which a page scrolls where the screen is too small for it."""
    frame = QScrollArea()
    frame.setObjectName("frame")
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame


def last_act(desk: Desk) -> object | None:
    """Return the newest act that can be taken back, or None."""
    from gridDesk.desk import history

    return next((act for act in history.recent(desk, 20) if not act.undone and act.label != "撤销"), None)
