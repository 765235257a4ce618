"""The page of one person: who she is, her household, where she lives, her groups, what happened, what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import history, people
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.members_table import MembersTable
from gridDesk.ui.record_dialog import CloseDialog, RecordDialog
from gridDesk.ui.watching import Watch
from gridDesk.ui.words import when_words

OWN = ("former_name", "education", "marital", "political", "religion", "military", "health", "phone", "phone2",
       "occupation", "workplace", "insured", "native_place", "nationality", "foreign_name", "remark")  # fmt: skip
HOME = ("kind", "relation", "consistency", "registered_kind", "registered_address", "away", "away_to", "inflow_reason",
        "permit_number", "permit_until", "since")  # fmt: skip
HISTORY_LINES = 6


class PersonPage(QWidget):
    """One person; every change elsewhere shows here at once."""

    title = "人口"
    open_record = Signal(str, str)
    go = Signal(str, str)

    def __init__(self, desk: Desk, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.uid = desk, uid
        self.revealed = False
        self._build()
        Watch(desk, self, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask the desk again; a person who is no longer there is told in words."""
        try:
            self.view = people.person_view(self.desk, self.uid)
        except DeskError as error:
            self.bar.show_error(error)
            return
        self.bar.clear()
        self._show_head()
        self._show_notices()
        self._show_own()
        self._show_household()
        self._show_home()
        self._show_groups()
        self._show_history()

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
        self.notices = theme.warn_label("", "missing")
        column.addWidget(self.notices)
        self.household = pieces.Card("家庭")
        self.members = MembersTable()
        self.members.opened.connect(lambda uid: self.open_record.emit("person", uid))
        self.open_household = self.household.add_button("打开这一户(&H)", self._open_household, "household")
        self.no_household = theme.subtle("还没有归到哪一户。点“编辑居住”选择所在户。")
        self.household.body.addWidget(self.no_household)
        self.household.body.addWidget(self.members)
        column.addWidget(self.household)
        column.addLayout(self._build_cards())
        self.past = pieces.Card("经过")
        self.past.add_button("全部修改记录", self._all_history, "history")
        column.addWidget(self.past)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pieces.scrolling(page))
        self.setFocusProxy(self.edit_button)

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
        row.addLayout(buttons, 1)
        self.verify_button = pieces.button("核实无误(&V)", self.verify, "check")
        self.close_button = pieces.button("迁出、死亡(&M)", self.close_person, "leave")
        self.back_button = pieces.button("恢复在册(&M)", self.move_back, "undo")
        self.edit_button = theme.primary(pieces.button("编辑(&E)", self.edit, "edit", "#ffffff"))
        for button in (self.verify_button, self.close_button, self.back_button, self.edit_button):
            buttons.addWidget(button)
        return row

    def _build_cards(self) -> QHBoxLayout:
        self.own = pieces.Card("本人情况")
        self.home = pieces.Card("居住和房屋")
        self.edit_home_button = self.home.add_button("编辑居住", self.edit_home, "edit")
        self.groups = pieces.Card("特殊人群")
        self.add_group_button = self.groups.add_button("加入(&G)", self._show_group_menu, "plus")
        self.group_menu = QMenu(self)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(round(theme.gap() * 1.4))
        left.addWidget(self.own)
        left.addStretch(1)
        right.addWidget(self.home)
        right.addWidget(self.groups)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(round(theme.gap() * 1.4))
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return row

    # --- showing ----------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        view, closed = self.view, self.view.row["state"] == "closed"
        self.name.setText(f"{view.row.get('name') or '（没有姓名）'}{self._closed_words() if closed else ''}")
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
        self.verify_button.setVisible(not closed)
        self.close_button.setVisible(not closed)
        self.back_button.setVisible(closed)
        self.add_group_button.setVisible(not closed)

    def _closed_words(self) -> str:
        reason = self.desk.catalogue.code_sets["close_reason"].show(self.view.row.get("closed_reason"))
        return f"（{'，'.join(part for part in (self.view.row.get('closed_on'), reason) if part)}，已注销）"

    def _show_number(self) -> None:
        has = bool(self.view.row.get("id_number"))
        shown = people.reveal_id(self.desk, self.uid) if self.revealed and has else self.view.id_masked
        self.number.setText(shown or "没有公民身份号码")
        self.reveal_button.setVisible(has)
        self.reveal_button.setText("隐藏(&O)" if self.revealed else "显示(&O)")

    def _show_notices(self) -> None:
        lines = self.view.notices
        if not self.view.verified_on and not lines:
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
            self.own.say("只登记了身份。点“编辑”补充文化程度、电话等。")

    def _show_household(self) -> None:
        view = self.view
        self.household.heading.setText(f"家庭　{view.household_title}" if view.household_uid else "家庭")
        self.open_household.setVisible(bool(view.household_uid))
        self.members.setVisible(bool(view.members))
        self.no_household.setVisible(not view.household_uid)
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
        """Open the person's form."""
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
        shape = self.desk.catalogue[ledger]
        dialog = RecordDialog(
            self.desk, ledger, uid, self.window(), known={shape.subject: self.uid}, hidden=(shape.subject,),
            title=f"{shape.label}：{self.view.row.get('name') or ''}",
        )  # fmt: skip
        dialog.exec()

    def verify(self) -> None:
        """Write down that everything is still true today."""
        try:
            people.verify_person(self.desk, self.uid)
        except DeskError as error:
            problem.show(self, error)
            return
        self.refresh()
        self.bar.say("已记下：今天核实无误。", "ok")

    def close_person(self) -> None:
        """Ask for reason and date and close the person with all that hangs on her."""

        def close(reason: str, on: str, note: str) -> object:
            return people.move_out(self.desk, self.uid, reason, on, note)

        name = self.view.row.get("name") or "此人"
        text = f"把“{name}”从人口台账注销，居住、租住和特殊人群记录同时结束。"
        CloseDialog(self.desk, text, close, self.window()).exec()

    def move_back(self) -> None:
        """Make a closed person active again."""
        try:
            people.move_back(self.desk, self.uid)
        except DeskError as error:
            problem.show(self, error)

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
