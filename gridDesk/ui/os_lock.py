"""Hearing from the computer that its user is gone: screen locked, machine about to sleep, another user's turn.

One signal, `gone(reason)`, whatever the system: Windows tells by messages to a window, Linux desktops on their bus. The
bus is a local pipe (`unix:`); one that would go over a network is not connected to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

# A screen saver that starts (True) locks too: who walked away does not care which of both it was.
SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.mate.ScreenSaver", "org.cinnamon.ScreenSaver",
    "org.xfce.ScreenSaver", "org.ukui.ScreenSaver", "org.kde.screensaver",
)  # fmt: skip
# UKUI (Kylin) tells by `lock`, DDE (UOS, Deepin) by `Visible(true)` of its lock screen, old and new names.
LOCK_SIGNAL = ("org.ukui.ScreenSaver", "lock")
LOCK_FRONTS = ("com.deepin.dde.lockFront", "org.deepin.dde.LockFront1", "com.deepin.dde.LockFront")
SESSION = "org.freedesktop.login1.Session"
SESSION_MANAGERS = ("com.deepin.SessionManager", "org.deepin.dde.SessionManager1")

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 4
WM_WTSSESSION_CHANGE = 0x02B1
WM_QUERYENDSESSION = 0x0011
_SESSION_CHANGES = {2: "switch", 4: "switch", 6: "switch", 7: "lock"}  # console, remote, logoff, WTS_SESSION_LOCK


class Source(Protocol):
    """What listens to one system; tests bring one of their own."""

    def start(self, told: OsLock, window: QWidget) -> None:
        """Begin to call `told.tell(reason)`."""

    def stop(self) -> None:
        """Listen no more."""


class OsLock(QObject):
    """Tells `gone("lock" | "sleep" | "switch")`; a system that cannot be listened to tells nothing."""

    gone = Signal(str)

    def __init__(self, window: QWidget, source: Source | None = None) -> None:
        super().__init__(window)
        self._source = source if source is not None else _source()
        if self._source is not None:
            self._source.start(self, window)

    def tell(self, reason: str) -> None:
        """Pass on what a source heard."""
        self.gone.emit(reason)

    def stop(self) -> None:
        """Listen no more."""
        if self._source is not None:
            self._source.stop()


def _source() -> Source | None:
    if sys.platform == "win32":
        return WindowsSource()
    if sys.platform == "linux":
        return BusSource()
    return None


# --- Windows ----------------------------------------------------------------------------------------------------------


def reason_of(message: int, parameter: int) -> str:
    """Return why a Windows message means that the user is gone, "" for any other message."""
    if message == WM_WTSSESSION_CHANGE:
        return _SESSION_CHANGES.get(parameter, "")
    if message == WM_POWERBROADCAST and parameter == PBT_APMSUSPEND:
        return "sleep"
    return ""


class WindowsSource(QAbstractNativeEventFilter):
    """Session and power messages, asked for by WTSRegisterSessionNotification."""

    def __init__(self, wtsapi: object | None = None) -> None:
        super().__init__()
        self._wtsapi, self._told, self._handle = wtsapi, None, 0

    def start(self, told: OsLock, window: QWidget) -> None:
        """Register the window; a system without the service (a very small one) is passed by."""
        self._told, self._handle = told, int(window.winId())
        try:
            if self._wtsapi is None:
                import ctypes

                self._wtsapi = ctypes.windll.wtsapi32
            self._wtsapi.WTSRegisterSessionNotification(self._handle, 0)
        except (OSError, AttributeError):
            self._wtsapi = None
        QCoreApplication.instance().installNativeEventFilter(self)

    def stop(self) -> None:
        """Take the registration back."""
        QCoreApplication.instance().removeNativeEventFilter(self)
        if self._wtsapi is not None:
            self._wtsapi.WTSUnRegisterSessionNotification(self._handle)

    def nativeEventFilter(self, kind: QByteArray | bytes, message: object) -> tuple[bool, int]:
        if bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            found = wintypes.MSG.from_address(int(message))
            self.heard(found.message, found.wParam)
        return False, 0

    def heard(self, message: int, parameter: int) -> None:
        """Tell when this message means that the user is gone."""
        reason = reason_of(message, parameter)
        if reason and self._told is not None:
            self._told.tell(reason)


# --- Linux ------------------------------------------------------------------------------------------------------------


def is_local(address: str) -> bool:
    """Tell whether a bus address leads to a pipe of this machine and not over a network."""
    return bool(address) and all(part.startswith("unix:") for part in address.split(";") if part)


def session_path(environ: Mapping[str, str] | None = None) -> str:
    """Return the bus path of our own login session, "" (any) when the system does not say which it is."""
    name = (os.environ if environ is None else environ).get("XDG_SESSION_ID", "")
    escaped = "".join(
        char if (char.isascii() and char.isalpha()) or (char.isdigit() and place) else f"_{ord(char):02x}"
        for place, char in enumerate(name)
    )
    return f"/org/freedesktop/login1/session/{escaped}" if escaped else ""


class BusSource(QObject):
    """Signals of login1, of screen savers and of the lock screens of UKUI and DDE."""

    def __init__(self) -> None:
        super().__init__()
        self._told: OsLock | None = None

    def start(self, told: OsLock, _window: QWidget) -> None:
        """Subscribe on both buses, as far as they are there and local."""
        self._told = told
        if is_local(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/run/dbus/system_bus_socket")):
            self._listen_to_system()
        if is_local(os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")):
            self._listen_to_session()

    def stop(self) -> None:
        """Tell nobody any more."""
        self._told = None

    def _listen_to_system(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        bus, own = QDBusConnection.systemBus(), session_path()
        if not bus.isConnected():
            return
        bus.connect("", "", "org.freedesktop.login1.Manager", "PrepareForSleep", self, SLOT("slept(bool)"))
        bus.connect("", own, SESSION, "Lock", self, SLOT("locked()"))
        properties = SLOT("changed(QString,QVariantMap,QStringList)")
        bus.connect("", own, "org.freedesktop.DBus.Properties", "PropertiesChanged", self, properties)

    def _listen_to_session(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        for name in SCREEN_SAVERS:
            bus.connect("", "", name, "ActiveChanged", self, SLOT("active(bool)"))
        bus.connect("", "", *LOCK_SIGNAL, self, SLOT("locked()"))
        for name in LOCK_FRONTS:
            bus.connect("", "", name, "Visible", self, SLOT("active(bool)"))
        properties = SLOT("changed(QString,QVariantMap,QStringList)")
        for name in SESSION_MANAGERS:
            path = "/" + name.replace(".", "/")
            bus.connect("", path, "org.freedesktop.DBus.Properties", "PropertiesChanged", self, properties)

    @Slot()
    def locked(self) -> None:
        """The session or its lock screen says: locked."""
        self._tell("lock")

    @Slot(bool)
    def active(self, on: bool) -> None:
        """A screen saver begins or ends."""
        if on:
            self._tell("lock")

    @Slot(bool)
    def slept(self, begins: bool) -> None:
        """The machine is about to sleep, or woke up."""
        if begins:
            self._tell("sleep")

    @Slot(str, "QVariantMap", "QStringList")
    def changed(self, interface: str, values: Mapping[str, object], _gone: list[str]) -> None:
        """Something changed about the session: another user's turn, or locked by whatever desktop there is."""
        if interface == SESSION and values.get("Active") is False:
            self._tell("switch")
        elif (interface == SESSION and values.get("LockedHint") is True) or (
            interface in SESSION_MANAGERS and values.get("Locked") is True
        ):
            self._tell("lock")

    def _tell(self, reason: str) -> None:
        if self._told is not None:
            self._told.tell(reason)
