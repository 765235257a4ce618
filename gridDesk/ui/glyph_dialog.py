"""印不出来的字: every character of a paper that no font holds, where it stands, and how this office wants it printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import glyphs
from gridDesk.desk.glyphs import Choice, Missing
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.glyph_box import GlyphBox

INTRO = "这些字所有字库里都没有，或者是自造字（同一个编码，各台电脑上不是同一个字），程序不会替您猜。给每个字选一种印法，本单位以后都这样印。"
NONE = "先印编码"
HINTS = {
    "pinyin": "读音，声调写数字，如 hong2",
    "parts": "由哪几个字拼成，如 金弘",
    "other": "正确的那个字",
    "pen": "不用填",
    "": "不用填",
}
HEADINGS = ("字", "在哪里", "怎样印", "填什么", "印出来")
SHOWN_PLACES = 3
PATTERN = "字体或字体包 (*.zip *.ttf *.ttc)"


class GlyphDialog(QDialog):
    """One line per character; `changed` tells that papers look different now."""

    changed = Signal()

    def __init__(self, desk: Desk, missing: Sequence[Missing], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("印不出来的字")
        here, chosen = {one.char for one in missing}, glyphs.choices(desk)
        self.missing = [replace(one, choice=chosen.get(one.char)) for one in missing]
        self.missing += [one for one in glyphs.remembered(desk) if one.char not in here]
        self.bar = problem.Bar()
        self.fonts = theme.subtle()
        self.grid = QGridLayout()
        self.rows = [GlyphRow(one) for one in self.missing]
        self._build()
        self._tell_fonts()
        room = self.screen().availableSize()
        high = theme.em() * (15 + 4 * min(len(self.rows), 6))
        self.resize(min(theme.chars(64), round(room.width() * 0.94)), min(high, round(room.height() * 0.88)))
        if self.rows:
            self.rows[0].way.setFocus()

    def _build(self) -> None:
        self.grid.setHorizontalSpacing(theme.gap())
        self.grid.setVerticalSpacing(theme.gap())
        for column, words in enumerate(HEADINGS):
            self.grid.addWidget(theme.subtle(words), 0, column)
        for line, row in enumerate(self.rows, 1):
            for column, widget in enumerate(row.widgets()):
                self.grid.addWidget(widget, line, column, Qt.AlignmentFlag.AlignVCenter)
        self.grid.setColumnStretch(1, 4)
        self.grid.setColumnStretch(3, 3)
        self.grid.setColumnMinimumWidth(4, theme.chars(6))
        self.grid.setRowStretch(len(self.rows) + 1, 1)
        inside = QWidget()
        inside.setLayout(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        column.addWidget(theme.body(INTRO if self.rows else "现在没有印不出来的字。"))
        column.addWidget(pieces.scrolling(inside), 1)
        column.addWidget(self.fonts)
        column.addWidget(self.bar)
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot, self.save_button = pieces.choice_row("就这样印(&S)", self.save, "取消(&C)", self.reject)
        self.font_button = pieces.button("安装字体(&F)", self.ask_fonts, "import")
        self.font_button.setAutoDefault(False)
        self.remove_button = theme.quiet(pieces.button("移除另装的字体(&R)", self.ask_remove))
        self.remove_button.setAutoDefault(False)
        foot.insertWidget(0, self.font_button)
        foot.insertWidget(1, self.remove_button)
        return foot

    def save(self) -> None:
        """Remember every choice, or say which one cannot be printed and remember none."""
        try:
            for row in self.rows:
                choice = row.choice()
                if choice is not None:
                    glyphs.check(row.missing.char, choice)
        except DeskError as error:
            self.bar.show_error(error)
            row.text.setFocus()
            return
        for row in self.rows:
            if row.choice() != row.missing.choice:
                glyphs.choose(self.desk, row.missing.char, row.choice())
        self.changed.emit()
        self.accept()

    # fonts

    def ask_fonts(self) -> None:
        """Let the clerk choose a zip or a font on the stick."""
        chosen, _ = QFileDialog.getOpenFileName(self, "安装字体", str(Path.home()), PATTERN)
        if chosen:
            self.install(Path(chosen))

    def install(self, source: Path) -> None:
        """Install fonts and say how many of the characters above they hold, or what is wrong with them."""
        try:
            done = glyphs.install_fonts(source)
        except DeskError as error:
            self.bar.show_error(error)
            return
        theme.load_own_fonts()
        theme.set_size(theme.size(), remember=False)  # the window's font asks the new families too
        left = [row for row in self.rows if not glyphs.printed(row.missing.char)]
        found = len(self.rows) - len(left)
        names = "、".join(dict.fromkeys(one.family for one in done.fonts))
        refused = "".join(f"\n{one.file}没有装：{one.why}" for one in done.refused)
        self.bar.say(f"已装好 {names}，上面的字里有 {found} 个现在印得出来。{refused}", "ok")
        for row in self.rows:
            row.settle(row not in left)
        self._tell_fonts()
        self.changed.emit()

    def ask_remove(self) -> None:
        """Take the installed fonts away, after a question."""
        sure = problem.ask(
            self, "移除另装的字体？", "移除", "先不移除",
            detail="只有这些字体才收的字，以后又印不出来。自带的字体不受影响。",
        )  # fmt: skip
        if sure:
            self.remove_fonts()

    def remove_fonts(self) -> None:
        """Take the installed fonts away; the screen shows them until the program is started again."""
        try:
            for one in glyphs.installed_fonts():
                glyphs.remove_font(one.file)
        except DeskError as error:
            self.bar.show_error(error)
        else:
            self.bar.say("另装的字体已移除。", "ok")
        for row in self.rows:
            row.settle(glyphs.printed(row.missing.char))
        self._tell_fonts()
        self.changed.emit()

    def _tell_fonts(self) -> None:
        names = "、".join(dict.fromkeys(one.family for one in glyphs.installed_fonts()))
        own = f"另装的字体：{names}。" if names else "也可以从 U 盘装一个收字更多的字体（ttf，或装着 ttf 的 zip）。"
        self.remove_button.setVisible(bool(names))
        self.fonts.setText(f"程序自带的字体印得出国家标准 GB 18030-2022 的全部 87887 个汉字。{own}")


class GlyphRow:
    """One character with its choice."""

    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        self.box = GlyphBox(missing.code)
        self.place = theme.subtle(_places(missing))
        self.place.setToolTip("\n".join(missing.places))
        self.way = QComboBox()
        self.way.setAccessibleName(f"{missing.code} 怎样印")
        self.way.addItem(NONE, "")
        for key, words in glyphs.WAYS.items():
            self.way.addItem(words, key)
        self.text = QLineEdit()
        self.text.setAccessibleName(f"{missing.code} 填什么")
        self.shown = QLabel()
        self.shown.setTextFormat(Qt.TextFormat.PlainText)
        if missing.choice is not None:
            self.way.setCurrentIndex(self.way.findData(missing.choice.way))
            self.text.setText(missing.choice.text)
        self.way.currentIndexChanged.connect(lambda _place: self._way_changed())
        self.text.textChanged.connect(lambda _text: self._show())
        self._enable()
        self._show()

    def widgets(self) -> tuple[QWidget, ...]:
        """Return what stands in the row, from left to right."""
        return self.box, self.place, self.way, self.text, self.shown

    def choice(self) -> Choice | None:
        """Return what is chosen now."""
        way = self.way.currentData()
        return Choice(way, "" if way == "pen" else self.text.text().strip()) if way else None

    def settle(self, printed: bool) -> None:
        """Say that a font prints the character now; nothing is left to choose."""
        for widget in (self.way, self.text):
            widget.setEnabled(not printed)
        if printed:
            self.shown.setText(self.missing.char)
        else:
            self._enable()
            self._show()

    def _way_changed(self) -> None:
        self._enable()
        readings = glyphs.readings(self.missing.char)
        # One known reading is offered, without its tone; of several none, for the clerk knows which.
        if self.way.currentData() == "pinyin" and not self.text.text() and len(readings) == 1:
            self.text.setText(readings[0])
        self._show()

    def _enable(self) -> None:
        way = self.way.currentData()
        self.text.setEnabled(way not in ("", "pen"))
        self.text.setPlaceholderText(HINTS[way])

    def _show(self) -> None:
        choice = self.choice()
        unsaid = choice is None or (choice.way != "pen" and not choice.text)
        self.shown.setText(f"〔{self.missing.code}〕" if unsaid else choice.shown)


def _places(missing: Missing) -> str:
    """Return where a character stands, the first places in full."""
    if not missing.places:
        return "以前选过"
    some = "\n".join(missing.places[:SHOWN_PLACES])
    rest = len(missing.places) - SHOWN_PLACES
    words = some + (f"\n另有 {rest} 处" if rest > 0 else "")
    return f"自造字，{words}" if missing.private else words
