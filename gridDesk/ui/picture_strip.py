"""PictureStrip: the pictures of a record as small ones in rows, by keyboard and mouse; and one of them large."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.ui import pieces, theme
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.fitting import fit_screen

Load = Callable[[str], bytes]
LARGEST = 1 << 25  # pixels of a picture that is shown; ours have a tenth of that


class PictureStrip(QListWidget):
    """Small pictures by hash; Enter or a double click opens one large, Delete asks to remove it (`unwanted`)."""

    unwanted = Signal(str)

    def __init__(self, load: Load, name: str, parent: QWidget | None = None, *, editable: bool = False) -> None:
        super().__init__(parent)
        self._load, self._editable = load, editable
        self.names: list[str] = []
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setAcceptDrops(False)  # the editor around it takes them
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for set_policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._measure()
        self.itemDoubleClicked.connect(lambda _item: self.open_large())

    def look_only(self) -> None:
        """Let pictures be opened only."""
        self._editable = False

    def show_pictures(self, names: Sequence[str]) -> None:
        """Show the pictures of these hashes in their order; one that has not come here yet says so."""
        row = self.currentRow()
        self.names = list(names)
        self.clear()
        for place, name in enumerate(self.names, 1):
            small = _small(self._load(name), self.iconSize(), self.devicePixelRatioF())
            icon = QIcon(small)
            icon.addPixmap(small, QIcon.Mode.Selected)  # else it is tinted like text
            item = QListWidgetItem(icon, "")
            words = f"第 {place} 张，共 {len(self.names)} 张；回车看大图"
            words += "，Delete 键移除" if self._editable else ""
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setSizeHint(self._cell)
            self.addItem(item)
        self.setCurrentRow(min(max(row, 0), len(self.names) - 1))
        self.setVisible(bool(self.names))
        self._fit()

    def chosen(self) -> str:
        """Return the hash of the picture under the cursor, "" when there is none."""
        return self.names[self.currentRow()] if 0 <= self.currentRow() < len(self.names) else ""

    def open_large(self) -> None:
        """Show the picture under the cursor as large as the screen allows."""
        if self.chosen():
            PictureViewer(self._load, self.names, self.currentRow(), self.accessibleName(), self.window()).exec()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in RETURNS:
            self.open_large()
        elif event.key() == Qt.Key.Key_Delete and self._editable and self.chosen():
            self.unwanted.emit(self.chosen())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # leaves the form
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self.show_pictures(self.names)

    def _measure(self) -> None:
        side, rim = round(theme.em() * 4.4), theme.spacing(1)
        self.setIconSize(QSize(side, side))
        self._cell = QSize(side + rim * 2, side + rim * 2)
        self.setGridSize(self._cell)
        self.setViewportMargins(rim, rim, rim, rim)

    def _fit(self) -> None:
        """Be as high as the rows that the pictures need at this width."""
        margins = self.viewportMargins()
        around = 2 * self.frameWidth() + margins.left() + margins.right()
        across = max(1, (self.width() - around) // self._cell.width())
        rows = -(-max(1, len(self.names)) // across)
        self.setFixedHeight(rows * self._cell.height() + around)


class PictureViewer(QDialog):
    """One picture as large as fits; the arrow keys go to the one before and after, Esc closes."""

    def __init__(self, load: Load, names: Sequence[str], place: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._load, self._names, self.place, self._title = load, list(names), place, title
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(theme.em() * 10, theme.em() * 8)
        self._image = QImage()
        column = QVBoxLayout(self)
        column.addWidget(self.picture, 1)
        column.addLayout(self._foot())
        fit_screen(self, theme.em() * 46, theme.em() * 36)
        self.go(0)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addStretch(1)
        for words, step in (("上一张(&P)", -1), ("下一张(&N)", 1)) if len(self._names) > 1 else ():
            other = pieces.button(words, lambda step=step: self.go(step))
            other.setAutoDefault(False)
            row.addWidget(other)
        close = theme.primary(pieces.button("关闭(&C)", self.accept))
        close.setDefault(True)
        row.addWidget(close)
        return row

    def go(self, step: int) -> None:
        """Show the picture so many places on; after the last comes the first."""
        self.place = (self.place + step) % len(self._names)
        words = f"{self._title}：第 {self.place + 1} 张，共 {len(self._names)} 张"
        self.setWindowTitle(words)
        self.picture.setAccessibleName(words)
        self._image = read(self._load(self._names[self.place]))
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in steps:
            self.go(steps[event.key()])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._image.isNull():
            self.picture.setText(ABSENT)
            return
        ratio = self.devicePixelRatioF()
        room = self.picture.size() * ratio
        size = self._image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        shown = QPixmap.fromImage(
            self._image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        )
        shown.setDevicePixelRatio(ratio)
        self.picture.setPixmap(shown)


ABSENT = "这张照片还没有传到本机，等对方的下一个数据包。"


def read(data: bytes, within: QSize | None = None) -> QImage:
    """Return a picture, decoded small where `within` asks for no more; a null image when it cannot or must not be read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > LARGEST:
        return QImage()
    if within is not None:
        reader.setScaledSize(size.scaled(within, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return reader.read()


def _small(data: bytes, side: QSize, ratio: float) -> QPixmap:
    """Return a square cut out of the middle of a picture; a grey one with a mark where there is none."""
    wanted = QSize(round(side.width() * ratio), round(side.height() * ratio))
    image = read(data, wanted) if data else QImage()
    if image.isNull():
        return _absent(side, ratio)
    x, y = (image.width() - wanted.width()) // 2, (image.height() - wanted.height()) // 2
    cut = QPixmap.fromImage(image.copy(QRect(x, y, wanted.width(), wanted.height())))
    cut.setDevicePixelRatio(ratio)
    return cut


def _absent(side: QSize, ratio: float) -> QPixmap:
    blank = QPixmap(side * ratio)
    blank.setDevicePixelRatio(ratio)
    blank.fill(theme.LINE)
    painter = QPainter(blank)
    painter.setPen(theme.SUBTLE)
    painter.drawText(QRect(0, 0, side.width(), side.height()), Qt.AlignmentFlag.AlignCenter, "未传到")
    painter.end()
    return blank
