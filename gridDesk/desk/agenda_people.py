"""What records of people bring up: tenancies that end or begin, permits that run out, birthdays of the very old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gridDesk.desk.agenda_item import Ground, Item, Level, short_day, term
from gridDesk.desk.event_limits import day_of
from gridDesk.desk.lookups import addresses_of, residences
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.work_facts import NOBODY_MET
from gridDesk.ledger import Row
from gridDesk.ledger.filter import Condition
from gridDesk.policy.plan_calls import Call

AHEAD = 7  # days
_OVER = 30  # days after its end a tenancy that was not closed is still named
_PERMIT = 30  # days before it runs out a residence permit is named
OLD = 90  # 高龄老人
_MOST = 40


def tenancies(ground: Ground) -> Iterator[Item]:
    """Yield the tenancies that end these days or are over and were not closed, and those that began this week."""
    found = list(_tenancies(ground))
    homes = residences(ground.desk, [one.tenant for one in found])
    seen = _seen(ground)
    found = [one for one in found if one.ends(ground.day) or one.is_new(ground.day, seen.get(_home(homes, one.tenant)))]
    people = [one.tenant for one in found]
    names = ground.desk.store.titles("person", people)
    where = addresses_of(ground.desk, {person: homes[person] for person in people if person in homes})
    for one in found:
        if one.until is not None and one.ends(ground.day):
            level: Level = "late" if one.until < ground.day else "due" if one.until == ground.day else "soon"
            why, day = f"租住到期：{term(one.until, ground.day)}", one.until
        else:
            level, why, day = "soon", "新租住，还没有走访", one.since or ground.day
        yield Item(
            "tenancy", names.get(one.tenant, ""), short_address(ground.desk, where.get(one.tenant, "")), why,
            ground.citing("updates"), level, "today" if level != "soon" else "week", day.isoformat(), "", "", "tenancy", one.uid,
        )  # fmt: skip


def wishes(ground_day: date, tenancy_ends: list[tuple[str, date]], last: date) -> list[Call]:
    """Return the visits that follow from tenancies that end: to be made in the three days before or after."""
    return [
        Call(
            home,
            max(ground_day, end - timedelta(days=3)),
            max(ground_day, min(last, end + timedelta(days=3))),
            "租住到期",
        )
        for home, end in tenancy_ends
        if home and ground_day - timedelta(days=3) <= end <= last
    ]


@dataclass(frozen=True, slots=True)
class _Rent:
    """A tenancy: its tenant, first and last day."""

    uid: str
    tenant: str
    since: date | None
    until: date | None

    def ends(self, day: date) -> bool:
        """Tell whether it ends these days, or is over and was not closed."""
        return self.until is not None and day - timedelta(days=_OVER) <= self.until <= day + timedelta(days=AHEAD)

    def is_new(self, day: date, seen: date | None) -> bool:
        """Tell whether it began this week and its home, `seen` last on a day, was not visited since."""
        new = self.since is not None and day - timedelta(days=AHEAD) <= self.since <= day
        return new and (seen is None or (self.since is not None and seen < self.since))


def _home(homes: Mapping[str, Row], tenant: str) -> str:
    return str(homes.get(tenant, {}).get("household") or "")


def _seen(ground: Ground) -> dict[str, date]:
    """Return when each household was last met in these days; read here, for the facts begin with the quarter."""
    week = Condition("date", "between", ((ground.day - timedelta(days=AHEAD)).isoformat(), ground.day.isoformat()))
    keys = ("household", "date", "effective", "result")
    rows = ground.desk.store.values("visit", keys, where=[week], order=("date",))
    return {
        str(home): day
        for home, on, effective, result in rows
        if home and effective != 0 and result not in NOBODY_MET and (day := day_of(on)) is not None
    }


def _tenancies(ground: Ground) -> Iterator[_Rent]:
    """Yield the tenancies that are of interest now."""
    span = (ground.day - timedelta(days=_OVER)).isoformat(), (ground.day + timedelta(days=AHEAD)).isoformat()
    found: dict[str, tuple[object, ...]] = {}
    for key in ("until", "since"):
        where = [Condition(key, "between", span)]
        for values in ground.desk.store.values("tenancy", ("uid", "tenant", "since", "until"), where=where):
            found[str(values[0])] = values
    for uid, tenant, since, until in list(found.values())[:_MOST]:
        yield _Rent(str(uid), str(tenant), day_of(since), day_of(until))


def permits(ground: Ground) -> Iterator[Item]:
    """Yield the residence permits (居住证) that run out within a month, or did so in the last."""
    span = (ground.day - timedelta(days=_PERMIT)).isoformat(), (ground.day + timedelta(days=_PERMIT)).isoformat()
    where = [Condition("permit_until", "between", span)]
    rows = list(ground.desk.store.values("residence", ("person", "permit_until"), where=where, limit=_MOST))
    people = [str(person) for person, _ in rows]
    names = ground.desk.store.titles("person", people)
    for person, until in sorted(rows, key=lambda row: str(row[1])):
        day = day_of(until)
        if day is not None:
            level: Level = "late" if day < ground.day else "soon"
            yield Item(
                "permit", names.get(str(person), ""), f"居住证 {short_day(day)}到期", term(day, ground.day), "", level, "week",
                day.isoformat(), "", "", "person", str(person),
            )  # fmt: skip


def birthdays(ground: Ground) -> Iterator[Item]:
    """Yield the people of ninety and more whose birthday is in the coming seven days."""
    born = f"{(ground.day + timedelta(days=AHEAD)).year - OLD}-12-31"
    keys = ("uid", "name", "birth")
    rows = ground.desk.store.values("person", keys, where=[Condition("birth", "between", (None, born))])
    found = []
    for uid, name, birth in rows:
        day = _next_birthday(str(birth or ""), ground.day)
        if day is not None and (day - ground.day).days < AHEAD:
            found.append((day, str(uid), str(name), day.year - int(str(birth)[:4])))
    homes = residences(ground.desk, [uid for _, uid, _, _ in found])
    where = addresses_of(ground.desk, homes)
    for day, uid, name, age in sorted(found):
        if age >= OLD:
            yield Item(
                "birthday", name, short_address(ground.desk, where.get(uid, "")), f"{age} 岁生日，{term(day, ground.day)}", "",
                "due" if day == ground.day else "soon", "today" if day == ground.day else "week", day.isoformat(), "", "",
                "person", uid,
            )  # fmt: skip


def _next_birthday(birth: str, today: date) -> date | None:
    """Return the next birthday from today on; who was born on 29 February has it on the 28th of other years."""
    if len(birth) != 10:
        return None
    month, day = int(birth[5:7]), int(birth[8:10])
    for year in (today.year, today.year + 1):
        try:
            one = date(year, month, day)
        except ValueError:
            one = date(year, 2, 28)
        if one >= today:
            return one
    return None
