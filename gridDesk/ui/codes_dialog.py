"""代码表: every code set with its codes; a street or district corrects them, a village looks and receives corrections."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import codes, grants, printing
from gridDesk.desk.codes import CodeTable, Correction
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import Code
from gridDesk.ledger.dates import parse_date
from gridDesk.text import today, today_iso, trim
from gridDesk.ui import pieces, problem, spelling, theme
from gridDesk.ui.again import remembers

KEY = int(Qt.ItemDataRole.UserRole)
HEADINGS = ("代码", "名称", "同义词", "依据", "用到", "来历")
MINE = "本单位是{level}，可以更正代码表。更正以后签名下发，下级收到自动采用；停用的代码仍能看到以前的记录。"
THEIRS = "代码表由街道统一更正，本单位只能查看，这样各村报上去的数据才对得上。街道下发的更正收到以后自动采用；单独收到更正文件的，点“读入更正文件”。"
PATTERN = "代码更正 (*.json)"


@remembers
class CodesDialog(QDialog):
    """The code sets on the left, the codes of one on the right; `changed` tells that a code set is another one now."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("代码表")
        self.mine = codes.may_edit(desk)
        self.tables = codes.tables(desk)
        self.find = QLineEdit()
        self.find.setPlaceholderText("表名、拼音首字母")
        self.find.setAccessibleName("查找代码表")
        self.find.setClearButtonEnabled(True)
        self.find.textChanged.connect(lambda _text: self._narrow())
        self.list = QListWidget()
        self.list.setAccessibleName("代码表清单")
        self.list.currentItemChanged.connect(lambda *_items: self.refresh())
        self.used = theme.subtle()
        self.table = _table()
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(lambda _item: self.edit())
        self.bar = problem.Bar()
        self._build()
        for one in self.tables:
            item = QListWidgetItem(one.title)
            item.setData(KEY, one)
            item.setToolTip("、".join(one.used))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.find.setFocus()
        room = self.screen().availableSize()
        self.resize(min(theme.chars(70), round(room.width() * 0.94)), min(theme.em() * 34, round(room.height() * 0.88)))

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.gap())
        left.addWidget(self.find)
        left.addWidget(self.list, 1)
        for widget in (self.find, self.list):
            widget.setFixedWidth(theme.chars(13))
        right = QVBoxLayout()
        right.setSpacing(theme.gap())
        right.addWidget(self.used)
        right.addWidget(self.table, 1)
        right.addLayout(self._acts())
        both = QHBoxLayout()
        both.setSpacing(theme.gap() * 2)
        both.addLayout(left)
        both.addLayout(right, 1)
        level = "区县" if self.desk.office.level == "district" else "街道"
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        column.addWidget(theme.subtle(MINE.format(level=level) if self.mine else THEIRS))
        column.addWidget(self.bar)
        column.addLayout(both, 1)
        column.addLayout(self._foot())

    def _acts(self) -> QHBoxLayout:
        self.add_button = pieces.button("新增代码(&N)", self.add, "plus")
        self.edit_button = pieces.button("修改名称或同义词(&E)", self.edit, "edit")
        self.retire_button = pieces.button("停用(&T)", self.retire)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        for button in (self.add_button, self.edit_button, self.retire_button):
            button.setVisible(self.mine)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        self.issue_button = pieces.button("签名下发(&G)…", self.issue, "exchange")
        self.issue_button.setVisible(self.mine)
        self.export_button = pieces.button("导出更正文件(&X)", self.export, "export")
        self.read_button = pieces.button("读入更正文件(&R)", self.read, "import")
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(self.issue_button)
        row.addWidget(self.export_button)
        row.addWidget(self.read_button)
        row.addStretch(1)
        row.addWidget(pieces.button("关闭(&C)", self.accept))
        return row

    # --- what is shown ----------------------------------------------------------------------------------------

    def chosen(self) -> CodeTable | None:
        """Return the chosen code set."""
        item = self.list.currentItem()
        return item.data(KEY) if item else None

    def code(self) -> Code | None:
        """Return the chosen code."""
        row, table = self.table.currentRow(), self.chosen()
        if row < 0 or table is None:
            return None
        return self.desk.catalogue.code_sets[table.key].by_code.get(self.table.item(row, 0).text())

    def choose(self, key: str) -> None:
        """Show one code set."""
        row = next((n for n in range(self.list.count()) if self.list.item(n).data(KEY).key == key), 0)
        self.list.setCurrentRow(row)

    def refresh(self) -> None:
        """Show the codes of the chosen set again."""
        table = self.chosen()
        if table is None:
            return
        some = "、".join(table.used[:4]) + (f"等 {len(table.used)} 处" if len(table.used) > 4 else "")
        self.used.setText(f"用于{some}。")
        kept, found = self.table.currentRow(), self.desk.catalogue.code_sets[table.key].codes
        self.table.setRowCount(len(found))
        for row, code in enumerate(found):
            self._show_code(row, table.key, code)
        self.table.setCurrentCell(min(max(kept, 0), len(found) - 1), 0)
        self._enable()

    def _show_code(self, row: int, table: str, code: Code) -> None:
        words = [word for word in code.synonyms if word not in (code.label, code.short)]
        name = code.short if code.short == code.label else f"{code.short}（{code.label}）"
        texts = (
            code.code,
            name,
            "、".join(words),
            code.standard,
            code.valid_to,
            codes.origin(self.desk, table, code.code),
        )
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if _retired(code):
                item.setForeground(QColor(theme.SUBTLE))
            self.table.setItem(row, place, item)

    def _enable(self) -> None:
        code = self.code()
        self.edit_button.setEnabled(code is not None)
        self.retire_button.setEnabled(code is not None)
        self.retire_button.setText("恢复使用(&T)" if code and _retired(code) else "停用(&T)")
        for button in (self.export_button, self.issue_button):
            button.setEnabled(bool(codes.corrections(self.desk).corrections))

    def _narrow(self) -> None:
        typed = self.find.text()
        for row in range(self.list.count()):
            item = self.list.item(row)
            fits = not typed.strip() or any(spelling.fits(word, typed) for word in (item.text(), *item.data(KEY).used))
            item.setHidden(not fits)
        current = self.list.currentItem()
        if current is None or current.isHidden():
            shown = (row for row in range(self.list.count()) if not self.list.item(row).isHidden())
            self.list.setCurrentRow(next(shown, -1))

    # --- what a street does -----------------------------------------------------------------------------------

    def add(self) -> None:
        """Add a code to the chosen set."""
        self._ask(None)

    def edit(self) -> None:
        """Change the words of the chosen code."""
        if self.mine and self.code() is not None:
            self._ask(self.code())

    def retire(self) -> None:
        """Retire the chosen code, yesterday being its last day, or take it into use again."""
        code = self.code()
        if code is not None:
            self._ask(code, valid_to="" if _retired(code) else _yesterday())

    def _ask(self, code: Code | None, valid_to: str | None = None) -> None:
        table = self.chosen()
        if table is None:
            return
        dialog = CodeDialog(self.desk, table, code, self, valid_to=valid_to)
        if dialog.exec():
            self._tell(f"“{table.title}”已更正，从现在起录入和导入都按新的来。点“签名下发”，下级单位才会跟着变。")

    def _tell(self, words: str) -> None:
        self.refresh()
        self.bar.say(words, "ok")
        self.changed.emit()

    # --- the document -----------------------------------------------------------------------------------------

    def issue(self) -> None:
        """Sign all corrections and send them to the offices below with the next packages."""
        from gridDesk.ui.directive_dialog import codes_dialog

        if codes_dialog(self.desk, self).exec():
            self.bar.say("已签名，随下一个数据包送给下级单位，到生效日期自动采用。", "ok")

    def export(self) -> None:
        """Write all corrections to a file for the offices below."""
        name = f"{self.desk.office.name}代码更正 {today_iso()}.json"
        chosen, _ = QFileDialog.getSaveFileName(self, "导出更正文件", str(Path.home() / name), PATTERN)
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path) -> None:
        """Write all corrections to that file, or say why not."""
        try:
            printing.write_file(target.with_suffix(".json"), codes.export(self.desk), grants.harmless("codes"))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.say(f"更正已写到 {target.with_suffix('.json')}。", "ok")

    def read(self) -> None:
        """Take over a file of corrections."""
        chosen, _ = QFileDialog.getOpenFileName(self, "读入更正文件", str(Path.home()), PATTERN)
        if chosen:
            self.read_from(Path(chosen))

    def read_from(self, source: Path) -> None:
        """Take over the corrections of that file, or say why not."""
        try:
            document = codes.apply(self.desk, source.read_bytes())
        except OSError:
            self.bar.show_error(DeskError(f"文件“{source.name}”打不开，", advice="请检查它是否还在、能否读取。"))
            return
        except DeskError as error:
            self.bar.show_error(error)
            return
        self._tell(f"已采用 {document.on} 的更正，共 {len(document.corrections)} 个代码。")


@remembers
class CodeDialog(QDialog):
    """One code: its words, until when it is used, and why it is changed."""

    def __init__(
        self, desk: Desk, table: CodeTable, code: Code | None, parent: QWidget | None = None, *,
        valid_to: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.table, self.known = desk, table, code
        self.setWindowTitle(f"{table.title}：" + (f"代码 {code.code}" if code else "新增代码"))
        self.code, self.label = (
            QLineEdit(code.code if code else _next(desk, table)),
            QLineEdit(code.short if code else ""),
        )
        self.code.setEnabled(code is None)
        self.synonyms = QLineEdit()
        self.synonyms.setPlaceholderText("再加几个，用顿号隔开；名册里这样写也认得")
        self.valid_to = QLineEdit((code.valid_to if code else "") if valid_to is None else valid_to)
        self.valid_to.setPlaceholderText("一直使用就空着")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("为什么改，例如：区里统一口径")
        self.bar = problem.Bar()
        form = QFormLayout()
        form.setHorizontalSpacing(theme.gap() * 2)
        form.setVerticalSpacing(theme.gap())
        for words, widget in (
            ("代码(&D)", self.code), ("名称(&M)", self.label), ("同义词(&Y)", self.synonyms),
            ("用到哪天(&T)", self.valid_to), ("原因(&R)", self.reason),
        ):  # fmt: skip
            form.addRow(words, widget)
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        column.addLayout(form)
        if code and code.synonyms:
            column.addWidget(theme.subtle(f"现有同义词：{'、'.join(code.synonyms)}。"))
        column.addWidget(self.bar)
        column.addLayout(self._foot())
        self.setMinimumWidth(theme.chars(34))
        (self.label if code is None else self.reason if valid_to is not None else self.label).setFocus()

    def _foot(self) -> QHBoxLayout:
        save = theme.primary(pieces.button("保存(&S)", self.save))
        save.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(pieces.button("取消(&C)", self.reject))
        row.addWidget(save)
        return row

    def save(self) -> None:
        """Correct the code, or say what is missing."""
        try:
            codes.correct(self.desk, self.correction())
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.accept()

    def correction(self) -> Correction:
        """Return what was typed as a correction; a name that stayed is left as it is. Raises FieldError."""
        label = trim(self.label.text())
        words = self.synonyms.text().replace("，", "、").replace(",", "、").split("、")
        return Correction(
            code_set=self.table.key, code=trim(self.code.text()),
            label="" if self.known and label == self.known.short else label,
            synonyms=tuple(trim(word) for word in words if trim(word)),
            valid_to=parse_date(self.valid_to.text()) or "", reason=trim(self.reason.text()),
        )  # fmt: skip


def _table() -> QTableWidget:
    table = QTableWidget(0, len(HEADINGS))
    table.setHorizontalHeaderLabels(HEADINGS)
    table.setAccessibleName("代码")
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for place in (0, 4):  # codes and days stand in one piece
        head.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
    table.setWordWrap(False)  # many synonyms are read in the tip
    return table


def _retired(code: Code) -> bool:
    return bool(code.valid_to) and code.valid_to < today_iso()


def _next(desk: Desk, table: CodeTable) -> str:
    """Return the next free number of a set, "" where its codes are not plain numbers."""
    known = desk.catalogue.code_sets[table.key].codes
    if not known or not all(code.code.isdigit() for code in known):
        return ""
    width = max(len(code.code) for code in known)
    others = "9" * width  # 其他 stands last and leaves room before it
    return str(max((int(code.code) for code in known if code.code != others), default=0) + 1).zfill(width)


def _yesterday() -> str:
    return (today() - timedelta(days=1)).isoformat()
