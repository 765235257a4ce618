"""The views of a list: a button with the kept ones, to keep what shows under a name, to choose columns, to forget one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import views
from gridDesk.desk.office import Desk
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme


class ViewsButton(QPushButton):
    """Emits `chosen(view or None)` for a kept view or the usual list, `keep_wanted`, `columns_wanted`."""

    chosen = Signal(object)
    keep_wanted = Signal()
    columns_wanted = Signal()

    def __init__(self, desk: Desk, table: str, parent: QWidget | None = None) -> None:
        super().__init__("方案(&V)", parent)
        self.desk, self.table, self.current = desk, table, ""
        self.setIcon(theme.icon("table", theme.ACCENT))
        self.setAutoDefault(True)
        self.setToolTip("用名称保存筛选、栏目和顺序，打印和导出也用它")
        self.menu_ = QMenu(self)
        self.menu_.aboutToShow.connect(self.fill)
        self.setMenu(self.menu_)

    def fill(self) -> None:
        """List the views kept now."""
        menu = self.menu_
        menu.clear()
        self._add("全部（默认栏目）", lambda: self.chosen.emit(None), not self.current)
        kept = views.views(self.desk, self.table)
        if kept:
            menu.addSeparator()
        for view in kept:
            self._add(view.name, lambda view=view: self.chosen.emit(view), view.name == self.current)
        menu.addSeparator()
        menu.addAction("保存为方案…", self.keep_wanted.emit)
        menu.addAction("选择栏目…", self.columns_wanted.emit)
        if found := next((view for view in kept if view.name == self.current), None):
            menu.addAction(f"删除方案“{found.name}”…", lambda: self._delete(found))

    def _add(self, words: str, act: object, on: bool) -> None:
        action = self.menu_.addAction(words.replace("&", "&&"), act)
        action.setCheckable(True)
        action.setChecked(on)

    def show_current(self, name: str) -> None:
        """Say which view shows."""
        self.current = name
        self.setText(f"方案：{name}".replace("&", "&&") if name else "方案(&V)")

    def _delete(self, view: View) -> None:
        if problem.ask(self.window(), f"删除方案“{view.name}”吗？", "删除", "留着", detail="只删除方案，记录都还在。"):
            views.delete_view(self.desk, view)
            self.chosen.emit(None)


class KeepDialog(QDialog):
    """Asks for the name under which a view is kept; `kept` is the view afterwards."""

    def __init__(self, desk: Desk, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.view, self.kept = desk, view, view
        self.setWindowTitle("保存为方案")
        self.name = QLineEdit(view.name)
        self.name.setPlaceholderText("例如：60岁以上独居")
        self.name.setMaxLength(views.LONGEST)
        self.bar = problem.Bar()
        self.bar.clear()
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        column.addWidget(theme.subtle(f"筛选：{views.words(desk, view) or '全部'}。栏目、顺序、列宽和排序一起保存。"))
        row = QHBoxLayout()
        label = QLabel("方案名称(&N)")
        label.setBuddy(self.name)
        row.addWidget(label)
        row.addWidget(self.name, 1)
        column.addLayout(row)
        column.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(pieces.button("取消(&C)", self.reject))
        self.ok_button = theme.primary(pieces.button("保存(&S)", self.accept))
        self.ok_button.setDefault(True)
        foot.addWidget(self.ok_button)
        column.addLayout(foot)
        self.setMinimumWidth(theme.chars(26))

    def accept(self) -> None:
        """Keep the view."""
        try:
            self.kept = views.save_view(self.desk, replace(self.view, name=self.name.text()))
        except DeskError as error:
            self.bar.show_error(error)
            return
        super().accept()
