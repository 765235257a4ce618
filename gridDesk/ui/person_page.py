"""The page of one person: who she is, her household, where she lives, her groups, what happened, what is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import erasure, history, merging, people, transfers
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ledger import Row
from gridDesk.ledger.alike import MERGED_INTO
from gridDesk.ledger.record import is_erased
from gridDesk.ui import person_events, pieces, problem, proposal_dialog, theme
from gridDesk.ui.erase_dialog import EraseDialog
from gridDesk.ui.event_dialog import EventDialog
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.history_dialog import undone_words
from gridDesk.ui.members_table import MembersTable
from gridDesk.ui.record_dialog import RecordDialog
from gridDesk.ui.record_page import MenuButton, MenuEntry, RecordPage, two_columns
from gridDesk.ui.words import when_words

OWN = ("former_name", "education", "marital", "political", "religion", "military", "health", "phone", "phone2",
       "occupation", "workplace", "insured", "native_place", "nationality", "foreign_name", "remark")  # fmt: skip
HOME = ("kind", "relation", "consistency", "registered_kind", "registered_address", "away", "away_to", "inflow_reason",
        "permit_number", "permit_until", "since")  # fmt: skip
HISTORY_LINES = 6


class PersonPage(RecordPage):
    """One person; every change elsewhere shows here at once."""

    title = "人口"

    def __init__(self, desk: Desk, uid: str, parent: QWidget | None = None) -> None:
        self.revealed = False
        super().__init__(desk, uid, parent)
        self.setFocusProxy(self.edit_button)

    def load(self) -> None:
        self.view = people.person_view(self.desk, self.uid)

    def show_all(self) -> None:
        self._show_head()
        self._show_notices()
        self._show_own()
        self._show_household()
        self._show_home()
        self._show_groups()
        self._show_history()

    # --- building ---------------------------------------------------------------------------------------------

    def fill(self, column: QVBoxLayout) -> None:
        column.addLayout(self._build_head())
        self.whose = theme.warn_label("", "note")
        column.addWidget(self.whose)
        self.notices = theme.warn_label("", "missing")
        column.addWidget(self.notices)
        self.proposed = pieces.Card("更正建议")
        column.addWidget(self.proposed)
        self.household = pieces.Card("家庭")
        self.members = MembersTable()
        self.members.opened.connect(lambda uid: self.open_record.emit("person", uid))
        self.open_household = self.household.add_button("打开这一户(&T)", self._open_household, "household")
        self.no_household = theme.subtle()
        self.household.body.addWidget(self.no_household)
        self.household.body.addWidget(self.members)
        column.addWidget(self.household)
        column.addLayout(self._build_cards())
        self.past = pieces.Card("经过")
        self.past.add_button("全部修改记录", self._all_history, "history")
        column.addWidget(self.past)

    def _build_head(self) -> QHBoxLayout:
        self.name = theme.title()
        self.line = QLabel()
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.number = QLabel()
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reveal_button = theme.quiet(QPushButton("显示(&O)"))
        self.reveal_button.clicked.connect(self.reveal)
        numbers = FlowLayout()
        for widget in (self.line, self.number, self.reveal_button):
            numbers.addWidget(widget)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addLayout(numbers)
        row = QHBoxLayout()
        row.setSpacing(theme.gap())
        row.addLayout(words, 1)
        buttons = FlowLayout(right=True)
        row.addLayout(buttons)
        self.verify_button = pieces.button("核实无误(&V)", self.verify, "check")
        self.events_button = MenuButton("办理变动(&M)", "walk", self.event_entries)
        self.edit_button = theme.primary(pieces.button("编辑(&E)", self.edit, "edit", "#ffffff"))
        self.merged_button = theme.primary(pieces.button("打开并入的那条(&J)", self.open_merged, "forward", "#ffffff"))
        self.unmerge_button = pieces.button("拆开合并(&U)", self.unmerge, "undo")
        self.erase_button = theme.quiet(pieces.button("清除内容(&X)…", self.erase, "trash"))
        self.propose_button = theme.primary(pieces.button("提出更正(&E)…", self.propose, "edit", "#ffffff"))
        for button in (
            self.verify_button, self.events_button, self.edit_button, self.unmerge_button, self.merged_button,
            self.propose_button, self.erase_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        return row

    def _build_cards(self) -> QHBoxLayout:
        self.own = pieces.Card("本人情况")
        self.home = pieces.Card("居住和房屋")
        self.edit_home_button = self.home.add_button("编辑居住", self.edit_home, "edit")
        self.groups = pieces.Card("特殊人群")
        self.add_group_button = self.groups.add_button("加入(&G)", self._show_group_menu, "plus")
        self.group_menu = QMenu(self)
        return two_columns([self.own], [self.home, self.groups])

    # --- showing ----------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        view, closed = self.view, self.view.row["state"] == "closed"
        unnamed = "（内容已清除）" if is_erased(view.row) else "（没有姓名）"
        self.name.setText(f"{view.row.get('name') or unnamed}{self._closed_words() if closed else ''}")
        age = "" if view.age is None else f"{view.age}岁"
        parts = [
            view.texts["sex"],
            age,
            view.texts["ethnicity"],
            view.texts["birth"],
            view.residence_texts.get("kind", ""),
        ]
        self.line.setText("　".join(part for part in parts if part))
        self._show_number()
        verified = f"上次核实：{when_words(view.verified_on)}" if view.verified_on else "还没有核实过"
        self.verify_button.setToolTip(verified)
        self.verify_button.setAccessibleDescription(verified)
        merged, own = bool(view.row.get(MERGED_INTO)), not self.mirrored and not is_erased(view.row)
        for button, shown in (
            (self.events_button, not merged and own), (self.edit_button, not merged and own),
            (self.merged_button, merged), (self.unmerge_button, merged and own),
            (self.edit_home_button, not merged and own), (self.verify_button, not closed and own),
            (self.add_group_button, not closed and own),
            (self.erase_button, closed and erasure.may_erase(self.desk, "person", self.uid)),
            (self.propose_button, proposal_dialog.can_propose(self.desk, "person", self.uid)),
        ):  # fmt: skip
            button.setVisible(shown)
        self._show_whose()

    @property
    def mirrored(self) -> bool:
        """Tell whether another office keeps this person, who can only be looked at here."""
        return self.view.row["office"] != self.desk.office.site

    def _show_whose(self) -> None:
        """Say whose record it is, where the person came from, and what was proposed about her."""
        origin = transfers.origin_of(self.desk, self.uid)
        came = f"此人 {origin.left_on} 从{origin.office_name}迁来。" if origin else ""
        self.whose.say(proposal_dialog.whose_words(self.desk, "person", self.uid) + came, "note")
        lines = proposal_dialog.proposal_lines(self.desk, self.uid) if self.mirrored else []
        self.proposed.setVisible(bool(lines))
        self.proposed.clear()
        for line in lines:
            self.proposed.say(line)

    def propose(self) -> None:
        """Ask what the office that keeps her should correct."""
        if proposal_dialog.ProposalDialog(self.desk, "person", self.uid, self.window()).exec():
            self.refresh()
            self.bar.say("已提出更正建议，会写进给这个单位的下一个数据包。", "ok")

    def erase(self) -> None:
        """Ask on which ground the person's content shall go for good."""
        if EraseDialog(self.desk, self.uid, self.window()).exec():
            self.refresh()
            self.bar.say("已清除。上级收取下一个数据包后同样清除。", "ok")

    def open_merged(self) -> None:
        """Open the record that this one was merged into."""
        target = merging.merged_into(self.desk, self.uid)
        if target:
            self.open_record.emit("person", target.uid)

    def unmerge(self) -> None:
        """Bring this record and the one it was merged into back as they were, after asking; say what had to stay."""
        question = "要把合并的两条记录拆开吗？"
        detail = "两条记录都恢复成合并以前的样子；合并以后又改过的内容会保留，并告诉您是哪些。"
        if not problem.ask(self, question, "拆开(&U)", "先不拆开(&N)", detail=detail, danger=True):
            return
        try:
            undone = merging.unmerge(self.desk, self.uid)
        except DeskError as error:
            problem.show(self, error)
            return
        problem.tell(self, undone_words("合并", undone), title="拆开合并")

    def _closed_words(self) -> str:
        reason = self.desk.catalogue.code_sets["close_reason"].show(self.view.row.get("closed_reason"))
        parts = (reason or "已注销", self.view.row.get("closed_on"))
        return f"（{' '.join(str(part) for part in parts if part)}）"

    def _show_number(self) -> None:
        has = bool(self.view.row.get("id_number"))
        shown = people.reveal_id(self.desk, self.uid) if self.revealed and has else self.view.id_masked
        self.number.setText(shown or "没有公民身份号码")
        self.reveal_button.setVisible(has)
        self.reveal_button.setText("隐藏(&O)" if self.revealed else "显示(&O)")

    def _show_notices(self) -> None:
        lines = self.view.notices
        target = merging.merged_into(self.desk, self.uid) if self.view.row.get(MERGED_INTO) else None
        if target:
            words = (
                f"这条记录与“{target.title}”是同一个人，{when_words(target.on)}已并入那条记录；居住、走访等都在那里。"
            )
            self.notices.say(words, "note")
            return
        if self.mirrored:
            self.notices.say(_gather(lines), "missing")
        elif not self.view.verified_on and not lines:
            self.notices.say("资料齐全，还没有核实过。", "note")
        else:
            level = "warning" if any("还没有填" not in line for line in lines) else "missing"
            self.notices.say(_gather(lines), level)

    def _show_own(self) -> None:
        self.own.clear()
        shape = self.desk.catalogue["person"]
        pairs = [(shape[key].label, self.view.texts[key]) for key in OWN if self.view.texts.get(key)]
        if pairs:
            self.own.body.addLayout(pieces.facts(pairs, 1))
        else:
            self.own.say("只登记了身份。" + ("" if self.mirrored else "点“编辑”补充文化程度、电话等。"))

    def _show_household(self) -> None:
        view = self.view
        self.household.heading.setText(f"家庭　{view.household_title}" if view.household_uid else "家庭")
        self.open_household.setVisible(bool(view.household_uid))
        self.members.setVisible(bool(view.members))
        self.no_household.setText("还没有归到哪一户。" + ("" if self.mirrored else "点“编辑居住”选择所在户。"))
        self.no_household.setVisible(not view.household_uid)
        self.household.setVisible(bool(view.household_uid) or not view.row.get(MERGED_INTO))
        self.members.show_members(view.members, self.uid)

    def _show_home(self) -> None:
        self.home.clear()
        shape = self.desk.catalogue["residence"]
        pairs = [("现住址", self.view.address)] if self.view.address else []
        pairs += [(shape[key].label, text) for key in HOME if (text := self.view.residence_texts.get(key))]
        if pairs:
            self.home.body.addLayout(pieces.facts(pairs, 1))
        else:
            self.home.say("还没有居住记录。")
        for item in self.view.dwellings:
            words = f"{item.role}：{item.title}"
            self.home.body.addWidget(
                pieces.link(words, lambda uid=item.uid: self.open_record.emit("dwelling", uid)),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )
        self.edit_home_button.setText("编辑居住" if self.view.residence else "登记居住")

    def _show_groups(self) -> None:
        self.groups.clear()
        if not self.view.groups:
            self.groups.say("不在任何特殊人群台账里。")
        for entry in self.view.groups:
            button = pieces.link(
                entry.label, lambda item=entry: self.edit_group(item.ledger, item.uid), f"打开{entry.label}记录"
            )
            self.groups.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            if entry.line:
                self.groups.say(entry.line)

    def _show_history(self) -> None:
        self.past.clear()
        lines = history.record_history(self.desk, "person", self.uid)
        if not lines:
            self.past.say("还没有修改过。")
        seen: dict[str, list[str]] = {}
        for item in lines:
            words = f"{item.field}：{item.old or '空'} → {item.new or '空'}" if item.old else item.field
            seen.setdefault(f"{when_words(item.when)}　{item.who}　{item.act}", []).append(words)
        for head, changes in list(seen.items())[:HISTORY_LINES]:
            more = f" 等 {len(changes)} 项" if len(changes) > 3 else ""
            self.past.say(f"{head}：{'；'.join(changes[:3])}{more}")

    # --- what a clerk does ------------------------------------------------------------------------------------

    def reveal(self) -> None:
        """Show the whole ID number, or hide it again."""
        self.revealed = not self.revealed
        self._show_number()

    def edit(self) -> None:
        """Open the person's form; that of another office's person is the question what is to be corrected."""
        if self.mirrored:
            self.propose()
            return
        RecordDialog(self.desk, "person", self.uid, self.window()).exec()

    def edit_home(self) -> None:
        """Open the form of where she lives, or a new one."""
        home = self.view.residence
        known = {"person": self.uid}
        uid = str(home["uid"]) if home else None
        RecordDialog(
            self.desk, "residence", uid, self.window(), known=known, hidden=("person",), title="居住情况"
        ).exec()

    def edit_group(self, ledger: str, uid: str | None) -> None:
        """Open her record in a special group, or a new one."""
        if uid and self.mirrored:
            proposal_dialog.MirrorDialog(self.desk, ledger, uid, self.window()).exec()
            return
        shape = self.desk.catalogue[ledger]
        dialog = RecordDialog(
            self.desk, ledger, uid, self.window(), known={shape.subject: self.uid}, hidden=(shape.subject,),
            title=f"{shape.label}：{self.view.row.get('name') or ''}",
        )  # fmt: skip
        dialog.exec()

    def verify(self) -> None:
        """Write down that everything is still true today."""
        self.try_to(lambda: people.verify_person(self.desk, self.uid), "已记下：今天核实无误。")

    def event_entries(self) -> list[MenuEntry]:
        """Return what can happen to this person, as the menu offers it."""
        if self.view.row["state"] == "closed":
            return [
                ("返回(&B)…", self.come_back),
                ("证件签发或更正(&I)…", lambda: self.enter(person_events.change_number)),
            ]
        ways = [
            ("死亡(&D)…", person_events.death), ("迁出、离开(&O)…", person_events.move_out),
            ("婚出(&H)…", person_events.marry_out), ("租住开始(&R)…", person_events.rent),
        ]  # fmt: skip
        entries: list[MenuEntry] = [(words, lambda make=make: self.enter(make)) for words, make in ways]
        leases = list(self.desk.store.rows("tenancy", where={"tenant": self.uid}))
        entries += [("租住结束(&E)…", lambda row=row: self.end_rent(row)) for row in leases]
        return [*entries, None, ("证件签发或更正(&I)…", lambda: self.enter(person_events.change_number))]

    def enter(self, make: Callable[..., EventDialog]) -> None:
        """Open the short dialog of an event of this person."""
        make(self.desk, self.uid, self.window()).exec()

    def end_rent(self, tenancy: Row) -> None:
        """Ask since when a tenancy is over."""
        person_events.end_rent(self.desk, tenancy, self.window()).exec()

    def come_back(self) -> None:
        """Ask when a person who had left came back."""
        person_events.come_back(self.desk, self.uid, self.view.household_uid, self.window()).exec()

    def _show_group_menu(self) -> None:
        self.group_menu.clear()
        inside = {entry.ledger for entry in self.view.groups}
        for ledger in self.desk.enabled():
            if ledger.group == "special" and ledger.key not in inside:
                action = self.group_menu.addAction(ledger.label)
                action.triggered.connect(lambda _checked=False, key=ledger.key: self.edit_group(key, None))
        if self.group_menu.isEmpty():
            self.group_menu.addAction("已在每一类台账里").setEnabled(False)
        button = self.add_group_button
        self.group_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _open_household(self) -> None:
        if self.view.household_uid:
            self.open_record.emit("household", self.view.household_uid)

    def _all_history(self) -> None:
        from gridDesk.ui.history_dialog import HistoryDialog

        HistoryDialog(self.desk, "person", self.uid, self.window()).exec()


def _gather(lines: list[str]) -> str:
    """Put the sentences of missing fields into one (还没有填文化程度、联系电话。)."""
    start = "还没有填"
    missing = [line.removeprefix(start).rstrip("。") for line in lines if line.startswith(start)]
    others = [line for line in lines if not line.startswith(start)]
    return "".join(others + ([f"{start}{'、'.join(missing)}。"] if missing else []))
