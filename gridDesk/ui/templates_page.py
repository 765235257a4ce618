"""Word 模板: which form uses which template, how it looks with invented people, what is amiss, and using one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from gridDesk.desk import grants, printing, templates
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.preview import PdfPreview
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.templates_names import NamesDialog

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.templates import FormTemplate
    from gridDesk.documents.template import Lint

HEADINGS = (Heading("表", 0), Heading("模板", 6))
SHIPPED, OWN = "随程序的", "本单位的"
PATTERN = "Word 文档 (*.docx)"
INTRO = "这些表存成 Word 时按模板填。模板就是普通的 Word 文档，要填的地方写成 {姓名} 这样；里面不能有宏和链接。"
NARROW = 56  # Hanzi side by side; with fewer the page says less beside the preview
MOST = 6  # sentences shown; the rest are counted


class TemplatesPage(QWidget):
    """The forms with a template at the left; how the chosen one looks and what is amiss in it at the right."""

    title = "Word 模板"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.candidate = b""  # a template that was chosen but is not in use yet
        self._asked = 0
        self._narrow: bool | None = None
        self._build()
        self.setFocusProxy(self.table)
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again, keeping the place."""
        found = templates.listed(self.desk)
        key = self.form().key if self.form() else ""
        place = next((n for n, one in enumerate(found) if one.key == key), 0)
        self.table.set_lines([Line((one.title, OWN if one.own else SHIPPED), one) for one in found], choose=place)

    def show_argument(self, key: str) -> None:
        """Open with the form of that paper."""
        place = next((n for n, line in enumerate(self.table.rows.lines) if line.what.key == key), None)
        if place is not None:
            self.table.selectRow(place)

    def form(self) -> FormTemplate | None:
        """Return the chosen form."""
        return self.table.current()

    # --- what is done -----------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Let the clerk pick a template of the office's own."""
        name, _ = QFileDialog.getOpenFileName(self, "选择本单位的模板", str(Path.home()), PATTERN)
        if name:
            self.choose_file(Path(name))

    def choose_file(self, path: Path) -> None:
        """Look at a template, and show how it would look before it is used; or say why it may not be."""
        try:
            self.candidate = templates.look(path)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self._show()

    def use(self) -> None:
        """Use the template that was looked at from now on."""
        form, found = self.form(), self.candidate
        if form and found:
            templates.put(self.desk, form.key, found)
            self.candidate = b""
            self.refresh()
            self.bar.say(f"“{form.title}”从现在起存成 Word 时用本单位的模板。", "ok")

    def drop(self) -> None:
        """Keep the template that is in use."""
        self.candidate = b""
        self._show()

    def restore(self) -> None:
        """Go back to the shipped template."""
        form = self.form()
        if form and problem.ask(
            self,
            f"恢复“{form.title}”原来的模板？",
            "恢复原来的(&R)",
            "先不恢复(&N)",
            detail="本单位的这份模板会从程序里删掉，原文件不动。",
        ):
            templates.remove(self.desk, form.key)
            self.refresh()
            self.bar.say(f"“{form.title}”已恢复原来的模板。", "ok")

    def save_copy(self) -> None:
        """Let the clerk keep a copy of the template to change in Word or WPS."""
        form = self.form()
        if form:
            proposed = str(Path.home() / f"{form.title}.docx")
            name, _ = QFileDialog.getSaveFileName(self, "另存一份来改", proposed, PATTERN)
            if name:
                self.save_to(Path(name))

    def save_to(self, target: Path) -> None:
        """Write the template to that file, or say why not."""
        form, target = self.form(), target.with_suffix(".docx")
        try:
            printing.write_file(target, templates.data(self.desk, form.key), grants.harmless("template"))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.say(f"已存成“{target.name}”。在 Word 或 WPS 里改好、保存，再点“用本单位的模板”。", "ok")

    def show_names(self) -> None:
        """Show the blanks that a template of the chosen form may use."""
        if self.form():
            NamesDialog(self.desk, self.form(), self).exec()

    # --- what is shown ----------------------------------------------------------------------------------------

    def _chosen(self, _what: object) -> None:
        self.candidate = b""
        self._show()

    def _show(self) -> None:
        """Show the chosen form's template, or the one just looked at; read and typeset beside the window."""
        form, found = self.form(), self.candidate
        self._asked += 1
        asked = self._asked
        for one in (self.own, self.copy, self.names):
            one.setEnabled(form is not None)
        self.back.setEnabled(bool(form and form.own) and not found)
        self.trial.setVisible(bool(found))
        self.bar.clear()
        if form is None:
            self.preview.say("没有可用模板的表。")
            return
        self.heading.setText(f"{form.title}：{'还没有用上的' if found else OWN if form.own else SHIPPED}模板")
        self.preview.say("正在排样子……")
        background.read(
            self.desk,
            lambda desk, _progress: (templates.check(desk, form.key, found), templates.preview(desk, form.key, found)),
            for_owner(self, lambda made: self._shown(asked, *made)),
            for_owner(self, lambda error: self._failed(asked, error)),
        )

    def _shown(self, asked: int, lint: Lint, pdf: bytes) -> None:
        if asked == self._asked:
            self.preview.show_pdf(pdf)
            self.bar.say(words(lint), "ok" if lint.clean else "warn")

    def _failed(self, asked: int, error: BaseException) -> None:
        if asked == self._asked:
            self.preview.say("这份模板看不了样子。")
            self.bar.show_error(error)

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.title(self.title))
        self.intro = theme.subtle(INTRO)
        column.addWidget(self.intro)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._build_list())
        split.addWidget(self._build_look())
        split.setStretchFactor(1, 1)
        self.split = split
        column.addWidget(split, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.chars(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.preview.set_narrow(narrow)
            self.table.setColumnHidden(1, narrow)
            for one in (self.hint, self.intro):
                one.setVisible(not narrow)
            for button, said in self._words.items():
                button.setText(said[narrow])
            edge = theme.spacing(2 if narrow else 4)
            self.layout().setContentsMargins(edge, edge, edge, edge)
            self.split.setSizes([theme.chars(12 if narrow else 20), theme.chars(50)])

    def _build_list(self) -> QWidget:
        self.table = RowsView(HEADINGS, "有 Word 模板的表")
        self.table.setMinimumWidth(theme.chars(11))
        self.table.chosen.connect(self._chosen)
        return self.table

    def _build_look(self) -> QWidget:
        look = QWidget()
        column = QVBoxLayout(look)
        column.setContentsMargins(theme.gap(), 0, 0, 0)
        column.setSpacing(theme.gap())
        self.heading = theme.heading()
        self.own = pieces.button("", self.choose, "folder")
        self.copy = pieces.button("", self.save_copy, "save")
        self.back = pieces.button("", self.restore, "undo")
        self.names = theme.quiet(pieces.button("", self.show_names, "table"))
        self._words = {
            self.own: ("用本单位的模板(&U)…", "换模板(&U)…"), self.copy: ("另存一份来改(&S)…", "另存(&S)…"),
            self.back: ("恢复原来的(&R)", "恢复(&R)"), self.names: ("空格清单(&K)…", "空格(&K)…"),
        }  # fmt: skip
        for button, (whole, _few) in self._words.items():
            button.setText(whole)
            button.setAccessibleName(whole.partition("(")[0])
        row = FlowLayout()
        for one in (self.own, self.copy, self.back, self.names):
            row.addWidget(one)
        self.bar = problem.Bar()
        self.preview = PdfPreview()
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self._build_trial())
        column.addWidget(self.preview, 1)
        self.hint = theme.subtle("样子里的人和事都是编的；换行和字距以 Word 里打开的为准。")
        column.addWidget(self.hint)
        return look

    def _build_trial(self) -> QWidget:
        """Build the line that asks whether the template just looked at shall be used."""
        self.trial = QWidget()
        foot, self.take = pieces.choice_row("就用这一份(&J)", self.use, "先不用(&N)", self.drop)
        asked = theme.body("用这份模板吗？下面是填好的样子。")
        asked.setWordWrap(False)
        foot.insertWidget(0, asked)
        foot.setContentsMargins(0, 0, 0, 0)
        self.trial.setLayout(foot)
        self.trial.hide()
        return self.trial


def words(lint: Lint) -> str:
    """Return what is amiss in a template as lines, the gravest first; or that nothing is."""
    found = [*lint.unknown, *lint.faults]
    lines = found[:MOST] + ([f"还有 {len(found) - MOST} 处类似的。"] if len(found) > MOST else [])
    if lint.missing:
        shown = "、".join(lint.missing[:MOST]) + (f"等 {len(lint.missing)} 项" if len(lint.missing) > MOST else "")
        lines.append(f"表上有、模板里没有的：{shown}，存成 Word 时不会出现。")
    return "\n".join(lines) or "检查过了：空格名称都认得，表上的项目都在。"
