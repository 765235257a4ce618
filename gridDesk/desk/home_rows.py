"""Rows of the ledger of households (户台账) and of tenancies (出租房屋及承租人台账), streaming, text, masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from gridDesk.desk.masks import Masker
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import (
    Scope,
    Texts,
    chunks,
    households_in_order,
    natural,
    owner_phones,
    section_of,
    short_address,
)
from gridDesk.desk.people import member_order
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.vault import Level


class HouseholdRows:
    """One row a household: its head, how to reach it, who belongs to it; can be read more than once."""

    def __init__(self, desk: Desk, scope: Scope, level: Level) -> None:
        self.desk, self.masker = desk, Masker(desk.catalogue, level)
        self.order = households_in_order(desk, scope)

    def __iter__(self) -> Iterator[Texts]:
        no = 0
        for some in chunks([uid for uid, _ in self.order]):
            for row in self._some(some):
                no += 1
                yield self.masker.row({**row, "no": str(no)})

    @cached_property
    def _sections(self) -> dict[str, str]:
        return dict(self.order)

    def _some(self, uids: list[str]) -> Iterator[Texts]:
        store = self.desk.store
        found = store.get_many("household", uids)
        rows = [found[uid] for uid in uids]
        homes: dict[str, list[Row]] = {}
        for home in store.rows("residence", where={"household": uids}):
            homes.setdefault(str(home["household"]), []).append(home)
        heads = {str(row["head"]) for row in rows if row.get("head")}
        people = store.get_many("person", heads | {str(home["person"]) for some in homes.values() for home in some})
        for row, text in zip(rows, many_texts(self.desk, "household", rows), strict=True):
            yield self._row(row, text, homes.get(str(row["uid"]), []), people)

    def _row(self, row: Row, text: Mapping[str, str], homes: list[Row], people: Mapping[str, Row]) -> Texts:
        head = people.get(str(row.get("head")), {})
        inside = [home for home in homes if str(home["person"]) in people]
        inside.sort(key=lambda home: member_order(home, people[str(home["person"])]))
        others = [
            str(people[str(home["person"])].get("name") or "") for home in inside if home["person"] != row.get("head")
        ]
        uid = str(row["uid"])
        return {f"household.{key}": value for key, value in text.items()} | {
            "uid": uid, "household.village_group": self._sections[uid], "person.name": str(head.get("name") or ""),
            "person.id_number": str(head.get("id_number") or ""), "people": str(len(inside)), "members": "、".join(others),
            "household.phone": text["phone"] or str(head.get("phone") or ""),
            "address.text": short_address(self.desk, text["address"]),
        }  # fmt: skip


class TenancyRows:
    """One row a tenancy, those of one dwelling together; can be read more than once."""

    def __init__(self, desk: Desk, scope: Scope, level: Level) -> None:
        self.desk, self.masker = desk, Masker(desk.catalogue, level)
        rents = [(str(row["uid"]), str(row["dwelling"])) for row in desk.store.rows("tenancy")]
        dwellings = desk.store.get_many("dwelling", {dwelling for _, dwelling in rents})
        places = desk.store.get_many(
            "address", {str(row["address"]) for row in dwellings.values() if row.get("address")}
        )
        self.places = {uid: places.get(str(row.get("address")), {}) for uid, row in dwellings.items()}
        chosen = [
            (uid, dwelling) for uid, dwelling in rents if dwelling in dwellings
            and (not scope.grid or dwellings[dwelling].get("grid") == scope.grid)
            and scope.village_group in ("", str(self.places[dwelling].get("village_group") or ""))
        ]  # fmt: skip
        self.order = [uid for uid, _ in sorted(chosen, key=lambda pair: (*self._key(pair[1]), pair[0]))]

    def _key(self, dwelling: str) -> tuple[object, ...]:
        place = self.places[dwelling]
        section = section_of({}, place)
        return not section, natural(section), natural(place.get("text")), dwelling

    def __iter__(self) -> Iterator[Texts]:
        no, before = 0, ""
        for uids in chunks(self.order):
            for row in self._some(uids):
                no += row["dwelling"] != before
                before = row["dwelling"]
                yield self.masker.row({**row, "no": str(no)})

    def _some(self, uids: list[str]) -> Iterator[Texts]:
        store = self.desk.store
        found = store.get_many("tenancy", uids)
        rows = [found[uid] for uid in uids]
        dwellings = store.get_many("dwelling", {str(row["dwelling"]) for row in rows})
        people = store.get_many("person", {str(row["tenant"]) for row in rows if row.get("tenant")})
        homes: dict[str, Row] = {}
        for home in store.rows("residence", where={"person": list(people)}):
            homes.setdefault(str(home["person"]), home)
        phones = owner_phones(self.desk, dwellings.values())
        for row, text in zip(rows, many_texts(self.desk, "tenancy", rows), strict=True):
            tenant, house = str(row.get("tenant")), dwellings[str(row["dwelling"])]
            shown = self._row(row, text, house, people.get(tenant, {}), homes.get(tenant, {}))
            yield shown | {"dwelling.owner_phone": shown["dwelling.owner_phone"] or phones.get(str(house["uid"]), "")}

    def _row(self, row: Row, text: Mapping[str, str], dwelling: Row, tenant: Row, home: Row) -> Texts:
        house, person = self.desk.catalogue["dwelling"], self.desk.catalogue["person"]
        place = self.places[str(row["dwelling"])]
        found = {f"tenancy.{key}": value for key, value in text.items()}
        found |= {
            f"dwelling.{key}": house[key].show(dwelling.get(key))
            for key in ("owner_name", "owner_phone", "area", "kind")
        }
        found |= {f"person.{key}": person[key].show(tenant.get(key)) for key in ("sex", "id_number", "phone")}
        return found | {
            "dwelling": str(row["dwelling"]), "tenancy.tenant": str(tenant.get("name") or ""),
            "address.text": short_address(self.desk, str(place.get("text") or "")), "address.village_group": section_of({}, place),
            "residence.registered_address": str(home.get("registered_address") or home.get("origin") or ""),
        }  # fmt: skip
