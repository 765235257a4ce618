"""The clerk's manual (F1) from `resources/manual`, and who made the program."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gridDesk import paths
from gridDesk.ui import theme

FILE = "manual.md"
CHAPTER = 2  # the heading level of a chapter
_HANZI = r"\u201c\u201d\u3001-\u9fff\uff01-\uff5e"
_BREAK = re.compile(rf"(?<=[\u2014{_HANZI}])(\**)\n *(\**)(?=[{_HANZI}])")


def joined(text: str) -> str:
    """Return Markdown whose sentences go on without a gap where a line of the file ends between two Hanzi."""
    return _BREAK.sub(r"\1\2", text)


class ManualDialog(QDialog):
    """The manual beside the work: chapters left, their text right; the window under it stays usable."""

    def __init__(self, parent: QWidget | None = None, chapter: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = ManualText(paths.resources() / "manual")
        self.chapters = QListWidget()
        self.chapters.setAccessibleName("手册各章")
        self.chapters.addItems(self.text.chapters())
        pad = theme.spacing(0.4)  # of every row, or the chosen one covers its neighbours
        self.chapters.setStyleSheet(f"QListWidget::item {{ padding: {pad}px; }}")
        self.chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chapters.setFixedWidth(self.chapters.sizeHintForColumn(0) + theme.em() * 2)  # with the scroll bar
        self.chapters.currentTextChanged.connect(self.text.show_chapter)
        close = QPushButton("关闭(&C)")
        close.clicked.connect(self.accept)
        both = QHBoxLayout()
        both.setSpacing(theme.gap())
        both.addWidget(self.chapters)
        both.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addLayout(both, 1)
        column.addLayout(row)
        room = QApplication.primaryScreen().availableSize()
        wide = min(theme.chars(64), round(room.width() * 0.94))
        self.resize(wide, min(round(theme.em() * 38), round(room.height() * 0.9)))
        self.show_chapter(chapter)

    def show_chapter(self, words: str) -> None:
        """Open the chapter whose heading holds `words`, else the first; the keyboard goes to the list of chapters."""
        exact = self.chapters.findItems(words, Qt.MatchFlag.MatchExactly) if words else []
        found = exact or (self.chapters.findItems(words, Qt.MatchFlag.MatchContains) if words else [])
        self.chapters.setCurrentItem(found[0] if found else self.chapters.item(0))
        self.chapters.setFocus(Qt.FocusReason.OtherFocusReason)


class ManualText(QTextBrowser):
    """The manual's text, with every picture drawn as wide as the page and as sharp as the screen."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._at = ""
        self._drawn = 0
        self.setAccessibleName("使用手册")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(theme.gap() * 2)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._draw_again)
        self._read()

    def chapters(self) -> list[str]:
        """Return the headings of the chapters."""
        return [block.text() for block in self._headings()]

    def show_chapter(self, heading: str) -> None:
        """Bring a chapter's heading to the top."""
        self._at = heading
        for block in self._headings():
            if block.text() == heading:
                self.setTextCursor(QTextCursor(block))
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - theme.gap())

    def loadResource(self, kind: int, name: QUrl) -> object:
        """Return a picture of the manual scaled to the page; Qt would show it pixel by pixel."""
        if kind != int(QTextDocument.ResourceType.ImageResource.value):
            return super().loadResource(kind, name)
        picture = QImage(str(self.folder / name.toString()))
        ratio = self.devicePixelRatioF()
        wide = min(round(self._room() * ratio), picture.width() * 2)
        shown = picture.convertToFormat(QImage.Format.Format_RGB32)
        shown = shown.scaledToWidth(max(1, wide), Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        return shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._room() != self._drawn:
            self._later.start()

    def _room(self) -> int:
        return max(theme.chars(10), self.viewport().width() - theme.gap() * 5)

    def _draw_again(self) -> None:
        at = self._at
        self._read()
        self.show_chapter(at)

    def _read(self) -> None:
        self._drawn = self._room()
        self.document().clear()
        self.setMarkdown(joined((self.folder / FILE).read_text(encoding="utf-8")))

    def _headings(self) -> list[QTextBlock]:
        found, block = [], self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() == CHAPTER:
                found.append(block)
            block = block.next()
        return found


class AboutDialog(QDialog):
    """Name, version, licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("关于网格台")
        column = QVBoxLayout(self)
        edge = theme.gap() * 2
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.gap())
        picture = QLabel()
        picture.setPixmap(QApplication.windowIcon().pixmap(theme.icon_size(3), self.devicePixelRatioF()))
        top = QHBoxLayout()
        top.addWidget(picture)
        top.addSpacing(theme.gap())
        top.addWidget(theme.title(f"网格台　{program_version()}"))
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(theme.body("村（社区）和街道网格工作的离线台账。数据只在这台电脑上，加密保存，不联网。"))
        column.addWidget(
            theme.subtle(
                "程序按 Apache-2.0 许可发布。界面使用 Qt（LGPL-3.0），"
                "字体为思源黑体、思源宋体（SIL OFL 1.1）和花园明朝（见 resources/fonts）。"
            )
        )
        close = theme.primary(QPushButton("关闭(&C)"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.setMinimumWidth(theme.chars(30))


def program_version() -> str:
    """Return the version of this program."""
    try:
        return version("griddesk")
    except PackageNotFoundError:
        return ""
