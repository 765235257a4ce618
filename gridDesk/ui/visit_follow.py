"""FollowUps: what follows from a visit, each folded away until its button is pressed; all of it is one act with the visit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import rounds_findings
from gridDesk.desk.office import Desk
from gridDesk.desk.rounds_findings import Finding
from gridDesk.desk.rounds_follow import FieldChange, Newcomer, RentEnd, Service, changeable
from gridDesk.desk.rounds_view import Care, Door
from gridDesk.errors import FieldError
from gridDesk.ledger import Code, CodeSet
from gridDesk.text import trim
from gridDesk.ui import spelling, theme
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.household_cells import YES_NO
from gridDesk.ui.matching import Matcher
from gridDesk.ui.visit_lines import Cell, Lines

NOTHING = CodeSet("nothing", ())
WORDS = {
    "changes": "信息变动(&M)", "ended": "退租(&R)", "newcomers": "新来的人(&N)", "findings": "发现问题(&P)", "services": "特殊人群服务(&C)",
}  # fmt: skip


def finding_cells(desk: Desk) -> tuple[Cell, ...]:
    """Return the columns in which findings are typed, on visits and patrols alike."""
    event = desk.catalogue["event"]
    return (
        Cell("title", "发现什么问题", 9, stretch=True), Cell("kind", "类别", 5.5, codes=event["kind"].code_set),
        Cell("place", "地点", 6, stretch=True), Cell("handling", "怎么处理", 5, codes=event["handling"].code_set),
        Cell("result", "结果或交给谁", 7),
    )  # fmt: skip


def read_findings(desk: Desk, lines: Lines) -> tuple[Finding, ...]:
    """Return the findings typed in rows. Raises DeskError naming the row."""
    found = [rounds_findings.read(desk, texts, row) for row, texts in enumerate(lines.texts(), 1)]
    return tuple(one for one in found if one is not None)


class Services(QWidget):
    """One line for each special group at the door: tick that she was served, and say how."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cares: tuple[Care, ...] = ()
        self.ticks: list[QCheckBox] = []
        self.words: list[QLineEdit] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)

    def show_cares(self, cares: Sequence[Care]) -> None:
        """Show the groups of another door, nothing ticked."""
        for widget in (*self.ticks, *self.words):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.cares, self.ticks, self.words = tuple(cares), [], []
        for row, care in enumerate(cares):
            self._add(row, care)

    def _add(self, row: int, care: Care) -> None:
        every = f"（{care.every}）" if care.every else ""
        seen = f"，上次 {care.verified_on}" if care.verified_on else ""
        tick, words = QCheckBox(f"{care.name}　{care.group}{every}{seen}".replace("&", "&&")), QLineEdit()
        words.setPlaceholderText("做了什么，可不写")
        words.setAccessibleName(f"{care.name}　{care.group}　做了什么")
        tick.toggled.connect(self.edited)
        words.textEdited.connect(lambda text: (tick.setChecked(tick.isChecked() or bool(text)), self.edited.emit()))
        self._grid.addWidget(tick, row, 0)
        self._grid.addWidget(words, row, 1)
        tick.show()
        words.show()
        self.ticks.append(tick)
        self.words.append(words)

    def start(self) -> None:
        """Put the keyboard on the first."""
        if self.ticks:
            self.ticks[0].setFocus(Qt.FocusReason.TabFocusReason)

    def read(self) -> tuple[Service, ...]:
        """Return who was served."""
        rows = zip(self.cares, self.ticks, self.words, strict=True)
        return tuple(Service(care.ledger, care.uid, words.text()) for care, tick, words in rows if tick.isChecked())

    def state(self) -> list[list[str]]:
        """Return the records ticked and the words, for a draft; a sealed ledger is not named."""
        return [[one.uid, one.words] for one in self.read()]

    def put_back(self, state: Sequence[Sequence[str]]) -> None:
        """Tick what a draft says."""
        kept = dict(state)
        for care, tick, words in zip(self.cares, self.ticks, self.words, strict=True):
            tick.setChecked(care.uid in kept)
            words.setText(kept.get(care.uid, ""))


class FollowUps(QWidget):
    """The five things that may follow from a visit. It keeps texts; what they mean is the desk's."""

    edited = Signal()
    save_wanted = Signal()
    went_through = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.door: Door | None = None
        relation, kind = (desk.catalogue["residence"][key].code_set for key in ("relation", "kind"))
        self.changes = Lines(desk, "信息变动", (
            Cell("who", "谁", 5, codes=NOTHING), Cell("key", "哪一项", 7, codes=NOTHING),
            Cell("text", "现在是", 10, stretch=True, codes=NOTHING),
        ))  # fmt: skip
        self.ended = Lines(desk, "退租", (
            Cell("who", "承租人", 12, stretch=True, codes=NOTHING), Cell("on", "哪天走的（空着就是走访当天）", 10),
            Cell("leaves", "离开本地", 5, codes=YES_NO),
        ))  # fmt: skip
        self.newcomers = Lines(desk, "新来的人", (
            Cell("id_number", "公民身份号码", 9.5), Cell("name", "姓名", 4.5), Cell("phone", "联系电话", 6.5),
            Cell("relation", "与户主关系", 5, codes=relation), Cell("kind", "居住类别", 5, codes=kind),
            Cell("dwelling", "承租房屋", 5, stretch=True, codes=NOTHING), Cell("on", "哪天来的", 5.5),
        ))  # fmt: skip
        self.findings = Lines(desk, "发现的问题", finding_cells(desk))
        self.services = Services()
        self.parts: dict[str, QWidget] = {key: getattr(self, key) for key in WORDS}
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self.show_door(None)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(1))
        row = FlowLayout()
        column.addLayout(row)
        for key, words in WORDS.items():
            button = theme.quiet(QPushButton(words))
            button.setCheckable(True)
            button.toggled.connect(lambda on, key=key: self._fold(key, on))
            row.addWidget(button)
            self.buttons[key] = button
            column.addWidget(self.parts[key])
            self.parts[key].edited.connect(self.edited)
            if isinstance(self.parts[key], Lines):
                self.parts[key].save_wanted.connect(self.save_wanted)
                self.parts[key].went_through.connect(self.went_through)
            self._fold(key, False)
        self.changes.edited.connect(self._fit_fields)

    def _fold(self, key: str, on: bool) -> None:
        self.buttons[key].setIcon(theme.icon("chevron-down" if on else "chevron-right", theme.ACCENT))
        self.parts[key].setVisible(on)
        if on:
            self.parts[key].start()

    # --- the door ---------------------------------------------------------------------------------------------

    def show_door(self, door: Door | None) -> None:
        """Offer what belongs to another door; what was typed for the last one is taken away."""
        self.door = door
        people = [(f"{ledger}:{uid}", name) for ledger, uid, name in door.records] if door else []
        self.changes.offer("who", _codes("who", people))
        self.ended.offer("who", _codes("lease", [(one.uid, one.words) for one in door.leases] if door else []))
        self.newcomers.offer("dwelling", _codes("dwelling", door.dwellings if door else ()))
        self.services.show_cares(door.cares if door else ())
        self.clear()
        offered = {
            "changes": bool(people), "ended": bool(door and door.leases), "services": bool(door and door.cares),
            "newcomers": bool(door and door.ledger in ("household", "dwelling")), "findings": True,
        }  # fmt: skip
        for key, on in offered.items():
            self.buttons[key].setVisible(on)

    def clear(self) -> None:
        """Empty and fold everything."""
        for key, part in self.parts.items():
            if isinstance(part, Lines):
                part.clear()
            self.buttons[key].setChecked(False)
        self.services.show_cares(self.services.cares)

    def _fit_fields(self) -> None:
        """Let each row offer the fields of whom it is about, and the values of that field with what is kept now."""
        for cells in self.changes.rows:
            try:
                ledger, _, uid = str(cells["who"].code() or "").partition(":")
            except FieldError:
                continue
            if not ledger:
                continue
            fields = changeable(self.desk, ledger)
            codes = _codes(ledger, [(item.key, item.label) for item in fields])
            cells["key"].matcher = Matcher(codes, spelling.keys)
            item = next((one for one in fields if one.label == trim(cells["key"].text())), None)
            row = self.desk.store.get(ledger, uid) if item else None
            choices = item.code_set if item else None
            if item is not None and item.type.name == "yes_no":
                choices = YES_NO
            cells["text"].matcher = Matcher(choices or NOTHING, spelling.keys)
            was = item.show((row or {}).get(item.key)) if item else ""
            cells["text"].setPlaceholderText(f"原来：{was}" if was else "")

    # --- reading ----------------------------------------------------------------------------------------------

    @property
    def touched(self) -> bool:
        """Tell whether something was typed here."""
        return any(part.filled() for part in self.parts.values() if isinstance(part, Lines)) or bool(
            self.services.read()
        )

    def read(self) -> dict[str, object]:
        """Return what follows, as the fields of a VisitDraft. Raises DeskError naming the row."""
        return {
            "changes": tuple(self._change(row) for row in self.changes.filled()),
            "ended": tuple(self._end(row) for row in self.ended.filled()),
            "newcomers": tuple(self._newcomer(row) for row in self.newcomers.filled()),
            "findings": read_findings(self.desk, self.findings),
            "services": self.services.read(),
        }  # fmt: skip

    def _change(self, row: int) -> FieldChange:
        texts = self.changes.texts()[row]
        ledger, _, uid = self._needed(self.changes, row, "who", "是谁").partition(":")
        word = trim(texts["key"])
        item = next((one for one in changeable(self.desk, ledger) if word in (one.label, one.key)), None)
        if item is None:
            raise FieldError(f"信息变动第 {row + 1} 行：还没有选是哪一项变了。", advice="打几个字后从列表里选。")
        return FieldChange(ledger, uid, item.key, texts["text"])

    def _end(self, row: int) -> RentEnd:
        leaves = self.ended.code(row, "leaves") == "1"
        return RentEnd(self._needed(self.ended, row, "who", "是哪位承租人"), self.ended.texts()[row]["on"], leaves)

    def _newcomer(self, row: int) -> Newcomer:
        texts = {key: words for key, words in self.newcomers.texts()[row].items() if key != "uid"}
        texts["dwelling"] = self.newcomers.code(row, "dwelling")
        return Newcomer(**texts)

    def _needed(self, lines: Lines, row: int, key: str, what: str) -> str:
        code = lines.code(row, key)
        if not code:
            raise FieldError(f"{lines.name}第 {row + 1} 行：还没有选{what}。")
        return code

    # --- drafts -----------------------------------------------------------------------------------------------

    def state(self) -> dict[str, object]:
        """Return what was typed, for a draft."""
        lines = {key: part.texts() for key, part in self.parts.items() if isinstance(part, Lines) and part.filled()}
        return lines | ({"services": self.services.state()} if self.services.read() else {})

    def put_back(self, state: dict[str, object]) -> None:
        """Put back what a draft holds and unfold it."""
        for key, kept in state.items():
            part = self.parts[key]
            part.set_texts(kept) if isinstance(part, Lines) else part.put_back(kept)
            self.buttons[key].setChecked(True)
        self._fit_fields()


def _codes(key: str, pairs: Sequence[tuple[str, str]]) -> CodeSet:
    """Return a list to choose from; of two that are called the same the second is numbered."""
    seen: dict[str, int] = {}
    codes = []
    for code, words in pairs:
        seen[words] = seen.get(words, 0) + 1
        label = words if seen[words] == 1 else f"{words}（{seen[words]}）"
        codes.append(Code(code, label, label))
    return CodeSet(f"@{key}", tuple(codes))
