"""Rows of paper ledgers in printing order: by village group and household, members in official order, text, masked.

Everything streams: a ledger of 100,000 people is read a few hundred households at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gridDesk.desk.lookups import addresses_of, residences
from gridDesk.desk.masks import Masker
from gridDesk.desk.office import Desk
from gridDesk.desk.people import member_order
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.ledger.dates import age_on
from gridDesk.text import today
from gridDesk.vault import Level

CHUNK = 200
NO_HOUSEHOLD = "未入户人员"
Texts = dict[str, str]


def natural(text: object) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which 9号 stands before 10号."""
    parts = re.split(r"(\d+)", str(text or ""))
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the ledgers is printed: a grid, a village group, some households; empty means all."""

    grid: str | None = None
    village_group: str = ""
    households: tuple[str, ...] = ()

    def where(self) -> dict[str, object]:
        """Return the condition on households."""
        found: dict[str, object] = {}
        if self.grid:
            found["grid"] = self.grid
        if self.village_group:
            found["village_group"] = self.village_group
        if self.households:
            found["uid"] = list(self.households)
        return found

    @property
    def whole(self) -> bool:
        """Tell whether everything is printed, people without a household too."""
        return not (self.village_group or self.households)


def chunks(items: Sequence[str], size: int = CHUNK) -> Iterator[list[str]]:
    """Yield a list in pieces."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def households_in_order(desk: Desk, scope: Scope) -> list[tuple[str, str]]:
    """Return (uid, section) of the households of a scope: by village group and number, by building where they live in
    one and belong to no group.
    """
    rows = list(desk.store.rows("household", where=scope.where()))
    homeless = {str(row["address"]) for row in rows if row.get("address") and not row.get("village_group")}
    places = desk.store.get_many("address", homeless)
    keyed = []
    for row in rows:
        place = places.get(str(row.get("address")), {})
        section = section_of(row, place)
        keyed.append(
            (natural(section), natural(row.get("number")), natural(place.get("text")), str(row["uid"]), section)
        )
    keyed.sort(key=lambda item: (not item[4], *item[:4]))
    return [(uid, section) for *_, uid, section in keyed]


def section_of(row: Mapping[str, object], place: Mapping[str, object]) -> str:
    """Return under which heading a household or dwelling stands: its village group, else its building."""
    group = str(row.get("village_group") or place.get("village_group") or "")
    if group or not place.get("building"):
        return group
    building = str(place["building"])
    return f"{place.get('estate') or ''}{building}{'' if building.endswith(('楼', '幢', '栋')) else '幢'}"


class ResidentRows:
    """Rows of 实有人口台账; can be read more than once."""

    def __init__(self, desk: Desk, scope: Scope, level: Level) -> None:
        self.desk, self.scope = desk, scope
        self.masker = Masker(desk.catalogue, level)
        self.order = households_in_order(desk, scope)
        self.loose = _without_household(desk, scope) if scope.whole else []

    @property
    def people(self) -> int:
        """Return how many rows there are, without reading them."""
        sizes = self.desk.store.group_count("residence", "household")
        return sum(sizes.get(uid, 0) for uid, _ in self.order) + len(self.loose)

    def counts(self) -> dict[str, str]:
        """Return 共 n 户 m 人 for each village group, without reading the people."""
        sizes = self.desk.store.group_count("residence", "household")
        homes: dict[str, int] = {}
        people: dict[str, int] = {}
        for uid, group in self.order:
            name = group or "未分组"
            homes[name] = homes.get(name, 0) + 1
            people[name] = people.get(name, 0) + sizes.get(uid, 0)
        found = {name: f"共 {count} 户 {people[name]} 人" for name, count in homes.items()}
        return found | ({NO_HOUSEHOLD: f"共 {len(self.loose)} 人"} if self.loose else {})

    def __iter__(self) -> Iterator[Texts]:
        no, sections = 0, dict(self.order)
        for uids in chunks([uid for uid, _ in self.order]):
            for row in self._of_households(uids):
                no += 1
                yield {**row, "no": str(no), "household.village_group": sections[row["household"]]}
        for uids in chunks(self.loose):
            for row in self._of_people(uids):
                no += 1
                yield {**row, "no": str(no), "uid": row["household"]}

    def _of_households(self, uids: list[str]) -> Iterator[Texts]:
        store = self.desk.store
        households = store.get_many("household", uids)
        homes: dict[str, list[Row]] = {}
        for home in store.rows("residence", where={"household": uids}):
            homes.setdefault(str(home["household"]), []).append(home)
        people = store.get_many("person", [str(home["person"]) for group in homes.values() for home in group])
        shown = _shown(self.desk, households, homes, self.masker)
        for uid in uids:
            members = [home for home in homes.get(uid, []) if str(home["person"]) in people]
            members.sort(key=lambda home: member_order(home, people[str(home["person"])]))
            for home in members:
                yield shown.row(households[uid], home, people[str(home["person"])])

    def _of_people(self, uids: list[str]) -> Iterator[Texts]:
        homes = residences(self.desk, uids)
        people = self.desk.store.get_many("person", uids)
        shown = _shown(self.desk, {}, {"": list(homes.values())}, self.masker)
        for uid in uids:
            row = shown.row({"uid": uid}, homes[uid], people[uid])
            yield {**row, "household.village_group": NO_HOUSEHOLD}


def _without_household(desk: Desk, scope: Scope) -> list[str]:
    """Return the people who live here without belonging to a household: tenants above all."""
    where: dict[str, object] = {"household": None} | ({"grid": scope.grid} if scope.grid else {})
    return list(dict.fromkeys(str(row["person"]) for row in desk.store.rows("residence", where=where)))


@dataclass(frozen=True)
class _Shown:
    """Texts of some people, their residences and households, looked up together."""

    desk: Desk
    addresses: Mapping[str, str]
    masker: Masker

    def row(self, household: Row, home: Row, person: Row) -> Texts:
        shape, lives = self.desk.catalogue["person"], self.desk.catalogue["residence"]
        found = {f"person.{item.key}": item.show(person.get(item.key)) for item in shape.fields if item.width}
        found |= {f"residence.{key}": lives[key].show(home.get(key)) for key in ("relation", "kind", "consistency")}
        found["person.remark"] = str(person.get("remark") or "")
        age = age_on(cast("str | None", person.get("birth")), today())
        address = home.get("address") or household.get("address")
        return self.masker.row(found | {
            "age": "" if age is None else str(age),
            "address.text": short_address(self.desk, self.addresses.get(str(address), "")),
            "household": str(household["uid"]), "household.number": str(household.get("number") or ""),
            "household.village_group": str(household.get("village_group") or ""),
        })  # fmt: skip


def _shown(desk: Desk, households: Mapping[str, Row], homes: Mapping[str, list[Row]], masker: Masker) -> _Shown:
    uids = {str(row["address"]) for row in households.values() if row.get("address")}
    uids |= {str(home["address"]) for group in homes.values() for home in group if home.get("address")}
    return _Shown(desk, desk.store.titles("address", uids), masker)


class DwellingRows:
    """Rows of 房屋台账: a dwelling, then one row per tenant."""

    def __init__(self, desk: Desk, scope: Scope, level: Level) -> None:
        self.desk, self.masker = desk, Masker(desk.catalogue, level)
        where: dict[str, object] = {"grid": scope.grid} if scope.grid else {}
        rows = [(str(row["uid"]), str(row.get("address") or "")) for row in desk.store.rows("dwelling", where=where)]
        places = desk.store.get_many("address", {address for _, address in rows if address})
        self.places = {uid: places.get(address, {}) for uid, address in rows}
        chosen = [
            uid for uid, place in self.places.items()
            if scope.village_group in ("", str(place.get("village_group") or ""))
        ]  # fmt: skip
        self.order = sorted(chosen, key=self._key)

    def _key(self, uid: str) -> tuple[object, ...]:
        place = self.places[uid]
        section = section_of({}, place)
        return not section, natural(section), natural(place.get("text")), uid

    def __iter__(self) -> Iterator[Texts]:
        no = 0
        for uids in chunks(self.order):
            dwellings = self.desk.store.get_many("dwelling", uids)
            rents: dict[str, list[Row]] = {}
            for rent in self.desk.store.rows("tenancy", where={"dwelling": uids}):
                rents.setdefault(str(rent["dwelling"]), []).append(rent)
            people = self.desk.store.get_many("person", [str(r["tenant"]) for found in rents.values() for r in found])
            phones = owner_phones(self.desk, dwellings.values())
            for uid in uids:
                no += 1
                for row in self._rows(no, dwellings[uid], rents.get(uid, []), people):
                    phone = row["dwelling.owner_phone"] or phones.get(uid, "")
                    yield self.masker.row(row | {"dwelling.owner_phone": phone})

    def _rows(self, no: int, dwelling: Row, rents: list[Row], people: Mapping[str, Row]) -> Iterator[Texts]:
        shape, place = self.desk.catalogue["dwelling"], self.places[str(dwelling["uid"])]
        base = {f"dwelling.{item.key}": item.show(dwelling.get(item.key)) for item in shape.fields if not item.to}
        base |= {
            "no": str(no), "dwelling": str(dwelling["uid"]), "address.text": short_address(self.desk, str(place.get("text") or "")),
            "address.village_group": section_of({}, place),
        }  # fmt: skip
        for rent in rents or [{}]:
            tenant = people.get(str(rent.get("tenant")), {})
            yield base | {
                "tenancy.tenant": str(tenant.get("name") or ""), "person.phone": str(tenant.get("phone") or ""),
                "person.id_number": str(tenant.get("id_number") or ""),
                "tenancy.since": str(rent.get("since") or ""),
            }  # fmt: skip


def owner_phones(desk: Desk, dwellings: Iterable[Row]) -> dict[str, str]:
    """Return the phones of owners who are kept as people, by dwelling: what is known once is not typed again."""
    owners = {str(row["uid"]): row.get("owner_id_number") for row in dwellings if row.get("owner_id_number")}
    people = desk.store.rows("person", where={"id_number": sorted({str(number) for number in owners.values()})})
    phones = {row["id_number"]: str(row.get("phone") or "") for row in people}
    return {uid: phones.get(number, "") for uid, number in owners.items()}


def short_address(desk: Desk, text: str) -> str:
    """Return an address without the office's own name and street, as everybody there says it: 2组1号."""
    for name in (desk.office.parent_name, desk.office.name, desk.office.name.partition("（")[0]):
        text = text.removeprefix(name) if name and text != name else text
    return text


class GroupRows:
    """Rows of a special group's ledger, by village group and name."""

    def __init__(self, desk: Desk, ledger: str, scope: Scope, level: Level) -> None:
        self.desk, self.shape, self.masker = desk, desk.catalogue[ledger], Masker(desk.catalogue, level)
        self.rows = list(desk.store.rows(ledger))
        people = [str(row[self.shape.subject]) for row in self.rows]
        self.people = desk.store.get_many("person", people)
        homes = residences(desk, people)
        self.addresses = addresses_of(desk, homes)
        groups = desk.store.get_many("household", {str(h["household"]) for h in homes.values() if h.get("household")})
        self.homes = {person: groups.get(str(home.get("household")), {}) for person, home in homes.items()}
        self.groups = {person: str(home.get("village_group") or "") for person, home in self.homes.items()}
        self.rows = [
            row for row in self.rows
            if scope.village_group in ("", self.groups.get(str(row[self.shape.subject]), ""))
            and (not scope.grid or self._grid(str(row[self.shape.subject]), homes) == scope.grid)
        ]  # fmt: skip
        self.rows.sort(key=self._key)

    def _grid(self, person: str, homes: Mapping[str, Row]) -> object:
        """Return where a person counts: in the grid of her household, else of her residence (see `standing`)."""
        return self.homes.get(person, {}).get("grid") or homes.get(person, {}).get("grid")

    def _key(self, row: Row) -> tuple[object, ...]:
        person = str(row[self.shape.subject])
        return natural(self.groups.get(person)), natural(self.addresses.get(person)), person

    def __iter__(self) -> Iterator[Texts]:
        person_shape = self.desk.catalogue["person"]
        texts = many_texts(self.desk, self.shape.key, self.rows)
        for no, (row, text) in enumerate(zip(self.rows, texts, strict=True), start=1):
            uid = str(row[self.shape.subject])
            person = self.people.get(uid, {})
            found = {
                f"person.{item.key}": item.show(person.get(item.key)) for item in person_shape.fields if item.width
            }
            found["person.remark"] = ""
            found |= {f"{self.shape.key}.{item.key}": text[item.key] for item in self.shape.fields}
            age = age_on(cast("str | None", person.get("birth")), today())
            yield self.masker.row(found | {
                "no": str(no), "uid": str(row["uid"]), "age": "" if age is None else str(age),
                "address.text": short_address(self.desk, self.addresses.get(uid, "")), "household.number": str(self.homes.get(uid, {}).get("number") or ""),
            })  # fmt: skip
