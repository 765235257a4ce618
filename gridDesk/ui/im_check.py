"""输入法自检: what the input method needs on this computer, found out and said, with a box to try it in."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.text import has_hanzi
from gridDesk.ui import theme

VARIABLES = ("QT_IM_MODULE", "QT_IM_MODULES", "IBUS_USE_PORTAL", "GRIDDESK_KEEP_IM")
SERVICES = {
    "org.fcitx.Fcitx5": "小企鹅输入法（Fcitx 5）",
    "org.freedesktop.portal.IBus": "IBus 输入门户",
    "org.freedesktop.IBus": "IBus 输入法",
}
SESSION_BUS = 0


class TypingCheck(QDialog):
    """Shows what was found, says what to do, and lets the clerk type 你好."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("输入法自检")
        self.box = QLineEdit()
        self.box.setAccessibleName("请试着输入“你好”")
        self.box.setPlaceholderText("请在这里用拼音输入：你好")
        self.result = theme.warn_label("", "note")
        self.result.hide()
        self.box.textChanged.connect(self._judge)
        close = theme.primary(QPushButton("关闭(&C)"))
        close.clicked.connect(self.accept)
        close.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        edge = theme.gap() * 2
        column.setContentsMargins(edge, edge, edge, edge)
        column.addWidget(theme.heading("请试一试"))
        column.addWidget(self.box)
        column.addWidget(self.result)
        column.addWidget(theme.heading("这台电脑上找到的"))
        column.addLayout(self._found())
        column.addWidget(theme.warn_label(*advice(sys.platform, services_present())))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.setMinimumWidth(theme.chars(36))
        self.box.setFocus()

    def _found(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.addRow("窗口系统", QLabel(f"{QGuiApplication.platformName()}　Qt {qVersion()}"))
        if sys.platform == "linux":
            for name in VARIABLES:
                form.addRow(name, QLabel(os.environ.get(name) or "（没有设置）"))
            present = services_present()
            for name, words in SERVICES.items():
                form.addRow(words, _state(None if present is None else name in present))
        return form

    def _judge(self, text: str) -> None:
        if not text:
            self.result.say("")
        elif has_hanzi(text):
            self.result.say("可以输入汉字，输入法工作正常。", "ok")
        else:
            self.result.say("现在打出来的还是字母。请用 Ctrl+空格 或 Shift 切换到中文输入法再试。", "note")


def _state(on: bool | None) -> QLabel:
    words = "查不到（会话总线连不上）" if on is None else "在运行" if on else "没有运行"
    label = QLabel(f"✓ {words}" if on else words)
    label.setProperty("level", "ok" if on else "")
    return label


def advice(platform: str, present: set[str] | None) -> tuple[str, str]:
    """Return what to do, as a sentence and its level."""
    if platform != "linux":
        return "这台电脑使用系统自带的输入法，不需要另外设置。", "ok"
    if present is None:
        return "连不上桌面的会话总线，看不出输入法是否在运行。请从桌面菜单打开本程序再试。", "warn"
    if "org.fcitx.Fcitx5" in present and "org.freedesktop.portal.IBus" not in present:
        return "小企鹅输入法在运行，但没有打开 IBus 前端。请在它的“附加组件”里启用“IBus Frontend”，再重新登录。", "warn"
    if present:
        return "输入法在运行。如果仍打不出汉字，请按 Ctrl+空格 切换，或退出本程序后重新打开。", "ok"
    return "没有找到正在运行的输入法。请先在桌面上打开输入法（如 Fcitx 5 或 IBus），再重新打开本程序。", "warn"


def services_present() -> set[str] | None:
    """Return which of SERVICES are on the session bus; None when the bus cannot be asked (or is not known here).

    Asks libdbus itself: Qt's own bus module is not among the parts we ship.
    """
    if sys.platform != "linux" or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    try:
        bus = ctypes.CDLL(ctypes.util.find_library("dbus-1") or "libdbus-1.so.3")
    except OSError:
        return None
    bus.dbus_bus_get_private.restype = ctypes.c_void_p
    connection = bus.dbus_bus_get_private(SESSION_BUS, None)
    if not connection:
        return None
    handle = ctypes.c_void_p(connection)
    bus.dbus_connection_set_exit_on_disconnect(handle, 0)
    try:
        return {name for name in SERVICES if bus.dbus_bus_name_has_owner(handle, name.encode(), None)}
    finally:
        bus.dbus_connection_close(handle)
        bus.dbus_connection_unref(handle)
