"""The pictures of a record (photo of a worker, sketch and WeChat code of a grid): shown, put, replaced, taken away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import pictures
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.fitting import fit_screen

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.pictures import Wanted

_KINDS = "照片和图片 (*.jpg *.jpeg *.png *.JPG *.JPEG *.PNG)"


class PictureCard(pieces.Card):
    """One picture with what it is for, and what can be done with it."""

    def __init__(self, desk: Desk, wanted: Wanted, parent: QWidget | None = None) -> None:
        super().__init__(wanted.title, parent)
        self.desk, self.wanted = desk, wanted
        self.choose_button = self.add_button("选图片(&O)…", self.choose, "folder")
        self.paste_button = self.add_button("粘贴(&V)", self.paste, "copy")
        self.remove_button = self.add_button("移除(&D)", self.remove, "trash")
        self.shown = QLabel()
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setWordWrap(True)
        self.shown.setMinimumHeight(theme.em() * 5)
        self.shown.setAccessibleName(wanted.title)
        self.bar = problem.Bar()
        self.say(wanted.help)
        self.body.addWidget(self.shown)
        self.body.addWidget(self.bar)
        self.bar.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show the picture that is kept, or that there is none."""
        data = pictures.get(self.desk, self.wanted.name)
        picture = QPixmap()
        if data and picture.loadFromData(data):
            side = theme.em() * 11
            ratio = self.devicePixelRatioF()
            scaled = picture.scaled(
                round(side * 2 * ratio), round(side * ratio), Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            scaled.setDevicePixelRatio(ratio)
            self.shown.setPixmap(scaled)
        else:
            self.shown.setText("还没有图片。可以选 JPG、PNG 文件，也可以先复制图片再点“粘贴”。")
        self.remove_button.setEnabled(bool(data))

    def choose(self) -> None:
        """Ask for a file and keep its picture."""
        path, _ = QFileDialog.getOpenFileName(self, f"选择{self.wanted.title}", "", _KINDS)
        if path:
            self._keep(lambda: pictures.put_file(self.desk, self.wanted.name, Path(path)))

    def paste(self) -> None:
        """Keep the picture that was copied in another program."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self.bar.say("剪贴板里没有图片。请先在微信或看图软件里复制图片，再点“粘贴”。", "note")
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        self._keep(lambda: pictures.put(self.desk, self.wanted.name, bytes(buffer.data().data())))

    def remove(self) -> None:
        """Forget the picture after asking."""
        if problem.ask(self, f"要移除这张{self.wanted.title}吗？", "移除(&D)", "先不移除(&N)", danger=True):
            pictures.remove(self.desk, self.wanted.name)
            self.refresh()
            self.bar.say("已移除。", "ok")

    def _keep(self, put: Callable[[], bytes]) -> None:
        try:
            kept = put()
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.refresh()
        size = max(1, round(len(kept) / 1024))
        self.bar.say(f"已保存（{size} KB）。拍摄地点、时间等隐藏信息已经去掉，图片只存在本单位的加密数据里。", "ok")


class PicturesDialog(QDialog):
    """The pictures of one record below each other."""

    def __init__(self, desk: Desk, title: str, wanted: tuple[Wanted, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.cards = [PictureCard(desk, one) for one in wanted]
        column = QVBoxLayout(self)
        gap = theme.gap()
        column.setContentsMargins(gap * 2, gap * 2, gap * 2, gap * 2)
        column.setSpacing(gap)
        for card in self.cards:
            column.addWidget(card)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(pieces.button("关闭(&C)", self.accept))
        column.addLayout(row)
        fit_screen(self, theme.chars(34), theme.em() * (8 + 17 * len(self.cards)))


def pictures_dialog(desk: Desk, ledger: str, uid: str, parent: QWidget | None = None) -> PicturesDialog:
    """Return the dialog of the pictures that a record can have, without a record those of the whole office."""
    if not uid:
        return PicturesDialog(desk, "全村（社区）的图片", pictures.office_wanted(), parent)
    name = desk.store.titles(ledger, [uid]).get(uid, "")
    return PicturesDialog(desk, f"图片：{name}", pictures.wanted(ledger, uid), parent)
