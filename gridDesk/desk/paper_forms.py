"""Forms filled from records: household cards (户卡)."""

from __future__ import annotations

from collections.abc import Iterator

from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import Scope, chunks, households_in_order
from gridDesk.desk.people import member_order
from gridDesk.desk.records import many_texts
from gridDesk.documents.household_card import CardDwelling, CardEvent, CardMember, HouseholdCard
from gridDesk.ledger import Row
from gridDesk.vault import Level, mask_id

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
