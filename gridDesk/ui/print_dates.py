"""The day or month a paper is about, and which days of a month get a page."""

from __future__ import annotations

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.text import today_iso
from gridDesk.ui import theme

DAYS = (("work", "每个工作日一页"), ("all", "每天一页"), ("none", "不印日期"))


class DatesBlock(QWidget):
    """One day or a whole month; `changed` comes when it is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._only_month = False
        self.by_day, self.by_month = QRadioButton("一天"), QRadioButton("整月")
        self.by_day.setChecked(True)
        both = QButtonGroup(self)
        both.addButton(self.by_day)
        both.addButton(self.by_month)
        self.date = _date_edit("yyyy年M月d日", "日期")
        self.month = _date_edit("yyyy年M月", "月份")
        self.days = QComboBox()
        self.days.setAccessibleName("整月里哪些天")
        for key, words in DAYS:
            self.days.addItem(words, key)
        self._build()
        self.by_day.toggled.connect(lambda _on: self._turned())
        self.days.currentIndexChanged.connect(lambda _row: self.changed.emit())
        for edit in (self.date, self.month):
            edit.dateChanged.connect(lambda _date: self.changed.emit())
        self._fit()

    def ask(self, *, only_month: bool) -> None:
        """Ask for a month only, or let a day be chosen too."""
        self._only_month = only_month
        self._fit()

    def choose(self, date: str) -> None:
        """Choose a day (`2026-11-03`) or a month (`2026-11`)."""
        self.date.setDate(QDate.fromString(f"{date[:10]}" if len(date) > 7 else f"{date[:7]}-01", "yyyy-MM-dd"))
        self.month.setDate(QDate.fromString(f"{date[:7]}-01", "yyyy-MM-dd"))
        (self.by_day if len(date) > 7 else self.by_month).setChecked(True)

    def day(self) -> str:
        """Return the chosen day as an ISO date, "" for a month."""
        return "" if self.whole_month() else self.date.date().toString("yyyy-MM-dd")

    def month_words(self) -> str:
        """Return the chosen month as `2026-11`, "" for a day."""
        return self.month.date().toString("yyyy-MM") if self.whole_month() else ""

    def whole_month(self) -> bool:
        """Tell whether a month is wanted."""
        return self._only_month or self.by_month.isChecked()

    def _build(self) -> None:
        self.which = QWidget()
        row = QHBoxLayout(self.which)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.by_day)
        row.addWidget(self.by_month)
        row.addStretch(1)
        self.label = QLabel("日期(&T)")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        for part in (self.label, self.which, self.date, self.month, self.days):
            column.addWidget(part)

    def _turned(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        month = self.whole_month()
        self.which.setVisible(not self._only_month)
        self.date.setVisible(not month)
        self.month.setVisible(month)
        self.days.setVisible(month and not self._only_month)
        self.label.setText("月份(&T)" if self._only_month else "日期(&T)")
        self.label.setBuddy(self.month if self._only_month else self.by_month if month else self.by_day)


def _date_edit(shape: str, name: str) -> QDateEdit:
    edit = QDateEdit(QDate.fromString(today_iso(), "yyyy-MM-dd"))
    edit.setDisplayFormat(shape)
    edit.setCalendarPopup(True)
    arrow, side = theme.icon_path("chevron-down").as_posix(), round(theme.em() * 0.8)
    edit.setStyleSheet(
        f"QDateEdit::drop-down {{ border: 0; width: {side * 2}px; }}"
        f'QDateEdit::down-arrow {{ image: url("{arrow}"); width: {side}px; height: {side}px; }}'
    )
    edit.setAccessibleName(name)
    return edit
