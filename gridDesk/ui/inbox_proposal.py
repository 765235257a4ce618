"""Cards for corrections: one that waits, with base, ours and theirs side by side; one that is decided, with the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from gridDesk.desk import deciding
from gridDesk.desk.deciding import Handled
from gridDesk.desk.judging import Judged, theirs_of
from gridDesk.desk.office import Desk
from gridDesk.errors import FieldError
from gridDesk.text import trim
from gridDesk.ui import theme
from gridDesk.ui.editors import editor
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.inbox_card import Columns, InboxCard
from gridDesk.ui.words import when_words

TOLD = "结果写进下一个数据包，随包报给上级；要反悔，可以撤销，或在“已办理”里改回。"
LEVELS = {"hard": "warn", "clean": "ok", "soft": "note"}


class ProposalCard(InboxCard):
    """A proposed correction: three columns, the basis, and the three ways to decide."""

    def __init__(self, desk: Desk, judged: Judged, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{judged.ledger_label}　{judged.name}　{judged.label}", parent=parent)
        self.judged = judged
        self.editor: FieldEditor | None = None
        if judged.standing not in ("gone", "unknown"):
            self.open_button("打开这条记录(&O)", judged.ledger, judged.record)
        sides = [
            ("提出建议时", judged.base.text, "上级当时看到的"),
            ("本单位现在", judged.ours.text, _who(judged.ours.who, judged.ours.when) or "提出以后没有改过"),
            ("建议改为", judged.theirs.text, _theirs(judged)),
        ]
        self.column.addWidget(Columns(sides, 2))
        self.column.addWidget(theme.warn_label(judged.why, LEVELS.get(judged.standing, "note")))
        self.note = QLineEdit()
        self.note.setPlaceholderText("说明：不接受时必填，上级会看到")
        self.note.setAccessibleName("说明")
        self._add_buttons()
        self.finish(self.note)

    def _add_buttons(self) -> None:
        if self.judged.standing in ("closed", "gone", "unknown"):
            self.add_button("退回上级(&A)", self.give_back, "back", main=True)
            self.add_button("不接受(&R)", self.refuse, "close")
            return
        self.add_button("接受(&A)", self.accept, "check", main=True)
        self.add_button("不接受(&R)", self.refuse, "close")
        self.edit_button = self.add_button("改后接受(&M)", self.edit, "edit")

    def accept(self) -> None:
        """Put the proposed value."""
        words = f"已接受：{self.judged.name}的{self.judged.label}改为“{self.judged.theirs.text or '空白'}”。{TOLD}"
        self.try_to(lambda: deciding.accept(self.desk, [self.judged.uid], self.note.text()), words)

    def refuse(self) -> None:
        """Keep our value; without a reason the keyboard goes to where it is written."""
        words = f"没有接受，{self.judged.name}的{self.judged.label}不变。{TOLD}"
        if not self.try_to(lambda: deciding.refuse(self.desk, self.judged.uid, self.note.text()), words):
            self.note.setFocus(Qt.FocusReason.TabFocusReason)

    def give_back(self) -> None:
        """Return what cannot be put."""
        self.try_to(lambda: deciding.give_back(self.desk, self.judged.uid), f"已退回上级。{TOLD}")

    def edit(self) -> None:
        """Ask for another value, and put it when asked again."""
        if self.editor is None:
            self._ask_value()
            return
        try:
            value = self.editor.value()
        except FieldError as error:
            self.editor.set_problem(str(error))
            return
        words = f"已按改后的内容登记{self.judged.name}的{self.judged.label}。{TOLD}"
        self.try_to(lambda: deciding.edit(self.desk, self.judged.uid, value, self.note.text()), words)

    def _ask_value(self) -> None:
        field = self.desk.catalogue[self.judged.ledger][self.judged.field]
        self.editor = editor(self.desk, self.judged.ledger, field)
        row = self.desk.store.get("proposal", self.judged.uid)
        if row is not None:
            self.editor.set_value(theirs_of(self.desk, row))
        self.ask("改为", self.editor)
        self.edit_button.setText("就按这个登记(&M)")
        self.editor.entry().setFocus(Qt.FocusReason.TabFocusReason)
        QTimer.singleShot(60, self, lambda: self.bring_into_sight(self.note))

    @property
    def typed(self) -> bool:
        """Tell whether something was typed that a new look at the list must not throw away."""
        return bool(trim(self.note.text())) or self.editor is not None


class HandledCard(InboxCard):
    """A decided correction: what stands, what lost, and one click to bring it back."""

    def __init__(self, desk: Desk, handled: Handled, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"{handled.name}　{handled.label}　{handled.word}", parent=parent)
        self.handled = handled
        self.open_button("打开这条记录(&O)", handled.ledger, handled.record)
        sides = [
            ("提出建议时", handled.old_text, ""), ("建议改为", handled.new_text, ""),
            ("办理后登记", handled.value_text or ("没有改动" if handled.decision == "14" else ""), ""),
        ]  # fmt: skip
        self.column.addWidget(Columns(sides, 2))
        when = f"{when_words(handled.on)}　{handled.by}"
        self.tell([("办理", when), ("说明", handled.content), ("上级", "已撤回这条建议" if handled.withdrawn else "")])
        for lost in handled.lost:
            mine = lost.which == "ours"
            words = f"改回“{_short(lost.text)}”(&U)" if mine else f"改用建议的“{_short(lost.text)}”(&P)"
            self.add_button(words, lambda which=lost.which, text=lost.text: self.back(which, text), "undo")
        if not handled.lost:
            self.column.addWidget(theme.subtle("没有可以改回的内容。"))
        self.finish()

    def back(self, which: deciding.Which, text: str) -> None:
        """Bring a value that lost back."""
        words = f"{self.handled.name}的{self.handled.label}已改为“{text or '空白'}”。{TOLD}"
        self.try_to(lambda: deciding.bring_back(self.desk, self.handled.uid, which), words)


def _who(who: str, when: str) -> str:
    return "　".join(part for part in (who, when_words(when) if when else "") if part)


def _theirs(judged: Judged) -> str:
    """Return who proposes, since when, on what basis and why, a line each."""
    lines = [
        _who(judged.theirs.who, judged.theirs.when),
        f"依据：{judged.basis}" if judged.basis else "",
        judged.reason,
    ]
    return "\n".join(line for line in lines if line)


def _short(text: str) -> str:
    return (text if len(text) <= 20 else f"{text[:19]}…").replace("&", "&&") or "空白"
