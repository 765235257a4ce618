"""What befalls PCs: power cuts to come, copies that live on, restores, rolled-back machines, clocks, half an upgrade."""

from __future__ import annotations

import shutil
from datetime import timedelta

from gridDesk.desk import exchange, recovery, safety
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.errors import DeskError
from tests import exchange_offices, new_keys
from tests.simulator.figures import FIGURES, hold
from tests.simulator.seats import Seat
from tests.simulator.world import SPARE_KEYS, Fault, World

STORE_FAULTS = ("cut", "error", "full", "exit")


def arm(world: World, seat: Seat, kind: int, n: int) -> None:
    """Let the n-th writing call of the next act at a seat fail."""
    world.waiting[id(seat)] = Fault(STORE_FAULTS[kind % len(STORE_FAULTS)], 1 + n)


def clone(world: World, seat: Seat, *, same_machine: bool) -> bool:
    """Copy an office folder, or a whole PC; both go on being used."""
    if any(twin.name == seat.name for twin in world.twins):
        return False
    FIGURES.faults["PC cloned" if same_machine else "folder copied"] += 1
    number = next(world.serials)
    folder = world.root / f"{seat.name}.{number}"
    world.marks[folder] = mark = seat.mark if same_machine else f"machine-{number}"
    twin = seat.copy_to(folder, mark)
    world.twins.append(twin)
    seat.cloned = twin.cloned = True
    with twin.at_work() as desk:
        was = str(desk.store.replica)
        hold("copy-has-own-chain", same_machine or was != _replica(seat), seat.name)
    return True


def _replica(seat: Seat) -> str:
    with seat.at_work() as desk:
        return desk.store.replica


def backup(world: World, seat: Seat) -> None:
    """Make a backup, as a clerk or the program does now and then."""
    FIGURES.acts["backup"] += 1
    with seat.at_work() as desk:
        world.backups.append((seat, safety.backup(desk, world.root / "backups"), seat.release))


def restore(world: World, which: int) -> bool:
    """Restore a backup over the office it was made of, by the program."""
    if not world.backups:
        return False
    FIGURES.faults["backup restored"] += 1
    seat, path, release = world.backups[which % len(world.backups)]
    if seat not in world.everybody or release > seat.release:
        return False
    with seat.at_work():
        before = _replica(seat)
        seat.close()
        seat.desk = safety.restore(path, seat.folder, exchange_offices.PASSWORD)
        hold("restore-begins-own-chain", seat.desk.store.replica != before, seat.name)
        seat.learn()
    world.forgets(seat)
    return True


def crude_copy(world: World, seat: Seat) -> None:
    """Keep a copy of the data file alone, as people do with the file manager."""
    seat.close()
    place = world.root / f"old-{next(world.serials)}.gdb"
    shutil.copyfile(seat.folder / DATA_FILE, place)
    world.copies.append((seat, place, seat.release))


def crude_restore(world: World, which: int) -> bool:
    """Copy an old data file back over the present one, past the program."""
    if not world.copies:
        return False
    seat, place, release = world.copies[which % len(world.copies)]
    if seat not in world.everybody or release > seat.release:
        return False
    FIGURES.faults["old data file copied back"] += 1
    seat.close()
    for path in seat.folder.glob(DATA_FILE + "*"):
        path.unlink()
    shutil.copyfile(place, seat.folder / DATA_FILE)
    world.forgets(seat)
    with seat.at_work():
        seat.learn()
    return True


def image(world: World, seat: Seat) -> None:
    """Keep an image of a whole PC."""
    place = world.root / f"image-{next(world.serials)}"
    place.mkdir()
    world.images.append((seat, seat.image(place)))


def roll_back(world: World, which: int) -> bool:
    """Set a whole PC back to an image, nothing inside it able to tell."""
    if not world.images:
        return False
    seat, found = world.images[which % len(world.images)]
    if seat not in world.everybody:
        return False
    FIGURES.faults["machine rolled back"] += 1
    seat.roll_back(found)
    world.forgets(seat)
    with seat.at_work():
        seat.check_durable()
    return True


def rebuild(world: World, seat: Seat) -> bool:
    """Let a village's PC die, and begin the office anew on another one from what the street holds."""
    above = world.above(seat.name)
    if above is None or seat not in world.seats.values() or world.rebuilt >= SPARE_KEYS:
        return False
    FIGURES.faults["PC died, office rebuilt"] += 1
    world.rebuilt += 1
    seat.die()
    world.forget_copies(seat)
    seat.folder = world.root / f"{seat.name}-new{world.rebuilt}"
    seat.home = seat.folder.with_name(seat.folder.name + ".home")
    seat.home.mkdir()
    seat.mark = f"new-machine-{world.rebuilt}"
    seat.release = max(seat.release, above.release)  # on a new PC goes the program that the street uses
    with above.at_work() as desk:
        invitation = recovery.read_invitation(recovery.write_invitation(desk, seat.site, world.root))
    with seat.here():
        seat.folder.mkdir()
        keys = exchange_offices.fresh_keys(world.rebuilt, seat.folder)
        begun = recovery.begin(
            seat.folder, invitation, password=exchange_offices.PASSWORD, worker="王建国", aside=lambda _work: keys
        )
        seat.desk = begun
    pair_anew(above, seat)
    pair_anew(seat, above)
    world.forgets(seat)
    with seat.at_work():
        seat.learn()
    return True


def pair_anew(desk_of: Seat, other: Seat) -> None:
    """Let an office take the card of another one again, after both read each other the digits."""
    FIGURES.acts["paired anew"] += 1
    with other.at_work() as desk:
        card = exchange.own_card(desk)
    with desk_of.at_work() as desk:
        role = "child" if other.level == "village" or desk_of.level == "district" else "parent"
        new_keys.pair(desk, card, role)


def jump(seat: Seat, days: int) -> None:
    """Set a PC's clock forward or back."""
    FIGURES.faults["clock set"] += 1
    seat.skew = timedelta(days=days)


def upgrade(seat: Seat) -> bool:
    """Install the next release of the program on one PC."""
    if seat.release >= exchange_offices.NEWEST:
        return False
    FIGURES.faults["one side upgraded"] += 1
    with seat.at_work():
        seat.close()
    seat.release += 1
    with seat.at_work() as desk:
        problems = desk.store.check()
        hold("file-is-sound", not problems, f"{seat.name} after an upgrade: {problems[:2]}")
        seat.learn()
    return True


def older_program(seat: Seat) -> bool:
    """Open a newer file with an older program: it refuses with a sentence, and the file stays as it is."""
    if not seat.release:
        return False
    FIGURES.faults["older program meets newer file"] += 1
    with seat.at_work():
        before = seat.fingerprint()
    seat.close()
    refused = False
    with seat.here():
        try:
            exchange_offices.unlock(seat.folder, seat.release - 1).close()
        except DeskError:
            refused = True
    hold("older-program-refuses", refused, seat.name)
    with seat.at_work():
        hold("refused-changes-nothing", seat.fingerprint() == before, seat.name)
    return True


def second_window(seat: Seat) -> None:
    """Open an office that is open: refused with a sentence."""
    FIGURES.faults["second instance"] += 1
    refused = False
    with seat.at_work():
        try:
            exchange_offices.unlock(seat.folder, seat.release).close()
        except DeskError:
            refused = True
    hold("one-window-only", refused, seat.name)
