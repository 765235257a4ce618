"""Days: short scripts of the simulator's own acts, each about one thing that must go right."""

from __future__ import annotations

from tests.simulator import acts, carriage, dealings, faults, mishaps, sticks
from tests.simulator.world import World


def records_end(world: World) -> None:
    """A record is closed and another voided after both were carried up."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 3, 0, 2)
    carriage.exchange_well(world, village, street)
    carriage.exchange_well(world, street, village)
    acts.change(world, village, 0, 0, 0)
    acts.change(world, village, 1, 2, 0)


def stick_lost(world: World) -> None:
    """The first stick is lost, the second is not."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    carriage.send(world, village, street, world.write_to(0))
    sticks.lose(world, 0)
    acts.create(world, village, 3, 1)
    carriage.exchange_well(world, village, street)
    carriage.exchange_well(world, street, village)


def stick_lost_later(world: World) -> None:
    """A stick with changes is lost after a whole state was acknowledged."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    carriage.exchange_well(world, street, village)
    stick_lost(world)


def power_cut_at_each_call(world: World) -> None:
    """The power goes at the second, fourth … writing call of an act."""
    village = world.seats["village0"]
    for call in range(1, 12, 2):
        mishaps.arm(world, village, 0, call)
        acts.create(world, village, 1, call, 2)


def power_cut_on_import(world: World) -> None:
    """The power goes at some writing call while a package is taken in."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    for call in (2, 6, 10, 14, 18, 22):
        acts.create(world, village, 0, call)
        mishaps.arm(world, street, 0, call)
        carriage.exchange_well(world, village, street)
        carriage.exchange_well(world, street, village)


def one_number_twice(world: World) -> None:
    """Two people of a village have one ID number."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    for _ in range(2):
        acts.create(world, village, 0, 1)
        carriage.exchange_well(world, village, street)


def clock_set_back(world: World) -> None:
    """A village's clock jumps back ten years between two entries."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    acts.create(world, village, 3, 0)
    mishaps.jump(village, -3650)
    acts.change(world, village, 0, 3, 1)
    carriage.exchange_well(world, village, street)


def tasks_for_two(world: World) -> None:
    """The street gives each of two villages a task of its own."""
    street = world.seats["street"]
    for number in range(2):
        dealings.send_down(world, street, number, 0)
        carriage.exchange_well(world, street, world.seats[f"village{number}"])


def restored(world: World) -> None:
    """A village restores a backup after more was carried up."""
    village, street = world.seats["village0"], world.seats["street"]
    mishaps.backup(world, village)
    acts.create(world, village, 0, 0)
    carriage.exchange_well(world, village, street)
    mishaps.restore(world, 0)
    acts.create(world, village, 3, 1)


def copied(world: World) -> None:
    """A folder is copied to another PC, and both are used."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    mishaps.clone(world, village, same_machine=False)
    acts.create(world, world.twins[0], 3, 1)
    carriage.exchange_well(world, world.twins[0], street)


def cloned(world: World) -> None:
    """A whole PC is cloned; first one, then the other carries its own entries to the street."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    mishaps.clone(world, village, same_machine=True)
    acts.create(world, world.twins[0], 3, 1, 2)
    carriage.exchange_well(world, world.twins[0], street)
    for number in range(3):
        acts.create(world, village, 0, number, 2)
        carriage.exchange_well(world, village, street)


def street_set_back(world: World) -> None:
    """The street's PC is rolled back after it acknowledged a package; the next one begins behind what it has."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    carriage.exchange_well(world, village, street)
    mishaps.image(world, street)
    acts.create(world, village, 3, 0)
    carriage.exchange_well(world, village, street)
    carriage.exchange_well(world, street, village)
    mishaps.roll_back(world, 0)
    acts.create(world, village, 2, 1)
    carriage.exchange_well(world, village, street)


def refused_name(world: World) -> None:
    """A village enters a name that the street's program does not take."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    acts.create(world, village, 0, 3)
    carriage.exchange_well(world, village, street)


def taken_back(world: World) -> None:
    """An act is undone."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 3, 0)
    carriage.exchange_well(world, village, street)
    acts.undo(world, village, 0, redo=False)


def note_entered(world: World) -> None:
    """Notes are entered and carried up by changes."""
    village, street = world.seats["village0"], world.seats["street"]
    carriage.exchange_well(world, village, street)
    acts.create(world, village, 2, 0, 2)
    carriage.exchange_well(world, village, street)


def same_stick_twice(world: World) -> None:
    """A whole state of before turns up again after more was carried up."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    carriage.exchange_well(world, village, street, whole=True)
    acts.create(world, village, 3, 0)
    carriage.exchange_well(world, village, street)
    late = world.root / "again.gdp"
    late.write_bytes(world.parcels[0].data)
    carriage.take(world, street, late)


def erased(world: World) -> None:
    """Somebody is entered, carried up, and erased."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.erase(world, village, 0)
    carriage.exchange_well(world, village, street)
    carriage.exchange_well(world, street, village)
    acts.erase(world, village, 1)


def lying_stick(world: World) -> None:
    """A stick changes a byte and says nothing."""
    village, street = world.seats["village0"], world.seats["street"]
    acts.create(world, village, 0, 0)
    carriage.send(world, village, street, world.write_to(0), device=faults.Stick("lies"))
