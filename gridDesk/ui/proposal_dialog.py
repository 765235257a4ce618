"""提出更正: an office proposes a value for one field of a record that an office below keeps; and looks at it read-only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gridDesk.desk import proposals, records
from gridDesk.desk.office import Desk
from gridDesk.errors import DeskError, FieldError
from gridDesk.ui import pieces, problem, theme
from gridDesk.ui.again import remembers
from gridDesk.ui.editors import editor
from gridDesk.ui.field_editor import FieldEditor
from gridDesk.ui.fitting import fit_height
from gridDesk.ui.record_dialog import wanted_size
from gridDesk.ui.words import when_words

WIDTH = 34
LABEL = 5


@remembers
class ProposalDialog(QDialog):
    """Asks for the field, the value proposed and the basis; what cannot be is told above the buttons."""

    def __init__(
        self, desk: Desk, ledger: str, uid: str, parent: QWidget | None = None, *, label: str = ""
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.ledger, self.uid = desk, ledger, uid
        self.setWindowTitle("提出更正")
        self.fields = proposals.proposable(desk, ledger)
        row = desk.store.get(ledger, uid)
        self.texts = records.texts(desk, ledger, row) if row else {}
        self.field = QComboBox()
        for item in self.fields:
            self.field.addItem(item.label, item.key)
        self.field.setCurrentIndex(max(0, self.field.findText(label)))
        self.now = theme.body()
        self.place = QVBoxLayout()
        self.place.setContentsMargins(0, 0, 0, 0)
        self.editor: FieldEditor | None = None
        self.basis, self.reason = QLineEdit(), QPlainTextEdit()
        self.basis.setPlaceholderText("证件、公函、核查记录或法律条文")
        self.reason.setPlaceholderText("可不填")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(round(theme.em() * 3.6))
        self.older = theme.warn_label("", "note")
        self.bar = problem.Bar()
        self.bar.clear()
        self._build()
        self.field.currentIndexChanged.connect(lambda _row: self._field_chosen())
        self._field_chosen()

    def _build(self) -> None:
        peer = proposals.child_of(self.desk, self.ledger, self.uid)
        name = self.desk.store.titles(self.ledger, [self.uid]).get(self.uid, "")
        whose = peer.name if peer else "下级单位"
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        words = f"“{name}”由{whose}登记。这里只提建议，不改它的记录；由{whose}决定接受还是不接受，结果随数据包返回。"
        column.addWidget(theme.body(words))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.gap())
        grid.setVerticalSpacing(theme.gap())
        grid.setColumnMinimumWidth(0, theme.chars(LABEL))
        grid.setColumnStretch(1, 1)
        holder = QWidget()
        holder.setLayout(self.place)
        lines = [
            ("栏目", self.field),
            ("现在登记", self.now),
            ("建议改为", holder),
            ("依据", self.basis),
            ("理由", self.reason),
        ]
        for place, (label, widget) in enumerate(lines):
            shown = QLabel(label)
            shown.setBuddy(widget)
            top = Qt.AlignmentFlag.AlignTop if widget is self.reason else Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(shown, place, 0, top)
            grid.addWidget(widget, place, 1)
            if widget is not holder:
                widget.setAccessibleName(label)
        column.addLayout(grid)
        column.addWidget(self.older)
        column.addWidget(self.bar)
        foot, self.go_button = pieces.choice_row("提出更正(&S)", self.go, "先不提", self.reject)
        column.addLayout(foot)

    def _field_chosen(self) -> None:
        """Show what stands in the chosen field and an input for what is proposed."""
        key = str(self.field.currentData())
        pieces.empty(self.place)
        self.editor = editor(self.desk, self.ledger, self.desk.catalogue[self.ledger][key])
        row = self.desk.store.get(self.ledger, self.uid)
        self.editor.set_value(row.get(key) if row else None)
        self.place.addWidget(self.editor)
        self.now.setText(self.texts.get(key, "") or "（空白）")
        older = proposals.undecided(self.desk, self.uid, key)
        self.older.say("这一栏已有一条建议没有答复，提出新的以后，那一条自动撤回。" if older else "", "note")
        fit_height(self, theme.chars(WIDTH))

    def go(self) -> None:
        """Propose, or say what is missing."""
        assert self.editor is not None
        try:
            value = self.editor.value()
            made = proposals.propose(
                self.desk, self.ledger, self.uid, str(self.field.currentData()), value, self.basis.text(),
                self.reason.toPlainText(),
            )  # fmt: skip
        except FieldError as error:
            self.editor.set_problem(str(error))
            return
        except DeskError as error:
            self.bar.show_error(error)
            fit_height(self, theme.chars(WIDTH))
            return
        self.made = made
        self.accept()


@remembers
class MirrorDialog(QDialog):
    """A record of another office, read-only; the office above it may propose a correction from here."""

    def __init__(self, desk: Desk, ledger: str, uid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.ledger, self.uid = desk, ledger, uid
        shape, row = desk.catalogue[ledger], desk.store.get(ledger, uid)
        self.setWindowTitle(f"查看{shape.label}")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.spacing(4)] * 4)
        column.setSpacing(theme.gap())
        self.note = theme.warn_label(whose_words(desk, ledger, uid), "note")
        column.addWidget(self.note)
        texts = records.texts(desk, ledger, row) if row else {}
        body = QWidget()
        inner = QVBoxLayout(body)
        hidden = {"addressee", *(item.key for item in shape.fields if item.help.startswith("程序内部"))}
        pairs = [
            (item.label, texts[item.key]) for item in shape.fields if texts.get(item.key) and item.key not in hidden
        ]
        inner.addLayout(pieces.facts(pairs, 1))
        inner.addStretch(1)
        column.addWidget(pieces.scrolling(body), 1)
        if can_propose(desk, ledger, uid):
            foot, self.go_button = pieces.choice_row("提出更正(&E)…", self.propose, "关闭", self.reject)
        else:
            foot, self.go_button = pieces.choice_row("关闭(&C)", self.accept, "", self.reject)
            foot.itemAt(1).widget().hide()
        column.addLayout(foot)
        self.resize(wanted_size(len(pairs)))

    def propose(self) -> None:
        """Ask what is to be corrected."""
        if ProposalDialog(self.desk, self.ledger, self.uid, self).exec():
            self.note.say("已提出更正建议，会写进给这个单位的下一个数据包。", "ok")


def is_mirrored(desk: Desk, ledger: str, uid: str) -> bool:
    """Tell whether a record is another office's, so that it can only be looked at here."""
    row = desk.store.get(ledger, uid)
    return row is not None and row["office"] != desk.office.site


def can_propose(desk: Desk, ledger: str, uid: str) -> bool:
    """Tell whether a correction of a record can be proposed: it is in force at an office below."""
    row = desk.store.get(ledger, uid)
    below = proposals.child_of(desk, ledger, uid) is not None and bool(proposals.proposable(desk, ledger))
    return below and row is not None and row["state"] == "active"


def whose_words(desk: Desk, ledger: str, uid: str) -> str:
    """Return in a sentence whose record it is and what can be done about it here, "" for an own one."""
    row = desk.store.get(ledger, uid)
    if row is None or row["office"] == desk.office.site:
        return ""
    peer = desk.store.system.peers.get(str(row["office"]))
    whose = peer.name if peer else "别的单位"
    if peer is not None and peer.relation == "parent":
        return f"这是{whose}下发的，本单位只能查看。"
    advice = "有错请点“提出更正”。" if can_propose(desk, ledger, uid) else ""
    return f"这是{whose}的记录，这里只能查看，不能修改。{advice}"


def proposal_lines(desk: Desk, uid: str) -> list[str]:
    """Return the proposals made about a record and their outcomes, a line each, the newest first."""
    return [
        f"{when_words(one.made_on)}　{one.label}：{one.old_text or '空白'} → {one.new_text or '空白'}　{one.words}"
        + (f"（{one.content}）" if one.content else "")
        for one in proposals.sent(desk, record=uid)
    ]
