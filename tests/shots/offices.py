"""The offices that are pictured: a village in the middle of a month, the street above it, and a dozen villages beside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from gridDesk.desk import (
    demo_exchange,
    demo_year,
    exchange,
    figures,
    grids,
    new_office,
    people,
    population,
    safety,
    tables,
)
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import Desk
from gridDesk.ledger import Office
from gridDesk.text import today, today_iso
from tests.shots import STREET, neighbours

PASSWORD = "柳行村旁的三棵老槐树"


def make_offices(scratch: Path, size: int) -> Path:
    """Make the village that is pictured, with about `size` people, and return its folder; the street lies beside it."""
    village = make_demo(scratch / "柳行村", people=size, password=PASSWORD, year=demo_year.DAYS)
    office = Office(site="b" * 16, name=STREET, level="street")
    street = new_office(scratch / STREET, office, password=PASSWORD, worker="街道网格办")
    stick = scratch / "U盘"
    stick.mkdir()
    demo_exchange.story(village, street, stick)
    neighbours.make(street, scratch)
    exchange.write_package(street, village.office.site, stick)
    _again(village)
    _month(village)
    first = tables.people_table(village)
    people.verify_person(village, first.uid(0))
    safety.backup(village)
    village.close()
    street.close()
    return scratch / "柳行村"


def _month(village: Desk) -> None:
    """Close last month, let a few things happen in this one, and say what the police counts."""
    last_month = (today().replace(day=1) - timedelta(days=1)).isoformat()
    figures.close_month(village, last_month[:7])
    homes = tables.household_table(village)
    home, other = homes.uid(4), homes.uid(9)
    one, another, gone = (people.household_view(village, homes.uid(row)).members[-1].uid for row in (12, 20, 28))
    population.birth(village, home, {"name": "程小满", "sex": "2"}, today_iso(), "30")
    population.move_in(village, other, {"name": "许知远", "sex": "1", "birth": "1988-04"}, today_iso(), "38")
    population.death(village, one, today_iso(), "病故")
    population.death(village, another, last_month, "病故，家属本月才来报")
    population.move_out(village, gone, today_iso(), "临淄区")
    for number, grid in enumerate(grids_of(village), 1):
        count = village.store.count("household", where={"grid": grid})
        grids.set_official(village, grid, today().year, count - 2, None)
        grids.change_code(village, grid, f"370305103201{number:07d}", last_month[:7])


def grids_of(desk: Desk) -> list[str]:
    """Return the grids of an office."""
    return [str(row["uid"]) for row in desk.grids()]


def _again(village: Desk) -> None:
    """Enter two people a second time in another household, as happens where lists come from several hands."""
    shown, homes = tables.people_table(village), tables.household_table(village)
    for row, home in ((30, 40), (55, 61)):
        found = village.store.get("person", shown.uid(row)) or {}
        same = {key: found.get(key) for key in ("name", "sex", "birth", "education")}
        people.add_member(village, homes.uid(home), {**same, "phone": "13905330000", "political": "01"}, "97")
