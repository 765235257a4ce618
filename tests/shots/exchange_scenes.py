"""The exchange in pictures: what a village sees of it, and what the street above sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from gridDesk.desk import exchange, judging, proposals, street
from gridDesk.desk.inbox_item import Item
from gridDesk.sync.device import Stick
from tests.shots.grab import Scene, Studio, quiet, settle
from tests.shots.neighbours import FOLDER

FREE = 14_600_000_000


class VillageScenes:
    """Scenes of the village that has exchanged packages with its street."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "70-exchange-stick", self.stick
        yield "70-exchange-done", self.carried
        yield "71-pairing", lambda: self.studio.dialog("pairing_dialog", "PairingDialog", self.desk)
        yield "72-inbox", lambda: self.page("inbox")
        for name, key in (("hard", "hard"), ("soft", "soft"), ("clean", "clean")):
            yield f"72-inbox-{name}", lambda key=key: self.proposal(key)
        yield "72-inbox-person", self.newcomer
        yield "73-tasks", lambda: self.page("tasks")
        yield "74-bulletins", lambda: self.page("bulletins")
        yield "75-directives", lambda: self.page("directives")
        yield "76-pictures", self.pictures

    def page(self, key: str, argument: str = "") -> QWidget:
        """Open a page, with an argument where it takes one."""
        self.studio.enter().open_page(key, argument)
        settle(300)
        quiet()
        return self.studio.window

    def stick(self) -> QWidget:
        """Picture the page when a stick with a package for this office is in."""
        exchange.sticks = lambda: [Stick(self.desk.folder.parent / "U盘", "KINGSTON", FREE)]
        self.page("exchange")
        page = self.studio.window.workspace.shown()
        page.look_for_sticks()
        settle(800)
        quiet()
        settle(300)
        return self.studio.window

    def carried(self) -> QWidget:
        """Picture the page after the one button was pressed."""
        self.stick()
        page = self.studio.window.workspace.shown()
        page.carry(self.desk.folder.parent / "U盘", None)
        settle(500)
        quiet()
        settle(600)
        return self.studio.window

    def proposal(self, standing: str) -> QWidget:
        """Picture the first proposal of a kind."""
        uids = [one.uid for one in judging.open_proposals(self.desk) if one.standing == standing]
        return self._chosen(lambda item: item.kind == "proposal" and item.key in uids)

    def newcomer(self) -> QWidget:
        """Picture somebody whom the street proposes to enter."""
        return self._chosen(lambda item: item.kind == "transfer")

    def _chosen(self, wanted: Callable[[Item], bool]) -> QWidget:
        self.page("inbox")
        page = self.studio.window.workspace.shown()
        page.table.selectRow(next(n for n, line in enumerate(page.table.rows.lines) if wanted(line.what)))
        settle(400)
        quiet()
        return self.studio.window

    def pictures(self) -> QWidget:
        """Picture the form of an event that has photos, where they are."""
        from gridDesk.ui.pictures_editor import PicturesEditor
        from gridDesk.ui.record_dialog import RecordDialog

        uid = next(str(row["uid"]) for row in self.desk.store.rows("event") if row.get("pictures"))
        dialog = RecordDialog(self.desk, "event", uid, self.studio.enter())
        dialog.show()
        settle(300)
        editor = next(one for one in dialog.form.editors.values() if isinstance(one, PicturesEditor))
        editor.inputs()[0].setFocus()
        settle(400)
        return dialog


class StreetStudio(Studio):
    """The window of the street, and the scenes in which it is pictured."""

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene of the street."""
        yield "80-street", lambda: self.page("street")
        for state in ("quarantined", "unequal", "held", "alarm"):
            yield f"81-street-{state}", lambda state=state: self.office(state)
        yield "82-folder", self.folder
        yield "83-invite", lambda: self.recovery("InviteDialog")
        yield "83-give-back", lambda: self.recovery("GiveBackDialog")
        yield "84-street-tasks", lambda: self.page("tasks")
        yield "84-street-task", self.new_task
        yield "85-street-bulletins", lambda: self.page("bulletins")
        yield "85-street-directives", lambda: self.page("directives")
        yield "86-street-inbox", lambda: self.page("inbox")
        yield "87-proposal", self.proposal
        yield "88-street-today", lambda: self.page("today")
        yield "88-street-exchange", lambda: self.page("exchange")

    def office(self, state: str) -> QWidget:
        """Picture the card of an office in a state."""
        self.page("street")
        page = self.window.workspace.shown()
        site = next(line.site for line in street.offices(self.desk) if line.state == state)
        page.show_argument(site)
        settle(400)
        quiet()
        return self.window

    def folder(self) -> QWidget:
        """Picture the report of a folder taken in."""
        self.page("street")
        page = self.window.workspace.shown()
        page.take_in(self.desk.folder.parent / FOLDER)
        settle(500)
        quiet()
        settle(600)
        return self.window

    def recovery(self, name: str) -> QWidget:
        """Picture one of the dialogs that help a village whose computer died."""
        line = next(line for line in street.offices(self.desk) if line.state == "overdue")
        given = (line.site, line.name) if name == "InviteDialog" else (line,)
        return self.dialog("recovery_street", name, self.desk, *given)

    def new_task(self) -> QWidget:
        """Picture the dialog that gives a task."""
        from gridDesk.ui import task_dialog

        dialog = task_dialog.issue(self.desk, self.enter())
        dialog.show()
        return dialog

    def proposal(self) -> QWidget:
        """Picture the dialog that proposes a correction of a person whom a village keeps."""
        from gridDesk.ui.proposal_dialog import MirrorDialog

        people = (str(row["uid"]) for row in self.desk.store.rows("person"))
        uid = next(one for one in people if proposals.child_of(self.desk, "person", one))
        dialog = MirrorDialog(self.desk, "person", uid, self.enter())
        dialog.show()
        return dialog
