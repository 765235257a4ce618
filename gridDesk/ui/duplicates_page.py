"""查重: pairs of records that may be one person or one household, the likeliest first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import duplicates
from gridDesk.desk.duplicates import Pair
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import background, pieces, problem, theme
from gridDesk.ui.alive import for_owner
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.history_dialog import undone_words
from gridDesk.ui.merge_dialog import APART, MERGED, MergeDialog
from gridDesk.ui.rows import Heading, Line, RowsView

HEADINGS = (
    Heading("可能性", 5),
    Heading("甲", 5.5),
    Heading("乙", 5.5),
    Heading("为什么", 16),
    Heading("甲的情况"),
    Heading("乙的情况"),
)
LEVELS = ((85, "很可能"), (duplicates.LIKELY, "可能"), (0, "可能性小"))


class DuplicatesPage(QWidget):
    """Looks for pairs in the background, opens two records side by side, and can take the last merge back."""

    title = "查重"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.ledger = "person"
        self.found: dict[str, list[Pair]] = {}
        self.merged: tuple[str, str] | None = None  # ledger and uid of what was merged last
        self._looking = ""
        self.table = RowsView(HEADINGS, "可能重复的记录，一行一对")
        self.table.opened.connect(self.compare)
        self.table.chosen.connect(lambda pair: self.open.setEnabled(pair is not None))
        self.progress = background.ProgressPanel()
        self.words = theme.subtle()
        self.bar = problem.Bar()
        self.back = pieces.button("撤销合并(&Z)", self.take_back, "undo")
        self.open = theme.primary(pieces.button("比对这一对(&O)", lambda: self.compare(self.table.current())))
        self.again = pieces.button("重新查找(&R)", self.look, "refresh")
        self.forget = pieces.button("已认定不同的(&D)", self.show_distinct, "history")
        self.kinds = {
            ledger: self._kind(ledger, words) for ledger, words in (("person", "人(&1)"), ("household", "户(&2)"))
        }
        self._build()
        self.setFocusProxy(self.table)
        self.look()

    def _kind(self, ledger: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setChecked(ledger == self.ledger)
        button.clicked.connect(lambda _checked=False: self.show_ledger(ledger))
        return button

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.gap() * 2] * 4)
        column.setSpacing(theme.gap())
        head = QHBoxLayout()
        head.setSpacing(theme.gap())
        head.addWidget(theme.title(self.title))
        head.addSpacing(theme.gap())
        group = QButtonGroup(self)
        for button in self.kinds.values():
            group.addButton(button)
            head.addWidget(button)
        buttons = FlowLayout(right=True)
        for button in (self.forget, self.again, self.open):
            buttons.addWidget(button)
        head.addLayout(buttons, 1)
        told = QHBoxLayout()
        told.addWidget(self.bar, 1)
        told.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self.bar.hide()
        self.back.hide()
        column.addLayout(head)
        column.addWidget(self.words)
        column.addLayout(told)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    # --- looking -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again."""
        self.look()

    def show_argument(self, argument: str) -> None:
        """Show households instead of people when asked for `household`."""
        self.show_ledger(argument if argument in self.kinds else "person")

    def show_ledger(self, ledger: str) -> None:
        """Show pairs of people or of households."""
        self.ledger = ledger
        self.kinds[ledger].setChecked(True)
        if ledger in self.found:
            self._show()
        else:
            self.look()

    def look(self) -> None:
        """Look through the whole office in the background; 取消 leaves what was listed."""
        if self._looking:
            return
        self._looking = ledger = self.ledger
        people = ledger == "person"
        task = background.run(
            self.desk,
            lambda desk, progress: (
                duplicates.pairs(desk, progress=progress) if people else duplicates.household_pairs(desk)
            ),
            for_owner(self, lambda found: self._found(ledger, found)),
            for_owner(self, self.bar.show_error),
            "正在查找重复的人" if people else "正在查找重复的户",
        )
        task.finished.connect(for_owner(self, self._looked))
        self.progress.follow(task)
        self.progress.show()
        self.again.setEnabled(False)

    def _looked(self) -> None:
        self._looking = ""
        self.progress.hide()
        self.again.setEnabled(True)
        if self.ledger not in self.found:
            self.words.setText("还没有查完。点“重新查找”继续。")

    def _found(self, ledger: str, found: object) -> None:
        self.found[ledger] = list(found)  # type: ignore[call-overload]
        if ledger == self.ledger:
            self._show()

    def _show(self) -> None:
        pairs, row = self.found[self.ledger], max(self.table.currentIndex().row(), 0)
        self.table.set_lines([_line(pair) for pair in pairs], choose=row)
        self.table.setVisible(bool(pairs))
        self.open.setEnabled(bool(pairs))
        self.forget.setVisible(self.ledger == "person")
        what = "人" if self.ledger == "person" else "户"
        likely = sum(pair.score >= duplicates.LIKELY for pair in pairs)
        if pairs:
            self.words.setText(
                f"找到 {len(pairs):,} 对可能是同一{what}的记录，其中 {likely:,} 对可能性较大。按回车比对。"
            )
        else:
            self.words.setText(f"没有找到可能重复的{what}。录入新人和导入名册时，程序也会随时提醒。")

    # --- deciding ------------------------------------------------------------------------------------------------

    def compare(self, pair: object) -> None:
        """Open two records side by side."""
        if not isinstance(pair, Pair):
            return
        try:
            dialog = MergeDialog(self.desk, pair.one.uid, pair.other.uid, self.window(), pair.ledger)
        except DeskError as error:
            self._say(error, None)
            self._drop({pair.one.uid, pair.other.uid} if "已经" in error.message else set(), pair)
            return
        dialog.exec()
        if dialog.outcome == MERGED:
            self._say(f"已把{pair.other.name}的两条记录合并成一条。", (pair.ledger, dialog.plan.other))
            self._drop({dialog.plan.other}, pair)
        elif dialog.outcome == APART:
            self._say("已记住这两条不是同一人，以后不再列出。", None)
            self._drop(set(), pair)

    def _drop(self, gone: set[str], pair: Pair) -> None:
        """Take a pair off the list, and every pair with a record that is no more."""
        left = [one for one in self.found[pair.ledger] if one is not pair and not gone & {one.one.uid, one.other.uid}]
        self.found[pair.ledger] = left
        self._show()
        self.table.setFocus()

    def _say(self, words: str | DeskError, merged: tuple[str, str] | None) -> None:
        self.merged = merged
        self.back.setVisible(merged is not None)
        if isinstance(words, DeskError):
            self.bar.show_error(words)
        else:
            self.bar.say(words, "ok")

    def take_back(self) -> None:
        """Bring the two records of the last merge back."""
        if self.merged is None:
            return
        ledger, uid = self.merged
        try:
            undone = duplicates.unmerge(self.desk, uid, ledger)
        except DeskError as error:
            self._say(error, None)
            return
        self._say(undone_words("合并", undone), None)
        if ledger == "person":
            duplicates.settled(self.desk, back=True)
        self.look()

    def show_distinct(self) -> None:
        """List the pairs found not to be one, where each can be asked about again."""
        from gridDesk.ui.duplicates_apart import ApartDialog

        dialog = ApartDialog(self.desk, self.window())
        dialog.exec()
        if dialog.taken_back:
            self.look()


def _line(pair: Pair) -> Line:
    level = next(word for least, word in LEVELS if pair.score >= least)
    colour = theme.WARN if pair.score >= LEVELS[0][0] else ""
    marks = [f"{side.name}{'（已注销）' if side.state == 'closed' else ''}" for side in (pair.one, pair.other)]
    texts = (f"{level} {pair.score}", *marks, pair.why, pair.one.line, pair.other.line)
    return Line(texts, pair, colour=colour)
