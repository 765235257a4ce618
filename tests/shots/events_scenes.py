"""事项 in pictures: the list with one event's course, a new event, and the dialogs of acts."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from gridDesk.desk import event_acts, events
from gridDesk.desk.events import Filter
from tests.shots.grab import Scene, Studio, quiet, settle

COURSE = (
    lambda desk, uid: event_acts.assign(desk, uid, "物业王师傅", "两天内清走，拍照报来"),
    lambda desk, uid: event_acts.handle(desk, uid, "已通知户主，纸箱清走，旧沙发约好明天拉走。"),
    lambda desk, uid: event_acts.stage(desk, uid, "纸箱已清，沙发明天拉走。", "反映人"),
    lambda desk, uid: event_acts.handle(desk, uid, "旧沙发已拉走，通道畅通。", done=True),
)
FOUND = {
    "title": "2号楼楼道堆放杂物", "kind": "03", "place": "2号楼一单元楼道", "party_name": "张三强",
    "situation": "楼道里堆放纸箱和旧沙发，通道堵了一半，夜里看不清。", "hazard_kind": "02",
}  # fmt: skip


class EventScenes:
    """Scenes of events in the demo village."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "34-events", self.page
        yield "34-events-new", lambda: self.studio.dialog("events_form", "EventFormDialog", self.desk, None)
        for name in ("solve", "check", "report"):
            yield f"34-events-{name}", lambda name=name: self.act(name)

    def one(self) -> str:
        """Return the event of the pictures, made the first time it is asked for."""
        found = events.list_events(self.desk, Filter(words=str(FOUND["title"]))).lines
        if found:
            return found[0].uid
        uid = event_acts.register(self.desk, FOUND).uid
        for act in COURSE:
            act(self.desk, uid)
        return uid

    def page(self) -> QWidget:
        """Picture the page with an event chosen."""
        uid = self.one()
        self.studio.enter().open_page("events", uid)
        settle(400)
        quiet()
        return self.studio.window

    def act(self, name: str) -> QWidget:
        """Picture the dialog of an act."""
        from gridDesk.ui import events_dialogs

        dialog = getattr(events_dialogs, name)(self.desk, self.one(), str(FOUND["title"]), self.studio.enter())
        dialog.show()
        return dialog
