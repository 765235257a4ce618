"""PatrolForm: a patrol from its way to what was found on it: one draft, one save, one undo."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QWidget

from gridDesk.desk import records, rounds, rounds_checks, rounds_view
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds import PatrolDraft
from gridDesk.ledger import Field
from gridDesk.ui import theme
from gridDesk.ui.choosers import RETURNS
from gridDesk.ui.editors import LineEditor
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rounds_form import FOLLOW, RoundForm
from gridDesk.ui.suggestions import Suggestions, value_of
from gridDesk.ui.visit_follow import finding_cells, read_findings
from gridDesk.ui.visit_form import OneLine
from gridDesk.ui.visit_lines import Lines

TICKED = ("checks", "visited", "done")


class RouteEditor(LineEditor):
    """The way of a patrol; ↓ lists the ways walked lately in this grid."""

    wide = True

    def build(self) -> QLineEdit:
        line = super().build()
        line.setPlaceholderText("按↓列出近来走过的路线")
        self.grid: str | None = None
        self._list: Suggestions | None = None
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
            self.offer()
            return True
        return super().eventFilter(watched, event)

    def offer(self) -> None:
        """List the ways walked lately."""
        if self._list is None:
            self._list = Suggestions(self.input, self._take, self.picked)
        self._list.offer((way, (way,)) for way in rounds_view.routes(self.desk, self.grid or ""))

    def _take(self, index: object) -> None:
        self.input.setText(value_of(index))
        self.changed.emit()


class Checklist(QWidget):
    """What a patrol looks at, in the groups of the regulation; the word of a group ticks all of it."""

    edited = Signal()
    went_through = Signal()
    save_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.groups: tuple[rounds_checks.Group, ...] = ()
        self.boxes: list[tuple[rounds_checks.Box, QCheckBox]] = []
        self._made: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap())
        self._grid.setColumnStretch(1, 1)

    def show_groups(self, groups: tuple[rounds_checks.Group, ...]) -> None:
        """Show another checklist; what was ticked stays where it occurs again."""
        if groups == self.groups:
            return
        kept, self.groups, self.boxes = self.values(), groups, []
        for widget in self._made:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._made = []
        for row, group in enumerate(groups):
            self._add(row, group)
        self.set_values(kept)

    def _add(self, row: int, group: rounds_checks.Group) -> None:
        every = theme.quiet(QPushButton(group.title))
        every.setToolTip("按一下全部打勾，再按一下全部取消")
        every.setAccessibleName(f"{group.title}，全部打勾")
        line = QWidget()
        flow = FlowLayout(line)
        ticks = []
        for box in group.boxes:
            tick = QCheckBox(box.word)
            tick.installEventFilter(self)
            tick.toggled.connect(lambda on, box=box: self._ticked(box, on))
            flow.addWidget(tick)
            ticks.append(tick)
            self.boxes.append((box, tick))
        every.clicked.connect(lambda _on=False: self._all(ticks))
        self._grid.addWidget(every, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(line, row, 1)
        self._made += [every, line]
        for widget in (every, line):
            widget.show()

    def _all(self, ticks: list[QCheckBox]) -> None:
        on = not all(tick.isChecked() for tick in ticks)
        for tick in ticks:
            tick.setChecked(on)

    def _ticked(self, box: rounds_checks.Box, on: bool) -> None:
        """Tick the same thing in every group that names it."""
        for other, tick in self.boxes:
            if (other.field, other.code) == (box.field, box.code) and tick.isChecked() != on:
                tick.setChecked(on)
        self.edited.emit()

    def values(self) -> dict[str, str]:
        """Return the codes ticked, by field."""
        found: dict[str, set[str]] = {}
        for box, tick in self.boxes:
            if tick.isChecked():
                found.setdefault(box.field, set()).add(box.code)
        return {key: ",".join(sorted(codes)) for key, codes in found.items()}

    def set_values(self, values: dict[str, str]) -> None:
        """Tick what some codes by field say."""
        for box, tick in self.boxes:
            tick.setChecked(box.code in str(values.get(box.field) or "").split(","))

    def start(self) -> None:
        """Put the keyboard on the first box."""
        if self.boxes:
            self.boxes[0][1].setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in RETURNS:
            return super().eventFilter(watched, event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save_wanted.emit()
            return True
        ticks = [tick for _box, tick in self.boxes]
        there = ticks.index(watched) + (-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        if there >= len(ticks):
            self.went_through.emit()
        elif there >= 0:
            ticks[there].setFocus(Qt.FocusReason.TabFocusReason)
        return True


class PatrolForm(RoundForm):
    """The patrol of a day: times, way and companions, the checklist of the regulation, what was found."""

    draft_kind = "patrol_round"
    first = ("start", "end", "kind", "people", "route", "companion", "supervisor")
    left_out = ("date", "grid", *TICKED, "event", "solved", "reported", "findings")

    def __init__(self, desk: Desk, day: str, grid: str | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, "patrol", {"date": day, "grid": grid}, parent)
        self.checklist = Checklist(desk)
        self.findings = Lines(desk, "发现的问题", finding_cells(desk))
        self.body.insertWidget(1, theme.heading("检查内容"))
        self.body.insertWidget(2, self.checklist)
        self.body.insertWidget(3, theme.heading("发现的问题（每行登记成一件事项）"))
        self.body.insertWidget(4, self.findings)
        for part in (self.checklist, self.findings):
            part.edited.connect(self.keeper.typed)
            part.save_wanted.connect(self.save)
        self.checklist.went_through.connect(self.findings.start)
        self.findings.went_through.connect(self.went_through)
        self.show_day(day, grid)

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return bool(self._dirty) or bool(self.findings.filled()) or bool(self.checklist.values())

    def show_day(self, day: str, grid: str | None) -> None:
        """Let the patrol be one of another day or grid; what was typed stays."""
        self.known = {"date": day, "grid": grid}
        self.values |= self.known
        self.editors["route"].grid = grid
        self._show_checklist()

    def _show_checklist(self) -> None:
        day, kind = str(self.known["date"]), str(self.values.get("kind") or "")
        self.checklist.show_groups(rounds_checks.checklist(self.desk, day, kind))

    def start_typing(self) -> None:
        """Put the keyboard to the time it began."""
        self.editors["start"].entry().setFocus(Qt.FocusReason.TabFocusReason)

    def begin_next(self) -> None:
        """Empty everything for the next patrol."""
        self.checklist.set_values({})
        self.findings.clear()
        if self.fold is not None:
            self.fold.head.setChecked(False)
        super().begin_next()
        self._show_checklist()

    def make_editor(self, field: Field) -> FieldEditor:
        if field.key == "route":
            return RouteEditor(self.desk, "patrol", field)
        if field.key == "handled":
            return OneLine(self.desk, "patrol", field)
        return super().make_editor(field)

    def _go_on(self, item: FieldEditor, *, back: bool = False) -> None:
        if item.field.key == self.first[-1] and not back:
            self.checklist.start()
            return
        super()._go_on(item, back=back)

    def _edited(self, item: FieldEditor) -> None:
        super()._edited(item)
        if item.field.key == "kind":
            self._show_checklist()

    def _store(self) -> records.Saved:
        values = {**self.values, **self.checklist.values()}
        found = read_findings(self.desk, self.findings)
        return rounds.record_patrol(
            self.desk, PatrolDraft(values=values, findings=found, first=tuple(self.new_records))
        )

    # --- drafts -----------------------------------------------------------------------------------------------

    def draft(self, key: str) -> FormDraft:
        """Return what stands in the form, with what was ticked and found."""
        made = super().draft(key)
        kept = {"ticked": self.checklist.values(), "findings": self.findings.texts() if self.findings.filled() else []}
        return replace(made, texts={**made.texts, FOLLOW: kept})

    def draft_title(self) -> str:
        return f"{self.known['date']} 的巡查"

    def draft_place(self) -> dict[str, object]:
        return {"what": "patrol", "day": self.known["date"], "grid": self.known.get("grid")}

    def restore(self, draft: FormDraft) -> None:
        """Put everything back, what was ticked and found too."""
        super().restore(draft)
        self._show_checklist()
        kept = cast("dict[str, object]", draft.texts.get(FOLLOW) or {})
        self.checklist.set_values(cast("dict[str, str]", kept.get("ticked") or {}))
        self.findings.set_texts(cast("list[dict[str, str]]", kept.get("findings") or []))
