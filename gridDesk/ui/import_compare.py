"""Comparing a list without writing: whom the list should hold, what to compare, and who is on one side only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.ui import theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rows import Heading, Line, RowsView

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.compare import Comparison, Scope

HEADINGS = (Heading("姓名", 7), Heading("身份证号", 12), Heading("在名单的位置", 10), Heading("情况"))
TABS = (
    ("only_theirs", "他们有、我们没有"),
    ("only_ours", "我们有、他们没有"),
    ("differing", "内容不同"),
    ("outside", "不在所选范围"),
    ("unread", "读不出来"),
)


class CompareStep(QWidget):
    """Choices above, what was found below; nothing here can write to the ledgers."""

    wanted = Signal()
    save = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.found: Comparison | None = None
        self.grid, self.group, self.kind = QComboBox(), QComboBox(), QComboBox()
        self.fields: dict[str, QCheckBox] = {}
        self.run = QPushButton(theme.icon("search"), "比对(&K)")
        self.run.setAutoDefault(False)
        self.run.clicked.connect(self.wanted)
        self.words = theme.heading()
        self.hint = theme.subtle("只作比对：台账不会有任何改动，也不记住名单里的人。")
        self.tabs: dict[str, QToolButton] = {}
        self.tab_group = QButtonGroup(self)
        self.table = RowsView(HEADINGS, "比对结果，一行一人")
        self.keep = theme.quiet(QPushButton(theme.icon("save"), "保存比对结果(&S)"))
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self.save)
        self._build()
        self._fill_choices()
        self.show_found(None)

    def scope(self) -> Scope:
        """Return whom of ours the list should hold."""
        from gridDesk.desk.compare import Scope

        return Scope(
            grid=self.grid.currentData() or "", group=self.group.currentData() or "", kind=self.kind.currentData() or ""
        )

    def chosen_fields(self) -> tuple[str, ...]:
        """Return the fields whose contents are compared."""
        return tuple(key for key, box in self.fields.items() if box.isChecked())

    def show_found(self, found: Comparison | None) -> None:
        """Show what a comparison found, the first kind of difference that there is coming first."""
        self.found = found
        self.keep.setVisible(found is not None)
        for key, label in TABS:
            people = getattr(found, key, ())
            self.tabs[key].setText(f"{label} {len(people):,}")
            self.tabs[key].setVisible(
                found is not None and (bool(people) or key in ("only_theirs", "only_ours", "differing"))
            )
        self.table.setVisible(found is not None)
        self.filler.setVisible(found is None)
        self.hint.setVisible(found is None)  # said once; then the list needs the room
        if found is None:
            self.words.setText("选好范围和要比的栏目，再点“比对”")
            return
        self.words.setText(f"名单 {found.listed:,} 人，本单位 {found.in_scope:,} 人，一致 {found.same:,} 人")
        self.choose(next((key for key, _ in TABS if getattr(found, key)), TABS[0][0]))

    def choose(self, key: str) -> None:
        """Show the people under one tab."""
        self.tabs[key].setChecked(True)
        people = getattr(self.found, key, ())
        self.table.set_lines(_Lines(people, key))

    def _fill_choices(self) -> None:
        self.grid.addItem("全部网格", "")
        for row in self.desk.grids():
            self.grid.addItem(str(row.get("name") or "（没有名称的网格）"), str(row["uid"]))
        self.group.addItem("所有的人", "")
        for ledger in self.desk.enabled():
            if ledger.group == "special":
                self.group.addItem(ledger.label, ledger.key)
        self.kind.addItem("不分类型", "")
        codes = self.desk.catalogue["residence"]["kind"].code_set
        for code in codes.codes:
            self.kind.addItem(code.short, code.code)
        several = self.grid.count() > 2
        self.grid.setVisible(several)
        self.grid_label.setVisible(several)

    def _build(self) -> None:
        from gridDesk.desk.compare import DEFAULT_FIELDS, FIELDS

        top = QHBoxLayout()
        top.setSpacing(theme.gap())
        self.grid_label = QLabel("网格(&G)")
        for label, box in (
            (self.grid_label, self.grid),
            (QLabel("我们这边是(&P)"), self.group),
            (QLabel("人口类型(&T)"), self.kind),
        ):
            label.setBuddy(box)
            box.setAccessibleName(label.text().split("(")[0])
            top.addWidget(label)
            top.addWidget(box)
        top.addStretch(1)
        top.addWidget(self.run)
        fields = FlowLayout()
        fields.addWidget(QLabel("比哪些内容"))
        for key, label in FIELDS.items():
            if key == "id_number":
                continue
            box = self.fields[key] = QCheckBox(label)
            box.setChecked(key in DEFAULT_FIELDS)
            fields.addWidget(box)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.spacing(1))
        for key, label in TABS:
            tabs.addWidget(self._tab(key, label))
        tabs.addStretch(1)
        tabs.addWidget(self.keep)
        self.filler = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(top)
        column.addLayout(fields)
        column.addWidget(self.words)
        column.addWidget(self.hint)
        column.addLayout(tabs)
        column.addWidget(self.table, 1)
        column.addWidget(self.filler, 1)

    def _tab(self, key: str, label: str) -> QToolButton:
        tab = QToolButton(text=label, checkable=True)
        tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tab_group.addButton(tab)
        tab.clicked.connect(lambda _checked=False: self.choose(key))
        self.tabs[key] = tab
        return tab


class _Lines(Sequence[Line]):
    """The people under one tab as lines, made when they are looked at."""

    def __init__(self, people: Sequence[object], tab: str) -> None:
        self._people, self._tab = people, tab

    def __len__(self) -> int:
        return len(self._people)

    def __getitem__(self, index: int) -> Line:
        one = self._people[index]
        said = "；".join(
            f"{item.label}：名单“{item.theirs}”，台账“{item.ours or '（空）'}”" for item in one.differences
        )
        why = one.why or said or one.address
        return Line((one.name, one.number, one.place, why), one)
