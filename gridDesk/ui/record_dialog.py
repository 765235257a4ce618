"""RecordDialog: the form of one record in a window of its own; and the short question before a record is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import records
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ledger.dates import parse_date
from gridDesk.text import today_iso, trim
from gridDesk.ui import problem, spelling, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.choosers import CodeChooser
from gridDesk.ui.form import RecordForm


@remembers
class RecordDialog(QDialog):
    """A dialog around a RecordForm; after it was accepted, `uid` is the saved record."""

    def __init__(
        self, desk: Desk, ledger: str, uid: str | None = None, parent: QWidget | None = None, *,
        known: Mapping[str, object] | None = None, hidden: tuple[str, ...] = (), title: str = "",
        make_form: Callable[..., RecordForm] = RecordForm,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk = desk
        shape = desk.catalogue[ledger]
        self.setWindowTitle(title or (f"新增{shape.label}" if uid is None else f"修改{shape.label}"))
        self.form = make_form(desk, ledger, uid, known=known, hidden=hidden)
        self.uid = uid
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.form.saved.connect(self._saved)
        self.form.done.connect(self.accept)
        self.form.closed.connect(self._closed)
        self.form.open_wanted.connect(self._open_other)
        self.resize(wanted_size(len(self.form.editors)))
        self.form.start_typing()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.form.leave()

    def _saved(self, _changes: object) -> None:
        self.uid = self.form.uid

    def _closed(self) -> None:
        # After records were saved by Ctrl+Enter, the empty form that is left belongs to none of them.
        if self.uid and self.form.fresh:
            self.accept()
        else:
            self.reject()

    def _open_other(self, ledger: str, uid: str) -> None:
        RecordDialog(self.desk, ledger, uid, self.window()).exec()


class CloseDialog(QDialog):
    """Asks why and since when a record no longer holds (迁出、死亡、到期…); `close` does it."""

    def __init__(
        self, desk: Desk, text: str, close: Callable[[str, str, str], object], parent: QWidget | None = None, *,
        first: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("注销")
        self._close = close
        self.reason = CodeChooser(records.closing_reasons(desk), spelling.keys)
        self.reason.set_code(first)
        self.on = QLineEdit(today_iso())
        self.note = QLineEdit()
        self.bar = problem.Bar()
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        intro = QLabel(text)
        intro.setWordWrap(True)
        column.addWidget(intro)
        column.addWidget(theme.subtle("记录不会删除：以后仍能查到，也能恢复。"))
        for words, widget in (("原因(&R)", self.reason), ("发生日期(&D)", self.on), ("说明(&N)", self.note)):
            column.addLayout(_line(words, widget))
        column.addWidget(self.bar)
        column.addLayout(self._buttons())
        self.setMinimumWidth(theme.chars(26))
        self.reason.setFocus()

    def _buttons(self) -> QHBoxLayout:
        go = theme.primary(QPushButton("注销(&S)"))
        go.setDefault(True)
        go.clicked.connect(self.go)
        stay = QPushButton("先不注销")
        stay.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(stay)
        row.addWidget(go)
        return row

    def go(self) -> None:
        """Close the record, or say what is missing."""
        try:
            reason, on = self.reason.code(), parse_date(self.on.text())
            if reason is None:
                raise FieldError("请选择原因。")
            if on is None:
                raise FieldError("请填写发生日期，", advice="只知道年月也可以。")
            self._close(reason, on, trim(self.note.text()))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.accept()


@remembers
def close_record_dialog(desk: Desk, ledger: str, uid: str, parent: QWidget | None = None) -> CloseDialog:
    """Return the closing question for a record of any ledger."""
    shape = desk.catalogue[ledger]
    name = desk.store.titles(ledger, [uid]).get(uid, "")

    def close(reason: str, on: str, note: str) -> object:
        return records.close_record(desk, ledger, uid, reason_code=reason, on=on, note=note)

    return CloseDialog(desk, f"把“{name}”从{shape.label}台账里注销。", close, parent)


def wanted_size(fields: int) -> QSize:
    """Return the size of a form's window: two columns wide, as high as it needs, never larger than the screen."""
    room = QApplication.primaryScreen().availableSize()
    height = round(theme.em() * (8 + min(fields, 30) * 1.3))
    return QSize(min(theme.chars(56), round(room.width() * 0.96)), min(height, round(room.height() * 0.9)))


def _line(words: str, widget: QWidget) -> QHBoxLayout:
    label = QLabel(words)
    label.setFixedWidth(theme.chars(7))
    label.setBuddy(widget)
    row = QHBoxLayout()
    row.addWidget(label)
    row.addWidget(widget, 1)
    return row
