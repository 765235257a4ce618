"""The page of one household: head and address, members in official order, dwellings, visits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import people
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.member_form import new_person_dialog
from gridDesk.ui.members_table import MembersTable
from gridDesk.ui.record_dialog import RecordDialog, close_record_dialog
from gridDesk.ui.watching import Watch
from gridDesk.ui.words import when_words

SHOWN = (
    "number",
    "kind",
    "grid",
    "village_group",
    "phone",
    "wechat_group",
    "annual_income",
    "honour",
    "needs",
    "remark",
)
VISITS = 8


class HouseholdPage(QWidget):
    """One household; 核实本户 is one key."""

    title = "户"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.uid = desk, uid
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again."""
        try:
            self.view = people.household_view(self.desk, self.uid)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.clear()
        self._show_head()
        self._show_members()
        self._show_facts()
        self._show_dwellings()
        self._show_visits()

    # --- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap() * 2)
        column.setSpacing(round(theme.gap() * 1.4))
        self.bar = problem.Bar()
        self.bar.hide()
        column.addWidget(self.bar)
        column.addLayout(self._build_head())
        self.people = pieces.Card("成员")
        self.people.add_button("新增成员(&N)", self.add_member, "plus")
        self.members = MembersTable()
        self.members.opened.connect(lambda uid: self.open_record.emit("person", uid))
        self.nobody = theme.subtle("这一户还没有成员。点“新增成员”，从户主开始。")
        self.people.body.addWidget(self.nobody)
        self.people.body.addWidget(self.members)
        column.addWidget(self.people)
        column.addLayout(self._build_cards())
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))
        self.setFocusProxy(self.verify_button)

    def _build_head(self) -> QHBoxLayout:
        self.name = theme.title()
        self.line = QLabel()
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(theme.spacing(0.5))
        words.addWidget(self.name)
        words.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(words, 2)
        buttons = FlowLayout(right=True)
        row.addLayout(buttons, 3)
        for text, icon, act in (
            ("打印户卡(&P)", "print", self.print_card), ("注销本户(&M)", "leave", self.close_household),
            ("编辑(&E)", "edit", self.edit),
        ):  # fmt: skip
            buttons.addWidget(pieces.button(text, act, icon))
        self.verify_button = theme.primary(pieces.button("核实本户(&V)", self.verify, "check", "#ffffff"))
        buttons.addWidget(self.verify_button)
        return row

    def _build_cards(self) -> QHBoxLayout:
        self.facts = pieces.Card("户的情况")
        self.dwellings = pieces.Card("房屋")
        self.dwellings.add_button("登记房屋", self.add_dwelling, "plus")
        self.visits = pieces.Card("走访")
        self.visits.add_button("记一次走访(&W)", self.add_visit, "plus")
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(round(theme.gap() * 1.4))
        left.addWidget(self.facts)
        left.addWidget(self.dwellings)
        left.addStretch(1)
        right.addWidget(self.visits)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(round(theme.gap() * 1.4))
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return row

    # --- showing ----------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        view = self.view
        closed = "（已注销）" if view.row["state"] == "closed" else ""
        number = f"{view.texts['number']}　" if view.texts["number"] else ""
        self.name.setText(f"{number}{view.head or '（还没有户主）'}{closed}")
        verified = str(view.row.get("verified_on") or "")
        known = f"上次核实：{when_words(verified)}" if verified else "还没有核实过"
        address = view.address or "还没有住址"
        self.line.setText(f"{address}　{len(view.members)} 人　{known}")
        self.verify_button.setEnabled(not closed)

    def _show_members(self) -> None:
        self.people.heading.setText(f"成员　{len(self.view.members)} 人")
        self.members.setVisible(bool(self.view.members))
        self.nobody.setVisible(not self.view.members)
        self.members.show_members(self.view.members)

    def _show_facts(self) -> None:
        self.facts.clear()
        shape = self.desk.catalogue["household"]
        pairs = [(shape[key].label, self.view.texts[key]) for key in SHOWN if self.view.texts.get(key)]
        self.facts.body.addLayout(pieces.facts(pairs, 1))

    def _show_dwellings(self) -> None:
        self.dwellings.clear()
        if not self.view.dwellings:
            self.dwellings.say("还没有登记这一户的房屋。")
        for item in self.view.dwellings:
            words = f"{item.title}　承租：{item.role}" if item.role else item.title
            button = pieces.link(words, lambda uid=item.uid: self.open_record.emit("dwelling", uid))
            self.dwellings.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_visits(self) -> None:
        self.visits.clear()
        if not self.view.visits:
            self.visits.say("还没有走访记录。")
        for date, line in self.view.visits[:VISITS]:
            self.visits.say(f"{when_words(date)}　{line}")
        if len(self.view.visits) > VISITS:
            self.visits.say(f"更早还有 {len(self.view.visits) - VISITS} 次。")

    # --- what a clerk does ------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the household's form."""
        RecordDialog(self.desk, "household", self.uid, self.window()).exec()

    def add_member(self) -> None:
        """Enter a new member, who inherits what the household has."""
        new_person_dialog(self.desk, self.window(), self.uid).exec()

    def add_dwelling(self) -> None:
        """Enter a dwelling of this household, at its address."""
        known = {"household": self.uid, "address": self.view.row.get("address"), "grid": self.view.row.get("grid")}
        RecordDialog(self.desk, "dwelling", None, self.window(), known=known).exec()

    def add_visit(self) -> None:
        """Write down a visit to this household."""
        known = {"household": self.uid, "grid": self.view.row.get("grid")}
        RecordDialog(self.desk, "visit", None, self.window(), known=known).exec()

    def print_card(self) -> None:
        """Go to the print page with this household's card."""
        self.go.emit("printing", f"household_card:{self.uid}")

    def close_household(self) -> None:
        """Ask for reason and date and close the household; its members stay until they are closed themselves."""
        if self.view.members:
            names = "、".join(member.name for member in self.view.members[:4])
            problem.show(self, DeskError(f"这一户还有 {len(self.view.members)} 人在册（{names}），",
                                         advice="请先在各人的页面办理迁出或死亡，再注销本户。"))  # fmt: skip
            return
        close_record_dialog(self.desk, "household", self.uid, self.window()).exec()

    def verify(self) -> None:
        """Write down that all of this household is still true today."""
        try:
            people.verify_household(self.desk, self.uid)
        except DeskError as error:
            problem.show(self, error)
            return
        self.refresh()
        self.bar.say(f"已记下：今天核实本户 {len(self.view.members)} 人，信息无误。", "ok")
