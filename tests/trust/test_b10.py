"""B10: a crash writes no memory and no values; what was copied leaves the clipboard, and no history keeps it.

Windows' flags and clipboard formats are tried through their seams.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from gridDesk import guard
from gridDesk.ui import clipboard

ROOT = Path(__file__).resolve().parents[2]
CANARY = "金丝雀370305198001011238"
START = f"""
import ctypes, os, resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
from gridDesk import guard
canary = "{CANARY}"
key = bytearray(canary.encode() * 4)
"""
CRASHES = {
    "segfault": "ctypes.string_at(0)",
    "abort": "os.abort()",
    "bus error": "os.kill(os.getpid(), 7)",
    "illegal instruction": "os.kill(os.getpid(), 4)",
}
ERRORS = {
    "an exception with a value": "raise ValueError(canary)",
    "a value in a key": "{}[canary]",
    "in a thread": "import threading\ndef work():\n    raise RuntimeError(canary)\n"
    "t = threading.Thread(target=work); t.start(); t.join()",
    "nobody can raise it": "class Odd:\n    def __del__(self):\n        raise ValueError(canary)\nOdd()",
    "chained": "try:\n    int(canary)\nexcept ValueError as error:\n    raise KeyError(canary) from error",
    "through the net of the window": "from PySide6.QtWidgets import QApplication\napp = QApplication([])\n"
    "from gridDesk.ui.shell import SafetyNet\nnet = SafetyNet(); net.spread()\n"
    "net.catch(ValueError, ValueError(canary), None)\n"
    "try:\n    def inner(person):\n        raise LookupError(person)\n    inner(canary)\n"
    "except LookupError as error:\n    sys.excepthook(type(error), error, error.__traceback__)\nsys.exit(1)",
}


def run(code: str, folder: Path) -> tuple[int, str]:
    """Run a program of its own in `folder`; return how it ended, as the system tells, and what it printed."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "GRIDDESK_HOME": str(folder)}
    log = "import logging; from gridDesk import paths\n"
    log += "logging.basicConfig(filename=str(paths.default_home() / 'griddesk.log'), encoding='utf-8')\n"
    child = subprocess.Popen(
        [sys.executable, "-c", START + log + code],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = child.stdout.read().decode("utf-8", "replace")
    _, status = os.waitpid(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    return status, said


@pytest.mark.parametrize("name", CRASHES)
def test_a_crash_leaves_no_core(tmp_path, figure, name):
    status, said = run(f"guard.start()\n{CRASHES[name]}", tmp_path)
    assert os.WIFSIGNALED(status), said
    assert not os.WCOREDUMP(status)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("core")]
    assert CANARY not in said
    figure("B10", crash=name, core_files=0)


def test_the_process_is_closed_to_dumps_and_to_other_programs(tmp_path):
    code = "guard.start()\nprint(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert run(code, tmp_path)[1].strip() == "(0, 0) 0"


def test_the_control_without_the_guard_may_dump(tmp_path, figure):
    status, _ = run("os.abort()", tmp_path)
    assert os.WTERMSIG(status) == signal.SIGABRT
    figure("B10", control_without_guard_dumped=os.WCOREDUMP(status))


@pytest.mark.parametrize("name", ERRORS)
def test_an_unexpected_error_is_logged_by_type_and_place_without_values(tmp_path, figure, name):
    status, said = run(f"guard.start()\n{ERRORS[name]}", tmp_path)
    log = (tmp_path / "griddesk.log").read_text(encoding="utf-8") if (tmp_path / "griddesk.log").exists() else ""
    assert not os.WIFSIGNALED(status), said
    for words in (said, log):
        assert "金丝雀" not in words
        assert "370305198001011238" not in words
    assert "unexpected" in log
    figure("B10", error=name, values_in_log=0)


def test_windows_is_told_to_keep_memory_out_of_its_reports():
    told = {}
    kernel = SimpleNamespace(
        SetErrorMode=lambda flags: told.__setitem__("mode", flags),
        WerSetFlags=lambda flags: told.__setitem__("wer", flags),
    )
    guard._no_crash_reports(kernel)
    assert told["mode"] & 0x2  # no dialog that offers to send a report
    assert told["wer"] & 0x1  # no heap in it


def test_the_steps_before_the_window_stand_in_their_order():
    assert [step.name for step in guard.BEFORE_WINDOW] == ["no core dumps", "errors without values", "no network"]


# --- the clipboard ----------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(qapp):
    found = clipboard.keeper()
    found.watching, found.seconds = True, clipboard.SECONDS
    yield found
    found.clear()
    QGuiApplication.clipboard().clear()
    found.watching = False


def test_what_was_copied_is_taken_off_after_twenty_seconds_and_kept_by_no_history(keeper, qtbot, figure):
    clipboard.put(f"张为\t{CANARY}")
    board = QGuiApplication.clipboard()
    assert CANARY in board.text()
    assert (keeper._timer.isActive(), keeper._timer.interval()) == (True, 20_000)
    formats = board.mimeData().formats()
    for name in clipboard.NOT_KEPT:
        assert name in formats
    assert bytes(board.mimeData().data("x-kde-passwordManagerHint")) == b"secret"
    with qtbot.waitSignal(keeper.cleared):
        keeper._timer.timeout.emit()
    assert board.text() == ""
    figure("B10", copied=1, seconds=20, cleared=1, history_formats=len(clipboard.NOT_KEPT))


def test_what_another_program_copied_meanwhile_is_left_alone(keeper):
    clipboard.put(CANARY)
    other = QMimeData()
    other.setText("别的程序的内容")
    keeper.watching = False
    QGuiApplication.clipboard().setMimeData(other)
    keeper.time_is_up()
    assert QGuiApplication.clipboard().text() == "别的程序的内容"


def test_ctrl_c_in_a_field_is_guarded_too(keeper, qtbot):
    line = QLineEdit(CANARY)
    qtbot.addWidget(line)
    line.selectAll()
    line.copy()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().mimeData().hasFormat("x-kde-passwordManagerHint"))
    assert QGuiApplication.clipboard().text() == CANARY
    assert keeper._timer.isActive()
    assert keeper.clear()
    assert QGuiApplication.clipboard().text() == ""


def test_a_character_that_is_nobodys_data_stays(keeper):
    clipboard.put_lasting("𬍡")
    assert not keeper.clear()
    assert QGuiApplication.clipboard().text() == "𬍡"


def test_nothing_else_in_the_program_writes_to_the_clipboard():
    own = ROOT / "gridDesk" / "ui" / "clipboard.py"
    writers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "gridDesk").rglob("*.py")
        if path != own
        for words in ("clipboard().setText", "clipboard().setMimeData", "clipboard().setPixmap", "clipboard().setImage")
        if words in path.read_text(encoding="utf-8")
    ]
    assert writers == []
