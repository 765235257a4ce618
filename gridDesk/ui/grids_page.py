"""网格: the tree of grids with figures beside the police's counts, what the regulation says of each, and redrawing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import grid_views, grids, policies
from gridDesk.desk.grid_views import GridLine, GridPlan
from gridDesk.desk.office import Desk
from gridDesk.policy import Finding
from gridDesk.ui import background, grid_dialogs, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.pictures_dialog import pictures_dialog
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.record_page import MenuButton, MenuEntry
from gridDesk.ui.rows import Heading, Line
from gridDesk.ui.watching import Watch
from gridDesk.ui.whole_rows import WholeRows

TREE = (
    Heading("网格"), Heading("类型", 6), Heading("级别", 4), Heading("等级", 3.4), Heading("户数", 3.4, number=True),
    Heading("人口", 3.6, number=True), Heading("出租", 2.6, number=True), Heading("核定户数", 4, number=True),
    Heading("相差", 3, number=True), Heading("网格员", 6), Heading("检查", 5),
)  # fmt: skip
LEVELS = {"ok": ("check-circle", theme.OK), "note": ("info", theme.NOTE), "warn": ("warn", theme.WARN)}

Codes = tuple[list[grids.CodeLine], str]


class GridsPage(QWidget):
    """One row a grid; below it what the chosen one holds and what the regulation says of it."""

    title = "网格"
    open_record = Signal(str, str)
    go = Signal(str, str)
    counted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.plan: GridPlan | None = None
        self._task: background.Task | None = None
        self._turn = 0  # an answer that comes after a newer question is dropped
        self.history: dict[str, Codes] = {}
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count again beside the window."""
        if self._task is not None and self._task.running:
            self._task.cancel()
        self._turn += 1
        turn = self._turn
        show = for_owner(self, lambda counted: self._show(*counted) if turn == self._turn else None)
        self._task = background.run(self.desk, _count, show, for_owner(self, self.bar.show_error))

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.edge())
        column.setSpacing(round(theme.gap() * 1.4))
        self.bar = problem.Bar()
        self.bar.hide()
        column.addLayout(self._build_head())
        column.addWidget(self.bar)
        tree = pieces.Card("网格一览")
        self.tree = WholeRows(TREE, "网格一览，按回车修改")
        self.tree.opened.connect(lambda line: self.edit(line))
        self.tree.chosen.connect(lambda _line: self._show_chosen())
        tree.body.addWidget(self.tree)
        column.addWidget(tree)
        self.office = pieces.Card("本单位")
        self.chosen = pieces.Card("")
        self.codes = pieces.Card("编码沿革")
        row = QHBoxLayout()
        row.setSpacing(round(theme.gap() * 1.4))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.chosen)
        left.addStretch(1)
        right.setSpacing(round(theme.gap() * 1.4))
        right.addWidget(self.office)
        right.addWidget(self.codes)
        right.addStretch(1)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        column.addLayout(row)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))
        self.setFocusProxy(self.tree)

    def _build_head(self) -> QHBoxLayout:
        self.words = theme.subtle()
        self.profile = QComboBox()
        self.profile.setAccessibleName("按哪个制度检查")
        for profile in grid_views.profiles_of(self.desk).values():
            self.profile.addItem(profile.title, profile.id)
        self.profile.setCurrentIndex(self.profile.findData(grid_views.profile_of(self.desk).id))
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.profile.setMinimumContentsLength(16)
        self.profile.activated.connect(lambda _place: self._choose_profile())
        asked = QHBoxLayout()
        asked.setSpacing(theme.spacing(1))
        label = QLabel("按制度检查(&Z)")
        label.setBuddy(self.profile)
        asked.addWidget(label)
        asked.addWidget(self.profile, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.spacing(1))
        left.addWidget(theme.title(self.title))
        left.addWidget(self.words)
        left.addLayout(asked)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(left, 2)
        buttons = FlowLayout(right=True)
        row.addLayout(buttons, 3)
        self.more = MenuButton("更多(&M)", "more", self._entries)
        self.edit_button = pieces.button("编辑(&E)", lambda: self.edit(self.line()), "edit")
        for button in (
            pieces.button("划转住户(&R)", self.redraw, "exchange"), self.more, self.edit_button,
            theme.primary(pieces.button("新建网格(&N)", self.add, "plus", "#ffffff")),
        ):  # fmt: skip
            buttons.addWidget(button)
        return row

    # --- showing ----------------------------------------------------------------------------------------------

    def _show(self, plan: GridPlan, history: dict[str, Codes]) -> None:
        self.plan, self.history = plan, history
        before = self.line()
        place = next((n for n, line in enumerate(plan.lines) if before and line.uid == before.uid), 0)
        self.words.setText(self._count_words(plan))
        self.tree.set_lines([Line(_texts(line), line, _icon(line), len(TREE) - 1) for line in plan.lines], choose=place)
        self._show_office(plan)
        self._show_chosen()
        self.counted.emit()

    def _count_words(self, plan: GridPlan) -> str:
        loose = f"，其中 {plan.ungridded:,} 人没有归到网格" if plan.ungridded else ""
        return f"{len(plan.lines)} 个网格，{plan.households:,} 户 {plan.people:,} 人{loose}。"

    def _show_office(self, plan: GridPlan) -> None:
        self.office.clear()
        official = plan.official
        if official:
            self.office.say(f"{official.year}年{official.source}：{_number(official.households)} 户 {_number(official.people)} 人"
                            f"，台账 {plan.households:,} 户 {plan.people:,} 人"
                            f"{_gap(official.households, plan.households, '户')}{_gap(official.people, plan.people, '人')}。")  # fmt: skip
        for finding in plan.findings:
            self.office.body.addWidget(_finding(finding))
        if not official and not plan.findings:
            self.office.say("这个制度对全单位的网格没有数目要求。")
        if changed := policies.words_of(self.desk):
            self.office.say(changed)

    def _show_chosen(self) -> None:
        line = self.line()
        self.chosen.clear()
        self.codes.clear()
        self.edit_button.setEnabled(line is not None)
        if line is None:
            return
        self.chosen.heading.setText(line.name)
        facts = [
            ("责任区", str(line.row.get("extent") or "")), ("网格长", str(line.row.get("leader") or "")),
            ("网格员", line.workers), ("自然地", "、".join(line.natural)),
        ]  # fmt: skip
        self.chosen.body.addLayout(pieces.facts([pair for pair in facts if pair[1]], 1))
        for finding in line.findings:
            self.chosen.body.addWidget(_finding(finding))
        self._show_codes(line)

    def _show_codes(self, line: GridLine) -> None:
        lines, hint = self.history[line.uid]
        for item in lines:
            until = f"{item.valid_from or '启用日期不详'} 至 {item.valid_to or '现在'}"
            reason = f"（{item.reason}）" if item.reason else ""
            self.codes.say(f"{grids.grouped(item.code)}　{until}{reason}")
        if not lines:
            self.codes.say("还没有网格编码。省里分配后，点“更多”里的“更换编码”填写。")
        if hint:
            self.codes.body.addWidget(theme.warn_label(hint, "warn"))

    def line(self) -> GridLine | None:
        """Return the chosen grid."""
        found = self.tree.current()
        return found if isinstance(found, GridLine) else None

    # --- what a clerk does ------------------------------------------------------------------------------------

    def add(self) -> None:
        """Enter a new grid."""
        RecordDialog(self.desk, "grid", None, self.window()).exec()

    def edit(self, line: object) -> None:
        """Open a grid's form; its code is changed by an act of its own, which keeps the old one."""
        if isinstance(line, GridLine):
            RecordDialog(self.desk, "grid", line.uid, self.window(), hidden=("code",)).exec()

    def redraw(self) -> None:
        """Move households to another grid."""
        line = self.line()
        grid_dialogs.RedrawDialog(self.desk, line.uid if line else "", self.window()).exec()

    def _entries(self) -> list[MenuEntry]:
        line = self.line()
        if line is None:
            return []
        ways: list[tuple[str, Callable[..., object]]] = [
            ("更换编码(&C)…", grid_dialogs.change_code), ("派出所核定数(&O)…", grid_dialogs.official),
            ("并入别的网格(&J)…", grid_dialogs.merge), ("停用(&X)…", grid_dialogs.retire),
        ]  # fmt: skip
        found: list[MenuEntry] = [
            (words, lambda make=make: make(self.desk, line.uid, self.window()).exec()) for words, make in ways
        ]
        office = ("本单位核定数(&A)…", lambda: grid_dialogs.official(self.desk, "", self.window()).exec())
        sketch = ("示意图和群二维码(&P)…", lambda: pictures_dialog(self.desk, "grid", line.uid, self.window()).exec())
        whole = ("全村的图片(&V)…", lambda: pictures_dialog(self.desk, "grid", "", self.window()).exec())
        return [*found[:2], office, None, sketch, whole, None, *found[2:]]

    def _choose_profile(self) -> None:
        grid_views.choose_profile(self.desk, self.profile.currentData())
        self.refresh()


def _count(desk: Desk, _progress: object) -> tuple[GridPlan, dict[str, Codes]]:
    """Return the plan, and each grid's codes with what looks wrong with the present one."""
    plan = grid_views.grid_plan(desk)
    return plan, {
        line.uid: (grids.code_history(desk, line.uid), grids.code_hint(desk, str(line.row.get("code") or "")))
        for line in plan.lines
    }


def _texts(line: GridLine) -> tuple[str, ...]:
    official = line.official.households if line.official else None
    bad = [item for item in line.findings if item.level != "ok"]
    checked = f"{len(bad)} 项不符" if bad else "符合" if line.findings else ""
    return (
        f"{'　　' * line.depth}{line.name}", line.kind, line.level, line.grid_class, f"{line.households:,}",
        f"{line.people:,}", f"{line.rented:,}", _number(official),
        "" if official is None else f"{line.households - official:+d}" if line.households != official else "0",
        line.workers, checked,
    )  # fmt: skip


def _icon(line: GridLine) -> str:
    levels = {item.level for item in line.findings}
    return "" if not levels else "warn" if "warn" in levels else "info" if "note" in levels else "check-circle"


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _gap(official: int | None, own: int, unit: str) -> str:
    if official is None or own == official:
        return ""
    return f"，台账{'多' if own > official else '少'} {abs(own - official):,} {unit}"


def _finding(finding: Finding) -> QWidget:
    """Return a finding with its figure, its target and the clause it comes from."""
    words = f"{finding.message}要求：{finding.target}。〔{finding.cite}〕"
    return theme.warn_label(words, finding.level)
