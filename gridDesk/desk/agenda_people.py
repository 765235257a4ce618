"""What records of people bring up: tenancies that end or begin, permits that run out, birthdays of the very old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gridDesk.desk.agenda_item import Ground, Item, Level, short_day, term
from gridDesk.desk.event_limits import day_of
from gridDesk.desk.lookups import addresses_of, residences
from gridDesk.desk.paper_rows import short_address
from gridDesk.ledger.filter import Condition
from gridDesk.policy.plan_calls import Call

AHEAD = 7  # days
_OVER = 30  # days after its end a tenancy that was not closed is still named
_PERMIT = 30  # days before it runs out a residence permit is named
OLD = 90  # 高龄老人
_MOST = 40


def tenancies(ground: Ground) -> Iterator[Item]:
    """Yield the tenancies that end these days or are over and were not closed, and those that began this week."""
    for uid, tenant, home, since, until in _tenancies(ground):
        ends = until is not None and ground.day - timedelta(days=_OVER) <= until <= ground.day + timedelta(days=AHEAD)
        new = since is not None and ground.day - timedelta(days=AHEAD) <= since <= ground.day
        if not ends and not (new and home not in _seen(ground, since)):
            continue
        names = ground.desk.store.titles("person", [tenant])
        where = addresses_of(ground.desk, residences(ground.desk, [tenant])).get(tenant, "")
        if ends and until is not None:
            level: Level = "late" if until < ground.day else "due" if until == ground.day else "soon"
            why, day = f"租住到期：{term(until, ground.day)}", until
        else:
            level, why, day = "soon", "新租住，还没有走访", since or ground.day
        yield Item(
            "tenancy", names.get(tenant, ""), short_address(ground.desk, where), why, ground.citing("updates"), level,
            "today" if level != "soon" else "week", day.isoformat(), "", "", "tenancy", uid,
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


def _seen(ground: Ground, since: date | None) -> set[str]:
    return {one.home for one in ground.facts.visits if one.effective and since is not None and one.day >= since}


def _tenancies(ground: Ground) -> Iterator[tuple[str, str, str, date | None, date | None]]:
    """Yield uid, tenant, the tenant's household, first and last day of each tenancy that is of interest now."""
    span = (ground.day - timedelta(days=_OVER)).isoformat(), (ground.day + timedelta(days=AHEAD)).isoformat()
    found: dict[str, tuple[object, ...]] = {}
    for key in ("until", "since"):
        where = [Condition(key, "between", span)]
        for values in ground.desk.store.values("tenancy", ("uid", "tenant", "since", "until"), where=where):
            found[str(values[0])] = values
    homes = residences(ground.desk, [str(values[1]) for values in found.values()])
    for uid, tenant, since, until in list(found.values())[:_MOST]:
        home = str(homes.get(str(tenant), {}).get("household") or "")
        yield str(uid), str(tenant), home, day_of(since), day_of(until)


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
    born = f"{ground.day.year - OLD}-12-31"
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
