"""The steps of the first run: the office, its grids and worker, the password and the place, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.text import fold
from gridDesk.ui import theme
from gridDesk.ui.password_rule import PasswordPair

LEVELS = (("village", "村"), ("community", "社区"), ("street", "街道（镇、乡）"), ("district", "区（县）"))
CODE_DIGITS = 12  # 统计用区划代码
Trouble = tuple[str, QWidget] | None


class Step(QWidget):
    """One step: labelled lines over each other; `trouble` says what is still missing, and where."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap() * 2)
        self._grid.setVerticalSpacing(theme.spacing(1))
        self._grid.setColumnStretch(1, 1)
        self._lines: list[QWidget] = []

    def add(self, words: str, line: QWidget, help_text: str = "") -> QLabel:
        """Add a labelled line with its explanation under it; return the label."""
        row = self._grid.rowCount()
        label = QLabel(words)
        label.setBuddy(line)
        line.setAccessibleName(words.split("(")[0])
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop if _tall(line) else Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(line, row, 1)
        if help_text:
            line.setAccessibleDescription(help_text)
            self.say(help_text)
        if not isinstance(line, QPushButton):
            self._lines.append(line)
        if isinstance(line, QLineEdit):
            line.textEdited.connect(self.changed)
        return label

    def say(self, text: str) -> QLabel:
        """Add an explanation in the column of the lines; return it."""
        label = theme.subtle(text)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 1)
        return label

    def lines(self) -> list[QWidget]:
        """Return the lines through which Enter walks."""
        return self._lines

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self._lines[0]

    def trouble(self) -> Trouble:
        """Return what is still missing, as a sentence, and the line to go to; None when all is well."""
        return None


def _tall(line: QWidget) -> bool:
    return isinstance(line, QPlainTextEdit)


class OfficeStep(Step):
    """What the office is."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.above, self.code, self.kind = QLineEdit(), QLineEdit(), QLineEdit(), QComboBox()
        for key, words in LEVELS:
            self.kind.addItem(words, key)
        self.add("单位级别(&K)", self.kind)
        self.add("单位名称(&M)", self.name, "会印在台账和日志上，请写全称，例如：柳行村、淄水社区。")
        self.add("上级单位(&S)", self.above, "例如：淄水街道。没有可以先不填。")
        self.add("区划代码(&C)", self.code, f"{CODE_DIGITS} 位统计用区划代码。不知道可以先不填，以后由街道带下来。")

    @property
    def first(self) -> QWidget:
        return self.kind

    def level(self) -> str:
        """Return the level chosen."""
        return str(self.kind.currentData())

    def trouble(self) -> Trouble:
        code = fold(self.code.text())
        self.code.setText(code)
        if not self.name.text().strip():
            return "请填写单位名称。", self.name
        if code and not (code.isdigit() and len(code) == CODE_DIGITS):
            return f"区划代码应为 {CODE_DIGITS} 位数字，现有 {len(code)} 位；不确定可以先留空。", self.code
        return None


class GridStep(Step):
    """Who works here, in which grids."""

    def __init__(self) -> None:
        super().__init__()
        self.worker, self.grids = QLineEdit(), QPlainTextEdit()
        self.grids.setTabChangesFocus(True)
        self.grids.setFixedHeight(round(theme.em() * 6))
        self.add("您的姓名(&W)", self.worker, "登录时选这个名字；每次保存都会记下是谁改的。")
        self.label = self.add(
            "网格名称(&G)", self.grids, "一行一个，例如：第一网格。一般一个村就是一个网格，以后可以增减。"
        )
        self._lines.remove(self.grids)  # Enter makes a new line there
        self._suggested = ""

    def suit(self, level: str, name: str) -> None:
        """Suggest grids that suit the level and name of the office; a street keeps none of its own."""
        base = level in ("village", "community")
        for row in range(self._grid.rowCount()):
            for column in (0, 1):
                item = self._grid.itemAtPosition(row, column)
                if item and row > self._row_of(self.worker) + 1:
                    item.widget().setVisible(base)
        if self.grids.toPlainText() == self._suggested:
            self._suggested = name if level == "village" else "第一网格\n第二网格" if base else ""
            self.grids.setPlainText(self._suggested)

    def _row_of(self, widget: QWidget) -> int:
        return self._grid.getItemPosition(self._grid.indexOf(widget))[0]

    def names(self) -> tuple[str, ...]:
        """Return the grids named, each once."""
        lines = (line.strip() for line in self.grids.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def trouble(self) -> Trouble:
        return None if self.worker.text().strip() else ("请填写您的姓名。", self.worker)


class PasswordStep(Step):
    """How the office is locked, and where it lies."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = PasswordPair()
        self.password, self.again = self.pair.password, self.pair.again
        self.add("设置密码(&P)", self.password)
        self._grid.addWidget(self.pair.rule, self._grid.rowCount(), 1)
        self.add("再输一遍(&A)", self.again)
        self._grid.addWidget(self.pair.same, self._grid.rowCount(), 1)
        self.notice = theme.warn_label("密码只有您知道，不要写在电脑旁边。忘了的话，用下一步的纸质钥匙打开。", "note")
        self._grid.addWidget(self.notice, self._grid.rowCount(), 0, 1, 2)
        self.place = QLineEdit()
        self.place.setReadOnly(True)
        self.change = QPushButton("更改(&G)…")
        self.change.clicked.connect(self._choose)
        row = self._grid.rowCount()
        label = QLabel("存放位置")
        self._grid.addWidget(label, row, 0)
        beside = QHBoxLayout()
        beside.addWidget(self.place, 1)
        beside.addWidget(self.change)
        self._grid.addLayout(beside, row, 1)
        self.place.setAccessibleName("存放位置")
        self.say("数据只存在这台电脑的这个文件夹里，不联网。请不要放在 U 盘或网盘里。")
        self.pair.changed.connect(self.changed)

    def suit(self, words: Sequence[str], folder: Path) -> None:
        """Check the password against the names of this office, and suggest where it lies."""
        self.pair.names = tuple(words)
        self.place.setText(str(folder))
        self.place.setCursorPosition(0)

    def folder(self) -> Path:
        """Return where the office is to lie."""
        return Path(self.place.text())

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择存放位置", str(self.folder().parent))
        if chosen:
            self.place.setText(str(Path(chosen) / self.folder().name))

    def trouble(self) -> Trouble:
        words = self.pair.trouble()
        if not words:
            return None
        return words, self.password if self.pair.weakness() else self.again

    def forget(self) -> None:
        """Empty the password lines."""
        self.pair.forget()


class DoneStep(QWidget):
    """The office is there; the roster is next."""

    def __init__(self) -> None:
        super().__init__()
        self.words = theme.heading()
        self.place = theme.subtle()
        self.import_now = theme.primary(QPushButton(theme.icon("import", theme.SURFACE), "现在导入花名册(&I)"))
        self.look_first = QPushButton("先进去看看(&L)")
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        top = QHBoxLayout()
        top.addWidget(theme.icon_label("check-circle", theme.OK, 1.8))
        top.addWidget(self.words, 1)
        column.addLayout(top)
        column.addWidget(self.place)
        column.addWidget(
            theme.body(
                "如果手头有人口、户籍、房屋的 Excel 表，现在就可以导进来：先预览，看清楚了再写入，写入后也可以整批撤销。"
            )
        )
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.look_first)
        row.addWidget(self.import_now)
        column.addLayout(row)

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.import_now

    def lines(self) -> list[QWidget]:
        """Return nothing: the buttons take Enter themselves."""
        return []

    def tell(self, name: str, folder: Path, more: str = "") -> None:
        """Say what was made, where it lies, and what is done or left about key and backups."""
        self.words.setText(f"“{name}”已经建好。")
        self.place.setText(f"数据加密存放在 {folder}。{more}")
