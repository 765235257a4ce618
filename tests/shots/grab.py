"""Pictures everything in one program at one scale: `python -m tests.shots.grab OFFICE OUT [ONLY]`; a street has its own scenes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, QSize, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from gridDesk.desk import Desk, drafts, open_office, people, records, shelf, tables
from gridDesk.desk.household_draft import DwellingDraft, HouseholdDraft, MemberDraft, Place
from gridDesk.desk.print_order import PrintOrder
from gridDesk.ledger.filter import Condition
from gridDesk.ledger.idnumber import check_digit
from gridDesk.ui import background, problem, theme
from gridDesk.ui.window import MainWindow
from tests.shots.offices import PASSWORD, grids_of

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "offices" / "liuhang"
PAGES = ("today", "people", "households", "dwellings", "ledgers", "logs", "printing", "exchange", "settings")
MORE_PAGES = ("population", "grids", "duplicates", "freshness", "standing")
ARGUMENTS = {"ledgers": "low_income"}
FAMILY = (
    ("37030519780914235", "孙志强", "户主", "男", "1978-09-14", "初中", "13805331402", ""),
    ("37030519800522464", "李秀梅", "配偶", "女", "1980-05-22", "高中", "15965331403", "残疾人（肢体）"),
    ("37030520060718232", "孙浩然", "子", "男", "2006-07-18", "", "", ""),
)
STRANGERS = (("孟庆云", "37030519560512122"), ("薛广田", "37030519481103001"))
OLD_WOMEN = (Condition("sex", "is", ("2",)), Condition("age", "between", (60, None)))
Scene = tuple[str, Callable[[], QWidget]]


class Studio:
    """A window on the office, and the scenes in which it is pictured."""

    def __init__(self, desk: Desk, out: Path, only: str) -> None:
        self.desk, self.out, self.only = desk, out, only
        self.window = MainWindow(out.parent / "home")
        self.window.locker.idle.clock = lambda: 0.0  # nobody types here, and a slow machine would be locked half-way
        room = QApplication.primaryScreen().availableSize()
        self.window.resize(room)
        self.window.show()
        self.failed = 0
        self.over: QWidget | None = None  # what hangs over the widget that is pictured

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene: its name, and what makes it and returns the widget to picture."""
        from tests.shots.audit_scenes import AuditScenes
        from tests.shots.door_scenes import DoorScenes
        from tests.shots.grant_scenes import GrantScenes
        from tests.shots.lock_scenes import LockScenes

        door = DoorScenes(self)
        yield from door.door()
        yield "03-wait", self.wait_page
        yield "04-recovery", self.recovery
        for number, key in enumerate(PAGES, 1):
            yield f"1{number % 10}-{key}", lambda key=key: self.page(key)
        yield from self._today()
        for key in MORE_PAGES:
            yield f"19-{key}", lambda key=key: self.page(key)
        yield "20-search", self.search
        yield "21-person", lambda: self.record("person")
        yield "22-household", lambda: self.record("household")
        yield "23-person-form", lambda: self.form("person")
        yield "23-person-new", self.new_person
        yield "24-dwelling-form", lambda: self.form("dwelling")
        yield "24-household-entry", self.household_entry
        yield "25-filter", self.filtering
        yield "26-paste", self.pasting
        yield "27-batch", self.batch
        yield "28-columns", self.columns
        yield "29-export", self.exporting
        yield "30-import-1", lambda: self.importing(preview=False)
        yield "30-import-columns", lambda: self.importing(columns=True)
        yield "31-import-2", lambda: self.importing(preview=True)
        yield "31-import-compare", self.comparing
        yield "32-printing-log", lambda: self.printing("daily_log")
        yield "33-printing-card", lambda: self.printing("household_card")
        yield "33-printing-form", lambda: self.printing("meeting_minutes")
        yield "33-printing-book", lambda: self.printing("book")
        yield "33-printing-shelf", self.shelf
        yield "33-printing-find", self.find_in_paper
        yield "33-print-dialog", self.print_dialog
        yield "33-print-hand", lambda: self.dialog("manual_duplex", "BackDialog", self.desk, "大厅打印机", 24)
        yield "33-print-after", lambda: self.dialog("print_after", "AfterDialog", "实有人口台账", 24)
        yield "33-print-test", lambda: self.dialog("test_page_dialog", "TestPageDialog", self.desk, "大厅打印机")
        yield "33-sheet-code", self.sheet_code
        yield "33-print-jobs", lambda: self.page("print_jobs")
        yield "33-templates", lambda: self.page("templates")
        yield "34-event", self.event
        yield "35-head", self.new_head
        yield "36-redraw", lambda: self.dialog("grid_dialogs", "RedrawDialog", self.desk, grids_of(self.desk)[0])
        yield "37-merge", self.merging
        yield "38-codes", self.codes
        yield "39-glyphs", self.glyphs
        yield "39-rare", self.rare
        yield "40-history", self.history
        yield "41-recent", self.recent
        yield "50-typing", lambda: self.dialog("im_check", "TypingCheck")
        yield "51-manual", lambda: self.dialog("manual", "ManualDialog")
        yield "52-about", lambda: self.dialog("manual", "AboutDialog")
        yield "53-password", self.password
        yield from door.accounts()
        yield from GrantScenes(self).scenes()
        yield from AuditScenes(self).scenes()
        yield from LockScenes(self).scenes()
        yield "54-problem", lambda: problem.show(self.window, _example())
        yield from self._events()
        yield from self._rounds()
        yield from self._logs()
        yield from self._exchange()
        yield from self._safety()
        yield "60-huge-today", lambda: self.huge("today")
        yield "61-huge-people", lambda: self.huge("people")

    def _events(self) -> Iterator[Scene]:
        from tests.shots.events_scenes import EventScenes

        return EventScenes(self).scenes()

    def _rounds(self) -> Iterator[Scene]:
        from tests.shots.rounds_scenes import RoundScenes

        return RoundScenes(self).scenes()

    def _logs(self) -> Iterator[Scene]:
        from tests.shots.log_scenes import LogScenes

        return LogScenes(self).scenes()

    def _today(self) -> Iterator[Scene]:
        from tests.shots.today_scenes import TodayScenes

        return TodayScenes(self).scenes()

    def _exchange(self) -> Iterator[Scene]:
        from tests.shots.exchange_scenes import VillageScenes

        return VillageScenes(self).scenes()

    def _safety(self) -> Iterator[Scene]:
        from tests.shots.safety_scenes import SafetyScenes

        return SafetyScenes(self).scenes()

    def run(self) -> int:
        """Picture the wanted scenes; return how many failed."""
        for name, scene in self.scenes():
            if self.only in name:
                self._picture(name, scene)
        return self.failed

    def _picture(self, name: str, scene: Callable[[], QWidget]) -> None:
        try:
            self.over = None
            widget = scene()
            settle()
            picture = widget.grab()
            if self.over is not None:
                _paint_over(picture, self.over, widget)
            picture.save(str(self.out / f"{name}.png"))
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

    def wait_page(self) -> QWidget:
        from gridDesk.ui.door_page import WaitPage

        page = WaitPage("正在准备演示单位", "里面的人和住址都是编出来的，可以放心试用，不会影响您自己的数据。")
        page.panel.words.setText("正在录入第 120 户（120/872）")
        page.panel.bar.setRange(0, 872)
        page.panel.bar.setValue(120)
        self.window.door._put(page)
        return self.window

    def recovery(self) -> QWidget:
        """Picture the door where an office is rebuilt from the one above."""
        self.window.door.show_recovery()
        settle(300)
        return self.window

    def page(self, key: str) -> QWidget:
        self.enter().open_page(key, ARGUMENTS.get(key, ""))
        settle(1500 if key in ("printing", "templates") else 300)  # the preview begins a moment after the last choice
        quiet()
        for label in self.window.findChildren(QLabel):
            if label.text() == str(self.desk.folder):
                label.setText("D:\\网格台\\柳溪村")  # where the office of a picture lies is nobody's business
        return self.window

    def search(self) -> QWidget:
        self.page("people")
        box = self.window.workspace.search
        box.setFocus()
        box.setText("6组308")
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

    def household_entry(self) -> QWidget:
        """Picture a household half typed."""
        self.enter().open_page("household_entry")
        settle(200)
        page = self.window.workspace.shown()
        people = [
            MemberDraft(f"{first}{check_digit(first)}", name, relation, sex, birth, "汉族", education, phone, groups)
            for first, name, relation, sex, birth, education, phone, groups in FAMILY
        ]
        house = DwellingDraft(kind="自建房", use="自住", area="120", floors="2", rented="否")
        page.begin(HouseholdDraft("402", "柳溪村3组18号", "3组", members=tuple(people), dwelling=house))
        page.board.go(Place("member", 2, "education"))
        return self.window

    def form(self, ledger: str) -> QWidget:
        from gridDesk.ui.record_dialog import RecordDialog

        uid = self.some("person") if ledger == "person" else None
        dialog = RecordDialog(self.desk, ledger, uid, self.enter())
        dialog.show()
        return dialog

    def importing(self, *, columns: bool = False, preview: bool = False) -> QWidget:
        from gridDesk.ui.import_wizard import ImportWizard

        files = sorted(SAMPLES.glob("*.xlsx"))[:2]
        wizard = ImportWizard(self.desk, files, parent=self.enter())
        wizard.show()
        quiet()
        for _step in range(2 if preview else 1 if columns else 0):
            wizard.next()
            quiet()
        return wizard

    def comparing(self) -> QWidget:
        """Picture a department's list beside the ledger of disabled people."""
        from gridDesk.ui.import_wizard import ImportWizard

        wizard = ImportWizard(self.desk, [self._list_of_others()], parent=self.enter())
        wizard.show()
        quiet()
        wizard.files.compare.setChecked(True)
        wizard.next()
        wizard.compare.group.setCurrentIndex(wizard.compare.group.findData("disabled"))
        wizard.run_compare()
        settle(300)
        quiet()
        return wizard

    def _list_of_others(self) -> Path:
        rows = list(self.desk.store.rows("disabled"))
        found = self.desk.store.get_many("person", [str(row["person"]) for row in rows])
        lines = [f"{row.get('name')},{row.get('id_number') or ''},{row.get('phone') or ''}" for row in found.values()]
        lines[5] = lines[5].rpartition(",")[0] + ",13964300007"
        others = [f"{name},{first}{check_digit(first)}," for name, first in STRANGERS]
        target = self.out.parent / "残联持证残疾人名单.csv"
        target.write_text("\n".join(["姓名,公民身份号码,联系电话", *lines[3:], *others]) + "\n", encoding="utf-8-sig")
        return target

    def filtering(self) -> QWidget:
        """Picture a list filtered by two columns, with the values of a third open under its arrow."""
        page = self._people()
        page.show_view(replace(page.view(), conditions=OLD_WOMEN))
        quiet()
        settle(300)
        columns = [column.key for column in page.grid.model().table.columns]
        self.over = page.open_filter(columns.index("relation"))
        quiet()
        return self.window

    def pasting(self) -> QWidget:
        """Picture a pasted block in which two cells are wrong."""
        from gridDesk.desk import batch, pasting
        from gridDesk.ui.paste_dialog import PasteDialog

        page = self._people()
        uids = page.grid.model().table.uids(range(6))
        texts = ("13805330012", "1380533001", "15965330013", "0533-7000015", "1.38053E+10", "13953300016")
        cells = [(uid, "phone", text) for uid, text in zip(uids, texts, strict=True)]
        cells += [
            (uid, "education", text)
            for uid, text in zip(uids, ("初中", "小学", "高中", "大专", "初种", "初中"), strict=True)
        ]
        plan = batch.plan(self.desk, "person", cells, pasting.unspoilt)
        return _shown(PasteDialog(self.desk, "粘贴", plan, parent=self.window))

    def batch(self) -> QWidget:
        """Picture eight households that are given one village group."""
        from gridDesk.ui.batch_dialog import BatchDialog

        self.page("households")
        uids = list(self.window.workspace.shown().grid.model().table.uids(range(8)))
        dialog = BatchDialog(self.desk, "household", uids, self.window)
        dialog.fields.setCurrentIndex(dialog.fields.findData("village_group"))
        dialog.value.set_value("7组")
        dialog.review()
        return _shown(dialog)

    def columns(self) -> QWidget:
        from gridDesk.desk import columns
        from gridDesk.ui.columns_dialog import ColumnsDialog

        page = self._people()
        keys = [column.key for column in page.grid.model().table.columns]
        return _shown(ColumnsDialog(columns.offered(self.desk, "people"), keys, 1, self.window))

    def exporting(self) -> QWidget:
        from gridDesk.ui.export_dialog import ExportDialog

        return _shown(ExportDialog(self.desk, self._people().view(), self.window))

    def _people(self) -> QWidget:
        self.page("people")
        page = self.window.workspace.shown()
        page.show_view(None)
        quiet()
        settle(100)
        return page

    def event(self) -> QWidget:
        from gridDesk.ui import person_events

        dialog = person_events.birth(self.desk, self.some("household"), self.enter())
        name, sex, *_rest = dialog._order
        name.setText("程小雨")
        sex.set_code("2")
        return _shown(dialog)

    def new_head(self) -> QWidget:
        from gridDesk.ui import household_events

        return _shown(household_events.change_head(self.desk, self.some("household"), self.enter()))

    def merging(self) -> QWidget:
        """Picture two records that are very likely one person."""
        from gridDesk.desk import duplicates
        from gridDesk.ui.merge_dialog import MergeDialog

        pair = duplicates.pairs(self.desk)[0]
        return _shown(MergeDialog(self.desk, pair.one.uid, pair.other.uid, self.enter()))

    def codes(self) -> QWidget:
        dialog = self.dialog("codes_dialog", "CodesDialog", self.desk)
        dialog.choose("education")
        return dialog

    def glyphs(self) -> QWidget:
        """Picture characters that no font holds: one of somebody's own, one of extension G."""
        from gridDesk.desk.glyphs import Missing

        missing = (
            Missing("\ue863", "U+E863", ("第 12 行“张\ue863”的“姓名”",), True),
            Missing("\U00030729", "U+30729", ("第 30 行“李\U00030729”的“姓名”", "第 31 行“李小燕”的“户主”"), False),
        )
        dialog = self.dialog("glyph_dialog", "GlyphDialog", self.desk, missing)
        for row, way, text in zip(dialog.rows, ("other", "parts"), ("䶮", "金弘"), strict=False):
            row.way.setCurrentIndex(row.way.findData(way))
            row.text.setText(text)
        return dialog

    def rare(self) -> QWidget:
        dialog = self.dialog("glyph_input", "GlyphInput", self.desk)
        dialog.typed.setText("hong")
        return dialog

    def new_person(self) -> QWidget:
        """Picture a person typed whose number belongs to somebody already."""
        from gridDesk.ui.member_form import new_person_dialog

        dialog = new_person_dialog(self.desk, self.enter())
        there = self.desk.store.get("person", self.some("person")) or {}
        texts = {"id_number": str(there["id_number"]), "name": str(there["name"]), "phone": "13805331402"}
        place = {"ledger": "person", "uid": None}
        dialog.form.restore(drafts.FormDraft(drafts.new_key(), "member", "新增人口", place, texts))
        dialog.form.look_for_others()
        dialog.form._ask_unsaved = lambda: "drop"  # nobody is there to answer when it closes
        return _shown(dialog)

    def printing(self, paper: str) -> QWidget:
        self.enter().open_page("printing", paper)
        settle(1500)
        quiet()
        return self.window

    def shelf(self) -> QWidget:
        """Picture a ledger that stands on the shelf and changed since."""
        grids = self.desk.grids()  # the page begins with the first of several
        order = PrintOrder(paper="resident_ledger", grid=str(grids[0]["uid"]) if len(grids) > 1 else None)
        if all(line.order.paper != order.paper for line in shelf.shelves(self.desk)):
            shelf.record(self.desk, shelf.prepare(self.desk, order), None, "printer", only_changed=False)
            uid = self.some("person")
            records.save(self.desk, "person", uid, {**self.desk.store.get("person", uid), "phone": "13964300017"})
        self.printing("resident_ledger")
        self.window.workspace.shown().choices.keep.keep.setChecked(True)
        settle(1000)
        quiet()
        settle(300)
        return self.window

    def find_in_paper(self) -> QWidget:
        self.printing("resident_ledger")
        preview = self.window.workspace.shown().preview
        preview.open_find()
        preview.find_bar.words.setText(str(self.desk.store.get("person", self.some("person"))["name"])[:1])
        settle(600)
        quiet()
        return self.window

    def print_dialog(self) -> QWidget:
        from gridDesk.ui import print_job
        from gridDesk.ui.print_dialog import PrintDialog, Printing

        before, print_job.printers = print_job.printers, lambda: ["大厅打印机", "办公室打印机"]
        dialog = PrintDialog(self.desk, Printing("x", "实有人口台账", 24, 3, asks=True), self.enter())
        print_job.printers = before
        dialog._fill_trays([("Tray1", "纸盒 1"), ("Tray2", "纸盒 2")], "Tray2")
        return _shown(dialog)

    def sheet_code(self) -> QWidget:
        self.shelf()
        jobs = self.desk.store.system.print_jobs.list()
        self.page("sheet_code")
        page = self.window.workspace.shown()
        for code in ("7K3M9", f"{jobs[0].code}-99", f"{jobs[0].code}-2"):
            page.show_argument(code)
        settle(1500)
        quiet()
        settle(300)
        return self.window

    def history(self) -> QWidget:
        from gridDesk.ui.history_dialog import HistoryDialog

        dialog = HistoryDialog(self.desk, "person", self.some("person"), self.enter())
        dialog.show()
        return dialog

    def recent(self) -> QWidget:
        return self.dialog("history_dialog", "RecentDialog", self.desk)

    def password(self) -> QWidget:
        return self.dialog("password_dialog", "PasswordDialog", self.desk)

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


def _shown(dialog: QWidget) -> QWidget:
    """Open a dialog beside the pictures' own loop."""
    dialog.show()
    return dialog


def _paint_over(picture: QPixmap, over: QWidget, below: QWidget) -> None:
    """Paint what hangs over a window where it hangs, with a thin edge."""
    painter = QPainter(picture)
    place = over.pos() - below.pos()
    painter.drawPixmap(place, over.grab())
    painter.setPen(QColor(theme.ACCENT))
    painter.drawRect(QRect(place, over.size() - QSize(1, 1)))
    painter.end()
    over.close()


def settle(milliseconds: int = 200) -> None:
    """Let layouts, timers and jobs come to rest."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def quiet() -> None:
    """Wait until no job is running."""
    for _ in range(300):
        if not background.waiting():
            return
        settle(100)


def _studio(desk: Desk, out: Path, only: str) -> Studio:
    from tests.shots.exchange_scenes import StreetStudio

    return (StreetStudio if desk.office.level == "street" else Studio)(desk, out, only)


def main() -> int:
    """Picture the office named on the command line."""
    office, out, only = Path(sys.argv[1]), Path(sys.argv[2]), (sys.argv[3:] or [""])[0]
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    studio = _studio(open_office(office, PASSWORD), out, only)
    failed = studio.run()
    background.stop()
    studio.window._leave()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
