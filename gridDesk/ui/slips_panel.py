"""走访单: a pile of handwritten slips, one line each; checked together, written in one act, what is doubtful listed below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import rounds_slips
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds_slips import Doubt, Round, Slip
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.draft_keeper import DraftKeeper
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.rounds_scroll import FocusFollower
from gridDesk.ui.rows import Heading
from gridDesk.ui.rows import Line as RowLine
from gridDesk.ui.taking_back import take_back
from gridDesk.ui.visit_lines import UID, Cell, Lines
from gridDesk.ui.whole_rows import WholeRows

KIND = "visit_slips"
LEAST = 6
HINT = (
    "一张走访单一行：户号、户主或成员的几个字（拼音首字母也行），扫户卡上的二维码也可以。"
    "回车到下一格，结果空着就是“信息无变化”；Ctrl+回车全部记下。"
)


def foot(bar: problem.Bar, *buttons: QPushButton, choice: QWidget | None = None) -> QVBoxLayout:
    """Return the foot of an entry that stays while the rest scrolls: what was done or is wrong over the buttons."""
    row = QHBoxLayout()
    row.setSpacing(theme.gap())
    if choice is not None:
        row.addWidget(choice)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, theme.edge(), 0)
    column.setSpacing(theme.spacing(1))
    column.addWidget(bar)
    column.addLayout(row)
    return column


class SlipsPanel(QWidget):
    """The slips of one day and grid. `saved` tells how many were written."""

    saved = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.day, self.grid = "", ""
        self._insisted: tuple[Doubt, ...] = ()
        self._act = ""
        self.keeper = DraftKeeper(desk, self, self.draft)
        visit = desk.catalogue["visit"]
        self.lines = Lines(desk, "走访单", (
            Cell("household", "走访户", 6, ledger="household", stretch=True),
            Cell("result", "结果", 6.5, codes=visit["result"].code_set), Cell("met", "见到谁", 5),
            Cell("content", "走访内容", 8, stretch=True), Cell("problem", "反映的问题", 6, stretch=True),
            Cell("satisfied", "满意", 4, codes=visit["satisfied"].code_set), Cell("page", "单号", 5),
        ), least=LEAST)  # fmt: skip
        self._build()

    def _build(self) -> None:
        self.confirms = QCheckBox("无变化的，整户记为已核实(&K)")
        self.confirms.setChecked(True)
        self.events = QCheckBox("反映的问题登记成事项(&P)")
        self.bar = problem.Bar()
        self.bar.clear()
        self.doubts = WholeRows((Heading("第几行", 4), Heading("要核对的")), "要核对的地方，按回车到那一格")
        self.doubts.opened.connect(self._go)
        self.undo = theme.quiet(pieces.button("撤销(&Z)", self.take_back, "undo"))
        self.save_button = theme.primary(pieces.button("全部记下(&S)", self.save, "save", theme.SURFACE))
        self.save_button.setToolTip("Ctrl+回车")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, theme.gap(), theme.edge(), theme.gap())
        column.setSpacing(theme.gap())
        column.addWidget(theme.subtle(HINT))
        column.addWidget(self.lines)
        options = FlowLayout()
        for widget in (self.confirms, self.events):
            options.addWidget(widget)
        column.addLayout(options)
        column.addWidget(self.doubts)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, theme.gap())
        outer.setSpacing(theme.spacing(1))
        scroll = pieces.scrolling(inside)
        FocusFollower(scroll, self.lines)
        outer.addWidget(scroll, 1)
        outer.addLayout(foot(self.bar, self.undo, self.save_button))
        self.doubts.hide()
        self.undo.hide()
        self.lines.edited.connect(self._edited)
        for tick in (self.confirms, self.events):
            tick.clicked.connect(self._ticked)
        self.lines.save_wanted.connect(self.save)
        self.lines.went_through.connect(self.save_button.setFocus)
        self.setFocusProxy(self.lines.rows[0]["household"])

    # --- what the page asks -----------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Tell whether something was typed that is not saved."""
        return bool(self.lines.filled())

    def show_day(self, day: str, grid: str | None) -> None:
        """Let the slips be those of another day or grid."""
        self.day, self.grid = day, grid or ""

    def start_typing(self) -> None:
        """Put the keyboard to the next empty line."""
        self.lines.start()

    def slips(self) -> list[Slip]:
        """Return the lines as typed, the empty ones too."""
        return [Slip(**{key: words for key, words in texts.items() if key != UID}, uid=texts.get(UID, ""))
                for texts in self.lines.texts()]  # fmt: skip

    def save(self) -> bool:
        """Write all of them; doubts are told once, and saving again writes with them."""
        pile = rounds_slips.plan(self.desk, self.slips(), self._shared())
        self._show_doubts(pile.doubts)
        if pile.refused or (pile.doubts and pile.doubts != self._insisted):
            self._insisted = pile.doubts
            self._tell(pile)
            return False
        try:
            changes = rounds_slips.save(self.desk, pile)
        except DeskError as error:
            self.bar.show_error(error)
            return False
        self._act = changes.txn
        self._empty()
        self.undo.show()
        words = f"已记下 {pile.count} 张走访单{f'，核实 {pile.confirmed} 户' if pile.confirmed else ''}。"
        self.bar.say(words, "ok")
        self.lines.go(0)
        self.saved.emit(words)
        return True

    def leave(self) -> bool:
        """Ask about what is not saved; return whether it was left."""
        answer = problem.ask_unsaved(self.window(), "录入的走访单还没有记下。") if self.changed else "drop"
        if answer == "stay" or (answer == "save" and not self.save()):
            return False
        self._empty()
        return True

    def take_back(self) -> None:
        """Undo the pile written last."""
        if self._act:
            take_back(self.desk, self._act, self.bar, "已撤销刚才记下的走访单。")
            self._act = ""
            self.undo.hide()

    # --- inside -----------------------------------------------------------------------------------------------

    def _shared(self) -> Round:
        return Round(self.day, self.grid, self.confirms.isChecked(), self.events.isChecked())

    def _tell(self, pile: rounds_slips.Pile) -> None:
        first = pile.doubts[0]
        more = f"还有 {len(pile.doubts) - 1} 处。" if len(pile.doubts) > 1 else ""
        again = "" if pile.refused else "核对无误的，再按一次 Ctrl+回车照样记下。"
        self.bar.say(f"第 {first.row + 1} 行：{first.message}{more}{again}", "error" if pile.refused else "warn")
        self.lines.go(first.row, first.key)

    def _show_doubts(self, doubts: tuple[Doubt, ...]) -> None:
        self.lines.unmark()
        for one in doubts:
            self.lines.mark(one.row, one.key, one.level, one.message)
        self.doubts.set_lines([RowLine((f"第 {one.row + 1} 行", one.message), one) for one in doubts], choose=None)
        self.doubts.setVisible(bool(doubts))

    def _go(self, doubt: object) -> None:
        if isinstance(doubt, Doubt):
            self.lines.go(doubt.row, doubt.key)

    def _edited(self) -> None:
        self._insisted = ()
        self.bar.clear()
        self.keeper.typed()

    def _ticked(self) -> None:
        if self.changed:
            self.keeper.typed()

    def _empty(self) -> None:
        self.lines.clear()
        self._insisted = ()
        self._show_doubts(())
        self.keeper.drop()

    # --- drafts -----------------------------------------------------------------------------------------------

    def draft(self, key: str) -> FormDraft:
        """Return what stands in the lines, and what was ticked for all of them."""
        place = {"what": "slips", "day": self.day, "grid": self.grid or None}
        ticks = {"confirms": self.confirms.isChecked(), "events": self.events.isChecked()}
        return FormDraft(key, KIND, f"{self.day} 的走访单", place, {"rows": self.lines.texts(), **ticks})

    def restore(self, draft: FormDraft) -> None:
        """Put everything back that was typed before the window was lost."""
        self.keeper.take(draft.key)
        self.confirms.setChecked(bool(draft.texts.get("confirms", True)))
        self.events.setChecked(bool(draft.texts.get("events", False)))
        rows = draft.texts.get("rows")
        self.lines.set_texts(rows if isinstance(rows, list) else [])

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.keeper.keep()  # the office may be locked next
        self.keeper.stop()
