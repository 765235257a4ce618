"""The cards of the settings page, each about one thing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from gridDesk.desk import safety
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.navigation import LEVELS
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import size_words, when_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from gridDesk.desk import Desk

ROWS_SHOWN = 4


class Card(pieces.Card):
    """A card with a heading and an explanation under it."""

    def __init__(self, heading: str, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(heading, parent)
        self.column = self.body
        self.column.setSpacing(theme.gap())
        if words:
            self.say(words)

    def buttons(self, *pieces: QWidget) -> None:
        """Add a row of buttons at the left."""
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        for piece in pieces:
            row.addWidget(piece)
        row.addStretch(1)
        self.column.addLayout(row)


class OfficeCard(Card):
    """Whose office this is, who its grid worker is, and where it lies."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("单位")
        self.desk = desk
        self.worker = QLineEdit()
        self.worker.setMaximumWidth(theme.chars(12))
        self.worker.setAccessibleName("网格员姓名")
        self.keep = QPushButton("保存(&S)")
        self.keep.setEnabled(False)
        self.bar = problem.Bar()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.setVerticalSpacing(theme.spacing(1))
        office = desk.office
        for words, text in (
            ("单位名称", office.name), ("级别", LEVELS.get(office.level, "")), ("上级单位", office.parent_name or "（没有填）"),
            ("区划代码", office.code or "（没有填）"),
        ):  # fmt: skip
            form.addRow(words, _value(text))
        beside = QHBoxLayout()
        beside.addWidget(self.worker)
        beside.addWidget(self.keep)
        beside.addStretch(1)
        form.addRow("网格员姓名", beside)
        form.addRow("存放位置", _value(str(desk.folder)))
        self.column.addLayout(form)
        self.column.addWidget(self.bar)
        self.worker.textEdited.connect(lambda text: self.keep.setEnabled(text.strip() not in ("", self.desk.worker)))
        self.worker.returnPressed.connect(self.save)
        self.keep.clicked.connect(self.save)
        self.refresh()

    def refresh(self) -> None:
        """Show who the grid worker is."""
        self.worker.setText(self.desk.worker)

    def save(self) -> None:
        """Keep the name of the grid worker, as new logs and papers have it; changes stand under who is logged in."""
        name = self.worker.text().strip()
        if not name or name == self.desk.worker:
            return
        self.desk.set_setting("worker", name)
        self.keep.setEnabled(False)
        self.bar.say("已保存。新的日志和表格会写上这个名字；修改记录写的是登录人。", "ok")


class GridsCard(Card):
    """The grids of this office; Enter opens one."""

    edit = Signal(str)  # uid, "" for a new one
    HEADINGS = (
        Heading("网格名称", 12),
        Heading("网格类型", 7),
        Heading("网格长", 6),
        Heading("网格员", 6),
        Heading("责任区范围"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__("网格", "一个村一般是一个网格；社区大约每 350 户一个。")
        self.desk = desk
        self.table = RowsView(self.HEADINGS, "网格")
        self.table.opened.connect(lambda uid: self.edit.emit(str(uid)))
        self.add = QPushButton(theme.icon("plus"), "新增网格(&N)")
        self.add.clicked.connect(lambda: self.edit.emit(""))
        self.change = QPushButton(theme.icon("edit"), "修改网格(&E)")
        self.change.clicked.connect(lambda: self.edit.emit(str(self.table.current() or "")))
        self.column.addWidget(self.table)
        self.buttons(self.change, self.add)
        self.refresh()

    def refresh(self) -> None:
        """Read the grids again."""
        shape = self.desk.catalogue["grid"]
        keys = ("name", "kind", "leader", "worker", "extent")
        rows = self.desk.grids()
        self.table.set_lines([Line(tuple(shape[key].show(row.get(key)) for key in keys), row["uid"]) for row in rows])
        self.change.setEnabled(bool(rows))
        _fit(self.table, max(2, len(rows)))


class SizeCard(Card):
    """The text size of the whole window."""

    def __init__(self) -> None:
        super().__init__("文字大小", "也可以随时按 Ctrl+加号、Ctrl+减号。")
        self.group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.gap() * 2)
        self.choices: dict[str, QRadioButton] = {}
        for key, words in theme.SIZE_LABELS.items():
            choice = QRadioButton(words)
            choice.setFont(theme.font(theme.SIZES[key]))
            choice.setChecked(key == theme.size())
            choice.clicked.connect(lambda _on=False, key=key: theme.set_size(key))
            self.choices[key] = choice
            self.group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
        self.column.addLayout(row)


class SealedCard(Card):
    """The protected ledgers, off until an office that keeps them by duty switches them on."""

    switched = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "受保护台账",
            "这些台账记的是最敏感的情况，平时不启用：不显示、不查找、不打印。确有职责的单位才启用；停用后，记过的内容仍然保留。",
        )
        self.desk = desk
        self.boxes: dict[str, QCheckBox] = {}
        for ledger in desk.catalogue.ledgers.values():
            if ledger.sealed:
                box = QCheckBox(ledger.label)
                box.clicked.connect(lambda on, key=ledger.key: self.switch(key, on))
                self.boxes[ledger.key] = box
                self.column.addWidget(box)
        self.refresh()

    def refresh(self) -> None:
        """Show which are on."""
        on = {ledger.key for ledger in self.desk.enabled()}
        for key, box in self.boxes.items():
            box.setChecked(key in on)

    def switch(self, key: str, on: bool) -> None:
        """Switch a ledger, after asking whether the office may keep it."""
        label = self.desk.catalogue[key].label
        if on and not problem.ask(
            self, f"要启用“{label}”台账吗？", "启用(&O)", "先不启用(&N)",
            detail="请确认本单位承担这项工作，并且只有负责的人使用这台电脑。启用后，查看和打印会记下来。",
        ):  # fmt: skip
            self.boxes[key].setChecked(False)
            return
        (self.desk.enable if on else self.desk.disable)(key)
        self.switched.emit()


class SafetyCard(Card):
    """Back up, look at the backups, check the data."""

    HEADINGS = (Heading("时间", 12), Heading("大小", 6, number=True), Heading("文件"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "备份和检查", "备份也是加密的，恢复时仍要密码。请每周备份一次，并往另一块硬盘或 U 盘上放一份。"
        )
        self.desk = desk
        self.last = QLabel()
        self.now = theme.primary(QPushButton(theme.icon("shield", theme.SURFACE), "立即备份(&B)"))
        self.now.clicked.connect(lambda: self.back_up(None))
        self.elsewhere = QPushButton(theme.icon("folder"), "备份到别处(&L)…")
        self.elsewhere.clicked.connect(self._choose)
        self.check = QPushButton(theme.icon("check-circle"), "检查数据(&C)")
        self.check.clicked.connect(self.check_data)
        self.progress = background.ProgressPanel()
        self.progress.hide()
        self.bar = problem.Bar()
        self.table = RowsView(self.HEADINGS, "备份")
        self.empty = theme.subtle("这台电脑上还没有备份。")
        self.column.addWidget(self.last)
        self.buttons(self.now, self.elsewhere, self.check)
        for piece in (self.progress, self.bar, self.table, self.empty):
            self.column.addWidget(piece)
        self.refresh()

    def refresh(self) -> None:
        """Read the backups again."""
        kept = safety.backups(self.desk)
        lines = [Line((when_words(item.when), size_words(item.size), item.path.name), item.path) for item in kept]
        self.table.set_lines(lines, choose=None)
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        _fit(self.table, min(len(lines), ROWS_SHOWN))
        last = str(self.desk.setting("last_backup", "") or "")
        self.last.setText(f"上次备份：{when_words(last)}" if last else "还没有备份过。")

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "把备份放到哪个文件夹")
        if folder:
            self.back_up(Path(folder))

    def back_up(self, folder: Path | None) -> None:
        """Make a backup on the worker, here or in another folder."""
        self._run(
            "正在备份",
            lambda desk, progress: safety.backup(desk, folder, progress),
            lambda path: self.bar.say(f"备份完成，已打开核对过：{path}", "ok"),
        )

    def check_data(self) -> None:
        """Check the whole data file on the worker and say what was found."""
        self._run("正在检查数据", lambda desk, progress: safety.check(desk, progress), self._checked)

    def _checked(self, problems: list[str]) -> None:
        if problems:
            more = f"\n另外还有 {len(problems) - 5} 处。" if len(problems) > 5 else ""
            self.bar.say(
                "检查发现问题：\n" + "\n".join(problems[:5]) + more + "\n请不要继续录入，先从最近的备份恢复。", "error"
            )
        else:
            self.bar.say("检查完成，数据完整，和修改记录一一对得上。", "ok")

    def _run(self, title: str, job: Callable, done: Callable[[object], None]) -> None:
        self.bar.clear()
        for button in (self.now, self.elsewhere, self.check):
            button.setEnabled(False)
        task = background.run(self.desk, job, done, self.bar.show_error)
        task.title = title
        task.cancelled.connect(lambda: self.bar.say("已停下，什么也没有改。", "note"))
        task.finished.connect(self._finished)
        self.progress.follow(task)
        self.progress.show()

    def _finished(self) -> None:
        self.progress.hide()
        for button in (self.now, self.elsewhere, self.check):
            button.setEnabled(True)
        self.refresh()


def _value(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _fit(table: RowsView, rows: int) -> None:
    """Make a table as high as its rows, so that it does not scroll inside a page that does."""
    height = table.horizontalHeader().sizeHint().height() + rows * table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(height + 2 * table.frameWidth() + theme.spacing(1))
