"""Forms filled from records: household cards (户卡) and the daily log (工作日志) in its three ways."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal

from gridDesk.desk import logs
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import Scope, chunks, households_in_order, natural, short_address
from gridDesk.desk.people import member_order
from gridDesk.desk.records import many_texts
from gridDesk.documents.daily_log import DailyLog, LogFinding, LogPatrol, LogVisit
from gridDesk.documents.household_card import CardDwelling, CardEvent, CardMember, HouseholdCard
from gridDesk.ledger import Row
from gridDesk.text import today_iso
from gridDesk.vault import Level, mask_id

Mode = Literal["blank", "half", "filled"]
DUE_VISITS = {"community": 8, "village": 5}
_EVENTS = 6


class HouseholdCards:
    """Household cards in printing order; can be read more than once."""

    def __init__(self, desk: Desk, scope: Scope, level: Level) -> None:
        self.desk, self.level = desk, level
        self.order = [uid for uid, _ in households_in_order(desk, scope)]

    def __iter__(self) -> Iterator[HouseholdCard]:
        for uids in chunks(self.order, 50):
            found = self.desk.store.get_many("household", uids)
            rows = [found[uid] for uid in uids]
            shown = many_texts(self.desk, "household", rows)
            for row, text in zip(rows, shown, strict=True):
                yield self._card(row, text)

    def _card(self, row: Row, text: dict[str, str]) -> HouseholdCard:
        uid, store = str(row["uid"]), self.desk.store
        homes = list(store.rows("residence", where={"household": uid}))
        people = store.get_many("person", [str(home["person"]) for home in homes])
        homes = [home for home in homes if str(home["person"]) in people]
        homes.sort(key=lambda home: member_order(home, people[str(home["person"])]))
        head = people.get(str(row.get("head")), {})
        dwellings = self._dwellings(row)
        return HouseholdCard(
            code=uid, number=text["number"], head=text["head"], kind=text["kind"], village_group=text["village_group"],
            grid=text["grid"], address=text["address"], phone=text["phone"] or str(head.get("phone") or ""),
            marks=self._marks(people, dwellings), needs=text["needs"], remark=text["remark"],
            members=tuple(self._member(home, people[str(home["person"])]) for home in homes),
            dwellings=tuple(self._dwelling(one, text["address"]) for one in dwellings), events=self._events(uid),
        )  # fmt: skip

    def _member(self, home: Row, person: Row) -> CardMember:
        shape, lives = self.desk.catalogue["person"], self.desk.catalogue["residence"]
        show = {item.key: item.show(person.get(item.key)) for item in shape.fields}
        return CardMember(
            name=show["name"], relation=lives["relation"].show(home.get("relation")), sex=show["sex"],
            ethnicity=show["ethnicity"], id_number=mask_id(show["id_number"], self.level), education=show["education"],
            political=show["political"], phone=show["phone"], kind=lives["kind"].show(home.get("kind")),
        )  # fmt: skip

    def _dwellings(self, row: Row) -> list[Row]:
        found = list(self.desk.store.rows("dwelling", where={"household": row["uid"]}))
        if not found and row.get("address"):
            found = list(self.desk.store.rows("dwelling", where={"address": row["address"]}))
        return found

    def _dwelling(self, row: Row, address: str) -> CardDwelling:
        shape = self.desk.catalogue["dwelling"]
        show = {item.key: item.show(row.get(item.key)) for item in shape.fields if not item.to}
        return CardDwelling(
            address=address,
            kind=show["kind"],
            use=show["use"],
            area=show["area"],
            rented="出租" if row.get("rented") else "",
        )

    def _marks(self, people: dict[str, Row], dwellings: list[Row]) -> tuple[tuple[str, bool], ...]:
        """Tick the groups that members belong to; a sealed group never stands on a card."""
        open_groups = [item for item in self.desk.enabled() if item.group == "special" and not item.sealed]
        marks = [
            (item.label, self.desk.store.count(item.key, where={item.subject: list(people)}) > 0)
            for item in open_groups
        ]
        return (*marks, ("有出租", any(row.get("rented") for row in dwellings)))

    def _events(self, household: str) -> tuple[CardEvent, ...]:
        visits = list(self.desk.store.rows("visit", where={"household": household}, order=("-date",), limit=_EVENTS))
        shown = many_texts(self.desk, "visit", visits)
        return tuple(
            CardEvent(
                date=text["date"], kind=text["kind"], content=text["content"] or text["result"], by=text["worker"]
            )
            for text in reversed(shown)
        )


class DailyLogs:
    """Log pages: one day, or every day of a month; can be read more than once."""

    def __init__(self, desk: Desk, grid: str | None, day: str, month: str, mode: Mode) -> None:
        self.desk, self.mode = desk, mode
        grids = desk.grids()
        self.grid = next((row for row in grids if row["uid"] == grid), grids[0] if len(grids) == 1 else {})
        self.days = self._days(day, month)

    def _days(self, day: str, month: str) -> list[str]:
        if not month:
            return [day or today_iso()]
        year, number = int(month[:4]), int(month[5:7])
        every = [date(year, number, n).isoformat() for n in range(1, monthrange(year, number)[1] + 1)]
        if self.mode != "filled":
            return every
        written = {str(row["date"]) for row in self.desk.store.rows("daily_log", where=self._where())}
        return [one for one in every if one in written]

    def _where(self) -> dict[str, object]:
        return {"grid": self.grid["uid"]} if self.grid else {}

    def __iter__(self) -> Iterator[DailyLog]:
        for n, day in enumerate(self.days, start=1):
            yield self._log(day, str(n) if len(self.days) > 1 else "")

    def _log(self, day: str, number: str) -> DailyLog:
        start = DailyLog(
            village=self.desk.office.name, grid=str(self.grid.get("name") or ""), date=day, number=number,
            grid_code=str(self.grid.get("code") or ""), worker=str(self.grid.get("worker") or self.desk.user),
        )  # fmt: skip
        if self.mode == "blank":
            return start
        return replace(start, visits=self._due()) if self.mode == "half" else self._filled(start)

    def _filled(self, start: DailyLog) -> DailyLog:
        view = logs.day(self.desk, start.date, str(self.grid["uid"]) if self.grid else None)
        text = view.texts
        return replace(
            start, worker=text.get("worker") or start.worker, weather=text.get("weather", ""),
            companion=text.get("companion", ""), patrols=_patrols(text), total=logs.patrol_words(text),
            visits=tuple(_visit(self.desk, one) for one in view.visits), findings=_findings(view, text), changes=tuple(view.changes),
            errands="\n".join(text[key] for key in ("errands", "publicity", "other") if text.get(key)),
            tomorrow=text.get("tomorrow", ""), review=text.get("review", ""),
        )  # fmt: skip

    def _due(self) -> tuple[LogVisit, ...]:
        """Return the households longest without a visit, those verified long ago first."""
        visited: dict[str, str] = {}
        for row in self.desk.store.rows("visit", where=self._where()):
            home = str(row.get("household"))
            visited[home] = max(visited.get(home, ""), str(row["date"]))
        rows = list(self.desk.store.rows("household", where=self._where()))
        rows.sort(
            key=lambda row: (
                visited.get(str(row["uid"]), ""),
                str(row.get("verified_on") or ""),
                natural(row.get("number")),
            )
        )
        chosen = rows[: DUE_VISITS.get(self.desk.office.level, 5)]
        shown = many_texts(self.desk, "household", chosen)
        return tuple(
            LogVisit(household=f"{short_address(self.desk, text['address'])}　{text['head']}", kind="入户走访")
            for text in shown
        )


def _patrols(text: dict[str, str]) -> tuple[LogPatrol, ...]:
    found = [
        LogPatrol(
            start=text.get(f"patrol{n}_start", ""),
            end=text.get(f"patrol{n}_end", ""),
            route=text.get(f"patrol{n}_route", ""),
        )
        for n in (1, 2)
    ]
    return tuple(found) if any(one.start or one.route for one in found) else ()


def _visit(desk: Desk, one: logs.LogVisit) -> LogVisit:
    place = "　".join(part for part in (short_address(desk, one.address), one.household) if part)
    return LogVisit(time=one.time, household=place, kind=one.kind, content=one.content, problem=one.problem)


def _findings(view: logs.DayView, text: dict[str, str]) -> tuple[LogFinding, ...]:
    found = [
        LogFinding(
            kind=one.kind,
            place=one.place,
            situation=one.situation,
            handling=one.handling,
            result=one.result,
            done=one.done,
        )
        for one in view.events
    ]
    if text.get("findings"):
        found.append(LogFinding(kind="巡查", situation=text["findings"]))
    return tuple(found)
