"""The papers that can be printed: under headings, found by name or pinyin, those used last first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gridDesk.desk.headings import FORM_HEADINGS, HEADINGS
from gridDesk.ui import spelling, theme

if TYPE_CHECKING:
    from gridDesk.desk.printing import PaperChoice

KEY = Qt.ItemDataRole.UserRole
LATELY = "最近用过"
FIRST = ("整本", "人口和房屋", "户", "日志", "按月的表", "表单")
ORDER = (*FIRST, *FORM_HEADINGS, *HEADINGS)


class PaperList(QWidget):
    """A line to type in and the list below it; `chosen` comes when another paper is marked."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = theme.em() * 30
        self.find = QLineEdit(placeholderText="表名、拼音首字母", clearButtonEnabled=True)
        self.find.setAccessibleName("查找表册")
        self.find.textChanged.connect(lambda _text: self._narrow())
        self.find.returnPressed.connect(self._take_found)
        self.list = QListWidget()
        self.list.setAccessibleName("要打印的纸张样式")
        self.list.setStyleSheet(f"QListWidget::item {{ padding: 0; min-height: {round(theme.em() * 1.45)}px; }}")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _row: self.chosen.emit())
        self.none = theme.subtle("没有这样的表册，请换几个字。")
        self.none.hide()
        label = QLabel("印什么(&P)")
        label.setBuddy(self.find)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(0.7))
        for part in (label, self.find, self.list, self.none):
            column.addWidget(part)

    def fill(self, papers: Iterable[PaperChoice], lately: Iterable[str]) -> None:
        """List papers under their headings, those used `lately` (keys) above all; the marked one stays marked."""
        kept = self.paper()
        found = list(papers)
        by_key = {paper.key: paper for paper in found}
        self.list.blockSignals(True)
        self.list.clear()
        used = [by_key[key] for key in lately if key in by_key]
        groups: dict[str, list[PaperChoice]] = {LATELY: used} if used else {}
        for paper in sorted(found, key=lambda one: _place(heading_of(one))):
            groups.setdefault(heading_of(paper), []).append(paper)
        for heading, ones in groups.items():
            self._add_heading(heading)
            for paper in ones:
                self._add(paper)
        self.list.blockSignals(False)
        self.mark(kept.key if kept else "") or self.list.setCurrentRow(self._first())
        self._narrow()
        self.set_room(self._room)

    def paper(self) -> PaperChoice | None:
        """Return the marked paper."""
        item = self.list.currentItem()
        return item.data(KEY) if item else None

    def mark(self, key: str) -> bool:
        """Mark a paper by its key; False where this office has none such."""
        current = self.paper()
        if key and current is not None and current.key == key:
            return True
        row = next((n for n in range(self.list.count()) if self._key_at(n) == key), None)
        if row is None or not key:
            return False
        self.find.clear()
        self.list.setCurrentRow(row)
        self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)
        return True

    def set_room(self, height: int) -> None:
        """Show as many papers at once as fit well into a panel of that height; the list scrolls beyond."""
        self._room = height
        row = max(1, self.list.sizeHintForRow(0))
        rows = min(self.list.count(), max(4, int(height * 0.4 / row)))
        self.list.setFixedHeight(row * rows + self.list.frameWidth() * 2 + theme.spacing(0.5))

    def _add(self, paper: PaperChoice) -> None:
        item = QListWidgetItem(theme.icon("table" if paper.kind == "table" else "file"), paper.title)
        item.setData(KEY, paper)
        item.setToolTip(paper.help)
        self.list.addItem(item)

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(QColor(theme.ACCENT_DARK))
        self.list.addItem(item)

    def _first(self) -> int:
        return next((n for n in range(self.list.count()) if self._key_at(n)), 0)

    def _key_at(self, row: int) -> str:
        paper = self.list.item(row).data(KEY)
        return paper.key if paper else ""

    def _narrow(self) -> None:
        """Hide the papers whose title and pinyin do not hold what was typed; keep headings with some."""
        typed = self.find.text().strip().lower()
        head: QListWidgetItem | None = None
        some = False
        for row in range(self.list.count()):
            item = self.list.item(row)
            paper = item.data(KEY)
            if paper is None:
                head = item
                head.setHidden(True)
                continue
            again = head is not None and head.text() == LATELY  # stands under its own heading too
            item.setHidden(bool(typed) and (again or not spelling.fits(paper.title, typed)))
            if not item.isHidden():
                some = True
                if head is not None:
                    head.setHidden(False)
        self.none.setVisible(bool(typed) and not some)

    def _take_found(self) -> None:
        """Choose the first paper that is left of what was typed."""
        shown = (self.list.item(row) for row in range(self.list.count()))
        found = next((item for item in shown if item.data(KEY) and not item.isHidden()), None)
        if found is not None:
            self.list.setCurrentItem(found)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)


def heading_of(paper: PaperChoice) -> str:
    """Return the heading a paper is listed under."""
    if paper.heading:
        return paper.heading
    if paper.scope == "book":
        return "整本"
    if paper.kind == "table":
        return "人口和房屋"
    return {"household": "户", "day": "日志", "month": "按月的表"}.get(paper.scope, "表单")


def _place(heading: str) -> int:
    return ORDER.index(heading) if heading in ORDER else len(ORDER)
