"""Pairing: two offices exchange cards and read digits to each other over the phone, so nobody can pose as either."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridDesk.desk import exchange
from gridDesk.desk.exchange import OTHER_KEYS, RANK
from gridDesk.desk.grants import ApprovalWrong
from gridDesk.errors import DeskError
from gridDesk.text import fold
from gridDesk.ui import problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.grant_approval import ApprovalBox
from gridDesk.ui.pieces import scrolling

if TYPE_CHECKING:
    from gridDesk.desk import Desk

ROLES = (("parent", "上级（街道、区县）"), ("child", "下级（村、社区、街道）"))


@remembers
class PairingDialog(QDialog):
    """Three steps on one page: give the own card, read the other's, compare the digits by telephone."""

    paired = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.card: object | None = None
        self.setWindowTitle("和其他单位配对")
        self.bar = problem.Bar()
        self.give = QPushButton(theme.icon("export"), "写出本单位名片(&E)")
        self.give.clicked.connect(self.write_card)
        self.read = QPushButton(theme.icon("import"), "读入对方名片(&R)")
        self.read.clicked.connect(self.choose_card)
        self.who = theme.subtle("还没有读入对方的名片。")
        self.ours, self.theirs = _digits(), _digits()
        self.role = QComboBox()
        for key, words in ROLES:
            self.role.addItem(words, key)
        self.typed = QLineEdit(maxLength=8)
        self.typed.setPlaceholderText("5 位数字")
        self.typed.textChanged.connect(lambda _text: self._show_state())
        self.go = theme.primary(QPushButton("数字对上了，完成配对(&D)"))
        self.go.clicked.connect(self.pair)
        self.approval = ApprovalBox(desk)  # for other keys of an office that is known
        self.approval.told.connect(self.bar.say)
        self.approval.asked.connect(self._make_room)
        self._build()
        self._show_state()

    def write_card(self) -> None:
        """Write the own card into a folder the clerk names."""
        folder = QFileDialog.getExistingDirectory(self, "名片写到哪里（U 盘或文件夹）")
        if not folder:
            return
        try:
            path = exchange.write_card(self.desk, Path(folder))
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.say(f"名片已写到 {path}。请把它交给对方，名片里没有居民信息。", "ok")

    def choose_card(self) -> None:
        """Let the clerk name the other office's card."""
        name, _ = QFileDialog.getOpenFileName(self, "选择对方的名片", "", "名片 (*.gdcard)")
        if name:
            self.read_card(Path(name))

    def read_card(self, path: Path) -> None:
        """Read a card and show the digits to compare."""
        try:
            self.card = exchange.read_card(path)
            ours, theirs = exchange.pairing_digits(self.desk, self.card)
        except DeskError as error:
            self.card = None
            self.bar.show_error(error)
            self._show_state()
            return
        self.bar.clear()
        self.approval.hide()  # what was agreed to was another card
        self.ours.setText(ours)
        self.theirs.setText(spoken_part(theirs))
        self.who.setText(f"对方是：{self.card.name}")
        self._guess_role()
        self._show_state()
        self._fit()
        self.typed.setFocus()

    def pair(self) -> None:
        """Keep the other office as a peer when the digits she heard are right; other keys of a known one are asked about."""
        new_keys = exchange.replaces_keys(self.desk, self.card)
        if new_keys and not self._agreed():
            return
        try:
            exchange.pair(
                self.desk, self.card, fold(self.typed.text()), self.role.currentData(), new_keys=new_keys,
                approval=self.approval.given() if new_keys else None,
            )  # fmt: skip
        except ApprovalWrong as error:
            self.approval.forget()
            self.bar.show_error(error)
            return
        except DeskError as error:
            self.bar.show_error(error)
            self.typed.selectAll()
            self.typed.setFocus()
            return
        self.paired.emit(f"已和{self.card.name}配对，现在可以互相收发数据包。")
        self.accept()

    def _agreed(self) -> bool:
        """Ask what other keys need before they are taken: a yes, and the agreement of a second person."""
        if not self.approval.isVisible():
            if self._is_new_computer():
                self.approval.show_for(exchange.key_order(self.card), OTHER_KEYS)
            return False
        if self.approval.given() is None:
            self.bar.say("还没有批准：请把下面批准的两项填好。", "warn")
            return False
        return True

    def _make_room(self) -> None:
        """Show the box of the second person, wherever the page was scrolled to."""
        self._fit()
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.approval))

    def _is_new_computer(self) -> bool:
        """Ask whether an office that was paired before really has a new computer."""
        detail = (
            "这个单位以前配对过，这张名片上的钥匙和那时的不一样。对方换了电脑或重新建了单位才会这样；"
            "也可能是有人冒充。请在电话里听对方亲口说换了电脑，再替换。替换以后，旧电脑写的数据包不再收；"
            "手头 U 盘上还有没收的，请先收完再替换。"
        )
        return problem.ask(
            self, f"“{self.card.name}”的钥匙换了，要替换吗？", "对方确实换了电脑，替换(&O)", "先不配对(&N)",
            detail=detail, danger=True,
        )  # fmt: skip

    def _guess_role(self) -> None:
        level = getattr(self.card, "level", "")
        above = RANK.get(level, 0) > RANK[self.desk.office.level]
        self.role.setCurrentIndex(0 if above else 1)

    def _show_state(self) -> None:
        known = self.card is not None
        self.compare.setEnabled(known)
        self.go.setEnabled(known and len(fold(self.typed.text())) == 5)

    def _build(self) -> None:
        edge = theme.spacing(4)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(edge, edge, edge, theme.gap())
        column.setSpacing(theme.gap())
        column.addWidget(self.bar)
        column.addWidget(theme.heading("一、交换名片"))
        column.addWidget(theme.subtle("把本单位的名片交给对方，再读入对方给您的名片。名片用 U 盘带过去就行。"))
        cards = QHBoxLayout()
        cards.addWidget(self.give)
        cards.addWidget(self.read)
        cards.addStretch(1)
        column.addLayout(cards)
        column.addWidget(self.who)
        column.addWidget(theme.line())
        self.compare = QWidget()
        self._build_compare()
        column.addWidget(self.compare)
        column.addWidget(self.approval)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(edge, 0, edge, edge)
        row.addStretch(1)
        row.addWidget(self.go)
        stop = QPushButton("先不配对(&N)")
        stop.clicked.connect(self.reject)
        row.addWidget(stop)
        self.area = scrolling(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area, 1)
        whole.addLayout(row)
        self._fit()

    def _fit(self) -> None:
        """Be as tall as all of it, or as the screen lets it; then it scrolls above the buttons."""
        page, wide = self.area.widget(), theme.chars(40)
        page.layout().activate()
        foot = self.go.sizeHint().height() + theme.spacing(4)
        room = self.screen().availableGeometry().height() - round(theme.em() * 3) - foot
        self.area.setMinimumHeight(min(page.layout().totalHeightForWidth(wide), room))
        fit_height(self, wide)

    def _build_compare(self) -> None:
        grid = QGridLayout(self.compare)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap() * 2)
        grid.setVerticalSpacing(theme.gap())
        grid.addWidget(theme.heading("二、打电话对数字"), 0, 0, 1, 2)
        words = "给对方打个电话（用您平时就有的号码）。把本单位的数字念给对方；对方念他的数字，您填最后 5 位。"
        grid.addWidget(theme.subtle(words), 1, 0, 1, 2)
        typed, role = QLabel("对方数字的最后 5 位(&L)"), QLabel("对方是本单位的(&B)")
        typed.setBuddy(self.typed)
        role.setBuddy(self.role)
        lines = (
            (QLabel("念给对方听"), self.ours),
            (QLabel("对方应当念"), self.theirs),
            (typed, self.typed),
            (role, self.role),
        )
        for row, (label, piece) in enumerate(lines, start=2):
            grid.addWidget(label, row, 0)
            grid.addWidget(piece, row, 1)
        grid.setColumnStretch(1, 1)


def spoken_part(digits: str) -> str:
    """Return the digits the other side will read, with the last five left out: those must come over the phone."""
    return f"{digits[:-5]}（请听对方念）" if len(digits) > 5 else digits


def _digits() -> QLabel:
    label = theme.title("—")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
