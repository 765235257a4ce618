"""Third step of the import: every row with what would become of it. Nothing is written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.ui import import_words, theme
from gridDesk.ui.rows import Heading, RowsView

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.rosters import ImportPlan

SHOWN_NOTICES, SHOWN_WORDS = 2, 120
NOTHING_YET = "现在还没有写入任何内容，看好了再写。有问题的行不会写入，可以另存出来改好再导。"
HEADINGS = (
    Heading("表", 8),
    Heading("行", 3, number=True),
    Heading("谁", 6),
    Heading("结果", 5),
    Heading("改动或问题"),
)


class PreviewStep(QWidget):
    """Figures large on top, filter tabs, the rows, and everything about the chosen row beside them."""

    save_trouble = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.plan: ImportPlan | None = None
        self.figures = {key: _Figure(words, import_words.STATUS[key]) for key, words in import_words.FIGURES}
        self.people = theme.heading()
        self.nothing_yet = theme.subtle(NOTHING_YET)
        self.notices = theme.warn_label("", "note")
        self.protect = QCheckBox()
        self.protect.setToolTip("受保护的台账平时不显示、不打印、不出现在查找里。这项工作归您管才勾选。")
        self.tabs: dict[str, QToolButton] = {}
        self.group = QButtonGroup(self)
        self.table = RowsView(HEADINGS, "预览，一行一人")
        self.table.chosen.connect(self._show_detail)
        self.trouble = theme.quiet(QPushButton(theme.icon("save"), "保存有问题的行(&S)"))
        self.trouble.setAutoDefault(False)
        self.trouble.clicked.connect(self.save_trouble)
        self.pane = QPlainTextEdit(readOnly=True)
        self.pane.setAccessibleName("这一行的详细情况")
        self.pane.setTabChangesFocus(True)
        self._build()

    def show_plan(self, plan: ImportPlan) -> None:
        """Show a plan; the tab with problems comes first when there are any."""
        self.plan = plan
        counts = import_words.counts(plan)
        for key, figure in self.figures.items():
            figure.set_number(counts[key])
        self.people.setText(import_words.people_words(plan.figures()))
        self.nothing_yet.setText(NOTHING_YET + import_words.grouping_words(plan))
        self._say_notices(import_words.weightiest_first(plan.notices))
        offered = import_words.offered_words(self.desk.catalogue, plan)
        self.protect.setChecked(False)
        self.protect.setText(f"表里标注了{offered}，也记入这些受保护的台账(&P)")
        self.protect.setVisible(bool(offered))
        self.trouble.setVisible(bool(counts["ERROR"] or counts[import_words.WARNED]))
        for key, words in import_words.FILTERS:
            self.tabs[key].setText(f"{words} {counts[key]:,}")
            self.tabs[key].setVisible(bool(counts[key]) or key == "")
        self.choose("ERROR" if counts["ERROR"] else "")

    def choose(self, wanted: str) -> None:
        """Show the rows under one tab."""
        self.tabs[wanted].setChecked(True)
        rows = import_words.FoundRows(self.plan, wanted)
        self.table.setColumnHidden(0, sum(bool(sheet.rows) for sheet in self.plan.sheets) < 2)
        self.table.set_lines(import_words.PlanLines(rows, self.plan))
        if not rows:
            self.pane.setPlainText("这里没有要看的行。")

    def _say_notices(self, notices: list[str]) -> None:
        # On a low screen two long ones would push the rows away.
        shown = SHOWN_NOTICES if len("".join(notices[:SHOWN_NOTICES])) <= SHOWN_WORDS else 1
        rest = len(notices) - shown
        more = [f"另有 {rest} 条提示，写入以后会一起列出。"] if rest > 0 else []
        self.notices.say("\n".join([*notices[:shown], *more]), "note")
        self.notices.setToolTip("\n".join(notices))

    def _show_detail(self, found: import_words.Found | None) -> None:
        self.pane.setPlainText(import_words.detail(found) if found else "")

    def _build(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(theme.spacing(3))
        for figure in self.figures.values():
            figures.addWidget(figure)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.people)
        words.addWidget(self.nothing_yet)
        figures.addLayout(words, 1)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.spacing(1))
        for key, label in import_words.FILTERS:
            tabs.addWidget(self._tab(key, label))
        tabs.addStretch(1)
        tabs.addWidget(self.trouble)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(theme.spacing(1))
        split.addWidget(self.table)
        split.addWidget(self.pane)
        split.setStretchFactor(0, 7)
        split.setStretchFactor(1, 3)
        split.setSizes([700, 300])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(figures)
        column.addWidget(self.notices)
        column.addWidget(self.protect)
        column.addLayout(tabs)
        column.addWidget(split, 1)

    def _tab(self, key: str, label: str) -> QToolButton:
        tab = QToolButton(text=label, checkable=True, toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if key in import_words.STATUS:
            _, icon, colour = import_words.STATUS[key]
            tab.setIcon(theme.icon(icon, colour))
        self.group.addButton(tab)
        tab.clicked.connect(lambda _checked=False: self.choose(key))
        self.tabs[key] = tab
        return tab


class _Figure(QWidget):
    """One large number with its word under it."""

    def __init__(self, words: str, status: tuple[str, str, str]) -> None:
        super().__init__()
        _, icon, colour = status
        self.words = words
        self.number = QLabel("0")
        self.number.setStyleSheet(f"font-size: {theme.SIZES[theme.size()] * 2:.0f}pt; color: {colour};")
        label = QLabel(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.spacing(2), 0)
        column.setSpacing(0)
        column.addWidget(self.number)
        row = QHBoxLayout()
        row.setSpacing(theme.spacing(0.5))
        row.addWidget(theme.icon_label(icon, colour, 0.9))
        row.addWidget(label)
        row.addStretch(1)
        column.addLayout(row)

    def set_number(self, number: int) -> None:
        """Show a number."""
        self.number.setText(f"{number:,}")
        self.setAccessibleName(f"{self.words} {number} 行")
