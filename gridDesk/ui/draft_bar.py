"""The quiet bar that offers what was typed and not saved before the window was lost: 恢复 or 丢掉."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from gridDesk.desk import drafts
from gridDesk.desk.drafts import FormDraft
from gridDesk.desk.office import Desk
from gridDesk.desk.roles import works
from gridDesk.errors import DeskError
from gridDesk.ui import pieces, problem, theme

if TYPE_CHECKING:
    from gridDesk.ui.workspace import Workspace

HOUSEHOLD = "household_entry"


class DraftBar(QFrame):
    """Offers the newest draft whose form is not open; hidden while there is none."""

    restore_wanted = Signal(object)  # FormDraft

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.draft: FormDraft | None = None
        self.setProperty("role", "notice")
        self.setProperty("level", "note")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.restore_button = pieces.button("恢复(&R)", self.restore, "undo")
        self.drop_button = theme.quiet(pieces.button("丢掉(&X)", self.drop))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.edge(), theme.spacing(0.5), theme.gap(), theme.spacing(0.5))
        row.setSpacing(theme.gap())
        row.addWidget(theme.icon_label("history", theme.NOTE))
        row.addWidget(self.words, 1)
        row.addWidget(self.restore_button)
        row.addWidget(self.drop_button)
        self.refresh()

    def refresh(self) -> None:
        """Look again for drafts that no open form holds."""
        found = drafts.left(self.desk) if works(self.desk) else []
        self.draft = found[0] if found else None
        more = f"（另有 {len(found) - 1} 份）" if len(found) > 1 else ""
        if self.draft is not None:
            self.words.setText(f"恢复 {self.draft.when} 未保存的录入？　{self.draft.title}{more}")
        self.setVisible(bool(found))

    def restore(self) -> None:
        """Open the form of the draft with everything typed."""
        if self.draft is not None:
            self.restore_wanted.emit(self.draft)
        self.refresh()

    def drop(self) -> None:
        """Forget the draft after asking."""
        detail = "丢掉后，里面填过的内容找不回来。"
        if self.draft is not None and problem.ask(
            self.window(), f"要丢掉 {self.draft.when} 未保存的“{self.draft.title}”吗？", "丢掉(&X)", "先留着(&N)",
            detail=detail, danger=True,
        ):  # fmt: skip
            drafts.drop(self.desk, self.draft.key)
        self.refresh()


def open_draft(workspace: Workspace, draft: FormDraft) -> None:
    """Open the form that a draft belongs to and put back what was typed; what cannot be opened is told and kept."""
    try:
        _OPENERS.get(draft.kind, _open_record)(workspace, draft)
    except DeskError as error:
        problem.show(workspace, error)


def _open_record(workspace: Workspace, draft: FormDraft) -> None:
    from gridDesk.ui.record_dialog import RecordDialog

    place = draft.place
    uid = str(place["uid"]) if place.get("uid") else None
    known = cast("dict[str, object]", place.get("known") or {})
    hidden = tuple(str(key) for key in cast("list[object]", place.get("hidden") or []))
    dialog = RecordDialog(workspace.desk, str(place["ledger"]), uid, workspace.window(), known=known, hidden=hidden)
    _show(dialog, draft)


def _open_member(workspace: Workspace, draft: FormDraft) -> None:
    from gridDesk.ui.member_form import new_person_dialog

    household = str(draft.place["household"]) if draft.place.get("household") else None
    _show(new_person_dialog(workspace.desk, workspace.window(), household), draft)


def _show(dialog: QWidget, draft: FormDraft) -> None:
    dialog.form.restore(draft)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _open_log(workspace: Workspace, draft: FormDraft) -> None:
    workspace.open_page("logs", f"{draft.place['day']}:{draft.place.get('grid') or ''}")
    page = workspace.pages["logs"]
    if page.form is not None:
        page.form.restore(draft)


def _open_round(workspace: Workspace, draft: FormDraft) -> None:
    if workspace.key_shown() != "rounds" or workspace.records():
        workspace.open_page("rounds")  # else a visit just restored would be asked about before the patrol beside it
    workspace.pages["rounds"].restore(draft)


def _open_household(workspace: Workspace, draft: FormDraft) -> None:
    workspace.open_page(HOUSEHOLD)
    workspace.pages[HOUSEHOLD].leftover.restored.emit(draft, True)


def _open_event(workspace: Workspace, draft: FormDraft) -> None:
    from gridDesk.ui.events_form import EventFormDialog

    place = draft.place
    uid = str(place["uid"]) if place.get("uid") else None
    known = cast("dict[str, object]", place.get("known") or {})
    visit = str(place.get("visit") or "")
    _show(EventFormDialog(workspace.desk, uid, workspace.window(), known=known, visit=visit), draft)


_OPENERS: dict[str, Callable[..., None]] = {
    "member": _open_member, "log": _open_log, "event": _open_event, HOUSEHOLD: _open_household,
    "visit_round": _open_round, "patrol_round": _open_round, "visit_slips": _open_round,
}  # fmt: skip
