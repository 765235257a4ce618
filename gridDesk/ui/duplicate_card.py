"""The card that tells, while a person is typed, that she may be there already: 打开, 合并 or 仍要新建."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk.office import Desk
from gridDesk.ui import theme


def candidates(desk: Desk, values: Mapping[str, object], uid: str | None) -> list[object]:
    """Return the people that what was typed may mean, the likeliest first."""
    from gridDesk.desk import duplicates

    return list(duplicates.candidates_for(desk, dict(values), uid=uid, limit=5))


class DuplicateCard(QWidget):
    """Shows one likely person as a card, others as one quiet line; hidden while there is nobody."""

    open_wanted = Signal(str)
    merge_wanted = Signal(str)
    insisted = Signal(str)  # why a second record is wanted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.uid = ""
        self.reason = ""
        self._let = ""
        self.knows = False  # somebody else has this very number
        self.notice = theme.warn_label("", "warn")
        self.hint = theme.subtle()
        self.open_button = QPushButton("打开(&O)")
        self.merge_button = QPushButton("合并(&H)")
        self.new_button = QPushButton("仍要新建(&Y)…")
        self.open_button.clicked.connect(lambda: self.open_wanted.emit(self.uid))
        self.merge_button.clicked.connect(lambda: self.merge_wanted.emit(self.uid))
        self.new_button.clicked.connect(self.insist)
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.open_button, self.merge_button, self.new_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.gap() * 2, theme.spacing(1), theme.gap() * 2, 0)
        column.setSpacing(theme.spacing(1))
        for widget in (self.notice, self.buttons, self.hint):
            column.addWidget(widget)
        self.hide()

    def show_people(self, found: list[object], number: object, *, saved: bool) -> None:
        """Show who was found for what stands in the form; `saved` forms may be merged."""
        sure = [item for item in found if number and same_number(item)]
        self.uid = str(sure[0].uid) if sure else ""
        card = bool(sure) and self.uid != self._let
        if card:
            one = sure[0]
            self.notice.say(f"这个号码已登记在“{one.name}”名下：{one.line}。请先看看是不是同一个人。", "warn")
            self.merge_button.setVisible(saved and merge_dialog() is not None)
            self.new_button.setVisible(not saved)
        self.knows = bool(sure)
        self.notice.setVisible(card)
        self.buttons.setVisible(card)
        others = [item for item in found if item not in sure]
        words = "；".join(f"{item.name}（{item.why}，{item.line}）" for item in others[:3])
        self.hint.setText(f"可能已经登记过：{words}。" if words else "")
        self.hint.setVisible(bool(words))
        self.setVisible(card or bool(words))

    def insist(self) -> None:
        """Ask why a second record of this number is wanted; the reason goes into the journal."""
        words, went = QInputDialog.getText(
            self.window(),
            "仍要新建",
            "同一个号码要再建一个人，请写明原因（会记入修改记录）：",
            QLineEdit.EchoMode.Normal,
        )
        if went and words.strip():
            self.reason, self._let = words.strip(), self.uid
            self.insisted.emit(self.reason)
            self.hide()

    def clear(self) -> None:
        """Show nobody and forget what was insisted on."""
        self.uid = self.reason = self._let = ""
        self.knows = False
        self.hide()


def same_number(item: object) -> bool:
    """Tell whether a candidate was found by the very same number, 15 or 18 digits long."""
    return item.why.startswith(("身份证号相同", "15位和18位身份证号"))


def merge_dialog() -> Callable[..., QWidget] | None:
    """Return the dialog that merges two people, None where the program has none."""
    try:
        return importlib.import_module("gridDesk.ui.merge_dialog").MergeDialog
    except ImportError:
        return None
