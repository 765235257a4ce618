"""First step of the import: which files, and for which grid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gridDesk.text import shown_name
from gridDesk.ui import import_words, theme
from gridDesk.ui.rows import Heading, Line, RowsView

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.rosters import FileSheet, ImportPlan

READ = (".xlsx", ".xls", ".xlsm", ".csv", ".txt", ".tsv", ".db", ".sqlite", ".sqlite3", ".db3")
# Not read, but told what to do with: a file that is dropped and nothing happens would leave a clerk alone.
TOLD = (".ods", ".et", ".ett", ".wps", ".xlsb", ".dbf", ".doc", ".docx", ".pdf")
SUFFIXES = READ + TOLD
PATTERN = "表格文件 (*.xlsx *.xls *.xlsm *.ods *.csv *.txt *.tsv *.et);;老程序的 SQLite 数据文件 (*.db *.sqlite *.sqlite3 *.db3)"
HEADINGS = (
    Heading("文件", 16),
    Heading("工作表", 10),
    Heading("认作", 9),
    Heading("行数", 4, number=True),
    Heading("说明"),
)


class FilesStep(QWidget):
    """Files are dropped or chosen; each sheet found is listed with the ledger it is taken for."""

    changed = Signal()
    mode_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.paths: list[Path] = []
        self.setAcceptDrops(True)
        self.pick = theme.primary(QPushButton(theme.icon("folder", theme.SURFACE), "选择文件(&F)"))
        self.pick.clicked.connect(self.choose_files)
        self.drop_hint = theme.subtle(
            "也可以把文件直接拖到这里，一次可以放好几个。支持 Excel、WPS 表格、CSV 和 SQLite 数据文件。"
        )
        self.table = RowsView(HEADINGS, "已选的文件和其中的工作表")
        self.remove = theme.quiet(QPushButton(theme.icon("minus"), "移出这个文件(&R)"))
        self.remove.clicked.connect(self.remove_chosen)
        self.compare = QCheckBox("只比对，不写入(&M)")
        self.compare.setToolTip("拿医保、低保、公安等部门的名单和台账比一比：谁只在一边、哪里不同。台账不会改动。")
        self.compare.toggled.connect(lambda _on: self.mode_changed.emit())
        self.grid = QComboBox()
        self.grid.setAccessibleName("导入到哪个网格")
        self.grid.currentIndexChanged.connect(lambda _row: self.changed.emit())
        self._build()
        self._fill_grids()
        self.show_plan(None)

    def only_compares(self) -> bool:
        """Tell whether the files are to be compared and nothing written."""
        return self.compare.isChecked()

    def show_grids(self, *, shown: bool) -> None:
        """Show or hide the choice of a grid: a comparison writes nothing, so that nothing goes anywhere."""
        for widget in (self.grid, self.grid_label):
            widget.setVisible(shown and self.grid.count() > 1)

    def add(self, paths: Sequence[Path]) -> None:
        """Add files that are not in the list yet."""
        fresh = [path for path in paths if path not in self.paths and path.suffix.lower() in SUFFIXES]
        self.paths += fresh
        if fresh:
            self.changed.emit()

    def choose_files(self) -> None:
        """Let the clerk pick files in the usual dialog."""
        names, _ = QFileDialog.getOpenFileNames(self, "选择要导入的表格", "", PATTERN)
        self.add([Path(name) for name in names])

    def remove_chosen(self) -> None:
        """Take the chosen file out of the list."""
        path = self.table.current()
        if path in self.paths:
            self.paths.remove(path)
            self.changed.emit()

    def grid_uid(self) -> str | None:
        """Return the grid that new households go to, None when the office has no grid."""
        return self.grid.currentData()

    def show_plan(self, plan: ImportPlan | None) -> None:
        """List the files with what was found in them so far."""
        self.table.set_lines(self._lines(plan))
        self.table.setVisible(bool(self.paths))
        self.remove.setVisible(bool(self.paths))
        self.empty.setVisible(not self.paths)

    def say_unread(self, words: str) -> None:
        """Say behind every file that it was not read, and why."""
        self.table.set_lines(
            [Line((shown_name(path.name), "", "", "", words), path, icon="question") for path in self.paths]
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add(dropped(event))
        event.acceptProposedAction()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.gap())
        top.addWidget(self.pick)
        top.addWidget(self.drop_hint, 1)
        self.empty = theme.card()
        inside = QVBoxLayout(self.empty)
        inside.setContentsMargins(*[theme.spacing(4)] * 4)
        inside.addStretch(1)
        inside.addWidget(theme.heading("把手头的花名册原样拿来就行"))
        inside.addWidget(
            theme.subtle(
                "合并单元格、两行表头、没有户号、日期写法不一，都能认。先给您看会改动什么，您同意了才写入；"
                "写入以后还可以整次撤销。原来的文件不会被改动。"
            )
        )
        inside.addStretch(2)
        grid = QHBoxLayout()
        self.grid_label = QLabel("导入到网格(&G)")
        self.grid_label.setBuddy(self.grid)
        grid.addWidget(self.grid_label)
        grid.addWidget(self.grid)
        grid.addWidget(self.compare)
        grid.addStretch(1)
        grid.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap())
        column.addLayout(top)
        column.addWidget(self.empty, 1)
        column.addWidget(self.table, 1)
        column.addLayout(grid)

    def _fill_grids(self) -> None:
        self.grid.blockSignals(True)
        for row in self.desk.grids():
            self.grid.addItem(str(row.get("name") or "（没有名称的网格）"), str(row["uid"]))
        self.grid.blockSignals(False)
        several = self.grid.count() > 1
        self.grid.setVisible(several)
        self.grid_label.setVisible(several)

    def _lines(self, plan: ImportPlan | None) -> list[Line]:
        if plan is None:
            return [Line((shown_name(path.name), "", "", "", "正在读取…"), path) for path in self.paths]
        lines = []
        for path in self.paths:
            sheets = [sheet for sheet in plan.sheets if sheet.file == shown_name(path.name)]
            lines += [self._sheet_line(path, sheet) for sheet in sheets]
            if not sheets:
                lines.append(Line((shown_name(path.name), "", "", "", "没有找到可以导入的表"), path, icon="question"))
        return lines

    def _sheet_line(self, path: Path, sheet: FileSheet) -> Line:
        label = import_words.target_label(self.desk.catalogue, sheet.target)
        bad = sum(1 for row in sheet.rows if row.status == "ERROR")
        why_not = sheet.notices[0].split("；")[0] if sheet.notices else "没有认出是哪种台账，下一步可以指定"
        note = f"有问题的 {bad} 行" if bad else ("可以导入" if sheet.target else why_not)
        texts = (shown_name(path.name), sheet.sheet, label, f"{len(sheet.rows):,}", note)
        return Line(texts, path, icon="file" if sheet.target else "question")


def dropped(event: QDropEvent) -> list[Path]:
    """Return the spreadsheet files of a drop."""
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in files if path.suffix.lower() in SUFFIXES]
