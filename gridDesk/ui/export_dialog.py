"""Exporting a list: which columns, for whom, in whose formats; then a file, and a note in the office that it left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import exports, file_lock, listed
from gridDesk.desk.exports import AUDIENCES, ExportOrder
from gridDesk.desk.grant_order import GIVING, PURPOSES
from gridDesk.desk.reidentify import Telling
from gridDesk.errors import DeskError
from gridDesk.ui import background, grant_password, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.export_columns import ColumnPicker
from gridDesk.ui.fitting import fit_screen
from gridDesk.ui.grant_approval import ApprovalBox, GrantAsk

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.exports import Exported
    from gridDesk.desk.grants import Grant
    from gridDesk.desk.views import View

KINDS = {"xlsx": "Excel 表格 (*.xlsx)", "csv": "CSV 文本 (*.csv)"}
HINTS = {
    "outside": "姓名、住址照原样；不带证件号和敏感栏目，电话遮中间四位，出生日期到月。",
    "full": "号码都不遮。要写明做什么用、交给谁，文件用密码加密。",
    "public": "贴出去给大家看：不带号码、电话和备注，住址只到小组。",
}
IDS = (("plain", "18 位连写"), ("spaced", "分段：370305 19820305 0012"), ("quoted", "前面带单引号"))
DATES = (
    ("iso", "1985-03-12"), ("chinese", "1985年3月12日"), ("dots", "1985.03.12"), ("digits", "19850312"),
)  # fmt: skip
FOLDER = "export.folder"


def export_view(desk: Desk, view: View, parent: QWidget | None = None) -> ExportDialog:
    """Show the dialog that exports a list as it stands; return it. It does not hold up the program."""
    dialog = ExportDialog(desk, view, parent)
    dialog.open()
    return dialog


class ExportDialog(QDialog):
    """Asks what of a list leaves and how, writes the file beside the window's work, and says where it is."""

    def __init__(self, desk: Desk, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.view = desk, view
        self.written: Path | None = None
        label = listed.label_of(desk, view.table)
        self.setWindowTitle(f"导出{label}")
        self.columns = ColumnPicker(
            exports.columns(desk, view), exports.default_columns(desk, view), exports.template_columns(desk, view.table)
        )
        self.title = QLineEdit(exports.default_title(desk, view))
        self.reason = QLineEdit(placeholderText="例如：核对低保对象")
        self.recipient = QLineEdit(placeholderText="例如：街道民政办")
        self.purpose = _combo([("own_shelf", "本单位使用"), *((key, PURPOSES[key]) for key in ("report", "outside"))])
        self.lock = QCheckBox("用密码加密（建议）")
        self.lock.setChecked(True)
        self.bar = problem.Bar()
        self.approval = ApprovalBox(desk)
        self.asking = GrantAsk(desk, self.approval, self.bar, self)
        self.telling = ""
        self.drop = pieces.button("去掉这一栏(&X)", self._leave_out, "check")
        self.drop.setAutoDefault(False)
        self.drop.hide()
        self.progress = background.ProgressPanel()
        self._build(exports.count(desk, view))
        self._recall()
        self._fit()
        fit_screen(self, theme.chars(48), theme.em() * 38)

    def order(self) -> ExportOrder:
        """Return what was chosen."""
        return ExportOrder(
            view=self.view, columns=self.columns.chosen(), audience=self.audience(), ids=self.ids.currentData(),
            dates=self.dates.currentData(), paper=self.paper.currentData(), title=self.title.text().strip(),
            reason="" if self.audience() == "public" else self.reason.text().strip(), numbered=self.numbered.isChecked(),
            purpose="public" if self.audience() == "public" else self.purpose.currentData(),
            recipient=self.recipient.text().strip() if self.purpose.currentData() in GIVING else "",
            lock=self.lock.isChecked() if self.lock.isVisible() else None,
        )  # fmt: skip

    def audience(self) -> exports.Audience:
        """Return for whom the list is."""
        return next(key for key, button in self.audiences.items() if button.isChecked())

    def go(self) -> None:
        """Get a grant, ask where to, then write the file on the worker."""
        order = self.order()
        self.drop.hide()
        try:
            if not order.columns:
                raise DeskError("没有选要导出的栏目，", advice="请至少勾选一栏。")
            exports.check(self.desk, order)
        except Telling as error:
            self.telling = error.reference
            self.drop.setText(f"去掉“{error.title}”(&X)")
            self.drop.show()
            self.bar.show_error(error)
            return
        except DeskError as error:
            self.bar.show_error(error)
            (self.reason if not order.reason and order.audience == "full" else self.columns).setFocus()
            return
        wanted = exports.grant_order(self.desk, order, Path(f"list.{self.kind.currentData()}"))
        self.asking.ask(wanted, lambda grant: self._granted(order, grant))

    def _granted(self, order: ExportOrder, grant: Grant) -> None:
        target = self._ask_target(order)
        if target is not None:
            self.write(order, target, grant)

    def _leave_out(self) -> None:
        """Leave out the column that tells too much, and go on."""
        self.columns.tick([one for one in self.columns.chosen() if one != self.telling])
        self.drop.hide()
        self.bar.clear()
        self.go()

    def write(self, order: ExportOrder, target: Path, grant: Grant) -> None:
        """Write the file beside the window's work."""
        self._remember(order)
        password = file_lock.new_password() if grant.order.encrypted else ""
        self.bar.clear()
        self.export_button.setEnabled(False)
        task = background.run(
            self.desk,
            lambda desk, progress: exports.export(desk, order, target, progress, grant=grant, password=password),
            for_owner(self, self._done), for_owner(self, self._failed), "正在导出",
        )  # fmt: skip
        task.cancelled.connect(for_owner(self, lambda: self._failed("没有导出：已取消。")))
        self.progress.follow(task)
        self.progress.show()

    def save_blank(self) -> None:
        """Save the blank template of this list, which imports as it is filled in."""
        target = self._ask_place(exports.blank_name(self.desk, self.view.table), "xlsx")
        if target is None:
            return
        try:
            exports.write_blank(self.desk, self.view.table, target)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.written = target
        self.folder_button.show()
        self.bar.say(f"空白模板存在 {target}，填好后用“导入花名册”读进来。", "ok")

    # Building

    def _build(self, rows: int) -> None:
        body = QWidget()
        right = QVBoxLayout(body)
        right.setContentsMargins(0, 0, theme.gap(), 0)
        right.setSpacing(theme.gap())
        right.addWidget(_named("给谁用"))
        right.addLayout(self._build_audiences())
        right.addWidget(_named("写成什么样"))
        right.addLayout(self._build_forms())
        right.addStretch(1)
        forms = pieces.scrolling(body)
        forms.setMinimumWidth(body.minimumSizeHint().width() + theme.gap() * 3)  # it scrolls downwards only
        both = QHBoxLayout()
        both.setSpacing(theme.gap() * 3)
        both.addWidget(self.columns, 1)
        both.addWidget(forms, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap() * 1.5)
        unit = listed.unit_of(self.desk, self.view.table)
        column.addWidget(theme.heading(f"把这张列表存成文件，共 {rows:,} {unit}"))
        column.addLayout(both, 1)
        column.addWidget(self.bar)
        column.addWidget(self.drop, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.approval)
        column.addWidget(self.progress)
        self.progress.hide()
        column.addLayout(self._buttons())

    def _build_audiences(self) -> QVBoxLayout:
        self.audiences: dict[exports.Audience, QRadioButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout()
        column.setSpacing(theme.spacing(0.5))
        sealed = self.desk.catalogue[listed.ledger_of(self.view.table)].sealed
        for key, words in AUDIENCES.items():
            button = QRadioButton(words)
            button.setToolTip(HINTS[key])
            button.setEnabled(not sealed or key == "full")
            group.addButton(button)
            self.audiences[key] = button
            column.addWidget(button)
        self.hint = theme.subtle()
        self.hint.setMinimumHeight(round(theme.em() * 2.8))  # two lines, so that nothing below moves
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QGridLayout()
        form.setHorizontalSpacing(theme.gap())
        form.setVerticalSpacing(theme.spacing(1.2))
        self.why: dict[str, tuple[QWidget, ...]] = {}
        rows = (("purpose", "谁来用(&V)", self.purpose), ("recipient", "交给谁(&K)", self.recipient),
                ("reason", "做什么用(&U)", self.reason))  # fmt: skip
        for row, (key, words, editor) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(editor)
            form.addWidget(label, row, 0)
            form.addWidget(editor, row, 1)
            self.why[key] = (label, editor)
        form.addWidget(self.lock, len(rows), 1)
        form.setColumnStretch(1, 1)
        self.purpose.currentIndexChanged.connect(lambda _row: self._fit())
        column.addWidget(self.hint)
        column.addLayout(form)
        self.audiences["full" if sealed else "outside"].setChecked(True)
        group.buttonToggled.connect(lambda _button, on: self._fit() if on else None)
        return column

    def _build_forms(self) -> QGridLayout:
        self.kind, self.ids, self.dates, self.paper = (
            _combo([("xlsx", "Excel 表格（.xlsx）"), ("csv", "CSV 文本（.csv）")]),
            _combo(IDS), _combo(DATES), _combo([("A4", "A4 横向"), ("A3", "A3 横向")]),
        )  # fmt: skip
        self.numbered = QCheckBox("第一栏加序号(&N)")
        self.numbered.setChecked(True)
        self.kind.currentIndexChanged.connect(lambda _place: self._fit())
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(theme.spacing(1.2))
        rows = (("标题(&T)", self.title), ("文件(&F)", self.kind), ("证件号写法(&I)", self.ids),
                ("日期写法(&D)", self.dates), ("打印纸张(&P)", self.paper))  # fmt: skip
        for row, (words, editor) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(editor)
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        grid.addWidget(self.numbered, len(rows), 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        self.export_button = theme.primary(pieces.button("导出(&E)…", self.go, "export", "#ffffff"))
        self.export_button.setDefault(True)
        self.folder_button = pieces.button("打开所在文件夹(&O)", self._open_folder, "folder")
        self.folder_button.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addWidget(theme.quiet(pieces.button("存空白模板(&M)…", self.save_blank, "file")))
        row.addWidget(self.folder_button)
        row.addStretch(1)
        row.addWidget(self.export_button)
        row.addWidget(pieces.button("关闭(&C)", self.reject))
        return row

    # What happens

    def _fit(self) -> None:
        """Ask only what fits what is chosen."""
        key = self.audience()
        self.hint.setText(HINTS[key])
        giving = self.purpose.currentData() in GIVING
        shown = {"purpose": key != "public", "recipient": key != "public" and giving, "reason": key == "full" or giving}
        for name, widgets in self.why.items():
            for widget in widgets:
                widget.setVisible(shown[name] and key != "public")
        self.lock.setVisible(key == "full" and self.kind.currentData() == "xlsx")
        self.approval.hide()
        self.ids.setEnabled(key == "full")
        sheet = self.kind.currentData() == "xlsx"
        for widget in (self.paper, self.title):
            widget.setEnabled(sheet)

    def _ask_target(self, order: ExportOrder) -> Path | None:
        kind = self.kind.currentData()
        return self._ask_place(exports.file_name(self.desk, order, kind), kind)

    def _ask_place(self, file: str, kind: str) -> Path | None:
        folder = str(self.desk.setting(FOLDER, "") or Path.home())
        name, _ = QFileDialog.getSaveFileName(self, "存到", str(Path(folder) / file), KINDS[kind])
        if not name:
            return None
        target = Path(name)
        if target.suffix.lower() != f".{kind}":
            target = target.with_name(f"{target.name}.{kind}")
        self.desk.set_setting(FOLDER, str(target.parent))
        return target

    def _done(self, exported: Exported) -> None:
        self._rest()
        self.written = exported.path
        self.approval.hide()
        self.bar.say(f"已导出 {exported.rows:,} 行，存在 {exported.path}。", "ok")
        self.folder_button.show()
        if exported.password:
            grant_password.show(f"已导出 {exported.rows:,} 行，存在 {exported.path}。", exported.password, self)

    def _failed(self, error: BaseException | str) -> None:
        self._rest()
        self.bar.say(error, "note") if isinstance(error, str) else self.bar.show_error(error)

    def _rest(self) -> None:
        self.progress.hide()
        self.export_button.setEnabled(True)

    def _open_folder(self) -> None:
        if self.written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.written.parent)))

    def _setting(self) -> str:
        return f"export.{self.view.table}"

    def _remember(self, order: ExportOrder) -> None:
        """Keep formats for the next time, never for whom or why."""
        kept = {"ids": order.ids, "dates": order.dates, "paper": order.paper, "kind": self.kind.currentData()}
        self.desk.set_setting(self._setting(), {**kept, "numbered": order.numbered})

    def _recall(self) -> None:
        kept = self.desk.setting(self._setting(), {})
        kept = kept if isinstance(kept, dict) else {}
        for key, combo in (("ids", self.ids), ("dates", self.dates), ("paper", self.paper), ("kind", self.kind)):
            combo.setCurrentIndex(max(0, combo.findData(kept.get(key))))
        self.numbered.setChecked(bool(kept.get("numbered", True)))


def _combo(items: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> QComboBox:
    combo = QComboBox()
    for value, words in items:
        combo.addItem(words, value)
    return combo


def _named(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(theme.font(medium=True))
    return label
