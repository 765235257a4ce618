"""Cards of a street: answers that came back, people to hand on, people kept in two villages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from gridDesk.desk import duplicates_across, proposals, transfers
from gridDesk.desk.duplicates_across import Across, Told
from gridDesk.desk.office import Desk
from gridDesk.desk.proposals import Sent
from gridDesk.desk.transfers import Forwarded, Leaving
from gridDesk.ui import theme
from gridDesk.ui.inbox_card import Columns, InboxCard
from gridDesk.ui.rows import Heading, Line, RowsView
from gridDesk.ui.words import when_words

PAIR_HEADINGS = (
    Heading("甲", 5.5),
    Heading("甲的单位", 8),
    Heading("乙", 5.5),
    Heading("乙的单位", 8),
    Heading("相同的内容"),
)
MOST_SHOWN = 8


class SentCard(InboxCard):
    """A correction this office proposed, and what became of it."""

    def __init__(self, desk: Desk, sent: Sent, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{sent.office_name}　{sent.name}　{sent.label}　{sent.words}", parent=parent)
        self.sent = sent
        self.open_button("打开这条记录(&O)", sent.ledger, sent.record)
        sides = [("提出建议时", sent.old_text, ""), ("建议改为", sent.new_text, "")]
        if sent.outcome not in ("open", "withdrawn"):
            sides.append(("答复后登记", sent.value_text or ("没有改动" if sent.outcome == "returned" else ""), ""))
        self.column.addWidget(Columns(sides))
        answered = f"{when_words(sent.answered_on)}　{sent.answered_by}" if sent.answered_on else ""
        made = f"{when_words(sent.made_on)}　{sent.made_by}　依据：{sent.basis}"
        self.tell([("提出", made), ("答复", "　".join(part for part in (answered, sent.content) if part))])
        self._add_buttons()
        self.finish()

    def _add_buttons(self) -> None:
        if self.sent.outcome == "open":
            self.add_button("撤回建议(&K)", self.withdraw, "undo")
        elif not self.sent.looked_at:
            if self.sent.outcome in ("refused", "returned"):
                self.add_button("看过了(&A)", self.put_away, "check", main=True)
            if self.sent.outcome == "refused":
                self.add_button("重新提出(&M)…", self.again, "edit")

    def withdraw(self) -> None:
        """Take the proposal back."""
        self.try_to(lambda: proposals.withdraw(self.desk, self.sent.uid), "已撤回建议，下一个数据包会告诉对方。")

    def put_away(self) -> None:
        """Note that the answer was seen."""
        self.try_to(lambda: proposals.put_away(self.desk, [self.sent.uid]), "已了结，仍可在“已发出”里查到。")

    def again(self) -> None:
        """Open the dialog for another proposal about the same field."""
        from gridDesk.ui.proposal_dialog import ProposalDialog

        dialog = ProposalDialog(self.desk, self.sent.ledger, self.sent.record, self.window(), label=self.sent.label)
        if dialog.exec():
            self.try_to(lambda: proposals.put_away(self.desk, [self.sent.uid]), "已重新提出更正建议。")


class MovedCard(InboxCard):
    """Somebody this office handed on, and what became of it."""

    def __init__(self, desk: Desk, moved: Forwarded, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"转出　{moved.name}　{moved.words}", parent=parent)
        self.moved = moved
        self.open_button("打开原记录(&O)", "person", moved.person)
        if moved.there:
            self.open_button("打开新记录(&P)", "person", moved.there)
        answered = "　".join(part for part in (when_words(moved.on) if moved.on else "", moved.content) if part)
        self.tell([
            ("迁出", f"{when_words(moved.left_on)}　{moved.from_name}"), ("转往", moved.to_name), ("答复", answered),
        ])  # fmt: skip
        if moved.state == "open":
            self.add_button("撤回转出(&K)", self.withdraw, "undo")
        self.finish()

    def withdraw(self) -> None:
        """Take the transfer back."""
        self.try_to(lambda: transfers.withdraw(self.desk, self.moved.uid), "已撤回，下一个数据包会告诉对方。")


class ForwardCard(InboxCard):
    """Somebody who left one village for another: to which one is she handed on."""

    def __init__(self, desk: Desk, leaving: Leaving, parent: QWidget | None = None) -> None:
        words = (
            f"{leaving.office_name}登记此人于 {leaving.left_on} 迁往“{leaving.to}”。转出以后，那边核对并登记为迁入。"
        )
        super().__init__(desk, f"转出　{leaving.name}", words, parent)
        self.leaving = leaving
        self.open_button("打开此人(&O)", "person", leaving.person)
        self.where = villages(desk, leaving.office, leaving.site)
        self.ask("转往", self.where)
        if not leaving.site:
            self.column.addWidget(theme.subtle(f"没有找到名称是“{leaving.to}”的单位，请选择。"))
        self.add_button("转出(&A)", self.forward, "forward", main=True)
        self.add_button("不用转(&K)", self.skip, "close")
        self.finish()

    def forward(self) -> None:
        """Propose the person to the chosen village."""
        words = f"已转给{self.where.currentText()}，请给它写一个数据包。"
        site = str(self.where.currentData() or "")
        self.try_to(lambda: transfers.forward(self.desk, self.leaving.event, site), words)

    def skip(self) -> None:
        """Note that she did not move to a village of this street."""
        self.try_to(lambda: transfers.skip(self.desk, self.leaving.event), "已记下：不用转。")


class CameBackCard(InboxCard):
    """A transfer that a village did not enter: to another village, or put away."""

    def __init__(self, desk: Desk, back: Forwarded, parent: QWidget | None = None) -> None:
        words = f"{back.from_name}登记此人于 {back.left_on} 迁出，转给{back.to_name}后没有登记。"
        super().__init__(desk, f"没有登记转入　{back.name}", words, parent)
        self.back = back
        self.open_button("打开此人(&O)", "person", back.person)
        self.tell([("答复", back.content), ("答复日期", when_words(back.on))])
        row = desk.store.get("person", back.person)
        self.where = villages(desk, str(row["office"]) if row else "", "")
        self.ask("转往", self.where)
        self.add_button("转给它(&A)", self.forward, "forward", main=True)
        self.add_button("了结(&K)", self.put_away, "close")
        self.finish()

    def forward(self) -> None:
        """Propose the person to another village."""
        event, site = transfers.event_of(self.desk, self.back.uid), str(self.where.currentData() or "")
        words = f"已转给{self.where.currentText()}，请给它写一个数据包。"
        self.try_to(lambda: transfers.forward(self.desk, event, site), words)

    def put_away(self) -> None:
        """Note that nothing more is done about it."""
        self.try_to(lambda: transfers.withdraw(self.desk, self.back.uid), "已了结。")


class DisputedCard(InboxCard):
    """Both villages say that they rightly keep the same person."""

    def __init__(self, desk: Desk, told: Told, parent: QWidget | None = None) -> None:
        words = (
            "两个村（社区）都答复登记无误。请与两边核实：是两个人的，点“不是同一人”；是同一人的，由其中一边办理迁出。"
        )
        super().__init__(desk, f"跨村重复　{told.name}", words, parent)
        self.told = told
        for place, (person, office) in enumerate(zip(told.people, told.offices, strict=True), 1):
            self.open_button(f"打开{office}的(&{'OP'[place - 1]})", "person", person)
        self.tell([
            (office, reply.content) for office, reply in zip(told.offices, told.answers, strict=True) if reply is not None
        ])  # fmt: skip
        self.add_button("不是同一人(&A)", self.apart, "check", main=True)
        self.add_button("了结(&K)", self.put_away, "close")
        self.finish()

    def apart(self) -> None:
        """Remember that they are two people."""
        self.try_to(
            lambda: duplicates_across.not_the_same(self.desk, *self.told.people), "已认定不是同一人，不再提示。"
        )

    def put_away(self) -> None:
        """End the notices."""
        self.try_to(lambda: duplicates_across.put_away(self.desk, self.told), "已了结。")


class AcrossCard(InboxCard):
    """People active in two villages: look at them, tell both villages, or say that they are two."""

    def __init__(self, desk: Desk, pairs: Sequence[Across], parent: QWidget | None = None) -> None:
        words = "下列记录在两个村（社区）都在册。发出提示后，两边各自核实并答复；一边注销，提示自动了结。"
        super().__init__(desk, f"跨村重复　{len(pairs)} 对", words, parent)
        self.pairs = pairs
        self.table = RowsView(PAIR_HEADINGS, "两个单位都在册的人，一行一对")
        self.table.opened.connect(lambda pair: self.open_record.emit("person", pair.one.uid))
        self.table.set_lines([_pair_line(pair) for pair in pairs])
        rows = min(len(pairs), MOST_SHOWN) + 1
        self.table.setFixedHeight(self.table.row_height() * rows + theme.em())
        self.column.addWidget(self.table)
        sure = sum(pair.sure for pair in pairs)
        if sure:
            self.add_button(f"证件号码相同的 {sure} 对都发提示(&A)", self.tell_sure, "bell", main=True)
        self.add_button("只给选中的一对发提示(&M)", self.tell_one, "bell", main=not sure)
        self.add_button("选中的不是同一人(&N)", self.apart, "close")
        self.finish()

    def tell_sure(self) -> None:
        """Tell both villages of every pair with one number."""
        found = [pair for pair in self.pairs if pair.sure]
        words = f"已给两边的村（社区）各发 {len(found)} 条提示，请写数据包。"
        self.try_to(lambda: duplicates_across.notify(self.desk, found), words)

    def tell_one(self) -> None:
        """Tell both villages of the pair under the cursor."""
        pair = self.table.current()
        if isinstance(pair, Across):
            self.try_to(lambda: duplicates_across.notify(self.desk, [pair]), "已给两边各发一条提示，请写数据包。")

    def apart(self) -> None:
        """Remember that the pair under the cursor is two people."""
        pair = self.table.current()
        if isinstance(pair, Across):
            words = "已认定不是同一人，不再提示。"
            self.try_to(lambda: duplicates_across.not_the_same(self.desk, pair.one.uid, pair.other.uid), words)


def villages(desk: Desk, but: str, chosen: str) -> QComboBox:
    """Return a choice among the offices below, but one."""
    box = QComboBox()
    box.addItem("请选择村（社区）", "")
    for peer in transfers.children(desk):
        if peer.site != but:
            box.addItem(peer.name, peer.site)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def _pair_line(pair: Across) -> Line:
    texts = (pair.one.name, pair.one.office_name, pair.other.name, pair.other.office_name, pair.matched)
    colour = "" if pair.sure else theme.SUBTLE
    return Line(texts, pair, icon="id-card" if pair.sure else "question", icon_column=4, colour=colour)
