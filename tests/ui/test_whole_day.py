"""One worker's whole day by keyboard: from 今日 to the printed page of the log, with the street in between.

Visit and patrol are typed once; what was found goes up on a stick, comes back as a task, is answered, checked on the spot
and closed; both offices then hold the same, and the page of the day says it all.
"""

from __future__ import annotations

import re
from datetime import datetime

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from gridDesk import text
from gridDesk.desk import event_steps, printing
from gridDesk.desk.event_course import course
from gridDesk.desk.print_order import PrintOrder
from gridDesk.ui import background
from gridDesk.ui.events_page import EventsPage
from gridDesk.ui.log_page import LogPage
from gridDesk.ui.rounds_page import RoundsPage
from gridDesk.ui.tasks_page import TasksPage
from gridDesk.ui.today_page import TodayPage
from gridDesk.ui.words_dialog import WordsDialog
from tests.flows.two_offices import carry, digests
from tests.ui import two_offices
from tests.ui.small_office import take_first, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
DAY = "2026-11-20"
ENTER = Qt.Key.Key_Return


@pytest.fixture(autouse=True)
def friday(monkeypatch):
    monkeypatch.setattr(text.CLOCK, "source", lambda: datetime(2026, 11, 20, 9).astimezone())


@pytest.fixture
def both(qapp, tmp_path):
    village, street = two_offices.make(tmp_path)
    village.set_setting("made_on", DAY)
    yield village, street
    background.stop()
    village.close()
    street.close()


class Clerk:
    """Whoever sits at an office's keyboard: goes to pages, presses keys, types into what asks."""

    def __init__(self, qtbot, monkeypatch, desk):
        self.qtbot, self.desk, self.page, self.said = qtbot, desk, None, ""
        monkeypatch.setattr(WordsDialog, "exec", lambda dialog: self._answer(dialog))

    def go(self, cls, argument=""):
        """Open a page, as the window would."""
        if self.page is not None:
            self.page.close()
        self.page = cls(self.desk)
        self.qtbot.addWidget(self.page)
        self.page.resize(1180, 700)
        self.page.show()
        self.page.activateWindow()
        self.qtbot.waitUntil(self.page.isActiveWindow)
        if argument:
            self.page.show_argument(argument)
        else:
            self.page.setFocus()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return self.page

    def press(self, *keys, control=False):
        """Press keys where the keyboard is."""
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(QApplication.focusWidget(), key, held)

    def write(self, words):
        """Type where the keyboard is."""
        type_text(QApplication.focusWidget(), words)

    def pick(self, words):
        """Type where the keyboard is and take the first of the list that opens."""
        line = QApplication.focusWidget()
        type_text(line, words)
        take_first(self.qtbot, line.suggestions)

    def act(self, words, said=""):
        """Press the button of an act, the one in sight that begins with these words, and answer what it asks."""
        self.said = said

        def there():
            every = self.page.findChildren(QPushButton)
            return next((one for one in every if one.text().startswith(words) and one.isVisible()), None)

        self.qtbot.waitUntil(lambda: there() is not None)
        QTest.keyClick(there(), Qt.Key.Key_Space)

    def _answer(self, dialog):
        dialog.show()
        for field in dialog.findChildren(QPlainTextEdit)[:1]:
            type_text(field, self.said)
        dialog.go()
        assert dialog.result(), dialog.bar.text()
        return dialog.result()


def test_a_whole_day_is_recorded_reported_answered_checked_closed_and_printed(both, qtbot, monkeypatch, tmp_path):
    village, street = both
    worker, above = Clerk(qtbot, monkeypatch, village), Clerk(qtbot, monkeypatch, street)

    # The first door of the morning list: two keys, the whole household is confirmed.
    today = worker.go(TodayPage)
    while today.list.item().kind != "visit":
        worker.press(Qt.Key.Key_Down)
    home = today.list.item().uid
    with qtbot.waitSignal(today.go) as asked:
        worker.press(ENTER)
    worker.go(RoundsPage, asked.args[1])
    worker.press(ENTER, ENTER)
    assert village.store.get("household", home)["verified_on"] == DAY

    # The morning's patrol, with something that the village cannot mend by itself.
    rounds = worker.go(RoundsPage, "patrol")
    for words in ("0800", "1010"):
        worker.write(words)
        worker.press(ENTER)
    worker.press(ENTER, ENTER)
    worker.write("一组到三组")
    rounds.patrol.form.findings.start()
    worker.write("河堤护栏断裂")
    worker.press(ENTER)
    worker.pick("市政")
    worker.press(ENTER, control=True)
    (event,) = village.store.rows("event", where={"title": "河堤护栏断裂"})
    uid = event["uid"]

    _up(worker, uid)
    carry(village, street, tmp_path)
    _assigned(above, street, uid, monkeypatch)
    carry(street, village, tmp_path)
    _answered(worker, village, monkeypatch)
    carry(village, street, tmp_path)
    _settled(above, street, uid, monkeypatch)
    carry(street, village, tmp_path)
    _closed(worker, village, uid, monkeypatch)
    for sender, receiver in ((village, street), (street, village), (village, street)):
        carry(sender, receiver, tmp_path)
    assert digests(street, village.office.site) == digests(village, village.office.site)
    words = [one.word for one in course(street, street.store.get("event", uid))]
    assert [word for word in words if word in ("登记", "上报", "交办", "现场核查", "销号", "反馈当事人")] == [
        "登记", "上报", "交办", "现场核查", "销号", "反馈当事人",
    ]  # fmt: skip

    home_name = village.store.get("person", village.store.get("household", home)["head"])["name"]
    # The day's page is there by itself; only tomorrow is left to write.
    page = worker.go(LogPage, DAY)
    tomorrow = page.form.editors["tomorrow"]
    type_text(tomorrow.entry(), "走访二组")
    tomorrow.changed.emit()
    worker.press(Qt.Key.Key_S, control=True)
    page.save()
    said = _printed(village)
    for wanted in ("08:00", "10:10", "一组到三组", home_name, "河堤护栏断裂", "走访二组"):
        assert wanted in said, wanted
    assert not [*village.store.check(), *street.store.check()]


def _up(worker, uid):
    worker.go(EventsPage, uid)
    if worker.desk.store.get("event", uid)["status"] != event_steps.MOVED_UP:
        worker.act("上报", "村里没有护栏配件，请街道安排。")
    assert worker.desk.store.get("event", uid)["status"] == event_steps.MOVED_UP


def _assigned(above, street, uid, monkeypatch):
    monkeypatch.setattr(WordsDialog, "exec", lambda dialog: above._answer(dialog))
    above.go(EventsPage, uid)
    above.act("受理", "街道已受理。")
    above.act("交办", "请先拉警戒带，配件周一送到。")
    assert street.store.count("task", where={"about": uid}) == 1


def _answered(worker, village, monkeypatch):
    monkeypatch.setattr(WordsDialog, "exec", lambda dialog: worker._answer(dialog))
    worker.go(TasksPage, "received")
    worker.act("签收")
    worker.act("报办结", "警戒带已拉，护栏已换好。")
    assert village.store.count("reply") >= 2


def _settled(above, street, uid, monkeypatch):
    monkeypatch.setattr(WordsDialog, "exec", lambda dialog: above._answer(dialog))
    above.go(TasksPage, "sent")
    above.act("确认办结", "同意。")
    above.go(EventsPage, uid)
    above.act("答复", "护栏已更换，请现场核查。")
    assert street.store.count("handling_result", where={"event": uid}) >= 1


def _closed(worker, village, uid, monkeypatch):
    monkeypatch.setattr(WordsDialog, "exec", lambda dialog: worker._answer(dialog))
    worker.go(EventsPage, uid)
    worker.act("接收结果")
    worker.act("现场核查", "护栏牢固，警戒带已撤。")
    if village.store.get("event", uid)["status"] != event_steps.DONE:
        worker.act("销号", "已销号。")
    worker.go(EventsPage, uid)
    worker.act("反馈当事人", "已告诉附近三户。")
    row = village.store.get("event", uid)
    assert (row["status"], row["checked_on"], row["feedback_on"]) == (event_steps.DONE, DAY, DAY)


def _printed(desk):
    pdf = pypdfium2.PdfDocument(printing.pdf(desk, PrintOrder(paper="daily_log", date=DAY)))
    return re.sub(r"\s+", "", "".join(page.get_textpage().get_text_range() for page in pdf))
