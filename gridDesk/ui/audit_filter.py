"""The filter over the log: time, person, kind, count; by keyboard from left to right."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from gridDesk.desk.audit_kinds import KINDS
from gridDesk.desk.audit_view import GROUPS
from gridDesk.store.audit_log import Wanted
from gridDesk.text import today
from gridDesk.ui import theme
from gridDesk.ui.flow import FlowLayout

SPANS = (
    ("", "全部时间"), ("day", "今天"), ("week", "最近 7 天"), ("month", "本月"), ("last", "上月"), ("year", "今年"), ("own", "自选日期"),
)  # fmt: skip
LEAST = ((0, "数量不限"), (10, "10 以上"), (50, "50 以上"), (500, "500 以上"))


class AuditFilter(QWidget):
    """Four choices; a time of one's own opens two fields for days, as 2026-11-01."""

    changed = Signal()

    def __init__(self, people: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span = _combo("哪段时间", SPANS)
        self.kind = _combo("哪类操作", [(key, words) for key, (words, _) in GROUPS.items()])
        self.kind.insertSeparator(self.kind.count())
        for key, kind in KINDS.items():
            self.kind.addItem(kind.label, key)
        self.who = _combo("谁", [("", "所有人"), *((name, name) for name in people)])
        self.least = _combo("数量", LEAST)
        self.days = tuple(_day(words) for words in ("从哪天", "到哪天"))
        row = FlowLayout(self)
        row.setSpacing(theme.gap())
        for widget in (self.span, *self.days, self.kind, self.who, self.least):
            row.addWidget(widget)
        self.who.setVisible(len(people) > 1)
        for combo in (self.span, self.kind, self.who, self.least):
            combo.currentIndexChanged.connect(lambda _row: self._changed())
        for field in self.days:
            field.editingFinished.connect(self.changed)
        self._show_days()

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        since, until = self._bounds()
        key = str(self.kind.currentData() or "all")
        kinds = GROUPS[key][1] if key in GROUPS else (key,)
        return Wanted(
            since=since, until=until, user=str(self.who.currentData() or ""), kinds=kinds,
            least=int(self.least.currentData() or 0),
        )  # fmt: skip

    def since(self) -> str:
        """Return the first day asked for, "" for all there are."""
        since = self._bounds()[0]
        return f"{since}-01-01"[:10] if len(since) == 4 else f"{since}-01"[:10] if since else ""

    def choose(self, argument: str) -> None:
        """Choose a group of kinds by its key, or a month (`2026-11`)."""
        if argument in GROUPS:
            self.kind.setCurrentIndex(self.kind.findData(argument))
        elif argument[:4].isdigit():
            self.days[0].setText(argument)
            self.days[1].setText(argument)
            self.span.setCurrentIndex(self.span.findData("own"))
            self.changed.emit()

    def _bounds(self) -> tuple[str, str]:
        now, key = today(), self.span.currentData()
        month = now.isoformat()[:7]
        before = (date.fromisoformat(f"{month}-01") - timedelta(days=1)).isoformat()[:7]
        return {
            "day": (now.isoformat(), now.isoformat()), "week": ((now - timedelta(days=6)).isoformat(), ""), "month": (month, month),
            "last": (before, before), "year": (month[:4], month[:4]), "own": (_iso(self.days[0]), _iso(self.days[1])),
        }.get(key, ("", ""))  # fmt: skip

    def _changed(self) -> None:
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        for field in self.days:
            field.setVisible(self.span.currentData() == "own")


def _combo(name: str, choices: object) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for key, words in choices:
        combo.addItem(words, key)
    return combo


def _day(name: str) -> QLineEdit:
    field = QLineEdit(placeholderText=f"{name}，如 2026-11-01")
    field.setAccessibleName(name)
    field.setMinimumWidth(theme.chars(9.5))
    return field


def _iso(field: QLineEdit) -> str:
    """Return a day, month or year as typed in ISO form, "" for anything else."""
    from gridDesk.errors import DeskError
    from gridDesk.ledger.dates import parse_date

    try:
        return str(parse_date(field.text().strip()) or "") if field.text().strip() else ""
    except DeskError:
        return ""
