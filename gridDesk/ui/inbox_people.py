"""Cards of a village about people of other villages: somebody who moves in, somebody who is kept in two places."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gridDesk.desk import duplicate_notices, moving_in
from gridDesk.desk.duplicate_notices import Notice
from gridDesk.desk.duplicates import Candidate
from gridDesk.desk.moving_in import Home, Incoming
from gridDesk.desk.office import Desk
from gridDesk.ledger import CLOSED
from gridDesk.ledger.dates import parse_typed
from gridDesk.text import today_iso, trim
from gridDesk.ui import pieces, spelling, theme
from gridDesk.ui.choosers import CodeChooser, RecordChooser
from gridDesk.ui.inbox_card import InboxCard
from gridDesk.ui.words import when_words

FACTS = ("id_number", "sex", "birth", "ethnicity", "education", "marital", "phone", "occupation", "workplace")
TOLD = "结果随下一个数据包报给街道；要反悔，可以撤销。"


class TransferCard(InboxCard):
    """Somebody whom the street proposes: what is known, who may be the same here, and where she lives now."""

    beside = 2

    def __init__(self, desk: Desk, found: Incoming, parent: QWidget | None = None) -> None:
        words = f"{when_words(found.left_on)}从{found.from_name}迁出，街道转来请本单位登记。"
        super().__init__(desk, f"转入　{found.name}", words, parent)
        self.found = found
        shape = desk.catalogue["person"]
        known = [(shape[key].label, shape[key].show(found.values.get(key))) for key in FACTS if key in found.values]
        self.column.addLayout(pieces.facts(known, 2))
        self.tell([("备注", found.remark)])
        self._show_candidates()
        self._ask_home()
        self.note = QLineEdit()
        self.note.setPlaceholderText("说明：不登记时必填，街道会看到")
        self.note.setAccessibleName("说明")
        self.add_button("登记迁入(&A)", self.enter, "check", main=True)
        self.add_button("不登记(&R)", self.refuse, "close")
        self.finish(self.note)

    def _show_candidates(self) -> None:
        if not self.found.candidates:
            return
        self.column.addWidget(theme.warn_label("本单位可能已经有这个人。是同一个人的，点“就是此人”，不要再登记一次。"))
        for place, candidate in enumerate(self.found.candidates):
            row = QHBoxLayout()
            row.setSpacing(theme.gap())
            words = f"{candidate.name}　{candidate.line}　{candidate.why}"
            row.addWidget(theme.body(words), 1)
            row.addWidget(
                pieces.link("查看", partial(self.open_record.emit, "person", candidate.uid), f"查看{candidate.name}"),
                0, Qt.AlignmentFlag.AlignTop,
            )  # fmt: skip
            key = "" if place else "(&K)"
            same = pieces.button(f"就是此人{key}", partial(self.is_here, candidate), "check")
            row.addWidget(same, 0, Qt.AlignmentFlag.AlignTop)
            self.column.addLayout(row)

    def _ask_home(self) -> None:
        residence = self.desk.catalogue["residence"]
        self.home = RecordChooser(self.desk, "household")
        self.home.setPlaceholderText("户主姓名或户号")
        self.relation = CodeChooser(residence["relation"].code_set, spelling.keys)
        self.kind = CodeChooser(residence["kind"].code_set, spelling.keys)
        self.kind.set_code("01")
        self.address = RecordChooser(self.desk, "address", free=True)
        self.address.setPlaceholderText("单独立户时填写")
        self.number = QLineEdit()
        self.number.setPlaceholderText("单独立户时填写，可不填")
        self.on = QLineEdit(today_iso())
        for label, widget in (
            ("迁入哪一户", self.home), ("与户主关系", self.relation), ("新户住址", self.address), ("新户户号", self.number),
            ("人口类型", self.kind), ("迁入日期", self.on),
        ):  # fmt: skip
            self.ask(label, widget)

    def _place(self) -> Home:
        address = self.address.chosen()
        known = self.desk.store.titles("address", [address]).get(address, "") if address else ""
        return Home(
            self.home.chosen() or "", self.relation.code() or "", trim(self.number.text()),
            known or trim(self.address.text()), self.kind.code() or "01",
        )  # fmt: skip

    def enter(self) -> None:
        """Enter the person as moved in."""
        words = f"已登记{self.found.name}迁入。{TOLD}"
        self.try_to(
            lambda: moving_in.enter(self.desk, self.found.uid, parse_typed(self.on.text()) or "", self._place()), words
        )

    def is_here(self, candidate: Candidate) -> None:
        """Say that a person of ours is the one; one who had left is back on the date asked."""
        back = "，恢复在册" if candidate.state == CLOSED else ""
        words = f"已记下：{self.found.name}本单位原有登记{back}。{TOLD}"
        uids = self.found.uid, candidate.uid
        self.try_to(
            lambda: moving_in.is_here(self.desk, *uids, parse_typed(self.on.text()) or "", self._place()), words
        )

    def refuse(self) -> None:
        """Say why she is not entered."""
        words = f"已答复不登记{self.found.name}。{TOLD}"
        if not self.try_to(lambda: moving_in.refuse(self.desk, self.found.uid, self.note.text()), words):
            self.note.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def typed(self) -> bool:
        """Tell whether something was filled in that a new look at the list must not throw away."""
        lines = (self.home, self.address, self.number, self.note)
        return any(trim(line.text()) for line in lines) or self.relation.currentIndex() > 0


class NoticeCard(InboxCard):
    """Somebody of ours is kept in another village too."""

    def __init__(self, desk: Desk, notice: Notice, parent: QWidget | None = None) -> None:
        words = f"{when_words(notice.found_on)}街道比对发现，{notice.other_name}也有此人在册，请核实此人现在住在哪里。"
        super().__init__(desk, f"跨村重复　{notice.name}", words, parent)
        self.notice = notice
        self.open_button("打开此人(&O)", "person", notice.person)
        self.tell([
            ("本单位登记", notice.line), ("相同之处", notice.ground), ("相同的内容", notice.matched),
            ("现在", f"已注销（{notice.closed}）" if notice.closed else "在册"),
        ])  # fmt: skip
        if not notice.closed:
            hint = "住在本单位的，答复“登记无误”；已经搬走的，先打开此人办理迁出，程序会自动答复。"
            self.column.addWidget(theme.subtle(hint))
        self.note = QLineEdit()
        self.note.setPlaceholderText("说明：可不填，街道会看到")
        self.note.setAccessibleName("说明")
        if notice.closed:
            self.add_button("答复已注销(&A)", self.closed, "check", main=True)
        else:
            self.add_button("登记无误(&A)", self.right, "check", main=True)
        self.finish(self.note)

    def right(self) -> None:
        """Answer that she is rightly kept here."""
        words = f"已答复：{self.notice.name}登记无误。{TOLD}"
        self.try_to(lambda: duplicate_notices.lives_here(self.desk, self.notice.uid, self.note.text()), words)

    def closed(self) -> None:
        """Answer that she is closed here."""
        words = f"已答复：{self.notice.name}已注销。{TOLD}"
        self.try_to(lambda: duplicate_notices.was_closed(self.desk, self.notice.uid, self.note.text()), words)

    @property
    def typed(self) -> bool:
        """Tell whether something was typed."""
        return bool(trim(self.note.text()))
