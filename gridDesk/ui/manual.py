"""The clerk's manual (F1) from `resources/manual`, and who made the program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gridDesk import paths
from gridDesk.ui import theme

FILE = "manual.md"


class ManualDialog(QDialog):
    """The manual beside the work: the window under it stays usable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        folder = paths.resources() / "manual"
        self.text = QTextBrowser()
        self.text.setAccessibleName("使用手册")
        self.text.setSearchPaths([str(folder)])
        self.text.document().setDocumentMargin(theme.gap() * 2)
        self.text.document().setBaseUrl(QUrl.fromLocalFile(f"{folder}/"))
        self.text.setMarkdown((folder / FILE).read_text(encoding="utf-8"))
        close = QPushButton("关闭(&C)")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        column.addLayout(row)
        room = QApplication.primaryScreen().availableSize()
        self.resize(min(theme.chars(50), room.width()), min(round(theme.em() * 34), round(room.height() * 0.9)))
        self.text.setFocus()


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
