"""The one way onto the clipboard: what was copied out of the program leaves it again, and no clipboard history keeps it.

Whatever is copied here may be somebody's data, in a field with Ctrl+C as much as in a list; it is taken off after the
seconds the office chose (20, longer only by a keeper), when the office locks, and at the end. Pasted in time it serves
as ever; what was copied elsewhere meanwhile is left alone. Characters and codes that are nobody's data stay.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

SECONDS = 20
MARK = "application/x-griddesk-copied"
# Asked by the clipboard histories of Windows (10 and later), of KDE, and of programs that follow theirs.
NOT_KEPT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\x01\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\x00\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\x00\x00\x00\x00",
    "x-kde-passwordManagerHint": b"secret",
}


class Keeper(QObject):
    """Watches the clipboard while an office is open. `cleared` tells that something was taken off it."""

    copied = Signal(int)  # seconds until it is cleared
    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seconds = SECONDS
        self.watching = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.time_is_up)
        self._board().dataChanged.connect(self._changed)

    def put(self, text: str) -> None:
        """Put what may be somebody's data on the clipboard, for a while and out of every history."""
        self._board().setMimeData(guarded(text))
        self._timer.start(self.seconds * 1000)
        self.copied.emit(self.seconds)

    def put_lasting(self, text: str) -> None:
        """Put a character, a code or a placeholder on the clipboard, which is nobody's data."""
        data = QMimeData()
        data.setText(text)
        data.setData(MARK, b"lasting")
        self._board().setMimeData(data)
        self._timer.stop()

    def time_is_up(self) -> None:
        """Clear what is still ours, and say so."""
        if self.clear():
            self.cleared.emit()

    def clear(self) -> bool:
        """Take what is ours and may be somebody's data off the clipboard; tell whether there was something."""
        self._timer.stop()
        board = self._board()
        if board.supportsSelection() and board.ownsSelection() and self.watching:
            board.clear(QClipboard.Mode.Selection)  # marked text, which the middle button of the mouse pastes
        data = board.mimeData()
        if data is None or bytes(data.data(MARK)) != b"guarded":
            return False
        board.clear()
        return True

    def _changed(self) -> None:
        """Guard what a field of ours copied by itself (Ctrl+C, a menu of Qt's own)."""
        board = self._board()
        data = board.mimeData()
        if not self.watching or data is None or not (board.ownsClipboard() or _is_from_here(data)):
            return
        if data.hasText() and not data.hasFormat(MARK):
            text = data.text()
            QTimer.singleShot(0, self, lambda: self._guard(text))

    def _guard(self, text: str) -> None:
        data = self._board().mimeData()
        if data is not None and data.text() == text and not data.hasFormat(MARK):
            self.put(text)

    def _board(self) -> QClipboard:
        return QGuiApplication.clipboard()


def _is_from_here(data: QMimeData) -> bool:
    """Tell whether this program put the data there: what others put comes in a class of the window system's own."""
    return data.metaObject().className() == "QMimeData"


def guarded(text: str) -> QMimeData:
    """Return text for the clipboard that says of itself that no history shall keep it."""
    data = QMimeData()
    data.setText(text)
    data.setData(MARK, b"guarded")
    for name, value in NOT_KEPT.items():
        data.setData(name, value)
    return data


_keepers: list[Keeper] = []


def keeper() -> Keeper:
    """Return the one keeper of the clipboard."""
    if not _keepers:
        _keepers.append(Keeper(QGuiApplication.instance()))
    return _keepers[0]


def put(text: str) -> None:
    """Put what may be somebody's data on the clipboard (`Keeper.put`)."""
    keeper().put(text)


def put_lasting(text: str) -> None:
    """Put what is nobody's data on the clipboard (`Keeper.put_lasting`)."""
    keeper().put_lasting(text)


def watch(on: bool, seconds: int = SECONDS) -> None:
    """Guard what is copied while an office is open; when it closes, take off what is left."""
    found = keeper()
    found.seconds = seconds
    if not on:
        found.clear()
    found.watching = on
