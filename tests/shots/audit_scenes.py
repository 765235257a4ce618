"""The log of who did what in pictures: whole, with a line in full, and with lines that somebody took away."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from gridDesk.desk import audit_state
from tests.shots.grab import Scene, Studio, quiet, settle

DAY: tuple[tuple[str, str, int, dict[str, object]], ...] = (
    ("login", "王建国", 0, {"way": "password"}),
    ("listed", "王建国", 1326, {"ledger": "person"}),
    ("print", "王建国", 412, {"paper": "household_card", "pages": 412, "copies": 1, "way": "printer", "purpose": "own_shelf", "code": "8Q2M4T"}),
    ("backup", "王建国", 37, {"place": "second", "verified": True}),
    ("login_failed", "李秀英", 3, {}),
    ("login", "李秀英", 0, {"way": "password", "failed": 3}),
    ("id_revealed", "李秀英", 1, {"ledger": "person", "field": "id_number"}),
    ("grant_approved", "李秀英", 86, {"purpose": "outside", "level": "M1", "approver": "password"}),
    ("export", "李秀英", 86, {"ledger": "person", "format": "xlsx", "columns": 9, "purpose": "outside", "level": "M1", "encrypted": True, "code": "7K3M9Q"}),
    ("setting_weakened", "赵敏", 0, {"setting": "lock.minutes", "before": 5, "after": 30}),
    ("searched", "赵敏", 73, {"ledger": "person"}),
    ("locked", "赵敏", 0, {"reason": "idle"}),
)  # fmt: skip
EXPORT = 3  # its row, counted from the newest


class AuditScenes:
    """Scenes of the page 操作记录 of the pictured village."""

    def __init__(self, studio: Studio) -> None:
        self.studio, self.desk = studio, studio.desk

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene."""
        yield "57-audit", self.page
        yield "57-audit-weak", lambda: self.page("weak")
        yield "57-audit-wrong", self.wrong
        yield "57-audit-month", lambda: self.studio.printing("audit_month")
        yield "57-audit-incident", lambda: self.studio.printing("audit_incident")

    def page(self, argument: str = "") -> QWidget:
        """Picture the page after a day's work, an export in full."""
        for kind, user, count, detail in DAY:
            objects = [f"person:{row['uid']}" for row in self.desk.store.rows("person", limit=1)]
            about = objects if kind == "id_revealed" else ()
            self.desk.store.audit(kind, user=user, role="clerk,sensitive", objects=about, count=count, detail=detail)
        self.studio.enter().open_page("audit", argument)
        settle(600)
        page = self.studio.window.workspace.shown()
        page.table.selectRow(0 if argument else EXPORT)
        quiet()
        settle(300)
        return self.studio.window

    def wrong(self) -> QWidget:
        """Picture a log that does not hold together."""
        window = self.page()
        page = self.studio.window.workspace.shown()
        sentences = ["操作记录第 9 条的内容与当时记下的不同。", audit_state.ADVICE]
        page._proved(audit_state.State(len(page.lines), "0" * 64, 9, sentences))
        settle(200)
        return window
