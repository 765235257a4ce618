"""Dialogs that issue signed documents: the present corrections of code tables, or a policy or calendar from a file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from gridDesk.desk import codes, directive_issue
from gridDesk.desk.directive_kinds import CALENDAR, KINDS, POLICY
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.text import today_iso
from gridDesk.ui import pieces, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.event_dialog import EventDialog, text_of
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.words_dialog import WordsDialog

PATTERN = "政策或日历文件 (*.toml)"


@remembers
def codes_dialog(desk: Desk, parent: QWidget | None = None) -> WordsDialog:
    """Ask from which day the present corrections of code tables are in force below."""
    count = len(codes.corrections(desk).corrections)
    words = f"把本单位更正的 {count} 个代码签名下发给所有下级单位。到生效日期，录入和导入自动按新的来。"
    made = WordsDialog(desk, "下发代码表", words, "下发(&S)", parent)
    title = made.ask_text("文件名称(&M)", text=f"{desk.office.name}代码表更正（{today_iso()}）")
    effective = made.ask_date("生效日期(&D)", ahead=True)
    made.act = lambda: directive_issue.issue_codes(desk, text_of(title), effective.text())
    return made.opened(title, 34)


def file_dialog(desk: Desk, parent: QWidget | None = None) -> FileDialog:
    """Ask for a policy or calendar file and from which day it is in force."""
    return FileDialog(desk, parent)


class FileDialog(EventDialog):
    """A file, what it is, its title and day; a policy names its own key and title."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        words = "选一个政策参数或工作日历文件（TOML），签名下发给所有下级单位。写法不对的文件不会发出。"
        super().__init__(desk, "下发文件", words, "下发(&S)", parent)
        self.content = ""
        choose = pieces.button("选文件(&F)…", self.choose, "folder")
        choose.setAutoDefault(False)
        self.body.addWidget(choose)
        self.chosen = theme.subtle("还没有选文件。")
        self.body.addWidget(self.chosen)
        self.kind = self.ask_one("种类(&L)", [(KINDS[key], key) for key in (POLICY, CALENDAR)])
        self.key = self.ask_text("文件键(&K)", "同键的文件后一版代替前一版，如 QL、2026")
        self.name = self.ask_text("文件名称(&M)")
        self.effective: QLineEdit = self.ask_date("生效日期(&D)", ahead=True)
        self.act = self._issue
        fit_height(self, theme.chars(34))
        choose.setFocus()

    def choose(self) -> None:
        """Let the clerk choose a file."""
        path, _ = QFileDialog.getOpenFileName(self, "选政策或日历文件", str(Path.home()), PATTERN)
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Take a file: a policy fills in its key and title, another file takes its name for the key."""
        try:
            self.content = path.read_text(encoding="utf-8")
            raw = tomllib.loads(self.content)
        except (OSError, UnicodeError, tomllib.TOMLDecodeError):
            self.content = ""
            self.bar.show_error(DeskError(f"文件“{path.name}”读不出来，", advice="请选 UTF-8 编码的 TOML 文件。"))
            return
        policy = "clauses" in raw
        self.kind.setCurrentIndex(self.kind.findData(POLICY if policy else CALENDAR))
        self.key.setText(str(raw.get("id") or path.stem))
        self.name.setText(str(raw.get("title") or path.stem))
        self.chosen.setText(f"已选：{path.name}")
        self.bar.clear()
        self.name.setFocus()

    def _issue(self) -> object:
        if not self.content:
            raise DeskError("还没有选文件，", advice="请点“选文件”。")
        kind = str(self.kind.currentData())
        return directive_issue.issue(
            self.desk, kind, text_of(self.key), text_of(self.name), self.content, self.effective.text()
        )
