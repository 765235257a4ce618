"""Pictures everything in one program at one scale: `python -m tests.shots.grab OFFICE OUT [ONLY]`."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from gridDesk.desk import Desk, list_offices, open_office, people, tables
from gridDesk.desk.office import look
from gridDesk.ui import background, problem, theme
from gridDesk.ui.window import MainWindow
from tests.shots.offices import PASSWORD

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "offices" / "liuhang"
PAGES = ("today", "people", "households", "dwellings", "ledgers", "logs", "printing", "exchange", "settings")
Scene = tuple[str, Callable[[], QWidget]]


class Studio:
    """A window on the office, and the scenes in which it is pictured."""

    def __init__(self, desk: Desk, out: Path, only: str) -> None:
        self.desk, self.out, self.only = desk, out, only
        self.window = MainWindow(out.parent / "home")
        room = QApplication.primaryScreen().availableSize()
        self.window.resize(room)
        self.window.show()
        self.failed = 0

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene: its name, and what makes it and returns the widget to picture."""
        yield "01-unlock", self.unlock
        for number in range(4):
            yield f"02-wizard-{number + 1}", lambda number=number: self.wizard(number)
        yield "03-wait", self.wait_page
        for number, key in enumerate(PAGES, 1):
            yield f"1{number % 10}-{key}", lambda key=key: self.page(key)
        yield "20-search", self.search
        yield "21-person", lambda: self.record("person")
        yield "22-household", lambda: self.record("household")
        yield "23-person-form", lambda: self.form("person")
        yield "24-dwelling-form", lambda: self.form("dwelling")
        yield "30-import-1", lambda: self.importing(preview=False)
        yield "31-import-2", lambda: self.importing(preview=True)
        yield "32-printing-log", lambda: self.printing("daily_log")
        yield "33-printing-card", lambda: self.printing("household_card")
        yield "40-history", self.history
        yield "41-recent", self.recent
        yield "50-typing", lambda: self.dialog("im_check", "TypingCheck")
        yield "51-manual", lambda: self.dialog("manual", "ManualDialog")
        yield "52-about", lambda: self.dialog("manual", "AboutDialog")
        yield "53-password", self.password
        yield "54-problem", lambda: problem.show(self.window, _example())
        yield "60-huge-today", lambda: self.huge("today")
        yield "61-huge-people", lambda: self.huge("people")

    def run(self) -> int:
        """Picture the wanted scenes; return how many failed."""
        for name, scene in self.scenes():
            if self.only in name:
                self._picture(name, scene)
        return self.failed

    def _picture(self, name: str, scene: Callable[[], QWidget]) -> None:
        try:
            widget = scene()
            settle()
            widget.grab().save(str(self.out / f"{name}.png"))
            if widget is not self.window:
                widget.close()
                settle(50)
        except Exception:  # noqa: BLE001 - the other pictures are still wanted
            self.failed += 1
            print(f"--- {name}")
            traceback.print_exc()

    # --- scenes -----------------------------------------------------------------------------------------------------

    def enter(self) -> MainWindow:
        """Show the open office."""
        if self.window.desk is None:
            self.window.enter(self.desk)
        return self.window

    def unlock(self) -> QWidget:
        from gridDesk.ui.unlock import UnlockPage

        page = UnlockPage([look(self.desk.folder), *list_offices(self.desk.folder.parent)][:2])
        self.window.door._put(page)
        page.problem.say("密码不对，没有打开。请检查大小写和输入法后重新输入。", "error")
        return self.window

    def wizard(self, number: int) -> QWidget:
        self.window.door.show_wizard()
        page = self.window.door.currentWidget()
        page.office.name.setText("柳行村")
        page.office.above.setText("淄水街道")
        page.grids.worker.setText("王建国")
        page._show(number)
        if number == 2:
            page.lock.password.setText("三棵老槐树旁边的")
            page.lock.pair._judge()
        if number == 3:
            page.done.tell("柳行村", Path("/数据/柳行村"))
        return self.window

    def wait_page(self) -> QWidget:
        from gridDesk.ui.door_page import WaitPage

        page = WaitPage("正在准备演示单位", "里面的人和住址都是编出来的，可以放心试用，不会影响您自己的数据。")
        page.panel.words.setText("正在录入第 120 户（120/872）")
        page.panel.bar.setRange(0, 872)
        page.panel.bar.setValue(120)
        self.window.door._put(page)
        return self.window

    def page(self, key: str) -> QWidget:
        self.enter().open_page(key)
        settle(1500 if key == "printing" else 300)  # the preview begins a moment after the last choice
        quiet()
        return self.window

    def search(self) -> QWidget:
        self.page("people")
        box = self.window.workspace.search
        box.setFocus()
        box.setText("w")
        box.find_now()
        return self.window

    def record(self, ledger: str) -> QWidget:
        self.page("people" if ledger == "person" else "households")
        self.window.workspace.search.clear()
        self.window.open_record(ledger, self.some(ledger))
        return self.window

    def some(self, ledger: str) -> str:
        """Return a record worth a picture: somebody of a household of several."""
        table = tables.household_table(self.desk)
        found = [people.household_view(self.desk, table.uid(row)) for row in range(min(30, table.count))]
        home = max(found, key=lambda view: len(view.members))
        return str(home.row["uid"]) if ledger == "household" else home.members[0].uid

    def form(self, ledger: str) -> QWidget:
        from gridDesk.ui.record_dialog import RecordDialog

        uid = self.some("person") if ledger == "person" else None
        dialog = RecordDialog(self.desk, ledger, uid, self.enter())
        dialog.show()
        return dialog

    def importing(self, *, preview: bool) -> QWidget:
        from gridDesk.ui.import_wizard import ImportWizard

        files = sorted(SAMPLES.glob("*.xlsx"))[:2]
        wizard = ImportWizard(self.desk, files, parent=self.enter())
        wizard.show()
        if preview:
            quiet()
            wizard.next()
            wizard.next()
            quiet()
        else:
            quiet()
        return wizard

    def printing(self, paper: str) -> QWidget:
        self.enter().open_page("printing", paper)
        settle(1500)
        quiet()
        return self.window

    def history(self) -> QWidget:
        from gridDesk.ui.history_dialog import HistoryDialog

        dialog = HistoryDialog(self.desk, "person", self.some("person"), self.enter())
        dialog.show()
        return dialog

    def recent(self) -> QWidget:
        return self.dialog("history_dialog", "RecentDialog", self.desk)

    def password(self) -> QWidget:
        return self.dialog("settings_page", "PasswordDialog", self.desk)

    def dialog(self, module: str, cls: str, *given: object) -> QWidget:
        import importlib

        dialog = getattr(importlib.import_module(f"gridDesk.ui.{module}"), cls)(*given, self.enter())
        dialog.show()
        return dialog

    def huge(self, key: str) -> QWidget:
        self.enter()
        theme.set_size("huge", remember=False)
        settle(200)
        self.page(key)
        QTimer.singleShot(250, lambda: theme.set_size("standard", remember=False))
        return self.window


def _example() -> Exception:
    from gridDesk.errors import DeskError

    return DeskError(
        "数据包“柳行村-0007.gdp”不完整，没有收。", advice="请回到写出它的电脑上重新写一份，拷完后等 U 盘灯灭再拔。"
    )


def settle(milliseconds: int = 200) -> None:
    """Let layouts, timers and jobs come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def quiet() -> None:
    """Wait until no job is running."""
    for _ in range(300):
        if not background.worker().tasks:
            return
        settle(100)


def main() -> int:
    """Picture the office named on the command line."""
    office, out, only = Path(sys.argv[1]), Path(sys.argv[2]), (sys.argv[3:] or [""])[0]
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    studio = Studio(open_office(office, PASSWORD), out, only)
    failed = studio.run()
    background.stop()
    studio.window._leave()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
