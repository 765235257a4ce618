"""PicturesEditor: the pictures of a record in its form: chosen, pasted or dropped, taken out, opened large."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import attachments
from gridDesk.errors import DeskError, FieldError
from gridDesk.ui import theme
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.picture_strip import PictureStrip

KINDS = "照片和图片 (*.jpg *.jpeg *.png *.JPG *.JPEG *.PNG)"
Take = Callable[[], bytes]


class PicturesEditor(FieldEditor):
    """Small pictures, and below them 添加照片, 粘贴, 移除. Enter on a picture opens it, Delete takes it out."""

    wide = True

    def build(self) -> QWidget:
        self.names: list[str] = []
        self._own = True
        self.setAcceptDrops(True)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1))
        label = self.field.label
        self.strip = PictureStrip(lambda name: attachments.data(self.desk, name), label, editable=True)
        self.strip.unwanted.connect(self.remove)
        self.strip.currentRowChanged.connect(lambda _row: self._dress())
        column.addWidget(self.strip)
        row = FlowLayout()  # where it is narrow the words go below the buttons
        row.setSpacing(theme.spacing(1))
        self.add_button = self._button("添加照片", "plus", self.choose, f"添加{label}")
        self.paste_button = self._button("粘贴", "copy", self.paste, f"粘贴{label}")
        self.remove_button = self._button(
            "移除", "trash", lambda: self.remove(self.strip.chosen()), f"移除选中的{label}"
        )
        self.hint = theme.subtle()
        self.hint.setWordWrap(False)
        for widget in (self.add_button, self.paste_button, self.remove_button, self.hint):
            row.addWidget(widget)
        column.addLayout(row)
        self.row.addWidget(box, 1)
        self._show()
        return box

    def _button(self, words: str, icon: str, act: Callable[[], object], name: str) -> QPushButton:
        made = theme.quiet(QPushButton(words))
        made.setIcon(theme.icon(icon, theme.ACCENT))
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: act())
        made.setAccessibleName(name)
        return made

    def inputs(self) -> list[QWidget]:
        return [self.add_button]

    # --- value ----------------------------------------------------------------------------------------------------

    def raw(self) -> str:
        return ",".join(self.names)

    def set_value(self, value: object) -> None:
        self.names = attachments.listed(value)
        self._show()

    def set_state(self, state: object) -> None:
        try:
            self.set_value(self.parsed(state))
        except FieldError:
            self.set_value(None)

    def look_only(self) -> None:
        self.setAcceptDrops(False)
        self.strip.look_only()
        self._own = False
        self._show()

    # --- what is done ---------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for image files and take them."""
        if self.field.pictures == 1:
            path, _ = QFileDialog.getOpenFileName(self, f"选择{self.field.label}", "", KINDS)
            paths = [path] if path else []
        else:
            paths, _ = QFileDialog.getOpenFileNames(self, f"选择{self.field.label}，可以一次选几张", "", KINDS)
        self._take(_file(Path(path)) for path in paths)

    def paste(self) -> None:
        """Take the picture, or the image files, that were copied in another program."""
        found = _brought(QGuiApplication.clipboard().mimeData())
        if not found:
            self._say("剪贴板里没有图片。请先在微信或看图软件里复制图片，再点“粘贴”。")
        self._take(found)

    def remove(self, name: str) -> None:
        """Take a picture out of the record; it comes back when the save is undone."""
        if name in self.names and self._own:
            self.names.remove(name)
            self._show()
            self.changed.emit()
            if not self.names:
                self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, brought: Iterable[Take]) -> None:
        """Keep pictures one after another; those that cannot be are told, the others stay."""
        before, trouble = list(self.names), ""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            for take in brought:
                try:
                    kept = attachments.keep(self.desk, self.field, self.raw(), take())
                    self.names = attachments.listed(kept)
                except DeskError as error:
                    trouble = trouble or f"{error.message}{error.advice}"
        finally:
            QGuiApplication.restoreOverrideCursor()
        if self.names != before:
            self._show()
            self.strip.setCurrentRow(len(self.names) - 1)
            self.changed.emit()
        if trouble:
            self._say(trouble)

    def _say(self, words: str) -> None:
        self.set_problem(words, "warning")
        self.noted.emit(words)  # the form reviews its fields a moment later and keeps the sentence

    # --- paste and drop -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._own and event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _brought(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take(_brought(event.mimeData()))

    # --- showing --------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.strip.show_pictures(self.names)
        self._dress()

    def _dress(self) -> None:
        most, count = self.field.pictures, len(self.names)
        if not hasattr(self, "hint"):
            return  # still being built
        self.add_button.setVisible(self._own)
        self.paste_button.setVisible(self._own)
        self.remove_button.setVisible(self._own and bool(count))
        self.remove_button.setEnabled(bool(self.strip.chosen()))
        self.add_button.setText("更换照片" if most == 1 and count else "添加照片")
        if not self._own:
            self.hint.setText(f"{count} 张" if count else "没有照片")
        elif not count:
            self.hint.setText("也可以把图片拖到这里" if most == 1 else f"最多 {most} 张，可以拖进来")
        else:
            self.hint.setText("" if most == 1 else f"已有 {count} 张，最多 {most} 张")


def _file(path: Path) -> Take:
    return lambda: attachments.read(path)


def _brought(mime: QMimeData) -> list[Take]:
    """Return what copied or dropped data brings: image files, else one picture."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return [_file(path) for path in files]
    image = QImage(mime.imageData()) if mime.hasImage() else QImage()
    return [] if image.isNull() else [lambda: _png(image)]


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())
