"""C3: a package again, an old one, a gap and a fork, in every order of up to five, end in the same state."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gridDesk.desk import Desk, exchange, open_office, receiving
from gridDesk.errors import DeskError
from gridDesk.sync.errors import PackageError
from tests.flows.conftest import PASSWORD
from tests.flows.two_offices import carry, digests, fill, pair
from tests.simulator import acts, carriage
from tests.simulator.seats import Seat
from tests.simulator.world import World

Maker = Callable[[World, Seat, Seat], None]


@pytest.fixture
def world(monkeypatch) -> Iterator[World]:
    monkeypatch.setattr(receiving.safety, "backup", lambda desk, *_: desk.folder)
    with World(2) as world:
        yield world


def cumulative(world: World, village: Seat, street: Seat) -> None:
    """Five packages, none of them acknowledged: each holds what the one before holds, and more."""
    for number in range(5):
        acts.create(world, village, number, number)
        acts.change(world, village, 0, 3, number)
        carriage.send(world, village, street, world.write_to(0))


def after_receipts(world: World, village: Seat, street: Seat) -> None:
    """Four packages, each acknowledged by a street whose file is then lost: each goes on where the one before ends."""
    for number in range(4):
        acts.create(world, village, number, number)
        carriage.exchange_well(world, village, street)
        carriage.exchange_well(world, street, village)


def with_a_whole_state(world: World, village: Seat, street: Seat) -> None:
    """Changes, a whole state, an erasure, and changes again."""
    acts.create(world, village, 0, 0, 2)
    carriage.send(world, village, street, world.write_to(0))
    acts.change(world, village, 0, 0, 0)
    carriage.send(world, village, street, world.write_to(0), whole=True)
    acts.erase(world, village, 0)
    acts.erase(world, village, 1)
    carriage.send(world, village, street, world.write_to(0))
    acts.undo(world, village, 2, redo=False)
    carriage.send(world, village, street, world.write_to(0))


@pytest.mark.parametrize("make", [cumulative, after_receipts, with_a_whole_state])
def test_any_order_of_the_same_packages_ends_in_the_same_state(world, tmp_path, make, figure):
    village, street = world.seats["village0"], world.seats["street"]
    with street.at_work():
        street.close()
    shutil.copytree(street.folder, tmp_path / "street")
    make(world, village, street)
    packages = [parcel for parcel in world.parcels if parcel.to == "street"]
    results = {
        order: _after(world, street, tmp_path, order, packages)
        for order in itertools.permutations(range(len(packages)))
    }
    first = next(iter(results.values()))
    assert [order for order, found in results.items() if found != first] == []
    with village.at_work() as desk:
        assert first == desk.store.digests(village.site, "")
    figure("C3", case=make.__name__, packages=len(packages), orders=len(results), different=0)


def test_again_old_gap_and_fork_are_each_told_apart(paired, stick, open_copy, tmp_path, figure):
    """The same package changes nothing, an older one too, one too early is held, two of one number are a fork."""
    village, street = paired
    fill(village, 1)
    first = exchange.write_package(village, street.office.site, stick).path
    exchange.apply_package(street, first)
    before = digests(street, village.office.site)
    assert exchange.apply_package(street, first).verdict == "again"
    fill(village, 1)
    carry(village, street, stick)
    after = digests(street, village.office.site)
    assert exchange.apply_package(street, first).verdict == "again"
    assert digests(street, village.office.site) == after != before
    carry(street, village, stick)
    other = open_copy("street", "newpc")
    pair(village, other, stick)
    fill(village, 1)
    with pytest.raises(PackageError, match="没有收到"):
        carry(village, other, stick)
    assert other.store.count("person") == 0
    alarms = _two_of_one_number(village, street, stick, tmp_path)
    assert alarms == ["fork"]
    figure("C3", same="no change", older="no change", gap="held", fork="alarm")


def _two_of_one_number(village: Desk, street: Desk, stick: Path, tmp_path: Path) -> list[str]:
    """Go on with a copied folder and with the one it was copied from; return the street's alarms."""
    folder, twin = village.folder, tmp_path / "twin"
    village.close()
    shutil.copytree(folder, twin)
    for place in (folder, twin):
        desk = open_office(place, PASSWORD)
        fill(desk, 1)
        carry(desk, street, stick)
        desk.close()
    again = open_office(folder, PASSWORD)
    fill(again, 1)
    with pytest.raises(PackageError):
        carry(again, street, stick)
    again.close()
    return [alarm.kind for alarm in street.store.system.alarms.list()]


def _after(world: World, street: Seat, tmp_path: Path, order: tuple[int, ...], packages: list) -> dict:
    """Return what a street of before holds of the village after taking packages in this order."""
    street.die()
    for place in (street.folder, street.home):
        shutil.rmtree(place)
    shutil.copytree(tmp_path / "street", street.folder)
    street.home.mkdir()
    with street.at_work() as desk:
        for number in order:
            path = tmp_path / f"{number}.gdp"
            path.write_bytes(packages[number].data)
            try:
                exchange.apply_package(desk, path)
            except DeskError:
                continue
        return dict(desk.store.digests(world.seats["village0"].site))
