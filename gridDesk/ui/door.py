"""The door of the program: choose and unlock an office, make a new one, or walk into the demonstration office."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridDesk.desk import list_offices, open_office
from gridDesk.desk.office_folders import DATA_FILE, OfficeFolder, look
from gridDesk.errors import DeskError
from gridDesk.ui import background, problem
from gridDesk.ui.door_page import WaitPage, aside, patiently
from gridDesk.ui.recovery_page import RecoveryPage
from gridDesk.ui.unlock import UnlockPage
from gridDesk.ui.wizard import Wizard

if TYPE_CHECKING:
    from gridDesk.desk import Desk

DEMO_FOLDER = "demo"


class Door(QStackedWidget):
    """Shows one of: unlock, first run, progress, and what to do right after a new office was made."""

    opened = Signal(object)  # Desk
    import_wanted = Signal()

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.home = home

    def show_offices(self, folder: Path | None = None) -> None:
        """Show the offices kept on this computer, `folder` chosen; without any, the first run."""
        offices = list_offices(self.home)
        if folder is not None and all(item.path != folder for item in offices):
            offices.insert(0, look(folder))
        if offices:
            page = UnlockPage(offices, folder)
            page.opened.connect(self._unlocked)
            page.new_wanted.connect(self.show_wizard)
            page.recovery_wanted.connect(self.show_recovery)
            page.restore_wanted.connect(self.show_restore)
            page.damaged.connect(self.show_damage)
            page.forgotten.connect(lambda path: self.show_paper_key(look(path), page.person()))
            page.demo_wanted.connect(lambda: self.open_demo(self.home / DEMO_FOLDER))
            self._put(page)
        else:
            self.show_wizard()

    def show_paper_key(self, item: OfficeFolder, who: str = "") -> None:
        """Open an office whose password nobody knows by its paper key."""
        from gridDesk.ui.paper_key_page import PaperKeyPage

        page = PaperKeyPage(item, who)
        page.opened.connect(self._unlocked)
        page.left.connect(lambda: self.show_offices(item.path))
        self._put(page)

    def show_restore(self, source: Path | None = None) -> None:
        """Bring an office back from a backup: `source`, or one that is chosen there."""
        from gridDesk.ui.restore_page import RestorePage

        page = RestorePage(self.home, source)
        page.opened.connect(self._unlocked)
        page.left.connect(self.show_offices)
        self._put(page)

    def show_damage(self, folder: Path, error: BaseException | str, password: str = "", who: str = "") -> None:
        """Lead out of a damaged or missing data file: `error` of opening it, or the kind of damage that was found."""
        from gridDesk.desk import damage
        from gridDesk.ui.damage_page import DamagePage

        kind = error if isinstance(error, str) else damage.kind_of(error, folder)
        page = DamagePage(damage.examine(folder, kind), password, who)
        page.opened.connect(self._unlocked)
        page.elsewhere.connect(self.show_restore)
        page.left.connect(lambda: self.show_offices(folder))
        self._put(page)

    def show_wizard(self) -> None:
        """Begin a new office."""
        page = Wizard(self.home, has_offices=bool(list_offices(self.home)))
        page.made.connect(self._made)
        page.left.connect(self.show_offices)
        page.recovery_wanted.connect(self.show_recovery)
        page.restore_wanted.connect(self.show_restore)
        page.demo_wanted.connect(lambda: self.open_demo(self.home / DEMO_FOLDER))
        self._put(page)

    def _unlocked(self, desk: Desk) -> None:
        """Enter an office; one that waits for its records goes on where it was left, a damaged one is led out."""
        from gridDesk.desk import damage

        if patiently(lambda: damage.found_at_opening(desk, aside)):
            folder, who = desk.folder, desk.keys.who
            desk.abandon()
            self.show_damage(folder, "pages", "", who)
        elif desk.awaited:
            self.show_recovery(desk)
        else:
            self.opened.emit(desk)

    def show_recovery(self, desk: Desk | None = None) -> None:
        """Begin to rebuild an office whose computer died, or go on with one."""
        page = RecoveryPage(self.home, desk)
        page.opened.connect(self.opened)
        page.left.connect(self.show_offices)
        self._put(page)

    def _made(self, desk: Desk, with_import: bool) -> None:
        self.opened.emit(desk)
        if with_import:
            self.import_wanted.emit()

    def abandon(self) -> None:
        """Close what was opened here but never entered; called at the end of the program."""
        page = self.currentWidget()
        if isinstance(page, Wizard | RecoveryPage):
            page.abandon()

    def open_demo(self, folder: Path) -> None:
        """Open the demonstration office of invented people; make it first when it is not there yet."""
        if (folder / DATA_FILE).is_file():
            self._enter_demo(folder)
            return
        page = WaitPage("正在准备演示单位", "里面的人和住址都是编出来的，可以放心试用，不会影响您自己的数据。")
        self._put(page)

        def job(_desk: object, progress: Callable[[int, int, str], None]) -> Path:
            from gridDesk.desk import demo, demo_exchange, demo_year

            with closing(demo.make_demo(folder, year=demo_year.DAYS, progress=progress)) as desk:
                progress(0, 0, "正在与街道互相收发数据包")
                demo_exchange.tell(desk)
            return folder

        task = background.run(None, job, self._enter_demo, self._demo_failed)
        task.cancelled.connect(lambda: self.show_offices())
        page.panel.follow(task)

    def _enter_demo(self, folder: Path) -> None:
        from gridDesk.desk.demo import PASSWORD

        try:
            desk = patiently(lambda: open_office(folder, PASSWORD, aside=aside))
        except DeskError as error:
            self._demo_failed(error)
            return
        self.opened.emit(desk)

    def _demo_failed(self, error: object) -> None:
        self.show_offices()
        problem.show(self, error)

    def _put(self, page: QWidget) -> None:
        """Show a page in place of the one before, which is thrown away with what was typed in it."""
        old = self.currentWidget()
        self.addWidget(page)
        self.setCurrentWidget(page)
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()
        first = getattr(page, "first", None)
        (first or page).setFocus(Qt.FocusReason.OtherFocusReason)
