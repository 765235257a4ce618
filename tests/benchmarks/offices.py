"""Offices to measure on: made once in the scratch folder of a run, copied where a benchmark writes."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from gridDesk import vault
from gridDesk.desk.demo import make_demo
from gridDesk.desk.office import DATA_FILE, Desk, new_office
from gridDesk.ledger import Office, catalogue, new_site
from gridDesk.store import Store

PASSWORD = "三棵老槐树旁边的石磨"


def demo(scratch: Path, people: int) -> Path:
    """Return the folder of a demonstration village of about `people` residents."""
    folder = scratch / f"village-{people}"
    if not (folder / DATA_FILE).exists():
        part = scratch / f"part-{people}"
        shutil.rmtree(part, ignore_errors=True)
        make_demo(part, people=people, password=PASSWORD).close()
        part.rename(folder)
    return folder


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
