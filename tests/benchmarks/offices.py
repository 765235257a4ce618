"""Offices to measure on: made once in the scratch folder of a run, copied where a benchmark writes."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from random import Random

from gridDesk import vault
from gridDesk.desk.demo import _Village as Village
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import DATA_FILE
from gridDesk.desk.opening import new_office
from gridDesk.ledger import Office, catalogue, new_site
from gridDesk.store import Store

PASSWORD = "三棵老槐树旁边的石磨"


DISTRICT = 500_000  # from so many people on an office is written in one act: much faster than in small ones


def demo(scratch: Path, people: int) -> Path:
    """Return the folder of a demonstration village of about `people` residents, of a district where they are so many."""
    folder = scratch / f"village-{people}"
    if not (folder / DATA_FILE).exists():
        part = scratch / f"part-{people}"
        shutil.rmtree(part, ignore_errors=True)
        (_district if people >= DISTRICT else _village)(part, people)
        part.rename(folder)
    return folder


def _village(folder: Path, people: int) -> None:
    make_demo(folder, people=people, password=PASSWORD).close()


def _district(folder: Path, people: int) -> None:
    office = Office(site=new_site(), name="齐岭区（测量）", level="district", code="370305")
    desk = new_office(folder, office, password=PASSWORD, worker="王建国", grids=[f"第{n}网格" for n in range(1, 401)])
    maker = Village(Random(1), [str(grid["uid"]) for grid in desk.grids()])
    edits = (edit for home in maker.households(people) for edit in home)
    desk.store.write(edits, actor=desk.user, label="演示数据")
    desk.close()


def empty(scratch: Path, level: str = "village") -> Path:
    """Return the folder of a new office with one grid and nothing in it."""
    folder = scratch / f"empty-{level}"
    if not (folder / DATA_FILE).exists():
        office = Office(site=new_site(), name="柳溪村" if level == "village" else "齐岭街道", level=level)
        new_office(folder, office, password=PASSWORD, worker="王建国", grids=["柳溪村网格"]).close()
    return folder


@cache
def _unlock(folder: Path) -> vault.Keys:
    return vault.unlock(folder, PASSWORD)


class Copies:
    """Opens copies of an office: its password is stretched once, then the raw key opens each copy."""

    def __init__(self, source: Path, scratch: Path, keys: vault.Keys | None = None) -> None:
        self.source, self.scratch = source, scratch
        self.keys = keys or _unlock(source)
        self._made = 0

    def open(self) -> Desk:
        """Copy the office and open the copy."""
        self._made += 1
        folder = self.scratch / f"copy-{self.source.name}-{self._made}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.source, folder)
        return self.at(folder)

    def at(self, folder: Path) -> Desk:
        """Open an office that has these keys without copying it."""
        return Desk(folder, Store.open(folder / DATA_FILE, bytes(self.keys.db_key), catalogue()), self.keys)

    def throw_away(self, desk: Desk) -> None:
        """Close a copy and delete it."""
        desk.close()
        shutil.rmtree(desk.folder, ignore_errors=True)
