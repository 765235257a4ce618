"""Locking: nobody there for five minutes, nothing asked, nothing shown, nothing lost, and no running job killed."""

from __future__ import annotations

import threading
from copy import deepcopy
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QVBoxLayout

from gridDesk.desk import drafts, duties, holding, locking, records
from gridDesk.errors import DeskError
from gridDesk.policy import containing
from gridDesk.text import today
from gridDesk.ui import background, problem
from gridDesk.ui.again import remembers
from gridDesk.ui.form import RecordForm
from gridDesk.ui.locker import Locker
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.window import MainWindow
from tests.flows.keyless import with_roles
from tests.ui.locking import CANARY, FakeClock, FakeSystem, let_in, pass_time, seen, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FIVE = 5 * 60


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def keys(desk):
    return deepcopy(desk.keys)


@pytest.fixture
def window(qtbot, desk, keys, clock, system, monkeypatch):
    def never(*_given, **_named):
        raise AssertionError("locking asks nothing")

    monkeypatch.setattr(problem, "ask", never)
    monkeypatch.setattr(problem, "ask_unsaved", never)
    made = MainWindow()
    qtbot.addWidget(made)
    made.locker.deleteLater()
    made.locker = Locker(made, clock=clock, source=system)
    made.resize(1200, 760)
    made.show()
    made.enter(desk)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    background.stop()
    for box in QApplication.topLevelWidgets():
        if isinstance(box, QMessageBox):
            box.hide()
    made.locker.end()
    made.locker.locked = False
    made._leave()


def typed_form(window) -> RecordForm:
    dialog = RecordDialog(window.desk, "person", None, window)
    dialog.open()
    dialog.form.editors["name"].set_state(CANARY)
    dialog.form.editors["name"].changed.emit()
    return dialog.form


# --- when -------------------------------------------------------------------------------------------------------------


def test_an_office_locks_after_five_minutes_unless_told_otherwise(window, clock):
    assert locking.minutes(window.desk) == 5
    pass_time(window, clock, FIVE - 1)
    assert window.desk is not None
    pass_time(window, clock, 1)
    assert window.desk is None
    assert window.stack.currentWidget() is window.door


def test_typing_mouse_and_wheel_begin_the_time_anew(window, clock):
    acts = (
        lambda: QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift),
        lambda: click(window),
        lambda: send(window, QMouseEvent(QEvent.Type.MouseMove, QPointF(9, 9), QPointF(9, 9), Qt.MouseButton.NoButton,
                                         Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)),
        lambda: send(window, QWheelEvent(QPointF(9, 9), QPointF(9, 9), QPointF(0, 10).toPoint(), QPointF(0, 10).toPoint(),
                                         Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                                         Qt.ScrollPhase.NoScrollPhase, False)),
    )  # fmt: skip
    for act in acts:
        pass_time(window, clock, FIVE - 5)
        act()
        pass_time(window, clock, FIVE - 5)
        assert window.desk is not None
        act()


def click(window) -> None:
    """Click into the line at the foot, as the mouse does: through the window."""
    foot = window.status.mapTo(window, window.status.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=foot)


def send(window, event) -> None:
    QApplication.sendEvent(window.windowHandle(), event)


def test_what_the_program_does_by_itself_is_nobody_at_the_desk(window, clock, qtbot):
    pass_time(window, clock, FIVE - 1)
    records.save(window.desk, "person", None, {"name": "后来的人"})
    window.open_page("people")
    window.repaint()
    settle()
    pass_time(window, clock, 1)
    assert window.desk is None


def test_the_last_half_minute_is_counted_at_the_foot_and_a_hand_on_the_mouse_takes_it_away(window, clock):
    pass_time(window, clock, FIVE - 31)
    assert not window.status.away.isVisible()
    pass_time(window, clock, 1)
    assert window.status.away.text() == "30 秒后自动锁定，动一下鼠标或键盘就继续"
    pass_time(window, clock, 20)
    assert window.status.away.text().startswith("10 秒后")
    assert not [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
    click(window)
    assert not window.status.away.isVisible()


def test_after_a_sleep_nobody_told_of_the_first_key_finds_the_office_locked_and_goes_nowhere(window, desk, keys, clock):
    clock.now += FIVE * 10  # no timer ran
    window.workspace.search.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_X)
    settle()
    assert window.desk is None
    let_in(window, desk.folder, keys)
    assert window.workspace.search.text() == ""


@pytest.mark.parametrize("reason", ["lock", "sleep", "switch"])
def test_the_computers_own_lock_sleep_and_user_switch_lock_at_once(window, system, reason):
    system.told.tell(reason)
    assert window.desk is None


def test_minimising_locks_only_where_the_office_chose_it(window):
    window.setWindowState(Qt.WindowState.WindowMinimized)
    assert window.desk is not None
    window.setWindowState(Qt.WindowState.WindowNoState)
    locking.set_on_minimise(window.desk, True)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    assert window.desk is None


def test_a_clock_set_ten_years_off_changes_nothing(window, clock, monkeypatch):
    from datetime import datetime

    from gridDesk.text import CLOCK

    monkeypatch.setattr(CLOCK, "source", lambda: datetime(2036, 1, 1).astimezone())
    pass_time(window, clock, FIVE - 1)
    assert window.desk is not None


# --- what shows, what is left -----------------------------------------------------------------------------------------


def test_a_locked_window_is_the_door_and_nothing_else(window, desk, qtbot):
    for page in ("people", "households", "logs", "today"):
        window.open_page(page)
    window.open_record("person", next(iter(desk.store.rows("person")))["uid"])
    typed_form(window)
    window.lock()
    settle(150)
    fresh = MainWindow()
    qtbot.addWidget(fresh)
    fresh.resize(window.size())
    fresh.show()
    fresh.draw_curtain(desk.folder)
    settle(150)
    for one in (window, fresh):
        one.setFocus()
        one.door.currentWidget().password.clearFocus()
    assert window.grab().toImage() == fresh.grab().toImage()
    assert window.windowTitle() == "网格台"
    assert not window.status.isVisible()
    shown = seen()
    for words in (CANARY, "张为", "王芳", "370305", "13800000001", "2组1号"):
        assert words not in shown
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible() and one not in (window, fresh)]


def test_the_file_is_closed_and_the_keys_are_wiped(window, desk):
    keys = desk.keys
    window.lock()
    assert desk.closed
    assert bytes(keys.db_key) == bytes(len(keys.db_key))
    assert not any(keys.sens_key)
    with pytest.raises(Exception, match="closed"):
        desk.store.count("person")


def test_the_lock_is_written_into_the_log_with_its_reason(window, desk, keys, system):
    system.told.tell("sleep")
    again = let_in(window, desk.folder, keys)
    found = [line for line in again.store.audit_lines() if line.kind == "locked"]
    assert [dict(line.detail) for line in found] == [{"reason": "sleep"}]


def test_locking_twice_is_locking_once(window, system):
    window.lock()
    system.told.tell("lock")
    window.lock()
    assert window.desk is None


# --- what comes back --------------------------------------------------------------------------------------------------


def test_nothing_is_asked_and_the_form_stands_open_again_with_what_was_typed(window, desk, keys):
    typed_form(window)
    window.lock()
    settle(150)
    let_in(window, desk.folder, keys)
    form = next(form for form in window.findChildren(RecordForm) if form.isVisible())
    assert form.editors["name"].state() == CANARY
    assert form.changed


def test_another_clerk_sees_neither_the_form_nor_that_there_is_one(window, desk, keys):
    typed_form(window)
    window.lock()
    settle(150)
    let_in(window, desk.folder, replace(keys, slot="ff" * 8, who="另一位"))
    assert CANARY not in seen()
    assert not window.workspace.drafts.isVisible()
    window.lock()
    settle(150)
    let_in(window, desk.folder, keys)
    assert CANARY in seen()


def test_a_dialog_that_holds_up_its_opener_is_left_without_trouble(window, desk, keys, qtbot, qapp):
    ended = []

    def work() -> None:
        dialog = RecordDialog(window.desk, "person", None, window)
        QTimer.singleShot(50, lambda: (dialog.form.editors["name"].set_state(CANARY),
                                       dialog.form.editors["name"].changed.emit(), window.lock()))  # fmt: skip
        ended.append((dialog.exec(), window.desk is None))

    QTimer.singleShot(0, work)
    qtbot.waitUntil(lambda: bool(ended) and window.desk is None)
    assert ended == [(0, False)]  # its opener went on before the file was closed
    let_in(window, desk.folder, keys)
    assert CANARY in seen()


def test_what_an_opener_asks_next_is_answered_no_behind_the_curtain(window, desk, keys, qtbot):
    ended = []

    def work() -> None:
        dialog = RecordDialog(window.desk, "person", None, window)
        QTimer.singleShot(50, window.lock)
        dialog.exec()
        box = QMessageBox(
            QMessageBox.Icon.Question, "", f"{CANARY}要再试一次吗？", QMessageBox.StandardButton.NoButton, window
        )
        yes = box.addButton("再试", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("不试", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        ended.append(box.clickedButton() is yes)

    QTimer.singleShot(0, work)
    qtbot.waitUntil(lambda: bool(ended) and window.desk is None)
    assert ended == [False]
    settle(50)
    assert CANARY not in seen()
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]


# --- a job that runs --------------------------------------------------------------------------------------------------


class Job:
    """A long job of the office that the test lets go on when it likes."""

    def __init__(self, window) -> None:
        self.begun, self.gate = threading.Event(), threading.Event()
        self.told: list[object] = []
        self.task = background.run(window.desk, self._work, self._done, title="正在导入")
        assert self.begun.wait(10)
        self._window = window

    def _work(self, clone, _progress) -> str:
        self.begun.set()
        assert self.gate.wait(30)
        return records.save(clone, "person", None, {"name": CANARY}).uid

    def _done(self, uid: object) -> None:
        self.told.append(uid)
        problem.tell(None, f"导入了{CANARY}")


def test_a_running_job_is_not_killed_and_the_data_are_closed_after_it(window, desk, keys, qtbot):
    job = Job(window)
    window.lock()
    settle(120)
    assert window.stack.currentWidget() is window.door
    assert window.windowTitle() == "网格台"
    assert window.desk is desk  # still open behind the door
    job.gate.set()
    qtbot.waitUntil(lambda: window.desk is None)
    assert len(job.told) == 1
    settle(50)
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]
    assert CANARY not in seen()
    assert desk.closed
    again = let_in(window, desk.folder, keys)
    assert again.store.get("person", job.told[0])["name"] == CANARY
    box = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible())
    assert "导入：已做完。" in box.informativeText()
    assert CANARY in box.informativeText()


def test_the_dialog_a_job_ran_in_tells_its_result_and_does_not_begin_anew(window, desk, keys, qtbot):
    dialog = RecordsDialog(window.desk, window)
    dialog.open()
    job = Job(window)
    dialog.panel.follow(job.task)
    job.task.done.connect(lambda _uid: dialog.said.setText("导入完成：新增 1 人，没有导入 0 行。"))
    window.lock()
    job.gate.set()
    qtbot.waitUntil(lambda: window.desk is None)
    settle(50)
    let_in(window, desk.folder, keys)
    box = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible())
    assert "导入完成：新增 1 人，没有导入 0 行。" in box.informativeText()
    assert not [one for one in window.findChildren(RecordsDialog) if one.isVisible()]


@remembers
class RecordsDialog(QDialog):
    """A dialog with a job in it, as an import has."""

    def __init__(self, desk, parent) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("导入花名册")
        self.panel, self.said = background.ProgressPanel(), QLabel("正在写入，请等一等")
        column = QVBoxLayout(self)
        column.addWidget(self.panel)
        column.addWidget(self.said)


def test_the_clerk_who_locked_may_step_back_in_while_her_job_runs(window, desk, keys, qtbot):
    form = typed_form(window)
    job = Job(window)
    window.lock()
    settle(120)
    assert not form.isVisible()
    assert holding.held(desk.folder) is desk
    other = deepcopy(keys)
    assert holding.resume(desk, other) is desk
    assert bytes(other.db_key) == bytes(32)
    window.enter(desk)
    assert form.isVisible()
    assert form.editors["name"].state() == CANARY
    assert holding.held(desk.folder) is None
    assert drafts.ticket(desk) is None
    job.gate.set()
    qtbot.waitUntil(lambda: len(job.told) == 1)
    assert window.desk is desk


def test_another_clerk_waits_for_the_job(window, desk, keys, qtbot):
    job = Job(window)
    window.lock()
    with pytest.raises(DeskError, match="还没有做完"):
        holding.resume(desk, replace(deepcopy(keys), slot="ff" * 8))
    job.gate.set()
    qtbot.waitUntil(lambda: window.desk is None)


# --- who may loosen it ------------------------------------------------------------------------------------------------


def test_one_to_fifteen_minutes_are_anybodys_choice_longer_is_a_keepers_and_never_is_nobodys(desk, monkeypatch):
    with_roles(monkeypatch, "clerk", "sensitive", "approver", "auditor")
    for minutes in locking.CHOICES:
        locking.set_minutes(desk, minutes)
        assert locking.minutes(desk) == minutes
    for minutes in (*locking.KEEPERS_CHOICES, 0, -1, 10_000):
        with pytest.raises(DeskError):
            locking.set_minutes(desk, minutes)
    with_roles(monkeypatch, "keeper")
    locking.set_minutes(desk, 30)
    assert locking.minutes(desk) == 30
    with pytest.raises(DeskError):
        locking.set_minutes(desk, 0)


@pytest.mark.parametrize("written", [0, -5, 10**9, "never", None, True, 7.5])
def test_a_setting_somebody_wrote_by_hand_never_switches_the_lock_off(desk, written):
    desk.set_setting("lock.minutes", written)
    assert locking.minutes(desk) == locking.MINUTES


def test_a_window_without_an_office_does_not_lock(qtbot, clock, system):
    made = MainWindow()
    qtbot.addWidget(made)
    made.locker.deleteLater()
    made.locker = Locker(made, clock=clock, source=system)
    made.locker.lock("asked")
    assert not made.locker.locked


def test_a_password_is_never_kept_even_with_its_eye_open(window, desk, keys):
    from gridDesk.ui.settings_page import PasswordDialog

    dialog = PasswordDialog(window.desk, window)
    dialog.open()
    dialog.old.setText(CANARY)
    dialog.old.setEchoMode(dialog.old.EchoMode.Normal)
    window.lock()
    settle(150)
    again = let_in(window, desk.folder, keys)
    assert CANARY not in seen()
    assert all(CANARY not in str(one.data) for one in again.store.system.drafts.list())


def test_where_a_clerk_was_is_sealed_for_who_may_see_sealed_ledgers(window, desk, keys):
    window.workspace.search.setText(CANARY)
    window.lock()
    settle(150)
    again = let_in(window, desk.folder, replace(deepcopy(keys), slot="ff" * 8))
    kept = [one.data for one in again.store.system.drafts.list() if one.key.startswith("lock-")]
    assert kept
    assert all(CANARY not in str(data) for data in kept)
    window.lock()
    settle(150)
    let_in(window, desk.folder, keys)
    assert window.workspace.search.text() == CANARY


def test_no_page_preview_or_dialog_of_the_office_lives_on(window, desk, qtbot):
    before = set(map(id, QApplication.topLevelWidgets()))
    window.open_page("printing")
    qtbot.waitUntil(lambda: not background.waiting())
    window.open_page("people")
    typed_form(window)
    window.lock()
    settle(200)
    assert [window.stack.widget(place) for place in range(window.stack.count())] == [window.door]
    left = [one for one in QApplication.topLevelWidgets() if id(one) not in before and one.children()]
    assert [type(one).__name__ for one in left if type(one).__module__.startswith("gridDesk.")] == []
    kinds = {type(one).__name__ for one in QApplication.allWidgets()}
    assert not kinds & {"Workspace", "PageView", "PageThumbs", "PrintPage", "PeoplePage", "RecordForm", "RecordDialog"}


def test_what_was_worked_out_of_the_office_is_let_go_of(window, desk, qtbot):
    duties.standings(desk, containing("month", today()))
    assert duties._made
    window.lock()
    qtbot.waitUntil(lambda: not duties._made)


def test_after_half_an_hour_a_locked_program_lets_go_of_everything_it_can(window, monkeypatch):
    window.lock()
    settle(100)
    timer = window.locker._long
    assert (timer.isActive(), timer.interval()) == (True, 30 * 60_000)
    timer.timeout.emit()


def test_copied_data_go_when_the_office_locks(window):
    from gridDesk.ui import clipboard

    clipboard.put(CANARY)
    assert window.status.saved.text() == "已复制，请在 20 秒内粘贴，过后自动清除"
    window.lock()
    assert QApplication.clipboard().text() == ""
