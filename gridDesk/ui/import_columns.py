"""Second step of the import: what each sheet and each of its columns was taken for, and a way to say otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.roster import Settings
from gridDesk.roster.codings import TODAY
from gridDesk.ui import import_words, theme

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.rosters import FileSheet, ImportPlan
    from gridDesk.roster import Coding

TITLES = ("列", "表里的列名", "对应到", "说明")


class ColumnsStep(QWidget):
    """One sheet at a time: what it is, and what each column means. What is chosen is remembered per layout."""

    changed = Signal()
    retargeted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.choices: dict[str, dict[str, str]] = {}
        self.targets: dict[str, str | None] = {}
        self.settings: dict[str, Settings] = {}
        self._sheets: list[FileSheet] = []
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.sheet.currentIndexChanged.connect(lambda _row: self._show_sheet())
        self.sheet_label = QLabel("工作表(&S)")
        self.sheet_label.setBuddy(self.sheet)
        self.target = _Calm()
        self.target.setAccessibleName("这张表是什么")
        for key, words in (
            *import_words.targets(desk.catalogue, sealed=desk.store.unsealed),
            (None, import_words.target_label(desk.catalogue, None)),
        ):
            self.target.addItem(words, key)
        self.target.activated.connect(lambda _row: self._retarget())
        self.target_label = QLabel("这张表是(&K)")
        self.target_label.setBuddy(self.target)
        self.way = _Calm()
        self.way.setAccessibleName("怎样分户")
        self.way.activated.connect(lambda _row: self._choose_way())
        self.way_label = QLabel("怎样分户(&H)")
        self.way_label.setBuddy(self.way)
        self.state = theme.warn_label("", "note")
        self.table = self._make_table()
        self._build()

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the columns of a plan's sheets."""
        kept = self.sheet.currentText()
        self._sheets = [sheet for sheet in plan.sheets if sheet.header is not None]
        self.sheet.blockSignals(True)
        self.sheet.clear()
        for sheet in self._sheets:
            self.sheet.addItem(
                f"{sheet.file}　{sheet.sheet}" if len({one.file for one in self._sheets}) > 1 else sheet.sheet
            )
        self.sheet.setCurrentIndex(max(0, self.sheet.findText(kept)) if self._sheets else -1)
        self.sheet.blockSignals(False)
        several = len(self._sheets) > 1
        self.sheet.setVisible(several)
        self.sheet_label.setVisible(several)
        self._show_sheet()

    def unmatched(self) -> int:
        """Return how many columns of all sheets found no field."""
        return sum(len(sheet.matches.unmatched) for sheet in self._sheets if sheet.matches is not None)

    def _show_sheet(self) -> None:
        row = self.sheet.currentIndex()
        for widget in (self.target, self.target_label):
            widget.setVisible(row >= 0)
        self._fill_ways(self._sheets[row] if row >= 0 else None)
        self.table.setVisible(row >= 0 and self._sheets[row].matches is not None)
        if row < 0:
            self.state.say("这些文件里没有找到可以导入的表。请返回上一步另选文件。", "warn")
            return
        sheet = self._sheets[row]
        self.target.setCurrentIndex(max(0, self.target.findData(sheet.target)))
        if sheet.matches is None:
            self._say_left_out(sheet)
            return
        self._say_state(sheet)
        self._fill(sheet)

    def _fill_ways(self, sheet: FileSheet | None) -> None:
        """Offer every way in which the rows of a sheet can become households, each with how many it gives."""
        ways = sheet.ways if sheet is not None else ()
        self.way.clear()
        for way in ways:
            count = "" if way.key == "none" else f"：{way.households:,} 户"
            self.way.addItem(f"{way.words}{count}", way.key)
        chosen = self._settings(sheet).grouping if ways else "auto"
        self.way.setCurrentIndex(max(0, self.way.findData(chosen)) if ways else -1)
        for widget in (self.way, self.way_label):
            widget.setVisible(len(ways) > 2)  # with one way and “none” there is nothing to choose

    def _settings(self, sheet: FileSheet) -> Settings:
        return self.settings.get(sheet.matches.layout, Settings())

    def _choose_way(self) -> None:
        sheet, wanted = self._sheets[self.sheet.currentIndex()], self.way.currentData()
        self.settings[sheet.matches.layout] = replace(self._settings(sheet), grouping=wanted)
        self.changed.emit()

    def _choose_coding(self, sheet: FileSheet, title: str, wanted: str) -> None:
        old = self._settings(sheet)
        self.settings[sheet.matches.layout] = replace(old, codings={**old.codings, title: wanted})
        self._say_state(sheet)
        self.changed.emit()

    def _retarget(self) -> None:
        """Take the sheet for what the clerk says it is; the wizard reads it again."""
        sheet, wanted = self._sheets[self.sheet.currentIndex()], self.target.currentData()
        if wanted != sheet.target:
            self.targets[target_key(sheet)] = wanted
            self.retargeted.emit()

    def _say_left_out(self, sheet: FileSheet) -> None:
        if target_key(sheet) in self.targets:
            self.state.say(f"工作表“{sheet.sheet}”不导入。要导入它，请在“这张表是”里选一种台账。", "note")
        else:
            words = f"没有认出工作表“{sheet.sheet}”是哪种台账，现在不会导入。要导入它，请在“这张表是”里选一种台账。"
            self.state.say(words, "warn")

    def _say_state(self, sheet: FileSheet) -> None:
        lost = [match.title for match in sheet.matches.unmatched if not self._chosen(sheet, match.title)]
        asked = [
            coding.title
            for coding in sheet.codings
            if not coding.certain and coding.title not in self._settings(sheet).codings
        ]
        if asked:
            names = "、".join(f"“{name}”" for name in asked)
            self.state.say(f"{names}里写的是代码，光看内容分不出是新代码表还是旧代码表。请在“说明”一栏里选定。", "warn")
        elif older := [one.title for one in sheet.codings if one.chosen != TODAY]:
            names = "、".join(f"“{name}”" for name in older)
            self.state.say(f"{names}按旧代码表读入。请看一眼“说明”一栏里的对照，不对的在那里改选。", "note")
        elif lost:
            names = "、".join(f"“{name}”" for name in lost[:8]) + ("等" if len(lost) > 8 else "")
            words = f"有 {len(lost)} 列没有认出：{names}。可以在下面指定；不指定的，内容会记在这个人的备注里，不会丢。"
            self.state.say(words, "warn")
        else:
            self.state.say("每一列都认出来了。您可以看一眼，不对的在这里改；改过的会记住，下次同样的表不用再选。", "ok")

    def _fill(self, sheet: FileSheet) -> None:
        options = reference_labels(self.desk, sheet.target)
        matches = sheet.matches.columns
        for match in matches:
            options.setdefault(match.reference, reference_label(self.desk, match.reference))
        # One list for all the boxes: several hundred entries a box would take their time.
        model = QStandardItemModel(self)
        for key, words in options.items():
            item = QStandardItem(words)
            item.setData(key, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self.table.setRowCount(len(matches))
        for row, match in enumerate(matches):
            chosen = self._chosen(sheet, match.title)
            reference = match.reference if chosen is None else chosen
            self._put(row, 0, column_letter(match.column))
            self._put(row, 1, match.title)
            self._put(row, 3, match.reason if chosen is None else "您选定的", icon=not reference)
            combo = self._combo(model, reference, match.title)
            combo.activated.connect(
                lambda _i, box=combo, title=match.title: self._choose(sheet, title, box.currentData())
            )
            self.table.setCellWidget(row, 2, combo)
            self.table.removeCellWidget(row, 3)
            coding = next((one for one in sheet.codings if one.column == match.column), None)
            if coding is not None:
                self.table.setCellWidget(row, 3, self._coding_combo(sheet, coding))

    def _combo(self, model: QStandardItemModel, reference: str, title: str) -> QComboBox:
        combo = _Calm()
        combo.setAccessibleName(f"“{title}”对应到")
        combo.setMaxVisibleItems(18)
        combo.setModel(model)
        if combo.findData(reference) < 0:
            combo.addItem(reference.lstrip("@"), reference)
        combo.setCurrentIndex(combo.findData(reference))
        return combo

    def _coding_combo(self, sheet: FileSheet, coding: Coding) -> QComboBox:
        combo = _Calm()
        combo.setAccessibleName(f"“{coding.title}”用的是哪种代码表")
        for name, label, samples in coding.choices:
            combo.addItem(f"{samples}（{label}）", name)
            combo.setItemData(combo.count() - 1, f"{label}：{samples}", Qt.ItemDataRole.ToolTipRole)
        chosen = self._settings(sheet).codings.get(coding.title, coding.chosen)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
        combo.view().setMinimumWidth(theme.chars(30))
        combo.setToolTip("这一列是旧代码表吗？选定以后，同样的表下次不用再选。")
        combo.activated.connect(lambda _i: self._choose_coding(sheet, coding.title, combo.currentData()))
        return combo

    def _choose(self, sheet: FileSheet, title: str, reference: str) -> None:
        chosen = self.choices.setdefault(sheet.matches.layout, sheet.matches.choices())
        if chosen.get(title) == reference:
            return
        chosen[title] = reference
        row = next(n for n, match in enumerate(sheet.matches.columns) if match.title == title)
        self._put(row, 3, "您选定的", icon=not reference)
        self._say_state(sheet)
        self.changed.emit()

    def _chosen(self, sheet: FileSheet, title: str) -> str | None:
        found = self.choices.get(sheet.matches.layout, {}).get(title)
        match = next(item for item in sheet.matches.columns if item.title == title)
        return None if found == match.reference else found

    def _put(self, row: int, column: int, text: str, *, icon: bool = False) -> None:
        item = QTableWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setToolTip(text)
        if icon:
            item.setIcon(theme.icon("warn", theme.WARN))
        self.table.setItem(row, column, item)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(TITLES))
        table.setAccessibleName("各列对应的栏目")
        table.setHorizontalHeaderLabels(TITLES)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(round(theme.em() * 2.3))
        table.setShowGrid(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the lists inside take the keyboard
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in ((0, 3), (2, 15)):
            header.resizeSection(column, theme.chars(width))
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.gap())
        top.addWidget(self.sheet_label)
        top.addWidget(self.sheet)
        top.addWidget(self.target_label)
        top.addWidget(self.target)
        top.addWidget(self.way_label)
        top.addWidget(self.way)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(top)
        column.addWidget(self.state)
        column.addWidget(self.table, 1)
        column.addStretch(0)


def target_key(sheet: object) -> str:
    """Return the key under which what a sheet is gets chosen: sheets of two files may bear one name."""
    return f"{getattr(sheet, 'file', '')}|{getattr(sheet, 'sheet', '')}"


class _Calm(QComboBox):
    """A list that does not change while the table is scrolled over it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def reference_labels(desk: Desk, target: str) -> dict[str, str]:
    """Return what a column may mean for a target, in words: the first two are no field at all."""
    from gridDesk.roster import words

    labels = {"": "没有认出（记入备注）", words.IGNORE: "不导入"}
    known = dict.fromkeys(reference for reference, _ in words.vocabulary(target, desk.catalogue).values())
    return labels | {key: reference_label(desk, key) for key in known if key not in labels}


ROLES = {
    "@head_name": "户主姓名",
    "@head_id": "户主身份证号",
    "@is_head": "是否户主",
    "@status": "人员状态（在册、已故、迁出）",
    "@told": "类别和等级（写在一格里）",
    "@mark": "户标记",
    "@grid": "网格",
    "@tags": "人员类别",
    "@age": "年龄（只用来核对）",
    "@where": "地址",
    "@members": "同一行里的其他家庭成员",
    "@range": "起止日期（两个日期）",
    "@tenant": "承租人",
    "@tenant_id": "承租人身份证号",
    "@tenant_phone": "承租人电话",
}


def reference_label(desk: Desk, reference: str) -> str:
    """Return the words for `person.name` (人口：姓名) or for a role such as `@head_name`."""
    if reference in ROLES:
        return ROLES[reference]
    if reference.startswith("@group."):
        return reference_label(desk, reference.removeprefix("@group."))
    if reference.startswith("@block."):
        _, block, inner = reference.split(".", 2)
        return f"{block}—{reference_label(desk, inner)}"
    if reference.startswith("@beside."):
        return "所指的人或户（号码）"
    if reference.startswith("@tick."):
        key = reference.removeprefix("@tick.")
        return f"是否{desk.catalogue[key].label}" if key in desk.catalogue else "打勾的类别"
    ledger, _, key = reference.partition(".")
    if ledger not in desk.catalogue or key not in desk.catalogue[ledger]:
        return reference.lstrip("@")
    return f"{desk.catalogue[ledger].label}：{desk.catalogue[ledger][key].label}"


def column_letter(column: int) -> str:
    """Return the letter a spreadsheet shows over a column counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
