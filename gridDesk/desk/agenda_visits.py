"""The visits of an agenda: today's doors in walking order with the reason for each, and the days to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from gridDesk.desk.agenda_item import Ground, Item, short_day
from gridDesk.desk.lookups import tenant_words
from gridDesk.desk.office import Desk
from gridDesk.desk.paper_rows import short_address
from gridDesk.desk.records import many_texts
from gridDesk.ledger import Row
from gridDesk.policy.plan import DayPlan, GridPlan, Planned
from gridDesk.policy.work import Home

ROUNDS, PRINTING = "rounds", "printing"
PLAN_PAPER = "visit_plan"
_TELLING = 3  # places named of a day to come
_DOORS = (("household", "head", "address"), ("shop", "name", "address_text"), ("unit", "name", "address_text"))


def today_visits(ground: Ground) -> Iterator[Item]:
    """Yield the visits of today, grid by grid in walking order; agreed days first where the day is full anyway."""
    for grid in ground.plan.grids:
        for day in grid.days[:1]:
            if day.day == ground.day:
                yield from visit_items(ground, grid, day.visits)


def week_visits(ground: Ground) -> Iterator[Item]:
    """Yield one line for each of the next workdays of this week (or the coming week, at its end) and what it holds."""
    end = ground.day + timedelta(days=7)
    days = sorted({day.day for grid in ground.plan.grids for day in grid.days if ground.day < day.day <= end})
    for day in days:
        here = [one for grid in ground.plan.grids for one in grid.days if one.day == day and one.visits]
        if here:
            yield _ahead(here)


def _ahead(plans: Sequence[DayPlan]) -> Item:
    visits = [one for plan in plans for one in plan.visits]
    places = list(dict.fromkeys(one.home.place for one in visits if one.home.place))
    told = "、".join(places[:_TELLING]) + ("等处" if len(places) > _TELLING else "")
    day = plans[0].day
    return Item(
        "paper", f"{short_day(day)}走访 {len(visits):,} 户", told, "可打印计划单", level="soon", when="week",
        day=day.isoformat(), page=PRINTING, argument=PLAN_PAPER,
    )  # fmt: skip


def visit_items(ground: Ground, grid: GridPlan, visits: Iterable[Planned]) -> Iterator[Item]:
    """Yield planned visits as things to do, with the name and the address of each door."""
    visits = list(visits)
    doors = doors_of(ground.desk, visits)
    for one in visits:
        title, address = doors.get(one.home.uid, ("", ""))
        yield Item(
            "visit", title, address, one.why, one.cite, "due", "today", ground.day.isoformat(), ROUNDS,
            _entry(one.home), one.home.ledger, one.home.uid, one.person, one.home.place, grid.grid,
        )  # fmt: skip


def _entry(home: Home) -> str:
    """Return with what the page of rounds opens at a door; somebody without a home is looked for there by hand."""
    if home.ledger == "person":
        return "visit"
    return f"{'visit' if home.ledger == 'household' else home.ledger}:{home.uid}"


def doors_of(desk: Desk, visits: Sequence[Planned]) -> dict[str, tuple[str, str]]:
    """Return name and short address of each door by uid: head of a household, name of a shop or unit, tenants, a person."""
    found: dict[str, tuple[str, str]] = {}
    for ledger, name, address in _DOORS:
        uids = [one.home.uid for one in visits if one.home.ledger == ledger]
        rows: list[Row] = list(desk.store.get_many(ledger, uids).values()) if uids else []
        for row, text in zip(rows, many_texts(desk, ledger, rows), strict=True):
            number = f"（{text['number']}户）" if ledger == "household" and text["number"] else ""
            found[str(row["uid"])] = (f"{text[name] or '户主未填'}{number}", short_address(desk, text[address]))
    found |= let_doors(desk, [one.home.uid for one in visits if one.home.ledger == "dwelling"])
    people = [one.home.uid for one in visits if one.home.ledger == "person"]
    found |= {uid: (name, "不在任何一户里") for uid, name in desk.store.titles("person", people).items()}
    return found


def let_doors(desk: Desk, dwellings: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the tenants' names and the short address of each dwelling that is let, by uid."""
    if not dwellings:
        return {}
    names, titles = tenant_words(desk, dwellings), desk.store.titles("dwelling", dwellings)
    return {
        uid: (f"{names.get(uid) or '租户未填'}（租住）", short_address(desk, titles.get(uid, ""))) for uid in dwellings
    }
