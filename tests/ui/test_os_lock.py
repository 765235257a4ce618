"""Hearing that the user is gone: from a real bus where there is one, from Windows through the seam."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gridDesk.ui import os_lock

ROOT = Path(__file__).resolve().parents[2]
LISTENER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication, QWidget
from gridDesk.ui.os_lock import OsLock
app = QApplication([])
window = QWidget()
lock = OsLock(window)
bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "another program")
heard = []
lock.gone.connect(heard.append)
def say(path, interface, member, *given):
    message = QDBusMessage.createSignal(path, interface, member)
    message.setArguments(list(given))
    assert bus.send(message)
    heard.append(member)
signals = [
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", False),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True),
    ("/", "org.ukui.ScreenSaver", "lock"),
    ("/com/deepin/dde/lockFront", "com.deepin.dde.lockFront", "Visible", True),
    ("/org/deepin/dde/LockFront1", "org.deepin.dde.LockFront1", "Visible", False),
    ("/com/deepin/SessionManager", "org.freedesktop.DBus.Properties", "PropertiesChanged",
     "com.deepin.SessionManager", {"Locked": True}, [""]),
    ("/org/mpris", "org.freedesktop.DBus.Properties", "PropertiesChanged", "org.mpris.Player", {"Locked": True}, [""]),
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", True),
    ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session", "Lock"),
    ("/org/freedesktop/login1/session/_37", "org.freedesktop.login1.Session", "Lock"),
    ("/org/freedesktop/login1/session/_32", "org.freedesktop.DBus.Properties", "PropertiesChanged",
     "org.freedesktop.login1.Session", {"Active": False}, [""]),
    ("/org/freedesktop/login1/session/_32", "org.freedesktop.DBus.Properties", "PropertiesChanged",
     "org.freedesktop.login1.Session", {"LockedHint": True}, [""]),
]
def next_one():
    if not signals:
        app.quit()
        return
    say(*signals.pop(0))
    QTimer.singleShot(150, next_one)
QTimer.singleShot(200, next_one)
app.exec()
print(" ".join(heard))
"""
HEARD = (
    "ActiveChanged lock ActiveChanged ActiveChanged lock lock lock Visible lock Visible PropertiesChanged lock "
    "PropertiesChanged PrepareForSleep sleep Lock lock Lock PropertiesChanged switch PropertiesChanged lock"
)


def test_every_desktop_is_heard_on_its_bus_and_other_sessions_are_not():
    launcher = shutil.which("dbus-run-session")
    assert launcher, "dbus is needed (.ci/system-libraries --tests)"
    environ = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "XDG_SESSION_ID": "2"}
    # One private bus plays both: the desktop's and the system's.
    code = 'import os; os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]\n' + LISTENER
    said = subprocess.run(
        [launcher, "--", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
        timeout=120,
    )
    assert said.stdout.split() == HEARD.split(), said.stderr[-1500:]


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("unix:path=/run/user/1000/bus", True),
        ("unix:abstract=/tmp/dbus-x,guid=1", True),
        ("unix:path=/a;unix:path=/b", True),
        ("tcp:host=10.0.0.1,port=1", False),
        ("unix:path=/a;tcp:host=10.0.0.1", False),
        ("autolaunch:", False),
        ("", False),
    ],
)
def test_a_bus_over_a_network_is_not_spoken_to(address, local):
    assert os_lock.is_local(address) is local


@pytest.mark.parametrize(("name", "path"), [("2", "_32"), ("c2", "c2"), ("12", "_312"), ("a-b", "a_2db"), ("", "")])
def test_the_path_of_our_own_session(name, path):
    wanted = f"/org/freedesktop/login1/session/{path}" if path else ""
    assert os_lock.session_path({"XDG_SESSION_ID": name}) == wanted


@pytest.mark.parametrize(
    ("message", "parameter", "reason"),
    [
        (0x02B1, 7, "lock"),  # WTS_SESSION_LOCK
        (0x02B1, 8, ""),  # WTS_SESSION_UNLOCK
        (0x02B1, 2, "switch"),  # WTS_CONSOLE_DISCONNECT
        (0x02B1, 4, "switch"),  # WTS_REMOTE_DISCONNECT
        (0x02B1, 6, "switch"),  # WTS_SESSION_LOGOFF
        (0x02B1, 1, ""),
        (0x0218, 4, "sleep"),  # PBT_APMSUSPEND
        (0x0218, 7, ""),  # PBT_APMRESUMESUSPEND
        (0x000F, 7, ""),  # WM_PAINT
    ],
)
def test_what_windows_messages_mean(message, parameter, reason):
    assert os_lock.reason_of(message, parameter) == reason


class Told(QObject):
    gone = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def tell(self, reason: str) -> None:
        self.heard.append(reason)


def test_windows_is_asked_for_session_messages_and_the_asking_taken_back(qtbot):
    calls = []
    library = SimpleNamespace(
        WTSRegisterSessionNotification=lambda handle, flags: calls.append(("register", handle, flags)),
        WTSUnRegisterSessionNotification=lambda handle: calls.append(("unregister", handle)),
    )
    window, told = QWidget(), Told()
    qtbot.addWidget(window)
    source = os_lock.WindowsSource(library)
    source.start(told, window)
    source.heard(0x02B1, 7)
    source.heard(0x02B1, 8)
    source.stop()
    handle = int(window.winId())
    assert calls == [("register", handle, 0), ("unregister", handle)]
    assert told.heard == ["lock"]


def test_a_windows_without_that_service_still_tells_of_sleep(qtbot):
    window, told = QWidget(), Told()
    qtbot.addWidget(window)
    source = os_lock.WindowsSource(SimpleNamespace())
    source.start(told, window)
    source.heard(0x0218, 4)
    source.stop()
    assert told.heard == ["sleep"]
