"""The steps of rebuilding an office on a new computer: the invitation, the card and the digits, the records, the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.errors import DeskError
from gridDesk.text import fold
from gridDesk.ui import background, theme
from gridDesk.ui.wizard_steps import Step, Trouble

if TYPE_CHECKING:
    from gridDesk.desk import Desk
    from gridDesk.desk.recovery import Invitation

DIGITS = 5


def stick_folder() -> str:
    """Return the stick that is in, where a dialog begins; "" when there is none."""
    from gridDesk.desk import exchange

    sticks = exchange.sticks()
    return str(sticks[0].path) if sticks else ""


class InviteStep(Step):
    """Which office is rebuilt, as the invitation says, and who sits at it."""

    told = Signal(object)  # an error

    def __init__(self) -> None:
        super().__init__()
        self.invitation: Invitation | None = None
        self.choose = QPushButton(theme.icon("folder", theme.ACCENT), "选择恢复邀请(&I)…")
        self.choose.clicked.connect(self._choose)
        self.worker = QLineEdit()
        self.add("邀请文件", self.choose, "上级写给这台新电脑的文件，名字以 .gdinvite 结尾。")
        self.who = theme.body("还没有选择邀请文件。")
        self._grid.addWidget(self.who, self._grid.rowCount(), 1)
        self.add("您的姓名(&W)", self.worker, "每次保存都会记下是谁改的。")

    @property
    def first(self) -> QWidget:
        return self.choose

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择恢复邀请", stick_folder(), "恢复邀请 (*.gdinvite)")
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read an invitation and say whose it is."""
        from gridDesk.desk import recovery

        try:
            self.invitation = recovery.read_invitation(path)
        except DeskError as error:
            self.told.emit(error)
            return
        self.changed.emit()
        self.who.setText(recovery.invitation_words(self.invitation))
        self.worker.setFocus(Qt.FocusReason.OtherFocusReason)

    def trouble(self) -> Trouble:
        if self.invitation is None:
            return "请先选择上级给的恢复邀请。", self.choose
        return None if self.worker.text().strip() else ("请填写您的姓名。", self.worker)


class CardStep(Step):
    """The new card goes up, and both sides compare digits by telephone."""

    told = Signal(object)  # an error
    written = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.write = QPushButton(theme.icon("export", theme.ACCENT), "写出新名片(&M)…")
        self.write.clicked.connect(self._choose)
        self.ours, self.typed = theme.title("—"), QLineEdit(maxLength=8)
        self.ours.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.theirs = QLabel()
        self.typed.setPlaceholderText(f"{DIGITS} 位数字")
        self.add("新名片", self.write, "写到 U 盘，带到上级单位，请那里重新配对。名片里没有居民信息。")
        self.add("念给上级听", self.ours, "上级读入名片以后，打电话（用您平时就有的号码）互相念数字。")
        self.add("上级应当念", self.theirs)
        self.add("上级数字的最后 5 位(&L)", self.typed)
        self._lines = [self.typed]

    @property
    def first(self) -> QWidget:
        return self.write

    def begin(self, desk: Desk) -> None:
        """Show the digits of an office that waits for its records."""
        from gridDesk.desk import exchange
        from gridDesk.ui.pairing_dialog import spoken_part

        self.desk = desk
        ours, theirs = exchange.pairing_digits(desk, above(desk))
        self.ours.setText(ours)
        self.theirs.setText(spoken_part(theirs))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "名片写到哪里（U 盘或文件夹）", stick_folder())
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path) -> None:
        """Write the new card into a folder."""
        from gridDesk.desk import exchange

        try:
            self.written.emit(exchange.write_card(self.desk, folder))
        except DeskError as error:
            self.told.emit(error)

    def trouble(self) -> Trouble:
        if len(fold(self.typed.text()).strip()) != DIGITS:
            return f"请填写上级在电话里念的最后 {DIGITS} 位数字。", self.typed
        return None

    def agree(self) -> None:
        """Keep the office above as the one whose digits were heard. Raises DeskError when they are others."""
        from gridDesk.desk import exchange

        exchange.pair(self.desk, above(self.desk), fold(self.typed.text()), "parent")


def above(desk: Desk) -> object:
    """Return the card of the office that hands the records back, as the invitation brought it."""
    from gridDesk.desk import exchange
    from gridDesk.desk.sending import card_of

    return card_of(exchange.peer_named(desk, desk.awaited))


class TakeStep(Step):
    """The package with the office's own records, taken in beside the window."""

    chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.choose = theme.primary(QPushButton(theme.icon("import", theme.SURFACE), "选择上级还回的数据包(&K)…"))
        self.choose.clicked.connect(self._choose)
        self.panel = background.ProgressPanel()
        self.panel.hide()
        self.say("数字对上了。请上级在“各单位”页点“把数据还给它”，把写出的数据包用 U 盘带回来，插到这台电脑上。")
        self._grid.addWidget(self.choose, self._grid.rowCount(), 1)
        self._grid.addWidget(self.panel, self._grid.rowCount(), 0, 1, 2)
        self.say("可以先点“以后再接着做”。下次打开这个单位，会从这一步继续。")

    @property
    def first(self) -> QWidget:
        return self.choose

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择上级还回的数据包", stick_folder(), "数据包 (*.gdp)")
        if name:
            self.chosen.emit(Path(name))

    def follow(self, task: background.Task) -> None:
        """Show how taking in goes on."""
        self.choose.setEnabled(False)
        self.panel.follow(task)
        self.panel.show()
        task.finished.connect(self._free)

    def _free(self) -> None:
        self.choose.setEnabled(True)
        self.panel.hide()


class BackStep(QWidget):
    """The records are back: how many, and what is still to be typed anew."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.more = theme.heading(), theme.body()
        self.words.setWordWrap(True)
        self.enter = theme.primary(QPushButton("进入单位(&E)"))
        column = QVBoxLayout(self)
        column.setSpacing(theme.gap())
        for piece in (self.words, self.more):
            column.addWidget(piece)
        column.addWidget(
            theme.subtle("上级没有收到过的改动，请照纸上的记录补录。旧电脑上的数据不要再用；请现在就备份一次。")
        )
        column.addWidget(self.enter, 0, Qt.AlignmentFlag.AlignRight)

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.enter

    def lines(self) -> list[QWidget]:
        """Return nothing: the button takes Enter itself."""
        return []

    def trouble(self) -> Trouble:
        """Return nothing: this is the end."""
        return None

    def tell(self, name: str, counts: list[tuple[str, int]], lines: list[str]) -> None:
        """Say what came back."""
        said = "，".join(f"{label} {count:,} 条" for label, count in counts[:4])
        self.words.setText(f"“{name}”的数据回来了：{said or '没有记录'}。")
        self.more.setText("\n".join(line for line in lines if not line.startswith("附回执")))
