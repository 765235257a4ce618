"""A page with one list: heading and count in words, search, filter in words, views, the table, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gridDesk.desk import asked, audit, columns, sieves, tables, views
from gridDesk.desk.office import Desk
from gridDesk.desk.views import View
from gridDesk.errors import DeskError
from gridDesk.ledger.filter import GAPS, Condition
from gridDesk.ui import background, pieces, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.cell_acts import CellActs
from gridDesk.ui.columns_dialog import ColumnsDialog
from gridDesk.ui.empty_state import EmptyState
from gridDesk.ui.filter_line import FilterLine
from gridDesk.ui.filter_words import FilterWords
from gridDesk.ui.header_filter import HeaderFilter
from gridDesk.ui.list_head import ListHead
from gridDesk.ui.listing import AT_ONCE, Listing, count_of
from gridDesk.ui.table import GridView
from gridDesk.ui.views_menu import KeepDialog, ViewsButton
from gridDesk.ui.watching import Watch

VERIFIED = "verified"
LATER_MS = 500
VERIFIED_WORDS = {"is": "本月已核实", "not": "本月未核实"}
GAPS_WORDS = {"lacks": "待完善", "complete": "已完整"}
Buttons = list[tuple[str, str, Callable[[], None]]]


class ListPage(QWidget):
    """A table of records that can be searched, filtered, sorted, typed into and opened; children say which."""

    title = ""
    ledger = ""
    table_key = ""
    unit = "条"
    hint = "姓名、拼音首字母、号码、地址"
    paper = ""
    watched: tuple[str, ...] = ()
    new_label = "新增(&N)"
    first_words = ""
    enter_opens = True
    frozen = views.FROZEN  # columns that stay in sight

    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.key = self.table_key or self.ledger
        self._view = self._usual()
        self._total = 0
        self._known: int | None = None  # how many records are in force, until the ledger changes
        self._lacking: int | None = None
        self._typed_here = False
        self._build()
        self.listing = Listing(desk, self)
        self.listing.ready.connect(self._show_table)
        self.listing.waiting.connect(self.count.setText)
        Watch(desk, self, self._changed, self.watched or (self.ledger,))
        self.refresh()

    def add(self) -> None:
        """Let the clerk enter a new record."""
        raise NotImplementedError

    # --- what is shown ----------------------------------------------------------------------------------------

    def view(self) -> View:
        """Return the list as it stands, to be kept, printed or exported."""
        shown = self.grid.model()
        keys = self._view.columns or tuple(column.key for column in shown.table.columns) if shown else ()
        return replace(
            self._view, search=self.filter_line.text(), conditions=self.conditions(), columns=keys,
            states=self.filter_line.states(), widths=self.grid.widths() if shown else {},
        )  # fmt: skip

    def _usual(self) -> View:
        """Return the list as it is when nobody changed it."""
        return View("", self.key, frozen=self.frozen)

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list besides the words searched for."""
        chosen = self.filter_line.filters()
        found = list(self._view.conditions)
        if VERIFIED in chosen:
            found.append(Condition(columns.VERIFIED, str(chosen[VERIFIED]), (sieves.MONTH,)))
        if GAPS in chosen:
            found.append(Condition(GAPS, str(chosen[GAPS])))
        return tuple(found)

    def _changed(self) -> None:
        self._known = self._lacking = None
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again and show what it says, keeping the place."""
        if self.typing():
            QTimer.singleShot(LATER_MS, self, self.refresh)  # what is being typed must not be swept away
            return
        if self._typed_here:
            # What was typed here shows already; the row stays where it is until the list is asked again.
            self._typed_here = False
            self.grid.model().table.forget()
            self.grid.viewport().update()
            return
        self.filter_line.refill()
        self.words.show_words(sieves.words(self.desk, self.key, self._view.conditions))
        self.listing.ask(replace(self._view, search=self.filter_line.text(), conditions=self.conditions(),
                                 states=self.filter_line.states()), self._counting())  # fmt: skip

    def _counting(self) -> Callable[[Desk], int]:
        """Return what counts the records in force: they need not be counted again for another filter."""
        known, ledger = self._known, self.ledger
        return (lambda _desk: known) if known is not None else (lambda desk: count_of(desk, ledger))

    def _show_table(self, table: tables.Table, total: int) -> None:
        first = self.grid.model() is None
        self.grid.show_table(table)
        if first:
            self.grid.model().written.connect(self._typed)
        self._mark_header()
        self.grid.show_sort(self._view.sort, self._view.descending)
        self._total = self._total if total < 0 else total
        if total >= 0:
            self._known = total
            self._count_lacking()
            self.count.setText(self._count_words(table.count, total))
        if table.count:
            audit.listed(self.desk, self.ledger, table.count, searched=bool(self.filter_line.text()))
            self._show_grid()
            if not self.grid.currentIndex().isValid():
                self.grid.setCurrentIndex(self.grid.model().index(0, 0))  # so that Enter opens somebody
        elif total >= 0:
            self._show_empty(total)

    def _count_lacking(self) -> None:
        """Count the records that lack something, in a large ledger beside the window."""
        if self._lacking is not None or GAPS not in self.filter_line.combos:
            return
        self._lacking = -1
        ledger, known = self.ledger, for_owner(self, self._show_lacking)
        if self.desk.store.size(ledger) <= AT_ONCE:
            self._lacking = asked.lacking_count(self.desk, ledger)
        else:
            # Not on the thread of lists: the next question need not wait for this count.
            background.run(self.desk, lambda desk, _progress: asked.lacking_count(desk, ledger), known, known)

    def _show_lacking(self, found: object) -> None:
        if isinstance(found, int) and self._known is not None:
            self._lacking = found
            self.count.setText(self._count_words(self.grid.model().table.count, self._known))

    def _typed(self, _uid: str) -> None:
        self._typed_here = True

    def show_filter(self, column: str, value: str) -> None:
        """Show only the records with one value: another page led here."""
        self._forget_filter()
        name = "groups" if column == "group" else column
        found = next((one for one in columns.offered(self.desk, self.key) if one.key == name), None)
        if found and found.sieve:
            self._view = replace(self._view, conditions=(Condition(found.sieve.key, "is", (value,), found.sieve.via),))
        self.refresh()

    def show_argument(self, argument: str) -> None:
        """Open as another page asked: `column=value` narrows the list, `view:name` shows a kept view."""
        column, _, value = argument.partition("=")
        kept = views.find_view(self.desk, self.key, argument.removeprefix("view:"))
        if argument.startswith("view:") and kept:
            self.show_view(kept)
        else:
            self.show_filter(column, value)

    def show_view(self, view: View | None) -> None:
        """Show a kept view, or with None the list as it is usually."""
        self._forget_filter()
        widths = dict(view.widths) if view else None
        view = view or self._usual()
        chosen = {GAPS if c.key == GAPS else VERIFIED: c.op for c in view.conditions if _is_choice(c)}
        self._view = replace(view, conditions=tuple(c for c in view.conditions if not _is_choice(c)))
        self.filter_line.set_silently(view.search, chosen, "closed" in view.states)
        self.views_button.show_current(self._view.name)
        self.grid.show_widths(widths)
        self.grid.freeze(self._view.frozen)
        self.refresh()

    def _count_words(self, shown: int, total: int) -> str:
        if self.filter_line.narrows() or self._view.conditions:
            most = self.filter_line.text() and shown >= tables.MOST_FOUND
            words = f"找到 {shown:,} {self.unit}（在册 {total:,} {self.unit}）"
            return f"{words}　{self.filter_line.words()}" + ("，只列出最像的，请再多写几个字" if most else "")
        lacking = f"，待完善 {self._lacking:,} {self.unit}" if self._lacking and self._lacking > 0 else ""
        closed = f"，连同已注销共 {shown:,} {self.unit}" if shown > total else ""
        return f"在册 {total:,} {self.unit}{closed}{lacking}"

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.edge(), theme.gap(), theme.edge(), theme.gap())
        column.setSpacing(theme.gap())
        column.addWidget(self._build_head())
        column.addLayout(self._build_filter())
        self.words = FilterWords()
        self.words.removed.connect(self._remove_condition)
        self.words.cleared.connect(self.clear_filter)
        column.addWidget(self.words)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_grid())
        self.empty = EmptyState()
        self.empty.first.connect(self._empty_first)
        self.empty.second.connect(self._empty_second)
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)
        self.setFocusProxy(self.grid)

    def _build_grid(self) -> GridView:
        self.grid = GridView(self.desk, self.key)
        self.grid.enter_opens = self.enter_opens
        self.grid.freeze(self.frozen)
        self.grid.setAccessibleName(f"{self.title}列表，按回车打开，按 Alt+下 筛选")
        self.grid.opened.connect(self.open_uid)
        self.grid.sort_wanted.connect(self.sort_by)
        self.grid.filter_wanted.connect(self.open_filter)
        self.acts = CellActs(self.desk, self.ledger, self.grid, self)
        self.acts.wrote.connect(self.refresh)
        return self.grid

    def _build_head(self) -> ListHead:
        made = []
        for words, icon, act in self.buttons():
            primary = act == self.add
            button = pieces.button(words, act, icon, "#ffffff" if primary else theme.ACCENT)
            made.append(theme.primary(button) if primary else button)
        self.head = ListHead(self.title, made)
        self.count = self.head.count
        return self.head

    def _build_filter(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        choices = [(VERIFIED, "核实情况")]
        if asked.is_asked(self.desk.catalogue[self.ledger]):
            choices.append((GAPS, "资料"))
        self.filter_line = FilterLine(choices, self.hint, self._values)
        self.filter_line.changed.connect(self.refresh)
        self.filter_line.cleared.connect(self.clear_filter)
        self.filter_line.go_down.connect(self._to_grid)
        row.addWidget(self.filter_line, 1)
        self.views_button = ViewsButton(self.desk, self.key)
        self.views_button.chosen.connect(self.show_view)
        self.views_button.keep_wanted.connect(self.keep_view)
        self.views_button.columns_wanted.connect(self.choose_columns)
        row.addWidget(self.views_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def buttons(self) -> Buttons:
        """Return (words, icon, what it does) of the buttons on top."""
        return [*self.common_buttons(), (self.new_label, "plus", self.add)]

    def common_buttons(self) -> Buttons:
        """Return the buttons that every list has."""
        return [
            ("导入(&I)", "import", self._import), ("导出(&E)", "export", self.export),
            ("打印(&P)", "print", self._print), ("批量修改(&K)", "edit", self.batch),
        ]  # fmt: skip

    def _values(self, column: str) -> list[tuple[str, str, int]]:
        return [(op, words, 0) for op, words in (GAPS_WORDS if column == GAPS else VERIFIED_WORDS).items()]

    # --- filter, order, views -----------------------------------------------------------------------------------

    def open_filter(self, section: int) -> HeaderFilter | None:
        """Open what filters a column below its header."""
        column = self.grid.model().table.columns[section] if self.grid.model() and section >= 0 else None
        if column is None or column.sieve is None:
            return None
        popup = HeaderFilter(self.desk, self.key, column, self.conditions(), self.filter_line.states(), self)
        popup.sort_wanted.connect(self.sort_by)
        popup.chosen.connect(lambda condition: self.set_condition(column, condition))
        frozen = self.grid.frozen.isVisible() and section < self.grid.frozen.columns
        head = self.grid.frozen.head if frozen else self.grid.horizontalHeader()
        popup.open_at(head.below(section))
        return popup

    def set_condition(self, column: columns.Column, condition: Condition | None) -> None:
        """Put a condition in force on a column in the place of the one before."""
        assert column.sieve is not None
        place = (column.sieve.via, column.sieve.key)
        others = tuple(one for one in self._view.conditions if one.column != place)
        self._change(conditions=(*others, condition) if condition else others)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def sort_by(self, key: str, descending: bool) -> None:
        """Sort by a column."""
        self._change(sort=key, descending=descending)

    def clear_filter(self) -> None:
        """Show everything again."""
        self._forget_filter()
        self.refresh()

    def _forget_filter(self) -> None:
        self.filter_line.set_silently("", {}, False)
        self._view = replace(self._view, conditions=(), search="")

    def _remove_condition(self, place: int) -> None:
        self._change(conditions=self._view.conditions[:place] + self._view.conditions[place + 1 :])

    def _change(self, **what: object) -> None:
        self._view = replace(self._view, **what)
        self.refresh()

    def _mark_header(self) -> None:
        shown = self.grid.model().table.columns
        now = {condition.column for condition in self.conditions()}
        able = {place for place, column in enumerate(shown) if column.sieve}
        on = {place for place in able if (shown[place].sieve.via, shown[place].sieve.key) in now}
        self.grid.horizontalHeader().mark(able, on)
        self.grid.frozen.head.mark(able, on)

    def keep_view(self) -> None:
        """Keep the list as it stands under a name."""
        dialog = KeepDialog(self.desk, self.view(), self.window())
        if dialog.exec():
            self.show_view(dialog.kept)

    def choose_columns(self) -> None:
        """Choose which columns show, in which order, and how many stay in sight."""
        keys = [column.key for column in self.grid.model().table.columns]
        dialog = ColumnsDialog(columns.offered(self.desk, self.key), keys, self._view.frozen, self.window())
        if dialog.exec():
            self.grid.freeze(dialog.frozen())
            self._change(columns=dialog.keys(), frozen=dialog.frozen())

    # --- what is done with the list -----------------------------------------------------------------------------

    def open_uid(self, uid: str) -> None:
        """Open a record of the table."""
        self.open_record.emit(self.ledger, uid)

    def export(self) -> None:
        """Export the list as it stands."""
        from gridDesk.ui.export_dialog import export_view

        export_view(self.desk, self.view(), self.window())

    def batch(self) -> None:
        """Give the selected records one value in one field."""
        self.acts.batch()

    def _import(self) -> None:
        self.go.emit("import", "")

    def _print(self) -> None:
        if not self.paper:
            self.print_list()
            return
        menu = QMenu(self)
        menu.setObjectName("printing")
        menu.addAction("打印本表（现在看到的栏目和筛选）", self.print_list)
        menu.addAction("打印台账纸张…", lambda: self.go.emit("printing", self.paper))
        button = next((b for b in self.findChildren(QPushButton) if b.text() == "打印(&P)"), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def print_list(self) -> None:
        """Print the list as it stands."""
        self.go.emit("printing", f"view:{views.pack(self.view())}")

    def _to_grid(self) -> None:
        if self.stack.currentWidget() is self.grid:
            self.grid.setCurrentIndex(self.grid.model().index(0, 0))
            self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def selected(self) -> list[str]:
        """Return the uids of the selected records, of at least one. Raises DeskError when there is none."""
        found = self.grid.selected_uids()
        if not found:
            raise DeskError("还没有选记录，", advice="请先在表里选中一行或几行，再试。")
        return found

    def typing(self) -> bool:
        """Tell whether a cell is being typed into."""
        return self.grid.state() == QAbstractItemView.State.EditingState

    # --- empty ------------------------------------------------------------------------------------------------

    def _show_empty(self, total: int) -> None:
        narrowed = self.filter_line.narrows() or self._view.conditions
        if (self.filter_line.active() or narrowed) and (total or narrowed):
            words = "换个字、少选一项，或者看看是否已经注销（勾选“含已注销”）。"
            self.empty.say("没有符合条件的记录", words, "清除筛选(&C)", "")
        else:
            self.empty.say(f"还没有{self.title}", self.first_words, *self.first_buttons())
            self._bare(not self.desk.store.count(self.ledger, states=("active", "closed")))
        self.stack.setCurrentWidget(self.empty)
        self.setFocusProxy(self.empty)

    def _show_grid(self) -> None:
        self._bare(False)
        self.stack.setCurrentWidget(self.grid)
        self.setFocusProxy(self.grid)

    def _bare(self, on: bool) -> None:
        """Leave out what works on records while there is none: a letter must not lead to two buttons."""
        self.head.idle(on)
        self.filter_line.setVisible(not on)
        self.views_button.setVisible(not on)

    def first_buttons(self) -> tuple[str, str]:
        """Return the words of the two buttons a new clerk sees."""
        return "导入花名册(&I)", self.new_label

    def _empty_first(self) -> None:
        if self.filter_line.active() or self._view.conditions:
            self.clear_filter()
        elif self.first_buttons()[0] == self.new_label:
            self.add()
        else:
            self._import()

    def _empty_second(self) -> None:
        if self.first_buttons()[1] == self.new_label:
            self.add()
        else:
            self._import()


def _is_choice(condition: Condition) -> bool:
    """Tell whether a condition is one of those chosen beside the search line."""
    return condition.key == GAPS or sieves.MONTH in condition.values
