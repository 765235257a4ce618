"""What befalls sticks and the files on them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.simulator import faults
from tests.simulator.figures import FIGURES
from tests.simulator.world import World

ODD_NAMES = ("GD-毒.gdp.part", "报表１.xlsx", "AUX.gdp.txt", "x" * 120 + ".txt", "尾点..", "GD-probe.tmp")


def lose(world: World, stick: int) -> None:
    """Lose a stick with all that is on it."""
    FIGURES.faults["stick lost"] += 1
    for path in world.files(stick):
        path.unlink()


def copy(world: World, one: int, other: int) -> None:
    """Copy what is on a stick to another, over what has the same name."""
    FIGURES.faults["stick copied to another"] += 1
    target = world.write_to(other)
    for path in world.files(one):
        if path.parent != target:
            shutil.copyfile(path, target / path.name)


def litter(world: World, stick: int, which: int) -> None:
    """Put files with odd names and a folder named like a package on a stick."""
    FIGURES.faults["odd names beside"] += 1
    folder = world.write_to(stick)
    name = ODD_NAMES[which % len(ODD_NAMES)]
    (folder / name).write_bytes(b"x")
    (folder / "GD-folder.gdp").mkdir(exist_ok=True)
    gbk = bytes(folder) + b"/\xb4\xe5\xce\xaf.gdp"
    Path(gbk.decode("utf-8", "surrogateescape")).write_bytes(b"GDP1\n")


def damage(world: World, stick: int, which: int, how: int, place: int) -> bool:
    """Cut a file short, flip a bit in it, or splice it with another."""
    found = [path for path in world.files(stick) if path.suffix == ".gdp"]
    if not found:
        return False
    path = found[which % len(found)]
    if how % 3 == 0:
        FIGURES.faults["file cut short"] += 1
        faults.truncate(path, place)
    elif how % 3 == 1:
        FIGURES.faults["bit flipped"] += 1
        faults.flip(path, place)
    else:
        FIGURES.faults["files spliced"] += 1
        faults.splice(path, found[(which + 1) % len(found)], place)
    return True


def late(world: World, which: int, stick: int) -> bool:
    """Let a package of long ago turn up on a stick again."""
    if not world.parcels:
        return False
    FIGURES.faults["package late"] += 1
    parcel = world.parcels[which % len(world.parcels)]
    (world.write_to(stick) / f"late-{parcel.number}-{parcel.name}").write_bytes(parcel.data)
    return True
