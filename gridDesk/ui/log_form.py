"""LogForm: the part of a day's page that the clerk writes herself."""

from __future__ import annotations

from collections.abc import Mapping

from gridDesk.desk import log_pages, logs, records
from gridDesk.desk.office import Desk
from gridDesk.ui.form import RecordForm

BY_HAND = "2"  # log_mode
# Patrols are recorded once, above; a page of former days that holds some still shows them.
PATROLS = tuple(f"patrol{number}_{part}" for number in (1, 2) for part in ("start", "end", "route"))


class LogForm(RecordForm):
    """The fields of a day's page, without the patrols and visits, which come from their own records."""

    draft_kind = "log"

    def __init__(self, desk: Desk, day: str, grid: str | None, log: Mapping[str, object] | None) -> None:
        self.day, self.grid = day, grid
        known: dict[str, object] = {"date": day, "grid": grid}
        page = "" if log else log_pages.page_of(desk, day, grid or "")
        if page:
            known |= {"page": page, "mode": BY_HAND}  # its blank page was handed out: it is being entered from paper
        bare = () if log and any(log.get(key) for key in PATROLS) else PATROLS
        uid = str(log["uid"]) if log else None
        super().__init__(desk, "daily_log", uid, known=known, hidden=("date", "grid", *bare), embedded=True)

    def draft_title(self) -> str:
        return f"{self.day} 的工作日志"

    def draft_place(self) -> dict[str, object]:
        return {"day": self.day, "grid": self.grid}

    def _store(self) -> records.Saved:
        return logs.save_log(self.desk, self.day, self.grid, self.values)
