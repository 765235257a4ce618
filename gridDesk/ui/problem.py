"""Telling a clerk about trouble, calmly: one dialog, one bar on a page, and questions whose buttons are verbs."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from gridDesk.errors import DeskError
from gridDesk.ui import theme

LOG = logging.getLogger("gridDesk")
ADVICE_UNEXPECTED = "您的数据没有改动。请再试一次；如果又出现，请退出后重新打开，并告诉维护人员这行编号。"


class Bar(theme.WarnLabel):
    """A line on a page that tells what is wrong or what was done; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "note", parent)

    def show_error(self, error: BaseException) -> None:
        """Show what went wrong and what to do."""
        known = as_desk_error(error)
        # A message that ends in a comma and its advice are one sentence.
        between = "" if known.message.endswith("，") else "\n"
        self.say(between.join(part for part in (known.message, known.advice) if part), "error")

    def clear(self) -> None:
        """Say nothing."""
        self.say("")


def show(parent: QWidget | None, error: BaseException | str, title: str = "没有做成") -> QMessageBox:
    """Show one calm dialog with the sentence and what to do; return it. It does not hold up the program."""
    known = as_desk_error(error)
    head = f"{known.message[:-1]}。" if known.message.endswith("，") else known.message
    return _box(parent, title, head, known.advice, "warn")


def tell(parent: QWidget | None, text: str, detail: str = "", title: str = "完成") -> QMessageBox:
    """Show a dialog with good or plain news; return it. It does not hold up the program."""
    return _box(parent, title, text, detail, "ok")


def ask(
    parent: QWidget | None,
    text: str,
    yes: str,
    no: str,
    *,
    detail: str = "",
    title: str = "请确认",
    danger: bool = False,
) -> bool:
    """Ask a question whose two buttons are verbs; return whether `yes` was chosen. Esc means `no`."""
    box = QMessageBox(parent)
    _fill(box, title, text, detail, "question")
    go = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    (theme.danger if danger else theme.primary)(go)
    box.setDefaultButton(stay if danger else go)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is go


def ask_unsaved(
    parent: QWidget | None, text: str, words: tuple[str, str, str] = ("保存并离开", "先不保存", "继续填写")
) -> str:
    """Ask what shall become of what is not saved; return save, drop or stay. Esc means stay."""
    box = QMessageBox(QMessageBox.Icon.Question, "还没有保存", text, parent=parent)
    save = theme.primary(box.addButton(words[0], QMessageBox.ButtonRole.AcceptRole))
    drop = box.addButton(words[1], QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(words[2], QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    return {save: "save", drop: "drop"}.get(box.clickedButton(), "stay")


def as_desk_error(error: BaseException | str) -> DeskError:
    """Return the error as one a clerk can read; an unexpected one is logged first, without its values."""
    if isinstance(error, DeskError):
        return error
    if isinstance(error, str):
        return DeskError(error)
    place = log_unexpected(type(error), error.__traceback__)
    return DeskError(f"程序在这里出了意外（编号 {place}）。", advice=ADVICE_UNEXPECTED)


def log_unexpected(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Log the type and the places of an unexpected error, never its text, which may hold personal data.

    Return the innermost place of our own code, such as `store/records.py:120`.
    """
    frames = traceback.extract_tb(trace)
    places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in frames]
    LOG.error("unexpected %s at %s", kind.__name__, " < ".join(reversed(places)) or "unknown place")
    ours = [place for place in places if not place.startswith("lib:")]
    return (ours or places or [kind.__name__])[-1]


def _short(filename: str) -> str:
    path = filename.replace("\\", "/")
    return path.rsplit("gridDesk/", 1)[1] if "gridDesk/" in path else "lib:" + path.rsplit("/", 1)[-1]


def _box(parent: QWidget | None, title: str, text: str, detail: str, icon: str) -> QMessageBox:
    box = QMessageBox(parent)
    _fill(box, title, text, detail, icon)
    theme.primary(box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box


def _fill(box: QMessageBox, title: str, text: str, detail: str, icon: str) -> None:
    colour = {"warn": theme.WARN, "ok": theme.OK}.get(icon, theme.ACCENT)
    name = {"ok": "check-circle"}.get(icon, icon)
    ratio = QApplication.primaryScreen().devicePixelRatio()
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(detail)
    box.setIconPixmap(theme.icon(name, colour).pixmap(theme.icon_size(2.2), ratio))
