"""The import: choose files, check the columns, see every row, then write. Until 写入 nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import compare, history, rosters
from gridDesk.ui import background, import_words, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.alive import for_owner
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.history_dialog import undone_words
from gridDesk.ui.import_columns import ColumnsStep
from gridDesk.ui.import_compare import CompareStep
from gridDesk.ui.import_files import FilesStep
from gridDesk.ui.import_preview import PreviewStep
from gridDesk.ui.import_result import ResultStep
from gridDesk.ui.steps import StepStrip

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.history import Undone
    from gridDesk.desk.rosters import Applied, ImportPlan

FILES, COLUMNS, PREVIEW, RESULT, COMPARE = range(5)
COMPARE_STEPS = ("选文件", "选范围、比对")
STEPS = ("选文件", "核对列", "预览", "结果")


@remembers
class ImportWizard(QDialog):
    """Takes rosters as clerks have them; reading, planning and writing run on the worker."""

    imported = Signal(object)

    def __init__(self, desk: Desk, paths: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.plan: ImportPlan | None = None
        self.applied: Applied | None = None
        self._task: background.Task | None = None
        self._stale = False
        self.setWindowTitle("导入花名册")
        self.strip = StepStrip(STEPS)
        self.bar = problem.Bar()
        self.progress = background.ProgressPanel()
        self.progress.hide()
        self.files, self.columns = FilesStep(desk), ColumnsStep(desk)
        self.preview, self.result = PreviewStep(desk), ResultStep()
        self.stack = QStackedWidget()
        self.compare = CompareStep(desk)
        for step in (self.files, self.columns, self.preview, self.result, self.compare):
            self.stack.addWidget(step)
        self.compare_strip = StepStrip(COMPARE_STEPS)
        self._build()
        self.files.mode_changed.connect(self._show_mode)
        self.compare.wanted.connect(self.run_compare)
        self.compare.save.connect(self.save_comparison)
        self.files.changed.connect(self.read)
        self.columns.changed.connect(self._columns_changed)
        self.columns.retargeted.connect(lambda: self._plan(self._planned_here))
        self.preview.table.opened.connect(lambda _row: self.forth.setFocus(Qt.FocusReason.TabFocusReason))
        self.result.undo.connect(self.undo)
        self.result.save_trouble.connect(self.save_trouble)
        self.preview.save_trouble.connect(self.save_trouble)
        self._show_step(FILES)
        self.files.add(paths)

    @property
    def step(self) -> int:
        """Return the step that is shown."""
        return self.stack.currentIndex()

    def read(self) -> None:
        """Read the files again and plan; a reading that is no longer wanted is given up."""
        self._give_up()
        self.plan, self._stale = None, False
        self.bar.clear()
        self.files.show_plan(None)
        self._show_state()
        if self.files.paths:
            self._plan(self._planned)

    def next(self) -> None:
        """Go on: to the columns, to the preview (planned again when a column was changed), to writing."""
        if self.step == FILES and self.files.only_compares():
            self.compare.show_found(None)
            self._show_step(COMPARE)
        elif self.step == FILES:
            self.columns.show_plan(self.plan)
            self._show_step(COLUMNS)
        elif self.step == COLUMNS and self._stale:
            self._plan(self._planned_again)
        elif self.step == COLUMNS:
            self._show_preview()
        elif self.step == PREVIEW:
            self.write()
        else:
            self.accept()

    def previous(self) -> None:
        """Go one step back; nothing chosen is lost."""
        if self.step in (COLUMNS, PREVIEW):
            self._show_step(self.step - 1)
        elif self.step == COMPARE:
            self._show_step(FILES)

    def run_compare(self) -> None:
        """Compare the files with the ledgers; writes nothing."""
        paths, scope, fields = list(self.files.paths), self.compare.scope(), self.compare.chosen_fields()
        books = self._books()
        self._start(
            lambda desk, progress: compare.compare(
                desk, paths, scope, fields=fields, books=books or None, progress=progress
            ),
            self.compare.show_found,
            "正在比对，不写入任何内容",
        )

    def save_comparison(self) -> None:
        """Save what a comparison found as a spreadsheet."""
        first = self.files.paths[0]
        proposed = first.with_name(f"{first.stem}-比对结果.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, "保存比对结果", str(proposed), "Excel 表格 (*.xlsx)")
        if not name:
            return
        target, found = Path(name).with_suffix(".xlsx"), self.compare.found
        self._start(
            lambda desk, _progress: compare.save(desk, found, target),
            lambda count: self.bar.say(
                f"{count:,} 行比对结果已存到 {target}。里面有完整的身份证号，请妥善保管。", "ok"
            ),
            "正在保存比对结果",
        )

    def _books(self) -> list[object]:
        """Return the files as they were read for the plan at hand, so that they need not be read again."""
        return [book for book, _ in self.plan.books] if self.plan is not None else []

    def _show_mode(self) -> None:
        """Show the steps of importing or of comparing."""
        comparing = self.files.only_compares()
        self.strip.setVisible(not comparing)
        self.compare_strip.setVisible(comparing)
        self.files.show_grids(shown=not comparing)
        self._show_state()

    def write(self) -> None:
        """Write the good rows, after asking about sealed ledgers; the desk makes a backup first."""
        accept = self._ask_sealed()
        if accept is None:
            return
        plan = self.plan
        self._start(
            lambda desk, progress: rosters.apply(desk, plan, accept=accept, progress=progress),
            self._written,
            "正在备份并写入",
        )

    def undo(self) -> None:
        """Take the whole import back, after asking."""
        detail = "导入时新增的会收回，改动的会放回原样。导入以后又改过的地方会保留，并告诉您是哪些。"
        if not problem.ask(self, "要撤销这次导入吗？", "撤销(&Z)", "先不撤销(&N)", detail=detail, danger=True):
            return
        txn = self.applied.changes.txn
        self._start(lambda desk, _progress: history.undo(desk, txn), self._undone, "正在撤销这次导入")

    def save_trouble(self) -> None:
        """Save the faulty rows as a spreadsheet that can be mended and imported again."""
        first = self.files.paths[0]
        proposed = first.with_name(f"{first.stem}-有问题的行.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, "保存有问题的行", str(proposed), "Excel 表格 (*.xlsx)")
        if not name:
            return
        target, plan = Path(name).with_suffix(".xlsx"), self.plan
        self._start(
            lambda desk, _progress: rosters.write_trouble(desk, plan, target),
            lambda count: self.bar.say(f"{count:,} 行已存到 {target}。改好以后再导入这份表就行。", "ok"),
            "正在保存有问题的行",
        )

    def reject(self) -> None:
        """Close; a reading in hand is given up, a writing in hand is asked about first."""
        if self._task is not None and self._task.running and self.step == PREVIEW:
            detail = "停下后，已写的部分会全部退回，数据不会只写一半。"
            if not problem.ask(self, "还在写入。", "停下并退回", "等它写完", detail=detail):
                return
        self._give_up()
        super().reject()

    # Reading and planning

    def _plan(self, done: object) -> None:
        paths, grid = list(self.files.paths), self.files.grid_uid()
        choices, targets = dict(self.columns.choices), dict(self.columns.targets)
        more = {"settings": dict(self.columns.settings)} if self.columns.settings else {}
        more |= {"books": books} if (books := self._books()) else {}
        self._start(
            lambda desk, progress: rosters.preview(
                desk, paths, grid=grid, choices=choices, targets=targets, progress=progress, **more
            ),
            done,
            "正在读取和核对",
        )

    def _planned(self, plan: ImportPlan) -> None:
        self.plan = plan
        self.files.show_plan(plan)

    def _planned_here(self, plan: ImportPlan) -> None:
        """Stay at the columns: a sheet was said to be something else."""
        self.plan, self._stale = plan, False
        self.files.show_plan(plan)
        self.columns.show_plan(plan)

    def _planned_again(self, plan: ImportPlan) -> None:
        self.plan, self._stale = plan, False
        self.files.show_plan(plan)
        self._show_preview()

    def _columns_changed(self) -> None:
        self._stale = True

    def _show_preview(self) -> None:
        self.preview.show_plan(self.plan)
        self._show_step(PREVIEW)

    # Writing

    def _ask_sealed(self) -> frozenset[str] | None:
        """Return the sealed ledgers the clerk lets in; None when nothing is to be written now."""
        on = {ledger.key for ledger in self.desk.enabled()}
        offered = self.plan.offers if self.preview.protect.isChecked() else frozenset()
        wanted = frozenset(self.plan.needs | offered)
        needs = frozenset(self.plan.needs) - on
        if not needs:
            return wanted
        names = import_words.sealed_words(self.desk.catalogue, needs)
        detail = (
            f"{names}是受保护的台账：平时不显示、不打印、不出现在查找里，只有本单位启用以后才能看。"
            "如果这项工作归您管，就启用并导入；不归您管，请先不导入，和负责的人核实。"
        )
        question = f"这份名册里有{names}的人员。"
        if problem.ask(self, question, "启用并导入(&Y)", "先不导入(&N)", detail=detail, title="受保护的台账"):
            return wanted
        return self._ask_rest(names, wanted & on)

    def _ask_rest(self, names: str, kept: frozenset[str]) -> frozenset[str] | None:
        """Ask whether the other sheets are to be written without the sealed ones."""
        if not any(sheet.edits for sheet in self.plan.sheets if sheet.needs <= kept):
            return None
        detail = f"{names}那部分不会写入，也不会启用。"
        return (
            kept
            if problem.ask(self, "其余的表照常导入吗？", "导入其余的(&Y)", "都先不导入(&N)", detail=detail)
            else None
        )

    def _written(self, applied: Applied) -> None:
        self.applied = applied
        counts = import_words.counts(self.plan)
        self.result.show_result(
            applied.lines, counts["ERROR"], counts[import_words.WARNED], wrote=bool(applied.changes.count)
        )
        self._show_step(RESULT)
        self.imported.emit(applied.changes)

    def _undone(self, undone: Undone) -> None:
        self.result.show_undone(undone_words(self.applied.changes.label, undone))

    # The frame around the steps

    def _start(self, job: background.Job, done: object, words: str) -> None:
        self.bar.clear()
        self._task = task = background.run(
            self.desk,
            job,
            for_owner(self, lambda result: done(result) if task is self._task else None),
            for_owner(self, lambda error: self._failed(error) if task is self._task else None),
            words,
        )
        task.cancelled.connect(for_owner(self, lambda: self._stopped() if task is self._task else None))
        task.finished.connect(for_owner(self, lambda: self._free() if task is self._task else None))
        self.progress.follow(task)
        self.progress.show()
        self._show_state()

    def _give_up(self) -> None:
        if self._task is not None and self._task.running:
            self._task.cancel()
        self._task = None
        self.progress.hide()

    def _failed(self, error: BaseException) -> None:
        self.bar.show_error(error)
        if self.plan is None:
            self.files.say_unread("没有读成，见上面")

    def _stopped(self) -> None:
        self.bar.say("已取消，什么都没有写入。", "note")
        if self.plan is None:
            self.files.say_unread("没有读完。移出或添加文件后会重新读")

    def _free(self) -> None:
        self._task = None
        self.progress.hide()
        self._show_state()
        room = self.screen().availableGeometry().height() - theme.em() * 3
        if self.height() > room:  # the progress had made it taller than a low screen
            self.layout().activate()
            self.resize(self.width(), room)
        if self.step == FILES and self.forth.isEnabled():
            self.forth.setFocus(Qt.FocusReason.OtherFocusReason)  # Enter goes on once the files are read

    def _show_step(self, step: int) -> None:
        self.bar.clear()
        self.stack.setCurrentIndex(step)
        for place in range(self.stack.count()):  # a step that does not show must not make the window larger
            policy = QSizePolicy.Policy.Preferred if place == step else QSizePolicy.Policy.Ignored
            self.stack.widget(place).setSizePolicy(policy, policy)
        self.strip.set_step(min(step, RESULT))
        self.compare_strip.set_step(int(step == COMPARE))
        self._show_state()
        focus = {FILES: self.files.pick, COLUMNS: self.forth, PREVIEW: self.preview.table, RESULT: self.forth,
                 COMPARE: self.compare.run}[step]  # fmt: skip
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_state(self) -> None:
        busy = self._task is not None and self._task.running
        good = self.plan is not None and any(sheet.edits for sheet in self.plan.sheets)
        known = self.plan is not None and any(sheet.target for sheet in self.plan.sheets)
        some = known or (self.plan is not None and any(sheet.header for sheet in self.plan.sheets))
        self.back.setVisible(self.step in (COLUMNS, PREVIEW, COMPARE))
        self.back.setEnabled(not busy)
        self.close_button.setVisible(self.step not in (RESULT, COMPARE))
        self.forth.setText({PREVIEW: "写入(&W)", RESULT: "完成(&D)", COMPARE: "关闭(&D)"}.get(self.step, "下一步(&N)"))
        self.forth.setEnabled(not busy and {FILES: some, COLUMNS: known, PREVIEW: good}.get(self.step, True))
        self.hint.setText("没有新的内容要写入。" if self.step == PREVIEW and not good and not busy else "")
        self.result.setEnabled(not busy)
        self.preview.trouble.setEnabled(not busy)
        self.compare.setEnabled(not busy)
        self.files.setEnabled(not (busy and self.step != FILES))
        self.columns.setEnabled(not busy)

    def _build(self) -> None:
        self.close_button = QPushButton("先不导入(&X)")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.back = QPushButton(theme.icon("back"), "上一步(&B)")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.previous)
        self.forth = theme.primary(QPushButton("下一步(&N)"))
        self.forth.setDefault(True)
        self.forth.clicked.connect(self.next)
        self.hint = QLabel()
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.close_button)
        row.addWidget(self.hint, 1)
        row.addWidget(self.back)
        row.addWidget(self.forth)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.spacing(3))
        column.addWidget(self.strip)
        column.addWidget(self.compare_strip)
        self.compare_strip.hide()
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.progress)
        column.addLayout(row)
        fit_screen(self, theme.chars(74), theme.em() * 34)
