"""The one window: at its door an office is chosen, made or unlocked; behind it the office's pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QStackedWidget

from gridDesk import paths
from gridDesk.ui import background, menus, problem, theme, ticket
from gridDesk.ui.locker import Locker
from gridDesk.ui.status import StatusLine
from gridDesk.ui.workspace import Workspace

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.ui.backup_keeper import BackupKeeper

SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".et")
PACKAGE = ".gdp"
ROOMY = 100  # Hanzi of width from which on a screen has room for other windows too


class MainWindow(QMainWindow):
    """Holds either the door (unlock, first run, progress) or the workspace of an open office."""

    def __init__(self, home: Path | None = None) -> None:
        super().__init__()
        from gridDesk.ui.door import Door

        self.home = home or paths.default_home()
        self.desk: Desk | None = None
        self.workspace: Workspace | None = None
        self.keeper: BackupKeeper | None = None
        self.stack = QStackedWidget()
        self.door = Door(self.home)
        self.door.opened.connect(self.enter)
        self.door.import_wanted.connect(lambda: self.import_files([]))
        self.stack.addWidget(self.door)
        self.setCentralWidget(self.stack)
        self.status = StatusLine()
        self.status.go.connect(self.open_page)
        self.setStatusBar(self.status)
        self.setAcceptDrops(True)
        self.actions_by_name = menus.build(self)
        self.locker = Locker(self)
        self._say_state()

    # --- opening and closing ----------------------------------------------------------------------------------------

    def show_fitting(self) -> None:
        """Show the window where it was left, at first all over a common office screen: its frame needs room there too."""
        place = theme.settings().value("geometry")
        if place is not None and self.restoreGeometry(place):
            self.show()
            return
        room, wanted = QApplication.primaryScreen().availableSize(), QSize(theme.chars(84), round(theme.em() * 38))
        self.resize(wanted.boundedTo(room))
        if room.width() < theme.chars(ROOMY) or room.height() < wanted.height() + theme.em() * 2:
            self.showMaximized()
        else:
            self.show()

    def come_forward(self) -> None:
        """Show the window above all others: the program was started a second time."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def begin(self, demo: Path | None = None, office: Path | None = None) -> None:
        """Go to the door: a demonstration office, a given one, or those kept on this computer."""
        if demo is not None:
            self.door.open_demo(demo)
        else:
            self.door.show_offices(office)

    def enter(self, desk: Desk) -> None:
        """Show an unlocked office; the clerk who locked it finds herself where she was."""
        if desk is self.desk:
            self._lift_curtain(desk)
            return
        if not self._may_open_another(desk):
            return
        self._leave()
        self.desk = desk
        self.workspace = Workspace(desk)
        self.workspace.import_wanted.connect(self.import_files)
        self.workspace.changed.connect(self.status.data_changed)
        self.workspace.stack.currentChanged.connect(self._page_changed)
        self.stack.addWidget(self.workspace)
        self.stack.setCurrentWidget(self.workspace)
        self.status.set_desk(desk)
        self._keep_backups(desk)
        self._say_state()
        self.workspace.open_first()
        self.locker.begin(desk)
        ticket.give_back(self.workspace)
        QTimer.singleShot(0, self, self._take_documents)

    def _lift_curtain(self, desk: Desk) -> None:
        """Show the office again that was locked while a job ran in it."""
        self.stack.setCurrentWidget(self.workspace)
        self._say_state()
        self.locker.lift(desk)

    def _may_open_another(self, desk: Desk) -> bool:
        """A locked office in which a job still runs is not left for another one."""
        if not self.locker.locked or self.desk is None:
            return True
        folder = desk.folder
        desk.close()
        self.door.show_offices(folder)
        problem.show(self.door, "上一个单位里还有一件事没有做完，请等它做完再打开别的单位。", "请稍等")
        return False

    def _take_documents(self) -> None:
        """Put documents of the office above in force whose day came since the last package."""
        from gridDesk.desk import directives

        if self.desk is not None and not self.desk.closed and directives.is_due(self.desk):
            lines = directives.take(self.desk)
            problem.tell(self, "上级下发的文件今天起生效。", "\n".join(lines))

    def _page_changed(self, _index: int) -> None:
        shown = self.workspace.shown() if self.workspace is not None else None
        self.status.page_shown(str(getattr(shown, "title", "")))

    def lock(self) -> None:
        """Show the office's unlock page and close the office; nothing is asked, nothing is lost."""
        self.locker.lock()

    def draw_curtain(self, folder: Path) -> None:
        """Show the door and nothing else of the office: not in the title, not in a menu, not at the foot."""
        self.stack.setCurrentWidget(self.door)
        self.setWindowTitle("网格台")
        self.status.hide()
        self.actions_by_name["undo"].setText("撤销(&U)")
        menus.enable(self.actions_by_name, False)
        self.door.show_offices(folder)
        from gridDesk.ui.door import DEMO_FOLDER

        told = getattr(self.door.currentWidget(), "problem", None)
        if told is not None:
            demo = folder == self.home / DEMO_FOLDER
            how = "点下面的“看看演示单位”" if demo else "输入密码"
            told.say(f"已锁定。没保存的内容加密留着，{how}就回到原处。", "note")

    def close_office(self) -> None:
        """Close what is behind the curtain."""
        self._leave()
        self._say_state()

    def _keep_backups(self, desk: Desk) -> None:
        from gridDesk.ui.backup_keeper import BackupKeeper  # loads what only an open office needs

        self.keeper = BackupKeeper(desk, self)
        self.keeper.broken.connect(self._found_damage)
        self.keeper.start()

    def restore(self, source: Path) -> None:
        """Leave the office and bring it back from a backup at the door."""
        if self.desk is not None and self._may_close("恢复"):
            self._leave()
            self._say_state()
            self.stack.setCurrentWidget(self.door)
            self.door.show_restore(source)

    def forget_office(self) -> None:
        """Show the door after an office was taken off this computer."""
        self._leave()
        self._say_state()
        self.stack.setCurrentWidget(self.door)
        self.door.show_offices()

    def _found_damage(self, problems: list[str]) -> None:
        """Lead out of a data file that was found damaged while it is open."""
        if self.desk is None or not problem.ask(
            self, "数据文件里发现了损坏。", "去恢复(&R)", "先看看别的(&N)",
            detail=f"{problems[0]}\n恢复用最近的备份，损坏的文件改名留着。请不要继续录入。", danger=False,
        ):  # fmt: skip
            return
        folder, who = self.desk.folder, self.desk.keys.who
        background.stop()
        self._leave()
        self._say_state()
        self.stack.setCurrentWidget(self.door)
        self.door.show_damage(folder, "pages", "", who)

    def _leave(self) -> None:
        if self.keeper is not None:
            self.keeper.stop()
            self.keeper = None
        if self.workspace is not None:
            self.workspace.leave()
            self.stack.removeWidget(self.workspace)
            self.workspace.deleteLater()
            self.workspace = None
        self.status.set_desk(None)
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def _may_close(self, act: str) -> bool:
        behind = self.locker.locked  # what is unsaved there is kept already
        if self.workspace is not None and not behind and not self.workspace.may_close():
            return False
        if background.busy() and not problem.ask(
            self,
            "还有一件事正在做。",
            f"停下并{act}",
            "等它做完",
            detail="停下后，没做完的部分会全部退回，数据不会做一半。",
        ):
            return False
        background.stop()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close("退出"):
            event.ignore()
            return
        kept = theme.settings()
        kept.setValue("geometry", self.saveGeometry())
        kept.sync()
        self.door.abandon()
        if self.keeper is not None:
            self.keeper.at_exit()
        self.locker.end()
        self._leave()
        super().closeEvent(event)

    def _say_state(self) -> None:
        name = self.desk.office.name if self.desk else ""
        self.setWindowTitle(f"{name} — 网格台" if name else "网格台")
        self.statusBar().setVisible(self.desk is not None)
        self.menuBar().setVisible(True)
        menus.enable(self.actions_by_name, self.desk is not None, self._works())

    # --- what menus and pages ask for ---------------------------------------------------------------------------------

    def open_record(self, ledger: str, uid: str) -> None:
        """Open a record of the open office."""
        if self.workspace is not None:
            self.workspace.open_record(ledger, uid)

    def open_page(self, key: str, argument: str = "") -> None:
        """Show a page of the open office."""
        if self.workspace is not None:
            self.workspace.open_page(key, argument)

    def _works(self) -> bool:
        """Tell whether who is at the desk enters and reads records."""
        from gridDesk.desk.roles import works

        return self.desk is not None and works(self.desk)

    def focus_search(self) -> None:
        """Put the keyboard into the search box, with what is in it selected."""
        if self.workspace is not None:
            self.workspace.search.setFocus()
            self.workspace.search.selectAll()

    def import_files(self, files: list[Path]) -> None:
        """Open the import with these spreadsheets, or let the clerk choose in it."""
        if not self._works():
            return
        from gridDesk.ui.import_wizard import ImportWizard

        wizard = ImportWizard(self.desk, list(files), parent=self)
        wizard.open()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.locker.minimised()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Outside dialogs Qt presses a button by the space bar only; a clerk's Enter goes on.
        focus = QApplication.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            if not event.isAutoRepeat():
                focus.click()
        else:
            super().keyPressEvent(event)

    # --- files dropped on the window ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._works() and _known(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _known(event.mimeData().urls())
        packages = [path for path in files if path.suffix.lower() == PACKAGE]
        event.acceptProposedAction()
        if packages:
            self.open_page("exchange", str(packages[0]))
        elif files:
            self.import_files(files)


def _known(urls: list[QUrl]) -> list[Path]:
    files = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in files if path.suffix.lower() in (*SHEETS, PACKAGE)]
