"""A new event, or one to be corrected: the form asks only what its kind needs (纠纷 parties, 代办 applicant, 突发 times)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QPushButton, QVBoxLayout, QWidget

from gridDesk.desk import event_acts, event_steps, records
from gridDesk.desk.office import Desk
from gridDesk.ui import theme
from gridDesk.ui.again import remembers
from gridDesk.ui.flow import FlowLayout
from gridDesk.ui.form import RecordForm
from gridDesk.ui.record_dialog import wanted_size

_ALWAYS = (
    "title", "date", "severity", "source", "grid", "place", "situation", "finder", "matter", "approval", "first_owner", "due",
    "pictures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """What events of some kinds have in common: a word, the kinds (event_kind) and the fields their form asks besides."""

    word: str
    kinds: tuple[str, ...]
    fields: tuple[str, ...]


FAMILIES = (
    Family("隐患", ("04", "02", "03", "10", "13"), ("kind", "hazard_kind", "unit", "shop", "key_place", "household", "person")),
    Family("纠纷", ("01",), (
        "dispute_kind", "scale", "person", "party_name", "other_party", "units_involved", "people", "demand", "method", "mediator",
    )),
    Family("诉求", ("07", "08", "12"), ("kind", "person", "household", "finder_phone", "demand")),
    Family("代办", ("11",), ("agency_kind", "person", "household", "finder_phone", "materials", "demand")),
    Family("欠薪", ("14",), ("unit", "units_involved", "person", "party_name", "people", "finder_phone", "demand")),
    Family("环境", ("05", "06", "09"), ("kind", "shop", "unit", "household", "person")),
    Family("突发", ("15",), ("time", "arrived", "reported", "people", "person", "unit", "key_place", "finder_phone")),
    Family("其他", ("99",), ("kind", "time", "person", "household", "unit", "shop", "finder_phone", "demand")),
)  # fmt: skip
_LATER = ("number", "handled_by", "process", "result", "pictures_after", "settled", "agreement", "escalated", "remark")


def family_of(kind: object) -> Family:
    """Return the family of a kind of event."""
    return next((one for one in FAMILIES if kind in one.kinds), FAMILIES[-1])


class EventForm(RecordForm):
    """The fields of one family; saving registers the event with its first step, or corrects it and its limit."""

    draft_kind = "event"

    def __init__(
        self,
        desk: Desk,
        family: Family,
        uid: str | None = None,
        *,
        known: Mapping[str, object] | None = None,
        visit: str = "",
    ) -> None:
        self.visit = visit
        wanted = {*_ALWAYS, *family.fields, *(_LATER if uid else ())}
        hidden = tuple(item.key for item in desk.catalogue[event_steps.EVENT].fields if item.key not in wanted)
        super().__init__(desk, event_steps.EVENT, uid, known=known, hidden=hidden)

    def draft_place(self) -> dict[str, object]:
        return {"uid": self.uid, "known": self.known, "visit": self.visit}

    def follow(self, old: EventForm) -> None:
        """Go on from the form of another family: what was typed or copied there stays, and is still to be saved."""
        self._carry({key: old.values[key] for key in old.carried if key != "kind"})
        typed = {key: state for key, state in old.draft("").texts.items() if key != "kind" and key in self.editors}
        if typed:
            self.take_over(typed)
            self.keeper.typed()
            self.keeper.keep()  # before the draft of the other form goes
        else:
            self.review()

    def _store(self) -> records.Saved:
        values = {key: value for key, value in self.values.items() if key in self.ledger}
        if self.uid is None:
            return event_acts.register(self.desk, values, visit=self.visit, more=self.new_records)
        changed = {key: value for key, value in values.items() if value != self.start.get(key)}
        return records.Saved(self.uid, event_acts.change(self.desk, self.uid, changed, more=self.new_records))


@remembers
class EventFormDialog(QDialog):
    """Families on top (Alt+1 …), the form below; what is common is carried over when another family is chosen."""

    def __init__(
        self, desk: Desk, uid: str | None = None, parent: QWidget | None = None, *,
        known: Mapping[str, object] | None = None, visit: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.uid, self.visit = desk, uid, visit
        self.known = dict(known or {})
        row = desk.store.get(event_steps.EVENT, uid) if uid else None
        self.setWindowTitle("修改事项" if uid else "登记事项")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.buttons: dict[str, QPushButton] = {}
        self.form: EventForm | None = None
        self.saved = ""  # uid of the event saved last
        if uid is None:
            self._build_families()
        self.show_family(family_of((row or self.known).get("kind") or FAMILIES[0].kinds[0]))
        room = self.screen().availableSize().width()
        size = wanted_size(22)
        self.resize(min(size.width() + theme.chars(6), round(room * 0.96)), size.height())

    def _build_families(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(theme.gap() * 2, theme.gap(), theme.gap() * 2, theme.gap())
        flow = FlowLayout()
        flow.setSpacing(theme.spacing(1))
        top.addLayout(flow)
        group = QButtonGroup(self)
        for number, family in enumerate(FAMILIES, 1):
            button = QPushButton(f"{family.word}(&{number})")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, family=family: self.show_family(family))
            group.addButton(button)
            flow.addWidget(button)
            self.buttons[family.word] = button
        self.column.addLayout(top)

    def show_family(self, family: Family) -> None:
        """Show the form of a family; what was typed already and is asked there too stays."""
        known, old = dict(self.known), self.form
        if self.uid is None and known.get("kind") not in family.kinds:
            known["kind"] = family.kinds[0]
        self.form = EventForm(self.desk, family, self.uid, known=known, visit=self.visit)
        if old is not None:
            self.form.follow(old)
            old.keeper.drop()
            self.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.form.saved.connect(self._saved)
        self.form.done.connect(self.accept)
        self.form.closed.connect(self._closed)
        self.column.addWidget(self.form, 1)
        if family.word in self.buttons:
            self.buttons[family.word].setChecked(True)
        self.form.start_typing()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        if self.form is not None:
            self.form.leave()

    def reject(self) -> None:
        if self.form is not None:
            self.form.leave()

    def _saved(self, _changes: object) -> None:
        if self.form is not None:
            self.saved = self.form.uid or ""

    def _closed(self) -> None:
        # After events were saved by Ctrl+Enter, the empty form that is left belongs to none of them.
        self.done(QDialog.DialogCode.Accepted if self.saved else QDialog.DialogCode.Rejected)


def from_visit(desk: Desk, visit: str) -> dict[str, object]:
    """Return what a new event takes over from the visit where it was found; {} when that is not here."""
    row = desk.store.get("visit", visit)
    if row is None:
        return {}
    known = {key: row.get(key) for key in ("date", "grid", "household", "shop", "unit", "person", "place")}
    said = row.get("problem") or row.get("needs")
    known |= {"source": "02", "finder": row.get("worker"), "first_owner": row.get("worker"), "situation": said}
    known |= {"kind": "07"} if row.get("needs") and not row.get("problem") else {}
    return {key: value for key, value in known.items() if value not in (None, "")}
