"""The households due for a visit, as many a day as the office owes; a month's pages take them in turn."""

from __future__ import annotations

from itertools import cycle, islice

from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import natural, short_address
from gridDesk.desk.records import many_texts
from gridDesk.documents.log_day import LogVisit
from gridDesk.ledger import Row

# Effective visits a day: 齐陵街道办法第十一条（一）.
DUE_VISITS = {"community": 8, "village": 5}
_SHEETS = 31


class DueVisits:
    """Households longest without a visit first, those verified long ago before others; each is named once in turn."""

    def __init__(self, desk: Desk, grid: Row) -> None:
        self.desk = desk
        self.each = DUE_VISITS.get(desk.office.level, 5)
        where: dict[str, object] = {"grid": grid["uid"]} if grid else {}
        self.turn = cycle(self._ordered(where))

    def next(self) -> tuple[LogVisit, ...]:
        """Return the visits of the next day."""
        return tuple(islice(self.turn, self.each))

    def _ordered(self, where: dict[str, object]) -> list[LogVisit]:
        visited: dict[str, str] = {}
        for row in self.desk.store.rows("visit", where=where):
            home = str(row.get("household"))
            visited[home] = max(visited.get(home, ""), str(row["date"]))
        rows = list(self.desk.store.rows("household", where=where))
        rows.sort(
            key=lambda row: (
                visited.get(str(row["uid"]), ""),
                str(row.get("verified_on") or ""),
                natural(row.get("number")),
            )
        )
        shown = many_texts(self.desk, "household", rows[: self.each * _SHEETS])
        return [
            LogVisit(household=f"{short_address(self.desk, text['address'])}　{text['head']}", kind="入户走访")
            for text in shown
        ]
