"""The page of one household: head and address, members in official order, dwellings, visits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gridDesk.desk import erasure, people, records
from gridDesk.desk.office import Desk
from gridDesk.ui import household_events, person_events, pieces, proposal_dialog, theme
from gridDesk.ui.erase_dialog import EraseDialog
from gridDesk.ui.event_dialog import EventDialog
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.member_form import new_person_dialog
from gridDesk.ui.members_table import MembersTable
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.record_page import MenuButton, MenuEntry, RecordPage, two_columns
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


class HouseholdPage(RecordPage):
    """One household; 核实本户 is one key."""

    title = "户"

    def __init__(self, desk: Desk, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, uid, parent)
        self.setFocusProxy(self.verify_button)

    def load(self) -> None:
        self.view = people.household_view(self.desk, self.uid)

    def show_all(self) -> None:
        self._show_head()
        self._show_members()
        self._show_facts()
        self._show_dwellings()
        self._show_visits()

    # --- building ---------------------------------------------------------------------------------------------

    def fill(self, column: QVBoxLayout) -> None:
        self.own_buttons: list[QWidget] = []
        column.addLayout(self._build_head())
        self.whose = theme.warn_label("", "note")
        column.addWidget(self.whose)
        self.people = pieces.Card("成员")
        self._own(self.people.add_button("整户修改(&T)", lambda: self.go.emit("household_entry", self.uid), "edit"))
        self._own(self.people.add_button("新增成员(&N)", self.add_member, "plus"))
        self.members = MembersTable()
        self.members.opened.connect(lambda uid: self.open_record.emit("person", uid))
        self.nobody = theme.subtle()
        self.people.body.addWidget(self.nobody)
        self.people.body.addWidget(self.members)
        column.addWidget(self.people)
        column.addLayout(self._build_cards())

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
        self.events_button = MenuButton("办理变动(&M)", "walk", self.event_entries)
        buttons.addWidget(pieces.button("打印户卡(&P)", self.print_card, "print"))
        buttons.addWidget(self._own(self.events_button))
        buttons.addWidget(self._own(pieces.button("编辑(&E)", self.edit, "edit")))
        self.verify_button = theme.primary(pieces.button("核实本户(&V)", self.verify, "check", "#ffffff"))
        buttons.addWidget(self._own(self.verify_button))
        self.propose_button = theme.primary(pieces.button("提出更正(&E)…", self.propose, "edit", "#ffffff"))
        buttons.addWidget(self.propose_button)
        return row

    def _own(self, button: QWidget) -> QWidget:
        """Note a button that only the office that keeps the household may use; return it."""
        self.own_buttons.append(button)
        return button

    def _build_cards(self) -> QHBoxLayout:
        self.facts = pieces.Card("户的情况")
        self.dwellings = pieces.Card("房屋")
        self._own(self.dwellings.add_button("登记房屋", self.add_dwelling, "plus"))
        self.visits = pieces.Card("走访")
        self._own(self.visits.add_button("记一次走访(&W)", self.add_visit, "plus"))
        return two_columns([self.facts, self.dwellings], [self.visits])

    # --- showing ----------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        view = self.view
        closed = self._closed_words() if view.row["state"] == "closed" else ""
        number = f"{view.texts['number']}　" if view.texts["number"] else ""
        self.name.setText(f"{number}{view.head or '（还没有户主）'}{closed}")
        verified = str(view.row.get("verified_on") or "")
        known = f"上次核实：{when_words(verified)}" if verified else "还没有核实过"
        address = view.address or "还没有住址"
        self.line.setText(f"{address}　{len(view.members)} 人　{known}")
        self.verify_button.setEnabled(not closed)
        self._show_whose()

    @property
    def mirrored(self) -> bool:
        """Tell whether another office keeps this household, which can only be looked at here."""
        return self.view.row["office"] != self.desk.office.site

    def _show_whose(self) -> None:
        for button in self.own_buttons:
            button.setVisible(not self.mirrored)
        self.propose_button.setVisible(proposal_dialog.can_propose(self.desk, "household", self.uid))
        self.whose.say(proposal_dialog.whose_words(self.desk, "household", self.uid), "note")

    def propose(self) -> None:
        """Ask what the office that keeps the household should correct."""
        if proposal_dialog.ProposalDialog(self.desk, "household", self.uid, self.window()).exec():
            self.bar.say("已提出更正建议，会写进给这个单位的下一个数据包。", "ok")

    def _closed_words(self) -> str:
        reason = self.desk.catalogue.code_sets["close_reason"].show(self.view.row.get("closed_reason"))
        parts = (reason or "已注销", self.view.row.get("closed_on"))
        return f"（{' '.join(str(part) for part in parts if part)}）"

    def _show_members(self) -> None:
        self.people.heading.setText(f"成员　{len(self.view.members)} 人")
        self.members.setVisible(bool(self.view.members))
        self.nobody.setText("这一户还没有成员。" + ("" if self.mirrored else "点“新增成员”，从户主开始。"))
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
        """Write down a visit to this household, on the page where all that follows from it is done too."""
        if self.desk.office.is_base:
            self.go.emit("rounds", f"visit:{self.uid}")
            return
        known = {"household": self.uid, "grid": self.view.row.get("grid")}
        RecordDialog(self.desk, "visit", None, self.window(), known=known).exec()

    def print_card(self) -> None:
        """Go to the print page with this household's card."""
        self.go.emit("printing", f"household_card:{self.uid}")

    def event_entries(self) -> list[MenuEntry]:
        """Return what can happen to this household, as the menu offers it."""
        if self.view.row["state"] == "closed":
            entries: list[MenuEntry] = [("恢复本户(&B)", self.reopen)]
            if erasure.may_erase(self.desk, "household", self.uid):
                entries.append(("清除内容(&X)…", self.erase))
            return entries
        came = [("出生(&C)…", person_events.birth), ("迁入(&A)…", person_events.move_in),
                ("婚入(&H)…", person_events.marry_in)]  # fmt: skip
        changed = [
            ("分户(&S)…", household_events.split), ("并户(&J)…", household_events.merge),
            ("更换户主(&U)…", household_events.change_head), ("住处变动(&Z)…", household_events.rehouse),
        ]  # fmt: skip
        first = [(words, lambda make=make: self.enter(make)) for words, make in came]
        second = [(words, lambda make=make: self.enter(make)) for words, make in changed]
        away = ("整户迁出(&O)…", lambda: self.try_to(lambda: self.enter(household_events.move_out)))
        return [*first, None, *second, None, away, ("注销本户(&X)…", self.close_household)]

    def enter(self, make: Callable[..., EventDialog]) -> None:
        """Open the short dialog of an event of this household."""
        make(self.desk, self.uid, self.window()).exec()

    def erase(self) -> None:
        """Ask on which ground the household's content shall go for good."""
        if EraseDialog(self.desk, self.uid, self.window(), "household").exec():
            self.refresh()
            self.bar.say("已清除。上级收取下一个数据包后同样清除。", "ok")

    def reopen(self) -> None:
        """Make a household that was closed one in force again."""
        self.try_to(lambda: records.reopen_record(self.desk, "household", self.uid))

    def close_household(self) -> None:
        """Ask for reason and date and close the household; its members leave first, each by an event."""
        self.try_to(lambda: self.enter(household_events.end))

    def verify(self) -> None:
        """Write down that all of this household is still true today."""
        words = f"已记下：今天核实本户 {len(self.view.members)} 人，信息无误。"
        self.try_to(lambda: people.verify_household(self.desk, self.uid), words)
